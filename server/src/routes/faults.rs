//! Owns the calls under `/_dev/faults`. Does not own what faults are or do.
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::app::Shared;
use crate::body::Body;
use crate::error::{Error, Result};
use crate::faults::kind::Kind;
use crate::faults::{Fault, Rig};
use crate::realtime::longpoll;

fn rig(app: &Shared) -> Result<&std::sync::Arc<Rig>> {
    app.faults.as_ref().ok_or_else(|| Error::missing("endpoint", "of this path"))
}

/// `POST /_dev/faults`
pub async fn add(State(app): State<Shared>, Body(body): Body<Map<String, Value>>) -> Result<Answer> {
    let fault = Fault::parse(body)?;
    let rig = rig(&app)?;
    let forgets = fault.kind == Kind::ForgetPolls {};
    let report = rig.add(fault)?;
    if forgets {
        // At once, so that other calls do not know these connections either.
        longpoll::forget(&app, |user, id| rig.forgets(user, id)).await;
    }
    Ok(Answer::created(report))
}

/// `GET /_dev/faults`
pub async fn list(State(app): State<Shared>) -> Result<Answer> {
    Ok(Answer::ok(rig(&app)?.report()))
}

/// `DELETE /_dev/faults`
pub async fn remove_all(State(app): State<Shared>) -> Result<Answer> {
    Ok(Answer::ok(json!({"removed": rig(&app)?.clear()})))
}

/// `DELETE /_dev/faults/{id}`
pub async fn remove(State(app): State<Shared>, Path(id): Path<String>) -> Result<Answer> {
    let removed = id.parse().ok().and_then(|id| app.faults.as_ref()?.remove(id));
    removed.map(Answer::ok).ok_or_else(|| Error::missing("fault", &id))
}
