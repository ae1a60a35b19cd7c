//! Texts in: a file's bytes as characters, and how they are marked up; or many texts in one stream of JSON Lines.
//!
//! Spans count the characters read here ([`decode`]).

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    iter,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use rootcast_claims::{
    Lang,
    stream::{LONGEST_LINE, OwnedInput, StreamError, documents_up_to},
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

/// Largest text that is read unless said otherwise, in bytes; a line of a stream is a text.
pub const LARGEST: usize = LONGEST_LINE;

/// How texts are read.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// How they are marked up, instead of how they look.
    pub markup: Option<Markup>,
    /// The largest that is read, in bytes.
    pub largest: usize,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            markup: None,
            largest: LARGEST,
        }
    }
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
    /// It is too long.
    #[error(
        "`{name}` is longer than {} MB, the most that is read of one text; check it in parts, or allow more with \
         --max-size",
        .largest / 1_000_000
    )]
    TooLarge {
        /// The name given.
        name: String,
        /// The limit, in bytes.
        largest: usize,
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
    /// A text, read.
    One(Text),
    /// A file, to be read when its turn comes: of many, few are open or in memory at once.
    Later(Later),
    /// Many texts, a line each.
    Stream(Stream),
}

/// A file that is there and is read later.
pub struct Later {
    path: PathBuf,
    terms: Terms,
    stream: bool,
}

/// Texts of a stream, read as they are asked for.
pub struct Stream(Box<dyn Iterator<Item = Result<Text, TextError>>>);

impl Iterator for Stream {
    type Item = Result<Text, TextError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

impl Source {
    /// Whether it has a text a line.
    pub fn is_stream(&self) -> bool {
        match self {
            Self::One(_) => false,
            Self::Later(later) => later.stream,
            Self::Stream(_) => true,
        }
    }

    /// Its texts, read one by one.
    pub fn texts(self) -> Stream {
        match self {
            Self::One(text) => Stream(Box::new(iter::once(Ok(text)))),
            Self::Stream(stream) => stream,
            Self::Later(later) => {
                let name = later.path.display().to_string();
                let opened = match File::open(&later.path) {
                    Ok(file) => of_reader(name, file, later.terms),
                    Err(source) => Err(TextError::Unreadable { name, source }),
                };
                match opened {
                    // A reader is never put off.
                    Ok(source) => source.texts(),
                    Err(e) => Stream(Box::new(iter::once(Err(e)))),
                }
            }
        }
    }
}

/// Opens a file.
pub fn open(path: &Path, terms: Terms) -> Result<Source, TextError> {
    let name = path.display().to_string();
    let file = match File::open(path) {
        Ok(file) => file,
        Err(source) => return Err(TextError::Unreadable { name, source }),
    };
    let Some(length) = file
        .metadata()
        .ok()
        .filter(fs::Metadata::is_file)
        .map(|m| m.len())
    else {
        // A pipe or a device has no second beginning.
        return of_reader(name, file, terms);
    };
    let (_, _, stream) = head(&name, file)?;
    if !stream && length > terms.largest as u64 {
        let largest = terms.largest;
        return Err(TextError::TooLarge { name, largest });
    }
    Ok(Source::Later(Later {
        path: path.to_owned(),
        terms,
        stream,
    }))
}

/// The beginning of what is read, the rest, and whether it is a stream: known by the name's ending or by how it begins.
fn head<R: Read>(name: &str, reader: R) -> Result<(Vec<u8>, BufReader<R>, bool), TextError> {
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    let read = reader.by_ref().take(HEAD).read_until(b'\n', &mut bytes);
    read.map_err(|source| TextError::Unreadable {
        name: name.to_owned(),
        source,
    })?;
    let ending = ending(name);
    let stream = ending == "jsonl" || ending == "ndjson" || is_line(&bytes);
    Ok((bytes, reader, stream))
}

/// Opens what is read from somewhere. The lines of a stream are not read before their texts are asked for.
pub fn of_reader(name: String, reader: impl Read + 'static, terms: Terms) -> Result<Source, TextError> {
    let (mut bytes, mut reader, stream) = head(&name, reader)?;
    if stream {
        let lines = documents_up_to(io::Cursor::new(bytes).chain(reader), terms.largest);
        return Ok(Source::Stream(Stream(Box::new(lines.map(move |line| {
            line.map(|found| of_line(&name, found, terms.markup))
                .map_err(|source| TextError::Line {
                    name: name.clone(),
                    source,
                })
        })))));
    }
    let left = (terms.largest as u64 + 1).saturating_sub(bytes.len() as u64);
    if let Err(source) = reader.by_ref().take(left).read_to_end(&mut bytes) {
        return Err(TextError::Unreadable { name, source });
    }
    if bytes.len() > terms.largest {
        let largest = terms.largest;
        return Err(TextError::TooLarge { name, largest });
    }
    of_bytes(name, &bytes, terms.markup).map(Source::One)
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
        let absent = open(Path::new("no such file"), Terms::default())
            .err()
            .unwrap()
            .to_string();
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
            matches!(
                of_reader(name.to_owned(), bytes, Terms::default()),
                Ok(Source::Stream(_))
            )
        };
        assert!(is_stream("a.jsonl", b"not JSON"));
        assert!(is_stream("-", b"\xef\xbb\xbf{\"id\": 1, \"text\": \"a\"}"));
        assert!(!is_stream("-", b"{\n  \"text\": \"a\"}"));
        assert!(!is_stream("a.txt", b"{x} \"text\""));
    }

    #[test]
    fn no_more_is_read_of_one_text_than_is_allowed() {
        let terms = Terms {
            largest: 1_000_000,
            ..Terms::default()
        };
        let said = |source: Result<Source, TextError>| source.err().map(|e| e.to_string());
        let endless = said(of_reader("-".to_owned(), io::repeat(b'a'), terms)).unwrap();
        assert!(
            endless.contains("longer than 1 MB") && endless.contains("--max-size"),
            "{endless}"
        );
        let exactly = io::repeat(b'a').take(1_000_000);
        assert!(said(of_reader("-".to_owned(), exactly, terms)).is_none());
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), vec![b'a'; 1_000_001]).unwrap();
        assert!(matches!(
            open(file.path(), terms),
            Err(TextError::TooLarge { .. })
        ));
        assert!(said(open(file.path(), Terms::default())).is_none());
    }

    #[test]
    fn files_are_read_when_their_turn_comes() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "One.").unwrap();
        let source = open(file.path(), Terms::default()).unwrap();
        assert!(!source.is_stream());
        fs::write(file.path(), "Two.").unwrap();
        let texts: Vec<Text> = source.texts().map(Result::unwrap).collect();
        assert_eq!(texts[0].text, "Two.");
    }

    #[test]
    fn texts_of_a_stream_have_names_and_bad_lines_lose_nothing() {
        let bytes: &[u8] = b"{\"text\":\"One.\"}\n{\"text\":2}\n{\"name\":\"b\",\"text\":\"Two \\ud800.\"}";
        let Ok(Source::Stream(stream)) = of_reader("a.jsonl".to_owned(), bytes, Terms::default()) else {
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
