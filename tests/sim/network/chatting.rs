//! Owns what people do with a chat beside connecting: writing, answering, editing, deleting, reacting, pinning, reading,
//! inviting, renaming, muting, truncating; at random, on whatever the service has at that moment.

use serde_json::{Value, json};
use stream_chat_wasm::id::Slot;

use super::channel::Message;
use super::service::{cid, user_id};
use super::world::{Happening, World};
use crate::harness::Page;

/// People who chat; one more is a member now and then and has no page.
const PEOPLE: usize = 3;
/// Milliseconds between two things that one of them does, at most.
pub const PAUSE_MS: u64 = 1_500;
/// Messages back from the newest that they still touch.
const BACK: u64 = 60;

impl World {
    /// Three people, one of them now and then with two pages, in a few channels.
    pub fn chatters(plan: super::Plan, journal: bool) -> World {
        let mut world = World::new(plan, journal);
        world.chatting = true;
        world.service.valid_from = vec![1; PEOPLE];
        world.service.names = vec![String::new(); PEOPLE + 1];
        world.service.keeps_log = true;
        // Nothing is as old as the clock: a mark can stand before it.
        world.service.stamp(10);
        world.weather.slow_ms = [0, 0, 100, 400][world.draw(4) as usize];
        for number in 0..plan.channels {
            world.service.channels.push(Default::default());
            for user in 0..PEOPLE {
                world.service.channels[number].members.insert(user, Default::default());
                world.service.channels[number].read.insert(user, 0);
            }
            for _ in 0..[0, 3, 12, 45][world.draw(4) as usize] {
                world.write(number);
            }
        }
        for client in 0..plan.clients {
            let (fallback, provider) = (client % 2 == 0, world.chance(60));
            let (seed, optimistic) = (world.random.bits(), world.chance(50));
            let mut page = Page::with(seed, |config| {
                config.enable_ws_fallback = fallback;
                config.optimistic_updates = optimistic;
            });
            page.forgetful = true;
            world.add_client(page, client % PEOPLE, provider);
            let start = world.draw(1_000);
            world.after(start, Happening::Act(client));
        }
        world.after(1_000, Happening::Post);
        world.after(2_000, Happening::Trouble);
        world.after(plan.storm_ms, Happening::Clear);
        world
    }

    /// One thing that somebody does.
    pub fn chat(&mut self, client: usize) {
        let number = self.draw(self.plan.channels as u64) as usize;
        if !self.clients[client].page.active_channels().contains(&cid(number)) {
            return self.look_in(client, number, true);
        }
        match self.draw(42) {
            0 | 1 => self.look_in(client, number, true),
            2 => self.look_in(client, number, false),
            3 | 4 => {
                let size = [1, 5, 25][self.draw(3) as usize];
                self.in_channel(client, number, |page, slot| {
                    let oldest = page.message_ids(slot).first().filter(|_| page.is_queried(slot)).cloned();
                    if let Some(before) = oldest {
                        page.query_channel(slot, json!({"watch": true, "messages": {"limit": size, "id_lt": before}}));
                    }
                });
            }
            5 => {
                self.clients[client].wanted = false;
                self.on_page(client, Page::close_connection);
            }
            6..13 => self.write_something(client, number),
            13..17 => self.answer_something(client, number),
            17..20 => self.on_message(client, number, |world, id| {
                let text = format!("e{}", world.now);
                ("UpdateMessage", vec![id.clone()], None, Some(json!({"message": {"id": id, "text": text}})))
            }),
            20 | 21 => self.on_message(client, number, |world, id| {
                let hard = world.chance(40).then(|| json!({"hard": true}));
                ("DeleteMessage", vec![id], hard, None)
            }),
            22..27 => self.on_message(client, number, |world, id| {
                let (kind, score, only) = (world.kind(), 1 + world.draw(3), world.chance(30));
                let body = json!({"reaction": {"type": kind, "score": score}, "enforce_unique": only});
                ("SendReaction", vec![id], None, Some(body))
            }),
            27 | 28 => self.on_message(client, number, |world, id| {
                ("DeleteReaction", vec![id, world.kind().to_owned()], None, None)
            }),
            29..32 => self.in_channel(client, number, |page, slot| {
                page.mark_read(slot);
            }),
            32 => self.on_message(client, number, |_, id| {
                (
                    "MarkUnread",
                    vec!["messaging".to_owned(), format!("c{number}")],
                    None,
                    Some(json!({"message_id": id})),
                )
            }),
            33 | 34 => self.on_message(client, number, |world, id| {
                ("UpdateMessagePartial", vec![id], None, Some(json!({"set": {"pinned": world.chance(70)}})))
            }),
            35 | 36 => self.change_members(client, number),
            37 => {
                let body = json!({"set": {"name": format!("n{}", self.now)}});
                self.on_channel(client, number, "UpdateChannelPartial", body);
            }
            38 => {
                let id = user_id(self.clients[client].user);
                let body = json!({"users": {&id: {"id": id}}});
                self.on_page(client, |page| page.call("UpdateUsers", &[], None, Some(body)));
            }
            39 => self.mute(client, number),
            40 if self.chance(20) => self.on_channel(client, number, "TruncateChannel", json!({})),
            _ => self.read_thread(client, number),
        }
    }

    fn kind(&mut self) -> &'static str {
        ["like", "love", "wow"][self.draw(3) as usize]
    }

    fn look_in(&mut self, client: usize, number: usize, watch: bool) {
        let size = [1, 5, 25, 100][self.draw(4) as usize];
        self.in_channel(client, number, |page, slot| {
            page.query_channel(slot, json!({"watch": watch, "messages": {"limit": size}}));
        });
    }

    fn in_channel(&mut self, client: usize, number: usize, act: impl FnOnce(&mut Page, Slot)) {
        if let Some(slot) = self.clients[client].slot(number) {
            self.on_page(client, |page| act(page, slot));
        }
    }

    fn on_channel(&mut self, client: usize, number: usize, endpoint: &str, body: Value) {
        let id = format!("c{number}");
        self.on_page(client, |page| page.call(endpoint, &["messaging", &id], None, Some(body)));
    }

    /// Something is done with a message that the service has, mostly one of the newest.
    #[allow(clippy::type_complexity)]
    fn on_message(
        &mut self,
        client: usize,
        number: usize,
        make: impl FnOnce(&mut World, String) -> (&'static str, Vec<String>, Option<Value>, Option<Value>),
    ) {
        let Some(id) = self.some_message(number, |_| true) else { return };
        let (endpoint, path, query, body) = make(self, id);
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        self.on_page(client, |page| page.call(endpoint, &path, query, body));
    }

    fn some_message(&mut self, number: usize, which: impl Fn(&Message) -> bool) -> Option<String> {
        let most = self.service.channels[number].messages.len().min(BACK as usize);
        if most == 0 {
            return None;
        }
        let back = self.draw(most as u64) as usize;
        let messages = &self.service.channels[number].messages;
        messages.iter().rev().skip(back).find(|message| which(message)).map(|message| message.id.clone())
    }

    fn fresh_message(&mut self, client: usize) -> Value {
        self.clients[client].sent_messages += 1;
        json!({"id": format!("m{client}-{}", self.clients[client].sent_messages), "text": "x"})
    }

    fn write_something(&mut self, client: usize, number: usize) {
        let mut message = self.fresh_message(client);
        if self.chance(10) {
            message["silent"] = json!(true);
        }
        if self.chance(25)
            && let Some(quoted) = self.some_message(number, |message| message.deleted.is_none())
        {
            message["quoted_message_id"] = json!(quoted);
        }
        self.in_channel(client, number, |page, slot| {
            page.send_message(slot, message);
        });
    }

    fn answer_something(&mut self, client: usize, number: usize) {
        let open = |message: &Message| message.parent.is_none() && message.deleted.is_none();
        let Some(parent) = self.some_message(number, open) else { return };
        let mut message = self.fresh_message(client);
        message["parent_id"] = json!(parent);
        message["show_in_channel"] = json!(self.chance(40));
        self.in_channel(client, number, |page, slot| {
            page.send_message(slot, message);
        });
    }

    /// Opens a thread: its newest replies.
    fn read_thread(&mut self, client: usize, number: usize) {
        let Some(parent) = self.some_message(number, |message| message.parent.is_none()) else { return };
        self.on_page(client, |page| page.call("GetReplies", &[&parent], Some(json!({"limit": 25})), None));
    }

    /// Somebody without a page comes and goes, and gets another role; now and then one who is looking.
    fn change_members(&mut self, client: usize, number: usize) {
        let whom = if self.chance(85) { PEOPLE } else { self.draw(PEOPLE as u64) as usize };
        let id = user_id(whom);
        let role = ["channel_member", "channel_moderator"][self.draw(2) as usize];
        let member = json!({"user_id": id, "channel_role": role});
        let known = self.service.channels[number].members.contains_key(&whom);
        let body = match (known, self.chance(50)) {
            (false, _) => json!({"add_members": [member]}),
            (true, true) => json!({"assign_roles": [member]}),
            (true, false) if whom == PEOPLE => json!({"remove_members": [id]}),
            (true, false) => return,
        };
        self.on_channel(client, number, "UpdateChannel", body);
    }

    fn mute(&mut self, client: usize, number: usize) {
        let on = self.chance(60);
        let (endpoint, body) = if self.chance(50) {
            (if on { "MuteChannel" } else { "UnmuteChannel" }, json!({"channel_cid": cid(number)}))
        } else {
            let target = user_id((self.clients[client].user + 1) % PEOPLE);
            (if on { "MuteUser" } else { "UnmuteUser" }, json!({"target_id": target}))
        };
        self.on_page(client, |page| page.call(endpoint, &[], None, Some(body)));
    }
}
