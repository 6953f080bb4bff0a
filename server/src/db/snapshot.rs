//! Owns whole copies of the database in memory: taking one and putting it back. Does not know what is in them.
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

/// A copy of everything.
pub fn take(conn: &Connection) -> rusqlite::Result<Connection> {
    let mut copy = Connection::open_in_memory()?;
    whole(conn, &mut copy)?;
    Ok(copy)
}

/// Makes the database what the copy is.
pub fn put_back(copy: &Connection, conn: &mut Connection) -> rusqlite::Result<()> {
    whole(copy, conn)
}

/// How many bytes a copy has.
pub fn size(copy: &Connection) -> rusqlite::Result<i64> {
    copy.query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |row| row.get(0))
}

fn whole(from: &Connection, to: &mut Connection) -> rusqlite::Result<()> {
    let backup = Backup::new(from, to)?;
    match backup.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None)),
    }
}
