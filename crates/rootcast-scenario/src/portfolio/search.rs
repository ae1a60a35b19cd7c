//! The search: generation by generation, to be stopped and taken up again at any time.
//!
//! A generation tries new portfolios: some at random, most by a small change of one that no other beats yet (money moved
//! from an item to another, an item dropped, an item added), in the manner of archive-based evolutionary search
//! (M. Laumanns, L. Thiele, K. Deb and E. Zitzler, Evol. Comput. 10, 2002). What a generation tries depends on the seed
//! and on the generations before it only, so a search that is taken up again goes on as if it had not stopped.

use std::collections::BTreeSet;

use rand::{Rng, RngExt};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Objective, Plan, PortfolioError, Steps};
use crate::{
    moments,
    regret::Better,
    stream::{Stream, key, stream},
};

/// Settings of a search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The components of the evidence, by name; at least one.
    pub components: Vec<String>,
    /// Draws a component, at least 2: the same seeds for every portfolio and component.
    pub draws: usize,
    /// Outcomes the model gives, at least 1.
    pub outcomes: usize,
    /// The ends; at least one.
    pub objectives: Vec<Objective>,
    /// Portfolios a generation, at least 1.
    pub generation: usize,
    /// The seed.
    pub seed: u64,
}

/// A portfolio that was tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Tried {
    pub(super) steps: Vec<u32>,
    /// By component, outcome, draw.
    pub(super) values: Vec<Vec<Vec<f64>>>,
}

/// A search: its plan, its settings and all that was tried. Serialise it to stop, read it back to go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Saved", into = "Saved")]
pub struct Search {
    pub(super) steps: Steps,
    pub(super) settings: Settings,
    pub(super) tried: Vec<Tried>,
    generation: u64,
    exhausted: bool,
}

/// A search as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    plan: Plan,
    settings: Settings,
    tried: Vec<Tried>,
    generation: u64,
    exhausted: bool,
}

impl From<Search> for Saved {
    fn from(search: Search) -> Self {
        Self {
            plan: search.steps.plan,
            settings: search.settings,
            tried: search.tried,
            generation: search.generation,
            exhausted: search.exhausted,
        }
    }
}

impl TryFrom<Saved> for Search {
    type Error = PortfolioError;

    /// Takes a search up again. An error where what was tried does not fit the plan and the settings.
    fn try_from(saved: Saved) -> Result<Self, PortfolioError> {
        let mut search = Self::new(saved.plan, saved.settings)?;
        let settings = &search.settings;
        for tried in &saved.tried {
            let fits = tried.steps.len() == search.steps.items()
                && search.steps.allows(&tried.steps)
                && tried.values.len() == settings.components.len()
                && tried.values.iter().all(|outcomes| {
                    outcomes.len() == settings.outcomes
                        && outcomes
                            .iter()
                            .all(|draws| draws.len() == settings.draws && draws.iter().all(|v| v.is_finite()))
                });
            if !fits {
                return Err(PortfolioError::Plan(
                    "a portfolio that was tried does not fit it: it was written by another search, or changed".to_owned(),
                ));
            }
        }
        search.tried = saved.tried;
        search.generation = saved.generation;
        search.exhausted = saved.exhausted;
        Ok(search)
    }
}

impl Search {
    /// A search that has tried nothing yet.
    pub fn new(plan: Plan, settings: Settings) -> Result<Self, PortfolioError> {
        let steps = Steps::new(plan)?;
        let wrong = |option, value: usize, wanted| {
            Err(PortfolioError::Option {
                option,
                value: value as f64,
                wanted,
            })
        };
        if settings.components.is_empty() {
            return wrong("components", 0, "give at least one");
        }
        if settings.draws < 2 {
            return wrong("draws", settings.draws, "give at least 2");
        }
        if settings.objectives.is_empty() {
            return wrong("objectives", 0, "give at least one");
        }
        if settings.generation == 0 {
            return wrong("generation", 0, "give at least 1");
        }
        for objective in &settings.objectives {
            let (outcome, component) = match objective {
                Objective::Worst { outcome, .. } | Objective::Regret { outcome, .. } => (*outcome, 0),
                Objective::Under {
                    outcome, component, ..
                } => (*outcome, *component),
                Objective::Thrift => continue,
            };
            if outcome >= settings.outcomes || component >= settings.components.len() {
                return wrong(
                    "objectives",
                    outcome,
                    "name an outcome and a component that there are, from 0",
                );
            }
        }
        Ok(Self {
            steps,
            settings,
            tried: Vec::new(),
            generation: 0,
            exhausted: false,
        })
    }

    /// How many portfolios were tried.
    pub fn tried(&self) -> usize {
        self.tried.len()
    }

    /// Whether the last generation found nothing new to try.
    pub fn exhausted(&self) -> bool {
        self.exhausted
    }

    /// Goes on by some generations. The model is a closure from amounts, component and seed to outcomes.
    pub fn advance<M>(&mut self, generations: usize, model: M) -> Result<(), PortfolioError>
    where
        M: Fn(&[f64], usize, u64) -> Vec<f64> + Sync,
    {
        for _ in 0..generations {
            let fresh = self.candidates();
            if fresh.is_empty() {
                if self.tried.is_empty() {
                    return Err(PortfolioError::Infeasible);
                }
                self.exhausted = true;
                return Ok(());
            }
            let tried = fresh
                .into_par_iter()
                .map(|steps| self.try_one(steps, &model))
                .collect::<Result<Vec<_>, _>>()?;
            self.tried.extend(tried);
            self.generation += 1;
        }
        Ok(())
    }

    fn try_one<M>(&self, steps: Vec<u32>, model: &M) -> Result<Tried, PortfolioError>
    where
        M: Fn(&[f64], usize, u64) -> Vec<f64> + Sync,
    {
        let amounts = self.steps.amounts(&steps);
        let settings = &self.settings;
        let mut values = Vec::with_capacity(settings.components.len());
        for (c, component) in settings.components.iter().enumerate() {
            let mut outcomes = vec![Vec::with_capacity(settings.draws); settings.outcomes];
            for draw in 0..settings.draws {
                let row = model(&amounts, c, key(settings.seed, &[draw as u64, 1]));
                if row.len() != settings.outcomes || row.iter().any(|v| !v.is_finite()) {
                    return Err(PortfolioError::Outcome {
                        found: format!("{row:?} for {} outcomes", settings.outcomes),
                        component: component.clone(),
                        draw,
                        amounts: self.steps.say(&steps),
                    });
                }
                for (list, value) in outcomes.iter_mut().zip(row) {
                    list.push(value);
                }
            }
            values.push(outcomes);
        }
        Ok(Tried { steps, values })
    }

    /// New portfolios for the next generation; none where many attempts gave nothing new.
    fn candidates(&self) -> Vec<Vec<u32>> {
        let mut random = stream(self.settings.seed, &[self.generation, 0]);
        let mut seen: BTreeSet<Vec<u32>> = self.tried.iter().map(|t| t.steps.clone()).collect();
        let parents: Vec<&Vec<u32>> = if self.tried.is_empty() {
            Vec::new()
        } else {
            self.front().into_iter().map(|i| &self.tried[i].steps).collect()
        };
        let mut out = Vec::new();
        for attempt in 0..self.settings.generation * 400 {
            if out.len() == self.settings.generation {
                break;
            }
            let candidate = match (self.generation, attempt) {
                // Nothing at all is the first thing to compare with, where it is allowed.
                (0, 0) => vec![0; self.steps.items()],
                _ if parents.is_empty() || random.random_range(0..4) == 0 => self.anything(&mut random),
                _ => self.changed(parents[random.random_range(0..parents.len())], &mut random),
            };
            if self.steps.allows(&candidate) && seen.insert(candidate.clone()) {
                out.push(candidate);
            }
        }
        out
    }

    /// A portfolio at random: items in random order, each with a random amount of what is left, groups that need some
    /// first.
    fn anything(&self, random: &mut Stream) -> Vec<u32> {
        let steps = &self.steps;
        let mut out = vec![0_u32; steps.items()];
        let mut order: Vec<usize> = (0..steps.items()).collect();
        for i in (1..order.len()).rev() {
            order.swap(i, random.random_range(0..=i));
        }
        let needy = |i: &usize| {
            !steps
                .groups
                .iter()
                .any(|(m, least, _)| *least > 0 && m.contains(i))
        };
        order.sort_by_key(needy);
        let mut left = steps.budget;
        for i in order {
            let room = steps.largest[i].min(left);
            let must = !needy(&i);
            if room >= steps.smallest[i] && (must || random.next_u32() & 1 == 1) {
                out[i] = random.random_range(steps.smallest[i]..=room);
                left -= out[i];
            }
        }
        out
    }

    /// A small change of a portfolio.
    fn changed(&self, from: &[u32], random: &mut Stream) -> Vec<u32> {
        let steps = &self.steps;
        let mut out = from.to_vec();
        let n = out.len();
        let changes = 1 + random.random_range(0..2);
        for _ in 0..changes {
            let (i, j) = (random.random_range(0..n), random.random_range(0..n));
            let spent: u32 = out.iter().sum();
            match random.random_range(0..5) {
                // Move some, or all.
                0 | 1 if out[i] > 0 && i != j => {
                    let some = random.random_range(1..=out[i]);
                    out[i] -= some;
                    out[j] = (out[j] + some).min(steps.largest[j]);
                }
                2 if out[i] > 0 && i != j => {
                    let all = std::mem::take(&mut out[i]);
                    out[j] = (out[j] + all).min(steps.largest[j]);
                }
                3 => out[i] = 0,
                _ => {
                    let room = (steps.budget - spent.min(steps.budget)).min(steps.largest[i] - out[i]);
                    if room > 0 {
                        out[i] += random.random_range(1..=room);
                    }
                }
            }
            // An item left too small to exist is not funded.
            for (amount, smallest) in out.iter_mut().zip(&steps.smallest) {
                if *amount < *smallest {
                    *amount = 0;
                }
            }
        }
        out
    }

    /// The mean gain of an outcome under a component.
    pub(super) fn mean(&self, i: usize, component: usize, outcome: usize, better: Better) -> f64 {
        better.gain(moments::mean(&self.tried[i].values[component][outcome]))
    }

    /// The portfolio of the greatest mean gain under each component.
    pub(super) fn best(&self, outcome: usize, better: Better) -> Vec<usize> {
        (0..self.settings.components.len())
            .map(|c| {
                (0..self.tried.len())
                    .map(|i| (i, self.mean(i, c, outcome, better)))
                    .reduce(|a, b| if b.1 > a.1 { b } else { a })
                    .map_or(0, |(i, _)| i)
            })
            .collect()
    }

    /// Every portfolio on every objective, as gains.
    pub(super) fn scores(&self) -> Vec<Vec<f64>> {
        let components = self.settings.components.len();
        let mut out = vec![Vec::with_capacity(self.settings.objectives.len()); self.tried.len()];
        for objective in &self.settings.objectives {
            let best = match objective {
                Objective::Regret { outcome, better } => self.best(*outcome, *better),
                _ => Vec::new(),
            };
            for (i, row) in out.iter_mut().enumerate() {
                row.push(match objective {
                    Objective::Worst { outcome, better } => (0..components)
                        .map(|c| self.mean(i, c, *outcome, *better))
                        .fold(f64::INFINITY, f64::min),
                    Objective::Regret { outcome, better } => (0..components)
                        .map(|c| {
                            self.mean(i, c, *outcome, *better) - self.mean(best[c], c, *outcome, *better)
                        })
                        .fold(f64::INFINITY, f64::min),
                    Objective::Under {
                        outcome,
                        better,
                        component,
                    } => self.mean(i, *component, *outcome, *better),
                    Objective::Thrift => -self.steps.amounts(&self.tried[i].steps).iter().sum::<f64>(),
                });
            }
        }
        out
    }

    /// Portfolios that no other beats on the estimates, in the order they were tried.
    pub(super) fn front(&self) -> Vec<usize> {
        let scores = self.scores();
        (0..scores.len())
            .filter(|i| !scores.iter().any(|other| beats(other, &scores[*i])))
            .collect()
    }
}

/// No worse on any objective and better on one.
pub(super) fn beats(one: &[f64], other: &[f64]) -> bool {
    one.iter().zip(other).all(|(a, b)| a >= b) && one.iter().zip(other).any(|(a, b)| a > b)
}
