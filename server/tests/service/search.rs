//! Search: words, filters, order and pages, and that nobody finds what he may not see.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User};

const ROOM: &str = "messaging:room";

fn ids(answer: &Value) -> Vec<&str> {
    let results = answer["results"].as_array().unwrap().iter();
    results.map(|result| result["message"]["id"].as_str().unwrap()).collect()
}

async fn find(user: &User, payload: Value) -> Value {
    user.payload("/search", payload).await.ok()
}

async fn words(user: &User, query: &str) -> Value {
    find(user, json!({"filter_conditions": {"members": {"$in": [user.id]}}, "query": query})).await
}

async fn filtered(user: &User, filter: Value) -> Value {
    find(user, json!({"filter_conditions": {"cid": ROOM}, "message_filter_conditions": filter})).await
}

async fn code(user: &User, payload: Value) -> i64 {
    user.payload("/search", payload).await.code()
}

async fn furnished(texts: &[&str]) -> (Server, User, User) {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    amira.open(ROOM, &["amira", "ben"]).await;
    for (index, text) in texts.iter().enumerate() {
        amira.send(ROOM, json!({"id": format!("m{}", index + 1), "text": text})).await.ok();
    }
    (server, amira, ben)
}

#[tokio::test]
async fn all_words_have_to_occur_whatever_their_case_accents_and_order() {
    let (_server, _amira, ben) =
        furnished(&["The café opens at nine", "Nine lemons, please", "Cafeteria closed", "NINE cafe tables"]).await;
    assert_eq!(ids(&words(&ben, "nine").await), ["m4", "m2", "m1"]);
    assert_eq!(ids(&words(&ben, "cafe Nine").await), ["m4", "m1"]);
    assert_eq!(ids(&words(&ben, "café").await), ["m4", "m3", "m1"]);
    assert!(ids(&words(&ben, "\"nine\" OR* lemons").await).is_empty());
    assert!(ids(&words(&ben, "?!").await).is_empty());
    let found = words(&ben, "lemons").await["results"][0]["message"].clone();
    assert_eq!((&found["channel"]["cid"], &found["text"]), (&json!(ROOM), &json!("Nine lemons, please")));
    assert_eq!(found["channel"].get("own_capabilities"), None);
}

#[tokio::test]
async fn messages_can_be_filtered_by_every_field_with_its_operators_only() {
    let (_server, amira, ben) = furnished(&["apple pie", "apple tart", "pear tart"]).await;
    let picture =
        json!({"id": "p", "text": "look", "attachments": [{"type": "image"}], "mentioned_users": ["ben"], "mood": 4});
    amira.send(ROOM, picture).await.ok();
    ben.send(ROOM, json!({"id": "r", "text": "nice", "parent_id": "p"})).await.ok();
    ben.put("/messages/m1", json!({"set": {"pinned": true}})).await.ok();
    let cases = [
        (json!({"text": {"$q": "tart"}}), vec!["m3", "m2"]),
        (json!({"text": {"$autocomplete": "app"}}), vec!["m2", "m1"]),
        (json!({"text": {"$q": "app"}}), vec![]),
        (json!({"text": {"$any": ["pie", "pear"]}}), vec!["m3", "m1"]),
        (json!({"text": "apple pie"}), vec!["m1"]),
        (json!({"$or": [{"text": {"$q": "pie"}}, {"parent_id": {"$exists": true}}]}), vec!["r", "m1"]),
        (json!({"attachments": {"$exists": true}}), vec!["p"]),
        (json!({"attachments.type": {"$in": ["image", "video"]}}), vec!["p"]),
        (json!({"mentioned_users.id": {"$contains": "ben"}}), vec!["p"]),
        (json!({"parent_id": "p"}), vec!["r"]),
        (json!({"pinned": true}), vec!["m1"]),
        (json!({"reply_count": {"$gt": 0}}), vec!["p"]),
        (json!({"user_id": {"$in": ["ben"]}}), vec!["r"]),
        (json!({"user.id": "amira", "type": "regular", "id": {"$lt": "m3"}}), vec!["m2", "m1"]),
        (json!({"mood": {"$gte": 4}}), vec!["p"]),
        (json!({"created_at": {"$lt": "2001-01-01T00:00:00Z"}}), vec![]),
        (json!({"cid": "messaging:other"}), vec![]),
    ];
    for (filter, wanted) in cases {
        assert_eq!(ids(&filtered(&ben, filter.clone()).await), wanted, "{filter}");
    }
    for filter in [
        json!({"attachments": {"$eq": []}}),
        json!({"mentioned_users.id": {"$in": ["ben"]}}),
        json!({"pinned": {"$exists": true}}),
        json!({"user_id": {"$gt": "a"}}),
        json!({"mood": {"$exists": true}}),
        json!({"text": {"$contains": "x"}}),
        json!({"text": {"$q": 7}}),
    ] {
        let payload = json!({"filter_conditions": {"cid": ROOM}, "message_filter_conditions": filter});
        assert_eq!(code(&ben, payload).await, 4, "{filter}");
    }
}

#[tokio::test]
async fn pages_continue_by_cursor_in_both_directions_or_by_offset() {
    let (_server, amira, ben) = furnished(&["tea"; 7]).await;
    let ask = async |more: Value| {
        let mut payload = json!({"filter_conditions": {"cid": ROOM}, "query": "tea", "limit": 3});
        payload.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        find(&ben, payload).await
    };
    let first = ask(json!({})).await;
    assert_eq!((ids(&first), first.get("previous")), (vec!["m7", "m6", "m5"], None));
    amira.send(ROOM, json!({"id": "m8", "text": "tea"})).await.ok();
    let second = ask(json!({"next": first["next"]})).await;
    assert_eq!(ids(&second), ["m4", "m3", "m2"]);
    let third = ask(json!({"next": second["next"]})).await;
    assert_eq!((ids(&third), third.get("next")), (vec!["m1"], None));
    assert_eq!(ids(&ask(json!({"next": third["previous"]})).await), ["m4", "m3", "m2"]);
    assert_eq!(ids(&ask(json!({"offset": 4})).await), ["m4", "m3", "m2"]);
    let oldest = ask(json!({"sort": [{"field": "created_at", "direction": 1}]})).await;
    assert_eq!(ids(&oldest), ["m1", "m2", "m3"]);
    let more = ask(json!({"sort": [{"field": "created_at", "direction": 1}], "next": oldest["next"]})).await;
    assert_eq!(ids(&more), ["m4", "m5", "m6"]);
}

#[tokio::test]
async fn a_search_that_cannot_be_meant_is_refused() {
    let (_server, _amira, ben) = furnished(&["tea"]).await;
    let room = json!({"cid": ROOM});
    for payload in [
        json!({"query": "tea"}),
        json!({"filter_conditions": {}, "query": "tea"}),
        json!({"filter_conditions": room}),
        json!({"filter_conditions": room, "query": "tea", "message_filter_conditions": {"pinned": true}}),
        json!({"filter_conditions": room, "query": "tea", "offset": 1, "sort": [{"field": "id", "direction": 1}]}),
        json!({"filter_conditions": room, "query": "tea", "offset": 1, "next": "W10"}),
        json!({"filter_conditions": room, "query": "tea", "next": "-x"}),
        json!({"filter_conditions": room, "query": "tea", "sort": [{"field": "text", "direction": 1}]}),
        json!({"filter_conditions": room, "query": "tea", "offset": 1001}),
    ] {
        assert_eq!(code(&ben, payload.clone()).await, 4, "{payload}");
    }
}

#[tokio::test]
async fn nobody_finds_what_he_may_not_see() {
    let (server, amira, ben) = furnished(&["tea one", "tea two", "tea three", "tea four"]).await;
    let [chen, dora] = server.people(["chen", "dora"]).await;
    amira.post("/channels/messaging/room", json!({"add_members": ["chen"]})).await.ok();
    amira.delete("/messages/m1").await.ok();
    amira.delete("/messages/m2?hard=true").await.ok();
    ben.delete("/messages/m3?delete_for_me=true").await.ok();
    amira.put("/messages/m4", json!({"set": {"text": "coffee"}})).await.ok();
    assert!(ids(&words(&ben, "tea").await).is_empty());
    assert_eq!(ids(&words(&chen, "tea").await), ["m3"]);
    assert_eq!(ids(&words(&ben, "coffee").await), ["m4"]);
    chen.post("/channels/messaging/room/hide", json!({"clear_history": true})).await.ok();
    let hidden = json!({"filter_conditions": {"hidden": true}, "query": "tea"});
    assert!(ids(&find(&chen, hidden.clone()).await).is_empty());
    amira.send(ROOM, json!({"id": "m5", "text": "tea five", "silent": true})).await.ok();
    ben.post("/channels/messaging/room/hide", json!({})).await.ok();
    assert!(ids(&words(&ben, "tea").await).is_empty());
    assert_eq!(ids(&find(&ben, hidden).await), ["m5"]);
    assert!(ids(&find(&dora, json!({"filter_conditions": {"cid": ROOM}, "query": "tea"})).await).is_empty());
    amira.post("/channels/messaging/room/truncate", json!({})).await.ok();
    assert!(ids(&words(&amira, "tea").await).is_empty());
}

#[tokio::test]
async fn strangers_search_in_open_channels_alone() {
    let (server, amira, _ben) = furnished(&["tea"]).await;
    let [dora] = server.people(["dora"]).await;
    amira.open("livestream:square", &[]).await;
    amira.say("livestream:square", "tea outside").await;
    let everywhere = json!({"filter_conditions": {"type": {"$in": ["livestream", "messaging"]}}, "query": "tea"});
    let found = find(&dora, everywhere).await;
    assert_eq!(
        (found["results"].as_array().unwrap().len(), &found["results"][0]["message"]["text"]),
        (1, &json!("tea outside"))
    );
}

#[tokio::test]
async fn searching_where_it_is_switched_off_is_an_error_and_not_an_empty_page() {
    let (server, amira, _ben) = furnished(&["tea"]).await;
    amira.open("team:room", &["amira"]).await;
    amira.say("team:room", "tea with the team").await;
    server.backend().put("/channeltypes/messaging", json!({"search": false})).await.ok();
    assert_eq!(code(&amira, json!({"filter_conditions": {"cid": ROOM}, "query": "tea"})).await, 17);
    let found = words(&amira, "tea").await;
    assert_eq!(found["results"].as_array().unwrap().len(), 1);
    assert_eq!(found["results"][0]["message"]["cid"], "team:room");
}
