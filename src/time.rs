//! Owns the two kinds of time the client knows and never mixes: [`Millis`] of a monotonic clock (deadlines) and
//! [`Nanos`] of the wall clock (what the service stamps). Reads no clock itself; time always comes from outside.

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
/// more, which a JavaScript number cannot hold, and messages are ordered by them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nanos(pub i64);

/// Both clocks at one moment, given to the engine with every input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// For deadlines.
    pub mono: Millis,
    /// For stamps on messages that the server has not seen yet.
    pub wall: Nanos,
}

const NANOS_PER_SECOND: i64 = 1_000_000_000;

impl Nanos {
    /// From milliseconds since 1970, as JavaScript's `Date` counts.
    pub fn from_unix_ms(ms: i64) -> Self {
        Nanos(ms.saturating_mul(1_000_000))
    }

    /// Milliseconds since 1970, rounded down.
    pub fn unix_ms(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Reads an RFC 3339 time such as `2026-01-02T03:04:05.678901Z` or with an offset `+02:00`.
    ///
    /// Digits beyond nanoseconds are dropped. Times outside 1678..2262 (what 64 bits of nanoseconds hold) are moved to
    /// the nearest end, so that the service's "never", `0001-01-01T00:00:00Z`, sorts before everything.
    /// `None` for anything that is not such a time.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (date, rest) = bytes.split_at_checked(19)?;
        let separators = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
        if separators.iter().any(|&(at, byte)| date.get(at) != Some(&byte)) {
            return None;
        }
        if !matches!(date.get(10), Some(b'T' | b't' | b' ')) {
            return None;
        }
        let (year, month, day) = (number(date.get(0..4)?)?, number(date.get(5..7)?)?, number(date.get(8..10)?)?);
        let (hour, minute, second) =
            (number(date.get(11..13)?)?, number(date.get(14..16)?)?, number(date.get(17..19)?)?);
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let (fraction, zone) = fraction(rest)?;
        let offset = offset_seconds(zone)?;
        let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset;
        Some(Nanos(seconds.saturating_mul(NANOS_PER_SECOND).saturating_add(fraction)))
    }

    /// Writes the time as RFC 3339 with microseconds, as the service does.
    pub fn to_rfc3339(self) -> String {
        let seconds = self.0.div_euclid(NANOS_PER_SECOND);
        let micros = self.0.rem_euclid(NANOS_PER_SECOND) / 1_000;
        let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
        let second_of_day = seconds.rem_euclid(86_400);
        let (hour, minute, second) = (second_of_day / 3_600, second_of_day / 60 % 60, second_of_day % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
    }
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0i64, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0')))
}

/// Splits `.123456Z` into nanoseconds and the rest.
fn fraction(rest: &[u8]) -> Option<(i64, &[u8])> {
    let Some(digits) = rest.strip_prefix(b".") else { return Some((0, rest)) };
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 {
        return None;
    }
    let (digits, zone) = digits.split_at_checked(length)?;
    let mut nanos = 0;
    for place in 0..9 {
        nanos = nanos * 10 + digits.get(place).map_or(0, |byte| i64::from(byte - b'0'));
    }
    Some((nanos, zone))
}

fn offset_seconds(zone: &[u8]) -> Option<i64> {
    match zone {
        b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let seconds = number(&[*h1, *h2])? * 3_600 + number(&[*m1, *m2])? * 60;
            Some(if *sign == b'+' { seconds } else { -seconds })
        }
        _ => None,
    }
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar. Years are counted from March, so that the leap
/// day is the last of the year (the algorithm is H. Hinnant's `days_from_civil`).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
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
        assert_eq!(Nanos::parse("1970-01-01T00:00:01.000001Z"), Some(Nanos(1_000_001_000)));
        assert_eq!(Nanos::parse("2026-11-21T22:47:13.123456789Z").map(|t| t.0 % NANOS_PER_SECOND), Some(123_456_789));
        assert_eq!(Nanos::parse("2000-02-29T00:00:00Z"), Some(Nanos(951_782_400 * NANOS_PER_SECOND)));
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
        assert_eq!(never, Nanos(i64::MIN));
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
            let time = Nanos(micros * 1_000);
            assert_eq!(Nanos::parse(&time.to_rfc3339()), Some(time), "{}", time.to_rfc3339());
        }
    }
}
