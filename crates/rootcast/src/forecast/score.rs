//! Filed forecasts, marked by what came.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use jiff::civil::Date;
use rootcast_core::{period::Period, reading::Reading};
use rootcast_forecast::score::{coverage::Coverage, interval::weighted_interval_score, skill::Skill};
use serde::Serialize;

use super::{
    Fault,
    nodes::Nodes,
    record::{self, Filed, FiledStep, open},
};
use crate::{evidence::Held, flows::Flows};

/// The record, marked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Record {
    /// Each filed forecast, oldest first.
    pub forecasts: Vec<Scored>,
    /// The marks of each reading.
    pub by_ahead: Vec<Tallies>,
    /// Files that are not as they were filed, or that cannot be marked.
    pub problems: Vec<String>,
}

/// The marks of one reading.
#[derive(Clone, Debug, Serialize)]
pub struct Tallies {
    /// The reading.
    pub reading: String,
    /// By steps ahead, and all together last.
    pub rows: Vec<Tally>,
}

/// A filed forecast and its marks.
#[derive(Clone, Debug, Serialize)]
pub struct Scored {
    /// Name of its file: the hash of its bytes.
    pub hash: String,
    /// The day of issue.
    pub issued: Date,
    /// The reading.
    pub reading: String,
    /// The model.
    pub model: String,
    /// Whether it counts: of those of one reading, model and last step the first one filed does.
    pub counts: bool,
    /// How many steps of series were filed.
    pub steps: usize,
    /// Those of which the figure is known.
    pub marks: Vec<Marked>,
    /// The marks together.
    pub tally: Tally,
}

/// One step that came.
#[derive(Clone, Debug, Serialize)]
pub struct Marked {
    /// The series.
    pub series: String,
    /// The step.
    pub period: Period,
    /// Steps ahead.
    pub ahead: usize,
    /// Whether the step was over when the forecast was issued, though its figure was not known to it.
    pub over: bool,
    /// What came, as known now.
    pub outcome: f64,
    /// The median said.
    pub median: f64,
    /// The 80 per cent interval said.
    pub interval_80: (f64, f64),
    /// The 95 per cent interval said.
    pub interval_95: (f64, f64),
    /// Weighted interval score of the median and both intervals.
    pub wis: f64,
    /// The reference's.
    pub reference_wis: f64,
}

/// Marks summed up.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Tally {
    /// Steps ahead; `null` for all.
    pub ahead: Option<usize>,
    /// How many marks.
    pub marks: usize,
    /// Weighted interval score over the reference's: below 1 it was better.
    pub relative_wis: Option<f64>,
    /// Share of outcomes in the 80 per cent intervals.
    pub coverage_80: Option<f64>,
    /// In the 95 per cent intervals.
    pub coverage_95: Option<f64>,
}

impl Tally {
    fn of<'a>(ahead: Option<usize>, marks: impl IntoIterator<Item = &'a Marked>) -> Self {
        let mut skill = Skill::default();
        let (mut c80, mut c95) = (Coverage::default(), Coverage::default());
        for m in marks {
            skill.add(m.wis, m.reference_wis);
            c80.add(m.interval_80, m.outcome);
            c95.add(m.interval_95, m.outcome);
        }
        Self {
            ahead,
            marks: skill.outcomes,
            relative_wis: skill.relative(),
            coverage_80: c80.share(),
            coverage_95: c95.share(),
        }
    }
}

/// Marks the record of a store by what is known on a day, of one reading or of all.
///
/// # Errors
/// A record that cannot be listed.
pub fn score(held: &Held, store: &Path, only: Option<&Reading>, today: Date) -> Result<Record, Fault> {
    let (filed, wrong) = record::all(store)?;
    let mut problems: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    let day = only.and_then(|r| r.as_of).unwrap_or(today);
    let only = only.map(open);
    let mut counted: BTreeSet<(String, Period, String)> = BTreeSet::new();
    let mut forecasts = Vec::new();
    for (path, filed) in filed {
        let hash = path
            .file_stem()
            .map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let reading: Reading = match filed.reading.parse() {
            Ok(r) => open(&r),
            Err(e) => {
                problems.push(format!("{hash}: `{}` is no reading now: {e}", filed.reading));
                continue;
            }
        };
        // What was issued after the day was not there to be marked on it.
        if only.as_ref().is_some_and(|o| !same(o, &reading)) || filed.issued > day {
            continue;
        }
        let (marks, missing) = match marks(held, &filed, &reading, day) {
            Ok(found) => found,
            Err(e) => {
                problems.push(format!("{hash}: {e}"));
                (Vec::new(), None)
            }
        };
        problems.extend(missing.map(|m| format!("{hash}: {m}")));
        let first = counted.insert((reading.to_string(), filed.last, filed.model.clone()));
        forecasts.push(Scored {
            hash,
            issued: filed.issued,
            reading: filed.reading,
            model: filed.model,
            counts: first,
            steps: filed.series.iter().map(|s| s.steps.len()).sum(),
            tally: Tally::of(None, &marks),
            marks,
        });
    }
    // Only forecasts of one reading are of one kind: people and rates have no common score.
    let mut of: BTreeMap<String, BTreeMap<usize, Vec<&Marked>>> = BTreeMap::new();
    for f in forecasts.iter().filter(|f| f.counts) {
        let Ok(reading) = f.reading.parse::<Reading>() else {
            continue;
        };
        let ahead = of.entry(open(&reading).to_string()).or_default();
        for m in &f.marks {
            ahead.entry(m.ahead).or_default().push(m);
        }
    }
    let mut by_ahead = Vec::new();
    for (reading, ahead) in of.into_iter().filter(|(_, a)| !a.is_empty()) {
        let mut rows: Vec<Tally> = ahead
            .iter()
            .map(|(a, m)| Tally::of(Some(*a), m.iter().copied()))
            .collect();
        rows.push(Tally::of(None, ahead.values().flatten().copied()));
        by_ahead.push(Tallies { reading, rows });
    }
    Ok(Record {
        forecasts,
        by_ahead,
        problems,
    })
}

/// Whether a filed reading is the one asked: the answer names more of it than was asked, so each word asked must be in it,
/// in whatever order.
fn same(asked: &Reading, filed: &Reading) -> bool {
    let words = |r: &Reading| -> BTreeSet<String> {
        let text = r.to_string();
        let split = |w: &str| match w.strip_prefix("by=") {
            Some(by) => by.split(',').map(|b| format!("by={b}")).collect(),
            None => vec![w.to_owned()],
        };
        text.split(' ').flat_map(split).collect()
    };
    words(asked).is_subset(&words(filed))
}

/// The marks, and what could not be found.
type Found = (Vec<Marked>, Option<String>);

fn marks(held: &Held, filed: &Filed, reading: &Reading, day: Date) -> Result<Found, Fault> {
    if let Some(early) = filed
        .series
        .iter()
        .flat_map(|s| &s.steps)
        .find(|s| s.period.span().start <= filed.last.span().start)
    {
        return Ok((
            Vec::new(),
            Some(format!(
                "it forecasts {} and knew {}: no forecast",
                early.period, filed.last
            )),
        ));
    }
    let flows = Flows::of(held, &reading.clone().as_of(day), day)?;
    let counts = ["events", "persons", "deaths", "count"].contains(&filed.unit.as_str());
    let nodes = Nodes::of(&flows, counts)?;
    let mut out = Vec::new();
    let mut missing = Vec::new();
    for series in &filed.series {
        let Some(node) = nodes.keys.iter().position(|k| *k == series.key) else {
            missing.push(series.name.as_str());
            continue;
        };
        for step in &series.steps {
            let at = flows.periods.iter().position(|p| *p == step.period);
            let outcome = at.and_then(|t| nodes.values[node].get(t)).filter(|v| !v.is_nan());
            if let Some(outcome) = outcome {
                let over = step.period.span().end <= filed.issued;
                out.extend(marked(&series.name, step, *outcome, over));
            }
        }
    }
    let missing = (!missing.is_empty())
        .then(|| format!("these series are not published any more: {}", missing.join(", ")));
    Ok((out, missing))
}

fn marked(series: &str, step: &FiledStep, outcome: f64, over: bool) -> Option<Marked> {
    let value = |of: &[(f64, f64)], level: f64| {
        let found = of.iter().find(|(l, _)| (l - level).abs() < 1e-9);
        found.map(|(_, v)| *v)
    };
    let all = |of: &[(f64, f64)]| {
        let median = value(of, 0.5)?;
        let i80 = (value(of, 0.1)?, value(of, 0.9)?);
        let i95 = (value(of, 0.025)?, value(of, 0.975)?);
        let wis = weighted_interval_score(median, &[(0.2, i80.0, i80.1), (0.05, i95.0, i95.1)], outcome);
        Some((median, i80, i95, wis))
    };
    let (median, interval_80, interval_95, wis) = all(&step.quantiles)?;
    let (.., reference_wis) = all(&step.reference)?;
    Some(Marked {
        series: series.to_owned(),
        period: step.period,
        ahead: step.ahead,
        over,
        outcome,
        median,
        interval_80,
        interval_95,
        wis,
        reference_wis,
    })
}
