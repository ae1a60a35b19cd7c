//! Bayesian online detection of changes.
//!
//! R. P. Adams and D. J. C. `MacKay`, *Bayesian online changepoint detection* (2007): the *run length* r is how many
//! figures the present regime has brought so far. With H the chance that a regime ends after a figure and π(x | r) the
//! probability of the next figure given those of the run,
//!
//! P(r + 1, x₁…ₜ) = P(r, x₁…ₜ₋₁) π(xₜ | r) (1 − H), P(0, x₁…ₜ) = Σ P(r, x₁…ₜ₋₁) π(xₜ | r) H.
//!
//! All is kept as logarithms, so no figure is too far out. Work and memory grow with the length of the series, one run
//! length for each figure so far.

use statrs::function::gamma::ln_gamma;

use crate::{
    error::{ForecastError, Result},
    score::crps::student_ln_density,
};

/// What is believed about the figures of one regime, and how figures change it.
pub trait Regime: Clone {
    /// The logarithm of the probability, or density, of a next figure.
    fn ln_probability(&self, figure: f64) -> f64;

    /// The beliefs after the figure.
    #[must_use]
    fn after(&self, figure: f64) -> Self;

    /// Whether such a figure can come at all.
    fn admits(&self, figure: f64) -> bool;
}

/// Figures that are normal with a mean and a precision not known, which have a normal-gamma prior: the next figure has a
/// *t* distribution with 2α degrees of freedom about μ, with scale² β(κ + 1)/(ακ).
///
/// For flows that grow and shrink by factors, give it logarithms: of 1 + the count where zeros occur.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormalGamma {
    /// The expected mean.
    pub mu: f64,
    /// How many figures the expectation of the mean is worth.
    pub kappa: f64,
    /// Half of how many figures the expectation of the variance is worth.
    pub alpha: f64,
    /// α times the expected variance, nearly.
    pub beta: f64,
}

impl Regime for NormalGamma {
    fn ln_probability(&self, figure: f64) -> f64 {
        let scale = (self.beta * (self.kappa + 1.0) / (self.alpha * self.kappa)).sqrt();
        student_ln_density(2.0 * self.alpha, (figure - self.mu) / scale) - scale.ln()
    }

    fn after(&self, figure: f64) -> Self {
        let d = figure - self.mu;
        Self {
            mu: (self.kappa * self.mu + figure) / (self.kappa + 1.0),
            kappa: self.kappa + 1.0,
            alpha: self.alpha + 0.5,
            beta: self.beta + self.kappa * d * d / (2.0 * (self.kappa + 1.0)),
        }
    }

    fn admits(&self, figure: f64) -> bool {
        // The squares of larger figures would overflow.
        figure.abs() < 1e150
    }
}

/// Counts that are Poisson with a mean not known, which has a gamma prior: the next count is negative binomial with size
/// `shape` and probability `rate`/(`rate` + 1).
///
/// Right for counts of things that come one by one. Flows of thousands differ from month to month by far more than
/// Poisson counts would, and each month would look like a change: give their logarithms to [`NormalGamma`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PoissonGamma {
    /// The expected mean times `rate`.
    pub shape: f64,
    /// How many counts the expectation is worth.
    pub rate: f64,
}

impl Regime for PoissonGamma {
    fn ln_probability(&self, count: f64) -> f64 {
        ln_gamma(self.shape + count) - ln_gamma(self.shape) - ln_gamma(count + 1.0)
            + self.shape * (self.rate / (self.rate + 1.0)).ln()
            - count * self.rate.ln_1p()
    }

    fn after(&self, count: f64) -> Self {
        Self {
            shape: self.shape + count,
            rate: self.rate + 1.0,
        }
    }

    fn admits(&self, count: f64) -> bool {
        count.is_finite() && count >= 0.0 && count.fract() == 0.0
    }
}

/// Listens to a series.
///
/// ```
/// use rootcast_forecast::changepoint::online::{Detector, PoissonGamma};
/// let mut detector = Detector::new(PoissonGamma { shape: 1.0, rate: 0.1 }, 60.0).unwrap();
/// for count in [4.0, 6.0, 5.0, 4.0, 5.0, 6.0, 5.0] {
///     detector.hear(count).unwrap();
/// }
/// assert!(detector.began_within(2) < 0.1);
/// detector.hear(25.0).unwrap();
/// detector.hear(22.0).unwrap();
/// assert!(detector.began_within(2) > 0.9);
/// assert_eq!(detector.most_likely_run(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct Detector<R> {
    prior: R,
    ln_end: f64,
    ln_go_on: f64,
    /// P(r | figures so far) by run length, as logarithms, and what each run believes.
    runs: Vec<f64>,
    beliefs: Vec<R>,
    ln_evidence: f64,
}

impl<R: Regime> Detector<R> {
    /// A detector that believes `prior` of each new regime, and that regimes last so many figures on average.
    ///
    /// # Errors
    /// A regime that would last no more than one figure.
    pub fn new(prior: R, expected_length: f64) -> Result<Self> {
        if expected_length.is_nan() || expected_length <= 1.0 {
            return Err(ForecastError::Asked(format!(
                "regimes of {expected_length} figures: say that they last more than one"
            )));
        }
        let end = 1.0 / expected_length;
        Ok(Self {
            beliefs: vec![prior.clone()],
            prior,
            ln_end: end.ln(),
            ln_go_on: (-end).ln_1p(),
            runs: vec![0.0],
            ln_evidence: 0.0,
        })
    }

    /// Takes the next figure. A missing one (`NaN`) changes nothing.
    ///
    /// # Errors
    /// A figure that cannot come in such a regime: infinite, or no count.
    pub fn hear(&mut self, figure: f64) -> Result<()> {
        if figure.is_nan() {
            return Ok(());
        }
        if !self.prior.admits(figure) {
            return Err(ForecastError::Asked(format!(
                "{figure} cannot be a figure of such a regime: counts are whole and not negative, and no figure is infinite or beyond 1e150"
            )));
        }
        for (run, belief) in self.runs.iter_mut().zip(&self.beliefs) {
            *run += belief.ln_probability(figure);
        }
        // Σ over r, of which the share H ends and the rest goes on.
        let sum = ln_sum_exp(&self.runs);
        self.ln_evidence += sum;
        for run in &mut self.runs {
            *run += self.ln_go_on - sum;
        }
        self.runs.insert(0, self.ln_end);
        for belief in &mut self.beliefs {
            *belief = belief.after(figure);
        }
        self.beliefs.insert(0, self.prior.clone());
        Ok(())
    }

    /// The probability of each run length after the last figure, from 0: that the next figure begins a new regime.
    pub fn run_lengths(&self) -> Vec<f64> {
        self.runs.iter().map(|r| r.exp()).collect()
    }

    /// The run length with the highest probability; of equal ones the shortest.
    pub fn most_likely_run(&self) -> usize {
        let mut best = (0, f64::NEG_INFINITY);
        for (r, ln) in self.runs.iter().enumerate() {
            if *ln > best.1 {
                best = (r, *ln);
            }
        }
        best.0
    }

    /// The probability that the regime of the last figure began within the last so many figures, that one included.
    /// Before any figure it is 0.
    pub fn began_within(&self, figures: usize) -> f64 {
        let heard = self.runs.len() - 1;
        let recent: f64 = self.runs[1..=figures.min(heard)].iter().map(|r| r.exp()).sum();
        let all: f64 = self.runs[1..].iter().map(|r| r.exp()).sum();
        if all > 0.0 { recent / all } else { 0.0 }
    }

    /// The logarithm of the probability, or density, of all figures so far under the model.
    pub fn ln_evidence(&self) -> f64 {
        self.ln_evidence
    }

    /// What the run with the highest probability believes of its regime.
    pub fn belief(&self) -> &R {
        &self.beliefs[self.most_likely_run()]
    }
}

fn ln_sum_exp(values: &[f64]) -> f64 {
    let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if top.is_infinite() {
        return top;
    }
    top + values.iter().map(|v| (v - top).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_distr::{Distribution, Poisson};

    use super::*;
    use crate::random::generator;

    const COUNTS: PoissonGamma = PoissonGamma {
        shape: 1.0,
        rate: 0.2,
    };
    const LEVELS: NormalGamma = NormalGamma {
        mu: 0.0,
        kappa: 1.0,
        alpha: 0.5,
        beta: 0.5,
    };

    /// P(all figures) by summing over every way to cut them into regimes.
    fn by_all_cuts<R: Regime>(prior: &R, length: f64, figures: &[f64]) -> f64 {
        let n = figures.len();
        (0_u32..1 << (n - 1))
            .map(|mask| {
                let (mut ln, mut belief) = (0.0, prior.clone());
                for (i, x) in figures.iter().enumerate() {
                    ln += belief.ln_probability(*x);
                    belief = belief.after(*x);
                    if i + 1 < n {
                        if mask >> i & 1 == 1 {
                            ln += (1.0 / length).ln();
                            belief = prior.clone();
                        } else {
                            ln += (1.0 - 1.0 / length).ln();
                        }
                    }
                }
                ln.exp()
            })
            .sum()
    }

    proptest! {
        #[test]
        fn the_evidence_is_the_sum_over_all_cuts(counts in prop::collection::vec(0_u8..20, 1..9)) {
            let counts: Vec<f64> = counts.into_iter().map(f64::from).collect();
            let mut one = Detector::new(COUNTS, 10.0).unwrap();
            let mut two = Detector::new(LEVELS, 10.0).unwrap();
            for x in &counts {
                one.hear(*x).unwrap();
                two.hear(*x).unwrap();
                let sum: f64 = one.run_lengths().iter().sum();
                prop_assert!((sum - 1.0).abs() < 1e-12);
            }
            prop_assert!((one.ln_evidence() - by_all_cuts(&COUNTS, 10.0, &counts).ln()).abs() < 1e-9);
            prop_assert!((two.ln_evidence() - by_all_cuts(&LEVELS, 10.0, &counts).ln()).abs() < 1e-9);
        }
    }

    #[test]
    fn a_new_level_is_heard_and_an_old_one_is_not() {
        let mut random = generator(8, &[]);
        let mut detector = Detector::new(COUNTS, 60.0).unwrap();
        let mut rang = Vec::new();
        for (level, months) in [(20.0, 40), (60.0, 12)] {
            let counts = Poisson::new(level).unwrap();
            for _ in 0..months {
                detector.hear(counts.sample(&mut random)).unwrap();
                rang.push(detector.began_within(3) > 0.5);
            }
        }
        assert!(
            !rang[5..40].iter().any(|r| *r) && rang[40] && !rang[51],
            "{rang:?}"
        );
        assert_eq!(detector.most_likely_run(), 12);
        assert!((detector.belief().shape / detector.belief().rate - 60.0).abs() < 8.0);
    }

    #[test]
    fn no_figure_is_too_far_out() {
        let mut detector = Detector::new(LEVELS, 50.0).unwrap();
        for x in [0.0, 1e9, -1e149, f64::NAN, 0.0] {
            detector.hear(x).unwrap();
            assert!((detector.run_lengths().iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
        assert!(detector.ln_evidence().is_finite());
        assert!(detector.hear(f64::INFINITY).is_err() && detector.hear(-1e200).is_err());
        assert!(Detector::new(COUNTS, 9.0).unwrap().hear(-1.0).is_err());
        assert!(Detector::new(COUNTS, 1.0).is_err());
        assert!(Detector::new(COUNTS, 9.0).unwrap().began_within(3).abs() < 1e-12);
    }
}
