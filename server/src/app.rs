//! Owns the application's shared state and the two ways to touch it: `read` and `write`. Does not know any endpoint.
use std::ops::Deref;
use std::sync::Arc;

use rusqlite::{Connection, TransactionBehavior};

use crate::app_settings::{AppSettings, Settings};
use crate::auth::{Caller, Common, Keys, Kind};
use crate::channel_type::ChannelTypes;
use crate::clock::{Clock, Time};
use crate::commands::Commands;
use crate::config::Config;
use crate::db::{self, Database};
use crate::error::{Code, Error, Result};
use crate::faults::Rig;
use crate::links::Links;
use crate::rates::Rates;
use crate::realtime::event::Event;
use crate::realtime::hub::Hub;
use crate::realtime::ledger::Ledger;
use crate::realtime::longpoll::Sessions;
use crate::realtime::recipients::REPLAYABLE;
use crate::render::View;
use crate::routes::snapshots::Snapshots;
use crate::standing::Standings;
use crate::uploads::store::Store;

/// The state as handlers hold it.
pub type Shared = Arc<App>;

/// Everything the server shares among its tasks.
pub struct App {
    /// As started.
    pub config: Config,
    /// The application's key and secret.
    pub keys: Keys,
    /// Gives times.
    pub clock: Arc<Clock>,
    /// Keeps everything that lasts.
    pub db: Database,
    /// What kinds of channels there are.
    pub types: ChannelTypes,
    /// The application's own slash commands.
    pub commands: Commands,
    /// Knows who is connected.
    pub hub: Hub,
    /// Remembers what was accepted and sent.
    pub ledger: Ledger,
    /// The connections that poll.
    pub sessions: Sessions,
    /// Counts calls.
    pub rates: Rates,
    /// Keeps the bytes of uploads.
    pub uploads: Store,
    /// Fetches pages for link previews.
    pub links: Links,
    /// What a server may change about the application.
    pub settings: Settings,
    /// Who is shut out.
    pub standings: Standings,
    /// Whole states to go back to.
    pub snapshots: Snapshots,
    /// What is broken on purpose. Only there if the server was started with `--faults`.
    pub faults: Option<Arc<Rig>>,
}

impl App {
    /// Who calls, from the key, the kind of authentication and the token, unless a fault declares the token expired.
    pub fn authenticate(&self, common: &Common, auth_type: Option<&str>, token: Option<&str>) -> Result<Caller> {
        let caller = self.keys.authenticate(common, auth_type, token)?;
        if caller.kind == Kind::User {
            let revoked_before = self.settings.get().revoke_tokens_issued_before;
            self.standings.check(&caller.user_id, caller.issued_at, revoked_before)?;
        }
        if let (Some(rig), Some(token)) = (&self.faults, token.filter(|_| caller.kind != Kind::Anonymous)) {
            rig.check_token(&caller.user_id, token)?;
        }
        Ok(caller)
    }

    /// Reads anew what is kept in memory beside the channel types: the settings and who is shut out.
    pub fn recall(&self, conn: &Connection) -> rusqlite::Result<()> {
        self.put_in_force(db::app_settings::find(conn)?.unwrap_or_default());
        self.standings.load(conn)
    }

    /// From now on these settings count.
    pub fn put_in_force(&self, settings: AppSettings) {
        self.keys.allow_dev_tokens(settings.disable_auth_checks.unwrap_or_else(|| self.config.dev_mode()));
        self.settings.set(settings);
    }

    /// Runs a function that only reads, for this caller, on one snapshot.
    pub async fn read<T, F>(self: &Arc<Self>, caller: &Caller, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&View<'_>) -> Result<T> + Send + 'static,
    {
        let (app, caller) = (self.clone(), caller.clone());
        blocking(move || app.db.read(|conn| f(&View::of_snapshot(&app, conn, &caller)))).await
    }

    /// Runs a function that changes something, as one transaction. There is one writer, and events leave before the next
    /// one begins: the order of commits is the order of times and the order in which every client sees things happen.
    pub async fn write<T, F>(self: &Arc<Self>, caller: &Caller, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Work<'_>) -> Result<T> + Send + 'static,
    {
        let (app, caller) = (self.clone(), caller.clone());
        blocking(move || {
            let mut writer = app.db.writer();
            let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut work = Work { view: View::new(&app, &tx, &caller), effects: Vec::new() };
            let result = f(&mut work)?;
            let mut effects = work.effects;
            let blockers = db::blocks::blockers(&tx, &caller.user_id)?;
            for effect in &mut effects {
                if let Effect::Deliver(event) = effect {
                    withhold(&tx, &caller.user_id, &blockers, event)?;
                    log(&tx, event)?;
                }
            }
            db::meta::keep_time(&tx, app.clock.last())?;
            tx.commit()?;
            for effect in effects {
                match effect {
                    Effect::Deliver(event) => app.hub.deliver(&app.ledger, &event),
                    Effect::Run(run) => run(&app),
                }
            }
            Ok(result)
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(f: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(f).await {
        Ok(result) => result,
        Err(_) => Err(Error::new(Code::Internal, "internal error: the operation was interrupted")),
    }
}

/// Events that somebody hears of even in a channel that his block hides: without them he would keep what is gone.
const HEARD_ANYWAY: &[&str] = &[
    "channel.deleted",
    "channel.hidden",
    "channel.visible",
    "notification.channel_deleted",
    "notification.removed_from_channel",
];

/// In a channel of two, who blocks the other one does not hear what he does.
fn withhold(conn: &Connection, actor: &str, blockers: &[String], event: &mut Event) -> Result<()> {
    let Some(cid) = event.cid.as_ref().filter(|_| !HEARD_ANYWAY.contains(&event.kind.as_str())) else {
        return Ok(());
    };
    for blocker in blockers {
        if db::blocks::is_channel_of_two(conn, cid, actor, blocker)? {
            event.except.push(blocker.clone());
        }
    }
    Ok(())
}

/// Adds a replayable event to the log, without what is personal in it.
fn log(conn: &Connection, event: &Event) -> Result<()> {
    let Some(cid) = event.cid.as_ref().filter(|_| event.lasting && REPLAYABLE.contains(&event.kind.as_str())) else {
        return Ok(());
    };
    let text = event.text();
    let users = match (&event.only, event.concerned.as_slice()) {
        (Some(only), _) => only.as_slice(),
        (None, concerned) => concerned,
    };
    if users.is_empty() {
        db::event_log::append(conn, cid, None, &event.kind, event.at, &text, &event.except)?;
    }
    for user in users.iter().filter(|user| !event.except.contains(user)) {
        db::event_log::append(conn, cid, Some(user), &event.kind, event.at, &text, &[])?;
    }
    Ok(())
}

type Action = Box<dyn FnOnce(&App) + Send>;

enum Effect {
    Deliver(Box<Event>),
    Run(Action),
}

/// One transaction, and what happens once it is committed.
pub struct Work<'a> {
    view: View<'a>,
    effects: Vec<Effect>,
}

impl<'a> Deref for Work<'a> {
    type Target = View<'a>;

    fn deref(&self) -> &View<'a> {
        &self.view
    }
}

impl Work<'_> {
    /// A time later than all before.
    pub fn now(&self) -> Time {
        self.view.app.clock.now()
    }

    /// Sends an event after the commit.
    pub fn emit(&mut self, event: Event) {
        self.effects.push(Effect::Deliver(Box::new(event)));
    }

    /// Does something with the live state after the commit, in order with the events.
    pub fn afterwards(&mut self, action: impl FnOnce(&App) + Send + 'static) {
        self.effects.push(Effect::Run(Box::new(action)));
    }
}
