//! One rule of READINGS.md a test.

use jiff::civil::{Date, date};
use rootcast_core::{
    agreement::Agreement,
    evidence::{Answer, Evidence, EvidenceError},
    reading::Reading,
    release::Precision,
    value::{Missing, Value},
};
use rootcast_store::{
    manifest::Absent,
    observation::Status,
    store::{ChangeKind, Detail, Reason, export},
};

use crate::made::{Cell, Made, cell, store, suppressed};

const TODAY: Date = date(2026, 1, 1);
const NORTH: usize = 0;
const SOUTH: usize = 1;
const GTM: usize = 0;
const HND: usize = 1;
const MEX: usize = 2;

fn parse(reading: &str) -> Reading {
    reading.parse().unwrap()
}

fn ask(made: &[Made], reading: &str) -> Answer {
    let detail = Detail {
        rows: true,
        cross_checks: true,
    };
    store(made)
        .answer_with(&parse(reading), TODAY, detail)
        .unwrap_or_else(|e| panic!("{e}"))
}

fn refusal(made: &[Made], reading: &str) -> EvidenceError {
    store(made).answer(&parse(reading), TODAY).unwrap_err()
}

fn only(answer: &Answer) -> Value {
    answer.panel.single().unwrap().value
}

/// Three months, every cell its own power of two, so that a sum tells its parts.
fn first() -> Made {
    let cells = (1..=3)
        .flat_map(|m| {
            [(SOUTH, GTM), (SOUTH, HND), (SOUTH, MEX), (NORTH, MEX)]
                .into_iter()
                .enumerate()
                .map(move |(i, (b, o))| cell(b, o, m, f64::from(1u32 << ((m as u32 - 1) * 4 + i as u32))))
        })
        .collect();
    Made::new("alpha", "2023-04-10", cells)
}

#[test]
fn answers_are_those_of_the_day_on_which_the_last_release_came_out() {
    let mut second = first();
    second.published = date(2023, 5, 10);
    second.precision = Precision::Month;
    let held = store(&[first(), second]);
    let days = |day: Date| held.known_since(day);
    assert_eq!(days(date(2023, 4, 9)), Date::MIN);
    assert_eq!(days(date(2023, 4, 10)), date(2023, 4, 10));
    assert_eq!(
        days(date(2023, 5, 30)),
        date(2023, 4, 10),
        "it counts from the end of May"
    );
    assert_eq!(days(TODAY), date(2023, 5, 31));
    let reading = parse("encounters border=southwest period=2023-01");
    let on = |day: Date| held.answer(&reading.clone().as_of(day), day);
    for day in [date(2023, 4, 20), date(2023, 5, 30), date(2023, 6, 1), TODAY] {
        let (then, since) = (on(day).unwrap(), on(days(day)).unwrap());
        assert_eq!(
            (then.panel, then.provenance, then.notes),
            (since.panel, since.provenance, since.notes)
        );
    }
}

#[test]
fn a_cell_the_publisher_withdrew_vanishes() {
    let old = first();
    let new = Made::new(
        "alpha",
        "2023-05-10",
        vec![cell(SOUTH, HND, 1, 2.0), cell(SOUTH, MEX, 1, 4.0)],
    );
    let made = [old, new];
    assert_eq!(
        only(&ask(&made, "encounters border=sw period=2023-01")),
        Value::number(6.0)
    );
    assert_eq!(
        only(&ask(
            &made,
            "encounters border=sw period=2023-01 as-of=2023-05-09"
        )),
        Value::number(7.0)
    );
    // Inside its coverage the publisher says zero; it does not fall back on what it said before.
    assert_eq!(
        only(&ask(&made, "encounters origin=GTM border=sw period=2023-01")),
        Value::number(0.0)
    );
    let groups = ask(&made, "encounters border=sw by=origin period=2023-01");
    assert!(groups.panel.get(&["GTM"]).is_none());

    let diff = store(&made)
        .diff(
            &parse("encounters border=sw by=origin period=2023-01"),
            date(2023, 5, 9),
            TODAY,
        )
        .unwrap();
    let found: Vec<_> = diff.changes.iter().map(|c| (c.key[0].as_str(), c.kind)).collect();
    assert_eq!(found, [("GTM", ChangeKind::Withdrawn)]);
    assert_eq!(diff.unchanged, 2);

    let release = store(&made).releases()[1].record.release.clone();
    let revisions = store(&made).revisions_of(&release).unwrap();
    assert_eq!(revisions.len(), 1);
    let r = &revisions[0];
    assert_eq!(
        (r.period.as_str(), r.withdrawn, r.changed, r.unchanged),
        ("2023-01", 2, 0, 2)
    );
    assert_eq!((r.old, r.new), (Some(15.0), Some(6.0)));
}

#[test]
fn a_period_of_months_may_use_several_releases_and_says_so() {
    let old = first();
    let new = Made::new("alpha", "2023-05-10", vec![cell(SOUTH, MEX, 3, 5000.0)]);
    let answer = ask(&[old, new], "encounters border=sw period=2023Q1");
    let point = answer.panel.single().unwrap();
    assert_eq!(point.value, Value::number(7.0 + 112.0 + 5000.0));
    assert_eq!(point.uses.len(), 2);
    let note = point.note.as_deref().unwrap();
    assert!(note.contains("2023-01..2023-02 from alpha/2023-04-10"), "{note}");
    let rows = answer.provenance.uses[0].rows.as_ref().unwrap();
    assert_eq!(rows.to_string(), "2-4,6-8");
}

#[test]
fn a_release_known_to_the_month_counts_from_its_last_day() {
    let made = [Made {
        precision: Precision::Month,
        ..first()
    }];
    let early = refusal(&made, "encounters period=2023-01 as-of=2023-04-29");
    assert!(
        matches!(&early, EvidenceError::NotHeld { what, .. } if what.contains("2023-04-30")),
        "{early}"
    );
    let answer = ask(&made, "encounters period=2023-01 as-of=2023-04-30");
    assert!(
        answer.notes.iter().any(|n| n.contains("2023-04-30")),
        "{:?}",
        answer.notes
    );
}

#[test]
fn a_year_with_three_months_has_no_figure() {
    let answer = ask(&[first()], "encounters period=2023");
    let point = answer.panel.single().unwrap();
    assert_eq!(point.value, Value::missing(Missing::NotCovered));
    assert!(
        point.note.as_deref().unwrap().contains("4095 so far"),
        "{point:?}"
    );
}

#[test]
fn without_a_period_all_that_is_published_is_told() {
    let answer = ask(&[first()], "encounters border=northern");
    let points = &answer.panel.series[0].points;
    let months: Vec<String> = points.iter().map(|p| p.period.to_string()).collect();
    assert_eq!(months, ["2023-01", "2023-02", "2023-03"]);
    assert_eq!(
        answer.panel.series[0].numbers(),
        [Some(8.0), Some(128.0), Some(2048.0)]
    );
}

#[test]
fn exact_comes_before_rounded_and_the_other_is_a_cross_check() {
    let rounded = Made {
        rounding: Some(10.0),
        absent: Absent::Below(10.0),
        ..Made::new(
            "beta",
            "2024-01-10",
            vec![
                cell(SOUTH, GTM, 1, 100.0),
                cell(SOUTH, MEX, 1, 40.0),
                cell(NORTH, GTM, 1, 70.0),
            ],
        )
    };
    let exact = Made::new(
        "alpha",
        "2023-04-10",
        vec![cell(SOUTH, GTM, 1, 103.0), cell(SOUTH, MEX, 1, 47.0)],
    );
    let made = [exact, rounded];
    let answer = ask(&made, "encounters border=sw period=2023-01");
    assert_eq!(only(&answer), Value::number(150.0));
    let check = &answer.cross_checks[0];
    assert_eq!((check.value, check.cells), (140.0, 2));
    // Two cells ± 5, and one origin of three that is withheld: 0 up to 10.
    assert_eq!(check.comparison.expected, 20.0);
    assert_eq!(check.comparison.agreement, Agreement::Agrees);

    let restricted = ask(&made, "encounters border=sw period=2023-01 source=beta");
    let point = restricted.panel.single().unwrap();
    let range = point.range.unwrap();
    assert_eq!((range.low, range.high), (130.0, 160.0));
    assert!(restricted.cross_checks.is_empty());
    let withheld = ask(
        &made,
        "encounters border=sw origin=HND period=2023-01 source=beta",
    );
    assert_eq!(only(&withheld), Value::BelowThreshold { threshold: 10.0 });

    let explained = store(&made)
        .explain(&parse("encounters border=sw period=2023-01"), TODAY)
        .unwrap();
    let passed: Vec<_> = explained.periods[0].passed.iter().map(|p| p.reason).collect();
    assert_eq!(passed, [Reason::Rounded]);
    assert_eq!(explained.periods[0].chosen[0].release.source, "alpha");
}

#[test]
fn cells_without_a_number_are_not_zero() {
    let low = Cell {
        status: Status::BelowThreshold,
        ..cell(SOUTH, HND, 1, 5.0)
    };
    let made = [Made {
        absent: Absent::Missing,
        ..Made::new(
            "alpha",
            "2023-04-10",
            vec![suppressed(SOUTH, GTM, 1), low, cell(SOUTH, MEX, 1, 7.0)],
        )
    }];
    let of = |origin: &str| {
        only(&ask(
            &made,
            &format!("encounters origin={origin} border=sw period=2023-01"),
        ))
    };
    assert_eq!(of("GTM"), Value::missing(Missing::Suppressed));
    assert_eq!(of("HND"), Value::BelowThreshold { threshold: 5.0 });
    let all = ask(&made, "encounters border=sw period=2023-01");
    let point = all.panel.single().unwrap();
    assert_eq!(
        (point.value, point.range.unwrap().high),
        (Value::number(7.0), 12.0)
    );
    assert!(
        point.note.as_deref().unwrap().contains("1 published cell"),
        "{point:?}"
    );
    // Two places named, one of them silent: their sum is not known.
    let two = ask(&made, "encounters origin=GTM+MEX border=sw period=2023-01");
    let point = two.panel.single().unwrap();
    assert_eq!(point.value, Value::missing(Missing::NotPublished));
    assert!(point.note.as_deref().unwrap().contains("origin=GTM"), "{point:?}");
    assert_eq!(
        only(&ask(&made, "encounters border=northern period=2023-01")),
        Value::missing(Missing::NotPublished)
    );
}

#[test]
fn groups_named_one_by_one_are_listed_even_at_zero() {
    let answer = ask(
        &[first()],
        "encounters border=northern origin=GTM+MEX by=origin period=2023-01..2023-02",
    );
    let keys: Vec<_> = answer.panel.series.iter().map(|s| s.key[0].as_str()).collect();
    assert_eq!(keys, ["GTM", "MEX"]);
    assert_eq!(answer.panel.series[0].numbers(), [Some(0.0), Some(0.0)]);
    let all = ask(&[first()], "encounters border=northern by=origin period=2023-01");
    assert_eq!(all.panel.series.len(), 1);
}

#[test]
fn stocks_are_not_added_up_over_time_nor_rates_over_places() {
    let stock = [Made {
        measure: "refugees",
        ..first()
    }];
    let point = ask(&stock, "refugees border=sw period=2023Q1")
        .panel
        .single()
        .unwrap()
        .clone();
    assert_eq!(point.value, Value::missing(Missing::NotApplicable));
    assert!(point.note.is_some());
    assert_eq!(
        only(&ask(&stock, "refugees border=sw period=2023-01")),
        Value::number(7.0)
    );

    let rate = [Made {
        measure: "homicide-rate",
        ..first()
    }];
    for (reading, advice) in [
        ("homicide-rate period=2023-01", "by=origin"),
        (
            "homicide-rate origin=GTM+HND border=sw period=2023-01",
            "by=origin",
        ),
    ] {
        let error = refusal(&rate, reading);
        assert!(
            matches!(&error, EvidenceError::Question { what, .. } if what.contains(advice)),
            "{error}"
        );
    }
    let each = ask(&rate, "homicide-rate border=sw by=origin period=2023-01");
    assert_eq!(each.panel.get(&["HND"]).unwrap().numbers(), [Some(2.0)]);
}

#[test]
fn what_contradicts_itself_or_is_not_held_is_refused_with_advice() {
    for (reading, advice) in [
        ("apprehensions component=ofo period=2023-01", "by definition"),
        (
            "encounters component=usbp period=2023-01",
            "not broken down by component",
        ),
        (
            "encounters area=tucson-sector period=2023-01",
            "not broken down by area",
        ),
        ("encounters source=alhpa period=2023-01", "alpha"),
        ("encounters period=1999-01", "2023-01"),
        ("removals period=2023-01", "rootcast ingest"),
        ("encounters by=table period=2023-01", "table="),
        ("encounters period=2023-01 by=year", "by=month"),
        ("encounters table=other period=2023-01", "table other"),
    ] {
        let error = refusal(&[first()], reading).to_string();
        assert!(error.contains(advice), "{reading}: {error}");
    }
}

#[test]
fn an_answer_spells_out_what_was_asked_and_answers_the_same_again() {
    let made = [first()];
    let answer = ask(&made, "encounters border=sw period=2023-01");
    assert_eq!(
        answer.reading.to_string(),
        "encounters component=all border=southwest authority=all period=2023-01 as-of=2026-01-01"
    );
    assert_eq!(ask(&made, &answer.reading.to_string()).panel, answer.panel);
    // Every part of a whole is the whole.
    let parts = ask(
        &made,
        "encounters border=southwest+northern+other component=usbp+ofo period=2023-01",
    );
    assert_eq!(only(&parts), only(&ask(&made, "encounters period=2023-01")));
}

#[test]
fn the_cells_behind_an_answer_add_up_to_it() {
    let made = [first()];
    let reading = parse("encounters border=sw period=2023-01..2023-02");
    let cells = export::observations(&store(&made), &reading, TODAY).unwrap();
    assert_eq!(cells.len(), 6);
    assert_eq!(cells.iter().filter_map(|c| c.value).sum::<f64>(), 7.0 + 112.0);
    assert_eq!(
        cells[0].facets,
        [
            ("origin".to_owned(), "GTM".to_owned()),
            ("border".to_owned(), "southwest".to_owned())
        ]
    );
    let answer = ask(&made, "encounters border=sw by=origin period=2023-01");
    assert_eq!(&export::parquet(&answer).unwrap()[..4], b"PAR1");
    assert_eq!(&export::observations_parquet(&cells).unwrap()[..4], b"PAR1");
    let names: Vec<String> = export::columns(&answer).into_iter().map(|c| c.name).collect();
    assert_eq!(names[..4], ["origin", "period", "start", "end"]);
}

#[test]
fn what_can_be_asked_is_listed() {
    let list = store(&[first()]).answerable().unwrap();
    assert_eq!(list.len(), 1);
    let one = &list[0];
    assert_eq!(
        (one.measure.as_str(), one.source.as_str(), one.every.as_str()),
        ("encounters", "alpha", "month")
    );
    assert_eq!(
        (one.span.start, one.span.end),
        (date(2023, 1, 1), date(2023, 4, 1))
    );
    assert_eq!(one.facets[0].0, "origin");
}
