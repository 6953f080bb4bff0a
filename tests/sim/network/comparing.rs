//! Owns the comparison of what a client shows with what the service has: messages with all that people did to them, reads,
//! members, pins, threads, names, totals. Order, gaps and unread counts are `judge.rs`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::judge::is_local;
use super::service::{cid, text_of, user_id};
use super::world::World;

/// What of a message must be the same.
pub fn essence(message: &Value) -> Value {
    let or = |key: &str, default: Value| message.get(key).filter(|value| !value.is_null()).cloned().unwrap_or(default);
    let mut own: Vec<Value> = or("own_reactions", json!([])).as_array().cloned().unwrap_or_default();
    own.sort_by_key(|reaction| reaction["type"].as_str().map(str::to_owned));
    let own: Vec<Value> = own.iter().map(|reaction| json!([reaction["type"], reaction["score"]])).collect();
    let quoted = &message["quoted_message"];
    // Of one that was deleted for good a query brings nothing, and events leave that it was deleted.
    let quoted = if quoted["type"] == "deleted" { &Value::Null } else { &quoted["text"] };
    json!({"text": message["text"], "gone": message["type"] == "deleted", "replies": or("reply_count", json!(0)),
        "counts": or("reaction_counts", json!({})), "scores": or("reaction_scores", json!({})), "own": own,
        "latest": or("latest_reactions", json!([])).as_array().map_or(0, Vec::len), "pinned": or("pinned", json!(false)),
        "quotes": or("quoted_message_id", Value::Null), "quoted": quoted})
}

fn ids(list: &[Value]) -> Vec<&str> {
    list.iter().filter_map(|message| message["id"].as_str()).collect()
}

impl World {
    /// Every client that watches a channel shows it as it is.
    pub fn check_everything(&mut self) {
        self.check_channels();
        for client in 0..self.clients.len() {
            if !self.clients[client].wanted {
                continue;
            }
            for number in 0..self.plan.channels {
                if self.shows(client, number) {
                    self.compare_messages(client, number);
                    self.compare_people(client, number);
                }
            }
        }
    }

    /// The totals of everybody, after each channel had something new to say them with.
    pub fn check_totals(&mut self) {
        for (client, one) in self.clients.iter().enumerate().filter(|(_, one)| one.wanted) {
            let (messages, channels) = self.service.totals(one.user);
            let me = one.page.me().unwrap_or_default();
            assert_eq!(
                json!([me["total_unread_count"], me["unread_channels"]]),
                json!([messages, channels]),
                "client {client}: totals"
            );
        }
    }

    /// The channel is open and watched, and nothing was declared to be missing.
    fn shows(&mut self, client: usize, number: usize) -> bool {
        let (name, one) = (cid(number), &mut self.clients[client]);
        if !one.page.active_channels().contains(&name) {
            return false;
        }
        let Some(slot) = one.slot(number) else { return false };
        let told = one.page.events.iter().rev().find(|event| event.kind() == "connection.recovered");
        one.page.is_watched(slot) && !told.is_some_and(|event| event.value["channels"][&name] == "gap")
    }

    fn compare_messages(&mut self, client: usize, number: usize) {
        let (channel, names, one) = (&self.service.channels[number], &self.service.names, &mut self.clients[client]);
        let Some(slot) = one.slot(number) else { return };
        let same = |shown: &Value, whose: &str| {
            let id = shown["id"].as_str().unwrap_or_default();
            let Some(message) = channel.find(id) else { panic!("client {client} shows {id} {whose}, which is gone") };
            let due = channel.wire(message, names, Some(one.user));
            assert_eq!(essence(shown), essence(&due), "client {client}: {id} {whose} of {}", cid(number));
        };
        for shown in one.page.messages(slot).iter().filter(|message| !is_local(message)) {
            same(shown, "in the list");
        }
        for (parent, replies) in one.page.threads(slot) {
            let replies: Vec<Value> = replies.into_iter().filter(|reply| !is_local(reply)).collect();
            replies.iter().for_each(|reply| same(reply, "in a thread"));
            let due: Vec<&str> = channel.replies(&parent).map(|reply| reply.id.as_str()).collect();
            let held = ids(&replies);
            // It may hold a part: a page of the channel brings the replies that are shown there, and no others.
            let mut rest = due.iter();
            let in_order = held.iter().all(|id| rest.any(|due| due == id));
            assert!(in_order, "client {client}: thread {parent}: {held:?} of {due:?}");
        }
        if let Some(pinned) = one.page.pinned(slot) {
            pinned.iter().for_each(|message| same(message, "pinned"));
            let (mut held, mut due) =
                (ids(&pinned), channel.pinned().iter().map(|message| message.id.as_str()).collect::<Vec<_>>());
            due.truncate(10);
            held.sort_unstable();
            due.sort_unstable();
            assert!(due.iter().all(|id| held.contains(id)), "client {client}: pinned {held:?}, due {due:?}");
        }
    }

    fn compare_people(&mut self, client: usize, number: usize) {
        let (channel, names, one) = (&self.service.channels[number], &self.service.names, &mut self.clients[client]);
        let Some(slot) = one.slot(number) else { return };
        let role = |member: &Value| json!([member["channel_role"], member["user"]["name"]]);
        let members = one.page.members(slot);
        let shown: BTreeMap<String, Value> =
            members.as_object().into_iter().flatten().map(|(id, member)| (id.clone(), role(member))).collect();
        let due: BTreeMap<String, Value> =
            channel.members.keys().map(|user| (user_id(*user), role(&channel.member(*user, names)))).collect();
        assert_eq!(shown, due, "client {client}: members of {}", cid(number));
        let data = one.page.channel_data(slot).unwrap_or_default();
        assert_eq!(data["name"].as_str(), channel.name.as_deref(), "client {client}: name of {}", cid(number));
        let reads = one.page.reads(slot);
        for user in channel.members.keys() {
            let shown = reads[user_id(*user)]["last_read"].as_str();
            // Nobody but he himself is told where marking as unread moved his mark, or where it stands when he joins.
            let before = channel.read_before.get(user).filter(|_| *user != one.user).into_iter().flatten();
            let first = shown.is_none_or(|shown| shown.starts_with('0') || shown.starts_with('1'));
            let is_shown = |at: &u64| if *at > 0 { shown == Some(&*text_of(*at)) } else { first };
            let due = channel.read.get(user).copied().unwrap_or(0);
            assert!(
                is_shown(&due) || before.into_iter().any(is_shown),
                "client {client}: u{user} has read {} until {:?}, shown {shown:?}",
                cid(number),
                channel.read.get(user)
            );
        }
    }
}
