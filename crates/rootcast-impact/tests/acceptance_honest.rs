//! Sensitivity to trends against the authors' stored results.

#![allow(clippy::unwrap_used, reason = "a test fails where its files do")]

mod files;

use files::{Table, json, numbers};
use nalgebra::DMatrix;
use rootcast_impact::{
    groups::{Aggregation, Base, Comparison, GroupEffects, GroupOptions},
    honest::{EventStudy, Interval, Method, Restriction},
    panel::{Design, Panel},
};
use serde_json::Value;

fn study(name: &str, before: Option<usize>) -> EventStudy {
    let v = json(&format!("data/honestdid/{name}"));
    let effects = numbers(&v["betahat"]);
    let rows: Vec<f64> = v["sigma"].as_array().unwrap().iter().flat_map(numbers).collect();
    let before = before
        .or(v["numPrePeriods"].as_u64().and_then(|n| usize::try_from(n).ok()))
        .unwrap();
    EventStudy::new(
        &effects,
        &DMatrix::from_row_slice(effects.len(), effects.len(), &rows),
        before,
    )
    .unwrap()
}

/// The largest distance of our intervals to the reference's.
fn hold(ours: impl Fn(f64) -> Interval, golden: &Value, bound: &str, tolerance: f64) -> f64 {
    let mut most = 0.0_f64;
    for row in golden.as_array().unwrap() {
        let is = |k: &str| row[k].as_f64().unwrap();
        let i = ours(is(bound));
        most = most.max((i.low - is("lb")).abs()).max((i.high - is("ub")).abs());
    }
    assert!(most < tolerance, "{most}");
    most
}

#[test]
fn health_insurance_under_relative_magnitudes() {
    let s = study("ehec_nonstaggered_betahat_sigma.json", None);
    let at = |w: [f64; 2]| {
        let s = s.clone();
        move |m: f64| {
            s.interval(Restriction::RelativeMagnitudes(m), Method::Usual, &w, 0.95)
                .unwrap()
                .unwrap()
        }
    };
    for (file, weights) in [
        ("golden_unnamed-chunk-4__delta_rm_results.json", [1.0, 0.0]),
        ("golden_unnamed-chunk-5__delta_rm_results.json", [1.0, 0.0]),
        ("golden_unnamed-chunk-7__delta_rm_results_avg.json", [0.5, 0.5]),
    ] {
        hold(
            at(weights),
            &json(&format!("data/honestdid/{file}")),
            "Mbar",
            2e-3,
        );
    }
    let original = &json("data/honestdid/golden_unnamed-chunk-7__originalResults_avg.json")[0];
    let plain = s.plain(&[0.5, 0.5], 0.95).unwrap();
    assert!((plain.low - numbers(&original["lb"])[0]).abs() < 1e-8);
    assert!((plain.high - numbers(&original["ub"])[0]).abs() < 1e-8);
    // The interval loses zero between 1.5 and 2, nearer to 2.
    let m = s
        .breakdown(
            Restriction::RelativeMagnitudes,
            Method::Usual,
            &[1.0, 0.0],
            0.95,
            10.0,
        )
        .unwrap()
        .unwrap();
    assert!((1.8..2.0).contains(&m), "{m}");
}

#[test]
fn health_insurance_under_smoothness() {
    let s = study("ehec_nonstaggered_betahat_sigma.json", None);
    let golden = json("data/honestdid/golden_unnamed-chunk-6__delta_sd_results.json");
    let at = |m: f64| {
        s.interval(Restriction::Smoothness(m), Method::Usual, &[1.0, 0.0], 0.95)
            .unwrap()
            .unwrap()
    };
    hold(at, &golden, "M", 2e-3);
    let m = s
        .breakdown(Restriction::Smoothness, Method::Usual, &[1.0, 0.0], 0.95, 1.0)
        .unwrap()
        .unwrap();
    assert!((0.02..0.03).contains(&m));
    // Conditional tests of the same restriction give an interval that is not far off.
    let other = s
        .interval(
            Restriction::Smoothness(0.01),
            Method::Conditional,
            &[1.0, 0.0],
            0.95,
        )
        .unwrap()
        .unwrap();
    assert!(
        (other.low - at(0.01).low).abs() < 0.02 && (other.high - at(0.01).high).abs() < 0.02,
        "{other:?}"
    );
}

#[test]
fn studies_with_more_steps_come_to_an_end() {
    let s = study("BCdata_EventStudy.json", Some(4));
    let w = [1.0, 0.0, 0.0, 0.0];
    let mut last: Option<Interval> = None;
    for m in [0.5, 1.0, 2.0] {
        let i = s
            .interval(Restriction::RelativeMagnitudes(m), Method::Usual, &w, 0.95)
            .unwrap()
            .unwrap();
        assert!(last.is_none_or(|l| i.low <= l.low + 1e-6 && i.high >= l.high - 1e-6));
        last = Some(i);
    }
    let s = study("LWdata_EventStudy.json", Some(9));
    let mut w = vec![0.0; 23];
    w[0] = 1.0;
    let of = |r| s.interval(r, Method::Usual, &w, 0.95).unwrap().unwrap();
    let (straight, bent) = (
        of(Restriction::Smoothness(0.0)),
        of(Restriction::Smoothness(0.02)),
    );
    assert!(straight.high - straight.low < bent.high - bent.low);
    let i = of(Restriction::RelativeMagnitudes(1.0));
    assert!(i.low.is_finite() && i.high.is_finite() && i.low < i.high);
}

/// The whole way: from rows of states and years to effects by group, their event study, and its sensitivity. The
/// reference looked for the ends on a grid whose step is a fortieth of its width: they lie within a step inside ours.
#[test]
fn staggered_health_insurance_from_its_rows() {
    let t = Table::read("data/honestdid/ehec_data.csv", b',');
    let (rate, year, state, expansion) = (
        t.number("dins"),
        t.step("year"),
        t.step("stfips"),
        t.step("yexp2"),
    );
    let mut states = state.clone();
    states.sort_unstable();
    states.dedup();
    let (mut values, mut starts) = (vec![f64::NAN; states.len() * 12], vec![None; states.len()]);
    for i in 0..rate.len() {
        let u = states.binary_search(&state[i]).unwrap();
        values[u * 12 + usize::try_from(year[i] - 2008).unwrap()] = rate[i];
        // States that never expanded have no year, read as 0.
        starts[u] = usize::try_from(expansion[i] - 2008).ok();
    }
    let names = |n: &[i64]| n.iter().map(i64::to_string).collect::<Vec<_>>();
    let panel = Panel::new(names(&states), names(&(2008..2020).collect::<Vec<_>>()), values).unwrap();
    let design = Design::new(&panel, starts).unwrap();
    let options = GroupOptions {
        comparison: Comparison::NotYetTreated,
        base: Base::Universal,
        ..GroupOptions::default()
    };
    let effects = GroupEffects::new(&panel, &design, &options)
        .unwrap()
        .aggregate(Aggregation::Dynamic);
    let kept: Vec<usize> = (0..effects.parts.len())
        .filter(|i| effects.parts[*i].2.is_some() && (-5..=5).contains(&effects.parts[*i].0))
        .collect();
    let all = effects.covariance();
    let covariance = DMatrix::from_fn(kept.len(), kept.len(), |i, j| all[(kept[i], kept[j])]);
    let study: Vec<f64> = kept.iter().map(|i| effects.parts[*i].1).collect();
    let s = EventStudy::new(&study, &covariance, 4).unwrap();
    let w = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let plain = s.plain(&w, 0.95).unwrap();
    let step = 40.0 * (plain.high - plain.low) / (2.0 * 1.959_963_984_540_054) / 99.0;
    for file in [
        "golden_unnamed-chunk-9__sensitivity_results.json",
        "golden_unnamed-chunk-12_sensitivity_results.json",
    ] {
        let golden = json(&format!("data/honestdid/{file}"));
        let original = &golden["orig_ci"][0];
        assert!((plain.low - numbers(&original["lb"])[0]).abs() < 1e-8);
        assert!((plain.high - numbers(&original["ub"])[0]).abs() < 1e-8);
        let at = |m: f64| {
            s.interval(Restriction::RelativeMagnitudes(m), Method::Usual, &w, 0.95)
                .unwrap()
                .unwrap()
        };
        hold(at, &golden["robust_ci"], "Mbar", step);
    }
}
