//! The same seed and the same inputs give the same outputs, so that every run can be replayed.

use crate::harness::{Chance, Page};

fn journal(seed: u64) -> Vec<String> {
    let mut run = Chance::new(seed);
    run.page.journal = Some(Vec::new());
    run.steps(400);
    run.silence();
    run.page.journal.unwrap_or_default()
}

#[test]
fn the_same_seed_and_the_same_inputs_give_the_same_outputs() {
    for seed in 0..20 {
        let (one, two) = (journal(seed), journal(seed));
        assert!(one.len() > 50, "seed {seed}: a run in which something happens");
        for (place, (one, two)) in one.iter().zip(&two).enumerate() {
            assert_eq!(one, two, "seed {seed}, output {place}");
        }
        assert_eq!(one.len(), two.len(), "seed {seed}");
    }
}

#[test]
fn clients_with_different_seeds_do_not_draw_the_same_identifiers() {
    let ids = |seed| {
        let mut page = Page::with(seed, |_| {});
        page.connect_anonymous_user();
        (
            page.user_id().map(str::to_owned),
            page.client_id().map(str::to_owned),
            page.sockets[0].query["json"]["client_request_id"].clone(),
        )
    };
    assert_eq!(ids(1), ids(1));
    assert_ne!(ids(1), ids(2));
}

#[test]
fn a_timer_that_fires_early_changes_nothing() {
    let mut page = crate::harness::connected().0;
    page.journal = Some(Vec::new());
    let next = page.next_timer_in();
    for _ in 0..10 {
        page.early_timer();
    }
    assert_eq!((page.next_timer_in(), page.journal), (next, Some(vec![])));
}
