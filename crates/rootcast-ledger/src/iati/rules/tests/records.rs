//! Records one by one against their whole document.

use super::super::*;
use super::today;
use crate::iati::Kind;
use crate::xml::parse;

/// The findings on a file read record by record, and what was not checked.
fn by_records(ruleset: &Ruleset, head: &str, records: &[&str], kind: Kind) -> (Vec<Finding>, Vec<String>) {
    let head = parse(head).unwrap();
    let given = today();
    let mut out = Vec::new();
    let mut across = Across::new(ruleset, &given);
    let seen = ruleset.check(&Scope::head(&head), &given, &mut out);
    across.take(seen, &mut out);
    for record in records {
        let tree = parse(record).unwrap();
        let seen = ruleset.check(&Scope::record(&tree, kind, Some(&head)), &given, &mut out);
        across.take(seen, &mut out);
    }
    out.sort();
    (out, across.finish().iter().map(ToString::to_string).collect())
}

#[test]
fn records_one_by_one_give_the_findings_of_their_document() {
    let json = r#"{
        "/iati-activities": {
            "unique": {"cases": [{"paths": ["iati-activity/iati-identifier"], "ruleInfo": {"id": "once"}}]},
            "atleast_one": {"cases": [{"paths": ["@version"], "ruleInfo": {"id": "version"}}]}},
        "/iati-activities/iati-activity": {
            "atleast_one": {"cases": [{"paths": ["title"], "ruleInfo": {"id": "title"}}]},
            "if_then": {"cases": [{"if": "../@version = '2.03'", "then": "description", "ruleInfo": {"id": "d"}}]},
            "unique": {"cases": [{"paths": ["//other/@ref"], "ruleInfo": {"id": "ref"}}]}},
        "//title": {"atleast_one": {"cases": [{"paths": ["narrative"], "ruleInfo": {"id": "narrative"}}]}}}"#;
    let ruleset = Ruleset::parse(json).unwrap();
    let records = [
        "<iati-activity><iati-identifier>A</iati-identifier><title/><other ref='1'/></iati-activity>",
        "<iati-activity><iati-identifier>B</iati-identifier><other ref='2'/><other ref='2'/></iati-activity>",
        "<iati-activity><iati-identifier>A</iati-identifier><description/><other ref='1'/></iati-activity>",
    ];
    for version in ["version='2.03'", ""] {
        let file = format!(
            "<iati-activities {version}>{}</iati-activities>",
            records.concat()
        );
        let tree = parse(&file).unwrap();
        let (whole, unchecked) = ruleset.check_document(&tree, &today());
        assert!(unchecked.is_empty());
        assert!(whole.len() >= 6, "{whole:#?}");
        let head = format!("<iati-activities {version}></iati-activities>");
        let (streamed, unchecked) = by_records(&ruleset, &head, &records, Kind::Activities);
        assert_eq!(streamed, whole);
        assert_eq!(unchecked, [""; 0]);
    }
}

#[test]
fn a_rule_that_compares_records_is_said_to_be_unchecked_in_a_stream() {
    let json = r#"{
        "/iati-activities": {"no_more_than_one": {"cases": [{"paths": ["iati-activity"], "ruleInfo": {"id": "one"}}]}},
        "//iati-activity[2]": {"atleast_one": {"cases": [{"paths": ["title"], "ruleInfo": {"id": "second"}}]}},
        "//iati-activity": {"atleast_one": {"cases": [
            {"paths": ["//title"], "ruleInfo": {"id": "any"}},
            {"condition": "preceding-sibling::iati-activity", "paths": ["title"], "ruleInfo": {"id": "later"}}]}}}"#;
    let ruleset = Ruleset::parse(json).unwrap();
    let record = "<iati-activity/>";
    let (findings, unchecked) = by_records(
        &ruleset,
        "<iati-activities></iati-activities>",
        &[record, record],
        Kind::Activities,
    );
    assert_eq!(findings, []);
    let why = "compares records with each other; checked on whole documents only";
    let expected: Vec<String> = ["one", "second", "any", "later"]
        .map(|c| format!("{c}: {why}"))
        .to_vec();
    assert_eq!(unchecked, expected);
    let file = format!("<iati-activities>{record}{record}</iati-activities>");
    let (findings, unchecked) = ruleset.check_document(&parse(&file).unwrap(), &today());
    assert!(unchecked.is_empty());
    let codes: Vec<&str> = findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["any", "any", "later", "one", "second"]);
}
