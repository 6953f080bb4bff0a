//! The check of traffic against the service's schemas can fail, where the schemas are there.
use crate::support;

use serde_json::json;
use support::contract::{check_answer, check_event, operations};

fn complains(check: impl FnOnce() + std::panic::UnwindSafe) -> bool {
    std::panic::catch_unwind(check).is_err()
}

#[test]
fn what_does_not_fit_the_schemas_is_noticed() {
    if operations().is_empty() {
        return;
    }
    assert!(complains(|| check_event(&json!({"type": "message.new", "created_at": "2026-01-01T00:00:00Z"}))));
    assert!(complains(|| check_answer("GET", "/app", 200, &json!({"duration": "1ms"}))));
    assert!(complains(|| check_answer("GET", "/app", 201, &json!({}))));
    assert!(complains(|| check_answer("POST", "/channels", 400, &json!({"code": 4}))));
    assert!(!complains(|| check_event(&json!({"type": "party.started", "created_at": "2026-01-01T00:00:00Z"}))));
}
