//! Copies a file record by record.

use std::{
    io::{self, Read, Write},
    ops::ControlFlow,
};

use super::xml::{element, start_tag};
use crate::{
    iati::stream::{self, Limits, Part, Summary},
    xml::XmlError,
};

/// Why a file cannot be copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The file cannot be read. Caused by the file.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// The copy cannot be written. Caused by the disk or the pipe.
    #[error("cannot write: {0}; free some space, or write elsewhere")]
    Write(#[from] io::Error),
}

/// Reads a file of any size and writes it again, element for element: attributes, texts, comments, instructions and
/// elements of other vocabularies in their order, as UTF-8. Only white space between records, which says nothing, is
/// made one line feed.
pub fn copy<R: Read + Send, W: Write>(source: R, limits: &Limits, mut into: W) -> Result<Summary, CopyError> {
    let mut failed: Option<io::Error> = None;
    let mut begun = false;
    // The root element is written when the first thing below it comes; what is behind it comes last.
    let mut after: Vec<String> = Vec::new();
    let each = |record: &stream::Record<'_, '_>| {
        let mut text = String::new();
        if let Some(root) = record.tree.root() {
            element(record.tree, root, &mut text);
        }
        let head = (record.number <= 1).then(|| record.head.clone());
        (record.part, head, text)
    };
    into.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    let summary = stream::read(source, limits, each, |(part, head, text)| {
        let written = match part {
            Part::Before => writeln!(into, "{text}"),
            Part::After => {
                after.push(text);
                Ok(())
            }
            Part::Record(_) | Part::Between => match (begun, head) {
                (false, Some(head)) => {
                    begun = true;
                    writeln!(into, "{}", root_tag(&head)).and_then(|()| writeln!(into, "{text}"))
                }
                _ => writeln!(into, "{text}"),
            },
        };
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(e) => {
                failed = Some(e);
                ControlFlow::Break(())
            }
        }
    })?;
    if let Some(e) = failed {
        return Err(e.into());
    }
    if !begun {
        writeln!(into, "{}", root_tag(&summary.head))?;
    }
    writeln!(into, "</{}>", summary.head.name)?;
    for text in after {
        writeln!(into, "{text}")?;
    }
    into.flush()?;
    Ok(summary)
}

/// The start tag of the root element.
pub(crate) fn root_tag(head: &stream::Head) -> String {
    let tree = head.tree();
    let mut out = String::new();
    if let Some(root) = tree.root() {
        start_tag(&tree, root, &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(text: &str) -> String {
        let mut out = Vec::new();
        copy(text.as_bytes(), &Limits::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn all_parts_are_copied_in_order() {
        let text = "<!--b--><iati-activities version='2.03' xmlns:x='urn:x'>\n\n<!--c--><iati-activity x:a='&lt;'/>\
            <x:more>é</x:more></iati-activities><?end?>";
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!--b-->\n\
            <iati-activities version=\"2.03\" xmlns:x=\"urn:x\">\n<!--c-->\n<iati-activity x:a=\"&lt;\"/>\n\
            <x:more>é</x:more>\n</iati-activities>\n<?end?>\n";
        assert_eq!(copied(text), expected);
        assert_eq!(copied(expected), expected);
        assert!(copied("<iati-activities/>").ends_with("<iati-activities>\n</iati-activities>\n"));
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let mut room = [0u8; 60];
        let e = copy(
            "<iati-activities><iati-activity/></iati-activities>".as_bytes(),
            &Limits::default(),
            &mut room[..],
        )
        .unwrap_err();
        assert!(matches!(e, CopyError::Write(_)), "{e}");
    }
}
