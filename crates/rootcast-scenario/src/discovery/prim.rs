//! The patient rule induction method: peel a little at a time, then paste back.

use serde::{Deserialize, Serialize};

use super::{Cases, Column, DiscoveryError, Limit};
use crate::moments::below;

/// By what a peel is chosen. With density `d` and `n` cases before, `d'` and `n'` after:
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gain {
    /// `(d' − d) / (n − n')`: density gained a case given up. Does not favour choices, whose peels are large
    /// (J. H. Kwakkel and M. Jaxa-Rozen, Environ. Model. Softw. 79, 2016).
    #[default]
    PerCase,
    /// `n' (d' − d) / (n − n')` (Friedman & Fisher 1999, section 14.6).
    PerShare,
    /// `d'`: density alone, as in the original method.
    Density,
}

/// Options of the search.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// The share of the cases inside that a peel takes away, in (0, 0.5].
    pub peel: f64,
    /// The share of the cases inside that a paste gives back, in [0, 0.5]; 0 does not paste.
    pub paste: f64,
    /// The smallest share of all cases that a box may hold, in (0, 1).
    pub smallest: f64,
    /// By what a peel is chosen.
    pub gain: Gain,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            peel: 0.05,
            paste: 0.05,
            smallest: 0.05,
            gain: Gain::PerCase,
        }
    }
}

impl Options {
    fn check(&self) -> Result<(), DiscoveryError> {
        let wrong = |option, value, wanted| {
            Err(DiscoveryError::Option {
                option,
                value,
                wanted,
            })
        };
        if !(self.peel > 0.0 && self.peel <= 0.5) {
            return wrong("peel", self.peel, "give a share above 0, at most 0.5");
        }
        if !(0.0..=0.5).contains(&self.paste) {
            return wrong("paste", self.paste, "give a share from 0 to 0.5");
        }
        if !(self.smallest > 0.0 && self.smallest < 1.0) {
            return wrong("smallest", self.smallest, "give a share between 0 and 1");
        }
        Ok(())
    }
}

/// A box, and what it holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Region {
    /// What it asks of each input, in order; an input it does not restrict has its widest limit.
    pub limits: Vec<Limit>,
    /// Inputs it restricts, by their place.
    pub restricted: Vec<usize>,
    /// Cases inside.
    pub cases: usize,
    /// Cases of interest inside.
    pub of_interest: usize,
    /// Share of the cases of interest that lie inside.
    pub coverage: f64,
    /// Share of the cases inside that are of interest.
    pub density: f64,
    /// Share of all cases that lie inside.
    pub mass: f64,
    /// Whether the box came of pasting.
    pub pasted: bool,
    #[serde(skip)]
    rows: Vec<usize>,
}

/// The path of boxes from all cases to the last.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Path {
    /// Names of the inputs.
    pub inputs: Vec<String>,
    /// The boxes, the first with all cases.
    pub boxes: Vec<Region>,
}

impl Path {
    /// The trade-off curve: boxes that no other box of the path beats in coverage, density and number of restricted
    /// inputs at once, by their place in the path.
    pub fn trade_off(&self) -> Vec<usize> {
        (0..self.boxes.len())
            .filter(|i| !self.boxes.iter().any(|other| other.beats(&self.boxes[*i])))
            .collect()
    }

    /// Of the boxes whose density reaches a share, the one of greatest coverage; of equals, the first. `None` where no
    /// box is so dense.
    pub fn at_density(&self, density: f64) -> Option<&Region> {
        self.boxes
            .iter()
            .filter(|b| b.density >= density)
            .reduce(|best, b| if b.coverage > best.coverage { b } else { best })
    }
}

impl Region {
    fn new(cases: &Cases, limits: Vec<Limit>, rows: Vec<usize>, pasted: bool) -> Self {
        let of_interest = cases.interest_among(&rows);
        let restricted = limits
            .iter()
            .zip(cases.all())
            .enumerate()
            .filter(|(_, (limit, all))| *limit != all)
            .map(|(j, _)| j)
            .collect();
        Self {
            restricted,
            cases: rows.len(),
            of_interest,
            coverage: of_interest as f64 / cases.of_interest() as f64,
            density: if rows.is_empty() {
                0.0
            } else {
                of_interest as f64 / rows.len() as f64
            },
            mass: rows.len() as f64 / cases.len() as f64,
            limits,
            pasted,
            rows,
        }
    }

    fn beats(&self, other: &Self) -> bool {
        let no_worse = self.coverage >= other.coverage
            && self.density >= other.density
            && self.restricted.len() <= other.restricted.len();
        let better = self.coverage > other.coverage
            || self.density > other.density
            || self.restricted.len() < other.restricted.len();
        no_worse && better
    }

    fn gain(&self, before: &Self, gain: Gain) -> f64 {
        let change = self.density - before.density;
        let cases = before.cases.abs_diff(self.cases) as f64;
        match gain {
            _ if cases == 0.0 => 0.0,
            Gain::PerCase => change / cases,
            Gain::PerShare => self.cases as f64 * change / cases,
            Gain::Density => self.density,
        }
    }
}

/// The whole path: peels while density rises and the box is not too small, then pastes while it does not
/// fall.
///
/// A peel of a quantity cuts at the quantile of the cases inside, midway between the order statistics beside it, past
/// ties; a peel of a choice takes one code away. Of peels with the same gain, one that restricts fewer inputs is taken,
/// then the first in the order of inputs, the upper end before the lower. With `peel` 0.1 and without pasting this is
/// the path of the EMA workbench.
///
/// ```
/// use rootcast_scenario::discovery::{Cases, Column, prim::{Options, peel}};
/// let price: Vec<f64> = (0..100).map(f64::from).collect();
/// let failed = price.iter().map(|p| *p > 59.5).collect();
/// let path = peel(&Cases::new(vec![("price".into(), Column::Numbers(price))], failed)?, &Options::default())?;
/// assert!(path.at_density(1.0).unwrap().coverage > 0.95);
/// # Ok::<(), rootcast_scenario::discovery::DiscoveryError>(())
/// ```
pub fn peel(cases: &Cases, options: &Options) -> Result<Path, DiscoveryError> {
    options.check()?;
    let mut now = Region::new(cases, cases.all(), (0..cases.len()).collect(), false);
    let mut boxes = vec![now.clone()];
    while let Some(next) = best(peels(cases, &now, options.peel), &now, options.gain) {
        if next.mass < options.smallest || next.density <= now.density {
            break;
        }
        boxes.push(next.clone());
        now = next;
    }
    if options.paste > 0.0 {
        // A paste adds cases, so the loop ends, at the latest when no case outside is left.
        while let Some(next) = best(pastes(cases, &now, options.paste), &now, options.gain) {
            if next.density < now.density {
                break;
            }
            boxes.push(next.clone());
            now = next;
        }
    }
    Ok(Path {
        inputs: cases.names.clone(),
        boxes,
    })
}

/// The candidate of the greatest gain; of equals, the one that restricts fewest, then the first.
fn best(candidates: Vec<Region>, now: &Region, gain: Gain) -> Option<Region> {
    let mut best: Option<(f64, Region)> = None;
    for candidate in candidates {
        let gained = candidate.gain(now, gain);
        let better = best.as_ref().is_none_or(|(top, b)| {
            gained > *top || (gained >= *top && candidate.restricted.len() < b.restricted.len())
        });
        if better {
            best = Some((gained, candidate));
        }
    }
    best.map(|(_, b)| b)
}

fn peels(cases: &Cases, now: &Region, share: f64) -> Vec<Region> {
    let mut out = Vec::new();
    for (j, (column, limit)) in cases.columns.iter().zip(&now.limits).enumerate() {
        let mut push = |limit: Limit| {
            let rows: Vec<usize> = now
                .rows
                .iter()
                .copied()
                .filter(|r| column.within(*r, &limit))
                .collect();
            if !rows.is_empty() && rows.len() < now.rows.len() {
                let mut limits = now.limits.clone();
                limits[j] = limit;
                out.push(Region::new(cases, limits, rows, false));
            }
        };
        match (column, limit) {
            (Column::Numbers(values), Limit::Between { low, high }) => {
                let mut inside: Vec<f64> = now.rows.iter().map(|r| values[*r]).collect();
                inside.sort_unstable_by(f64::total_cmp);
                push(Limit::Between {
                    low: *low,
                    high: upper_cut(&inside, 1.0 - share),
                });
                push(Limit::Between {
                    low: lower_cut(&inside, share),
                    high: *high,
                });
            }
            (Column::Choices { .. }, Limit::Among(kept)) => {
                for code in kept {
                    push(Limit::Among(kept.iter().copied().filter(|c| c != code).collect()));
                }
            }
            _ => {}
        }
    }
    out
}

/// Midway between the order statistics beside a quantile, moved up past ties.
fn lower_cut(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let at = share * last as f64;
    let low = below(at.floor()).min(last);
    let mut high = below(at.ceil()).min(last);
    while high < last && sorted[low] >= sorted[high] {
        high += 1;
    }
    f64::midpoint(sorted[low], sorted[high])
}

/// Midway between the order statistics beside a quantile, moved down past ties.
fn upper_cut(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let at = share * last as f64;
    let mut low = below(at.floor()).min(last);
    let high = below(at.ceil()).min(last);
    while low > 0 && sorted[low] >= sorted[high] {
        low -= 1;
    }
    f64::midpoint(sorted[low], sorted[high])
}

fn pastes(cases: &Cases, now: &Region, share: f64) -> Vec<Region> {
    let wanted = below((share * now.cases as f64).ceil()).max(1);
    let all = cases.all();
    let mut out = Vec::new();
    for j in &now.restricted {
        // Cases that only this input keeps out.
        let near: Vec<usize> = (0..cases.len())
            .filter(|r| cases.inside(*r, &now.limits, Some(*j)) && !cases.inside(*r, &now.limits, None))
            .collect();
        let mut push = |limit: Limit| {
            let mut limits = now.limits.clone();
            limits[*j] = limit;
            let rows: Vec<usize> = (0..cases.len())
                .filter(|r| cases.inside(*r, &limits, None))
                .collect();
            if rows.len() > now.rows.len() {
                out.push(Region::new(cases, limits, rows, true));
            }
        };
        match (&cases.columns[*j], &now.limits[*j], &all[*j]) {
            (
                Column::Numbers(values),
                Limit::Between { low, high },
                Limit::Between {
                    low: least,
                    high: most,
                },
            ) => {
                let mut above: Vec<f64> = near.iter().map(|r| values[*r]).filter(|v| v > high).collect();
                above.sort_unstable_by(f64::total_cmp);
                if let Some(last) = above.get(wanted.min(above.len()).wrapping_sub(1)) {
                    let rest = above.iter().find(|v| *v > last);
                    push(Limit::Between {
                        low: *low,
                        high: rest.map_or(*most, |next| f64::midpoint(*last, *next)),
                    });
                }
                let mut under: Vec<f64> = near.iter().map(|r| values[*r]).filter(|v| v < low).collect();
                under.sort_unstable_by(|a, b| b.total_cmp(a));
                if let Some(last) = under.get(wanted.min(under.len()).wrapping_sub(1)) {
                    let rest = under.iter().find(|v| *v < last);
                    push(Limit::Between {
                        low: rest.map_or(*least, |next| f64::midpoint(*last, *next)),
                        high: *high,
                    });
                }
            }
            (Column::Choices { .. }, Limit::Among(kept), Limit::Among(every)) => {
                for code in every.iter().filter(|c| !kept.contains(c)) {
                    let mut wider = kept.clone();
                    wider.push(*code);
                    wider.sort_unstable();
                    push(Limit::Among(wider));
                }
            }
            _ => {}
        }
    }
    out
}
