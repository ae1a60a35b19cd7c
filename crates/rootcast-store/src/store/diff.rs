//! Differences: what a publisher changed between two days of knowledge, period by period and group by group.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rootcast_core::{
    evidence::Answer,
    measure::Unit,
    period::Period,
    reading::Reading,
    release::Release,
    series::Point,
    value::{Missing, Value},
};
use serde::{Deserialize, Serialize};

/// What changed in the answer to a reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diff {
    /// The reading with every choice spelled out, as known on the later day.
    pub reading: Reading,
    /// Unit of the figures.
    pub unit: Unit,
    /// The earlier day.
    pub from: Date,
    /// The later day.
    pub to: Date,
    /// The facets that tell groups apart.
    pub facets: Vec<String>,
    /// The releases that [`Figure::uses`] points into.
    pub releases: Vec<Release>,
    /// What changed, by period, then group.
    pub changes: Vec<Change>,
    /// How many figures are the same on both days.
    pub unchanged: u64,
    /// What a reader must know, in sentences.
    pub notes: Vec<String>,
}

/// One figure that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// When.
    pub period: Period,
    /// The group, in the order of [`Diff::facets`].
    pub key: Vec<String>,
    /// How it changed.
    pub kind: ChangeKind,
    /// The figure on the earlier day.
    pub old: Option<Figure>,
    /// The figure on the later day.
    pub new: Option<Figure>,
    /// New minus old, where both are numbers.
    pub difference: Option<f64>,
}

/// How a figure changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Another figure.
    Revised,
    /// Not there on the earlier day.
    Appeared,
    /// Not there on the later day.
    Withdrawn,
}

/// A figure and the releases it was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The figure.
    pub value: Value,
    /// Indices into [`Diff::releases`].
    pub uses: Vec<u32>,
}

/// A figure of an answer, where anything was covered.
fn figures(answer: Option<&Answer>) -> BTreeMap<(Period, Vec<String>), &Point> {
    let mut out = BTreeMap::new();
    for series in answer.iter().flat_map(|a| &a.panel.series) {
        for point in &series.points {
            // Sources that contradict each other are something known.
            let nothing = matches!(point.value, Value::Missing { reason } if reason != Missing::Conflicting);
            if !nothing {
                out.insert((point.period, series.key.clone()), point);
            }
        }
    }
    out
}

impl Diff {
    /// Sets two answers to one reading side by side; `None` where nothing was known on that day.
    pub fn between(
        reading: Reading,
        unit: Unit,
        (from, old): (Date, Option<&Answer>),
        (to, new): (Date, Option<&Answer>),
    ) -> Self {
        let mut out = Self {
            facets: reading.by_facets().map(str::to_owned).collect(),
            reading,
            unit,
            from,
            to,
            releases: Vec::new(),
            changes: Vec::new(),
            unchanged: 0,
            notes: Vec::new(),
        };
        for note in [old, new].into_iter().flatten().flat_map(|a| &a.notes) {
            if !out.notes.contains(note) {
                out.notes.push(note.clone());
            }
        }
        let (before, after) = (figures(old), figures(new));
        let keys: BTreeSet<&(Period, Vec<String>)> = before.keys().chain(after.keys()).collect();
        let mut ordered: Vec<_> = keys.into_iter().collect();
        ordered.sort_by_key(|(period, key)| (period.span(), key.clone()));
        for at in ordered {
            let (a, b) = (before.get(at).copied(), after.get(at).copied());
            if a.zip(b).is_some_and(|(a, b)| a.value == b.value) {
                out.unchanged += 1;
                continue;
            }
            // A figure of zero without a cell stands for a combination the publisher does not list.
            let listed = |p: Option<&Point>| p.is_some_and(|p| p.cells > 0);
            let kind = match (listed(a), listed(b)) {
                (false, true) => ChangeKind::Appeared,
                (true, false) => ChangeKind::Withdrawn,
                _ if a.is_none() => ChangeKind::Appeared,
                _ if b.is_none() => ChangeKind::Withdrawn,
                _ => ChangeKind::Revised,
            };
            let number = |p: Option<&Point>| p.and_then(|p| p.value.as_number());
            let difference = number(a).zip(number(b)).map(|(a, b)| b - a);
            if difference == Some(0.0) {
                out.unchanged += 1;
                continue;
            }
            let old = a.map(|p| out.figure(p, old));
            let new = b.map(|p| out.figure(p, new));
            out.changes.push(Change {
                period: at.0,
                key: at.1.clone(),
                kind,
                old,
                new,
                difference,
            });
        }
        out
    }

    fn figure(&mut self, point: &Point, answer: Option<&Answer>) -> Figure {
        let mut uses: Vec<u32> = point
            .uses
            .iter()
            .filter_map(|u| answer?.provenance.uses.get(*u as usize))
            .map(|u| {
                let at = self.releases.iter().position(|r| *r == u.release);
                let at = at.unwrap_or_else(|| {
                    self.releases.push(u.release.clone());
                    self.releases.len() - 1
                });
                u32::try_from(at).unwrap_or(u32::MAX)
            })
            .collect();
        uses.sort_unstable();
        uses.dedup();
        Figure {
            value: point.value,
            uses,
        }
    }
}
