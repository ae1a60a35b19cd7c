//! The days that rules compare.

use jiff::ToSpan;
use jiff::civil::Date;

/// The day of an ISO 8601 date or date with time; `None` for anything else, which is the datatype's fault and not a
/// rule's. A time with an offset counts by its day in Coordinated Universal Time, a date by itself.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    let date = civil(text.get(..10)?)?;
    let Some(time) = text[10..].strip_prefix('T') else {
        return offset(&text[10..]).map(|_| date);
    };
    let bytes = time.as_bytes();
    let (hour, minute) = (pair(bytes, 0)?, pair(bytes, 3)?);
    if bytes.get(2) != Some(&b':') || hour > 24 || minute > 59 {
        return None;
    }
    let rest = time.get(5..)?;
    let zone = rest.find(['Z', '+', '-']).map_or("", |i| &rest[i..]);
    let minutes = hour * 60 + minute - offset(zone)?;
    date.checked_add(minutes.div_euclid(24 * 60).days()).ok()
}

fn civil(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let (century, year) = (pair(bytes, 0)?, pair(bytes, 2)?);
    let small = |n: i64| i8::try_from(n).ok();
    Date::new(
        i16::try_from(century * 100 + year).ok()?,
        small(pair(bytes, 5)?)?,
        small(pair(bytes, 8)?)?,
    )
    .ok()
}

/// Minutes east of Greenwich of `Z`, `+01:00` or nothing.
fn offset(zone: &str) -> Option<i64> {
    let bytes = zone.as_bytes();
    let sign = match bytes.first() {
        None | Some(b'Z') if bytes.len() < 2 => return Some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return None,
    };
    (bytes.len() == 6).then_some(sign * (pair(bytes, 1)? * 60 + pair(bytes, 4)?))
}

fn pair(bytes: &[u8], at: usize) -> Option<i64> {
    let digit = |b: &u8| b.is_ascii_digit().then(|| i64::from(b - b'0'));
    Some(digit(bytes.get(at)?)? * 10 + digit(bytes.get(at + 1)?)?)
}

/// The same day of the next year; 28 February for 29 February.
pub(super) fn a_year_after(start: Date) -> Date {
    start.checked_add(1.year()).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_and_times_give_their_day() {
        for (text, expected) in [
            ("2019-02-28", date(2019, 2, 28)),
            (" 2019-02-28\n", date(2019, 2, 28)),
            ("2019-02-28Z", date(2019, 2, 28)),
            ("2019-02-28+01:00", date(2019, 2, 28)),
            ("2019-02-28T23:30:00", date(2019, 2, 28)),
            ("2019-02-28T23:30:00Z", date(2019, 2, 28)),
            ("2019-02-28T23:30:00-01:00", date(2019, 3, 1)),
            ("2019-03-01T00:30:00+01:00", date(2019, 2, 28)),
            ("2019-02-28T24:00:00", date(2019, 3, 1)),
            ("2019-02-28T12:00:00.123Z", date(2019, 2, 28)),
        ] {
            assert_eq!(day(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_gives_none() {
        for text in [
            "",
            "2019",
            "2019-02-29",
            "2019-13-01",
            "28.02.2019",
            "2019-02-28 noon",
            "2019-02-28T",
            "2019-02-28T1",
            "-019-02-28",
            "20190228",
            "2019-02-28+1",
            "ä019-02-28",
            "2019-02-2é",
            "2019-02-28T12:60",
            "2019-02-28ZZ",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn a_year_ends_on_the_same_day() {
        assert_eq!(a_year_after(date(2019, 1, 1)), date(2020, 1, 1));
        assert_eq!(a_year_after(date(2020, 2, 29)), date(2021, 2, 28));
        assert_eq!(a_year_after(Date::MAX), Date::MAX);
    }
}
