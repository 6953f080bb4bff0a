//! Slash commands: pictures that wait for their author, moderation, commands of the application, and those that do not exist.
use crate::support;

use serde_json::{Value, json};
use support::{Reply, Server, Socket, User, types};

const CID: &str = "messaging:room";

async fn furnished() -> (Server, User, Socket, User, Socket) {
    let server = Server::start().await;
    let (amira, mut own) = server.connect("amira").await;
    let (ben, mut other) = server.connect("ben").await;
    amira.open(CID, &["amira", "ben"]).await;
    ben.open(CID, &[]).await;
    own.drain().await;
    other.drain().await;
    (server, amira, own, ben, other)
}

async fn act(user: &User, id: &str, action: &str) -> Reply {
    user.post(&format!("/messages/{id}/action"), json!({"form_data": {"image_action": action}})).await
}

async fn listed(user: &User) -> Vec<String> {
    let bundle = user.get("/channels/messaging/room").await.ok();
    let messages = bundle["messages"].as_array().unwrap().iter();
    messages.map(|message| message["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_picture_is_seen_by_its_author_alone_until_he_sends_it() {
    let (_server, amira, mut own, ben, mut other) = furnished().await;
    let sent = amira.send(CID, json!({"id": "g", "text": "/giphy lemon cake"})).await.ok()["message"].clone();
    assert_eq!(
        (&sent["type"], &sent["command"], &sent["args"], &sent["command_info"]["name"]),
        (&json!("ephemeral"), &json!("giphy"), &json!("lemon cake"), &json!("giphy"))
    );
    let card = &sent["attachments"][0];
    let values = card["actions"].as_array().unwrap().iter().map(|button| button["value"].as_str().unwrap());
    assert_eq!((&card["type"], values.collect::<Vec<_>>()), (&json!("giphy"), vec!["send", "shuffle", "cancel"]));
    assert_eq!(card["giphy"].as_object().unwrap().len(), 7);
    assert!(own.drain().await.is_empty() && other.drain().await.is_empty());
    assert!(listed(&amira).await.is_empty() && listed(&ben).await.is_empty());
    assert_eq!((ben.get("/messages/g").await.code(), act(&ben, "g", "send").await.code()), (16, 16));
    assert_eq!(ben.get("/unread").await.ok()["total_unread_count"], 0);
    let regular = act(&amira, "g", "send").await.ok()["message"].clone();
    assert_eq!(
        (&regular["type"], &regular["id"], &regular["command"]),
        (&json!("regular"), &json!("g"), &json!("giphy"))
    );
    assert!(regular["created_at"].as_str() > sent["created_at"].as_str());
    assert_eq!(regular["attachments"][0].get("actions"), None);
    assert_eq!(other.wait("message.new").await["message"]["attachments"][0]["thumb_url"], card["thumb_url"]);
    assert_eq!(
        (listed(&ben).await, &ben.get("/unread").await.ok()["total_unread_count"]),
        (vec!["g".to_owned()], &json!(1))
    );
    assert_eq!(act(&amira, "g", "send").await.code(), 4);
}

#[tokio::test]
async fn a_picture_can_be_changed_and_forgotten_and_it_is_really_there() {
    let (server, amira, mut own, _ben, mut other) = furnished().await;
    let picture =
        |answer: &Value| answer["message"]["attachments"][0]["giphy"]["original"]["url"].as_str().unwrap().to_owned();
    let sent = amira.send(CID, json!({"id": "g", "text": "/giphy tea"})).await.ok();
    let again = amira.send(CID, json!({"id": "h", "text": "/giphy Tea"})).await.ok();
    assert_eq!(picture(&sent), picture(&again));
    let shuffled = act(&amira, "g", "shuffle").await.ok();
    assert_eq!(shuffled["message"]["type"], "ephemeral");
    assert_ne!(picture(&shuffled), picture(&sent));
    let response = server.http.get(picture(&shuffled)).send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"image/svg+xml".parse().unwrap())
    );
    assert!(response.headers()["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert!(response.text().await.unwrap().starts_with("<svg"));
    assert_eq!(act(&amira, "g", "cancel").await.ok().get("message"), None);
    assert_eq!(amira.get("/messages/g").await.code(), 16);
    assert_eq!(act(&amira, "h", "dance").await.code(), 4);
    assert!(own.drain().await.is_empty() && other.drain().await.is_empty());
    for path in ["/giphy/64/original.svg", "/giphy/1/huge.svg", "/giphy/1/original.png"] {
        assert_eq!(server.http.get(format!("{}{path}", server.handle.url)).send().await.unwrap().status(), 404);
    }
}

#[tokio::test]
async fn a_picture_in_a_thread_becomes_a_reply() {
    let (_server, amira, _own, ben, _other) = furnished().await;
    ben.send(CID, json!({"id": "q", "text": "question"})).await.ok();
    amira.send(CID, json!({"id": "g", "text": "/giphy tea", "parent_id": "q"})).await.ok();
    let parent = async || ben.get("/messages/q").await.ok()["message"]["reply_count"].clone();
    assert_eq!((parent().await, ben.get("/messages/q/replies").await.ok()["messages"].clone()), (json!(0), json!([])));
    assert_eq!(act(&amira, "g", "send").await.ok()["message"]["type"], "reply");
    assert_eq!((parent().await, listed(&ben).await), (json!(1), vec!["q".to_owned()]));
}

#[tokio::test]
async fn a_command_that_does_not_exist_is_answered_to_its_sender_and_kept_nowhere() {
    let (_server, amira, mut own, ben, mut other) = furnished().await;
    let answer = amira.send(CID, json!({"id": "e", "text": "/dance wildly"})).await.ok()["message"].clone();
    assert_eq!(
        (&answer["type"], &answer["command"], &answer["args"]),
        (&json!("error"), &json!("dance"), &json!("wildly"))
    );
    assert!(answer["text"].as_str().unwrap().contains("does not exist"));
    assert!(own.drain().await.is_empty() && other.drain().await.is_empty());
    assert_eq!((amira.get("/messages/e").await.code(), listed(&amira).await.len()), (16, 0));
    for text in ["/usr/bin", "/", "and /giphy"] {
        assert_eq!(ben.say(CID, text).await["type"], "regular");
    }
}

#[tokio::test]
async fn moderation_commands_answer_what_was_done_or_why_not() {
    let (_server, amira, _own, ben, _other) = furnished().await;
    let muted = amira.say(CID, "/mute @ben").await;
    assert_eq!((&muted["type"], &muted["command"]), (&json!("ephemeral"), &json!("mute")));
    let (_, socket) = _server.connect("amira").await;
    assert_eq!(socket.first["me"]["mutes"][0]["target"]["id"], "ben");
    assert_eq!(amira.say(CID, "/unmute ben").await["type"], "ephemeral");
    assert_eq!(ben.say(CID, "/ban @amira").await["type"], "error");
    assert_eq!(amira.say(CID, "/mute @nobody-there").await["type"], "error");
    assert!(listed(&amira).await.is_empty());
}

#[tokio::test]
async fn an_application_adds_commands_of_its_own_and_channels_offer_those_their_type_names() {
    let (server, amira, _own, ben, mut other) = furnished().await;
    let admin = server.backend();
    let ticket = json!({"name": "ticket", "description": "Open a ticket", "args": "[text]"});
    let made = admin.post("/commands", ticket.clone()).await.ok();
    assert_eq!((&made["command"]["name"], &made["command"]["set"]), (&json!("ticket"), &json!("custom_set")));
    assert_eq!(admin.post("/commands", ticket).await.code(), 4);
    for bad in
        [json!({"name": "giphy", "description": "x"}), json!({"name": "a b", "description": "x"}), json!({"name": "x"})]
    {
        assert_eq!(admin.post("/commands", bad).await.code(), 4);
    }
    let all = admin.get("/commands").await.ok();
    assert_eq!(all["commands"].as_array().unwrap().len(), 6);
    admin.put("/commands/ticket", json!({"description": "Ask for help"})).await.ok();
    let one = admin.get("/commands/ticket").await.ok();
    assert_eq!((&one["description"], &one["args"]), (&json!("Ask for help"), &json!("[text]")));
    assert_eq!(amira.say(CID, "/ticket broken").await["type"], "error");
    let offered = json!({"commands": ["giphy", "ticket"]});
    admin.put("/channeltypes/messaging", offered).await.ok();
    let config = ben.get("/channels/messaging/room").await.ok()["channel"]["config"].clone();
    assert_eq!(
        (&config["commands"][1]["name"], &config["commands"][1]["description"]),
        (&json!("ticket"), &json!("Ask for help"))
    );
    let sent = amira.say(CID, "/ticket broken lamp").await;
    assert_eq!(
        (&sent["type"], &sent["command"], &sent["args"], &sent["command_info"]["name"]),
        (&json!("regular"), &json!("ticket"), &json!("broken lamp"), &json!("ticket"))
    );
    assert_eq!(other.wait("message.new").await["message"]["command"], "ticket");
    assert_eq!(admin.delete("/commands/ticket").await.ok()["name"], "ticket");
    assert_eq!((admin.get("/commands/ticket").await.code(), admin.delete("/commands/giphy").await.code()), (16, 4));
    assert_eq!(amira.say(CID, "/ticket again").await["type"], "error");
}

#[tokio::test]
async fn commands_are_seen_to_by_servers_alone_and_known_after_a_restart() {
    let folder = std::env::temp_dir().join(format!("stream-chat-local-{}", uuid::Uuid::new_v4()));
    let config = || stream_chat_local::Config {
        memory: false,
        db: Some(folder.join("chat.db")),
        ..stream_chat_local::Config::for_tests()
    };
    let server = Server::with(config()).await;
    let admin = server.backend();
    admin.post("/commands", json!({"name": "ticket", "description": "Open a ticket"})).await.ok();
    let amira = server.user("amira");
    assert_eq!((amira.get("/commands").await.code(), amira.delete("/commands/ticket").await.code()), (17, 17));
    server.handle.stop().await;
    let server = Server::with(config()).await;
    assert_eq!(server.backend().get("/commands/ticket").await.ok()["description"], "Open a ticket");
    server.handle.stop().await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn what_was_never_sent_causes_no_events() {
    let (_server, amira, mut own, _ben, mut other) = furnished().await;
    amira.send(CID, json!({"id": "g", "text": "/giphy tea"})).await.ok();
    amira.post("/messages/g/reaction", json!({"reaction": {"type": "like"}})).await.ok();
    amira.put("/messages/g", json!({"set": {"mood": "good"}})).await.ok();
    amira.delete("/messages/g").await.ok();
    assert!(other.drain().await.is_empty());
    assert_eq!(types(&own.drain().await), ["reaction.new", "message.updated", "message.deleted"]);
}
