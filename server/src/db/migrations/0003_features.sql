-- Channel types that can be changed, and the columns that the features beyond plain messages need.

CREATE TABLE channel_types (
    name TEXT PRIMARY KEY,
    body TEXT NOT NULL
) WITHOUT ROWID;

ALTER TABLE users ADD COLUMN shadow_banned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN ban_expires INTEGER;
ALTER TABLE users ADD COLUMN tokens_revoked_before INTEGER;

ALTER TABLE channels ADD COLUMN config_overrides TEXT;
ALTER TABLE channels ADD COLUMN filter_tags TEXT;
ALTER TABLE channels ADD COLUMN truncated_by TEXT;
ALTER TABLE channels ADD COLUMN auto_translation_enabled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN auto_translation_language TEXT;

ALTER TABLE members ADD COLUMN banned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN shadow_banned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN ban_expires INTEGER;
ALTER TABLE members ADD COLUMN notifications_muted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN last_delivered_at INTEGER;
ALTER TABLE members ADD COLUMN last_delivered_message_id TEXT;

ALTER TABLE messages ADD COLUMN shadowed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN mentions TEXT;
ALTER TABLE messages ADD COLUMN command TEXT;
ALTER TABLE messages ADD COLUMN args TEXT;
ALTER TABLE messages ADD COLUMN poll_id TEXT;
ALTER TABLE messages ADD COLUMN i18n TEXT;
ALTER TABLE messages ADD COLUMN moderation TEXT;
CREATE INDEX messages_by_author ON messages (user_id, cid, created_at);
CREATE INDEX messages_with_poll ON messages (poll_id) WHERE poll_id IS NOT NULL;
