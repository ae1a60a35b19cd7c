use jiff::civil::date;
use proptest::prelude::*;
use rootcast_core::{
    evidence::{Answer, Answerable},
    measure::Unit,
    period::Span,
    provenance::Use,
    release::Precision,
    series::{Panel, Point, Series},
    value::{Missing, Value},
};

use super::*;

/// A file of three series in two months, published on 30 June 2024.
struct File;

const PUBLISHED: Date = date(2024, 6, 30);

fn release() -> Release {
    Release {
        id: "2024-06-30-00000000".to_owned(),
        source: SOURCE.to_owned(),
        publisher: "Federal Reserve H.10".to_owned(),
        title: "Exchange rates".to_owned(),
        published: PUBLISHED,
        precision: Precision::Day,
        effective: PUBLISHED,
        licence: String::new(),
        file: "rates.csv".to_owned(),
        sha256: "0123456789abcdef".to_owned(),
        bytes: 0,
    }
}

impl Evidence for File {
    fn answer(&self, reading: &Reading, today: Date) -> Result<Answer, EvidenceError> {
        assert_eq!(reading.source.as_deref(), Some(SOURCE));
        if reading.as_of.unwrap_or(today) < PUBLISHED {
            return Err(EvidenceError::NotHeld {
                reading: reading.to_string(),
                what: "nothing was published by then".to_owned(),
            });
        }
        let area = reading.values("currency").unwrap()[0].as_str();
        let month = reading.period.unwrap().first();
        let value = match (area, month.to_string().as_str()) {
            ("mexico", "2024-01") => Some(17.1),
            ("euro", "2024-01") => Some(0.9),
            ("united-kingdom", "2024-01") => Some(0.0),
            _ => None,
        };
        let point = match value {
            Some(v) => Point {
                period: month,
                value: Value::number(v),
                range: None,
                cells: 1,
                uses: vec![0],
                note: None,
            },
            None => Point::missing(month, Missing::NotCovered, None),
        };
        Ok(Answer {
            reading: reading.clone(),
            unit: Unit::ExchangeRate,
            panel: Panel {
                facets: Vec::new(),
                series: vec![Series {
                    key: Vec::new(),
                    points: vec![point],
                }],
            },
            provenance: Provenance {
                uses: vec![Use {
                    release: release(),
                    table: "main".to_owned(),
                    cells: 1,
                    rows: None,
                }],
            },
            cross_checks: Vec::new(),
            notes: Vec::new(),
        })
    }

    fn answerable(&self) -> Result<Vec<Answerable>, EvidenceError> {
        Ok(vec![Answerable {
            measure: "exchange-rate".to_owned(),
            source: SOURCE.to_owned(),
            facets: Vec::new(),
            span: Span {
                start: date(2024, 1, 1),
                end: date(2024, 2, 1),
            },
            every: "month".to_owned(),
        }])
    }
}

fn currency(code: &str) -> Currency {
    Currency::new(code).unwrap()
}

fn convert(amount: f64, from: &str, to: &str, on: Date, as_of: Date) -> Result<Converted, MoneyError> {
    Rates::new(&File, as_of).convert(amount, currency(from), currency(to), on)
}

#[test]
fn a_conversion_names_its_rate() {
    let on = date(2024, 1, 17);
    let c = convert(171.0, "MXN", "USD", on, PUBLISHED).unwrap();
    assert!((c.value - 10.0).abs() < 1e-12, "{}", c.value);
    assert_eq!((c.amount, c.from, c.value_date), (171.0, currency("MXN"), on));
    assert_eq!(
        c.to_string(),
        "17.1 MXN for 1 USD, average of 2024-01 (Federal Reserve H.10, Exchange rates (2024-06-30, rates.csv, sha256 01234567))"
    );
    assert_eq!(c.provenance().uses.len(), 1);
    let back = convert(10.0, "USD", "MXN", on, PUBLISHED).unwrap();
    assert!((back.value - 171.0).abs() < 1e-12, "{}", back.value);
}

#[test]
fn a_cross_rate_says_that_it_is_one() {
    let c = convert(1.0, "EUR", "MXN", date(2024, 1, 1), PUBLISHED).unwrap();
    assert!(c.is_cross());
    assert!((c.value - 19.0).abs() < 1e-12, "{}", c.value);
    assert!(
        c.to_string().starts_with(
            "cross rate by the US dollar: 0.9 EUR for 1 USD, average of 2024-01; 17.1 MXN for 1 USD"
        ),
        "{c}"
    );
}

#[test]
fn the_same_currency_needs_no_rate() {
    let c = convert(5.0, "GTQ", "GTQ", date(1900, 1, 1), date(1900, 1, 1)).unwrap();
    assert_eq!((c.value, c.rates.len()), (5.0, 0));
    assert_eq!(c.to_string(), "GTQ as stated, no conversion");
}

#[test]
fn a_rate_that_is_not_held_is_an_error_that_says_what_is() {
    let january = date(2024, 1, 17);
    for (from, on, as_of, says) in [
        (
            "GTQ",
            january,
            PUBLISHED,
            "does not quote it. Quoted are ATS, AUD",
        ),
        ("HNL", january, PUBLISHED, "show the amount in HNL"),
        ("COP", january, PUBLISHED, "no rate for COP is held"),
        (
            "MXN",
            date(2024, 2, 1),
            PUBLISHED,
            "for 2024-02 as of 2024-06-30: the H.10 file held has months from 2024-01-01 to before 2024-02-01",
        ),
        (
            "MXN",
            january,
            date(2024, 6, 29),
            "as of 2024-06-29: nothing was published by then",
        ),
        ("VES", date(2021, 10, 5), PUBLISHED, "from 2018-09 to 2021-09"),
        // A rate of nothing is no rate.
        ("GBP", january, PUBLISHED, "no rate for GBP is held"),
    ] {
        let e = convert(1.0, from, "USD", on, as_of).unwrap_err().to_string();
        assert!(e.contains(says), "{from}: {e}");
        let e = convert(1.0, "USD", from, on, as_of).unwrap_err().to_string();
        assert!(e.contains(says), "{from}: {e}");
    }
}

#[test]
fn an_interval_is_converted_at_the_same_rate() {
    let c = convert(17.1, "MXN", "USD", date(2024, 1, 1), PUBLISHED).unwrap();
    let i = c.interval(Interval {
        low: 17.1,
        high: f64::INFINITY,
    });
    assert!((i.low - 1.0).abs() < 1e-12 && i.high.is_infinite(), "{i:?}");
}

proptest! {
    #[test]
    fn there_and_back_is_where_it_began(
        amount in -1e12f64..1e12,
        from in 0usize..3,
        to in 0usize..3,
    ) {
        let codes = ["USD", "MXN", "EUR"];
        let on = date(2024, 1, 31);
        let there = convert(amount, codes[from], codes[to], on, PUBLISHED).unwrap();
        let back = convert(there.value, codes[to], codes[from], on, PUBLISHED).unwrap();
        prop_assert!((back.value - amount).abs() <= amount.abs() * 1e-14, "{} {}", amount, back.value);
    }
}
