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
    simplex::{Goal, Solver},
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
    let mut search = Search::new(setting)?;
    slacks
        .iter()
        .map(|slack| {
            let bound = search.best * (1.0 + slack.max(0.0));
            let high = search.end(bound, 1.0)?;
            let low = -search.end(bound, -1.0)?;
            Ok(Width {
                slack: *slack,
                low: low.min(search.effect),
                high: high.max(search.effect),
            })
        })
        .collect()
}

/// A corner of the search: weights with their loss and their signed effect.
#[derive(Clone, Default)]
struct Stand {
    weights: Vec<f64>,
    rest: Vec<f64>,
    loss: f64,
    effect: f64,
}

struct Search<'a> {
    setting: &'a Setting,
    solver: Solver,
    /// What each donor adds to the effect; the constant part apart.
    pulls: Vec<f64>,
    constant: f64,
    best: f64,
    effect: f64,
    prices: Vec<f64>,
}

impl<'a> Search<'a> {
    fn new(setting: &'a Setting) -> Result<Self> {
        let after = (setting.steps() - setting.start()) as f64;
        let rise = |unit: usize| {
            setting.path(unit)[setting.start()..].iter().sum::<f64>() / after - setting.points().level(unit)
        };
        let treated = setting.treated();
        let pulls: Vec<f64> = (0..=treated).map(|j| -rise(j)).collect();
        let mut search = Self {
            setting,
            solver: Solver::default(),
            constant: rise(treated),
            prices: vec![0.0; pulls.len()],
            pulls,
            best: 0.0,
            effect: 0.0,
        };
        let plain = search.stand(0.0, 1.0)?;
        search.best = plain.loss;
        search.effect = plain.effect;
        Ok(search)
    }

    /// The weights of least loss when an effect of this sign is worth so much.
    fn stand(&mut self, worth: f64, sign: f64) -> Result<Stand> {
        for (p, pull) in self.prices.iter_mut().zip(&self.pulls) {
            *p = -sign * worth * pull;
        }
        let treated = self.setting.treated();
        let goal = Goal {
            barred: &[treated],
            price: (worth > 0.0).then_some(&self.prices[..]),
            ..Goal::plain(self.setting.points().column(treated))
        };
        self.solver.fit(self.setting.points(), &goal)?;
        let weights = self.solver.weights().to_vec();
        let rest = self.solver.rest().to_vec();
        let effect = self.constant + weights.iter().zip(&self.pulls).map(|(w, p)| w * p).sum::<f64>();
        Ok(Stand {
            loss: rest.iter().map(|r| r * r).sum(),
            effect: sign * effect,
            weights,
            rest,
        })
    }

    /// The largest signed effect within the bound.
    fn end(&mut self, bound: f64, sign: f64) -> Result<f64> {
        let spread = self.pulls.iter().fold(f64::NEG_INFINITY, |m, p| m.max(*p))
            - self.pulls.iter().fold(f64::INFINITY, |m, p| m.min(*p));
        let mut near = self.stand(0.0, sign)?;
        if spread <= 0.0 {
            return Ok(near.effect);
        }
        let mut low = 0.0;
        let mut high = (bound / spread).max(f64::MIN_POSITIVE * 1e20);
        let mut far = self.stand(high, sign)?;
        let mut rounds = 0;
        while far.loss <= bound {
            (low, near) = (high, far);
            high *= 4.0;
            far = self.stand(high, sign)?;
            rounds += 1;
            if rounds > 60 {
                return Ok(far.effect);
            }
        }
        for _ in 0..60 {
            if near.weights == far.weights || high - low <= 1e-13 * high {
                break;
            }
            let middle = 0.5 * (low + high);
            let stand = self.stand(middle, sign)?;
            if stand.loss <= bound {
                (low, near) = (middle, stand);
            } else {
                (high, far) = (middle, stand);
            }
        }
        Ok(near.effect + reach(&near, &far, bound) * (far.effect - near.effect))
    }
}

/// How far one may go from a stand within the bound towards one beyond it; the loss is quadratic on the way.
fn reach(near: &Stand, far: &Stand, bound: f64) -> f64 {
    let (mut a, mut b) = (0.0, 0.0);
    for (n, f) in near.rest.iter().zip(&far.rest) {
        a += (f - n) * (f - n);
        b += (f - n) * n;
    }
    let left = bound - near.loss;
    if a <= 0.0 || left <= 0.0 {
        return 0.0;
    }
    // a r² + 2 b r = left
    (left / (b + (b * b + a * left).sqrt())).clamp(0.0, 1.0)
}
