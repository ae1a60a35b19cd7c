//! Texts in: a file's bytes as characters, and how they are marked up; or many texts in one stream of JSON Lines.
//!
//! Spans count the characters read here ([`decode`]).

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use jiff::civil::Date;
use rootcast_claims::{
    Lang,
    stream::{OwnedInput, StreamError, documents},
    text::{Markup, Note, decode},
};

/// A text as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its name, for messages.
    pub name: String,
    /// Its characters.
    pub text: String,
    /// How it is marked up.
    pub markup: Markup,
    /// What was done to read it, where it is not plain UTF-8.
    pub note: Option<Note>,
    /// The day it was published, where the stream it comes from says so.
    pub published: Option<Date>,
    /// Its language, where the stream it comes from says so.
    pub lang: Option<Lang>,
}

/// A text that cannot be read. Caused by the file.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// There is no such file, or it may not be read.
    #[error("cannot read `{name}`: {source}; give the path of a text, or `-` for the standard input")]
    Unreadable {
        /// The name given.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// It is something else than a text.
    #[error(
        "`{name}` is not a text: character {at} is zero; save its words as plain text, Markdown or HTML first"
    )]
    NotText {
        /// The name given.
        name: String,
        /// Place of the first zero, from one.
        at: usize,
    },
    /// A line of a stream is no text.
    #[error("`{name}`, {source}")]
    Line {
        /// The name given.
        name: String,
        /// What is wrong.
        source: StreamError,
    },
    /// It has no words.
    #[error("`{name}` holds no text; give a file with sentences in it")]
    Empty {
        /// The name given.
        name: String,
    },
}

/// How much of the beginning is looked at to tell a stream from a text.
const HEAD: u64 = 64 << 10;

/// What was opened.
pub enum Source {
    /// A text.
    One(Text),
    /// Many, a line each.
    Stream(Stream),
}

/// Texts of a stream, read as they are asked for.
pub struct Stream(Box<dyn Iterator<Item = Result<Text, TextError>>>);

impl Iterator for Stream {
    type Item = Result<Text, TextError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

/// Opens a file.
pub fn open(path: &Path, markup: Option<Markup>) -> Result<Source, TextError> {
    let name = path.display().to_string();
    match File::open(path) {
        Ok(file) => of_reader(name, file, markup),
        Err(source) => Err(TextError::Unreadable { name, source }),
    }
}

/// Opens what is read from somewhere. JSON Lines are known by the name's ending or by how they begin, and are not read
/// before their texts are asked for.
pub fn of_reader(
    name: String,
    reader: impl Read + 'static,
    markup: Option<Markup>,
) -> Result<Source, TextError> {
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    let ending = ending(&name);
    let named = ending == "jsonl" || ending == "ndjson";
    let mut head = || -> io::Result<()> {
        reader.by_ref().take(HEAD).read_until(b'\n', &mut bytes)?;
        if !named && !is_line(&bytes) {
            reader.read_to_end(&mut bytes)?;
        }
        Ok(())
    };
    if let Err(source) = head() {
        return Err(TextError::Unreadable { name, source });
    }
    if !named && !is_line(&bytes) {
        return of_bytes(name, &bytes, markup).map(Source::One);
    }
    let lines = documents(io::Cursor::new(bytes).chain(reader));
    Ok(Source::Stream(Stream(Box::new(lines.map(move |line| {
        line.map(|found| of_line(&name, found, markup))
            .map_err(|source| TextError::Line {
                name: name.clone(),
                source,
            })
    })))))
}

/// Whether a text begins as a line of JSON with a text in it does.
fn is_line(head: &[u8]) -> bool {
    let body = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let line = body.split(|b| *b == b'\n').next().unwrap_or_default();
    let inside = line.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    inside.is_some_and(|s| s.starts_with(b"\"")) && line.windows(6).any(|w| w == b"\"text\"")
}

/// A text of a stream. One without a name is named by the stream and its line.
fn of_line(stream: &str, found: OwnedInput, markup: Option<Markup>) -> Text {
    let number = format!("line {}", found.line);
    Text {
        name: if found.name == number {
            format!("{stream}, {number}")
        } else {
            found.name
        },
        text: found.text,
        markup: markup.unwrap_or(found.markup),
        note: found.note,
        published: found.published,
        lang: found.lang,
    }
}

/// What a file's name ends with, in small letters.
fn ending(name: &str) -> String {
    let ending = Path::new(name).extension().unwrap_or_default();
    ending.to_string_lossy().to_ascii_lowercase()
}

/// Reads bytes. Without a markup given, the name's ending and the first characters tell.
pub fn of_bytes(name: String, bytes: &[u8], markup: Option<Markup>) -> Result<Text, TextError> {
    let (text, note) = decode(bytes);
    // A zero in good UTF-8 is odd, in anything else it is no text.
    if note.is_some()
        && let Some(at) = text.chars().position(|c| c == '\0')
    {
        return Err(TextError::NotText { name, at: at + 1 });
    }
    if !text.chars().any(char::is_alphanumeric) {
        return Err(TextError::Empty { name });
    }
    Ok(Text {
        markup: markup.unwrap_or_else(|| Markup::guess(&name, &text)),
        name,
        text,
        note,
        published: None,
        lang: None,
    })
}

#[cfg(test)]
mod tests {
    use rootcast_claims::text::NoteKind;

    use super::*;

    fn read(bytes: &[u8]) -> Result<Text, TextError> {
        of_bytes("a.txt".to_owned(), bytes, None)
    }

    #[test]
    fn what_is_no_text_is_refused_with_what_to_do() {
        let picture = read(b"\x89PNG\r\n\x1a\n\0\0").unwrap_err().to_string();
        assert!(
            picture.contains("character 9 is zero") && picture.contains("save its words"),
            "{picture}"
        );
        for empty in ["", " \n\t", "—…"] {
            assert!(
                matches!(read(empty.as_bytes()), Err(TextError::Empty { .. })),
                "{empty:?}"
            );
        }
        let absent = open(Path::new("no such file"), None).err().unwrap().to_string();
        assert!(
            absent.contains("`no such file`") && absent.contains("`-`"),
            "{absent}"
        );
    }

    #[test]
    fn other_encodings_are_read_and_noted() {
        let text = read(b"A\xf1o 2023 \x96 \x8072").unwrap();
        assert_eq!(text.text, "Año 2023 – €72");
        assert_eq!(text.note.unwrap().kind, NoteKind::Encoding);
        assert!(read("Año\0".as_bytes()).unwrap().note.is_none());
    }

    #[test]
    fn the_ending_names_the_markup_unless_it_is_given() {
        let of = |name: &str, markup| of_bytes(name.to_owned(), b"x 1", markup).unwrap().markup;
        assert_eq!(of("a.MD", None), Markup::Markdown);
        assert_eq!(of("a.txt", None), Markup::Plain);
        assert_eq!(of("a.md", Some(Markup::Plain)), Markup::Plain);
        assert_eq!(of("a.htm", None), Markup::Html);
    }

    #[test]
    fn streams_are_known_by_name_or_beginning() {
        let is_stream = |name: &str, bytes: &'static [u8]| {
            matches!(of_reader(name.to_owned(), bytes, None), Ok(Source::Stream(_)))
        };
        assert!(is_stream("a.jsonl", b"not JSON"));
        assert!(is_stream("-", b"\xef\xbb\xbf{\"id\": 1, \"text\": \"a\"}"));
        assert!(!is_stream("-", b"{\n  \"text\": \"a\"}"));
        assert!(!is_stream("a.txt", b"{x} \"text\""));
    }

    #[test]
    fn texts_of_a_stream_have_names_and_bad_lines_lose_nothing() {
        let bytes: &[u8] = b"{\"text\":\"One.\"}\n{\"text\":2}\n{\"name\":\"b\",\"text\":\"Two \\ud800.\"}";
        let Ok(Source::Stream(stream)) = of_reader("a.jsonl".to_owned(), bytes, None) else {
            panic!("a stream");
        };
        let found: Vec<_> = stream.collect();
        assert_eq!(found[0].as_ref().unwrap().name, "a.jsonl, line 1");
        let wrong = found[1].as_ref().unwrap_err().to_string();
        assert!(wrong.starts_with("`a.jsonl`, line 2, column"), "{wrong}");
        let last = found[2].as_ref().unwrap();
        assert!(last.name == "b" && last.text == "Two \u{fffd}." && last.note.is_some());
    }
}
