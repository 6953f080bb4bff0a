//! Owns blocking users: it hides the channels that two people have to themselves from the one who blocks. That events and
//! counters keep away from him is decided where these are made: `app` and `db/reads`.
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::body::Body;
use crate::db::blocks::{self, Block};
use crate::db::{channels, members, users};
use crate::error::{Error, Result};
use crate::ids::Cid;
use crate::realtime::event::Event;

/// The body of blocking and unblocking.
#[derive(Deserialize)]
pub struct Target {
    blocked_user_id: String,
}

/// `POST /users/block`. Doing it twice changes nothing.
pub async fn block(State(app): State<Shared>, caller: Caller, Body(body): Body<Target>) -> Result<Answer> {
    app.write(&caller, move |work| {
        let user = work.author()?;
        let target = body.blocked_user_id;
        if user.id == target {
            return Err(Error::input("nobody can block himself"));
        }
        users::find(work.conn, &target)?.ok_or_else(|| Error::missing("user", &target))?;
        let block = match blocks::find(work.conn, &user.id, &target)? {
            Some(block) => block,
            None => begin(work, &user.id, &target)?,
        };
        Ok(Answer::created(json!({
            "blocked_by_user_id": block.user_id,
            "blocked_user_id": block.target_id,
            "created_at": block.created_at,
            // The same under the name that older clients read.
            "blocked_at": block.created_at,
        })))
    })
    .await
}

fn begin(work: &mut Work<'_>, user: &str, target: &str) -> Result<Block> {
    let mut block =
        Block { user_id: user.to_owned(), target_id: target.to_owned(), created_at: work.now(), hidden: Vec::new() };
    for cid in blocks::channels_of_two(work.conn, user, target)? {
        // What he hid himself before stays hidden when the block ends.
        if members::set_hidden(work.conn, &cid, user, true)? {
            announce(work, user, &cid, true)?;
            block.hidden.push(cid.to_string());
        }
    }
    blocks::save(work.conn, &block)?;
    Ok(block)
}

/// Lets a new channel of two begin hidden if the one who joins it blocks the one who opened it: the end of the block shows it.
pub fn hide_new(work: &Work<'_>, cid: &Cid, joiner: &str, opener: &str) -> Result<bool> {
    let Some(mut block) = blocks::find(work.conn, joiner, opener)? else {
        return Ok(false);
    };
    members::set_hidden(work.conn, cid, joiner, true)?;
    block.hidden.push(cid.to_string());
    blocks::save(work.conn, &block)?;
    Ok(true)
}

/// `POST /users/unblock`: shows the channels again that the block hid. Ending what has not begun is no error.
pub async fn unblock(State(app): State<Shared>, caller: Caller, Body(body): Body<Target>) -> Result<Answer> {
    app.write(&caller, move |work| {
        let user = work.author()?;
        let target = body.blocked_user_id;
        users::find(work.conn, &target)?.ok_or_else(|| Error::missing("user", &target))?;
        if let Some(block) = blocks::find(work.conn, &user.id, &target)? {
            blocks::remove(work.conn, &user.id, &target)?;
            for name in &block.hidden {
                let cid = Cid::parse(name)?;
                if channels::find(work.conn, &cid)?.is_some() && members::set_hidden(work.conn, &cid, &user.id, false)?
                {
                    announce(work, &user.id, &cid, false)?;
                }
            }
        }
        Ok(Answer::created(json!({})))
    })
    .await
}

fn announce(work: &mut Work<'_>, user: &str, cid: &Cid, hidden: bool) -> Result<()> {
    let channel = work.stored_channel(cid)?;
    let kind = if hidden { "channel.hidden" } else { "channel.visible" };
    let mut event = Event::about(kind, work.now(), &channel)
        .with("channel", work.event_channel(&channel)?)
        .with("user", work.user(user)?)
        .concerning([user.to_owned()]);
    if hidden {
        event = event.with("clear_history", false);
    }
    work.emit(event);
    Ok(())
}

/// `GET /users/block`
pub async fn list(State(app): State<Shared>, caller: Caller) -> Result<Answer> {
    app.read(&caller, move |view| {
        let all = blocks::of_user(view.conn, view.viewer())?;
        let render = |block: &Block| -> Result<Value> {
            Ok(json!({
                "user": view.user(&block.user_id)?,
                "user_id": block.user_id,
                "blocked_user": view.user(&block.target_id)?,
                "blocked_user_id": block.target_id,
                "created_at": block.created_at,
            }))
        };
        Ok(Answer::ok(json!({"blocks": all.iter().map(render).collect::<Result<Vec<_>>>()?})))
    })
    .await
}
