//! Owns the schema's versions. One file per version; a released file never changes.
use rusqlite::Connection;

/// In the order of their numbers.
#[rustfmt::skip]
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_initial.sql"),
    include_str!("migrations/0002_uploads.sql"),
    include_str!("migrations/0003_features.sql"),
    include_str!("migrations/0004_polls_drafts_reminders_locations.sql"),
    include_str!("migrations/0005_threads.sql"),
    include_str!("migrations/0006_moderation.sql"),
    include_str!("migrations/0007_people.sql"),
    include_str!("migrations/0008_speed.sql"),
];

/// Brings a database of any earlier version to the newest, one transaction per step.
pub fn run(conn: &mut Connection) -> rusqlite::Result<()> {
    let done: usize = conn.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))?.max(0) as usize;
    for (index, sql) in MIGRATIONS.iter().enumerate().skip(done) {
        let tx = conn.transaction()?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", (index + 1) as i64)?;
        tx.commit()?;
    }
    Ok(())
}

/// The newest version this program knows.
pub fn newest() -> i64 {
    MIGRATIONS.len() as i64
}
