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
const STEADY: f64 = 1e-17;

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
        let mut m = -1.0 / f;
        let mut logs = 0.0;
        let mut changing = true;
        self.ones.clear();
        if with_mean {
            self.ones.resize(r + 1, 0.0);
            self.of_ones.resize(series.len(), 0.0);
        }
        for (t, (w, innovation)) in series.iter().zip(out.iter_mut()).enumerate() {
            let v = w - self.state[0];
            let root = f.sqrt();
            *innovation = v / root;
            logs += f.ln();
            advance(&mut self.state, &self.phi, &self.gain, v / f);
            if with_mean {
                let v = 1.0 - self.ones[0];
                self.of_ones[t] = v / root;
                advance(&mut self.ones, &self.phi, &self.gain, v / f);
            }
            if changing {
                let next = self.renew(f, m);
                if t % 8 == 7 {
                    let most = self.change.iter().fold(0.0, |a: f64, l| a.max(l * l));
                    changing = most * m.abs() > STEADY;
                }
                m *= f / next;
                f = next;
            }
        }
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
    fn renew(&mut self, f: f64, m: f64) -> f64 {
        let z = self.change[0];
        let (up, down) = (m * z, z / f);
        for i in 0..self.phi.len() {
            let moved = self.phi[i] * z + self.change[i + 1];
            let gain = self.gain[i];
            self.gain[i] = gain + up * moved;
            self.change[i] = moved - gain * down;
        }
        // The variance falls to that of the shock, 1.
        (f + m * z * z).max(1.0)
    }
}

/// `a ← T a + k e`.
fn advance(state: &mut [f64], phi: &[f64], gain: &[f64], e: f64) {
    let first = state[0];
    for i in 0..phi.len() {
        state[i] = phi[i] * first + state[i + 1] + gain[i] * e;
    }
}
