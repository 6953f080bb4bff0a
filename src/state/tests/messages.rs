//! What events and queries do to messages, parts, threads, pins and quotes, seen as an app sees it.

use serde_json::{Value, json};

use super::{Rig, message, time, user};
use crate::json::Json;
use crate::random::Random;
use crate::state::message_sets::Placement;
use crate::state::*;
use crate::text::Text;

fn ids(list: &Json) -> Vec<Text> {
    list.items().filter_map(|message| message.str("id")).collect()
}

/// Messages `m{from}` to `m{until}`, one a second.
fn page(from: u32, until: u32) -> Json {
    Json::from(Value::Array((from..=until).map(|n| message(&format!("m{n}"), "ann", n)).collect()))
}

fn with(mut message: Value, more: Value) -> Value {
    message.as_object_mut().expect("object").extend(more.as_object().expect("object").clone());
    message
}

impl Rig {
    /// A channel with the messages 40 to 44.
    fn long() -> Self {
        let mut rig = Rig::new();
        rig.channel().forget_sets();
        rig.take(&page(40, 44), &json!({"limit": 5}), Placement::Latest);
        rig
    }

    fn take(&mut self, page: &Json, options: &Value, placement: Placement) {
        let wanted = Wanted::read(Some(&Json::from(options.clone())), placement);
        let slot = self.slot;
        let (channel, users, viewer) = self.state.channel_mut(slot).expect("open");
        channel.take_page(page, &wanted, Nanos::at(0), users, viewer);
    }

    /// Of each part: first and last id, what is shown, what may be missing.
    fn parts(&mut self) -> Vec<(String, bool, bool, bool)> {
        let parts = self.channel().sets_view();
        let of = |part: Json| {
            let (ids, pages) = (ids(&part.get("messages").expect("there")), part.get("pagination").expect("there"));
            let span =
                format!("{}..{}", ids.first().cloned().unwrap_or_default(), ids.last().cloned().unwrap_or_default());
            (span, part.is("isCurrent"), pages.is("hasPrev"), pages.is("hasNext"))
        };
        parts.items().map(of).collect()
    }

    fn changed(&mut self, kind: &str, message: Value, second: u32) {
        self.event(json!({"type": kind, "message": message, "created_at": time(second)}));
    }

    fn quote_in(&mut self, id: &str) -> Json {
        self.find(id).get("quoted_message").expect("quotes")
    }
}

fn part(span: &str, current: bool, prev: bool, next: bool) -> (String, bool, bool, bool) {
    (span.into(), current, prev, next)
}

#[test]
fn a_page_around_a_message_is_a_part_of_its_own_and_new_messages_go_to_the_newest() {
    let mut rig = Rig::long();
    rig.take(&page(8, 12), &json!({"limit": 5, "id_around": "m10"}), Placement::New);
    assert_eq!(rig.parts(), [part("m40..m44", true, true, false), part("m8..m12", false, true, true)]);
    assert!(rig.channel().show(Some("m10")));
    rig.new_message(message("new", "ann", 50));
    assert_eq!(rig.parts(), [part("m40..new", false, true, false), part("m8..m12", true, true, true)]);
    assert_eq!(ids(&rig.channel().shown().view()), ["m8", "m9", "m10", "m11", "m12"]);
    assert!(rig.channel().show(None) && !rig.channel().show(Some("nowhere")));
    assert_eq!(rig.channel().sets.current(), 0);
}

#[test]
fn a_page_beside_a_part_joins_it_and_parts_that_meet_become_one() {
    let mut rig = Rig::long();
    rig.take(&page(8, 12), &json!({"limit": 5, "id_around": "m10"}), Placement::New);
    rig.channel().show(Some("m10"));
    rig.take(&page(3, 7), &json!({"limit": 5, "id_lt": "m8"}), Placement::Current);
    rig.take(&page(13, 17), &json!({"limit": 5, "id_gt": "m12"}), Placement::Current);
    assert_eq!(rig.parts()[1], part("m3..m17", true, true, true));
    rig.take(&page(18, 44), &json!({"limit": 40, "id_gt": "m17"}), Placement::Current);
    assert_eq!(rig.parts(), [part("m3..m44", true, true, false)]);
    rig.take(&page(1, 2), &json!({"limit": 5, "id_lt": "m3"}), Placement::Current);
    assert_eq!(rig.parts(), [part("m1..m44", true, false, false)]);
    assert_eq!(rig.channel().gaps.view().len(), 0);
}

#[test]
fn where_the_message_stands_in_its_page_tells_what_is_beyond() {
    for (from, target, prev, next) in [(8, "m10", true, true), (1, "m1", false, true), (8, "m12", true, false)] {
        let mut rig = Rig::long();
        rig.take(&page(from, from + 4), &json!({"limit": 5, "id_around": target}), Placement::New);
        assert_eq!((rig.parts()[1].2, rig.parts()[1].3), (prev, next), "{target}");
    }
}

#[test]
fn what_is_missing_between_a_page_and_the_part_it_is_put_to_is_a_gap() {
    let mut rig = Rig::long();
    rig.take(&page(8, 12), &json!({"limit": 5, "id_around": "m10"}), Placement::Current);
    assert_eq!(rig.parts().len(), 1);
    let gaps = Value::from(&rig.channel().gaps.view());
    assert_eq!(gaps, json!([{"after": "m12", "before": "m40"}]));
}

#[test]
fn a_part_and_the_list_of_parts_keep_their_reference_until_they_change() {
    let mut rig = Rig::long();
    let (sets, shown) = (rig.channel().sets_view(), rig.channel().shown().view());
    assert!(sets.same(&rig.channel().sets_view()) && shown.same(&rig.channel().shown().view()));
    assert!(sets.at(0).and_then(|set| set.get("messages")).is_some_and(|messages| messages.same(&shown)));
    rig.new_message(message("new", "ann", 50));
    assert!(!sets.same(&rig.channel().sets_view()) && !shown.same(&rig.channel().shown().view()));
}

#[test]
fn replies_are_in_their_thread_and_only_those_shown_there_in_the_channel() {
    let mut rig = Rig::new();
    rig.new_message(with(message("r1", "ann", 10), json!({"parent_id": "m1"})));
    rig.new_message(with(message("r2", "ann", 11), json!({"parent_id": "m1", "show_in_channel": true})));
    assert_eq!(rig.ids(), ["m1", "r2"]);
    let edited = with(message("r2", "ann", 11), json!({"parent_id": "m1", "show_in_channel": true, "text": "new"}));
    rig.changed("message.updated", edited, 12);
    let thread = rig.channel().threads.view().get_named("m1").expect("a thread");
    assert_eq!(ids(&thread), ["r1", "r2"]);
    assert!(
        thread.at(1).is_some_and(|reply| reply.same(&rig.find("r2")) && reply.str("text").as_deref() == Some("new"))
    );
    rig.event(json!({"type": "message.deleted", "hard_delete": true, "message": {"id": "r2", "parent_id": "m1"}, "created_at": time(13)}));
    assert_eq!(rig.ids(), ["m1"]);
    assert_eq!(ids(&rig.channel().threads.view().get_named("m1").expect("a thread")), ["r1"]);
}

#[test]
fn pinned_messages_stand_in_the_order_they_were_pinned_and_leave_it_unpinned_or_deleted() {
    let mut rig = Rig::new();
    let pinned =
        |id: &str, second, at| with(message(id, "ann", second), json!({"pinned": true, "pinned_at": time(at)}));
    rig.new_message(message("m2", "ann", 2));
    rig.changed("message.updated", pinned("m2", 2, 20), 20);
    rig.changed("message.updated", pinned("m1", 1, 21), 21);
    rig.changed("message.updated", pinned("elsewhere", 1, 22), 22);
    assert_eq!(ids(&rig.channel().pinned.view()), ["m2", "m1", "elsewhere"]);
    assert_eq!(rig.ids(), ["m1", "m2"], "a message that is not loaded is not added to the list");
    rig.changed("message.updated", message("m2", "ann", 2), 23);
    rig.changed("message.deleted", with(pinned("m1", 1, 21), json!({"type": "deleted"})), 24);
    assert_eq!(ids(&rig.channel().pinned.view()), ["elsewhere"]);
}

#[test]
fn those_that_quote_a_message_show_its_changes_and_nothing_attached_once_it_is_deleted() {
    let mut rig = Rig::new();
    let quoting = |id: &str, second| {
        with(message(id, "bob", second), json!({"quoted_message_id": "m1", "quoted_message": message("m1", "ann", 1)}))
    };
    rig.new_message(quoting("q", 5));
    rig.new_message(with(quoting("r", 6), json!({"parent_id": "m1"})));
    rig.changed("message.updated", with(message("m1", "ann", 1), json!({"text": "edited", "attachments": [1]})), 7);
    assert_eq!(rig.quote_in("q").str("text").as_deref(), Some("edited"));
    let reply = rig.channel().held("r", "m1").expect("held").message;
    assert_eq!(reply.get("quoted_message").and_then(|quote| quote.str("text")).as_deref(), Some("edited"));
    rig.changed("message.deleted", with(message("m1", "ann", 1), json!({"type": "deleted", "attachments": [1]})), 8);
    let quote = rig.quote_in("q");
    assert_eq!((quote.str("type").as_deref(), quote.each("attachments").len()), (Some("deleted"), 0));
    assert!(quote.get("quoted_message").is_none());
}

#[test]
fn truncation_clears_every_part_threads_and_pins_and_nothing_older_comes_back() {
    let mut rig = Rig::long();
    rig.take(&page(8, 12), &json!({"limit": 5, "id_around": "m10"}), Placement::New);
    rig.channel().show(Some("m10"));
    rig.new_message(with(message("r", "ann", 45), json!({"parent_id": "m44"})));
    rig.new_message(with(message("p", "ann", 45), json!({"pinned": true, "pinned_at": time(45)})));
    rig.event(json!({"type": "channel.truncated", "channel": {"truncated_at": time(50)}, "message": message("sys", "ann", 50), "created_at": time(50)}));
    assert_eq!(rig.parts(), [part("sys..sys", true, false, false)]);
    assert_eq!((rig.channel().threads.view().keys().len(), rig.channel().pinned.len()), (0, 0));
    rig.new_message(message("late", "ann", 46));
    assert_eq!(rig.ids(), ["sys"]);
}

#[test]
fn with_a_limit_the_oldest_go_and_what_was_not_sent_stays() {
    let mut rig = Rig::new();
    rig.channel().max_messages = 3;
    rig.channel().messages.put(
        "failed",
        Nanos::at(1),
        Marks::default(),
        Json::from(json!({"id": "failed", "status": "failed"})),
    );
    for n in 2..9 {
        rig.new_message(message(&format!("m{n}"), "ann", n));
    }
    assert_eq!(rig.ids(), ["failed", "m7", "m8"]);
    assert!(rig.channel().messages.has_prev);
}

#[test]
fn messages_the_app_adds_replace_copies_only_or_go_where_it_says() {
    let mut rig = Rig::long();
    let slot = rig.slot;
    let add = |rig: &mut Rig, messages: Value, wanted: Option<Placement>| {
        let (channel, users, viewer) = rig.state.channel_mut(slot).expect("open");
        channel.add_messages(&Json::from(messages), wanted.map(Wanted::given).as_ref(), users, viewer)
    };
    add(&mut rig, json!([message("m1", "ann", 1)]), None);
    assert_eq!(rig.parts().len(), 1);
    let done = add(
        &mut rig,
        json!([message("m1", "ann", 1), with(message("s", "ann", 2), json!({"shadowed": true}))]),
        Some(Placement::New),
    );
    assert_eq!(Value::from(&done), json!({"place": 1, "filtered": ["s"]}));
    assert_eq!(rig.parts()[1].0, "m1..m1");
    assert!(rig.channel().find_message("m1", None).is_some() && rig.channel().find_message("m1", Some("m2")).is_none());
}

/// All that an app sees of messages, one text for each: so that a failure shows where they differ.
fn seen(rig: &mut Rig) -> Vec<String> {
    let channel = rig.channel();
    let mut seen: Vec<String> = channel.pinned.view().items().map(|m| format!("pinned {}", Value::from(&m))).collect();
    let threads = channel.threads.view();
    for parent in threads.keys() {
        let replies = threads.get_named(&parent).expect("there");
        seen.extend(replies.items().map(|reply| format!("{parent}: {}", Value::from(&reply))));
    }
    seen.extend(channel.sets_view().items().flat_map(|set| set.each("messages")).map(|m| Value::from(&m).to_string()));
    seen
}

/// Events of one channel in the order of the server: what users may do to messages, threads, pins and quotes.
fn story(random: &mut Random) -> Vec<Value> {
    let (mut events, mut held): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    for second in 2..random.between(6, 40) as u32 {
        let pick = random.between(0, held.len().max(1) as u64) as usize;
        let known = held.get(pick).cloned();
        let (kind, mut said, mut hard) = match (random.between(0, 10), known) {
            (6 | 7, Some(known)) => ("message.updated", with(known, json!({"text": format!("edit {second}")})), false),
            (8, Some(known)) => {
                let pinned = known["pinned"] != json!(true);
                let at = if pinned { json!(time(second)) } else { json!(null) };
                ("message.updated", with(known, json!({"pinned": pinned, "pinned_at": at})), false)
            }
            (9, Some(known)) => ("message.deleted", with(known, json!({"type": "deleted"})), random.between(0, 2) == 0),
            (choice, known) => {
                let fresh = with(message(&format!("e{second}"), "ann", second), json!({"attachments": []}));
                let fresh = match (choice, known) {
                    (1, Some(parent)) if parent.get("parent_id").is_none() => {
                        with(fresh, json!({"parent_id": parent["id"]}))
                    }
                    (2, Some(parent)) if parent.get("parent_id").is_none() => {
                        with(fresh, json!({"parent_id": parent["id"], "show_in_channel": true}))
                    }
                    (3 | 4, Some(mut quoted)) => {
                        quoted.as_object_mut().expect("object").remove("quoted_message");
                        with(fresh, json!({"quoted_message_id": quoted["id"], "quoted_message": quoted}))
                    }
                    _ => fresh,
                };
                ("message.new", fresh, false)
            }
        };
        hard &= kind == "message.deleted";
        // The server sends a quote as it is now, and none of a message that does not exist any more.
        let quoted = held.iter().find(|held| held["id"] == said["quoted_message_id"]).cloned();
        let members = said.as_object_mut().expect("object");
        if members.remove("quoted_message").is_some()
            && let Some(mut quoted) = quoted
        {
            quoted.as_object_mut().expect("object").remove("quoted_message");
            members.insert("quoted_message".into(), quoted);
        }
        let id = said["id"].clone();
        held.retain(|held| held["id"] != id && !(hard && held["parent_id"] == id));
        if !hard {
            held.push(said.clone());
        }
        events.push(json!({"type": kind, "message": said, "hard_delete": hard, "created_at": time(second), "cid": "messaging:c"}));
    }
    events
}

#[test]
fn events_in_any_order_and_number_end_in_what_their_order_on_the_server_ends_in() {
    for seed in 0..10_000 {
        let mut random = Random::new(seed);
        let events = story(&mut random);
        let mut expected = Rig::new();
        for event in &events {
            expected.event_as_is(event.clone());
        }
        let mut other = Rig::new();
        let mut order: Vec<usize> = (0..events.len()).chain((0..events.len() / 3).map(|n| n * 2)).collect();
        for place in (1..order.len()).rev() {
            order.swap(place, random.between(0, place as u64 + 1) as usize);
        }
        for place in order {
            other.event_as_is(events[place].clone());
        }
        let (ours, theirs) = (seen(&mut other), seen(&mut expected));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!(ours, theirs, "seed {seed}");
        }
        assert_eq!(ours.len(), theirs.len(), "seed {seed}: {ours:#?} {theirs:#?}");
    }
}

#[test]
fn a_user_who_changes_is_seen_in_every_place() {
    let mut rig = Rig::new();
    rig.new_message(with(message("r", "ann", 10), json!({"parent_id": "m1", "pinned": true, "pinned_at": time(11)})));
    let (threads, pinned) = (rig.channel().threads.view(), rig.channel().pinned.view());
    let mut news = user("ann");
    (news["name"], news["updated_at"]) = (json!("Anna"), json!(time(20)));
    rig.event_as_is(json!({"type": "user.updated", "user": news}));
    let name = |message: Json| message.get("user").and_then(|user| user.str("name"));
    assert_eq!(name(rig.find("m1")).as_deref(), Some("Anna"));
    assert_eq!(name(rig.channel().pinned.view().at(0).expect("pinned")).as_deref(), Some("Anna"));
    assert!(!threads.same(&rig.channel().threads.view()) && !pinned.same(&rig.channel().pinned.view()));
}
