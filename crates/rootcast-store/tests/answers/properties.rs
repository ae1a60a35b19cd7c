//! What holds for every store and every reading.

use jiff::civil::Date;
use proptest::prelude::*;
use rootcast_core::{
    evidence::{Answer, Evidence, EvidenceError},
    reading::Reading,
    release::Precision,
    value::Value,
};

use crate::{
    made::{BORDERS, Made, ORIGINS, cell, store},
    naive::{self, Asked},
};

const TODAY: Date = Date::constant(2026, 1, 1);

fn any_release() -> impl Strategy<Value = Made> {
    let cells = proptest::collection::vec((0usize..2, 0usize..3, 1i8..=6, 0u32..1000), 1..40);
    let published = (0i8..3, 1i8..=12, 1i8..=28);
    let source = proptest::sample::select(vec!["alpha", "beta"]);
    (source, published, any::<bool>(), cells).prop_map(|(source, (year, month, day), to_month, cells)| Made {
        precision: if to_month {
            Precision::Month
        } else {
            Precision::Day
        },
        // All of one source is rounded, so that the order of sources matters.
        rounding: (source == "beta").then_some(10.0),
        ..Made::new(
            source,
            &Date::new(2023 + i16::from(year), month, day).unwrap().to_string(),
            cells
                .into_iter()
                .map(|(border, origin, month, n)| {
                    let n = if source == "beta" { n / 10 * 10 } else { n };
                    cell(border, origin, month, f64::from(n))
                })
                .collect(),
        )
    })
}

fn any_question() -> impl Strategy<Value = Asked> {
    let periods = prop_oneof![
        (1i8..=6, 0i8..6).prop_map(|(a, n)| (a..=(a + n).min(6)).map(|m| (m, m)).collect::<Vec<_>>()),
        Just(vec![(1, 3)]),
        Just(vec![(1, 3), (4, 6)]),
    ];
    let some = |n: usize| proptest::sample::subsequence((0..n).collect::<Vec<_>>(), 1..=n);
    let day =
        (0i8..3, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| Date::new(2023 + i16::from(y), m, d).unwrap());
    (periods, some(2), some(3), any::<bool>(), any::<bool>(), day).prop_map(
        |(periods, borders, origins, by_origin, by_border, as_of)| Asked {
            periods,
            borders,
            origins,
            by_origin,
            by_border,
            as_of,
        },
    )
}

fn reading(asked: &Asked) -> Reading {
    let words = |all: &[&str], some: &[usize]| some.iter().map(|i| all[*i]).collect::<Vec<_>>().join("+");
    let (first, last) = (asked.periods[0], asked.periods[asked.periods.len() - 1]);
    let period = if first.0 == first.1 {
        format!("2023-{:02}..2023-{:02}", first.0, last.1)
    } else {
        format!("2023Q{}..2023Q{}", (first.0 - 1) / 3 + 1, (last.1 - 1) / 3 + 1)
    };
    let by: Vec<&str> = [(asked.by_origin, "origin"), (asked.by_border, "border")]
        .into_iter()
        .filter_map(|(on, name)| on.then_some(name))
        .collect();
    let by = if by.is_empty() {
        String::new()
    } else {
        format!(" by={}", by.join(","))
    };
    format!(
        "encounters origin={} border={}{by} period={period} as-of={}",
        words(&ORIGINS, &asked.origins),
        words(&BORDERS, &asked.borders),
        asked.as_of
    )
    .parse()
    .unwrap()
}

fn ask(made: &[Made], reading: &Reading) -> Option<Answer> {
    match store(made).answer(reading, TODAY) {
        Ok(answer) => Some(answer),
        Err(EvidenceError::NotHeld { .. }) => None,
        Err(e) => panic!("{reading}: {e}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_is_the_naive_one(
        made in proptest::collection::vec(any_release(), 1..6), asked in any_question()
    ) {
        let expected = naive::answer(&made, &asked);
        let Some(answer) = ask(&made, &reading(&asked)) else {
            prop_assert!(expected.is_empty(), "{:?}", expected);
            return Ok(());
        };
        let mut found = std::collections::BTreeMap::new();
        for series in &answer.panel.series {
            prop_assert_eq!(series.points.len(), asked.periods.len());
            for (at, point) in series.points.iter().enumerate() {
                if let Value::Number { value } = point.value {
                    found.insert((at, series.key.clone()), value);
                }
            }
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_order_of_releases_changes_an_answer(
        made in proptest::collection::vec(any_release(), 2..5), asked in any_question()
    ) {
        let inside: Vec<_> = made.iter().enumerate().map(|(i, m)| m.embed(i)).collect();
        let mut back = inside.clone();
        back.reverse();
        let on = |list: &[_]| rootcast_store::store::Store::open(None, list).unwrap().answer(&reading(&asked), TODAY);
        prop_assert_eq!(on(&inside), on(&back));
    }

    #[test]
    fn a_later_release_never_changes_an_earlier_answer(
        made in proptest::collection::vec(any_release(), 1..5), late in any_release(), asked in any_question()
    ) {
        prop_assume!(late.effective() > asked.as_of);
        let before = ask(&made, &reading(&asked));
        let mut more = made.clone();
        more.push(late);
        prop_assert_eq!(ask(&more, &reading(&asked)), before);
    }

    #[test]
    fn groups_add_up_to_the_whole(
        made in proptest::collection::vec(any_release(), 1..5), asked in any_question()
    ) {
        let whole = Asked { by_origin: false, by_border: false, ..asked.clone() };
        let parts = Asked { by_origin: true, by_border: true, ..asked };
        let (Some(whole), Some(parts)) = (ask(&made, &reading(&whole)), ask(&made, &reading(&parts))) else {
            return Ok(());
        };
        for (at, point) in whole.panel.series[0].points.iter().enumerate() {
            let numbers: Vec<f64> =
                parts.panel.series.iter().filter_map(|s| s.points[at].value.as_number()).collect();
            match point.value.as_number() {
                Some(value) => prop_assert_eq!(numbers.iter().sum::<f64>(), value),
                None => prop_assert!(numbers.is_empty()),
            }
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes(
        made in proptest::collection::vec(any_release(), 1..4), asked in any_question()
    ) {
        let store = store(&made);
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| store.answer(&reading(&asked), TODAY)).ok().map(|a| serde_json::to_string(&a).unwrap())
        };
        prop_assert_eq!(on(1), on(3));
    }
}
