//! Owns what a page says about itself, as an attachment. Nothing in the page is trusted: plain texts, cut, and web addresses.
use html5gum::{DefaultEmitter, Token, Tokenizer};
use serde_json::{Map, Value};
use url::Url;

use super::is_web;

/// Longest texts, in bytes, so that a preview fits beside other attachments of a message (protocol notes, "Limits": 5 KB).
const MAX_TITLE: usize = 300;
const MAX_TEXT: usize = 1000;
const MAX_AUTHOR: usize = 100;
/// Longest address, in bytes, for the same reason: a preview has up to five.
const MAX_URL: usize = 500;

/// What the head of a page declares, first come first served.
#[derive(Default)]
struct Declared {
    title: Option<String>,
    og_title: Option<String>,
    other_title: Option<String>,
    text: Option<String>,
    other_text: Option<String>,
    author: Option<String>,
    image: Option<String>,
    other_image: Option<String>,
    video: Option<String>,
    audio: Option<String>,
}

impl Declared {
    fn meta(&mut self, name: &str, content: String) {
        let slot = match name {
            "og:title" => &mut self.og_title,
            "twitter:title" => &mut self.other_title,
            "og:description" => &mut self.text,
            "description" | "twitter:description" => &mut self.other_text,
            "og:site_name" => &mut self.author,
            "og:image" | "og:image:url" | "og:image:secure_url" => &mut self.image,
            "twitter:image" | "twitter:image:src" => &mut self.other_image,
            "og:video" | "og:video:url" | "og:video:secure_url" => &mut self.video,
            "og:audio" | "og:audio:url" | "og:audio:secure_url" => &mut self.audio,
            _ => return,
        };
        if slot.is_none() && !content.trim().is_empty() {
            *slot = Some(content);
        }
    }
}

/// The preview of a page, or nothing if it says nothing about itself. `asked` is the address in the message, `found` where
/// the page was in the end.
pub fn preview(asked: &Url, found: &Url, html: &str) -> Option<Map<String, Value>> {
    let declared = read(html);
    let link = |text: Option<String>| web_address(found, &text?);
    let image = link(declared.image.or(declared.other_image));
    let (video, audio) = (link(declared.video), link(declared.audio));
    let title = declared.og_title.or(declared.other_title).or(declared.title).and_then(|text| plain(&text, MAX_TITLE));
    let text = declared.text.or(declared.other_text).and_then(|text| plain(&text, MAX_TEXT));
    if title.is_none() && text.is_none() && image.is_none() {
        return None;
    }
    let kind = match () {
        () if video.is_some() => "video",
        () if audio.is_some() => "audio",
        () if image.is_some() => "image",
        () => "",
    };
    let mut attachment = Map::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            attachment.insert(name.to_owned(), value.into());
        }
    };
    put("type", Some(kind.to_owned()));
    put("title", title);
    put("text", text);
    put("author_name", declared.author.and_then(|text| plain(&text, MAX_AUTHOR)));
    put("thumb_url", image.clone());
    put("image_url", image);
    put("asset_url", video.or(audio));
    put("title_link", web_address(found, found.as_str()));
    put("og_scrape_url", Some(web_address(asked, asked.as_str())?));
    Some(attachment)
}

fn read(html: &str) -> Declared {
    let mut declared = Declared::default();
    let mut emitter = DefaultEmitter::default();
    // Otherwise the contents of scripts and styles would be taken for tags.
    emitter.naively_switch_states(true);
    let mut title: Option<String> = None;
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Token::StartTag(tag) if *tag.name == b"body" => break,
            Token::StartTag(tag) if *tag.name == b"title" && declared.title.is_none() => title = Some(String::new()),
            Token::String(text) => {
                if let Some(title) = &mut title {
                    title.push_str(&String::from_utf8_lossy(&text));
                }
            }
            Token::EndTag(tag) if *tag.name == b"title" => declared.title = declared.title.take().or(title.take()),
            Token::StartTag(tag) if *tag.name == b"meta" => {
                let attribute =
                    |name: &[u8]| tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned());
                if let (Some(name), Some(content)) =
                    (attribute(b"property").or_else(|| attribute(b"name")), attribute(b"content"))
                {
                    declared.meta(&name.trim().to_ascii_lowercase(), content);
                }
            }
            _ => {}
        }
    }
    declared
}

/// A text in one line, without control characters, cut to a number of bytes.
fn plain(text: &str, max: usize) -> Option<String> {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.len() {
        0 => None,
        length if length <= max => Some(line),
        _ => {
            let room = max.saturating_sub('…'.len_utf8());
            let cut: String =
                line.char_indices().take_while(|(at, c)| at + c.len_utf8() <= room).map(|(_, c)| c).collect();
            Some(format!("{}…", cut.trim_end()))
        }
    }
}

/// An address in a page as an absolute one; nothing but the web counts.
fn web_address(base: &Url, text: &str) -> Option<String> {
    let url = base.join(text.trim()).ok().filter(is_web)?;
    let bare = url.username().is_empty() && url.password().is_none();
    (bare && url.as_str().len() <= MAX_URL).then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(html: &str) -> Option<Value> {
        let (asked, found) =
            (Url::parse("http://a.test/short").unwrap(), Url::parse("http://a.test/dir/page").unwrap());
        preview(&asked, &found, html).map(Value::Object)
    }

    #[test]
    fn open_graph_comes_first_and_addresses_become_absolute() {
        let html = r#"<!doctype html><html><head><title>Window</title>
            <script>var a = '<meta property="og:title" content="From a script">';</script>
            <META NAME=description CONTENT="Plain">
            <meta property="og:title" content="Caf&eacute; &amp; &lt;b&gt;bar&lt;/b&gt;">
            <meta content="Two
              lines" property="og:description">
            <meta property="og:image" content="../i.png"><meta property="og:image" content="second.png">
            <meta property="og:site_name" content="Site"></head>
            <body><meta property="og:video" content="/late.mp4"></body>"#;
        assert_eq!(
            of(html).unwrap(),
            json!({
                "type": "image",
                "title": "Café & <b>bar</b>",
                "text": "Two lines",
                "author_name": "Site",
                "image_url": "http://a.test/i.png",
                "thumb_url": "http://a.test/i.png",
                "title_link": "http://a.test/dir/page",
                "og_scrape_url": "http://a.test/short",
            })
        );
    }

    #[test]
    fn a_page_without_open_graph_has_its_title_and_description() {
        let html = "<title> A &amp; B </title><meta name=twitter:image content=//cdn.test/x.jpg><meta name=description content=D>";
        let preview = of(html).unwrap();
        assert_eq!(
            (&preview["title"], &preview["text"], &preview["image_url"]),
            (&json!("A & B"), &json!("D"), &json!("http://cdn.test/x.jpg"))
        );
        assert_eq!(of("<p>nothing</p>"), None);
        assert_eq!(of(""), None);
        assert_eq!(of("<title>Open"), None);
    }

    #[test]
    fn a_video_is_the_asset() {
        let preview = of("<meta property=og:video:url content=/v.mp4><meta property=og:title content=V>").unwrap();
        assert_eq!((&preview["type"], &preview["asset_url"]), (&json!("video"), &json!("http://a.test/v.mp4")));
    }

    #[test]
    fn only_web_addresses_and_short_texts_get_through() {
        let long = "ü ".repeat(5000);
        let html = format!(
            "<meta property=og:image content='javascript:alert(1)'><meta name=twitter:image content='http://u:p@a.test/'>
             <meta property=og:video content='data:text/html,x'><meta property=og:audio content='http://a.test/{long}'>
             <meta property=og:title content='a&#0;\u{7}b {long}'><meta property=og:description content='{long}'>"
        );
        let preview = of(&html).unwrap();
        assert!(["image_url", "thumb_url", "asset_url"].iter().all(|name| preview.get(name).is_none()), "{preview}");
        assert_eq!(preview["type"], "");
        let (title, text) = (preview["title"].as_str().unwrap(), preview["text"].as_str().unwrap());
        assert!(title.len() <= MAX_TITLE && text.len() <= MAX_TEXT && text.ends_with("ü…"), "{preview}");
        assert!(!title.chars().any(char::is_control));
    }
}
