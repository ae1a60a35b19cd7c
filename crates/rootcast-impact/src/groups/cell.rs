//! One group at one step: a change of the treated beside that of others.

#![allow(clippy::many_single_char_names, reason = "the letters of the equations")]

use nalgebra::{DMatrix, DVector};

use super::{Base, Comparison, GroupEffect, GroupOptions, Lost, error_of, logit::logit};
use crate::panel::{Design, Panel};

/// How covariates are balanced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Method {
    /// Regression and weighting: right when either model is.
    DoublyRobust,
    /// Weights from a logit of being treated (Hájek's).
    Weighting,
    /// Regression of the change of the comparison on the covariates.
    Regression,
}

/// What came of a group and step.
pub(super) enum Outcome {
    Effect(GroupEffect, Vec<f64>),
    Lost(Lost),
    /// The first step, where each is compared with the one before.
    None,
}

/// The effect on a group at a step.
pub(super) fn estimate(
    panel: &Panel,
    design: &Design,
    options: &GroupOptions,
    group: usize,
    step: usize,
) -> Outcome {
    let lost = |why: String| Outcome::Lost(Lost { group, step, why });
    // The last step that treatment, or its announcement, cannot have moved.
    let Some(before) = group.checked_sub(1 + options.anticipation) else {
        return lost(format!(
            "with {} steps of anticipation the group treated from step {group} has no step before: begin the panel earlier",
            options.anticipation
        ));
    };
    let base = match options.base {
        Base::Universal => before,
        Base::Varying if step >= group => before,
        Base::Varying => match step.checked_sub(1) {
            Some(b) => b,
            None => return Outcome::None,
        },
    };
    let n = panel.units().len();
    let treated = design.starts().iter().filter(|s| **s == Some(group)).count();
    if step == base {
        let effect = GroupEffect {
            group,
            step,
            base,
            effect: 0.0,
            error: None,
            treated,
            compared: 0,
        };
        return Outcome::Effect(effect, vec![0.0; n]);
    }
    let late = step.max(base) + options.anticipation;
    let used: Vec<usize> = (0..n)
        .filter(|u| match design.starts()[*u] {
            None => true,
            Some(s) if s == group => true,
            Some(s) => options.comparison == Comparison::NotYetTreated && s > late,
        })
        .collect();
    let compared = used.len() - treated;
    if compared == 0 {
        return lost("no unit is left untreated to compare with: end the panel earlier".to_owned());
    }
    let change: Vec<f64> = used
        .iter()
        .map(|u| panel.unit(*u)[step] - panel.unit(*u)[base])
        .collect();
    let is: Vec<bool> = used.iter().map(|u| design.starts()[*u] == Some(group)).collect();
    let k = options.covariates.len() + 1;
    let x = DMatrix::from_fn(used.len(), k, |i, j| {
        if j == 0 {
            1.0
        } else {
            options.covariates[j - 1][used[i]]
        }
    });
    let pair = Pair {
        change: &change,
        treated: &is,
        x: &x,
    };
    match pair.run(options.method) {
        Err(why) => lost(why),
        Ok((effect, own)) => {
            // Units beside the pair have no influence; those within weigh as if drawn from all.
            let scale = n as f64 / used.len() as f64;
            let mut influence = vec![0.0; n];
            for (u, i) in used.iter().zip(&own) {
                influence[*u] = i * scale;
            }
            let error = Some(error_of(&influence));
            Outcome::Effect(
                GroupEffect {
                    group,
                    step,
                    base,
                    effect,
                    error,
                    treated,
                    compared,
                },
                influence,
            )
        }
    }
}

/// Changes of treated and compared units, with covariates.
struct Pair<'a> {
    change: &'a [f64],
    treated: &'a [bool],
    x: &'a DMatrix<f64>,
}

/// Weights of the treated and of the compared, and what moves with the covariates.
type Influence = (f64, Vec<f64>);

impl Pair<'_> {
    /// The effect and the influence of each unit (Sant'Anna and Zhao 2020, section 2 and theorem A.1).
    fn run(&self, method: Method) -> Result<Influence, String> {
        match method {
            Method::Regression => self.regression(),
            Method::Weighting => self.weighting(),
            Method::DoublyRobust => self.both(),
        }
    }

    fn both(&self) -> Result<Influence, String> {
        let (fitted, linear) = self.outcome_model()?;
        let odds = self.odds()?;
        let n = self.change.len();
        let left: Vec<f64> = (0..n).map(|i| self.change[i] - fitted[i]).collect();
        let (w1, w0) = (self.indicator(), &odds.weights);
        let (eta1, eta0) = (average(&w1, &left), average(w0, &left));
        let m1 = self.moments(|i| w1[i]);
        let m2 = self.moments(|i| w0[i] * (left[i] - eta0));
        let m3 = self.moments(|i| w0[i]);
        let (by_m1, by_m2, by_m3) = (&linear * m1, &odds.linear * m2, &linear * m3);
        let (mean1, mean0) = (mean(&w1), mean(w0));
        let own = (0..n)
            .map(|i| {
                let one = (w1[i] * (left[i] - eta1) - by_m1[i]) / mean1;
                let zero = (w0[i] * (left[i] - eta0) + by_m2[i] - by_m3[i]) / mean0;
                one - zero
            })
            .collect();
        Ok((eta1 - eta0, own))
    }

    fn weighting(&self) -> Result<Influence, String> {
        let odds = self.odds()?;
        let n = self.change.len();
        let (w1, w0) = (self.indicator(), &odds.weights);
        let (eta1, eta0) = (average(&w1, self.change), average(w0, self.change));
        let by = &odds.linear * self.moments(|i| w0[i] * (self.change[i] - eta0));
        let (mean1, mean0) = (mean(&w1), mean(w0));
        let own = (0..n)
            .map(|i| {
                w1[i] * (self.change[i] - eta1) / mean1 - (w0[i] * (self.change[i] - eta0) + by[i]) / mean0
            })
            .collect();
        Ok((eta1 - eta0, own))
    }

    fn regression(&self) -> Result<Influence, String> {
        let (fitted, linear) = self.outcome_model()?;
        let n = self.change.len();
        let w = self.indicator();
        let (eta1, eta0) = (average(&w, self.change), average(&w, &fitted));
        let by = linear * self.moments(|i| w[i]);
        let share = mean(&w);
        let own = (0..n)
            .map(|i| (w[i] * (self.change[i] - eta1) - w[i] * (fitted[i] - eta0) - by[i]) / share)
            .collect();
        Ok((eta1 - eta0, own))
    }

    fn indicator(&self) -> Vec<f64> {
        self.treated.iter().map(|t| f64::from(u8::from(*t))).collect()
    }

    /// Means over units of the covariates times a figure.
    fn moments(&self, figure: impl Fn(usize) -> f64) -> DVector<f64> {
        let n = self.change.len();
        DVector::from_fn(self.x.ncols(), |j, _| {
            (0..n).map(|i| figure(i) * self.x[(i, j)]).sum::<f64>() / n as f64
        })
    }

    /// The change the compared units' regression expects of each, and the influence of each on its coefficients.
    fn outcome_model(&self) -> Result<(Vec<f64>, DMatrix<f64>), String> {
        let (n, k) = self.x.shape();
        let rows: Vec<usize> = (0..n).filter(|i| !self.treated[*i]).collect();
        let few = || {
            format!(
                "{} units compared cannot tell {k} coefficients of the covariates apart: give fewer covariates, or others that do not explain each other",
                rows.len()
            )
        };
        let x = DMatrix::from_fn(rows.len(), k, |i, j| self.x[(rows[i], j)]);
        let y = DVector::from_fn(rows.len(), |i, _| self.change[rows[i]]);
        if rows.len() < k {
            return Err(few());
        }
        let qr = x.clone().qr();
        let r = qr.r();
        let top = (0..k).map(|i| r[(i, i)].abs()).fold(0.0, f64::max);
        if (0..k).any(|i| r[(i, i)].abs() <= 1e-10 * top) {
            return Err(few());
        }
        let b = r
            .solve_upper_triangular(&(qr.q().transpose() * y))
            .ok_or_else(few)?;
        let inverse = (x.transpose() * &x / n as f64).try_inverse().ok_or_else(few)?;
        let fitted: Vec<f64> = (self.x * b).iter().copied().collect();
        let scores = DMatrix::from_fn(n, k, |i, j| {
            if self.treated[i] {
                0.0
            } else {
                (self.change[i] - fitted[i]) * self.x[(i, j)]
            }
        });
        Ok((fitted, scores * inverse))
    }

    /// Weights of the compared by the odds of being treated, and the influence of each unit on the logit.
    fn odds(&self) -> Result<Odds, String> {
        let (share, inverse) = logit(self.x, self.treated)?;
        let (n, k) = self.x.shape();
        // Compared units that are all but sure to be treated would carry all weight; they get none.
        let weights = (0..n)
            .map(|i| {
                if self.treated[i] || share[i] >= 0.995 {
                    0.0
                } else {
                    share[i] / (1.0 - share[i])
                }
            })
            .collect::<Vec<f64>>();
        if weights.iter().sum::<f64>() <= 0.0 {
            return Err(
                "no unit compared is like the treated in its covariates: give fewer covariates".to_owned(),
            );
        }
        let scores = DMatrix::from_fn(n, k, |i, j| {
            (f64::from(u8::from(self.treated[i])) - share[i]) * self.x[(i, j)]
        });
        Ok(Odds {
            weights,
            linear: scores * inverse * n as f64,
        })
    }
}

struct Odds {
    weights: Vec<f64>,
    linear: DMatrix<f64>,
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

fn average(weights: &[f64], x: &[f64]) -> f64 {
    crate::absorb::dot(weights, x) / weights.iter().sum::<f64>()
}
