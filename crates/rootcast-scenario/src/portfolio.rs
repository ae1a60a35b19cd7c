//! Where could a budget go? A robust set of portfolios, not one optimum.
//!
//! A [`Plan`] divides a budget over items (a lever in a sector of a country) under minimum sizes and limits of groups.
//! [`Search`](search::Search) tries portfolios on common random numbers under every component of the evidence; what it
//! gives is the [set](robust) that no other portfolio beats on all objectives beyond the error of the simulation. Which
//! of them to prefer is a choice of ends, and stays with the reader.

pub mod robust;
pub mod search;

use serde::{Deserialize, Serialize};

use crate::{moments::below, regret::Better};

/// The most items of a plan.
pub const MOST_ITEMS: usize = 1_000;

/// Why there is no portfolio.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PortfolioError {
    /// The plan cannot be.
    #[error("the plan cannot be: {0}")]
    Plan(String),
    /// No portfolio meets all limits.
    #[error(
        "no portfolio was found that meets all limits: lower the least that groups must have, or raise the budget"
    )]
    Infeasible,
    /// An option is out of its range.
    #[error("option `{option}` is {value}: {wanted}")]
    Option {
        /// The option.
        option: &'static str,
        /// What it is.
        value: f64,
        /// What it must be.
        wanted: &'static str,
    },
    /// The model gave an outcome that is not a finite number, or the wrong number of them.
    #[error("the model gave {found} under `{component}`, draw {draw}, with {amounts}: mend the model there")]
    Outcome {
        /// What it gave.
        found: String,
        /// The component of the evidence.
        component: String,
        /// The draw, from 0.
        draw: usize,
        /// The portfolio.
        amounts: String,
    },
}

/// What money can be put into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its name, given once.
    pub name: String,
    /// The country.
    pub country: String,
    /// The sector.
    pub sector: String,
    /// The lever.
    pub lever: String,
    /// The smallest amount that can be put into it, if any is: a multiple of the plan's step.
    pub smallest: f64,
    /// The largest amount, a multiple of the step.
    pub largest: f64,
}

/// A group of items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Those of a country.
    Country(String),
    /// Those of a sector.
    Sector(String),
    /// Those of a lever.
    Lever(String),
}

impl Group {
    fn holds(&self, item: &Item) -> bool {
        match self {
            Self::Country(name) => item.country == *name,
            Self::Sector(name) => item.sector == *name,
            Self::Lever(name) => item.lever == *name,
        }
    }
}

/// How much a group may have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The group.
    pub group: Group,
    /// The least it must have together.
    pub least: f64,
    /// The most it may have together.
    pub most: f64,
}

/// What a portfolio may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The budget; a portfolio may spend less.
    pub budget: f64,
    /// Amounts are multiples of this.
    pub step: f64,
    /// The items.
    pub items: Vec<Item>,
    /// Limits of groups.
    #[serde(default)]
    pub limits: Vec<Limit>,
}

/// An end, as the analyst sets it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// An outcome of the model, in the component of the evidence that is worst for the portfolio.
    Worst {
        /// The outcome, from 0.
        outcome: usize,
        /// Which way is better.
        better: Better,
    },
    /// The greatest regret over components, against the best portfolio tried, of an outcome.
    Regret {
        /// The outcome, from 0.
        outcome: usize,
        /// Which way is better.
        better: Better,
    },
    /// An outcome of the model in one component.
    Under {
        /// The outcome, from 0.
        outcome: usize,
        /// Which way is better.
        better: Better,
        /// The component, from 0.
        component: usize,
    },
    /// Spending less.
    Thrift,
}

/// A plan with amounts counted in steps, so that sums are exact.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Steps {
    plan: Plan,
    budget: u32,
    smallest: Vec<u32>,
    largest: Vec<u32>,
    /// Items, least and most of each group.
    groups: Vec<(Vec<usize>, u32, u32)>,
}

impl Steps {
    pub(crate) fn new(plan: Plan) -> Result<Self, PortfolioError> {
        let wrong = |why: String| PortfolioError::Plan(why);
        if !(plan.step > 0.0 && plan.step.is_finite()) {
            return Err(wrong(format!("its step is {}; give a number above 0", plan.step)));
        }
        let count = |what: &str, amount: f64| -> Result<u32, PortfolioError> {
            let steps = amount / plan.step;
            let whole = steps.round();
            if !(0.0..=1e6).contains(&whole) || (steps - whole).abs() > 1e-6 {
                return Err(wrong(format!(
                    "{what} is {amount}; give a multiple of the step {}, from 0 to a million steps",
                    plan.step
                )));
            }
            Ok(u32::try_from(below(whole)).unwrap_or(u32::MAX))
        };
        if plan.items.is_empty() || plan.items.len() > MOST_ITEMS {
            return Err(wrong(format!(
                "it has {} items; give from 1 to {MOST_ITEMS}",
                plan.items.len()
            )));
        }
        let budget = count("the budget", plan.budget)?;
        let (mut smallest, mut largest) = (Vec::new(), Vec::new());
        for (i, item) in plan.items.iter().enumerate() {
            if plan.items.iter().take(i).any(|other| other.name == item.name) {
                return Err(wrong(format!("item `{}` is given twice", item.name)));
            }
            smallest.push(count(&format!("the smallest of `{}`", item.name), item.smallest)?.max(1));
            largest.push(count(&format!("the largest of `{}`", item.name), item.largest)?);
            if largest[i] < smallest[i] {
                return Err(wrong(format!(
                    "item `{}` can have at most {} and at least {}",
                    item.name, item.largest, item.smallest
                )));
            }
        }
        let mut groups = Vec::new();
        for limit in &plan.limits {
            let members: Vec<usize> = (0..plan.items.len())
                .filter(|i| limit.group.holds(&plan.items[*i]))
                .collect();
            if members.is_empty() || limit.most < limit.least {
                return Err(wrong(format!(
                    "the limit of {:?} holds for no item, or its most is below its least",
                    limit.group
                )));
            }
            let what = format!("a limit of {:?}", limit.group);
            groups.push((members, count(&what, limit.least)?, count(&what, limit.most)?));
        }
        Ok(Self {
            plan,
            budget,
            smallest,
            largest,
            groups,
        })
    }

    pub(crate) fn items(&self) -> usize {
        self.plan.items.len()
    }

    /// Whether a portfolio meets all limits.
    pub(crate) fn allows(&self, steps: &[u32]) -> bool {
        let sum = |members: &mut dyn Iterator<Item = u32>| members.map(u64::from).sum::<u64>();
        let sized = steps
            .iter()
            .zip(self.smallest.iter().zip(&self.largest))
            .all(|(n, (low, high))| *n == 0 || (low..=high).contains(&n));
        sized
            && sum(&mut steps.iter().copied()) <= u64::from(self.budget)
            && self.groups.iter().all(|(members, least, most)| {
                let total = sum(&mut members.iter().map(|i| steps[*i]));
                (u64::from(*least)..=u64::from(*most)).contains(&total)
            })
    }

    /// Amounts of a portfolio, in the unit of the budget.
    pub(crate) fn amounts(&self, steps: &[u32]) -> Vec<f64> {
        steps.iter().map(|n| f64::from(*n) * self.plan.step).collect()
    }

    pub(crate) fn say(&self, steps: &[u32]) -> String {
        let parts: Vec<String> = self
            .plan
            .items
            .iter()
            .zip(self.amounts(steps))
            .filter(|(_, a)| *a > 0.0)
            .map(|(item, a)| format!("{} = {a}", item.name))
            .collect();
        if parts.is_empty() {
            "nothing funded".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

#[cfg(test)]
mod tests;
