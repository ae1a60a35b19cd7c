//! What may be chosen otherwise without another question being asked.

use jiff::civil::Date;
use rootcast_core::reading::Reading;
use rootcast_impact::{methods::Method, panel::Panel};
use serde::Serialize;

use super::super::{ImpactFault, Outcomes, Plan, Scale, outcomes, population};
use crate::evidence::Held;

/// An estimator of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Estimator {
    /// Donors' weights that meet the level too.
    SyntheticControl,
    /// The same with the level free.
    DemeanedSyntheticControl,
    /// Weights of donors and of months.
    SyntheticDifferenceInDifferences,
    /// All donors alike.
    DifferenceInDifferences,
    /// One unseen factor that moves origins by different amounts.
    InteractiveFixedEffects,
}

impl Estimator {
    /// All of them, in the order in which a job holds their specifications.
    pub const ALL: [Self; 5] = [
        Self::SyntheticControl,
        Self::DemeanedSyntheticControl,
        Self::SyntheticDifferenceInDifferences,
        Self::DifferenceInDifferences,
        Self::InteractiveFixedEffects,
    ];

    /// The estimator that is this method, where one is.
    pub(super) fn of(method: Method) -> Option<Self> {
        match method {
            Method::SyntheticControl => Some(Self::SyntheticControl),
            Method::DemeanedControl => Some(Self::DemeanedSyntheticControl),
            Method::SyntheticDifference => Some(Self::SyntheticDifferenceInDifferences),
            Method::Difference => Some(Self::DifferenceInDifferences),
            _ => None,
        }
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SyntheticControl => "synthetic control",
            Self::DemeanedSyntheticControl => "demeaned synthetic control",
            Self::SyntheticDifferenceInDifferences => "synthetic difference-in-differences",
            Self::DifferenceInDifferences => "difference-in-differences",
            Self::InteractiveFixedEffects => "interactive fixed effects",
        }
    }
}

/// Outcomes by one reading.
pub(super) struct Outcome {
    pub(super) name: String,
    pub(super) counts: Panel,
    pub(super) heads: Option<Panel>,
}

/// A rule about donors, and who they are by it: places in the panel.
pub(super) struct Pool {
    pub(super) name: String,
    pub(super) units: Vec<usize>,
}

/// Everything that is chosen from.
pub(super) struct Choices {
    pub(super) outcomes: Vec<Outcome>,
    pub(super) scales: Vec<Scale>,
    /// Months before the event, the longest first.
    pub(super) before: Vec<usize>,
    /// Months just before the event that are left out, for what was anticipated.
    pub(super) skipped: Vec<usize>,
    /// Months under treatment, the longest first.
    pub(super) after: Vec<usize>,
    pub(super) pools: Vec<Pool>,
    /// The first month under treatment.
    pub(super) start: usize,
    /// What was not admitted, and why.
    pub(super) notes: Vec<String>,
}

/// What a job chooses; its specifications are every estimator at every length of treatment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) outcome: usize,
    pub(super) scale: Scale,
    pub(super) before: usize,
    pub(super) skipped: usize,
    pub(super) pool: usize,
}

/// Fewest months before the event that are matched.
const LEAST: usize = 12;

impl Choices {
    /// The choices of a plan; pools leave out up to `out` donors.
    pub(super) fn of(held: &Held, plan: &Plan, out: usize, today: Date) -> Result<Self, ImpactFault> {
        if !plan.starts.is_empty() {
            return Err(ImpactFault::Plan(
                "the curve is of one event: plan each origin that begins in another month by itself"
                    .to_owned(),
            ));
        }
        let own = outcomes(held, plan, today)?;
        let (start, steps) = (own.start, own.periods.len());
        let mut notes = Vec::new();
        let mut all = Vec::new();
        for reading in readings(&plan.reading)? {
            let other = Plan {
                reading: reading.to_string(),
                scale: Scale::Level,
                covariates: Vec::new(),
                ..plan.clone()
            };
            match outcomes(held, &other, today) {
                // Another reading may begin later or end earlier: it is another panel then.
                Ok(o) if o.periods == own.periods => all.push(outcome(held, plan, &reading, o, today)),
                Ok(_) => notes.push(format!("`{reading}` is not held for the same months")),
                Err(e) => notes.push(format!("`{reading}` is no outcome here: {e}")),
            }
        }
        let mut scales = vec![Scale::Log, Scale::Index, Scale::Level];
        if all.iter().all(|o| o.heads.is_some()) {
            scales.push(Scale::PerHead);
        } else {
            notes.push("no figures per head: the population of an origin is not held".to_owned());
        }
        Ok(Self {
            pools: pools(plan, &own, out),
            outcomes: all,
            scales,
            before: lengths(&[start, 48, 36, 30, 24, 18], start),
            skipped: vec![0, 3],
            after: lengths(&[steps - start, 24, 18, 12, 6], steps - start),
            start,
            notes,
        })
    }

    /// Every job, in order.
    pub(super) fn jobs(&self) -> Vec<Job> {
        let mut out = Vec::new();
        for outcome in 0..self.outcomes.len() {
            for scale in &self.scales {
                for before in &self.before {
                    for skipped in &self.skipped {
                        if *skipped > 0 && *before < LEAST + skipped {
                            continue;
                        }
                        for pool in 0..self.pools.len() {
                            out.push(Job {
                                outcome,
                                scale: *scale,
                                before: *before,
                                skipped: *skipped,
                                pool,
                            });
                        }
                    }
                }
            }
        }
        out
    }

    /// A job in words that do not change: what its results are kept under.
    pub(super) fn named(&self, job: &Job) -> String {
        format!(
            "{}\n{}\n{}\n{}\n{}\n{:?}",
            self.outcomes[job.outcome].name,
            job.scale.as_str(),
            job.before,
            job.skipped,
            self.pools[job.pool].name,
            self.after
        )
    }
}

fn outcome(held: &Held, plan: &Plan, reading: &Reading, o: Outcomes, today: Date) -> Outcome {
    let heads = population::heads(held, plan, &o.counts, &o.periods, today).ok();
    Outcome {
        name: name(reading),
        heads: heads.map(|h| h.panel),
        counts: o.counts,
    }
}

/// A reading without what all of a curve share.
fn name(reading: &Reading) -> String {
    let mut words = vec![reading.measure.clone()];
    for facet in reading.filters.keys() {
        if let Some(values) = reading.values(facet) {
            words.push(format!("{facet}={}", values.join("+")));
        }
    }
    words.join(" ")
}

/// The reading of the plan first, then those of the same flow by other definitions: all components or Border Patrol's
/// alone, one border or all, encounters or arrests alone.
fn readings(text: &str) -> Result<Vec<Reading>, ImpactFault> {
    let own: Reading = text.parse()?;
    let mut out = vec![own.clone()];
    let mut add = |measure: &str, component: Option<&str>, border: bool| -> Result<(), ImpactFault> {
        let mut r = own.clone();
        measure.clone_into(&mut r.measure);
        r.filters.remove("component");
        if !border {
            r.filters.remove("border");
        }
        if let Some(c) = component {
            r = r.with("component", c)?;
        }
        if !out.iter().any(|o| name(o) == name(&r)) {
            out.push(r);
        }
        Ok(())
    };
    if own.measure == "encounters" {
        let borders: &[bool] = if own.filters.contains_key("border") {
            &[true, false]
        } else {
            &[true]
        };
        for border in borders {
            add("encounters", Some("usbp"), *border)?;
            add("encounters", None, *border)?;
            add("apprehensions", None, *border)?;
        }
    }
    Ok(out)
}

/// Lengths that fit, each once, the longest first.
fn lengths(asked: &[usize], most: usize) -> Vec<usize> {
    let mut out: Vec<usize> = asked.iter().copied().filter(|n| *n <= most && *n > 0).collect();
    out.sort_unstable_by(|a, b| b.cmp(a));
    out.dedup();
    out
}

/// Donor pools: all, without the neighbours, the half with the larger flows before the event, and all without each set of
/// up to `out` donors. No pool has fewer than three.
fn pools(plan: &Plan, outcomes: &Outcomes, out: usize) -> Vec<Pool> {
    let names = outcomes.counts.units();
    let all: Vec<usize> = (1..names.len()).collect();
    let mut pools = vec![Pool {
        name: "all".to_owned(),
        units: all.clone(),
    }];
    let mut add = |name: String, units: Vec<usize>| {
        if units.len() >= 3 && units.len() < all.len() {
            pools.push(Pool { name, units });
        }
    };
    let away = all
        .iter()
        .copied()
        .filter(|u| !plan.neighbours.contains(&names[*u]));
    add("without neighbours".to_owned(), away.collect());
    let mut large = all.clone();
    let sum = |u: usize| outcomes.counts.unit(u)[..outcomes.start].iter().sum::<f64>();
    large.sort_by(|a, b| sum(*b).total_cmp(&sum(*a)).then(a.cmp(b)));
    large.truncate(all.len().div_ceil(2));
    large.sort_unstable();
    add("larger half".to_owned(), large);
    if out >= 1 {
        for a in &all {
            let rest = all.iter().copied().filter(|u| u != a).collect();
            add(format!("without {}", names[*a]), rest);
        }
    }
    if out >= 2 {
        for a in &all {
            for b in all.iter().filter(|b| *b > a) {
                let rest = all.iter().copied().filter(|u| u != a && u != b).collect();
                add(format!("without {}, {}", names[*a], names[*b]), rest);
            }
        }
    }
    pools
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn readings_of_the_same_flow_stand_once_and_the_plans_first() {
        let all = readings("encounters border=southwest component=usbp by=origin").unwrap();
        let names: Vec<String> = all.iter().map(name).collect();
        assert_eq!(names.len(), 6);
        assert_eq!(names[0], "encounters border=southwest component=usbp");
        assert!(names.contains(&"apprehensions".to_owned()));
        assert_eq!(readings("removals by=origin").unwrap().len(), 1);
    }

    #[test]
    fn lengths_that_do_not_fit_are_left_out() {
        assert_eq!(lengths(&[20, 36, 18, 20], 20), [20, 18]);
    }
}
