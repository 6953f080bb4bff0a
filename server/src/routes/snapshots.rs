//! Owns `/_dev/snapshot` and `/_dev/restore`: the whole state under a name, and back to it. Kept in memory until the server
//! ends; never part of the protocol.
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::app::{App, Shared};
use crate::body::Body;
use crate::db::{self, snapshot};
use crate::error::{Code, Error, Result};

/// Most snapshots at a time: each is a whole copy.
const MOST: usize = 16;
/// Longest name, in bytes.
const LONGEST: usize = 100;

/// One state: rows and the bytes of uploads.
struct Snapshot {
    rows: Connection,
    uploads: HashMap<String, Bytes>,
}

/// The snapshots by name.
#[derive(Default)]
pub struct Snapshots(Mutex<HashMap<String, Snapshot>>);

impl Snapshots {
    fn all(&self) -> MutexGuard<'_, HashMap<String, Snapshot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which snapshot.
#[derive(Deserialize)]
pub struct Named {
    name: Option<String>,
}

impl Named {
    fn name(self) -> Result<String> {
        match self.name.unwrap_or_else(|| "default".to_owned()) {
            name if (1..=LONGEST).contains(&name.len()) => Ok(name),
            _ => Err(Error::input(format!("the name of a snapshot has 1 to {LONGEST} bytes"))),
        }
    }
}

/// `POST /_dev/snapshot`: keeps everything under a name, in place of what was kept under it before.
pub async fn take(State(app): State<Shared>, Body(named): Body<Named>) -> Result<Answer> {
    let name = named.name()?;
    on_thread(app, move |app| {
        let mut all = app.snapshots.all();
        if all.len() >= MOST && !all.contains_key(&name) {
            return Err(Error::input(format!("there are {MOST} snapshots already: give one of their names")));
        }
        let writer = app.db.writer();
        let rows = snapshot::take(&writer)?;
        let uploads = app.uploads.copies(&db::uploads::ids(&writer)?)?;
        drop(writer);
        let bytes = snapshot::size(&rows)? + uploads.values().map(|bytes| bytes.len() as i64).sum::<i64>();
        all.insert(name.clone(), Snapshot { rows, uploads });
        Ok(json!({"name": name, "bytes": bytes}))
    })
    .await
}

/// `POST /_dev/restore`: back to what was kept. Everybody is cut off, as after a reset; the clock goes on, so that nothing
/// that is made from now on looks older than what clients have seen.
pub async fn restore(State(app): State<Shared>, Body(named): Body<Named>) -> Result<Answer> {
    let name = named.name()?;
    on_thread(app, move |app| {
        let all = app.snapshots.all();
        let Some(Snapshot { rows, uploads }) = all.get(&name) else {
            return Err(Error::missing("snapshot", &name));
        };
        let mut writer = app.db.writer();
        snapshot::put_back(rows, &mut writer)?;
        db::meta::keep_time(&writer, app.clock.last())?;
        app.uploads.put_back(uploads)?;
        app.types.replace(db::channel_types::all(&writer)?);
        app.recall(&writer)?;
        app.hub.drop_all();
        app.ledger.clear();
        Ok(json!({"name": name}))
    })
    .await
}

async fn on_thread(app: Shared, f: impl FnOnce(&App) -> Result<Value> + Send + 'static) -> Result<Answer> {
    match tokio::task::spawn_blocking(move || f(&app)).await {
        Ok(answer) => answer.map(Answer::created),
        Err(_) => Err(Error::new(Code::Internal, "internal error: the operation was interrupted")),
    }
}
