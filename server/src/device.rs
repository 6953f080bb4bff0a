//! Owns what a device is as a client registers it, by a call or while it connects. Nothing is ever pushed to one.
use serde::Deserialize;

use crate::app::Work;
use crate::db::devices::{self, Device};
use crate::error::{Error, Result};

/// Longest id, in characters (the service's schema).
const MAX_ID: usize = 255;
/// Most devices of one user; the oldest goes (the service's documented limit; every connection is told of all of them).
const MAX_DEVICES: u32 = 25;
/// Who could push (protocol notes, "Devices, push preferences").
const PROVIDERS: &[&str] = &["firebase", "apn", "huawei", "xiaomi"];

/// A device as a client names it.
#[derive(Clone, Debug, Deserialize)]
pub struct Registration {
    /// The provider's token.
    pub id: String,
    /// One of the providers.
    pub push_provider: String,
    /// Which configuration of it.
    pub push_provider_name: Option<String>,
    /// Names the hardware.
    pub hardware_id: Option<String>,
    /// The token is for calls.
    pub voip_token: Option<bool>,
}

impl Registration {
    /// Refuses what the service would not take.
    pub fn check(&self) -> Result<()> {
        let fits = |text: &str| text.chars().count() <= MAX_ID && !text.chars().any(char::is_control);
        if self.id.is_empty() || !fits(&self.id) || !self.hardware_id.as_deref().is_none_or(fits) {
            return Err(Error::input(format!("the id of a device has 1 to {MAX_ID} characters")));
        }
        match PROVIDERS.contains(&self.push_provider.as_str()) {
            true => Ok(()),
            false => Err(Error::input(format!("push_provider is one of {}", PROVIDERS.join(", ")))),
        }
    }

    /// Keeps it for a user.
    pub fn register(self, work: &Work<'_>, user_id: &str) -> Result<()> {
        let device = Device {
            user_id: user_id.to_owned(),
            id: self.id,
            push_provider: self.push_provider,
            push_provider_name: self.push_provider_name.filter(|name| !name.is_empty()),
            hardware_id: self.hardware_id.filter(|id| !id.is_empty()),
            voip: self.voip_token == Some(true),
            created_at: work.now(),
        };
        Ok(devices::save(work.conn, &device, MAX_DEVICES)?)
    }
}
