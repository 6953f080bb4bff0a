//! Groups of users.
use crate::support;

use serde_json::{Value, json};
use support::{Server, User};

async fn create(user: &User, group: Value) -> Value {
    user.post("/usergroups", group).await.ok()["user_group"].clone()
}

fn names(answer: &Value) -> Vec<&str> {
    answer["user_groups"].as_array().unwrap().iter().map(|group| group["name"].as_str().unwrap()).collect()
}

fn members(group: &Value) -> Vec<&str> {
    group["members"].as_array().unwrap().iter().map(|member| member["user_id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_group_is_created_read_changed_and_deleted_and_its_members_hear_of_it() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let (ben, mut socket) = server.connect("ben").await;
    let group =
        create(&amira, json!({"id": "cooks", "name": "Cooks", "description": "They cook", "member_ids": ["ben"]}))
            .await;
    assert_eq!((members(&group), &group["created_by"]), (vec!["ben"], &json!("amira")));
    let event = socket.wait("user_group.created").await;
    assert_eq!((&event["user_group"]["id"], &event["user"]["id"]), (&json!("cooks"), &json!("amira")));
    let read = ben.get("/usergroups/cooks").await.ok();
    assert_eq!(read["user_group"]["description"], "They cook");
    let changed = amira.put("/usergroups/cooks", json!({"name": "Bakers"})).await.ok();
    assert_eq!(
        (&changed["user_group"]["name"], &changed["user_group"]["description"]),
        (&json!("Bakers"), &json!("They cook"))
    );
    assert_eq!(socket.wait("user_group.updated").await["user_group"]["name"], "Bakers");
    amira.delete("/usergroups/cooks").await.ok();
    socket.wait("user_group.deleted").await;
    assert_eq!(amira.get("/usergroups/cooks").await.code(), 16);
}

#[tokio::test]
async fn adding_is_all_or_nothing_and_removing_ignores_strangers() {
    let server = Server::start().await;
    let [amira, _] = server.people(["amira", "chen"]).await;
    let (_ben, mut socket) = server.connect("ben").await;
    create(&amira, json!({"id": "g", "name": "G"})).await;
    let refused = amira.post("/usergroups/g/members", json!({"member_ids": ["ben", "nobody"]})).await;
    assert!(refused.body["message"].as_str().unwrap().contains("nobody"));
    assert_eq!(refused.code(), 4);
    assert!(members(&amira.get("/usergroups/g").await.ok()["user_group"]).is_empty());
    let added =
        amira.post("/usergroups/g/members", json!({"member_ids": ["ben", "chen"], "as_admin": true})).await.ok();
    assert_eq!(members(&added["user_group"]), ["ben", "chen"]);
    assert_eq!(added["user_group"]["members"][0]["is_admin"], true);
    assert_eq!(socket.wait("user_group.member_added").await["members"], json!(["ben", "chen"]));
    let removed = amira.post("/usergroups/g/members/delete", json!({"member_ids": ["ben", "nobody"]})).await.ok();
    assert_eq!(members(&removed["user_group"]), ["chen"]);
    assert_eq!(socket.wait("user_group.member_removed").await["members"], json!(["ben"]));
    assert_eq!(amira.post("/usergroups/g/members", json!({"member_ids": vec!["ben"; 101]})).await.code(), 4);
}

#[tokio::test]
async fn only_those_in_charge_change_a_group_and_everybody_may_leave() {
    let server = Server::start().await;
    let [amira, ben, chen] = server.people(["amira", "ben", "chen"]).await;
    create(&amira, json!({"id": "g", "name": "G", "member_ids": ["ben", "chen"]})).await;
    assert_eq!(ben.put("/usergroups/g", json!({"name": "mine"})).await.code(), 17);
    assert_eq!(ben.delete("/usergroups/g").await.code(), 17);
    assert_eq!(ben.post("/usergroups/g/members", json!({"member_ids": ["ben"], "as_admin": true})).await.code(), 17);
    assert_eq!(ben.post("/usergroups/g/members/delete", json!({"member_ids": ["chen"]})).await.code(), 17);
    amira.post("/usergroups/g/members", json!({"member_ids": ["ben"], "as_admin": true})).await.ok();
    ben.put("/usergroups/g", json!({"name": "ours"})).await.ok();
    chen.post("/usergroups/g/members/delete", json!({"member_ids": ["chen"]})).await.ok();
    let group = amira.get("/usergroups/g").await.ok()["user_group"].clone();
    assert_eq!((&group["name"], members(&group)), (&json!("ours"), vec!["ben"]));
}

#[tokio::test]
async fn the_team_of_a_group_never_changes_and_hides_it_from_other_teams() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    server.backend().patch("/users", json!({"users": [{"id": "amira", "set": {"teams": ["red"]}}]})).await.ok();
    assert_eq!(amira.post("/usergroups", json!({"name": "B", "team_id": "blue"})).await.code(), 17);
    create(&amira, json!({"id": "r", "name": "R", "team_id": "red"})).await;
    assert_eq!(amira.put("/usergroups/r", json!({"team_id": "blue"})).await.code(), 4);
    assert_eq!(amira.get("/usergroups/r?team_id=blue").await.code(), 16);
    amira.get("/usergroups/r?team_id=red").await.ok();
    assert_eq!(names(&amira.get("/usergroups?team_id=red").await.ok()), ["R"]);
    assert!(names(&amira.get("/usergroups?team_id=blue").await.ok()).is_empty());
}

#[tokio::test]
async fn lists_and_searches_are_paged_by_their_cursors() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    for name in ["night shift", "Day shift", "shift leads", "kitchen", "50% club"] {
        create(&amira, json!({"name": name})).await;
    }
    let first = amira.get("/usergroups?limit=2").await.ok();
    assert_eq!(names(&first), ["night shift", "Day shift"]);
    let last = &first["user_groups"][1];
    let cursor =
        format!("created_at_gt={}&id_gt={}", last["created_at"].as_str().unwrap(), last["id"].as_str().unwrap());
    assert_eq!(names(&amira.get(&format!("/usergroups?{cursor}")).await.ok()), ["shift leads", "kitchen", "50% club"]);
    let found = amira.get("/usergroups/search?query=shift&limit=2").await.ok();
    assert_eq!(names(&found), ["Day shift", "night shift"]);
    let last = &found["user_groups"][1];
    let cursor = format!("name_gt=night%20shift&id_gt={}", last["id"].as_str().unwrap());
    assert_eq!(names(&amira.get(&format!("/usergroups/search?query=shift&{cursor}")).await.ok()), ["shift leads"]);
    assert!(names(&amira.get("/usergroups/search?query=%25").await.ok()).is_empty(), "% is an ordinary character");
    for bad in [
        "?limit=0",
        "?limit=101",
        "?id_gt=x",
        "?created_at_gt=x",
        "/search",
        "/search?query=",
        "/search?query=a&limit=26",
    ] {
        assert_eq!(amira.get(&format!("/usergroups{bad}")).await.code(), 4, "{bad}");
    }
}

#[tokio::test]
async fn what_is_no_group_is_refused() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    create(&amira, json!({"id": "g", "name": "G"})).await;
    for bad in [
        json!({"name": ""}),
        json!({"name": "x".repeat(256)}),
        json!({"name": "G", "id": "a/b"}),
        json!({"name": "G", "id": "search"}),
        json!({"name": "G", "id": "g"}),
        json!({"name": "G", "description": "x".repeat(1025)}),
        json!({"name": "G", "member_ids": ["nobody"]}),
    ] {
        assert_eq!(amira.post("/usergroups", bad.clone()).await.code(), 4, "{bad}");
    }
    assert_eq!(names(&amira.get("/usergroups").await.ok()), ["G"]);
}
