-- Polls with their options and votes, drafts, reminders, shared locations.

CREATE TABLE polls (
    id                           TEXT PRIMARY KEY,
    name                         TEXT NOT NULL,
    description                  TEXT NOT NULL,
    voting_visibility            TEXT NOT NULL,
    enforce_unique_vote          INTEGER NOT NULL,
    max_votes_allowed            INTEGER,
    allow_user_suggested_options INTEGER NOT NULL,
    allow_answers                INTEGER NOT NULL,
    is_closed                    INTEGER NOT NULL,
    created_by                   TEXT NOT NULL,
    custom                       TEXT NOT NULL,
    created_at                   INTEGER NOT NULL,
    updated_at                   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX polls_by_creator ON polls (created_by, created_at);

CREATE TABLE poll_options (
    poll_id  TEXT NOT NULL,
    id       TEXT NOT NULL,
    position INTEGER NOT NULL,
    text     TEXT NOT NULL,
    custom   TEXT NOT NULL,
    PRIMARY KEY (poll_id, id)
) WITHOUT ROWID;

-- An answer in the voter's own words has no option.
CREATE TABLE poll_votes (
    id          TEXT PRIMARY KEY,
    poll_id     TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    option_id   TEXT,
    answer_text TEXT,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX poll_votes_by_poll ON poll_votes (poll_id, created_at);
CREATE INDEX poll_votes_by_voter ON poll_votes (user_id, poll_id);

-- The draft of a channel has an empty parent_id: NULL would not be unique.
CREATE TABLE drafts (
    user_id    TEXT NOT NULL,
    cid        TEXT NOT NULL,
    parent_id  TEXT NOT NULL,
    message    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, cid, parent_id)
) WITHOUT ROWID;
CREATE INDEX drafts_by_channel ON drafts (cid);
CREATE INDEX drafts_by_parent ON drafts (parent_id) WHERE parent_id <> '';

CREATE TABLE reminders (
    user_id    TEXT NOT NULL,
    cid        TEXT NOT NULL,
    message_id TEXT NOT NULL,
    remind_at  INTEGER,
    is_told    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, cid, message_id)
) WITHOUT ROWID;
CREATE INDEX reminders_by_message ON reminders (message_id);
CREATE INDEX reminders_by_channel ON reminders (cid);
CREATE INDEX reminders_to_tell ON reminders (remind_at) WHERE remind_at IS NOT NULL AND NOT is_told;

CREATE TABLE locations (
    message_id           TEXT PRIMARY KEY,
    cid                  TEXT NOT NULL,
    user_id              TEXT NOT NULL,
    latitude             REAL NOT NULL,
    longitude            REAL NOT NULL,
    created_by_device_id TEXT NOT NULL,
    end_at               INTEGER,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX locations_live_in_channel ON locations (cid, end_at) WHERE end_at IS NOT NULL;
CREATE INDEX locations_live_of_user ON locations (user_id, end_at) WHERE end_at IS NOT NULL;
-- So that messages without a location, nearly all of them, need no look into that table.
ALTER TABLE messages ADD COLUMN has_location INTEGER NOT NULL DEFAULT 0;
