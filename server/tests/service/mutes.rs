//! Muted users and muted channels: who hears of it, what still counts as unread, and how a mute ends.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User, types};

async fn unread(user: &User) -> Value {
    user.get("/unread").await.ok()["total_unread_count"].clone()
}

/// The user's own count in a channel.
async fn count(user: &User, cid: &str) -> Value {
    let bundle = user.get(&format!("/channels/{}", cid.replace(':', "/"))).await.ok();
    let marks = bundle["read"].as_array().unwrap().clone();
    marks.iter().find(|mark| mark["user"]["id"] == user.id).unwrap()["unread_messages"].clone()
}

#[tokio::test]
async fn a_mute_is_told_to_all_own_connections_and_to_nobody_else() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let (_, mut second) = server.connect("amira").await;
    let (_ben, mut other) = server.connect("ben").await;
    let answer = amira.post("/moderation/mute", json!({"target_id": "ben", "timeout": 5})).await.ok();
    assert_eq!((&answer["mute"]["target"]["id"], &answer["mute"]["user"]["id"]), (&json!("ben"), &json!("amira")));
    assert!(answer["mute"]["expires"].as_str().unwrap() > answer["mute"]["created_at"].as_str().unwrap());
    assert_eq!(answer["own_user"]["mutes"][0]["target"]["id"], "ben");
    for socket in [&mut socket, &mut second] {
        assert_eq!(socket.wait("notification.mutes_updated").await["me"]["mutes"][0]["target"]["id"], "ben");
        assert_eq!(socket.wait("user.muted").await["target_user"]["id"], "ben");
    }
    assert!(other.drain().await.is_empty());
    let (_, again) = server.connect("amira").await;
    assert_eq!(again.first["me"]["mutes"].as_array().unwrap().len(), 1);
    amira.post("/moderation/unmute", json!({"target_id": "ben"})).await.ok();
    assert_eq!(socket.wait("notification.mutes_updated").await["me"]["mutes"], json!([]));
}

#[tokio::test]
async fn muting_again_changes_until_when_and_adds_nothing() {
    let server = Server::start().await;
    let [amira, ..] = server.people(["amira", "ben", "chen"]).await;
    let first = amira.post("/moderation/mute", json!({"target_ids": ["ben"], "timeout": 5})).await.ok();
    let second = amira.post("/moderation/mute", json!({"target_ids": ["ben"]})).await.ok();
    assert_eq!(first["mute"]["created_at"], second["mute"]["created_at"]);
    assert!(second["mute"].get("expires").is_none() && second["mute"]["updated_at"] != first["mute"]["updated_at"]);
    assert_eq!(second["own_user"]["mutes"].as_array().unwrap().len(), 1);
    let many =
        amira.post("/moderation/mute", json!({"target_ids": ["ben", "chen", "nobody"], "timeout": 0})).await.ok();
    assert_eq!((many["mutes"].as_array().unwrap().len(), many.get("mute")), (2, None));
    assert_eq!(many["non_existing_users"], json!(["nobody"]));
    let v2 = amira.post("/api/v2/moderation/unmute", json!({"target_ids": ["ben", "chen"]})).await.ok();
    assert_eq!(v2["non_existing_users"], json!([]));
    let v2 = amira.post("/api/v2/moderation/mute", json!({"target_ids": ["ben"]})).await.ok();
    assert_eq!(v2["own_user"]["mutes"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn nonsense_mutes_are_refused() {
    let server = Server::start().await;
    let [amira, _ben] = server.people(["amira", "ben"]).await;
    let code = async |body: Value| amira.post("/moderation/mute", body).await.code();
    assert_eq!(code(json!({})).await, 4);
    assert_eq!(code(json!({"target_id": "amira"})).await, 4);
    assert_eq!(code(json!({"target_id": "nobody"})).await, 16);
    assert_eq!(code(json!({"target_id": "ben", "timeout": -1})).await, 4);
    assert_eq!(code(json!({"target_id": "ben", "timeout": i64::MAX})).await, 4);
    let crowd: Vec<String> = (0..1001).map(|n| format!("user-{n}")).collect();
    assert_eq!(code(json!({"target_ids": crowd})).await, 4);
    let code = async |body: Value| amira.post("/moderation/mute/channel", body).await.code();
    assert_eq!(code(json!({})).await, 4);
    assert_eq!(code(json!({"channel_cid": "nonsense"})).await, 4);
    assert_eq!(code(json!({"channel_cid": "messaging:nothing"})).await, 16);
}

#[tokio::test]
async fn what_a_muted_author_sends_arrives_but_never_counts() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let [ben, chen] = server.people(["ben", "chen"]).await;
    amira.open("messaging:room", &["amira", "ben", "chen"]).await;
    ben.say("messaging:room", "before").await;
    amira.post("/moderation/mute", json!({"target_id": "ben"})).await.ok();
    socket.drain().await;
    let during = ben.say("messaging:room", "during").await;
    let event = socket.wait("message.new").await;
    assert_eq!((&event["message"]["id"], &event["total_unread_count"]), (&during["id"], &json!(1)));
    assert_eq!((count(&amira, "messaging:room").await, count(&chen, "messaging:room").await), (json!(1), json!(2)));
    // What was decided when it was sent holds when the marks move, and after the mute.
    amira.post("/moderation/unmute", json!({"target_id": "ben"})).await.ok();
    let first = amira.get("/channels/messaging/room").await.ok()["messages"][0]["id"].clone();
    amira.post("/channels/messaging/room/read", json!({})).await.ok();
    amira.post("/channels/messaging/room/unread", json!({"message_id": first})).await.ok();
    assert_eq!(count(&amira, "messaging:room").await, 1);
    ben.delete(&format!("/messages/{}?hard=true", during["id"].as_str().unwrap())).await.ok();
    assert_eq!((count(&amira, "messaging:room").await, count(&chen, "messaging:room").await), (json!(1), json!(1)));
    ben.say("messaging:room", "after").await;
    assert_eq!(count(&amira, "messaging:room").await, 2);
}

#[tokio::test]
async fn a_muted_channel_counts_nothing_new_and_is_left_out_of_the_totals() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let [ben] = server.people(["ben"]).await;
    for cid in ["messaging:loud", "messaging:quiet"] {
        ben.open(cid, &["amira", "ben"]).await;
        ben.say(cid, "before").await;
    }
    assert_eq!(unread(&amira).await, 2);
    let answer = amira.post("/moderation/mute/channel", json!({"channel_cid": "messaging:quiet"})).await.ok();
    let mute = &answer["channel_mute"];
    assert_eq!((&mute["channel"]["cid"], &mute["user"]["id"]), (&json!("messaging:quiet"), &json!("amira")));
    assert_eq!(answer["own_user"]["total_unread_count"], 1);
    let event = socket.wait("notification.channel_mutes_updated").await;
    assert_eq!(event["me"]["channel_mutes"][0]["channel"]["cid"], "messaging:quiet");
    ben.say("messaging:quiet", "during").await;
    ben.say("messaging:loud", "hello").await;
    assert_eq!((unread(&amira).await, count(&amira, "messaging:quiet").await), (json!(2), json!(1)));
    amira.post("/moderation/unmute/channel", json!({"channel_cids": ["messaging:quiet"]})).await.ok();
    assert_eq!(socket.wait("notification.channel_mutes_updated").await["me"]["channel_mutes"], json!([]));
    assert_eq!(unread(&amira).await, 3);
    // Reading everything reads muted channels too.
    amira.post("/moderation/mute/channel", json!({"channel_cid": "messaging:quiet"})).await.ok();
    amira.post("/channels/read", json!({})).await.ok();
    amira.post("/moderation/unmute/channel", json!({"channel_cid": "messaging:quiet"})).await.ok();
    assert_eq!(unread(&amira).await, 0);
}

#[tokio::test]
async fn muted_channels_are_marked_and_can_be_filtered() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    for cid in ["messaging:loud", "messaging:quiet"] {
        amira.open(cid, &["amira", "ben"]).await;
    }
    amira
        .post("/moderation/mute/channel", json!({"channel_cid": "messaging:quiet", "expiration": 3_600_000}))
        .await
        .ok();
    let bundle = amira.get("/channels/messaging/quiet").await.ok();
    assert_eq!(
        (&bundle["channel"]["muted"], &bundle["membership"]["notifications_muted"]),
        (&json!(true), &json!(true))
    );
    assert!(bundle["channel"]["mute_expires_at"].is_string());
    assert_eq!(ben.get("/channels/messaging/quiet").await.ok()["channel"]["muted"], false);
    let query = async |user: &User, muted: bool| {
        let filter = json!({"filter_conditions": {"members": {"$in": [user.id]}, "muted": muted}});
        let found = user.post("/channels", filter).await.ok()["channels"].as_array().unwrap().clone();
        found.iter().map(|one| one["channel"]["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (query(&amira, true).await, query(&amira, false).await),
        (vec!["quiet".to_owned()], vec!["loud".to_owned()])
    );
    assert!(query(&ben, true).await.is_empty());
    // Whoever leaves takes his mute along.
    amira.post("/channels/messaging/quiet", json!({"remove_members": ["amira"]})).await.ok();
    let (_, socket) = server.connect("amira").await;
    assert_eq!(socket.first["me"]["channel_mutes"], json!([]));
}

#[tokio::test]
async fn only_members_can_mute_a_channel_and_only_where_muting_is_on() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira"]).await;
    amira.open("livestream:show", &["amira"]).await;
    let code = async |cid: &str| ben.post("/moderation/mute/channel", json!({"channel_cid": cid})).await.code();
    assert_eq!((code("messaging:room").await, code("livestream:show").await), (17, 17));
    let bundle = amira.get("/channels/messaging/room").await.ok();
    assert_eq!(bundle["channel"]["config"]["mutes"], true);
    assert!(bundle["channel"]["own_capabilities"].as_array().unwrap().contains(&json!("mute-channel")));
}

#[tokio::test]
async fn a_channel_mute_is_over_when_its_time_is_over() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    let (_, mut socket) = server.connect("amira").await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    amira.post("/moderation/mute/channel", json!({"channel_cid": "messaging:room", "expiration": 1})).await.ok();
    assert_eq!(types(&socket.drain().await).last(), Some(&"notification.channel_mutes_updated"));
    ben.say("messaging:room", "after a millisecond").await;
    assert_eq!(unread(&amira).await, 1);
    let bundle = amira.get("/channels/messaging/room").await.ok();
    assert_eq!(
        (&bundle["channel"]["muted"], &bundle["membership"]["notifications_muted"]),
        (&json!(false), &json!(false))
    );
}
