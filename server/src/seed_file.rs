//! Owns seeds that somebody writes: users, channels, members, messages, reactions as JSON. Adds only what is not there.
//! The demonstration is in `seed`.
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::clock::Time;
use crate::custom;
use crate::db::channels::{self, Channel};
use crate::db::members::{self, Member};
use crate::db::messages::{self, Message};
use crate::db::reactions::{self, Reaction};
use crate::db::reads;
use crate::db::users::{self, User};
use crate::error::{Error, Result};
use crate::ids::{Cid, check_message_id, check_user_id};
use crate::render::{CHANNEL_FIELDS, MESSAGE_FIELDS, USER_FIELDS};

/// How far apart messages are that say no time of their own, in seconds. The last one of a channel is that old.
const STEP: i64 = 60;

/// What a seed holds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seed {
    users: Vec<SeedUser>,
    channels: Vec<SeedChannel>,
}

#[derive(Debug, Deserialize)]
struct SeedUser {
    id: String,
    name: Option<String>,
    image: Option<String>,
    role: Option<String>,
    #[serde(default)]
    teams: Vec<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
struct SeedChannel {
    #[serde(rename = "type")]
    kind: String,
    id: String,
    created_by: Option<String>,
    team: Option<String>,
    #[serde(default)]
    frozen: bool,
    #[serde(default)]
    cooldown: u32,
    created_at: Option<String>,
    #[serde(default)]
    members: Vec<SeedMember>,
    #[serde(default)]
    messages: Vec<SeedMessage>,
    /// By member, the message up to which he has read, or null for nothing. Who is not named has read everything.
    #[serde(default)]
    read: BTreeMap<String, Option<String>>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum SeedMember {
    Id(String),
    Object { user_id: String, channel_role: Option<String> },
}

#[derive(Debug, Deserialize)]
struct SeedMessage {
    id: Option<String>,
    user: String,
    #[serde(default)]
    text: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    parent_id: Option<String>,
    #[serde(default)]
    show_in_channel: bool,
    #[serde(default)]
    silent: bool,
    #[serde(default)]
    pinned: bool,
    #[serde(default)]
    attachments: Vec<Map<String, Value>>,
    #[serde(default)]
    mentioned_users: Vec<String>,
    created_at: Option<String>,
    #[serde(default)]
    reactions: Vec<SeedReaction>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedReaction {
    #[serde(rename = "type")]
    kind: String,
    user: String,
    score: Option<i64>,
}

impl Seed {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.users.is_empty() && self.channels.is_empty()
    }
}

/// Reads a seed. The error names the place.
pub fn parse(text: &[u8]) -> Result<Seed> {
    let mut source = serde_json::Deserializer::from_slice(text);
    serde_path_to_error::deserialize(&mut source)
        .map_err(|error| Error::input(format!("the seed is wrong at {}: {}", error.path(), error.inner())))
}

/// Puts a place in front of what is wrong there.
fn at<T>(place: &str, result: Result<T>) -> Result<T> {
    result.map_err(|error| Error::new(error.code, format!("the seed is wrong at {place}: {}", error.message)))
}

fn time(place: &str, text: Option<&str>) -> Result<Option<Time>> {
    let parse = |text| Time::named("this", text);
    at(place, text.map(parse).transpose())
}

/// Fills it in, all or nothing. Users and channels that are there already stay as they are.
pub async fn fill(app: &Shared, seed: Seed) -> Result<()> {
    app.write(&Caller::user(""), move |work| {
        for (index, user) in seed.users.into_iter().enumerate() {
            let place = format!("users[{index}]");
            at(&place, add_user(work, user))?;
        }
        for (index, channel) in seed.channels.into_iter().enumerate() {
            add_channel(work, &format!("channels[{index}]"), channel)?;
        }
        Ok(())
    })
    .await
}

fn add_user(work: &Work<'_>, seed: SeedUser) -> Result<()> {
    check_user_id(&seed.id)?;
    if users::find(work.conn, &seed.id)?.is_some() {
        return Ok(());
    }
    let custom = custom::take(seed.rest, USER_FIELDS)?;
    let role = seed.role.as_deref().unwrap_or("user");
    let user =
        User { name: seed.name, image: seed.image, teams: seed.teams, custom, ..User::new(&seed.id, role, work.now()) };
    Ok(users::save(work.conn, &user)?)
}

fn known(work: &Work<'_>, place: &str, id: &str) -> Result<()> {
    match users::find(work.conn, id)? {
        Some(_) => Ok(()),
        None => at(place, Err(Error::input(format!("user {id:?} is not among the users")))),
    }
}

fn add_channel(work: &Work<'_>, place: &str, seed: SeedChannel) -> Result<()> {
    let cid = at(place, Cid::new(&seed.kind, &seed.id))?;
    at(place, work.app.types.find(cid.kind()))?;
    if channels::find(work.conn, &cid)?.is_some() {
        return Ok(());
    }
    let people: Vec<(String, Option<String>)> = seed
        .members
        .into_iter()
        .map(|member| match member {
            SeedMember::Id(id) => (id, None),
            SeedMember::Object { user_id, channel_role } => (user_id, channel_role),
        })
        .collect();
    for (index, (id, _)) in people.iter().enumerate() {
        known(work, &format!("{place}.members[{index}]"), id)?;
    }
    let Some(creator) = seed.created_by.or_else(|| people.first().map(|(id, _)| id.clone())) else {
        return at(place, Err(Error::input("a channel needs members or created_by")));
    };
    known(work, &format!("{place}.created_by"), &creator)?;
    let end = work.now();
    let lead = -STEP * (seed.messages.len() as i64 + 1);
    let given = seed.messages.iter().filter_map(|message| Time::parse(message.created_at.as_deref()?)).min();
    let first = given.map_or(end.plus_seconds(lead), |given| given.plus_seconds(-1).min(end.plus_seconds(lead)));
    let start = time(&format!("{place}.created_at"), seed.created_at.as_deref())?.unwrap_or(first);
    let channel = Channel {
        team: seed.team,
        frozen: seed.frozen,
        cooldown: seed.cooldown,
        custom: at(place, custom::take(seed.rest, CHANNEL_FIELDS))?,
        ..Channel::new(&cid, &creator, start)
    };
    channels::insert(work.conn, &channel)?;
    // `insert` leaves switches of the running channel alone.
    channels::save(work.conn, &channel)?;
    for (id, role) in &people {
        let mut member = Member::new(&cid, id, start);
        member.channel_role = role.clone().unwrap_or(member.channel_role);
        members::save(work.conn, &member)?;
    }
    channels::recount_members(work.conn, &cid)?;
    let count = seed.messages.len() as i64;
    for (index, message) in seed.messages.into_iter().enumerate() {
        let place = format!("{place}.messages[{index}]");
        let when = time(&format!("{place}.created_at"), message.created_at.as_deref())?;
        // One microsecond each, so that no two of them share a time.
        let when =
            when.unwrap_or(Time::from_micros(end.plus_seconds(-STEP * (count - index as i64)).micros() + index as i64));
        add_message(work, &place, &cid, index, message, when)?;
    }
    for (id, _) in &people {
        let until = match seed.read.get(id) {
            None => work.now(),
            Some(None) => start,
            Some(Some(message)) => match messages::find(work.conn, message)?.filter(|message| message.cid == cid) {
                Some(message) => message.created_at,
                None => {
                    let text = format!("message {message:?} is not among the channel's messages");
                    return at(&format!("{place}.read.{id}"), Err(Error::input(text)));
                }
            },
        };
        let last = reads::newest_until(work.conn, &cid, id, until)?.map(|message| message.id);
        reads::mark(work.conn, &cid, id, until, last.as_deref())?;
    }
    match seed.read.keys().find(|id| !people.iter().any(|(member, _)| member == *id)) {
        Some(stranger) => {
            at(&format!("{place}.read.{stranger}"), Err(Error::input("this is no member of the channel")))
        }
        None => Ok(()),
    }
}

fn add_message(work: &Work<'_>, place: &str, cid: &Cid, index: usize, seed: SeedMessage, when: Time) -> Result<()> {
    known(work, &format!("{place}.user"), &seed.user)?;
    for id in &seed.mentioned_users {
        known(work, &format!("{place}.mentioned_users"), id)?;
    }
    let id = seed.id.unwrap_or_else(|| format!("seed-{}-{}-{}", cid.kind(), cid.id(), index + 1));
    at(place, check_message_id(&id))?;
    if messages::find(work.conn, &id)?.is_some() {
        return at(place, Err(Error::input(format!("a message with ID {id:?} already exists"))));
    }
    if let Some(parent) = &seed.parent_id {
        match messages::find(work.conn, parent)? {
            Some(parent) if parent.cid == *cid && parent.parent_id.is_none() => {}
            _ => {
                let text =
                    format!("message {parent:?} is not among the channel's earlier messages, or is a reply itself");
                return at(&format!("{place}.parent_id"), Err(Error::input(text)));
            }
        }
    }
    let kind = match (seed.kind.as_deref(), &seed.parent_id) {
        (Some("system"), None) => "system",
        (None | Some("regular" | "reply"), Some(_)) if !seed.show_in_channel => "reply",
        (None | Some("regular" | "reply"), _) => "regular",
        _ => return at(&format!("{place}.type"), Err(Error::input("the type of a message is regular or system"))),
    };
    let message = Message {
        kind: kind.to_owned(),
        text: seed.text,
        attachments: seed.attachments.into_iter().map(Value::Object).collect(),
        mentioned_users: seed.mentioned_users,
        custom: at(place, custom::take(seed.rest, MESSAGE_FIELDS))?,
        parent_id: seed.parent_id,
        show_in_channel: seed.show_in_channel,
        silent: seed.silent,
        pinned_at: seed.pinned.then_some(when),
        pinned_by: seed.pinned.then(|| seed.user.clone()),
        ..Message::new(&id, cid, &seed.user, when)
    };
    messages::insert(work.conn, &message)?;
    channels::count_message(work.conn, cid, message.in_channel().then_some(when))?;
    if let Some(parent) = &message.parent_id {
        messages::recount_replies(work.conn, parent)?;
    }
    for (number, reaction) in seed.reactions.into_iter().enumerate() {
        known(work, &format!("{place}.reactions[{number}].user"), &reaction.user)?;
        let then = Time::from_micros(when.micros() + number as i64 + 1);
        let reaction = Reaction {
            message_id: id.clone(),
            user_id: reaction.user,
            kind: reaction.kind,
            score: reaction.score.unwrap_or(1),
            custom: Map::new(),
            created_at: then,
            updated_at: then,
        };
        reactions::save(work.conn, &reaction)?;
    }
    Ok(())
}
