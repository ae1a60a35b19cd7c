//! Figures as agencies write them: `1234`, ` 128765`, `1,234`, `12.0`, `-0.61155`.

/// A number, or what is wrong with the text.
#[inline]
pub(super) fn read(text: &[u8]) -> Result<f64, &'static str> {
    // Plain digits, which is what nearly every cell holds; fifteen of them are exact in an f64.
    if !text.is_empty() && text.len() <= 15 {
        let mut n = 0u64;
        let mut plain = true;
        for b in text {
            let digit = b.wrapping_sub(b'0');
            plain &= digit < 10;
            n = n.wrapping_mul(10).wrapping_add(u64::from(digit));
        }
        if plain {
            return Ok(n as f64);
        }
    }
    slow(text)
}

fn slow(text: &[u8]) -> Result<f64, &'static str> {
    const NOT: &str = "it is not a number";
    let text = std::str::from_utf8(text).map_err(|_| NOT)?.trim();
    if text.is_empty() {
        return Err("it is empty");
    }
    if !text
        .bytes()
        .all(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b',' | b'e' | b'E'))
    {
        return Err(NOT);
    }
    let plain = if text.contains(',') {
        ungroup(text).ok_or("its commas do not separate thousands")?
    } else {
        text.to_owned()
    };
    match plain.parse::<f64>() {
        // 2^53: beyond it an f64 no longer tells whole numbers apart.
        Ok(n) if n.abs() <= 9_007_199_254_740_992.0 => Ok(n),
        Ok(_) => Err("it is too large"),
        Err(_) => Err(NOT),
    }
}

/// `1,234,567.8` without its commas; `None` where they do not stand at every third digit.
fn ungroup(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", whole),
    };
    let mut groups = digits.split(',');
    let first = groups.next()?;
    let digits_only = |g: &str| g.bytes().all(|b| b.is_ascii_digit());
    if first.is_empty() || first.len() > 3 || !digits_only(first) {
        return None;
    }
    let mut out = format!("{sign}{first}");
    for group in groups {
        if group.len() != 3 || !digits_only(group) {
            return None;
        }
        out.push_str(group);
    }
    if let Some(f) = fraction {
        if !digits_only(f) {
            return None;
        }
        out.push('.');
        out.push_str(f);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_written() {
        for (text, value) in [
            ("0", 0.0),
            ("1234", 1234.0),
            (" 128765", 128_765.0),
            ("1,234", 1234.0),
            ("12,345,678.50", 12_345_678.5),
            ("12.0", 12.0),
            ("-0.61155015230178833", -0.611_550_152_301_788_3),
            ("-388706.86", -388_706.86),
            ("1.6e3", 1600.0),
            ("999999999999999", 999_999_999_999_999.0),
        ] {
            assert_eq!(read(text.as_bytes()), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_figure_is_refused() {
        for text in [
            "",
            " ",
            "abc",
            "NaN",
            "nan",
            "inf",
            "-inf",
            "1e999",
            "99999999999999999999999",
            "1,23",
            "12,34,567",
            ",123",
            "1.2.3",
            "--1",
            "0x10",
            "1 234",
            "1,234,5e3",
            "१२",
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
        assert!(read(b"\xff1").is_err());
    }
}
