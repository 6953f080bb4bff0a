//! Owns link previews: asked for by clients while somebody writes, and added to messages after they were sent or edited.
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::message_input::{MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS};
use super::messages::announce_update;
use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Params;
use crate::db::messages::{self, Message};
use crate::error::{Error, Result};
use crate::links::first_url;

/// The parameters of asking.
#[derive(Deserialize)]
pub struct Asked {
    url: Option<String>,
}

/// `GET /og?url=`
pub async fn get(State(app): State<Shared>, _caller: Caller, Params(asked): Params<Asked>) -> Result<Answer> {
    let url = asked.url.ok_or_else(|| Error::input("the query parameter url is missing"))?;
    let url = Url::parse(&url).map_err(|_| Error::input("url is not a complete web address"))?;
    Ok(Answer::ok(Value::Object(app.links.preview(&url).await?)))
}

/// Fetches the preview of a message's first link once the message is stored, if it is to have one. The message goes out
/// at once; `message.updated` follows when the page has come.
pub fn follow(work: &mut Work<'_>, app: &Shared, message: &Message) -> Result<()> {
    let Some(url) = wanted(work, message)? else {
        return Ok(());
    };
    let (app, caller, id) = (app.clone(), work.caller.clone(), message.id.clone());
    work.afterwards(move |_| {
        tokio::spawn(async move {
            // Without a page there is no preview, and nobody is waiting for an error.
            if let Ok(preview) = app.links.preview(&url).await {
                let _ = app.write(&caller, move |work| add(work, &id, &url, preview)).await;
            }
        });
    });
    Ok(())
}

fn wanted(work: &Work<'_>, message: &Message) -> Result<Option<Url>> {
    let written = matches!(message.kind.as_str(), "regular" | "reply");
    let Some(url) = first_url(&message.text).filter(|url| written && work.app.links.check(url).is_ok()) else {
        return Ok(None);
    };
    let access = work.access(&message.cid)?;
    let on = access.kind.is_on("url_enrichment") && access.can("send-links");
    Ok(Some(url).filter(|url| on && !has_preview(message, url)))
}

/// Whether somebody, usually the sender's own client, has added the preview.
fn has_preview(message: &Message, url: &Url) -> bool {
    message.attachments.iter().any(|one| {
        [&one["og_scrape_url"], &one["title_link"]]
            .iter()
            .any(|link| link.as_str().and_then(|link| Url::parse(link).ok()).is_some_and(|link| link == *url))
    })
}

/// Adds a preview, unless the message has changed in the meantime or has no room for it.
fn add(work: &mut Work<'_>, id: &str, url: &Url, preview: Map<String, Value>) -> Result<()> {
    let Some(mut message) = messages::find(work.conn, id)? else {
        return Ok(());
    };
    let outdated = first_url(&message.text).as_ref() != Some(url) || has_preview(&message, url);
    if message.deleted_at.is_some() || outdated {
        return Ok(());
    }
    message.attachments.push(Value::Object(preview));
    // More than a client may send would make the message impossible to edit.
    let bytes = serde_json::to_vec(&message.attachments).map_or(usize::MAX, |text| text.len());
    if message.attachments.len() <= MAX_ATTACHMENTS && bytes <= MAX_ATTACHMENT_BYTES {
        message.updated_at = work.now();
        messages::save(work.conn, &message)?;
        announce_update(work, id)?;
    }
    Ok(())
}
