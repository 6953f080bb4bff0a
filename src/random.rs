//! Owns the client's only source of randomness: a small seeded generator, so that a whole run can be replayed from one
//! number. Jitter and identifiers come from here; nothing secret does.

use crate::id::{push_ascii, push_hex};
use crate::text::Text;

/// `splitmix64` by S. Vigna: one word of state, passes the usual statistical batteries, a few instructions long.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator that always gives the same sequence for the same seed.
    pub fn new(seed: u64) -> Self {
        Random { state: seed }
    }

    /// 64 fresh bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number in `low..high` (`low` when the range is empty). The bias of the remainder is below 2^-40 for the
    /// millisecond ranges used here.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.bits() % high.saturating_sub(low).max(1)
    }

    /// A version 4 UUID (RFC 9562, section 5.4) as text.
    pub fn uuid(&mut self) -> Text {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::new();
        let mut bits = self.bits();
        for shape in b"xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx" {
            let digit = bits as usize & 0xf;
            match shape {
                b'x' => push_hex(&mut text, HEX, digit),
                // The variant: the upper two of four bits are 10.
                b'y' => {
                    push_hex(&mut text, HEX, digit & 0b11 | 0b1000);
                    bits = self.bits();
                    continue;
                }
                _ => push_ascii(&mut text, *shape),
            }
            bits >>= 4;
        }
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_have_the_shape_of_version_4_and_differ() {
        let mut random = Random::new(7);
        let (one, two) = (random.uuid(), random.uuid());
        assert_ne!(one, two);
        let parts: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert_eq!(one.as_bytes()[14], b'4');
        assert!(matches!(one.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{one}");
    }

    #[test]
    fn the_same_seed_replays_the_same_sequence() {
        let draw = |seed| (0..4).scan(Random::new(seed), |r, _| Some(r.bits())).collect::<Vec<_>>();
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn a_range_is_never_left_even_when_empty() {
        let mut random = Random::new(3);
        assert!((0..1_000).all(|_| (250..2_500).contains(&random.between(250, 2_500))));
        assert_eq!(random.between(5, 5), 5);
    }
}
