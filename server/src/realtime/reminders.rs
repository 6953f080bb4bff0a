//! Owns noticing that reminders are due, and how events about reminders look. Whose time has come is told exactly once.
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::event::Event;
use crate::app::{Shared, Work};
use crate::auth::Caller;
use crate::db::messages;
use crate::db::reminders::{self, Reminder};
use crate::error::Result;

/// How often the clock is compared with the next reminder: nobody notices half a second, and the look costs microseconds.
const TICK: Duration = Duration::from_millis(500);
/// Reminders told in a row before others may write.
const BATCH: u32 = 100;

/// Tells users whose reminders are due, until the server stops. What became due while it was down is told at the start.
pub async fn tell_when_due(app: Shared, mut stopped: watch::Receiver<bool>) {
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut turns = app.clock.turns();
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            // Whoever turns the clock does not want to wait.
            _ = turns.changed() => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
        // A failure is not the end: the reminder is still untold at the next tick.
        while matches!(tell(&app).await, Ok(told) if told == BATCH as usize) {}
    }
}

async fn tell(app: &Shared) -> Result<usize> {
    let due =
        app.read(&Caller::user(""), |view| Ok(reminders::due(view.conn, view.app.clock.reading(), BATCH)?)).await?;
    let count = due.len();
    for Reminder { user_id, message_id, .. } in due {
        app.write(&Caller::user(&user_id), move |work| tell_one(work, &message_id)).await?;
    }
    Ok(count)
}

fn tell_one(work: &mut Work<'_>, message_id: &str) -> Result<()> {
    // It may have been moved or deleted since it was found.
    let now = work.app.clock.reading();
    let found = reminders::find(work.conn, work.viewer(), message_id)?;
    let Some(mut reminder) = found.filter(|one| !one.is_told && one.remind_at.is_some_and(|at| at <= now)) else {
        return Ok(());
    };
    reminder.is_told = true;
    reminders::save(work.conn, &reminder)?;
    // Whoever may no longer read the message is not reminded of it.
    if work.message_access(message_id).is_ok() {
        let event = event(work, "notification.reminder_due", &reminder, work.whole_reminder(&reminder)?)?;
        work.emit(event);
    }
    Ok(())
}

/// An event about a reminder, for its user alone.
pub fn event(work: &Work<'_>, kind: &str, reminder: &Reminder, rendered: Value) -> Result<Event> {
    let event = Event::within(kind, work.now(), &reminder.cid)
        .with("message_id", reminder.message_id.as_str())
        .with("user_id", reminder.user_id.as_str())
        .with("reminder", rendered)
        .concerning([reminder.user_id.clone()]);
    let parent = messages::find(work.conn, &reminder.message_id)?.and_then(|message| message.parent_id);
    Ok(match parent {
        Some(parent) => event.with("parent_id", parent),
        None => event,
    })
}
