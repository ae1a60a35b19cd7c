use std::borrow::Cow;

use insta::assert_snapshot;
use proptest::{collection::vec, prelude::*};

use super::{
    Order, check, check_document, datatype::Datatype, facts, notation::NotationError, report::KEPT,
    table::Table,
};
use crate::{
    iati::{Finding, Kind, Level, codelist},
    xml::{self, Attribute, NodeId, NodeKind, Tree},
};

const TABLE: &str = include_str!("../../../data/iati-2.03.txt");
const VALID: &str = include_str!("../../../tests/schema/skeleton.xml");

fn document(text: &str, at: Kind) -> Vec<Finding> {
    let tree = xml::parse(text).unwrap();
    let mut out = Vec::new();
    check_document(&tree, at, &mut out);
    out
}

/// The findings in a valid activities file in which `from` is replaced.
fn with(from: &str, to: &str) -> String {
    assert_eq!(VALID.matches(from).count(), 1, "{from}");
    let found = document(&VALID.replace(from, to), Kind::Activities);
    lines(&found)
}

fn lines(findings: &[Finding]) -> String {
    let mut lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    lines.push(String::new());
    lines.join("\n")
}

#[test]
fn the_table_is_read() {
    for kind in [Kind::Activities, Kind::Organisations] {
        let table = Table::read(TABLE, kind).unwrap();
        assert!(table.global(kind.root()).is_some() && table.global(kind.record()).is_some());
    }
    assert_eq!(document(VALID, Kind::Activities), []);
    assert_eq!(
        facts(Kind::Activities).len() + facts(Kind::Organisations).len(),
        1261
    );
}

#[test]
fn tables_with_a_fault_are_refused() {
    let read = |text| Table::read(text, Kind::Activities).map(|_| ());
    let fault = |line, what: &str| Err(NotationError::new(line, what.to_owned()));
    assert_eq!(read("[activities]\n  a"), fault(2, "indented under nothing"));
    assert_eq!(read("[common]\na = words"), fault(2, "no datatype words"));
    assert_eq!(
        read("[common]\na : b"),
        fault(2, "no type b; declare it at the margin")
    );
    assert_eq!(read("[common]\na\n  b ^"), fault(3, "no b at the margin"));
    assert_eq!(read("[common]\na b"), fault(2, "cannot read b"));
    assert_eq!(read("[organisations]\na b"), Ok(()));
}

#[test]
fn messages_say_where_what_and_what_to_do() {
    let cases = [
        ("<title><narrative>Title</narrative></title>", ""),
        ("<title><narrative>Title</narrative></title>", "<titel/>"),
        ("<narrative>Title</narrative>", ""),
        ("<activity-status code=\"2\"/>", "<activity-status/>"),
        (
            "<activity-status code=\"2\"/>",
            "<activity-status code=\"2\" status=\"2\"/>",
        ),
        (
            "<activity-status code=\"2\"/>",
            "<activity-status code=\"2\"/><activity-status code=\"2\"/>",
        ),
        (
            "<activity-status code=\"2\"/>",
            "<activity-status code=\"2\">closed</activity-status>",
        ),
        (
            "<participating-org role=\"1\" xml:base=\"a\"/>",
            "<participating-org role=\"1\">The Ministry</participating-org>",
        ),
        (
            "    <participating-org role=\"1\" xml:base=\"a\"/>\n    <activity-status code=\"2\"/>",
            "    <activity-status code=\"2\"/>\n    <participating-org role=\"1\"/>",
        ),
        (">100<", "><b>100</b><"),
        (">100<", "><"),
        (">100<", ">US$ 1,500,000<"),
        ("iso-date=\"2012-01-01\"", "iso-date=\"2011-02-29\""),
        ("xml:lang=\"en\"", "xml:lang=\"English language\""),
        ("level=\"1\"", "level=\"-1\""),
        ("<website>a<", "<website>http://[<"),
        (
            "<narrative>Text</narrative>",
            "<x:a xmlns:x=\"urn:x\"/><narrative>Text</narrative>",
        ),
        (
            "<narrative>Text</narrative>",
            "<narrative>Text</narrative><x:a xmlns:x=\"urn:x\"><budget value-date=\"now\"/></x:a>",
        ),
        (
            "<capital-spend percentage=\"50\"/>",
            "<capital-spend percentage=\"50\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"1\" i:type=\"none\"/>",
        ),
        (
            "<iati-activities version=\"2.03\">",
            "<iati-activities version=\"2.02\">",
        ),
        ("<iati-activities version=\"2.03\">", "<iati-activities>Some text"),
        (
            "<iati-activities version=\"2.03\">",
            "<iati-activities version=\"2.03\"><activity/>",
        ),
        (
            "<iati-activities version=\"2.03\">",
            "<iati-activities version=\"2.03\"><x:a xmlns:x=\"urn:x\"/>",
        ),
    ];
    let mut text = String::new();
    for (from, to) in cases {
        text.push_str(&format!("{to:?}\n{}\n", with(from, to)));
    }
    assert_snapshot!(text);
}

#[test]
fn another_root_and_no_records_are_errors() {
    assert_snapshot!(
        [
            "<html/>",
            "<iati-activities version='2.03'/>",
            "<iati-organisations version='2.03'/>"
        ]
        .map(|text| lines(&document(text, Kind::Activities)))
        .join("\n")
    );
}

#[test]
fn extensions_pass_everywhere() {
    for (from, to) in [
        (
            "<capital-spend percentage=\"50\"/>",
            "<capital-spend x:a=\"1\" percentage=\"50\" xmlns:x=\"urn:x\"><x:b>1</x:b></capital-spend>",
        ),
        (
            "<narrative>Text</narrative>",
            "<narrative>Text</narrative><b xmlns=\"urn:x\" c=\"1\">text <d/> text</b>",
        ),
        ("</iati-activities>", "<x:a xmlns:x=\"urn:x\"/></iati-activities>"),
        (
            "</iati-activity>",
            "<x:a xmlns:x=\"urn:x\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
          xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xsi:type=\"xs:int\">5</x:a></iati-activity>",
        ),
    ] {
        assert_eq!(with(from, to), "", "{to}");
    }
}

#[test]
fn a_record_with_very_many_findings_lists_some_and_counts_the_rest() {
    let many = "<budget/>".repeat(90);
    let out = document(
        &VALID.replace("<capital-spend percentage=\"50\"/>", &many),
        Kind::Activities,
    );
    assert_eq!(out.len() as u64, KEPT + 1);
    // Each lacks three children.
    assert!(
        out[100].message.starts_with("170 more findings"),
        "{}",
        out[100].message
    );
}

#[test]
fn a_type_that_the_root_declares_is_known_in_a_record() {
    let text = "<iati-activity xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>\
                <x:a xmlns:x='urn:x' i:type='xsd:date'>never</x:a></iati-activity>";
    let tree = xml::parse(text).unwrap();
    let mut out = Vec::new();
    check(&tree, tree.root().unwrap(), Kind::Activities, &mut out);
    assert!(out.iter().any(|f| f.code == "not-date"), "{out:#?}");
}

#[test]
fn the_order_of_records_can_be_told_piece_by_piece() {
    let tree = xml::parse("<x:a xmlns:x='urn:x'/>").unwrap();
    let mut out = Vec::new();
    let mut order = Order::new(Kind::Organisations);
    order.record(2, &mut out);
    order.between(&tree, tree.root().unwrap(), &mut out);
    assert_eq!(out, []);
    order.record(4, &mut out);
    order.end(1, &mut out);
    assert_eq!(
        out.iter().map(|f| (f.line, f.code.as_str())).collect::<Vec<_>>(),
        [(4, "element-out-of-order")]
    );
    Order::new(Kind::Organisations).end(1, &mut out);
    assert_eq!(out[1].code, "missing-element");
}

/// Steps that build a tree: names and values are picked from those of the standard, or made up.
#[derive(Clone, Debug)]
enum Step {
    Open(String, bool),
    Attribute(String, String),
    Text(String),
    Close,
}

fn step() -> impl Strategy<Value = Step> {
    let names: Vec<String> = facts(Kind::Activities)
        .iter()
        .filter_map(|f| {
            f.split(' ')
                .nth(4)
                .filter(|_| f.contains(" child "))
                .map(str::to_owned)
        })
        .collect();
    let attributes = prop::sample::select(vec![
        "code", "iso-date", "xml:lang", "xsi:type", "xmlns:x", "xmlns", "x:y", "",
    ]);
    let values = prop_oneof!["[0-9a-z:%/.+-]{0,12}", ".{0,20}"];
    prop_oneof![
        (prop::sample::select(names), any::<bool>()).prop_map(|(name, other)| Step::Open(name, other)),
        (attributes, values.clone()).prop_map(|(name, value)| Step::Attribute(name.to_owned(), value)),
        values.prop_map(Step::Text),
        Just(Step::Close),
    ]
}

proptest! {
    #[test]
    fn no_tree_panics(steps in vec(step(), 0..60)) {
        let mut tree = Tree::new();
        tree.open("iati-activity", Cow::Borrowed(""), 1);
        let mut depth = 1;
        for step in &steps {
            match step {
                Step::Open(name, other) => {
                    tree.open(name, Cow::Borrowed(if *other { "urn:x" } else { "" }), 1);
                    depth += 1;
                }
                Step::Attribute(name, value) => {
                    let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
                    let namespace = match prefix {
                        "xsi" => "http://www.w3.org/2001/XMLSchema-instance",
                        "xml" => "http://www.w3.org/XML/1998/namespace",
                        other => other,
                    };
                    tree.attribute(Attribute { name, namespace: Cow::Borrowed(namespace), value: Cow::Borrowed(value) });
                }
                Step::Text(text) => { tree.leaf(NodeKind::Text(Cow::Borrowed(text)), 1); }
                Step::Close if depth > 1 => { tree.close(); depth -= 1; }
                Step::Close => {}
            }
        }
        while tree.close().is_some() {}
        let mut out = Vec::new();
        for kind in [Kind::Activities, Kind::Organisations] {
            check(&tree, NodeId::at(0), kind, &mut out);
            check_document(&tree, kind, &mut out);
        }
        codelist::check(&tree, NodeId::at(0), &mut out);
        prop_assert!(out.iter().any(|f| f.level == Level::Error), "nothing can be valid without identifier");
    }

    #[test]
    fn no_value_panics(value in ".{0,40}", ascii in "[0-9TZ:+./%#?@\\[\\]a-]{0,30}") {
        for datatype in Datatype::BUILT_IN {
            for text in [&value, &ascii] {
                let admitted = datatype.admits(text);
                prop_assert!(!admitted || datatype.base().is_none_or(|base| base.admits(text)), "{datatype:?} {text:?}");
            }
        }
    }
}
