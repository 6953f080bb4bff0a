//! Owns block lists as a resource, for administrators: list, create, change, delete, import. There are no built-in lists.
//! What a channel type does with one is in `word_check`.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::answer::Answer;
use crate::app::Shared;
use crate::auth::Caller;
use crate::block_list::{BlockList, Checks, KINDS, compile};
use crate::body::{Body, Params};
use crate::db::{block_lists, tasks};
use crate::error::{Error, Result};
use crate::keyset::Keyset;
use crate::render::View;

/// Longest name, in characters (protocol notes, "User groups, roles").
const MAX_NAME: usize = 255;
/// Most words of a list, and longest word in characters: ours, so that a check stays quick.
const MAX_WORDS: usize = 10_000;
const MAX_WORD: usize = 255;
/// Lists per page: default and maximum.
const PAGE: (usize, usize) = (100, 200);

fn require_admin(view: &View<'_>) -> Result<()> {
    match view.caller.is_server() || view.me()?.role == "admin" {
        true => Ok(()),
        false => Err(Error::not_allowed("block lists are for administrators")),
    }
}

fn check_words(kind: &str, words: &[String]) -> Result<()> {
    if words.len() > MAX_WORDS || words.iter().any(|word| word.trim().is_empty() || word.chars().count() > MAX_WORD) {
        return Err(Error::input(format!("a list has at most {MAX_WORDS} words of 1 to {MAX_WORD} characters")));
    }
    match words.iter().position(|word| kind == "regex" && compile(word).is_none()) {
        Some(index) => Err(Error::input(format!("pattern {index} of the list is not valid"))),
        None => Ok(()),
    }
}

fn render(list: &BlockList) -> Value {
    let mut object = json!({
        "id": list.id,
        "name": list.name,
        "type": list.kind,
        "words": list.words,
        "is_leet_check_enabled": list.checks.is_leet_check_enabled,
        "is_plural_check_enabled": list.checks.is_plural_check_enabled,
        "is_confusable_folding_enabled": list.checks.is_confusable_folding_enabled,
        "is_substring_matching_enabled": list.checks.is_substring_matching_enabled,
        "created_at": list.created_at,
        "updated_at": list.updated_at,
    });
    if let Some(team) = &list.team {
        object["team"] = team.as_str().into();
    }
    object
}

/// The parameters of the list.
#[derive(Deserialize)]
pub struct Page {
    team: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// `GET /blocklists`: by name.
pub async fn list(State(app): State<Shared>, caller: Caller, Params(page): Params<Page>) -> Result<Answer> {
    let limit = page.limit.unwrap_or(PAGE.0);
    if limit == 0 || limit > PAGE.1 {
        return Err(Error::input(format!("limit is 1 to {}", PAGE.1)));
    }
    let keyset =
        Keyset::new(None, &[("name", false)], |_| None, ("team", false), limit)?.from(page.cursor.as_deref(), None)?;
    app.read(&caller, move |view| {
        require_admin(view)?;
        let found = block_lists::list(view.conn, page.team.as_deref(), &keyset)?;
        let mut body = json!({"blocklists": found.rows.iter().map(render).collect::<Vec<_>>()});
        if let Some(next) = found.next {
            body["next_cursor"] = next.into();
        }
        Ok(Answer::ok(body))
    })
    .await
}

/// The body of a new list.
#[derive(Deserialize)]
pub struct Create {
    name: String,
    words: Vec<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    team: Option<String>,
    #[serde(flatten)]
    checks: NewChecks,
}

/// The checks as a request sets them: what is not given stays.
#[derive(Clone, Copy, Deserialize)]
struct NewChecks {
    is_leet_check_enabled: Option<bool>,
    is_plural_check_enabled: Option<bool>,
    is_confusable_folding_enabled: Option<bool>,
    is_substring_matching_enabled: Option<bool>,
}

impl NewChecks {
    fn over(self, before: Checks) -> Checks {
        Checks {
            is_leet_check_enabled: self.is_leet_check_enabled.unwrap_or(before.is_leet_check_enabled),
            is_plural_check_enabled: self.is_plural_check_enabled.unwrap_or(before.is_plural_check_enabled),
            is_confusable_folding_enabled: self
                .is_confusable_folding_enabled
                .unwrap_or(before.is_confusable_folding_enabled),
            is_substring_matching_enabled: self
                .is_substring_matching_enabled
                .unwrap_or(before.is_substring_matching_enabled),
        }
    }
}

/// `POST /blocklists`
pub async fn create(State(app): State<Shared>, caller: Caller, Body(body): Body<Create>) -> Result<Answer> {
    let kind = body.kind.unwrap_or_else(|| "word".to_owned());
    if !KINDS.contains(&kind.as_str()) {
        return Err(Error::input(format!("the type of a list is one of {}", KINDS.join(", "))));
    }
    let length = body.name.chars().count();
    if length == 0 || length > MAX_NAME || body.name.contains('/') {
        return Err(Error::input(format!("a list's name has 1 to {MAX_NAME} characters without /")));
    }
    check_words(&kind, &body.words)?;
    app.write(&caller, move |work| {
        require_admin(work)?;
        let team = body.team.filter(|team| !team.is_empty());
        if block_lists::find(work.conn, &body.name, team.as_deref())?.is_some() {
            return Err(Error::input(format!("a block list {:?} already exists", body.name)));
        }
        let now = work.now();
        let list = BlockList {
            name: body.name,
            team,
            id: Uuid::new_v4().to_string(),
            kind,
            words: body.words,
            checks: body.checks.over(Checks::default()),
            created_at: now,
            updated_at: now,
        };
        block_lists::save(work.conn, &list)?;
        Ok(Answer::created(json!({"blocklist": render(&list)})))
    })
    .await
}

/// Which of the lists of a name.
#[derive(Deserialize)]
pub struct Team {
    team: Option<String>,
}

fn named(view: &View<'_>, name: &str, team: Option<&str>) -> Result<BlockList> {
    require_admin(view)?;
    block_lists::find(view.conn, name, team)?.ok_or_else(|| Error::missing("block list", name))
}

/// `GET /blocklists/{name}`
pub async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    Params(query): Params<Team>,
) -> Result<Answer> {
    app.read(&caller, move |view| {
        let list = named(view, &name, query.team.as_deref())?;
        Ok(Answer::ok(json!({"blocklist": render(&list)})))
    })
    .await
}

/// The body of a change.
#[derive(Deserialize)]
pub struct Update {
    words: Option<Vec<String>>,
    team: Option<String>,
    #[serde(flatten)]
    checks: NewChecks,
}

/// `PUT /blocklists/{name}`: what is not given stays.
pub async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    Body(body): Body<Update>,
) -> Result<Answer> {
    app.write(&caller, move |work| {
        let mut list = named(work, &name, body.team.as_deref())?;
        list.words = body.words.unwrap_or(list.words);
        check_words(&list.kind, &list.words)?;
        list.checks = body.checks.over(list.checks);
        list.updated_at = work.now();
        block_lists::save(work.conn, &list)?;
        Ok(Answer::created(json!({"blocklist": render(&list)})))
    })
    .await
}

/// `DELETE /blocklists/{name}`. Channel types that name it check nothing any more.
pub async fn delete(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    Params(query): Params<Team>,
) -> Result<Answer> {
    app.write(&caller, move |work| {
        let list = named(work, &name, query.team.as_deref())?;
        block_lists::remove(work.conn, &list.id)?;
        Ok(Answer::ok(json!({})))
    })
    .await
}

/// The body of an import. `chunk_size` would only spread the work of a big one.
#[derive(Deserialize)]
pub struct Import {
    items: Vec<String>,
    chunk_size: Option<u32>,
}

/// `POST /blocklists/{id}/import`: adds words to a list, named by its id or name. The service does it in the background; here it
/// is done when the answer with the task's id comes.
pub async fn import(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Import>,
) -> Result<Answer> {
    if body.chunk_size == Some(0) {
        return Err(Error::input("chunk_size is at least 1"));
    }
    app.write(&caller, move |work| {
        require_admin(work)?;
        let mut list = match block_lists::by_id(work.conn, &id)? {
            Some(list) => list,
            None => named(work, &id, None)?,
        };
        for item in body.items {
            if !list.words.contains(&item) {
                list.words.push(item);
            }
        }
        check_words(&list.kind, &list.words)?;
        list.updated_at = work.now();
        block_lists::save(work.conn, &list)?;
        let result = json!({"blocklist_id": list.id, "words": list.words.len()});
        Ok(Answer::created(json!({"task_id": tasks::keep(work.conn, &result, work.now())?})))
    })
    .await
}
