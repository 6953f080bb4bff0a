//! Owns translations of messages: on request, and of new texts in channels that want it. The words are `translation`'s.
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::messages::announce_update;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::db::channels::Channel;
use crate::db::messages::{self, Message};
use crate::db::{members, users};
use crate::error::{Error, Result};
use crate::translation::{self, LANGUAGES};

/// Members whose languages are looked at where a channel names none: as many as a page of members has.
const MEMBERS: u32 = 100;

/// The body of the call.
#[derive(Deserialize)]
pub struct Translate {
    language: String,
}

/// `POST /messages/{id}/translate`
pub async fn translate(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Translate>,
) -> Result<Answer> {
    if !LANGUAGES.contains(&body.language.as_str()) {
        return Err(Error::input(format!("language is one of {}", LANGUAGES.join(", "))));
    }
    app.write(&caller, move |work| {
        let (mut message, _) = work.message_access(&id)?;
        if message.deleted_at.is_some() || message.only_for_author() {
            return Err(Error::input("only a message that is there can be translated"));
        }
        let source = language_of(work, &message.user_id)?;
        let i18n = translation::add(message.i18n.as_ref(), &message.text, &source, &body.language);
        message.i18n = Some(i18n);
        message.updated_at = work.now();
        messages::save(work.conn, &message)?;
        announce_update(work, &id)?;
        Ok(Answer::created(json!({"message": work.message(&message)?})))
    })
    .await
}

/// The translations that a text gets by itself: into the channel's language, or into those of its members if it has none.
pub fn automatic(work: &Work<'_>, channel: &Channel, message: &Message) -> Result<Option<Map<String, Value>>> {
    if !channel.auto_translation_enabled || message.text.is_empty() {
        return Ok(None);
    }
    let source = language_of(work, &message.user_id)?;
    let wanted = match &channel.auto_translation_language {
        Some(language) if !language.is_empty() => vec![language.clone()],
        _ => members::list(work.conn, &channel.cid, MEMBERS, 0)?
            .iter()
            .map(|member| language_of(work, &member.user_id))
            .collect::<Result<Vec<_>>>()?,
    };
    let known = wanted.iter().filter(|language| LANGUAGES.contains(&language.as_str()));
    Ok(known.fold(None, |all, language| Some(translation::add(all.as_ref(), &message.text, &source, language))))
}

fn language_of(work: &Work<'_>, user_id: &str) -> Result<String> {
    Ok(users::find(work.conn, user_id)?.map(|user| user.language).unwrap_or_default())
}
