//! Owns muting channels: their messages raise no unread counter, and they are left out of the totals. Users are muted in `mutes`.
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::moderation::{MILLISECOND, end_after};
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::db::channel_mutes;
use crate::error::{Error, Result};
use crate::ids::Cid;
use crate::realtime::event::Event;

/// Channels that can be muted in one call (protocol notes, "Limits").
const MAX_CHANNELS: usize = 25;

/// The body of muting and unmuting, in both dialects.
#[derive(Deserialize)]
pub struct Channels {
    channel_cid: Option<String>,
    channel_cids: Option<Vec<String>>,
    expiration: Option<i64>,
}

impl Channels {
    fn cids(&self) -> Result<Vec<Cid>> {
        let mut named = self.channel_cids.clone().unwrap_or_default();
        named.extend(self.channel_cid.clone());
        named.sort();
        named.dedup();
        if named.is_empty() || named.len() > MAX_CHANNELS {
            return Err(Error::input(format!("name 1 to {MAX_CHANNELS} channels by channel_cids")));
        }
        named.iter().map(|cid| Cid::parse(cid)).collect()
    }
}

/// `POST /moderation/mute/channel`: members only. `expiration` is in milliseconds; without one it lasts until ended.
pub async fn mute(State(app): State<Shared>, caller: Caller, Body(body): Body<Channels>) -> Result<Answer> {
    let cids = body.cids()?;
    app.write(&caller, move |work| {
        let user = work.author()?;
        let expires = end_after(work.now(), body.expiration, MILLISECOND)?;
        for cid in &cids {
            let access = work.access(cid)?;
            access.require("mute-channel")?;
            if access.member.is_none() {
                return Err(Error::not_allowed("only members can mute a channel"));
            }
            channel_mutes::save(work.conn, &user.id, cid, work.now(), expires)?;
        }
        let mut made = Vec::new();
        for cid in &cids {
            if let Some(mute) = channel_mutes::find(work.conn, &user.id, cid)? {
                made.extend(work.channel_mute(&mute)?);
            }
        }
        let mut answer = Map::new();
        if let [only] = made.as_slice() {
            answer.insert("channel_mute".to_owned(), only.clone());
        }
        answer.insert("channel_mutes".to_owned(), made.into());
        answer.insert("own_user".to_owned(), announce(work)?);
        Ok(Answer::created(Value::Object(answer)))
    })
    .await
}

/// `POST /moderation/unmute/channel`. Ending what has not begun is no error.
pub async fn unmute(State(app): State<Shared>, caller: Caller, Body(body): Body<Channels>) -> Result<Answer> {
    let cids = body.cids()?;
    app.write(&caller, move |work| {
        let user = work.author()?;
        for cid in &cids {
            channel_mutes::remove(work.conn, &user.id, cid)?;
        }
        announce(work)?;
        Ok(Answer::created(json!({})))
    })
    .await
}

/// Tells all of the viewer's connections which channels he has muted now; answers what they hear of him.
fn announce(work: &mut Work<'_>) -> Result<Value> {
    let user = work.author()?;
    let me = work.own_user(&user)?;
    let event =
        Event::new("notification.channel_mutes_updated", work.now()).with("me", me.clone()).concerning([user.id]);
    work.emit(event);
    Ok(me)
}
