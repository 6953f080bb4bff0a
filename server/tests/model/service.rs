//! Owns taking the steps on the server, and comparing what every person finds there with what should be the case.
use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use serde_json::{Value, json};

use super::steps::{Act, CHANNELS, Label, PEOPLE, Person, Room, Step};
use super::support::Reply;
use super::support::inside::{Identity, Inside, query};
use super::support::story::identity;
use super::world::{Heard, MEMBERS, Message, OWNERS, Outcome, Totals, World};

/// A member who never acts: he keeps channels from being conversations of two when somebody leaves.
pub const BYSTANDER: &str = "diana";

/// One run on a server that other runs use too: its own people and channels.
pub struct Stage<'a> {
    server: &'a Inside,
    run: u64,
    people: Vec<Identity>,
    connections: Vec<String>,
}

/// Fails with a text that says what differs.
macro_rules! agree {
    ($found:expr, $expected:expr, $($what:tt)*) => {
        let (found, expected) = ($found, $expected);
        if found != expected {
            return Err(format!("{}: the server has {found:?}, expected is {expected:?}", format!($($what)*)));
        }
    };
}

impl<'a> Stage<'a> {
    /// Sets the scene: people who are connected by long poll, and channels.
    pub async fn set(server: &'a Inside, run: u64) -> Self {
        let mut stage = Stage { server, run, people: Vec::new(), connections: Vec::new() };
        stage.people.extend(PEOPLE.map(|name| Identity::unsigned(&format!("{name}-{run}"))));
        for user in &stage.people {
            let path = format!("/longpoll?{}", query("json", &json!({"user_id": user.id}).to_string()));
            let first = server.get(user, &path).await.ok()["event"].clone();
            stage.connections.push(first["connection_id"].as_str().unwrap().to_owned());
        }
        for (room, members) in MEMBERS.iter().enumerate() {
            let mut ids: Vec<&str> = members.iter().map(|(person, _)| stage.people[*person].id.as_str()).collect();
            // A conversation of two stays one.
            ids.extend((room != 1).then_some(BYSTANDER));
            let (owner, path) = (OWNERS[room], stage.room(room));
            stage.open(owner, &path, Some(json!(ids)), members.contains(&(owner, true))).await;
            let promotion = json!({"add_moderators": [stage.people[owner].id]});
            server.post(&identity(server, "server"), &format!("/channels/messaging/{path}"), promotion).await.ok();
            for (person, _) in members.iter().filter(|(person, watching)| *watching && *person != owner) {
                stage.open(*person, &path, None, true).await;
            }
        }
        stage
    }

    async fn open(&self, person: Person, id: &str, members: Option<Value>, watch: bool) {
        let path = format!("/channels/messaging/{id}/query?connection_id={}", self.connections[person]);
        let data = members.map_or(json!({}), |members| json!({"members": members}));
        let body = json!({"data": data, "watch": watch, "state": false});
        self.server.post(&self.people[person], &path, body).await.ok();
    }

    fn room(&self, room: Room) -> String {
        format!("room-{room}-{}", self.run)
    }

    fn cid(&self, room: Room) -> String {
        format!("messaging:{}", self.room(room))
    }

    fn message(&self, label: Label) -> String {
        format!("{}-{label}", self.run)
    }

    fn label(&self, id: &Value) -> Option<Label> {
        id.as_str()?.strip_prefix(&format!("{}-", self.run))?.parse().ok()
    }

    /// Takes a step on the server.
    pub async fn take(&self, step: &Step, sent: &BTreeMap<Label, Message>, outcome: Outcome) -> Result<(), String> {
        let path = |room: Room, rest: &str| format!("/channels/messaging/{}{rest}", self.room(room));
        let place = |label: &Label| sent.get(label).map_or(0, |message| message.room);
        let new = |extra: Value| {
            let mut message = json!({"id": self.message(step.number), "text": "x"});
            message.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap_or_default());
            json!({"message": message})
        };
        let id = |person: Person| self.people[person].id.as_str();
        let post = Method::POST;
        let (method, path, body) = match &step.act {
            Act::Send { room, silent } => (post, path(*room, "/message"), Some(new(json!({"silent": silent})))),
            Act::Reply { parent, shown, silent } => {
                let reply = json!({"silent": silent, "show_in_channel": shown, "parent_id": self.message(*parent)});
                (post, path(place(parent), "/message"), Some(new(reply)))
            }
            Act::Read { room, up_to } => {
                let body = up_to.map_or(json!({}), |label| json!({"message_id": self.message(label)}));
                (post, path(*room, "/read"), Some(body))
            }
            Act::ReadAll => (post, "/channels/read".to_owned(), Some(json!({}))),
            Act::MarkUnread { from } => {
                let body = json!({"message_id": self.message(*from)});
                (post, path(place(from), "/unread"), Some(body))
            }
            Act::ReadThread { parent } => {
                (post, path(place(parent), "/read"), Some(json!({"thread_id": self.message(*parent)})))
            }
            Act::UnreadThread { parent } => {
                (post, path(place(parent), "/unread"), Some(json!({"thread_id": self.message(*parent)})))
            }
            Act::Truncate { room, hard } => (post, path(*room, "/truncate"), Some(json!({"hard_delete": hard}))),
            Act::Hide { room, clear } => (post, path(*room, "/hide"), Some(json!({"clear_history": clear}))),
            Act::Show { room } => (post, path(*room, "/show"), Some(json!({}))),
            Act::Delete { message, hard } => {
                (Method::DELETE, format!("/messages/{}?hard={hard}", self.message(*message)), None)
            }
            Act::Add { room, person } => (post, path(*room, ""), Some(json!({"add_members": [id(*person)]}))),
            Act::Remove { room, person } => (post, path(*room, ""), Some(json!({"remove_members": [id(*person)]}))),
            Act::Mute { person, on } => {
                let path = if *on { "/moderation/mute" } else { "/moderation/unmute" };
                (post, path.to_owned(), Some(json!({"target_id": id(*person)})))
            }
            Act::MuteRoom { room, on } => {
                let path = if *on { "/moderation/mute/channel" } else { "/moderation/unmute/channel" };
                (post, path.to_owned(), Some(json!({"channel_cid": self.cid(*room)})))
            }
            Act::Block { person, on } => {
                let path = if *on { "/users/block" } else { "/users/unblock" };
                (post, path.to_owned(), Some(json!({"blocked_user_id": id(*person)})))
            }
            Act::Ban { room, person, shadow } => {
                let body = json!({"target_user_id": id(*person), "channel_cid": self.cid(*room), "shadow": shadow});
                (post, "/moderation/ban".to_owned(), Some(body))
            }
            Act::Unban { room, person } => {
                let path = format!("/moderation/ban?target_user_id={}&channel_cid={}", id(*person), self.cid(*room));
                (Method::DELETE, path, None)
            }
        };
        let reply = self.server.call(&self.people[step.by], method, &path, body).await;
        let found = match (reply.status, reply.body["code"].as_i64()) {
            (200..300, _) => Outcome::Done,
            (_, Some(code)) => Outcome::Refused(code),
            (status, None) => return Err(format!("step {step}: status {status} without a code")),
        };
        agree!(found, outcome, "step {step}");
        Ok(())
    }

    /// Compares the counters and the channels that a person sees.
    pub async fn compare(&self, world: &World, person: Person) -> Result<(), String> {
        self.compare_counts(world, person).await?;
        self.compare_channels(world, person, false).await?;
        self.compare_channels(world, person, true).await
    }

    async fn compare_counts(&self, world: &World, person: Person) -> Result<(), String> {
        let name = PEOPLE[person];
        let unread = good(self.server.get(&self.people[person], "/unread").await)?;
        let expected = world.totals(person);
        agree!(unread["total_unread_count"].as_u64(), Some(expected.0 as u64), "all that is unread for {name}");
        let threads = unread["threads"].as_array().into_iter().flatten();
        let line =
            |line: &Value| Some((self.label(&line["parent_message_id"])?, line["unread_count"].as_u64()? as usize));
        let mut found: Vec<(Label, usize)> = threads.filter_map(line).collect();
        found.sort();
        agree!(found.clone(), world.unread_threads(person), "unread threads of {name}");
        agree!(
            unread["total_unread_threads_count"].as_u64(),
            Some(found.len() as u64),
            "the number of unread threads of {name}"
        );
        for room in 0..CHANNELS {
            let cid = self.cid(room);
            let channels = unread["channels"].as_array().into_iter().flatten();
            let count =
                channels.filter(|line| line["channel_id"] == cid).filter_map(|line| line["unread_count"].as_u64());
            let expected = world.unread(room, person) as u64;
            agree!(count.sum::<u64>(), expected, "unread for {name} in room {room}");
        }
        Ok(())
    }

    async fn compare_channels(&self, world: &World, person: Person, hidden: bool) -> Result<(), String> {
        let (name, user) = (PEOPLE[person], &self.people[person]);
        let shown = |room: &Room| world.places[*room][person].as_ref().is_some_and(|place| place.hidden == hidden);
        let expected: Vec<Room> = (0..CHANNELS).filter(shown).collect();
        if hidden && expected.is_empty() {
            return Ok(());
        }
        let all: Vec<String> = (0..CHANNELS).map(|room| self.cid(room)).collect();
        let mut filter = json!({"cid": {"$in": all}});
        if hidden {
            filter["hidden"] = true.into();
        }
        let body = json!({"filter_conditions": filter, "state": true, "message_limit": 100, "sort": [{"field": "created_at", "direction": 1}]});
        let reply = self.server.post(user, "/channels", body).await;
        if expected.is_empty() && reply.status == 403 {
            agree!(reply.body["code"].as_i64(), Some(70), "the query of {name}, who may see none of the channels");
            return Ok(());
        }
        let answer = good(reply)?;
        let bundles = answer["channels"].as_array().into_iter().flatten();
        let number = |bundle: &Value| all.iter().position(|cid| bundle["channel"]["cid"] == cid.as_str());
        let found: Vec<Room> = bundles.clone().filter_map(number).collect();
        agree!(&found, &expected, "channels of {name} with hidden {hidden}");
        for (bundle, room) in bundles.zip(expected) {
            self.compare_list(world, person, room, bundle)?;
        }
        Ok(())
    }

    fn compare_list(&self, world: &World, person: Person, room: Room, bundle: &Value) -> Result<(), String> {
        let name = PEOPLE[person];
        let messages = bundle["messages"].as_array().into_iter().flatten();
        let found: Vec<Option<Label>> = messages.clone().map(|message| self.label(&message["id"])).collect();
        let expected = world.list(room, person);
        agree!(
            found,
            expected.iter().map(|label| Some(*label)).collect::<Vec<_>>(),
            "messages of room {room} for {name}"
        );
        for (message, label) in messages.zip(expected) {
            let stored = &world.messages[&label];
            agree!(
                message["type"] == "deleted",
                stored.deleted,
                "message {label} of room {room} for {name} is deleted"
            );
            let shadowed = stored.shadowed && stored.author != person;
            agree!(message["shadowed"] == true, shadowed, "message {label} of room {room} is shadowed for {name}");
            let replies = world.messages.values().filter(|reply| reply.parent == Some(label) && !reply.shadowed);
            let (gone, there): (Vec<_>, Vec<_>) = replies.partition(|reply| reply.deleted);
            let counts = (message["reply_count"].as_u64(), message["deleted_reply_count"].as_u64());
            agree!(counts, (Some(there.len() as u64), Some(gone.len() as u64)), "replies to message {label}");
        }
        let reads = bundle["read"].as_array().into_iter().flatten();
        let own = reads.filter(|read| read["user"]["id"] == self.people[person].id.as_str());
        let expected = world.places[room][person].as_ref().map(|place| place.unread.len() as u64);
        agree!(
            own.map(|read| read["unread_messages"].as_u64()).next().flatten(),
            expected,
            "the mark of {name} in room {room}"
        );
        Ok(())
    }

    /// Compares for everybody also the replies of every thread, everything that was heard, and what a new connection is told first.
    pub async fn compare_all(&self, world: &World) -> Result<(), String> {
        let parents: BTreeSet<Label> = world.messages.values().filter_map(|message| message.parent).collect();
        for (person, user) in self.people.iter().enumerate() {
            let name = PEOPLE[person];
            self.compare(world, person).await?;
            agree!(&self.events(person).await?, &world.heard[person], "the events of {name}");
            for label in parents.iter().filter(|label| world.sees(person, **label)) {
                let answer = good(self.server.get(user, &format!("/messages/{}/replies", self.message(*label))).await)?;
                let replies = answer["messages"].as_array().into_iter().flatten();
                let found: Vec<Option<Label>> = replies.map(|reply| self.label(&reply["id"])).collect();
                let expected: Vec<Option<Label>> = world.replies(*label, person).into_iter().map(Some).collect();
                agree!(found, expected, "replies to message {label} for {name}");
            }
            let path = format!("/longpoll?{}", query("json", &json!({"user_id": user.id}).to_string()));
            let me = good(self.server.get(user, &path).await)?["event"]["me"].clone();
            agree!(totals(&me), Some(world.totals(person)), "the totals in the welcome of {name}");
            let threads = me["unread_threads"].as_u64().map(|threads| threads as usize);
            agree!(threads, Some(world.thread_totals(person).0), "the unread threads in the welcome of {name}");
        }
        Ok(())
    }

    /// What a person has heard, as far as it is about counters.
    async fn events(&self, person: Person) -> Result<Vec<Heard>, String> {
        let (user, connection) = (&self.people[person], &self.connections[person]);
        // Of his own profile everybody hears, and of that change last.
        let last = json!({"users": [{"id": user.id, "set": {"over": true}}]});
        good(self.server.call(user, Method::PATCH, "/users", Some(last)).await)?;
        let mut heard = Vec::new();
        loop {
            let Reply { status, body } = self.server.get(user, &format!("/longpoll?connection_id={connection}")).await;
            agree!(status, 200, "the poll of {}", PEOPLE[person]);
            for event in body["events"].as_array().into_iter().flatten() {
                let kind = match event["type"].as_str() {
                    Some("user.updated") if event["user"]["id"] == user.id.as_str() => return Ok(heard),
                    Some("message.new") => "message.new",
                    Some("notification.message_new") => "notification.message_new",
                    Some("notification.thread_message_new") => "notification.thread_message_new",
                    Some("notification.mark_read") => "notification.mark_read",
                    Some("notification.mark_unread") => "notification.mark_unread",
                    Some("notification.channel_truncated") => "notification.channel_truncated",
                    _ => continue,
                };
                let about = self.label(&event["message"]["id"]);
                heard.push(Heard { kind, about, totals: totals(event), threads: thread_totals(event) });
            }
        }
    }
}

fn good(reply: Reply) -> Result<Value, String> {
    match reply.status {
        200..300 => Ok(reply.body),
        status => Err(format!("status {status}: {}", reply.body)),
    }
}

fn totals(of: &Value) -> Option<Totals> {
    let number = |key: &str| of[key].as_u64().map(|number| number as usize);
    let (all, old_name, channels) =
        (number("total_unread_count")?, number("unread_count")?, number("unread_channels")?);
    (all == old_name).then_some((all, channels))
}

fn thread_totals(of: &Value) -> Option<Totals> {
    let number = |key: &str| of[key].as_u64().map(|number| number as usize);
    Some((number("unread_threads")?, number("unread_thread_messages")?))
}
