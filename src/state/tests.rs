//! What events and queries do to the state, seen as an app sees it.

mod copies;
mod event_table;
mod messages;
mod people;

use serde_json::{Value, json};

use super::*;
use crate::json::Json;
use crate::text::Text;
use crate::time::Nanos;

const NOW: Millis = Millis(0);

pub(super) struct Rig {
    pub(super) state: State<Json>,
    pub(super) slot: Slot,
}

pub(super) fn time(second: u32) -> String {
    format!("2026-01-01T00:00:{second:02}.000001Z")
}

pub(super) fn user(id: &str) -> Value {
    json!({"id": id, "name": id, "updated_at": time(0)})
}

pub(super) fn message(id: &str, author: &str, second: u32) -> Value {
    json!({"id": id, "text": id, "type": "regular", "user": user(author), "created_at": time(second), "own_reactions": []})
}

impl Rig {
    /// A channel `messaging:c` watched by `me`, with `ann` and `bob`, and one message that all have read.
    pub(super) fn new() -> Self {
        let mut state = State::<Json>::default();
        state.viewer.user_id = "me".into();
        state.me = Some(Json::from(json!({"id": "me", "total_unread_count": 0})));
        let slot = state.open("messaging", Some("c"), "messaging:c");
        let read = |id: &str| json!({"user": user(id), "last_read": time(1), "unread_messages": 0});
        let bundle = json!({
            "channel": {"id": "c", "type": "messaging", "cid": "messaging:c", "config": {"read_events": true}, "own_capabilities": ["send-message"]},
            "members": [{"user_id": "me", "user": user("me")}, {"user_id": "ann", "user": user("ann")}, {"user_id": "bob", "user": user("bob")}],
            "membership": {"user_id": "me", "user": user("me")},
            "watchers": [user("ann")],
            "watcher_count": 2,
            "messages": [message("m1", "ann", 1)],
            "read": [read("me"), read("ann"), read("bob")],
        });
        state.hydrate(slot, &Json::from(bundle), Nanos::at(0), &Wanted::newest(25));
        Rig { state, slot }
    }

    pub(super) fn event(&mut self, event: Value) -> Applied<Json> {
        let mut event = event;
        if event.get("cid").is_none() {
            event["cid"] = json!("messaging:c");
        }
        self.event_as_is(event)
    }

    pub(super) fn event_as_is(&mut self, event: Value) -> Applied<Json> {
        let event = Json::from(event);
        self.state.apply(&event, &event.event_head(), NOW)
    }

    pub(super) fn new_message(&mut self, message: Value) -> Applied<Json> {
        let at = message["created_at"].clone();
        self.event(json!({"type": "message.new", "message": message, "created_at": at, "watcher_count": 3}))
    }

    pub(super) fn channel(&mut self) -> &mut Channel<Json> {
        self.state.channel_mut(self.slot).expect("open").0
    }

    pub(super) fn ids(&mut self) -> Vec<Text> {
        self.channel().messages.view().items().filter_map(|m| m.str("id")).collect()
    }

    pub(super) fn find(&mut self, id: &str) -> Json {
        self.channel().messages.find(id).expect("held").message
    }

    pub(super) fn unread_of(&mut self, id: &str) -> Option<f64> {
        self.channel().reads.view().get_named(id)?.num("unread_messages")
    }
}

#[test]
fn a_query_fills_the_channel() {
    let mut rig = Rig::new();
    assert_eq!(rig.ids(), ["m1"]);
    assert_eq!(rig.channel().members.view().keys(), ["me", "ann", "bob"]);
    assert_eq!(rig.channel().membership.str("user_id").as_deref(), Some("me"));
    assert_eq!(rig.channel().watcher_count, 2);
    assert_eq!(rig.channel().last_message_at, Nanos::parse(&time(1)));
}

#[test]
fn a_new_message_is_shown_and_counted_for_everyone_but_its_author() {
    let mut rig = Rig::new();
    let applied = rig.new_message(message("m2", "ann", 2));
    assert_eq!(applied.slot, Some(rig.slot));
    assert_eq!(rig.ids(), ["m1", "m2"]);
    assert_eq!((rig.channel().unread, rig.channel().watcher_count), (1, 3));
    assert_eq!(["me", "ann", "bob"].map(|id| rig.unread_of(id)), [Some(1.0), Some(0.0), Some(1.0)]);
}

#[test]
fn the_same_event_twice_counts_once() {
    let mut rig = Rig::new();
    for _ in 0..3 {
        rig.new_message(message("m2", "ann", 2));
    }
    assert_eq!((rig.ids().len(), rig.channel().unread, rig.unread_of("bob")), (2, 1, Some(1.0)));
}

#[test]
fn an_own_message_means_that_everything_before_was_read() {
    let mut rig = Rig::new();
    rig.new_message(message("before", "ann", 1));
    rig.new_message(message("m2", "me", 2));
    assert_eq!((rig.channel().unread, rig.unread_of("bob"), rig.unread_of("me")), (0, Some(1.0), Some(0.0)));
}

#[test]
fn silent_shadowed_muted_and_thread_messages_raise_no_own_count() {
    let mut rig = Rig::new();
    rig.state.viewer.muted_users.insert("bob".into(), ());
    for (n, change) in
        [json!({"silent": true}), json!({"shadowed": true}), json!({"parent_id": "m1"}), json!({"user": user("bob")})]
            .iter()
            .enumerate()
    {
        let mut quiet = message(&format!("q{n}"), "ann", 5 + n as u32);
        quiet.as_object_mut().expect("object").extend(change.as_object().expect("object").clone());
        rig.new_message(quiet);
    }
    assert_eq!(rig.channel().unread, 0);
    assert_eq!(rig.ids(), ["m1", "q0", "q3"], "shadowed and thread-only messages are not in the list");
}

#[test]
fn a_reply_shown_in_the_channel_is_in_the_list() {
    let mut rig = Rig::new();
    let mut reply = message("r", "ann", 4);
    reply["parent_id"] = json!("m1");
    reply["show_in_channel"] = json!(true);
    rig.new_message(reply);
    assert_eq!((rig.ids(), rig.channel().unread), (vec!["m1".into(), "r".into()], 1));
}

#[test]
fn nothing_is_counted_where_read_events_are_off_or_the_channel_is_muted() {
    let mut rig = Rig::new();
    rig.state.viewer.muted_channels.insert("messaging:c".into(), ());
    rig.new_message(message("m2", "ann", 2));
    assert_eq!(rig.channel().unread, 0);
    rig.state.viewer.muted_channels.clear();
    rig.event(json!({"type": "channel.updated", "channel": {"id": "c", "config": {"read_events": false}}}));
    rig.new_message(message("m3", "ann", 3));
    assert_eq!(rig.channel().unread, 0);
}

#[test]
fn reading_zeroes_and_a_late_read_event_does_not_undo_newer_messages() {
    let mut rig = Rig::new();
    rig.new_message(message("m2", "ann", 2));
    rig.event(json!({"type": "message.read", "user": user("me"), "created_at": time(3), "last_read_message_id": "m2"}));
    assert_eq!((rig.channel().unread, rig.unread_of("me")), (0, Some(0.0)));
    rig.new_message(message("m4", "ann", 4));
    rig.event(json!({"type": "message.read", "user": user("me"), "created_at": time(3)}));
    assert_eq!(rig.channel().unread, 1);
}

#[test]
fn reading_a_thread_leaves_the_channel_alone() {
    let mut rig = Rig::new();
    rig.new_message(message("m2", "ann", 2));
    rig.event(json!({"type": "message.read", "user": user("me"), "created_at": time(3), "thread": {}}));
    rig.event(json!({"type": "notification.mark_read", "user": user("me"), "created_at": time(3), "thread_id": "m1"}));
    assert_eq!(rig.channel().unread, 1);
}

#[test]
fn marking_unread_rewinds() {
    let mut rig = Rig::new();
    rig.event(json!({"type": "notification.mark_unread", "user": user("me"), "created_at": time(9), "last_read_at": time(0), "unread_messages": 7}));
    assert_eq!((rig.channel().unread, rig.unread_of("me")), (7, Some(7.0)));
}

#[test]
fn mark_all_read_reaches_every_channel() {
    let mut rig = Rig::new();
    rig.new_message(message("m2", "ann", 2));
    rig.event_as_is(json!({"type": "notification.mark_read", "user": user("me"), "unread_channels": 0, "total_unread_count": 0, "created_at": time(9)}));
    assert_eq!(rig.channel().unread, 0);
}

#[test]
fn an_edit_replaces_the_message_and_keeps_own_reactions() {
    let mut rig = Rig::new();
    rig.event(json!({"type": "reaction.new", "message": message("m1", "ann", 1), "reaction": {"type": "like", "user_id": "me"}, "user": user("me")}));
    let mut edited = message("m1", "ann", 1);
    edited["text"] = json!("edited");
    rig.event(json!({"type": "message.updated", "message": edited}));
    let shown = rig.find("m1");
    assert_eq!(shown.str("text").as_deref(), Some("edited"));
    assert_eq!(shown.each("own_reactions").len(), 1);
}

#[test]
fn an_edit_of_a_message_that_is_not_held_adds_nothing() {
    let mut rig = Rig::new();
    rig.event(json!({"type": "message.updated", "message": message("older", "ann", 0)}));
    assert_eq!(rig.ids(), ["m1"]);
}

#[test]
fn own_reactions_follow_own_events_only() {
    let mut rig = Rig::new();
    let own = |rig: &mut Rig| -> Vec<Text> {
        rig.find("m1").each("own_reactions").iter().filter_map(|r| r.str("type")).collect()
    };
    let reaction = |kind: &str, who: &str, event: &str| json!({"type": event, "message": message("m1", "ann", 1), "reaction": {"type": kind, "user_id": who}, "user": user(who)});
    rig.event(reaction("like", "me", "reaction.new"));
    rig.event(reaction("wow", "bob", "reaction.new"));
    rig.event(reaction("love", "me", "reaction.new"));
    assert_eq!(own(&mut rig), ["like", "love"]);
    rig.event(reaction("like", "me", "reaction.deleted"));
    rig.event(reaction("wow", "bob", "reaction.deleted"));
    assert_eq!(own(&mut rig), ["love"]);
    rig.event(reaction("haha", "me", "reaction.updated"));
    assert_eq!(own(&mut rig), ["haha"], "enforce_unique replaced it");
    rig.event(reaction("like", "me", "reaction.new"));
    let mut again = reaction("like", "me", "reaction.updated");
    again["reaction"]["score"] = json!(3);
    again["message"]["latest_reactions"] = json!([{"type": "like", "user_id": "me"}, {"type": "haha", "user": {"id": "me"}}, {"type": "wow", "user_id": "bob"}]);
    rig.event(again);
    assert_eq!(own(&mut rig), ["haha", "like"], "another score of one leaves the other alone");
}

#[test]
fn a_soft_delete_keeps_the_place_and_a_hard_delete_does_not() {
    let mut rig = Rig::new();
    rig.new_message(message("m2", "ann", 2));
    rig.new_message(message("m3", "ann", 3));
    let mut deleted = message("m2", "ann", 2);
    deleted["type"] = json!("deleted");
    rig.event(json!({"type": "message.deleted", "message": deleted, "hard_delete": false}));
    assert_eq!((rig.ids().len(), rig.channel().unread), (3, 2));
    assert_eq!(rig.find("m2").str("type").as_deref(), Some("deleted"));
    rig.event(json!({"type": "message.deleted", "message": message("m3", "ann", 3), "hard_delete": true}));
    assert_eq!((rig.ids(), rig.channel().unread), (vec!["m1".into(), "m2".into()], 1));
}

#[test]
fn a_changed_user_reaches_messages_members_watchers_and_reads_and_gives_new_views() {
    let mut rig = Rig::new();
    let before = [
        rig.channel().messages.view(),
        rig.channel().members.view(),
        rig.channel().watchers.view(),
        rig.channel().reads.view(),
    ];
    let news = json!({"id": "ann", "name": "Ann Smith", "updated_at": time(30)});
    rig.event_as_is(json!({"type": "user.updated", "user": news}));
    let after = [
        rig.channel().messages.view(),
        rig.channel().members.view(),
        rig.channel().watchers.view(),
        rig.channel().reads.view(),
    ];
    assert!(before.iter().zip(&after).all(|(before, after)| !before.same(after)));
    let name = |holder: Option<Json>| holder.and_then(|holder| holder.get("user")).and_then(|user| user.str("name"));
    assert_eq!(name(after[0].at(0)).as_deref(), Some("Ann Smith"));
    assert_eq!(name(after[1].get_named("ann")).as_deref(), Some("Ann Smith"));
    assert_eq!(after[2].get_named("ann").and_then(|user| user.str("name")).as_deref(), Some("Ann Smith"));
    assert_eq!(name(after[3].get_named("ann")).as_deref(), Some("Ann Smith"));
}

#[test]
fn watchers_come_and_go_with_their_count() {
    let mut rig = Rig::new();
    rig.event(json!({"type": "user.watching.start", "user": user("bob"), "watcher_count": 3}));
    assert_eq!(
        (rig.channel().watchers.view().keys(), rig.channel().watcher_count),
        (vec!["ann".into(), "bob".into()], 3)
    );
    rig.event(json!({"type": "user.watching.stop", "user": user("ann"), "watcher_count": 2}));
    assert_eq!((rig.channel().watchers.view().keys(), rig.channel().watcher_count), (vec!["bob".into()], 2));
}

#[test]
fn members_come_change_and_go() {
    let mut rig = Rig::new();
    rig.event(json!({"type": "member.added", "member": {"user_id": "eve", "user": user("eve")}, "user": user("eve")}));
    rig.event(json!({"type": "member.updated", "member": {"user_id": "me", "user": user("me"), "channel_role": "channel_moderator"}, "user": user("me")}));
    assert_eq!(rig.channel().membership.str("channel_role").as_deref(), Some("channel_moderator"));
    rig.event(json!({"type": "member.removed", "member": {"user_id": "bob"}, "user": user("bob")}));
    assert_eq!(rig.channel().members.view().keys(), ["me", "ann", "eve"]);
    assert_eq!(rig.unread_of("bob"), None);
}

#[test]
fn a_channel_update_keeps_what_events_leave_out() {
    let mut rig = Rig::new();
    let applied =
        rig.event(json!({"type": "channel.updated", "channel": {"id": "c", "type": "messaging", "name": "New name"}}));
    assert!(applied.first.is_none());
    let data = rig.channel().data.clone().expect("hydrated");
    assert_eq!(data.str("name").as_deref(), Some("New name"));
    assert!(data.get("config").is_some() && data.get("own_capabilities").is_some());
}

#[test]
fn changed_capabilities_are_announced() {
    let mut rig = Rig::new();
    let applied =
        rig.event(json!({"type": "channel.updated", "channel": {"id": "c", "own_capabilities": ["read-events"]}}));
    assert_eq!(applied.first.and_then(|event| event.str("type")).as_deref(), Some("capabilities.changed"));
}

#[test]
fn truncation_empties_the_channel_up_to_its_time() {
    let mut rig = Rig::new();
    rig.new_message(message("m2", "ann", 2));
    rig.new_message(message("m9", "ann", 9));
    rig.event(json!({"type": "channel.truncated", "channel": {"id": "c", "truncated_at": time(5)}, "message": message("notice", "ann", 6)}));
    assert_eq!((rig.ids(), rig.channel().unread), (vec!["notice".into(), "m9".into()], 0));
    rig.event(json!({"type": "channel.truncated", "channel": {"id": "c"}}));
    assert_eq!((rig.ids().len(), rig.channel().last_message_at), (0, None));
}

#[test]
fn deletion_and_removal_forget_the_channel_after_the_listeners() {
    let mut rig = Rig::new();
    assert!(rig.event(json!({"type": "channel.deleted"})).forget);
    assert_eq!(rig.state.slot("messaging:c"), Some(rig.slot), "listeners still find it");
    rig.state.forget(rig.slot);
    assert_eq!(rig.state.slot("messaging:c"), None);
    assert!(rig.channel().disconnected);
    assert_ne!(rig.state.open("messaging", Some("c"), "messaging:c"), rig.slot, "a new one can be opened");
}

#[test]
fn typing_is_shown_until_it_stops_or_expires() {
    let mut rig = Rig::new();
    rig.event(json!({"type": "typing.start", "user": user("ann")}));
    assert_eq!(rig.channel().typing.view().keys(), ["ann"]);
    assert_eq!(rig.state.next_deadline(), Some(Millis(TYPING_EXPIRES_MS)));
    rig.event(json!({"type": "typing.stop", "user": user("ann")}));
    rig.state.find_next_deadline();
    assert_eq!((rig.channel().typing.view().keys().len(), rig.state.next_deadline()), (0, None));
}

#[test]
fn own_mutes_and_totals_reach_the_own_user() {
    let mut rig = Rig::new();
    rig.event_as_is(
        json!({"type": "notification.mutes_updated", "me": {"id": "me", "mutes": [{"target": {"id": "bob"}}]}}),
    );
    assert!(rig.state.viewer.muted_users.contains("bob"));
    rig.event_as_is(json!({"type": "notification.message_new", "cid": "messaging:other", "total_unread_count": 5, "unread_channels": 2}));
    assert_eq!(rig.state.me.as_ref().and_then(|me| me.num("total_unread_count")), Some(5.0));
}

#[test]
fn a_distinct_channel_keeps_its_slot_when_it_learns_its_id() {
    let mut state = State::<Json>::default();
    let slot = state.open("messaging", None, "messaging:!members-a,b");
    state.hydrate(
        slot,
        &Json::from(json!({"channel": {"id": "!members-x", "type": "messaging"}})),
        Nanos::at(0),
        &Wanted::newest(25),
    );
    assert_eq!(state.slot("messaging:!members-x"), Some(slot));
    assert_eq!(state.slot("messaging:!members-a,b"), Some(slot));
    assert_eq!(state.active(), [slot]);
}

#[test]
fn a_distinct_channel_that_was_open_under_its_id_is_the_same_channel() {
    let mut state = State::<Json>::default();
    let by_id = state.open("messaging", Some("!members-x"), "messaging:!members-x");
    let by_members = state.open("messaging", None, "messaging:!members-a,b");
    state.hydrate(
        by_members,
        &Json::from(json!({"channel": {"id": "!members-x"}, "messages": [message("m1", "a", 1)]})),
        Nanos::at(0),
        &Wanted::newest(25),
    );
    assert_eq!(state.channel(by_id).map(|channel| channel.messages.len()), Some(1));
    assert_eq!(state.channel(by_members).map(|channel| channel.messages.len()), Some(1));
}

#[test]
fn after_a_reset_old_slots_have_no_channel_and_no_new_one_gets_their_number() {
    let mut rig = Rig::new();
    let mut given = Vec::new();
    for _ in 0..3 {
        for id in ["a", "b"] {
            let slot = rig.state.open("messaging", Some(id), &format!("messaging:{id}"));
            assert!(!given.contains(&slot), "{slot:?} was given out before");
            assert_eq!(rig.state.channel(slot).map(|channel| &*channel.cid), Some(&*format!("messaging:{id}")));
            given.push(slot);
        }
        rig.state.reset();
        assert_eq!(rig.state.active(), []);
        assert!(given.iter().all(|slot| rig.state.channel(*slot).is_none()));
        assert!(given.iter().all(|slot| rig.state.channel_mut(*slot).is_none()));
    }
}

#[test]
fn events_in_any_order_and_number_end_in_the_same_messages() {
    use crate::random::Random;
    for seed in 0..100 {
        let mut random = Random::new(seed);
        let events: Vec<Value> =
            (2..12).map(|n| message(&format!("m{n}"), if n % 2 == 0 { "ann" } else { "me" }, n)).collect();
        let mut ordered = Rig::new();
        for event in &events {
            ordered.new_message(event.clone());
        }
        let mut shuffled = Rig::new();
        for _ in 0..40 {
            shuffled.new_message(events[random.between(0, 10) as usize].clone());
        }
        for event in events.iter().rev() {
            shuffled.new_message(event.clone());
        }
        assert_eq!(shuffled.ids(), ordered.ids(), "seed {seed}");
        assert_eq!(shuffled.channel().unread, ordered.channel().unread, "seed {seed}");
        assert_eq!(shuffled.unread_of("bob"), ordered.unread_of("bob"), "seed {seed}");
    }
}
