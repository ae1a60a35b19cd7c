//! The criteria, each with what chance in the runs can do to it.

use serde::{Deserialize, Serialize};

use super::{Better, Outcomes, RegretError, domain};
use crate::moments;

/// What the analyst has to say before policies are compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The outcome that is good enough, in its own unit.
    pub threshold: f64,
    /// The weight of the best component against the worst in the criterion of Hurwicz, in [0, 1].
    pub optimism: f64,
    /// Confidence at which policies count as told apart, in (0, 1).
    pub confidence: f64,
    /// Weightings drawn for the domain criterion, at least 1.
    pub weightings: usize,
    /// The seed of those draws.
    pub seed: u64,
}

/// A figure with its Monte-Carlo standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Told {
    /// The figure.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// A policy under one component of the evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnderComponent {
    /// The component.
    pub component: String,
    /// The mean outcome, in its own unit.
    pub mean: Told,
    /// The mean shortfall against the policy that is best on average under this component, draw by draw.
    pub regret: Told,
    /// The share of draws that reach the threshold.
    pub satisficing: Told,
    /// Whether it cannot be told apart from the best policy under this component.
    pub may_be_best: bool,
}

/// A policy under all criteria. Every criterion names the component that drives it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicyRegrets {
    /// The policy.
    pub policy: String,
    /// Under each component, never pooled.
    pub components: Vec<UnderComponent>,
    /// Wald: the mean outcome under the component that is worst for it, and which that is.
    pub worst: (String, Told),
    /// Savage: the greatest mean regret, and under which component.
    pub regret: (String, Told),
    /// The greatest regret in any single draw of any component: how bad it can get against hindsight.
    pub regret_any_draw: f64,
    /// Hurwicz: the best and the worst component weighted by optimism.
    pub hurwicz: f64,
    /// The smallest share of draws that reach the threshold, and under which component.
    pub satisficing: (String, Told),
    /// Starr: the share of weightings of the components under which it is best.
    pub domain: f64,
    /// Criteria on which it cannot be told apart from the best.
    pub not_worse_on: Vec<Criterion>,
}

/// A criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// The worst component.
    Worst,
    /// The greatest mean regret.
    Regret,
    /// Between worst and best component.
    Hurwicz,
    /// The smallest share of draws that reach the threshold.
    Satisficing,
    /// The domain of weightings.
    Domain,
}

/// Two components that make different policies best.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conflict {
    /// One component.
    pub one: String,
    /// Its best policy.
    pub best_under_one: String,
    /// The other component.
    pub other: String,
    /// Its best policy.
    pub best_under_other: String,
    /// Whether chance in the runs is ruled out: under each, the other's best is told apart from its own.
    pub beyond_chance: bool,
}

/// The comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Regrets {
    /// Each policy, in the order given.
    pub policies: Vec<PolicyRegrets>,
    /// Where components disagree about the best policy.
    pub conflicts: Vec<Conflict>,
}

/// Compares policies on all criteria.
///
/// Differences between policies are of paired draws, so common random numbers cancel. "Cannot be told apart" means that
/// the paired difference is within `confidence` of 0 by a normal approximation.
pub fn appraise(outcomes: &Outcomes, choice: &Choice) -> Result<Regrets, RegretError> {
    let wrong = |option, value, wanted| {
        Err(RegretError::Option {
            option,
            value,
            wanted,
        })
    };
    if !choice.threshold.is_finite() {
        return wrong("threshold", choice.threshold, "give a number");
    }
    if !(0.0..=1.0).contains(&choice.optimism) {
        return wrong("optimism", choice.optimism, "give a number from 0 to 1");
    }
    if !(choice.confidence > 0.0 && choice.confidence < 1.0) {
        return wrong("confidence", choice.confidence, "give a number between 0 and 1");
    }
    if choice.weightings == 0 {
        return wrong("weightings", 0.0, "give at least 1");
    }
    let table = Table::new(outcomes, choice);
    let domain = domain(&table.means, choice.weightings, choice.seed);
    let mut policies: Vec<PolicyRegrets> = (0..outcomes.policies.len())
        .map(|p| table.policy(p, domain[p]))
        .collect();
    let not_worse: Vec<Vec<Criterion>> = (0..policies.len()).map(|p| table.not_worse(p, &domain)).collect();
    for (policy, list) in policies.iter_mut().zip(not_worse) {
        policy.not_worse_on = list;
    }
    Ok(Regrets {
        policies,
        conflicts: table.conflicts(),
    })
}

struct Table<'a> {
    outcomes: &'a Outcomes,
    choice: &'a Choice,
    /// Mean gains, by policy and component.
    means: Vec<Vec<f64>>,
    /// The best policy of each component.
    best: Vec<usize>,
    z: f64,
}

/// The mean of values and its standard error.
fn told(values: &[f64]) -> Told {
    Told {
        value: moments::mean(values),
        standard_error: (moments::variance(values) / values.len() as f64).sqrt(),
    }
}

/// The place of the greatest value; of equals, the first.
fn greatest(values: impl Iterator<Item = f64>) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (i, v) in values.enumerate() {
        if v > best.1 {
            best = (i, v);
        }
    }
    best.0
}

impl<'a> Table<'a> {
    fn new(outcomes: &'a Outcomes, choice: &'a Choice) -> Self {
        let means = outcomes.mean_gains();
        let best = (0..outcomes.components.len())
            .map(|c| greatest(means.iter().map(|m| m[c])))
            .collect();
        Self {
            outcomes,
            choice,
            means,
            best,
            z: moments::normal_quantile(0.5 + choice.confidence / 2.0),
        }
    }

    /// Gains of one policy less those of another, draw by draw.
    fn difference(&self, one: usize, other: usize, c: usize) -> Vec<f64> {
        let (a, b) = (self.outcomes.gains(one, c), self.outcomes.gains(other, c));
        a.iter().zip(&b).map(|(a, b)| a - b).collect()
    }

    /// Whether a policy is not worse than another under a component beyond chance.
    fn may_equal(&self, policy: usize, best: usize, c: usize) -> bool {
        let gap = told(&self.difference(best, policy, c));
        gap.value <= self.z * gap.standard_error
    }

    fn reached(&self, p: usize, c: usize) -> Vec<f64> {
        let enough = self.outcomes.better.gain(self.choice.threshold);
        let share = |g: f64| if g >= enough { 1.0 } else { 0.0 };
        self.outcomes.gains(p, c).into_iter().map(share).collect()
    }

    fn component(&self, p: usize, c: usize) -> UnderComponent {
        UnderComponent {
            component: self.outcomes.components[c].clone(),
            mean: told(&self.outcomes.values[p][c]),
            regret: told(&self.difference(self.best[c], p, c)),
            satisficing: told(&self.reached(p, c)),
            may_be_best: self.may_equal(p, self.best[c], c),
        }
    }

    fn worst_component(&self, p: usize) -> usize {
        greatest(self.means[p].iter().map(|m| -m))
    }

    fn regret_component(&self, p: usize) -> usize {
        greatest((0..self.best.len()).map(|c| self.means[self.best[c]][c] - self.means[p][c]))
    }

    fn satisficing_component(&self, p: usize) -> usize {
        greatest((0..self.best.len()).map(|c| -moments::mean(&self.reached(p, c))))
    }

    /// The greatest regret of a policy in any draw, against the best policy of that draw.
    fn any_draw(&self, p: usize) -> f64 {
        (0..self.best.len())
            .flat_map(|c| {
                let own = self.outcomes.gains(p, c);
                let mut top = own.clone();
                for other in 0..self.means.len() {
                    for (t, g) in top.iter_mut().zip(self.outcomes.gains(other, c)) {
                        *t = t.max(g);
                    }
                }
                top.into_iter().zip(own).map(|(t, o)| t - o).collect::<Vec<f64>>()
            })
            .fold(0.0, f64::max)
    }

    /// The criterion of Hurwicz as a gain.
    fn hurwicz(&self, p: usize) -> f64 {
        let high = self.means[p].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let low = self.means[p].iter().copied().fold(f64::INFINITY, f64::min);
        self.choice.optimism * high + (1.0 - self.choice.optimism) * low
    }

    fn policy(&self, p: usize, domain: f64) -> PolicyRegrets {
        let components: Vec<UnderComponent> = (0..self.best.len()).map(|c| self.component(p, c)).collect();
        let named = |c: usize, told: fn(&UnderComponent) -> Told| {
            (components[c].component.clone(), told(&components[c]))
        };
        PolicyRegrets {
            policy: self.outcomes.policies[p].clone(),
            worst: named(self.worst_component(p), |u| u.mean),
            regret: named(self.regret_component(p), |u| u.regret),
            regret_any_draw: self.any_draw(p),
            hurwicz: self.outcomes.better.gain(self.hurwicz(p)),
            satisficing: named(self.satisficing_component(p), |u| u.satisficing),
            domain,
            not_worse_on: Vec::new(),
            components,
        }
    }

    /// Criteria on which a policy cannot be told apart from the best: the gap to it is within its standard error, both
    /// taken at the components that drive the two. Components have draws of their own, so across different ones errors
    /// add.
    fn not_worse(&self, p: usize, domain: &[f64]) -> Vec<Criterion> {
        let policies = 0..self.means.len();
        let mut out = Vec::new();
        // Wald.
        let of = |p: usize| self.worst_component(p);
        let top = greatest(policies.clone().map(|q| self.means[q][of(q)]));
        let gap = self.means[top][of(top)] - self.means[p][of(p)];
        if gap <= self.z * self.gap_error((top, of(top)), (p, of(p))) {
            out.push(Criterion::Worst);
        }
        // Savage: regrets are differences already.
        let of = |p: usize| self.regret_component(p);
        let regret = |p: usize| told(&self.difference(self.best[of(p)], p, of(p)));
        let least = greatest(policies.clone().map(|q| -regret(q).value));
        let (mine, theirs) = (regret(p), regret(least));
        let error = if of(p) == of(least) {
            told(&self.difference(least, p, of(p))).standard_error
        } else {
            mine.standard_error.hypot(theirs.standard_error)
        };
        if mine.value - theirs.value <= self.z * error {
            out.push(Criterion::Regret);
        }
        // Hurwicz: a weighted sum of two component means of each.
        let top = greatest(policies.clone().map(|q| self.hurwicz(q)));
        let high = |p: usize| greatest(self.means[p].iter().copied());
        let (weight, rest) = (self.choice.optimism, 1.0 - self.choice.optimism);
        let error = (weight * self.gap_error((top, high(top)), (p, high(p))))
            .hypot(rest * self.gap_error((top, self.worst_component(top)), (p, self.worst_component(p))));
        if self.hurwicz(top) - self.hurwicz(p) <= self.z * error {
            out.push(Criterion::Hurwicz);
        }
        // Satisficing.
        let share = |p: usize| told(&self.reached(p, self.satisficing_component(p)));
        let top = greatest(policies.map(|q| share(q).value));
        let error = share(top).standard_error.hypot(share(p).standard_error);
        if p == top || share(top).value - share(p).value <= self.z * error {
            out.push(Criterion::Satisficing);
        }
        // Starr: chance is that of the weightings drawn.
        let top = domain.iter().copied().fold(0.0, f64::max);
        let error = (top * (1.0 - top) / self.choice.weightings as f64).sqrt();
        if top - domain[p] <= self.z * error {
            out.push(Criterion::Domain);
        }
        out
    }

    fn gap_error(&self, (one, c): (usize, usize), (other, d): (usize, usize)) -> f64 {
        if c == d {
            return told(&self.difference(one, other, c)).standard_error;
        }
        let error = |p: usize, c: usize| told(&self.outcomes.gains(p, c)).standard_error;
        error(one, c).hypot(error(other, d))
    }

    fn conflicts(&self) -> Vec<Conflict> {
        let mut out = Vec::new();
        let (policies, components) = (&self.outcomes.policies, &self.outcomes.components);
        for c in 0..components.len() {
            for d in c + 1..components.len() {
                let (one, other) = (self.best[c], self.best[d]);
                if one != other {
                    out.push(Conflict {
                        one: components[c].clone(),
                        best_under_one: policies[one].clone(),
                        other: components[d].clone(),
                        best_under_other: policies[other].clone(),
                        beyond_chance: !self.may_equal(other, one, c) && !self.may_equal(one, other, d),
                    });
                }
            }
        }
        out
    }
}

impl Regrets {
    /// Policies that no other beats on every component's mean at once: what is left when no weight of components is
    /// taken as given. `better` is that of the outcomes.
    pub fn undominated(&self, better: Better) -> Vec<&str> {
        let means = |p: &PolicyRegrets| -> Vec<f64> {
            p.components.iter().map(|c| better.gain(c.mean.value)).collect()
        };
        let beats = |a: &[f64], b: &[f64]| {
            a.iter().zip(b).all(|(a, b)| a >= b) && a.iter().zip(b).any(|(a, b)| a > b)
        };
        self.policies
            .iter()
            .filter(|p| !self.policies.iter().any(|q| beats(&means(q), &means(p))))
            .map(|p| p.policy.as_str())
            .collect()
    }
}
