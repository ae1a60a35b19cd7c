//! Least squares by the method of Levenberg and Marquardt, with slopes by differences.

/// Scratch space for [`Descent::minimise`].
#[derive(Default)]
pub(crate) struct Descent {
    residuals: Vec<f64>,
    trial: Vec<f64>,
    slopes: Vec<f64>,
    normal: Vec<f64>,
    factor: Vec<f64>,
    gradient: Vec<f64>,
    step: Vec<f64>,
    at: Vec<f64>,
}

/// Where to stop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    /// Steps at most.
    pub(crate) steps: usize,
    /// Relative fall of the sum of squares below which a step is the last.
    pub(crate) fall: f64,
    /// No parameter leaves `-bound..=bound`.
    pub(crate) bound: f64,
}

impl Descent {
    /// Changes `x` so that the squares of the `n` residuals that `of` writes sum to less; gives the sum.
    ///
    /// `of` gives false where the residuals are not defined. `None` where they are not at the start.
    pub(crate) fn minimise(
        &mut self,
        n: usize,
        x: &mut [f64],
        stop: Stop,
        of: &mut impl FnMut(&[f64], &mut [f64]) -> bool,
    ) -> Option<f64> {
        let k = x.len();
        self.residuals.resize(n, 0.0);
        self.trial.resize(n, 0.0);
        self.slopes.resize(n * k, 0.0);
        self.normal.resize(k * k, 0.0);
        self.factor.resize(k * k, 0.0);
        self.gradient.resize(k, 0.0);
        self.step.resize(k, 0.0);
        if !of(x, &mut self.residuals) {
            return None;
        }
        let mut best = square(&self.residuals);
        if !best.is_finite() {
            return None;
        }
        let mut damping = 1e-2;
        for _ in 0..stop.steps {
            if k == 0 || best <= 0.0 || !self.differentiate(n, x, of) {
                break;
            }
            let mut progress = None;
            for _ in 0..8 {
                if self.solve(k, damping) {
                    self.at.clear();
                    self.at.extend(
                        x.iter()
                            .zip(&self.step)
                            .map(|(x, s)| (x - s).clamp(-stop.bound, stop.bound)),
                    );
                    if of(&self.at, &mut self.trial) {
                        let sum = square(&self.trial);
                        if sum < best {
                            progress = Some((best - sum) / best);
                            best = sum;
                            x.copy_from_slice(&self.at);
                            std::mem::swap(&mut self.residuals, &mut self.trial);
                            break;
                        }
                        if sum - best < stop.fall * best {
                            // As good as equal: there is nothing left to gain.
                            return Some(best);
                        }
                    }
                }
                damping *= 8.0;
            }
            match progress {
                Some(fall) if fall > stop.fall => damping = (damping / 8.0).max(1e-9),
                _ => break,
            }
        }
        Some(best)
    }

    /// Slopes of the residuals at `x`, their normal matrix and the gradient of half the sum.
    fn differentiate(
        &mut self,
        n: usize,
        x: &[f64],
        of: &mut impl FnMut(&[f64], &mut [f64]) -> bool,
    ) -> bool {
        let k = x.len();
        self.at.clear();
        self.at.extend_from_slice(x);
        for (i, own) in x.iter().enumerate() {
            let mut h = 1e-6 * own.abs().max(1.0);
            self.at[i] = own + h;
            if !of(&self.at, &mut self.trial) {
                h = -h;
                self.at[i] = own + h;
                if !of(&self.at, &mut self.trial) {
                    return false;
                }
            }
            self.at[i] = *own;
            let slopes = &mut self.slopes[i * n..(i + 1) * n];
            for ((s, a), b) in slopes.iter_mut().zip(&self.trial).zip(&self.residuals) {
                *s = (a - b) / h;
            }
        }
        for i in 0..k {
            let own = &self.slopes[i * n..(i + 1) * n];
            self.gradient[i] = dot(own, &self.residuals);
            for j in 0..=i {
                let value = dot(own, &self.slopes[j * n..(j + 1) * n]);
                self.normal[i * k + j] = value;
                self.normal[j * k + i] = value;
            }
        }
        self.gradient.iter().all(|g| g.is_finite())
    }

    /// Solves `(N + λ diag N) s = g` by Cholesky's factor.
    fn solve(&mut self, k: usize, damping: f64) -> bool {
        let largest = (0..k).map(|i| self.normal[i * k + i]).fold(0.0, f64::max);
        for i in 0..k {
            for j in 0..=i {
                let mut sum = self.normal[i * k + j];
                if i == j {
                    // A parameter without a slope must not make the matrix singular.
                    sum = sum * (1.0 + damping) + 1e-12 * largest;
                }
                for l in 0..j {
                    sum -= self.factor[i * k + l] * self.factor[j * k + l];
                }
                if i == j {
                    if sum.is_nan() || sum <= 0.0 {
                        return false;
                    }
                    self.factor[i * k + i] = sum.sqrt();
                } else {
                    self.factor[i * k + j] = sum / self.factor[j * k + j];
                }
            }
        }
        for i in 0..k {
            let sum: f64 = (0..i).map(|l| self.factor[i * k + l] * self.step[l]).sum();
            self.step[i] = (self.gradient[i] - sum) / self.factor[i * k + i];
        }
        for i in (0..k).rev() {
            let sum: f64 = (i + 1..k).map(|l| self.factor[l * k + i] * self.step[l]).sum();
            self.step[i] = (self.step[i] - sum) / self.factor[i * k + i];
        }
        self.step.iter().all(|s| s.is_finite())
    }
}

fn square(r: &[f64]) -> f64 {
    dot(r, r)
}

/// The sum of products in four lanes, which the compiler can keep side by side.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 4];
    let (whole_a, rest_a) = a.as_chunks::<4>();
    let (whole_b, rest_b) = b.as_chunks::<4>();
    for (x, y) in whole_a.iter().zip(whole_b) {
        for l in 0..4 {
            lanes[l] += x[l] * y[l];
        }
    }
    let rest: f64 = rest_a.iter().zip(rest_b).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f64>() + rest
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_valley_of_rosenbrock_is_walked_to_its_end() {
        let mut x = [-1.2, 1.0];
        let stop = Stop {
            steps: 100,
            fall: 1e-14,
            bound: 10.0,
        };
        let sum = Descent::default()
            .minimise(2, &mut x, stop, &mut |x, r| {
                r[0] = 1.0 - x[0];
                r[1] = 10.0 * (x[1] - x[0] * x[0]);
                true
            })
            .unwrap();
        assert!(sum < 1e-12, "{sum}");
        assert!((x[0] - 1.0).abs() < 1e-5 && (x[1] - 1.0).abs() < 1e-5);
    }

    #[test]
    fn what_is_not_defined_at_the_start_has_no_minimum() {
        let stop = Stop {
            steps: 9,
            fall: 1e-9,
            bound: 10.0,
        };
        assert!(
            Descent::default()
                .minimise(1, &mut [0.0], stop, &mut |_, _| false)
                .is_none()
        );
    }
}
