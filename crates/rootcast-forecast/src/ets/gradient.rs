//! The slope of the likelihood in all parameters and starting states at once, by going back through the tape of a walk.
//!
//! One way back costs about as much as the way there, whatever the number of parameters: with a starting season of twelve
//! steps this is what makes the search quick.

use super::state::{ADD, NONE, Parameters, TIMES, Tape};

/// Derivatives of the deviance.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Gradient {
    pub(crate) alpha: f64,
    pub(crate) beta: f64,
    pub(crate) gamma: f64,
    pub(crate) phi: f64,
    pub(crate) level: f64,
    pub(crate) slope: f64,
    /// Of the starting season, the first step's first.
    pub(crate) seasons: Vec<f64>,
}

/// Goes back through a walk. `weight` is `n / Σ ε²`, by which a change of the sum of squares changes the deviance.
///
/// Each step of [`super::state::walk`] is taken in reverse: given the derivatives in the states after it, those in the states
/// before it follow by the chain rule.
pub(crate) fn back<const RELATIVE: bool, const TREND: u8, const SEASON: u8>(
    y: &[f64],
    p: &Parameters,
    weight: f64,
    tape: &Tape,
    g: &mut Gradient,
) {
    let n = y.len();
    let (levels, slopes, fadeds) = (&tape.level[..n], &tape.slope[..n], &tape.faded[..n]);
    let (seasons, expecteds, errors) = (&tape.season[..n], &tape.expected[..n], &tape.error[..n]);
    let m = tape.ring.len();
    g.seasons.clear();
    g.seasons.resize(m, 0.0);
    let (mut to_level, mut to_slope) = (0.0, 0.0);
    let (mut alpha, mut beta, mut gamma, mut phi) = (0.0, 0.0, 0.0, 0.0);
    let mut at = if SEASON == NONE { 0 } else { n % m };
    for t in (0..n).rev() {
        let (level, e) = (levels[t], errors[t]);
        let faded = if TREND == NONE { 0.0 } else { fadeds[t] };
        let q = match TREND {
            NONE => level,
            ADD => level + faded,
            _ => level * faded,
        };
        let by_season = if SEASON == TIMES { 1.0 / seasons[t] } else { 1.0 };
        let by_level = if TREND == TIMES { 1.0 / level } else { 1.0 };
        if SEASON != NONE {
            at = if at == 0 { m - 1 } else { at - 1 };
        }
        let to_season = if SEASON == NONE { 0.0 } else { g.seasons[at] };
        let by_q = if SEASON == TIMES { 1.0 / q } else { 1.0 };
        let trend_step = to_slope * p.beta * by_level;
        let mut to_error = (to_level * p.alpha + trend_step) * by_season + to_season * p.gamma * by_q;
        let mut to_expected = 0.0;
        if RELATIVE {
            let by_expected = 1.0 / expecteds[t];
            let share = e * by_expected;
            to_expected = 2.0 * by_expected * (1.0 - weight * share * (y[t] * by_expected));
        } else {
            to_error += 2.0 * weight * e;
        }
        to_expected -= to_error;
        alpha += to_level * e * by_season;
        if TREND != NONE {
            beta += to_slope * e * by_season * by_level;
        }
        let mut to_q = to_level;
        match SEASON {
            NONE => to_q += to_expected,
            ADD => {
                gamma += to_season * e;
                to_q += to_expected;
                g.seasons[at] = to_season + to_expected;
            }
            _ => {
                gamma += to_season * e * by_q;
                to_q += to_expected * seasons[t] - to_season * p.gamma * e * by_q * by_q;
                g.seasons[at] = to_season + to_expected * q
                    - (to_level * p.alpha + trend_step) * e * by_season * by_season;
            }
        }
        match TREND {
            NONE => to_level = to_q,
            ADD => {
                let to_faded = to_slope + to_q;
                phi += to_faded * slopes[t];
                to_slope = to_faded * p.phi;
                to_level = to_q;
            }
            _ => {
                let to_faded = to_slope + to_q * level;
                let slope = slopes[t];
                phi += to_faded * faded * slope.ln();
                to_level = to_q * faded - trend_step * e * by_season * by_level;
                to_slope = to_faded * p.phi * faded / slope;
            }
        }
    }
    g.alpha = alpha;
    g.beta = beta;
    g.gamma = gamma;
    g.phi = phi;
    g.level = to_level;
    g.slope = to_slope;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ets::{
        form::Form,
        state::{deviance, for_form, walk_form},
    };

    const Y: [f64; 17] = [
        10.0, 12.0, 15.0, 9.0, 11.0, 13.5, 16.0, 10.0, 12.0, 14.0, 18.0, 11.0, 13.0, 16.0, 19.0, 12.5, 14.0,
    ];

    /// `α β γ φ l b s…` as one row of numbers.
    fn value(form: Form, x: &[f64], tape: &mut Tape) -> f64 {
        let p = Parameters {
            alpha: x[0],
            beta: x[1],
            gamma: x[2],
            phi: x[3],
        };
        tape.prepare(Y.len(), &x[6..]);
        let sums = walk_form(form, &Y, &p, (x[4], x[5]), tape);
        deviance(form, Y.len(), &sums, 0.0)
    }

    #[test]
    fn slopes_are_those_of_small_steps() {
        for form in Form::all() {
            let factor = form.to_string().starts_with("ETS(A,M") || form.to_string().starts_with("ETS(M,M");
            let mut x = vec![0.3, 0.1, 0.2, 0.9, 11.0, if factor { 1.02 } else { 0.3 }];
            if !form.is_damped() {
                x[3] = 1.0;
            }
            match form.season {
                crate::ets::Season::None => {}
                crate::ets::Season::Additive => x.extend([-1.5, 0.5, 3.0, -2.0]),
                crate::ets::Season::Multiplicative => x.extend([0.9, 1.05, 1.3, 0.75]),
            }
            let mut tape = Tape::default();
            let base = value(form, &x, &mut tape);
            assert!(base.is_finite());
            let p = Parameters {
                alpha: x[0],
                beta: x[1],
                gamma: x[2],
                phi: x[3],
            };
            tape.prepare(Y.len(), &x[6..]);
            let sums = walk_form(form, &Y, &p, (x[4], x[5]), &mut tape);
            let mut g = Gradient::default();
            let weight = Y.len() as f64 / sums.squares;
            for_form!(form, back(&Y, &p, weight, &tape, &mut g));
            let mut ours = vec![g.alpha, g.beta, g.gamma, g.phi, g.level, g.slope];
            ours.extend(&g.seasons);
            for (i, slope) in ours.iter().enumerate() {
                let used = match i {
                    1 | 5 => form.has_slope(),
                    2 => form.has_season(),
                    3 => form.is_damped(),
                    _ => true,
                };
                if !used {
                    continue;
                }
                let step = 1e-6;
                let mut at = |by: f64| {
                    let mut moved = x.clone();
                    moved[i] += by;
                    value(form, &moved, &mut tape)
                };
                let small = (at(step) - at(-step)) / (2.0 * step);
                let size = small.abs().max(1.0);
                assert!((slope - small).abs() < 1e-5 * size, "{form} {i}: {slope} {small}");
            }
        }
    }
}
