//! Enough runs? Monte-Carlo error by batches, and when to stop.
//!
//! Runs are grouped into batches of equal size; the means of batches are nearly normal and independent, so that
//! Student's t gives an interval for the mean (B. Schmeiser, "Batch size effects in the analysis of simulation output",
//! Oper. Res. 30, 1982). [`until`] adds batches until every output is as precise as asked (Y. S. Chow and H. Robbins,
//! Ann. Math. Stat. 36, 1965; P. W. Glynn and W. Whitt, Ann. Appl. Probab. 2, 1992), or until the budget is spent, and
//! says which. The seed of a run depends on its number only: stopping later repeats no run and changes none.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::{moments, stream::key};

/// Why a precision cannot be told.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PrecisionError {
    /// An option is out of its range.
    #[error("the stopping rule cannot be used: {0}")]
    Rule(String),
    /// A run gave an output that is not a finite number.
    #[error("run {run} (seed {seed}) gave {value} for output {output}: mend the model there")]
    NotFinite {
        /// The run, from 0.
        run: usize,
        /// Its seed.
        seed: u64,
        /// The output, from 0.
        output: usize,
        /// What it gave.
        value: f64,
    },
    /// Runs gave different numbers of outputs.
    #[error("run {run} gave {found} outputs and the first {expected}: a model must always give as many")]
    Outputs {
        /// The run, from 0.
        run: usize,
        /// Outputs of this run.
        found: usize,
        /// Outputs of the first.
        expected: usize,
    },
}

/// How precise a mean is to be: half the width of its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// At most this, in the unit of the output.
    Absolute(f64),
    /// At most this share of the mean's size.
    Relative(f64),
}

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The precision of every output.
    pub target: Target,
    /// Confidence of the intervals, in (0, 1).
    pub confidence: f64,
    /// Runs of a batch, at least 1.
    pub batch: usize,
    /// Batches before the rule may stop, at least 10: with few, chance alone can look precise.
    pub fewest: usize,
    /// Batches at most, not below `fewest`.
    pub most: usize,
}

impl Default for Rule {
    /// Every mean to 1 % at 95 %, in batches of 32, at least 10 and at most 1 000 of them.
    fn default() -> Self {
        Self {
            target: Target::Relative(0.01),
            confidence: 0.95,
            batch: 32,
            fewest: 10,
            most: 1_000,
        }
    }
}

impl Rule {
    fn check(&self) -> Result<(), PrecisionError> {
        let (Target::Absolute(target) | Target::Relative(target)) = self.target;
        let wrong = |why: String| Err(PrecisionError::Rule(why));
        if !(target > 0.0 && target.is_finite()) {
            return wrong(format!("its target is {target}; give a number above 0"));
        }
        if !(self.confidence > 0.0 && self.confidence < 1.0) {
            return wrong(format!(
                "its confidence is {}; give a number between 0 and 1",
                self.confidence
            ));
        }
        if self.batch == 0 || self.fewest < 10 || self.most < self.fewest {
            return wrong(format!(
                "batches of {} runs, from {} to {} of them: give at least 1 run, at least 10 batches, and no fewer at \
                 most",
                self.batch, self.fewest, self.most
            ));
        }
        Ok(())
    }
}

/// A mean over runs and how well it is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Precision {
    /// The mean.
    pub mean: f64,
    /// Its Monte-Carlo standard error.
    pub standard_error: f64,
    /// Half the width of its interval at the confidence asked for.
    pub half_width: f64,
    /// Runs it rests on.
    pub runs: usize,
    /// Whether it is as precise as asked.
    pub reached: bool,
}

/// All runs, and how well each mean is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stopped {
    /// One an output.
    pub outputs: Vec<Precision>,
    /// Whether every output is as precise as asked.
    pub reached: bool,
    /// Outputs of every run, in the order of their numbers.
    pub runs: Vec<Vec<f64>>,
    /// Where the target was not reached: how many runs would do, if the spread stays what it is.
    pub runs_needed: Option<usize>,
}

/// How well the mean of values is known, from batches of `rule.batch` of them; what does not fill a batch counts in the
/// mean and not in its error. Without two whole batches the error is infinite.
pub fn of_batches(values: &[f64], rule: &Rule) -> Result<Precision, PrecisionError> {
    rule.check()?;
    let mean = moments::mean(values);
    let means: Vec<f64> = values.chunks_exact(rule.batch).map(moments::mean).collect();
    let (standard_error, half_width) = if means.len() < 2 {
        (f64::INFINITY, f64::INFINITY)
    } else {
        let error = (moments::variance(&means) / means.len() as f64).sqrt();
        (error, error * student(means.len() - 1, rule.confidence))
    };
    let wanted = match rule.target {
        Target::Absolute(wanted) => wanted,
        Target::Relative(share) => share * mean.abs(),
    };
    Ok(Precision {
        mean,
        standard_error,
        half_width,
        runs: values.len(),
        reached: half_width <= wanted,
    })
}

/// Student's t such that a share `confidence` lies between −t and t.
fn student(freedom: usize, confidence: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom as f64).map_or(f64::INFINITY, |t| t.inverse_cdf(0.5 + confidence / 2.0))
}

/// The seed of run n.
pub fn seed_of(seed: u64, run: usize) -> u64 {
    key(seed, &[run as u64])
}

/// Runs a model, a closure from a seed to outputs, batch by batch until the rule is met or its budget spent.
///
/// ```
/// use rand::RngExt;
/// use rootcast_scenario::{precision::{Rule, Target, until}, stream::stream};
/// let rule = Rule { target: Target::Absolute(0.01), ..Rule::default() };
/// let die = |seed| vec![f64::from(stream(seed, &[]).random_range(1..=6_u32))];
/// let stopped = until(&Rule { most: 5_000, ..rule }, 1, die)?;
/// assert!(stopped.reached && (stopped.outputs[0].mean - 3.5).abs() < 0.03);
/// # Ok::<(), rootcast_scenario::precision::PrecisionError>(())
/// ```
pub fn until<M>(rule: &Rule, seed: u64, model: M) -> Result<Stopped, PrecisionError>
where
    M: Fn(u64) -> Vec<f64> + Sync,
{
    rule.check()?;
    let mut runs: Vec<Vec<f64>> = Vec::new();
    let mut wanted = rule.fewest;
    loop {
        let from = runs.len();
        let fresh: Vec<Vec<f64>> = (from..wanted * rule.batch)
            .into_par_iter()
            .map(|run| model(seed_of(seed, run)))
            .collect();
        for (at, row) in fresh.iter().enumerate() {
            let run = from + at;
            let expected = runs.first().or(fresh.first()).map_or(0, Vec::len);
            if row.len() != expected {
                return Err(PrecisionError::Outputs {
                    run,
                    found: row.len(),
                    expected,
                });
            }
            if let Some((output, value)) = row.iter().enumerate().find(|(_, v)| !v.is_finite()) {
                return Err(PrecisionError::NotFinite {
                    run,
                    seed: seed_of(seed, run),
                    output,
                    value: *value,
                });
            }
        }
        runs.extend(fresh);
        let columns = runs.first().map_or(0, Vec::len);
        let outputs = (0..columns)
            .map(|c| {
                let values: Vec<f64> = runs.iter().filter_map(|r| r.get(c)).copied().collect();
                of_batches(&values, rule)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let reached = outputs.iter().all(|o| o.reached);
        let spent = runs.len() >= rule.most * rule.batch;
        if reached || spent {
            let runs_needed = if reached { None } else { needed(&outputs, rule) };
            return Ok(Stopped {
                outputs,
                reached,
                runs,
                runs_needed,
            });
        }
        wanted = (wanted + (wanted / 4).max(1)).min(rule.most);
    }
}

/// The error of a mean falls with the root of the runs. `None` where a relative target has a mean of 0.
fn needed(outputs: &[Precision], rule: &Rule) -> Option<usize> {
    let worst = outputs
        .iter()
        .filter(|o| !o.reached)
        .map(|o| {
            let wanted = match rule.target {
                Target::Absolute(wanted) => wanted,
                Target::Relative(share) => share * o.mean.abs(),
            };
            o.runs as f64 * (o.half_width / wanted).powi(2)
        })
        .fold(0.0, f64::max);
    (worst.is_finite() && worst > 0.0).then(|| moments::below(worst.ceil()))
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::stream::stream;

    fn noise(seed: u64) -> Vec<f64> {
        let mut random = stream(seed, &[]);
        vec![random.random::<f64>() + 1.0, 5.0]
    }

    #[test]
    fn the_rule_stops_where_it_says_and_no_later_run_changes_an_earlier_one() {
        let rule = Rule {
            target: Target::Absolute(0.02),
            batch: 8,
            ..Rule::default()
        };
        let stopped = until(&rule, 3, noise).unwrap();
        assert!(stopped.reached && stopped.outputs[0].half_width <= 0.02);
        // sd 0.2887: (1.96 · 0.2887 / 0.02)² ≈ 800 runs.
        assert!(
            (400..1600).contains(&stopped.runs.len()),
            "{}",
            stopped.runs.len()
        );
        let longer = until(
            &Rule {
                target: Target::Absolute(0.01),
                ..rule
            },
            3,
            noise,
        )
        .unwrap();
        assert_eq!(longer.runs[..stopped.runs.len()], stopped.runs);
        assert!(longer.outputs[1].standard_error.abs() < 1e-15);
    }

    #[test]
    fn a_spent_budget_says_how_many_runs_would_do() {
        let rule = Rule {
            target: Target::Absolute(0.001),
            most: 20,
            ..Rule::default()
        };
        let stopped = until(&rule, 3, noise).unwrap();
        assert!(!stopped.reached && stopped.runs.len() == 640);
        let needed = stopped.runs_needed.unwrap();
        assert!((200_000..600_000).contains(&needed), "{needed}");
    }

    /// The interval covers the mean as often as it says: 95 % of 400, within four standard errors.
    #[test]
    fn intervals_cover() {
        let rule = Rule {
            batch: 4,
            fewest: 20,
            most: 20,
            ..Rule::default()
        };
        let covered = (0..400)
            .filter(|s| {
                let first = until(&rule, *s, noise).unwrap().outputs[0];
                (first.mean - 1.5).abs() <= first.half_width
            })
            .count();
        assert!((362..=397).contains(&covered), "{covered}");
    }

    #[test]
    fn what_cannot_be_told_is_refused() {
        assert!(
            until(
                &Rule {
                    fewest: 2,
                    ..Rule::default()
                },
                0,
                noise
            )
            .is_err()
        );
        assert!(
            until(
                &Rule {
                    target: Target::Relative(0.0),
                    ..Rule::default()
                },
                0,
                noise
            )
            .is_err()
        );
        let refused = until(&Rule::default(), 0, |s| {
            if s % 2 == 0 { vec![f64::NAN] } else { vec![1.0] }
        });
        assert!(matches!(refused, Err(PrecisionError::NotFinite { .. })));
        let uneven = until(&Rule::default(), 0, |s| vec![1.0; 1 + usize::from(s % 2 == 0)]);
        assert!(matches!(uneven, Err(PrecisionError::Outputs { .. })));
        assert!(
            of_batches(&[1.0; 40], &Rule::default())
                .unwrap()
                .half_width
                .is_infinite()
        );
    }
}
