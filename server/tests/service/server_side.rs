//! What an application's own server does with its token: users, and acting in somebody's name.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User, types};

const ROOM: &str = "messaging:room";

async fn texts(user: &User) -> Vec<String> {
    let bundle = user.open(ROOM, &[]).await;
    let text = |message: &Value| format!("{}:{}", message["type"].as_str().unwrap(), message["text"].as_str().unwrap());
    bundle["messages"].as_array().unwrap().iter().map(text).collect()
}

#[tokio::test]
async fn a_server_sets_roles_and_teams_which_clients_cannot() {
    let server = Server::start().await;
    let backend = server.backend();
    let ben = json!({"id": "ben", "name": "Ben", "role": "admin", "teams": ["red"], "city": "Lagos"});
    let user = backend.post("/users", json!({"users": {"ben": ben}})).await.ok()["users"]["ben"].clone();
    assert_eq!((&user["role"], &user["teams"], &user["city"]), (&json!("admin"), &json!(["red"]), &json!("Lagos")));
    let own = json!({"users": [{"id": "ben", "set": {"role": "user", "teams": ["blue"], "city": "Accra"}}]});
    let user = server.user("ben").patch("/users", own).await.ok()["users"]["ben"].clone();
    assert_eq!((&user["role"], &user["teams"], &user["city"]), (&json!("admin"), &json!(["red"]), &json!("Accra")));
    for bad in [json!({"role": "king"}), json!({"role": 1}), json!({"teams": "red"}), json!({"teams": [1]})] {
        let update = json!({"users": [{"id": "ben", "set": bad}]});
        assert_eq!(backend.patch("/users", update).await.code(), 4, "{bad}");
    }
    let update = json!({"users": [{"id": "ben", "set": {"role": "user"}, "unset": ["teams"]}]});
    let user = backend.patch("/users", update).await.ok()["users"]["ben"].clone();
    assert_eq!((&user["role"], &user["teams"]), (&json!("user"), &json!([])));
}

#[tokio::test]
async fn a_server_acts_for_the_user_named_anywhere_in_its_request() {
    let server = Server::start().await;
    let [amira, _] = server.people(["amira", "ben"]).await;
    let backend = server.backend();
    let created = json!({"data": {"created_by_id": "amira", "members": ["amira", "ben"], "name": "Room"}});
    let bundle = backend.post("/channels/messaging/room/query", created).await.ok();
    assert_eq!(bundle["channel"]["created_by"]["id"], "amira");
    for message in [
        json!({"message": {"text": "1", "user_id": "ben"}}),
        json!({"message": {"text": "2", "user": {"id": "ben"}}}),
        json!({"message": {"text": "3"}, "user_id": "ben"}),
    ] {
        let sent = backend.post("/channels/messaging/room/message", message).await.ok();
        assert_eq!((&sent["message"]["user"]["id"], sent["message"].get("user_id")), (&json!("ben"), None));
    }
    let system = json!({"message": {"text": "4", "user_id": "ben", "type": "system"}});
    let id = backend.post("/channels/messaging/room/message", system).await.ok()["message"]["id"].clone();
    let path = format!("/messages/{}/reaction", id.as_str().unwrap());
    let reacted = backend.post(&path, json!({"reaction": {"type": "like", "user_id": "amira"}})).await.ok();
    assert_eq!(reacted["reaction"]["user_id"], "amira");
    assert_eq!(texts(&amira).await, ["regular:1", "regular:2", "regular:3", "system:4"]);
    let nobody = backend.post("/channels/messaging/room/message", json!({"message": {"text": "5"}})).await;
    assert_eq!(nobody.code(), 4);
    let unknown = json!({"data": {"created_by_id": "nobody"}});
    assert_eq!(backend.post("/channels/messaging/other/query", unknown).await.code(), 4);
    let odd = json!({"message": {"text": "6", "user_id": "a b"}});
    assert_eq!(backend.post("/channels/messaging/room/message", odd).await.code(), 4);
}

#[tokio::test]
async fn a_client_acts_for_nobody_else_whatever_it_writes() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open(ROOM, &["amira", "ben"]).await;
    for message in [
        json!({"message": {"text": "x", "user_id": "amira"}}),
        json!({"message": {"text": "x", "user": {"id": "amira"}}}),
        json!({"message": {"text": "x"}, "user_id": "amira", "user": {"id": "amira"}}),
    ] {
        let sent = ben.post("/channels/messaging/room/message", message).await.ok();
        assert_eq!(sent["message"]["user"]["id"], "ben");
    }
    let created = json!({"data": {"created_by_id": "amira", "created_by": {"id": "amira"}}});
    let bundle = ben.post("/channels/messaging/other/query", created).await.ok();
    assert_eq!(bundle["channel"]["created_by"]["id"], "ben");
    let mut forged = ben.clone();
    forged.token = "e30.eyJzZXJ2ZXIiOnRydWV9.devtoken".to_owned();
    let sent = forged.post("/channels/messaging/room/message", json!({"message": {"text": "x", "user_id": "amira"}}));
    assert_eq!(sent.await.code(), 5, "a development token is nobody's server");
}

#[tokio::test]
async fn what_is_for_servers_is_refused_to_clients() {
    let server = Server::start().await;
    let [amira, _] = server.people(["amira", "ben"]).await;
    for path in [
        "/users/ben/deactivate",
        "/users/ben/reactivate",
        "/users/ben/event",
        "/users/delete",
        "/users/restore",
        "/users/deactivate",
        "/users/reactivate",
    ] {
        let body = json!({"user_ids": ["ben"], "event": {"type": "wave"}});
        assert_eq!(amira.post(path, body).await.code(), 17, "{path}");
    }
    assert_eq!(amira.delete("/users/ben").await.code(), 17);
    assert_eq!(amira.get("/tasks/x").await.code(), 17);
    assert_eq!(amira.patch("/app", json!({"name": "mine"})).await.code(), 17);
}

#[tokio::test]
async fn a_deactivated_user_is_cut_off_until_reactivated_with_all_he_wrote() {
    let server = Server::start().await;
    let (amira, mut watcher) = server.connect("amira").await;
    let (ben, mut socket) = server.connect("ben").await;
    amira.open(ROOM, &["amira", "ben"]).await;
    ben.say(ROOM, "hello").await;
    let doomed = ben.say(ROOM, "deleted before").await;
    ben.delete(&format!("/messages/{}", doomed["id"].as_str().unwrap())).await.ok();
    let backend = server.backend();
    let body = json!({"mark_messages_deleted": true, "created_by_id": "amira"});
    let user = backend.post("/users/ben/deactivate", body.clone()).await.ok()["user"].clone();
    assert!(user["deactivated_at"].is_string());
    watcher.wait("user.messages.deleted").await;
    assert_eq!(watcher.wait("user.deactivated").await["created_by"]["id"], "amira");
    let (events, _) = socket.rest().await;
    assert!(types(&events).contains(&"user.deactivated"), "he is told before he is cut off");
    assert_eq!(texts(&amira).await, ["deleted:", "deleted:"]);
    assert_eq!(ben.get("/app").await.code(), 17);
    let mut refused = ben.try_socket().await.unwrap();
    assert_eq!(refused.next().await["error"]["code"], 17);
    assert_eq!(refused.close_code().await, Some(1000), "clients do not try again");
    assert_eq!(backend.post("/users/ben/deactivate", body).await.code(), 4);
    let message = json!({"message": {"text": "x", "user_id": "ben"}});
    assert_eq!(backend.post("/channels/messaging/room/message", message).await.code(), 17);
    let found = async |more: bool| {
        let payload = json!({"filter_conditions": {"id": "ben"}, "include_deactivated_users": more});
        amira.payload("/users", payload).await.ok()["users"].as_array().unwrap().len()
    };
    assert_eq!((found(false).await, found(true).await), (0, 1));
    let body = json!({"restore_messages": true, "name": "Ben again"});
    let user = backend.post("/users/ben/reactivate", body).await.ok()["user"].clone();
    assert_eq!((&user["name"], user.get("deactivated_at")), (&json!("Ben again"), None));
    watcher.wait("user.reactivated").await;
    assert_eq!(texts(&amira).await, ["regular:hello", "deleted:"]);
    ben.get("/app").await.ok();
    assert_eq!(backend.post("/users/ben/reactivate", json!({})).await.code(), 4);
}

#[tokio::test]
async fn a_softly_deleted_user_is_gone_until_restored() {
    let server = Server::start().await;
    let (amira, mut watcher) = server.connect("amira").await;
    let [ben] = server.people(["ben"]).await;
    amira.open(ROOM, &["amira", "ben"]).await;
    ben.say(ROOM, "hello").await;
    let backend = server.backend();
    let answer = backend.delete("/users/ben").await.ok();
    assert!(answer["user"]["deleted_at"].is_string());
    let event = watcher.wait("user.deleted").await;
    assert_eq!((&event["hard_delete"], &event["delete_user"]), (&json!(false), &json!("soft")));
    assert_eq!(texts(&amira).await, ["regular:hello"]);
    assert_eq!(ben.get("/app").await.code(), 16);
    let upsert = json!({"users": {"ben": {"id": "ben"}}});
    assert_eq!(backend.post("/users", upsert.clone()).await.code(), 4);
    assert_eq!(backend.delete("/users/ben").await.code(), 4);
    assert_eq!(amira.post("/channels/messaging/new/query", json!({"data": {"members": ["ben"]}})).await.code(), 4);
    backend.post("/users/restore", json!({"user_ids": ["ben"]})).await.ok();
    ben.get("/app").await.ok();
    backend.post("/users", upsert).await.ok();
    assert_eq!(backend.delete("/users/nobody").await.code(), 16);
}

#[tokio::test]
async fn a_user_deleted_for_good_takes_everything_along() {
    let server = Server::start().await;
    let (amira, mut watcher) = server.connect("amira").await;
    let [ben, _] = server.people(["ben", "chen"]).await;
    amira.open(ROOM, &["amira", "ben", "chen"]).await;
    let direct = json!({"data": {"members": ["amira", "ben"]}});
    let direct = amira.post("/channels/messaging/query", direct).await.ok()["channel"]["cid"].clone();
    let parent = amira.say(ROOM, "what do you think?").await;
    let parent = parent["id"].as_str().unwrap();
    ben.send(ROOM, json!({"text": "much", "parent_id": parent})).await.ok();
    ben.say(ROOM, "hello").await;
    ben.post(&format!("/messages/{parent}/reaction"), json!({"reaction": {"type": "like"}})).await.ok();
    watcher.drain().await;
    server.backend().delete("/users/ben?hard_delete=true&delete_conversation_channels=true").await.ok();
    let events = watcher.drain().await;
    for kind in ["user.deleted", "member.removed"] {
        assert!(types(&events).contains(&kind), "{kind} in {:?}", types(&events));
    }
    let gone = events.iter().find(|event| event["type"] == "user.deleted").unwrap();
    assert_eq!((&gone["hard_delete"], &gone["delete_messages"]), (&json!(true), &json!("hard")));
    let bundle = amira.open(ROOM, &[]).await;
    assert_eq!((&bundle["channel"]["member_count"], bundle["messages"].as_array().unwrap().len()), (&json!(2), 1));
    let message = &bundle["messages"][0];
    assert_eq!((&message["reply_count"], &message["reaction_counts"]), (&json!(0), &json!({})));
    let path = format!("/channels/{}", direct.as_str().unwrap().replace(':', "/"));
    assert_eq!(amira.get(&path).await.code(), 16);
    assert_eq!(ben.get("/app").await.code(), 16);
    let again = json!({"users": {"ben": {"id": "ben"}}});
    assert_eq!(server.backend().post("/users", again).await.code(), 4, "nobody gets the id again");
}

#[tokio::test]
async fn several_users_are_deleted_as_a_task_that_tells_how_each_went() {
    let server = Server::start().await;
    let [amira, ben, chen] = server.people(["amira", "ben", "chen"]).await;
    amira.open(ROOM, &["amira", "ben"]).await;
    ben.say(ROOM, "hello").await;
    chen.open("messaging:chens", &["chen", "amira"]).await;
    let backend = server.backend();
    let body = json!({"user_ids": ["ben", "nobody"], "user": "soft", "messages": "soft"});
    let id = backend.post("/users/delete", body).await.ok()["task_id"].clone();
    let task = backend.get(&format!("/tasks/{}", id.as_str().unwrap())).await.ok();
    assert_eq!((&task["status"], &task["result"]["ben"]["status"]), (&json!("completed"), &json!("ok")));
    assert_eq!(task["result"]["nobody"]["status"], "error");
    assert_eq!(texts(&amira).await, ["deleted:"]);
    let body = json!({"user_ids": ["chen"], "user": "hard", "messages": "hard", "new_channel_owner_id": "amira"});
    backend.post("/users/delete", body).await.ok();
    let channel = amira.get("/channels/messaging/chens").await.ok()["channel"].clone();
    assert_eq!((&channel["created_by"]["id"], &channel["member_count"]), (&json!("amira"), &json!(1)));
    for bad in [
        json!({"user_ids": []}),
        json!({"user_ids": ["amira"], "user": "gently"}),
        json!({"user_ids": ["amira"], "user": "soft", "messages": "hard"}),
    ] {
        assert_eq!(backend.post("/users/delete", bad.clone()).await.code(), 4, "{bad}");
    }
    assert_eq!(backend.get("/tasks/nothing").await.code(), 16);
}

#[tokio::test]
async fn several_users_are_deactivated_and_reactivated_at_once() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    let backend = server.backend();
    let both = json!({"user_ids": ["amira", "ben"]});
    backend.post("/users/deactivate", both.clone()).await.ok();
    assert_eq!((amira.get("/app").await.code(), ben.get("/app").await.code()), (17, 17));
    backend.post("/users/reactivate", both).await.ok();
    amira.get("/app").await.ok();
    ben.get("/app").await.ok();
}

#[tokio::test]
async fn an_event_to_one_user_reaches_all_his_connections_and_nobody_else() {
    let server = Server::start().await;
    let (_, mut first) = server.connect("amira").await;
    let (_, mut second) = server.connect("amira").await;
    let (_, mut other) = server.connect("ben").await;
    let backend = server.backend();
    let event = json!({"event": {"type": "order.shipped", "order": 7}});
    backend.post("/users/amira/event", event.clone()).await.ok();
    assert_eq!(first.wait("order.shipped").await["order"], 7);
    assert_eq!(second.wait("order.shipped").await["order"], 7);
    assert!(!types(&other.drain().await).contains(&"order.shipped"));
    assert_eq!(backend.post("/users/nobody/event", event).await.code(), 16);
    assert_eq!(backend.post("/users/amira/event", json!({"event": {"type": "message.new"}})).await.code(), 18);
}

#[tokio::test]
async fn revoked_tokens_are_refused_and_newer_ones_are_not() {
    let server = Server::start().await;
    let (ben, mut socket) = server.connect("ben").await;
    let [amira] = server.people(["amira"]).await;
    let backend = server.backend();
    let now = amira.patch("/users", json!({"users": [{"id": "amira", "set": {"x": 1}}]})).await.ok();
    let now = now["users"]["amira"]["updated_at"].clone();
    let revoke = |before: &Value| json!({"users": [{"id": "ben", "set": {"revoke_tokens_issued_before": before}}]});
    backend.patch("/users", revoke(&now)).await.ok();
    socket.rest().await;
    assert_eq!(ben.get("/app").await.code(), 40, "the code that makes clients ask for another token");
    amira.get("/app").await.ok();
    server.user("ben").get("/app").await.ok();
    let mut undated = ben.clone();
    undated.token = "e30.eyJ1c2VyX2lkIjoiYmVuIn0.devtoken".to_owned();
    assert_eq!(undated.get("/app").await.code(), 40, "a token without time is older than any");
    backend.patch("/users", revoke(&Value::Null)).await.ok();
    ben.get("/app").await.ok();
}
