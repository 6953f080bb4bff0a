//! Owns the pause between two attempts to connect: full jitter under a growing cap. Draws from the given generator only.

use crate::random::Random;
use crate::time::Millis;

/// Milliseconds of the cap before the first retry: one second on average. The SDKs of the service wait up to 500 there,
/// which brings all clients of a restarted server back at once.
const BASE_MS: u64 = 2_000;
/// The cap of the following pauses. A cap that grows from the first failure on leaves a few stragglers far behind while
/// most come at once: while a service restarts, which takes some seconds, it stays the same, so that the peak of 500
/// clients stays below twice their mean (`tests/sim/restarting.rs`).
const EVEN_MS: u64 = 3_000;
/// Failures in a row after which it is no restart and the cap grows: eight pauses are twelve seconds.
const EVEN: u32 = 8;
/// Milliseconds the cap then grows by with each failure (protocol notes, "Backoff").
const STEP_MS: u64 = 2_000;
/// Milliseconds no pause exceeds (protocol notes, "Backoff").
const CAP_MS: u64 = 25_000;

/// The longest pause after `failures` failures in a row.
pub fn longest_ms(failures: u32) -> u64 {
    if failures == 0 {
        return BASE_MS;
    }
    STEP_MS.saturating_mul(u64::from(failures.saturating_sub(EVEN))).saturating_add(EVEN_MS).min(CAP_MS)
}

/// When to try again: anywhere between now and the longest pause, so that clients that were cut off together do not come
/// back together ("full jitter": M. Brooker, "Exponential Backoff And Jitter", 2015).
pub fn retry_at(now: Millis, failures: u32, random: &mut Random) -> Millis {
    now.plus(random.between(0, longest_ms(failures)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cap_stays_even_then_grows_and_stops_growing() {
        assert_eq!(
            [0, 1, 8, 9, 12, 19, u32::MAX].map(longest_ms),
            [2_000, 3_000, 3_000, 5_000, 11_000, 25_000, 25_000]
        );
    }

    #[test]
    fn pauses_fill_the_whole_range() {
        let mut random = Random::new(11);
        let pauses: Vec<u64> = (0..1_000).map(|_| retry_at(Millis(1_000), 1, &mut random).0 - 1_000).collect();
        assert!(pauses.iter().all(|&pause| pause < 3_000));
        assert!(pauses.iter().any(|&pause| pause < 250) && pauses.iter().any(|&pause| pause > 2_700));
    }
}
