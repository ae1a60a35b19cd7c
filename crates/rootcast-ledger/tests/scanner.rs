//! The scanner against what it printed itself, and against `quick-xml`, on generated documents.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use proptest::prelude::*;
use quick_xml::{Reader, events::Event};
use rootcast_ledger::{
    iati::export,
    xml::{self, NodeKind, Tree},
};

/// One element of a generated document.
#[derive(Clone, Debug)]
struct Made {
    name: String,
    attributes: Vec<(String, String)>,
    inside: Vec<Inside>,
}

#[derive(Clone, Debug)]
enum Inside {
    Element(Made),
    Text(String),
}

fn made() -> impl Strategy<Value = Made> {
    let name = "[a-zé_][a-z0-9.-]{0,6}";
    // Values and texts with everything that has to be escaped, and characters of one to four bytes.
    let value = "[a-z <>&\"'ñ日\u{1f30e}]{0,12}";
    let leaf = (
        name,
        prop::collection::btree_map("[a-z]{1,4}", value, 0..3),
        prop::collection::vec("[a-z<>&ñ日]{1,10}".prop_map(Inside::Text), 0..2),
    )
        .prop_map(|(name, attributes, inside)| Made {
            name,
            attributes: attributes
                .into_iter()
                .filter(|(k, _)| !k.starts_with("xml"))
                .collect(),
            inside,
        });
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let child = prop_oneof![
            inner.prop_map(Inside::Element),
            "[a-z<>&ñ日]{1,10}".prop_map(Inside::Text)
        ];
        (name, prop::collection::vec(child, 0..4)).prop_map(|(name, inside)| Made {
            name,
            attributes: Vec::new(),
            inside,
        })
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&#62;")
        .replace('"', "&#x22;")
}

fn printed(made: &Made, out: &mut String) {
    out.push_str(&format!("<{}", made.name));
    for (name, value) in &made.attributes {
        out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
    out.push('>');
    for inside in &made.inside {
        match inside {
            Inside::Element(e) => printed(e, out),
            Inside::Text(t) => out.push_str(&escaped(t)),
        }
    }
    out.push_str(&format!("</{}>", made.name));
}

/// A document as lines: what opens with its attributes, texts joined, what closes.
fn told(tree: &Tree<'_>) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Vec<xml::NodeId> = Vec::new();
    let root = tree.root().unwrap();
    for node in std::iter::once(root).chain(tree.descendants(root)) {
        while open.last().is_some_and(|o| tree.parent(node) != Some(*o)) && !open.is_empty() {
            out.push(format!("</{}>", tree.name(open.pop().unwrap()).unwrap()));
        }
        match tree.kind(node) {
            NodeKind::Element { name, .. } => {
                let attributes: Vec<String> = tree
                    .attributes(node)
                    .iter()
                    .map(|a| format!(" {}={:?}", a.name, a.value))
                    .collect();
                out.push(format!("<{name}{}>", attributes.concat()));
                open.push(node);
            }
            NodeKind::Text(t) => text(&mut out, t),
            _ => {}
        }
    }
    while let Some(o) = open.pop() {
        out.push(format!("</{}>", tree.name(o).unwrap()));
    }
    out
}

/// Adds text to text.
fn text(out: &mut Vec<String>, more: &str) {
    match out.last_mut() {
        Some(last) if last.starts_with("text ") => last.push_str(more),
        _ => out.push(format!("text {more}")),
    }
}

fn told_by_quick_xml(document: &str) -> Vec<String> {
    let mut reader = Reader::from_str(document);
    let mut out = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) => {
                let attributes: Vec<String> = e
                    .attributes()
                    .map(|a| {
                        let a = a.unwrap();
                        let value = a.value.into_owned();
                        let value = quick_xml::escape::unescape(&value).unwrap().into_owned();
                        format!(" {}={value:?}", a.key.as_ref())
                    })
                    .collect();
                out.push(format!("<{}{}>", e.name().as_ref(), attributes.concat()));
            }
            Event::End(e) => out.push(format!("</{}>", e.name().as_ref())),
            Event::Text(t) => text(&mut out, &t),
            Event::GeneralRef(r) => {
                let one = format!("&{};", &*r);
                text(&mut out, &quick_xml::escape::unescape(&one).unwrap());
            }
            Event::Eof => return out,
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn what_is_scanned_is_what_quick_xml_reads_and_comes_back_when_printed(root in made()) {
        let mut document = String::new();
        printed(&root, &mut document);
        let tree = xml::parse(&document).unwrap();
        let first = told(&tree);
        prop_assert_eq!(&first, &told_by_quick_xml(&document));
        let mut again = String::new();
        export::element(&tree, tree.root().unwrap(), &mut again);
        prop_assert_eq!(&first, &told(&xml::parse(&again).unwrap()));
    }
}
