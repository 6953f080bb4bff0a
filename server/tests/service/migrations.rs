//! A database made by the first schema opens with everything in it.
use crate::support;

use rusqlite::Connection;
use serde_json::json;
use stream_chat_local::Config;
use support::Server;

/// Rows as the first version wrote them.
const ROWS: &str = r#"
    INSERT INTO meta VALUES ('clock', 1700000300000000);
    INSERT INTO users (id, name, role, language, teams, custom, invisible, banned, created_at, updated_at) VALUES
        ('amira', 'Amira', 'user', 'en', '[]', '{"title":"captain"}', 0, 0, 1700000000000000, 1700000000000000),
        ('ben', NULL, 'user', '', '[]', '{}', 0, 0, 1700000000000001, 1700000000000001);
    INSERT INTO channels (cid, type, id, created_by, custom, frozen, disabled, is_distinct, cooldown, member_count,
        message_count, created_at, updated_at, last_message_at) VALUES
        ('messaging:old', 'messaging', 'old', 'amira', '{"name":"Old times"}', 0, 0, 0, 0, 2, 3,
         1700000000000002, 1700000000000002, 1700000200000000);
    INSERT INTO members (cid, user_id, channel_role, custom, created_at, updated_at, invited, last_read, unread_messages) VALUES
        ('messaging:old', 'amira', 'channel_member', '{}', 1700000000000003, 1700000000000003, 0, 1700000200000000, 0),
        ('messaging:old', 'ben', 'channel_moderator', '{"nick":"b"}', 1700000000000004, 1700000000000004, 0, 1700000050000000, 2);
    INSERT INTO messages (id, cid, user_id, type, text, attachments, mentioned_users, custom, parent_id, show_in_channel,
        in_channel, silent, reply_count, deleted_reply_count, reaction_count, created_at, updated_at, pinned_at, pinned_by) VALUES
        ('m1', 'messaging:old', 'amira', 'regular', 'first', '[]', '["ben"]', '{"mood":"fine"}', NULL, 0, 1, 0, 1, 0, 1,
         1700000100000000, 1700000100000000, NULL, NULL),
        ('m2', 'messaging:old', 'ben', 'reply', 'answer', '[]', '[]', '{}', 'm1', 0, 0, 0, 0, 0, 0,
         1700000150000000, 1700000150000000, NULL, NULL),
        ('m3', 'messaging:old', 'amira', 'regular', 'second', '[{"type":"image"}]', '[]', '{}', NULL, 0, 1, 0, 0, 0, 0,
         1700000200000000, 1700000200000000, 1700000250000000, 'amira');
    INSERT INTO reactions VALUES ('m1', 'ben', 'like', 2, '{}', 1700000110000000, 1700000110000000);
    INSERT INTO events (cid, user_id, type, created_at, body) VALUES
        ('messaging:old', NULL, 'message.new', 1700000200000000, '{"type":"message.new","cid":"messaging:old"}');
    PRAGMA user_version = 1;
"#;

#[tokio::test]
async fn a_database_of_the_first_schema_opens_with_everything_in_it() {
    let folder = std::env::temp_dir().join(format!("stream-chat-local-migrations-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("chat.db");
    let old = Connection::open(&file).unwrap();
    old.execute_batch(include_str!("../../src/db/migrations/0001_initial.sql")).unwrap();
    old.execute_batch(ROWS).unwrap();
    drop(old);
    let config = || Config { memory: false, db: Some(file.clone()), ..Config::for_tests() };
    let server = Server::with(config()).await;
    let ben = server.user("ben");
    let bundle = ben.open("messaging:old", &[]).await;
    assert_eq!(bundle["channel"]["name"], "Old times");
    let messages = bundle["messages"].as_array().unwrap();
    let texts: Vec<&str> = messages.iter().map(|message| message["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["first", "second"]);
    assert_eq!((&messages[0]["mood"], &messages[0]["reply_count"]), (&json!("fine"), &json!(1)));
    assert_eq!(messages[0]["reaction_scores"], json!({"like": 2}));
    assert_eq!(messages[0]["user"]["title"], "captain");
    assert_eq!(bundle["pinned_messages"][0]["id"], "m3");
    assert_eq!(bundle["membership"]["nick"], "b");
    assert_eq!(ben.get("/unread").await.ok()["total_unread_count"], 2);
    let replies = ben.get("/messages/m1/replies").await.ok();
    assert_eq!(replies["messages"][0]["text"], "answer");
    let list = json!({"filter_conditions": {"members": {"$in": ["ben"]}}});
    assert_eq!(ben.post("/channels", list).await.ok()["channels"].as_array().unwrap().len(), 1);
    let new = ben.say("messaging:old", "after the migration").await;
    assert!(new["created_at"].as_str() > messages[1]["created_at"].as_str());
    server.handle.stop().await;
    let again = Server::with(config()).await;
    assert_eq!(again.user("ben").open("messaging:old", &[]).await["messages"].as_array().unwrap().len(), 3);
    again.handle.stop().await;
    std::fs::remove_dir_all(folder).unwrap();
}
