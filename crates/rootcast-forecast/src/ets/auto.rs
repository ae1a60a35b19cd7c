//! The automatic choice of a form, and the mean of forms by how well each is supported.

use super::{
    descend::Limits,
    fit::{Fit, corrected},
    form::{ErrorKind, Form, Season, Trend},
    search::{Found, Scratch, search},
    start::Starts,
};
use crate::{
    error::{ForecastError, Result},
    history::History,
    model::Model,
    predictive::Predictive,
};

/// Which forms to choose from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Forms {
    /// The 15 of [`Form::usual`].
    #[default]
    Usual,
    /// All 30.
    All,
    /// One: nothing is chosen.
    Only(Form),
}

/// What to do with the forms that were estimated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// Mix them by their Akaike weights `w ∝ exp(-½ ΔAICc)` (Burnham & Anderson 2002, section 2.9; for exponential smoothing
    /// Kolassa 2011).
    ///
    /// A history of a hundred figures seldom tells one form from the next, yet whether a slope goes on for ever depends on
    /// it. On the monthly series of M3 the mixture's errors are a twentieth smaller than those of the best form, and its
    /// intervals, which also hold what is not known of the form, cover more.
    #[default]
    Weighted,
    /// Take the one whose criterion is least, as Hyndman et al. (2002) do.
    Best,
}

/// Exponential smoothing with estimated parameters, forms weighed or chosen by the corrected criterion of Akaike.
///
/// Forms with a season are tried where the history holds two of them, of 24 steps at most: with longer ones there are more
/// starting states than a likelihood can tell apart. Forms for positive figures are tried where all figures are.
///
/// ```
/// use rootcast_forecast::{ets::Ets, history::History, model::Model};
/// let y: Vec<f64> = (0..60).map(|t| 100.0 + f64::from(t) + 20.0 * f64::from(t % 12)).collect();
/// let ahead = Ets::default().forecast(&History::new(&y, 12).unwrap(), 12, 0).unwrap();
/// assert!((ahead.mean()[11] - 391.0).abs() < 5.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ets {
    /// The forms.
    pub forms: Forms,
    /// What to do with them.
    pub choice: Choice,
}

/// The longest season that is modelled.
const LONGEST_SEASON: usize = 24;

/// Steps of each search. The first few find the smoothing parameters; what follows mostly bends the starting season to the
/// noise of the first year. On M3 and its monthly part errors are least between 12 and 20 steps.
const STEPS: usize = 15;

/// Forms that are supported less than one fiftieth as well as the best say nothing.
const LEAST_WEIGHT: f64 = 0.02;

/// The largest variance of a relative error. Errors of a half would let a figure in forty fall below zero: a series that goes
/// by leaps is not of such a form, whose intervals would grow without bounds.
const LARGEST_SHARE: f64 = 0.25;

/// Paths of a mixture that has to be simulated.
const DRAWS: usize = 2_000;

impl Ets {
    /// Estimates the forms and gives the one with the least criterion.
    ///
    /// # Errors
    /// Where there are too few figures for any form, or the one form asked for is not defined for them.
    pub fn fit(&self, history: &History<'_>) -> Result<Fit> {
        let raw = history.filled();
        let (_, form, found) = self.estimate(&raw, history.season())?.swap_remove(0);
        Fit::new(form, found.parameters, found.start, &raw)
    }

    /// Estimates the forms and gives those that are supported, the best first, each with its Akaike weight; the weights sum
    /// to 1.
    ///
    /// # Errors
    /// As [`Ets::fit`].
    pub fn weighted(&self, history: &History<'_>) -> Result<Vec<(f64, Fit)>> {
        let raw = history.filled();
        let all = self.estimate(&raw, history.season())?;
        let least = all[0].0;
        let mut out = Vec::new();
        for (aicc, form, found) in all {
            let weight = (0.5 * (least - aicc)).exp();
            if weight < LEAST_WEIGHT {
                break;
            }
            out.push((weight, Fit::new(form, found.parameters, found.start, &raw)?));
        }
        let sum: f64 = out.iter().map(|(w, _)| w).sum();
        for (weight, _) in &mut out {
            *weight /= sum;
        }
        Ok(out)
    }

    /// The forms with their criteria and what was found, the least criterion first; never empty.
    fn estimate(self, raw: &[f64], season: usize) -> Result<Vec<(f64, Form, Found)>> {
        let n = raw.len();
        let m = if season <= LONGEST_SEASON { season } else { 1 };
        // In units of the mean size, so that no bound depends on the unit of the figures.
        let scale = raw.iter().map(|v| v.abs()).sum::<f64>() / n as f64;
        let scale = if scale > 0.0 { scale } else { 1.0 };
        let y: Vec<f64> = raw.iter().map(|v| v / scale).collect();
        let positive = y.iter().all(|v| *v > 0.0);
        let chosen = !matches!(self.forms, Forms::Only(_));
        let forms = match self.forms {
            Forms::Usual => Form::usual(),
            Forms::All => Form::all(),
            Forms::Only(form) => vec![form],
        };
        let starts = Starts::new(&y, m);
        let floor = 1e-20 * n as f64;
        let limits = Limits {
            steps: STEPS,
            promise: 1e-3,
        };
        let mut scratch = Scratch::default();
        let mut out = Vec::with_capacity(forms.len());
        for form in forms {
            if n < form.estimated(m) + 2 || (form.needs_positive() && !positive) {
                continue;
            }
            let Some(begin) = starts.state(form) else {
                continue;
            };
            let found = search(form, &y, &begin, floor, limits, &mut scratch);
            if let Some(mut found) = found {
                let figures = (n + 1 - form.estimated(m)) as f64;
                if chosen
                    && form.error == ErrorKind::Multiplicative
                    && found.squares / figures > LARGEST_SHARE
                {
                    continue;
                }
                let aicc = corrected(found.deviance, form.estimated(m), n);
                found.rescale(form, scale);
                out.push((aicc, form, found));
            }
        }
        if out.is_empty() {
            return Err(self.none(n, m, positive));
        }
        // Simpler forms come first among equals.
        out.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ok(out)
    }

    /// Why no form was estimated.
    fn none(self, n: usize, m: usize, positive: bool) -> ForecastError {
        match self.forms {
            Forms::Only(form) if form.needs_positive() && !positive => ForecastError::NotDefined {
                model: "ets",
                why: format!("{form} is for figures above zero: use an additive form"),
            },
            Forms::Only(form) if form.has_season() && m < 2 => ForecastError::NotDefined {
                model: "ets",
                why: format!("{form} needs a season of 2 to {LONGEST_SEASON} steps: use a form without one"),
            },
            Forms::Only(form) => ForecastError::TooShort {
                model: "ets",
                needs: (form.estimated(m) + 2).max(if form.has_season() { 2 * m } else { 0 }),
                has: n,
            },
            _ => ForecastError::TooShort {
                model: "ets",
                needs: 5,
                has: n,
            },
        }
    }
}

impl Found {
    /// Puts the states back into the unit of the figures.
    fn rescale(&mut self, form: Form, scale: f64) {
        self.start.level *= scale;
        if !matches!(form.trend, Trend::Multiplicative | Trend::MultiplicativeDamped) {
            self.start.slope *= scale;
        }
        if form.season == Season::Additive {
            for s in &mut self.start.seasons {
                *s *= scale;
            }
        }
    }
}

impl Model for Ets {
    fn name(&self) -> &'static str {
        "ets"
    }

    /// Where every form has a closed form, the normal distribution with the mean and variance of the mixture; else simulated
    /// paths, each form's in proportion to its weight.
    fn forecast(&self, history: &History<'_>, horizon: usize, seed: u64) -> Result<Predictive> {
        if self.choice == Choice::Best {
            return Ok(self.fit(history)?.forecast(horizon, seed));
        }
        let fits = self.weighted(history)?;
        let (mut mean, mut square) = (vec![0.0; horizon], vec![0.0; horizon]);
        for (weight, fit) in &fits {
            let Some((means, variances)) = fit.moments(horizon) else {
                return Ok(Predictive::samples(horizon, mixed_paths(&fits, horizon, seed)));
            };
            for h in 0..horizon {
                mean[h] += weight * means[h];
                square[h] += weight * (variances[h] + means[h] * means[h]);
            }
        }
        let sd = mean
            .iter()
            .zip(&square)
            .map(|(m, s)| (s - m * m).max(0.0).sqrt())
            .collect();
        Ok(Predictive::normal(mean, sd))
    }
}

/// Paths of all forms, as many of each as its weight says.
fn mixed_paths(fits: &[(f64, Fit)], horizon: usize, seed: u64) -> Vec<f64> {
    let mut out = Vec::with_capacity(DRAWS * horizon);
    let (mut share, mut drawn) = (0.0, 0);
    for (i, (weight, fit)) in fits.iter().enumerate() {
        share += weight;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "in 0..=DRAWS"
        )]
        let until = (share * DRAWS as f64).round() as usize;
        out.extend(fit.simulate(horizon, until.saturating_sub(drawn), seed.wrapping_add(i as u64)));
        drawn = until.max(drawn);
    }
    out
}
