//! Random sequences of what three people do in three channels, on the server and on a simple model of what should be the
//! case: unread counters, totals in events, visibility and order of messages agree after every few steps.
//!
//! `MODEL_SEED=n` replays one sequence, `MODEL_SEEDS` and `MODEL_FIRST` say how many there are and which is the first.
mod model {
    pub mod service;
    pub mod steps;
    pub mod threads;
    pub mod world;

    use super::support;
}
mod support;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use model::service::{BYSTANDER, Stage};
use model::steps::{Act, Dice, PEOPLE, Step, choose};
use model::world::{Outcome, World};
use support::inside::Inside;

/// Sequences where nobody says how many.
const SEEDS: u64 = 2_000;
/// Steps of a sequence.
const STEPS: usize = 25;
/// Steps between two comparisons, at most.
const PAUSE: usize = 12;
/// Sequences on one server, before its database is too big to be quick.
const RUNS: u64 = 50;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn sequence(seed: u64) -> Vec<Step> {
    let mut dice = Dice::new(seed);
    let mut sent = Vec::new();
    let mut steps = Vec::new();
    for number in 1..=STEPS {
        let step = choose(&mut dice, number, &sent);
        if matches!(step.act, Act::Send { .. } | Act::Reply { .. }) {
            sent.push(number);
        }
        steps.push(step);
    }
    steps
}

/// Plays a sequence; what differs, if anything does.
async fn play(server: &Inside, run: u64, seed: u64, steps: &[Step]) -> Result<(), String> {
    let stage = Stage::set(server, run).await;
    let mut world = World::new();
    let mut dice = Dice::new(seed ^ 0xc0ffee);
    let mut pause = dice.below(PAUSE);
    for step in steps {
        let before = world.messages.clone();
        let outcome = world.take(step);
        if outcome == Outcome::Skipped {
            continue;
        }
        stage.take(step, &before, outcome).await?;
        pause = match pause {
            0 => {
                let person = dice.below(PEOPLE.len());
                stage.compare(&world, person).await.map_err(|problem| format!("after step {step}: {problem}"))?;
                dice.below(PAUSE)
            }
            more => more - 1,
        };
    }
    stage.compare_all(&world).await
}

/// Leaves out steps as long as the rest still fails, and prints what remains.
async fn explain(seed: u64, steps: Vec<Step>, problem: String) -> String {
    let server = quick().await;
    let (mut steps, mut problem, mut run) = (steps, problem, 0);
    loop {
        let before = steps.len();
        for index in (0..steps.len()).rev() {
            let mut fewer = steps.clone();
            fewer.remove(index);
            run += 1;
            if let Err(other) = play(&server, run, seed, &fewer).await {
                (steps, problem) = (fewer, other);
            }
        }
        if steps.len() == before {
            break;
        }
    }
    let steps: Vec<String> = steps.iter().map(Step::to_string).collect();
    format!("MODEL_SEED={seed} cargo test -p stream-chat-local --test model\n{}\n{problem}", steps.join("\n"))
}

/// The schemas are checked by all other tests; here they would take longer than everything else.
async fn quick() -> Inside {
    let server = Inside { checked: false, ..Inside::start().await };
    server.person(BYSTANDER).await;
    server
}

async fn trial(server: &Inside, run: u64, seed: u64) -> Option<String> {
    let steps = sequence(seed);
    match play(server, run, seed, &steps).await {
        Ok(()) => None,
        Err(problem) => Some(explain(seed, steps, problem).await),
    }
}

/// Plays sequences on all cores; what failed.
fn failures(first: u64, count: u64) -> Vec<String> {
    let (next, failed) = (AtomicU64::new(first), Mutex::new(Vec::new()));
    let work = async || {
        loop {
            let server = quick().await;
            for run in 0..RUNS {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= first + count || !failed.lock().unwrap().is_empty() {
                    return;
                }
                if let Some(story) = trial(&server, run, seed).await {
                    failed.lock().unwrap().push(story);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope
                .spawn(|| tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work()));
        }
    });
    failed.into_inner().unwrap()
}

#[test]
fn counters_visibility_and_order_agree_with_the_model_whatever_people_do() {
    let (first, count) = match number("MODEL_SEED") {
        Some(seed) => (seed, 1),
        None => (number("MODEL_FIRST").unwrap_or(0), number("MODEL_SEEDS").unwrap_or(SEEDS)),
    };
    let start = Instant::now();
    let failed = failures(first, count);
    println!("{count} sequences from seed {first} in {:.1} s", start.elapsed().as_secs_f64());
    assert!(failed.is_empty(), "\n{}", failed.join("\n\n"));
}
