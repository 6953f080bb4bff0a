//! Owns what a device is registered with, by its own call or while connecting, and how many a user keeps.
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

/// Keeps a device for its owner.
pub fn register(work: &mut Work<'_>, owner: String, device: Registration) -> Result<()> {
    check(&device)?;
    let device = Device {
        user_id: owner,
        id: device.id,
        push_provider: device.push_provider,
        push_provider_name: device.push_provider_name.filter(|name| !name.is_empty()),
        hardware_id: device.hardware_id.filter(|id| !id.is_empty()),
        voip: device.voip_token == Some(true),
        created_at: work.now(),
    };
    Ok(devices::save(work.conn, &device, MAX_DEVICES)?)
}

/// Refuses what the service would not take.
fn check(body: &Registration) -> Result<()> {
    let fits = |text: &str| text.chars().count() <= MAX_ID && !text.chars().any(char::is_control);
    if body.id.is_empty() || ![Some(&body.id), body.hardware_id.as_ref()].into_iter().flatten().all(|id| fits(id)) {
        return Err(Error::input(format!("the id of a device has 1 to {MAX_ID} characters")));
    }
    match PROVIDERS.contains(&body.push_provider.as_str()) {
        true => Ok(()),
        false => Err(Error::input(format!("push_provider is one of {}", PROVIDERS.join(", ")))),
    }
}
