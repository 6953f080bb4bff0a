//! Owns translating texts. The service asks an engine; here a mark with the language stands in for it, so that tests can
//! tell what would have been translated, and into what: `[fr] Hello`.
use serde_json::{Map, Value};

/// The languages that can be asked for (the contract's list).
pub const LANGUAGES: &[&str] = &[
    "af", "am", "ar", "az", "bg", "bn", "bs", "cs", "da", "de", "el", "en", "es", "es-MX", "et", "fa", "fa-AF", "fi",
    "fr", "fr-CA", "ha", "he", "hi", "hr", "ht", "hu", "id", "it", "ja", "ka", "ko", "lt", "lv", "ms", "nl", "no",
    "pl", "ps", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "th", "tl", "tr", "uk", "ur", "vi",
    "zh", "zh-TW",
];
/// The language of users who named none.
const DEFAULT: &str = "en";

/// Adds a text in one more language to the translations of a message. `source` is the language of its author.
pub fn add(i18n: Option<&Map<String, Value>>, text: &str, source: &str, language: &str) -> Map<String, Value> {
    let source = if LANGUAGES.contains(&source) { source } else { DEFAULT };
    let mut all = i18n.cloned().unwrap_or_default();
    all.insert("language".to_owned(), source.into());
    all.insert(format!("{source}_text"), text.into());
    if language != source {
        all.insert(format!("{language}_text"), format!("[{language}] {text}").into());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_translation_joins_the_earlier_ones() {
        let french = add(None, "Hello", "", "fr");
        assert_eq!(Value::from(french.clone()), json!({"language": "en", "en_text": "Hello", "fr_text": "[fr] Hello"}));
        let both = add(Some(&french), "Hello", "en", "de");
        assert_eq!((both.len(), &both["de_text"]), (4, &json!("[de] Hello")));
        assert!(LANGUAGES.is_sorted() && LANGUAGES.len() == 57);
    }
}
