//! Polls: who may do what with them, how votes are counted, and what watchers hear.
use crate::support;

use serde_json::{Value, json};
use support::{Server, Socket, User, types};

const ROOM: &str = "messaging:room";

/// Amira's poll in a room with Ben, who listens.
struct Asked {
    server: Server,
    amira: User,
    ben: User,
    socket: Socket,
    id: String,
    message: String,
}

async fn asked(poll: Value) -> Asked {
    let server = Server::start().await;
    let [amira] = server.people(["amira"]).await;
    let (ben, mut socket) = server.connect("ben").await;
    amira.open(ROOM, &["amira", "ben"]).await;
    ben.open(ROOM, &[]).await;
    let mut whole =
        json!({"name": "Cake?", "options": [{"text": "apple"}, {"text": "plum", "color": "blue"}, {"text": "none"}]});
    for (key, value) in poll.as_object().unwrap() {
        whole[key] = value.clone();
    }
    let poll = amira.post("/polls", whole).await.ok()["poll"].clone();
    let id = poll["id"].as_str().unwrap().to_owned();
    let message = amira.send(ROOM, json!({"text": "vote!", "poll_id": id})).await.ok()["message"].clone();
    assert_eq!(message["poll"], poll);
    socket.drain().await;
    Asked { server, amira, ben, socket, id, message: message["id"].as_str().unwrap().to_owned() }
}

impl Asked {
    async fn poll(&self, user: &User) -> Value {
        user.get(&format!("/polls/{}", self.id)).await.ok()["poll"].clone()
    }

    async fn option(&self, text: &str) -> String {
        let poll = self.poll(&self.amira).await;
        let options = poll["options"].as_array().unwrap();
        options.iter().find(|option| option["text"] == text).unwrap()["id"].as_str().unwrap().to_owned()
    }

    async fn vote(&self, user: &User, text: &str) -> support::Reply {
        let option = self.option(text).await;
        self.cast(user, json!({"option_id": option})).await
    }

    async fn cast(&self, user: &User, vote: Value) -> support::Reply {
        user.post(&format!("/messages/{}/polls/{}/vote", self.message, self.id), json!({"vote": vote})).await
    }

    async fn take_back(&self, user: &User, vote: &Value) -> support::Reply {
        let vote = vote["id"].as_str().unwrap();
        user.delete(&format!("/messages/{}/polls/{}/vote/{vote}", self.message, self.id)).await
    }

    async fn votes(&self, user: &User, query: Value) -> support::Reply {
        user.post(&format!("/polls/{}/votes", self.id), query).await
    }
}

#[tokio::test]
async fn a_poll_comes_with_its_message_wherever_that_is_shown() {
    let room = asked(json!({"description": "for Sunday", "max_votes_allowed": 2, "mood": "hungry"})).await;
    let seen = room.ben.get(&format!("/messages/{}", room.message)).await.ok()["message"].clone();
    let poll = &seen["poll"];
    assert_eq!((&seen["poll_id"], &poll["name"], &poll["mood"]), (&json!(room.id), &json!("Cake?"), &json!("hungry")));
    assert_eq!(
        (&poll["max_votes_allowed"], &poll["created_by"]["id"], &poll["vote_count"]),
        (&json!(2), &json!("amira"), &json!(0))
    );
    assert_eq!((&poll["options"][1]["text"], &poll["options"][1]["color"]), (&json!("plum"), &json!("blue")));
    let bundle = room.ben.open(ROOM, &[]).await;
    assert_eq!(bundle["messages"][0]["poll"]["id"], room.id.as_str());
    assert!(bundle["channel"]["own_capabilities"].as_array().unwrap().contains(&json!("cast-poll-vote")));
}

#[tokio::test]
async fn polls_that_make_no_sense_are_refused() {
    let server = Server::start().await;
    let [amira, ben] = server.people(["amira", "ben"]).await;
    for bad in [
        json!({}),
        json!({"name": " "}),
        json!({"name": "?", "max_votes_allowed": 11}),
        json!({"name": "?", "voting_visibility": "secret"}),
        json!({"name": "?", "options": [{"text": ""}]}),
        json!({"name": "?", "options": vec![json!({"text": "x"}); 101]}),
        json!({"name": "?", "id": "a/b"}),
        json!({"name": 7}),
    ] {
        assert_eq!(amira.post("/polls", bad).await.code(), 4);
    }
    amira.post("/polls", json!({"name": "?", "id": "mine"})).await.ok();
    assert_eq!(amira.post("/polls", json!({"name": "again", "id": "mine"})).await.code(), 4);
    assert_eq!(
        amira.post("/polls", json!({"name": "?", "options": vec![json!({"text": "x"}); 100]})).await.status,
        201
    );
    amira.open(ROOM, &["amira", "ben"]).await;
    assert_eq!(amira.send(ROOM, json!({"text": "?", "poll_id": "unknown"})).await.code(), 4);
    assert_eq!(ben.send(ROOM, json!({"text": "not mine", "poll_id": "mine"})).await.code(), 4);
    assert_eq!(ben.get("/polls/mine").await.code(), 16, "nobody else sees a poll before it is sent");
}

#[tokio::test]
async fn the_next_vote_replaces_the_former_one_where_votes_are_unique() {
    let mut room = asked(json!({"enforce_unique_vote": true})).await;
    let answer = room.vote(&room.ben, "apple").await.ok();
    assert_eq!((&answer["vote"]["user"]["id"], &answer["poll"]["vote_count"]), (&json!("ben"), &json!(1)));
    let event = room.socket.wait("poll.vote_casted").await;
    assert_eq!((&event["cid"], &event["message_id"]), (&json!(ROOM), &json!(room.message)));
    assert_eq!((&event["poll_vote"]["user_id"], &event["poll"]["own_votes"]), (&json!("ben"), &json!([])));
    room.vote(&room.ben, "plum").await.ok();
    let event = room.socket.wait("poll.vote_changed").await;
    let plum = room.option("plum").await;
    assert_eq!(event["poll_vote"]["option_id"], plum.as_str());
    assert_eq!(event["poll"]["vote_counts_by_option"], json!({&plum: 1}));
    assert_eq!(event["poll"]["latest_votes_by_option"][&plum][0]["user_id"], "ben");
    room.vote(&room.ben, "plum").await.ok();
    assert!(room.socket.drain().await.is_empty(), "the same vote again changes nothing");
    assert_eq!(room.poll(&room.ben).await["own_votes"][0]["option_id"], plum.as_str());
    assert_eq!(room.poll(&room.amira).await["own_votes"], json!([]));
}

#[tokio::test]
async fn votes_are_limited_and_only_ones_own_can_be_taken_back() {
    let mut room = asked(json!({"max_votes_allowed": 2})).await;
    let first = room.vote(&room.ben, "apple").await.ok()["vote"].clone();
    room.vote(&room.ben, "plum").await.ok();
    assert_eq!(room.vote(&room.ben, "none").await.code(), 4);
    assert_eq!(room.take_back(&room.amira, &first).await.code(), 17);
    room.socket.drain().await;
    let answer = room.take_back(&room.ben, &first).await.ok();
    assert_eq!((&answer["vote"]["id"], &answer["poll"]["vote_count"]), (&first["id"], &json!(1)));
    assert_eq!(room.socket.wait("poll.vote_removed").await["poll_vote"]["id"], first["id"]);
    assert_eq!(room.take_back(&room.ben, &first).await.code(), 16);
    room.vote(&room.ben, "none").await.ok();
    assert_eq!(room.cast(&room.ben, json!({"option_id": "unknown"})).await.code(), 16);
    assert_eq!(room.cast(&room.ben, json!({})).await.code(), 4);
}

#[tokio::test]
async fn answers_are_counted_apart_and_each_user_has_one() {
    let mut room = asked(json!({"allow_answers": true, "enforce_unique_vote": true})).await;
    room.vote(&room.ben, "apple").await.ok();
    let vote = room.cast(&room.ben, json!({"answer_text": "cheese"})).await.ok()["vote"].clone();
    assert_eq!((&vote["option_id"], &vote["is_answer"]), (&json!(""), &json!(true)));
    room.socket.drain().await;
    room.cast(&room.ben, json!({"answer_text": "waffles"})).await.ok();
    let event = room.socket.wait("poll.vote_changed").await;
    assert_eq!(event["poll_vote"]["answer_text"], "waffles");
    let poll = room.poll(&room.ben).await;
    assert_eq!((&poll["vote_count"], &poll["answers_count"]), (&json!(1), &json!(1)));
    assert_eq!(poll["latest_answers"][0]["answer_text"], "waffles");
    assert_eq!(poll["own_votes"].as_array().unwrap().len(), 2);
    let plain = asked(json!({})).await;
    assert_eq!(plain.cast(&plain.ben, json!({"answer_text": "cheese"})).await.code(), 4);
}

#[tokio::test]
async fn an_anonymous_poll_tells_nobody_but_the_voter_whose_vote_it_is() {
    let mut room = asked(json!({"voting_visibility": "anonymous", "allow_answers": true})).await;
    let (_, mut hers) = watching(&room).await;
    let vote = room.vote(&room.ben, "apple").await.ok()["vote"].clone();
    assert_eq!(vote["user_id"], "ben");
    assert_eq!(room.socket.wait("poll.vote_casted").await["poll_vote"]["user_id"], "ben");
    let event = hers.wait("poll.vote_casted").await;
    assert_eq!((&event["poll_vote"]["id"], &event["poll_vote"]["user_id"]), (&vote["id"], &Value::Null));
    assert_eq!((&event["poll"]["vote_count"], &event["poll"]["latest_votes_by_option"]), (&json!(1), &json!({})));
    assert!(event["poll_vote"]["user"].is_null());
    room.cast(&room.ben, json!({"answer_text": "cheese"})).await.ok();
    let answer = room.poll(&room.amira).await["latest_answers"][0].clone();
    assert!(answer["user_id"].is_null() && answer["user"].is_null() && answer["answer_text"] == "cheese");
    let listed = room.votes(&room.amira, json!({})).await.ok()["votes"].clone();
    assert!(listed.as_array().unwrap().iter().all(|vote| vote["user_id"].is_null()) && listed[1]["id"] == vote["id"]);
    let query = json!({"filter": {"user_id": "ben"}});
    assert_eq!(room.votes(&room.amira, query.clone()).await.ok()["votes"], json!([]));
    assert_eq!(room.votes(&room.ben, query).await.ok()["votes"].as_array().unwrap().len(), 2);
}

async fn watching(room: &Asked) -> (User, Socket) {
    let (amira, mut socket) = room.server.connect("amira").await;
    amira.open(ROOM, &[]).await;
    socket.drain().await;
    (amira, socket)
}

#[tokio::test]
async fn only_its_creator_changes_a_poll_and_nobody_votes_once_it_is_closed() {
    let mut room = asked(json!({"mood": "hungry"})).await;
    let vote = room.vote(&room.ben, "apple").await.ok()["vote"].clone();
    room.socket.drain().await;
    let path = format!("/polls/{}", room.id);
    assert_eq!(room.ben.patch(&path, json!({"set": {"name": "Mine"}})).await.code(), 17);
    assert_eq!(room.ben.put("/polls", json!({"id": room.id, "name": "Mine"})).await.code(), 17);
    assert_eq!(room.ben.delete(&path).await.code(), 17);
    let poll = room.amira.patch(&path, json!({"set": {"description": "now", "size": 3}, "unset": ["mood"]})).await.ok()
        ["poll"]
        .clone();
    assert_eq!((&poll["name"], &poll["description"], &poll["size"]), (&json!("Cake?"), &json!("now"), &json!(3)));
    assert!(poll.get("mood").is_none() && poll["options"].as_array().unwrap().len() == 3);
    assert_eq!(room.socket.wait("poll.updated").await["poll"]["description"], "now");
    let poll = room.amira.patch(&path, json!({"set": {"is_closed": true}})).await.ok()["poll"].clone();
    assert_eq!(poll["is_closed"], true);
    assert_eq!(types(&room.socket.drain().await), ["poll.closed"]);
    assert_eq!(room.vote(&room.ben, "plum").await.code(), 4);
    assert_eq!(room.take_back(&room.ben, &vote).await.code(), 4);
    assert_eq!(room.poll(&room.ben).await["vote_count"], 1);
}

#[tokio::test]
async fn a_full_update_replaces_the_options_and_the_votes_for_those_that_go() {
    let mut room = asked(json!({"description": "old", "allow_answers": true})).await;
    room.vote(&room.ben, "apple").await.ok();
    room.vote(&room.ben, "plum").await.ok();
    room.socket.drain().await;
    let plum = room.option("plum").await;
    let options = json!([{"id": plum, "text": "damson"}, {"text": "lemon"}]);
    let poll =
        room.amira.put("/polls", json!({"id": room.id, "name": "Pie?", "options": options})).await.ok()["poll"].clone();
    assert_eq!(
        (&poll["name"], &poll["description"], &poll["allow_answers"]),
        (&json!("Pie?"), &json!(""), &json!(false))
    );
    assert_eq!(poll["vote_counts_by_option"], json!({&plum: 1}));
    let texts: Vec<&Value> = poll["options"].as_array().unwrap().iter().map(|option| &option["text"]).collect();
    assert_eq!(texts, ["damson", "lemon"]);
    assert_eq!(room.socket.wait("poll.updated").await["poll"]["vote_count"], 1);
    let strange = json!({"id": room.id, "name": "Pie?", "options": [{"id": "unknown", "text": "x"}]});
    assert_eq!(room.amira.put("/polls", strange).await.code(), 4);
    assert_eq!(room.poll(&room.amira).await["options"].as_array().unwrap().len(), 2, "nothing was changed");
}

#[tokio::test]
async fn voters_suggest_options_where_the_poll_allows_it() {
    let mut room = asked(json!({"allow_user_suggested_options": true})).await;
    let path = format!("/polls/{}/options", room.id);
    let option = room.ben.post(&path, json!({"text": "lime", "tart": true})).await.ok()["poll_option"].clone();
    assert_eq!(option["tart"], true);
    assert_eq!(room.socket.wait("poll.updated").await["poll"]["options"][3], option);
    let id = option["id"].as_str().unwrap();
    assert_eq!(room.ben.get(&format!("{path}/{id}")).await.ok()["poll_option"], option);
    assert_eq!(room.ben.put(&path, json!({"id": id, "text": "mine"})).await.code(), 17);
    assert_eq!(room.ben.delete(&format!("{path}/{id}")).await.code(), 17);
    room.amira.put(&path, json!({"id": id, "text": "lemon"})).await.ok();
    room.vote(&room.ben, "lemon").await.ok();
    room.amira.delete(&format!("{path}/{id}")).await.ok();
    assert_eq!(room.poll(&room.ben).await["vote_count"], 0);
    assert_eq!(room.ben.get(&format!("{path}/{id}")).await.code(), 16);
    assert_eq!(types(&room.socket.drain().await), ["poll.updated", "poll.vote_casted", "poll.updated"]);
    let strict = asked(json!({})).await;
    assert_eq!(strict.ben.post(&format!("/polls/{}/options", strict.id), json!({"text": "lime"})).await.code(), 17);
    room.amira.patch(&format!("/polls/{}", room.id), json!({"set": {"is_closed": true}})).await.ok();
    assert_eq!(room.ben.post(&path, json!({"text": "late"})).await.code(), 4);
}

#[tokio::test]
async fn a_deleted_poll_leaves_its_message_behind() {
    let mut room = asked(json!({})).await;
    room.vote(&room.ben, "apple").await.ok();
    room.socket.drain().await;
    room.amira.delete(&format!("/polls/{}", room.id)).await.ok();
    let events = room.socket.drain().await;
    assert_eq!(types(&events), ["poll.deleted", "message.updated"]);
    assert!(events[0]["poll"]["id"] == room.id.as_str() && events[1]["message"]["poll"].is_null());
    let message = room.ben.get(&format!("/messages/{}", room.message)).await.ok()["message"].clone();
    assert!(message["text"] == "vote!" && message["poll"].is_null() && message["poll_id"].is_null());
    assert_eq!(room.amira.get(&format!("/polls/{}", room.id)).await.code(), 16);
}

#[tokio::test]
async fn strangers_neither_see_nor_find_nor_vote_in_a_poll() {
    let mut room = asked(json!({})).await;
    let [cleo] = room.server.people(["cleo"]).await;
    assert_eq!(cleo.get(&format!("/polls/{}", room.id)).await.code(), 16);
    assert_eq!(room.votes(&cleo, json!({})).await.code(), 16);
    assert_eq!(room.vote(&cleo, "apple").await.code(), 17);
    assert_eq!(cleo.post("/polls/query", json!({})).await.ok()["polls"], json!([]));
    let alone = room.amira.post("/polls", json!({"name": "unsent"})).await.ok()["poll"].clone();
    room.amira
        .patch(&format!("/polls/{}", alone["id"].as_str().unwrap()), json!({"set": {"name": "still"}}))
        .await
        .ok();
    assert!(room.socket.drain().await.is_empty(), "a poll without a message is nobody's news");
    let found = |answer: Value| answer["polls"].as_array().unwrap().len();
    assert_eq!(found(room.amira.post("/polls/query", json!({})).await.ok()), 2);
    assert_eq!(found(room.ben.post("/polls/query", json!({})).await.ok()), 1);
}

#[tokio::test]
async fn polls_and_votes_are_found_by_their_fields_and_page_by_page() {
    let room = asked(json!({"max_votes_allowed": 3})).await;
    for index in 0..4 {
        let poll = json!({"name": format!("poll {index}"), "is_closed": index % 2 == 0, "level": index});
        room.amira.post("/polls", poll).await.ok();
    }
    let names = |answer: &Value| -> Vec<String> {
        answer["polls"].as_array().unwrap().iter().map(|poll| poll["name"].as_str().unwrap().to_owned()).collect()
    };
    let query = |extra: Value| {
        let mut query = json!({"filter": {"name": {"$in": ["poll 0", "poll 1", "poll 2", "poll 3"]}}, "sort": [{"field": "is_closed", "direction": -1}, {"field": "name", "direction": 1}], "limit": 3});
        query.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        query
    };
    let first = room.amira.post("/polls/query", query(json!({}))).await.ok();
    assert_eq!(names(&first), ["poll 0", "poll 2", "poll 1"]);
    assert!(first["prev"].is_null());
    let second = room.amira.post("/polls/query", query(json!({"next": first["next"]}))).await.ok();
    assert_eq!(names(&second), ["poll 3"]);
    assert!(second["next"].is_null());
    let back = room.amira.post("/polls/query", query(json!({"prev": second["prev"]}))).await.ok();
    assert_eq!(names(&back), names(&first));
    let custom =
        room.amira.post("/polls/query", json!({"filter": {"level": {"$gte": 2}, "is_closed": false}})).await.ok();
    assert_eq!(names(&custom), ["poll 3"]);
    for bad in [
        json!({"filter": {"name": {"$gt": "a"}}}),
        json!({"sort": [{"field": "description"}]}),
        json!({"limit": 101}),
        json!({"next": "nonsense"}),
        json!({"next": first["next"]}),
    ] {
        assert_eq!(room.amira.post("/polls/query", bad).await.code(), 4);
    }
    for option in ["apple", "plum", "none"] {
        room.vote(&room.ben, option).await.ok();
    }
    let plum = room.option("plum").await;
    let votes = room.votes(&room.amira, json!({"filter": {"option_id": plum, "is_answer": false}})).await.ok();
    assert_eq!(votes["votes"].as_array().unwrap().len(), 1);
    let page =
        room.votes(&room.amira, json!({"sort": [{"field": "created_at", "direction": 1}], "limit": 2})).await.ok();
    assert_eq!((page["votes"].as_array().unwrap().len(), &page["votes"][1]["option_id"]), (2, &json!(plum)));
    assert!(page["next"].is_string());
    assert_eq!(room.votes(&room.amira, json!({"filter": {"user_id": {"$exists": true}}})).await.code(), 4);
}
