//! Every type of event of the protocol notes, applied to a filled state: what it changes, and that it changes nothing else.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Rig, message, time, user};
use crate::json::Json;
use crate::state::Wanted;
use crate::time::Nanos;

/// All that an app can see, part by part.
fn seen(rig: &mut Rig) -> BTreeMap<&'static str, String> {
    let me = rig.state.me.as_ref().map(Json::to_string).unwrap_or_default();
    let muted = format!("{:?} {:?}", rig.state.viewer.muted_users.keys(), rig.state.viewer.muted_channels.keys());
    let users = rig.state.users.view().to_string();
    let channel = rig.channel();
    BTreeMap::from([
        ("me", me),
        ("muted", muted),
        ("users", users),
        ("messages", channel.messages.view().to_string()),
        ("threads", channel.threads.view().to_string()),
        ("pinned", channel.pinned.view().to_string()),
        ("members", channel.members.view().to_string()),
        ("watchers", channel.watchers.view().to_string()),
        ("watcher_count", channel.watcher_count.to_string()),
        ("read", channel.reads.view().to_string()),
        ("typing", channel.typing.view().to_string()),
        ("membership", channel.membership.to_string()),
        ("data", channel.data.as_ref().map(Json::to_string).unwrap_or_default()),
        ("unread", channel.unread.to_string()),
        ("last_message_at", format!("{:?}", channel.last_message_at)),
        ("disconnected", channel.disconnected.to_string()),
    ])
}

/// A channel with a message of each that all have not read, a reply and a pinned message of a third, somebody typing, and
/// no mutes.
fn filled() -> Rig {
    let mut rig = Rig::new();
    rig.new_message(message("m2", "ann", 2));
    rig.new_message(message("m3", "bob", 3));
    let mut pinned = message("p", "zoe", 0);
    (pinned["pinned"], pinned["pinned_at"]) = (json!(true), json!(time(3)));
    rig.state.hydrate(rig.slot, &Json::from(json!({"pinned_messages": [pinned]})), Nanos::at(0), &Wanted::newest(25));
    let mut reply = message("r", "zoe", 1);
    reply["parent_id"] = json!("m1");
    rig.new_message(reply);
    rig.event(json!({"type": "typing.start", "user": user("bob")}));
    rig
}

/// What an event says beyond its common fields, and the parts that it changes.
fn table() -> Vec<(&'static str, Value, &'static [&'static str])> {
    let news = |id: &str, name: &str| json!({"id": id, "name": name, "updated_at": time(50)});
    let channel = || json!({"id": "c", "type": "messaging", "cid": "messaging:c", "name": "new"});
    let member = |id: &str| json!({"user_id": id, "user": user(id), "channel_role": "channel_moderator"});
    let edited = || {
        let mut edited = message("m2", "ann", 2);
        edited["text"] = json!("edited");
        edited
    };
    let own_reaction = || json!({"type": "like", "user_id": "me", "message_id": "m2"});
    vec![
        ("health.check", json!({"cid": "*", "connection_id": "x"}), &[]),
        ("connection.error", json!({"cid": "*", "error": {"code": 1}}), &[]),
        (
            "message.new",
            json!({"message": message("m9", "ann", 9), "user": user("ann"), "watcher_count": 9}),
            &["messages", "read", "unread", "last_message_at", "watcher_count"],
        ),
        ("message.updated", json!({"message": edited(), "user": user("ann")}), &["messages"]),
        (
            "message.deleted",
            json!({"message": message("m3", "bob", 3), "hard_delete": true}),
            &["messages", "read", "unread"],
        ),
        ("message.undeleted", json!({"message": edited()}), &["messages"]),
        ("message.pending", json!({"message": message("m9", "ann", 9), "method": "x"}), &[]),
        ("message.read", json!({"user": user("me"), "last_read_message_id": "m3"}), &["read", "unread"]),
        ("message.read", json!({"user": user("ann"), "last_read_message_id": "m3"}), &["read"]),
        ("message.read", json!({"user": user("me"), "thread": {"parent_message_id": "m1"}}), &[]),
        ("message.read_locally", json!({"user": user("me"), "last_read_message_id": "m3"}), &["read", "unread"]),
        (
            "message.delivered",
            json!({"user": user("ann"), "last_delivered_at": time(40), "last_delivered_message_id": "m3"}),
            &["read"],
        ),
        (
            "reaction.new",
            json!({"message": message("m2", "ann", 2), "reaction": own_reaction(), "user": user("me")}),
            &["messages"],
        ),
        (
            "reaction.updated",
            json!({"message": edited(), "reaction": own_reaction(), "user": user("me")}),
            &["messages"],
        ),
        (
            "reaction.deleted",
            json!({"message": edited(), "reaction": own_reaction(), "user": user("me")}),
            &["messages"],
        ),
        ("typing.start", json!({"user": user("ann")}), &["typing"]),
        ("typing.stop", json!({"user": user("bob")}), &["typing"]),
        ("user.watching.start", json!({"user": user("bob"), "watcher_count": 3}), &["watchers"]),
        ("user.watching.stop", json!({"user": user("ann"), "watcher_count": 3}), &["watchers"]),
        ("channel.created", json!({"channel": channel()}), &[]),
        ("channel.updated", json!({"channel": channel()}), &["data"]),
        ("channel.visible", json!({"channel": channel()}), &["data"]),
        ("channel.hidden", json!({"channel": channel(), "clear_history": false}), &["data"]),
        ("channel.frozen", json!({}), &["data"]),
        ("channel.unfrozen", json!({}), &["data"]),
        (
            "channel.truncated",
            json!({"channel": channel()}),
            &["data", "messages", "pinned", "read", "threads", "unread", "last_message_at"],
        ),
        ("channel.deleted", json!({"channel": channel()}), &["disconnected"]),
        ("notification.channel_deleted", json!({"channel": channel()}), &["disconnected"]),
        ("notification.removed_from_channel", json!({"channel": channel(), "member": member("me")}), &["disconnected"]),
        ("channel.kicked", json!({}), &[]),
        ("channel.max_streak_changed", json!({}), &[]),
        ("channel.muted", json!({}), &[]),
        ("channel.unmuted", json!({}), &[]),
        ("member.added", json!({"member": member("eve"), "user": user("eve")}), &["members", "users"]),
        ("member.updated", json!({"member": member("ann"), "user": user("ann")}), &["members"]),
        ("member.updated", json!({"member": member("me"), "user": user("me")}), &["members", "membership"]),
        ("member.removed", json!({"member": member("bob"), "user": user("bob")}), &["members", "read"]),
        ("member.removed", json!({"user": user("me")}), &["members", "membership", "read"]),
        (
            "notification.message_new",
            json!({"cid": "messaging:other", "message": message("o", "ann", 9), "total_unread_count": 7}),
            &["me"],
        ),
        (
            "notification.thread_message_new",
            json!({"message": message("o", "ann", 9), "unread_threads": 1, "total_unread_count": 1}),
            &["me"],
        ),
        ("notification.added_to_channel", json!({"cid": "messaging:other", "member": member("me")}), &[]),
        ("notification.invited", json!({"member": member("me")}), &["members", "membership"]),
        ("notification.invite_accepted", json!({"member": member("me")}), &["members", "membership"]),
        ("notification.invite_rejected", json!({"member": member("bob")}), &[]),
        (
            "notification.mark_read",
            json!({"user": user("me"), "last_read_message_id": "m3", "unread_channels": 0, "total_unread_count": 1}),
            &["me", "read", "unread"],
        ),
        ("notification.mark_read", json!({"cid": null, "unread_channels": 0}), &["me", "read", "unread"]),
        ("notification.mark_read", json!({"thread_id": "m1", "unread_threads": 0}), &[]),
        (
            "notification.mark_unread",
            json!({"user": user("me"), "last_read_at": time(0), "unread_messages": 5, "first_unread_message_id": "m1"}),
            &["read", "unread"],
        ),
        ("notification.mark_unread", json!({"user": user("me"), "thread_id": "m1", "unread_messages": 5}), &[]),
        ("notification.mark_unread", json!({"user": user("ann"), "last_read_at": time(0), "unread_messages": 5}), &[]),
        (
            "notification.channel_truncated",
            json!({"channel": channel()}),
            &["data", "messages", "pinned", "read", "threads", "unread", "last_message_at"],
        ),
        (
            "notification.mutes_updated",
            json!({"cid": null, "me": {"id": "me", "mutes": [{"target": {"id": "bob"}}]}}),
            &["me", "muted"],
        ),
        (
            "notification.channel_mutes_updated",
            json!({"cid": null, "me": {"id": "me", "channel_mutes": [{"channel": {"cid": "messaging:c"}}]}}),
            &["me", "muted"],
        ),
        ("notification.reminder_due", json!({"message_id": "m2", "user_id": "me"}), &[]),
        ("reminder.created", json!({"message_id": "m2", "user_id": "me"}), &[]),
        ("reminder.updated", json!({"message_id": "m2", "user_id": "me"}), &[]),
        ("reminder.deleted", json!({"message_id": "m2", "user_id": "me"}), &[]),
        ("draft.updated", json!({"draft": {}}), &[]),
        ("draft.deleted", json!({"draft": {}}), &[]),
        ("thread.updated", json!({"thread": {}}), &[]),
        ("user.presence.changed", json!({"cid": null, "user": with_online(user("bob"))}), PEOPLE),
        ("user.updated", json!({"cid": null, "user": news("bob", "Bob")}), PEOPLE),
        (
            "user.updated",
            json!({"cid": null, "user": news("me", "I")}),
            &["me", "members", "membership", "read", "users"],
        ),
        ("user.updated", json!({"cid": null, "user": news("stranger", "S")}), &["users"]),
        ("user.deleted", json!({"cid": null, "user": user("bob"), "mark_messages_deleted": true}), &["messages"]),
        ("user.deleted", json!({"cid": null, "user": user("bob")}), &[]),
        (
            "user.messages.deleted",
            json!({"cid": null, "user": user("zoe"), "hard_delete": true}),
            &["pinned", "threads"],
        ),
        ("user.deactivated", json!({"cid": null, "user": user("bob")}), &[]),
        ("user.reactivated", json!({"cid": null, "user": user("bob")}), &[]),
        ("user.banned", json!({"user": user("bob")}), &["members"]),
        ("user.banned", json!({"user": user("me"), "shadow": true}), &["members", "membership"]),
        ("user.unbanned", json!({"user": user("bob")}), &["members"]),
        ("user.banned", json!({"cid": null, "user": user("bob")}), &[]),
        ("user.muted", json!({"cid": null, "user": user("me"), "target_user": user("bob")}), &[]),
        ("user.messages.deleted", json!({"user": user("bob"), "hard_delete": false}), &["messages"]),
        ("user.messages.deleted", json!({"cid": "messaging:other", "user": user("bob")}), &[]),
        ("user.messages.deleted", json!({"cid": null, "user": user("bob"), "hard_delete": true}), &["messages"]),
        ("user.unread_message_reminder", json!({"cid": null, "user": user("me")}), &[]),
        ("user_group.created", json!({"cid": null, "user_group": {}}), &[]),
        ("user_group.updated", json!({"cid": null, "user_group": {}}), &[]),
        ("user_group.deleted", json!({"cid": null, "user_group": {}}), &[]),
        ("user_group.member_added", json!({"cid": null, "user_group": {}}), &[]),
        ("user_group.member_removed", json!({"cid": null, "user_group": {}}), &[]),
        ("app.updated", json!({"cid": null, "app": {}}), &[]),
        ("ai_indicator.update", json!({"ai_state": "AI_STATE_THINKING", "message_id": "m2"}), &[]),
        ("ai_indicator.clear", json!({}), &[]),
        ("ai_indicator.stop", json!({}), &[]),
        ("connection.changed", json!({"cid": null, "online": true}), &[]),
        ("channels.queried", json!({"cid": null}), &[]),
        ("a.custom.event", json!({"user": user("stranger"), "message": message("m2", "ann", 2), "anything": 1}), &[]),
    ]
}

/// Where somebody is seen who is a member and has read, and is typing.
const PEOPLE: &[&str] = &["members", "messages", "read", "users"];

fn with_online(mut user: Value) -> Value {
    user["online"] = json!(true);
    user
}

#[test]
fn every_event_changes_what_it_is_about_and_nothing_else() {
    for (kind, fields, changes) in table() {
        let mut rig = filled();
        let before = seen(&mut rig);
        let mut event = json!({"type": kind, "created_at": time(30), "channel_type": "messaging", "channel_id": "c"});
        event.as_object_mut().expect("object").extend(fields.as_object().expect("object").clone());
        if event.get("cid").is_none_or(|cid| !cid.is_null()) {
            rig.event(event.clone());
        } else {
            rig.event_as_is(event.clone());
        }
        let after = seen(&mut rig);
        let changed: Vec<&str> = before.keys().copied().filter(|part| before[part] != after[part]).collect();
        let mut expected = changes.to_vec();
        expected.sort_unstable();
        assert_eq!(changed, expected, "{event}");
    }
}

#[test]
fn every_event_twice_is_as_once() {
    for (kind, fields, _) in table() {
        let mut event = json!({"type": kind, "created_at": time(30), "channel_type": "messaging", "channel_id": "c"});
        event.as_object_mut().expect("object").extend(fields.as_object().expect("object").clone());
        let mut rig = filled();
        let give = |rig: &mut Rig| {
            if event.get("cid").is_none_or(|cid| !cid.is_null()) {
                rig.event(event.clone());
            } else {
                rig.event_as_is(event.clone());
            }
            seen(rig)
        };
        let once = give(&mut rig);
        assert_eq!(once, give(&mut rig), "{kind}");
    }
}
