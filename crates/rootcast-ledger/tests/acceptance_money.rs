//! Which way the published H.10 file quotes its rates, and whether each series is of the currency we say.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeMap,
    env, fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use rootcast_ledger::money::areas;

/// Rates by area, as a reading names it, and month.
fn rates() -> BTreeMap<(String, String), f64> {
    let shared = env::var_os("ROOTCAST_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = shared.join("data/published/fx/exchange-rates-monthly.csv.gz");
    let packed = fs::File::open(&path).expect("the H.10 file; set ROOTCAST_SHARED");
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed)
        .read_to_string(&mut text)
        .expect("text");
    (text.lines().skip(1))
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            let [day, area, rate] = fields.as_slice() else {
                panic!("{line}")
            };
            let month = day.get(..7).expect("a day").to_owned();
            let area = area.to_lowercase().replace(' ', "-");
            ((area, month), rate.parse().expect("a rate"))
        })
        .collect()
}

#[test]
fn every_series_is_somebody_s_currency() {
    let rates = rates();
    let mut named: Vec<&str> = rates.keys().map(|(area, _)| area.as_str()).collect();
    named.dedup();
    let mut ours: Vec<&str> = areas().iter().map(|a| a.area).collect();
    ours.sort_unstable();
    ours.dedup();
    assert_eq!(named, ours);
}

/// A euro was a fixed amount of each member's currency from 1999 on (Council Regulation 2866/98). Were the euro, or
/// Ireland, quoted the other way round, the quotient would be far from it.
#[test]
fn the_fixed_rates_of_the_euro_show_which_way_it_is_quoted() {
    let rates = rates();
    let fixed = [
        ("austria", 13.7603),
        ("belgium", 40.3399),
        ("finland", 5.945_73),
        ("france", 6.559_57),
        ("germany", 1.955_83),
        ("ireland", 0.787_564),
        ("italy", 1936.27),
        ("netherlands", 2.203_71),
        ("portugal", 200.482),
        ("spain", 166.386),
    ];
    for (area, per_euro) in fixed {
        for month in ["1999-01", "2000-06", "2001-12"] {
            let of = |area: &str| rates[&(area.to_owned(), month.to_owned())];
            let quotient: f64 = of(area) / of("euro");
            assert!(
                (quotient / per_euro - 1.0).abs() < 0.001,
                "{area} {month}: {quotient}"
            );
        }
    }
}

/// In 2001 an Australian dollar cost about half a US dollar, a New Zealand dollar less, and a pound more than one.
#[test]
fn the_others_that_the_release_turns_round_are_units_for_a_dollar_too() {
    let rates = rates();
    let of = |area: &str| rates[&(area.to_owned(), "2001-06".to_owned())];
    assert!(of("australia") > 1.8 && of("new-zealand") > 2.2 && of("united-kingdom") < 0.8);
}
