//! Owns how devices look.
use serde_json::{Value, json};

use super::View;
use crate::db::devices;
use crate::error::Result;

impl View<'_> {
    /// A user's devices, the newest first.
    pub fn devices(&self, user_id: &str) -> Result<Vec<Value>> {
        let list = devices::of_user(self.conn, user_id)?.into_iter().map(|device| {
            let mut object = json!({
                "user_id": device.user_id,
                "id": device.id,
                "push_provider": device.push_provider,
                "created_at": device.created_at,
            });
            for (key, value) in
                [("push_provider_name", &device.push_provider_name), ("hardware_id", &device.hardware_id)]
            {
                if let Some(text) = value {
                    object[key] = text.as_str().into();
                }
            }
            if device.voip {
                object["voip"] = true.into();
            }
            object
        });
        Ok(list.collect())
    }
}
