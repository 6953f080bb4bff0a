//! The filter language: what every field of every query allows, what the operators find, and in which order.
use crate::support;

use std::path::Path;

use serde_json::{Map, Value, json};
use support::{Reply, Server, User};

/// Every operator there is (protocol notes, "Filter grammar").
const OPERATORS: &[&str] =
    &["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists", "$contains", "$autocomplete", "$q", "$any"];

/// A query of the service's table of filters, and how it is called here. `{}` stands for an id.
struct Query {
    /// Its name in the table, without the member that holds the filter.
    name: &'static str,
    member: &'static str,
    method: &'static str,
    path: &'static str,
    /// What else the call needs.
    rest: fn() -> Value,
}

const QUERIES: &[Query] = &[
    query("QueryChannelsRequest", "filter_conditions", "POST", "/channels"),
    Query {
        rest: || json!({"type": "messaging", "id": "room"}),
        ..query("QueryMembersPayload", "filter_conditions", "GET", "/members")
    },
    query("QueryUsersPayload", "filter_conditions", "GET", "/users"),
    query("QueryBannedUsersPayload", "filter_conditions", "GET", "/query_banned_users"),
    query("QueryMessageFlagsPayload", "filter_conditions", "GET", "/moderation/flags/message"),
    query("QueryDraftsRequest", "filter", "POST", "/drafts/query"),
    query("QueryPollsRequest", "filter", "POST", "/polls/query"),
    query("QueryPollVotesRequest", "filter", "POST", "/polls/{poll}/votes"),
    query("QueryReactionsRequest", "filter", "POST", "/messages/{message}/reactions"),
    query("QueryRemindersRequest", "filter", "POST", "/reminders/query"),
    query("QueryThreadsRequest", "filter", "POST", "/threads"),
    Query { rest: || json!({"query": "x"}), ..query("SearchPayload", "filter_conditions", "GET", "/search") },
    Query {
        rest: || json!({"filter_conditions": {"type": "messaging"}}),
        ..query("SearchPayload", "message_filter_conditions", "GET", "/search")
    },
];

const fn query(name: &'static str, member: &'static str, method: &'static str, path: &'static str) -> Query {
    Query { name, member, method, path, rest: || json!({}) }
}

/// An administrator in a channel with a message and a poll, who may ask everything.
struct Scene {
    admin: User,
    message: String,
    poll: String,
    _server: Server,
}

impl Scene {
    async fn new() -> Self {
        let server = Server::start().await;
        let backend = server.backend();
        backend.post("/users", json!({"users": {"amira": {"id": "amira", "role": "admin"}}})).await.ok();
        let on =
            json!({"search": true, "polls": true, "reactions": true, "replies": true, "user_message_reminders": true});
        backend.put("/channeltypes/messaging", on).await.ok();
        let admin = server.user("amira");
        admin.open("messaging:room", &["amira"]).await;
        let message = admin.say("messaging:room", "hello").await["id"].as_str().unwrap().to_owned();
        let poll = admin.post("/polls", json!({"name": "Lunch?", "options": [{"text": "Soup"}]})).await;
        let poll = poll.body["poll"]["id"].as_str().unwrap_or("none").to_owned();
        Scene { admin, message, poll, _server: server }
    }

    async fn ask(&self, query: &Query, member: &str, value: Value) -> Reply {
        let path = query.path.replace("{message}", &self.message).replace("{poll}", &self.poll);
        let mut body = (query.rest)();
        // Some filters must not be empty; a sort needs a filter beside it.
        if body.get(query.member).is_none() && member != query.member {
            body[query.member] = if query.name == "SearchPayload" { json!({"type": "messaging"}) } else { json!({}) };
        }
        body[member] = value;
        match query.method {
            "GET" => self.admin.payload(&path, body).await,
            _ => self.admin.post(&path, body).await,
        }
    }

    /// Whether this server has the query.
    async fn has(&self, query: &Query) -> bool {
        let reply = self.ask(query, query.member, json!({})).await;
        !reply.body["message"].as_str().unwrap_or_default().starts_with("endpoint")
    }
}

fn table() -> Option<Map<String, Value>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/contract/contract.json");
    let Ok(text) = std::fs::read_to_string(file) else {
        println!("skipped: no ../shared/contract beside the repository, filters are not compared with it");
        return None;
    };
    let contract: Value = serde_json::from_str(&text).expect("the contract is JSON");
    contract["filters"].as_object().cloned()
}

/// A value that a field takes with an operator.
fn sample(name: &str, field: &Value, operator: &str) -> Value {
    let one = match (name, field["type"].as_str().unwrap_or_default()) {
        ("invite", _) => json!("pending"),
        ("app_banned", _) => json!("only"),
        ("voting_visibility", _) => json!("public"),
        ("date_range", _) => json!("2026-01-01T00:00:00Z_2026-02-01T00:00:00Z"),
        (_, "boolean") => json!(true),
        (_, "number") => json!(1),
        (_, "date") => json!("2026-01-01T00:00:00Z"),
        _ if name.ends_with("cid") => json!("messaging:room"),
        _ => json!("x"),
    };
    match operator {
        "$exists" => json!(true),
        "$autocomplete" | "$q" => json!("x"),
        "$in" | "$nin" | "$any" => json!([one]),
        _ if field["value_types"][operator] == "array" => json!([one]),
        _ => one,
    }
}

#[tokio::test]
async fn every_field_takes_the_operators_of_the_services_table_and_no_others() {
    let Some(table) = table() else { return };
    let scene = Scene::new().await;
    let mut wrong = Vec::new();
    for query in QUERIES {
        let name = format!("{}.{}", query.name, query.member);
        let fields = table[&name]["fields"].as_object().unwrap_or_else(|| panic!("no filters of {name}"));
        if !scene.has(query).await {
            println!("skipped: {} {} is not there yet", query.method, query.path);
            continue;
        }
        for (field, about) in fields {
            let allowed: Vec<&str> = about["operators"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            // Custom fields stand beside the others under names of their own.
            let spelled = if field == "custom" { "shade" } else { field.as_str() };
            for operator in OPERATORS {
                let value = sample(field, about, operator);
                let reply = scene.ask(query, query.member, json!({spelled: {*operator: value}})).await;
                let refused = reply.status == 400 && reply.body["code"] == 4;
                let fits = if allowed.contains(operator) { reply.status < 300 } else { refused };
                if !fits {
                    wrong.push(format!("{name}: {field} {operator}: {} {}", reply.status, reply.body["message"]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn every_query_sorts_by_the_fields_of_the_services_table() {
    let Some(table) = table() else { return };
    let scene = Scene::new().await;
    let mut wrong = Vec::new();
    for query in QUERIES.iter().filter(|query| query.member != "message_filter_conditions") {
        let Some(fields) = table.get(&format!("{}.sort", query.name)) else { continue };
        if !scene.has(query).await {
            continue;
        }
        for field in fields["sort_fields"].as_array().unwrap() {
            for direction in [1, -1] {
                let reply = scene.ask(query, "sort", json!([{"field": field, "direction": direction}])).await;
                if reply.status >= 300 {
                    wrong.push(format!("{}: {field} {direction}: {}", query.name, reply.body["message"]));
                }
            }
        }
        let reply = scene.ask(query, "sort", json!([{"field": "no such field", "direction": 1}])).await;
        if reply.body["code"] != 4 {
            wrong.push(format!("{}: sorts by what is no field: {}", query.name, reply.body));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Five channels with custom fields of every kind.
async fn shelf() -> (Server, User) {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let shelf = [
        ("a", json!({"name": "Red wine", "year": 2019, "price": "9", "tags": ["dry", "old"], "box": {"row": 1}})),
        ("b", json!({"name": "White wine", "year": 2021, "price": "12", "tags": ["sweet"], "box": {"row": 2}})),
        ("c", json!({"name": "Cider_100%", "year": 2020.5, "open": true})),
        ("d", json!({"name": "Über-Saft", "open": false})),
        ("e", json!({})),
    ];
    for (id, data) in shelf {
        let mut data = data;
        data["members"] = json!(["amira"]);
        amira.post(&format!("/channels/messaging/{id}/query"), json!({"data": data})).await.ok();
    }
    (server, amira)
}

async fn find(user: &User, filter: Value, sort: Value) -> String {
    let reply = user.post("/channels", json!({"filter_conditions": filter, "sort": sort})).await;
    if reply.status >= 400 {
        return format!("code {}", reply.code());
    }
    let found = reply.ok();
    let ids = found["channels"].as_array().unwrap().iter().map(|one| one["channel"]["id"].as_str().unwrap());
    ids.collect::<Vec<_>>().join("")
}

#[tokio::test]
async fn custom_fields_are_found_by_every_operator() {
    let (_server, amira) = shelf().await;
    for (filter, found) in [
        (json!({"year": 2021}), "b"),
        (json!({"year": {"$gt": 2019, "$lt": 2021}}), "c"),
        (json!({"year": {"$gte": 2019, "$lte": 2020.5}}), "ac"),
        (json!({"year": {"$in": [2019, 2021, 7]}}), "ab"),
        (json!({"year": {"$in": []}}), ""),
        (json!({"open": true}), "c"),
        (json!({"open": false}), "d"),
        (json!({"open": {"$exists": true}}), "cd"),
        (json!({"open": {"$exists": false}, "year": {"$exists": false}}), "e"),
        (json!({"tags": {"$contains": "old"}}), "a"),
        (json!({"tags": ["sweet"]}), "b"),
        (json!({"box.row": 2}), "b"),
        (json!({"name": {"$autocomplete": "WI"}}), "ab"),
        (json!({"name": {"$q": "wine"}}), "ab"),
        (json!({"name": {"$autocomplete": "%"}}), ""),
        (json!({"name": {"$autocomplete": "cider_1"}}), "c"),
        (json!({"price": {"$autocomplete": "1"}}), "b"),
        (json!({"custom": {"$exists": true}}), ""),
        (json!({"$or": [{"year": 2021}, {"open": true}]}), "bc"),
        (json!({"$nor": [{"year": {"$exists": true}}, {"open": false}]}), "e"),
        (json!({"$and": [{"$or": [{"id": "a"}, {"id": "b"}]}, {"year": {"$gt": 2020}}]}), "b"),
        (json!({"name": null, "id": {"$gt": "d"}}), "e"),
    ] {
        let sort = json!([{"field": "id", "direction": 1}]);
        assert_eq!(find(&amira, filter.clone(), sort).await, found, "{filter}");
    }
}

#[tokio::test]
async fn channels_are_sorted_by_custom_fields_as_values_of_the_type_that_is_said() {
    let (_server, amira) = shelf().await;
    let by = async |sort: Value| find(&amira, json!({}), sort).await;
    let id = json!({"field": "id", "direction": 1});
    assert_eq!(by(json!([{"field": "year", "direction": -1}, id])).await, "bcade");
    assert_eq!(by(json!([{"field": "price", "direction": 1}, id])).await, "bacde", "as texts");
    assert_eq!(by(json!([{"field": "price", "direction": 1, "type": "number"}, id])).await, "abcde");
    assert_eq!(by(json!([{"field": "open", "direction": -1, "type": "bool"}, id])).await, "cdabe");
    assert_eq!(by(json!({"year": 1})).await, "acbde");
    for bad in [
        json!([{"field": "year", "direction": 2}]),
        json!([{"field": "year", "direction": "up"}]),
        json!([{"field": "year", "type": "colour"}]),
        json!([{"field": "a\"b"}]),
        json!(["year"]),
        json!("year"),
        json!(vec![id.clone(); 6]),
    ] {
        assert_eq!(by(bad.clone()).await, "code 4", "{bad}");
    }
}

#[tokio::test]
async fn what_is_no_filter_is_refused_with_a_reason() {
    let (_server, amira) = shelf().await;
    for bad in [
        json!({"$not": [{"id": "a"}]}),
        json!({"id": {"$like": "a"}}),
        json!({"id": {"$in": "a"}}),
        json!({"id": 7}),
        json!({"created_at": "yesterday"}),
        json!({"hidden": "yes"}),
        json!({"$or": []}),
        json!({"$or": {"id": "a"}}),
        json!({"a'); DROP TABLE users; --": 1}),
        json!({"x\"": 1}),
        json!({"": 1}),
        json!({"members": {"$in": [7]}}),
        json!({"id": {"$in": vec!["a"; 1001]}}),
    ] {
        assert_eq!(find(&amira, bad.clone(), json!([])).await, "code 4", "{bad}");
    }
    let deep = (0..40).fold(json!({"id": "a"}), |inner, _| json!({"$and": [inner]}));
    assert_eq!(find(&amira, deep, json!([])).await, "code 4");
    let predefined = json!({"predefined_filter": "mine", "filter_values": {}});
    let reply = amira.post("/channels", predefined).await;
    assert!(reply.body["message"].as_str().unwrap().contains("predefined"));
    assert_eq!(reply.code(), 19);
    assert_eq!(find(&amira, json!({"id": "'; DROP TABLE channels; --"}), json!([])).await, "");
    assert_eq!(find(&amira, json!({}), json!({"id": 1})).await, "abcde", "nothing was lost");
}

#[tokio::test]
async fn people_are_found_by_what_servers_know_of_them() {
    let server = Server::start().await;
    let [amira, ..] = server.people(["amira", "ben", "chen"]).await;
    let backend = server.backend();
    let set = json!({"users": [
        {"id": "ben", "set": {"teams": ["red", "blue"], "role": "admin", "email": "ben@example.org"}},
        {"id": "chen", "set": {"teams": ["red"], "language": "fr"}},
    ]});
    backend.patch("/users", set).await.ok();
    backend.post("/users/chen/deactivate", json!({})).await.ok();
    let found = async |filter: Value| {
        let payload = json!({"filter_conditions": filter, "include_deactivated_users": true, "sort": {"id": 1}});
        let answer = amira.payload("/users", payload).await.ok();
        let ids = answer["users"].as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found(json!({"teams": {"$contains": "red"}})).await, "ben chen");
    assert_eq!(found(json!({"teams": {"$in": ["blue", "green"]}})).await, "ben");
    assert_eq!(found(json!({"role": "admin"})).await, "ben");
    assert_eq!(found(json!({"email": "ben@example.org"})).await, "ben");
    assert_eq!(found(json!({"language": "fr"})).await, "chen");
    assert_eq!(found(json!({"id": {"$autocomplete": "am"}})).await, "amira");
    assert_eq!(found(json!({"id": {"$ne": "amira"}})).await, "ben chen");
    amira.post("/channels/messaging/room/query", json!({"data": {"members": ["amira", "ben"]}})).await.ok();
    let members = async |filter: Value| {
        let payload = json!({"type": "messaging", "id": "room", "filter_conditions": filter});
        amira.payload("/members", payload).await.ok()["members"].as_array().unwrap().len()
    };
    assert_eq!(members(json!({"user.email": {"$autocomplete": "ben"}})).await, 1);
    assert_eq!(members(json!({"user.nd_deactivated": false, "notifications_muted": false})).await, 2);
}
