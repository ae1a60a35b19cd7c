//! Sobol indices and elementary effects against `SALib` 1.6.0 on its own samples of the Ishigami function.
#![allow(clippy::unwrap_used, reason = "a test fails where its files do")]

use std::{f64::consts::PI, path::PathBuf};

use rootcast_scenario::sensitivity::{
    Bootstrap, Factor, Space, morris::Trajectories, saltelli, saltelli::Layout, sobol,
};

fn path(name: &str) -> PathBuf {
    std::env::var_os("ROOTCAST_SHARED")
        .map_or_else(
            || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
            PathBuf::from,
        )
        .join("data/golden/sensitivity/sa")
        .join(name)
}

fn table(name: &str) -> Vec<Vec<f64>> {
    let file = path(name);
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    text.lines()
        .map(|l| l.split(',').map(|v| v.trim().parse().unwrap()).collect())
        .collect()
}

fn golden() -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(path("ishigami_golden.json")).unwrap()).unwrap()
}

fn space() -> Space {
    Space::new(["x1", "x2", "x3"].map(|n| Factor::uniform(n, -PI, PI)).to_vec()).unwrap()
}

fn ishigami(x: &[f64]) -> f64 {
    x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
}

fn near(what: &str, ours: f64, theirs: f64, within: f64) {
    assert!((ours - theirs).abs() <= within, "{what}: {ours} and not {theirs}");
}

#[test]
fn sobol_indices_of_the_given_sample() {
    let (golden, space) = (golden(), space());
    let (x, y) = (table("ishigami_sobol_X.csv"), table("ishigami_sobol_Y.csv"));
    assert_eq!(x.len(), 8192);
    for (x, y) in x.iter().zip(&y) {
        near("the function", ishigami(x), y[0], 1e-12);
    }
    let layout = Layout::of_rows(y.len(), 3, true).unwrap();
    let bootstrap = Bootstrap {
        resamples: 1000,
        ..Bootstrap::default()
    };
    let found = &sobol::indices(&space, layout, &y, &bootstrap).unwrap()[0];
    for (j, factor) in found.factors.iter().enumerate() {
        near("S1", factor.first.value, golden["S1"][j].as_f64().unwrap(), 1e-12);
        near("ST", factor.total.value, golden["ST"][j].as_f64().unwrap(), 1e-12);
        // Theirs is of 100 resamples: a twentieth to a fifth of it is chance.
        for (ours, theirs) in [(factor.first, "S1_conf"), (factor.total, "ST_conf")] {
            let ratio = ours.half_width / golden[theirs][j].as_f64().unwrap();
            assert!((0.75..1.33).contains(&ratio), "{theirs} {j}: {ratio}");
        }
    }
    for (pair, (j, k)) in found.pairs.iter().zip([(0, 1), (0, 2), (1, 2)]) {
        near(
            "S2",
            pair.second.value,
            golden["S2"][j][k].as_f64().unwrap(),
            1e-12,
        );
    }
}

#[test]
fn elementary_effects_of_the_given_trajectories() {
    let (golden, space) = (golden(), space());
    let y = table("ishigami_morris_Y.csv");
    let given = Trajectories::from_values(&space, table("ishigami_morris_X.csv"), 0).unwrap();
    let effects = &given.effects(&space, &y, &Bootstrap::default()).unwrap()[0];
    for (j, effect) in effects.iter().enumerate() {
        for (key, ours) in [
            ("mu", effect.mu.value),
            ("mu_star", effect.mu_star.value),
            ("sigma", effect.sigma),
        ] {
            near(key, ours, golden["morris"][key][j].as_f64().unwrap(), 1e-9);
        }
    }
}

#[test]
fn our_own_sample_comes_to_the_analytic_indices() {
    let (golden, space) = (golden(), space());
    let drawn = saltelli::sample(&space, 4096, true, 11).unwrap();
    let outputs = drawn.run(&space, |x, _| vec![ishigami(x)]).unwrap();
    let found = &sobol::indices(&space, drawn.layout, &outputs, &Bootstrap::default()).unwrap()[0];
    for (j, factor) in found.factors.iter().enumerate() {
        near(
            "S1",
            factor.first.value,
            golden["analytic"]["S1"][j].as_f64().unwrap(),
            0.02,
        );
        near(
            "ST",
            factor.total.value,
            golden["analytic"]["ST"][j].as_f64().unwrap(),
            0.02,
        );
    }
}
