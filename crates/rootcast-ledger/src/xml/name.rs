//! Which characters names and white space are made of.

use std::{num::NonZero, ops::Range};

use super::lanes::name_stop;

const START: u8 = 1;
const NAME: u8 = 2;
const SPACE: u8 = 4;
/// A byte at which the scan of an attribute value has to look closer.
pub(super) const VALUE_STOP: u8 = 8;
/// A byte at which the scan of a text has to look closer.
pub(super) const TEXT_STOP: u8 = 16;
/// A character of a name other than the colon.
pub(super) const PLAIN: u8 = 32;

/// What each ASCII byte can be; bytes of other characters are none of it.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128_usize {
        #[expect(clippy::cast_possible_truncation, reason = "below 128")]
        let b = byte as u8;
        if b.is_ascii_alphabetic() || b == b'_' || b == b':' {
            classes[byte] |= START | NAME;
        }
        if b.is_ascii_digit() || b == b'-' || b == b'.' {
            classes[byte] |= NAME;
        }
        if classes[byte] & NAME != 0 && b != b':' {
            classes[byte] |= PLAIN;
        }
        if matches!(b, b'&' | b'<' | b']') {
            classes[byte] |= TEXT_STOP;
        }
        if matches!(b, b' ' | b'\t' | b'\n') {
            classes[byte] |= SPACE;
        }
        if matches!(b, b'"' | b'\'' | b'&' | b'<' | b'\t' | b'\n') {
            classes[byte] |= VALUE_STOP;
        }
        byte += 1;
    }
    classes
}

/// White space; carriage returns are gone before a text is scanned.
#[inline]
pub(crate) fn is_space(byte: u8) -> bool {
    CLASS[byte as usize] & SPACE != 0
}

/// What a byte can be.
#[inline]
pub(super) fn class(byte: u8) -> u8 {
    CLASS[byte as usize]
}

/// A name in a text: two numbers, so that it is handed on in registers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    /// Where it ends; where it begins when there is none.
    pub(crate) end: usize,
    /// Its first colon, which is never at the beginning of a text.
    pub(crate) colon: Option<NonZero<usize>>,
}

/// The name that begins at `from`.
#[inline]
pub(crate) fn name(text: &str, from: usize) -> Name {
    let bytes = text.as_bytes();
    let none = Name {
        end: from,
        colon: None,
    };
    let Some(first) = bytes.get(from) else { return none };
    if class(*first) & START == 0 {
        return if first.is_ascii() {
            none
        } else {
            other_name(text, from)
        };
    }
    let end = name_stop(bytes, from);
    match bytes.get(end) {
        Some(b':') => {
            let local = name_stop(bytes, end + 1);
            match bytes.get(local) {
                Some(b) if *b == b':' || !b.is_ascii() => other_name(text, from),
                _ => Name {
                    end: local,
                    colon: NonZero::new(end),
                },
            }
        }
        Some(b) if !b.is_ascii() => other_name(text, from),
        _ => Name { end, colon: None },
    }
}

/// The same with characters beyond ASCII, or with several colons.
#[cold]
fn other_name(text: &str, from: usize) -> Name {
    let rest = text.get(from..).unwrap_or_default();
    let legal = |(i, c): &(usize, char)| is_name_start(*c) || (*i > 0 && is_name(*c));
    let end = rest
        .char_indices()
        .find(|c| !legal(c))
        .map_or(rest.len(), |(i, _)| i);
    let colon = rest.get(..end).and_then(|name| name.find(':'));
    Name {
        end: from + end,
        colon: colon.and_then(|i| NonZero::new(from + i)),
    }
}

/// Prefix and local part of a name with a colon; `None` when it is no qualified name.
pub(crate) fn qualified(name: &str) -> Option<(&str, &str)> {
    let (prefix, local) = name.split_once(':')?;
    let legal = !prefix.is_empty() && local.chars().next().is_some_and(is_name_start) && !local.contains(':');
    legal.then_some((prefix, local))
}

/// Beyond ASCII, the characters a name may begin with (XML 1.0, fifth edition, production 4).
const STARTS: [Range<u32>; 12] = [
    0xC0..0xD7,
    0xD8..0xF7,
    0xF8..0x300,
    0x370..0x37E,
    0x37F..0x2000,
    0x200C..0x200E,
    0x2070..0x2190,
    0x2C00..0x2FF0,
    0x3001..0xD800,
    0xF900..0xFDD0,
    0xFDF0..0xFFFE,
    0x1_0000..0xF_0000,
];

/// Whether a name can begin with it.
pub(crate) fn is_name_start(c: char) -> bool {
    if c.is_ascii() {
        return CLASS[c as usize] & START != 0;
    }
    STARTS.iter().any(|r| r.contains(&u32::from(c)))
}

/// Whether a name can contain it (production 4a).
pub(crate) fn is_name(c: char) -> bool {
    if c.is_ascii() {
        return CLASS[c as usize] & NAME != 0;
    }
    matches!(c, '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}') || is_name_start(c)
}

/// Whether XML allows the character at all (production 2).
pub(crate) fn is_character(code: u32) -> bool {
    matches!(code, 0x9 | 0xA | 0xD | 0x20..=0xD7FF | 0xE000..=0xFFFD | 0x1_0000..=0x10_FFFF)
}

/// The first character XML does not allow: its place and number.
pub(crate) fn illegal(text: &str) -> Option<(usize, u32)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    for chunk in bytes.chunks(4096) {
        let control = chunk.iter().fold(false, |any, b| {
            any | ((*b < 0x20) & !matches!(*b, b'\t' | b'\n' | b'\r'))
        });
        let upper = memchr::memchr(0xEF, chunk).is_some();
        if control || upper {
            // U+FFFE and U+FFFF are the only others, and begin with 0xEF; they may reach into the next chunk.
            for (i, byte) in chunk.iter().enumerate() {
                let at = from + i;
                if *byte < 0x20 && !matches!(*byte, b'\t' | b'\n' | b'\r') {
                    return Some((at, u32::from(*byte)));
                }
                if let (0xEF, Some([0xBF, last @ (0xBE | 0xBF)])) = (*byte, bytes.get(at + 1..at + 3)) {
                    return Some((at, 0xFF40 + u32::from(*last)));
                }
            }
        }
        from += chunk.len();
    }
    None
}
