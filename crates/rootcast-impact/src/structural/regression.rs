//! Drawing coefficients under a spike-and-slab prior (George and `McCulloch` 1997; Scott and Varian 2014).
//!
//! ```text
//! p(γ | y) ∝ π(γ) |Ω_γ|^½ |Ω_γ + X_γ′X_γ|^−½ (s₀ + y′y − b̃′(Ω_γ + X_γ′X_γ) b̃)^−(ν+n)/2
//! ```
//!
//! The slab is Zellner's with a part of the diagonal: `Ω = κ/n (½ X′X + ½ diag X′X)`, over all `n` steps.

use rand::Rng;
use rand_distr::{Distribution as _, Gamma, StandardNormal};

/// Weight of the slab, in observations.
const WEIGHT: f64 = 0.01;

/// A regression on control series, with the sums it needs.
pub(super) struct Regression {
    count: usize,
    rows: f64,
    /// `X′X` over observed steps.
    gram: Vec<f64>,
    /// `Ω`, from all steps, those to be predicted among them.
    slab: Vec<f64>,
    /// `X′y` of the round.
    cross: Vec<f64>,
    square: f64,
    inclusion: f64,
    /// Degrees of freedom and sum of squares of the prior of the noise.
    prior: (f64, f64),
    /// Largest standard deviation of the noise.
    limit: f64,
    pub(super) included: Vec<bool>,
    pub(super) coefficients: Vec<f64>,
    order: Vec<usize>,
    active: Vec<usize>,
    work: Work,
}

#[derive(Default)]
struct Work {
    prior: Vec<f64>,
    posterior: Vec<f64>,
    mean: Vec<f64>,
}

impl Regression {
    /// `guess` is the prior guess of the noise and `freedom` how many observations it is worth.
    pub(super) fn new(
        controls: &[Vec<f64>],
        outcome: &[f64],
        size: f64,
        guess: f64,
        freedom: f64,
        limit: f64,
    ) -> Self {
        let count = controls.len();
        let seen: Vec<usize> = (0..outcome.len()).filter(|t| !outcome[*t].is_nan()).collect();
        let mut gram = vec![0.0; count * count];
        for i in 0..count {
            for j in 0..count {
                gram[i * count + j] = seen.iter().map(|t| controls[i][*t] * controls[j][*t]).sum();
            }
        }
        let steps = outcome.len() as f64;
        let mut slab = vec![0.0; count * count];
        for i in 0..count {
            for j in 0..count {
                let all: f64 = controls[i].iter().zip(&controls[j]).map(|(a, b)| a * b).sum();
                slab[i * count + j] = WEIGHT / steps * if i == j { all } else { 0.5 * all };
            }
        }
        Self {
            slab,
            count,
            rows: seen.len() as f64,
            gram,
            cross: vec![0.0; count],
            square: 0.0,
            // The program counts its intercept, which is nought here as all is centred.
            inclusion: (size / (count as f64 + 1.0)).min(1.0),
            prior: (freedom, freedom * guess * guess),
            limit,
            included: vec![false; count],
            coefficients: vec![0.0; count],
            order: (0..count).collect(),
            active: Vec::with_capacity(count),
            work: Work::default(),
        }
    }

    /// Draws what is included, the coefficients and the noise, which is returned. `rest` is the outcome less its states.
    pub(super) fn draw(&mut self, controls: &[Vec<f64>], rest: &[f64], random: &mut impl Rng) -> f64 {
        self.square = rest.iter().filter(|r| !r.is_nan()).map(|r| r * r).sum();
        for (cross, control) in self.cross.iter_mut().zip(controls) {
            *cross = rest
                .iter()
                .zip(control)
                .filter(|(r, _)| !r.is_nan())
                .map(|(r, x)| r * x)
                .sum();
        }
        self.shuffle(random);
        let mut current = self.likelihood();
        for k in 0..self.count {
            let j = self.order[k];
            if self.inclusion >= 1.0 && self.included[j] {
                continue;
            }
            self.included[j] = !self.included[j];
            let flipped = self.likelihood();
            let odds = flipped - current;
            let share = 1.0 / (1.0 + (-odds).exp());
            if uniform(random) < share {
                current = flipped;
            } else {
                self.included[j] = !self.included[j];
            }
        }
        self.likelihood();
        let left = self.left();
        let noise = deviation(self.prior.0 + self.rows, left, self.limit, random);
        self.coefficients.fill(0.0);
        let size = self.active.len();
        let mut step: Vec<f64> = (0..size).map(|_| StandardNormal.sample(random)).collect();
        back(&self.work.posterior, size, &mut step);
        for (k, j) in self.active.iter().enumerate() {
            self.coefficients[*j] = self.work.mean[k] + noise * step[k];
        }
        noise
    }

    /// Logarithm of the posterior of what is included, but for a constant; leaves factor and mean in the workspace.
    fn likelihood(&mut self) -> f64 {
        self.active.clear();
        self.active.extend((0..self.count).filter(|j| self.included[*j]));
        let size = self.active.len();
        let work = &mut self.work;
        work.prior.clear();
        work.prior.resize(size * size, 0.0);
        work.posterior.clear();
        work.posterior.resize(size * size, 0.0);
        for (a, i) in self.active.iter().enumerate() {
            for (b, j) in self.active.iter().enumerate() {
                let gram = self.gram[i * self.count + j];
                let slab = self.slab[i * self.count + j];
                work.prior[a * size + b] = slab;
                work.posterior[a * size + b] = slab + gram;
            }
        }
        let before = factor(&mut work.prior, size);
        let after = factor(&mut work.posterior, size);
        work.mean.clear();
        work.mean.extend(self.active.iter().map(|j| self.cross[*j]));
        forward(&work.posterior, size, &mut work.mean);
        let explained: f64 = work.mean.iter().map(|m| m * m).sum();
        back(&work.posterior, size, &mut work.mean);
        let left = (self.prior.1 + self.square - explained).max(f64::MIN_POSITIVE);
        let odds = if self.inclusion >= 1.0 {
            // Out is impossible: a term that no likelihood outweighs.
            -1e9 * (self.count - size) as f64
        } else {
            size as f64 * (self.inclusion / (1.0 - self.inclusion)).ln()
        };
        odds + before - after - 0.5 * (self.prior.0 + self.rows) * left.ln()
    }

    /// Sum of squares the included leave, with the prior's.
    fn left(&self) -> f64 {
        let explained: f64 = self
            .active
            .iter()
            .zip(&self.work.mean)
            .map(|(j, m)| m * self.cross[*j])
            .sum();
        (self.prior.1 + self.square - explained).max(f64::MIN_POSITIVE)
    }

    // A place among a few thousand, never below nought.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn shuffle(&mut self, random: &mut impl Rng) {
        for k in (1..self.count).rev() {
            let j = (uniform(random) * (k as f64 + 1.0)) as usize;
            self.order.swap(k, j.min(k));
        }
    }
}

/// A standard deviation whose precision has a gamma distribution, below a limit.
pub(super) fn deviation(freedom: f64, square: f64, limit: f64, random: &mut impl Rng) -> f64 {
    let Ok(gamma) = Gamma::new(0.5 * freedom, 2.0 / square) else {
        return limit;
    };
    for _ in 0..1000 {
        let draw: f64 = gamma.sample(random);
        let value = draw.sqrt().recip();
        if value <= limit {
            return value;
        }
    }
    limit
}

fn uniform(random: &mut impl Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// The lower Cholesky factor in place; returns the sum of logarithms of its diagonal.
fn factor(matrix: &mut [f64], size: usize) -> f64 {
    let mut logs = 0.0;
    for i in 0..size {
        for j in 0..=i {
            let mut sum = matrix[i * size + j];
            for k in 0..j {
                sum -= matrix[i * size + k] * matrix[j * size + k];
            }
            if i == j {
                let pivot = sum
                    .max(1e-14 * matrix[i * size + i])
                    .max(f64::MIN_POSITIVE)
                    .sqrt();
                matrix[i * size + i] = pivot;
                logs += pivot.ln();
            } else {
                matrix[i * size + j] = sum / matrix[j * size + j];
            }
        }
    }
    logs
}

fn forward(factor: &[f64], size: usize, x: &mut [f64]) {
    for i in 0..size {
        for k in 0..i {
            x[i] -= factor[i * size + k] * x[k];
        }
        x[i] /= factor[i * size + i];
    }
}

fn back(factor: &[f64], size: usize, x: &mut [f64]) {
    for i in (0..size).rev() {
        for k in i + 1..size {
            x[i] -= factor[k * size + i] * x[k];
        }
        x[i] /= factor[i * size + i];
    }
}
