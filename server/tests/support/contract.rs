//! Owns checking traffic against the schemas of the service's wire format, if the optional folder `../shared` lies beside
//! the repository. Every answer and every event that the tests receive goes through here. Makes no calls.
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::Validator;
use serde_json::{Value, json};

/// What is known to differ, by schema: a text that the complaint contains, and why it is right all the same.
const EXCUSED: &[(&str, &str, &str)] = &[];

struct Operation {
    id: String,
    method: String,
    path: Vec<String>,
    /// Names of the schemas by status.
    answers: HashMap<u16, String>,
}

struct Contract {
    operations: Vec<Operation>,
    events: HashMap<String, String>,
    wire: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

fn contract() -> Option<&'static Contract> {
    static CONTRACT: OnceLock<Option<Contract>> = OnceLock::new();
    CONTRACT
        .get_or_init(|| {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/contract");
            let read = |name: &str| -> Option<Value> {
                let text = std::fs::read_to_string(folder.join(name)).ok()?;
                Some(serde_json::from_str(&text).expect("the contract is JSON"))
            };
            let (Some(all), Some(wire)) = (read("contract.json"), read("contract.wire.json")) else {
                println!(
                    "skipped: no ../shared/contract beside the repository, traffic is not checked against schemas"
                );
                return None;
            };
            let operations =
                all["operations"].as_array().expect("a list of operations").iter().map(operation).collect();
            let events = wire["events"].as_object().expect("events by type");
            let events = events.iter().filter_map(|(kind, schema)| Some((kind.clone(), name(schema)?))).collect();
            Some(Contract { operations, events, wire, validators: Mutex::default() })
        })
        .as_ref()
}

fn name(schema: &Value) -> Option<String> {
    schema["$ref"].as_str()?.rsplit('/').next().map(str::to_owned)
}

fn operation(value: &Value) -> Operation {
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let answers = value["responses"].as_object().into_iter().flatten();
    Operation {
        id: text("operationId"),
        method: text("method"),
        path: text("path").split('/').map(str::to_owned).collect(),
        answers: answers.filter_map(|(status, schema)| Some((status.parse().ok()?, name(schema)?))).collect(),
    }
}

impl Contract {
    fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |operation: &&Operation| {
            operation.method == method
                && operation.path.len() == parts.len()
                && operation.path.iter().zip(&parts).all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
        };
        // A fixed path wins over one with parameters.
        self.operations.iter().filter(fits).min_by_key(|op| op.path.iter().filter(|part| part.starts_with('{')).count())
    }

    fn validator(&self, schema: &str) -> Arc<Validator> {
        let mut all = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.entry(schema.to_owned()).or_insert_with(|| {
            let whole = json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "components": self.wire["components"],
                "$ref": format!("#/components/schemas/{schema}"),
            });
            Arc::new(jsonschema::options().should_validate_formats(true).build(&whole).expect("the contract is valid"))
        });
        known.clone()
    }

    #[track_caller]
    fn check(&self, schema: &str, value: &Value, what: &str) {
        let validator = self.validator(schema);
        let complaints = validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path()));
        let complaints: Vec<String> = complaints
            .filter(|text| !EXCUSED.iter().any(|(name, part, _)| *name == schema && text.contains(part)))
            .collect();
        assert!(complaints.is_empty(), "{what} does not fit {schema}:\n{}\n{value:#}", complaints.join("\n"));
    }
}

/// The operation that a request is, if the contract has it.
pub fn operation_of(method: &str, path: &str) -> Option<&'static str> {
    contract()?.operation(method, path).map(|operation| operation.id.as_str())
}

/// Every operation of the contract, or none without it.
pub fn operations() -> Vec<&'static str> {
    contract().into_iter().flat_map(|contract| &contract.operations).map(|operation| operation.id.as_str()).collect()
}

/// Checks the answer to a request.
#[track_caller]
pub fn check_answer(method: &str, path: &str, status: u16, body: &Value) {
    let Some(contract) = contract() else { return };
    let Some(operation) = contract.operation(method, path) else { return };
    let what = format!("the answer to {} ({status})", operation.id);
    match operation.answers.get(&status) {
        Some(schema) => contract.check(schema, body, &what),
        None if status >= 400 => contract.check("APIError", body, &what),
        None if operation.answers.keys().any(|known| *known < 300) => panic!("{what} has the wrong status"),
        // Without a schema: the contract does not describe what a long poll answers.
        None => {}
    }
}

/// Checks an event.
#[track_caller]
pub fn check_event(event: &Value) {
    let Some(contract) = contract() else { return };
    let kind = event["type"].as_str().unwrap_or_default();
    let schema = contract.events.get(kind).or_else(|| contract.events.get("*")).expect("custom events have a schema");
    contract.check(schema, event, kind);
}
