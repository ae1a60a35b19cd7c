//! Rulesets against the standard's own tests of them, our rules against the standard's, and XPath against libxml2.

#![allow(clippy::expect_used)]

#[path = "rules/differential.rs"]
mod differential;
#[path = "rules/equivalence.rs"]
mod equivalence;
#[path = "rules/suite.rs"]
mod suite;

use jiff::civil::date;
use rootcast_ledger::iati::rules::{Given, Ruleset};
use rootcast_ledger::xml;
use suite::Suite;

#[test]
fn every_pair_of_the_meta_tests_is_judged_as_the_script_says() {
    let suite = Suite::unpack("iati-rulesets-mit");
    let script = suite.read("meta_tests.sh");
    let (mut pass, mut fail, mut wrong) = (0, 0, Vec::new());
    for line in script.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let ["test", ruleset, document, expected @ ("True" | "False")] = words.as_slice() else {
            continue;
        };
        let json = suite.read(&format!("meta_tests/{ruleset}.json"));
        let rules = Ruleset::parse(&json).unwrap_or_else(|e| panic!("{ruleset}: {e}"));
        let text = suite.read(&format!("meta_tests/{document}.xml"));
        let tree = xml::parse(&text).unwrap_or_else(|e| panic!("{document}: {e}"));
        let (findings, unchecked) = rules.check_document(&tree, &Given::day(date(2026, 1, 1)));
        assert!(unchecked.is_empty(), "{ruleset}: {unchecked:?}");
        let valid = *expected == "True";
        *(if valid { &mut pass } else { &mut fail }) += 1;
        if findings.is_empty() != valid {
            wrong.push(format!("{ruleset} {document} {expected}: {findings:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!((pass, fail), (PASS, FAIL));
}

/// Pairs that the script wants to pass, and to fail.
const PASS: usize = 47;
const FAIL: usize = 36;

#[test]
fn rulesets_that_the_script_leaves_out_judge_their_files_too() {
    let suite = Suite::unpack("iati-rulesets-mit");
    for name in ["forloop", "recipient_country", "sector_percentage_sum"] {
        let rules = Ruleset::parse(&suite.read(&format!("meta_tests/{name}.json"))).unwrap();
        for (ending, valid) in [("good", true), ("bad", false)] {
            let text = suite.read(&format!("meta_tests/{name}_{ending}.xml"));
            let tree = xml::parse(&text).unwrap();
            let (findings, _) = rules.check_document(&tree, &Given::day(date(2026, 1, 1)));
            assert_eq!(findings.is_empty(), valid, "{name} {ending}: {findings:#?}");
        }
    }
}

#[test]
fn the_five_published_rulesets_are_read_whole() {
    let suite = Suite::unpack("iati-rulesets-mit");
    for (name, rules) in [
        ("dfid", 60),
        ("example", 20),
        ("standard", 118),
        ("standard_py", 53),
        ("ti-fallbacks", 2),
    ] {
        let json = suite.read(&format!("rulesets/{name}.json"));
        let ruleset = Ruleset::parse(&json).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(ruleset.rules().count(), rules, "{name}");
    }
}
