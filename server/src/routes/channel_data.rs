//! Owns the fields of a channel that stand among its custom data but are the protocol's: who may set them, and which
//! values are right. Custom data itself is in `custom`.
use serde_json::{Map, Value};

use crate::channel_settings::overrides;
use crate::db::channels::Channel;
use crate::error::{Error, Result};
use crate::filter_tags;
use crate::partial_update::{PartialUpdate, switch};
use crate::permissions::Access;
use crate::render::View;

/// Longest slow mode, in seconds (protocol notes, "Limits").
const MAX_COOLDOWN: u32 = 120;
/// Longest team and language, in characters.
const MAX_NAME: usize = 255;

/// Who sets the fields.
pub enum By<'a> {
    /// Whoever creates the channel.
    Creator,
    /// Somebody with a place in it.
    Member(&'a Access),
}

/// Takes the fields over. What is absent stays; null brings back what a new channel has.
pub fn apply(view: &View<'_>, by: &By<'_>, channel: &mut Channel, data: &Map<String, Value>) -> Result<()> {
    let server = view.caller.is_server();
    for (name, is) in [("frozen", &mut channel.frozen), ("disabled", &mut channel.disabled)] {
        let wanted = switch(data, name)?.unwrap_or(*is && !data.get(name).is_some_and(Value::is_null));
        if wanted != *is {
            match by {
                By::Member(access) => access.require("freeze-channel")?,
                // Clients send such fields along, as they received them.
                By::Creator if !server => continue,
                By::Creator => {}
            }
            *is = wanted;
        }
    }
    if let Some(value) = data.get("cooldown").filter(|_| matches!(by, By::Member(_))) {
        let seconds = match value {
            Value::Null => 0,
            value => value.as_u64().and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(u32::MAX),
        };
        set_cooldown(by, channel, seconds)?;
    }
    if let Some(team) = data.get("team") {
        set_team(view, by, channel, team)?;
    }
    if let Some(tags) = data.get("filter_tags") {
        channel.filter_tags = Vec::new();
        filter_tags::change(&mut channel.filter_tags, names("filter_tags", tags)?, &[])?;
    }
    match data.get("auto_translation_enabled") {
        Some(Value::Null) => channel.auto_translation_enabled = false,
        _ => {
            channel.auto_translation_enabled =
                switch(data, "auto_translation_enabled")?.unwrap_or(channel.auto_translation_enabled);
        }
    }
    match data.get("auto_translation_language") {
        None => {}
        Some(value) => channel.auto_translation_language = name("auto_translation_language", value)?,
    }
    if let Some(value) = data.get("config_overrides") {
        if let By::Member(access) = by
            && !access.moderates()
        {
            return Err(Error::not_allowed("only moderators, admins and servers set config_overrides"));
        }
        if matches!(by, By::Creator) && !server {
            return Err(Error::not_allowed("config_overrides cannot be set by a client that creates a channel"));
        }
        if value.get("grants").is_some() && !server && view.me()?.role != "admin" {
            return Err(Error::not_allowed("only admins and servers change the grants of a channel"));
        }
        channel.config_overrides = overrides(channel.config_overrides.as_ref(), value, &view.app.commands)?;
    }
    Ok(())
}

/// The same for a partial update, where fields are also unset by name.
pub fn apply_partial(
    view: &View<'_>,
    access: &Access,
    channel: &mut Channel,
    change: &PartialUpdate,
    built_in: &[&str],
) -> Result<()> {
    let mut data = change.set.clone();
    let unset = change.unset.iter().filter(|name| built_in.contains(&name.as_str()));
    data.extend(unset.map(|name| (name.clone(), Value::Null)));
    apply(view, &By::Member(access), channel, &data)
}

/// Slow mode.
pub fn set_cooldown(by: &By<'_>, channel: &mut Channel, seconds: u32) -> Result<()> {
    if seconds == channel.cooldown {
        return Ok(());
    }
    if let By::Member(access) = by {
        access.require("set-channel-cooldown")?;
    }
    if seconds > MAX_COOLDOWN {
        return Err(Error::input(format!("cooldown is 0 to {MAX_COOLDOWN} seconds")));
    }
    channel.cooldown = seconds;
    Ok(())
}

/// The team: one of the user's own, if he has any. Afterwards only a server changes it.
fn set_team(view: &View<'_>, by: &By<'_>, channel: &mut Channel, value: &Value) -> Result<()> {
    let team = name("team", value)?;
    if team == channel.team {
        return Ok(());
    }
    if !view.caller.is_server() {
        let teams = view.me()?.teams;
        let own = team.as_ref().is_none_or(|team| teams.is_empty() || teams.contains(team));
        match by {
            By::Member(_) => return Err(Error::not_allowed("only a server changes the team of a channel")),
            By::Creator if !own => {
                return Err(Error::not_allowed(format!("you do not belong to team {:?}", team.unwrap_or_default())));
            }
            By::Creator => {}
        }
    }
    channel.team = team;
    Ok(())
}

fn name(what: &str, value: &Value) -> Result<Option<String>> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        Value::String(text) if text.chars().count() <= MAX_NAME => Ok(Some(text.clone())),
        _ => Err(Error::input(format!("{what} is a text of at most {MAX_NAME} characters"))),
    }
}

fn names(what: &str, value: &Value) -> Result<Vec<String>> {
    let list = match value {
        Value::Null => return Ok(Vec::new()),
        Value::Array(list) => list,
        _ => return Err(Error::input(format!("{what} is a list of texts"))),
    };
    let texts: Option<Vec<String>> = list.iter().map(|item| item.as_str().map(str::to_owned)).collect();
    texts.ok_or_else(|| Error::input(format!("{what} is a list of texts")))
}
