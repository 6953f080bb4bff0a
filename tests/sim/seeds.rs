//! Owns the running of many seeds on all cores, and how one that fails is printed and run again.

use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs every seed on all cores; the seeds that failed.
fn failures(test: &str, first: u64, count: u64, run: fn(u64, bool)) -> Vec<u64> {
    let most = number("SIM_FAILURES").unwrap_or(5) as usize;
    let (next, failed) = (AtomicU64::new(first), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let enough = failed.lock().expect("no thread fails with it").len() >= most;
                    if seed >= first + count || enough {
                        return;
                    }
                    if catch_unwind(|| run(seed, false)).is_err() {
                        eprintln!("seed {seed} failed: SIM_SEED={seed} cargo test --test sim {test} -- --nocapture");
                        failed.lock().expect("no thread fails with it").push(seed);
                    }
                }
            });
        }
    });
    failed.into_inner().expect("no thread failed with it")
}

/// Runs the seed `SIM_SEED` with its journal, or those that once found something and then `SIM_SEEDS` (or `count`) from
/// `SIM_FIRST` on.
pub fn try_all(test: &str, found: &[u64], count: u64, run: fn(u64, bool)) {
    if let Some(seed) = number("SIM_SEED") {
        return run(seed, true);
    }
    let (first, count) = (number("SIM_FIRST").unwrap_or(0), number("SIM_SEEDS").unwrap_or(count));
    let start = std::time::Instant::now();
    found.iter().for_each(|seed| run(*seed, false));
    let failed = failures(test, first, count, run);
    println!("{count} runs from {first} in {:.1} s", start.elapsed().as_secs_f64());
    assert!(failed.is_empty(), "seeds {failed:?} failed; replay one with SIM_SEED={}", failed[0]);
}
