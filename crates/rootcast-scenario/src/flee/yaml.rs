//! A small tree of a YAML document, every node with its line, so that a wrong setting can be pointed at.
//!
//! `saphyr-parser` does the scanning: it is maintained, reads YAML 1.2 in full, gives positions, and brings one crate
//! with it. The tree keeps only what settings need: mappings in their order, sequences, scalars as written.

use saphyr_parser::{Event, Parser};

use super::error::{Error, Result};

/// A node of the document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// Text as written, without quotes.
    Scalar { line: u64, text: String },
    /// A list.
    List { line: u64, items: Vec<Node> },
    /// Keys and values, in order, with the line of each key.
    Map {
        line: u64,
        entries: Vec<(u64, String, Node)>,
    },
}

/// Deeper documents are refused: settings are three levels deep.
const DEEPEST: usize = 16;

impl Node {
    pub(crate) fn line(&self) -> u64 {
        match self {
            Self::Scalar { line, .. } | Self::List { line, .. } | Self::Map { line, .. } => *line,
        }
    }
}

/// An open collection, and for a mapping the key that waits for its value.
struct Open {
    node: Node,
    key: Option<(u64, String)>,
}

/// Reads the first document of a text; nothing for an empty one.
pub(crate) fn parse(file: &str, text: &str) -> Result<Option<Node>> {
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|e| {
            let line = u64::try_from(e.marker().line()).unwrap_or(0);
            Error::bad(
                file,
                line,
                "",
                format!("this is not YAML ({}); check the indentation", e.info()),
            )
        })?;
        let line = u64::try_from(span.start.line()).unwrap_or(0);
        let done = match event {
            Event::Scalar(text, ..) => Node::Scalar {
                line,
                text: text.into_owned(),
            },
            Event::SequenceStart(..) => {
                push(
                    file,
                    &mut open,
                    Node::List {
                        line,
                        items: Vec::new(),
                    },
                )?;
                continue;
            }
            Event::MappingStart(..) => {
                push(
                    file,
                    &mut open,
                    Node::Map {
                        line,
                        entries: Vec::new(),
                    },
                )?;
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open { node, .. }) => node,
                None => continue,
            },
            Event::Alias(_) => {
                return Err(Error::bad(
                    file,
                    line,
                    "",
                    "aliases are not used in settings; write the value out",
                ));
            }
            Event::DocumentEnd
            | Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_) => continue,
        };
        let Some(parent) = open.last_mut() else {
            return Ok(Some(done));
        };
        match (&mut parent.node, parent.key.take()) {
            (Node::List { items, .. }, _) => items.push(done),
            (Node::Map { entries, .. }, Some((line, key))) => {
                if entries.iter().any(|(_, k, _)| *k == key) {
                    return Err(Error::bad(file, line, &key, "this key is given twice; keep one"));
                }
                entries.push((line, key, done));
            }
            (Node::Map { .. }, None) => match done {
                Node::Scalar { line, text } => parent.key = Some((line, text)),
                other => return Err(Error::bad(file, other.line(), "", "a key has to be a name")),
            },
            (Node::Scalar { .. }, _) => {}
        }
    }
    Ok(None)
}

fn push(file: &str, open: &mut Vec<Open>, node: Node) -> Result<()> {
    if open.len() >= DEEPEST {
        return Err(Error::bad(
            file,
            node.line(),
            "",
            "nested too deeply for settings; three levels are enough",
        ));
    }
    open.push(Open { node, key: None });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_have_lines_and_doubles_are_refused() {
        let Some(Node::Map { entries, .. }) = parse("s.yml", "a:\n  b: [1, 2.5]\n  c: True\nd:\n").unwrap()
        else {
            panic!("a mapping")
        };
        assert_eq!(entries[1].0, 4);
        let Node::Map { entries, .. } = &entries[0].2 else {
            panic!("a mapping")
        };
        assert_eq!((entries[1].0, entries[1].1.as_str()), (3, "c"));
        assert!(
            parse("s.yml", "a: 1\na: 2\n")
                .unwrap_err()
                .to_string()
                .contains("s.yml:2")
        );
        assert!(parse("s.yml", &"[".repeat(99)).is_err());
        assert_eq!(parse("s.yml", "").unwrap(), None);
        assert!(parse("s.yml", "a: *b\n").is_err());
    }
}
