-- Devices, push preferences, groups of users, roles of the application's own making, tasks, users deleted for good.

CREATE TABLE devices (
    user_id            TEXT NOT NULL,
    id                 TEXT NOT NULL,
    push_provider      TEXT NOT NULL,
    push_provider_name TEXT,
    hardware_id        TEXT,
    voip               INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    PRIMARY KEY (user_id, id)
) WITHOUT ROWID;

-- An empty cid stands for the user's preferences for all channels.
CREATE TABLE push_preferences (
    user_id TEXT NOT NULL,
    cid     TEXT NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (user_id, cid)
) WITHOUT ROWID;

CREATE TABLE user_groups (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    description TEXT,
    team_id     TEXT,
    created_by  TEXT,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX user_groups_by_time ON user_groups (created_at, id);
CREATE INDEX user_groups_by_name ON user_groups (name COLLATE NOCASE, id);

CREATE TABLE user_group_members (
    group_id   TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    is_admin   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (group_id, user_id)
) WITHOUT ROWID;
CREATE INDEX user_group_members_by_user ON user_group_members (user_id);

CREATE TABLE roles (
    name       TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE tasks (
    id         TEXT PRIMARY KEY,
    result     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) WITHOUT ROWID;


-- Users deleted for good: nobody gets their ids again.
CREATE TABLE erased_users (
    id        TEXT PRIMARY KEY,
    erased_at INTEGER NOT NULL
) WITHOUT ROWID;
