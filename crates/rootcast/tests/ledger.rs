//! The verbs of the ledger on a small invented one: stages, timeline and events as known on a day.

#![allow(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use jiff::civil::{Date, date};
use rootcast::ledger::{
    events::{Events, Filter, events},
    scope,
    stages::{Stages, Status, stages},
    timeline::{Step, timeline},
};
use rootcast_core::place::PlaceSet;
use rootcast_ledger::{
    file,
    ledger::{EventKind, Ledger, Stage},
};

const LAST: Date = date(2024, 1, 1);

fn small() -> Ledger {
    let text = include_str!("fixtures/ledger.toml");
    file::parse_all(&[("ledger.toml", text)]).unwrap()
}

fn shown(ledger: &Ledger, id: Option<&str>, day: Date) -> Stages {
    stages(ledger, &scope::shown(ledger, id).unwrap(), None, day)
}

fn status(stages: &Stages, activity: &str, stage: Stage) -> Status {
    let of = stages.activities.iter().find(|a| a.id == activity).unwrap();
    of.stages.iter().find(|s| s.stage == stage).unwrap().status
}

fn figures(stages: &Stages, activity: &str, stage: Stage) -> Vec<String> {
    let of = stages.activities.iter().find(|a| a.id == activity).unwrap();
    let stage = of.stages.iter().find(|s| s.stage == stage).unwrap();
    let told = stage.answers.iter().flat_map(|a| &a.told);
    told.map(rootcast::ledger::told::Told::with_unit).collect()
}

#[test]
fn a_stage_without_a_figure_is_unknown_and_never_filled() {
    let ledger = small();
    let found = shown(&ledger, Some("bridge-fund"), LAST);
    for (stage, wanted) in [
        (Stage::Pledge, Status::Stated),
        (Stage::Commitment, Status::Unknown),
        (Stage::Disbursement, Status::Stated),
        (Stage::Expenditure, Status::Unknown),
        (Stage::Output, Status::Unknown),
        (Stage::Outcome, Status::Stated),
    ] {
        assert_eq!(status(&found, "bridge-fund", stage), wanted, "{stage:?}");
    }
    for stage in Stage::ALL {
        assert_eq!(status(&found, "road", stage), Status::Unknown, "{stage:?}");
    }
}

#[test]
fn the_day_decides_what_is_known() {
    let ledger = small();
    let pledged = |day| {
        figures(
            &shown(&ledger, Some("bridge-fund"), day),
            "bridge-fund",
            Stage::Pledge,
        )
    };
    assert_eq!(pledged(date(2022, 2, 28)), Vec::<String>::new());
    assert_eq!(pledged(date(2022, 3, 1)), ["more than 100 million USD"]);
    // Known to the month, so from its last day.
    assert_eq!(pledged(date(2023, 5, 30)), ["more than 100 million USD"]);
    assert_eq!(pledged(date(2023, 5, 31)), ["180 million USD"]);
}

#[test]
fn sources_that_cannot_both_hold_stand_beside_each_other() {
    let ledger = small();
    let before = shown(&ledger, Some("bridge-fund"), date(2023, 6, 9));
    assert_eq!(figures(&before, "mill", Stage::Pledge), ["30 million USD"]);
    let after = shown(&ledger, Some("bridge-fund"), date(2023, 6, 10));
    assert_eq!(status(&after, "mill", Stage::Pledge), Status::Conflict);
    let mut both = figures(&after, "mill", Stage::Pledge);
    both.sort();
    assert_eq!(both, ["10 million USD", "30 million USD"]);
}

#[test]
fn targets_and_actual_figures_are_told_apart() {
    let ledger = small();
    let found = shown(&ledger, Some("bridge-fund"), LAST);
    assert_eq!(
        figures(&found, "bridge-fund", Stage::Outcome),
        ["5,000 jobs", "more than 1,200 jobs"]
    );
    assert_eq!(found.undated, ["fund-paid"], "its document bears no date");
}

#[test]
fn without_a_name_the_activities_that_are_part_of_none_are_shown() {
    let ledger = small();
    let all = shown(&ledger, None, LAST);
    let ids: Vec<&str> = all.activities.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(ids, ["bridge-fund"]);
    let whole = shown(&ledger, Some("bridge-fund"), LAST);
    let ids: Vec<&str> = whole.activities.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(ids, ["bridge-fund", "mill", "road"]);
    let unknown = scope::find(&ledger, "bridge-fond").unwrap_err().to_string();
    assert!(unknown.contains("did you mean `bridge-fund`"), "{unknown}");
}

#[test]
fn an_empty_ledger_has_nothing_to_show() {
    let ledger = Ledger::default();
    assert!(shown(&ledger, None, LAST).activities.is_empty());
    assert!(timeline(&ledger, &[], LAST).entries.is_empty());
    assert!(events(&ledger, &Filter::default(), LAST).events.is_empty());
}

#[test]
fn a_timeline_marks_the_statements_that_changed_an_answer() {
    let ledger = small();
    let all = scope::whole(&ledger, Some("bridge-fund")).unwrap();
    let line = timeline(&ledger, &all, LAST);
    let known: Vec<Date> = line.entries.iter().map(|e| e.told.known_from).collect();
    assert!(known.is_sorted());
    let step = |id: &str| &line.entries.iter().find(|e| e.told.statement == id).unwrap().step;
    assert_eq!(step("fund-2022"), &Step::First);
    assert_eq!(
        step("fund-2023"),
        &Step::Changed {
            from: "more than 100 million USD".to_owned()
        }
    );
    assert_eq!(step("mill-gazette"), &Step::Conflict);
    let early = timeline(&ledger, &all, date(2023, 5, 30));
    assert_eq!(early.entries.len(), line.entries.len() - 3);
}

fn ids(events: &Events) -> Vec<&str> {
    events.events.iter().map(|e| e.id.as_str()).collect()
}

#[test]
fn events_are_known_once_they_have_begun_and_ended_once_they_are_over() {
    let ledger = small();
    let on = |day| events(&ledger, &Filter::default(), day);
    assert_eq!(ids(&on(date(2021, 12, 14))), Vec::<&str>::new());
    assert_eq!(
        ids(&on(date(2022, 12, 30))),
        ["rule"],
        "the year of the strategy is not over"
    );
    assert_eq!(ids(&on(LAST)), ["rule", "strategy", "pathway"]);
    assert_eq!(on(date(2023, 10, 30)).events[0].end, None);
    assert_eq!(on(date(2023, 10, 31)).events[0].end, Some(date(2023, 10, 1)));
}

#[test]
fn events_are_narrowed_by_kind_place_origin_and_days() {
    let ledger = small();
    let places = |text: &str| Some(PlaceSet::parse(text).unwrap());
    let none = Filter::default();
    let with = |filter: Filter| {
        let found = events(&ledger, &filter, LAST);
        found.events.into_iter().map(|e| e.id).collect::<Vec<_>>()
    };
    let kind = Some(EventKind::LegalPathway);
    assert_eq!(with(Filter { kind, ..none.clone() }), ["pathway"]);
    let place = places("USA");
    assert_eq!(
        with(Filter {
            place,
            ..none.clone()
        }),
        ["rule", "pathway"]
    );
    // An event about everyone is about them too.
    let origin = places("HND");
    assert_eq!(
        with(Filter {
            origin,
            ..none.clone()
        }),
        ["rule", "strategy"]
    );
    let from = Some(date(2023, 1, 1));
    assert_eq!(with(Filter { from, ..none.clone() }), ["rule", "pathway"]);
    let to = Some(date(2022, 1, 1));
    assert_eq!(with(Filter { to, ..none }), ["rule", "strategy"]);
}
