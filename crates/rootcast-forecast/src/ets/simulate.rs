//! Paths of a form into the future, for the forms whose distribution has no closed form.

use rand_distr::{Distribution, StandardNormal};

use super::{
    form::{ErrorKind, Form, Season, Trend},
    state::{Parameters, State, expect, power},
    variance::effective,
};
use crate::random::generator;

/// `draws` paths of `horizon` steps, path after path.
///
/// A relative error never takes all: what is positive stays so. A level or slope that is a factor is kept above zero, where
/// its powers are defined.
pub(crate) fn paths(
    form: Form,
    p: &Parameters,
    end: &State,
    sigma: f64,
    (horizon, draws, seed): (usize, usize, u64),
) -> Vec<f64> {
    const NEAR_ALL: f64 = -1.0 + 1e-6;
    let p = effective(form, p);
    let m = end.seasons.len();
    let factor = matches!(form.trend, Trend::Multiplicative | Trend::MultiplicativeDamped);
    let lowest = 1e-9 * end.level.abs();
    let mut random = generator(seed, &[0x6574_7300]);
    let mut ring = end.seasons.clone();
    let mut out = Vec::with_capacity(horizon * draws);
    for _ in 0..draws {
        let (mut level, mut slope) = (end.level, end.slope);
        ring.copy_from_slice(&end.seasons);
        for h in 0..horizon {
            let season = if m > 0 { ring[h % m] } else { 0.0 };
            let (q, expected) = expect(form, &p, level, slope, season);
            let z: f64 = StandardNormal.sample(&mut random);
            let e = match form.error {
                ErrorKind::Additive => sigma * z,
                ErrorKind::Multiplicative => expected * (sigma * z).max(NEAR_ALL),
            };
            out.push(expected + e);
            let step = match form.season {
                Season::None => e,
                Season::Additive => {
                    ring[h % m] = season + p.gamma * e;
                    e
                }
                Season::Multiplicative => {
                    ring[h % m] = season + p.gamma * e / q;
                    e / season
                }
            };
            if factor {
                slope = (power(slope, p.phi) + p.beta * step / level).max(1e-3);
                level = (q + p.alpha * step).max(lowest);
            } else {
                slope = p.phi * slope + p.beta * step;
                level = q + p.alpha * step;
            }
        }
    }
    out
}
