//! Effects by group and step against did and DRDID, the decomposition against diff-diff, a block against synthdid.

#![allow(clippy::unwrap_used, reason = "a test fails where its files do")]

mod files;

use files::{Table, json, near, numbers};
use rootcast_impact::{
    bacon::{Comparison as Kind, decompose},
    difference::difference,
    groups::{Aggregation, Base, Comparison, GroupEffects, GroupOptions, Method},
    panel::{Design, Panel},
};
use serde_json::Value;

/// The panel of teen employment, its design, and log population.
fn mpdta() -> (Panel, Design, Vec<f64>) {
    let t = Table::read("data/mpdta/mpdta.csv", b',');
    let (county, year, lemp) = (t.text("countyreal"), t.step("year"), t.number("lemp"));
    let (first, lpop) = (t.step("first.treat"), t.number("lpop"));
    let mut units: Vec<String> = county.clone();
    units.sort();
    units.dedup();
    let mut values = vec![f64::NAN; units.len() * 5];
    let (mut starts, mut size) = (vec![None; units.len()], vec![0.0; units.len()]);
    for i in 0..county.len() {
        let u = units.binary_search(&county[i]).unwrap();
        values[u * 5 + usize::try_from(year[i] - 2003).unwrap()] = lemp[i];
        starts[u] = (first[i] > 0).then(|| usize::try_from(first[i] - 2003).unwrap());
        size[u] = lpop[i];
    }
    let panel = Panel::new(units, (2003..2008).map(|y| y.to_string()).collect(), values).unwrap();
    let design = Design::new(&panel, starts).unwrap();
    (panel, design, size)
}

fn year(step: usize) -> f64 {
    2003.0 + step as f64
}

fn hold(name: &str, effects: &GroupEffects, golden: &Value) {
    let g = &golden[name];
    let (group, t, att, se) = (
        numbers(&g["group"]),
        numbers(&g["t"]),
        numbers(&g["att"]),
        numbers(&g["se_analytic"]),
    );
    assert_eq!(effects.effects().len(), att.len(), "{name}: {:?}", effects.lost());
    for (i, e) in effects.effects().iter().enumerate() {
        assert_eq!((year(e.group), year(e.step)), (group[i], t[i]), "{name}");
        let what = format!("{name}: {} at {}", group[i], t[i]);
        assert!(
            (e.effect - att[i]).abs() < 1e-9,
            "{what}: {} {}",
            e.effect,
            att[i]
        );
        assert_eq!(e.error.is_none(), se[i].is_nan());
        if let Some(error) = e.error {
            near(&format!("error of {what}"), error / se[i], 1.0, 1e-6);
        }
    }
    let pretest = effects.pretest().unwrap();
    near(
        &format!("{name}: pre-test"),
        pretest.statistic,
        g["W"].as_f64().unwrap(),
        1e-6,
    );
    assert!((pretest.p - g["Wpval"].as_f64().unwrap()).abs() < 1e-5);
    for (key, over) in [
        ("simple", Aggregation::Simple),
        ("dynamic", Aggregation::Dynamic),
        ("group_agg", Aggregation::Group),
        ("calendar", Aggregation::Calendar),
    ] {
        let (ours, theirs) = (effects.aggregate(over), &g[key]);
        let what = format!("{name}: {key}");
        assert!(
            (ours.effect - theirs["overall.att"].as_f64().unwrap()).abs() < 1e-9,
            "{what}"
        );
        near(
            &what,
            ours.error / theirs["overall.se"].as_f64().unwrap(),
            1.0,
            1e-6,
        );
        if !theirs["egt"].is_array() {
            assert!(ours.parts.is_empty());
            continue;
        }
        let (at, att, se) = (
            numbers(&theirs["egt"]),
            numbers(&theirs["att.egt"]),
            numbers(&theirs["se.egt"]),
        );
        assert_eq!(at.len(), ours.parts.len());
        for (i, (k, effect, error)) in ours.parts.iter().enumerate() {
            let place = if key == "dynamic" { 0.0 } else { 2003.0 };
            assert!((*k as f64 + place - at[i]).abs() < 1e-12);
            assert!((effect - att[i]).abs() < 1e-9, "{what} {k}");
            assert_eq!(error.is_none(), se[i].is_nan(), "{what} {k}");
            if let Some(error) = error {
                near(&format!("{what} {k}"), error / se[i], 1.0, 1e-6);
            }
        }
    }
}

#[test]
fn seven_variants_of_minimum_wages() {
    use Base::{Universal, Varying};
    use Comparison::{NeverTreated, NotYetTreated};
    use Method::{DoublyRobust, Regression, Weighting};

    let golden = json("expected/did_mpdta.json");
    let (panel, design, size) = mpdta();
    let variant = |method, comparison, base, with: bool| GroupOptions {
        method,
        comparison,
        base,
        anticipation: 0,
        covariates: if with { vec![size.clone()] } else { vec![] },
    };
    for (name, options) in [
        ("nocov_never", variant(DoublyRobust, NeverTreated, Varying, false)),
        (
            "nocov_notyet",
            variant(DoublyRobust, NotYetTreated, Varying, false),
        ),
        (
            "lpop_never_dr",
            variant(DoublyRobust, NeverTreated, Varying, true),
        ),
        ("lpop_never_reg", variant(Regression, NeverTreated, Varying, true)),
        ("lpop_never_ipw", variant(Weighting, NeverTreated, Varying, true)),
        (
            "nocov_never_universal",
            variant(DoublyRobust, NeverTreated, Universal, false),
        ),
        (
            "lpop_notyet_dr",
            variant(DoublyRobust, NotYetTreated, Varying, true),
        ),
    ] {
        hold(
            name,
            &GroupEffects::new(&panel, &design, &options).unwrap(),
            &golden,
        );
    }
}

#[test]
fn bands_by_bootstrap_are_near_the_reference() {
    let golden = json("expected/did_mpdta.json");
    let (panel, design, _) = mpdta();
    let effects = GroupEffects::new(&panel, &design, &GroupOptions::default()).unwrap();
    let band = effects.band(10_000, 7, 0.95).unwrap();
    assert_eq!(band, effects.band(10_000, 7, 0.95).unwrap());
    for (e, b) in effects.effects().iter().zip(&band.errors) {
        near("bootstrap", b.unwrap(), e.error.unwrap(), 0.05);
    }
    // The reference's critical value is of one run of 1,000 draws.
    near(
        "critical value",
        band.critical,
        golden["bootstrap_example"]["c"].as_f64().unwrap(),
        0.06,
    );
}

#[test]
fn the_two_way_estimate_is_taken_apart() {
    let golden = &json("expected/misc_sensitivity_unitroot_bacon.json")["bacon_mpdta"];
    let (panel, design, _) = mpdta();
    let parts = decompose(&panel, &design).unwrap();
    let is = |ours: f64, key: &str| {
        assert!(
            (ours - golden[key].as_f64().unwrap()).abs() < 1e-12,
            "{key}: {ours}"
        );
    };
    is(parts.estimate, "twfe_estimate");
    for (kind, key) in [
        (Kind::NeverTreated, "treated_vs_never"),
        (Kind::EarlierWithLater, "earlier_vs_later"),
        (Kind::LaterWithEarlier, "later_vs_earlier"),
    ] {
        let (weight, average) = parts.of(kind).unwrap();
        is(weight, &format!("total_weight_{key}"));
        is(average, &format!("weighted_avg_{key}"));
    }
}

#[test]
fn a_block_of_california() {
    let t = Table::read("data/prop99/california_prop99.csv", b';');
    let (state, year, packs) = (t.text("State"), t.step("Year"), t.number("PacksPerCapita"));
    let mut units = state.clone();
    units.sort();
    units.dedup();
    let mut values = vec![f64::NAN; units.len() * 31];
    for i in 0..state.len() {
        values[units.binary_search(&state[i]).unwrap() * 31 + usize::try_from(year[i] - 1970).unwrap()] =
            packs[i];
    }
    let california = units.binary_search(&"California".to_owned()).unwrap();
    let panel = Panel::new(units, (1970..2001).map(|y| y.to_string()).collect(), values).unwrap();
    let d = difference(&panel, &Design::block(&panel, &[california], 19).unwrap()).unwrap();
    let golden = json("expected/synthdid_prop99.json");
    let theirs = golden["did"]["estimate"].as_f64().unwrap();
    assert!((d.effect - theirs).abs() < 1e-9 && d.error.is_none());
}
