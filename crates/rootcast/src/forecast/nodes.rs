//! The series of a forecast: the parts that were published, and their sums.

use std::collections::BTreeSet;

use rootcast_forecast::{error::ForecastError, hierarchy::Hierarchy};

use crate::flows::Flows;

/// Series, sums first and then the parts.
#[derive(Clone, Debug)]
pub struct Nodes {
    /// A key of each, the values of its facets: `total`, `GTM`, `GTM · southwest`.
    pub keys: Vec<String>,
    /// The same for people.
    pub names: Vec<String>,
    /// The figures of each by step.
    pub values: Vec<Vec<f64>>,
    /// Which are sums of which; `None` where nothing is summed.
    pub hierarchy: Option<Hierarchy>,
}

impl Nodes {
    /// The nodes of flows. Only counts are summed; a part without a figure counts as none where another has one.
    pub fn of(flows: &Flows, counts: bool) -> Result<Self, ForecastError> {
        let dimensions = flows.cells.first().map_or(0, Vec::len);
        if !counts || flows.values.len() < 2 || dimensions == 0 {
            return Ok(Self {
                keys: flows.cells.iter().map(|c| c.join(" · ")).collect(),
                names: flows.names.clone(),
                values: flows.values.clone(),
                hierarchy: None,
            });
        }
        // Every set of facets but all of them is a level of sums.
        let levels: Vec<Vec<usize>> = (0..(1_usize << dimensions) - 1)
            .map(|set| (0..dimensions).filter(|d| set & (1 << d) != 0).collect())
            .collect();
        let slices: Vec<&[usize]> = levels.iter().map(Vec::as_slice).collect();
        let hierarchy = Hierarchy::crossed(&flows.cells, &slices)?;
        let keys: Vec<String> = hierarchy.names().map(str::to_owned).collect();
        // Sums are in the order in which their labels come up, level by level.
        let mut names: Vec<String> = Vec::with_capacity(keys.len());
        for level in &levels {
            let mut seen = BTreeSet::new();
            for (cell, labels) in flows.cells.iter().zip(&flows.labels) {
                let kept = |words: &[String]| level.iter().map(|d| words[*d].clone()).collect::<Vec<_>>();
                if seen.insert(kept(cell)) {
                    let words = kept(labels);
                    names.push(if words.is_empty() {
                        "total".to_owned()
                    } else {
                        words.join(", ")
                    });
                }
            }
        }
        names.extend(flows.names.iter().cloned());
        let values = Self::summed(&hierarchy, &flows.values);
        Ok(Self {
            keys,
            names,
            values,
            hierarchy: Some(hierarchy),
        })
    }

    /// The figures of all nodes, from those of the parts.
    pub fn summed(hierarchy: &Hierarchy, parts: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let steps = parts.iter().map(Vec::len).min().unwrap_or(0);
        let sum = |members: &[usize], t: usize| {
            let known = || members.iter().map(|m| parts[*m][t]).filter(|v| !v.is_nan());
            if known().next().is_none() {
                f64::NAN
            } else {
                known().sum()
            }
        };
        (0..hierarchy.aggregates())
            .map(|k| (0..steps).map(|t| sum(hierarchy.members(k), t)).collect())
            .chain(parts.iter().map(|p| p[..steps].to_vec()))
            .collect()
    }

    /// The figures of all nodes, from those of the parts, in the same order as these.
    pub fn all(&self, parts: &[Vec<f64>]) -> Vec<Vec<f64>> {
        self.hierarchy
            .as_ref()
            .map_or_else(|| parts.to_vec(), |h| Self::summed(h, parts))
    }

    /// How many of the nodes are sums.
    pub fn sums(&self) -> usize {
        self.hierarchy.as_ref().map_or(0, Hierarchy::aggregates)
    }
}
