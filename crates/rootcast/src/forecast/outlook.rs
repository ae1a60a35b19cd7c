//! What is said of the steps to come, each beside what came of such forecasts before.

use rootcast_core::{period::Period, provenance::Provenance};
use rootcast_forecast::{
    guard::{Act, Cap},
    model::Model,
    naive::Naive,
    predictive::Predictive,
};
use serde::Serialize;

use super::{
    Published, Run,
    origins::Nowcast,
    past::{Line, Scope},
};
use crate::format::number::people;

/// A forecast of a reading.
#[derive(Clone, Debug, Serialize)]
pub struct Outlook {
    /// The reading as it was answered.
    pub reading: String,
    /// Unit of the figures.
    pub unit: String,
    /// The model.
    pub model: String,
    /// What it is, in a line.
    pub about: String,
    /// What it is measured against.
    pub reference: String,
    /// Events said to shift every series, each with the change it is thought to make.
    pub events: Vec<String>,
    /// How sums and parts were made to add up.
    pub reconciliation: Option<String>,
    /// The last step known.
    pub last: Period,
    /// The seed.
    pub seed: u64,
    /// Probabilities of the central intervals.
    pub levels: Vec<f64>,
    /// The series, sums first.
    pub series: Vec<Series>,
    /// How the past was known.
    pub published: Published,
    /// Where the figures come from.
    pub provenance: Provenance,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// The forecast of one series.
#[derive(Clone, Debug, Serialize)]
pub struct Series {
    /// The values of its facets; `total` for the sum of all.
    pub key: String,
    /// The same for people.
    pub name: String,
    /// Whether it is a sum of others.
    pub sum: bool,
    /// The last figure known.
    pub last: Option<f64>,
    /// The figures known, oldest first, `null` where there is none.
    #[serde(skip)]
    pub known: Vec<(Period, f64)>,
    /// The last step ahead at which forecasts from earlier origins had skill over the reference.
    pub skilful: usize,
    /// What is said.
    pub steps: Vec<Step>,
    /// What guards did.
    pub guards: Vec<String>,
    /// Why there is no forecast.
    pub failed: Option<String>,
}

/// What is said of one step.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The step.
    pub period: Period,
    /// Steps ahead, from 1.
    pub ahead: usize,
    /// The figures; `null` where they are withheld, since forecasts so far ahead have shown no skill.
    pub said: Option<Said>,
    /// The reference's figures.
    pub reference: Said,
    /// How forecasts so far ahead did from earlier origins.
    pub past: Option<Line>,
}

/// A distribution in figures.
#[derive(Clone, Debug, Serialize)]
pub struct Said {
    /// The mean; means of sums and parts add up.
    pub mean: f64,
    /// The median.
    pub median: f64,
    /// The central intervals, in the order of the levels.
    pub intervals: Vec<(f64, f64)>,
}

impl Said {
    fn of(p: &Predictive, step: usize, levels: &[f64]) -> Self {
        Self {
            mean: p.mean()[step],
            median: p.median(step),
            intervals: levels.iter().map(|l| p.interval(step, *l)).collect(),
        }
    }
}

impl Outlook {
    /// The forecast of a run, with central intervals of these probabilities; `beyond` shows what has no skill too.
    pub fn of(run: &Run, levels: &[f64], beyond: bool) -> Self {
        let series: Vec<Series> = (0..run.nodes.keys.len())
            .map(|k| one(run, k, levels, beyond))
            .collect();
        let mut notes = run.notes.clone();
        let known = &run.published;
        if known.origins == 0 {
            notes.push(
                "no forecast of the past could be made, since the figures are too few: nothing is known of the skill of this one"
                    .to_owned(),
            );
        } else {
            notes.push(format!(
                "of {} origins of the past {} saw the figures as published then; at the others no release of the time is held, \
                 and the figures known now were cut off",
                known.origins, known.as_published
            ));
        }
        notes.extend(nowcasts(run));
        if run.way.is_some() && !run.outcome.adds_up {
            notes.push(
                "sums and parts were forecast each by itself and need not add up, since one of them failed"
                    .to_owned(),
            );
        }
        Self {
            reading: run.reading.to_string(),
            unit: run.unit.as_str().to_owned(),
            model: run.model.name.to_owned(),
            about: run.model.about.to_owned(),
            reference: Naive.name().to_owned(),
            events: run.events.iter().map(ToString::to_string).collect(),
            reconciliation: run.way.map(|w| w.name().to_owned()),
            last: run.periods.last().copied().unwrap_or(run.ahead[0]),
            seed: run.seed,
            levels: levels.to_vec(),
            series,
            published: run.published.clone(),
            provenance: run.provenance.clone(),
            notes,
        }
    }
}

fn nowcasts(run: &Run) -> Vec<String> {
    let Some(r) = &run.published.revisions else {
        return Vec::new();
    };
    if r.final_at_first {
        return vec![format!(
            "figures are nearly final when first published ({} pairs of releases held): none is corrected for revisions to come",
            r.pairs
        )];
    }
    let told = |n: &Nowcast| {
        format!(
            "{}: published as {}, after revisions {} (80 %: {} to {})",
            n.period,
            people(n.published, 0),
            people(n.median, 0),
            people(n.low, 0),
            people(n.high, 0)
        )
    };
    r.nowcast.iter().map(told).collect()
}

fn one(run: &Run, k: usize, levels: &[f64], beyond: bool) -> Series {
    let scope = Scope::series(run, k);
    let values = &run.nodes.values[k];
    let reference = &run.outcome.reference[k];
    let (said, failed) = match &run.outcome.now[k] {
        Ok(p) => (Some(p), None),
        Err(e) => (None, Some(e.to_string())),
    };
    let steps = match (said, reference) {
        (Some(p), Ok(r)) => run
            .ahead
            .iter()
            .enumerate()
            .map(|(step, period)| Step {
                period: *period,
                ahead: step + 1,
                said: (beyond || step < scope.skilful).then(|| Said::of(p, step, levels)),
                reference: Said::of(r, step, levels),
                past: scope.at(step + 1).filter(|l| l.outcomes > 0).cloned(),
            })
            .collect(),
        _ => Vec::new(),
    };
    Series {
        key: run.nodes.keys[k].clone(),
        name: run.nodes.names[k].clone(),
        sum: k < run.nodes.sums(),
        last: values.last().copied().filter(|v| !v.is_nan()),
        known: run.periods.iter().copied().zip(values.iter().copied()).collect(),
        skilful: scope.skilful,
        steps,
        guards: run.outcome.acts[k].iter().map(|a| acted(a, &run.ahead)).collect(),
        failed,
    }
}

/// What a guard did, in words.
fn acted(act: &Act, ahead: &[Period]) -> String {
    match act {
        Act::Capped {
            ahead: step,
            at,
            cap,
            share,
        } => {
            let what = match cap {
                Cap::Population => "the population of the origin",
                Cap::Growth => "a hundred times the largest figure seen",
            };
            let period = ahead
                .get(step - 1)
                .map_or_else(String::new, |p| format!(" from {p} on"));
            format!(
                "limited to {} a step{period}, {what}: {} % of the distribution lay above",
                people(*at, 0),
                people(100.0 * share, 1)
            )
        }
        Act::Fell { from, to, why } => format!("{from} failed and {to} speaks in its place: {why}"),
    }
}
