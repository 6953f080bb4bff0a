//! What a thread shows after answers and events.

use serde_json::{Value, json};

use super::*;
use crate::json::Json;
use crate::random::Random;
use crate::text::Text;

fn at(second: u32) -> String {
    format!("2026-01-01T00:{:02}:{:02}Z", second / 60, second % 60)
}

fn message(id: &str, author: &str, second: u32) -> Value {
    json!({"id": id, "text": id, "type": "reply", "parent_id": "p", "user": {"id": author}, "created_at": at(second),
        "updated_at": at(second), "own_reactions": []})
}

struct Rig {
    state: Json,
    seen: Json,
    users: Users<Json>,
}

impl Rig {
    /// A thread of ann's with two replies of bob's, of which `me` has read the first.
    fn new() -> Self {
        Rig::of(json!({}))
    }

    fn of(extra: Value) -> Self {
        let mut thread = json!({
            "parent_message_id": "p", "parent_message": {"id": "p", "text": "p", "user": {"id": "ann"}, "created_at": at(0), "updated_at": at(0)},
            "channel_cid": "messaging:c", "title": "T", "created_at": at(0), "updated_at": at(2), "reply_count": 2,
            "latest_replies": [message("r1", "bob", 1), message("r2", "bob", 2)],
            "read": [{"user": {"id": "me"}, "last_read": at(1), "last_read_message_id": "r1", "unread_messages": 1},
                {"user": {"id": "bob"}, "last_read": at(2), "unread_messages": 0}],

        });
        for (key, value) in extra.as_object().into_iter().flatten() {
            thread[key] = value.clone();
        }
        let mut users = Users::default();
        let me = Json::from(json!({"id": "me"}));
        let state = Json::object();
        thread_state(&state, &Json::from(thread), Json::text("now"), Some(&me), &mut users);
        Rig { state, seen: Json::object(), users }
    }

    /// Whether the event changed the thread.
    fn hear(&mut self, event: Value) -> bool {
        let next = thread_event(&self.state, &self.seen, &Json::from(event), "messaging:c", "me", &mut self.users);
        let changed = next.is_some();
        if let Some(next) = next {
            self.state = next;
        }
        changed
    }

    fn shown(&self) -> Value {
        Value::from(&self.state)
    }

    fn replies(&self) -> Vec<Text> {
        self.state.each("replies").iter().filter_map(|reply| reply.str("text")).collect()
    }

    fn reply(&self, id: &str) -> Json {
        self.state.each("replies").into_iter().find(|reply| reply.str("id").as_deref() == Some(id)).unwrap()
    }

    fn unread(&self, user: &str) -> u32 {
        self.state.get("read").unwrap().get_named(user).unwrap().count("unreadMessageCount")
    }

    fn own(&self, id: &str) -> Vec<Text> {
        self.reply(id).each("own_reactions").iter().filter_map(|one| one.str("type")).collect()
    }
}

fn new(id: &str, author: &str, second: u32) -> Value {
    json!({"type": "message.new", "created_at": at(second), "user": {"id": author}, "message": message(id, author, second)})
}

fn read(user: &str, second: u32) -> Value {
    json!({"type": "message.read", "created_at": at(second), "user": {"id": user}, "thread": {"parent_message_id": "p"}})
}

fn edit(id: &str, text: &str, made: u32, second: u32) -> Value {
    let mut message = message(id, "bob", made);
    message["text"] = json!(text);
    message["updated_at"] = json!(at(second));
    json!({"type": "message.updated", "created_at": at(second), "user": {"id": "bob"}, "message": message})
}

fn reaction(kind: &str, sort: &str, user: &str, second: u32) -> Value {
    let mut event = edit("r1", "r1", 1, second);
    event["type"] = json!(kind);
    event["reaction"] = json!({"type": sort, "user_id": user});
    event
}

#[test]
fn an_answer_becomes_a_state() {
    let rig = Rig::new();
    let shown = rig.shown();
    assert_eq!(rig.replies(), ["r1", "r2"]);
    assert_eq!(shown["parentMessage"]["status"], "received");
    assert_eq!((&shown["title"], &shown["replyCount"]), (&json!("T"), &json!(2)));
    assert_eq!((rig.unread("me"), rig.unread("bob")), (1, 0));
    assert_eq!(shown["read"]["me"]["lastReadMessageId"], "r1");
}

#[test]
fn who_has_not_read_it_yet_has_nothing_unread() {
    let rig = Rig::of(json!({"read": [], "latest_replies": [], "parent_message": null}));
    assert_eq!(rig.unread("me"), 0);
    assert_eq!(rig.shown()["read"]["me"]["lastReadAt"], "now");
}

#[test]
fn a_reply_counts_for_all_but_its_author() {
    let mut rig = Rig::new();
    rig.hear(new("r3", "bob", 3));
    assert_eq!((rig.unread("me"), rig.unread("bob")), (2, 0));
    rig.hear(new("r4", "me", 4));
    assert_eq!((rig.unread("me"), rig.unread("bob")), (0, 1));
    rig.hear(new("r4", "me", 4));
    rig.hear(new("r3", "bob", 3));
    assert_eq!((rig.unread("me"), rig.unread("bob")), (0, 1), "the same events again");
    assert_eq!(rig.replies(), ["r1", "r2", "r3", "r4"]);
    assert!(
        !rig.hear(json!({"type": "message.new", "message": {"id": "x", "parent_id": "other", "created_at": at(9)}}))
    );
}

#[test]
fn an_own_reply_that_the_answer_brought_first_is_counted_by_its_event() {
    let mut rig = Rig::new();
    let replies =
        upsert_reply(&rig.state.get("replies").unwrap(), &Json::from(message("r3", "me", 3)), false, &mut rig.users)
            .unwrap();
    rig.state.set("replies", replies);
    rig.hear(new("r3", "me", 3));
    assert_eq!((rig.replies().len(), rig.unread("me"), rig.unread("bob")), (3, 0, 1));
}

#[test]
fn an_active_thread_has_no_new_unread_replies() {
    let mut rig = Rig::new();
    rig.state.set("active", Json::flag(true));
    rig.hear(new("r3", "ann", 3));
    assert_eq!((rig.unread("me"), rig.unread("bob")), (1, 1));
}

#[test]
fn reading_goes_back_only_by_marking_as_unread() {
    let mut rig = Rig::new();
    rig.hear(read("me", 10));
    assert_eq!(rig.unread("me"), 0);
    assert!(!rig.hear(read("me", 5)), "an older receipt");
    rig.hear(json!({"type": "notification.mark_unread", "created_at": at(11), "thread_id": "p", "user": {"id": "me"},
        "last_read_at": at(1), "unread_messages": 1, "first_unread_message_id": "r2"}));
    assert_eq!(rig.unread("me"), 1);
    let me = &rig.shown()["read"]["me"];
    assert_eq!(
        (&me["firstUnreadMessageId"], me["lastReadAt"].as_str().and_then(Nanos::parse)),
        (&json!("r2"), Nanos::parse(&at(1)))
    );
    assert!(!rig.hear(json!({"type": "notification.mark_unread", "thread_id": "other"})));
    assert!(!rig.hear(json!({"type": "message.read", "created_at": at(12), "user": {"id": "me"}})), "of the channel");
}

#[test]
fn what_was_not_read_yet_stays_unread_when_its_receipt_comes_late() {
    let mut rig = Rig::new();
    rig.hear(new("r5", "bob", 5));
    rig.hear(read("me", 4));
    assert_eq!(rig.unread("me"), 1);
}

#[test]
fn an_edit_replaces_unless_it_is_older_and_keeps_own_reactions() {
    let mut rig = Rig::new();
    rig.hear(reaction("reaction.new", "like", "me", 3));
    rig.hear(reaction("reaction.new", "wow", "bob", 4));
    assert_eq!(rig.own("r1"), ["like"]);
    rig.hear(edit("r1", "edited", 1, 9));
    rig.hear(edit("r1", "old", 1, 8));
    assert_eq!((rig.replies(), rig.own("r1")), (vec!["edited".into(), "r2".into()], vec!["like".into()]));
    rig.hear(reaction("reaction.updated", "love", "me", 10));
    assert_eq!(rig.own("r1"), ["love"]);
    rig.hear(reaction("reaction.new", "wow", "me", 11));
    let mut again = reaction("reaction.updated", "wow", "me", 12);
    again["message"]["latest_reactions"] = json!([{"type": "wow", "user_id": "me"}, {"type": "love", "user_id": "me"}]);
    rig.hear(again);
    assert_eq!(rig.own("r1"), ["love", "wow"], "another score of one leaves the other alone");
    rig.hear(reaction("reaction.deleted", "wow", "me", 13));
    rig.hear(reaction("reaction.deleted", "love", "me", 14));
    assert!(rig.own("r1").is_empty());
}

#[test]
fn the_message_it_hangs_on_is_updated_and_deleted() {
    let mut rig = Rig::new();
    let parent = |text: &str, second: u32| json!({"id": "p", "text": text, "created_at": at(0), "updated_at": at(second), "reply_count": second});
    rig.hear(json!({"type": "message.updated", "message": parent("new", 7)}));
    rig.hear(json!({"type": "message.updated", "message": parent("old", 5)}));
    assert_eq!((&rig.shown()["parentMessage"]["text"], &rig.shown()["replyCount"]), (&json!("new"), &json!(7)));
    let mut gone = parent("", 8);
    gone["deleted_at"] = json!(at(8));
    rig.hear(json!({"type": "message.deleted", "message": gone}));
    assert!(rig.shown()["deletedAt"].is_string());
}

#[test]
fn a_reply_is_deleted_with_and_without_a_trace() {
    let mut rig = Rig::new();
    let mut soft = edit("r1", "", 1, 5);
    soft["type"] = json!("message.deleted");
    soft["message"]["deleted_at"] = json!(at(5));
    rig.hear(soft.clone());
    assert!(rig.reply("r1").time("deleted_at").is_some());
    soft["hard_delete"] = json!(true);
    rig.hear(soft.clone());
    assert_eq!(rig.replies(), ["r2"]);
    assert!(!rig.hear(edit("r1", "late", 1, 4)), "what is gone does not come back");
}

#[test]
fn the_replies_of_a_deleted_user_go() {
    let about = |kind: &str, extra: Value| {
        let mut event = json!({"type": kind, "created_at": at(9), "user": {"id": "bob"}});
        event.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        event
    };
    let mut rig = Rig::new();
    assert!(!rig.hear(about("user.deleted", json!({}))), "the messages stay");
    assert!(!rig.hear(about("user.messages.deleted", json!({"cid": "messaging:other"}))));
    rig.hear(about("user.messages.deleted", json!({})));
    assert_eq!(rig.reply("r1").str("type").as_deref(), Some("deleted"));
    rig.hear(about("user.deleted", json!({"hard_delete": true})));
    assert!(rig.replies().is_empty());
}

#[test]
fn a_user_reaches_all_replies_at_once() {
    let mut rig = Rig::new();
    rig.users.update(&Json::from(json!({"id": "bob", "name": "Bob", "updated_at": at(9)})));
    assert!(rig.hear(json!({"type": "user.updated", "user": {"id": "bob"}})));
    assert!(["r1", "r2"].iter().all(|id| rig.reply(id).get("user").unwrap().str("name").as_deref() == Some("Bob")));
    assert!(!rig.hear(json!({"type": "user.updated", "user": {"id": "stranger"}})));
}

#[test]
fn a_thread_that_is_no_longer_watched_is_stale() {
    let mut rig = Rig::new();
    let stop = |user: &str, cid: &str| json!({"type": "user.watching.stop", "user": {"id": user}, "cid": cid});
    assert!(!rig.hear(stop("bob", "messaging:c")) && !rig.hear(stop("me", "messaging:other")));
    assert!(rig.hear(stop("me", "messaging:c")) && rig.state.is("isStateStale"));
}

#[test]
fn the_title_follows_the_newest_update() {
    let mut rig = Rig::new();
    let update = |title: &str, second: u32| json!({"type": "thread.updated", "created_at": at(second), "thread": {"parent_message_id": "p", "title": title}});
    rig.hear(update("new", 9));
    assert!(!rig.hear(update("old", 8)));
    assert_eq!(rig.shown()["title"], "new");
}

#[test]
fn replies_stand_by_time_once_each() {
    let mut users = Users::default();
    let list = |ids: &[(&str, u32)]| {
        Json::from(Value::from(ids.iter().map(|(id, second)| message(id, "bob", *second)).collect::<Vec<_>>()))
    };
    let ids = |replies: &Json| replies.items().filter_map(|reply| reply.str("id")).collect::<Vec<_>>();
    let held = list(&[("a", 1), ("c", 3)]);
    let put = |id: &str, second: u32, moved: bool, users: &mut Users<Json>| {
        ids(&upsert_reply(&held, &Json::from(message(id, "bob", second)), moved, users).unwrap())
    };
    assert_eq!(put("b", 2, false, &mut users), ["a", "b", "c"]);
    assert_eq!(put("d", 3, false, &mut users), ["a", "c", "d"], "after those of the same moment");
    assert_eq!(put("c", 3, false, &mut users), ["a", "c"]);
    assert_eq!(put("a", 9, true, &mut users), ["c", "a"], "the service gave it another time");
    assert_eq!(ids(&held), ["a", "c"], "the list that was read does not change");
    assert!(upsert_reply(&held, &Json::object(), false, &mut users).is_none());
    assert_eq!(ids(&merge_replies(&held, &list(&[("b", 2), ("c", 3)]), false, &mut users)), ["a", "b", "c"]);
    assert_eq!(delete_reply(&held, &Json::from(message("a", "bob", 1))).map(|rest| ids(&rest)), Some(vec!["c".into()]));
    assert!(delete_reply(&held, &Json::from(message("a", "bob", 2))).is_none());
}

#[test]
fn only_replies_that_could_not_be_sent_outlive_a_reload() {
    let mut users = Users::default();
    let mut failed = message("f", "me", 2);
    failed["status"] = json!("failed");
    let before = Json::from(json!([message("old", "bob", 1), failed]));
    let after = merge_replies(&Json::from(json!([message("new", "bob", 3)])), &before, true, &mut users);
    assert_eq!(after.items().filter_map(|reply| reply.str("id")).collect::<Vec<_>>(), ["f", "new"]);
}

#[test]
fn events_in_any_order_and_number_end_as_in_the_order_of_the_service() {
    for seed in 0..500 {
        let mut random = Random::new(seed);
        let mut events = Vec::new();
        let mut made: Vec<(String, &str, u32)> = vec![("r1".into(), "bob", 1), ("r2".into(), "bob", 2)];
        let deletes = seed % 2 == 0;
        for second in 10..40 {
            let (id, author, at_second) = made[random.between(0, made.len() as u64) as usize].clone();
            let user = ["me", "ann", "bob"][random.between(0, 3) as usize];
            events.push(match random.between(0, 6) {
                0 | 1 => {
                    made.push((format!("m{second}"), user, second));
                    new(&format!("m{second}"), user, second)
                }
                // Who reads a reply that is deleted without a trace is not known afterwards, so both are not mixed here.
                2 if deletes && made.len() > 1 => {
                    made.retain(|(other, ..)| *other != id);
                    let mut event = edit(&id, "", at_second, second);
                    event["type"] = json!("message.deleted");
                    event["hard_delete"] = json!(true);
                    event
                }
                2 | 3 if !deletes => read(user, second),
                4 => reaction(
                    ["reaction.new", "reaction.deleted"][random.between(0, 2) as usize],
                    ["like", "wow"][random.between(0, 2) as usize],
                    "me",
                    second,
                ),
                _ => {
                    let mut event = edit(&id, &format!("edited {second}"), at_second, second);
                    event["message"]["user"] = json!({"id": author});
                    event
                }
            });
        }
        let outcome = |events: &[&Value]| {
            let mut rig = Rig::new();
            for event in events {
                rig.hear((*event).clone());
            }
            let mut own: Vec<Vec<Text>> = Vec::new();
            for reply in rig.state.each("replies") {
                let mut types: Vec<Text> =
                    reply.each("own_reactions").iter().filter_map(|one| one.str("type")).collect();
                types.sort();
                own.push(types);
            }
            let unread = if deletes { (0, 0) } else { (rig.unread("me"), rig.unread("bob")) };
            (rig.replies(), own, unread)
        };
        let in_order: Vec<&Value> = events.iter().collect();
        let mut shuffled: Vec<&Value> = events.iter().chain(events.iter().step_by(3)).collect();
        for index in (1..shuffled.len()).rev() {
            shuffled.swap(index, random.between(0, index as u64 + 1) as usize);
        }
        assert_eq!(outcome(&shuffled), outcome(&in_order), "seed {seed}");
    }
}
