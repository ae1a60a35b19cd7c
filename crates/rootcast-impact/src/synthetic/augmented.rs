//! Ridge-augmented synthetic control (Ben-Michael, Feller and Rothstein 2021).
//!
//! What the synthetic control leaves of the treated path before treatment is taken off with a ridge regression of the
//! donors' outcomes on their past, which is the same as moving the weights by
//!
//! ```text
//! ŵ + X₀ (X₀′X₀ + λ I)⁻¹ (x₁ − X₀′ŵ)      X₀: donors × steps before, each step less its mean over donors
//! ```
//!
//! The weights still sum to one but may be negative: the control then extrapolates beyond the hull of its donors, as
//! far as `λ` lets it. With `λ → ∞` it is the plain synthetic control.

use nalgebra::{DMatrix, DVector};

use super::{Level, Synthetic, root_mean_square, setting::Setting};
use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
    simplex::Solver,
};

/// How `λ` is chosen.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ridge {
    /// As given.
    Given(f64),
    /// Of twenty between the largest squared singular value and 10⁻⁸ of it, the one with the least squared error when
    /// each step before treatment is left out in turn.
    Best,
    /// The largest whose error is within a standard error of the least: nearer to the plain control.
    OneError,
}

/// An augmented fit.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Augmented {
    /// The ridge `λ` in use.
    pub ridge: f64,
    /// The fit, with the weights moved. Its proof is the plain control's.
    pub fit: Synthetic,
    /// The plain control, before it was moved.
    pub plain: Synthetic,
    /// Each ridge tried, with its mean squared error over steps left out and the standard error of that.
    pub tried: Vec<(f64, f64, f64)>,
}

impl Augmented {
    /// Fits.
    ///
    /// # Errors
    /// As [`Synthetic::fit`]; [`ImpactError::NotDefined`] where a given ridge is not positive, or one is to be chosen with
    /// fewer than three steps before treatment.
    pub fn fit(panel: &Panel, design: &Design, ridge: Ridge) -> Result<Self> {
        let setting = Setting::new(panel, design, Level::Met)?;
        let plain = setting.fit(setting.treated(), &[], &mut Solver::default())?;
        let all: Vec<usize> = (0..setting.start()).collect();
        let (chosen, tried) = match ridge {
            Ridge::Given(r) if r > 0.0 && r.is_finite() => (r, Vec::new()),
            Ridge::Given(_) => return Err(not_defined("its ridge has to be positive")),
            Ridge::Best | Ridge::OneError => choose(&setting, ridge)?,
        };
        let weights = moved(&setting, &all, &plain.weights, chosen)
            .ok_or_else(|| not_defined("the donors' outcomes before treatment are all alike"))?;
        Ok(Self {
            ridge: chosen,
            fit: setting.told(setting.treated(), &weights, plain.proof),
            plain,
            tried,
        })
    }

    /// By how much the plain control misses the effect, as the outcome model sees it: augmented less plain.
    pub fn bias(&self) -> f64 {
        self.fit.effect() - self.plain.effect()
    }

    /// Root of the mean squared gap before treatment as a part of the plain control's.
    pub fn share_of_gap_left(&self) -> f64 {
        root_mean_square(&self.fit.gaps[..self.fit.start]) / self.plain.before()
    }
}

/// Donors × the given steps, each step less its mean over donors; and the treated path likewise.
fn centred(setting: &Setting, steps: &[usize]) -> (DMatrix<f64>, DVector<f64>) {
    let count = setting.donors().len();
    let mut past = DMatrix::from_fn(count, steps.len(), |j, t| setting.path(j)[steps[t]]);
    let mut treated = DVector::from_fn(steps.len(), |t, _| setting.path(setting.treated())[steps[t]]);
    for t in 0..steps.len() {
        let mean = past.column(t).mean();
        past.column_mut(t).add_scalar_mut(-mean);
        treated[t] -= mean;
    }
    (past, treated)
}

/// The weights moved by the ridge regression on these steps.
fn moved(setting: &Setting, steps: &[usize], weights: &[f64], ridge: f64) -> Option<Vec<f64>> {
    let (past, treated) = centred(setting, steps);
    let weights = DVector::from_column_slice(weights);
    let rest = treated - past.tr_mul(&weights);
    let mut gram = past.tr_mul(&past);
    for t in 0..steps.len() {
        gram[(t, t)] += ridge;
    }
    let pull = gram.cholesky()?.solve(&rest);
    Some((weights + past * pull).iter().copied().collect())
}

type Tried = Vec<(f64, f64, f64)>;

fn choose(setting: &Setting, rule: Ridge) -> Result<(f64, Tried)> {
    let steps = setting.start();
    if steps < 3 {
        return Err(not_defined(
            "choosing a ridge needs three steps before treatment: give one, or begin the panel earlier",
        ));
    }
    let all: Vec<usize> = (0..steps).collect();
    let (past, _) = centred(setting, &all);
    let top = past.singular_values().max().powi(2);
    if top <= 0.0 {
        return Err(not_defined("the donors' outcomes before treatment are all alike"));
    }
    let grid: Vec<f64> = (0..20)
        .map(|k| top * 1e-8_f64.powf(f64::from(k) / 20.0))
        .collect();
    let mut errors = vec![Vec::with_capacity(steps); grid.len()];
    let mut solver = Solver::default();
    for out in 0..steps {
        let rest: Vec<usize> = all.iter().copied().filter(|t| *t != out).collect();
        let weights = without(setting, &rest, &mut solver)?;
        for (k, ridge) in grid.iter().enumerate() {
            let weights = moved(setting, &rest, &weights, *ridge)
                .ok_or_else(|| not_defined("the donors' outcomes before treatment are all alike"))?;
            let there: f64 = weights
                .iter()
                .enumerate()
                .map(|(j, w)| w * setting.path(j)[out])
                .sum();
            errors[k].push((setting.path(setting.treated())[out] - there).powi(2));
        }
    }
    let tried: Tried = grid
        .iter()
        .zip(&errors)
        .map(|(ridge, e)| {
            let count = e.len() as f64;
            let mean = e.iter().sum::<f64>() / count;
            let spread = e.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0);
            (*ridge, mean, (spread / count).sqrt())
        })
        .collect();
    let best = tried.iter().fold(tried[0], |b, t| if t.1 < b.1 { *t } else { b });
    let chosen = match rule {
        Ridge::OneError => tried
            .iter()
            .find(|t| t.1 <= best.1 + best.2)
            .map_or(best.0, |t| t.0),
        _ => best.0,
    };
    Ok((chosen, tried))
}

/// Weights of the treated path fitted on these steps alone.
fn without(setting: &Setting, steps: &[usize], solver: &mut Solver) -> Result<Vec<f64>> {
    let paths: Vec<f64> = (0..=setting.treated())
        .flat_map(|u| steps.iter().map(move |t| setting.path(u)[*t]))
        .collect();
    let short = Setting::of_paths(
        setting.donors().to_vec(),
        paths,
        steps.len(),
        steps.len(),
        Level::Met,
    );
    short.weights(short.treated(), &[], solver)
}

fn not_defined(why: &str) -> ImpactError {
    ImpactError::NotDefined {
        estimator: "ridge-augmented synthetic control",
        why: why.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp, clippy::needless_range_loop)]
mod tests {
    use super::*;

    fn case() -> (Panel, Design) {
        let (units, steps) = (8, 12);
        let mut values = Vec::new();
        for u in 0..units {
            for t in 0..steps {
                let (u, t) = (f64::from(u), f64::from(t));
                values.push(u + (0.3 * u + 0.7 * t).sin() * 3.0 + if u < 1.0 { 9.0 } else { 0.0 });
            }
        }
        let names = |n: i32| (0..n).map(|k| k.to_string()).collect();
        let panel = Panel::new(names(units), names(steps), values).unwrap();
        let design = Design::block(&panel, &[0], 9).unwrap();
        (panel, design)
    }

    #[test]
    fn a_heavy_ridge_is_the_plain_control_and_a_light_one_fits_the_past() {
        let (panel, design) = case();
        let heavy = Augmented::fit(&panel, &design, Ridge::Given(1e12)).unwrap();
        assert!((heavy.fit.effect() - heavy.plain.effect()).abs() < 1e-6);
        let light = Augmented::fit(&panel, &design, Ridge::Given(1e-6)).unwrap();
        assert!(light.share_of_gap_left() < 0.5);
        for fit in [heavy, light] {
            assert!((fit.fit.weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_ridge_is_chosen_by_steps_left_out() {
        let (panel, design) = case();
        let best = Augmented::fit(&panel, &design, Ridge::Best).unwrap();
        let wide = Augmented::fit(&panel, &design, Ridge::OneError).unwrap();
        assert_eq!(best.tried.len(), 20);
        assert!(wide.ridge >= best.ridge);
        assert!(
            best.tried
                .iter()
                .all(|t| t.1 >= best.tried.iter().find(|x| x.0 == best.ridge).unwrap().1)
        );
        assert!(Augmented::fit(&panel, &design, Ridge::Given(0.0)).is_err());
    }
}
