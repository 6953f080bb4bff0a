//! Translations: on request and by themselves, as the stand-in makes them.
use crate::support;

use serde_json::json;
use support::{Server, User};

const CID: &str = "messaging:room";

#[tokio::test]
async fn a_translation_joins_the_text_and_watchers_see_it() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let (ben, _) = server.connect_as("ben", json!({"id": "ben", "language": "de"})).await;
    let ben = User { connection: None, ..ben };
    amira.open(CID, &["amira", "ben"]).await;
    ben.send(CID, json!({"id": "m", "text": "Hallo"})).await.ok();
    socket.drain().await;
    let message = amira.post("/messages/m/translate", json!({"language": "fr"})).await.ok()["message"].clone();
    assert_eq!(message["i18n"], json!({"language": "de", "de_text": "Hallo", "fr_text": "[fr] Hallo"}));
    assert_eq!(socket.wait("message.updated").await["message"]["i18n"]["fr_text"], "[fr] Hallo");
    let message = amira.post("/messages/m/translate", json!({"language": "zh-TW"})).await.ok()["message"].clone();
    assert_eq!(
        (&message["i18n"]["fr_text"], &message["i18n"]["zh-TW_text"]),
        (&json!("[fr] Hallo"), &json!("[zh-TW] Hallo"))
    );
    let edited = ben.put("/messages/m", json!({"set": {"text": "Tschüss"}})).await.ok()["message"].clone();
    assert_eq!(edited.get("i18n"), None);
}

#[tokio::test]
async fn only_known_languages_and_messages_that_can_be_read_are_translated() {
    let server = Server::start().await;
    let [amira, dora] = server.people(["amira", "dora"]).await;
    amira.open(CID, &["amira"]).await;
    amira.send(CID, json!({"id": "m", "text": "Hello"})).await.ok();
    for body in [json!({"language": "tlh"}), json!({}), json!({"language": 7})] {
        assert_eq!(amira.post("/messages/m/translate", body).await.code(), 4);
    }
    let german = json!({"language": "de"});
    assert_eq!(dora.post("/messages/m/translate", german.clone()).await.code(), 17);
    assert_eq!(amira.post("/messages/none/translate", german.clone()).await.code(), 16);
    amira.delete("/messages/m").await.ok();
    assert_eq!(amira.post("/messages/m/translate", german).await.code(), 4);
}

#[tokio::test]
async fn a_channel_can_have_everything_translated_as_it_comes() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let (ben, _) = server.connect_as("ben", json!({"id": "ben", "language": "de"})).await;
    let ben = User { connection: None, ..ben };
    amira.open(CID, &["amira", "ben"]).await;
    let set = async |fields| amira.patch("/channels/messaging/room", json!({"set": fields})).await.ok();
    set(json!({"auto_translation_enabled": true, "auto_translation_language": "es"})).await;
    let message = ben.say(CID, "Hallo").await;
    assert_eq!(message["i18n"], json!({"language": "de", "de_text": "Hallo", "es_text": "[es] Hallo"}));
    let path = format!("/messages/{}", message["id"].as_str().unwrap());
    let edited = ben.put(&path, json!({"set": {"text": "Tschüss"}})).await.ok()["message"].clone();
    assert_eq!(edited["i18n"]["es_text"], "[es] Tschüss");
    set(json!({"auto_translation_language": null})).await;
    let message = amira.say(CID, "Hello").await;
    assert_eq!(message["i18n"], json!({"language": "en", "en_text": "Hello", "de_text": "[de] Hello"}));
    set(json!({"auto_translation_enabled": false})).await;
    assert_eq!(amira.say(CID, "Hello").await.get("i18n"), None);
}
