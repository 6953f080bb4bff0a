-- The first schema. Times are microseconds since the Unix epoch; JSON columns hold text.
-- A migration that has been released is never changed: the next one gets the next number.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE users (
    id               TEXT PRIMARY KEY,
    name             TEXT,
    image            TEXT,
    role             TEXT NOT NULL,
    language         TEXT NOT NULL,
    teams            TEXT NOT NULL,
    custom           TEXT NOT NULL,
    privacy_settings TEXT,
    invisible        INTEGER NOT NULL,
    banned           INTEGER NOT NULL DEFAULT 0,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    last_active      INTEGER,
    deactivated_at   INTEGER,
    deleted_at       INTEGER
) WITHOUT ROWID;

CREATE TABLE channels (
    cid             TEXT PRIMARY KEY,
    type            TEXT NOT NULL,
    id              TEXT NOT NULL,
    team            TEXT,
    created_by      TEXT NOT NULL,
    custom          TEXT NOT NULL,
    frozen          INTEGER NOT NULL,
    disabled        INTEGER NOT NULL,
    is_distinct     INTEGER NOT NULL,
    cooldown        INTEGER NOT NULL,
    member_count    INTEGER NOT NULL,
    message_count   INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    last_message_at INTEGER,
    truncated_at    INTEGER,
    deleted_at      INTEGER,
    last_updated    INTEGER NOT NULL GENERATED ALWAYS AS (max(created_at, coalesce(last_message_at, 0))) STORED
);
CREATE INDEX channels_by_activity ON channels (last_updated);

CREATE TABLE members (
    cid                  TEXT NOT NULL,
    user_id              TEXT NOT NULL,
    channel_role         TEXT NOT NULL,
    custom               TEXT NOT NULL,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    invited              INTEGER NOT NULL,
    invite_accepted_at   INTEGER,
    invite_rejected_at   INTEGER,
    pinned_at            INTEGER,
    archived_at          INTEGER,
    hidden               INTEGER NOT NULL DEFAULT 0,
    hide_messages_before INTEGER,
    last_read            INTEGER NOT NULL,
    last_read_message_id TEXT,
    unread_messages      INTEGER NOT NULL,
    PRIMARY KEY (cid, user_id)
) WITHOUT ROWID;
CREATE INDEX members_by_user ON members (user_id);
CREATE INDEX members_with_unread ON members (user_id) WHERE unread_messages > 0;

CREATE TABLE messages (
    id                  TEXT NOT NULL,
    cid                 TEXT NOT NULL,
    user_id             TEXT NOT NULL,
    type                TEXT NOT NULL,
    text                TEXT NOT NULL,
    attachments         TEXT NOT NULL,
    mentioned_users     TEXT NOT NULL,
    custom              TEXT NOT NULL,
    parent_id           TEXT,
    show_in_channel     INTEGER NOT NULL,
    in_channel          INTEGER NOT NULL,
    quoted_message_id   TEXT,
    silent              INTEGER NOT NULL,
    restricted_to       TEXT,
    deleted_for         TEXT,
    pinned_at           INTEGER,
    pinned_by           TEXT,
    pin_expires         INTEGER,
    reply_count         INTEGER NOT NULL,
    deleted_reply_count INTEGER NOT NULL,
    reaction_count      INTEGER NOT NULL,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    text_updated_at     INTEGER,
    deleted_at          INTEGER
);
CREATE UNIQUE INDEX messages_by_id ON messages (id);
CREATE INDEX messages_in_channel ON messages (cid, created_at) WHERE in_channel;
CREATE INDEX messages_in_thread ON messages (parent_id, created_at) WHERE parent_id IS NOT NULL;
CREATE INDEX messages_pinned ON messages (cid, pinned_at) WHERE pinned_at IS NOT NULL;

CREATE TABLE reactions (
    message_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    type       TEXT NOT NULL,
    score      INTEGER NOT NULL,
    custom     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (message_id, user_id, type)
) WITHOUT ROWID;

-- Every replayable event in the order of its commit. One row per recipient when it concerns single users.
CREATE TABLE events (
    seq        INTEGER PRIMARY KEY,
    cid        TEXT NOT NULL,
    user_id    TEXT,
    type       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    body       TEXT NOT NULL
);
CREATE INDEX events_by_channel ON events (cid, created_at);
CREATE INDEX events_by_time ON events (created_at);
