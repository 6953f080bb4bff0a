//! Owns the pictures behind `/giphy`. The service asks a catalogue of pictures; here a small set of drawings stands in for
//! it: the same words always get the same drawing, and nothing is asked anywhere.
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// How many drawings there are.
const DRAWINGS: u32 = 64;
/// The renditions every picture comes in (protocol notes, "Quotes, silent, system, restricted, commands"): name, width and
/// height in pixels.
const RENDITIONS: [(&str, u32, u32); 7] = [
    ("original", 480, 360),
    ("fixed_height", 267, 200),
    ("fixed_height_still", 267, 200),
    ("fixed_height_downsampled", 267, 200),
    ("fixed_width", 200, 150),
    ("fixed_width_still", 200, 150),
    ("fixed_width_downsampled", 200, 150),
];
/// The buttons under a picture that has not been sent: value, text, style.
const BUTTONS: [(&str, &str, &str); 3] =
    [("send", "Send", "primary"), ("shuffle", "Shuffle", "default"), ("cancel", "Cancel", "default")];

/// The drawing for some words.
pub fn drawing_for(words: &str) -> u32 {
    let hash = Sha256::digest(words.trim().to_lowercase());
    hash.iter().take(4).fold(0, |number: u32, byte| number << 8 | u32::from(*byte)) % DRAWINGS
}

/// The drawing after one that is not wanted.
pub fn next_drawing(attachment: &Value) -> u32 {
    let shown = attachment["thumb_url"].as_str().and_then(|url| url.rsplit('/').nth(1)?.parse::<u32>().ok());
    shown.map_or(0, |number| (number + 1) % DRAWINGS)
}

/// The attachment with a drawing. `base` is the server's address as the client knows it, up to the slash.
pub fn attachment(base: &str, words: &str, drawing: u32) -> Value {
    let url = |name: &str| format!("{base}giphy/{drawing}/{name}.svg");
    let rendition = |(name, width, height): &(&str, u32, u32)| {
        let size = draw(drawing, *width, *height).len();
        let image = json!({
            "url": url(name),
            "width": width.to_string(),
            "height": height.to_string(),
            "size": size.to_string(),
            "frames": "1",
        });
        ((*name).to_owned(), image)
    };
    let button = |(value, text, style): &(&str, &str, &str)| json!({"name": "image_action", "text": text, "style": style, "type": "button", "value": value});
    json!({
        "type": "giphy",
        "title": words,
        "title_link": url("original"),
        "thumb_url": url("fixed_height"),
        "giphy": RENDITIONS.iter().map(rendition).collect::<Map<_, _>>(),
        "actions": BUTTONS.iter().map(button).collect::<Vec<_>>(),
    })
}

/// `GET /giphy/{drawing}/{rendition}.svg`: like a picture from a content network, for anybody.
pub async fn picture(Path((drawing, file)): Path<(u32, String)>) -> Result<Response> {
    let name = file.strip_suffix(".svg").unwrap_or_default();
    let found = RENDITIONS.iter().find(|(known, ..)| *known == name).filter(|_| drawing < DRAWINGS);
    let (_, width, height) = found.ok_or_else(|| Error::missing("picture", &file))?;
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, draw(drawing, *width, *height)).into_response())
}

/// Three discs on a ground, in colours and places that follow from the number.
fn draw(drawing: u32, width: u32, height: u32) -> String {
    let hue = drawing * 360 / DRAWINGS;
    let discs: String = (0..3u32)
        .map(|n| {
            let (x, y) = (60 + (drawing * 53 + n * 131) % 360, 60 + (drawing * 29 + n * 89) % 240);
            format!("<circle cx='{x}' cy='{y}' r='{}' fill='hsl({},70%,60%)'/>", 40 + n * 15, (hue + 120 * n) % 360)
        })
        .collect();
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 480 360'>\
         <rect width='480' height='360' fill='hsl({hue},45%,25%)'/>{discs}</svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_get_the_same_drawing_and_shuffling_another_one() {
        let first = drawing_for("Lemon cake ");
        assert_eq!(first, drawing_for("lemon cake"));
        let shown = attachment("http://x/", "lemon cake", first);
        assert_eq!(next_drawing(&shown), (first + 1) % DRAWINGS);
        assert_eq!(shown["giphy"].as_object().map(Map::len), Some(7));
    }
}
