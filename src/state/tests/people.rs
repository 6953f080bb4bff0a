//! Rules about users, members, reads, reactions and slow mode, one by one.

use serde_json::{Value, json};

use super::{Rig, message, time, user};
use crate::json::Json;
use crate::state::*;
use crate::text::Text;

fn own(rig: &mut Rig, id: &str) -> Vec<Text> {
    rig.find(id).each("own_reactions").iter().filter_map(|reaction| reaction.str("type")).collect()
}

fn reaction(event: &str, kind: &str, second: u32) -> Value {
    json!({"type": event, "message": message("m1", "ann", 1), "reaction": {"type": kind, "user_id": "me"},
           "user": user("me"), "created_at": time(second)})
}

#[test]
fn own_reactions_are_the_same_in_whatever_order_their_events_come() {
    use crate::random::Random;
    let events = [
        reaction("reaction.new", "like", 2),
        reaction("reaction.new", "wow", 3),
        reaction("reaction.deleted", "like", 4),
        reaction("reaction.updated", "love", 5),
        reaction("reaction.new", "haha", 6),
        reaction("reaction.new", "like", 7),
        reaction("reaction.deleted", "haha", 8),
    ];
    for seed in 0..500 {
        let mut random = Random::new(seed);
        let mut rig = Rig::new();
        for _ in 0..20 {
            rig.event(events[random.between(0, 7) as usize].clone());
        }
        for place in 0..events.len() {
            rig.event(events[(place * 3 + seed as usize) % events.len()].clone());
        }
        assert_eq!(own(&mut rig, "m1"), ["love", "like"], "seed {seed}");
    }
}

#[test]
fn what_a_query_says_of_own_reactions_is_not_changed_by_what_was_heard_before() {
    let mut rig = Rig::new();
    rig.event(reaction("reaction.new", "like", 2));
    let mut known = message("m1", "ann", 1);
    known["own_reactions"] = json!([{"type": "sad", "user_id": "me"}]);
    rig.state.hydrate(
        rig.slot,
        &Json::from(json!({"channel": {"id": "c"}, "messages": [known]})),
        Nanos::LAST,
        &Wanted::newest(25),
    );
    rig.event(reaction("reaction.new", "wow", 9));
    assert_eq!(own(&mut rig, "m1"), ["sad", "wow"]);
}

fn react(rig: &mut Rig, kind: &str, who: &str, message: Option<Value>, change: Change) -> Option<Json> {
    let reaction = Json::from(json!({"type": kind, "user_id": who, "message_id": "m1", "created_at": time(9)}));
    let (channel, users, viewer) = rig.state.channel_mut(rig.slot).expect("open");
    channel.react(&reaction, message.map(Json::from), change, users, viewer)
}

fn group(rig: &mut Rig, kind: &str) -> Option<f64> {
    rig.find("m1").get("reaction_groups")?.get_named(kind)?.num("count")
}

#[test]
fn a_reaction_shown_before_the_answer_changes_counts_and_the_own_list() {
    let mut rig = Rig::new();
    react(&mut rig, "like", "me", None, Change::Added);
    react(&mut rig, "like", "ann", None, Change::Added);
    assert_eq!((own(&mut rig, "m1"), group(&mut rig, "like")), (vec!["like".into()], Some(2.0)));
    react(&mut rig, "wow", "me", None, Change::Replaced);
    assert_eq!(
        (own(&mut rig, "m1"), group(&mut rig, "like"), group(&mut rig, "wow")),
        (vec!["wow".into()], Some(1.0), Some(1.0))
    );
    react(&mut rig, "wow", "me", None, Change::Removed);
    assert_eq!((own(&mut rig, "m1"), group(&mut rig, "wow")), (vec![], None));
    assert_eq!(rig.find("m1").each("latest_reactions").len(), 1);
}

#[test]
fn a_reaction_with_its_message_takes_that_message_and_keeps_the_own_list() {
    let mut rig = Rig::new();
    react(&mut rig, "like", "me", None, Change::Added);
    let mut newer = message("m1", "ann", 1);
    newer["text"] = json!("newer");
    let shown = react(&mut rig, "wow", "ann", Some(newer), Change::Added).expect("a message");
    assert_eq!((shown.str("text").as_deref(), own(&mut rig, "m1")), (Some("newer"), vec!["like".into()]));
    assert!(react(&mut rig, "wow", "me", Some(message("unknown", "ann", 1)), Change::Added).is_some());
    assert_eq!(rig.ids(), ["m1"], "what is not held is not added");
}

#[test]
fn a_changed_user_loses_what_it_does_not_have_any_more_and_the_own_user_keeps_what_only_it_has() {
    let mut rig = Rig::new();
    rig.state.me = Some(Json::from(json!({"id": "me", "color": "red", "mutes": [], "total_unread_count": 3})));
    rig.state.users.update(&Json::from(json!({"id": "ann", "color": "blue", "updated_at": time(1)})));
    for id in ["me", "ann"] {
        rig.event_as_is(json!({"type": "user.updated", "user": {"id": id, "name": "New", "updated_at": time(5)}}));
    }
    let (me, ann) = (rig.state.me.clone().expect("connected"), rig.state.users.find("ann").expect("known"));
    assert_eq!(
        (me.get("color").is_none(), me.num("total_unread_count"), me.str("name").as_deref()),
        (true, Some(3.0), Some("New"))
    );
    assert!(me.get("mutes").is_some() && ann.get("color").is_none());
}

#[test]
fn presence_gives_new_members_and_leaves_the_array_of_messages_alone() {
    let mut rig = Rig::new();
    let (messages, members) = (rig.channel().messages.view(), rig.channel().members.view());
    rig.event_as_is(
        json!({"type": "user.presence.changed", "user": {"id": "ann", "online": true, "updated_at": time(0)}}),
    );
    assert!(messages.same(&rig.channel().messages.view()) && !members.same(&rig.channel().members.view()));
    assert!(rig.find("m1").get("user").is_some_and(|ann| ann.is("online")));
}

#[test]
fn bans_are_shown_with_the_member_and_shadow_bans_apart() {
    let mut rig = Rig::new();
    let flags = |rig: &mut Rig, id: &str| {
        let member = rig.channel().members.view().get_named(id).expect("a member");
        (member.is("banned"), member.is("shadow_banned"))
    };
    rig.event(json!({"type": "user.banned", "user": user("ann")}));
    assert_eq!(flags(&mut rig, "ann"), (true, false));
    rig.event(json!({"type": "user.banned", "user": user("ann"), "shadow": true}));
    assert_eq!(flags(&mut rig, "ann"), (false, true));
    rig.event(json!({"type": "user.unbanned", "user": user("ann"), "shadow": true}));
    assert_eq!(flags(&mut rig, "ann"), (false, false));
    rig.event(json!({"type": "user.banned", "user": user("me")}));
    assert!(rig.channel().membership.is("banned"));
}

#[test]
fn the_member_count_follows_the_members() {
    let mut rig = Rig::new();
    rig.event(json!({"type": "channel.updated", "channel": {"id": "c", "member_count": 3}}));
    let before = rig.channel().data.clone().expect("data");
    rig.event(json!({"type": "member.added", "member": {"user_id": "eve"}, "channel_member_count": 4}));
    let after = rig.channel().data.clone().expect("data");
    assert_eq!(
        (before.num("member_count"), after.num("member_count"), before.same(&after)),
        (Some(3.0), Some(4.0), false)
    );
}

#[test]
fn a_deleted_users_messages_are_shown_as_deleted_and_what_quotes_them_as_well() {
    let mut rig = Rig::new();
    let mut quoting = message("q", "bob", 2);
    let mut quoted = message("m1", "ann", 1);
    quoted["attachments"] = json!([{"type": "image"}]);
    quoting["quoted_message"] = quoted;
    rig.new_message(quoting);
    rig.event_as_is(json!({"type": "user.messages.deleted", "user": user("ann"), "created_at": time(9)}));
    let (gone, quote) = (rig.find("m1"), rig.find("q").get("quoted_message").expect("a quote"));
    assert_eq!((gone.str("type").as_deref(), gone.str("text").as_deref()), (Some("deleted"), Some("m1")));
    assert_eq!(gone.time("deleted_at"), Nanos::parse(&time(9)));
    assert_eq!((quote.str("type").as_deref(), quote.each("attachments").len()), (Some("deleted"), 0));
    assert_eq!(rig.find("q").str("type").as_deref(), Some("regular"));
    rig.event_as_is(json!({"type": "user.deleted", "user": user("ann"), "hard_delete": true, "created_at": time(9)}));
    assert_eq!((rig.find("m1").str("text"), rig.find("q").str("text").as_deref()), (None, Some("q")));
    assert_eq!(rig.find("m1").get("user").and_then(|user| user.str("id")).as_deref(), Some("ann"));
}

#[test]
fn freezing_asks_for_what_the_own_user_may_do_and_other_changes_do_not() {
    let mut rig = Rig::new();
    rig.channel().loaded = true;
    let event = |frozen: Value| json!({"type": "channel.updated", "channel": {"id": "c", "frozen": frozen}});
    assert!(rig.event(event(json!(true))).ask_capabilities);
    assert!(!rig.event(event(json!(true))).ask_capabilities);
    assert!(!rig.event(event(json!(null))).ask_capabilities, "what is left out is unchanged");
    assert!(rig.event(event(json!(false))).ask_capabilities);
    assert!(rig.event(json!({"type": "channel.frozen"})).ask_capabilities);
}

#[test]
fn a_hidden_channel_stays_hidden_when_it_is_changed() {
    let mut rig = Rig::new();
    let hidden = |rig: &mut Rig| rig.channel().data.as_ref().is_some_and(|data| data.is("hidden"));
    rig.event(json!({"type": "channel.hidden", "channel": {"id": "c"}}));
    rig.event(json!({"type": "channel.updated", "channel": {"id": "c", "name": "x"}}));
    assert!(hidden(&mut rig));
    rig.event(json!({"type": "channel.visible", "channel": {"id": "c"}}));
    assert!(!hidden(&mut rig));
}

#[test]
fn what_was_read_was_delivered_and_neither_goes_back() {
    let mut rig = Rig::new();
    let read = |rig: &mut Rig| rig.channel().reads.view().get_named("ann").expect("a reader");
    rig.event(json!({"type": "message.delivered", "user": user("ann"), "last_delivered_at": time(5), "last_delivered_message_id": "d5"}));
    rig.event(json!({"type": "message.delivered", "user": user("ann"), "last_delivered_at": time(4), "last_delivered_message_id": "d4"}));
    assert_eq!(read(&mut rig).str("last_delivered_message_id").as_deref(), Some("d5"));
    rig.event(
        json!({"type": "message.read", "user": user("ann"), "created_at": time(8), "last_read_message_id": "r8"}),
    );
    assert_eq!(read(&mut rig).str("last_delivered_message_id").as_deref(), Some("r8"));
    rig.event(json!({"type": "message.delivered", "user": user("stranger"), "last_delivered_at": time(5)}));
    assert!(rig.channel().reads.view().get_named("stranger").is_some_and(|reader| reader.get("last_read").is_none()));
}

#[test]
fn whoever_writes_has_received_what_was_written() {
    let mut rig = Rig::new();
    rig.new_message(message("m2", "ann", 2));
    let reader = rig.channel().reads.view().get_named("ann").expect("a reader");
    assert_eq!(reader.str("last_delivered_message_id").as_deref(), Some("m2"));
    assert_eq!(reader.time("last_delivered_at"), Nanos::parse(&time(2)));
}

#[test]
fn the_notification_of_a_read_leaves_the_time_that_its_event_brought() {
    let mut rig = Rig::new();
    rig.new_message(message("m2", "ann", 2));
    let read = |kind: &str, second: u32| json!({"type": kind, "user": user("me"), "created_at": time(second), "last_read_message_id": "m2"});
    rig.event(read("message.read", 5));
    rig.event(read("notification.mark_read", 6));
    assert_eq!(rig.channel().reads.last_read("me"), Nanos::parse(&time(5)).expect("valid"));
}

#[test]
fn slow_mode_counts_from_the_own_newest_message_and_not_for_those_who_may_skip_it() {
    let mut rig = Rig::new();
    let at = |second: u32| Nanos::parse(&time(second)).expect("valid");
    let left = |rig: &mut Rig, second: u32| rig.channel().cooldown(at(second), None).num("remaining");
    rig.event(json!({"type": "channel.updated", "channel": {"id": "c", "cooldown": 10}}));
    assert_eq!(left(&mut rig, 3), Some(0.0), "nothing written yet");
    rig.new_message(message("mine", "me", 4));
    rig.new_message(message("theirs", "ann", 8));
    assert_eq!([4, 9, 14, 30].map(|second| left(&mut rig, second)), [Some(10.0), Some(5.0), Some(0.0), Some(0.0)]);
    rig.event(json!({"type": "channel.updated", "channel": {"id": "c", "cooldown": 10, "own_capabilities": ["skip-slow-mode"]}}));
    assert_eq!(left(&mut rig, 4), Some(0.0));
    assert!(rig.channel().cooldown(at(4), None).is("exempt"));
}

#[test]
fn a_removed_channel_cannot_be_used_while_its_listeners_run() {
    let mut rig = Rig::new();
    assert!(rig.event(json!({"type": "notification.removed_from_channel"})).forget);
    assert!(rig.channel().disconnected);
    assert_eq!(rig.state.slot("messaging:c"), Some(rig.slot));
}

#[test]
fn users_are_known_where_they_are_members_watchers_or_readers() {
    let mut rig = Rig::new();
    let known = rig.state.user_channels();
    assert_eq!(known.keys(), ["me", "ann", "bob"]);
    assert!(known.get_named("bob").is_some_and(|of| of.is("messaging:c")));
}

#[test]
fn what_only_the_own_user_sees_is_in_no_copy_that_others_share() {
    let mut rig = Rig::new();
    let me =
        json!({"id": "me", "name": "Me", "mutes": [], "devices": [], "total_unread_count": 2, "updated_at": time(1)});
    let frame = Json::from(me);
    rig.state.take_me(&frame);
    let member = rig.channel().members.view().get_named("me").and_then(|member| member.get("user")).expect("a member");
    assert_eq!(member.keys(), ["id", "name", "updated_at"]);
    assert_eq!(rig.state.me.as_ref().map(Json::keys), Some(frame.keys()));
}

#[test]
fn answers_and_events_stay_as_they_came() {
    let mut rig = Rig::new();
    let member = json!({"user_id": "eve", "user": {"id": "eve", "name": "Eve", "updated_at": time(1)}});
    let event =
        Json::from(json!({"type": "member.added", "cid": "messaging:c", "member": member, "created_at": time(2)}));
    rig.state.apply(&event, &event.event_head(), crate::time::Millis(0));
    rig.event_as_is(json!({"type": "user.updated", "user": {"id": "eve", "name": "Eva", "updated_at": time(3)}}));
    let name = |member: Option<Json>| member.and_then(|member| member.get("user")?.str("name"));
    assert_eq!(name(event.get("member")).as_deref(), Some("Eve"));
    assert_eq!(name(rig.channel().members.view().get_named("eve")).as_deref(), Some("Eva"));
}

#[test]
fn listeners_find_the_own_reactions_in_events_of_a_message() {
    let mut rig = Rig::new();
    rig.event(reaction("reaction.new", "like", 2));
    let changed = |kind: &str| {
        Json::from(
            json!({"type": kind, "cid": "messaging:c", "message": message("m1", "ann", 1), "created_at": time(3)}),
        )
    };
    for kind in ["message.updated", "message.deleted"] {
        let event = changed(kind);
        rig.state.apply(&event, &event.event_head(), crate::time::Millis(0));
        assert_eq!(event.get("message").map(|message| message.each("own_reactions").len()), Some(1), "{kind}");
    }
}

#[test]
fn coming_and_going_while_nobody_listened_shows_in_the_next_answer() {
    let mut users = Users::<Json>::default();
    let copy = |online: bool, second: u32| {
        Json::from(json!({"id": "ann", "online": online, "updated_at": time(0), "last_active": time(second)}))
    };
    let held = users.share(copy(true, 1));
    users.share(copy(false, 2));
    assert!(!held.is("online"));
    users.share(copy(true, 1));
    assert!(!held.is("online"), "an older copy is no news");
}

#[test]
fn a_message_for_some_counts_for_those_alone() {
    let mut rig = Rig::new();
    let mut whispered = message("m2", "ann", 2);
    whispered["restricted_visibility"] = json!(["bob"]);
    rig.new_message(whispered);
    assert_eq!(["me", "ann", "bob"].map(|id| rig.unread_of(id)), [Some(0.0), Some(0.0), Some(1.0)]);
    assert_eq!(rig.channel().unread, 0);
}

#[test]
fn the_news_of_an_invitation_do_not_bring_an_older_member_back() {
    let mut rig = Rig::new();
    let member = |second: u32, status: &str| json!({"user_id": "me", "user": user("me"), "status": status, "updated_at": time(second)});
    rig.event(json!({"type": "member.updated", "member": member(8, "member"), "created_at": time(8)}));
    rig.event(json!({"type": "notification.invite_accepted", "member": member(6, "pending"), "created_at": time(8)}));
    assert_eq!(rig.channel().membership.str("status").as_deref(), Some("member"));
    rig.event(json!({"type": "notification.invite_rejected", "member": member(9, "rejected"), "created_at": time(9)}));
    assert_eq!(rig.channel().membership.str("status").as_deref(), Some("rejected"));
}

#[test]
fn what_queries_say_of_a_channel_outlasts_its_events() {
    let mut rig = Rig::new();
    let before = json!({"id": "c", "type": "messaging", "cid": "messaging:c", "blocked": false, "muted": true});
    rig.channel().take_data(&Json::from(before));
    rig.event(json!({"type": "channel.updated", "channel": {"id": "c", "type": "messaging", "cid": "messaging:c", "name": "New"}}));
    let data = rig.channel().data.clone().expect("data");
    assert_eq!(
        (data.get("blocked").is_some(), data.is("muted"), data.str("name").as_deref()),
        (true, true, Some("New"))
    );
}

#[test]
fn marking_as_unread_that_a_query_told_of_takes_no_newer_messages_from_its_count() {
    let mut rig = Rig::new();
    let read = json!({"user": user("me"), "last_read": time(1), "unread_messages": 7});
    let bundle = json!({"channel": {"id": "c", "last_message_at": time(6)}, "messages": [], "read": [read]});
    rig.state.hydrate(rig.slot, &Json::from(bundle), Nanos::FIRST, &Wanted::newest(25));
    let mut marked = |second: u32, watched: bool| {
        rig.channel().watched = watched;
        rig.event(json!({"type": "notification.mark_unread", "user": user("me"), "created_at": time(second),
            "last_read_at": time(1), "unread_messages": 5}));
        rig.channel().unread
    };
    assert_eq!(marked(5, true), 7, "the query has it, and two messages since");
    assert_eq!(marked(7, true), 7, "events have told what came and went since");
    assert_eq!(marked(8, false), 5, "none come");
}
