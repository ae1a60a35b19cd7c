//! The Kalman filter of an ARIMA process with its differencing inside the state, for series with gaps and for forecasts.
//!
//! The state holds the ARMA part in Harvey's form (see [`super::likelihood`]) and the last `d + D m` observations. As in
//! R's `arima`, the observations before the first have variance `10^6` times that of the shock instead of an infinite
//! one (Durbin & Koopman 2012, §5.6), and innovations whose variance is above `10^4` times that of the shock, those that
//! only find out where the series begins, stay outside the likelihood.

use super::covariance::{Covariance, stationary_state};

/// Variance of the observations before the first, in units of the shock's.
const DIFFUSE: f64 = 1e6;
/// Innovations with more variance than this say nothing of the process.
const INFORMATIVE: f64 = 1e4;

/// An ARIMA process in state space, with what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Kalman {
    phi: Vec<f64>,
    theta: Vec<f64>,
    delta: Vec<f64>,
    state: Vec<f64>,
    covariance: Vec<f64>,
    moved: Vec<f64>,
    gain: Vec<f64>,
    started: bool,
}

/// What a series says of the process.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Filtered {
    /// Sum of squared innovations over their relative variances.
    pub(crate) squares: f64,
    /// Sum of the logarithms of these variances.
    pub(crate) logs: f64,
    /// How many innovations these sums hold.
    pub(crate) count: usize,
}

impl Kalman {
    /// A process before any observation; `None` where its ARMA part is not stationary.
    pub(crate) fn new(ar: &[f64], ma: &[f64], delta: Vec<f64>) -> Option<Self> {
        let r = ar.len().max(ma.len() + 1);
        let padded = |c: &[f64]| {
            let mut c = c.to_vec();
            c.resize(r, 0.0);
            c
        };
        let (phi, theta) = (padded(ar), padded(ma));
        let mut start = Covariance::default();
        if !start.solve(&phi, &theta, ar.len(), ma.len()) {
            return None;
        }
        let stationary = stationary_state(&start.first, &phi, &theta);
        let size = r + delta.len();
        let mut covariance = vec![0.0; size * size];
        for i in 0..r {
            covariance[i * size..i * size + r].copy_from_slice(&stationary[i * r..(i + 1) * r]);
        }
        for i in r..size {
            covariance[i * size + i] = DIFFUSE;
        }
        Some(Self {
            phi,
            theta,
            delta,
            state: vec![0.0; size],
            moved: vec![0.0; size * size],
            gain: vec![0.0; size],
            covariance,
            started: false,
        })
    }

    /// Takes the observations one after the other, `NaN` for none; `innovations` gets each over its standard deviation
    /// in units of the shock's, `NaN` where there was none, and `informative` whether it counts.
    pub(crate) fn filter(
        &mut self,
        series: &[f64],
        innovations: &mut [f64],
        informative: &mut [bool],
    ) -> Filtered {
        let mut sums = Filtered::default();
        for ((y, innovation), informs) in series.iter().zip(innovations).zip(informative) {
            self.step();
            *innovation = f64::NAN;
            *informs = false;
            if y.is_nan() {
                continue;
            }
            let v = y - self.observed();
            let variance = self.gains();
            if variance < INFORMATIVE {
                *informs = true;
                sums.count += 1;
                sums.squares += v * v / variance;
                sums.logs += variance.ln();
            }
            *innovation = v / variance.sqrt();
            let size = self.state.len();
            for i in 0..size {
                self.state[i] += self.gain[i] * v / variance;
                let by = self.gain[i] / variance;
                let row = &mut self.covariance[i * size..(i + 1) * size];
                row.iter_mut().zip(&self.gain).for_each(|(p, g)| *p -= by * g);
            }
        }
        sums
    }

    /// Means and variances, in units of the shock's, of the steps that follow.
    pub(crate) fn forecast(mut self, horizon: usize) -> (Vec<f64>, Vec<f64>) {
        (0..horizon)
            .map(|_| {
                self.step();
                (self.observed(), self.gains())
            })
            .unzip()
    }

    /// The mean of the observation under the state.
    fn observed(&self) -> f64 {
        let r = self.phi.len();
        let past = &self.state[r..];
        self.state[0] + self.delta.iter().zip(past).map(|(d, y)| d * y).sum::<f64>()
    }

    /// `P Z'` into `gain`; gives `Z P Z'`.
    fn gains(&mut self) -> f64 {
        let (r, size) = (self.phi.len(), self.state.len());
        for i in 0..size {
            let row = &self.covariance[i * size..(i + 1) * size];
            self.gain[i] = row[0] + self.delta.iter().zip(&row[r..]).map(|(d, p)| d * p).sum::<f64>();
        }
        let past = self
            .delta
            .iter()
            .zip(&self.gain[r..])
            .map(|(d, g)| d * g)
            .sum::<f64>();
        self.gain[0] + past
    }

    /// One step on: `a ← T a`, `P ← T P T' + R R'`. The first observation needs none: the state starts there.
    fn step(&mut self) {
        if !self.started {
            self.started = true;
            return;
        }
        let (r, size) = (self.phi.len(), self.state.len());
        let observed = self.observed();
        let first = self.state[0];
        for i in 0..r {
            let below = if i + 1 < r { self.state[i + 1] } else { 0.0 };
            self.state[i] = self.phi[i] * first + below;
        }
        if size > r {
            self.state.copy_within(r..size - 1, r + 1);
            self.state[r] = observed;
        }
        // T P, row by row.
        for i in 0..r {
            let row = &mut self.moved[i * size..(i + 1) * size];
            if i + 1 < r {
                row.copy_from_slice(&self.covariance[(i + 1) * size..(i + 2) * size]);
            } else {
                row.fill(0.0);
            }
            if self.phi[i] != 0.0 {
                let top = &self.covariance[..size];
                row.iter_mut().zip(top).for_each(|(m, p)| *m += self.phi[i] * p);
            }
        }
        if size > r {
            let row = &mut self.moved[r * size..(r + 1) * size];
            row.copy_from_slice(&self.covariance[..size]);
            for (k, d) in self.delta.iter().enumerate().filter(|(_, d)| **d != 0.0) {
                let from = &self.covariance[(r + k) * size..(r + k + 1) * size];
                row.iter_mut().zip(from).for_each(|(m, p)| *m += d * p);
            }
            for i in r + 1..size {
                let row = &mut self.moved[i * size..(i + 1) * size];
                row.copy_from_slice(&self.covariance[(i - 1) * size..i * size]);
            }
        }
        // (T P) T' + R R', row by row of T P.
        for i in 0..size {
            let from = &self.moved[i * size..(i + 1) * size];
            let to = &mut self.covariance[i * size..(i + 1) * size];
            for j in 0..r {
                let beside = if j + 1 < r { from[j + 1] } else { 0.0 };
                to[j] = self.phi[j] * from[0] + beside;
            }
            if size > r {
                to[r] = from[0] + self.delta.iter().zip(&from[r..]).map(|(d, p)| d * p).sum::<f64>();
                to[r + 1..].copy_from_slice(&from[r..size - 1]);
            }
            if i < r {
                let shock = |k: usize| if k == 0 { 1.0 } else { self.theta[k - 1] };
                let own = shock(i);
                if own != 0.0 {
                    for (j, p) in to[..r].iter_mut().enumerate() {
                        *p += own * shock(j);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::arima::likelihood::Filter;

    const SERIES: [f64; 14] = [
        3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0, 5.0, 8.0, 9.0, 7.0,
    ];

    #[test]
    fn both_filters_agree() {
        let mut fast = vec![0.0; SERIES.len()];
        let mut slow = fast.clone();
        for (ar, ma) in [
            (&[0.5, -0.3][..], &[0.4, 0.0, 0.2][..]),
            (&[], &[-0.9]),
            (&[0.97], &[]),
            (&[], &[]),
        ] {
            let sums = Filter::default().run(ar, ma, &SERIES, false, &mut fast).unwrap();
            let filtered = Kalman::new(ar, ma, vec![])
                .unwrap()
                .filter(&SERIES, &mut slow, &mut [false; 14]);
            assert!((sums.squares - filtered.squares).abs() < 1e-9 * filtered.squares);
            assert!((sums.logs - filtered.logs).abs() < 1e-9);
            for (a, b) in fast.iter().zip(&slow) {
                assert!((a - b).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn the_mean_is_the_one_that_fits_best() {
        let mut filter = Filter::default();
        let mut out = vec![0.0; SERIES.len()];
        let best = filter.run(&[0.4], &[0.3], &SERIES, true, &mut out).unwrap();
        for step in [-0.01, 0.0, 0.01] {
            let shifted: Vec<f64> = SERIES.iter().map(|y| y - best.mean - step).collect();
            let sums = filter.run(&[0.4], &[0.3], &shifted, false, &mut out).unwrap();
            assert!(sums.squares > best.squares - 1e-9);
            assert!(step != 0.0 || (sums.squares - best.squares).abs() < 1e-9);
        }
    }

    #[test]
    fn a_random_walk_goes_on_from_its_last_value() {
        let mut k = Kalman::new(&[], &[], vec![1.0]).unwrap();
        let mut innovations = vec![0.0; SERIES.len()];
        let filtered = k.filter(&SERIES, &mut innovations, &mut [false; 14]);
        assert_eq!(filtered.count, SERIES.len() - 1);
        let (mean, variance) = k.forecast(3);
        for (h, (m, v)) in mean.iter().zip(&variance).enumerate() {
            assert!((m - 7.0).abs() < 1e-4);
            assert!((v - (h + 1) as f64).abs() < 1e-4);
        }
    }

    #[test]
    fn a_gap_is_bridged() {
        let mut gappy = SERIES;
        gappy[6] = f64::NAN;
        let mut k = Kalman::new(&[], &[], vec![1.0]).unwrap();
        let mut innovations = vec![0.0; SERIES.len()];
        let filtered = k.filter(&gappy, &mut innovations, &mut [false; 14]);
        assert_eq!(filtered.count, SERIES.len() - 2);
        assert!(innovations[6].is_nan());
        // Two steps at once: 9 to 6 with twice the variance.
        assert!((innovations[7] + 3.0 / 2.0_f64.sqrt()).abs() < 1e-4);
    }
}
