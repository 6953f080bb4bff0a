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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_from_before_there_were_threads_are_in_read_threads_and_can_be_found() {
        let mut conn = Connection::open_in_memory().unwrap();
        let threads = MIGRATIONS.iter().position(|sql| sql.contains("CREATE TABLE threads")).unwrap();
        for sql in &MIGRATIONS[..threads] {
            conn.execute_batch(sql).unwrap();
        }
        conn.pragma_update(None, "user_version", threads as i64).unwrap();
        for (id, user, parent, at) in
            [("q", "amira", None, 1), ("a1", "ben", Some("q"), 2), ("a2", "chen", Some("q"), 3)]
        {
            conn.execute(
                "INSERT INTO messages (id, cid, user_id, type, text, attachments, mentioned_users, custom, parent_id, \
                 show_in_channel, in_channel, silent, reply_count, deleted_reply_count, reaction_count, created_at, updated_at) \
                 VALUES (?1, 'messaging:room', ?2, 'regular', 'lemon cake', '[]', '[]', '{}', ?3, 0, 1, 0, 0, 0, 0, ?4, ?4)",
                (id, user, parent, at),
            )
            .unwrap();
        }
        run(&mut conn).unwrap();
        let thread = conn.query_row("SELECT parent_id, created_by, last_message_at FROM threads", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
        });
        assert_eq!(thread.unwrap(), ("q".to_owned(), "ben".to_owned(), 3));
        let count = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(count("SELECT count(*) FROM thread_participants WHERE unread_messages = 0 AND last_read = 3"), 3);
        assert_eq!(count("SELECT count(*) FROM message_words WHERE message_words MATCH 'lemon'"), 3);
    }
}
