//! Means and variances of the steps ahead, where they are known in closed form.

use super::{
    form::{Class, Form, Trend},
    state::{Parameters, State, expect, power},
};

/// Mean and variance of each step ahead, or [`None`] for forms that have to be simulated.
pub(crate) fn moments(
    form: Form,
    p: &Parameters,
    end: &State,
    sigma2: f64,
    horizon: usize,
) -> Option<(Vec<f64>, Vec<f64>)> {
    match form.class() {
        Class::Linear | Class::LinearRelative => Some(linear(form, p, end, sigma2, horizon)),
        Class::Product => Some(product(form, p, end, sigma2, horizon)),
        Class::Other => None,
    }
}

/// Slope and season of a form, those that it does not have at rest.
pub(crate) fn effective(form: Form, p: &Parameters) -> Parameters {
    Parameters {
        alpha: p.alpha,
        beta: if form.has_slope() { p.beta } else { 0.0 },
        gamma: if form.has_season() { p.gamma } else { 0.0 },
        phi: if form.is_damped() { p.phi } else { 1.0 },
    }
}

/// The most likely path: every error is zero.
pub(crate) fn path(form: Form, p: &Parameters, end: &State, horizon: usize) -> Vec<f64> {
    let m = end.seasons.len();
    let (mut level, mut slope) = (end.level, end.slope);
    let mut out = Vec::with_capacity(horizon);
    for h in 0..horizon {
        let season = if m > 0 { end.seasons[h % m] } else { 0.0 };
        let (q, expected) = expect(form, p, level, slope, season);
        out.push(expected);
        level = q;
        slope = match form.trend {
            Trend::AdditiveDamped => p.phi * slope,
            Trend::MultiplicativeDamped => power(slope, p.phi),
            _ => slope,
        };
    }
    out
}

/// Classes 1 and 2. An error moves what comes `j` steps later by `c_j = α + β (φ + … + φ^j) + γ [m divides j]` times its
/// size. With errors of one size `v_h = σ² (1 + Σ_{j<h} c_j²)`; with relative errors `v_h = (1 + σ²) θ_h - μ_h²`, `θ_h =
/// μ_h² + σ² Σ_{j<h} c_j² θ_{h-j}` (Hyndman et al. 2008, sections 6.2 and 6.3).
///
/// The undamped slope is `α + β j`, a sum: one much-used program multiplies, and its intervals hardly widen.
fn linear(form: Form, p: &Parameters, end: &State, sigma2: f64, horizon: usize) -> (Vec<f64>, Vec<f64>) {
    let mean = path(form, p, end, horizon);
    let p = effective(form, p);
    let m = end.seasons.len();
    let mut squares = Vec::with_capacity(horizon);
    let (mut fade, mut faded) = (1.0, 0.0);
    for j in 1..horizon.max(1) {
        fade *= p.phi;
        faded += fade;
        let season = if m > 0 && j.is_multiple_of(m) {
            p.gamma
        } else {
            0.0
        };
        squares.push((p.alpha + p.beta * faded + season).powi(2));
    }
    let mut variance = Vec::with_capacity(horizon);
    if form.class() == Class::Linear {
        let mut sum = 1.0;
        for h in 0..horizon {
            variance.push(sigma2 * sum);
            sum += squares.get(h).copied().unwrap_or(0.0);
        }
    } else {
        let mut thetas: Vec<f64> = Vec::with_capacity(horizon);
        for (h, mu) in mean.iter().enumerate() {
            let carried: f64 = squares[..h]
                .iter()
                .zip(thetas.iter().rev())
                .map(|(c, t)| c * t)
                .sum();
            let theta = mu * mu + sigma2 * carried;
            thetas.push(theta);
            variance.push((1.0 + sigma2) * theta - mu * mu);
        }
    }
    (mean, variance)
}

/// Class 3. The trend `x = (l, b)` moves by `x ← (F + G ε) x`, the season that is due by `s ← (1 + γ ε) s`, with the same
/// `ε`; from the moments of the normal distribution (`E ε² = σ²`, `E ε⁴ = 3 σ⁴`) the first two moments of `x s_j` follow
/// step by step for each of the `m` seasons `j`, exactly. Hyndman et al. (2008), section 6.4, give the same in Kronecker
/// products, which cost `m³` as much.
fn product(form: Form, p: &Parameters, end: &State, sigma2: f64, horizon: usize) -> (Vec<f64>, Vec<f64>) {
    let p = effective(form, p);
    let m = end.seasons.len();
    let slope = if form.has_slope() { end.slope } else { 0.0 };
    // (E l s, E b s) and (E l² s², E l b s², E b² s²).
    let mut firsts: Vec<(f64, f64)> = Vec::with_capacity(m);
    let mut seconds: Vec<(f64, f64, f64)> = Vec::with_capacity(m);
    for s in &end.seasons {
        let (l, b) = (end.level * s, slope * s);
        firsts.push((l, b));
        seconds.push((l * l, l * b, b * b));
    }
    let (mut mean, mut variance) = (Vec::with_capacity(horizon), Vec::with_capacity(horizon));
    for h in 0..horizon {
        let due = h % m;
        for j in 0..m {
            let gamma = if j == due { p.gamma } else { 0.0 };
            let (l, b) = firsts[j];
            let q = l + p.phi * b;
            let (ll, lb, bb) = seconds[j];
            // E q², E q b.
            let qq = ll + 2.0 * p.phi * lb + p.phi * p.phi * bb;
            let qb = lb + p.phi * bb;
            if j == due {
                mean.push(q);
                variance.push((1.0 + sigma2) * qq - q * q);
            }
            // x ← F x + G x ε, with F x = (q, φ b) and G x = (α q, β q); times 1 + γ ε.
            let shared = gamma * sigma2;
            firsts[j] = (q + shared * p.alpha * q, p.phi * b + shared * p.beta * q);
            let still = 1.0 + gamma * gamma * sigma2;
            let cross = 2.0 * gamma * sigma2;
            let twice = sigma2 + 3.0 * gamma * gamma * sigma2 * sigma2;
            seconds[j] = (
                qq * (still + 2.0 * p.alpha * cross + p.alpha * p.alpha * twice),
                p.phi * qb * (still + p.alpha * cross) + qq * (p.beta * cross + p.alpha * p.beta * twice),
                p.phi * p.phi * bb * still + 2.0 * p.phi * p.beta * qb * cross + p.beta * p.beta * qq * twice,
            );
        }
    }
    (mean, variance)
}
