//! Owns drafts as a resource: save, read, delete, query; and their end once the message is sent.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::message_input::MessageInput;
use super::messages::parent_of;
use super::polls;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::{Body, Params};
use crate::clock::Time;
use crate::db::drafts::{self, Draft, Unsent};
use crate::db::messages::{self, Message};
use crate::error::{Error, Result};
use crate::filter_fields::{DRAFT_SORTING, DRAFTS};
use crate::ids::{Cid, check_message_id};
use crate::list_query::ListQuery;
use crate::realtime::event::Event;

/// The body of saving one.
#[derive(Deserialize)]
pub struct Save {
    message: MessageInput,
}

/// `POST /channels/{type}/{id}/draft`: replaces the caller's draft of this channel or thread.
pub async fn save(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Body(Save { message: input }): Body<Save>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    app.write(&caller, move |work| {
        let user_id = work.author()?.id;
        let access = work.access(&cid)?;
        let parent_id = parent_of(work, &access, input.parent_id.as_deref())?.map(|parent| parent.id);
        let id = input.id.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| Uuid::new_v4().to_string());
        check_message_id(&id)?;
        let given = |id: &Option<String>| id.clone().filter(|id| !id.is_empty());
        let (quoted_message_id, poll_id) = (given(&input.quoted_message_id), given(&input.poll_id));
        if let Some(quoted) = &quoted_message_id
            && messages::find(work.conn, quoted)?.is_none_or(|quoted| quoted.cid != cid)
        {
            return Err(Error::input("the quoted message does not exist in this channel"));
        }
        if let Some(poll) = &poll_id {
            polls::visible(work, poll)?;
        }
        let (show_in_channel, silent) = (input.show_in_channel == Some(true), input.silent == Some(true));
        let contents = input.check(work, &access.kind)?;
        let message = Unsent {
            id,
            text: contents.text,
            attachments: contents.attachments,
            mentioned_users: contents.mentioned_users,
            quoted_message_id,
            poll_id,
            show_in_channel,
            silent,
            custom: contents.custom,
        };
        let draft = Draft { user_id, cid, parent_id, message, created_at: work.now() };
        drafts::save(work.conn, &draft)?;
        work.forget_kept();
        let event = event(work, "draft.updated", &draft).with("draft", work.draft(&draft)?);
        work.emit(event);
        Ok(Answer::created(json!({"draft": work.whole_draft(&draft, &access)?})))
    })
    .await
}

fn event(work: &Work<'_>, kind: &str, draft: &Draft) -> Event {
    let event = Event::within(kind, work.now(), &draft.cid).concerning([draft.user_id.clone()]);
    match &draft.parent_id {
        Some(parent) => event.with("parent_id", parent.as_str()),
        None => event,
    }
}

/// Which of the channel's drafts.
#[derive(Deserialize)]
pub struct Which {
    parent_id: Option<String>,
}

impl Which {
    fn parent(&self) -> Option<&str> {
        self.parent_id.as_deref().filter(|id| !id.is_empty())
    }
}

/// `GET /channels/{type}/{id}/draft`
pub async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Params(which): Params<Which>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    app.read(&caller, move |view| {
        let access = view.access(&cid)?;
        let draft = drafts::find(view.conn, view.viewer(), &cid, which.parent())?
            .ok_or_else(|| Error::missing("a draft in channel", cid.as_str()))?;
        Ok(Answer::ok(json!({"draft": view.whole_draft(&draft, &access)?})))
    })
    .await
}

/// `DELETE /channels/{type}/{id}/draft`. Deleting one that is not there changes nothing: it may just have been sent.
pub async fn delete(
    State(app): State<Shared>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    Params(which): Params<Which>,
) -> Result<Answer> {
    let cid = Cid::new(&kind, &id)?;
    app.write(&caller, move |work| {
        work.author()?;
        work.access(&cid)?;
        discard(work, &cid, which.parent())?;
        Ok(Answer::ok(json!({})))
    })
    .await
}

/// The author's draft ends when he sends a message to that channel or thread.
pub fn end(work: &mut Work<'_>, sent: &Message) -> Result<()> {
    discard(work, &sent.cid, sent.parent_id.as_deref())
}

fn discard(work: &mut Work<'_>, cid: &Cid, parent_id: Option<&str>) -> Result<()> {
    if !drafts::remove(work.conn, work.viewer(), cid, parent_id)? {
        return Ok(());
    }
    work.forget_kept();
    // What is left of it has neither id nor text, and never came to be (protocol notes, "Drafts").
    let gone = Draft {
        user_id: work.viewer().to_owned(),
        cid: cid.clone(),
        parent_id: parent_id.map(str::to_owned),
        message: Unsent::default(),
        created_at: Time::NEVER,
    };
    let event = event(work, "draft.deleted", &gone).with("draft", work.draft(&gone)?);
    work.emit(event);
    Ok(())
}

/// `POST /drafts/query`: the caller's own.
pub async fn query(State(app): State<Shared>, caller: Caller, Body(query): Body<ListQuery>) -> Result<Answer> {
    let filter = query.filter(&DRAFTS, &caller.user_id)?;
    let keyset = query.page(&DRAFT_SORTING)?;
    app.read(&caller, move |view| {
        let open = view.open_types()?;
        let page = drafts::list(view.conn, view.viewer(), open.as_deref(), &filter, &keyset)?;
        page.answer("drafts", |draft| view.whole_draft(draft, &view.access(&draft.cid)?)).map(Answer::created)
    })
    .await
}
