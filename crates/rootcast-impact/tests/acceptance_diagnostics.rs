//! Unit roots against statsmodels, robustness values against `PySensemakr`.

#![allow(clippy::unwrap_used, reason = "a test fails where its files do")]

mod files;

use files::{Table, json, near, numbers};
use rootcast_impact::{
    absorb::Factor,
    omitted::Omitted,
    regression::{Regression, Regressor},
    unitroot::{Terms, dickey_fuller, engle_granger, kpss},
};

#[test]
fn gross_domestic_product_and_consumption() {
    let golden = &json("expected/misc_sensitivity_unitroot_bacon.json")["unitroot"];
    let t = Table::read("data/unitroot/macrodata_gdp_cons.csv", b',');
    let log = |c: &str| t.number(c).iter().map(|v| v.ln()).collect::<Vec<_>>();
    let (gdp, consumption) = (log("realgdp"), log("realcons"));
    let growth: Vec<f64> = gdp.windows(2).map(|w| w[1] - w[0]).collect();
    for (key, test) in [
        ("log_gdp_adf_ct", dickey_fuller(&gdp, Terms::Trend).unwrap()),
        ("dlog_gdp_adf_c", dickey_fuller(&growth, Terms::Constant).unwrap()),
        ("log_gdp_kpss_ct", kpss(&gdp, Terms::Trend).unwrap()),
    ] {
        let theirs = numbers(&golden[key]);
        near(key, test.statistic, theirs[0], 1e-6);
        assert!(
            (test.p / theirs[1] - 1.0).abs() < 1e-6,
            "{key}: p {} {}",
            test.p,
            theirs[1]
        );
        assert!(
            (test.lags as f64 - theirs[2]).abs() < 1e-12,
            "{key}: {} lags",
            test.lags
        );
    }
    let (test, theirs) = (
        engle_granger(&gdp, &consumption).unwrap(),
        &golden["engle_granger_gdp_cons"],
    );
    near("Engle–Granger", test.statistic, theirs[0].as_f64().unwrap(), 1e-6);
    near("its p", test.p, theirs[1].as_f64().unwrap(), 1e-6);
    for (ours, theirs) in test.critical.iter().zip(numbers(&theirs[2])) {
        near("critical value", *ours, theirs, 1e-6);
    }
    let other: Vec<f64> = consumption.windows(2).map(|w| w[1] - w[0]).collect();
    let refused = engle_granger(&growth, &other).unwrap_err().to_string();
    assert!(refused.contains("does not wander"), "{refused}");
}

#[test]
fn harm_and_peace_in_darfur() {
    let golden = json("expected/sensemakr_darfur.json");
    let t = Table::read("data/darfur/darfur.csv", b',');
    let village = Factor::new("village", &t.text("village")).unwrap();
    let names = [
        "directlyharmed",
        "female",
        "age",
        "farmer_dar",
        "herder_dar",
        "pastvoted",
        "hhsize_darfur",
    ];
    let columns: Vec<Regressor> = names.iter().map(|n| Regressor::owned(n, t.number(n))).collect();
    let y = t.number("peacefactor");
    let run = Regression::new(&y, columns, vec![&village]);
    let fit = run.least_squares().unwrap();
    assert_eq!(fit.rows() as u64, golden["n"].as_u64().unwrap());
    let harm = Omitted::of(&fit, "directlyharmed").unwrap();
    let stats = &golden["stats"];
    for (key, ours) in [
        ("estimate", harm.estimate),
        ("se", harm.error),
        ("t_statistic", harm.ratio()),
        ("r2yd_x", harm.partial_r2()),
        ("rv_q", harm.robustness(1.0, None)),
        ("rv_qa", harm.robustness(1.0, Some(0.05))),
        ("dof", harm.degrees),
    ] {
        near(key, ours / stats[key].as_f64().unwrap(), 1.0, 1e-6);
    }
    for (times, bound) in [1.0, 2.0, 3.0].iter().zip(golden["bounds"].as_array().unwrap()) {
        let a = Omitted::beside_covariate(&run, "directlyharmed", "female", *times).unwrap();
        for (key, ours) in [
            ("r2dz_x", a.with_treatment),
            ("r2yz_dx", a.with_outcome),
            ("adjusted_estimate", a.estimate),
            ("adjusted_se", a.error),
            ("adjusted_t", a.ratio),
            ("adjusted_lower_CI", a.interval.0),
            ("adjusted_upper_CI", a.interval.1),
        ] {
            near(key, ours / bound[key].as_f64().unwrap(), 1.0, 1e-6);
        }
    }
    assert!(Omitted::beside_covariate(&run, "directlyharmed", "height", 1.0).is_err());
    let strong = Omitted::beside_covariate(&run, "directlyharmed", "female", 1e4)
        .unwrap_err()
        .to_string();
    assert!(strong.contains("try fewer times"), "{strong}");
}
