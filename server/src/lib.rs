//! A local server that speaks Stream's chat protocol. Routes are listed in `router`, implemented in `routes`;
//! `realtime` delivers events, `faults` spoils them on request, `uploads` keeps files, `links` fetches previews, `render` shows stored things to one viewer, `db` keeps them. Owns starting and stopping.
pub mod acting;
pub mod answer;
pub mod app;
pub mod app_settings;
pub mod auth;
pub mod back_door;
pub mod block_list;
pub mod body;
pub mod channel_settings;
pub mod channel_type;
pub mod clock;
pub mod commands;
pub mod config;
pub mod custom;
pub mod db;
pub mod device;
pub mod error;
pub mod faults;
pub mod filter;
pub mod filter_fields;
pub mod filter_tags;
pub mod ids;
pub mod keyset;
pub mod limits;
pub mod links;
pub mod list_query;
pub mod partial_update;
pub mod permissions;
pub mod rates;
pub mod realtime;
pub mod render;
pub mod requests;
mod router;
mod routes;
pub mod seed;
pub mod seed_file;
pub mod standing;
pub mod translation;
pub mod uploads;
pub mod words;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{App, Shared};
use crate::auth::Keys;
use crate::channel_type::ChannelTypes;
use crate::clock::{Clock, Time};
use crate::commands::Commands;
pub use crate::config::Config;
use crate::db::Database;
use crate::links::Links;
use crate::rates::Rates;
use crate::uploads::store::Store;

/// How long open requests may take to finish when the server stops.
const GRACE: Duration = Duration::from_secs(2);
/// How often committed pages are moved from the log into the database file.
const CHECKPOINT: Duration = Duration::from_secs(1);
/// How far back `/sync` can ask, in seconds: 30 days (protocol notes, "Sync").
pub const SYNC_WINDOW: i64 = 30 * 24 * 3600;

/// A running server. Dropping it stops the server without waiting.
pub struct Handle {
    /// Base URL, for example `http://127.0.0.1:8790`.
    pub url: String,
    /// Key of the application.
    pub api_key: String,
    /// Secret that signs tokens.
    pub api_secret: String,
    app: Shared,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Handle {
    /// A token for a user.
    pub fn token(&self, user_id: &str) -> error::Result<String> {
        self.app.keys.mint(user_id, None)
    }

    /// The ledger's books, see `GET /_dev/ledger`.
    pub fn ledger(&self) -> serde_json::Value {
        self.app.ledger.report(&Default::default())
    }

    fn begin_to_stop(&self) {
        let _ = self.stop.send(true);
        if let Some(rig) = &self.app.faults {
            // What is held on purpose would hold up the end as well.
            rig.clear();
        }
        self.app.hub.drop_all();
    }

    /// Stops: connections are told to come back later, open requests get a moment to finish, the file is complete.
    pub async fn stop(mut self) {
        tracing::info!("stopping");
        self.begin_to_stop();
        let app = self.app.clone();
        let done = async { tokio::join!(&mut self.task, app.hub.empty()) };
        if tokio::time::timeout(GRACE, done).await.is_err() {
            self.task.abort();
        }
        let app = self.app.clone();
        // A failure here loses nothing: the log is read again at the next start.
        let _ = tokio::task::spawn_blocking(move || app.db.settle()).await;
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.begin_to_stop();
    }
}

/// Names the cryptography that outgoing HTTPS uses, for the whole process. The first one named stays.
pub fn choose_cryptography() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The service without a port: whoever has its router can call it like a function.
pub struct InProcess {
    /// Answers requests.
    pub router: axum::Router,
    app: Shared,
}

impl InProcess {
    /// Builds the service. Nothing runs in the background: connections that nobody polls stay.
    pub async fn build(config: Config) -> io::Result<Self> {
        let app = assemble(config)?;
        fill(&app).await?;
        Ok(InProcess { router: router::build(app.clone()), app })
    }

    /// A token for a user.
    pub fn token(&self, user_id: &str) -> error::Result<String> {
        self.app.keys.mint(user_id, None)
    }

    /// What is wrong with the database file as SQLite sees it; nothing, normally.
    pub fn damage(&self) -> error::Result<Vec<String>> {
        Ok(self.app.db.damage()?)
    }
}

/// Starts a server and answers once it listens.
pub async fn serve(config: Config) -> io::Result<Handle> {
    let app = assemble(config)?;
    let listener = TcpListener::bind(SocketAddr::new(app.config.host, app.config.port)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    fill(&app).await?;
    tracing::info!(url, "listening");
    let (stop, stopped) = watch::channel(false);
    let service = router::build(app.clone());
    let until = wait_for(stopped.clone());
    let task = tokio::spawn(async move {
        let _ = axum::serve(listener, service).with_graceful_shutdown(until).await;
    });
    tokio::spawn(realtime::longpoll::expire_idle(app.clone(), stopped.clone()));
    tokio::spawn(realtime::reminders::tell_when_due(app.clone(), stopped.clone()));
    tokio::spawn(checkpoint(app.clone(), stopped));
    Ok(Handle { url, api_key: app.config.api_key.clone(), api_secret: app.config.api_secret.clone(), app, stop, task })
}

/// Opens the database and puts the application's state together.
fn assemble(config: Config) -> io::Result<Shared> {
    choose_cryptography();
    if let Some(folder) = config.database().as_deref().and_then(|file| file.parent()) {
        std::fs::create_dir_all(folder)?;
    }
    let clock = Arc::new(Clock::after(Time::from_micros(0)));
    let db = Database::open(config.database().as_deref(), clock.clone()).map_err(io::Error::other)?;
    let last = db::meta::last_time(&db.writer()).map_err(io::Error::other)?;
    let types = ChannelTypes::new(db::channel_types::all(&db.writer()).map_err(io::Error::other)?);
    let commands = Commands::new(db::commands::all(&db.writer()).map_err(io::Error::other)?);
    clock.begin_after(last);
    db::event_log::prune(&db.writer(), clock.now().plus_seconds(-SYNC_WINDOW)).map_err(io::Error::other)?;
    let uploads = Store::beside(config.database().as_deref());
    uploads.keep_only(&db::uploads::ids(&db.writer()).map_err(io::Error::other)?);
    let app: Shared = Arc::new(App {
        keys: Keys::new(&config.api_key, &config.api_secret, config.dev_mode()),
        clock,
        types,
        commands,
        db,
        hub: Default::default(),
        ledger: Default::default(),
        sessions: Default::default(),
        rates: Rates::new(config.calls_per_minute()),
        faults: config.can_be_broken().then(Default::default),
        links: Links::new(&config.link_hosts),
        uploads,
        settings: Default::default(),
        standings: Default::default(),
        snapshots: Default::default(),
        config,
    });
    app.recall(&app.db.writer()).map_err(io::Error::other)?;
    Ok(app)
}

/// What an empty database is to be filled with, if anything.
async fn fill(app: &Shared) -> io::Result<()> {
    match &app.config.seed {
        Some(name) => seed::named(app, name).await.map_err(|error| io::Error::other(error.message)),
        None => Ok(()),
    }
}

async fn checkpoint(app: Shared, stopped: watch::Receiver<bool>) {
    let mut last = app.clock.last();
    let mut tick = tokio::time::interval(CHECKPOINT);
    let mut until = Box::pin(wait_for(stopped));
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            () = &mut until => return,
        }
        if app.clock.last() != last {
            last = app.clock.last();
            let app = app.clone();
            let _ = tokio::task::spawn_blocking(move || app.db.checkpoint()).await;
        }
    }
}

async fn wait_for(mut stopped: watch::Receiver<bool>) {
    // An error means that the handle is gone, which is a stop as well.
    let _ = stopped.wait_for(|stop| *stop).await;
}
