//! Owns the body of partial updates (`PATCH`): fields to set and names of fields to unset.
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::custom;
use crate::error::{Error, Result};

#[derive(Deserialize)]
pub struct PartialUpdate {
    #[serde(default)]
    pub set: Map<String, Value>,
    #[serde(default)]
    pub unset: Vec<String>,
}

impl PartialUpdate {
    /// Whether the update names this field as one to unset.
    pub fn unsets(&self, name: &str) -> bool {
        self.unset.iter().any(|unset| unset == name)
    }

    /// Changes custom data: what is set and is no built-in field is added, what is unset goes.
    pub fn apply(self, to: &mut Map<String, Value>, built_in: &[&str]) -> Result<()> {
        let Self { set, unset } = self;
        to.extend(custom::take(set, built_in)?);
        to.retain(|name, _| !unset.contains(name));
        custom::check_size(to)
    }
}

/// A switch among the fields of an object: absent and null mean that nothing changes.
pub fn switch(fields: &Map<String, Value>, name: &str) -> Result<Option<bool>> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(on)) => Ok(Some(*on)),
        Some(_) => Err(Error::input(format!("{name} is true or false"))),
    }
}
