//! Owns beginning and ending to watch channels, and the events about it. Does not decide who may.
use super::event::Event;
use crate::app::Shared;
use crate::auth::{Caller, Kind};
use crate::error::Result;
use crate::ids::Cid;

/// Lets the caller's connection watch channels. Call it before reading what the client will start from:
/// an event between the two is then seen twice instead of never.
pub async fn start(app: &Shared, caller: &Caller, cids: &[Cid]) -> Result<()> {
    let connection = caller.live_connection()?;
    let mut news = Vec::new();
    for cid in cids {
        if let Some(count) = app.hub.watch(connection, cid) {
            news.push((cid.clone(), count));
        }
    }
    announce(app, caller, "user.watching.start", news).await
}

/// Ends a watch.
pub async fn stop(app: &Shared, caller: &Caller, cid: &Cid) -> Result<()> {
    let connection = caller.live_connection()?;
    let news = app.hub.stop_watching(connection, cid).map(|left| (cid.clone(), left));
    announce(app, caller, "user.watching.stop", news.into_iter().collect()).await
}

async fn announce(app: &Shared, caller: &Caller, kind: &'static str, news: Vec<(Cid, usize)>) -> Result<()> {
    if news.is_empty() || caller.kind == Kind::Anonymous {
        return Ok(());
    }
    app.write(caller, move |work| {
        for (cid, count) in news {
            let user = work.user(work.viewer())?;
            let event = Event::within(kind, work.now(), &cid).with("user", user).with("watcher_count", count);
            work.emit(event);
        }
        Ok(())
    })
    .await
}
