//! Synthetic controls against an exact conic solver on three classical panels.
#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

mod panels;

use panels::{basque, california, germany, json, near};
use rootcast_impact::{
    panel::{Design, Panel},
    placebo::{donors, pairs, space, time, width},
    synthetic::{Level, Synthetic},
};

fn cases() -> [(&'static str, (Panel, Design)); 3] {
    [
        ("prop99", california()),
        ("basque", basque(1970)),
        ("germany", germany(1990)),
    ]
}

#[test]
fn outcome_only_weights_gaps_and_ratios_are_exact() {
    let reference = json("expected/sc_outcome_only_exact.json");
    for (name, (panel, design)) in cases() {
        let theirs = &reference[name];
        let fit = Synthetic::fit(&panel, &design, Level::Met).unwrap();
        let size = theirs["post_rmspe"].as_f64().unwrap();
        for (donor, weight) in fit.donors.iter().zip(&fit.weights) {
            let said = theirs["weights"][&panel.units()[*donor]].as_f64().unwrap_or(0.0);
            near(&format!("{name}: {}", panel.units()[*donor]), *weight, said, 1e-6);
        }
        for (gap, said) in fit.gaps.iter().zip(theirs["gap"].as_object().unwrap().values()) {
            near(name, *gap, said.as_f64().unwrap(), 1e-6 * size);
        }
        near(
            name,
            fit.effect(),
            theirs["avg_post_gap"].as_f64().unwrap(),
            1e-6 * size,
        );
        near(name, fit.ratio(), theirs["rmspe_ratio"].as_f64().unwrap(), 1e-5);
        let said = theirs["pre_rmspe"].as_f64().unwrap();
        assert!(fit.before() <= said + 1e-8, "{name}: {} > {said}", fit.before());
        let proof = fit.proof;
        assert!(
            proof.gap <= 1e-9 * proof.objective && proof.residual < 1e-10 && proof.balance < 1e-14,
            "{name}: {proof:?}"
        );
    }
}

#[test]
fn placebos_in_space_are_exact() {
    let reference = json("expected/sc_outcome_only_exact.json");
    for (name, (panel, design)) in cases() {
        let theirs = &reference[name];
        let all = space::space(&panel, &design, Level::Met).unwrap();
        for (unit, score) in &all.placebos {
            let unit = &panel.units()[*unit];
            let said = &theirs["placebo_space"][unit];
            let what = format!("{name}: {unit}");
            let size = said["post_rmspe"].as_f64().unwrap();
            near(
                &what,
                score.effect,
                said["avg_post_gap"].as_f64().unwrap(),
                2e-6 * size,
            );
            near(
                &what,
                score.before / size,
                said["pre_rmspe"].as_f64().unwrap() / size,
                1e-6,
            );
        }
        assert_eq!(all.rank as u64, theirs["rank"].as_u64().unwrap(), "{name}");
        near(name, all.p, theirs["p_rmspe_ratio"].as_f64().unwrap(), 1e-12);
        near(
            name,
            all.p_of_effect,
            theirs["p_abs_avg_gap"].as_f64().unwrap(),
            1e-12,
        );
    }
    let (panel, design) = germany(1990);
    let least = space::space(&panel, &design, Level::Met).unwrap().least_p;
    assert_eq!(format!("{least:.4}"), "0.0588");
}

#[test]
fn leaving_two_out_gives_the_exact_p() {
    let said = json("captured/lto_refined_placebo__reference.json");
    for (key, (panel, design), p) in [
        ("ca", california(), (73, 703)),
        ("ger", germany(1990), (1, 120)),
        ("bq", basque(1971), (83, 120)),
    ] {
        let rounds = pairs::pairs(&panel, &design, Level::Met).unwrap();
        assert_eq!((rounds.lost, rounds.rounds), p, "{key}");
        near(
            key,
            rounds.p(),
            said["values"][format!("{key}_p_value")].as_f64().unwrap(),
            1e-9,
        );
    }
    let (panel, design) = basque(1970);
    assert_eq!(pairs::pairs(&panel, &design, Level::Met).unwrap().lost, 86);
}

#[test]
fn donors_left_out_and_earlier_starts_are_exact() {
    let reference = json("expected/sc_outcome_only_exact.json");
    for (name, (panel, design)) in cases() {
        let theirs = &reference[name];
        let size = theirs["post_rmspe"].as_f64().unwrap();
        let out = donors::donors(&panel, &design, Level::Met).unwrap();
        for (unit, effect) in &out.without {
            let said = &theirs["leave_one_donor_out_avg_gap"][&panel.units()[*unit]];
            near(name, *effect, said.as_f64().unwrap(), 2e-6 * size);
        }
        let said = &theirs["in_time_placebo"];
        let first: i32 = panel.steps()[0].parse().unwrap();
        let start = (said["fake_T0"].as_f64().unwrap() as i32 - first) as usize;
        let fold = time::time(&panel, &design, Level::Met, &[start], 5)
            .unwrap()
            .folds
            .remove(0);
        near(
            name,
            fold.fit.effect(),
            said["avg_gap"].as_f64().unwrap(),
            2e-6 * size,
        );
        near(
            name,
            fold.fit.before(),
            said["pre_rmspe"].as_f64().unwrap(),
            1e-6 * size,
        );
    }
}

#[test]
fn identification_widths_are_exact() {
    let reference = json("expected/sc_outcome_only_exact.json");
    for (name, (panel, design)) in cases() {
        let widths = width::width(&panel, &design, Level::Met, &width::SLACKS).unwrap();
        let theirs = &reference[name]["near_optimal_avg_gap_range"];
        for (width, key) in widths.iter().zip(["1.02", "1.1", "1.25"]) {
            let size = theirs[key][1].as_f64().unwrap().abs();
            near(name, width.low, theirs[key][0].as_f64().unwrap(), 1e-4 * size);
            near(name, width.high, theirs[key][1].as_f64().unwrap(), 1e-4 * size);
        }
    }
}
