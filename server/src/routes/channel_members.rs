//! Owns members as a resource: query, add, remove, roles, partial update. Invitations are answered in `invites`.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::bans;
use super::blocks::hide_new;
use super::roles::check_channel_role;
use super::users::require_known;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::{Body, Payload};
use crate::clock::Time;
use crate::custom;
use crate::db::blocks;
use crate::db::channels::{self, Channel};
use crate::db::members::{self, Member};
use crate::db::{thread_participants, users};
use crate::error::{Error, Result};
use crate::filter;
use crate::filter_fields::{MEMBERS, member_sort};
use crate::ids::Cid;
use crate::partial_update::{PartialUpdate, switch};
use crate::permissions::Access;
use crate::realtime::event::Event;
use crate::render::MEMBER_FIELDS;

/// Members per page: default and maximum (protocol notes, "Limits and defaults").
const PAGE: (u32, u32) = (100, 300);
/// Furthest page start.
const MAX_OFFSET: u32 = 10_000;

/// A member as clients name one: a user id, or an object with more.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub enum MemberInput {
    /// Just the user.
    Id(String),
    /// The user with a role or custom data.
    Object {
        user_id: String,
        channel_role: Option<String>,
        #[serde(flatten)]
        rest: Map<String, Value>,
    },
}

impl MemberInput {
    /// The user.
    pub fn user_id(&self) -> &str {
        match self {
            MemberInput::Id(id) => id,
            MemberInput::Object { user_id, .. } => user_id,
        }
    }
}

/// Refuses users that do not exist.
pub fn known_users<'a>(work: &Work<'_>, named: impl Iterator<Item = &'a MemberInput>) -> Result<()> {
    let ids: Vec<String> = named.map(|member| member.user_id().to_owned()).collect();
    require_known(work, &ids)
}

/// How members come in.
#[derive(Clone, Copy)]
pub struct Joining {
    /// They are asked, not added.
    pub invited: bool,
    /// Messages up to here stay hidden from them.
    pub hidden_before: Option<Time>,
    /// They may be given a role other than the plain one.
    pub granting: bool,
}

/// Adds the first members of a new channel. Nobody watches yet, so only those added hear of it.
pub fn add_at_creation(
    work: &mut Work<'_>,
    channel: &Channel,
    list: Vec<MemberInput>,
    invites: Vec<MemberInput>,
    watch: bool,
) -> Result<()> {
    let first = Joining { invited: false, hidden_before: None, granting: true };
    let added = insert(work, &channel.cid, list, first)?;
    let invited = insert(work, &channel.cid, invites, Joining { invited: true, ..first })?;
    channels::recount_members(work.conn, &channel.cid)?;
    let channel = work.stored_channel(&channel.cid)?;
    let origin = work.caller.connection.clone().filter(|_| watch);
    for (list, kind) in [(added, "notification.added_to_channel"), (invited, "notification.invited")] {
        let origin = origin.as_deref().filter(|_| kind == "notification.added_to_channel");
        for member in list {
            bans::apply_to_new_member(work, &channel, &member.user_id)?;
            // Whoever blocks the creator finds a channel of the two hidden, and hears nothing of it.
            if channel.member_count != 2 || !hide_new(work, &channel.cid, &member.user_id, &channel.created_by)? {
                notify(work, kind, &channel, &member, origin)?;
            }
        }
    }
    Ok(())
}

/// Adds members or invitations to an existing channel.
pub fn add(work: &mut Work<'_>, cid: &Cid, list: Vec<MemberInput>, how: Joining) -> Result<()> {
    known_users(work, list.iter())?;
    let added = insert(work, cid, list, how)?;
    channels::recount_members(work.conn, cid)?;
    let channel = work.stored_channel(cid)?;
    for member in added {
        bans::apply_to_new_member(work, &channel, &member.user_id)?;
        let member = members::find(work.conn, cid, &member.user_id)?.unwrap_or(member);
        let event = Event::about("member.added", work.now(), &channel)
            .with("member", work.member(&channel, &member)?)
            .with("user", work.user(&member.user_id)?);
        work.emit(event);
        let kind = if how.invited { "notification.invited" } else { "notification.added_to_channel" };
        notify(work, kind, &channel, &member, None)?;
    }
    Ok(())
}

fn insert(work: &mut Work<'_>, cid: &Cid, list: Vec<MemberInput>, how: Joining) -> Result<Vec<Member>> {
    let mut added = Vec::new();
    for input in list {
        let now = work.now();
        let mut member = match members::find(work.conn, cid, input.user_id())? {
            None if refuses(work, cid, input.user_id())? => continue,
            None => Member::new(cid, input.user_id(), now),
            // Who declined is asked again, and who was only asked can be added.
            Some(member) if how.invited && member.invite_rejected_at.is_some() => {
                Member { invite_rejected_at: None, updated_at: now, ..member }
            }
            Some(member) if !how.invited && member.invited && member.invite_accepted_at.is_none() => {
                Member { invite_rejected_at: None, updated_at: now, ..member }
            }
            Some(_) => continue,
        };
        if let MemberInput::Object { channel_role, rest, .. } = input {
            member.custom = custom::take(rest, MEMBER_FIELDS)?;
            if let Some(role) = channel_role.filter(|role| *role != member.channel_role) {
                check_channel_role(work, &role)?;
                if !how.granting {
                    return Err(Error::not_allowed("who joins by himself cannot choose his role"));
                }
                member.channel_role = role;
            }
        }
        member.invited = how.invited;
        member.hide_messages_before = how.hidden_before.or(member.hide_messages_before);
        members::save(work.conn, &member)?;
        added.push(member);
    }
    Ok(added)
}

/// Whether the one to be added blocks whoever adds him: then nothing happens, and nobody is told. A distinct channel is
/// named by its members and takes him all the same.
fn refuses(work: &Work<'_>, cid: &Cid, user_id: &str) -> Result<bool> {
    let blocks = !work.caller.is_server() && blocks::find(work.conn, user_id, work.viewer())?.is_some();
    Ok(blocks && !work.stored_channel(cid)?.is_distinct)
}

/// Removes members; they lose access and their watches at once.
pub fn remove(work: &mut Work<'_>, access: &Access, ids: &[String]) -> Result<()> {
    let cid = &access.channel.cid;
    let mut removed = Vec::new();
    for id in ids {
        if let Some(member) = members::find(work.conn, cid, id)? {
            members::remove(work.conn, cid, id)?;
            thread_participants::leave(work.conn, cid, id, work.now())?;
            removed.push(member);
        }
    }
    channels::recount_members(work.conn, cid)?;
    let channel = work.stored_channel(cid)?;
    for member in removed {
        let event = Event::about("member.removed", work.now(), &channel)
            .with("member", work.member(&channel, &member)?)
            .with("user", work.user(&member.user_id)?);
        work.emit(event);
        let stays = readable_without_membership(work, access, &member.user_id)?;
        if !stays && work.app.hub.is_watching(&member.user_id, cid) {
            let event = Event::about("channel.kicked", work.now(), &channel).concerning([member.user_id.clone()]);
            work.emit(event);
        }
        notify(work, "notification.removed_from_channel", &channel, &member, None)?;
        if !stays {
            let cid = cid.clone();
            work.afterwards(move |app| app.hub.expel(&member.user_id, &cid));
        }
    }
    Ok(())
}

/// Whether a user may go on reading a channel that he no longer belongs to.
fn readable_without_membership(work: &Work<'_>, access: &Access, user_id: &str) -> Result<bool> {
    let user = users::find(work.conn, user_id)?;
    Ok(access.channel.created_by == user_id || user.is_some_and(|user| access.kind.grants(&user.role, "read-channel")))
}

/// Gives members another role.
pub fn assign_role(work: &mut Work<'_>, cid: &Cid, user_id: &str, role: &str) -> Result<()> {
    check_channel_role(work, role)?;
    let mut member = members::find(work.conn, cid, user_id)?.ok_or_else(|| Error::missing("member", user_id))?;
    member.channel_role = role.to_owned();
    save_and_announce(work, cid, member)
}

/// Saves a changed member and tells the watchers.
pub fn save_and_announce(work: &mut Work<'_>, cid: &Cid, mut member: Member) -> Result<()> {
    member.updated_at = work.now();
    members::save(work.conn, &member)?;
    let channel = work.stored_channel(cid)?;
    let event = Event::about("member.updated", work.now(), &channel)
        .with("member", work.member(&channel, &member)?)
        .with("user", work.user(&member.user_id)?);
    if member.shadow_banned {
        // He gets the same without what he must not learn.
        let mut own = event.clone().only_for(Some(vec![member.user_id.clone()]));
        own.body["member"]["shadow_banned"] = false.into();
        work.emit(own);
        work.emit(event.hidden_from([member.user_id]));
    } else {
        work.emit(event);
    }
    Ok(())
}

/// Tells one member something about his membership.
pub fn notify(work: &mut Work<'_>, kind: &str, channel: &Channel, member: &Member, origin: Option<&str>) -> Result<()> {
    let event = Event::about(kind, work.now(), channel)
        .with("channel", work.event_channel(channel)?)
        .with("member", work.member(channel, member)?)
        .with("user", work.user(&member.user_id)?)
        .concerning([member.user_id.clone()])
        .from_connection(origin);
    work.emit(event);
    Ok(())
}

/// The payload of a query.
#[derive(Deserialize)]
pub struct Query {
    #[serde(rename = "type")]
    kind: String,
    id: Option<String>,
    members: Option<Vec<MemberInput>>,
    #[serde(default)]
    filter_conditions: Map<String, Value>,
    sort: Option<Value>,
    limit: Option<u32>,
    offset: Option<u32>,
}

/// `GET /members`
pub async fn query(State(app): State<Shared>, caller: Caller, Payload(query): Payload<Query>) -> Result<Answer> {
    let filter = filter::compile(&MEMBERS, &query.filter_conditions, &caller.user_id)?;
    let order = filter::compile_sort(query.sort.as_ref(), "m.created_at ASC", member_sort, None)?;
    let limit = query.limit.unwrap_or(PAGE.0).min(PAGE.1);
    let offset = query.offset.unwrap_or(0);
    if offset > MAX_OFFSET {
        return Err(Error::input(format!("offset is at most {MAX_OFFSET}")));
    }
    let cid = match (query.id, query.members) {
        (Some(id), _) => Cid::new(&query.kind, &id)?,
        (None, Some(members)) => {
            let ids: Vec<&str> = members.iter().map(MemberInput::user_id).collect();
            Cid::new(&query.kind, &super::channel_state::distinct_id(&ids))?
        }
        (None, None) => return Err(Error::input("name the channel by its id or by its members")),
    };
    app.read(&caller, move |view| {
        let access = view.access(&cid)?;
        let found = members::query(view.conn, &cid, &filter, &order, limit, offset)?;
        let list = found.iter().map(|member| view.member(&access.channel, member)).collect::<Result<Vec<_>>>()?;
        Ok(Answer::ok(json!({"members": list})))
    })
    .await
}

/// `PATCH /channels/{type}/{id}/member`: the caller's own membership.
pub async fn update_own(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Body(change): Body<PartialUpdate>,
) -> Result<Answer> {
    let user_id = caller.user_id.clone();
    change_member(app, caller, Cid::new(&kind, &id)?, user_id, change).await
}

/// `PATCH /channels/{type}/{id}/member/{user_id}`: pin, archive, custom data.
pub async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id, user_id)): Path<(String, String, String)>,
    Body(change): Body<PartialUpdate>,
) -> Result<Answer> {
    change_member(app, caller, Cid::new(&kind, &id)?, user_id, change).await
}

async fn change_member(
    app: Shared,
    caller: Caller,
    cid: Cid,
    user_id: String,
    mut change: PartialUpdate,
) -> Result<Answer> {
    app.write(&caller, move |work| {
        let access = work.access(&cid)?;
        if user_id != work.viewer() {
            access.require("update-channel-members")?;
        }
        let mut member = members::find(work.conn, &cid, &user_id)?.ok_or_else(|| Error::missing("member", &user_id))?;
        let now = work.now();
        for (key, mark) in [("pinned", &mut member.pinned_at), ("archived", &mut member.archived_at)] {
            match switch(&change.set, key)? {
                Some(wanted) => *mark = wanted.then_some(now),
                None if change.unsets(key) => *mark = None,
                None => {}
            }
            change.set.remove(key);
        }
        if let Some(role) = change.set.get("channel_role").filter(|role| **role != member.channel_role.as_str()) {
            access.require("update-channel-members")?;
            let role = role.as_str().ok_or_else(|| Error::input("channel_role is a text"))?;
            check_channel_role(work, role)?;
            member.channel_role = role.to_owned();
        }
        change.apply(&mut member.custom, MEMBER_FIELDS)?;
        save_and_announce(work, &cid, member)?;
        let member = members::find(work.conn, &cid, &user_id)?.ok_or_else(|| Error::missing("member", &user_id))?;
        Ok(Answer::ok(json!({"channel_member": work.member(&access.channel, &member)?})))
    })
    .await
}
