//! Owns what must hold when all faults are over: everybody is connected, shows what the service has, and was told of
//! whatever is missing.

use std::collections::BTreeMap;

use serde_json::Value;

use super::channel::Message;
use super::service::{cid, user_id};
use super::world::World;

/// A message that only this client has: being sent, or failed.
pub fn is_local(message: &Value) -> bool {
    matches!(message["status"].as_str(), Some("sending" | "failed"))
}

impl World {
    /// Every client that wants a connection has one, by socket.
    pub fn check_connections(&self) {
        for (number, client) in self.clients.iter().enumerate() {
            if client.wanted {
                assert!(client.page.is_healthy(), "client {number} is {} in fair weather", client.page.phase());
                assert!(client.page.has_live_socket(), "client {number} still polls in fair weather");
                assert_eq!(client.links.len(), 1, "client {number}: links");
            } else {
                assert!(!client.page.has_live_socket(), "client {number} has a socket that nobody wants");
            }
            assert_eq!(client.page.pending_count(), 0, "client {number}: calls without an answer");
        }
    }

    /// Every channel that a client watches shows what the service has, as far as it was not told otherwise.
    pub fn check_channels(&mut self) {
        for client in 0..self.clients.len() {
            if !self.clients[client].wanted {
                continue;
            }
            for number in 0..self.plan.channels {
                self.check_channel(client, number);
            }
        }
    }

    fn check_channel(&mut self, client: usize, number: usize) {
        let (name, one) = (cid(number), &mut self.clients[client]);
        if !one.page.active_channels().contains(&name) {
            return;
        }
        let Some(slot) = one.slot(number) else { return };
        let messages: Vec<&Message> = self.service.channels[number].listed().collect();
        let place: BTreeMap<&str, usize> =
            messages.iter().enumerate().map(|(n, message)| (message.id.as_str(), n)).collect();
        let (all, watched) = (one.page.messages(slot), one.page.is_watched(slot));
        let held: Vec<usize> = all
            .iter()
            .filter(|message| !is_local(message))
            .filter_map(|message| {
                let id = message["id"].as_str().unwrap_or_default();
                let known = place.get(id).copied();
                // Nobody says of what is not watched that it is gone.
                assert!(known.is_some() || !watched, "client {client} shows {id} in {name}, which does not exist");
                known
            })
            .collect();
        assert!(held.is_sorted_by(|one, two| one < two), "client {client} shows {name} out of order: {held:?}");
        if !watched {
            return;
        }
        let connection = one.page.connection_id().and_then(|id| id.strip_prefix('k')?.parse::<u32>().ok()).unwrap_or(0);
        let told = one.page.events.iter().rev().find(|event| event.kind() == "connection.recovered");
        let declared = told.is_some_and(|event| event.value["channels"][&name] == "gap");
        if declared {
            return;
        }
        assert!(
            self.service.channels[number].watchers.contains(&connection),
            "client {client} believes to watch {name}"
        );
        let gaps = one.page.gaps(slot);
        for pair in held.windows(2).filter(|pair| pair[0] + 1 < pair[1]) {
            let (after, before) = (messages[pair[0]].id.as_str(), messages[pair[1]].id.as_str());
            let marked = |gap: &Value| {
                let end = |key: &str| gap[key].as_str().and_then(|id| place.get(id));
                end("after").is_none_or(|after| *after <= pair[0])
                    && end("before").is_none_or(|before| *before >= pair[1])
            };
            assert!(
                gaps.iter().any(marked),
                "client {client} misses {} messages of {name} from {} on, between {after} and {before} (gaps: {gaps:?})",
                pair[1] - pair[0] - 1,
                messages[pair[0] + 1].id
            );
        }
        // All that was loaded may have been deleted: then it is known that there are older ones, and the app can ask.
        let to_be_loaded = held.is_empty() && one.page.has_older(slot);
        if !messages.is_empty() && !to_be_loaded {
            assert_eq!(held.last(), Some(&(messages.len() - 1)), "client {client}: newest of {name}: {held:?}");
        }
        let (user, channel) = (one.user, &self.service.channels[number]);
        if channel.members.contains_key(&user) {
            let unread = one.page.unread_of(slot, &user_id(user));
            assert_eq!(unread, Some(channel.unread(user) as u64), "client {client}: unread in {name}");
            assert_eq!(
                one.page.count_unread(slot, None) as usize,
                channel.unread(user),
                "client {client}: countUnread in {name}"
            );
        }
    }
}
