//! Owns reminders as a resource: create, move, delete, query. When one is due is noticed in `realtime::reminders`.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;

use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::clock::Time;
use crate::db::reminders::{self, Reminder};
use crate::error::{Code, Error, Result};
use crate::filter_fields::{REMINDER_SORTING, REMINDERS};
use crate::list_query::ListQuery;
use crate::realtime::reminders::event;

/// When to remind; without a time it is a bookmark.
#[derive(Deserialize)]
pub struct When {
    remind_at: Option<String>,
}

impl When {
    fn time(&self) -> Result<Option<Time>> {
        match self.remind_at.as_deref() {
            None | Some("") => Ok(None),
            Some(text) => Time::named("remind_at", text).map(Some),
        }
    }
}

/// `POST /messages/{id}/reminders`. Clients recognise the refusal of a second one by its text.
pub async fn create(
    State(app): State<Shared>,
    caller: Caller,
    Path(message_id): Path<String>,
    Body(when): Body<When>,
) -> Result<Answer> {
    let remind_at = when.time()?;
    app.write(&caller, move |work| {
        let user_id = work.author()?.id;
        let (message, access) = work.message_access(&message_id)?;
        access.kind.require("user_message_reminders")?;
        if message.deleted_at.is_some() {
            return Err(Error::input("the message has been deleted"));
        }
        if reminders::find(work.conn, &user_id, &message_id)?.is_some() {
            return Err(Error::input("this user already has reminder created for this message_id"));
        }
        let now = work.now();
        let reminder = Reminder {
            user_id,
            cid: message.cid,
            message_id,
            remind_at,
            is_told: false,
            created_at: now,
            updated_at: now,
        };
        reminders::save(work.conn, &reminder)?;
        let rendered = announce(work, "reminder.created", &reminder)?;
        // Clients disagree where they look for it (protocol notes, "Where JS and the OpenAPI file disagree").
        let mut both = rendered.clone();
        both["reminder"] = rendered;
        Ok(Answer::created(both))
    })
    .await
}

/// `PATCH /messages/{id}/reminders`: another time, or none. Whoever was told is told again at the new time.
pub async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Path(message_id): Path<String>,
    Body(when): Body<When>,
) -> Result<Answer> {
    let remind_at = when.time()?;
    app.write(&caller, move |work| {
        let before = own(work, &message_id)?;
        let reminder = Reminder { remind_at, is_told: false, updated_at: work.now(), ..before };
        reminders::save(work.conn, &reminder)?;
        Ok(Answer::ok(json!({"reminder": announce(work, "reminder.updated", &reminder)?})))
    })
    .await
}

/// `DELETE /messages/{id}/reminders`
pub async fn delete(State(app): State<Shared>, caller: Caller, Path(message_id): Path<String>) -> Result<Answer> {
    app.write(&caller, move |work| {
        let reminder = own(work, &message_id)?;
        reminders::remove(work.conn, &reminder.user_id, &message_id)?;
        announce(work, "reminder.deleted", &reminder)?;
        Ok(Answer::ok(json!({})))
    })
    .await
}

/// The caller's reminder of a message. Clients recognise by the text that there is none.
fn own(work: &Work<'_>, message_id: &str) -> Result<Reminder> {
    let user_id = work.author()?.id;
    let found = reminders::find(work.conn, &user_id, message_id)?;
    found.ok_or_else(|| Error::new(Code::DoesNotExist, "reminder does not exist for this user and message"))
}

fn announce(work: &mut Work<'_>, kind: &str, reminder: &Reminder) -> Result<serde_json::Value> {
    work.forget_kept();
    let rendered = work.whole_reminder(reminder)?;
    let event = event(work, kind, reminder, rendered.clone())?;
    work.emit(event);
    Ok(rendered)
}

/// Ends everybody's reminders of a message that is about to be removed for good, and of the replies to it.
pub fn end(work: &mut Work<'_>, message_id: &str) -> Result<()> {
    for reminder in reminders::of_message(work.conn, message_id)? {
        let event = event(work, "reminder.deleted", &reminder, work.reminder(&reminder))?;
        work.emit(event);
    }
    Ok(())
}

/// `POST /reminders/query`: the caller's own.
pub async fn query(State(app): State<Shared>, caller: Caller, Body(query): Body<ListQuery>) -> Result<Answer> {
    let filter = query.filter(&REMINDERS, &caller.user_id)?;
    let keyset = query.page(&REMINDER_SORTING)?;
    app.read(&caller, move |view| {
        let open = view.open_types()?;
        let page = reminders::list(view.conn, view.viewer(), open.as_deref(), &filter, &keyset)?;
        page.answer("reminders", |reminder| view.whole_reminder(reminder)).map(Answer::created)
    })
    .await
}
