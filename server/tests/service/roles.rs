//! Roles, permissions, and the search that clients have for them.
use crate::support;

use serde_json::{Value, json};
use support::Server;

fn names(answer: &Value) -> Vec<&str> {
    answer["roles"].as_array().unwrap().iter().map(|role| role["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn clients_search_roles_by_the_beginning_of_a_word() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    server.backend().post("/roles", json!({"name": "mod-helper"})).await.ok();
    let search = async |query: &str| amira.get(&format!("/roles/search?{query}")).await.ok();
    assert_eq!(names(&search("query=mod").await), ["channel_moderator", "mod-helper", "moderator"]);
    assert_eq!(names(&search("query=mod&role_type=user").await), ["mod-helper", "moderator"]);
    assert_eq!(names(&search("query=mod&role_type=channel").await), ["channel_moderator", "mod-helper"]);
    assert_eq!(names(&search("query=mod&limit=1&name_gt=channel_moderator").await), ["mod-helper"]);
    let found = search("query=helper").await;
    assert_eq!((&found["roles"][0]["custom"], &found["roles"][0]["scopes"]), (&json!(true), &json!([])));
    for bad in ["", "query=", "query=a&limit=26", "query=a&limit=0", "query=a&role_type=team"] {
        assert_eq!(amira.get(&format!("/roles/search?{bad}")).await.code(), 4, "{bad}");
    }
}

#[tokio::test]
async fn a_role_of_the_applications_own_does_what_channel_types_grant_it() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    let backend = server.backend();
    amira.open("messaging:room", &["amira"]).await;
    let role = |name: &str| json!({"users": [{"id": "ben", "set": {"role": name}}]});
    assert_eq!(backend.patch("/users", role("auditor")).await.code(), 4, "there is no such role yet");
    assert_eq!(backend.post("/roles", json!({"name": "auditor"})).await.ok()["role"]["name"], "auditor");
    assert_eq!(backend.post("/roles", json!({"name": "auditor"})).await.code(), 4);
    backend.patch("/users", role("auditor")).await.ok();
    assert_eq!(ben.get("/channels/messaging/room").await.code(), 17);
    backend.put("/channeltypes/messaging", json!({"grants": {"auditor": ["read-channel"]}})).await.ok();
    ben.get("/channels/messaging/room").await.ok();
    assert_eq!(ben.send("messaging:room", json!({"text": "x"})).await.code(), 17);
    assert_eq!(backend.delete("/roles/auditor").await.code(), 4, "somebody has it");
    backend.patch("/users", role("user")).await.ok();
    backend.delete("/roles/auditor").await.ok();
    assert!(!names(&backend.get("/roles").await.ok()).contains(&"auditor"));
    assert_eq!(backend.delete("/roles/admin").await.code(), 4);
    assert_eq!(backend.delete("/roles/auditor").await.code(), 16);
}

#[tokio::test]
async fn members_get_only_roles_that_exist() {
    let server = Server::start().await;
    let [amira, ..] = server.people(["amira", "ben"]).await;
    amira.open("messaging:room", &["amira", "ben"]).await;
    let assign = |role: &str| json!({"assign_roles": [{"user_id": "ben", "channel_role": role}]});
    for bad in ["king", "admin", ""] {
        assert_eq!(amira.post("/channels/messaging/room", assign(bad)).await.code(), 4, "{bad:?}");
    }
    let answer = amira.post("/channels/messaging/room", assign("channel_moderator")).await.ok();
    assert_eq!(answer["members"][1]["channel_role"], "channel_moderator");
    let add = json!({"data": {"members": ["amira", {"user_id": "ben", "channel_role": "king"}]}});
    assert_eq!(amira.post("/channels/messaging/other/query", add).await.code(), 4);
}

#[tokio::test]
async fn permissions_are_listed_for_servers() {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let backend = server.backend();
    let all = backend.get("/permissions").await.ok();
    assert!(all["permissions"].as_array().unwrap().iter().any(|one| one["id"] == "send-message"));
    assert_eq!(backend.get("/permissions/send-message").await.ok()["permission"]["action"], "send-message");
    assert_eq!(backend.get("/permissions/fly").await.code(), 16);
    for path in ["/permissions", "/permissions/send-message", "/roles"] {
        assert_eq!(amira.get(path).await.code(), 17, "{path}");
    }
    assert_eq!(amira.post("/roles", json!({"name": "x"})).await.code(), 17);
    assert_eq!(amira.delete("/roles/user").await.code(), 17);
}
