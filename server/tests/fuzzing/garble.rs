//! Owns inputs that are nearly right: a request of the story with something odd in one place. The same seed makes the same.
use serde_json::{Value, json};

/// Text that takes the place of a value as it is, even if it is no JSON.
const RAW: &[&str] = &[
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "NaN",
    "-Infinity",
    "9223372036854775808",
    "18446744073709551616",
    "1.5",
    "\"\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"' OR 1=1 --\"",
    "\"%s%n\"",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "{\"$gt\":1}",
    "{\"$in\":[]}",
    "{\"$bogus\":1}",
    "{\"$and\":[]}",
    "{\"$or\":[{}]}",
    "{\"$nor\":[1]}",
    "{\"$exists\":\"x\"}",
    "\"0000-00-00T00:00:00Z\"",
    "\"9999-12-31T23:59:59.999999999Z\"",
    "\"-009999-01-01T00:00:00Z\"",
    "\"2026-13-01\"",
    "\"messaging:room\"",
    "\":\"",
    "\"a:b:c\"",
    "\"amira\"",
    "\"../../etc/passwd\"",
    "\"\u{202e}\u{1f600}\"",
    "{\"id\":\"amira\"}",
    "{\"user_id\":5}",
    "\"$message\"",
    "[\"amira\",5]",
];
/// Names that mean something somewhere.
const KEYS: &[&str] = &[
    "id",
    "user",
    "user_id",
    "type",
    "cid",
    "members",
    "filter",
    "filter_conditions",
    "sort",
    "limit",
    "offset",
    "next",
    "prev",
    "set",
    "unset",
    "custom",
    "created_at",
    "deleted_at",
    "watch",
    "presence",
    "state",
    "messages",
    "parent_id",
    "quoted_message_id",
    "poll_id",
    "truncated_at",
    "expiration",
    "timeout",
    "duration",
    "code",
    "$and",
    "",
];

/// Numbers that look random and are the same for the same seed (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }

    fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    fn raw(&mut self) -> String {
        match self.below(RAW.len() + 3) {
            0 => format!("\"{}\"", "x".repeat(1 << self.below(16))),
            1 => format!("{}{}", "[".repeat(100 << self.below(6)), "]".repeat(100 << self.below(6))),
            2 => format!("[{}]", vec!["\"x\""; 1 << self.below(12)].join(",")),
            other => RAW[other - 3].to_owned(),
        }
    }
}

/// Puts something odd into one place of a value; the texts that are to stand there raw are collected.
fn spoil(dice: &mut Dice, value: &mut Value, raw: &mut Vec<String>) {
    let deeper = dice.below(4) != 0;
    match value {
        Value::Object(map) if !map.is_empty() && deeper => {
            let key = dice.of(&map.keys().cloned().collect::<Vec<_>>());
            match dice.below(6) {
                0 => drop(map.remove(&key)),
                1 => {
                    let moved = map.remove(&key).unwrap_or_default();
                    map.insert(dice.of(KEYS).to_owned(), moved);
                }
                2 => drop(map.insert(dice.of(KEYS).to_owned(), placeholder(dice, raw))),
                _ => spoil(dice, &mut map[&key], raw),
            }
        }
        Value::Array(list) if !list.is_empty() && deeper => {
            let index = dice.below(list.len());
            spoil(dice, &mut list[index], raw);
        }
        other => *other = placeholder(dice, raw),
    }
}

fn placeholder(dice: &mut Dice, raw: &mut Vec<String>) -> Value {
    raw.push(dice.raw());
    json!(format!("@@{}@@", raw.len() - 1))
}

/// The text of a spoilt value.
fn spoilt(dice: &mut Dice, mut value: Value) -> String {
    let mut raw = Vec::new();
    for _ in 0..=dice.below(3) {
        spoil(dice, &mut value, &mut raw);
    }
    let text = value.to_string();
    raw.iter().enumerate().fold(text, |text, (index, raw)| text.replace(&format!("\"@@{index}@@\""), raw))
}

/// A request with something odd in it. `target` is not encoded yet.
pub fn garbled(dice: &mut Dice, method: &str, target: &str, body: Option<&Value>) -> Vec<u8> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (mut path, mut query) = (path.to_owned(), query.to_owned());
    let mut text = body.map(Value::to_string).unwrap_or_default();
    let method = if dice.below(12) == 0 {
        dice.of(&["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"])
    } else {
        method
    };
    match (body, query.split_once('=')) {
        (_, Some((name, payload))) if payload.starts_with('{') => {
            let value = serde_json::from_str(payload).unwrap_or_default();
            query = format!("{name}={}", spoilt(dice, value));
        }
        (Some(body), _) => text = spoilt(dice, body.clone()),
        (None, Some((name, _))) => query = format!("{name}={}", dice.raw()),
        (None, None) => query = format!("{}={}", dice.of(KEYS), dice.raw()),
    }
    if dice.below(5) == 0 {
        let parts: Vec<&str> = path.split('/').collect();
        let index = 1 + dice.below(parts.len() - 1);
        let odd =
            dice.of(&["", "%00", "..", "%ff", "x", "%f0%9f%98%80", "'", "messaging", "room", "amira", "a:b", "-1"]);
        path =
            parts.iter().enumerate().map(|(i, part)| if i == index { odd } else { part }).collect::<Vec<_>>().join("/");
    }
    // The query travels percent-encoded: what stands in it arrives as it is written here.
    let query: String = query
        .bytes()
        .map(|byte| if b"=&".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02x}") })
        .collect();
    let mut input = format!("{method} {path}?{query}\n{text}").into_bytes();
    if dice.below(6) == 0 {
        for _ in 0..=dice.below(4) {
            let index = dice.below(input.len());
            match dice.below(3) {
                0 => input[index] = dice.below(256) as u8,
                1 => input.truncate(index.max(1)),
                _ => input.insert(index, dice.below(256) as u8),
            }
        }
    }
    input
}
