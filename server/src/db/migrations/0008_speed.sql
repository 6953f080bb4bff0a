-- Indexes for big databases: everything of a channel, channels by their newest message, unread totals without a look at
-- the rows.

CREATE INDEX messages_by_channel ON messages (cid, created_at);
CREATE INDEX channels_by_last_message ON channels (last_message_at);
DROP INDEX members_with_unread;
CREATE INDEX members_with_unread ON members (user_id, hidden, unread_messages) WHERE unread_messages > 0;
