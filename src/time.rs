//! Owns the two kinds of time the client knows and never mixes: [`Millis`] of a monotonic clock (deadlines) and
//! [`Nanos`] of the wall clock (what the service stamps). Reads no clock itself; time always comes from outside.

use std::num::NonZeroU64;

/// Milliseconds of a monotonic clock whose zero has no meaning. Deadlines are made of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub u64);

impl Millis {
    /// This moment plus a duration in milliseconds; stays at the end of time instead of wrapping.
    pub fn plus(self, duration_ms: u64) -> Self {
        Millis(self.0.saturating_add(duration_ms))
    }

    /// Milliseconds from `earlier` to this moment, 0 when `earlier` is later.
    pub fn since(self, earlier: Millis) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The earlier of two moments that may not be there.
pub fn earlier(one: Option<Millis>, two: Option<Millis>) -> Option<Millis> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, None) => one,
        (None, two) => two,
    }
}

/// Wall-clock time in whole nanoseconds since 1970. An integer, because the service's stamps have microseconds and
/// more, which a JavaScript number cannot hold, and messages are ordered by them. Held with the sign turned over, which
/// keeps the order and leaves 0 for "none": a time that may be missing is one number too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nanos(NonZeroU64);

/// Both clocks at one moment, given to the engine with every input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// For deadlines.
    pub mono: Millis,
    /// For stamps on messages that the server has not seen yet.
    pub wall: Nanos,
}

/// The bit that says whether a number is negative.
const SIGN: u64 = 1 << 63;

const NANOS_PER_SECOND: i64 = 1_000_000_000;

impl Default for Nanos {
    fn default() -> Self {
        Nanos::at(0)
    }
}

impl Nanos {
    /// Before everything.
    pub const FIRST: Self = Nanos::at(i64::MIN);
    /// After everything.
    pub const LAST: Self = Nanos::at(i64::MAX);

    /// So many nanoseconds after 1970. The least of all is moved by one.
    pub const fn at(nanos: i64) -> Self {
        match NonZeroU64::new(nanos as u64 ^ SIGN) {
            Some(turned) => Nanos(turned),
            None => Nanos(NonZeroU64::MIN),
        }
    }

    /// Nanoseconds since 1970.
    pub const fn nanos(self) -> i64 {
        (self.0.get() ^ SIGN) as i64
    }

    /// From milliseconds since 1970, as JavaScript's `Date` counts.
    pub fn from_unix_ms(ms: i64) -> Self {
        Nanos::at(scaled(ms, 1_000_000))
    }

    /// Milliseconds since 1970, rounded down.
    pub fn unix_ms(self) -> i64 {
        self.nanos().div_euclid(1_000_000)
    }

    /// Reads an RFC 3339 time such as `2026-01-02T03:04:05.678901Z` or with an offset `+02:00`.
    ///
    /// Digits beyond nanoseconds are dropped. Times outside 1678..2262 (what 64 bits of nanoseconds hold) are moved to
    /// the nearest end, so that the service's "never", `0001-01-01T00:00:00Z`, sorts before everything.
    /// `None` for anything that is not such a time.
    pub fn parse(text: &str) -> Option<Self> {
        let ([year, month, day, hour, minute, second], rest) = numbers(text.as_bytes(), b"0000-00-00T00:00:00")?;
        if month.wrapping_sub(1) > 11 || day.wrapping_sub(1) > 30 || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        // The fraction, then the offset behind it.
        let (mut nanos, mut place, mut at) = (0, NANOS_PER_SECOND as u32, 0);
        if rest.first() == Some(&b'.') {
            loop {
                at += 1;
                let digit = digit(rest.get(at));
                if digit > 9 {
                    break;
                }
                place /= 10;
                nanos += digit * place;
            }
            if at == 1 {
                return None;
            }
        }
        let zone = rest.get(at..)?;
        let offset = match zone {
            [b'Z' | b'z'] => 0,
            [sign @ (b'+' | b'-'), zone @ ..] => {
                let ([hours, minutes, ..], rest) = numbers(zone, b"00:00")?;
                if !rest.is_empty() {
                    return None;
                }
                let offset = (hours * 3_600 + minutes * 60) as i32;
                if *sign == b'+' { offset } else { -offset }
            }
            _ => return None,
        };
        let seconds = i64::from(days_from_civil(year, month, day)) * 86_400
            + i64::from((hour * 3_600 + minute * 60 + second) as i32 - offset);
        Some(Nanos::at(scaled(seconds, NANOS_PER_SECOND).saturating_add(i64::from(nanos))))
    }

    /// Writes the time as RFC 3339 with microseconds, as the service does.
    pub fn to_rfc3339(self) -> String {
        let seconds = self.nanos().div_euclid(NANOS_PER_SECOND);
        let micros = self.nanos().rem_euclid(NANOS_PER_SECOND) / 1_000;
        let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
        let second_of_day = seconds.rem_euclid(86_400);
        let (hour, minute, second) = (second_of_day / 3_600, second_of_day / 60 % 60, second_of_day % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
    }
}

/// The product, or the nearest end of what 64 bits hold. (That of the standard library multiplies in 128 bits.)
#[inline(always)]
fn scaled(value: i64, factor: i64) -> i64 {
    if value > i64::MAX / factor {
        i64::MAX
    } else if value < i64::MIN / factor {
        i64::MIN
    } else {
        value.wrapping_mul(factor)
    }
}

/// The value of a digit; more than 9 for anything else.
fn digit(byte: Option<&u8>) -> u32 {
    byte.map_or(u32::MAX, |byte| u32::from(*byte).wrapping_sub(u32::from(b'0')))
}

/// The numbers in a text of this shape, and what follows it. In the shape `0` stands for a digit, `T` for what may stand
/// between date and time, anything else for itself; it has six numbers at most.
fn numbers<'a>(text: &'a [u8], shape: &[u8]) -> Option<([u32; 6], &'a [u8])> {
    let mut numbers = [0; 6];
    let (mut place, mut at) = (0, 0);
    for wanted in shape {
        let found = text.get(at);
        at += 1;
        if *wanted == b'0' {
            let digit = digit(found);
            let number = numbers.get_mut(place).filter(|_| digit < 10)?;
            *number = *number * 10 + digit;
        } else {
            let found = *found?;
            if found != *wanted && !(*wanted == b'T' && (found == b't' || found == b' ')) {
                return None;
            }
            place += 1;
        }
    }
    Some((numbers, text.get(shape.len()..)?))
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar. Years are counted from March, so that the leap
/// day is the last of the year (the algorithm is H. Hinnant's `days_from_civil`).
///
/// The year has four digits, so that all fits 32 bits.
fn days_from_civil(year: u32, month: u32, day: u32) -> i32 {
    // Moved by 400 years, so that nothing on the way is negative.
    let year = year + 400 - u32::from(month <= 2);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year;
    days as i32 - 719_468 - 146_097
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_services_microsecond_stamps_exactly() {
        assert_eq!(Nanos::parse("1970-01-01T00:00:01.000001Z"), Some(Nanos::at(1_000_001_000)));
        assert_eq!(
            Nanos::parse("2026-11-21T22:47:13.123456789Z").map(|t| t.nanos() % NANOS_PER_SECOND),
            Some(123_456_789)
        );
        assert_eq!(Nanos::parse("2000-02-29T00:00:00Z"), Some(Nanos::at(951_782_400 * NANOS_PER_SECOND)));
    }

    #[test]
    fn an_offset_names_the_same_moment() {
        assert_eq!(Nanos::parse("2026-01-01T02:00:00+02:00"), Nanos::parse("2026-01-01T00:00:00Z"));
        assert_eq!(Nanos::parse("2025-12-31T19:30:00-04:30"), Nanos::parse("2026-01-01T00:00:00Z"));
    }

    #[test]
    fn never_sorts_before_everything() {
        let never = Nanos::parse("0001-01-01T00:00:00Z").expect("valid");
        assert!(never < Nanos::parse("1971-01-01T00:00:00Z").expect("valid"));
        assert_eq!(never, Nanos::at(i64::MIN));
    }

    #[test]
    fn refuses_what_is_not_a_time() {
        for text in [
            "",
            "now",
            "2026-13-01T00:00:00Z",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T25:00:00Z",
            "2026-01-01T00:00:00+2",
        ] {
            assert_eq!(Nanos::parse(text), None, "{text}");
        }
    }

    #[test]
    fn writing_and_reading_give_the_same_microsecond() {
        for micros in [0i64, 1, 951_782_399_999_999, 1_795_300_033_123_456, -1] {
            let time = Nanos::at(micros * 1_000);
            assert_eq!(Nanos::parse(&time.to_rfc3339()), Some(time), "{}", time.to_rfc3339());
        }
    }
}
