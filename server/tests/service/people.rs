//! Users and members as resources.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User, types};

async fn found(user: &User, payload: Value) -> Vec<String> {
    let answer = user.payload("/users", payload).await.ok();
    answer["users"].as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn users_are_found_by_filter_in_order_and_in_pages() {
    let server = Server::start().await;
    let [amira, ben, chen] = server.people(["amira", "ben", "chen"]).await;
    ben.patch("/users", json!({"users": [{"id": "ben", "set": {"name": "Ben Okafor", "city": "Lagos"}}]})).await.ok();
    chen.patch("/users", json!({"users": [{"id": "chen", "set": {"name": "Chen Li"}}]})).await.ok();
    let sort = json!([{"field": "id", "direction": 1}]);
    assert_eq!(
        found(&amira, json!({"filter_conditions": {"id": {"$in": ["ben", "amira", "nobody"]}}, "sort": sort})).await,
        ["amira", "ben"]
    );
    assert_eq!(
        found(&amira, json!({"filter_conditions": {"id": {"$nin": ["ben"]}}, "sort": sort})).await,
        ["amira", "chen"]
    );
    assert_eq!(found(&amira, json!({"filter_conditions": {"name": {"$autocomplete": "oka"}}})).await, ["ben"]);
    assert_eq!(found(&amira, json!({"filter_conditions": {"city": "Lagos"}})).await, ["ben"]);
    assert_eq!(
        found(
            &amira,
            json!({"filter_conditions": {}, "sort": [{"field": "id", "direction": -1}], "limit": 2, "offset": 1})
        )
        .await,
        ["ben", "amira"]
    );
    assert_eq!(amira.payload("/users", json!({"filter_conditions": {"name": {"$q": "x"}}})).await.code(), 4);
    assert_eq!(amira.get("/users?payload=%7B").await.code(), 4);
}

#[tokio::test]
async fn private_fields_of_others_are_not_shown() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let privacy = json!({"id": "ben", "privacy_settings": {"read_receipts": {"enabled": false}}, "invisible": true});
    let (ben, _socket) = server.connect_as("ben", privacy).await;
    let seen = |answer: Value| answer["users"][0].clone();
    let payload = json!({"filter_conditions": {"id": "ben"}});
    let theirs = seen(amira.payload("/users", payload.clone()).await.ok());
    assert_eq!(
        (theirs.get("privacy_settings"), &theirs["invisible"], &theirs["online"]),
        (None, &json!(false), &json!(false))
    );
    let own = seen(ben.payload("/users", payload).await.ok());
    assert_eq!((own["privacy_settings"].is_object(), &own["invisible"]), (true, &json!(true)));
}

#[tokio::test]
async fn an_upsert_replaces_and_a_partial_update_merges_and_others_hear_of_it() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let [ben] = server.people(["ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    socket.drain().await;
    ben.post("/users", json!({"users": {"ben": {"id": "ben", "name": "Ben", "city": "Lagos"}}})).await.ok();
    let event = socket.wait("user.updated").await;
    assert_eq!((&event["user"]["name"], &event["user"]["city"]), (&json!("Ben"), &json!("Lagos")));
    let answer =
        ben.post("/users", json!({"users": {"ben": {"id": "ben", "role": "admin", "mood": "fine"}}})).await.ok();
    let user = &answer["users"]["ben"];
    assert_eq!(
        (user.get("city"), user.get("name"), &user["mood"], &user["role"]),
        (None, None, &json!("fine"), &json!("user"))
    );
    let answer =
        ben.patch("/users", json!({"users": [{"id": "ben", "set": {"name": "B"}, "unset": ["mood"]}]})).await.ok();
    assert_eq!((&answer["users"]["ben"]["name"], answer["users"]["ben"].get("mood")), (&json!("B"), None));
    socket.drain().await;
    ben.patch("/users", json!({"users": [{"id": "ben", "set": {"name": "B"}}]})).await.ok();
    assert!(!types(&socket.drain().await).contains(&"user.updated"), "nothing changed");
}

#[tokio::test]
async fn nobody_updates_somebody_else() {
    let server = Server::start().await;
    let [amira, _] = server.people(["amira", "ben"]).await;
    assert_eq!(amira.post("/users", json!({"users": {"ben": {"id": "ben", "name": "x"}}})).await.code(), 17);
    assert_eq!(amira.patch("/users", json!({"users": [{"id": "ben", "set": {"name": "x"}}]})).await.code(), 17);
    assert_eq!(
        amira.post("/users", json!({"users": {"amira": {"id": "amira", "bio": "x".repeat(6000)}}})).await.code(),
        22
    );
    assert_eq!(amira.post("/users", json!({"users": {"amira": {"id": "amira", "name": 7}}})).await.code(), 4);
}

#[tokio::test]
async fn members_are_found_by_channel_and_filter() {
    let server = Server::start().await;
    let [amira, ..] = server.people(["amira", "ben", "chen"]).await;
    let members = json!(["amira", {"user_id": "ben", "nick": "B"}, "chen"]);
    amira.post("/channels/messaging/room/query", json!({"data": {"members": members}})).await.ok();
    let ids = async |filter: Value, sort: Value| {
        let payload = json!({"type": "messaging", "id": "room", "filter_conditions": filter, "sort": sort});
        let answer = amira.payload("/members", payload).await.ok();
        let ids =
            answer["members"].as_array().unwrap().iter().map(|member| member["user_id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids(json!({}), json!([])).await, "amira ben chen");
    assert_eq!(ids(json!({}), json!([{"field": "created_at", "direction": -1}])).await, "chen ben amira");
    assert_eq!(ids(json!({"name": {"$autocomplete": "ch"}}), json!([])).await, "chen");
    assert_eq!(ids(json!({"nick": "B"}), json!([])).await, "ben");
    assert_eq!(ids(json!({"user_id": {"$in": ["amira", "zoe"]}}), json!([])).await, "amira");
    let bad = json!({"type": "messaging", "id": "room", "filter_conditions": {"banned": {"$gt": true}}});
    assert_eq!(amira.payload("/members", bad).await.code(), 4);
}

#[tokio::test]
async fn members_pin_and_archive_for_themselves_only() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let pinned =
        ben.patch("/channels/messaging/room/member/ben", json!({"set": {"pinned": true, "nick": "B"}})).await.ok();
    assert_eq!(
        (pinned["channel_member"]["pinned_at"].is_string(), &pinned["channel_member"]["nick"]),
        (true, &json!("B"))
    );
    let undone =
        ben.patch("/channels/messaging/room/member", json!({"set": {"pinned": false, "archived": true}})).await.ok();
    assert_eq!(
        (undone["channel_member"].get("pinned_at"), undone["channel_member"]["archived_at"].is_string()),
        (None, true)
    );
    assert_eq!(ben.patch("/channels/messaging/room/member/amira", json!({"set": {"pinned": true}})).await.code(), 17);
    let archived = json!({"filter_conditions": {"members": {"$in": ["ben"]}, "archived": true}});
    assert_eq!(ben.post("/channels", archived).await.ok()["channels"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn invitations_are_accepted_or_rejected_by_the_invited() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let (ben, mut socket) = server.connect("ben").await;
    let (chen, _other) = server.connect("chen").await;
    amira.open("messaging:room", &["amira"]).await;
    amira.post("/channels/messaging/room", json!({"invites": ["ben", "chen"]})).await.ok();
    let invited = socket.wait("notification.invited").await;
    assert_eq!((&invited["member"]["status"], &invited["member"]["invited"]), (&json!("pending"), &json!(true)));
    ben.post("/channels/messaging/room", json!({"accept_invite": true})).await.ok();
    assert_eq!(socket.wait("notification.invite_accepted").await["member"]["status"], "accepted");
    chen.post("/channels/messaging/room", json!({"reject_invite": true})).await.ok();
    let list = async |user: &User, state: &str| {
        let filter = json!({"filter_conditions": {"members": {"$in": [user.id]}, "invite": state}});
        user.post("/channels", filter).await.ok()["channels"].as_array().unwrap().len()
    };
    assert_eq!((list(&ben, "accepted").await, list(&chen, "rejected").await, list(&chen, "pending").await), (1, 1, 0));
    assert_eq!(amira.post("/channels/messaging/room", json!({"accept_invite": true})).await.code(), 17);
}
