-- Mutes, blocks, bans, flags and block lists. What ends by itself keeps its row: it is in force until `expires`.

CREATE TABLE user_mutes (
    user_id    TEXT NOT NULL,
    target_id  TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    expires    INTEGER,
    PRIMARY KEY (user_id, target_id)
) WITHOUT ROWID;
CREATE INDEX user_mutes_by_target ON user_mutes (target_id);

CREATE TABLE channel_mutes (
    user_id    TEXT NOT NULL,
    cid        TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    expires    INTEGER,
    PRIMARY KEY (user_id, cid)
) WITHOUT ROWID;
CREATE INDEX channel_mutes_by_channel ON channel_mutes (cid);

-- `hidden` holds the channels that the block hid: only these are shown again when it ends.
CREATE TABLE blocks (
    user_id    TEXT NOT NULL,
    target_id  TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    hidden     TEXT NOT NULL,
    PRIMARY KEY (user_id, target_id)
) WITHOUT ROWID;
CREATE INDEX blocks_by_target ON blocks (target_id);

-- `cid` is empty for a ban from the whole application.
CREATE TABLE bans (
    user_id    TEXT NOT NULL,
    cid        TEXT NOT NULL,
    banned_by  TEXT NOT NULL,
    reason     TEXT,
    shadow     INTEGER NOT NULL,
    ip_ban     INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires    INTEGER,
    PRIMARY KEY (user_id, cid)
) WITHOUT ROWID;
CREATE INDEX bans_by_channel ON bans (cid);

-- From every channel that `banned_by` creates from then on.
CREATE TABLE future_channel_bans (
    user_id    TEXT NOT NULL,
    banned_by  TEXT NOT NULL,
    reason     TEXT,
    shadow     INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires    INTEGER,
    PRIMARY KEY (user_id, banned_by)
) WITHOUT ROWID;
CREATE INDEX future_channel_bans_by_banner ON future_channel_bans (banned_by);

-- About a message and its author, or about a user alone. `reporter_id` is empty where the server itself objected.
CREATE TABLE flags (
    id            TEXT PRIMARY KEY,
    reporter_id   TEXT NOT NULL,
    message_id    TEXT,
    target_id     TEXT NOT NULL,
    cid           TEXT,
    original_text TEXT NOT NULL,
    reason        TEXT,
    custom        TEXT NOT NULL,
    block_list    TEXT,
    matched       TEXT,
    created_at    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX flags_once ON flags (reporter_id, coalesce(message_id, ''), target_id);
CREATE INDEX flags_by_message ON flags (message_id);

-- `team` is empty for lists of all teams.
CREATE TABLE block_lists (
    name       TEXT NOT NULL,
    team       TEXT NOT NULL,
    id         TEXT NOT NULL UNIQUE,
    type       TEXT NOT NULL,
    words      TEXT NOT NULL,
    checks     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (name, team)
) WITHOUT ROWID;

-- Members for whom a message never counts as unread, because of what was muted or blocked when it was sent.
ALTER TABLE messages ADD COLUMN uncounted_for TEXT;
-- Users to whom an event is not replayed.
ALTER TABLE events ADD COLUMN hidden_from TEXT;
