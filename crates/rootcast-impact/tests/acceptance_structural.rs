//! The exact filter against statsmodels on the Nile, the Bayesian estimate against R's `CausalImpact`.
#![allow(clippy::unwrap_used)]

mod panels;

use panels::{json, near, path};
use rootcast_impact::structural::{
    Impact, Options, impact,
    kalman::{Model, filter, smooth},
};

fn column(file: &str, name: &str) -> Vec<f64> {
    let mut reader = csv::Reader::from_path(path(file)).unwrap();
    let at = reader.headers().unwrap().iter().position(|h| h == name).unwrap();
    reader
        .records()
        .map(|r| r.unwrap()[at].parse().unwrap())
        .collect()
}

#[test]
fn the_nile_is_filtered_and_smoothed_exactly() {
    let nile = column("data/causalimpact/nile.csv", "volume");
    let reference = json("expected/kalman_nile.json");
    let said = &reference["fixed_15099_1469.1"];
    let model = Model::local_level(15_099.0, 1_469.1);
    let filtered = filter(&model, &nile).unwrap();
    let smoothed = smooth(&model, &filtered);
    near(
        "likelihood",
        filtered.likelihood,
        said["llf"].as_f64().unwrap(),
        1e-8,
    );
    near(
        "forecast",
        filtered.forecast.0,
        said["forecast_1"].as_f64().unwrap(),
        1e-8,
    );
    for t in 0..5 {
        near(
            "filtered",
            filtered.means[t][0],
            said["filtered_first5"][t].as_f64().unwrap(),
            1e-8,
        );
        near(
            "smoothed",
            smoothed.means[t][0],
            said["smoothed_first5"][t].as_f64().unwrap(),
            1e-8,
        );
    }
    for t in 0..3 {
        let theirs = said["smoothed_var_first3"][t].as_f64().unwrap();
        near("variance", smoothed.covariances[t][(0, 0)], theirs, 1e-8 * theirs);
    }
    near(
        "last",
        smoothed.means[99][0],
        said["smoothed_last"].as_f64().unwrap(),
        1e-8,
    );
    let exact = &reference["exact_diffuse"];
    let at = |name: &str| exact["params"][name].as_f64().unwrap();
    let best = Model::local_level(at("sigma2.irregular"), at("sigma2.level"));
    near(
        "at the optimum",
        filter(&best, &nile).unwrap().likelihood,
        exact["llf"].as_f64().unwrap(),
        1e-8,
    );
}

/// Point effect within 1 %, ends within 5 %, of the effect or, where there is none, of the interval's width.
fn agrees(name: &str, ours: &Impact, theirs: &serde_json::Value) {
    let at = |key: &str| theirs[key].as_f64().unwrap();
    let width = at("AbsEffect.upper") - at("AbsEffect.lower");
    let size = at("AbsEffect").abs().max(width);
    near(name, ours.average.actual, at("Actual"), 1e-6);
    near(name, ours.average.effect, at("AbsEffect"), 0.01 * size);
    near(name, ours.average.interval.0, at("AbsEffect.lower"), 0.05 * size);
    near(name, ours.average.interval.1, at("AbsEffect.upper"), 0.05 * size);
    near(
        name,
        ours.average.deviation,
        at("AbsEffect.sd"),
        0.1 * at("AbsEffect.sd"),
    );
}

#[test]
fn the_vignette_agrees_over_ten_seeds() {
    let (y, x) = (
        column("data/causalimpact/vignette_example.csv", "y"),
        column("data/causalimpact/vignette_example.csv", "x1"),
    );
    let reference = json("expected/CausalImpact_R.json");
    for seed in 1..=10 {
        let options = Options {
            draws: 5000,
            seed,
            ..Options::default()
        };
        let fit = impact(&y, std::slice::from_ref(&x), 70, &options).unwrap();
        agrees("vignette", &fit, &reference["vignette_runs"][0]["average"]);
    }
}

#[test]
fn california_with_38_controls_agrees() {
    let (panel, design) = panels::california();
    let reference = json("expected/CausalImpact_R.json");
    let treated = design.treated()[0];
    let controls: Vec<Vec<f64>> = design.donors().iter().map(|u| panel.unit(*u).to_vec()).collect();
    let options = Options {
        draws: 5000,
        ..Options::default()
    };
    let fit = impact(panel.unit(treated), &controls, 19, &options).unwrap();
    let theirs = &reference["prop99"][0]["average"];
    let width = theirs["AbsEffect.upper"].as_f64().unwrap() - theirs["AbsEffect.lower"].as_f64().unwrap();
    near(
        "effect",
        fit.average.effect,
        theirs["AbsEffect"].as_f64().unwrap(),
        0.05 * width,
    );
    near(
        "low",
        fit.average.interval.0,
        theirs["AbsEffect.lower"].as_f64().unwrap(),
        0.15 * width,
    );
    near(
        "high",
        fit.average.interval.1,
        theirs["AbsEffect.upper"].as_f64().unwrap(),
        0.15 * width,
    );
}

#[test]
fn the_fixtures_agree_over_ten_seeds() {
    let reference = json("expected/CausalImpact_R.json");
    for name in ["basic", "covariates", "strong_effect", "no_effect", "seasonal"] {
        let file = json(&format!("data/causalimpact/r_reference_{name}.json"));
        let figures = |v: &serde_json::Value| -> Vec<f64> {
            v.as_array()
                .unwrap()
                .iter()
                .map(|x| x.as_f64().unwrap())
                .collect()
        };
        let y = figures(&file["data"]["y"]);
        let controls: Vec<Vec<f64>> = file["data"]["x"]
            .as_object()
            .map(|x| x.values().map(figures).collect())
            .unwrap_or_default();
        let start = usize::try_from(file["n_pre"].as_u64().unwrap()).unwrap();
        for seed in 1..=10 {
            let options = Options {
                draws: 5000,
                seed,
                seasons: (name == "seasonal").then_some((7, 1)),
                ..Options::default()
            };
            let fit = impact(&y, &controls, start, &options).unwrap();
            agrees(name, &fit, &reference["fixtures"][name]["here"]);
        }
    }
}
