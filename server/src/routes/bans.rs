//! Owns bans: from a channel, from the whole application, from future channels, and such that the banned does not notice.
//! What a banned user can still do is in `permissions`. Lists of bans are in `ban_queries`.
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use super::message_sweep::{Deletion, sweep};
use super::moderation::{MINUTE, end_after, moderates_everything};
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::{Body, Flag, Params};
use crate::clock::Time;
use crate::db::bans::{self, Ban, FutureBan, FutureBans};
use crate::db::channels::Channel;
use crate::db::{members, users};
use crate::error::{Error, Result};
use crate::ids::Cid;
use crate::realtime::event::Event;

/// Longest reason, in characters: as for flags (protocol notes, "Mute, block, ban, flag").
const MAX_REASON: usize = 255;
/// Future bans that are looked at when a channel is created: more than anybody has.
const MAX_FUTURE: u32 = 10_000;

/// Which channel, in either dialect: `channel_cid`, or `type` and `id`. None of them means the whole application.
#[derive(Deserialize)]
struct Scope {
    channel_cid: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    id: Option<String>,
}

impl Scope {
    fn cid(&self) -> Result<Option<Cid>> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        match (given(&self.channel_cid), given(&self.kind), given(&self.id)) {
            (Some(cid), _, _) => Cid::parse(&cid).map(Some),
            (None, Some(kind), Some(id)) => Cid::new(&kind, &id).map(Some),
            (None, None, None) => Ok(None),
            _ => Err(Error::input("name the channel by channel_cid, or by type and id")),
        }
    }
}

/// The body of banning.
#[derive(Deserialize)]
pub struct Request {
    target_user_id: String,
    #[serde(flatten)]
    scope: Scope,
    reason: Option<String>,
    timeout: Option<i64>,
    shadow: Option<bool>,
    ip_ban: Option<bool>,
    delete_messages: Option<Deletion>,
    ban_from_future_channels: Option<bool>,
    banned_by_id: Option<String>,
}

/// A ban to begin.
pub struct NewBan {
    /// Who is banned.
    pub target: String,
    /// From which channel; from the whole application without one.
    pub cid: Option<Cid>,
    /// Who does it; the caller if nobody is named.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// When it ends by itself.
    pub expires: Option<Time>,
    /// The user is not to notice.
    pub shadow: bool,
    /// The address too.
    pub ip_ban: bool,
    /// From channels that whoever bans will create, too.
    pub future: bool,
}

impl NewBan {
    /// A plain ban.
    pub fn new(target: &str, cid: Option<&Cid>) -> Self {
        NewBan {
            target: target.to_owned(),
            cid: cid.cloned(),
            by: None,
            reason: None,
            expires: None,
            shadow: false,
            ip_ban: false,
            future: false,
        }
    }
}

/// `POST /moderation/ban`. `timeout` is in minutes.
pub async fn ban(State(app): State<Shared>, caller: Caller, Body(body): Body<Request>) -> Result<Answer> {
    let cid = body.scope.cid()?;
    if body.reason.as_ref().is_some_and(|reason| reason.chars().count() > MAX_REASON) {
        return Err(Error::input(format!("a reason has at most {MAX_REASON} characters")));
    }
    app.write(&caller, move |work| {
        let target = body.target_user_id;
        let new = NewBan {
            by: body.banned_by_id.filter(|_| work.caller.is_server()),
            reason: body.reason,
            expires: end_after(work.now(), body.timeout, MINUTE)?,
            shadow: body.shadow == Some(true),
            ip_ban: body.ip_ban == Some(true),
            future: body.ban_from_future_channels == Some(true),
            ..NewBan::new(&target, cid.as_ref())
        };
        begin(work, new)?;
        if let Some(deletion) = body.delete_messages {
            sweep(work, &target, cid.as_ref(), deletion)?;
        }
        Ok(Answer::created(json!({})))
    })
    .await
}

/// Refuses callers who may not ban there; answers the channel.
fn require(work: &Work<'_>, cid: Option<&Cid>) -> Result<Option<Channel>> {
    match cid {
        Some(cid) => {
            let access = work.access(cid)?;
            access.require("ban-channel-members")?;
            Ok(Some(access.channel))
        }
        None if moderates_everything(work)? => Ok(None),
        None => Err(Error::not_allowed("only moderators can ban from the whole application: name a channel")),
    }
}

/// Bans a user, in place of an earlier ban of the same scope.
pub fn begin(work: &mut Work<'_>, new: NewBan) -> Result<()> {
    let channel = require(work, new.cid.as_ref())?;
    let by = match new.by {
        Some(by) => users::find(work.conn, &by)?.ok_or_else(|| Error::missing("user", &by))?.id,
        None if work.caller.is_server() => work.viewer().to_owned(),
        None => work.author()?.id,
    };
    if new.target == by {
        return Err(Error::input("nobody can ban himself"));
    }
    users::find(work.conn, &new.target)?.ok_or_else(|| Error::missing("user", &new.target))?;
    if new.future && by.is_empty() {
        return Err(Error::input("a ban from future channels is from somebody's channels: say whose by banned_by_id"));
    }
    let now = work.now();
    let ban = Ban {
        user_id: new.target,
        cid: new.cid,
        banned_by: by,
        reason: new.reason,
        shadow: new.shadow,
        ip_ban: new.ip_ban,
        created_at: now,
        expires: new.expires,
    };
    bans::save(work.conn, &ban)?;
    if new.future {
        let future = FutureBan {
            user_id: ban.user_id.clone(),
            banned_by: ban.banned_by.clone(),
            reason: ban.reason.clone(),
            shadow: ban.shadow,
            created_at: now,
            expires: ban.expires,
        };
        bans::save_future(work.conn, &future)?;
    }
    announce(work, "user.banned", &ban, channel.as_ref())
}

/// Applies bans from future channels to a channel that has just been created.
pub fn apply_to_new_channel(work: &mut Work<'_>, channel: &Channel) -> Result<()> {
    let wanted = FutureBans { banned_by: Some(&channel.created_by), user_id: None, in_force: true };
    for future in bans::future(work.conn, wanted, MAX_FUTURE, 0)? {
        if bans::find(work.conn, &future.user_id, Some(&channel.cid))?.is_some() {
            continue;
        }
        apply(work, channel, future)?;
    }
    Ok(())
}

/// Gives a new member the bans that wait for him: his own in this channel, and one from its creator's channels.
pub fn apply_to_new_member(work: &mut Work<'_>, channel: &Channel, user_id: &str) -> Result<()> {
    let cid = Some(&channel.cid);
    if bans::find(work.conn, user_id, cid)?.is_some() {
        return Ok(bans::show(work.conn, user_id, cid)?);
    }
    let wanted = FutureBans { banned_by: Some(&channel.created_by), user_id: Some(user_id), in_force: true };
    match bans::future(work.conn, wanted, 1, 0)?.pop() {
        Some(future) => apply(work, channel, future),
        None => Ok(()),
    }
}

fn apply(work: &mut Work<'_>, channel: &Channel, future: FutureBan) -> Result<()> {
    let ban = Ban {
        user_id: future.user_id,
        cid: Some(channel.cid.clone()),
        banned_by: future.banned_by,
        reason: future.reason,
        shadow: future.shadow,
        ip_ban: false,
        created_at: work.now(),
        expires: future.expires,
    };
    bans::save(work.conn, &ban)?;
    announce(work, "user.banned", &ban, Some(channel))
}

/// The parameters of ending a ban.
#[derive(Deserialize)]
pub struct Unban {
    target_user_id: String,
    channel_cid: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    id: Option<String>,
    #[serde(default)]
    remove_future_channels_ban: Flag,
}

/// `DELETE /moderation/ban`. Ending what has not begun is no error.
pub async fn unban(State(app): State<Shared>, caller: Caller, Params(query): Params<Unban>) -> Result<Answer> {
    let cid = Scope { channel_cid: query.channel_cid, kind: query.kind, id: query.id }.cid()?;
    let Flag(future) = query.remove_future_channels_ban;
    app.write(&caller, move |work| {
        let target = query.target_user_id;
        users::find(work.conn, &target)?.ok_or_else(|| Error::missing("user", &target))?;
        end(work, &target, cid.as_ref())?;
        if future {
            // Everybody takes back his own; a server takes back all.
            let by = Some(work.viewer()).filter(|by| !by.is_empty());
            bans::remove_future(work.conn, &target, by)?;
        }
        Ok(Answer::ok(json!({})))
    })
    .await
}

/// Ends a ban.
pub fn end(work: &mut Work<'_>, target: &str, cid: Option<&Cid>) -> Result<()> {
    let channel = require(work, cid)?;
    let ban = bans::find(work.conn, target, cid)?;
    bans::remove(work.conn, target, cid)?;
    match ban {
        Some(ban) => announce(work, "user.unbanned", &ban, channel.as_ref()),
        None => Ok(()),
    }
}

/// Tells those who watch with the user, and himself, unless he must not notice.
fn announce(work: &mut Work<'_>, kind: &str, ban: &Ban, channel: Option<&Channel>) -> Result<()> {
    work.forget_user(&ban.user_id);
    let mut event = match channel {
        Some(channel) => Event::about(kind, work.now(), channel),
        None => Event::new(kind, work.now()),
    };
    event = event.with("user", work.user(&ban.user_id)?).with("shadow", ban.shadow);
    let by = if kind == "user.banned" { ban.banned_by.as_str() } else { work.viewer() };
    if !by.is_empty() {
        event = event.with("created_by", work.user(by)?);
    }
    if kind == "user.banned" {
        event = event.with("total_bans", bans::count(work.conn, &ban.user_id)?);
        if let Some(reason) = &ban.reason {
            event = event.with("reason", reason.as_str());
        }
        if let Some(end) = ban.expires {
            event = event.with("expiration", end);
        }
    }
    if channel.is_none() {
        event.shared_channels = members::cids_of(work.conn, &ban.user_id)?;
    }
    event = match ban.shadow {
        true => event.hidden_from([ban.user_id.clone()]),
        false => event.concerning([ban.user_id.clone()]),
    };
    work.emit(event);
    Ok(())
}
