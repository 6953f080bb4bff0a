-- Threads with the read marks of their participants, the words of messages for searching, and the application's commands.

CREATE TABLE threads (
    parent_id       TEXT PRIMARY KEY,
    cid             TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    title           TEXT NOT NULL DEFAULT '',
    custom          TEXT NOT NULL DEFAULT '{}',
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    last_message_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE thread_participants (
    parent_id            TEXT NOT NULL,
    user_id              TEXT NOT NULL,
    created_at           INTEGER NOT NULL,
    last_read            INTEGER NOT NULL,
    last_read_message_id TEXT,
    unread_messages      INTEGER NOT NULL,
    last_message_at      INTEGER,
    left_at              INTEGER,
    PRIMARY KEY (parent_id, user_id)
) WITHOUT ROWID;
CREATE INDEX thread_participants_by_user ON thread_participants (user_id);
CREATE INDEX thread_participants_with_unread ON thread_participants (user_id) WHERE unread_messages > 0;

-- Replies written before there were read marks count as read.
INSERT INTO threads (parent_id, cid, created_by, created_at, updated_at, last_message_at)
    SELECT r.parent_id, r.cid,
        (SELECT f.user_id FROM messages AS f WHERE f.parent_id = r.parent_id ORDER BY f.created_at LIMIT 1),
        min(r.created_at), max(r.created_at), max(r.created_at)
    FROM messages AS r
    WHERE r.parent_id IS NOT NULL AND EXISTS (SELECT 1 FROM messages AS p WHERE p.id = r.parent_id)
    GROUP BY r.parent_id;
INSERT INTO thread_participants
    SELECT r.parent_id, r.user_id, min(r.created_at), t.last_message_at, NULL, 0, max(r.created_at), NULL
    FROM messages AS r JOIN threads AS t ON t.parent_id = r.parent_id
    GROUP BY r.parent_id, r.user_id;
INSERT OR IGNORE INTO thread_participants
    SELECT t.parent_id, p.user_id, t.created_at, t.last_message_at, NULL, 0, NULL, NULL
    FROM threads AS t JOIN messages AS p ON p.id = t.parent_id;

CREATE TRIGGER threads_end_with_their_parent AFTER DELETE ON messages BEGIN
    DELETE FROM threads WHERE parent_id = old.id;
    DELETE FROM thread_participants WHERE parent_id = old.id;
END;

-- Every message of a channel, replies included: what searching and truncating walk through.
CREATE INDEX messages_of_channel ON messages (cid, created_at);

-- The words of all messages. The texts themselves stay in `messages`, found by their row numbers.
CREATE VIRTUAL TABLE message_words USING fts5 (text, content = 'messages', content_rowid = 'rowid', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO message_words (message_words) VALUES ('rebuild');
CREATE TRIGGER message_words_appear AFTER INSERT ON messages BEGIN
    INSERT INTO message_words (rowid, text) VALUES (new.rowid, new.text);
END;
CREATE TRIGGER message_words_change AFTER UPDATE OF text ON messages WHEN old.text <> new.text BEGIN
    INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', old.rowid, old.text);
    INSERT INTO message_words (rowid, text) VALUES (new.rowid, new.text);
END;
CREATE TRIGGER message_words_vanish AFTER DELETE ON messages BEGIN
    INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', old.rowid, old.text);
END;

CREATE TABLE commands (
    name        TEXT PRIMARY KEY,
    description TEXT NOT NULL,
    args        TEXT NOT NULL,
    command_set TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) WITHOUT ROWID;
