//! Filed forecasts, marked by what came.

use std::{collections::BTreeMap, path::Path};

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
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// Each filed forecast, oldest first.
    pub forecasts: Vec<Scored>,
    /// All marks together by steps ahead, and all together last.
    pub by_ahead: Vec<Tally>,
    /// Files that are not as they were filed, or that cannot be marked.
    pub problems: Vec<String>,
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
    let only = only.map(|r| open(r).to_string());
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
        if only.as_ref().is_some_and(|o| !same(o, &reading)) {
            continue;
        }
        let marks = match marks(held, &filed, &reading, today) {
            Ok(marks) => marks,
            Err(e) => {
                problems.push(format!("{hash}: {e}"));
                Vec::new()
            }
        };
        forecasts.push(Scored {
            hash,
            issued: filed.issued,
            reading: filed.reading,
            model: filed.model,
            steps: filed.series.iter().map(|s| s.steps.len()).sum(),
            tally: Tally::of(None, &marks),
            marks,
        });
    }
    let mut ahead: BTreeMap<usize, Vec<&Marked>> = BTreeMap::new();
    for m in forecasts.iter().flat_map(|f| &f.marks) {
        ahead.entry(m.ahead).or_default().push(m);
    }
    let mut by_ahead: Vec<Tally> = ahead
        .iter()
        .map(|(a, m)| Tally::of(Some(*a), m.iter().copied()))
        .collect();
    if !by_ahead.is_empty() {
        by_ahead.push(Tally::of(None, ahead.values().flatten().copied()));
    }
    Ok(Record {
        forecasts,
        by_ahead,
        problems,
    })
}

/// Whether a filed reading is the one asked: the answer names more of it than was asked, so each word asked must be in it.
fn same(asked: &str, filed: &Reading) -> bool {
    let filed = filed.to_string();
    let words: Vec<&str> = filed.split(' ').collect();
    asked.split(' ').all(|w| words.contains(&w))
}

fn marks(held: &Held, filed: &Filed, reading: &Reading, today: Date) -> Result<Vec<Marked>, Fault> {
    let flows = Flows::of(held, reading, today)?;
    let counts = filed.series.iter().any(|s| s.key == "total");
    let nodes = Nodes::of(&flows, counts)?;
    let mut out = Vec::new();
    for series in &filed.series {
        let Some(node) = nodes.keys.iter().position(|k| *k == series.key) else {
            continue;
        };
        for step in &series.steps {
            let at = flows.periods.iter().position(|p| *p == step.period);
            let outcome = at.and_then(|t| nodes.values[node].get(t)).filter(|v| !v.is_nan());
            if let Some(outcome) = outcome {
                out.extend(marked(&series.name, step, *outcome));
            }
        }
    }
    Ok(out)
}

fn marked(series: &str, step: &FiledStep, outcome: f64) -> Option<Marked> {
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
        outcome,
        median,
        interval_80,
        interval_95,
        wis,
        reference_wis,
    })
}
