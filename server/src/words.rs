//! Owns turning what people type into a query of the index of words. Does not run it.

/// How the words have to occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// All of them, each as a whole.
    All,
    /// All of them, the last one at least as the beginning of a word: somebody is still typing.
    Typed,
    /// At least one.
    Any,
}

/// The query, or nothing if the text has no words. Quotes keep words from being read as operators.
pub fn query(text: &str, how: Match) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\""))
        .collect();
    let glue = if how == Match::Any { " OR " } else { " AND " };
    let end = if how == Match::Typed { "*" } else { "" };
    (!words.is_empty()).then(|| format!("{}{end}", words.join(glue)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_and_quotes_are_only_words() {
        assert_eq!(query("tea OR \"mil", Match::All).as_deref(), Some("\"tea\" AND \"OR\" AND \"mil\""));
        assert_eq!(query("lemon ca", Match::Typed).as_deref(), Some("\"lemon\" AND \"ca\"*"));
        assert_eq!(query("a-b", Match::Any).as_deref(), Some("\"a\" OR \"b\""));
        assert_eq!(query("?! *", Match::Typed), None);
    }
}
