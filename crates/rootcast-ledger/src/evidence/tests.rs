use jiff::civil::date;
use rootcast_core::value::{Missing, Value};

use super::*;
use crate::file;

/// The worked case in small: a programme, a plant on which sources disagree, a firm that is paid in quetzales.
const LEDGER: &str = r#"
[[document]]
id = "fact-sheet-2023"
title = "Fact sheet"
publisher = "The Partnership"
kind = "own"
published = "2023-02-06"

[[document]]
id = "fact-sheet-2024"
title = "Fact sheet"
publisher = "A government"
kind = "own"
published = "2024-03-25"

[[document]]
id = "agency"
title = "A plant opens"
publisher = "An agency"
kind = "press"
published = "2023-02-15"
sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

[[document]]
id = "magazine"
title = "A story"
publisher = "A magazine"
kind = "press"
published = "2024-09"

[[activity]]
id = "call-to-action"
title = "Call to Action"
kind = "programme"

[[activity]]
id = "plant"
title = "A plant"
kind = "project"
part-of = ["call-to-action"]

[[activity]]
id = "mill"
title = "A mill"
kind = "project"
part-of = ["call-to-action"]

[[statement]]
id = "pledged-2023"
activity = "call-to-action"
stage = "pledge"
measure = "pledged"
figure = "more than 4.2 billion"
unit = "USD"
tally = "cumulative"
word = "commitments"
said-by = "The Partnership"
document = "fact-sheet-2023"

[[statement]]
id = "repeated"
activity = "call-to-action"
stage = "pledge"
measure = "pledged"
figure = "4.2 billion"
unit = "USD"
tally = "cumulative"
said-by = "A government"
said-on = "2024-02-05"
document = "agency"

[[statement]]
id = "pledged-2024"
activity = "call-to-action"
stage = "pledge"
measure = "pledged"
figure = "more than 5.2 billion"
unit = "USD"
tally = "cumulative"
said-by = "A government"
document = "fact-sheet-2024"

[[statement]]
id = "new-2024"
activity = "call-to-action"
stage = "pledge"
measure = "pledged"
figure = "more than 1 billion"
unit = "USD"
tally = "new"
said-by = "A government"
document = "fact-sheet-2024"

[[statement]]
id = "plant-agency"
activity = "plant"
stage = "disbursement"
measure = "disbursed"
figure = "10 million"
unit = "USD"
tally = "whole"
said-by = "The firm"
document = "agency"

[[statement]]
id = "plant-magazine"
activity = "plant"
stage = "disbursement"
measure = "disbursed"
figure = "30 million"
unit = "USD"
tally = "whole"
said-by = "A magazine"
document = "magazine"

[[statement]]
id = "mill-pledge"
activity = "mill"
stage = "pledge"
measure = "pledged"
figure = "80 million"
unit = "GTQ"
tally = "whole"
said-by = "The mill"
document = "agency"

[[statement]]
id = "funding-2022"
activity = "call-to-action"
stage = "commitment"
measure = "committed"
figure = "over 1 billion"
unit = "USD"
tally = "flow"
covers = "FY2022"
said-by = "A government"
document = "fact-sheet-2023"

[[statement]]
id = "jobs-planned"
activity = "plant"
stage = "outcome"
measure = "jobs"
figure = "about 1,000"
unit = "jobs"
tally = "whole"
aim = "target"
said-by = "The firm"
document = "agency"
"#;

fn ledger() -> Ledger {
    file::parse_all(&[("test.toml", LEDGER)]).unwrap()
}

fn ask(reading: &str) -> Result<Answer, EvidenceError> {
    Answers::new(&ledger()).answer(&reading.parse().unwrap(), date(2026, 1, 1))
}

fn figures(reading: &str) -> Vec<(String, Vec<(String, Value)>)> {
    let point = |p: &rootcast_core::series::Point| (p.period.to_string(), p.value);
    (ask(reading).unwrap().panel.series.iter())
        .map(|s| (s.key.join(","), s.points.iter().map(point).collect()))
        .collect()
}

#[test]
fn a_figure_answers_as_an_interval_as_known_on_the_day() {
    let of = |day: &str| {
        let a = ask(&format!("pledged programme=call-to-action as-of={day}")).unwrap();
        let p = a.panel.single().unwrap().clone();
        (p.value, p.range.map(|r| (r.low, r.high)), a)
    };
    let (value, range, a) = of("2024-02-05");
    assert_eq!(
        (value, range),
        (Value::number(4.2e9), Some((4.2e9, f64::INFINITY)))
    );
    assert_eq!(
        a.reading.to_string(),
        "pledged programme=call-to-action tally=cumulative as-of=2024-02-05"
    );
    let release = &a.provenance.uses[0].release;
    assert_eq!(
        (
            release.source.as_str(),
            release.publisher.as_str(),
            release.effective
        ),
        ("ledger", "The Partnership", date(2023, 2, 6))
    );
    assert_eq!(release.to_string(), "The Partnership, Fact sheet (2023-02-06)");
    // Who repeats the number without its word says the same; it is told, and does not narrow the figure.
    assert_eq!(a.cross_checks.len(), 1);
    assert_eq!(a.cross_checks[0].table, "repeated");
    assert_eq!(of("2024-03-24").0, Value::number(4.2e9));
    assert_eq!(of("2024-03-25").0, Value::number(5.2e9));
    assert_eq!(of("2023-02-05").0, Value::missing(Missing::Unknown));
}

#[test]
fn what_nobody_stated_is_unknown_and_not_taken_from_another_stage() {
    let a = ask("spent programme=call-to-action").unwrap();
    let p = a.panel.single().unwrap();
    assert_eq!((p.value, p.range), (Value::missing(Missing::Unknown), None));
    assert_eq!(p.note.as_deref(), Some("unknown: nothing was stated"));
    let target = ask("jobs activity=plant").unwrap();
    assert_eq!(
        target.panel.single().unwrap().note.as_deref(),
        Some("unknown: nothing was stated of what is asked; there are whole target figures")
    );
    assert_eq!(
        figures("jobs activity=plant aim=target")[0].1[0].1,
        Value::number(1000.0)
    );
}

#[test]
fn sources_that_conflict_give_no_number_and_are_both_named() {
    assert_eq!(
        figures("disbursed activity=plant as-of=2024-09-29")[0].1[0].1,
        Value::number(1e7)
    );
    let a = ask("disbursed activity=plant as-of=2024-09-30").unwrap();
    let p = a.panel.single().unwrap();
    assert_eq!((p.value, p.range), (Value::missing(Missing::Conflicting), None));
    let note = p.note.clone().unwrap();
    assert_eq!(
        note,
        "sources conflict: $30 million (USD) (A magazine, 2024-09, in “A story” (A magazine, 2024-09)); $10 million \
         (USD) (The firm, 2023-02-15, in “A plant opens” (An agency, 2023-02-15))"
    );
    let checks: Vec<(&str, f64)> = a
        .cross_checks
        .iter()
        .map(|c| (c.table.as_str(), c.comparison.difference))
        .collect();
    assert_eq!(checks, [("plant-magazine", 2e7), ("plant-agency", -2e7)]);
    assert_eq!(a.provenance.uses.len(), 2);
    assert_eq!(a.provenance.uses[1].release.id, "2023-02-15-01234567");
    // One speaker alone does not conflict.
    assert_eq!(
        figures("disbursed activity=plant said-by=the-firm")[0].1[0].1,
        Value::number(1e7)
    );
}

#[test]
fn another_currency_is_never_taken_for_dollars() {
    let e = ask("pledged activity=mill").unwrap_err();
    assert!(matches!(e, EvidenceError::NotHeld { .. }));
    let e = e.to_string();
    assert!(
        e.contains("80 million GTQ") && e.contains("ledger show --currency USD"),
        "{e}"
    );
    let all = figures("pledged programme=call-to-action by=activity as-of=2024-12-31");
    let of = |id: &str| all.iter().find(|(k, _)| k == id).unwrap().1[0].1;
    assert_eq!(of("call-to-action"), Value::number(5.2e9));
    assert_eq!(of("mill"), Value::missing(Missing::NotApplicable));
    assert_eq!(of("plant"), Value::missing(Missing::Unknown));
}

#[test]
fn time_gives_statements_as_each_was_made() {
    assert_eq!(
        figures("pledged programme=call-to-action by=day"),
        [(
            String::new(),
            vec![
                ("2023-02-06".to_owned(), Value::number(4.2e9)),
                ("2024-02-05".to_owned(), Value::number(4.2e9)),
                ("2024-03-25".to_owned(), Value::number(5.2e9)),
            ]
        )]
    );
    let years = figures("pledged programme=call-to-action period=2022..2024");
    assert_eq!(
        years[0].1,
        [
            ("2022".to_owned(), Value::missing(Missing::Unknown)),
            ("2023".to_owned(), Value::number(4.2e9)),
            ("2024".to_owned(), Value::number(5.2e9)),
        ]
    );
    assert_eq!(
        figures("committed programme=call-to-action period=FY2022"),
        [(String::new(), vec![("FY2022".to_owned(), Value::number(1e9))])]
    );
    // A flow is the flow of its own period and of no other.
    assert_eq!(
        figures("committed programme=call-to-action period=2022")[0].1[0].1,
        Value::missing(Missing::Unknown)
    );
}

#[test]
fn breakdowns_keep_tallies_and_speakers_apart() {
    let all = figures("pledged programme=call-to-action by=tally");
    assert_eq!(
        all,
        [
            (
                "cumulative".to_owned(),
                vec![("2026-01-01".to_owned(), Value::number(5.2e9))]
            ),
            (
                "new".to_owned(),
                vec![("2026-01-01".to_owned(), Value::number(1e9))]
            ),
        ]
    );
    let all = figures("pledged programme=call-to-action by=said-by");
    assert_eq!(
        all.iter().map(|(k, p)| (k.as_str(), p[0].1)).collect::<Vec<_>>(),
        [
            ("a-government", Value::number(5.2e9)),
            ("the-partnership", Value::number(4.2e9)),
        ]
    );
}

#[test]
fn questions_that_cannot_be_asked_say_what_to_ask() {
    let cases = [
        (
            "pledged programme=call-to-acton",
            "no programme `call-to-acton` is in the ledger; did you mean `call-to-action`?",
        ),
        (
            "pledged programme=plant",
            "`plant` is a project, not a programme: write activity=plant",
        ),
        ("pledged activity=brewery", "held are call-to-action, mill, plant"),
        ("pledged", "say of what: programme= one of call-to-action"),
        ("pledged activity=plant+mill", "break down by=activity"),
        ("pledged activity=plant origin=GTM", "statements have no `origin`"),
        ("pledged activity=plant instrument=gant", "did you mean `grant`?"),
        (
            "pledged activity=plant tally=new+cumulative",
            "count the same money twice",
        ),
        (
            "jobs activity=plant aim=target+actual",
            "targets and actual figures are not one figure",
        ),
        (
            "pledged activity=plant source=cbp-southwest",
            "leave source out, or write source=ledger",
        ),
        ("encounters period=FY2023", "ask the store"),
        (
            "pledged activity=plant by=year period=FY2022",
            "not a whole number of the periods",
        ),
        (
            "pledged programme=call-to-action activity=call-to-action+plant by=activity as-of=2020-01-01",
            "",
        ),
    ];
    for (reading, wants) in cases {
        match ask(reading) {
            Ok(_) => assert_eq!(wants, "", "{reading}"),
            Err(e) => assert!(
                !wants.is_empty() && e.to_string().contains(wants),
                "{reading}: {e}"
            ),
        }
    }
}

#[test]
fn what_can_be_asked_is_listed_and_can_be_asked() {
    let l = ledger();
    let able = Answers::new(&l).answerable().unwrap();
    let names: Vec<&str> = able.iter().map(|a| a.measure.as_str()).collect();
    assert_eq!(names, ["pledged", "committed", "disbursed", "jobs"]);
    assert_eq!(able[0].span.start, date(2023, 2, 6));
    assert_eq!(
        able[0].facets[0],
        ("programme".to_owned(), vec!["call-to-action".to_owned()])
    );
    for a in &able {
        for (facet, values) in a.facets.iter().filter(|(f, _)| f == "activity") {
            for v in values {
                let reading = format!("{} {facet}={v}", a.measure).parse().unwrap();
                let answer = Answers::new(&l).answer(&reading, date(2026, 1, 1));
                assert!(answer.is_ok() || v == "mill", "{reading}: {answer:?}");
            }
        }
    }
}
