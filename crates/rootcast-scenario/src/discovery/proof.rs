//! How much of a box is chance: quasi-p-values, and the share of resamples that find it again.

use rand::RngExt;
use rayon::prelude::*;
use serde::Serialize;
use statrs::distribution::{Binomial, DiscreteCDF};

use super::{
    Cases, DiscoveryError, Limit,
    prim::{Options, Region, peel},
};
use crate::stream::stream;

/// One limit of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The lower limit of a quantity.
    Lower,
    /// The upper limit of a quantity.
    Upper,
    /// The codes of a choice.
    Codes,
}

/// What one limit of a box does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LimitTest {
    /// The input.
    pub input: String,
    /// Which limit of it.
    pub end: End,
    /// Cases in the box without this limit.
    pub cases_without: usize,
    /// Of them, of interest.
    pub of_interest_without: usize,
    /// The quasi-p-value: the chance that as many cases drawn from the box without the limit, as the box with it holds,
    /// had at least as many of interest. The limit was chosen because it does well, so it is no p-value of a test: a
    /// large one says the limit does nothing, a small one does not prove it (Bryant & Lempert 2010).
    pub quasi_p: f64,
}

/// Tests every limit of a box, by input, the lower end before the upper.
pub fn limits(cases: &Cases, found: &Region) -> Vec<LimitTest> {
    let all = cases.all();
    let mut out = Vec::new();
    for (j, (limit, widest)) in found.limits.iter().zip(&all).enumerate() {
        let mut test = |end: End, without: Limit| {
            let mut limits = found.limits.clone();
            limits[j] = without;
            let rows: Vec<usize> = (0..cases.len())
                .filter(|r| cases.inside(*r, &limits, None))
                .collect();
            let interest = cases.interest_among(&rows);
            out.push(LimitTest {
                input: cases.names[j].clone(),
                end,
                cases_without: rows.len(),
                of_interest_without: interest,
                quasi_p: at_least(
                    found.of_interest,
                    found.cases,
                    interest as f64 / rows.len().max(1) as f64,
                ),
            });
        };
        match (limit, widest) {
            (
                Limit::Between { low, high },
                Limit::Between {
                    low: least,
                    high: most,
                },
            ) => {
                if low > least {
                    test(
                        End::Lower,
                        Limit::Between {
                            low: *least,
                            high: *high,
                        },
                    );
                }
                if high < most {
                    test(
                        End::Upper,
                        Limit::Between {
                            low: *low,
                            high: *most,
                        },
                    );
                }
            }
            (Limit::Among(kept), Limit::Among(every)) if kept != every => {
                test(End::Codes, widest.clone());
            }
            _ => {}
        }
    }
    out
}

/// P(X ≥ k) for X binomial of n at p.
fn at_least(k: usize, n: usize, p: f64) -> f64 {
    match (k.checked_sub(1), Binomial::new(p.clamp(0.0, 1.0), n as u64)) {
        (Some(less), Ok(binomial)) => binomial.sf(less as u64),
        _ => 1.0,
    }
}

/// How often an input is restricted when the search is repeated on part of the cases.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reproduced {
    /// The input.
    pub input: String,
    /// Share of resamples whose box of like coverage restricts it.
    pub at_coverage: f64,
    /// Share of resamples whose box of like density restricts it.
    pub at_density: f64,
}

/// Repeats the search on `resamples` random halves of the cases and looks at the box nearest in coverage, and at the
/// one nearest in density, to the box found (Bryant & Lempert 2010, reproducibility statistics).
///
/// A half in which no case, or every case, is of interest, or an input is constant, is left out. An error where all are.
pub fn reproduced(
    cases: &Cases,
    found: &Region,
    options: &Options,
    resamples: usize,
    seed: u64,
) -> Result<Vec<Reproduced>, DiscoveryError> {
    let paths: Vec<_> = (0..resamples)
        .into_par_iter()
        .map(|b| {
            let mut random = stream(seed, &[b as u64]);
            let mut rows: Vec<usize> = (0..cases.len()).collect();
            for i in (1..rows.len()).rev() {
                rows.swap(i, random.random_range(0..=i));
            }
            rows.truncate(cases.len().div_ceil(2));
            rows.sort_unstable();
            peel(&cases.chosen(&rows)?, options)
        })
        .collect();
    let mut failed = None;
    let mut used = 0_usize;
    let mut counts = vec![(0_usize, 0_usize); cases.names.len()];
    for path in paths {
        let path = match path {
            Ok(path) => path,
            Err(why) => {
                failed = failed.or(Some(why));
                continue;
            }
        };
        used += 1;
        let nearest = |of: fn(&Region) -> f64, wanted: f64| {
            path.boxes
                .iter()
                .min_by(|a, b| (of(a) - wanted).abs().total_cmp(&(of(b) - wanted).abs()))
                .map(|b| b.restricted.clone())
                .unwrap_or_default()
        };
        for j in nearest(|b| b.coverage, found.coverage) {
            counts[j].0 += 1;
        }
        for j in nearest(|b| b.density, found.density) {
            counts[j].1 += 1;
        }
    }
    if used == 0 {
        return Err(failed.unwrap_or(DiscoveryError::Option {
            option: "resamples",
            value: 0.0,
            wanted: "give at least 1",
        }));
    }
    Ok(cases
        .names
        .iter()
        .zip(counts)
        .map(|(input, (coverage, density))| Reproduced {
            input: input.clone(),
            at_coverage: coverage as f64 / used as f64,
            at_density: density as f64 / used as f64,
        })
        .collect())
}
