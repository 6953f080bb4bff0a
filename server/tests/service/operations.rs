//! Every operation of the contract, called once with success: the server has them all.
use crate::support;

use std::collections::BTreeSet;

use support::contract::{check_answer, operation_of, operations};
use support::story::{SCENE, STORY, Story};

/// What the service offers only to some of its customers, and refuses the others as a feature that they do not have.
const REFUSED: &[&str] = &["GroupedQueryChannels"];

#[tokio::test]
async fn every_operation_of_the_contract_answers_with_success() {
    let (server, mut story) = Story::begin().await;
    let (mut covered, mut problems) = (BTreeSet::new(), Vec::new());
    for row in STORY.iter().copied().flatten() {
        let (operation, _, method, ..) = row;
        let target = story.target(row);
        let path = target.split('?').next().unwrap();
        let reply = story.call(&server, row).await;
        check_answer(method, path, reply.status, &reply.body);
        let refused = REFUSED.contains(operation) && reply.body["code"] == 19;
        if !refused && !(200..300).contains(&reply.status) {
            problems.push(format!("{operation} {method} {target}: {} {}", reply.status, reply.body["message"]));
            continue;
        }
        if *operation != SCENE {
            // Without the contract there is nothing to compare the name with.
            assert_eq!(operation_of(method, path).unwrap_or(operation), *operation);
            covered.insert(*operation);
        }
        problems
            .extend(story.keep(row, &reply.body).iter().map(|key| format!("{operation}: no {key} in {}", reply.body)));
    }
    assert!(problems.is_empty(), "{} calls failed:\n{}", problems.len(), problems.join("\n"));
    let missing: Vec<&str> = operations().into_iter().filter(|operation| !covered.contains(operation)).collect();
    assert!(missing.is_empty(), "not called: {missing:?}");
    assert_eq!(covered.len(), 109);
}
