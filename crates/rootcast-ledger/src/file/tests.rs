use jiff::civil::date;
use rootcast_core::release::Precision;

use super::*;
use crate::ledger::{Aim, Stage, Tally, Unit};

const GOOD: &str = r#"
[[document]]
id = "paper"
title = "A paper"
publisher = "A newspaper"
kind = "press"
published = "2022-10"

[[document]]
id = "page"
title = "A page"
publisher = "A firm"
kind = "own"

[[activity]]
id = "plant"
title = "A plant"
kind = "project"
places = "guatemala"

[[statement]]
id = "jobs"
activity = "plant"
stage = "outcome"
measure = "jobs"
figure = "about 1,000"
unit = "jobs"
tally = "whole"
aim = "target"
covers = "2023"
said-by = "A firm"
document = "paper"

[[statement]]
id = "money"
activity = "plant"
stage = "disbursement"
measure = "deployed"
figure = "exactly 1234.56"
unit = "GTQ"
tally = "whole"
said-by = "A firm"
said-on = 2023-02-15
precision = "month"
document = "paper"
value-date = 2023-02-01

[[event]]
id = "opening"
title = "It opens"
kind = "programme"
start = "2023-02-15"
places = "GTM"
about = "The plant opens."
document = "paper"
"#;

#[test]
fn a_file_becomes_a_ledger_and_back() {
    let l = parse_all(&[("good.toml", GOOD)]).unwrap();
    let jobs = &l.statements["jobs"];
    assert_eq!(
        (jobs.said_on, jobs.precision),
        (date(2022, 10, 1), Precision::Month)
    );
    assert_eq!(
        (jobs.stage, jobs.tally, jobs.aim),
        (Stage::Outcome, Tally::Whole, Some(Aim::Target))
    );
    let money = &l.statements["money"];
    assert_eq!(
        (money.said_on, money.precision),
        (date(2023, 2, 15), Precision::Month)
    );
    assert_eq!(money.unit, Unit::from_word("GTQ").unwrap());
    assert_eq!(money.measure, "disbursed", "an alias becomes the measure's name");
    assert_eq!(l.events["opening"].end, None);
    assert_eq!(parse(&toml(&l), "printed").unwrap(), l);
    assert_eq!(toml(&parse(&toml(&l), "printed").unwrap()), toml(&l));
}

/// Replaces one text of the good file and gives what is then wrong.
fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    parse_all(&[("f.toml", &GOOD.replacen(from, to, 1))])
        .unwrap_err()
        .to_string()
}

/// A text of the good file, what stands in its place, and what is said of it.
const BAD: &[(&str, &str, &str)] = &[
    (
        "tally = \"whole\"",
        "taly = \"whole\"",
        "f.toml:28: statement `jobs`: `taly` is not a key; did you mean `tally`?",
    ),
    (
        "tally = \"whole\"",
        "tally = \"hole\"",
        "f.toml:28: statement `jobs`: tally: `hole` is none of cumulative, new, whole, flow; did you mean `whole`?",
    ),
    (
        "[[event]]",
        "[[evnt]]",
        "f.toml:48: `evnt` is not an entry; entries are [[document]], [[activity]], [[statement]] and [[event]]; did you mean `event`?",
    ),
    (
        "[[event]]",
        "[event]",
        "f.toml:48: write [[event]] with two brackets",
    ),
    (
        "\"guatemala\"",
        "\"guatemla\"",
        "f.toml:19: activity `plant`: places: `guatemla` is not a place; did you mean `guatemala`",
    ),
    (
        "\"about 1,000\"",
        "1000",
        "f.toml:26: statement `jobs`: figure: write text in quotes, not a number",
    ),
    (
        "\"about 1,000\"",
        "\"many\"",
        "write digits, with a word before them",
    ),
    (
        "\"GTQ\"",
        "\"Gtq\"",
        "f.toml:34: statement `money`: `disbursed` is money: the unit is a currency such as USD, not `Gtq`",
    ),
    (
        "\"GTQ\"",
        "\"quetzales\"",
        "the unit is a currency such as USD, not `quetzales`",
    ),
    (
        "measure = \"jobs\"",
        "measure = \"jbos\"",
        "f.toml:25: statement `jobs`: measure: there is no measure `jbos`; did you mean `jobs`?",
    ),
    (
        "\"2022-10\"",
        "2022",
        "document `paper`: published: write a year as text: published = \"2022\"",
    ),
    (
        "\"2022-10\"",
        "\"2022-13\"",
        "published: `2022-13` is not a date: write 2023-02-06",
    ),
    ("\"2022-10\"", "\"FY2022\"", "published: `FY2022` is not a date"),
    ("\"2022-10\"", "2022-10-01T12:00:00", "has a time of day"),
    (
        "said-on = 2023-02-15\n",
        "",
        "precision: there is no said-on to be exact about",
    ),
    (
        "2023-02-15\nprecision = \"month\"",
        "\"2023\"\nprecision = \"month\"",
        "said-on is written to the year, so it is not known to the month",
    ),
    (
        "2023-02-15\nprecision = \"month\"",
        "\"2023\"\nprecision = \"moth\"",
        "did you mean `month`?",
    ),
    (
        "document = \"paper\"",
        "document = \"page\"",
        "said-on: it is missing, and its document has no date either",
    ),
    (
        "document = \"paper\"",
        "document = \"papr\"",
        "said-on: it is missing, and its document is not in this file",
    ),
    (
        "value-date = 2023-02-01",
        "value-date = \"2023-02\"",
        "a rate of exchange needs a day",
    ),
    (
        "aim = \"target\"",
        "",
        "a result says whether it is a target or an actual figure",
    ),
    (
        "id = \"money\"",
        "id = \"jobs\"",
        "there is one already, at f.toml:21",
    ),
    (
        "activity = \"plant\"",
        "activity = \"plnt\"",
        "f.toml:21: statement `jobs` names activity `plnt`, which is not in the ledger; did you mean `plant`?",
    ),
    (
        "places = \"GTM\"",
        "",
        "f.toml:48: event `opening`: places: it is missing",
    ),
    (
        "start = \"2023-02-15\"",
        "start = \"2023-02-15\"\nend = \"2022\"",
        "it ends on 2022-01-01, before it starts on 2023-02-15",
    ),
    (
        "title = \"A plant\"",
        "title = \"\"",
        "title: it is empty: leave out what is not known",
    ),
    (
        "title = \"A plant\"",
        "title = \"\"\"A\nplant\"\"\"",
        "title: it holds a line end",
    ),
    (
        "title = \"A plant\"",
        "title = A plant",
        "f.toml:17: it is not TOML: ",
    ),
    (
        "title = \"A plant\"",
        "title = \"A\"\ntitle = \"B\"",
        "f.toml:18: it is not TOML: duplicate key",
    ),
];

#[test]
fn every_error_says_where_and_what_to_write() {
    let mut failures = Vec::new();
    for &(from, to, wants) in BAD {
        let e = with(from, to);
        if !e.contains(wants) {
            failures.push(format!("{to}: wants {wants}\n    has {e}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn all_errors_are_listed() {
    let text = GOOD
        .replace("\"whole\"", "\"hole\"")
        .replace("kind = \"own\"", "knd = \"own\"");
    let e = parse(&text, "f.toml").unwrap_err();
    let lines: Vec<u64> = e.problems.iter().map(|p| p.line).collect();
    assert_eq!(lines, [9, 13, 28, 41], "{e}");
}

#[test]
fn a_file_names_what_another_holds() {
    let (documents, rest) = GOOD.split_once("[[activity]]").unwrap();
    let rest = format!("[[activity]]{rest}");
    let both = parse_all(&[("b.toml", &rest), ("a.toml", documents)]).unwrap();
    assert_eq!(both, parse(GOOD, "good.toml").unwrap());
    let e = parse(&rest, "b.toml").unwrap_err().to_string();
    assert!(e.contains("its document is not in this file"), "{e}");
}

/// The fenced blocks of a language in the page that describes these files.
fn examples(language: &str) -> Vec<&'static str> {
    const PAGE: &str = include_str!("../../../../docs/ledger-file.md");
    let fence = format!("```{language}\n");
    PAGE.split(&fence)
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect()
}

#[test]
fn the_examples_of_the_page_are_read() {
    let files: Vec<(String, &str)> = examples("toml")
        .into_iter()
        .enumerate()
        .map(|(i, text)| (format!("example-{i}"), text))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), *t)).collect();
    let ledger = parse_all(&files).unwrap();
    assert!(ledger.statements.len() > 1 && ledger.events.len() == 1);
    for text in examples("csv") {
        let read = csv::statements(text, "example.csv", &ledger).unwrap();
        assert!(!read.is_empty());
    }
}

/// The page has a row for every key, and for none that is not there.
#[test]
fn the_page_names_every_key() {
    const PAGE: &str = include_str!("../../../../docs/ledger-file.md");
    for (kind, keys) in read::KEYS {
        let section = PAGE
            .split("\n## ")
            .find(|s| s.starts_with(&format!("`[[{kind}]]`")))
            .unwrap_or_else(|| panic!("no section on {kind}"));
        let rows: Vec<&str> = section
            .lines()
            .filter_map(|l| l.strip_prefix("| `")?.split('`').next())
            .collect();
        assert_eq!(rows, keys, "{kind}");
    }
}

proptest::proptest! {
    #[test]
    fn what_is_printed_reads_back(l in crate::ledger::generate::ledger()) {
        let text = toml(&l);
        let back = parse_all(&[("printed.toml", &text)]).unwrap();
        proptest::prop_assert_eq!(&back, &l);
        proptest::prop_assert_eq!(toml(&back), text);
    }

    #[test]
    fn no_text_panics(t in "\\PC{0,200}", v in "\\PC{0,30}") {
        let _ = parse_all(&[("t", &t)]);
        let _ = parse_all(&[("t", &GOOD.replace("about 1,000", &v))]);
        let _ = parse_all(&[("t", &GOOD.replace("guatemala", &v))]);
    }
}
