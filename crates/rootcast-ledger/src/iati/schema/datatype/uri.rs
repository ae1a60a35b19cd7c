//! Web addresses: RFC 3986 as XML Schema reads it, where spaces, characters beyond ASCII and those that no address holds
//! stand for their escaped form.

/// Whether it is an address or a relative reference.
pub(super) fn is_reference(text: &str) -> bool {
    let bytes = text.as_bytes();
    let scheme = bytes
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        .count();
    let lettered = bytes.first().is_some_and(u8::is_ascii_alphabetic);
    match bytes.get(scheme..) {
        Some([b':', rest @ ..]) if lettered => hierarchy(rest, false),
        _ => hierarchy(bytes, true),
    }
}

/// `//authority/path?query#fragment`, where the first part of the path of a relative reference has no colon.
fn hierarchy(bytes: &[u8], relative: bool) -> bool {
    let path = match bytes {
        [b'/', b'/', rest @ ..] => match authority(rest) {
            // A path after an authority begins with a slash.
            Some(rest @ ([] | [b'/' | b'?' | b'#', ..])) => rest,
            _ => return false,
        },
        _ => bytes,
    };
    let first = path.iter().position(|b| matches!(b, b'/' | b'?' | b'#' | b':'));
    if relative && first.is_some_and(|at| path.get(at) == Some(&b':')) {
        return false;
    }
    let rest = skip(path, |b| matches!(b, b':' | b'@' | b'/'));
    let rest = match rest {
        [b'?', query @ ..] => skip(query, |b| matches!(b, b':' | b'@' | b'/' | b'?')),
        _ => rest,
    };
    match rest {
        [] => true,
        [b'#', fragment @ ..] => {
            skip(fragment, |b| matches!(b, b':' | b'@' | b'/' | b'?' | b'[' | b']')).is_empty()
        }
        _ => false,
    }
}

/// What follows `user@host:port`.
fn authority(bytes: &[u8]) -> Option<&[u8]> {
    let host = match skip(bytes, |b| b == b':') {
        [b'@', rest @ ..] => rest,
        _ => bytes,
    };
    let rest = if let [b'[', address @ ..] = host {
        let end = address.iter().position(|b| *b == b']')?;
        address.get(end + 1..)?
    } else {
        skip(host, |_| false)
    };
    let [b':', port @ ..] = rest else {
        return Some(rest);
    };
    let digits = port.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = port.split_at_checked(digits)?;
    let number: i32 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    (number >= 0).then_some(rest)
}

/// What follows characters that may stand in every part of an address, and those of `also`.
fn skip(bytes: &[u8], also: impl Fn(u8) -> bool) -> &[u8] {
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        if byte == b'%' {
            let escaped = bytes.get(at + 1..at + 3);
            if !escaped.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) {
                break;
            }
            at += 3;
        } else if matches!(byte, b'/' | b':' | b'@' | b'?' | b'#' | b'[' | b']') && !also(byte) {
            break;
        } else {
            at += 1;
        }
    }
    bytes.get(at..).unwrap_or_default()
}
