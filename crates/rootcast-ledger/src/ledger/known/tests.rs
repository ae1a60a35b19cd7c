use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::*;
use crate::{file, ledger::generate};

type Line = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// A ledger of one activity; each line gives id, figure, unit, tally, speaker, day and further keys.
fn ledger(lines: &[Line]) -> Ledger {
    let mut text = "[[document]]\nid = \"d\"\ntitle = \"D\"\npublisher = \"P\"\nkind = \"press\"\n\
                    [[document]]\nid = \"e\"\ntitle = \"E\"\npublisher = \"P\"\nkind = \"press\"\n\
                    [[activity]]\nid = \"a\"\ntitle = \"A\"\nkind = \"project\"\n"
        .to_owned();
    for (id, figure, unit, tally, by, day, more) in lines {
        let document = if more.contains("document") {
            ""
        } else {
            "document = \"d\"\n"
        };
        text.push_str(&format!(
            "[[statement]]\nid = \"{id}\"\nactivity = \"a\"\nstage = \"disbursement\"\nmeasure = \"disbursed\"\n\
             figure = \"{figure}\"\nunit = \"{unit}\"\ntally = \"{tally}\"\nsaid-by = \"{by}\"\nsaid-on = \"{day}\"\n{document}{more}\n"
        ));
    }
    file::parse_all(&[("test", &text)]).unwrap()
}

/// What is known at the end, in short: `=id` where one answers, `!` for a conflict, `+` for several, `?` for nothing.
fn short(l: &Ledger, tally: Option<Tally>) -> String {
    let mut q = Question::of("a", "disbursed", date(2030, 1, 1));
    q.tally = tally;
    let ids = |all: &[&Statement]| all.iter().map(|s| s.id.as_str()).collect::<Vec<_>>().join(" ");
    match l.known(&q) {
        Known::Unknown => "?".to_owned(),
        Known::Stated(h) => format!("={} {}", h.statement.id, ids(&h.others))
            .trim_end()
            .to_owned(),
        Known::Conflict(all) => format!("!{}", ids(&all)),
        Known::Several(all) => format!("+{}", ids(&all)),
    }
}

#[test]
fn figures_to_date_are_replaced_and_repetitions_are_kept_beside() {
    let c = "cumulative";
    let cases: [(&[Line], &str); 8] = [
        (
            &[
                ("a", "1 million", "USD", c, "X", "2023", ""),
                ("b", "2 million", "USD", c, "Y", "2024", ""),
            ],
            "=b",
        ),
        // A figure told later of an earlier day does not replace the one of a later day.
        (
            &[
                ("a", "9 million", "USD", c, "X", "2023-06-01", ""),
                ("b", "2 million", "USD", c, "X", "2024", "covers = \"2022\""),
            ],
            "=a",
        ),
        (
            &[
                ("a", "more than 4 million", "USD", c, "X", "2023", ""),
                ("b", "4 million", "USD", c, "Y", "2024", ""),
            ],
            "=a b",
        ),
        (
            &[
                ("a", "up to 4 million", "USD", c, "X", "2023", ""),
                ("b", "4 million", "USD", c, "X", "2024", ""),
            ],
            "=b",
        ),
        (
            &[
                ("a", "4 million", "USD", c, "X", "2023", ""),
                ("b", "more than 4 million", "USD", c, "X", "2024", ""),
            ],
            "=b",
        ),
        (
            &[
                ("a", "4 million", "USD", c, "X", "2023-01-01", ""),
                ("b", "6 million", "USD", c, "Y", "2023-01-01", ""),
            ],
            "!a b",
        ),
        // Two currencies, a grant and a loan: none is the whole.
        (
            &[
                ("a", "4 million", "USD", c, "X", "2023-01-01", ""),
                ("b", "6 million", "GTQ", c, "X", "2023-01-01", ""),
            ],
            "+a b",
        ),
        (
            &[
                ("a", "4 million", "USD", c, "X", "2023", "instrument = \"grant\""),
                ("b", "6 million", "USD", c, "X", "2024", "instrument = \"loan\""),
            ],
            "+b a",
        ),
    ];
    for (lines, wants) in cases {
        assert_eq!(short(&ledger(lines), None), wants, "{lines:?}");
    }
}

#[test]
fn wholes_conflict_between_speakers_and_flows_within_a_period() {
    let w = "whole";
    let plant = [
        ("a", "10 million", "USD", w, "X", "2023", ""),
        ("b", "30 million", "USD", w, "Y", "2024", ""),
    ];
    assert_eq!(short(&ledger(&plant), None), "!b a");
    let corrected = [plant[0], plant[1], ("c", "10 million", "USD", w, "Y", "2025", "")];
    assert_eq!(short(&ledger(&corrected), None), "=c a");
    let f = "flow";
    let flows = [
        ("a", "10 million", "USD", f, "X", "2023", "covers = \"2022\""),
        ("b", "11 million", "USD", f, "X", "2024", "covers = \"2022\""),
        ("c", "20 million", "USD", f, "X", "2024", "covers = \"2023\""),
        ("d", "28 million", "USD", f, "Y", "2025", "covers = \"2023\""),
    ];
    assert_eq!(short(&ledger(&flows), Some(Tally::Flow)), "!d c");
    // Nobody gives a total.
    assert_eq!(short(&ledger(&flows[..2]), None), "+b a");
    let mut q = Question::of("a", "disbursed", date(2030, 1, 1));
    (q.tally, q.covers) = (Some(Tally::Flow), Some("2022".parse().unwrap()));
    assert!(matches!(ledger(&flows).known(&q), Known::Stated(h) if h.statement.id == "b"));
    // Two payments of a day are two payments, whoever tells of them.
    let payments = [
        ("a", "10", "USD", f, "X", "2023", "covers = \"2022-05-05\""),
        (
            "b",
            "70",
            "USD",
            f,
            "X",
            "2023",
            "covers = \"2022-05-05\"\ndocument = \"e\"",
        ),
    ];
    assert_eq!(short(&ledger(&payments), Some(Tally::Flow)), "+a b");
}

fn ask_all(l: &Ledger, day: Date) -> Vec<String> {
    let mut out = Vec::new();
    for activity in ["activity-0", "activity-1"] {
        for measure in ["pledged", "disbursed", "jobs"] {
            for tally in [None, Some(Tally::New), Some(Tally::Flow), Some(Tally::Whole)] {
                let mut q = Question::of(activity, measure, day);
                q.tally = tally;
                out.push(serde_json::to_string(&l.known(&q)).unwrap());
            }
        }
    }
    out
}

proptest! {
    /// Merged in any order, the ledger is the same and says the same.
    #[test]
    fn no_order_of_merges_changes_an_answer(l in generate::ledger(), cut in any::<u64>(), at in generate::day()) {
        let mut parts = vec![Ledger::default(); 3];
        for (i, (id, s)) in l.statements.iter().enumerate() {
            parts[(cut >> (2 * i) & 3) as usize % 3].statements.insert(id.clone(), s.clone());
        }
        parts[0].activities = l.activities.clone();
        parts[1].documents = l.documents.clone();
        parts[2].events = l.events.clone();
        let (mut forward, mut back) = (Ledger::default(), Ledger::default());
        for p in &parts {
            forward.merge(p.clone()).unwrap();
        }
        for p in parts.iter().rev().chain(&parts) {
            back.merge(p.clone()).unwrap();
        }
        prop_assert_eq!(&forward, &l);
        prop_assert_eq!(ask_all(&forward, at), ask_all(&back, at));
    }

    /// Nor does the order in which statements are met, whatever their identifiers.
    #[test]
    fn no_order_of_statements_changes_what_stands(l in generate::ledger(), seed in any::<u64>()) {
        let mut shuffled: Vec<&Statement> = l.statements.values().collect();
        shuffled.sort_by_key(|s| s.id.bytes().fold(seed, |h, b| h.wrapping_mul(31).wrapping_add(u64::from(b))).rotate_left(17));
        for tally in Tally::ALL {
            let plain = known(l.statements.values().collect(), Some(tally));
            prop_assert_eq!(known(shuffled.clone(), Some(tally)), plain);
        }
    }

    /// A statement that becomes known later never changes an earlier answer.
    #[test]
    fn later_statements_change_no_earlier_answer(l in generate::ledger(), at in generate::day()) {
        let mut earlier = l.clone();
        earlier.statements.retain(|_, s| s.known_from() <= at);
        prop_assert_eq!(ask_all(&l, at), ask_all(&earlier, at));
    }

    /// Between two days on which nothing became known, the answer is one.
    #[test]
    fn answers_are_steps(l in generate::ledger(), at in generate::day(), days in 0i64..400) {
        let to = at.saturating_add(days.days());
        let quiet = l.statements.values().all(|s| s.known_from() <= at || s.known_from() > to);
        let last = l.statements.values().map(Statement::known_from).filter(|d| *d <= to).max();
        if quiet {
            prop_assert_eq!(ask_all(&l, at), ask_all(&l, to));
        }
        if let Some(last) = last {
            prop_assert_eq!(ask_all(&l, last), ask_all(&l, to));
        }
    }

    /// What answers was known on the day, and figures that answer together share a number.
    #[test]
    fn what_answers_was_known_and_agrees(l in generate::ledger(), at in generate::day()) {
        for s in l.statements.values() {
            let mut q = Question::of(&s.activity, &s.measure, at);
            (q.tally, q.aim) = (Some(s.tally), s.aim);
            match l.known(&q) {
                Known::Unknown => prop_assert!(s.known_from() > at),
                Known::Stated(h) => {
                    prop_assert!(h.statement.known_from() <= at);
                    for o in &h.others {
                        prop_assert_eq!(&o.unit, &h.statement.unit);
                    }
                }
                Known::Conflict(all) => prop_assert!(all.len() > 1),
                Known::Several(all) => prop_assert!(all.len() > 1),
            }
        }
    }
}
