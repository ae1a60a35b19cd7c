//! Each kind of rule, and what its findings say.

mod load;
mod records;

use super::*;
use crate::xml::parse;
use jiff::civil::date;

fn today() -> Given<'static> {
    Given::day(date(2020, 6, 15))
}

/// Findings of one rule with one case on an activity, as "line path: message".
fn findings(rule: &str, case: &str, inner: &str) -> Vec<String> {
    let json = format!(r#"{{"//iati-activity": {{"{rule}": {{"cases": [{case}]}}}}}}"#);
    let ruleset = Ruleset::parse(&json).unwrap_or_else(|e| panic!("{json}: {e}"));
    let text = format!("<iati-activities><iati-activity>\n{inner}</iati-activity></iati-activities>");
    let tree = parse(&text).unwrap();
    let (findings, unchecked) = ruleset.check_document(&tree, &today());
    assert!(unchecked.is_empty());
    let shown = findings
        .iter()
        .map(|f| format!("{} {}: {}", f.line, f.path, f.message));
    shown.collect()
}

fn passes(rule: &str, case: &str, inner: &str) {
    assert_eq!(findings(rule, case, inner), [""; 0], "{rule} {case} {inner}");
}

fn fails(rule: &str, case: &str, inner: &str, expected: &str) {
    assert_eq!(findings(rule, case, inner), [expected], "{rule} {case} {inner}");
}

#[test]
fn rules_of_presence() {
    let case = r#"{"paths": ["a", "b"]}"#;
    passes("no_more_than_one", case, "<a/>");
    fails(
        "noMoreThanOne",
        case,
        "<a/>\n<b/>",
        "3 iati-activity/b: There may be no more than one: found 2 (lines 2 and 3).",
    );
    passes("atleast_one", case, "<b/>");
    fails(
        "atLeastOne",
        case,
        "<c/>",
        "1 iati-activity: There must be at least one: found no `a` or `b`.",
    );
    passes("dependent", case, "<c/>");
    passes("dependent", case, "<a/><b/>");
    fails(
        "dependent",
        case,
        "<a/>",
        "1 iati-activity: If one is there, all must be: found `a` without `b`.",
    );
    let case = r#"{"excluded": ["x", "y"], "paths": ["a", "b"]}"#;
    passes("only_one_of", case, "<x/>");
    passes("only_one_of", case, "<a/>");
    fails(
        "onlyOneOf",
        case,
        "<x/>\n<a/>",
        "3 iati-activity/a: Only one of these may be there: found `a` or `b` (line 3) beside `x` or `y` (line 2).",
    );
    assert_eq!(findings("only_one_of", case, "<a/><b/>").len(), 1);
    assert_eq!(findings("only_one_of", case, "").len(), 1);
}

#[test]
fn one_or_all_knows_what_all_are() {
    let case = |one: &str, all: &str| format!(r#"{{"one": "{one}", "all": "{all}"}}"#);
    passes("one_or_all", &case("sector", "sector"), "<sector/><transaction/>");
    fails(
        "one_or_all",
        &case("sector", "sector"),
        "<transaction><sector/></transaction>\n<transaction/>",
        "3 iati-activity/transaction[2]: One must be there, or all of the others: found no `sector` and 1 of \
         <transaction> without `sector` (line 3).",
    );
    let language = case("@xml:lang", "lang");
    passes(
        "one_or_all",
        &language,
        "<title><narrative xml:lang='fr'/></title>",
    );
    assert_eq!(
        findings("one_or_all", &language, "<title><narrative/></title>").len(),
        1
    );
    let currency = case("@default-currency", "currency");
    passes("oneOrAll", &currency, "<budget><value currency='USD'/></budget>");
    for name in ["value", "forecast", "loan-status"] {
        assert_eq!(
            findings("one_or_all", &currency, &format!("<x><{name}/></x>")).len(),
            1,
            "{name}"
        );
    }
    let place = case("recipient-country", "recipient-country|recipient-region");
    passes(
        "one_or_all",
        &place,
        "<transaction><recipient-region/></transaction>",
    );
    assert_eq!(findings("one_or_all", &place, "<transaction/>").len(), 1);
}

#[test]
fn sums_are_exact_and_say_their_parts() {
    let case = r#"{"paths": ["s/@p"], "sum": 100}"#;
    passes("sum", case, "<s p='33.3'/><s p='33.3'/><s p='33.4'/>");
    passes("sum", case, "<s/>");
    fails(
        "strictSum",
        case,
        "<s/>",
        "1 iati-activity: The sum is not right: found no `s/@p`, expected 100.",
    );
    fails(
        "sum",
        case,
        "<s p='40'/>\n<s p='50.0'/>",
        "2 iati-activity/s[1]/@p: The sum is not right: they add to 90 (40 + 50, lines 2 and 3), not 100.",
    );
    fails(
        "sum",
        case,
        "<s p='1'/><s p='9%'/>",
        "2 iati-activity/s[2]/@p: The sum is not right: `9%` is not a decimal number.",
    );
    let range = r#"{"paths": ["s/@p"], "min": 0, "max": 100.5}"#;
    passes("range", range, "<s p='0'/><s p='100.50'/>");
    fails(
        "range",
        range,
        "<s p='-0.1'/>",
        "2 iati-activity/s/@p: The number is out of range: -0.1 is below 0.",
    );
    fails(
        "range",
        range,
        "<s p='101'/>",
        "2 iati-activity/s/@p: The number is out of range: 101 is above 100.5.",
    );
    assert_eq!(findings("range", range, "<s p=''/>").len(), 1);
}

#[test]
fn rules_of_dates() {
    let order = r#"{"less": "a/@d", "more": "b/@d"}"#;
    passes("date_order", order, "<a d='2019-01-01'/><b d='2019-01-01'/>");
    passes("date_order", order, "<a d='2019-01-02'/>");
    passes("date_order", order, "<a d='2019-01-02'/><b d='soon'/>");
    fails(
        "dateOrder",
        order,
        "<a d='2019-01-02'/>\n<b d='2019-01-01'/>",
        "2 iati-activity/a/@d: The dates are not in order: 2019-01-02 (line 2) is after 2019-01-01 (line 3).",
    );
    // Pairs where there are as many of each; each with the one where there is one.
    passes(
        "date_order",
        order,
        "<a d='2019-01-01'/><b d='2019-12-31'/><a d='2020-01-01'/><b d='2020-12-31'/>",
    );
    assert_eq!(
        findings(
            "date_order",
            order,
            "<a d='2019-01-01'/><a d='2021-01-01'/><b d='2020-01-01'/>"
        )
        .len(),
        1
    );
    let today = r#"{"less": "a", "more": "TODAY"}"#;
    passes("date_order", today, "<a>2020-06-15</a>");
    fails(
        "date_order",
        today,
        "<a iso-date='2020-06-16'>soon</a>",
        "2 iati-activity/a: The dates are not in order: 2020-06-16 (line 2) is after today, 2020-06-15.",
    );
    let now = r#"{"date": "a/@d"}"#;
    passes("date_now", now, "<a d='2020-06-15T23:00:00Z'/>");
    assert_eq!(findings("dateNow", now, "<a d='2020-06-16T00:00:00'/>").len(), 1);
    let limit = r#"{"start": "a/@d", "end": "b/@d"}"#;
    passes("time_limit", limit, "<a d='2020-01-01'/><b d='2021-01-01'/>");
    fails(
        "timeLimit",
        limit,
        "<a d='2020-01-01'/><b d='2021-01-02'/>",
        "2 iati-activity/a/@d: The period may not be longer than a year: 2020-01-01 (line 2) to 2021-01-02 (line 2) \
         is longer than a year.",
    );
    let between = r#"{"date": "x/@d", "start": "a/@d", "end": "b/@d"}"#;
    passes(
        "between_dates",
        between,
        "<x d='2020-01-01'/><a d='2020-01-01'/><b d='2020-01-01'/>",
    );
    passes("between_dates", between, "<x d='2020-01-01'/>");
    assert_eq!(
        findings("betweenDates", between, "<x d='2020-01-02'/><b d='2020-01-01'/>").len(),
        1
    );
    assert_eq!(
        findings("betweenDates", between, "<x d='2020-01-02'/><a d='2020-01-03'/>").len(),
        1
    );
}

#[test]
fn rules_of_texts() {
    let regex = r#"{"paths": ["a"], "regex": "^[^/&|?]+$"}"#;
    passes("regex_matches", regex, "<a>GB-1</a><a/>");
    fails(
        "regexMatches",
        regex,
        "<a>GB/1</a>",
        "2 iati-activity/a: The text is not of the form asked for: `GB/1` does not match `^[^/&|?]+$`.",
    );
    passes("regex_no_matches", regex, "<a>GB/1</a><a/>");
    assert_eq!(findings("regexNoMatches", regex, "<a>GB-1</a>").len(), 1);
    let start = r#"{"paths": ["a"], "start": "b"}"#;
    passes("startswith", start, "<a>GB-1</a><b>GB</b>");
    let starts = r#"{"paths": ["a"], "prefix": ["b"], "separator": "-"}"#;
    passes("startsWith", starts, "<a>GB-1</a><b>XX</b><b>GB</b>");
    fails(
        "startswith",
        starts,
        "<a>GBX</a><b>GB</b>",
        "2 iati-activity/a: The text does not begin as it must: `GBX` does not begin with `GB-`.",
    );
    assert_eq!(findings("startswith", starts, "<a>GB</a>").len(), 1);
    let paths = r#"{"paths": ["a"]}"#;
    passes("no_spaces", paths, "<a>x y</a>");
    fails(
        "noSpaces",
        paths,
        "<a> x\n</a>",
        "2 iati-activity/a: The text may not begin or end with white space: found white space around `x`.",
    );
    passes("unique", paths, "<a>1</a><a>2</a>");
    fails(
        "unique",
        paths,
        "<a>1</a>\n<a>2</a>\n<a>1</a>",
        "4 iati-activity/a[3]: The texts must differ: `1` is already on line 2.",
    );
}

#[test]
fn rules_of_expressions_and_conditions() {
    let case = r#"{"if": "count(a) > 1", "then": "b"}"#;
    passes("if_then", case, "<a/>");
    passes("if_then", case, "<a/><a/><b/>");
    fails(
        "ifThen",
        case,
        "<a/><a/>",
        "1 iati-activity: One thing holds without the other: `count(a) > 1` holds and `b` does not.",
    );
    let with = r#"{"if": "a", "then": "b", "paths": ["a"]}"#;
    fails(
        "if_then",
        with,
        "<a/>\n<a/>",
        "2 iati-activity/a[1]: One thing holds without the other: found <a> on lines 2 and 3.",
    );
    let eval = r#"{"eval": "a = b"}"#;
    passes("evaluates_to_true", eval, "<a>1</a><b>1</b>");
    assert_eq!(findings("evaluatesToTrue", eval, "<a>1</a><b>2</b>").len(), 1);
    let condition = r#"{"condition": "s/@code = 3", "paths": ["a"]}"#;
    passes("atleast_one", condition, "<s code='2'/>");
    assert_eq!(findings("atleast_one", condition, "<s code='3'/>").len(), 1);
}

#[test]
fn a_loop_takes_each_value_once_and_no_value_breaks_it() {
    let case = r#"{"foreach": "s/@v", "subs": ["paths"], "do": {"strict_sum": {"cases": [
        {"paths": ["s[@v = '$1']/@p"], "sum": 100,
         "ruleInfo": {"id": "own", "severity": "warning", "message": "The parts of $1 add to 100."}}]}}}"#;
    passes(
        "loop",
        case,
        "<s v='2' p='50'/><s v='2' p='50'/><s v='3' p='100'/>",
    );
    fails(
        "loop",
        case,
        "<s v='2' p='50'/><s v='2' p='60'/><s v='3' p='100'/>",
        "2 iati-activity/s[1]/@p: The parts of 2 add to 100: they add to 110 (50 + 60, line 2), not 100.",
    );
    fails(
        "loop",
        case,
        "<s v=\"it's &quot;] | //*\" p='1'/>",
        "2 iati-activity/s/@p: The parts of it's \"] | //* add to 100: found 1 on line 2, not 100.",
    );
}

#[test]
fn the_registry_s_lists_are_asked_for_or_the_rule_is_said_to_be_unchecked() {
    let json = r#"{"//iati-activity": {
        "startswith": {"cases": [{"paths": ["r"], "prefix": "ORG-ID-PREFIX", "ruleInfo": {"id": "agency"}}]},
        "regex_matches": {"cases": [
            {"paths": ["r"], "regex": "^[^/]+$", "idCondition": "NOT_EXISTING_ORG_ID", "ruleInfo": {"id": "id"}},
            {"paths": ["r"], "regex": "^[^/]+$", "idCondition": "NOT_EXISTING_ORG_ID_PREFIX"}]}}}"#;
    let ruleset = Ruleset::parse(json).unwrap();
    let tree = |text: &str| format!("<iati-activity><r>{text}</r></iati-activity>");
    let check = |text: &str, registry: Option<&Registry>| {
        let text = tree(text);
        let tree = parse(&text).unwrap();
        let given = Given { registry, ..today() };
        let (findings, unchecked) = ruleset.check_document(&tree, &given);
        let codes = findings.into_iter().map(|f| f.code).collect::<Vec<_>>();
        (
            codes,
            unchecked.iter().map(ToString::to_string).collect::<Vec<_>>(),
        )
    };
    let registry = Registry::new(["A/B".to_owned()], ["GB-COH".to_owned()]);
    assert_eq!(check("GB-COH-1", Some(&registry)), (vec![], vec![]));
    assert_eq!(
        check("GB-XXX-1/2", Some(&registry)).0,
        ["agency", "id", "regex_matches.3"]
    );
    assert_eq!(check("A/B", Some(&registry)).0, ["agency", "regex_matches.3"]);
    assert_eq!(check("A/B-1", Some(&registry)).0, ["agency", "id"]);
    let (findings, unchecked) = check("A/B", None);
    assert_eq!(findings, [""; 0]);
    assert_eq!(unchecked.len(), 3);
    assert_eq!(unchecked[0], "agency: needs the registry's list; not checked");
}
