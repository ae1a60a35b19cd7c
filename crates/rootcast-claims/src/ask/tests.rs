//! What is kept of answers, and that it changes nothing of what is found.

use std::cell::RefCell;

use jiff::civil::date;
use proptest::prelude::*;
use rootcast_core::{
    evidence::{Answerable, EvidenceError},
    measure::Measure,
    series::{Panel, Point, Series},
};

use super::*;
use crate::{
    Lang,
    check::{Grounds, Input, check},
    facts::Facts,
    text::Markup,
};

/// Answers every reading of encounters of a year with a figure made of its words, and counts how often it is asked.
#[derive(Default)]
struct Counting {
    asked: RefCell<Vec<String>>,
}

impl Counting {
    fn times(&self) -> usize {
        self.asked.borrow().len()
    }
}

impl Evidence for Counting {
    fn answer(&self, reading: &Reading, _: Date) -> Result<Answer, EvidenceError> {
        let text = reading.to_string();
        self.asked.borrow_mut().push(text.clone());
        let Some(period) = reading
            .period
            .filter(|p| !text.contains("northern") && p.is_one())
        else {
            return Err(EvidenceError::NotHeld {
                reading: text,
                what: "nothing is held of it".to_owned(),
            });
        };
        let bare = text.split(" as-of=").next().unwrap_or_default();
        let number = bare
            .bytes()
            .fold(0u32, |sum, b| sum.wrapping_mul(31).wrapping_add(u32::from(b)));
        let mut reading = reading.clone();
        reading.source = Some("made".to_owned());
        Ok(Answer {
            unit: Measure::find(&reading.measure)
                .map_err(|e| EvidenceError::Store(e.to_string()))?
                .unit,
            reading,
            panel: Panel {
                facets: Vec::new(),
                series: vec![Series {
                    key: Vec::new(),
                    points: vec![Point {
                        value: Value::number(f64::from(number % 900_000)),
                        ..Point::missing(period.first(), rootcast_core::value::Missing::NotCovered, None)
                    }],
                }],
            },
            provenance: Provenance::default(),
            cross_checks: Vec::new(),
            notes: vec!["made".to_owned()],
        })
    }

    fn answerable(&self) -> Result<Vec<Answerable>, EvidenceError> {
        Ok(Vec::new())
    }

    fn known_since(&self, day: Date) -> Date {
        day.first_of_month()
    }
}

fn years() -> impl Iterator<Item = String> {
    (2001..2020).map(|y| format!("encounters border=southwest period=FY{y}"))
}

#[test]
fn no_more_answers_are_kept_than_is_said() {
    let evidence = Counting::default();
    let answered = Answered::up_to(6);
    let asker = Asker::new(&evidence, &answered, date(2024, 2, 5));
    for (i, reading) in years().enumerate() {
        asker.figure(&reading).unwrap();
        assert!(answered.len() <= 6, "{} after {i}", answered.len());
        // What was just asked is kept.
        let before = evidence.times();
        asker.figure(&reading).unwrap();
        assert_eq!(evidence.times(), before);
    }
    assert!(answered.len() >= 3);
    let none = Answered::up_to(0);
    Asker::new(&evidence, &none, date(2024, 2, 5))
        .figure("encounters period=FY2020")
        .unwrap();
    assert!(none.is_empty());
}

#[test]
fn what_is_asked_again_and_again_stays() {
    let evidence = Counting::default();
    let answered = Answered::up_to(6);
    let asker = Asker::new(&evidence, &answered, date(2024, 2, 5));
    let often = "encounters border=southwest period=2024-01";
    for reading in years() {
        asker.figure(often).unwrap();
        asker.figure(&reading).unwrap();
    }
    let all = evidence.asked.borrow();
    assert_eq!(all.iter().filter(|r| r.contains("period=2024-01")).count(), 1);
}

#[test]
fn days_between_two_releases_share_answers_and_keep_their_own_day() {
    let evidence = Counting::default();
    let answered = Answered::default();
    let of = |day, reading: &str| Asker::new(&evidence, &answered, day).figure(reading);
    let reading = "encounters border=southwest period=FY2023";
    let (one, two) = (
        of(date(2024, 2, 5), reading).unwrap(),
        of(date(2024, 2, 9), reading).unwrap(),
    );
    assert_eq!(evidence.times(), 1);
    assert_eq!(one.value, two.value);
    assert!(
        one.reading.ends_with(" as-of=2024-02-05 source=made"),
        "{}",
        one.reading
    );
    assert_eq!(two.reading, one.reading.replace("02-05", "02-09"));
    of(date(2024, 3, 1), reading).unwrap();
    assert_eq!(evidence.times(), 2, "a release came out in between");
    // Why there is no answer is told of the day, and so is what people stated.
    for reading in ["encounters border=northern period=FY2023", "pledged period=2023"] {
        let before = evidence.times();
        for day in [date(2024, 2, 5), date(2024, 2, 9), date(2024, 2, 5)] {
            let told = of(day, reading).map_or_else(|why| why, |f| f.reading);
            assert!(told.contains(&format!("as-of={day}")), "{told}");
        }
        assert_eq!(evidence.times(), before + 2, "{reading}");
    }
}

const SENTENCES: [&str; 5] = [
    "Mexico had 717,000 encounters at the southwest border in 2023.",
    "Encounters of Venezuelans rose from 187,716 in fiscal 2022 to 266,071 in fiscal 2023.",
    "Border arrests fell by 12 percent in November 2023.",
    "About 40 percent of encounters in fiscal 2021 were of people from Guatemala, Honduras and El Salvador.",
    "Encounters at the northern border were a record in 2023.",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn how_many_are_kept_changes_nothing_of_what_is_found(
        picked in proptest::collection::vec(0..SENTENCES.len(), 1..8),
        most in 0usize..12,
    ) {
        let evidence = Counting::default();
        let (few, all) = (Answered::up_to(most), Answered::default());
        for (day, order) in [(5, picked.clone()), (9, picked.iter().rev().copied().collect())] {
            let words: Vec<&str> = order.iter().map(|i| SENTENCES[*i]).collect();
            let text = words.join("\n\n");
            let input = Input {
                name: "made",
                text: &text,
                markup: Markup::Plain,
                published: Some(date(2024, 2, day)),
                lang: Some(Lang::English),
            };
            let of = |answered| {
                let grounds = Grounds { evidence: &evidence, facts: &Facts::default(), answered };
                check(input, date(2024, 12, 31), grounds)
            };
            let found = of(&few);
            prop_assert!(few.len() <= most);
            prop_assert_eq!(&found, &of(&all));
            prop_assert_eq!(&found, &of(&Answered::default()));
        }
    }
}
