//! Does a series wander? Tests of unit roots and of cointegration.
//!
//! The augmented Dickey–Fuller test takes a unit root as given and asks for evidence against it, the KPSS test takes
//! stationarity as given. Two series that both wander may keep together (Engle and Granger 1987): the residuals of one on
//! the other are tested for a unit root. On *differences* that test finds a relation between any two independent random
//! walks, because differences do not wander to begin with: [`engle_granger`] refuses series that do not wander.

mod mackinnon;

use crate::{
    error::{ImpactError, Result},
    regression::{Regression, Regressor},
    variance::Variance,
};
use mackinnon::{critical_values, probability};

/// Terms of time in a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Terms {
    /// None: residuals.
    None,
    /// A constant.
    Constant,
    /// A constant and a straight line.
    Trend,
}

/// A test of a unit root.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct UnitRoot {
    /// The statistic.
    pub statistic: f64,
    /// Probability of a statistic this extreme under what the test takes as given. That of KPSS lies between 0.01 and 0.10,
    /// as far as its table goes.
    pub p: f64,
    /// Lags used.
    pub lags: usize,
    /// Values of the statistic at which 1, 5 and 10 per cent are beyond.
    pub critical: [f64; 3],
}

/// The augmented Dickey–Fuller test (Dickey and Fuller 1979; Said and Dickey 1984): `Δy = ρ y₋₁ + Σ γ Δy₋ᵢ + terms`, a unit
/// root meaning `ρ = 0`. Lags, up to `12 (n/100)^¼` (Schwert 1989), are those with the least Akaike criterion on the steps
/// that all allow. Probabilities: MacKinnon (1994), critical values: MacKinnon (2010).
///
/// # Errors
/// [`ImpactError::Data`] where a figure is missing, the series is shorter than 12 steps, or does not vary.
pub fn dickey_fuller(series: &[f64], terms: Terms) -> Result<UnitRoot> {
    check(series, "the series")?;
    let (statistic, lags) = augmented(series, terms)?;
    let used = series.len() - 1 - lags;
    Ok(UnitRoot {
        statistic,
        p: probability(statistic, terms, 1),
        lags,
        critical: critical_values(terms, 1, used),
    })
}

fn check(series: &[f64], what: &str) -> Result<()> {
    if let Some(at) = series.iter().position(|v| !v.is_finite()) {
        return Err(ImpactError::Data(format!(
            "{what} has no figure at step {at}: fill it or begin after it"
        )));
    }
    if series.len() < 12 {
        return Err(ImpactError::Data(format!(
            "{what} has {} steps: a test of a unit root needs 12 at least, and says little below 50",
            series.len()
        )));
    }
    let (low, high) = series
        .iter()
        .fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    if high - low <= 1e-12 * high.abs().max(low.abs()) {
        return Err(ImpactError::Data(format!("{what} does not vary")));
    }
    Ok(())
}

/// The statistic, and the lags chosen.
fn augmented(series: &[f64], terms: Terms) -> Result<(f64, usize)> {
    let n = series.len();
    let extra = match terms {
        Terms::None => 0,
        Terms::Constant => 1,
        Terms::Trend => 2,
    };
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small count"
    )]
    let most =
        ((12.0 * (n as f64 / 100.0).powf(0.25)).ceil() as usize).min((n / 2).saturating_sub(extra + 1));
    let mut best = (f64::INFINITY, 0);
    for lags in 0..=most {
        let (_, squares, rows) = regress(series, terms, lags, most)?;
        let criterion = rows as f64 * (squares / rows as f64).ln() + 2.0 * (lags + 1 + extra) as f64;
        if criterion < best.0 {
            best = (criterion, lags);
        }
    }
    let (statistic, ..) = regress(series, terms, best.1, best.1)?;
    Ok((statistic, best.1))
}

/// The ratio of `ρ` to its error with some lags, on the steps that `skip` lags allow; squares left, rows.
fn regress(series: &[f64], terms: Terms, lags: usize, skip: usize) -> Result<(f64, f64, usize)> {
    let change: Vec<f64> = series.windows(2).map(|w| w[1] - w[0]).collect();
    let rows: Vec<usize> = (skip..change.len()).collect();
    let outcome: Vec<f64> = rows.iter().map(|t| change[*t]).collect();
    let mut columns = vec![Regressor::owned(
        "level",
        rows.iter().map(|t| series[*t]).collect(),
    )];
    if terms == Terms::Trend {
        columns.push(Regressor::owned(
            "trend",
            rows.iter().map(|t| *t as f64).collect(),
        ));
    }
    for lag in 1..=lags {
        columns.push(Regressor::owned(
            &format!("lag {lag}"),
            rows.iter().map(|t| change[t - lag]).collect(),
        ));
    }
    let run = Regression::new(&outcome, columns, vec![]);
    let fit = if terms == Terms::None {
        run.through_origin()?
    } else {
        run.least_squares()?
    };
    let squares: f64 = fit.residuals().iter().map(|e| e * e).sum();
    let at = fit.names().iter().position(|n| n == "level");
    let ratio = match at {
        None => f64::NAN,
        Some(at) => fit.coefficients()[at] / fit.covariance(&Variance::Iid)?.errors()[at],
    };
    if !ratio.is_finite() {
        return Err(ImpactError::Data(
            "the level of the series cannot be told from its lags and terms: use fewer terms".to_owned(),
        ));
    }
    Ok((ratio, squares, rows.len()))
}

/// The test of Kwiatkowski, Phillips, Schmidt and Shin (1992) of stationarity around a constant or a straight line, with
/// the lags of Hobijn, Franses and Ooms (2004). A large statistic says that the series wanders.
///
/// # Errors
/// As [`dickey_fuller`]; and where no terms are asked for, for which the test is not defined.
pub fn kpss(series: &[f64], terms: Terms) -> Result<UnitRoot> {
    check(series, "the series")?;
    let table = match terms {
        Terms::None => {
            return Err(ImpactError::NotDefined {
                estimator: "the KPSS test",
                why: "it is about stationarity around a constant or a line: ask for one".to_owned(),
            });
        }
        // Their table 1: 10, 5, 2.5 and 1 per cent.
        Terms::Constant => [0.347, 0.463, 0.574, 0.739],
        Terms::Trend => [0.119, 0.146, 0.176, 0.216],
    };
    let n = series.len();
    let line: Vec<f64> = (0..n).map(|t| t as f64).collect();
    let columns = if terms == Terms::Trend {
        vec![Regressor::new("trend", &line)]
    } else {
        vec![]
    };
    let fit = Regression::new(series, columns, vec![]).least_squares()?;
    let e = fit.residuals();
    let product = |lag: usize| crate::absorb::dot(&e[lag..], &e[..n - lag]) / n as f64;
    let lags = bandwidth(&product, n);
    let mut spread = product(0);
    for lag in 1..=lags {
        spread += 2.0 * (1.0 - lag as f64 / (lags + 1) as f64) * product(lag);
    }
    let mut sum = 0.0;
    let squares: f64 = e
        .iter()
        .map(|v| {
            sum += v;
            sum * sum
        })
        .sum();
    let statistic = squares / (n as f64).powi(2) / spread;
    Ok(UnitRoot {
        statistic,
        p: between(statistic, table),
        lags,
        critical: [table[3], table[1], table[0]],
    })
}

fn bandwidth(product: &impl Fn(usize) -> f64, n: usize) -> usize {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small counts"
    )]
    let floor = |v: f64| v.max(0.0) as usize;
    let (mut all, mut weighted) = (product(0), 0.0);
    for lag in 1..=floor((n as f64).powf(2.0 / 9.0)) {
        all += 2.0 * product(lag);
        weighted += 2.0 * lag as f64 * product(lag);
    }
    let ratio = weighted / all;
    floor(1.1447 * (ratio * ratio).cbrt() * (n as f64).cbrt()).min(n - 1)
}

/// The probability between the values of the table.
fn between(statistic: f64, table: [f64; 4]) -> f64 {
    let p = [0.10, 0.05, 0.025, 0.01];
    if statistic <= table[0] {
        return p[0];
    }
    for i in 1..4 {
        if statistic <= table[i] {
            return p[i - 1] + (p[i] - p[i - 1]) * (statistic - table[i - 1]) / (table[i] - table[i - 1]);
        }
    }
    p[3]
}

/// The test of Engle and Granger (1987) that two series do not keep together: the residuals of `y` on `x` and a constant
/// are tested for a unit root.
///
/// # Errors
/// As [`dickey_fuller`]; [`ImpactError::NotDefined`] where a series does not wander (the Dickey–Fuller test with a line
/// rejects a unit root at 1 per cent), as differences of wandering series do not: the test would find a relation between
/// any two.
pub fn engle_granger(y: &[f64], x: &[f64]) -> Result<UnitRoot> {
    check(y, "the first series")?;
    check(x, "the second series")?;
    if y.len() != x.len() {
        return Err(ImpactError::Data(format!(
            "the series have {} and {} steps: give the same",
            y.len(),
            x.len()
        )));
    }
    for (series, what) in [(y, "first"), (x, "second")] {
        let test = dickey_fuller(series, Terms::Trend)?;
        if test.p < 0.01 {
            return Err(ImpactError::NotDefined {
                estimator: "the Engle–Granger test",
                why: format!(
                    "the {what} series does not wander (Dickey–Fuller {:.2}, p {:.4}): between stationary series, such as differences, it finds a relation in all of independent random walks; give levels, or use a regression",
                    test.statistic, test.p
                ),
            });
        }
    }
    let fit = Regression::new(y, vec![Regressor::new("x", x)], vec![]).least_squares()?;
    let (explained, _) = fit.explained().unwrap_or((0.0, 0.0));
    if explained > 1.0 - 100.0 * f64::EPSILON {
        return Err(ImpactError::NotDefined {
            estimator: "the Engle–Granger test",
            why: "one series is the other on another scale: there is nothing to test".to_owned(),
        });
    }
    let (statistic, lags) = augmented(fit.residuals(), Terms::None)?;
    Ok(UnitRoot {
        statistic,
        p: probability(statistic, Terms::Constant, 2),
        lags,
        critical: critical_values(Terms::Constant, 2, y.len() - 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};
    use rand_pcg::Pcg64;

    fn walk(random: &mut Pcg64, n: usize) -> Vec<f64> {
        let mut at = 0.0;
        (0..n)
            .map(|_| {
                let step: f64 = StandardNormal.sample(random);
                at += step;
                at
            })
            .collect()
    }

    /// The trap: on independent random walks the test holds its level, and on their differences it must not be run.
    #[test]
    fn differences_are_refused_and_levels_hold_their_size() {
        let mut random = Pcg64::seed_from_u64(3);
        let (mut refused, mut levels, mut found) = (0, 0, 0);
        for _ in 0..200 {
            let (a, b) = (walk(&mut random, 278), walk(&mut random, 278));
            let change = |w: &[f64]| w.windows(2).map(|p| p[1] - p[0]).collect::<Vec<_>>();
            refused += usize::from(matches!(
                engle_granger(&change(&a), &change(&b)),
                Err(ImpactError::NotDefined { .. })
            ));
            if let Ok(test) = engle_granger(&a, &b) {
                levels += 1;
                found += usize::from(test.p < 0.05);
            }
        }
        assert_eq!(refused, 200);
        assert!(levels > 185 && found * 100 <= levels * 9, "{levels} {found}");
    }

    #[test]
    fn bad_series_are_told_what_to_do() {
        let said = |s: &[f64]| dickey_fuller(s, Terms::Constant).unwrap_err().to_string();
        assert!(said(&[1.0; 5]).contains("needs 12"));
        assert!(said(&[2.0; 50]).contains("does not vary"));
        assert!(said(&[f64::NAN; 50]).contains("no figure at step 0"));
        let wave: Vec<f64> = (0..40).map(|i| f64::from(i * i % 7)).collect();
        assert!(kpss(&wave, Terms::None).is_err());
        assert!(
            engle_granger(&wave, &wave[..30])
                .unwrap_err()
                .to_string()
                .contains("40 and 30 steps")
        );
    }
}
