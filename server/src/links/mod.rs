//! Owns link previews: which pages may be asked (`host`, `address`), asking them (`fetch`), what they say (`page`).
//! Does not own messages.
pub mod address;
pub mod fetch;
pub mod host;
pub mod page;

use linkify::{LinkFinder, LinkKind};
use url::Url;

pub use fetch::Links;

/// The first web address in a text.
pub fn first_url(text: &str) -> Option<Url> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    finder.links(text).filter_map(|link| Url::parse(link.as_str()).ok()).find(is_web)
}

/// Whether an address is one of the web.
pub fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

#[cfg(test)]
mod tests {
    use super::first_url;

    #[test]
    fn the_first_web_address_counts_without_the_punctuation_around_it() {
        for (text, url) in [
            ("see https://example.org/a?b=1, and http://example.com", Some("https://example.org/a?b=1")),
            ("(http://example.org/x)", Some("http://example.org/x")),
            ("ftp://example.org then HTTP://Example.org.", Some("http://example.org/")),
            ("<b>https://example.org/\"onload</b>", Some("https://example.org/")),
            ("no link, not example.org and not me@example.org", None),
        ] {
            assert_eq!(first_url(text).as_ref().map(|url| url.as_str()), url, "{text}");
        }
    }
}
