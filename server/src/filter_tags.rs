//! Owns the labels by which channels are found (`filter_tags`): how many there may be, changing them, filtering by them.
use std::collections::BTreeSet;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::filter::Compiled;

/// Tags of one channel (protocol notes, "Limits").
const MAX_TAGS: usize = 10;
/// Characters of one tag, as of an id.
const MAX_LENGTH: usize = 255;

/// Adds and removes; refuses what would be too many.
pub fn change(tags: &mut Vec<String>, add: Vec<String>, remove: &[String]) -> Result<()> {
    for tag in add {
        if tag.is_empty() || tag.chars().count() > MAX_LENGTH {
            return Err(Error::input(format!("a filter tag has 1 to {MAX_LENGTH} characters")));
        }
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags.retain(|tag| !remove.contains(tag));
    match tags.len() <= MAX_TAGS {
        true => Ok(()),
        false => Err(Error::input(format!("a channel has at most {MAX_TAGS} filter tags"))),
    }
}

/// `$in`: the channel `c` has any of them. `$eq`: it has exactly these.
pub fn matching(operator: &str, operand: &Value) -> Result<Compiled> {
    let texts: Option<BTreeSet<&str>> = match operand {
        Value::String(tag) if operator == "$eq" => Some(BTreeSet::from([tag.as_str()])),
        Value::Array(list) => list.iter().map(Value::as_str).collect(),
        _ => None,
    };
    let wanted = texts.ok_or_else(|| Error::input(format!("filter_tags: {operator} takes a list of texts")))?;
    let marks = vec!["?"; wanted.len()].join(", ");
    let held = format!("SELECT count(*) FROM json_each(c.filter_tags) WHERE value IN ({marks})");
    let params = wanted.iter().map(|tag| (*tag).to_owned().into());
    match operator {
        "$in" => Ok(Compiled::with(format!("(({held}) > 0)"), params.collect())),
        "$eq" => {
            let count = wanted.len() as i64;
            Ok(Compiled::with(
                format!("(({held}) = ? AND coalesce(json_array_length(c.filter_tags), 0) = ?)"),
                params.chain([count.into(), count.into()]).collect(),
            ))
        }
        _ => Err(Error::input(format!("filter_tags does not support operator {operator:?}; it supports $eq, $in"))),
    }
}
