//! The elements of an XMILE file, as a tree of bounded size.

use quick_xml::{Reader, events::Event};

use super::super::StockFlowError;

/// The longest file, in bytes.
const LONGEST: usize = 16 << 20;
/// The deepest nesting.
const DEEPEST: usize = 64;

/// An element.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    /// Its name without a prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
    /// Whether its name has a prefix: an extension of a vendor.
    pub(super) vendor: bool,
    line: usize,
}

impl Element {
    pub(super) fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, v)| v.as_str())
    }

    pub(super) fn wrong(&self, why: &str) -> StockFlowError {
        StockFlowError::File {
            line: self.line,
            why: why.to_owned(),
        }
    }

    pub(super) fn unknown(&self) -> StockFlowError {
        self.wrong(&format!(
            "element `{}` is not known here: take it out if nothing hangs on it",
            self.name
        ))
    }

    pub(super) fn number(&self) -> Result<f64, StockFlowError> {
        let text = self.text.trim();
        text.parse::<f64>()
            .ok()
            .filter(|v| v.is_finite())
            .ok_or_else(|| self.wrong(&format!("`{}` is `{text}`, which is no number", self.name)))
    }

    pub(super) fn numbers(&self) -> Result<Vec<f64>, StockFlowError> {
        let separator = self.attribute("sep").unwrap_or(",");
        self.text
            .split(separator)
            .map(|v| {
                let v = v.trim();
                v.parse::<f64>()
                    .ok()
                    .filter(|v| v.is_finite())
                    .ok_or_else(|| self.wrong(&format!("`{}` holds `{v}`, which is no number", self.name)))
            })
            .collect()
    }
}

/// The root element of a file.
pub(super) fn read(text: &str) -> Result<Element, StockFlowError> {
    let fault = |line: usize, why: String| StockFlowError::File { line, why };
    if text.len() > LONGEST {
        return Err(fault(1, format!("the file is longer than {LONGEST} bytes")));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let (mut line, mut counted) = (1, 0);
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position())
            .unwrap_or(text.len())
            .min(text.len());
        let here = line;
        line += text.get(counted..at).unwrap_or_default().matches('\n').count();
        counted = at;
        let event = event.map_err(|e| fault(line, format!("the file is not well-formed XML: {e}")))?;
        let closed = match event {
            Event::Start(start) | Event::Empty(start)
                if open.len() >= DEEPEST || (root.is_some() && open.is_empty()) =>
            {
                let name = start.local_name().as_ref().to_owned();
                return Err(fault(
                    line,
                    format!("`{name}` nests deeper than {DEEPEST}, or stands after the end of the model"),
                ));
            }
            Event::Start(start) => {
                open.push(element(&start, line)?);
                None
            }
            Event::Empty(start) => Some(element(&start, line)?),
            Event::End(_) => open.pop(),
            Event::Text(words) => {
                match open.last_mut() {
                    Some(parent) => parent.text.push_str(&words),
                    None if words.trim().is_empty() => {}
                    None => return Err(fault(here, "there is text outside the model".to_owned())),
                }
                None
            }
            Event::CData(words) => {
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&words);
                }
                None
            }
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c),
                    _ => match reference.as_ref() {
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "amp" => Some('&'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => None,
                    },
                };
                match (character, open.last_mut()) {
                    (Some(c), Some(parent)) => parent.text.push(c),
                    _ => return Err(fault(line, "a reference `&…;` is not known".to_owned())),
                }
                None
            }
            Event::DocType(_) => {
                return Err(fault(line, "document type declarations are not read".to_owned()));
            }
            Event::Eof => break,
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => None,
        };
        if let Some(done) = closed {
            match open.last_mut() {
                Some(parent) => parent.children.push(done),
                None => root = Some(done),
            }
        }
    }
    match (root, open.last()) {
        (Some(root), None) => Ok(root),
        (_, Some(left)) => Err(left.wrong(&format!("`{}` is not closed", left.name))),
        (None, None) => Err(fault(1, "the file is empty".to_owned())),
    }
}

fn element(start: &quick_xml::events::BytesStart<'_>, line: usize) -> Result<Element, StockFlowError> {
    let mut out = Element {
        name: start.local_name().as_ref().to_owned(),
        vendor: start.name().prefix().is_some(),
        line,
        ..Element::default()
    };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| out.wrong(&format!("an attribute cannot be read: {e}")))?;
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_err(|e| out.wrong(&format!("an attribute cannot be read: {e}")))?
            .into_owned();
        let key = attribute.key.as_ref().to_owned();
        out.attributes.push((key, value));
    }
    Ok(out)
}
