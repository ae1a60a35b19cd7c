use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{file, ledger::generate};

fn shipped() -> Ledger {
    let read = |name: &str| {
        std::fs::read_to_string(format!(
            "{}/../../reference/ledger/{name}",
            env!("CARGO_MANIFEST_DIR")
        ))
    };
    let texts: Vec<(&str, String)> = ["documents.toml", "call-to-action.toml"]
        .into_iter()
        .map(|name| (name, read(name).unwrap()))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (*n, t.as_str())).collect();
    file::parse_all(&files).unwrap()
}

#[test]
fn the_step_from_4_2_to_5_2_is_found_and_told() {
    let steps = diff(
        &shipped(),
        Some("call-to-action"),
        date(2024, 3, 24),
        date(2024, 3, 25),
    );
    let step = steps
        .iter()
        .find(|s| s.activity == "call-to-action" && s.measure == "pledged" && s.tally == Tally::Cumulative)
        .unwrap();
    assert_eq!(step.change, Change::Replaced);
    assert_eq!(
        (step.before[0].figure.as_str(), step.after[0].figure.as_str()),
        ("more than $4.2 billion (USD)", "more than $5.2 billion (USD)")
    );
    assert!(
        step.says
            .contains("whether it grew or fell is open; the numbers as stated differ by +$1 billion (USD)"),
        "{}",
        step.says
    );
    let json = serde_json::to_value(step).unwrap();
    assert_eq!(
        (&json["change"], &json["day"]),
        (&"replaced".into(), &"2024-03-25".into())
    );
}

#[test]
fn a_plant_on_which_sources_disagree_becomes_a_conflict_once() {
    let steps = diff(&shipped(), None, date(2023, 1, 1), date(2025, 1, 1));
    let conflicts: Vec<&Step> = steps.iter().filter(|s| s.change == Change::Conflict).collect();
    assert!(
        conflicts
            .iter()
            .any(|s| s.activity == "yazaki-guatemala-plant" && s.after.len() == 2),
        "{conflicts:#?}"
    );
}

proptest! {
    #[test]
    fn every_statement_is_in_one_step_and_stretches_join(l in generate::ledger(), mid in generate::day()) {
        let (first, last) = (date(2000, 1, 1), date(2100, 1, 1));
        let whole = diff(&l, None, first, last);
        let mut ids: Vec<String> = whole.iter().flat_map(|s| &s.new).map(|s| s.statement.clone()).collect();
        ids.sort();
        prop_assert_eq!(ids, l.statements.keys().cloned().collect::<Vec<_>>());
        let mut joined = diff(&l, None, first, mid);
        joined.extend(diff(&l, None, mid, last));
        prop_assert_eq!(joined, whole);
        prop_assert_eq!(diff(&l, None, last, first), vec![]);
    }
}
