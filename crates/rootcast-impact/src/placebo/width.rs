//! Identification width: the effects of all weights that fit the past nearly as well as the best.
//!
//! ```text
//! least and largest  τ(w) = ȳ₁ − Σ wⱼ ȳⱼ   subject to  ‖x₁ − X₀w‖² ≤ (1 + s) ‖x₁ − X₀ŵ‖²,  w on the simplex
//! ```
//!
//! A narrow width says that the data, not the optimiser, chose the estimate. Each end is the optimum of a family of
//! problems on the simplex: the loss with a price on the effect, the price raised until the loss meets its bound.

use crate::{
    error::Result,
    panel::{Design, Panel},
    simplex::{Goal, Solver, furthest},
    synthetic::{Level, setting::Setting},
};

/// The slacks asked for by default: two, ten and twenty-five per cent.
pub const SLACKS: [f64; 3] = [0.02, 0.10, 0.25];

/// Effects within a slack.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Width {
    /// The part by which the loss may exceed the best.
    pub slack: f64,
    /// The least effect.
    pub low: f64,
    /// The largest effect.
    pub high: f64,
}

impl Width {
    /// Whether effects of both signs fit.
    pub fn spans_nought(&self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }
}

/// The widths at these slacks.
///
/// # Errors
/// As [`crate::synthetic::Synthetic::fit`].
pub fn width(panel: &Panel, design: &Design, level: Level, slacks: &[f64]) -> Result<Vec<Width>> {
    of(&Setting::new(panel, design, level)?, slacks)
}

/// The same on a setting at hand.
///
/// # Errors
/// As [`width`].
pub fn of(setting: &Setting, slacks: &[f64]) -> Result<Vec<Width>> {
    let treated = setting.treated();
    let points = setting.points();
    let after = (setting.steps() - setting.start()) as f64;
    let rise =
        |unit: usize| setting.path(unit)[setting.start()..].iter().sum::<f64>() / after - points.level(unit);
    let up: Vec<f64> = (0..=treated).map(|j| -rise(j)).collect();
    let down: Vec<f64> = up.iter().map(|v| -v).collect();
    let mut solver = Solver::default();
    let mut prices = Vec::with_capacity(up.len());
    let goal = Goal {
        barred: &[treated],
        ..Goal::plain(points.column(treated))
    };
    let best = solver.fit(points, &goal)?.objective;
    let effect = rise(treated) + solver.weights().iter().zip(&up).map(|(w, p)| w * p).sum::<f64>();
    slacks
        .iter()
        .map(|slack| {
            let bound = best * (1.0 + slack.max(0.0));
            let high = rise(treated) + furthest(points, &goal, &up, bound, &mut solver, &mut prices)?;
            let low = rise(treated) - furthest(points, &goal, &down, bound, &mut solver, &mut prices)?;
            Ok(Width {
                slack: *slack,
                low: low.min(effect),
                high: high.max(effect),
            })
        })
        .collect()
}
