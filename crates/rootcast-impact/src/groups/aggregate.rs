//! Averages of effects over groups and steps.

use nalgebra::DMatrix;

use super::{GroupEffects, error_of};

/// What effects are averaged over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Aggregation {
    /// All groups and steps after treatment, by size of group.
    Simple,
    /// By steps since treatment: an event study. The average over all counts each step alike.
    Dynamic,
    /// By group. The average over all is by size of group.
    Group,
    /// By step. The average over all counts each step alike.
    Calendar,
}

/// An average over all, and those it is made of.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Aggregate {
    /// The average over all after treatment.
    pub effect: f64,
    /// Its standard error.
    pub error: f64,
    /// Steps since treatment, first steps of treatment, or steps; the averages there; their errors (`None` at the base).
    pub parts: Vec<(i64, f64, Option<f64>)>,
    /// Influence of each unit on each of the parts.
    #[serde(skip)]
    pub(super) influence: Vec<Vec<f64>>,
}

impl Aggregate {
    /// Covariance of the parts.
    pub fn covariance(&self) -> DMatrix<f64> {
        let k = self.influence.len();
        let n = self.influence.first().map_or(1, Vec::len) as f64;
        DMatrix::from_fn(k, k, |i, j| {
            crate::absorb::dot(&self.influence[i], &self.influence[j]) / (n * n)
        })
    }
}

impl GroupEffects {
    /// Averages over groups and steps (Callaway and Sant'Anna 2021, section 3).
    pub fn aggregate(&self, over: Aggregation) -> Aggregate {
        let place = |x: usize| i64::try_from(x).unwrap_or(i64::MAX);
        let after: Vec<usize> = (0..self.effects.len())
            .filter(|i| self.effects[*i].step >= self.effects[*i].group)
            .collect();
        let key = |i: usize| {
            let e = &self.effects[i];
            match over {
                Aggregation::Simple => 0,
                Aggregation::Dynamic => place(e.step) - place(e.group),
                Aggregation::Group => place(e.group),
                Aggregation::Calendar => place(e.step),
            }
        };
        let cells: Vec<usize> = if over == Aggregation::Dynamic {
            (0..self.effects.len()).collect()
        } else {
            after.clone()
        };
        let mut keys: Vec<i64> = cells.iter().map(|i| key(*i)).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut parts = Vec::with_capacity(keys.len());
        let mut influence = Vec::with_capacity(keys.len());
        let mut groups = Vec::with_capacity(keys.len());
        for k in &keys {
            let own: Vec<usize> = cells.iter().copied().filter(|i| key(*i) == *k).collect();
            let (effect, unit) = self.by_size(&own);
            let error = error_of(&unit);
            let known = own.iter().any(|i| self.effects[*i].error.is_some());
            parts.push((*k, effect, known.then_some(error)));
            influence.push(unit);
            groups.push(self.effects[own[0]].group);
        }
        let (effect, unit) = match over {
            Aggregation::Simple => (
                parts.first().map_or(f64::NAN, |p| p.1),
                influence.first().cloned().unwrap_or_default(),
            ),
            Aggregation::Group => {
                let effects: Vec<f64> = parts.iter().map(|p| p.1).collect();
                self.weighted(&groups, &effects, &influence.iter().collect::<Vec<_>>())
            }
            Aggregation::Dynamic | Aggregation::Calendar => {
                let used: Vec<usize> = (0..parts.len())
                    .filter(|i| over == Aggregation::Calendar || parts[*i].0 >= 0)
                    .collect();
                let m = used.len() as f64;
                let effect = used.iter().map(|i| parts[*i].1).sum::<f64>() / m;
                let mut unit = vec![0.0; self.starts.len()];
                for i in used {
                    unit.iter_mut().zip(&influence[i]).for_each(|(u, v)| *u += v / m);
                }
                (effect, unit)
            }
        };
        if over == Aggregation::Simple {
            parts.clear();
            influence.clear();
        }
        Aggregate {
            effect,
            error: error_of(&unit),
            parts,
            influence,
        }
    }

    /// The average of effects by size of group, and the influence of each unit on it.
    fn by_size(&self, cells: &[usize]) -> (f64, Vec<f64>) {
        let groups: Vec<usize> = cells.iter().map(|i| self.effects[*i].group).collect();
        let effects: Vec<f64> = cells.iter().map(|i| self.effects[*i].effect).collect();
        let influence: Vec<&Vec<f64>> = cells.iter().map(|i| &self.influence[*i]).collect();
        self.weighted(&groups, &effects, &influence)
    }

    /// `Σ p_g θ / Σ p_g`, with the influence of each unit on `θ` and on the shares `p_g` of the groups.
    fn weighted(&self, groups: &[usize], effects: &[f64], influence: &[&Vec<f64>]) -> (f64, Vec<f64>) {
        let n = self.starts.len() as f64;
        let share = |g: usize| self.starts.iter().filter(|s| **s == Some(g)).count() as f64 / n;
        let shares: Vec<f64> = groups.iter().map(|g| share(*g)).collect();
        let total: f64 = shares.iter().sum();
        let effect = crate::absorb::dot(&shares, effects) / total;
        let mut unit = vec![0.0; self.starts.len()];
        for (p, i) in shares.iter().zip(influence) {
            unit.iter_mut().zip(*i).for_each(|(u, v)| *u += p / total * v);
        }
        for (u, start) in unit.iter_mut().zip(&self.starts) {
            for ((g, p), theta) in groups.iter().zip(&shares).zip(effects) {
                let own = f64::from(u8::from(*start == Some(*g)));
                *u += (own - p) / total * (theta - effect);
            }
        }
        (effect, unit)
    }
}
