//! Synthetic difference-in-differences and its relatives against the authors' program on California.
#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

mod panels;

use panels::{california, json, near};
use rootcast_impact::{
    panel::{Design, Panel},
    synthdid::{Kind, Search, SynthDid, spread},
};

/// Half the squared distance of weighted donors to the treated path before treatment, best intercept, and ridge.
fn objective(panel: &Panel, design: &Design, fit: &SynthDid, weights: &[f64], level_free: bool) -> f64 {
    let start = design.start().unwrap();
    let treated = design.treated()[0];
    let mut rest: Vec<f64> = (0..start)
        .map(|t| {
            let mixed: f64 = fit
                .donors
                .iter()
                .zip(weights)
                .map(|(j, w)| w * panel.unit(*j)[t])
                .sum();
            mixed - panel.unit(treated)[t]
        })
        .collect();
    if level_free {
        let mean = rest.iter().sum::<f64>() / start as f64;
        for r in &mut rest {
            *r -= mean;
        }
    }
    let ridge = fit.ridges.units.powi(2) * start as f64;
    0.5 * rest.iter().map(|r| r * r).sum::<f64>() + 0.5 * ridge * weights.iter().map(|w| w * w).sum::<f64>()
}

fn theirs(panel: &Panel, fit: &SynthDid, case: &serde_json::Value) -> Vec<f64> {
    let raw: Vec<f64> = fit
        .donors
        .iter()
        .map(|j| case["omega"][&panel.units()[*j]].as_f64().unwrap())
        .collect();
    let sum: f64 = raw.iter().sum();
    raw.iter().map(|w| w / sum).collect()
}

/// The authors' search reproduces the authors' figures; the exact one has a lower objective.
#[test]
fn the_effect_is_the_authors_and_the_objective_no_higher() {
    let (panel, design) = california();
    let reference = json("expected/synthdid_prop99.json");
    let kind = Kind::SyntheticDifference;
    let fit = SynthDid::fit(&panel, &design, kind, Search::Published).unwrap();
    near("effect", fit.effect, -15.603_827_872_734, 1e-6);
    near("zeta", fit.ridges.units, 10.226_232_571_491, 1e-9);
    let case = &reference["sdid"];
    for (year, weight) in (1970..).zip(&fit.steps) {
        let said = case["lambda"][&year.to_string()].as_f64().unwrap();
        near(&year.to_string(), *weight, said, 1e-6);
    }
    for (said, weight) in theirs(&panel, &fit, case).iter().zip(&fit.units) {
        near("omega", *weight, *said, 1e-6);
    }
    for (t, effect) in fit.curve.iter().enumerate() {
        near("curve", *effect, case["effect_curve"][t].as_f64().unwrap(), 1e-6);
    }
    let exact = SynthDid::fit(&panel, &design, kind, Search::Exact).unwrap();
    near("exact effect", exact.effect, fit.effect, 2e-3);
    let proof = exact.unit_proof.unwrap();
    let other = objective(&panel, &design, &fit, &theirs(&panel, &fit, case), true);
    assert!(proof.objective < other, "{} >= {other}", proof.objective);
    for (ours, theirs) in [
        (exact.unit_proof, fit.unit_proof),
        (exact.step_proof, fit.step_proof),
    ] {
        let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
        assert!(
            ours.objective < theirs.objective && ours.gap <= 1e-9 * ours.objective,
            "{ours:?} {theirs:?}"
        );
        // The certificate tells of the search that stopped early.
        assert!(theirs.gap > 1e3 * ours.gap, "{ours:?} {theirs:?}");
        assert!(
            theirs.objective - ours.objective <= theirs.gap,
            "{ours:?} {theirs:?}"
        );
    }
    // Two programs of the same name give other answers; they must not pass for this one.
    for wrong in [-23.37, -18.00] {
        assert!((fit.effect - wrong).abs() > 1.0);
    }
}

#[test]
fn relatives_are_the_authors() {
    let (panel, design) = california();
    let reference = json("expected/synthdid_prop99.json");
    let did = SynthDid::fit(&panel, &design, Kind::Difference, Search::Exact).unwrap();
    near(
        "DiD",
        did.effect,
        reference["did"]["estimate"].as_f64().unwrap(),
        1e-9,
    );
    for (kind, key) in [
        (Kind::SyntheticControl, "sc"),
        (Kind::DemeanedControl, "difp"),
        (Kind::RidgeControl, "sc_reg"),
    ] {
        let said = reference[key]["estimate"].as_f64().unwrap();
        let published = SynthDid::fit(&panel, &design, kind, Search::Published).unwrap();
        near(key, published.effect, said, 1e-6);
        let exact = SynthDid::fit(&panel, &design, kind, Search::Exact).unwrap();
        let (ours, theirs) = (exact.unit_proof.unwrap(), published.unit_proof.unwrap());
        assert!(
            ours.objective <= theirs.objective && ours.gap <= 1e-9 * ours.objective,
            "{key}"
        );
    }
    let exact = SynthDid::fit(&panel, &design, Kind::SyntheticControl, Search::Exact).unwrap();
    near("SC, exact", exact.effect, -19.513_629_763_896, 1e-5);
}

#[test]
fn all_placebos_are_the_authors() {
    let (panel, design) = california();
    let reference = json("expected/synthdid_prop99_exhaustive_placebo.json");
    let kind = Kind::SyntheticDifference;
    let all = spread::placebos(&panel, &design, kind, Search::Published).unwrap();
    assert_eq!(all.placebos.len(), 38);
    for (unit, effect) in &all.placebos {
        let name = &panel.units()[*unit];
        near(name, *effect, reference["placebo"][name].as_f64().unwrap(), 1e-2);
    }
    near("standard deviation", all.error, 9.496_789, 1e-3);
    near("p", all.p, reference["p_abs"].as_f64().unwrap(), 1e-9);
    near("least p", all.least_p, 1.0 / 39.0, 1e-15);
    let exact = spread::placebos(&panel, &design, kind, Search::Exact).unwrap();
    near("standard deviation, exact", exact.error, 9.496_789, 1e-2);
}
