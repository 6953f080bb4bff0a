//! Owns the application's settings and their defaults. Does not own the rules they feed: uploads are judged in `uploads::rules`.
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::db;
use crate::error::Result;

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

/// What an application can set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppSettings {
    /// What may be uploaded as a file.
    pub file_upload_config: UploadConfig,
    /// What may be uploaded as an image.
    pub image_upload_config: UploadConfig,
}

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

impl AppSettings {
    /// The settings in force.
    pub fn load(conn: &Connection) -> Result<Self> {
        Ok(db::app_settings::find(conn)?.unwrap_or_default())
    }

    /// Puts settings in force.
    pub fn save(&self, conn: &Connection) -> Result<()> {
        Ok(db::app_settings::save(conn, self)?)
    }
}
