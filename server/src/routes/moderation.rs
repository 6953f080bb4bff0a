//! Owns what all moderation shares: how long something lasts, who moderates, and the commands /ban, /unban, /mute, /unmute.
use serde_json::{Map, Value};

use super::{bans, mutes};
use crate::app::Work;
use crate::clock::Time;
use crate::db::{members, users};
use crate::error::{Error, Result};
use crate::ids::Cid;
use crate::permissions::Access;
use crate::render::View;

/// One minute, in microseconds: the unit of time-outs of mutes and bans (protocol notes, "Mute, block, ban, flag").
pub const MINUTE: i64 = 60_000_000;
/// One millisecond, in microseconds: the unit of the expiration of channel mutes.
pub const MILLISECOND: i64 = 1_000;
/// Longest time-out, in microseconds: 100 years, so that every end is a date that can be written.
const LONGEST: i64 = 100 * 365 * 24 * 60 * MINUTE;

/// When something ends that lasts so many units. Nothing and zero mean that it lasts until somebody ends it.
pub fn end_after(now: Time, amount: Option<i64>, unit: i64) -> Result<Option<Time>> {
    let amount = amount.unwrap_or(0);
    let micros = amount.saturating_mul(unit);
    match amount {
        0 => Ok(None),
        _ if amount > 0 && micros <= LONGEST => Ok(Some(Time::from_micros(now.micros().saturating_add(micros)))),
        _ => Err(Error::input("a time-out is a positive number that stands for at most 100 years")),
    }
}

/// Whether the caller moderates the whole application.
pub fn moderates_everything(view: &View<'_>) -> Result<bool> {
    Ok(view.caller.is_server() || matches!(view.me()?.role.as_str(), "admin" | "moderator"))
}

/// Refuses callers who may not see what a query over bans or flags finds: whoever moderates only some channels has to
/// name them by `channel_cid`.
pub fn require_moderator(view: &View<'_>, conditions: &Map<String, Value>) -> Result<()> {
    if moderates_everything(view)? {
        return Ok(());
    }
    let condition = conditions.get("channel_cid");
    let named = match condition.map(|condition| condition.get("$eq").or(condition.get("$in")).unwrap_or(condition)) {
        Some(Value::String(cid)) => vec![cid.as_str()],
        Some(Value::Array(cids)) => cids.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if named.is_empty() {
        return Err(Error::not_allowed("only moderators may ask: name the channels that you moderate by channel_cid"));
    }
    for cid in named {
        view.access(&Cid::parse(cid)?)?.require("ban-channel-members")?;
    }
    Ok(())
}

/// Carries out one of the moderation commands, written as `/ban @name reason`; answers what to tell whoever typed it.
/// The name is a user's id, or the name of a member of the channel.
pub fn command(work: &mut Work<'_>, access: &Access, name: &str, args: &str) -> Result<String> {
    let (who, reason) = args.trim().split_once(char::is_whitespace).unwrap_or((args.trim(), ""));
    let target = target_of(work, access, who)?;
    let cid = &access.channel.cid;
    match name {
        "mute" => mutes::set(work, &target, true)?,
        "unmute" => mutes::set(work, &target, false)?,
        "ban" => {
            let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
            bans::begin(work, bans::NewBan { reason, ..bans::NewBan::new(&target, Some(cid)) })?;
        }
        "unban" => bans::end(work, &target, Some(cid))?,
        _ => return Err(Error::input(format!("/{name} is no command of moderation"))),
    }
    let done = match name {
        "mute" => "muted",
        "unmute" => "unmuted",
        "ban" => "banned",
        _ => "unbanned",
    };
    Ok(format!("@{target} has been {done}"))
}

fn target_of(work: &Work<'_>, access: &Access, who: &str) -> Result<String> {
    let name = who.trim_start_matches('@');
    if name.is_empty() {
        return Err(Error::input("name the user, for example @amira"));
    }
    if users::find(work.conn, name)?.is_some() {
        return Ok(name.to_owned());
    }
    for id in members::ids(work.conn, &access.channel.cid)? {
        let known_as = users::find(work.conn, &id)?.and_then(|user| user.name);
        if known_as.is_some_and(|known| known.eq_ignore_ascii_case(name)) {
            return Ok(id);
        }
    }
    Err(Error::missing("user", name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_out_ends_at_a_date_that_can_be_written() {
        let now = Time::from_micros(1_700_000_000_000_000);
        assert_eq!(end_after(now, Some(2), MINUTE).unwrap(), Some(now.plus_seconds(120)));
        assert_eq!(end_after(now, None, MINUTE).unwrap(), None);
        assert_eq!(end_after(now, Some(0), MINUTE).unwrap(), None);
        assert!(end_after(now, Some(-1), MINUTE).is_err() && end_after(now, Some(i64::MAX), MINUTE).is_err());
    }
}
