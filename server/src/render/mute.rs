//! Owns how mutes and blocks look to the one who made them.
use serde_json::{Map, Value, json};

use super::View;
use crate::db::channels::{self, Channel};
use crate::db::members::Member;
use crate::db::{blocks, channel_mutes, mutes};
use crate::error::Result;

/// The size of a channel that a block can hide: the one who blocks and the one who is blocked.
const PAIR: i64 = 2;

impl View<'_> {
    /// A muted user.
    pub fn mute(&self, mute: &mutes::Mute) -> Result<Value> {
        let mut object = json!({
            "user": self.user(&mute.user_id)?,
            "target": self.user(&mute.target_id)?,
            "created_at": mute.created_at,
            "updated_at": mute.updated_at,
        });
        if let Some(at) = mute.expires {
            object["expires"] = at.into();
        }
        Ok(object)
    }

    /// Whom a user mutes.
    pub fn mutes(&self, user_id: &str) -> Result<Vec<Value>> {
        mutes::of_user(self.conn, user_id)?.iter().map(|mute| self.mute(mute)).collect()
    }

    /// A muted channel, unless it has been deleted.
    pub fn channel_mute(&self, mute: &channel_mutes::ChannelMute) -> Result<Option<Value>> {
        let Some(channel) = channels::find(self.conn, &mute.cid)? else {
            return Ok(None);
        };
        let mut object = json!({
            "user": self.user(&mute.user_id)?,
            "channel": self.event_channel(&channel)?,
            "created_at": mute.created_at,
            "updated_at": mute.updated_at,
        });
        if let Some(at) = mute.expires {
            object["expires"] = at.into();
        }
        Ok(Some(object))
    }

    /// Which channels a user has muted.
    pub fn channel_mutes(&self, user_id: &str) -> Result<Vec<Value>> {
        let all = channel_mutes::of_user(self.conn, user_id)?;
        all.iter().filter_map(|mute| self.channel_mute(mute).transpose()).collect()
    }

    /// Whom a user blocks.
    pub fn blocked_ids(&self, user_id: &str) -> Result<Vec<String>> {
        Ok(blocks::of_user(self.conn, user_id)?.into_iter().map(|block| block.target_id).collect())
    }

    /// What of a channel is silenced for one of its members.
    pub(super) fn put_silence(&self, object: &mut Map<String, Value>, channel: &Channel, own: &Member) -> Result<()> {
        object.insert("muted".to_owned(), own.notifications_muted.into());
        if own.notifications_muted
            && let Some(end) = channel_mutes::find(self.conn, &own.user_id, &own.cid)?.and_then(|mute| mute.expires)
        {
            object.insert("mute_expires_at".to_owned(), end.into());
        }
        let blocked = channel.member_count == PAIR && blocks::blocks_other_member(self.conn, &own.cid, &own.user_id)?;
        object.insert("blocked".to_owned(), blocked.into());
        Ok(())
    }
}
