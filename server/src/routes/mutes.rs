//! Owns muting users. A muted author's messages still arrive, but they raise no unread counter. Channels are muted in `channel_mutes`.
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::moderation::{MINUTE, end_after};
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::clock::Time;
use crate::db::{mutes, users};
use crate::error::{Error, Result};
use crate::realtime::event::Event;

/// Users that can be muted in one call (protocol notes, "Limits").
const MAX_TARGETS: usize = 1_000;

/// The body of muting and unmuting, in both dialects.
#[derive(Deserialize)]
pub struct Targets {
    target_id: Option<String>,
    target_ids: Option<Vec<String>>,
    timeout: Option<i64>,
}

impl Targets {
    /// Those who exist, and those who do not; some must.
    fn split(&self, work: &Work<'_>) -> Result<(Vec<String>, Vec<String>)> {
        let mut named = self.target_ids.clone().unwrap_or_default();
        named.extend(self.target_id.clone());
        named.sort();
        named.dedup();
        if named.is_empty() || named.len() > MAX_TARGETS {
            return Err(Error::input(format!("name 1 to {MAX_TARGETS} users by target_ids")));
        }
        if named.iter().any(|id| id == work.viewer()) {
            return Err(Error::input("nobody can mute himself"));
        }
        let unknown = users::unknown(work.conn, &named)?;
        named.retain(|id| !unknown.contains(id));
        match (named.is_empty(), unknown.first()) {
            (true, Some(id)) => Err(Error::missing("user", id)),
            _ => Ok((named, unknown)),
        }
    }
}

/// `POST /moderation/mute`, also under `/api/v2`. `timeout` is in minutes; without one the mute lasts until it is ended.
pub async fn mute(State(app): State<Shared>, caller: Caller, Body(body): Body<Targets>) -> Result<Answer> {
    app.write(&caller, move |work| {
        let user = work.author()?;
        let (targets, unknown) = body.split(work)?;
        let expires = end_after(work.now(), body.timeout, MINUTE)?;
        let mut made = Vec::new();
        for target in &targets {
            begin(work, &user.id, target, expires)?;
            if let Some(mute) = mutes::find(work.conn, &user.id, target)? {
                made.push(work.mute(&mute)?);
            }
        }
        let me = announce(work)?;
        announce_muted(work, &targets)?;
        let mut answer = Map::new();
        if let [only] = made.as_slice() {
            answer.insert("mute".to_owned(), only.clone());
        }
        answer.insert("mutes".to_owned(), made.into());
        answer.insert("own_user".to_owned(), me);
        answer.insert("non_existing_users".to_owned(), unknown.into());
        Ok(Answer::created(Value::Object(answer)))
    })
    .await
}

/// `POST /moderation/unmute`, also under `/api/v2`. Ending what has not begun is no error.
pub async fn unmute(State(app): State<Shared>, caller: Caller, Body(body): Body<Targets>) -> Result<Answer> {
    app.write(&caller, move |work| {
        let user = work.author()?;
        let (targets, unknown) = body.split(work)?;
        for target in &targets {
            mutes::remove(work.conn, &user.id, target)?;
        }
        announce(work)?;
        Ok(Answer::created(json!({"non_existing_users": unknown})))
    })
    .await
}

/// Mutes, without telling anybody.
fn begin(work: &Work<'_>, user: &str, target: &str, expires: Option<Time>) -> Result<()> {
    Ok(mutes::save(work.conn, user, target, work.now(), expires)?)
}

/// Mutes or unmutes one user on behalf of the viewer, for the commands of the same names.
pub fn set(work: &mut Work<'_>, target: &str, muted: bool) -> Result<()> {
    let user = work.author()?;
    if user.id == target {
        return Err(Error::input("nobody can mute himself"));
    }
    match muted {
        true => begin(work, &user.id, target, None)?,
        false => mutes::remove(work.conn, &user.id, target)?,
    }
    announce(work)?;
    if muted {
        announce_muted(work, &[target.to_owned()])?;
    }
    Ok(())
}

/// Tells all of the viewer's connections whom he mutes now; answers what they hear of him.
fn announce(work: &mut Work<'_>) -> Result<Value> {
    let user = work.author()?;
    let me = work.own_user(&user)?;
    let event = Event::new("notification.mutes_updated", work.now()).with("me", me.clone()).concerning([user.id]);
    work.emit(event);
    Ok(me)
}

fn announce_muted(work: &mut Work<'_>, targets: &[String]) -> Result<()> {
    let user = work.viewer().to_owned();
    let rendered = targets.iter().map(|id| work.user(id)).collect::<Result<Vec<_>>>()?;
    let mut event = Event::new("user.muted", work.now()).with("user", work.user(&user)?).concerning([user]);
    if let [only] = rendered.as_slice() {
        event = event.with("target_user", only.clone());
    }
    work.emit(event.with("target_users", rendered));
    Ok(())
}
