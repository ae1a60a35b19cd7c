//! Sensitivity to trends against the authors' stored results.

#![allow(clippy::unwrap_used, reason = "a test fails where its files do")]

mod files;

use files::{json, numbers};
use nalgebra::DMatrix;
use rootcast_impact::honest::{EventStudy, Interval, Method, Restriction};
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
