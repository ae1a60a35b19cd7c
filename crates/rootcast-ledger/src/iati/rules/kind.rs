//! The names of rules and of their keys, in both spellings of the standard's format.

/// A kind of rule: its name, its other spelling, and the keys that its cases have besides the common ones.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) camel: &'static str,
    pub(super) keys: &'static [&'static str],
    /// What a breach is called where the ruleset has no words for it.
    pub(super) says: &'static str,
}

/// Keys that every case may have.
pub(super) const COMMON: [&str; 3] = ["condition", "idCondition", "ruleInfo"];

/// Keys whose values are XPath, which a loop may list in `subs`.
pub(super) const XPATHS: [&str; 14] = [
    "condition",
    "paths",
    "excluded",
    "one",
    "less",
    "more",
    "date",
    "start",
    "end",
    "if",
    "then",
    "eval",
    "prefix",
    "foreach",
];

const KINDS: [Kind; 20] = [
    kind(
        "no_more_than_one",
        "noMoreThanOne",
        &["paths"],
        "There may be no more than one",
    ),
    kind(
        "atleast_one",
        "atLeastOne",
        &["paths"],
        "There must be at least one",
    ),
    kind(
        "only_one_of",
        "onlyOneOf",
        &["excluded", "paths"],
        "Only one of these may be there",
    ),
    kind(
        "one_or_all",
        "oneOrAll",
        &["one", "all"],
        "One must be there, or all of the others",
    ),
    kind(
        "dependent",
        "dependent",
        &["paths"],
        "If one is there, all must be",
    ),
    kind("sum", "sum", &["paths", "sum"], "The sum is not right"),
    kind(
        "strict_sum",
        "strictSum",
        &["paths", "sum"],
        "The sum is not right",
    ),
    kind(
        "date_order",
        "dateOrder",
        &["less", "more"],
        "The dates are not in order",
    ),
    kind(
        "date_now",
        "dateNow",
        &["date"],
        "The date may not be in the future",
    ),
    kind(
        "time_limit",
        "timeLimit",
        &["start", "end"],
        "The period may not be longer than a year",
    ),
    kind(
        "between_dates",
        "betweenDates",
        &["date", "start", "end"],
        "The date must be within the period",
    ),
    kind(
        "regex_matches",
        "regexMatches",
        &["paths", "regex"],
        "The text is not of the form asked for",
    ),
    kind(
        "regex_no_matches",
        "regexNoMatches",
        &["paths", "regex"],
        "The text has a form that it may not have",
    ),
    kind(
        "startswith",
        "startsWith",
        &["paths", "start", "prefix", "separator"],
        "The text does not begin as it must",
    ),
    kind("unique", "unique", &["paths"], "The texts must differ"),
    kind(
        "if_then",
        "ifThen",
        &["if", "then", "paths"],
        "One thing holds without the other",
    ),
    kind(
        "evaluates_to_true",
        "evaluatesToTrue",
        &["eval", "paths"],
        "The expression must hold",
    ),
    kind(
        "range",
        "range",
        &["paths", "min", "max"],
        "The number is out of range",
    ),
    kind(
        "no_spaces",
        "noSpaces",
        &["paths"],
        "The text may not begin or end with white space",
    ),
    kind(
        "loop",
        "loop",
        &["foreach", "do", "subs"],
        "A rule is broken for one of these",
    ),
];

const fn kind(
    name: &'static str,
    camel: &'static str,
    keys: &'static [&'static str],
    says: &'static str,
) -> Kind {
    Kind {
        name,
        camel,
        keys,
        says,
    }
}

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter()
}
