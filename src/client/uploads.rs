//! Owns what may be uploaded: the look at a file's size, name and type before anything is sent. The bytes stay with the
//! driver; how they travel is its affair.

use super::Client;
use super::answers::Then;
use super::input::Call;
use crate::api::Name;
use crate::error::Error;
use crate::id::CallId;
use crate::node::Node;

/// Most bytes of one upload, whatever the app allows (protocol notes, "Uploads").
const LARGEST: f64 = 104_857_600.0;

impl<N: Node> Client<N> {
    /// Uploads a file, unless the app does not take it as far as its settings are known.
    pub(super) fn upload(&mut self, call: CallId, mut wanted: Call<N>) {
        let images = [Name::UploadImage as u8, Name::UploadChannelImage as u8];
        let image = images.contains(&wanted.endpoint) || wanted.path.last().is_some_and(|path| path.ends_with("image"));
        let key = if image { "image_upload_config" } else { "file_upload_config" };
        let settings = self.app.as_ref().and_then(|app| app.get(key)).unwrap_or_else(N::object);
        let file = wanted.body.clone().unwrap_or_else(N::object);
        match refusal(&settings, &file) {
            Some(error) => self.refuse(call, error),
            None => self.start_call(call, &mut wanted, Then::Answer),
        }
    }
}

/// Why the app does not take a file. `file` has `name`, `type` and `size` (bytes).
fn refusal<N: Node>(settings: &N, file: &N) -> Option<Error> {
    let limit = settings.num("size_limit").filter(|limit| *limit > 0.0).unwrap_or(LARGEST).min(LARGEST);
    if file.num("size").unwrap_or(0.0) > limit {
        return Some(Error::UploadTooLarge(limit as u32));
    }
    let name = file.str("name").unwrap_or_default();
    let kind = file.str("type").unwrap_or_default();
    // Parameters such as `; charset=utf-8` do not make another type.
    let end = kind.bytes().position(|byte| byte == b';').unwrap_or(kind.len());
    let kind = kind.get(..end).unwrap_or_default().trim_ascii();
    let by_name =
        allowed(settings, "allowed_file_extensions", "blocked_file_extensions", &|ending| has_ending(&name, ending));
    let by_type = allowed(settings, "allowed_mime_types", "blocked_mime_types", &|wanted| is_type(kind, wanted));
    if by_name && by_type { None } else { Some(Error::UploadTypeNotAllowed) }
}

/// Whether two lists let something pass: it is not among the blocked, and among the allowed if there are any.
fn allowed<N: Node>(settings: &N, allowed: &'static str, blocked: &'static str, is: &dyn Fn(&str) -> bool) -> bool {
    let among = |key| {
        let mut found = None;
        for entry in settings.each(key) {
            found = Some(found == Some(true) || entry.as_text().is_some_and(|entry| is(&entry)));
        }
        found
    };
    among(blocked) != Some(true) && among(allowed) != Some(false)
}

/// Whether a name ends like that; endings are given with or without the dot.
fn has_ending(name: &str, ending: &str) -> bool {
    let ending = ending.strip_prefix('.').unwrap_or(ending);
    let start = name.len().wrapping_sub(ending.len());
    let (dot, found) = (name.get(start.wrapping_sub(1)..start), name.get(start..));
    dot == Some(".") && found.is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

/// Whether a type is that one, or of that family (`image/*`).
fn is_type(kind: &str, wanted: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(family) => kind.get(..family.len()).is_some_and(|start| start.eq_ignore_ascii_case(family)),
        None => kind.eq_ignore_ascii_case(wanted),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::json::Json;

    fn refused(settings: Value, name: &str, kind: &str, size: u64) -> Option<&'static str> {
        let file = Json::from(json!({"name": name, "type": kind, "size": size}));
        refusal(&Json::from(settings), &file).map(|error| error.code())
    }

    #[test]
    fn without_settings_only_the_size_decides() {
        assert_eq!(refused(json!({}), "a.exe", "", 104_857_600), None);
        assert_eq!(refused(json!({}), "a.exe", "", 104_857_601), Some("upload/too-large"));
    }

    #[test]
    fn the_app_may_lower_the_limit_and_not_raise_it() {
        assert_eq!(refused(json!({"size_limit": 10}), "a", "", 10), None);
        assert_eq!(refused(json!({"size_limit": 10}), "a", "", 11), Some("upload/too-large"));
        assert_eq!(refused(json!({"size_limit": 0}), "a", "", 11), None, "0 stands for the service's own limit");
        assert_eq!(refused(json!({"size_limit": 1e12}), "a", "", 104_857_601), Some("upload/too-large"));
    }

    #[test]
    fn endings_are_compared_whole_with_or_without_dot_in_any_case() {
        let blocked = json!({"blocked_file_extensions": [".exe", "tar.gz"]});
        for (name, free) in [
            ("a.exe", false),
            ("A.EXE", false),
            ("b.tar.gz", false),
            ("exe", true),
            ("aexe", true),
            ("a.exe.txt", true),
            ("", true),
        ] {
            assert_eq!(refused(blocked.clone(), name, "", 1).is_none(), free, "{name}");
        }
        let only = json!({"allowed_file_extensions": ["png"]});
        assert_eq!(refused(only.clone(), "a.png", "", 1), None);
        assert_eq!(refused(only.clone(), "a.jpg", "", 1), Some("upload/type-not-allowed"));
        assert_eq!(refused(only, "png", "", 1), Some("upload/type-not-allowed"));
    }

    #[test]
    fn types_are_compared_whole_or_by_family() {
        let settings =
            json!({"allowed_mime_types": ["image/*", "text/plain"], "blocked_mime_types": ["image/svg+xml"]});
        for (kind, free) in [
            ("image/png", true),
            ("text/plain; charset=utf-8", true),
            ("TEXT/PLAIN", true),
            ("image/svg+xml", false),
            ("text/html", false),
            ("", false),
        ] {
            assert_eq!(refused(settings.clone(), "a", kind, 1).is_none(), free, "{kind}");
        }
    }

    #[test]
    fn names_in_any_script_do_no_harm() {
        assert_eq!(refused(json!({"blocked_file_extensions": ["é", "ééééé", ""]}), "é", "é", 1), None);
        assert_eq!(
            refused(json!({"blocked_file_extensions": ["é"], "blocked_mime_types": ["xx*"]}), "a.é", "é", 1),
            Some("upload/type-not-allowed")
        );
    }
}
