//! Owns what the own user's mute of a channel means at a moment, and which unread messages mention that user.

use super::State;
use crate::head::MessageHead;
use crate::id::Slot;
use crate::node::Node;
use crate::time::Nanos;

impl<N: Node> State<N> {
    /// Whether the own user has muted a channel, as `{muted, createdAt, expiresAt}`: dates or null. A mute that has
    /// expired is shown, and is none.
    pub fn mute_status(&self, cid: &str, now: Nanos) -> N {
        let mutes = self.me.as_ref().map(|me| me.each("channel_mutes")).unwrap_or_default();
        let found = mutes.into_iter().find(|mute| mute.str_in("channel", "cid").is_some_and(|muted| muted == cid));
        let expires = found.as_ref().and_then(|mute| mute.time("expires"));
        let status = N::object();
        status.set("muted", N::flag(found.is_some() && expires.is_none_or(|at| at > now)));
        let date = |at: Option<Nanos>| at.map_or_else(N::null, N::date);
        status.set("createdAt", date(found.and_then(|mute| mute.time("created_at"))));
        status.set("expiresAt", date(expires));
        status
    }

    /// How many held messages that the own user has not read mention that user; none while the channel is muted.
    pub fn unread_mentions(&self, slot: Slot, now: Nanos) -> u32 {
        let Some(channel) = self.channel(slot) else { return 0 };
        if !channel.reads_on || self.mute_status(&channel.cid, now).is("muted") {
            return 0;
        }
        let me = &self.viewer.user_id;
        let read = channel.reads.last_read(me);
        let (mut count, mut places) = (0, 0);
        while let Some(found) = channel.messages.after(read, places) {
            places += 1;
            let mentioned = || found.message.each("mentioned_users").iter().any(|user| user.says("id", me));
            // Asked anew and not when it came: the author may have been muted since.
            let head = MessageHead { private: false, ..found.message.message_head() };
            count += u32::from(self.viewer.counts(&head) && mentioned());
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::json::Json;

    const MINUTE: &str = "2026-01-01T00:01:00Z";

    fn at(time: &str) -> Nanos {
        Nanos::parse(time).expect("a time")
    }

    /// Watched by `me`, who has read everything up to second 10, with these messages of `ann`.
    fn watched(messages: Vec<Value>) -> (State<Json>, Slot) {
        let mut state = State::<Json>::default();
        state.viewer.user_id = "me".into();
        state.me = Some(Json::from(json!({"id": "me", "channel_mutes": []})));
        let slot = state.open("messaging", Some("c"), "messaging:c");
        let bundle = json!({
            "channel": {"id": "c", "type": "messaging", "cid": "messaging:c"},
            "messages": messages,
            "read": [{"user": {"id": "me"}, "last_read": "2026-01-01T00:00:10Z"}],
        });
        state.hydrate(slot, &Json::from(bundle), Nanos::FIRST, &crate::state::Wanted::newest(25));
        (state, slot)
    }

    fn mention(second: u32, change: Value) -> Value {
        let created_at = format!("2026-01-01T00:00:{second:02}Z");
        let mut message = json!({"id": format!("m{second}"), "type": "regular", "user": {"id": "ann"}, "created_at": created_at,
            "mentioned_users": [{"id": "bob"}, {"id": "me"}]});
        for (key, value) in change.as_object().expect("an object") {
            message[key] = value.clone();
        }
        message
    }

    #[test]
    fn unread_mentions_of_the_own_user_count() {
        let (state, slot) = watched(vec![
            mention(9, json!({})),
            mention(11, json!({})),
            mention(12, json!({"mentioned_users": [{"id": "bob"}]})),
            mention(13, json!({"mentioned_users": null, "mentioned_channel": true})),
            mention(14, json!({"user": {"id": "me"}})),
            mention(15, json!({"silent": true})),
            mention(16, json!({"parent_id": "m11"})),
            mention(17, json!({"parent_id": "m11", "show_in_channel": true})),
            mention(18, json!({"type": "deleted"})),
        ]);
        assert_eq!(state.unread_mentions(slot, at(MINUTE)), 3);
    }

    #[test]
    fn a_muted_author_or_channel_mentions_nobody_and_an_expired_mute_is_none() {
        let (mut state, slot) = watched(vec![mention(11, json!({}))]);
        state.viewer.muted_users.insert("ann".into(), ());
        assert_eq!(state.unread_mentions(slot, at(MINUTE)), 0);
        state.viewer.muted_users.clear();
        let mutes =
            json!([{"channel": {"cid": "messaging:c"}, "created_at": "2026-01-01T00:00:00Z", "expires": MINUTE}]);
        state.me.as_ref().expect("me").set("channel_mutes", Json::from(mutes));
        assert_eq!(state.unread_mentions(slot, at("2026-01-01T00:00:59Z")), 0);
        assert_eq!(state.unread_mentions(slot, at(MINUTE)), 1);
    }

    #[test]
    fn the_status_of_a_mute_says_since_when_and_until_when() {
        let (state, _) = watched(vec![]);
        let shown = |cid, now| {
            let status = state.mute_status(cid, at(now));
            (status.is("muted"), status.time("createdAt"), status.time("expiresAt"))
        };
        assert_eq!(shown("messaging:c", MINUTE), (false, None, None));
        let me = state.me.as_ref().expect("me");
        let start = "2026-01-01T00:00:00Z";
        me.set(
            "channel_mutes",
            Json::from(json!([
                {"channel": {"cid": "messaging:c"}, "created_at": start, "expires": MINUTE},
                {"channel": {"cid": "messaging:d"}, "created_at": start, "expires": null},
                {"channel": null, "created_at": start},
            ])),
        );
        assert_eq!(shown("messaging:c", "2026-01-01T00:00:59Z"), (true, Some(at(start)), Some(at(MINUTE))));
        assert_eq!(shown("messaging:c", MINUTE), (false, Some(at(start)), Some(at(MINUTE))));
        assert_eq!(shown("messaging:d", MINUTE), (true, Some(at(start)), None));
    }
}
