//! Whether the name of a namespace is a reference as in RFC 3986, which libxml2 asks of it too.

/// Whether a text is a URI or a relative reference.
pub(super) fn is_reference(text: &str) -> bool {
    let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let first = rest.split('/').next().unwrap_or_default();
    let hierarchy = match first.split_once(':') {
        None => rest,
        Some((scheme, _)) if is_scheme(scheme) => rest.get(scheme.len() + 1..).unwrap_or_default(),
        Some(_) => return false,
    };
    let path_legal = match hierarchy.strip_prefix("//") {
        None => is_made_of(hierarchy, b":@/"),
        Some(after) => {
            let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
            is_authority(authority) && is_made_of(path, b":@/")
        }
    };
    path_legal && is_made_of(query, b":@/?") && is_made_of(fragment, b":@/?[]")
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// `user@host:port`, of which only the host has to be there.
fn is_authority(text: &str) -> bool {
    let (user, host) = text.split_once('@').unwrap_or(("", text));
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (host, ""),
    };
    let address = name.strip_prefix('[').and_then(|n| n.strip_suffix(']'));
    is_made_of(user, b":")
        && port.bytes().all(|b| b.is_ascii_digit())
        && address.map_or_else(|| is_made_of(name, b""), |inside| is_made_of(inside, b":"))
}

/// Whether a text has only unreserved characters, escapes, delimiters below the level of parts, and `more`.
fn is_made_of(text: &str, more: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let legal = match byte {
            b'%' => (0..2).all(|_| bytes.next().is_some_and(|b| b.is_ascii_hexdigit())),
            _ => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte) || more.contains(&byte),
        };
        if !legal {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_reference;

    /// As libxml2 2.14 judges them.
    #[test]
    fn references_are_told_from_other_texts() {
        for text in [
            "",
            "http://[::1]/",
            "#[x]",
            "http://a/%41",
            "a:",
            "//",
            "http://",
            "urn:x",
            "a/b:c",
            "b:c/d",
            "mailto:a@b",
            "rel/ative",
            "http://a@b:80/c?d=e/?#f",
            "http://a:/",
        ] {
            assert!(is_reference(text), "{text}");
        }
        for text in [
            "http://é",
            "é",
            "http://a b",
            "a[b]",
            "http://a:b/",
            "a#b#c",
            "?[x]",
            "a|b",
            "a\\b",
            "{x}",
            "1a:b",
            "a^b",
            "`",
            "http://a@b@c",
            "x#é",
            "C:\\a",
            "<",
            "::::",
            "%%",
            "%4",
            " ",
            "not a uri",
        ] {
            assert!(!is_reference(text), "{text}");
        }
    }
}
