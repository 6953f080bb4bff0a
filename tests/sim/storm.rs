//! Many clients in bad weather, thousands of times over: whatever breaks, everybody is connected again when it is over,
//! and shows what the service has or was told what is missing. How to run and replay: `docs/simulation.md`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::network::{Plan, World};
use crate::seeds;

/// Seeds that once found something, run before all others. What they found also has a test of its own (`surviving.rs`), for
/// a seed means another story as soon as the simulator changes.
const FOUND: &[u64] = &[
    13, 17, 35, 39, 43, 76, 87, 90, 171, 341, 377, 525, 633, 846, 1029, 1321, 1633, 2508, 3123, 4883, 6409, 8118, 8443,
    9517, 10_309, 10_552, 11_003, 26_390, 28_068, 45_989, 47_484, 54_766,
];
/// Runs where nobody says how many.
const SEEDS: u64 = 10_000;
/// Milliseconds of fair weather after the storm: long enough for every pause, and for a trial of sockets.
const CALM_MS: u64 = 90_000;
/// Milliseconds within which everybody is back on a socket.
const BACK_MS: u64 = 60_000;

fn plan(seed: u64) -> Plan {
    // One run in sixteen is a large one.
    let large = seed.is_multiple_of(16);
    Plan {
        seed,
        clients: 3 + (seed % 4) as usize * usize::from(large),
        channels: if large { 5 + (seed / 16 % 46) as usize } else { 2 + (seed % 5) as usize },
        storm_ms: 40_000 + seed % 7 * 10_000,
    }
}

fn run(seed: u64, journal: bool) {
    let plan = plan(seed);
    let mut world = World::people(plan, journal);
    let judged = catch_unwind(AssertUnwindSafe(|| {
        world.run(plan.storm_ms + BACK_MS);
        world.check_connections();
        world.run(plan.storm_ms + CALM_MS);
        world.check_connections();
        world.check_channels();
    }));
    if let Err(failure) = judged {
        for line in world.journal.iter().flatten() {
            println!("{line}");
        }
        std::panic::resume_unwind(failure);
    }
}

#[test]
fn after_every_storm_everybody_is_connected_and_nothing_is_missing_unsaid() {
    seeds::try_all("storm", FOUND, SEEDS, run);
}
