//! Which encoding a file is in, and its text in UTF-8.
//!
//! A file says its encoding in its first bytes (a byte order mark, or the shape of `<?`) and in its declaration; the two
//! have to agree. XML calls anything else an error (section 4.3.3), and a guess would turn names into wrong names.

use encoding_rs::{DecoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::xml::{Problem, pseudo_attribute};

/// How bytes become text.
pub(super) enum Decoder {
    /// They are text already; whether they are is checked with each block.
    Utf8,
    /// One byte a character, U+0000 to U+00FF.
    Latin1,
    /// One byte a character, U+0000 to U+007F.
    Ascii,
    /// windows-1252 or UTF-16.
    Other(Box<encoding_rs::Decoder>),
}

/// What the first bytes of a file show.
pub(super) struct Found {
    pub(super) decoder: Decoder,
    pub(super) name: &'static str,
    /// Bytes of the byte order mark.
    pub(super) mark: usize,
}

/// What the first bytes show before the declaration is read: the encoding's family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// `UTF-8` by its mark.
    Marked,
    Little,
    Big,
    /// A superset of ASCII; the declaration says which.
    Bytes,
}

/// Recognises the encoding from the first bytes of a file, of which up to 1,024 are looked at.
pub(super) fn recognise(head: &[u8]) -> Result<Found, Problem> {
    let (family, mark) = match head {
        [0xEF, 0xBB, 0xBF, ..] => (Family::Marked, 3),
        [0, 0, 0xFE, 0xFF, ..] | [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0, b'<', ..] | [b'<', 0, 0, 0, ..] => {
            return Err(refused("UTF-32", "is not read"));
        }
        [0xFF, 0xFE, ..] => (Family::Little, 2),
        [0xFE, 0xFF, ..] => (Family::Big, 2),
        [b'<', 0, b'?', 0, ..] => (Family::Little, 0),
        [0, b'<', 0, b'?', ..] => (Family::Big, 0),
        [0x4C, 0x6F, 0xA7, 0x94, ..] => return Err(refused("EBCDIC", "is not read")),
        _ => (Family::Bytes, 0),
    };
    let declared = declared(head.get(mark..).unwrap_or_default());
    let label = declared.as_deref().unwrap_or_default().to_ascii_lowercase();
    let contradiction = |why| Err(refused(declared.as_deref().unwrap_or_default(), why));
    let (decoder, name) = match (family, label.as_str()) {
        (Family::Marked | Family::Bytes, "" | "utf-8" | "utf8") => (Decoder::Utf8, "UTF-8"),
        (Family::Marked, _) => {
            return contradiction("contradicts the byte order mark of UTF-8 at the beginning of the file");
        }
        (Family::Little, "" | "utf-16" | "utf-16le" | "utf16") => (other(UTF_16LE), "UTF-16LE"),
        (Family::Big, "" | "utf-16" | "utf-16be" | "utf16") => (other(UTF_16BE), "UTF-16BE"),
        (Family::Little | Family::Big, _) => {
            return contradiction("contradicts the first bytes of the file, which are UTF-16");
        }
        (Family::Bytes, "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "latin-1" | "l1") => {
            (Decoder::Latin1, "ISO-8859-1")
        }
        (Family::Bytes, "windows-1252" | "cp1252") => (other(WINDOWS_1252), "windows-1252"),
        (Family::Bytes, "us-ascii" | "ascii") => (Decoder::Ascii, "US-ASCII"),
        (Family::Bytes, l) if l.starts_with("utf-16") || l.starts_with("utf16") => {
            return contradiction("contradicts the first bytes of the file, which are not UTF-16");
        }
        (Family::Bytes, _) => return contradiction("is not read"),
    };
    Ok(Found { decoder, name, mark })
}

fn other(encoding: &'static encoding_rs::Encoding) -> Decoder {
    Decoder::Other(Box::new(encoding.new_decoder_without_bom_handling()))
}

fn refused(name: &str, why: &'static str) -> Problem {
    Problem::Encoding {
        name: name.to_owned(),
        why,
    }
}

/// The encoding the XML declaration names, read as ASCII in whatever width; whether the declaration is well-formed is
/// for the scanner to say.
fn declared(head: &[u8]) -> Option<String> {
    let text: String = head
        .iter()
        .filter(|b| **b != 0)
        .take(1024)
        .map(|b| if b.is_ascii() { char::from(*b) } else { '\u{FFFD}' })
        .collect();
    let inside = text.strip_prefix("<?xml")?;
    let mut rest = inside.split_once("?>")?.0;
    while let Some((name, value, after)) = pseudo_attribute(rest) {
        if name == "encoding" {
            return Some(value.to_owned());
        }
        rest = after;
    }
    None
}

impl Decoder {
    /// Appends the text of `raw`; returns how many bytes were used. `Err` when the bytes are not in this encoding; what
    /// is before them has been appended.
    pub(super) fn decode(&mut self, raw: &[u8], text: &mut Vec<u8>, last: bool) -> Result<usize, ()> {
        match self {
            Self::Utf8 => {
                text.extend_from_slice(raw);
                Ok(raw.len())
            }
            Self::Ascii => {
                let legal = raw.iter().position(|b| !b.is_ascii()).unwrap_or(raw.len());
                text.extend_from_slice(raw.get(..legal).unwrap_or_default());
                if legal == raw.len() { Ok(legal) } else { Err(()) }
            }
            Self::Latin1 => {
                let from = text.len();
                text.resize(from + raw.len() * 2, 0);
                let into = text.get_mut(from..).unwrap_or_default();
                let written = encoding_rs::mem::convert_latin1_to_utf8(raw, into);
                text.truncate(from + written);
                Ok(raw.len())
            }
            Self::Other(decoder) if decoder.encoding() == WINDOWS_1252 => {
                // Five bytes stand for no character; the browsers' table, which is used here, lets them pass.
                let illegal = |b: &u8| matches!(b, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D);
                let legal = raw.iter().position(illegal).unwrap_or(raw.len());
                convert(decoder, raw.get(..legal).unwrap_or_default(), text, last)?;
                if legal == raw.len() { Ok(legal) } else { Err(()) }
            }
            Self::Other(decoder) => convert(decoder, raw, text, last),
        }
    }
}

fn convert(
    decoder: &mut encoding_rs::Decoder,
    raw: &[u8],
    text: &mut Vec<u8>,
    last: bool,
) -> Result<usize, ()> {
    let mut used = 0;
    loop {
        let rest = raw.get(used..).unwrap_or_default();
        let from = text.len();
        // Three bytes are the most a unit of these encodings takes.
        text.resize(from + rest.len() * 3 + 16, 0);
        let into = text.get_mut(from..).unwrap_or_default();
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(rest, into, last);
        text.truncate(from + written);
        used += read;
        match result {
            DecoderResult::InputEmpty => return Ok(used),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => return Err(()),
        }
    }
}
