//! Our ruleset and the standard's, rule by rule, on every file of the suites and on changed ones.
//!
//! Each rule of ours stands for some of the standard's: it must find something in a file just where one of them does.
//! Where it does not, the table says on which side, and the reason stands beside it.

use super::suite::{Suite, example};
use jiff::civil::date;
use rootcast_ledger::iati::rules::{Given, Registry, Ruleset};
use rootcast_ledger::xml;
use std::collections::BTreeSet;

/// How our rule stands to the standard's.
#[derive(Clone, Copy, PartialEq)]
enum Ours {
    Same,
    /// It may find something where the standard's do not.
    Stricter,
}
use Ours::{Same, Stricter};

const RULES: [(&str, &[&str], Ours); 46] = [
    // The standard leaves repeated identifiers to its validator, not to the ruleset.
    ("identifier-repeated", &[], Stricter),
    ("identifier-not-organisation", &["1.1.3"], Same),
    ("identifier-begins-with-organisation", &["1.1.21"], Same),
    ("organisation-agency-code", &["1.14.8", "1.18.8"], Same),
    (
        "identifier-characters",
        &[
            "1.3.13", "1.14.13", "1.11.13", "1.10.13", "1.15.13", "1.8.13", "1.12.13", "1.18.13",
        ],
        Same,
    ),
    (
        "identifier-spaces",
        &[
            "1.3.1", "1.14.1", "1.16.1", "1.6.1", "1.7.1", "1.11.1", "1.10.1", "1.4.1", "1.15.1", "1.5.1",
            "1.8.1", "1.9.1", "1.12.1", "1.17.1", "1.18.1",
        ],
        Same,
    ),
    ("activity-start", &["6.11.1"], Same),
    ("planned-dates-order", &["11.1.2"], Same),
    ("actual-dates-order", &["11.1.3"], Same),
    ("actual-date-future", &["11.1.4", "11.1.5"], Same),
    ("transaction-date-future", &["11.2.1"], Same),
    ("value-date-future", &["11.2.2"], Same),
    ("updated-future", &["11.1.1", "11.4.1"], Same),
    ("narrative-language", &["4.1.1", "4.5.1"], Same),
    ("currency", &["7.8.1", "7.8.2"], Same),
    ("sector-somewhere", &["6.2.2"], Same),
    ("transaction-sector-all", &["6.7.2"], Same),
    ("sector-at-both-levels", &["6.6.2"], Same),
    ("sector-standard-vocabulary", &["102.1.1"], Same),
    // The standard's counts narratives and sectors, so that two narratives of one sector make up for another without.
    ("sector-own-narrative", &["2.2.1"], Stricter),
    ("sector-percentages-missing", &["2.1.1"], Same),
    ("sector-percentage-alone", &["2.1.4"], Same),
    // The standard's does not list `condition` in `subs`, so that its rule for vocabularies but 1 never holds.
    ("sector-percentages-sum", &["2.1.2"], Stricter),
    ("place-somewhere", &["3.7.1"], Same),
    ("transaction-place-all", &["3.7.2"], Same),
    ("place-at-both-levels", &["3.6.2"], Same),
    ("place-percentages-missing", &["3.1.1", "3.4.1"], Same),
    ("place-percentage-alone", &["3.1.4", "3.4.4"], Same),
    ("place-percentages-sum", &["3.1.2", "3.4.2"], Same),
    ("budget-item-percentages-missing", &["7.9.1"], Same),
    ("budget-item-percentages-sum", &["7.9.2"], Same),
    ("budget-item-percentage-alone", &["7.9.4"], Same),
    ("percentage-range", &["12.1.1", "12.2.1", "12.3.1"], Same),
    ("aid-type-repeated", &["107.1.2", "107.2.2"], Same),
    ("aid-type-standard-vocabulary", &["107.1.1", "107.2.1"], Same),
    (
        "organisation-unnamed",
        &["6.8.1", "6.9.1", "6.9.2", "6.10.1"],
        Same,
    ),
    ("policy-marker-significance", &["6.14.1"], Same),
    ("policy-marker-narrative", &["6.13.1"], Same),
    ("period-order", &["8.6.1", "8.6.3"], Same),
    ("budget-year", &["7.5.3"], Same),
    ("budget-line-value-date", &["11.3.1"], Same),
    ("result-reference-once", &["8.11.1"], Same),
    ("result-value-missing", &["8.8.1", "8.9.1", "8.10.1"], Same),
    ("result-value-number", &["8.8.2", "8.9.2", "8.10.2"], Same),
    ("result-value-qualitative", &["8.8.3", "8.9.3", "8.10.3"], Same),
    ("text-empty", &["4.3.1", "4.4.1"], Same),
];

struct Both {
    ours: Ruleset,
    standard: Ruleset,
    registry: Registry,
}

impl Both {
    fn load() -> Self {
        let suite = Suite::unpack("iati-rulesets-mit");
        Self {
            ours: Ruleset::built_in().expect("our rules"),
            standard: Ruleset::parse(&suite.read("rulesets/standard.json")).expect("the standard's rules"),
            registry: Registry::new(
                ["GB-GOV-1".to_owned()],
                ["AA-AAA".to_owned(), "GB-COH".to_owned(), "XM-DAC".to_owned()],
            ),
        }
    }

    fn codes(&self, ruleset: &Ruleset, tree: &xml::Tree<'_>) -> BTreeSet<String> {
        let given = Given {
            today: date(2020, 6, 15),
            registry: Some(&self.registry),
        };
        let (findings, unchecked) = ruleset.check_document(tree, &given);
        assert!(unchecked.is_empty(), "{unchecked:?}");
        findings.into_iter().map(|f| f.code).collect()
    }

    /// What differs between the two on a document, and the codes that ours finds.
    fn compare(&self, text: &str) -> Option<(Vec<String>, BTreeSet<String>)> {
        let tree = xml::parse(text).ok()?;
        let (ours, theirs) = (self.codes(&self.ours, &tree), self.codes(&self.standard, &tree));
        let mut wrong = Vec::new();
        for (code, standard, relation) in RULES {
            let expected = standard.iter().any(|s| theirs.contains(*s));
            let found = ours.contains(code);
            if found != expected && !(found && relation == Stricter) {
                wrong.push(format!("{code}: ours {found}, the standard's {expected}"));
            }
        }
        Some((wrong, ours))
    }
}

#[test]
fn every_rule_of_either_is_in_the_table() {
    let both = Both::load();
    // Loops have rules in them and no codes of their own.
    let codes = |ruleset: &Ruleset| -> BTreeSet<String> {
        let rules = ruleset.rules().filter(|r| !r.code.starts_with("loop."));
        rules.map(|r| r.code.clone()).collect()
    };
    let ours: BTreeSet<String> = RULES.iter().map(|r| r.0.to_owned()).collect();
    let standard = RULES.iter().flat_map(|r| r.1);
    let standard: BTreeSet<String> = standard.map(|s| (*s).to_owned()).collect();
    assert_eq!(codes(&both.ours), ours);
    assert_eq!(codes(&both.standard), standard);
}

#[test]
fn severities_are_the_standard_s() {
    let both = Both::load();
    for rule in both.ours.rules() {
        let Some((_, standard, _)) = RULES.iter().find(|r| r.0 == rule.code) else {
            continue;
        };
        for other in both
            .standard
            .rules()
            .filter(|o| standard.contains(&o.code.as_str()))
        {
            assert_eq!(rule.level, other.level, "{} and {}", rule.code, other.code);
        }
    }
}

/// A generator of whole numbers, by Marsaglia's xorshift, from a seed.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).expect("an index")
    }
}

/// An element's span and name, from its opening tag.
fn elements(text: &str) -> Vec<(usize, usize, &str)> {
    text.match_indices('<')
        .filter_map(|(at, _)| {
            let rest = &text[at + 1..];
            let name = &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '-')?];
            if name.is_empty() {
                return None;
            }
            let close = rest.find('>')? + at + 2;
            if text[..close].ends_with("/>") {
                return Some((at, close, name));
            }
            let end = format!("</{name}>");
            let stop = text[close..].find(&end)? + close + end.len();
            Some((at, stop, name))
        })
        .collect()
}

/// One change: an element goes, comes twice or also elsewhere; an attribute goes, there or in all that it holds, or has
/// another value.
fn change(text: &str, draw: &mut Draw) -> String {
    const VALUES: [&str; 17] = [
        "1",
        "2",
        "3",
        "4",
        "5",
        "98",
        "99",
        "100",
        "50",
        "33.3",
        "-1",
        "101",
        "ten",
        "",
        " X ",
        "GB-COH-1/2",
        "B1",
    ];
    const DATES: [&str; 6] = [
        "2011-01-01",
        "2014-06-30",
        "2014-12-31",
        "2030-01-01",
        "2012-02-30",
        "",
    ];
    let all = elements(text);
    if all.is_empty() {
        return text.to_owned();
    }
    let (from, to, _) = all[draw.below(all.len())];
    let element = &text[from..to];
    let attributes: Vec<(usize, usize, usize)> = element
        .match_indices("=\"")
        .filter_map(|(at, _)| {
            let value = from + at + 2;
            let end = text[value..to].find('"')? + value;
            let name = text[from..from + at].rfind(char::is_whitespace)? + from;
            Some((name, value, end))
        })
        .collect();
    let kind = draw.below(6);
    match kind {
        0 if from > 200 => format!("{}{}", &text[..from], &text[to..]),
        1 if from > 200 => format!("{}{element}{}", &text[..from], &text[from..]),
        2 => {
            let (_, there, _) = all[draw.below(all.len())];
            format!("{}{element}{}", &text[..there], &text[there..])
        }
        3 if !attributes.is_empty() => {
            let (name, value, _) = attributes[draw.below(attributes.len())];
            let name = &text[name..value];
            let mut out = String::new();
            let mut rest = element;
            while let Some((before, after)) = rest.split_once(name) {
                out.push_str(before);
                rest = after.split_once('"').map_or("", |(_, after)| after);
            }
            format!("{}{out}{rest}{}", &text[..from], &text[to..])
        }
        _ if !attributes.is_empty() => {
            let (_, value, end) = attributes[draw.below(attributes.len())];
            let values: &[&str] = if day_like(&text[value..end]) {
                &DATES
            } else {
                &VALUES
            };
            let new = values[draw.below(values.len())];
            format!("{}{new}{}", &text[..value], &text[end..])
        }
        _ => text.to_owned(),
    }
}

fn day_like(value: &str) -> bool {
    value.len() >= 10 && value.as_bytes()[4] == b'-' && value.as_bytes()[7] == b'-'
}

/// A file that breaks no rule but what is changed in it, with one of everything that rules look at.
const RICH: &str = include_str!("rich.xml");
const RICH_ORGANISATION: &str = include_str!("rich-organisation.xml");

#[test]
fn our_rules_find_what_the_standard_s_find() {
    let both = Both::load();
    let mut documents: Vec<(String, String)> = Vec::new();
    for name in ["iati-rulesets-mit", "iati-schemas-2.03-tests", "iati-old-samples"] {
        documents.extend(Suite::unpack(name).documents());
    }
    documents.push(("example".to_owned(), example()));
    let mut compared = 0;
    let mut found = BTreeSet::new();
    let mut wrong = Vec::new();
    let mut judge = |name: &str, text: &str| {
        if let Some((differs, codes)) = both.compare(text) {
            compared += 1;
            found.extend(codes);
            if !differs.is_empty() {
                wrong.push(format!("{name}: {}", differs.join("; ")));
            }
        }
    };
    for (name, text) in &documents {
        judge(name, text);
    }
    let mut draw = Draw(0x5EED_2024);
    for (name, text, rounds) in [
        ("rich", RICH.to_owned(), 5000),
        ("rich organisation", RICH_ORGANISATION.to_owned(), 1500),
        ("example", example(), 500),
    ] {
        for round in 0..rounds {
            let mut changed = text.clone();
            for _ in 0..=draw.below(4) {
                changed = change(&changed, &mut draw);
            }
            judge(&format!("{name}, change {round}"), &changed);
        }
    }
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 3500, "{compared} compared");
    // A comparison in which a rule never finds anything would prove nothing about it.
    let silent: Vec<&str> = RULES
        .iter()
        .map(|r| r.0)
        .filter(|c| !found.contains(*c))
        .collect();
    assert_eq!(silent, [""; 0]);
}

#[test]
fn the_files_that_are_changed_break_no_rule_before() {
    let both = Both::load();
    for text in [RICH, RICH_ORGANISATION] {
        let (_, found) = both.compare(text).expect("well-formed");
        assert_eq!(found, BTreeSet::new());
    }
}
