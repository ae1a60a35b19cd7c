//! The wild cluster bootstrap.

use nalgebra::{DMatrix, DVector};
use rand::RngExt;
use rand_pcg::Pcg64;

use super::Redrawn;
use crate::{
    absorb::{Absorber, Factor, dot},
    error::{ImpactError, Result},
    regression::{Fit, Law},
};

/// Clusters up to which all signs are run through.
const ALL: usize = 16;

/// The test that a coefficient of least squares is zero, from residuals of the regression without it whose clusters keep
/// or change sign together. All `2^G` signs up to 16 clusters, `draws` of them from a seed beyond. The effects are taken
/// out of each cluster's residuals once: a draw is a product of a small matrix with the signs (Roodman and others 2019).
///
/// # Errors
/// [`ImpactError::Data`] where there is no such coefficient, fewer than three clusters, or fewer than 99 draws;
/// [`ImpactError::NotDefined`] after a regression that is not least squares.
pub fn wild_bootstrap(
    fit: &Fit,
    coefficient: &str,
    clusters: &Factor,
    draws: usize,
    seed: u64,
) -> Result<Redrawn> {
    let at = fit.names().iter().position(|n| n == coefficient).ok_or_else(|| {
        ImpactError::Data(format!(
            "the regression has no coefficient {coefficient}: it has {}",
            fit.names().join(", ")
        ))
    })?;
    if fit.law() != Law::Normal || fit.instrumented {
        return Err(ImpactError::NotDefined {
            estimator: "the wild cluster bootstrap",
            why: "it redraws residuals of plain least squares: use clustered errors or randomisation here"
                .to_owned(),
        });
    }
    let clusters = fit.usable(clusters)?;
    let g = clusters.levels();
    if g < 3 || draws < 99 {
        return Err(ImpactError::Data(format!(
            "{g} clusters and {draws} draws: the bootstrap needs three and 99 at least; use randomisation with fewer clusters"
        )));
    }
    let table = Table::new(fit, at, &clusters)?;
    let own = table.ratio(&vec![1.0; g]);
    let all = g <= ALL;
    let mut beyond = 0;
    let total = if all { 1 << g } else { draws };
    let mut random = Pcg64::new(u128::from(seed), 5);
    let mut signs = vec![1.0; g];
    for draw in 0..total {
        for (i, s) in signs.iter_mut().enumerate() {
            let minus = if all {
                draw >> i & 1 == 1
            } else {
                random.random::<bool>()
            };
            *s = if minus { -1.0 } else { 1.0 };
        }
        let t = table.ratio(&signs);
        beyond += usize::from(t.abs() >= own.abs() * (1.0 - 1e-10));
    }
    // A sample counts what was seen among the draws, so that no probability is zero.
    let count = |b: usize| {
        if all {
            b as f64 / total as f64
        } else {
            (b + 1) as f64 / (total + 1) as f64
        }
    };
    Ok(Redrawn {
        statistic: own,
        p: count(beyond),
        least: count(if all { 2 } else { 0 }),
        draws: total,
        all,
    })
}

/// What each cluster's residuals do to the coefficient and to the scores of each cluster.
struct Table {
    effect: DVector<f64>,
    scores: DMatrix<f64>,
    square: f64,
    small: f64,
}

impl Table {
    fn new(fit: &Fit, at: usize, clusters: &Factor) -> Result<Self> {
        let n = fit.rows();
        let g = clusters.levels();
        // The column less what the others explain: a row of the inverse times the columns.
        let own = fit.inverse[(at, at)];
        let mut x = vec![0.0; n];
        for (j, column) in fit.design.iter().enumerate() {
            let times = fit.inverse[(at, j)] / own;
            x.iter_mut().zip(column).for_each(|(x, c)| *x += times * c);
        }
        let square = dot(&x, &x);
        let b = fit.coefficients()[at];
        let without: Vec<f64> = fit.residuals().iter().zip(&x).map(|(e, x)| e + b * x).collect();
        let factors: Vec<&Factor> = fit.factors.iter().map(AsRef::as_ref).collect();
        let absorber = Absorber::new(&factors, None, n)?;
        let mut effect = DVector::zeros(g);
        let mut scores = DMatrix::zeros(g, g);
        for h in 0..g {
            let part = clusters
                .codes()
                .iter()
                .zip(&without)
                .map(|(c, e)| if *c as usize == h { *e } else { 0.0 });
            let mut part = [part.collect::<Vec<f64>>()];
            absorber.residualise(&mut part)?;
            let [mut part] = part;
            let products = DVector::from_iterator(fit.design.len(), fit.design.iter().map(|c| dot(c, &part)));
            let explained = &fit.inverse * products;
            effect[h] = explained[at];
            for (times, column) in explained.iter().zip(&fit.design) {
                part.iter_mut().zip(column).for_each(|(p, c)| *p -= times * c);
            }
            for ((c, p), x) in clusters.codes().iter().zip(&part).zip(&x) {
                scores[(*c as usize, h)] += p * x;
            }
        }
        let small = g as f64 / (g as f64 - 1.0) * (n as f64 - 1.0) / (n - fit.coefficients().len()) as f64;
        Ok(Self {
            effect,
            scores,
            square,
            small,
        })
    }

    /// The ratio of coefficient to clustered error under these signs.
    fn ratio(&self, signs: &[f64]) -> f64 {
        let effect: f64 = self.effect.iter().zip(signs).map(|(e, s)| e * s).sum();
        let mut squares = 0.0;
        for row in self.scores.row_iter() {
            let score: f64 = row.iter().zip(signs).map(|(v, s)| v * s).sum();
            squares += score * score;
        }
        effect / (self.small * squares).sqrt() * self.square
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        regression::{Regression, Regressor},
        variance::Variance,
    };

    fn panel(effect: f64) -> (Vec<f64>, Vec<f64>, Factor, Factor) {
        let (units, steps) = (10, 6);
        let rows = units * steps;
        let unit: Vec<usize> = (0..rows).map(|i| i / steps).collect();
        let step: Vec<usize> = (0..rows).map(|i| i % steps).collect();
        let on: Vec<f64> = (0..rows)
            .map(|i| f64::from(u8::from(unit[i] < 5 && step[i] >= 3)))
            .collect();
        let y = (0..rows)
            .map(|i| effect * on[i] + ((i * 7919 + 13) % 101) as f64 / 50.0 + unit[i] as f64 - step[i] as f64)
            .collect();
        (
            y,
            on,
            Factor::new("unit", &unit).unwrap(),
            Factor::new("step", &step).unwrap(),
        )
    }

    #[test]
    fn the_statistic_is_the_clustered_ratio_and_effects_are_seen() {
        for (effect, seen) in [(0.0, false), (4.0, true)] {
            let (y, on, unit, step) = panel(effect);
            let fit = Regression::new(&y, vec![Regressor::new("on", &on)], vec![&unit, &step])
                .least_squares()
                .unwrap();
            let test = wild_bootstrap(&fit, "on", &unit, 999, 1).unwrap();
            let error = fit.covariance(&Variance::Clusters(&[&unit])).unwrap().errors()[0];
            // They differ in the small-sample factor alone.
            let ratio = fit.coefficients()[0] / error;
            assert!(
                (test.statistic / ratio - 1.0).abs() < 0.2,
                "{} {ratio}",
                test.statistic
            );
            assert_eq!((test.all, test.draws), (true, 1024));
            assert!((test.least - 2.0 / 1024.0).abs() < 1e-12);
            assert_eq!(test.p < 0.05, seen, "{test:?}");
        }
    }

    #[test]
    fn what_it_cannot_do_is_said() {
        let (y, on, unit, step) = panel(1.0);
        let run = Regression::new(&y, vec![Regressor::new("on", &on)], vec![&unit, &step]);
        let fit = run.least_squares().unwrap();
        assert!(
            wild_bootstrap(&fit, "off", &unit, 999, 1)
                .unwrap_err()
                .to_string()
                .contains("no coefficient off")
        );
        let two = Factor::new("two", &(0..60).map(|i| i / 30).collect::<Vec<_>>()).unwrap();
        assert!(
            wild_bootstrap(&fit, "on", &two, 999, 1)
                .unwrap_err()
                .to_string()
                .contains("use randomisation")
        );
        let up: Vec<f64> = y.iter().map(|v| v + 20.0).collect();
        let count = Regression::new(&up, vec![Regressor::new("on", &on)], vec![&unit])
            .poisson()
            .unwrap();
        assert!(wild_bootstrap(count.fit(), "on", &unit, 999, 1).is_err());
        let two = run.two_stage(&[Regressor::new("d", &on)], &[Regressor::new("z", &on)]);
        assert!(two.is_err() || wild_bootstrap(two.unwrap().fit(), "on", &unit, 999, 1).is_err());
    }
}
