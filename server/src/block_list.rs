//! Owns block lists: which of its words a text contains. Does not decide what follows from a match, and keeps no lists.
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::clock::Time;

/// Most bytes that one compiled pattern may take; a pattern that needs more matches nothing.
const PATTERN_BYTES: usize = 256 * 1024;

/// How words are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Checks {
    /// Signs that look like letters count as these: `4` as `a`.
    pub is_leet_check_enabled: bool,
    /// The plural in English counts too.
    pub is_plural_check_enabled: bool,
    /// Letters of other scripts count as the Latin ones they look like.
    pub is_confusable_folding_enabled: bool,
    /// A word counts inside another one too.
    pub is_substring_matching_enabled: bool,
}

/// A list as stored.
#[derive(Clone, Debug)]
pub struct BlockList {
    /// Its name, which channel types refer to.
    pub name: String,
    /// The team it belongs to; all of them without one.
    pub team: Option<String>,
    /// Its id.
    pub id: String,
    /// `word`, `regex`, `domain`, `domain_allowlist`, `email` or `email_allowlist`.
    pub kind: String,
    /// What it forbids, or allows.
    pub words: Vec<String>,
    /// How words are looked for.
    pub checks: Checks,
    /// When created.
    pub created_at: Time,
    /// Last change.
    pub updated_at: Time,
}

/// The types of lists.
pub const KINDS: &[&str] = &["regex", "domain", "domain_allowlist", "email", "email_allowlist", "word"];

impl BlockList {
    /// The first thing in the text that the list objects to.
    pub fn objection(&self, text: &str) -> Option<String> {
        match self.kind.as_str() {
            "regex" => self.words.iter().find(|pattern| pattern_matches(pattern, text)).cloned(),
            "domain" => domains(text).find(|domain| self.words.iter().any(|word| belongs(domain, word))),
            "domain_allowlist" => domains(text).find(|domain| !self.words.iter().any(|word| belongs(domain, word))),
            "email" => emails(text).find(|email| self.lists(email)),
            "email_allowlist" => emails(text).find(|email| !self.lists(email)),
            _ => {
                let (text, words) = (self.plain(text), &self.words);
                words.iter().find(|word| self.contains(&text, word)).cloned()
            }
        }
    }

    /// An address is listed as a whole or by its domain, as `@example.com`.
    fn lists(&self, email: &str) -> bool {
        self.words.iter().any(|word| {
            let word = word.to_lowercase();
            word == email || (word.starts_with('@') && email.ends_with(&word))
        })
    }

    fn plain(&self, text: &str) -> String {
        let checks = self.checks;
        text.chars()
            .flat_map(char::to_lowercase)
            .map(|c| if checks.is_confusable_folding_enabled { unconfused(c) } else { c })
            .map(|c| if checks.is_leet_check_enabled { unleet(c) } else { c })
            .collect()
    }

    fn contains(&self, text: &str, word: &str) -> bool {
        let word = self.plain(word.trim());
        if word.is_empty() {
            return false;
        }
        if self.checks.is_substring_matching_enabled {
            return text.contains(&word);
        }
        let plurals = self.checks.is_plural_check_enabled.then(|| [format!("{word}s"), format!("{word}es")]);
        std::iter::once(&word).chain(plurals.iter().flatten()).any(|word| stands_alone(text, word))
    }
}

/// Whether the word is there without letters or digits directly before or after it.
fn stands_alone(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(start, found)| {
        let before = text[..start].chars().next_back();
        let after = text[start + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn pattern_matches(pattern: &str, text: &str) -> bool {
    compile(pattern).is_some_and(|regex| regex.is_match(text))
}

/// A pattern as lists use it, or nothing if it is not valid. It takes time in proportion to the text, whatever it says.
pub fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).case_insensitive(true).size_limit(PATTERN_BYTES).build().ok()
}

/// What looks like an address of mail, in lower case.
fn emails(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';'));
    words.filter_map(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let (name, domain) = word.split_once('@')?;
        (!name.is_empty() && domain.contains('.')).then(|| word.clone())
    })
}

/// The hosts of what looks like links, in lower case.
fn domains(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',')).filter_map(|word| {
        let rest = word.split_once("://").map_or(word, |(_, rest)| rest);
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let host = host.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let (_, last) = host.rsplit_once('.')?;
        let named = last.len() > 1 && last.chars().all(char::is_alphabetic) && !word.contains('@');
        named.then_some(host)
    })
}

/// Whether a host is the listed domain or below it.
fn belongs(host: &str, domain: &str) -> bool {
    let domain = domain.trim().to_lowercase();
    !domain.is_empty()
        && (host == domain || host.strip_suffix(domain.as_str()).is_some_and(|above| above.ends_with('.')))
}

fn unleet(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// The lower-case letters of Cyrillic and Greek that look like Latin ones.
fn unconfused(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'е' | 'ε' => 'e',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'с' => 'c',
        'х' | 'χ' => 'x',
        'у' | 'υ' => 'y',
        'і' | 'ι' => 'i',
        'ѕ' => 's',
        'к' | 'κ' => 'k',
        'т' | 'τ' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(kind: &str, words: &[&str], checks: Checks) -> BlockList {
        let never = Time::from_micros(0);
        BlockList {
            name: "list".to_owned(),
            team: None,
            id: "id".to_owned(),
            kind: kind.to_owned(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            checks,
            created_at: never,
            updated_at: never,
        }
    }

    fn words(checks: Checks) -> BlockList {
        list("word", &["toad", "hot potato"], checks)
    }

    #[test]
    fn words_are_found_as_whole_words_whatever_their_case() {
        let plain = words(Checks::default());
        assert_eq!(plain.objection("You TOAD!").as_deref(), Some("toad"));
        assert_eq!(plain.objection("a hot potato, please").as_deref(), Some("hot potato"));
        for fine in ["toadstool", "toads", "t0ad", "tоad", ""] {
            assert_eq!(plain.objection(fine), None, "{fine}");
        }
    }

    #[test]
    fn each_check_finds_more() {
        let with = |change: fn(&mut Checks)| {
            let mut checks = Checks::default();
            change(&mut checks);
            words(checks)
        };
        assert!(with(|checks| checks.is_plural_check_enabled = true).objection("toads").is_some());
        assert!(with(|checks| checks.is_leet_check_enabled = true).objection("t04d").is_some());
        assert!(with(|checks| checks.is_confusable_folding_enabled = true).objection("tоаd").is_some());
        assert!(with(|checks| checks.is_substring_matching_enabled = true).objection("toadstool").is_some());
    }

    #[test]
    fn other_kinds_look_at_patterns_links_and_addresses() {
        let objection = |kind: &str, words: &[&str], text: &str| list(kind, words, Checks::default()).objection(text);
        assert!(objection("regex", &["^b.d$"], "BAD").is_some());
        assert_eq!(objection("regex", &["("], "("), None);
        assert_eq!(
            objection("domain", &["example.com"], "see https://www.example.com/x.").as_deref(),
            Some("www.example.com")
        );
        assert_eq!(objection("domain", &["example.com"], "see notexample.com, version 1.2"), None);
        assert!(objection("domain_allowlist", &["example.com"], "see other.org").is_some());
        assert_eq!(objection("domain_allowlist", &["example.com"], "see example.com"), None);
        assert!(objection("email", &["@example.com"], "write to Bob@example.com.").is_some());
        assert_eq!(objection("email_allowlist", &["bob@example.com"], "bob@example.com"), None);
    }
}
