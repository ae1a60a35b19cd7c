//! The score for distributions of counts.
//!
//! Both are ½ E|X − X′| away from E|X − y|, as everywhere; what is particular is the mean difference, which for the
//! Poisson distribution is a Bessel function and for the negative binomial a hypergeometric one. G. H. Wei and L. Held,
//! *Calibration tests for count data*, TEST 23 (2014), give both.

use std::f64::consts::PI;

use statrs::function::gamma::{checked_gamma_ur, ln_gamma};

/// The Poisson distribution with mean λ: with *F* and *f* its distribution and mass functions and I₀, I₁ the modified
/// Bessel functions,
///
/// (y − λ) (2F(y) − 1) + 2λ f(⌊y⌋) − λ e^(−2λ) \[I₀(2λ) + I₁(2λ)\].
///
/// ```
/// let score = rootcast_forecast::score::crps::count::poisson(2.0, 0.0);
/// assert!((score - 1.228_494_478_547_156).abs() < 1e-12);
/// ```
pub fn poisson(mean: f64, outcome: f64) -> f64 {
    if mean.is_nan() || mean < 0.0 {
        return f64::NAN;
    }
    if mean == 0.0 {
        return outcome.abs();
    }
    let difference = mean * bessel_pair(2.0 * mean);
    if outcome < 0.0 {
        return mean - outcome - difference;
    }
    let whole = outcome.floor();
    let mass = (whole * mean.ln() - mean - ln_gamma(whole + 1.0)).exp();
    let below = checked_gamma_ur(whole + 1.0, mean).unwrap_or(f64::NAN);
    (outcome - mean) * (2.0 * below - 1.0) + 2.0 * mean * mass - difference
}

/// The negative binomial distribution: how many failures come before the *n*-th success (n > 0, whole or not) when
/// each trial succeeds with probability *p*. Its mean is n(1 − p)/p. With *F* in the index of its size,
///
/// `y (2Fₙ(y) − 1) − n(1 − p)/p² [p (2Fₙ₊₁(y − 1) − 1) + ₂F₁(n + 1, ½; 2; −4(1 − p)/p²)]`.
pub fn negative_binomial(size: f64, probability: f64, outcome: f64) -> f64 {
    if !(size > 0.0 && probability > 0.0 && probability <= 1.0) {
        return f64::NAN;
    }
    let (p, q) = (probability, 1.0 - probability);
    if q == 0.0 {
        return outcome.abs();
    }
    let below = |size: f64, y: f64| {
        if y < 0.0 {
            0.0
        } else {
            beta_share(size, y.floor() + 1.0, p)
        }
    };
    let ratio = (2.0 - p) / p;
    outcome * (2.0 * below(size, outcome) - 1.0)
        - size * q / (p * p)
            * (p * (2.0 * below(size + 1.0, outcome - 1.0) - 1.0) + hypergeometric(size + 1.0, ratio * ratio))
}

/// The negative binomial by its mean and its dispersion α, where the variance is mean + α mean²; α = 0 is Poisson.
pub fn negative_binomial_mean(mean: f64, dispersion: f64, outcome: f64) -> f64 {
    if dispersion <= 0.0 || mean <= 0.0 {
        return poisson(mean, outcome);
    }
    let size = 1.0 / dispersion;
    negative_binomial(size, size / (size + mean), outcome)
}

/// e^(−x) \[I₀(x) + I₁(x)\] for x ≥ 0: all terms of the power series are positive; far out the asymptotic expansion
/// (Abramowitz & Stegun 9.7.1) is exact to the last digit.
fn bessel_pair(x: f64) -> f64 {
    if x <= 50.0 {
        let half = x / 2.0;
        let mut zero = (-x).exp();
        let mut sum = zero * (1.0 + half);
        for k in 1..500 {
            let k = f64::from(k);
            zero *= half * half / (k * k);
            let add = zero * (1.0 + half / (k + 1.0));
            sum += add;
            if add < sum * 1e-18 {
                break;
            }
        }
        return sum;
    }
    let expansion = |order: f64| {
        let (mut term, mut sum) = (1.0_f64, 1.0);
        for k in 1..60 {
            let k = f64::from(k);
            let odd = 2.0 * k - 1.0;
            term *= -(4.0 * order * order - odd * odd) / (8.0 * k * x);
            sum += term;
            if term.abs() < 1e-18 {
                break;
            }
        }
        sum
    };
    (expansion(0.0) + expansion(1.0)) / (2.0 * PI * x).sqrt()
}

/// ₂F₁(a, ½; 2; 1 − c) for a > 1 and c ≥ 1, to the last digits whatever the size.
///
/// Euler's integral with t = s²/(1 + s²) is (4/π) ∫₀^∞ (1 + s²)^(a−2) (1 + c s²)^(−a) ds; with s = e^x the integrand is
/// smooth and dies out at both ends, so that sums at even steps converge faster than any power of the step.
fn hypergeometric(a: f64, c: f64) -> f64 {
    const STEP: f64 = 0.125;
    let (from, to) = (-0.5 * c.ln() - 42.0, 14.0);
    let mut x = from;
    let mut sum = 0.0;
    while x < to {
        let square = (2.0 * x).exp();
        let ln = x + (a - 2.0) * square.ln_1p() - a * (c * square).ln_1p();
        sum += ln.exp();
        x += STEP;
    }
    4.0 / PI * STEP * sum
}

/// The regularised incomplete beta function `I_x(a, b)`, by its continued fraction (Abramowitz & Stegun 26.5.8 in
/// Lentz's form), with as many terms as large counts need.
pub(crate) fn beta_share(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - fraction(b, a, 1.0 - x);
    }
    fraction(a, b, x)
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    let safe = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut over = 1.0;
    let mut under = 1.0 / safe(1.0 - (a + b) * x / (a + 1.0));
    let mut value = under;
    for m in 1..20_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut step = 1.0;
        for term in [even, odd] {
            under = 1.0 / safe(1.0 + term * under);
            over = safe(1.0 + term / over);
            step = under * over;
            value *= step;
        }
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * value
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Σ (F(k) − 1{y ≤ k})², the integral where F is a stair.
    fn stairs(pmf: impl Fn(f64) -> f64, outcome: f64, to: u32) -> f64 {
        let mut f = 0.0;
        (0..to)
            .map(|k| {
                let k = f64::from(k);
                f += pmf(k);
                let d = f - f64::from(u8::from(outcome <= k));
                d * d
            })
            .sum()
    }

    #[test]
    fn closed_forms_are_the_stairs() {
        for (mean, y) in [(0.3_f64, 0.0), (4.5, 9.0), (60.0, 41.0), (900.0, 1100.0)] {
            let pmf = |k: f64| (k * mean.ln() - mean - ln_gamma(k + 1.0)).exp();
            let (want, got) = (stairs(pmf, y, 3000), poisson(mean, y));
            assert!(
                (want - got).abs() < 1e-8 * want.max(1.0),
                "{mean} {y}: {want} {got}"
            );
        }
        for (n, p, y) in [
            (0.3_f64, 0.1_f64, 0.0),
            (2.5, 0.4, 7.0),
            (40.0, 0.2, 150.0),
            (0.7, 0.004, 300.0),
            (3000.0, 0.95, 170.0),
        ] {
            let pmf = |k: f64| {
                (ln_gamma(n + k) - ln_gamma(n) - ln_gamma(k + 1.0) + n * p.ln() + k * (1.0 - p).ln()).exp()
            };
            let (want, got) = (stairs(pmf, y, 60_000), negative_binomial(n, p, y));
            assert!(
                (want - got).abs() < 1e-8 * want.max(1.0),
                "{n} {p} {y}: {want} {got}"
            );
        }
    }

    #[test]
    fn counts_of_a_hundred_thousand_are_marked() {
        let spread = negative_binomial_mean(1e5, 0.04, 1e5);
        let exact = super::super::normal(1e5, (1e5_f64 + 0.04 * 1e10).sqrt(), 1e5);
        assert!((spread / exact - 1.0).abs() < 0.05, "{spread} {exact}");
        let poisson = poisson(1e5, 1e5);
        let normal = super::super::normal(1e5, 1e5_f64.sqrt(), 1e5);
        assert!((poisson / normal - 1.0).abs() < 1e-3, "{poisson} {normal}");
    }

    #[test]
    fn little_dispersion_is_poisson() {
        let gap = negative_binomial_mean(40.0, 1e-7, 31.0) - poisson(40.0, 31.0);
        assert!(gap.abs() < 1e-4, "{gap}");
        assert!((negative_binomial_mean(40.0, 0.0, 31.0) - poisson(40.0, 31.0)).abs() < 1e-15);
        assert!(negative_binomial(2.0, 1.5, 1.0).is_nan() && poisson(-1.0, 1.0).is_nan());
        assert!((poisson(0.0, 3.0) - 3.0).abs() < 1e-15);
    }

    #[test]
    fn the_two_ways_to_bessel_meet() {
        // The series on one side of 50 and the expansion on the other, continued smoothly.
        let (a, b, c) = (bessel_pair(49.999), bessel_pair(50.0), bessel_pair(50.001));
        assert!((a - 2.0 * b + c).abs() < 1e-10);
    }
}
