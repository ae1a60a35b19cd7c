//! A tree as XML text, such that reading it gives the same tree.

use crate::xml::{NodeId, NodeKind, Tree};

/// Appends a node and all below it: elements, attributes in their order, text, comments and instructions. Character
/// references and CDATA sections are written as the text they stand for, and an element without content as an empty
/// tag: XML means the same by both.
///
/// ```
/// use rootcast_ledger::{iati::export, xml};
/// let text = "<a x='1 &lt; 2'>Fondo &amp; Hijos<!-- c --><b/></a>";
/// let tree = xml::parse(text)?;
/// let mut out = String::new();
/// if let Some(root) = tree.root() {
///     export::element(&tree, root, &mut out);
/// }
/// assert_eq!(out, "<a x=\"1 &lt; 2\">Fondo &amp; Hijos<!-- c --><b/></a>");
/// # Ok::<(), rootcast_ledger::xml::XmlError>(())
/// ```
pub fn element(tree: &Tree, node: NodeId, out: &mut String) {
    // A stack of its own: records may be deep.
    let mut open: Vec<NodeId> = Vec::new();
    let all = std::iter::once(node).chain(tree.descendants(node));
    for n in all {
        while open.last().is_some_and(|o| tree.parent(n) != Some(*o)) {
            close(tree, open.pop(), out);
        }
        match tree.kind(n) {
            NodeKind::Element { .. } if tree.children(n).next().is_none() => tag(tree, n, "/>", out),
            NodeKind::Element { .. } => {
                tag(tree, n, ">", out);
                open.push(n);
            }
            NodeKind::Text(t) => text(t, out),
            NodeKind::Comment(c) => {
                out.push_str("<!--");
                out.push_str(c);
                out.push_str("-->");
            }
            NodeKind::Instruction(i) => {
                out.push_str("<?");
                out.push_str(i);
                out.push_str("?>");
            }
        }
    }
    while let Some(o) = open.pop() {
        close(tree, Some(o), out);
    }
}

/// Appends the start tag of an element.
pub fn start_tag(tree: &Tree, node: NodeId, out: &mut String) {
    tag(tree, node, ">", out);
}

fn tag(tree: &Tree, node: NodeId, end: &str, out: &mut String) {
    out.push('<');
    out.push_str(tree.name(node).unwrap_or_default());
    for a in tree.attributes(node) {
        attribute(a.name, &a.value, out);
    }
    out.push_str(end);
}

fn close(tree: &Tree, node: Option<NodeId>, out: &mut String) {
    if let Some(name) = node.and_then(|n| tree.name(n)) {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

/// Appends an attribute with the space before it.
pub(super) fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(value, true, out);
    out.push('"');
}

/// Appends text.
pub(super) fn text(value: &str, out: &mut String) {
    escape(value, false, out);
}

fn escape(value: &str, attribute: bool, out: &mut String) {
    let mut from = 0;
    for (at, byte) in value.bytes().enumerate() {
        let reference = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            // `]]>` may not stand in text.
            b'>' => "&gt;",
            // A reader would make a line feed of it.
            b'\r' => "&#13;",
            b'"' if attribute => "&quot;",
            // A reader would make spaces of them.
            b'\n' if attribute => "&#10;",
            b'\t' if attribute => "&#9;",
            _ => continue,
        };
        out.push_str(value.get(from..at).unwrap_or_default());
        out.push_str(reference);
        from = at + 1;
    }
    out.push_str(value.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::xml;

    fn written(text: &str) -> String {
        let tree = xml::parse(text).unwrap();
        let mut out = String::new();
        element(&tree, tree.root().unwrap(), &mut out);
        out
    }

    /// Everything a tree says but lines, with neighbouring texts joined.
    fn content(text: &str) -> Vec<String> {
        let tree = xml::parse(text).unwrap();
        let root = tree.root().unwrap();
        let mut out: Vec<String> = Vec::new();
        for n in std::iter::once(root).chain(tree.descendants(root)) {
            let depth = std::iter::successors(Some(n), |n| tree.parent(*n)).count();
            let says = match tree.kind(n) {
                NodeKind::Text(t) => format!("{depth} text {t}"),
                other => format!("{depth} {other:?} {:?}", tree.attributes(n)),
            };
            out.push(says);
        }
        out
    }

    #[test]
    fn what_is_written_reads_the_same() {
        for text in [
            "<a/>",
            "<a></a>",
            "<a b='&quot;&#10;&#9;&#13;&lt;&gt;&amp;'>&#13;x &lt;y&gt; ]]&gt; &amp;amp;<![CDATA[<z>&]]></a>",
            "<p:a xmlns:p='urn:p' xmlns='urn:q' p:x='1' xml:lang='es'><b xmlns=''/><!--c--><?go now?>é 漢</p:a>",
            "<a><b><c>1</c></b><b>2<c/>3</b></a>",
        ] {
            let out = written(text);
            assert_eq!(content(&out), content(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_and_attribute_survive(value in "[ -~\t\n\ré<>&\"']{0,40}") {
            let mut text = String::from("<a");
            attribute("b", &value, &mut text);
            text.push('>');
            super::text(&value, &mut text);
            text.push_str("</a>");
            let tree = xml::parse(&text).unwrap();
            let root = tree.root().unwrap();
            prop_assert_eq!(tree.get(root, "b"), Some(value.as_str()));
            let back = tree.text(root).into_owned();
            prop_assert_eq!(back, value);
        }
    }
}
