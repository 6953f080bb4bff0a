//! The query over channels: filters, sorts, pages, and what comes with each channel.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User};

async fn query(user: &User, body: Value) -> Vec<String> {
    let found = user.post("/channels", body).await.ok();
    found["channels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bundle| bundle["channel"]["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn furnished() -> (Server, User) {
    let server = Server::start().await;
    let [amira, ben, _] = server.people(["amira", "ben", "chen"]).await;
    let rooms = [
        (
            "kitchen",
            json!({"name": "Office kitchen", "members": ["amira", "ben"], "floor": 1, "tags": ["food", "office"]}),
        ),
        ("cellar", json!({"name": "The cellar", "members": ["amira", "ben", "chen"], "floor": -1, "open": true})),
        ("attic", json!({"name": "Attic", "members": ["amira"], "floor": 4, "address": {"city": "Turin"}})),
    ];
    for (id, data) in rooms {
        amira.post(&format!("/channels/messaging/{id}/query"), json!({"data": data})).await.ok();
    }
    amira.open("livestream:square", &[]).await;
    ben.open("messaging:secret", &["ben"]).await;
    amira.say("messaging:attic", "one").await;
    amira.say("messaging:kitchen", "two").await;
    ben.say("messaging:cellar", "three").await;
    (server, amira)
}

#[tokio::test]
async fn filters_find_what_they_say() {
    let (_server, amira) = furnished().await;
    let mine = json!({"members": {"$in": ["amira"]}});
    let cases: [(Value, &[&str]); 20] = [
        (mine.clone(), &["cellar", "kitchen", "attic"]),
        (json!({"members": {"$eq": ["ben", "amira"]}}), &["kitchen"]),
        (json!({"members": ["amira"]}), &["attic"]),
        (json!({"type": "livestream"}), &["square"]),
        (json!({"cid": {"$in": ["messaging:attic", "messaging:kitchen", "messaging:none"]}}), &["kitchen", "attic"]),
        (json!({"id": "attic", "type": "messaging"}), &["attic"]),
        (json!({"members": {"$in": ["amira"]}, "floor": {"$gt": 0}}), &["kitchen", "attic"]),
        (json!({"floor": {"$lte": 1}, "members": {"$in": ["amira"]}}), &["cellar", "kitchen"]),
        (json!({"$and": [mine.clone(), {"$or": [{"floor": 4}, {"open": true}]}]}), &["cellar", "attic"]),
        (json!({"$nor": [{"floor": 4}, {"open": true}], "members": {"$in": ["amira"]}}), &["kitchen"]),
        (json!({"floor": {"$exists": true}}), &["cellar", "kitchen", "attic"]),
        (json!({"name": {"$autocomplete": "kit"}}), &["kitchen"]),
        (json!({"name": {"$autocomplete": "itchen"}}), &[]),
        (json!({"tags": {"$contains": "food"}}), &["kitchen"]),
        (json!({"address.city": "Turin"}), &["attic"]),
        (json!({"member.user.name": {"$autocomplete": "che"}}), &["cellar"]),
        (json!({"has_unread": true}), &["cellar"]),
        (json!({"last_message_at": {"$lt": "2000-01-01T00:00:00Z"}, "members": {"$in": ["amira"]}}), &[]),
        (json!({"member_count": {"$gte": 2}, "joined": true}), &["cellar", "kitchen"]),
        (json!({"members": {"$in": ["amira"]}, "name": "'; DROP TABLE channels; --"}), &[]),
    ];
    for (filter, expected) in cases {
        assert_eq!(query(&amira, json!({"filter_conditions": filter.clone()})).await, expected, "{filter}");
    }
}

#[tokio::test]
async fn unsupported_filters_are_code_4() {
    let (_server, amira) = furnished().await;
    let cases = [
        json!({"members": {"$ne": "amira"}}),
        json!({"hidden": {"$gt": false}}),
        json!({"type": {"$contains": "m"}}),
        json!({"cid": {"$regex": "x"}}),
        json!({"$xor": []}),
        json!({"$or": {}}),
        json!({"$and": []}),
        json!({"created_at": {"$gt": "yesterday"}}),
        json!({"member_count": "many"}),
        json!({"x\") OR 1=1 --": 1}),
        json!({"name": {"$autocomplete": 7}}),
        json!({"cid": {"$in": "messaging:attic"}}),
        json!({"$or": [{"$or": [{"$or": [{"$or": [{"$or": [{"$or": [{"$or": [{"$or": [{"$or": [{"a": 1}]}]}]}]}]}]}]}]}]}),
    ];
    for filter in cases {
        assert_eq!(amira.post("/channels", json!({"filter_conditions": filter.clone()})).await.code(), 4, "{filter}");
    }
    for sort in
        [json!([{"field": "x\"; --", "direction": 1}]), json!([{"field": "name", "direction": 2}]), json!("name")]
    {
        assert_eq!(amira.post("/channels", json!({"filter_conditions": {}, "sort": sort})).await.code(), 4);
    }
    assert_eq!(amira.post("/channels", json!({"filter_conditions": {}, "limit": 31})).await.code(), 4);
}

#[tokio::test]
async fn sorts_put_missing_values_last_and_pages_follow_each_other() {
    let (_server, amira) = furnished().await;
    let filter = json!({"members": {"$in": ["amira"]}});
    let sorted = async |sort: Value| query(&amira, json!({"filter_conditions": filter, "sort": sort})).await;
    assert_eq!(sorted(json!([{"field": "floor", "direction": 1}])).await, ["cellar", "kitchen", "attic"]);
    assert_eq!(sorted(json!([{"field": "floor", "direction": -1}])).await, ["attic", "kitchen", "cellar"]);
    assert_eq!(sorted(json!({"last_message_at": 1})).await, ["attic", "kitchen", "cellar"]);
    amira.patch("/channels/messaging/attic/member/amira", json!({"set": {"pinned": true}})).await.ok();
    let pinned_first = json!([{"field": "pinned_at", "direction": -1}, {"field": "last_updated", "direction": -1}]);
    assert_eq!(sorted(pinned_first).await, ["attic", "cellar", "kitchen"]);
    let page =
        async |offset: u32| query(&amira, json!({"filter_conditions": filter, "limit": 2, "offset": offset})).await;
    assert_eq!((page(0).await, page(2).await), (vec!["cellar".into(), "kitchen".into()], vec!["attic".into()]));
}

#[tokio::test]
async fn each_channel_comes_with_as_much_as_was_asked_for() {
    let (_server, amira) = furnished().await;
    for text in ["a", "b", "c"] {
        amira.say("messaging:attic", text).await;
    }
    let body = json!({"filter_conditions": {"id": "attic"}, "message_limit": 2, "member_limit": 1});
    let bundle = amira.post("/channels", body).await.ok()["channels"][0].clone();
    let texts: Vec<&str> =
        bundle["messages"].as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap()).collect();
    assert_eq!((texts, bundle["members"].as_array().unwrap().len()), (vec!["b", "c"], 1));
    let bare = amira.post("/channels", json!({"filter_conditions": {"id": "attic"}, "state": false})).await.ok();
    assert_eq!(bare["channels"][0]["messages"], json!([]));
}

#[tokio::test]
async fn a_queried_channel_is_watched_if_asked() {
    let server = Server::start().await;
    let (amira, mut socket) = server.connect("amira").await;
    let [ben] = server.people(["ben"]).await;
    ben.open("messaging:room", &["amira", "ben"]).await;
    ben.say("messaging:room", "before").await;
    socket.wait("notification.message_new").await;
    amira
        .post("/channels", json!({"filter_conditions": {"members": {"$in": ["amira"]}}, "watch": true, "state": true}))
        .await
        .ok();
    ben.say("messaging:room", "after").await;
    assert_eq!(socket.wait("message.new").await["message"]["text"], "after");
}
