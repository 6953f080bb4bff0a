-- Indexes for big databases: everything of a channel; channels in the orders that lists ask for, each with the cid that
-- breaks ties; unread totals without a look at the rows.

CREATE INDEX messages_by_channel ON messages (cid, created_at);
DROP INDEX channels_by_activity;
CREATE INDEX channels_by_activity ON channels (last_updated DESC, cid);
CREATE INDEX channels_by_last_message ON channels (last_message_at DESC, cid);
CREATE INDEX channels_by_creation ON channels (created_at DESC, cid);
CREATE INDEX channels_by_update ON channels (updated_at DESC, cid);
DROP INDEX members_with_unread;
CREATE INDEX members_with_unread ON members (user_id, hidden, unread_messages) WHERE unread_messages > 0;
