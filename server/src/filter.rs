//! Owns the filter and sort language of queries and turns it into SQL with bound parameters. Does not run it, and never
//! puts input into the SQL text. Which fields an endpoint knows is in `filter_fields`.
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value};

use crate::clock::Time;
use crate::error::{Error, Result};

/// A piece of SQL and its parameters, in the order of its question marks.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// The text.
    pub sql: String,
    /// The values.
    pub params: Vec<Sql>,
}

impl Compiled {
    /// SQL without parameters.
    pub fn fixed(sql: impl Into<String>) -> Self {
        Compiled { sql: sql.into(), params: Vec::new() }
    }

    /// SQL with parameters.
    pub fn with(sql: impl Into<String>, params: Vec<Sql>) -> Self {
        Compiled { sql: sql.into(), params }
    }
}

/// What a column holds, which decides how values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// A time.
    Date,
    /// JSON of any kind, in custom data.
    Any,
}

/// How a field is filtered.
#[derive(Clone, Copy)]
pub enum Field {
    /// A column or expression with the operators it allows.
    Column(&'static str, Kind, &'static [&'static str]),
    /// Something that needs its own SQL: gets the operator, the operand and the viewer.
    Special(fn(&str, &Value, &str) -> Result<Compiled>),
}

/// The fields of one endpoint.
pub struct Fields {
    /// The endpoint, for error messages.
    pub name: &'static str,
    /// Finds a field.
    pub find: fn(&str) -> Option<Field>,
    /// The column with custom data, if that may be filtered, and the operators allowed on it.
    pub custom: Option<(&'static str, &'static [&'static str])>,
}

/// How deep `$and`, `$or` and `$nor` may nest; more is nobody's real filter.
const MAX_DEPTH: usize = 8;
/// Most values of `$in`; SQLite allows 32 766 parameters per statement.
const MAX_VALUES: usize = 1_000;

/// Compiles a filter. An empty one matches everything.
pub fn compile(fields: &Fields, filter: &Map<String, Value>, viewer: &str) -> Result<Compiled> {
    all(fields, filter, viewer, 0)
}

fn all(fields: &Fields, filter: &Map<String, Value>, viewer: &str, depth: usize) -> Result<Compiled> {
    if depth > MAX_DEPTH {
        return Err(Error::input(format!("the filter nests deeper than {MAX_DEPTH} levels")));
    }
    let mut parts = Vec::new();
    for (name, condition) in filter {
        match name.as_str() {
            "$and" => parts.push(group(fields, condition, viewer, depth, "$and", " AND ")?),
            "$or" => parts.push(group(fields, condition, viewer, depth, "$or", " OR ")?),
            "$nor" => {
                let any = group(fields, condition, viewer, depth, "$nor", " OR ")?;
                parts.push(Compiled::with(format!("NOT coalesce({}, 0)", any.sql), any.params));
            }
            operator if operator.starts_with('$') => {
                return Err(Error::input(format!("{} filter: unknown operator {operator:?}", fields.name)));
            }
            field => match condition.as_object() {
                Some(operators) if !operators.is_empty() && operators.keys().all(|key| key.starts_with('$')) => {
                    for (operator, operand) in operators {
                        parts.push(one(fields, field, operator, operand, viewer)?);
                    }
                }
                _ => parts.push(one(fields, field, "$eq", condition, viewer)?),
            },
        }
    }
    Ok(join(parts, " AND ", "1"))
}

fn group(fields: &Fields, list: &Value, viewer: &str, depth: usize, operator: &str, glue: &str) -> Result<Compiled> {
    let Some(items) = list.as_array().filter(|items| !items.is_empty()) else {
        return Err(Error::input(format!("{operator} takes a list of filters")));
    };
    let mut parts = Vec::new();
    for item in items {
        match item.as_object() {
            Some(filter) => parts.push(all(fields, filter, viewer, depth + 1)?),
            None => return Err(Error::input(format!("{operator} takes a list of filters"))),
        }
    }
    Ok(join(parts, glue, "1"))
}

fn join(parts: Vec<Compiled>, glue: &str, empty: &str) -> Compiled {
    if parts.is_empty() {
        return Compiled::fixed(empty);
    }
    let sql = parts.iter().map(|part| part.sql.as_str()).collect::<Vec<_>>().join(glue);
    Compiled { sql: format!("({sql})"), params: parts.into_iter().flat_map(|part| part.params).collect() }
}

fn one(fields: &Fields, name: &str, operator: &str, operand: &Value, viewer: &str) -> Result<Compiled> {
    if let Some(field) = (fields.find)(name) {
        return match field {
            Field::Special(make) => make(operator, operand, viewer),
            Field::Column(sql, kind, allowed) => {
                check_operator(fields, name, operator, allowed)?;
                compare(name, &Compiled::fixed(sql), kind, operator, operand)
            }
        };
    }
    match fields.custom {
        Some((column, allowed)) => {
            check_operator(fields, name, operator, allowed)?;
            if operator == "$contains" {
                let value = any_value(name, operand)?;
                let path = custom_path(name)?;
                return Ok(Compiled::with(
                    format!("EXISTS (SELECT 1 FROM json_each({column}, ?) WHERE value IS ?)"),
                    vec![path.into(), value],
                ));
            }
            compare(name, &custom_column(column, name)?, Kind::Any, operator, operand)
        }
        None => Err(Error::input(format!("{} cannot be filtered by {name:?}", fields.name))),
    }
}

fn check_operator(fields: &Fields, name: &str, operator: &str, allowed: &[&str]) -> Result<()> {
    match allowed.contains(&operator) {
        true => Ok(()),
        false => Err(Error::input(format!(
            "{}: field {name:?} does not support operator {operator:?}; it supports {}",
            fields.name,
            allowed.join(", ")
        ))),
    }
}

/// The JSON path of a custom field; dots go into nested objects.
fn custom_path(name: &str) -> Result<String> {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let parts: Vec<&str> = name.strip_prefix("custom.").unwrap_or(name).split('.').collect();
    match parts.iter().all(|part| !part.is_empty() && part.chars().all(safe)) {
        true => Ok(parts.iter().fold("$".to_owned(), |path, part| format!("{path}.\"{part}\""))),
        false => Err(Error::input(format!("{name:?} is not a field name that can be filtered or sorted by"))),
    }
}

fn custom_column(column: &str, name: &str) -> Result<Compiled> {
    Ok(Compiled::with(format!("json_extract({column}, ?)"), vec![custom_path(name)?.into()]))
}

/// Compares a column with an operand.
pub fn compare(name: &str, column: &Compiled, kind: Kind, operator: &str, operand: &Value) -> Result<Compiled> {
    let mut params = column.params.clone();
    let sql = &column.sql;
    let mut simple = |comparison: &str| -> Result<Compiled> {
        params.push(value(name, kind, operand)?);
        Ok(Compiled::with(format!("{sql} {comparison} ?"), params.clone()))
    };
    match operator {
        "$eq" => simple("IS"),
        "$ne" => simple("IS NOT"),
        "$gt" => simple(">"),
        "$gte" => simple(">="),
        "$lt" => simple("<"),
        "$lte" => simple("<="),
        "$in" | "$nin" => {
            let items = list(name, operator, operand)?;
            for item in items {
                params.push(value(name, kind, item)?);
            }
            let marks = vec!["?"; items.len()].join(", ");
            let not = if operator == "$nin" { "NOT " } else { "" };
            Ok(Compiled::with(format!("{sql} {not}IN ({marks})"), params))
        }
        "$exists" => match operand.as_bool() {
            Some(true) => Ok(Compiled::with(format!("{sql} IS NOT NULL"), params)),
            Some(false) => Ok(Compiled::with(format!("{sql} IS NULL"), params)),
            None => Err(Error::input(format!("{name}: $exists takes true or false"))),
        },
        "$autocomplete" | "$q" => {
            let text = operand.as_str().ok_or_else(|| Error::input(format!("{name}: {operator} takes a text")))?;
            Ok(word_prefix(sql, column.params.clone(), text))
        }
        other => Err(Error::input(format!("{name}: unknown operator {other:?}"))),
    }
}

/// Matches the beginning of the text or of any word in it, whatever the case.
pub fn word_prefix(sql: &str, column_params: Vec<Sql>, text: &str) -> Compiled {
    let escaped: String =
        text.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect();
    let mut params = column_params.clone();
    params.push(format!("{escaped}%").into());
    params.extend(column_params);
    params.push(format!("% {escaped}%").into());
    Compiled::with(format!("({sql} LIKE ? ESCAPE '\\' OR {sql} LIKE ? ESCAPE '\\')"), params)
}

/// The items of a list operand.
pub fn list<'a>(name: &str, operator: &str, operand: &'a Value) -> Result<&'a [Value]> {
    match operand.as_array() {
        Some(items) if items.len() <= MAX_VALUES => Ok(items),
        Some(_) => Err(Error::input(format!("{name}: {operator} takes at most {MAX_VALUES} values"))),
        None => Err(Error::input(format!("{name}: {operator} takes a list"))),
    }
}

fn value(name: &str, kind: Kind, operand: &Value) -> Result<Sql> {
    if operand.is_null() {
        return Ok(Sql::Null);
    }
    let fitting = match kind {
        Kind::Text => operand.as_str().map(|text| text.to_owned().into()),
        Kind::Number => operand.as_f64().map(Sql::Real),
        Kind::Flag => operand.as_bool().map(|flag| i64::from(flag).into()),
        Kind::Date => operand.as_str().and_then(Time::parse).map(|at| at.micros().into()),
        Kind::Any => return any_value(name, operand),
    };
    fitting.ok_or_else(|| Error::input(format!("{name}: the value has the wrong type, {kind:?} is expected")))
}

fn any_value(name: &str, operand: &Value) -> Result<Sql> {
    match operand {
        Value::Null => Ok(Sql::Null),
        Value::Bool(flag) => Ok(i64::from(*flag).into()),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Ok(whole.into()),
            None => Ok(Sql::Real(number.as_f64().unwrap_or_default())),
        },
        Value::String(text) => Ok(text.clone().into()),
        Value::Array(_) | Value::Object(_) => match serde_json::to_string(operand) {
            Ok(text) => Ok(text.into()),
            Err(_) => Err(Error::input(format!("{name}: the value cannot be compared"))),
        },
    }
}

/// Most keys of a sort (protocol notes, "Sort").
const MAX_SORT: usize = 5;

fn direction(value: Option<&Value>) -> Result<i64> {
    match value.map(Value::as_i64) {
        None => Ok(1),
        Some(Some(way @ (1 | -1))) => Ok(way),
        Some(_) => Err(Error::input("the direction of a sort is 1 or -1")),
    }
}

/// One key of a sort as it was asked for.
pub struct SortKey {
    /// The field.
    pub field: String,
    /// The biggest value comes first.
    pub descending: bool,
    /// What kind of values a custom field holds, if it was said.
    kind: Option<String>,
}

/// Reads a sort: a list of `{field, direction, type?}` or an object `{field: direction}`.
pub fn sort_keys(sort: Option<&Value>) -> Result<Vec<SortKey>> {
    let mut keys = Vec::new();
    let key = |field: &str, way: Option<&Value>, kind: Option<String>| -> Result<SortKey> {
        Ok(SortKey { field: field.to_owned(), descending: direction(way)? == -1, kind })
    };
    let pairs = |object: &Map<String, Value>| -> Result<Vec<SortKey>> {
        object.iter().map(|(field, way)| key(field, Some(way), None)).collect()
    };
    match sort {
        None | Some(Value::Null) => {}
        Some(Value::Array(items)) => {
            for item in items {
                match (item["field"].as_str(), item.as_object()) {
                    (Some(field), _) => {
                        let kind = item["type"].as_str().filter(|kind| !kind.is_empty()).map(str::to_owned);
                        keys.push(key(field, item.get("direction"), kind)?);
                    }
                    (None, Some(object)) => keys.extend(pairs(object)?),
                    (None, None) => return Err(Error::input("sort is a list of {field, direction}")),
                }
            }
        }
        Some(Value::Object(fields)) => keys.extend(pairs(fields)?),
        Some(_) => return Err(Error::input("sort is a list of {field, direction}")),
    }
    match keys.len() > MAX_SORT {
        true => Err(Error::input(format!("at most {MAX_SORT} sort keys are allowed"))),
        false => Ok(keys),
    }
}

/// Compiles a sort. Missing values come last either way.
pub fn compile_sort(
    sort: Option<&Value>,
    default: &str,
    find: fn(&str) -> Option<&'static str>,
    custom: Option<&'static str>,
) -> Result<Compiled> {
    let mut order = Compiled::default();
    for SortKey { field, descending, kind } in sort_keys(sort)? {
        let mut column = match (find(&field), custom) {
            (Some(sql), _) => Compiled::fixed(sql),
            (None, Some(column)) => custom_column(column, &field)?,
            (None, None) => return Err(Error::input(format!("cannot sort by {field:?}"))),
        };
        // Custom values have no type of their own: numbers may have been stored as texts.
        match kind.as_deref() {
            None => {}
            Some("number") => column.sql = format!("CAST({} AS REAL)", column.sql),
            Some("string" | "date") => column.sql = format!("CAST({} AS TEXT)", column.sql),
            Some("bool" | "boolean") => column.sql = format!("CAST({} AS INTEGER)", column.sql),
            Some(_) => return Err(Error::input("the type of a sort is string, number, bool or date")),
        }
        let direction = if descending { "DESC" } else { "ASC" };
        if !order.sql.is_empty() {
            order.sql.push_str(", ");
        }
        order.sql.push_str(&format!("{} {direction} NULLS LAST", column.sql));
        order.params.extend(column.params);
    }
    if order.sql.is_empty() {
        order.sql = default.to_owned();
    }
    Ok(order)
}
