//! Decimal numbers, whole numbers with bounds, floating point numbers.

/// A sign, and digits with a point somewhere; at least one digit.
pub(super) fn is_decimal(text: &str) -> bool {
    let mut bytes = text.as_bytes();
    if let [b'+' | b'-', rest @ ..] = bytes {
        bytes = rest;
    }
    let (mut digits, mut points) = (0, 0);
    for byte in bytes {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'.' => points += 1,
            _ => return false,
        }
    }
    digits > 0 && points <= 1
}

/// A whole number between two bounds, both within.
pub(super) fn is_within(text: &str, least: Option<i128>, most: Option<i128>) -> bool {
    let (negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let significant = digits.iter().skip_while(|d| **d == b'0');
    let mut value: i128 = 0;
    for (place, digit) in significant.enumerate() {
        // Bounds have at most twenty digits.
        if place == 30 {
            break;
        }
        value = value * 10 + i128::from(digit - b'0');
    }
    if negative {
        value = -value;
    }
    least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most)
}

/// A decimal number with an exponent, whose digits may be missing, with spaces around; or `INF`, `-INF`, `NaN` without.
pub(super) fn is_float(text: &str) -> bool {
    if matches!(text, "INF" | "-INF" | "NaN") {
        return true;
    }
    let text = super::trim(text);
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, ""));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    is_decimal(mantissa) && exponent.bytes().all(|b| b.is_ascii_digit())
}
