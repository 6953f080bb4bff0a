//! Owns groups of users as a resource, and who may change one: whoever created it, its admins, the application's admins
//! and servers. Everybody may read. Members are in `user_group_members`.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::user_group_members::{MAX_MEMBERS, add};
use super::users::require_known;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::{Body, Params};
use crate::clock::Time;
use crate::db::user_groups::{self, GroupMember, UserGroup};
use crate::error::{Error, Result};
use crate::ids::check_user_id;
use crate::realtime::event::Event;
use crate::render::View;

/// Groups per page: default and maximum (protocol notes, "User groups, roles").
const PAGE: (u32, u32) = (100, 100);
/// Groups per search: default and maximum (protocol notes, "User groups, roles").
const SEARCH_PAGE: (u32, u32) = (10, 25);
/// Longest name, id and search text, in characters (the service's schema).
const MAX_NAME: usize = 255;
/// Longest description, in characters (the service's schema).
const MAX_DESCRIPTION: usize = 1024;

/// The body of a creation.
#[derive(Deserialize)]
pub struct New {
    id: Option<String>,
    name: String,
    description: Option<String>,
    team_id: Option<String>,
    member_ids: Option<Vec<String>>,
}

/// `POST /usergroups`
pub async fn create(State(app): State<Shared>, caller: Caller, Body(new): Body<New>) -> Result<Answer> {
    check_texts(Some(&new.name), new.description.as_deref())?;
    let id = new.id.filter(|id| !id.is_empty()).unwrap_or_else(|| Uuid::new_v4().to_string());
    // The path of the search would hide a group of this name.
    if check_user_id(&id).is_err() || id == "search" {
        return Err(Error::input(format!("a group id consists of 1 to {MAX_NAME} letters, digits, @, _ and -")));
    }
    let member_ids = new.member_ids.unwrap_or_default();
    if member_ids.len() > MAX_MEMBERS {
        return Err(Error::input(format!("at most {MAX_MEMBERS} members can be added at once")));
    }
    app.write(&caller, move |work| {
        let created_by = acting(work)?;
        if user_groups::find(work.conn, &id)?.is_some() {
            return Err(Error::input(format!("a user group with id {id:?} already exists")));
        }
        if let (Some(team), false) = (&new.team_id, work.caller.is_server()) {
            let teams = work.me()?.teams;
            if !teams.is_empty() && !teams.contains(team) {
                return Err(Error::not_allowed(format!("you do not belong to team {team:?}")));
            }
        }
        require_known(work, &member_ids)?;
        let now = work.now();
        let group = UserGroup {
            id,
            name: new.name,
            description: new.description.filter(|text| !text.is_empty()),
            team_id: new.team_id.filter(|team| !team.is_empty()),
            created_by,
            created_at: now,
            updated_at: now,
        };
        user_groups::save(work.conn, &group)?;
        add(work, &group, &member_ids, None)?;
        announce(work, "user_group.created", &group, None, &[])?;
        Ok(Answer::created(json!({"user_group": work.user_group(&group)?})))
    })
    .await
}

/// The user who acts; nobody if a server acts for itself.
fn acting(work: &Work<'_>) -> Result<Option<String>> {
    match work.caller.is_server() && work.viewer().is_empty() {
        true => Ok(None),
        false => {
            let author = work.author()?;
            match author.role.as_str() {
                "guest" => Err(Error::not_allowed("guests cannot create user groups")),
                _ => Ok(Some(author.id)),
            }
        }
    }
}

fn check_texts(name: Option<&str>, description: Option<&str>) -> Result<()> {
    let length = |text: &str| text.chars().count();
    if name.is_some_and(|name| name.trim().is_empty() || length(name) > MAX_NAME) {
        return Err(Error::input(format!("the name of a user group has 1 to {MAX_NAME} characters")));
    }
    if description.is_some_and(|text| length(text) > MAX_DESCRIPTION) {
        return Err(Error::input(format!("the description of a user group has at most {MAX_DESCRIPTION} characters")));
    }
    Ok(())
}

/// A group, if it is of the team that was named.
pub fn find(view: &View<'_>, id: &str, team: Option<&str>) -> Result<UserGroup> {
    user_groups::find(view.conn, id)?
        .filter(|group| team.is_none_or(|team| group.team_id.as_deref() == Some(team)))
        .ok_or_else(|| Error::missing("user group", id))
}

/// Refuses callers who may not change the group.
pub fn require_admin(view: &View<'_>, group: &UserGroup) -> Result<()> {
    let viewer = view.viewer();
    let of_group = |member: &GroupMember| member.is_admin && member.user_id == viewer;
    match () {
        () if view.caller.is_server() || view.me()?.role == "admin" => Ok(()),
        () if group.created_by.as_deref() == Some(viewer) => Ok(()),
        () if user_groups::members(view.conn, &group.id)?.iter().any(of_group) => Ok(()),
        () => Err(Error::not_allowed("only the creator and the admins of a user group may change it")),
    }
}

/// Tells the members, the creator and whoever did it. `members` names those it is about, `also` those who are gone.
pub fn announce(
    work: &mut Work<'_>,
    kind: &str,
    group: &UserGroup,
    members: Option<&[String]>,
    also: &[String],
) -> Result<()> {
    let mut object = work.user_group(group)?;
    object["app_pk"] = 1.into();
    let mut concerned: Vec<String> =
        user_groups::members(work.conn, &group.id)?.into_iter().map(|member| member.user_id).collect();
    concerned.extend(group.created_by.iter().chain(also).cloned());
    concerned.push(work.viewer().to_owned());
    let mut event = Event::new(kind, work.now()).with("user_group", object).concerning(concerned);
    if !work.viewer().is_empty() {
        event = event.with("user", work.user(work.viewer())?);
    }
    if let Some(members) = members {
        event = event.with("members", members.to_vec());
    }
    work.emit(event);
    Ok(())
}

/// The parameters of a list.
#[derive(Deserialize)]
pub struct List {
    limit: Option<u32>,
    created_at_gt: Option<String>,
    id_gt: Option<String>,
    team_id: Option<String>,
}

/// `GET /usergroups`: in the order of their creation.
pub async fn list(State(app): State<Shared>, caller: Caller, Params(query): Params<List>) -> Result<Answer> {
    let limit = page_size(query.limit, PAGE)?;
    let after = match (query.created_at_gt.as_deref(), query.id_gt) {
        (Some(at), id) => {
            let at = Time::named("created_at_gt", at)?;
            // Without an id the whole moment has been seen: no id is greater than this character.
            Some((at, id.unwrap_or_else(|| char::MAX.to_string())))
        }
        (None, Some(_)) => return Err(Error::input("id_gt needs created_at_gt beside it")),
        (None, None) => None,
    };
    app.read(&caller, move |view| {
        let after = after.as_ref().map(|(at, id)| (*at, id.as_str()));
        answer(view, &user_groups::list(view.conn, query.team_id.as_deref(), after, limit)?)
    })
    .await
}

/// A page size in range, or the default.
pub fn page_size(limit: Option<u32>, (default, most): (u32, u32)) -> Result<u32> {
    match limit {
        None => Ok(default),
        Some(limit) if (1..=most).contains(&limit) => Ok(limit),
        Some(_) => Err(Error::input(format!("limit is 1 to {most}"))),
    }
}

fn answer(view: &View<'_>, groups: &[UserGroup]) -> Result<Answer> {
    let list: Vec<Value> = groups.iter().map(|group| view.user_group(group)).collect::<Result<_>>()?;
    Ok(Answer::ok(json!({"user_groups": list})))
}

/// The parameters of a search.
#[derive(Deserialize)]
pub struct Search {
    query: String,
    limit: Option<u32>,
    name_gt: Option<String>,
    id_gt: Option<String>,
    team_id: Option<String>,
}

/// `GET /usergroups/search`: by the beginning of any word of the name, in the order of names.
pub async fn search(State(app): State<Shared>, caller: Caller, Params(query): Params<Search>) -> Result<Answer> {
    let limit = page_size(query.limit, SEARCH_PAGE)?;
    check_query(&query.query)?;
    app.read(&caller, move |view| {
        // Without an id the whole name has been seen: no id is greater than this character.
        let last = char::MAX.to_string();
        let after = (query.name_gt.as_deref(), query.id_gt.as_deref().unwrap_or(&last));
        answer(view, &user_groups::search(view.conn, &query.query, query.team_id.as_deref(), after, limit)?)
    })
    .await
}

/// Refuses an empty or endless search text.
pub fn check_query(text: &str) -> Result<()> {
    match text.is_empty() || text.chars().count() > MAX_NAME {
        true => Err(Error::input(format!("query has 1 to {MAX_NAME} characters"))),
        false => Ok(()),
    }
}

/// Which team the group must be of.
#[derive(Deserialize)]
pub struct Team {
    team_id: Option<String>,
}

/// `GET /usergroups/{id}`
pub async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Params(query): Params<Team>,
) -> Result<Answer> {
    app.read(&caller, move |view| {
        let group = find(view, &id, query.team_id.as_deref())?;
        Ok(Answer::ok(json!({"user_group": view.user_group(&group)?})))
    })
    .await
}

/// The body of an update: what is not given stays.
#[derive(Deserialize)]
pub struct Update {
    name: Option<String>,
    description: Option<String>,
    team_id: Option<String>,
}

/// `PUT /usergroups/{id}`
pub async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Update>,
) -> Result<Answer> {
    check_texts(body.name.as_deref(), body.description.as_deref())?;
    app.write(&caller, move |work| {
        let mut group = find(work, &id, None)?;
        require_admin(work, &group)?;
        if body.team_id.as_ref().is_some_and(|team| group.team_id.as_ref() != Some(team)) {
            return Err(Error::input("the team of a user group cannot be changed"));
        }
        group.name = body.name.unwrap_or(group.name);
        group.description = body.description.or(group.description).filter(|text| !text.is_empty());
        group.updated_at = work.now();
        user_groups::save(work.conn, &group)?;
        announce(work, "user_group.updated", &group, None, &[])?;
        Ok(Answer::created(json!({"user_group": work.user_group(&group)?})))
    })
    .await
}

/// `DELETE /usergroups/{id}`
pub async fn delete(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Params(query): Params<Team>,
) -> Result<Answer> {
    app.write(&caller, move |work| {
        let group = find(work, &id, query.team_id.as_deref())?;
        require_admin(work, &group)?;
        announce(work, "user_group.deleted", &group, None, &[])?;
        user_groups::remove(work.conn, &group.id)?;
        Ok(Answer::ok(json!({})))
    })
    .await
}
