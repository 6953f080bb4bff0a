//! Owns custom data: flat on the wire, separate inside, capped, and never able to overwrite a built-in field.
use serde_json::{Map, Value};

use crate::error::{Code, Error, Result};

/// Most bytes of custom data on one object (protocol notes, "Limits").
pub const MAX_BYTES: usize = 5 * 1024;

/// Separates custom data from what is left of a request object after its known fields were taken.
/// Built-in names are dropped: clients often send back an object they received. A nested `custom` object is the other
/// dialect of the protocol and means the same as flat keys.
pub fn take(mut rest: Map<String, Value>, built_in: &[&str]) -> Result<Map<String, Value>> {
    if let Some(Value::Object(nested)) = rest.remove("custom") {
        for (key, value) in nested {
            rest.entry(key).or_insert(value);
        }
    }
    rest.retain(|key, value| !built_in.contains(&key.as_str()) && !value.is_null());
    check_size(&rest)?;
    Ok(rest)
}

/// Refuses custom data over the cap.
pub fn check_size(custom: &Map<String, Value>) -> Result<()> {
    let size = serde_json::to_vec(custom).map_or(0, |text| text.len());
    match size <= MAX_BYTES {
        true => Ok(()),
        false => Err(Error::new(
            Code::PayloadTooBig,
            format!("custom data has {size} bytes, at most {MAX_BYTES} are allowed"),
        )),
    }
}

/// Puts custom data beside the built-in fields, which win.
pub fn flatten(object: &mut Map<String, Value>, custom: &Map<String, Value>) {
    for (key, value) in custom {
        if !object.contains_key(key) {
            object.insert(key.clone(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn both_dialects_give_the_same_custom_data() {
        let flat = take(object(json!({"color": "red"})), &[]).unwrap();
        let nested = take(object(json!({"custom": {"color": "red"}})), &[]).unwrap();
        assert_eq!(flat, nested);
    }

    #[test]
    fn built_in_names_are_dropped_wherever_they_stand() {
        let custom =
            take(object(json!({"role": "admin", "custom": {"created_at": "x", "a": 1}})), &["role", "created_at"]);
        assert_eq!(custom.unwrap(), object(json!({"a": 1})));
    }

    #[test]
    fn more_than_five_kilobytes_are_refused() {
        let error = take(object(json!({"a": "x".repeat(MAX_BYTES)})), &[]).unwrap_err();
        assert_eq!(error.code, Code::PayloadTooBig);
    }
}
