//! What a ruleset may and may not say, and what ours says.

use super::super::*;
use super::today;
use crate::iati::Level;
use crate::xml::{Tree, parse};
use proptest::prelude::*;

#[test]
fn a_ruleset_says_what_is_not_known_and_where() {
    let on = |rule: &str, case: &str| format!(r#"{{"//a": {{"{rule}": {{"cases": [{case}]}}}}}}"#);
    for (json, expected) in [
        ("[]".to_owned(), "`the ruleset` is a list, expected an object"),
        ("{".to_owned(), "EOF while parsing"),
        (
            r#"{"//a": {}, "//a": {}}"#.to_owned(),
            "the key `//a` comes twice",
        ),
        (
            r#"{"//a[": {}}"#.to_owned(),
            "`//a[`: `the context`: XPath `//a[`: at character 5",
        ),
        (
            r#"{"1": {}}"#.to_owned(),
            "`the context`: XPath `1` gives a number, expected nodes",
        ),
        (
            on("atleastone", "{}"),
            "`//a`: `atleastone`: `atleastone` is not a rule; did you mean `atLeastOne`?",
        ),
        (
            r#"{"//a": {"sum": {}}}"#.to_owned(),
            "`//a`: `sum`: the key `cases` is missing; add it",
        ),
        (
            r#"{"//a": {"sum": {"case": []}}}"#.to_owned(),
            "`case` is not a key here; did you mean `cases`?",
        ),
        (
            on("sum", r#"{"paths": ["a"]}"#),
            "`//a`: `sum`, case 1: the key `sum` is missing; add it",
        ),
        (
            on("sum", r#"{"path": ["a"], "sum": 1}"#),
            "`path` is not a key here; did you mean `paths`?",
        ),
        (
            on("sum", r#"{"paths": ["a"], "sum": "x"}"#),
            "`sum` is text, expected a decimal number",
        ),
        (
            on("unique", r#"{"paths": ["a["]}"#),
            "`paths`: XPath `a[`: at character 3",
        ),
        (
            on("unique", r#"{"paths": ["count(a)"]}"#),
            "`paths`: XPath `count(a)` gives a number, expected nodes",
        ),
        (
            on("unique", r#"{"paths": [1]}"#),
            "`paths` is a number, expected text",
        ),
        (
            on("regex_matches", r#"{"paths": ["a"], "regex": "(?=a)"}"#),
            "`regex`: regex parse error",
        ),
        (
            on("one_or_all", r#"{"one": "a", "all": "langs"}"#),
            "`all` is `langs`, expected one of `lang`",
        ),
        (on("range", r#"{"paths": ["a"]}"#), "the key `min` is missing"),
        (
            on("startswith", r#"{"paths": ["a"]}"#),
            "the key `prefix` is missing",
        ),
        (
            on("unique", r#"{"paths": ["a"], "idCondition": "X"}"#),
            "`idCondition` is `X`, expected one of",
        ),
        (
            on("unique", r#"{"paths": ["a"], "ruleInfo": {"severity": "eror"}}"#),
            "`severity` is `eror`, expected one of `critical`, `error`, `warning`, `advisory`, `info`; did you mean `error`?",
        ),
        (
            on("loop", r#"{"foreach": "a", "do": {}}"#),
            "the key `subs` is missing",
        ),
        (
            on("loop", r#"{"foreach": "a", "do": {}, "subs": ["regex"]}"#),
            "`subs` is `regex`, expected one of",
        ),
        (
            on(
                "loop",
                r#"{"foreach": "a", "subs": ["if"], "do": {"unique": {"cases": [{"paths": ["a"]}]}}}"#,
            ),
            "`subs: if` is not a key here",
        ),
        (
            on(
                "loop",
                r#"{"foreach": "a", "subs": ["foreach"], "do": {"loop": {"cases": [{"foreach": "a"}]}}}"#,
            ),
            "a loop cannot stand in the `do` of a loop",
        ),
    ] {
        let error = Ruleset::parse(&json).expect_err(&json).to_string();
        assert!(error.starts_with("ruleset: "), "{error}");
        assert!(error.contains(expected), "{json}\n{error}\n{expected}");
    }
}

#[test]
fn what_a_ruleset_says_of_its_rules_is_kept() {
    let json = r#"{"//a": {"unique": {"description": "why", "cases": [{"paths": ["b"]}, {"paths": ["b"], "ruleInfo":
        {"id": "7", "severity": "advisory", "category": "x", "message": "Say so. ", "link": {"url": "u"}}}]}}}"#;
    let ruleset = Ruleset::parse(json).unwrap();
    let rules: Vec<&RuleInfo> = ruleset.rules().collect();
    assert_eq!(rules[0].code, "unique.1");
    assert_eq!(rules[0].level, Level::Error);
    assert_eq!(rules[1].code, "7");
    assert_eq!(rules[1].level, Level::Warning);
    assert_eq!(rules[1].message.as_deref(), Some("Say so"));
    assert_eq!(rules[1].link.as_deref(), Some("u"));
}

#[test]
fn our_ruleset_is_read_and_has_words_for_every_rule() {
    let ruleset = Ruleset::built_in().unwrap();
    for rule in ruleset.rules().filter(|r| !r.code.starts_with("loop.")) {
        assert!(rule.message.is_some(), "{}", rule.code);
        assert!(
            rule.code.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
            "{}",
            rule.code
        );
    }
    let tree: Tree<'_> =
        parse("<iati-activities><iati-activity>\n<title/></iati-activity></iati-activities>").unwrap();
    let (findings, unchecked) = ruleset.check_document(&tree, &today());
    let codes: Vec<&str> = findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "activity-start",
            "place-somewhere",
            "sector-somewhere",
            "text-empty"
        ]
    );
    assert_eq!(
        findings[3].message,
        "A title or description has a narrative with text in it: found no `narrative/text()`."
    );
    assert_eq!(unchecked.len(), 2);
}

proptest! {
    #[test]
    fn no_text_panics_the_loader(text in "\\PC{0,80}") {
        let _ = Ruleset::parse(&text);
    }

    #[test]
    fn no_ruleset_panics(rule in prop::sample::select(vec!["sum", "loop", "date_order", "one_or_all", "range", "x"]),
        key in prop::sample::select(vec!["paths", "sum", "foreach", "do", "subs", "less", "one", "all", "ruleInfo"]),
        value in prop::sample::select(vec!["1", "\"a\"", "[]", "[\"a\"]", "[[]]", "{}", "null", "1e400", "true"])) {
        let _ = Ruleset::parse(&format!(r#"{{"//a": {{"{rule}": {{"cases": [{{"{key}": {value}}}]}}}}}}"#));
    }
}
