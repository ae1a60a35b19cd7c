//! What a search can say: the set of portfolios that none beats beyond the error of the simulation.

use serde::Serialize;

use super::{
    Objective, PortfolioError,
    search::{Search, beats},
};
use crate::{moments, regret::Better};

/// A portfolio of the set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Member {
    /// Amounts, an item each, in the unit of the budget.
    pub amounts: Vec<f64>,
    /// What it spends.
    pub spends: f64,
    /// Its objectives, in their own unit and order: an outcome, a regret, a spending.
    pub objectives: Vec<f64>,
    /// Objectives, by place, on which it cannot be told apart from the best portfolio.
    pub ties_best_on: Vec<usize>,
    /// Whether no portfolio beats it on the estimates. One that is beaten, but by no more than the error of the
    /// simulation, is in the set too.
    pub unbeaten: bool,
}

/// What the set has in common.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InSet {
    /// The item.
    pub item: String,
    /// The share of the set that funds it.
    pub funded: f64,
    /// The least amount in the set.
    pub least: f64,
    /// The most.
    pub most: f64,
}

/// The answer of a search so far.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RobustSet {
    /// The portfolios: those unbeaten first, in the order they were tried.
    pub members: Vec<Member>,
    /// What they have in common, item by item.
    pub items: Vec<InSet>,
    /// Portfolios tried.
    pub tried: usize,
    /// Runs of the model for each portfolio.
    pub runs_each: usize,
    /// Whether the search found nothing new to try.
    pub exhausted: bool,
}

impl Search {
    /// The set at a confidence in (0, 1), from all that was tried.
    ///
    /// A portfolio leaves the set where another is no worse on every objective and better on one by more than
    /// `confidence` allows for chance: the paired difference over draws, at the components that drive the two, normal.
    pub fn robust(&self, confidence: f64) -> Result<RobustSet, PortfolioError> {
        if !(confidence > 0.0 && confidence < 1.0) {
            return Err(PortfolioError::Option {
                option: "confidence",
                value: confidence,
                wanted: "give a number between 0 and 1",
            });
        }
        if self.tried.is_empty() {
            return Err(PortfolioError::Plan(
                "nothing was tried yet; let the search advance first".to_owned(),
            ));
        }
        let z = moments::normal_quantile(0.5 + confidence / 2.0);
        let scores = self.scores();
        let front = self.front();
        let drivers = Drivers::new(self);
        let objectives = self.settings.objectives.len();
        let best: Vec<usize> = (0..objectives)
            .map(|o| {
                front
                    .iter()
                    .copied()
                    .reduce(|a, b| if scores[b][o] > scores[a][o] { b } else { a })
                    .unwrap_or(0)
            })
            .collect();
        let beyond = |one: usize, other: usize, o: usize| {
            scores[one][o] - scores[other][o] > z * drivers.error(self, one, other, o)
        };
        let mut order = front.clone();
        order.extend((0..self.tried.len()).filter(|i| {
            !front.contains(i)
                && !front
                    .iter()
                    .any(|f| beats(&scores[*f], &scores[*i]) && (0..objectives).any(|o| beyond(*f, *i, o)))
        }));
        let members: Vec<Member> = order
            .iter()
            .map(|i| {
                let amounts = self.steps.amounts(&self.tried[*i].steps);
                Member {
                    spends: amounts.iter().sum(),
                    amounts,
                    objectives: self
                        .settings
                        .objectives
                        .iter()
                        .zip(&scores[*i])
                        .map(|(objective, score)| in_own_unit(objective, *score))
                        .collect(),
                    ties_best_on: (0..objectives).filter(|o| !beyond(best[*o], *i, *o)).collect(),
                    unbeaten: front.contains(i),
                }
            })
            .collect();
        Ok(RobustSet {
            items: self.common(&members),
            members,
            tried: self.tried.len(),
            runs_each: self.settings.draws * self.settings.components.len(),
            exhausted: self.exhausted(),
        })
    }

    fn common(&self, members: &[Member]) -> Vec<InSet> {
        self.steps
            .plan
            .items
            .iter()
            .enumerate()
            .map(|(i, item)| {
                let amounts: Vec<f64> = members.iter().filter_map(|m| m.amounts.get(i)).copied().collect();
                InSet {
                    item: item.name.clone(),
                    funded: amounts.iter().filter(|a| **a > 0.0).count() as f64 / amounts.len().max(1) as f64,
                    least: amounts.iter().copied().fold(f64::INFINITY, f64::min),
                    most: amounts.iter().copied().fold(0.0, f64::max),
                }
            })
            .collect()
    }
}

fn in_own_unit(objective: &Objective, score: f64) -> f64 {
    match objective {
        Objective::Worst { better, .. } | Objective::Under { better, .. } => better.gain(score),
        Objective::Regret { .. } | Objective::Thrift => -score,
    }
}

/// For each objective, what is needed to compare two portfolios draw by draw.
struct Drivers {
    /// The best portfolio under each component, for objectives of regret; empty for others.
    best: Vec<Vec<usize>>,
}

impl Drivers {
    fn new(search: &Search) -> Self {
        Self {
            best: search
                .settings
                .objectives
                .iter()
                .map(|objective| match objective {
                    Objective::Regret { outcome, better } => search.best(*outcome, *better),
                    _ => Vec::new(),
                })
                .collect(),
        }
    }

    /// A portfolio's gains on an objective, draw by draw, at the component that drives it; `None` of spending, which
    /// has no chance in it.
    fn gains(&self, search: &Search, i: usize, o: usize) -> Option<Vec<f64>> {
        let draws = |i: usize, c: usize, outcome: usize, better: Better| -> Vec<f64> {
            search.tried[i].values[c][outcome]
                .iter()
                .map(|v| better.gain(*v))
                .collect()
        };
        let least = |score: &dyn Fn(usize) -> f64| {
            (0..search.settings.components.len())
                .map(|c| (c, score(c)))
                .reduce(|a, b| if b.1 < a.1 { b } else { a })
                .map_or(0, |(c, _)| c)
        };
        match search.settings.objectives.get(o)? {
            Objective::Worst { outcome, better } => {
                let c = least(&|c| search.mean(i, c, *outcome, *better));
                Some(draws(i, c, *outcome, *better))
            }
            Objective::Under {
                outcome,
                better,
                component,
            } => Some(draws(i, *component, *outcome, *better)),
            Objective::Regret { outcome, better } => {
                let best = self.best.get(o)?;
                let c = least(&|c| {
                    search.mean(i, c, *outcome, *better) - search.mean(best[c], c, *outcome, *better)
                });
                let top = draws(best[c], c, *outcome, *better);
                let own = draws(i, c, *outcome, *better);
                Some(own.iter().zip(top).map(|(a, b)| a - b).collect())
            }
            Objective::Thrift => None,
        }
    }

    /// The standard error of the difference of two portfolios on an objective.
    fn error(&self, search: &Search, one: usize, other: usize, o: usize) -> f64 {
        match (self.gains(search, one, o), self.gains(search, other, o)) {
            (Some(a), Some(b)) => {
                let gaps: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
                (moments::variance(&gaps) / gaps.len() as f64).sqrt()
            }
            _ => 0.0,
        }
    }
}
