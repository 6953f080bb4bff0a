//! Reminders and bookmarks: seen by their user alone, told once when due, across restarts.
use crate::support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use stream_chat_local::Config;
use stream_chat_local::clock::Time;
use support::{Server, Socket, User, types};

const ROOM: &str = "messaging:room";

async fn furnished(server: &Server) -> (User, Socket, User, Socket, String) {
    let (amira, mut hers) = server.connect("amira").await;
    let (ben, mut his) = server.connect("ben").await;
    amira.open(ROOM, &["amira", "ben"]).await;
    ben.open(ROOM, &[]).await;
    let id = ben.say(ROOM, "do it").await["id"].as_str().unwrap().to_owned();
    hers.drain().await;
    his.drain().await;
    (amira, hers, ben, his, id)
}

/// A moment some milliseconds from now, as clients write it.
fn from_now(milliseconds: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_micros() as i64;
    Time::from_micros(now + milliseconds * 1000).to_string()
}

fn path(id: &str) -> String {
    format!("/messages/{id}/reminders")
}

#[tokio::test]
async fn a_reminder_is_created_moved_and_deleted_for_its_user_alone() {
    let server = Server::start().await;
    let (amira, mut hers, ben, mut his, id) = furnished(&server).await;
    let answer = amira.post(&path(&id), json!({})).await.ok();
    for shape in [&answer, &answer["reminder"]] {
        assert_eq!(
            (&shape["message_id"], &shape["user_id"], &shape["channel_cid"]),
            (&json!(id), &json!("amira"), &json!(ROOM))
        );
        assert!(shape["remind_at"].is_null() && shape["message"]["text"] == "do it" && shape["channel"]["cid"] == ROOM);
    }
    let event = hers.wait("reminder.created").await;
    assert_eq!((&event["message_id"], &event["user_id"], &event["cid"]), (&json!(id), &json!("amira"), &json!(ROOM)));
    let again = amira.post(&path(&id), json!({})).await;
    assert!(again.body["message"].as_str().unwrap().contains("already has reminder created for this message_id"));
    assert_eq!(again.code(), 4);
    let at = from_now(3_600_000);
    let moved = amira.patch(&path(&id), json!({"remind_at": at})).await.ok();
    assert_eq!(moved["reminder"]["remind_at"], at);
    assert_eq!(hers.wait("reminder.updated").await["reminder"]["remind_at"], at);
    let seen = amira.get(&format!("/messages/{id}")).await.ok()["message"]["reminder"].clone();
    assert!(seen["remind_at"] == at && seen.get("message").is_none());
    assert!(ben.get(&format!("/messages/{id}")).await.ok()["message"].get("reminder").is_none());
    amira.delete(&path(&id)).await.ok();
    assert_eq!(types(&hers.drain().await), ["reminder.deleted"]);
    let missing = amira.patch(&path(&id), json!({})).await;
    assert!(missing.body["message"].as_str().unwrap().contains("reminder does not exist"));
    assert_eq!(missing.code(), 16);
    assert_eq!(amira.delete(&path(&id)).await.code(), 16);
    assert!(his.drain().await.is_empty());
}

#[tokio::test]
async fn reminders_need_a_message_that_can_be_read_and_a_time_that_is_one() {
    let server = Server::start().await;
    let (amira, _hers, ben, _his, id) = furnished(&server).await;
    let [cleo] = server.people(["cleo"]).await;
    assert_eq!(cleo.post(&path(&id), json!({})).await.code(), 17);
    assert_eq!(amira.post(&path("unknown"), json!({})).await.code(), 16);
    assert_eq!(amira.post(&path(&id), json!({"remind_at": "tomorrow"})).await.code(), 4);
    ben.delete(&format!("/messages/{id}")).await.ok();
    assert_eq!(amira.post(&path(&id), json!({})).await.code(), 4);
}

#[tokio::test]
async fn its_user_is_told_once_when_it_is_due_and_again_when_it_was_moved() {
    let server = Server::start().await;
    let (amira, mut hers, ben, mut his, id) = furnished(&server).await;
    let reply = ben.send(ROOM, json!({"text": "reply", "parent_id": id})).await.ok()["message"]["id"].clone();
    his.drain().await;
    let reply = reply.as_str().unwrap();
    amira.post(&path(reply), json!({"remind_at": from_now(300)})).await.ok();
    let due = hers.wait("notification.reminder_due").await;
    assert_eq!((&due["message_id"], &due["user_id"], &due["parent_id"]), (&json!(reply), &json!("amira"), &json!(id)));
    assert_eq!((&due["reminder"]["message"]["text"], &due["cid"]), (&json!("reply"), &json!(ROOM)));
    amira.post(&path(&id), json!({"remind_at": from_now(300)})).await.ok();
    let next = hers.wait("notification.reminder_due").await;
    assert_eq!(next["message_id"], id.as_str(), "the first one is not told again");
    amira.patch(&path(reply), json!({"remind_at": from_now(0)})).await.ok();
    assert_eq!(hers.wait("notification.reminder_due").await["message_id"], reply);
    assert!(his.drain().await.is_empty());
}

#[tokio::test]
async fn a_restart_tells_what_became_due_meanwhile_and_nothing_twice() {
    let folder = std::env::temp_dir().join(format!("stream-chat-local-reminders-{}", std::process::id()));
    let config = || Config { memory: false, db: Some(folder.join("chat.db")), ..Config::for_tests() };
    let server = Server::with(config()).await;
    let (amira, mut hers, _ben, _his, id) = furnished(&server).await;
    let second = amira.say(ROOM, "second").await["id"].as_str().unwrap().to_owned();
    amira.post(&path(&id), json!({"remind_at": from_now(0)})).await.ok();
    assert_eq!(hers.wait("notification.reminder_due").await["message_id"], id.as_str());
    let at = from_now(1_000);
    amira.post(&path(&second), json!({"remind_at": at})).await.ok();
    server.handle.stop().await;
    let server = Server::with(config()).await;
    let (amira, mut hers) = server.connect("amira").await;
    assert_eq!(hers.wait("notification.reminder_due").await["message_id"], second.as_str());
    amira.patch(&path(&id), json!({"remind_at": from_now(0)})).await.ok();
    let told = hers.wait("notification.reminder_due").await;
    assert_eq!(told["message_id"], id.as_str(), "neither was told twice before");
    server.handle.stop().await;
    let _ = std::fs::remove_dir_all(&folder);
}

#[tokio::test]
async fn whoever_lost_the_channel_is_not_reminded_of_it() {
    let server = Server::start().await;
    let (amira, mut hers, ben, _his, id) = furnished(&server).await;
    let other = "messaging:other";
    ben.open(other, &["amira", "ben"]).await;
    let lost = ben.say(other, "lost").await["id"].as_str().unwrap().to_owned();
    amira.post(&path(&lost), json!({"remind_at": from_now(400)})).await.ok();
    ben.post("/channels/messaging/other", json!({"remove_members": ["amira"]})).await.ok();
    amira.post(&path(&id), json!({"remind_at": from_now(500)})).await.ok();
    assert_eq!(hers.wait("notification.reminder_due").await["message_id"], id.as_str());
    let listed = amira.post("/reminders/query", json!({})).await.ok();
    assert_eq!(listed["reminders"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_message_removed_for_good_takes_its_reminders_along() {
    let server = Server::start().await;
    let (amira, mut hers, ben, _his, id) = furnished(&server).await;
    amira.post(&path(&id), json!({})).await.ok();
    hers.drain().await;
    ben.delete(&format!("/messages/{id}?hard=true")).await.ok();
    assert_eq!(types(&hers.drain().await), ["reminder.deleted", "message.deleted"]);
    assert_eq!(amira.post("/reminders/query", json!({})).await.ok()["reminders"], json!([]));
}

#[tokio::test]
async fn reminders_are_listed_by_time_with_bookmarks_last_in_both_directions() {
    let server = Server::start().await;
    let (amira, _hers, ben, _his, first) = furnished(&server).await;
    let mut ids = vec![first];
    for text in ["b", "c", "d"] {
        ids.push(ben.say(ROOM, text).await["id"].as_str().unwrap().to_owned());
    }
    for (id, when) in ids.iter().zip([None, Some(7_200_000), Some(3_600_000), None]) {
        amira.post(&path(id), json!({"remind_at": when.map(from_now)})).await.ok();
    }
    let order = [&ids[2], &ids[1], &ids[0], &ids[3]];
    let found = |answer: &Value| -> Vec<String> {
        let list = answer["reminders"].as_array().unwrap().iter();
        list.map(|one| one["message_id"].as_str().unwrap().to_owned()).collect()
    };
    let list = async |query: Value| amira.post("/reminders/query", query).await.ok();
    assert_eq!(found(&list(json!({})).await), order.map(String::as_str));
    let mut page = list(json!({"limit": 1})).await;
    let mut forwards = found(&page);
    while page["next"].is_string() {
        page = list(json!({"limit": 1, "next": page["next"]})).await;
        forwards.extend(found(&page));
    }
    assert_eq!(forwards, order.map(String::as_str));
    let mut backwards = found(&page);
    while page["prev"].is_string() {
        page = list(json!({"limit": 1, "prev": page["prev"]})).await;
        backwards.extend(found(&page));
    }
    backwards.reverse();
    assert_eq!(backwards, order.map(String::as_str));
    assert_eq!(
        found(&list(json!({"filter": {"remind_at": {"$exists": false}}, "sort": {"created_at": -1}})).await),
        [ids[3].as_str(), &ids[0]]
    );
    assert_eq!(
        found(&list(json!({"filter": {"remind_at": {"$lt": from_now(5_400_000)}, "channel_cid": ROOM}})).await),
        [ids[2].as_str()]
    );
    assert_eq!(amira.post("/reminders/query", json!({"filter": {"message_id": {"$gt": "a"}}})).await.code(), 4);
}
