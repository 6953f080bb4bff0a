//! Owns what an upload may be, what it is called, and the type it is served as. Believes the bytes, not the client.
use crate::app_settings::{MAX_UPLOAD, UploadConfig};
use crate::error::{Code, Error, Result};

/// Bytes at the beginning that are enough to recognise a type, archives of documents included.
pub const HEAD: usize = 8 * 1024;
/// Longest file name, in bytes: what file systems take, with room for a suffix that downloads may add.
const MAX_NAME: usize = 200;
/// Longest ending that is kept when a name is shortened, in bytes.
const MAX_EXTENSION: usize = 16;
/// What everything unknown is served as: browsers save it and run nothing.
pub const UNKNOWN: &str = "application/octet-stream";
/// Types a browser shows by itself without executing anything in them.
const SHOWN: &[&str] = &[
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/heif",
    "image/bmp",
    "image/jxl",
    "image/tiff",
    "image/vnd.microsoft.icon",
    "video/mp4",
    "video/x-m4v",
    "video/webm",
    "video/quicktime",
    "video/mpeg",
    "video/x-matroska",
    "audio/mpeg",
    "audio/m4a",
    "audio/ogg",
    "audio/opus",
    "audio/x-flac",
    "audio/x-wav",
    "audio/aac",
    "audio/amr",
    "application/pdf",
    TEXT,
];
const TEXT: &str = "text/plain";
/// Endings of names that mean plain text where the client declares no type.
const TEXT_NAMES: &[&str] = &["txt", "text", "log", "md", "csv", "tsv", "json", "yaml", "yml", "toml"];

/// The type that the first bytes show, if they show one.
pub fn sniff(head: &[u8]) -> Option<&'static str> {
    if let Some(found) = infer::get(head) {
        return Some(found.mime_type());
    }
    // What begins with a tag is markup, whatever its name: SVG, for one, needs no declaration.
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins_tag = |next: &u8| next.is_ascii_alphabetic() || matches!(next, b'!' | b'?' | b'/');
    match text {
        [b'<', next, ..] if begins_tag(next) => Some("text/xml"),
        _ => None,
    }
}

/// The type a file is served as: what the bytes show if a browser may show it, plain text if it can be nothing else.
pub fn served_type(head: &[u8], declared: Option<&str>, name: &str) -> &'static str {
    match sniff(head) {
        Some(found) => SHOWN.iter().find(|&&shown| shown == found).copied().unwrap_or(UNKNOWN),
        None => {
            let named = extension(name).is_some_and(|end| TEXT_NAMES.contains(&end.as_str()));
            let declared = declared.is_some_and(|declared| declared.starts_with("text/"));
            if (named || declared) && is_text(head) { TEXT } else { UNKNOWN }
        }
    }
}

/// Whether a type is one that browsers may show in place.
pub fn is_shown(mime: &str) -> bool {
    SHOWN.contains(&mime)
}

fn is_text(head: &[u8]) -> bool {
    let complete = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The head may end within a character.
        Err(error) => error.error_len().is_none(),
    };
    complete && !head.contains(&0)
}

/// The ending of a name, in small letters and without the dot.
pub fn extension(name: &str) -> Option<String> {
    match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() && !end.is_empty() => Some(end.to_lowercase()),
        _ => None,
    }
}

/// A name without path, control characters and what file systems or headers give a meaning to.
pub fn safe_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|&c| !is_odd(c)).collect();
    let kept = kept.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if kept.is_empty() { "file".to_owned() } else { shortened(kept) }
}

/// Control characters, characters that turn the reading direction around, and those that some system reserves.
fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*' | ';' | '%')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn shortened(name: &str) -> String {
    if name.len() <= MAX_NAME {
        return name.to_owned();
    }
    let end = match name.rsplit_once('.') {
        Some((_, end)) if end.len() <= MAX_EXTENSION => format!(".{end}"),
        _ => String::new(),
    };
    let room = MAX_NAME - end.len();
    let stem: String = name.char_indices().take_while(|(at, c)| at + c.len_utf8() <= room).map(|(_, c)| c).collect();
    stem + &end
}

impl UploadConfig {
    /// Most bytes of one upload.
    pub fn limit(&self) -> u64 {
        if self.size_limit == 0 { MAX_UPLOAD } else { self.size_limit.min(MAX_UPLOAD) }
    }

    /// Refuses an upload with more bytes than allowed (code 22).
    pub fn check_size(&self, size: u64) -> Result<()> {
        let limit = self.limit();
        match size <= limit {
            true => Ok(()),
            false => Err(Error::new(Code::PayloadTooBig, format!("the upload has more than {limit} bytes"))),
        }
    }

    /// Refuses a name or a declared type before the bytes have come (code 4).
    pub fn check_claim(&self, name: &str, declared: Option<&str>) -> Result<()> {
        let end = extension(name).unwrap_or_default();
        let listed = |list: &[String]| list.iter().any(|one| one.trim_start_matches('.').eq_ignore_ascii_case(&end));
        let refused = listed(&self.blocked_file_extensions)
            || (!self.allowed_file_extensions.is_empty() && !listed(&self.allowed_file_extensions));
        if refused {
            return Err(Error::input(format!("files whose name ends with {end:?} may not be uploaded here")));
        }
        match declared {
            Some(declared) if is_listed(&self.blocked_mime_types, declared) => Err(refused_type(declared)),
            _ => Ok(()),
        }
    }

    /// Refuses the type that the bytes show, or the declared one if they show none (code 4).
    pub fn check_type(&self, head: &[u8], declared: Option<&str>) -> Result<()> {
        let real = sniff(head).or(declared).unwrap_or(UNKNOWN);
        let refused = is_listed(&self.blocked_mime_types, real)
            || (!self.allowed_mime_types.is_empty() && !is_listed(&self.allowed_mime_types, real));
        if refused { Err(refused_type(real)) } else { Ok(()) }
    }
}

/// Refuses everything whose bytes are no image (code 4).
pub fn check_image(head: &[u8]) -> Result<()> {
    match sniff(head) {
        Some(found) if found.starts_with("image/") => Ok(()),
        _ => Err(Error::input("this is no image: upload it as a file")),
    }
}

fn refused_type(mime: &str) -> Error {
    Error::input(format!("files of type {mime:?} may not be uploaded here"))
}

fn is_listed(list: &[String], mime: &str) -> bool {
    list.iter().any(|entry| match entry.strip_suffix("/*") {
        Some(family) => mime.split_once('/').is_some_and(|(first, _)| first.eq_ignore_ascii_case(family)),
        None => entry.eq_ignore_ascii_case(mime),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn names_lose_their_paths_and_everything_with_a_meaning() {
        for (given, safe) in [
            ("cat.png", "cat.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\..\\a.txt", "a.txt"),
            ("..", "file"),
            ("", "file"),
            (" .bashrc ", "bashrc"),
            ("a\r\nb\0.txt", "ab.txt"),
            ("a\"; filename=\"b.html", "a filename=b.html"),
            ("gpj\u{202E}.exe", "gpj.exe"),
            ("Übersicht 猫.pdf", "Übersicht 猫.pdf"),
            ("%2e%2e%2fx", "2e2e2fx"),
        ] {
            assert_eq!(safe_name(given), safe, "{given:?}");
        }
        let long = safe_name(&format!("{}.jpeg", "猫".repeat(300)));
        assert!(long.len() <= MAX_NAME && long.ends_with("猫.jpeg"), "{long}");
    }

    #[test]
    fn only_what_the_bytes_show_is_shown() {
        assert_eq!(served_type(PNG, Some("text/html"), "x.html"), "image/png");
        assert_eq!(served_type(b"%PDF-1.7", None, "x"), "application/pdf");
        assert_eq!(served_type("grüße".as_bytes(), Some("text/csv"), "x"), TEXT);
        assert_eq!(served_type(b"a,b", None, "x.CSV"), TEXT);
        for (bytes, declared, name) in [
            (&b"<!DOCTYPE html><p>"[..], "image/png", "x.png"),
            (b"\xEF\xBB\xBF  <svg onload='x()'>", "image/svg+xml", "x.svg"),
            (b"<?xml version='1.0'?>", "text/plain", "x.txt"),
            (b"<script>x()</script>", "text/plain", "x.txt"),
            (b"a\0b", "text/plain", "x.txt"),
            (b"\xFF\xFEx", "text/plain", "x.txt"),
            (b"hello", "image/png", "x.png"),
            (b"PK\x03\x04", "application/zip", "x.zip"),
        ] {
            assert_eq!(served_type(bytes, Some(declared), name), UNKNOWN, "{name} {declared}");
        }
    }

    #[test]
    fn by_default_nothing_that_a_browser_executes_is_taken() {
        let config = UploadConfig::default();
        for name in ["a.html", "a.SVG", "a.b.xml"] {
            assert_eq!(config.check_claim(name, None).unwrap_err().code, Code::Input, "{name}");
        }
        assert!(config.check_claim("a", Some("image/svg+xml")).is_err());
        assert!(config.check_type(b"<html><body>", Some("image/png")).is_err());
        assert!(config.check_type(b"<svg xmlns='x'>", None).is_err());
        assert!(config.check_claim("a.png", Some("image/png")).is_ok() && config.check_type(PNG, None).is_ok());
        assert!(config.check_type(b"I <3 you", None).is_ok());
    }

    #[test]
    fn lists_take_dots_families_and_capitals_as_they_come() {
        let list = |entries: &[&str]| entries.iter().map(|&entry| entry.to_owned()).collect::<Vec<_>>();
        let config = UploadConfig {
            allowed_file_extensions: list(&[".PNG", "txt"]),
            allowed_mime_types: list(&["image/*", "Text/Plain"]),
            blocked_mime_types: list(&["image/gif"]),
            size_limit: 0,
            ..UploadConfig::default()
        };
        assert!(config.check_claim("a.png", None).is_ok() && config.check_claim("a", None).is_err());
        assert!(config.check_type(PNG, None).is_ok() && config.check_type(b"x", Some("text/plain")).is_ok());
        assert!(config.check_type(b"GIF89a..", None).is_err() && config.check_type(b"x", None).is_err());
        assert_eq!(config.limit(), MAX_UPLOAD);
    }
}
