//! Texts in: a file's bytes as characters, and how they are marked up.
//!
//! Spans count the characters read here ([`decode`]).

use std::{fs, io, path::Path};

use rootcast_claims::text::{Markup, Note, decode};

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
    /// It has no words.
    #[error("`{name}` holds no text; give a file with sentences in it")]
    Empty {
        /// The name given.
        name: String,
    },
}

/// Reads a file.
pub fn open(path: &Path, markup: Option<Markup>) -> Result<Text, TextError> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|source| TextError::Unreadable {
        name: name.clone(),
        source,
    })?;
    of_bytes(name, &bytes, markup)
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
        markup: markup.unwrap_or_else(|| guess(&name)),
        name,
        text,
        note,
    })
}

fn guess(name: &str) -> Markup {
    let ending = Path::new(name)
        .extension()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if ending == "md" || ending == "markdown" {
        Markup::Markdown
    } else {
        Markup::Plain
    }
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
        let absent = open(Path::new("no such file"), None).unwrap_err().to_string();
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
    }
}
