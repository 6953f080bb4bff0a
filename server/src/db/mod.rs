//! Owns the database: its connections and the conversion of columns. SQL lives only below this folder, one file per table.
pub mod app_settings;
pub mod bans;
pub mod block_lists;
pub mod blocks;
pub mod channel_mutes;
pub mod channel_query;
pub mod channel_types;
pub mod channels;
pub mod commands;
pub mod deliveries;
pub mod devices;
pub mod drafts;
pub mod event_log;
pub mod flags;
pub mod locations;
pub mod members;
pub mod message_pages;
pub mod message_search;
pub mod messages;
pub mod meta;
mod migrations;
pub mod mutes;
mod page;
pub mod poll_options;
pub mod poll_votes;
pub mod polls;
pub mod push_preferences;
pub mod reactions;
pub mod reads;
pub mod reminders;
pub mod roles;
pub mod snapshot;
pub mod tasks;
pub mod thread_participants;
pub mod threads;
pub mod uploads;
pub mod user_groups;
pub mod user_messages;
pub mod users;
mod visibility;

use std::cell::Cell;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::Clock;

/// Prepared statements kept per connection. The server has fewer fixed statements than this.
const STATEMENTS: usize = 256;
/// Idle read connections kept open; each costs about 100 kB.
const IDLE_READERS: usize = 8;
/// Memory for pages of the file, in kB per connection, as far as they are needed. A page of 30 channels touches some 3 MB, and
/// ordering somebody's 2 000 of 100 000 channels some 8 MB; SQLite's own 2 MB would read them from the file every time
/// (measured by tests/speed.rs: 17 against 9 ms).
const CACHE: i64 = 12_288;
/// How long a connection waits for a lock that another process holds, for example a backup.
const LOCK_WAIT: Duration = Duration::from_secs(5);

/// Pages of the write-ahead log after which a commit itself has to tidy up: 64 MB. Normally [`Database::checkpoint`] does.
const LOG_PAGES: u32 = 16_384;

/// One connection that writes, several that read. The order of commits is the order in which clients see things happen.
pub struct Database {
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    file: Option<std::path::PathBuf>,
    clock: Arc<Clock>,
}

impl Database {
    /// Opens the file, or a database that lives only in memory. The clock is what SQL calls `clock_now()`.
    pub fn open(file: Option<&Path>, clock: Arc<Clock>) -> rusqlite::Result<Self> {
        let mut writer = match file {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        configure(&writer, &clock)?;
        let version: i64 = writer.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version > migrations::newest() {
            return Err(rusqlite::Error::InvalidParameterName(format!(
                "the database has schema {version}, this server knows {} at most: use a newer server or another file",
                migrations::newest()
            )));
        }
        migrations::run(&mut writer)?;
        writer.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
        Ok(Database {
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
            file: file.map(Path::to_owned),
            clock,
        })
    }

    /// The connection that writes. Blocks until it is free: call it on a blocking thread only.
    pub fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves committed pages from the log into the file, on a connection of its own: a commit that had to do it would
    /// keep everybody waiting for the disk.
    pub fn checkpoint(&self) -> crate::error::Result<()> {
        if self.file.is_none() {
            return Ok(());
        }
        let conn = self.reader()?;
        conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        self.put_back(conn);
        Ok(())
    }

    /// Moves everything into the file and empties the log, so that the file alone is a whole copy. For the end.
    pub fn settle(&self) -> crate::error::Result<()> {
        Ok(self.writer().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// What SQLite finds wrong with the file; nothing, normally.
    pub fn damage(&self) -> rusqlite::Result<Vec<String>> {
        let writer = self.writer();
        let mut statement = writer.prepare("PRAGMA integrity_check")?;
        let found = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }

    /// Runs a function on a connection that reads. In memory there is only the one connection.
    pub fn read<T>(&self, f: impl FnOnce(&Connection) -> crate::error::Result<T>) -> crate::error::Result<T> {
        if self.file.is_none() {
            return f(&self.writer());
        }
        let conn = self.reader()?;
        // One snapshot for the whole function, so that its parts fit together.
        conn.execute_batch("BEGIN")?;
        let result = f(&conn);
        conn.execute_batch("COMMIT")?;
        self.put_back(conn);
        result
    }

    fn reader(&self) -> rusqlite::Result<Connection> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match (idle, &self.file) {
            (Some(conn), _) => Ok(conn),
            (None, None) => Err(rusqlite::Error::InvalidQuery),
            (None, Some(file)) => {
                let conn = Connection::open(file)?;
                configure(&conn, &self.clock)?;
                Ok(conn)
            }
        }
    }

    fn put_back(&self, conn: Connection) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < IDLE_READERS {
            readers.push(conn);
        }
    }
}

fn configure(conn: &Connection, clock: &Arc<Clock>) -> rusqlite::Result<()> {
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.busy_timeout(LOCK_WAIT)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    // A plan is made once. Otherwise every statement with a range is planned anew for every new value, a tenth of all time.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.pragma_update(None, "cache_size", -CACHE)?;
    // With WAL this survives a killed process; only a power cut may lose the last commits.
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    // What ends by itself (mutes, bans) is over as soon as the clock says so: no timer, no clean-up that could be late.
    let clock = clock.clone();
    conn.create_scalar_function("clock_now", 0, FunctionFlags::SQLITE_UTF8, move |_| Ok(clock.reading().micros()))
}

/// The tables that hold an application's data, those that refer to others first.
#[rustfmt::skip]
const TABLES: &[&str] = &[
    "devices", "push_preferences", "user_groups", "user_group_members", "roles", "tasks", "erased_users",
    "poll_votes", "poll_options", "polls", "drafts", "reminders", "locations",
    "app_settings", "uploads", "channel_types", "commands", "events",
    "user_mutes", "channel_mutes", "blocks", "bans", "future_channel_bans", "flags", "block_lists",
    "reactions", "messages", "members", "channels", "users",
];

/// Empties every table.
pub fn clear(conn: &Connection) -> rusqlite::Result<()> {
    TABLES.iter().try_for_each(|table| conn.execute_batch(&format!("DELETE FROM {table}")))
}

/// A column that holds JSON.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Json).map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match serde_json::to_string(&self.0) {
            Ok(text) => Ok(ToSqlOutput::from(text)),
            Err(error) => Err(rusqlite::Error::ToSqlConversionFailure(Box::new(error))),
        }
    }
}

/// Reads a row's columns from left to right, so that a column list and its struct stand in the same order.
pub(crate) struct Columns<'a, 'b> {
    row: &'a Row<'b>,
    next: Cell<usize>,
}

impl<'a, 'b> Columns<'a, 'b> {
    pub(crate) fn of(row: &'a Row<'b>) -> Self {
        Columns::from(row, 0)
    }

    /// The same from some column on.
    pub(crate) fn from(row: &'a Row<'b>, first: usize) -> Self {
        Columns { row, next: Cell::new(first) }
    }

    pub(crate) fn next<T: FromSql>(&self) -> rusqlite::Result<T> {
        let index = self.next.get();
        self.next.set(index + 1);
        self.row.get(index)
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> rusqlite::Result<T> {
        self.next::<Json<T>>().map(|json| json.0)
    }
}
