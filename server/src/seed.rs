//! Owns the demonstration data: a few people, a few channels, a lively conversation. Adds only what is not there.
use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::app::{App, Work};
use crate::auth::Caller;
use crate::clock::Time;
use crate::db::channels::{self, Channel};
use crate::db::members::{self, Member};
use crate::db::messages::{self, Message};
use crate::db::reactions::{self, Reaction};
use crate::db::users::{self, User};
use crate::error::{Error, Result};
use crate::ids::Cid;
use crate::seed_file;

/// Id, name, colour of the avatar.
const PEOPLE: &[(&str, &str, &str)] = &[
    ("amira", "Amira Haddad", "#0f766e"),
    ("ben", "Ben Okafor", "#b45309"),
    ("chiara", "Chiara Conti", "#7c3aed"),
    ("deniz", "Deniz Aydin", "#be123c"),
    ("emil", "Emil Novak", ""),
];

/// One message: author, text, reactions as (type, user).
type Line = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

struct Room {
    cid: &'static str,
    name: &'static str,
    topic: &'static str,
    people: &'static [&'static str],
    lines: &'static [Line],
}

const ROOMS: &[Room] = &[
    Room {
        cid: "messaging:kitchen",
        name: "Office kitchen",
        topic: "Coffee, cake and the dishwasher",
        people: &["amira", "ben", "chiara", "deniz", "emil"],
        lines: &[
            ("ben", "Who moved the good mugs?", &[("haha", "chiara")]),
            ("chiara", "They are in the dishwasher. Where mugs go.", &[("like", "amira"), ("like", "deniz")]),
            (
                "amira",
                "There is lemon cake on the counter until three.",
                &[("love", "ben"), ("love", "emil"), ("wow", "deniz")],
            ),
            ("emil", "Until two, going by the queue.", &[("haha", "amira")]),
            ("deniz", "I brought the beans from the new roastery. Tell me what you think.", &[]),
        ],
    },
    Room {
        cid: "messaging:bicycle-tour",
        name: "Bicycle tour",
        topic: "Sunday, 9:00, at the bridge",
        people: &["amira", "chiara", "deniz"],
        lines: &[
            ("deniz", "Weather says sun all day.", &[("love", "amira")]),
            (
                "amira",
                "I plan 48 km along the river, with a stop at the mill.",
                &[("like", "chiara"), ("like", "deniz")],
            ),
            ("chiara", "Does the mill still serve those plum dumplings?", &[]),
            ("amira", "It does. I asked.", &[("love", "chiara")]),
        ],
    },
    Room {
        cid: "messaging:release-notes",
        name: "Release notes",
        topic: "What went out, and what comes next",
        people: &["amira", "ben", "emil"],
        lines: &[
            ("emil", "Version 2.4 is out. Search is about twice as fast.", &[("like", "ben"), ("like", "amira")]),
            ("ben", "Two people asked for a dark theme today. Again.", &[]),
            ("emil", "Then that is what 2.5 is about.", &[("love", "ben")]),
        ],
    },
    Room {
        cid: "livestream:town-square",
        name: "Town square",
        topic: "Open to everybody, guests too",
        people: &["amira", "ben"],
        lines: &[
            ("ben", "Welcome! Anybody may read and write here.", &[("love", "amira")]),
            ("amira", "Say hello, and where you write from.", &[]),
        ],
    },
];

/// How long before now the conversations end, in seconds.
const END: i64 = 600;
/// How far apart their messages are, in seconds.
const STEP: i64 = 240;

/// Fills in the demonstration, by the name `demo`, or what a file holds.
pub async fn named(app: &Arc<App>, name: &str) -> Result<()> {
    if name == "demo" {
        return demo(app).await;
    }
    let text = tokio::fs::read(name).await;
    let text = text.map_err(|error| Error::input(format!("the seed {name:?} cannot be read: {error}")))?;
    seed_file::fill(app, seed_file::parse(&text)?).await
}

/// Fills in the demonstration.
pub async fn demo(app: &Arc<App>) -> Result<()> {
    app.write(&Caller::user(""), |work| {
        for (id, name, colour) in PEOPLE {
            if users::find(work.conn, id)?.is_none() {
                let mut user = User::new(id, "user", work.now());
                user.name = Some((*name).to_owned());
                user.image = (!colour.is_empty()).then(|| avatar(name, colour));
                users::save(work.conn, &user)?;
            }
        }
        for room in ROOMS {
            let cid = Cid::parse(room.cid)?;
            if channels::find(work.conn, &cid)?.is_none() {
                furnish(work, &cid, room)?;
            }
        }
        Ok(())
    })
    .await
}

fn furnish(work: &Work<'_>, cid: &Cid, room: &Room) -> Result<()> {
    let start = work.now().plus_seconds(-END - STEP * room.lines.len() as i64);
    let mut custom = Map::new();
    custom.insert("name".to_owned(), room.name.into());
    custom.insert("topic".to_owned(), room.topic.into());
    let channel = Channel { custom, ..Channel::new(cid, room.people[0], start) };
    channels::insert(work.conn, &channel)?;
    for (index, line) in room.lines.iter().enumerate() {
        say(work, cid, index, line, start.plus_seconds(STEP * (index as i64 + 1)))?;
    }
    for person in room.people {
        // Everybody has read everything but the last message of others.
        let read = start.plus_seconds(STEP * room.lines.len() as i64 - 1);
        members::save(work.conn, &Member::new(cid, person, start))?;
        crate::db::reads::mark(work.conn, cid, person, read, None)?;
    }
    channels::recount_members(work.conn, cid)?;
    Ok(())
}

fn say(work: &Work<'_>, cid: &Cid, index: usize, line: &Line, at: Time) -> Result<()> {
    let (author, text, reacted) = line;
    let id = format!("demo-{}-{}", cid.id(), index + 1);
    let message = Message { text: (*text).to_owned(), ..Message::new(&id, cid, author, at) };
    messages::save(work.conn, &message)?;
    channels::count_message(work.conn, cid, Some(at))?;
    for (number, (kind, user)) in reacted.iter().enumerate() {
        let then = at.plus_seconds(number as i64 + 1);
        let reaction = Reaction {
            message_id: id.clone(),
            user_id: (*user).to_owned(),
            kind: (*kind).to_owned(),
            score: 1,
            custom: Map::new(),
            created_at: then,
            updated_at: then,
        };
        reactions::save(work.conn, &reaction)?;
    }
    Ok(())
}

/// Initials on a disc, as a picture inside the address: the demonstration loads nothing from anywhere.
fn avatar(name: &str, colour: &str) -> String {
    let initials: String = name.split(' ').filter_map(|word| word.chars().next()).collect();
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'><circle cx='32' cy='32' r='32' fill='{colour}'/>\
         <text x='32' y='41' font-family='sans-serif' font-size='26' text-anchor='middle' fill='#fff'>{initials}</text></svg>"
    );
    let mut image = "data:image/svg+xml,".to_owned();
    for byte in svg.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => image.push(byte as char),
            _ => {
                let _ = write!(image, "%{byte:02X}");
            }
        }
    }
    image
}

/// What the demonstration consists of: whom to sign in as, where to look.
pub fn summary() -> Value {
    json!({"users": PEOPLE.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), "channels": ROOMS.iter().map(|room| room.cid).collect::<Vec<_>>()})
}
