//! Interactive effects against gsynth (fect) on turnout, matrix completion against `MCPanel` on California.
#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

mod panels;

use panels::{Table, california, json, near, path};
use rootcast_impact::{
    factor::{
        Interactive,
        completion::{Choice, completion},
        rank,
    },
    panel::{Design, Panel},
    placebo::general::drawn,
};

fn turnout() -> (Panel, Design, [Panel; 2]) {
    let table = Table::read("data/xu_turnout/xu_edr_turnout.csv", b',', "abb", "year");
    let panel = table.panel("turnout");
    let starts = (0..table.units.len())
        .map(|u| table.of("policy_edr", u).iter().position(|v| *v > 0.0))
        .collect();
    let design = Design::new(&panel, starts).unwrap();
    (
        panel,
        design,
        [table.panel("policy_mail_in"), table.panel("policy_motor")],
    )
}

#[test]
fn turnout_by_rank_is_exact_and_two_factors_are_chosen() {
    let (panel, design, _) = turnout();
    assert_eq!(design.treated().len(), 9);
    let reference = json("expected/gsynth_turnout_by_rank.json");
    for rank in 0..=5 {
        let fit = Interactive::fit(&panel, &design, &[], rank).unwrap();
        let said = reference["att_by_r"][rank.to_string()].as_f64().unwrap();
        near(&rank.to_string(), fit.effect, said, 1e-8);
    }
    let chosen = rank(&panel, &design, &[], 5).unwrap();
    assert_eq!(chosen.best, 2, "{chosen:?}");
    let mut said = csv::Reader::from_path(path("captured/gsynth_xu_turnout__gold_cv.csv")).unwrap();
    for row in said.records().map(Result::unwrap).filter(|r| &r[0] == "nocov") {
        let rank: usize = row[1].parse().unwrap();
        near(&row[1], chosen.errors[rank], row[2].parse().unwrap(), 1e-6);
    }
}

#[test]
fn turnout_with_covariates_is_the_reference() {
    let (panel, design, covariates) = turnout();
    let covariates = [&covariates[0], &covariates[1]];
    let mut said = csv::Reader::from_path(path("captured/gsynth_xu_turnout__gold_grid.csv")).unwrap();
    for row in said.records().map(Result::unwrap).filter(|r| &r[0] == "cov") {
        let fit = Interactive::fit(&panel, &design, &covariates, row[1].parse().unwrap()).unwrap();
        // The reference stops its rounds at a change of 1e-5, which is early where they move slowly.
        near(&row[1], fit.effect, row[2].parse().unwrap(), 1e-2);
        for (ours, theirs) in fit.coefficients.iter().zip(row[3].split(';')) {
            near(&row[1], *ours, theirs.parse().unwrap(), 3e-2);
        }
    }
    assert_eq!(rank(&panel, &design, &covariates, 5).unwrap().best, 2);
}

/// Nine states with their dates among thirty-eight: no program prints this, so that only its sense is checked.
#[test]
fn turnout_is_beyond_most_placebos() {
    let (panel, design, _) = turnout();
    let fit = |p: &Panel, d: &Design| Interactive::fit(p, d, &[], 2).map(|f| f.effect);
    let all = drawn(&panel, &design, 300, 1, fit).unwrap();
    near("effect", all.effect, 5.130_493, 1e-6);
    assert!(
        all.p < 0.1 && all.p_error < 0.03 && all.deviation > 1.0,
        "{} {}",
        all.p,
        all.deviation
    );
}

#[test]
fn the_path_of_effects_is_the_reference() {
    let (panel, design, _) = turnout();
    let mut said = csv::Reader::from_path(path("captured/gsynth_xu_turnout__gold_path.csv")).unwrap();
    for row in said.records().map(Result::unwrap).filter(|r| &r[0] == "nocov") {
        let fit = Interactive::fit(&panel, &design, &[], row[1].parse().unwrap()).unwrap();
        // The reference counts the first step under treatment as one.
        let at = row[2].parse::<i64>().unwrap() - 1;
        let ours = fit.path(&design).into_iter().find(|p| p.0 == at).unwrap().1;
        near(
            &format!("{} {}", &row[1], &row[2]),
            ours,
            row[3].parse().unwrap(),
            1e-6,
        );
    }
}

#[test]
fn matrix_completion_on_california_is_near_the_reference() {
    let (panel, design) = california();
    let reference = json("captured/mcnnm_prop99__reference.json");
    let said = reference["values"]["mcnnm_att"].as_f64().unwrap();
    let fit = completion(&panel, &design, &Choice::default()).unwrap();
    near("effect", fit.effect, said, 0.2);
}
