//! Owns how shared locations look, and which of a channel's live ones the viewer sees.
use serde_json::{Value, json};

use super::View;
use crate::db::locations::{self, Location};
use crate::error::Result;
use crate::ids::Cid;

impl View<'_> {
    /// A location.
    pub fn location(&self, location: &Location) -> Value {
        let mut object = json!({
            "channel_cid": location.cid.as_str(),
            "message_id": location.message_id,
            "user_id": location.user_id,
            "latitude": location.latitude,
            "longitude": location.longitude,
            "created_by_device_id": location.created_by_device_id,
            "created_at": location.created_at,
            "updated_at": location.updated_at,
        });
        if let Some(at) = location.end_at {
            object["end_at"] = at.into();
        }
        object
    }

    /// The locations that move in a channel right now.
    pub fn live_locations_in(&self, cid: &Cid) -> Result<Vec<Value>> {
        let live = locations::live_in_channel(self.conn, cid, self.app.clock.reading())?;
        Ok(live.iter().filter(|location| self.shows(location)).map(|location| self.location(location)).collect())
    }

    /// Whether the viewer sees the message of a location, and it is still there.
    pub fn shows(&self, location: &Location) -> bool {
        self.message_access(&location.message_id).is_ok_and(|(message, _)| message.deleted_at.is_none())
    }
}
