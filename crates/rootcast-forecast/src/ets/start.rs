//! Where a search begins: states by the classical decomposition and a line through the first figures.

use super::{
    form::{Form, Season, Trend},
    state::{Parameters, State},
};
use crate::{
    line::line,
    season::{Join, indices},
};

/// The classical season of a series under both joins, and the series without it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Starts {
    plain: Vec<f64>,
    added: Option<(Vec<f64>, Vec<f64>)>,
    factor: Option<(Vec<f64>, Vec<f64>)>,
}

impl Starts {
    /// Takes out the season of a series, if it has `season` steps and comes at least twice.
    pub(crate) fn new(y: &[f64], season: usize) -> Self {
        let m = season;
        let added = indices(y, m, Join::Additive).map(|s| {
            let rest = y.iter().enumerate().map(|(t, v)| v - s[t % m]).collect();
            (s, rest)
        });
        let positive = y.iter().all(|v| *v > 0.0);
        let factor = indices(y, m, Join::Multiplicative)
            .filter(|_| positive)
            .map(|mut s| {
                for v in &mut s {
                    *v = v.max(1e-2);
                }
                let mean = s.iter().sum::<f64>() / m as f64;
                for v in &mut s {
                    *v /= mean;
                }
                let rest = y.iter().enumerate().map(|(t, v)| v / s[t % m]).collect();
                (s, rest)
            });
        Self {
            plain: y.to_vec(),
            added,
            factor,
        }
    }

    /// Starting states of a form; [`None`] where it is not defined for the series.
    pub(crate) fn state(&self, form: Form) -> Option<State> {
        let (seasons, rest): (&[f64], &[f64]) = match form.season {
            Season::None => (&[], &self.plain),
            Season::Additive => self.added.as_ref().map(|(s, r)| (s.as_slice(), r.as_slice()))?,
            Season::Multiplicative => self.factor.as_ref().map(|(s, r)| (s.as_slice(), r.as_slice()))?,
        };
        let first = &rest[..rest.len().min((2 * seasons.len()).max(10))];
        let (intercept, slope) = line(first);
        let (level, slope) = match form.trend {
            Trend::None => (first.iter().sum::<f64>() / first.len() as f64, 0.0),
            Trend::Additive | Trend::AdditiveDamped => (intercept, slope),
            Trend::Multiplicative | Trend::MultiplicativeDamped => {
                // A line that starts at or below zero says nothing of growth.
                let (one, two) = (intercept + slope, intercept + 2.0 * slope);
                if one > 0.0 && two > 0.0 && intercept > 0.0 {
                    (one * one / two, two / one)
                } else {
                    (first[0].max(f64::MIN_POSITIVE), 1.0)
                }
            }
        };
        Some(State {
            level,
            slope,
            seasons: seasons.to_vec(),
        })
    }
}

/// Smoothing parameters at which a search begins.
pub(crate) fn parameters(form: Form) -> Parameters {
    let alpha = 0.3;
    Parameters {
        alpha,
        beta: if form.has_slope() { 0.1 * alpha } else { 0.0 },
        gamma: if form.has_season() {
            0.1 * (1.0 - alpha)
        } else {
            0.0
        },
        phi: if form.is_damped() { 0.96 } else { 1.0 },
    }
}
