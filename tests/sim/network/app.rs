//! Owns what the apps do: random calls at random moments, as people and programs make them, and the others who write.

use serde_json::{Value, json};
use stream_chat_wasm::id::Slot;

use super::service::{cid, token_of, user_id};
use super::world::{Client, Happening, World};
use crate::harness::{Page, Tokens};

/// Milliseconds between two calls of one app, at most.
const PAUSE_MS: u64 = 9_000;
/// Milliseconds between two messages of somebody else, at most.
const POST_PAUSE_MS: u64 = 3_000;
/// Milliseconds after the storm in which they go on: the last of it must arrive before it is looked at.
const POSTING_MS: u64 = 80_000;

impl Client {
    pub fn slot(&mut self, channel: usize) -> Option<Slot> {
        self.page.open_channel("messaging", Some(&format!("c{channel}")), None).ok()
    }
}

impl World {
    /// Users, channels and pages as the plan has them.
    pub fn people(plan: super::Plan, journal: bool) -> World {
        let mut world = World::new(plan, journal);
        let users = plan.clients.div_ceil(2).max(2);
        world.service.valid_from = vec![1; users];
        world.service.names = vec![String::new(); users];
        world.weather.slow_ms = [0, 0, 100, 400][world.draw(4) as usize];
        for number in 0..plan.channels {
            world.service.channels.push(Default::default());
            for user in 0..users {
                if world.chance(70) {
                    world.service.channels[number].members.insert(user, Default::default());
                    world.service.channels[number].read.insert(user, 0);
                }
            }
            for _ in 0..[0, 3, 12, 40][world.draw(4) as usize] {
                world.write(number);
            }
        }
        for client in 0..plan.clients {
            let (fallback, provider) = (client % 2 == 0, world.chance(60));
            let (seed, optimistic, skew) = (world.random.bits(), world.chance(50), world.draw(20_000) as i64 - 10_000);
            let mut page = Page::with(seed, |config| {
                config.enable_ws_fallback = fallback;
                config.optimistic_updates = optimistic;
            });
            (page.wall_skew_ms, page.forgetful) = (skew, true);
            world.add_client(page, client % users, provider);
            let start = world.draw(3_000);
            world.after(start, Happening::Act(client));
        }
        world.after(1_000, Happening::Post);
        world.after(2_000, Happening::Trouble);
        world.after(plan.storm_ms, Happening::Clear);
        world
    }

    pub fn write(&mut self, number: usize) {
        self.posted += 1;
        let (id, now) = (format!("p{}", self.posted), self.now);
        self.service.bot_writes(now, number, id);
    }

    /// Somebody who is no page writes: mostly one message, now and then a flood.
    pub fn somebody_posts(&mut self) {
        let posting_ms = if self.chatting { 0 } else { POSTING_MS };
        if self.now > self.plan.storm_ms + posting_ms {
            return;
        }
        if self.plan.channels > 0 {
            let number = self.draw(self.plan.channels as u64) as usize;
            let storm = self.now < self.plan.storm_ms;
            let count = match self.draw(60) {
                0 if storm && !self.chatting => 150,
                1 | 2 if storm => 35,
                _ => 1,
            };
            for _ in 0..count {
                self.write(number);
            }
        }
        let pause = 1 + self.draw(POST_PAUSE_MS);
        self.after(pause, Happening::Post);
    }

    /// The app of a page does something; in the end it sees only that it is connected.
    pub fn act(&mut self, client: usize) {
        let pause = 100 + self.draw(if self.chatting { super::chatting::PAUSE_MS } else { PAUSE_MS });
        self.after(pause, Happening::Act(client));
        if self.clients[client].away.is_some() {
            return;
        }
        self.touch(client);
        let storm = self.now < self.plan.storm_ms;
        match self.clients[client].page.phase() {
            "failed" => {
                assert!(self.clients[client].excused, "client {client} failed although nothing was refused for good");
                self.enter(client);
            }
            "closed" if self.clients[client].wanted || (storm && self.chance(50)) => self.enter(client),
            _ if storm && self.chatting => self.chat(client),
            _ if storm => self.use_the_client(client),
            _ => {}
        }
    }

    fn enter(&mut self, client: usize) {
        let one = &mut self.clients[client];
        one.wanted = true;
        let (user, provider, known) = (one.user, one.provider, one.page.user_id().is_some());
        let token = token_of(user, self.service.valid_from[user]);
        if self.clients[client].page.phase() == "closed" && known {
            self.on_page(client, Page::open_connection);
            return;
        }
        self.clients[client].asked = None;
        self.on_page(client, |page| {
            let tokens = if provider { Tokens::Provider } else { Tokens::Static(&token) };
            page.connect_user(json!({"id": user_id(user)}), tokens)
        });
    }

    fn use_the_client(&mut self, client: usize) {
        if self.plan.channels == 0 {
            return;
        }
        let number = self.draw(self.plan.channels as u64) as usize;
        let kind = self.draw(24);
        let size = [1, 5, 25][self.draw(3) as usize];
        let one = &self.clients[client];
        let stopping = one.stopping.is_some_and(|promise| one.page.is_pending(promise));
        match kind {
            // A watch and its end at once may arrive in either order: no app can expect either.
            0..11 if stopping => {}
            0..5 => {
                let from = self.draw(self.plan.channels as u64) as usize;
                let count = 1 + self.draw(30) as usize;
                let cids: Vec<String> = (from..self.plan.channels).take(count).map(cid).collect();
                let watch = self.chance(85);
                let body = json!({"filter_conditions": {"cid": {"$in": cids}}, "sort": [], "limit": 29, "message_limit": size,
                    "state": true, "watch": watch});
                self.on_page(client, |page| page.query_channels(body));
            }
            5..8 => self.on_slot(client, number, |page, slot| {
                page.query_channel(slot, json!({"watch": true, "messages": {"limit": size}}));
            }),
            8 => self.on_slot(client, number, |page, slot| {
                page.query_channel(slot, json!({"watch": false, "messages": {"limit": size}}));
            }),
            9 | 10 => self.on_slot(client, number, |page, slot| {
                let oldest = page.message_ids(slot).first().filter(|_| page.is_queried(slot)).cloned();
                if let Some(before) = oldest {
                    page.query_channel(slot, json!({"watch": true, "messages": {"limit": size, "id_lt": before}}));
                }
            }),
            11 if self.clients[client].page.pending_count() == 0 => {
                if let Some(slot) = self.clients[client].slot(number) {
                    self.clients[client].stopping = Some(self.on_page(client, |page| page.stop_watching(slot)));
                }
            }
            12..17 => {
                self.clients[client].sent_messages += 1;
                let id = format!("m{client}-{}", self.clients[client].sent_messages);
                self.on_slot(client, number, |page, slot| {
                    page.send_message(slot, json!({"id": id, "text": "x"}));
                });
            }
            17 | 18 => self.on_slot(client, number, |page, slot| {
                page.mark_read(slot);
            }),
            19 => self.on_slot(client, number, |page, slot| {
                page.keystroke(slot, None);
            }),
            20 => {
                self.clients[client].wanted = false;
                self.on_page(client, Page::close_connection);
            }
            21 => {
                let one = &mut self.clients[client];
                (one.wanted, one.asked) = (false, None);
                one.heard.clear();
                self.on_page(client, Page::disconnect_user);
            }
            22 => {
                let ids: Vec<Value> = (0..8).map(|n| json!(format!("x{n}"))).collect();
                self.on_page(client, |page| {
                    for _ in 0..ids.len() {
                        page.call("QueryUsers", &[], Some(json!({"payload": {}})), None);
                    }
                });
            }
            23 => self.on_slot(client, number, |page, slot| {
                let failed = page.messages(slot).into_iter().find(|message| message["status"] == "failed");
                if let Some(failed) = failed {
                    page.send_message(slot, failed);
                }
            }),
            _ => {}
        }
    }

    fn on_slot(&mut self, client: usize, number: usize, act: impl FnOnce(&mut Page, Slot)) {
        if let Some(slot) = self.clients[client].slot(number) {
            self.on_page(client, |page| act(page, slot));
        }
    }
}
