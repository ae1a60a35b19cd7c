//! What was known at earlier origins: the releases of that time, where they are held.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rootcast_core::evidence::Evidence;
use rootcast_forecast::{
    backtest::{Origin, Task},
    nowcast::{Delay, Reported},
};
use serde::Serialize;

use super::{Question, nodes::Nodes};
use crate::{evidence::Held, flows::Flows};

/// How the past was known.
#[derive(Clone, Debug, Serialize)]
pub struct Published {
    /// How many origins there are.
    pub origins: usize,
    /// At how many of them the figures are those of a release of that time; at the others they are those known now, cut
    /// off there.
    pub as_published: usize,
    /// What revisions do to the figures of a step, where enough releases are held to say.
    pub revisions: Option<Revisions>,
}

/// What revisions do.
#[derive(Clone, Debug, Serialize)]
pub struct Revisions {
    /// Over how many pairs of releases of a step the first revision was seen.
    pub pairs: usize,
    /// By what factor a figure changes in all, from its first publication on.
    pub factor: f64,
    /// Whether that is nothing that a reader would see.
    pub final_at_first: bool,
    /// The last steps whose figures are young, with what they will be once revised.
    pub nowcast: Vec<Nowcast>,
}

/// A young figure.
#[derive(Clone, Debug, Serialize)]
pub struct Nowcast {
    /// The step.
    pub period: String,
    /// The figure published.
    pub published: f64,
    /// The median of what it will be, and the central 80 per cent interval.
    pub median: f64,
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// Days of publication that are asked at most: the latest.
const DAYS: usize = 240;

/// The task of forecasting from earlier origins, the latest `question.origins` of them.
pub(super) fn task(
    held: &Held,
    question: &Question,
    today: Date,
    flows: &Flows,
    nodes: &Nodes,
    counts: bool,
    first: usize,
) -> (Task, Published) {
    let steps = flows.periods.len();
    let known = vintages(held, question, today, flows);
    let mut origins = Vec::new();
    let mut as_published = 0;
    // A release is the origin of the last step it knows; of several the first one, which was the news.
    let mut by_steps: BTreeMap<usize, &Vintage> = BTreeMap::new();
    for v in &known {
        by_steps.entry(v.steps).or_insert(v);
    }
    for n in first.max(1)..steps {
        let label = flows.periods[n - 1].to_string();
        match by_steps.get(&n) {
            Some(v) => {
                as_published += 1;
                origins.push((
                    true,
                    Origin {
                        label,
                        known: nodes.all(&v.values),
                    },
                ));
            }
            None if question.by_release => {}
            None => origins.push((
                false,
                Origin {
                    label,
                    known: nodes.values.iter().map(|v| v[..n].to_vec()).collect(),
                },
            )),
        }
    }
    if let Some(most) = question.origins {
        let cut = origins.len().saturating_sub(most);
        as_published -= origins[..cut].iter().filter(|(p, _)| *p).count();
        origins.drain(..cut);
    }
    let published = Published {
        origins: origins.len(),
        as_published,
        revisions: counts.then(|| revisions(&known, flows, nodes)).flatten(),
    };
    let task = Task {
        names: nodes.names.clone(),
        season: flows.season,
        truth: nodes.values.clone(),
        origins: origins.into_iter().map(|(_, o)| o).collect(),
        horizon: question.horizon,
    };
    (task, published)
}

/// The figures as known on a day of publication.
struct Vintage {
    /// How many steps were known.
    steps: usize,
    /// The parts' figures, as many steps of each.
    values: Vec<Vec<f64>>,
}

/// The vintages of the releases held of the sources that answer, oldest first.
fn vintages(held: &Held, question: &Question, today: Date, flows: &Flows) -> Vec<Vintage> {
    // A source that answered once need not be the one that answers now.
    let all = held.answerable().unwrap_or_default();
    let sources: BTreeSet<&str> = all
        .iter()
        .filter(|a| a.measure == flows.reading.measure)
        .map(|a| a.source.as_str())
        .collect();
    let last = flows.reading.as_of.unwrap_or(today);
    let days: BTreeSet<Date> = held
        .store
        .releases()
        .iter()
        .map(|h| &h.record.release)
        .filter(|r| sources.contains(r.source.as_str()) && r.effective <= last)
        .map(|r| r.effective)
        .collect();
    let skip = days.len().saturating_sub(DAYS);
    days.into_iter()
        .skip(skip)
        .filter_map(|day| {
            // A day on which the reading could not be answered is no vintage.
            let then = Flows::of(held, &question.reading.clone().as_of(day), today).ok()?;
            aligned(&then, flows)
        })
        .collect()
}

/// The figures of one day at the steps and series of another.
fn aligned(then: &Flows, now: &Flows) -> Option<Vintage> {
    let last = then.periods.last()?;
    let steps = now.periods.iter().position(|p| p == last)? + 1;
    let places: BTreeMap<_, usize> = then
        .periods
        .iter()
        .enumerate()
        .map(|(i, p)| (p.span().start, i))
        .collect();
    let values = now
        .keys
        .iter()
        .map(|key| {
            let column = then.position(key).map(|k| &then.values[k]);
            now.periods[..steps]
                .iter()
                .map(|p| {
                    let at = places.get(&p.span().start);
                    at.zip(column).map_or(f64::NAN, |(i, c)| c[*i])
                })
                .collect()
        })
        .collect();
    Some(Vintage { steps, values })
}

/// What revisions did to the sum of all parts, and what they will do to its last figures.
fn revisions(known: &[Vintage], flows: &Flows, nodes: &Nodes) -> Option<Revisions> {
    let total = |v: &Vintage| nodes.all(&v.values).swap_remove(0);
    let totals: Vec<Vec<f64>> = known.iter().map(total).collect();
    let ages: Vec<Reported> = (0..flows.periods.len())
        .map(|t| Reported {
            by_age: totals
                .iter()
                .filter_map(|v| v.get(t).copied())
                .filter(|v| !v.is_nan())
                .collect(),
        })
        .collect();
    // A step that the oldest release held knew already may have been revised before; only later ones show their first
    // figure.
    let from = totals.first().map_or(0, Vec::len);
    let delay = Delay::learn(ages.get(from.saturating_sub(1)..)?).ok()?;
    let young = ages.iter().enumerate().rev().take(delay.ages.len());
    let nowcast = if delay.is_final_at_first() {
        Vec::new()
    } else {
        young
            .filter(|(_, r)| (1..=delay.ages.len()).contains(&r.by_age.len()))
            .filter_map(|(t, r)| {
                let figure = *r.by_age.last()?;
                let said = delay.nowcast(figure, r.by_age.len() - 1);
                let (low, high) = said.interval(0, 0.8);
                Some(Nowcast {
                    period: flows.periods[t].to_string(),
                    published: figure,
                    median: said.median(0),
                    low,
                    high,
                })
            })
            .collect()
    };
    Some(Revisions {
        pairs: delay.ages.first().map_or(0, |a| a.pairs),
        factor: delay.ages.iter().map(|a| a.factor).product(),
        final_at_first: delay.is_final_at_first(),
        nowcast,
    })
}
