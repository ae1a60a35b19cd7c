//! The exact Gaussian likelihood of a stationary ARMA process without gaps, in time `O(n r)`.
//!
//! Harvey's state `a_t` has `r = max(p, q + 1)` elements; the first is the observation, element `i` is
//! `Σ_{j>i} φ_j w_{t+i-j} + Σ_{j≥i} θ_j e_{t+i-j}`. It moves by the companion matrix `T` of φ. The Kalman filter of
//! `F_t = Var(w_t | past)`, `k_t = T P_t Z'` starts from the stationary covariance, and so `P_{t+1} - P_t` has rank one:
//! `P_{t+1} - P_t = M_t L_t L_t'`, with (Morf, Sidhu & Kailath 1974; Pearlman 1980)
//!
//! - `F_{t+1} = F_t + M_t z²`, `k_{t+1} = k_t + M_t z T L_t`, with `z` the first element of `L_t`,
//! - `L_{t+1} = T L_t - k_t z / F_t`, `M_{t+1} = M_t F_t / F_{t+1}`,
//! - `L_1 = k_1`, `M_1 = -1 / F_1`.
//!
//! A mean is estimated inside: innovations are linear in it, so that its best value is a regression of the innovations
//! of the series on those of a series of ones (Kohn & Ansley 1985).

use super::covariance::Covariance;

/// Once a step changes the covariance by less than this, no later step changes it.
const STEADY: f64 = 1e-15;

/// What a series says of a process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sums {
    /// Sum of squared innovations over their relative variances.
    pub(crate) squares: f64,
    /// Sum of the logarithms of these variances.
    pub(crate) logs: f64,
    /// The mean, 0 where none was asked for.
    pub(crate) mean: f64,
}

/// Scratch space for [`Filter::run`].
#[derive(Default)]
pub(crate) struct Filter {
    covariance: Covariance,
    phi: Vec<f64>,
    theta: Vec<f64>,
    gain: Vec<f64>,
    change: Vec<f64>,
    state: Vec<f64>,
    ones: Vec<f64>,
    of_ones: Vec<f64>,
}

impl Filter {
    /// Innovations of `series` over their standard deviations, into `out`, and their sums; `None` where the process is
    /// not stationary or the series too wild for it.
    #[allow(clippy::many_single_char_names, reason = "the letters of the recursion")]
    pub(crate) fn run(
        &mut self,
        ar: &[f64],
        ma: &[f64],
        series: &[f64],
        with_mean: bool,
        out: &mut [f64],
    ) -> Option<Sums> {
        let (p, q) = (ar.len(), ma.len());
        let r = p.max(q + 1);
        for (held, given) in [(&mut self.phi, ar), (&mut self.theta, ma)] {
            held.clear();
            held.extend_from_slice(given);
            held.resize(r, 0.0);
        }
        if !self.covariance.solve(&self.phi, &self.theta, p, q) {
            return None;
        }
        let mut f = self.covariance.first[0];
        self.gain.clear();
        for i in 0..r {
            let below = self.covariance.first.get(i + 1).copied().unwrap_or(0.0);
            self.gain.push(self.phi[i] * f + below);
        }
        self.change.clear();
        self.change.extend_from_slice(&self.gain);
        self.change.push(0.0);
        self.state.clear();
        self.state.resize(r + 1, 0.0);
        let mut inverse = f.recip();
        let mut root = inverse.sqrt();
        let mut m = -inverse;
        // Variances are multiplied before their logarithm is taken: sixteen of at most 10^12 are a number still.
        let (mut logs, mut product) = (0.0, 1.0);
        let mut changing = true;
        self.ones.clear();
        if with_mean {
            self.ones.resize(r + 1, 0.0);
            self.of_ones.resize(series.len(), 0.0);
        }
        for (t, (w, innovation)) in series.iter().zip(out.iter_mut()).enumerate() {
            let v = w - self.state[0];
            *innovation = v * root;
            product *= f;
            if t % 16 == 15 {
                logs += product.ln();
                product = 1.0;
            }
            advance(&mut self.state, &self.phi, &self.gain, v * inverse);
            if with_mean {
                let v = 1.0 - self.ones[0];
                self.of_ones[t] = v * root;
                advance(&mut self.ones, &self.phi, &self.gain, v * inverse);
            }
            if changing {
                let next = self.renew(inverse, m, f);
                if t % 4 == 3 {
                    let most = self.change.iter().fold(0.0, |a: f64, l| a.max(l * l));
                    changing = most * m.abs() > STEADY;
                }
                m *= f / next;
                f = next;
                inverse = f.recip();
                root = inverse.sqrt();
            }
        }
        logs += product.ln();
        let mean = if with_mean {
            let ones = &self.of_ones[..series.len()];
            let (above, below) = out
                .iter()
                .zip(ones)
                .fold((0.0, 0.0), |(a, b), (u, o)| (a + u * o, b + o * o));
            let mean = if below > 0.0 { above / below } else { 0.0 };
            out.iter_mut().zip(ones).for_each(|(u, o)| *u -= mean * o);
            mean
        } else {
            0.0
        };
        let squares = out.iter().map(|u| u * u).sum::<f64>();
        (squares.is_finite() && logs.is_finite()).then_some(Sums { squares, logs, mean })
    }

    /// One step of gain and change; gives the next variance.
    fn renew(&mut self, inverse: f64, m: f64, f: f64) -> f64 {
        let z = self.change[0];
        let (up, down) = (m * z, z * inverse);
        let r = self.phi.len();
        let (phi, gain, change) = (&self.phi[..r], &mut self.gain[..r], &mut self.change[..=r]);
        for i in 0..r {
            let moved = phi[i] * z + change[i + 1];
            change[i] = moved - gain[i] * down;
            gain[i] += up * moved;
        }
        // The variance falls to that of the shock, 1.
        (f + m * z * z).max(1.0)
    }
}

/// `a ← T a + k e`.
fn advance(state: &mut [f64], phi: &[f64], gain: &[f64], e: f64) {
    let r = phi.len();
    let (state, gain) = (&mut state[..=r], &gain[..r]);
    let first = state[0];
    for i in 0..r {
        state[i] = phi[i] * first + state[i + 1] + gain[i] * e;
    }
}
