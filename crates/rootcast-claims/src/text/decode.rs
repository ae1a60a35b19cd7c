//! From the bytes of a file to its text.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Note, NoteKind, Span};

/// How much of a file is looked at to tell UTF-16 without a mark.
const SAMPLE: usize = 4096;

/// Reads bytes as text; a note says what was assumed where they are not plain UTF-8.
///
/// A mark of the encoding at the beginning decides, and is no part of the text. Without one, bytes that are UTF-8 are
/// taken as such; every other byte zero is UTF-16; anything else is Windows-1252, which Latin-1 is a part of, unless
/// most of the bytes beyond ASCII are good UTF-8: then the bad ones become U+FFFD. Spans count the code points of the
/// text given back.
pub fn decode(bytes: &[u8]) -> (String, Option<Note>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        let (text, broken) = encoding.decode_without_bom_handling(body);
        let note = if broken {
            Some(replaced(&text, encoding))
        } else if encoding == encoding_rs::UTF_8 {
            None
        } else {
            Some(assumed(&text, encoding, "its first bytes say so"))
        };
        return (text.into_owned(), note);
    }
    if let Some(encoding) = unmarked(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        let note = if broken {
            replaced(&text, encoding)
        } else {
            assumed(&text, encoding, "every other byte is zero")
        };
        return (text.into_owned(), Some(note));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), None);
    }
    let (good, bad) = beyond_ascii(bytes);
    if good > bad {
        let (text, _) = encoding_rs::UTF_8.decode_without_bom_handling(bytes);
        let note = replaced(&text, encoding_rs::UTF_8);
        return (text.into_owned(), Some(note));
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let note = assumed(&text, WINDOWS_1252, "it is not UTF-8");
    (text.into_owned(), Some(note))
}

/// UTF-16 without a mark: western text has a zero in every other byte, and nowhere else.
fn unmarked(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let pairs = sample.len() / 2;
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if pairs < 2 {
        None
    } else if odd * 10 >= pairs * 7 && even == 0 {
        Some(UTF_16LE)
    } else if even * 10 >= pairs * 7 && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Characters beyond ASCII that are good UTF-8, and stretches that are none.
fn beyond_ascii(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        (
            good + chunk.valid().chars().filter(|c| !c.is_ascii()).count(),
            bad + usize::from(!chunk.invalid().is_empty()),
        )
    })
}

fn assumed(text: &str, encoding: &'static Encoding, why: &str) -> Note {
    Note {
        kind: NoteKind::Encoding,
        span: Span {
            start: 0,
            end: text.chars().count(),
        },
        why: format!("read as {}: {why}", encoding.name()),
    }
}

/// A note from the first to the last character that stands for bad bytes.
fn replaced(text: &str, encoding: &'static Encoding) -> Note {
    let mut span: Option<Span> = None;
    let mut count = 0_usize;
    for (i, c) in text.chars().enumerate() {
        if c == char::REPLACEMENT_CHARACTER {
            let start = span.map_or(i, |s| s.start);
            span = Some(Span { start, end: i + 1 });
            count += 1;
        }
    }
    Note {
        kind: NoteKind::Encoding,
        span: span.unwrap_or(Span { start: 0, end: 0 }),
        why: format!(
            "{count} stretches here are no {}; each reads as U+FFFD",
            encoding.name()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_four_encodings_read_the_same() {
        let text = "Año 2023: 1.200 “niños” – 5 €";
        let utf16 = |le: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|u| if le { u.to_le_bytes() } else { u.to_be_bytes() })
                .collect()
        };
        let (latin, _, _) = WINDOWS_1252.encode(text);
        let with = |mark: &[u8], body: &[u8]| [mark, body].concat();
        for (bytes, noted) in [
            (text.as_bytes().to_vec(), false),
            (with(b"\xef\xbb\xbf", text.as_bytes()), false),
            (with(b"\xff\xfe", &utf16(true)), true),
            (with(b"\xfe\xff", &utf16(false)), true),
            (utf16(true), true),
            (utf16(false), true),
            (latin.into_owned(), true),
        ] {
            let (read, note) = decode(&bytes);
            assert_eq!(read, text);
            assert_eq!(note.is_some(), noted, "{note:?}");
        }
    }

    #[test]
    fn a_broken_byte_does_not_turn_utf8_into_latin() {
        let (text, note) = decode(b"a\xc3\xb1o y ni\xc3\xb1os \xff fin");
        assert_eq!(text, "año y niños \u{fffd} fin");
        assert_eq!(note.map(|n| (n.span.start, n.span.end)), Some((12, 13)));
    }

    #[test]
    fn junk_and_nothing_read_without_harm() {
        for bytes in [
            &b""[..],
            b"\0",
            b"\0\0\0\0\0",
            b"\xff\xfe\x00\xd8",
            b"\xff",
            b"\xed\xa0\x80",
        ] {
            decode(bytes);
        }
        assert_eq!(decode(b"plain").0, "plain");
    }
}
