//! Three people do whatever one can do with a chat, in bad weather, thousands of times over: when it is over, every
//! client shows what the service has. How to run and replay: `docs/simulation.md`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::network::{Plan, World};
use crate::seeds;

/// Seeds that once found something, run before all others.
const FOUND: &[u64] = &[
    8457, 11740, 13866, 14084, 15027, 16220, 21054, 24621, 25228, 25918, 26750, 27732, 32436, 34101, 35212, 50516,
    57859, 66143, 81039,
];
/// Runs where nobody says how many.
const SEEDS: u64 = 10_000;
/// Milliseconds of fair weather after which everybody is back and shows everything.
const CALM_MS: u64 = 60_000;

fn plan(seed: u64) -> Plan {
    Plan {
        seed,
        clients: 3 + usize::from(seed.is_multiple_of(4)),
        channels: 1 + (seed % 2) as usize,
        storm_ms: 6_000 + seed % 5 * 3_000,
    }
}

fn run(seed: u64, journal: bool) {
    let plan = plan(seed);
    let mut world = World::chatters(plan, journal);
    let judged = catch_unwind(AssertUnwindSafe(|| {
        let mut end = plan.storm_ms + CALM_MS;
        world.run(end);
        world.check_connections();
        world.check_everything();
        // What the links still bring, and the totals with it.
        for number in 0..plan.channels {
            world.write(number);
        }
        world.say();
        end += 5_000;
        world.run(end);
        world.check_everything();
        world.check_totals();
    }));
    if let Err(failure) = judged {
        for line in world.journal.iter().flatten() {
            println!("{line}");
        }
        std::panic::resume_unwind(failure);
    }
}

#[test]
fn after_every_storm_every_client_shows_what_the_service_has() {
    seeds::try_all("converging", FOUND, SEEDS, run);
}
