//! Owns the settings of the application and their defaults: what a server may change while it runs, and the copy that
//! requests read. Does not own the rules they feed: uploads are judged in `uploads::rules`.
use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::Time;
use crate::db;
use crate::error::{Error, Result};

/// Largest upload the protocol allows, in bytes: 100 MB (protocol notes, "Uploads").
pub const MAX_UPLOAD: u64 = 104_857_600;
/// File name endings of what a browser would execute. The service blocks nothing by itself; here the local machine is at stake.
const EXECUTED_NAMES: &[&str] = &[
    "htm", "html", "shtml", "xht", "xhtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "xslt", "js", "mjs", "hta",
    "swf",
];
/// The types of the same.
const EXECUTED_TYPES: &[&str] = &[
    "text/html",
    "application/xhtml+xml",
    "multipart/related",
    "image/svg+xml",
    "text/xml",
    "application/xml",
    "text/xsl",
    "application/xslt+xml",
    "text/javascript",
    "application/javascript",
    "application/x-javascript",
    "application/hta",
    "application/x-shockwave-flash",
];

/// What may be uploaded. An empty list of what is allowed allows everything that is not blocked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UploadConfig {
    /// File name endings, with or without the dot.
    pub allowed_file_extensions: Vec<String>,
    /// File name endings, with or without the dot.
    pub blocked_file_extensions: Vec<String>,
    /// Types such as `image/png`; `image/*` means all of them.
    pub allowed_mime_types: Vec<String>,
    /// Types such as `image/png`; `image/*` means all of them.
    pub blocked_mime_types: Vec<String>,
    /// Most bytes. 0 stands for the most the protocol allows.
    pub size_limit: u64,
}

impl Default for UploadConfig {
    fn default() -> Self {
        let owned = |list: &[&str]| list.iter().map(|&entry| entry.to_owned()).collect();
        UploadConfig {
            allowed_file_extensions: Vec::new(),
            blocked_file_extensions: owned(EXECUTED_NAMES),
            allowed_mime_types: Vec::new(),
            blocked_mime_types: owned(EXECUTED_TYPES),
            size_limit: MAX_UPLOAD,
        }
    }
}

/// The settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppSettings {
    /// The application's name.
    pub name: String,
    /// New messages may be translated.
    pub auto_translation_enabled: bool,
    /// What may be uploaded as a file.
    pub file_upload_config: UploadConfig,
    /// What may be uploaded as an image.
    pub image_upload_config: UploadConfig,
    /// Tokens issued before this moment are refused, whoever they are for.
    pub revoke_tokens_issued_before: Option<Time>,
    /// Development tokens are accepted. If it was never set, the way the server was started decides.
    pub disable_auth_checks: Option<bool>,
    /// Settings without effect here, such as addresses of web hooks: kept and shown.
    pub other: Map<String, Value>,
}

impl Default for AppSettings {
    fn default() -> Self {
        AppSettings {
            name: "local".to_owned(),
            auto_translation_enabled: false,
            file_upload_config: UploadConfig::default(),
            image_upload_config: UploadConfig::default(),
            revoke_tokens_issued_before: None,
            disable_auth_checks: None,
            other: Map::new(),
        }
    }
}

impl AppSettings {
    /// As stored.
    pub fn load(conn: &Connection) -> Result<Self> {
        Ok(db::app_settings::find(conn)?.unwrap_or_default())
    }

    /// Stores them.
    pub fn save(&self, conn: &Connection) -> Result<()> {
        Ok(db::app_settings::save(conn, self)?)
    }

    /// Changes what is named. Null brings back what was there at first.
    pub fn change(&mut self, changes: Map<String, Value>) -> Result<()> {
        let first = AppSettings::default();
        for (name, value) in changes {
            let null = value.is_null();
            match name.as_str() {
                "name" if null => self.name = first.name.clone(),
                "name" => self.name = text(&name, &value)?,
                "auto_translation_enabled" => self.auto_translation_enabled = !null && switch(&name, &value)?,
                "file_upload_config" => self.file_upload_config = uploads(&name, value)?,
                "image_upload_config" => self.image_upload_config = uploads(&name, value)?,
                "disable_auth_checks" => {
                    self.disable_auth_checks = if null { None } else { Some(switch(&name, &value)?) };
                }
                "revoke_tokens_issued_before" => self.revoke_tokens_issued_before = time(&name, &value)?,
                "multi_tenant_enabled" if value == true => {
                    return Err(Error::input("this server has no multi-tenant mode: multi_tenant_enabled stays false"));
                }
                "multi_tenant_enabled" => {}
                "async_url_enrich_enabled" | "id" | "placement" => {
                    return Err(Error::input(format!("{name} cannot be changed")));
                }
                _ if null => drop(self.other.remove(&name)),
                _ => drop(self.other.insert(name, value)),
            }
        }
        Ok(())
    }

    /// As clients see them, in events. Link previews follow after the answer wherever there are any.
    pub fn shown(&self, links: bool) -> Value {
        json!({
            "name": self.name,
            "async_url_enrich_enabled": links,
            "auto_translation_enabled": self.auto_translation_enabled,
            "file_upload_config": self.file_upload_config,
            "image_upload_config": self.image_upload_config,
        })
    }
}

fn switch(name: &str, value: &Value) -> Result<bool> {
    value.as_bool().ok_or_else(|| Error::input(format!("{name} is true or false")))
}

fn text(name: &str, value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| Error::input(format!("{name} is a text")))
}

/// A time, or nothing if it is null or empty.
pub fn time(name: &str, value: &Value) -> Result<Option<Time>> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        Value::String(text) => Time::named(name, text).map(Some),
        _ => Err(Error::input(format!("{name} is a time"))),
    }
}

fn uploads(name: &str, value: Value) -> Result<UploadConfig> {
    if value.is_null() {
        return Ok(UploadConfig::default());
    }
    let mut config: UploadConfig = serde_json::from_value(value)
        .map_err(|_| Error::input(format!("{name} holds lists of texts and a size_limit in bytes")))?;
    // No limit is the largest one.
    if config.size_limit == 0 {
        config.size_limit = MAX_UPLOAD;
    }
    match config.size_limit <= MAX_UPLOAD {
        true => Ok(config),
        false => Err(Error::input(format!("{name}.size_limit is at most {MAX_UPLOAD} bytes"))),
    }
}

/// The settings as requests read them. The database keeps those that were changed.
#[derive(Default)]
pub struct Settings(RwLock<Arc<AppSettings>>);

impl Settings {
    /// As they are now.
    pub fn get(&self) -> Arc<AppSettings> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces them.
    pub fn set(&self, settings: AppSettings) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(changes: Value) -> Result<AppSettings> {
        let mut settings = AppSettings::default();
        settings.change(changes.as_object().cloned().unwrap_or_default())?;
        Ok(settings)
    }

    #[test]
    fn what_is_stored_without_a_field_has_the_first_value() {
        let settings: AppSettings = serde_json::from_value(json!({"name": "x"})).unwrap();
        assert_eq!(settings, changed(json!({"name": "x"})).unwrap());
    }

    #[test]
    fn null_brings_back_the_first_value() {
        let changes =
            json!({"name": null, "disable_auth_checks": null, "webhook_url": null, "file_upload_config": null});
        assert_eq!(changed(changes).unwrap(), AppSettings::default());
    }

    #[test]
    fn values_of_the_wrong_kind_are_refused() {
        for bad in [
            json!({"name": 1}),
            json!({"disable_auth_checks": "yes"}),
            json!({"revoke_tokens_issued_before": "soon"}),
            json!({"file_upload_config": {"size_limit": MAX_UPLOAD + 1}}),
            json!({"image_upload_config": {"allowed_mime_types": "png"}}),
            json!({"multi_tenant_enabled": true}),
        ] {
            assert!(changed(bad.clone()).is_err(), "{bad}");
        }
    }
}
