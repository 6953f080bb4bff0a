//! Which copy of a message is shown where several are known: pinned ones, quotes, own reactions, what went with another.
//! Each is a story that a seed of `tests/sim/converging.rs` told.

use serde_json::{Value, json};

use super::{Rig, message, time, user};
use crate::json::Json;
use crate::state::*;

/// A message with more members.
fn with(id: &str, second: u32, more: Value) -> Value {
    let mut message = message(id, "ann", second);
    message.as_object_mut().expect("object").extend(more.as_object().expect("object").clone());
    message
}

/// One reaction of a user; the time it was given at is the message's.
fn reaction(by: &str, kind: &str) -> Value {
    json!({"user_id": by, "user": user(by), "type": kind, "score": 1})
}

/// What a message says of all its reactions: kinds and whose they are, given oldest first and listed, as by the service,
/// newest first.
fn reactions(given: &[(&str, &str)]) -> Value {
    let latest: Vec<Value> = given.iter().rev().map(|(by, kind)| reaction(by, kind)).collect();
    let mut groups = json!({});
    for (_, kind) in given {
        let count = groups[kind]["count"].as_u64().unwrap_or(0) + 1;
        groups[kind] = json!({"count": count, "sum_scores": count});
    }
    json!({"latest_reactions": latest, "reaction_groups": groups, "own_reactions": []})
}

fn own(message: &Json) -> Vec<String> {
    message.each("own_reactions").into_iter().filter_map(|own| own.str("type")).map(String::from).collect()
}

impl Rig {
    fn told(&mut self, kind: &str, second: u32, mut more: Value) {
        more["type"] = json!(kind);
        more["created_at"] = json!(time(second));
        self.event(more);
    }

    /// A page of the channel that was asked for when all events up to that second had come.
    fn page(&mut self, message: Value, second: u32) {
        let asked = Nanos::parse(&time(second)).expect("a time");
        let bundle = json!({"channel": {"id": "c", "type": "messaging"}, "messages": [message]});
        self.state.hydrate(self.slot, &Json::from(bundle), asked, &Wanted::newest(25));
    }

    /// A bundle that was asked for when all events up to that second had come.
    fn pinned_by_query(&mut self, message: Value, second: u32) {
        let asked = Nanos::parse(&time(second)).expect("a time");
        let bundle = json!({"channel": {"id": "c", "type": "messaging"}, "pinned_messages": [message]});
        self.state.hydrate(self.slot, &Json::from(bundle), asked, &Wanted::newest(25));
    }

    fn pinned(&mut self, id: &str) -> Json {
        self.channel().pinned.find(id).expect("pinned").message
    }
}

#[test]
fn a_quote_of_a_reply_is_shown_as_deleted_when_the_message_it_answers_goes() {
    let mut rig = Rig::new();
    rig.new_message(with("r", 2, json!({"parent_id": "m1", "show_in_channel": true})));
    let quoted = with("r", 2, json!({"parent_id": "m1"}));
    rig.new_message(with("q", 3, json!({"quoted_message_id": "r", "quoted_message": quoted})));
    rig.told("message.deleted", 4, json!({"hard_delete": true, "message": message("m1", "ann", 1)}));
    assert_eq!(rig.ids(), ["q"]);
    assert_eq!(rig.find("q").get("quoted_message").and_then(|quote| quote.str("type")).as_deref(), Some("deleted"));
}

#[test]
fn what_is_only_pinned_shows_changes_of_what_it_quotes() {
    let mut rig = Rig::new();
    let quoting = json!({"pinned": true, "pinned_at": time(5), "quoted_message_id": "m1", "quoted_message": message("m1", "ann", 1)});
    rig.told("message.updated", 5, json!({"message": with("old", 1, quoting)}));
    rig.told("message.deleted", 6, json!({"message": with("m1", 1, json!({"type": "deleted", "text": ""}))}));
    let quote = rig.pinned("old").get("quoted_message").expect("quotes");
    assert_eq!((quote.str("type").as_deref(), quote.str("text").as_deref()), (Some("deleted"), Some("")));
}

#[test]
fn replayed_events_do_not_undo_a_pinned_copy_that_is_newer() {
    let mut rig = Rig::new();
    let reply = |more: &[(&str, &str)], pinned: bool| {
        let mut reply = with("r", 2, reactions(more));
        (reply["parent_id"], reply["pinned"]) = (json!("m1"), json!(pinned));
        reply
    };
    rig.pinned_by_query(reply(&[("me", "like")], true), 20);
    rig.told("message.new", 2, json!({"message": with("r", 2, json!({"parent_id": "m1"}))}));
    let given = json!({"message": reply(&[("me", "like")], false), "reaction": reaction("me", "like")});
    rig.told("reaction.new", 3, given);
    assert!(rig.pinned("r").is("pinned"));
    assert!(rig.channel().held("r", "m1").expect("in its thread").message.is("pinned"));
}

#[test]
fn a_pinned_copy_of_a_query_takes_the_place_of_the_older_one_in_the_list() {
    let mut rig = Rig::new();
    rig.pinned_by_query(with("m1", 1, json!({"text": "edited", "pinned": true, "pinned_at": time(9)})), 20);
    assert_eq!(rig.find("m1").str("text").as_deref(), Some("edited"));
}

#[test]
fn a_pinned_copy_of_a_query_says_which_reactions_are_the_readers() {
    let mut rig = Rig::new();
    let pinned = |own: Value| with("old", 1, json!({"pinned": true, "pinned_at": time(5), "own_reactions": own}));
    for kinds in [&[][..], &["like"], &[]] {
        rig.pinned_by_query(pinned(kinds.iter().map(|kind| reaction("me", kind)).collect()), 9);
        assert_eq!(own(&rig.pinned("old")), kinds);
    }
}

#[test]
fn a_message_first_heard_of_when_it_is_pinned_shows_the_own_reactions_it_lists() {
    let mut rig = Rig::new();
    let mut pinned = with("old", 1, reactions(&[("me", "wow"), ("bob", "like")]));
    pinned["pinned"] = json!(true);
    rig.told("message.updated", 5, json!({"message": pinned}));
    assert_eq!(own(&rig.pinned("old")), ["wow"]);
}

#[test]
fn a_reaction_given_anew_leaves_those_of_other_types() {
    let mut rig = Rig::new();
    for (second, given) in [(2, &[("me", "like")][..]), (3, &[("me", "like"), ("me", "love")])] {
        let kind = given.last().expect("one").1;
        rig.told(
            "reaction.new",
            second,
            json!({"message": with("m1", 1, reactions(given)), "reaction": reaction("me", kind)}),
        );
    }
    let both = with("m1", 1, reactions(&[("me", "like"), ("me", "love")]));
    rig.told("reaction.updated", 4, json!({"message": both, "reaction": reaction("me", "like")}));
    assert_eq!(own(&rig.find("m1")), ["like", "love"]);
    let one = with("m1", 1, reactions(&[("me", "wow")]));
    rig.told("reaction.updated", 5, json!({"message": one, "reaction": reaction("me", "wow")}));
    assert_eq!(own(&rig.find("m1")), ["wow"]);
}

#[test]
fn own_reactions_that_a_query_does_not_have_are_gone() {
    let mut rig = Rig::new();
    let given = with("m1", 1, reactions(&[("me", "like")]));
    rig.told("reaction.new", 2, json!({"message": given, "reaction": reaction("me", "like")}));
    rig.page(message("m1", "ann", 1), 9);
    assert!(own(&rig.find("m1")).is_empty());
}

#[test]
fn a_message_that_came_to_a_muted_channel_takes_nothing_from_the_count_when_it_goes() {
    let mut rig = Rig::new();
    rig.new_message(message("m2", "ann", 2));
    rig.state.viewer.muted_channels.insert("messaging:c".into(), ());
    rig.new_message(message("m3", "ann", 3));
    rig.state.viewer.muted_channels.clear();
    rig.told("message.deleted", 4, json!({"hard_delete": true, "message": message("m3", "ann", 3)}));
    assert_eq!((rig.channel().unread, rig.unread_of("me"), rig.unread_of("bob")), (1, Some(1.0), Some(1.0)));
}

#[test]
fn a_copy_that_was_changed_later_counts_although_it_was_asked_for_earlier() {
    let mut rig = Rig::new();
    let edited = |text: &str, second: u32| with("m1", 1, json!({"text": text, "updated_at": time(second)}));
    for (text, second, asked) in [("one", 3, 9), ("two", 4, 8), ("older", 2, 7)] {
        rig.page(edited(text, second), asked);
    }
    assert_eq!(rig.find("m1").str("text").as_deref(), Some("two"));
}

#[test]
fn while_events_may_be_missing_any_event_of_a_message_tells_the_own_reactions_it_lists() {
    let mut rig = Rig::new();
    rig.channel().note_stale(Nanos::parse(&time(1)).expect("a time"));
    let mut deleted = with("m1", 1, reactions(&[("me", "love"), ("bob", "like")]));
    deleted["type"] = json!("deleted");
    rig.told("message.deleted", 5, json!({"message": deleted}));
    assert_eq!(own(&rig.find("m1")), ["love"]);
}

#[test]
fn a_message_counts_as_it_did_when_it_came_although_its_author_was_muted_since() {
    let mut rig = Rig::new();
    rig.new_message(message("m2", "ann", 2));
    rig.state.viewer.muted_users.insert("ann".into(), ());
    rig.told("message.updated", 3, json!({"message": message("m2", "ann", 2)}));
    rig.told("message.deleted", 4, json!({"hard_delete": true, "message": message("m2", "ann", 2)}));
    assert_eq!((rig.channel().unread, rig.unread_of("me")), (0, Some(0.0)));
}
