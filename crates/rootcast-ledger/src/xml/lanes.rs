//! Eight bytes at once: where in them something begins or ends.
//!
//! Tags and values are short, so that a loop over bytes costs most where it stops, which no processor can foretell.
//! Here eight bytes are one number, a few operations mark those asked for by their highest bit, and the place of the
//! first is counted. (How: Hacker's Delight, second edition, section 6-1.)

use super::name::{PLAIN, TEXT_STOP, VALUE_STOP, class};

/// How many bytes are looked at together.
const LANES: usize = 8;
const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The bytes from `at` on, the first lowest; `None` near the end of a text.
#[inline]
fn lanes(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|b| u64::from_le_bytes(*b))
}

/// Marks bytes that are `byte`: the first one truly, those after it perhaps wrongly.
#[inline]
fn first_is(lanes: u64, byte: u8) -> u64 {
    let zero = lanes ^ (LOW * u64::from(byte));
    zero.wrapping_sub(LOW) & !zero & HIGH
}

/// Marks bytes below 128 of `seven`, which has no others, that are from `first` to `last`.
#[inline]
fn between(seven: u64, first: u8, last: u8) -> u64 {
    (seven + LOW * u64::from(128 - first)) & !(seven + LOW * u64::from(127 - last)) & HIGH
}

/// Marks bytes that are no ASCII character of a name, or a colon.
#[inline]
fn name_stops(lanes: u64) -> u64 {
    let seven = lanes & !HIGH;
    let letter = between(seven | (LOW * 0x20), b'a', b'z');
    let other = between(seven, b'0', b'9') | between(seven, b'-', b'.') | between(seven, b'_', b'_');
    !(letter | other) & HIGH | lanes & HIGH
}

/// Marks the first byte at which a value has to be looked at closer.
#[inline]
fn value_stops(lanes: u64) -> u64 {
    let quote = first_is(lanes, b'"') | first_is(lanes, b'\'');
    let space = first_is(lanes, b'\t') | first_is(lanes, b'\n');
    quote | space | first_is(lanes, b'&') | first_is(lanes, b'<')
}

/// Marks the first byte at which a text has to be looked at closer.
#[inline]
fn text_stops(lanes: u64) -> u64 {
    first_is(lanes, b'<') | first_is(lanes, b'&') | first_is(lanes, b']')
}

/// Marks line feeds, all of them truly.
#[inline]
fn feeds(lanes: u64) -> u64 {
    let zero = lanes ^ (LOW * u64::from(b'\n'));
    !(((zero & !HIGH) + !HIGH) | zero) & HIGH
}

/// The place of the first marked byte.
#[inline]
fn first(marks: u64) -> usize {
    marks.trailing_zeros() as usize / 8
}

/// The first byte from `at` on that is no ASCII character of a name, or is a colon; the end of the text if none is.
#[inline]
pub(super) fn name_stop(bytes: &[u8], mut at: usize) -> usize {
    while let Some(lanes) = lanes(bytes, at) {
        let stops = name_stops(lanes);
        if stops != 0 {
            return at + first(stops);
        }
        at += LANES;
    }
    bytewise(bytes, at, |b| class(b) & PLAIN == 0)
}

/// The first byte from `at` on at which a value has to be looked at closer.
#[inline]
pub(super) fn value_stop(bytes: &[u8], mut at: usize) -> usize {
    while let Some(lanes) = lanes(bytes, at) {
        let stops = value_stops(lanes);
        if stops != 0 {
            return at + first(stops);
        }
        at += LANES;
    }
    bytewise(bytes, at, |b| class(b) & VALUE_STOP != 0)
}

/// The first byte from `at` on at which a text has to be looked at closer, and how many line feeds are before it.
#[inline]
pub(super) fn text_stop(bytes: &[u8], mut at: usize) -> (usize, u64) {
    let mut lines = 0;
    while let Some(lanes) = lanes(bytes, at) {
        let stops = text_stops(lanes);
        let feeds = feeds(lanes);
        if stops != 0 {
            let before = (stops & stops.wrapping_neg()).wrapping_sub(1);
            lines += (feeds & before).count_ones();
            return (at + first(stops), u64::from(lines));
        }
        lines += feeds.count_ones();
        at += LANES;
    }
    let stop = bytewise(bytes, at, |b| class(b) & TEXT_STOP != 0);
    let feeds = bytes
        .get(at..stop)
        .unwrap_or_default()
        .iter()
        .filter(|b| **b == b'\n');
    (stop, u64::from(lines) + feeds.count() as u64)
}

/// Near the end of a text.
#[cold]
fn bytewise(bytes: &[u8], at: usize, stops: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| stops(*b)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::{
        LANES, bytewise, feeds, first, name_stop, name_stops, text_stop, text_stops, value_stop, value_stops,
    };
    use crate::xml::name::{PLAIN, TEXT_STOP, VALUE_STOP, class};

    #[test]
    fn marks_are_those_of_the_table() {
        for byte in 0..=u8::MAX {
            for place in 0..LANES {
                for around in [b'a', b'-', 0x7F, 0] {
                    let mut bytes = [around; LANES];
                    bytes[place] = byte;
                    let lanes = u64::from_le_bytes(bytes);
                    let found = |kind: u8, set: bool| {
                        bytes
                            .iter()
                            .position(|b| (class(*b) & kind != 0) == set)
                            .unwrap_or(LANES)
                    };
                    assert_eq!(first(name_stops(lanes)), found(PLAIN, false), "{bytes:?}");
                    assert_eq!(first(value_stops(lanes)), found(VALUE_STOP, true), "{bytes:?}");
                    assert_eq!(first(text_stops(lanes)), found(TEXT_STOP, true), "{bytes:?}");
                    assert_eq!(
                        feeds(lanes).count_ones() as usize,
                        memchr::memchr_iter(b'\n', &bytes).count()
                    );
                }
            }
        }
    }

    #[test]
    fn stops_are_those_of_a_loop() {
        for length in 0..70 {
            for stop in 0..=length {
                let mut bytes = vec![b'a'; length];
                bytes[..stop].iter_mut().step_by(7).for_each(|b| *b = b'.');
                if stop < length {
                    bytes[stop] = b'<';
                }
                assert_eq!(
                    name_stop(&bytes, 0),
                    bytewise(&bytes, 0, |b| class(b) & PLAIN == 0)
                );
                assert_eq!(
                    value_stop(&bytes, 0),
                    bytewise(&bytes, 0, |b| class(b) & VALUE_STOP != 0)
                );
                bytes[..stop].iter_mut().step_by(7).for_each(|b| *b = b'\n');
                let found = (
                    bytewise(&bytes, 0, |b| class(b) & TEXT_STOP != 0),
                    stop.div_ceil(7) as u64,
                );
                assert_eq!(text_stop(&bytes, 0), found);
            }
        }
    }
}
