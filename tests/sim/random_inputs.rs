//! Any sequence of inputs, sound or nonsense: the client never panics, never has two live sockets, never announces the same
//! state of the link twice (the page checks these after every input), and answers every call.
//! `SIM_SEED=17 cargo test --test sim random_inputs` replays one run.

use crate::harness::Chance;

/// Runs of one test.
const SEEDS: u64 = 300;
/// Operations of one run.
const STEPS: u32 = 200;

/// Names the run when it ends in a panic.
struct Named(u64);

impl Drop for Named {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {0}: replay with SIM_SEED={0}", self.0);
        }
    }
}

fn each_run(mut judge: impl FnMut(Chance)) {
    let only = std::env::var("SIM_SEED").ok().and_then(|seed| seed.parse().ok());
    for seed in only.map_or(0..SEEDS, |seed: u64| seed..seed + 1) {
        let _named = Named(seed);
        let mut run = Chance::new(seed);
        run.steps(STEPS);
        judge(run);
    }
}

#[test]
fn no_call_stays_unanswered_and_no_message_is_there_twice() {
    each_run(|mut run| {
        for slot in run.slots().to_vec() {
            let mut ids = run.page.message_ids(slot);
            let count = ids.len();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), count);
        }
        run.silence();
        assert_eq!(run.page.pending_count(), 0);
    });
}

#[test]
fn disconnecting_ends_whatever_was_going_on() {
    each_run(|mut run| {
        run.page.disconnect_user();
        assert_eq!(
            (run.page.pending_count(), run.page.open_requests().len(), run.page.has_live_socket()),
            (0, 0, false)
        );
        assert_eq!(run.page.next_timer_in(), None, "something is still waited for");
        let (sockets, requests, events) = (run.page.sockets.len(), run.page.requests.len(), run.page.events.len());
        run.page.online();
        run.silence();
        assert_eq!(
            (run.page.sockets.len(), run.page.requests.len(), run.page.events.len()),
            (sockets, requests, events)
        );
    });
}
