//! Dates and times, in the calendar that is also used before there was one; a year 0 there is none.

/// `2024-05-31`, and a time zone if any.
pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    // What almost all dates look like.
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes {
        if [y1, y2, y3, y4, m1, m2, d1, d2]
            .iter()
            .all(|b| b.is_ascii_digit())
        {
            let year = i64::from(two(*y1, *y2)) * 100 + i64::from(two(*y3, *y4));
            return year > 0 && is_day(year, two(*m1, *m2), two(*d1, *d2));
        }
        return false;
    }
    date(bytes).is_some_and(is_zone)
}

/// `2024-05-31T14:30:00.5`, and a time zone if any.
pub(super) fn is_date_time(text: &str) -> bool {
    match date(text.as_bytes()) {
        Some([b'T', rest @ ..]) => time(rest).is_some_and(is_zone),
        _ => false,
    }
}

/// `14:30:00.5`, and a time zone if any.
pub(super) fn is_time(text: &str) -> bool {
    time(text.as_bytes()).is_some_and(is_zone)
}

fn two(tens: u8, ones: u8) -> u8 {
    tens.wrapping_sub(b'0')
        .wrapping_mul(10)
        .wrapping_add(ones.wrapping_sub(b'0'))
}

fn is_day(year: i64, month: u8, day: u8) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    day >= 1 && day <= days
}

/// What follows a date.
fn date(bytes: &[u8]) -> Option<&[u8]> {
    let (negative, rest) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let length = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = rest.split_at_checked(length)?;
    if length < 4 || (length > 4 && digits.first() == Some(&b'0')) {
        return None;
    }
    let year: i64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let year = if negative { -year } else { year };
    let [b'-', m1, m2, b'-', d1, d2, rest @ ..] = rest else {
        return None;
    };
    let digits = [m1, m2, d1, d2].iter().all(|b| b.is_ascii_digit());
    (digits && year != 0 && is_day(year, two(*m1, *m2), two(*d1, *d2))).then_some(rest)
}

/// What follows a time.
fn time(bytes: &[u8]) -> Option<&[u8]> {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = bytes else {
        return None;
    };
    if ![h1, h2, m1, m2, s1, s2].iter().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Seconds are summed up as libxml2 does, so that 59.99999999999999999 is 60.
    let mut seconds = f64::from(two(*s1, *s2));
    let mut rest = rest;
    if let [b'.', fraction @ ..] = rest {
        let length = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        let (digits, after) = fraction.split_at_checked(length)?;
        if digits.is_empty() {
            return None;
        }
        let mut unit = 1.0;
        for digit in digits {
            unit /= 10.0;
            seconds += f64::from(digit - b'0') * unit;
        }
        rest = after;
    }
    let (hour, minute) = (two(*h1, *h2), two(*m1, *m2));
    let within = hour < 24 && minute < 60 && seconds < 60.0;
    let midnight = hour == 24 && minute == 0 && seconds == 0.0;
    (within || midnight).then_some(rest)
}

/// Nothing, `Z`, or an offset of at most fourteen hours.
fn is_zone(bytes: &[u8]) -> bool {
    match bytes {
        [] | [b'Z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] if [h1, h2, m1, m2].iter().all(|b| b.is_ascii_digit()) => {
            let (hour, minute) = (two(*h1, *h2), two(*m1, *m2));
            minute < 60 && (hour < 14 || (hour == 14 && minute == 0))
        }
        _ => false,
    }
}
