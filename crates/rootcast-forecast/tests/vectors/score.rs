//! Scores.

use rootcast_forecast::score::{
    crps,
    energy::energy_score,
    event::brier,
    interval,
    pit::{Histogram, kolmogorov_smirnov},
};

use super::{all_close, close, group, numbers, rows};

/// Columns of a group as rows of numbers.
fn table<const N: usize>(name: &str, columns: [&str; N]) -> Vec<[f64; N]> {
    let group = group(name);
    let columns = columns.map(|c| numbers(&group[c]));
    (0..columns[0].len())
        .map(|i| std::array::from_fn(|c| columns[c][i]))
        .collect()
}

#[test]
fn crps_of_distributions() {
    for [y, mu, sigma, want, other] in table(
        "crps_normal",
        ["obs", "mu", "sigma", "scoringrules", "properscoring"],
    ) {
        close(crps::normal(mu, sigma, y), want, "normal");
        close(crps::normal(mu, sigma, y), other, "normal");
    }
    for [y, mean, want] in table("crps_poisson", ["obs", "mean", "value"]) {
        close(crps::count::poisson(mean, y), want, "Poisson");
    }
    for [y, n, p, want] in table("crps_negbinom", ["obs", "n", "prob", "value"]) {
        close(crps::count::negative_binomial(n, p, y), want, "negative binomial");
    }
    for [y, shape, rate, want] in table("crps_gamma", ["obs", "shape", "rate", "value"]) {
        close(crps::gamma(shape, rate, y), want, "gamma");
    }
    for [y, mu, sigma, want] in table("crps_lognormal", ["obs", "mulog", "sigmalog", "value"]) {
        close(crps::lognormal(mu, sigma, y), want, "lognormal");
    }
    for [y, location, scale, want] in table("crps_laplace", ["obs", "loc", "scale", "value"]) {
        close(crps::laplace(location, scale, y), want, "Laplace");
    }
    for [y, df, location, scale, want] in table("crps_t", ["obs", "df", "loc", "scale", "value"]) {
        close(crps::student(df, location, scale, y), want, "t");
    }
}

#[test]
fn crps_of_samples() {
    let samples = rows(&group("crps_ensemble")["ens"]);
    let columns = ["obs", "scoringrules_fair", "scoringrules_nrg", "properscoring"];
    for ([y, fair, nrg, other], sample) in table("crps_ensemble", columns).into_iter().zip(&samples) {
        close(crps::held::fair(sample, y), fair, "fair");
        close(crps::held::ensemble(sample, y), nrg, "nrg");
        close(crps::held::ensemble(sample, y), other, "properscoring");
    }
    let energy = group("energy_score");
    let draws: Vec<f64> = rows(&energy["ens"]).concat();
    let got = energy_score(&draws, &numbers(&energy["obs"])).unwrap();
    close(got, energy["value"].as_f64().unwrap(), "energy");
}

#[test]
fn scores_of_intervals() {
    let alpha = group("interval_score")["alpha"].as_f64().unwrap();
    for [y, lower, upper, want] in table("interval_score", ["obs", "lower80", "upper80", "value"]) {
        close(interval::interval_score(alpha, lower, upper, y), want, "interval");
    }
    let wis = group("wis");
    let (lower, upper, alphas) = (rows(&wis["lower"]), rows(&wis["upper"]), numbers(&wis["alpha"]));
    for (i, [y, median, want]) in table("wis", ["obs", "median", "value"]).into_iter().enumerate() {
        let intervals: Vec<(f64, f64, f64)> = alphas
            .iter()
            .enumerate()
            .map(|(k, alpha)| (*alpha, lower[i][k], upper[i][k]))
            .collect();
        close(
            interval::weighted_interval_score(median, &intervals, y),
            want,
            "wis",
        );
    }
    for [y, q, tau, want] in table("quantile_score", ["obs", "q", "tau", "value"]) {
        close(interval::quantile_score(tau, q, y), want, "quantile");
    }
    for [p, y, want] in table("brier", ["p", "y", "value"]) {
        close(brier(p, y > 0.5), want, "Brier");
    }
}

#[test]
fn transforms() {
    let pit = group("pit");
    let transforms = numbers(&pit["u"]);
    let (distance, _) = kolmogorov_smirnov(&transforms).unwrap();
    close(distance, pit["ks_stat"].as_f64().unwrap(), "distance");
    let mut histogram = Histogram::new(10);
    for u in &transforms {
        histogram.add(*u);
    }
    all_close(histogram.weights(), &numbers(&pit["hist10"]), "histogram");
}
