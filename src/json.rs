//! Owns the native stand-in for JavaScript values: a JSON tree with JavaScript's reference semantics, made from and
//! turned into `serde_json::Value`. Native only; the WebAssembly build never contains it.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::Value;

use crate::node::Node;
use crate::text::Text;
use crate::time::Nanos;

/// A JSON value whose objects and arrays are shared by handle, as in JavaScript.
#[derive(Clone, Debug)]
pub enum Json {
    /// `null`; also what `undefined` becomes.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(Text),
    /// A shared array.
    Array(Rc<RefCell<Vec<Json>>>),
    /// A shared object, members in insertion order.
    Object(Rc<RefCell<Vec<(String, Json)>>>),
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Json::Null,
            Value::Bool(flag) => Json::Bool(flag),
            Value::Number(number) => Json::Number(number.as_f64().unwrap_or(f64::NAN)),
            Value::String(text) => Json::Text(text.into()),
            Value::Array(items) => Json::Array(Rc::new(RefCell::new(items.into_iter().map(Json::from).collect()))),
            Value::Object(members) => {
                Json::Object(Rc::new(RefCell::new(members.into_iter().map(|(k, v)| (k, Json::from(v))).collect())))
            }
        }
    }
}

impl From<&Json> for Value {
    fn from(json: &Json) -> Self {
        match json {
            Json::Null => Value::Null,
            Json::Bool(flag) => Value::Bool(*flag),
            // JavaScript writes a whole number without a fraction; so do we.
            Json::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => Value::from(*number as i64),
            Json::Number(number) => Value::from(*number),
            Json::Text(text) => Value::String(text.to_string()),
            Json::Array(items) => Value::Array(items.borrow().iter().map(Value::from).collect()),
            Json::Object(members) => {
                Value::Object(members.borrow().iter().map(|(key, value)| (key.clone(), Value::from(value))).collect())
            }
        }
    }
}

impl std::fmt::Display for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", Value::from(self))
    }
}

impl Json {
    fn put(&self, key: &str, value: Json) {
        let Json::Object(members) = self else { return };
        let mut members = members.borrow_mut();
        match members.iter_mut().find(|(name, _)| name == key) {
            Some(member) => member.1 = value,
            None => members.push((key.to_owned(), value)),
        }
    }

    fn array_mut(&self, change: impl FnOnce(&mut Vec<Json>)) {
        if let Json::Array(items) = self {
            change(&mut items.borrow_mut());
        }
    }
}

impl Node for Json {
    fn object() -> Self {
        Json::Object(Rc::default())
    }
    fn array() -> Self {
        Json::Array(Rc::default())
    }
    fn text(value: &str) -> Self {
        Json::Text(value.into())
    }
    fn number(value: f64) -> Self {
        Json::Number(value)
    }
    fn flag(value: bool) -> Self {
        Json::Bool(value)
    }
    fn null() -> Self {
        Json::Null
    }
    fn date(value: Nanos) -> Self {
        Json::Text(value.to_rfc3339().into())
    }
    fn parse(text: &str) -> Option<Self> {
        serde_json::from_str::<Value>(text).ok().map(Json::from)
    }
    fn parse_base64(text: &str) -> Option<Self> {
        serde_json::from_slice::<Value>(&decode_base64(text)?).ok().map(Json::from)
    }

    fn get(&self, key: &'static str) -> Option<Self> {
        self.get_named(key)
    }
    fn get_named(&self, key: &str) -> Option<Self> {
        let Json::Object(members) = self else { return None };
        let members = members.borrow();
        let (_, value) = members.iter().find(|(name, _)| name == key)?;
        (!matches!(value, Json::Null)).then(|| value.clone())
    }
    fn set(&self, key: &'static str, value: Self) {
        self.put(key, value);
    }
    fn set_named(&self, key: &str, value: Self) {
        self.put(key, value);
    }
    fn remove_named(&self, key: &str) {
        if let Json::Object(members) = self {
            members.borrow_mut().retain(|(name, _)| name != key);
        }
    }
    fn keys(&self) -> Vec<Text> {
        match self {
            Json::Object(members) => members.borrow().iter().map(|(key, _)| key.into()).collect(),
            _ => Vec::new(),
        }
    }

    fn as_text(&self) -> Option<Text> {
        match self {
            Json::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
    fn as_number(&self) -> Option<f64> {
        match self {
            Json::Number(number) => Some(*number),
            _ => None,
        }
    }
    fn as_flag(&self) -> Option<bool> {
        match self {
            Json::Bool(flag) => Some(*flag),
            _ => None,
        }
    }
    fn as_time(&self) -> Option<Nanos> {
        match self {
            Json::Text(text) => Nanos::parse(text),
            _ => None,
        }
    }
    fn is_array(&self) -> bool {
        matches!(self, Json::Array(_))
    }
    fn is_object(&self) -> bool {
        matches!(self, Json::Object(_))
    }

    fn len(&self) -> u32 {
        match self {
            Json::Array(items) => u32::try_from(items.borrow().len()).unwrap_or(u32::MAX),
            _ => 0,
        }
    }
    fn at(&self, index: u32) -> Option<Self> {
        match self {
            Json::Array(items) => items.borrow().get(index as usize).cloned(),
            _ => None,
        }
    }
    fn push(&self, value: Self) {
        self.array_mut(|items| items.push(value));
    }
    fn insert_at(&self, index: u32, value: Self) {
        self.array_mut(|items| items.insert((index as usize).min(items.len()), value));
    }
    fn set_at(&self, index: u32, value: Self) {
        self.array_mut(|items| {
            if let Some(item) = items.get_mut(index as usize) {
                *item = value;
            }
        });
    }
    fn remove_at(&self, index: u32) {
        self.array_mut(|items| {
            if (index as usize) < items.len() {
                items.remove(index as usize);
            }
        });
    }

    fn copy(&self) -> Self {
        match self {
            Json::Array(items) => Json::Array(Rc::new(RefCell::new(items.borrow().clone()))),
            Json::Object(members) => Json::Object(Rc::new(RefCell::new(members.borrow().clone()))),
            other => other.clone(),
        }
    }
    fn assign(&self, from: &Self) {
        if let Json::Object(members) = from {
            let members = members.borrow().clone();
            for (key, value) in members {
                self.put(&key, value);
            }
        }
    }
    fn json_size(&self) -> usize {
        self.to_string().len()
    }
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Json::Array(one), Json::Array(two)) => Rc::ptr_eq(one, two),
            (Json::Object(one), Json::Object(two)) => Rc::ptr_eq(one, two),
            (Json::Null, Json::Null) => true,
            (Json::Bool(one), Json::Bool(two)) => one == two,
            (Json::Number(one), Json::Number(two)) => one == two,
            (Json::Text(one), Json::Text(two)) => one == two,
            _ => false,
        }
    }
}

/// Decodes base64 in either alphabet, with or without padding: real tokens are url-safe without, development tokens are
/// standard with (protocol notes, "Development token"). That mixture is why no strict decoder serves.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut buffer, mut bits) = (0u32, 0u32);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        buffer = buffer << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
            buffer &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn clones_of_an_object_share_it() {
        let one = Json::from(json!({"name": "a"}));
        let two = one.clone();
        two.set_text("name", "b");
        assert_eq!(one.str("name").as_deref(), Some("b"));
        assert!(one.same(&two));
        assert!(!one.same(&one.copy()));
    }

    #[test]
    fn null_reads_as_absent() {
        let node = Json::from(json!({"pinned_at": null}));
        assert!(node.get("pinned_at").is_none());
        assert_eq!(node.keys(), ["pinned_at"]);
    }

    #[test]
    fn a_local_message_has_dates_and_a_status_and_leaves_the_original_alone() {
        let wire = Json::from(json!({"id": "m", "created_at": "2026-01-01T00:00:00.123456Z", "deleted_at": null}));
        let local = wire.local_message(None);
        assert_eq!(local.str("status").as_deref(), Some("received"));
        assert!(wire.get("status").is_none());
        assert!(local.get("deleted_at").is_none());
    }

    #[test]
    fn whole_numbers_are_written_as_javascript_writes_them() {
        assert_eq!(Json::from(json!({"limit": 30})).to_string(), r#"{"limit":30}"#);
    }
}
