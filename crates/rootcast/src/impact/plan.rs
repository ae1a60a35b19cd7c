//! What is asked, stated before any figure after the event is looked at: a TOML file with a hash of what it says.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use rootcast_core::{period::Period, place::PlaceSet, reading::Reading};
use rootcast_impact::{
    appraisal::{Bars, Way},
    methods::Method,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{ImpactFault, Scale, covariates::Covariate, outcomes};
use crate::{evidence::Held, flows::Flows};

/// A plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Plan {
    /// What happened, in words or as the event's name in the ledger.
    pub event: String,
    /// The outcomes, broken down by origin.
    pub reading: String,
    /// Codes of the treated origins, which are summed up.
    pub treated: Vec<String>,
    /// The first month under treatment.
    pub start: Period,
    /// Which way the event is said to have moved the flow.
    pub way: Way,
    /// The scale on which flows are compared.
    pub scale: Scale,
    /// The first month looked at.
    pub first: Period,
    /// The last month looked at.
    pub last: Period,
    /// Codes of the donors.
    pub donors: Vec<String>,
    /// Donors that the event may have moved as well.
    #[serde(default)]
    pub neighbours: Vec<String>,
    /// Months in which the measure itself changed.
    #[serde(default)]
    pub breaks: Vec<Period>,
    /// The bars.
    pub bars: Bars,
    /// The method that the gates are about.
    #[serde(default, skip_serializing_if = "is_default")]
    pub method: Method,
    /// The methods that stand beside it; none are those that need nothing more than outcomes and take little time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Method>,
    /// The first month under treatment of single treated origins, which are then units of their own; those not named begin
    /// at `start`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub starts: BTreeMap<String, Period>,
    /// Covariates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covariates: Vec<Covariate>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What is wrong with a plan file.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The machine.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No plan.
    #[error("{} is no plan: {source}", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// It was changed after it was written.
    #[error(
        "{} was changed after it was written: it says hash {said}, and what it plans has {found}. A plan that follows the figures \
         is none: write a new one with `rootcast impact plan`, or run this one with --amended, which the result will tell",
        path.display()
    )]
    Changed {
        /// The file.
        path: PathBuf,
        /// The hash it says.
        said: String,
        /// The hash it has.
        found: String,
    },
    /// It cannot be written. Caused by Rootcast.
    #[error("the plan cannot be written: {0}")]
    Encode(#[from] toml::ser::Error),
}

/// A plan as filed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    hash: String,
    plan: Plan,
}

/// What a plan is made from.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The outcomes.
    pub reading: Reading,
    /// The treated origins: a group, codes, several joined by `+`.
    pub treated: String,
    /// The first month under treatment.
    pub start: Period,
    /// The last month looked at; `None` takes 24 months of treatment, or as many as are published.
    pub last: Option<Period>,
    /// Which way.
    pub way: Way,
    /// The scale.
    pub scale: Scale,
    /// What happened.
    pub event: Option<String>,
    /// Origins that are no donors.
    pub exclude: Vec<String>,
    /// Donors that the event may have moved as well.
    pub neighbours: Vec<String>,
    /// Months in which the measure changed.
    pub breaks: Vec<Period>,
    /// Fewest encounters a month, in the mean before the event, for a donor.
    pub least: f64,
    /// The methods, and what they take.
    pub design: Chosen,
}

/// The methods of a plan, and what they take.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// The method that the gates are about.
    pub method: Method,
    /// The methods that stand beside it.
    pub beside: Vec<Method>,
    /// Treated origins that are units of their own, and the first month under treatment of each.
    pub starts: Vec<(String, Period)>,
    /// Covariates.
    pub covariates: Vec<Covariate>,
}

/// The mean of the figures there are, a missing one counting as none.
fn mean(values: &[f64]) -> f64 {
    values.iter().filter(|v| !v.is_nan()).sum::<f64>() / (values.len() as f64).max(1.0)
}

/// The origins that may be donors. A remainder of origins is no origin: its make-up changes.
fn donors(flows: &Flows, admits: impl Fn(usize, &String) -> bool) -> Vec<String> {
    flows
        .keys
        .iter()
        .enumerate()
        .filter(|(_, key)| !key.contains('@') && PlaceSet::parse(key).is_ok())
        .filter(|(k, key)| admits(*k, key))
        .map(|(_, key)| key.clone())
        .collect()
}

/// How many months of treatment are looked at where nothing is said.
const AFTER: usize = 24;

/// The first months of single origins; all of those treated must have one or begin with the event.
fn starts(
    plan: &Plan,
    asked: &[(String, Period)],
    periods: &[Period],
) -> Result<BTreeMap<String, Period>, ImpactFault> {
    let mut out = BTreeMap::new();
    for (text, month) in asked {
        let wrong = |why: &str| Err(ImpactFault::Plan(format!("--start {text}={month}: {why}")));
        let set = PlaceSet::parse(text).map_err(|e| ImpactFault::Plan(format!("--start: {e}")))?;
        for code in set.iter().map(|p| p.code().to_owned()) {
            if !plan.treated.contains(&code) {
                return wrong("it is not among the treated origins");
            }
            if month.span().start < plan.start.span().start || month.span().start > plan.last.span().start {
                return wrong(&format!(
                    "it has to lie from {} (--from, the first of all) to {}",
                    plan.start, plan.last
                ));
            }
            if !periods.contains(month) {
                return wrong("no figure is held of that month");
            }
            out.insert(code, *month);
        }
    }
    Ok(out)
}

impl Plan {
    /// Plans: only figures before the event decide who is a donor.
    ///
    /// # Errors
    /// Origins that are no places or not in the reading, and months that are not held.
    pub fn draft(held: &Held, draft: &Draft, today: Date) -> Result<Self, ImpactFault> {
        let wrong = |text: String| Err(ImpactFault::Plan(text));
        let mut reading = draft.reading.clone();
        if reading.by_facets().next().is_none() {
            reading = reading.by("origin")?;
        }
        let flows = Flows::of(held, &reading, today)?;
        let codes = |text: &str, option: &str| {
            PlaceSet::parse(text)
                .map(|set| set.iter().map(|p| p.code().to_owned()).collect::<Vec<_>>())
                .map_err(|e| ImpactFault::Plan(format!("{option}: {e}")))
        };
        let treated = codes(&draft.treated, "--treated")?;
        let mut out = BTreeSet::new();
        for text in &draft.exclude {
            out.extend(codes(text, "--exclude")?);
        }
        let mut neighbours = Vec::new();
        for text in &draft.neighbours {
            neighbours.extend(codes(text, "--neighbour")?);
        }
        if let Some(missing) = treated.iter().find(|c| flows.position(c).is_none()) {
            return wrong(format!(
                "--treated: `{missing}` is not among the series of `{reading}`"
            ));
        }
        let Some(at) = flows
            .periods
            .iter()
            .position(|p| p.span().start >= draft.start.span().start)
        else {
            return wrong(format!(
                "--from {}: figures end with {}",
                draft.start,
                flows.periods.last().map_or_else(String::new, ToString::to_string)
            ));
        };
        if at == 0 {
            return wrong(format!(
                "--from {}: figures begin with {}, and nothing is known of the time before the event",
                draft.start, flows.periods[0]
            ));
        }
        let end = match draft.last {
            Some(last) => flows
                .periods
                .iter()
                .rposition(|p| p.span().start <= last.span().start)
                .unwrap_or(0),
            None => (at + AFTER - 1).min(flows.periods.len() - 1),
        };
        if end < at {
            return wrong(format!("--to lies before --from {}", draft.start));
        }
        let mean = |k: usize| mean(&flows.values[k][..at]);
        let donors = donors(&flows, |k, key| {
            !treated.contains(key) && !out.contains(key) && mean(k) >= draft.least
        });
        if donors.len() < 3 {
            return wrong(format!(
                "{} donors are left, and three are needed: exclude fewer, or lower --least",
                donors.len()
            ));
        }
        neighbours.retain(|n| donors.contains(n));
        let sum: f64 = treated.iter().filter_map(|c| flows.position(c)).map(mean).sum();
        let as_of = reading.as_of.unwrap_or(today);
        let mut plan = Self {
            event: draft
                .event
                .clone()
                .unwrap_or_else(|| format!("what began in {}", draft.start)),
            reading: reading.as_of(as_of).to_string(),
            treated,
            start: flows.periods[at],
            way: draft.way,
            scale: draft.scale,
            first: flows.periods[0],
            last: flows.periods[end],
            donors,
            neighbours,
            breaks: draft.breaks.clone(),
            bars: Bars {
                matters: match draft.scale {
                    Scale::Log => Bars::default().matters,
                    Scale::Index => 40.0,
                    Scale::Level | Scale::PerHead => 0.4 * sum.max(100.0),
                },
                ..Bars::default()
            },
            method: draft.design.method,
            beside: draft.design.beside.clone(),
            starts: BTreeMap::new(),
            covariates: draft.design.covariates.clone(),
        };
        plan.starts = starts(&plan, &draft.design.starts, &flows.periods)?;
        plan.checked(held, today)
    }

    /// The plan, where what it takes is held; a figure per head that matters is known only then.
    fn checked(mut self, held: &Held, today: Date) -> Result<Self, ImpactFault> {
        if !self.covariates.is_empty() {
            // A covariate that is not held of an origin is told here rather than at the run.
            outcomes(held, &self, today)?;
        }
        if self.scale == Scale::PerHead {
            // Missing populations are told here rather than at the run.
            let outcomes = outcomes(held, &self, today)?;
            let before = self
                .scale
                .of(&outcomes.counts, outcomes.heads.as_ref(), outcomes.start)?;
            self.bars.matters = 0.4 * mean(&before.unit(0)[..outcomes.start]);
        }
        Ok(self)
    }

    /// The hash of what it says, whatever its file looks like.
    pub fn hash(&self) -> String {
        // A plan has no part that JSON could not write.
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(&bytes).iter().fold(String::new(), |mut out, b| {
            out.push_str(&format!("{b:02x}"));
            out
        })
    }

    /// The file.
    ///
    /// # Errors
    /// None but ours.
    pub fn to_toml(&self) -> Result<String, PlanError> {
        let file = File {
            hash: self.hash(),
            plan: self.clone(),
        };
        Ok(format!(
            "# A plan for `rootcast impact run`. It was written before the estimate; the hash tells whether it was changed.\n{}",
            toml::to_string_pretty(&file)?
        ))
    }

    /// Reads a plan; whether it was amended after it was written is told, and refused unless `amended`.
    ///
    /// # Errors
    /// A file that cannot be read, is no plan, or was changed.
    pub fn read(path: &Path, amended: bool) -> Result<(Self, bool), PlanError> {
        let text = fs::read_to_string(path).map_err(|source| PlanError::Io {
            path: path.to_owned(),
            source,
        })?;
        let file: File = toml::from_str(&text).map_err(|source| PlanError::Toml {
            path: path.to_owned(),
            source: Box::new(source),
        })?;
        let found = file.plan.hash();
        let changed = found != file.hash;
        if changed && !amended {
            return Err(PlanError::Changed {
                path: path.to_owned(),
                said: file.hash,
                found,
            });
        }
        Ok((file.plan, changed))
    }
}
