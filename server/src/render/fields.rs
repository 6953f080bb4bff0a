//! Owns how an object gets its fields: as a tree of values, or straight into a text. Lists of hundreds of messages are
//! written: trees of them take most of the time of an answer to build up and to tear down.
use serde::Serialize;
use serde_json::{Map, Value};

use super::Known;
use crate::custom;

/// An object on its way. Every built-in name is put once.
pub(super) trait Fields {
    /// Adds a built-in field.
    fn put(&mut self, name: &'static str, value: impl Serialize);

    /// Adds a built-in field that is a tree already.
    fn put_tree(&mut self, name: &'static str, value: Value);

    /// Adds a user under a built-in name.
    fn put_user(&mut self, name: &'static str, user: &Known);

    /// Adds custom data beside the built-in fields, which win. Comes last.
    fn put_custom(&mut self, custom: &Map<String, Value>);
}

impl Fields for Map<String, Value> {
    fn put(&mut self, name: &'static str, value: impl Serialize) {
        // Texts, numbers, times and lists of them: they always are values.
        self.insert(name.to_owned(), serde_json::to_value(value).unwrap_or_default());
    }

    fn put_tree(&mut self, name: &'static str, value: Value) {
        self.insert(name.to_owned(), value);
    }

    fn put_user(&mut self, name: &'static str, user: &Known) {
        self.insert(name.to_owned(), user.rendered.clone());
    }

    fn put_custom(&mut self, custom: &Map<String, Value>) {
        custom::flatten(self, custom);
    }
}

/// An object at the end of a text.
pub(super) struct Written<'a> {
    text: &'a mut Vec<u8>,
    names: Vec<&'static str>,
}

impl<'a> Written<'a> {
    /// Begins an object.
    pub(super) fn begin(text: &'a mut Vec<u8>) -> Self {
        text.push(b'{');
        Written { text, names: Vec::with_capacity(40) }
    }

    /// Ends it.
    pub(super) fn end(self) {
        if self.text.last() == Some(&b',') {
            self.text.pop();
        }
        self.text.push(b'}');
    }

    fn name(&mut self, name: &'static str) {
        self.names.push(name);
        self.text.push(b'"');
        self.text.extend_from_slice(name.as_bytes());
        self.text.extend_from_slice(b"\":");
    }
}

impl Fields for Written<'_> {
    fn put(&mut self, name: &'static str, value: impl Serialize) {
        self.name(name);
        write(self.text, &value);
        self.text.push(b',');
    }

    fn put_tree(&mut self, name: &'static str, value: Value) {
        self.put(name, value);
    }

    fn put_user(&mut self, name: &'static str, user: &Known) {
        self.name(name);
        self.text.extend_from_slice(user.text.get_or_init(|| user.rendered.to_string()).as_bytes());
        self.text.push(b',');
    }

    fn put_custom(&mut self, custom: &Map<String, Value>) {
        for (name, value) in custom.iter().filter(|(name, _)| !self.names.contains(&name.as_str())) {
            write(self.text, name);
            self.text.push(b':');
            write(self.text, value);
            self.text.push(b',');
        }
    }
}

/// Adds a value to a text; what cannot be one (nothing that is put here) as `null`.
pub(super) fn write(text: &mut Vec<u8>, value: &impl Serialize) {
    let before = text.len();
    if serde_json::to_writer(&mut *text, value).is_err() {
        text.truncate(before);
        text.extend_from_slice(b"null");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use serde_json::json;

    fn furnish(fields: &mut impl Fields, custom: &Value) {
        fields.put("text", "a \"quoted\"\nline \u{1f600}");
        fields.put("count", 3);
        fields.put("at", Time::from_micros(1));
        fields.put("nothing", None::<Time>);
        fields.put_tree("tree", json!({"a": [1, {"b": null}]}));
        fields.put_custom(custom.as_object().unwrap_or(&Map::new()));
    }

    #[test]
    fn a_written_object_is_the_tree_as_text() {
        for custom in [json!({}), json!({"own \"name\"": [1.5], "count": "cannot replace a built-in field"})] {
            let mut tree = Map::new();
            furnish(&mut tree, &custom);
            let mut text = Vec::new();
            let mut object = Written::begin(&mut text);
            furnish(&mut object, &custom);
            object.end();
            assert_eq!(serde_json::from_slice::<Value>(&text).ok(), Some(Value::Object(tree)));
        }
    }
}
