//! Stationary covariances of an ARMA process whose shocks have variance one.

use super::polynomial::partials;

/// Variances above this are those of a process that is stationary only on paper.
const MOST: f64 = 1e12;

/// Scratch space and results of [`Covariance::solve`].
#[derive(Default)]
pub(crate) struct Covariance {
    partials: Vec<f64>,
    path: Vec<f64>,
    of_ar: Vec<f64>,
    of_theta: Vec<f64>,
    psi: Vec<f64>,
    gamma: Vec<f64>,
    /// Covariance of each element of the state with the observation, see [`super::likelihood`].
    pub(crate) first: Vec<f64>,
}

impl Covariance {
    /// Fills `first`, the covariances of the `r` elements of the state in Harvey's form with the first of them, the
    /// observation itself; `phi` and `theta` hold `r` coefficients each, padded with zeros, of which `p` and `q` count.
    /// False where the process is not stationary.
    ///
    /// The autoregression `φ(B) u_t = e_t` has autocovariances by the Levinson recursion over its partial
    /// autocorrelations; `w_t = θ(B) u_t` those of `u` filtered twice.
    pub(crate) fn solve(&mut self, phi: &[f64], theta: &[f64], p: usize, q: usize) -> bool {
        let r = phi.len();
        if !partials(&phi[..p], &mut self.partials) {
            return false;
        }
        let lags = r + q + 1;
        if !self.autoregression(&phi[..p], lags) {
            return false;
        }
        // θ(B) θ(1/B), from lag 0.
        self.of_theta.clear();
        for m in 0..=q {
            let lead = if m == 0 { 1.0 } else { theta[m - 1] };
            let rest: f64 = theta[..q - m].iter().zip(&theta[m..q]).map(|(a, b)| a * b).sum();
            self.of_theta.push(lead + rest);
        }
        self.gamma.clear();
        for k in 0..r {
            let mut sum = self.of_theta[0] * self.of_ar[k];
            for m in 1..=q {
                sum += self.of_theta[m] * (self.of_ar[k + m] + self.of_ar[k.abs_diff(m)]);
            }
            self.gamma.push(sum);
        }
        // Covariance of the shock `k` steps back with the observation.
        self.psi.clear();
        self.psi.push(1.0);
        for k in 1..=q {
            let past: f64 = (1..=k.min(p)).map(|j| phi[j - 1] * self.psi[k - j]).sum();
            self.psi.push(theta[k - 1] + past);
        }
        self.first.clear();
        self.first.push(self.gamma[0]);
        for i in 1..r {
            let of_past: f64 = (i + 1..=p).map(|j| phi[j - 1] * self.gamma[j - i]).sum();
            let of_shocks: f64 = (i..=q).map(|j| theta[j - 1] * self.psi[j - i]).sum();
            self.first.push(of_past + of_shocks);
        }
        self.gamma[0].is_finite()
    }

    /// Autocovariances of the pure autoregression up to `lags`, into `of_ar`.
    fn autoregression(&mut self, phi: &[f64], lags: usize) -> bool {
        let variance = 1.0 / self.partials.iter().map(|k| 1.0 - k * k).product::<f64>();
        if variance.is_nan() || variance > MOST {
            return false;
        }
        let p = phi.len();
        self.of_ar.clear();
        self.of_ar.push(variance);
        self.path.clear();
        let mut left = variance;
        for (k, partial) in self.partials.iter().enumerate() {
            let seen: f64 = (0..k).map(|j| self.path[j] * self.of_ar[k - j]).sum();
            self.of_ar.push(partial * left + seen);
            left *= 1.0 - partial * partial;
            for j in 0..k / 2 {
                let (low, high) = (self.path[j], self.path[k - 1 - j]);
                self.path[j] = low - partial * high;
                self.path[k - 1 - j] = high - partial * low;
            }
            if k % 2 == 1 {
                self.path[k / 2] *= 1.0 - partial;
            }
            self.path.push(*partial);
        }
        for k in p + 1..lags {
            let next = (0..p).map(|j| phi[j] * self.of_ar[k - 1 - j]).sum();
            self.of_ar.push(next);
        }
        self.of_ar.resize(lags.max(p + 1), 0.0);
        true
    }
}

/// The whole covariance of the state, `r` by `r`, from its first column: `P = T P T' + R R'` element by element from
/// the last.
pub(crate) fn stationary_state(first: &[f64], phi: &[f64], theta: &[f64]) -> Vec<f64> {
    let r = first.len();
    let shock = |i: usize| if i == 0 { 1.0 } else { theta[i - 1] };
    let mut p = vec![0.0; r * r];
    for i in (0..r).rev() {
        for j in (i..r).rev() {
            let value = if i == 0 {
                first[j]
            } else {
                let next = |k: usize| if k < r { first[k] } else { 0.0 };
                let corner = if i + 1 < r && j + 1 < r {
                    p[(i + 1) * r + j + 1]
                } else {
                    0.0
                };
                phi[i] * phi[j] * first[0]
                    + phi[i] * next(j + 1)
                    + phi[j] * next(i + 1)
                    + corner
                    + shock(i) * shock(j)
            };
            p[i * r + j] = value;
            p[j * r + i] = value;
        }
    }
    p
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arma_of_order_one_has_its_closed_form() {
        let (phi, theta) = (0.7, 0.4);
        let mut c = Covariance::default();
        assert!(c.solve(&[phi, 0.0], &[theta, 0.0], 1, 1));
        let variance = (1.0 + 2.0 * phi * theta + theta * theta) / (1.0 - phi * phi);
        assert!((c.first[0] - variance).abs() < 1e-12);
        // The second element of the state is θ e_t.
        assert!((c.first[1] - theta).abs() < 1e-12);
    }

    #[test]
    fn the_state_repeats_itself() {
        let (phi, theta) = ([0.5, -0.3, 0.2, 0.0], [0.4, 0.0, -0.6, 0.0]);
        let mut c = Covariance::default();
        assert!(c.solve(&phi, &theta, 3, 3));
        let p = stationary_state(&c.first, &phi, &theta);
        // P = T P T' + R R' also in the first row, which came from the autocovariances.
        for j in 0..4 {
            let next = |i: usize, k: usize| if i < 4 && k < 4 { p[i * 4 + k] } else { 0.0 };
            let shock = [1.0, 0.4, 0.0, -0.6];
            let want = phi[0] * phi[j] * p[0]
                + phi[0] * next(0, j + 1)
                + phi[j] * next(1, 0)
                + next(1, j + 1)
                + shock[0] * shock[j];
            assert!((p[j] - want).abs() < 1e-12, "{j}: {} {want}", p[j]);
        }
    }

    #[test]
    fn what_is_not_stationary_is_refused() {
        let mut c = Covariance::default();
        assert!(!c.solve(&[1.0], &[0.0], 1, 0));
        assert!(!c.solve(&[f64::NAN], &[0.0], 1, 0));
    }
}
