//! Cuts: what a release covers. A cut is one measure in one table of a release, with the facets it is broken down
//! by, the values they take and the periods it has figures for. Which release answers a reading is decided on cuts
//! alone, before any figure is read.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan, civil::Date};
use rootcast_core::{
    calendar::Calendar,
    facet::Facet,
    period::{Granularity, Period, PeriodRange, Span},
};
use serde::{Deserialize, Serialize};

use crate::{
    manifest::{Absent, Limit, Manifest},
    observation::{Batch, NONE},
};

/// One facet of a cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutFacet {
    /// Facet.
    pub id: String,
    /// Values that occur, sorted.
    pub values: Vec<String>,
    /// The published values add up to the whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complete: bool,
    /// The values overlap or mix authorities: never summed unless named.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overlapping: bool,
    /// Every observation of the source has this one value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub constant: bool,
}

/// One measure in one table of a release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cut {
    /// Table of the release; `main` where it has only one.
    pub table: String,
    /// Measure.
    pub measure: String,
    /// Facets, in canonical order.
    pub facets: Vec<CutFacet>,
    /// Periods that have figures, as runs (`2019-10..2023-09`) or odd spans (`2024-10-01/2024-12-01`).
    pub periods: Vec<String>,
    /// Number of observations.
    pub observations: u64,
    /// What an absent combination means.
    #[serde(default)]
    pub absent: Absent,
    /// Values are multiples of this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<f64>,
    /// Facet values that hold only from a date on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
}

impl Cut {
    /// The facet called `id`, if the cut has it.
    pub fn facet(&self, id: &str) -> Option<&CutFacet> {
        self.facets.iter().find(|f| f.id == id)
    }

    /// The periods that have figures, sorted.
    pub fn spans(&self) -> Vec<Span> {
        self.periods.iter().flat_map(|text| read_run(text)).collect()
    }
}

/// Sorted spans as runs of named periods, where they have names.
pub(crate) fn write_runs(spans: &BTreeSet<Span>) -> Vec<String> {
    let mut out: Vec<(Option<(Period, Period)>, String)> = Vec::new();
    for span in spans {
        let Some(p) = span.period(Calendar::default()) else {
            out.push((None, format!("{}/{}", span.start, span.end)));
            continue;
        };
        match out.last_mut() {
            Some((Some((_, last)), _)) if last.granularity() == p.granularity() && last.next() == p => {
                *last = p;
            }
            _ => out.push((Some((p, p)), String::new())),
        }
    }
    out.into_iter()
        .map(|(run, odd)| match run {
            Some((a, b)) => PeriodRange::new(a, b).map_or(odd, |r| r.to_string()),
            None => odd,
        })
        .collect()
}

fn read_run(text: &str) -> Vec<Span> {
    if let Some((a, b)) = text.split_once('/') {
        return match (a.parse(), b.parse()) {
            (Ok(start), Ok(end)) => vec![Span { start, end }],
            _ => Vec::new(),
        };
    }
    text.parse::<PeriodRange>()
        .map(|r| r.periods().map(|p| p.span()).collect())
        .unwrap_or_default()
}

/// The day `days` after 1970-01-01.
pub(crate) fn day(days: i32) -> Date {
    const EPOCH: Date = jiff::civil::date(1970, 1, 1);
    EPOCH.checked_add(days.days()).unwrap_or(Date::MIN)
}

/// Days from 1970-01-01 to `date`.
pub(crate) fn day_number(date: Date) -> i32 {
    const EPOCH: Date = jiff::civil::date(1970, 1, 1);
    date.since(EPOCH).map_or(0, |s| s.get_days())
}

/// The granularity in which most of a cut's spans are published.
pub(crate) fn granularity_of(spans: &[Span]) -> Option<Granularity> {
    let mut count: BTreeMap<Granularity, usize> = BTreeMap::new();
    for s in spans {
        if let Some(p) = s.period(Calendar::default()) {
            *count.entry(p.granularity()).or_default() += 1;
        }
    }
    count
        .into_iter()
        .max_by_key(|(g, n)| (*n, std::cmp::Reverse(*g)))
        .map(|(g, _)| g)
}

#[derive(Default)]
struct Growing {
    values: Vec<BTreeSet<String>>,
    spans: BTreeSet<(i32, i32)>,
    observations: u64,
}

/// Collects cuts from batches as they are written.
#[derive(Default)]
pub struct CutBuilder {
    cuts: BTreeMap<(String, String), Growing>,
    facets: Vec<String>,
}

impl CutBuilder {
    /// Adds the labels and periods of a batch.
    pub fn add(&mut self, batch: &Batch) {
        let (Some(table), Some(measure)) = (batch.labels.first(), batch.labels.get(1)) else {
            return;
        };
        let facets = &batch.labels[2..];
        if self.facets.is_empty() {
            self.facets = facets.iter().map(|f| f.name.clone()).collect();
        }
        // What a row adds depends on its labels and period only; rows repeat those of the row before.
        let mut seen: Vec<Vec<bool>> = Vec::new();
        let mut key = (NONE, NONE);
        let mut local: Option<usize> = None;
        let mut keys: Vec<(u32, u32)> = Vec::new();
        let mut spans: Vec<BTreeSet<(i32, i32)>> = Vec::new();
        let mut counts: Vec<u64> = Vec::new();
        let width: usize = facets.iter().map(|f| f.dictionary.len()).sum();
        let offsets: Vec<usize> = facets
            .iter()
            .scan(0, |at, f| {
                let here = *at;
                *at += f.dictionary.len();
                Some(here)
            })
            .collect();
        let mut last_span = (i32::MIN, i32::MIN);
        for i in 0..batch.len() {
            let k = (table.ids[i], measure.ids[i]);
            if local.is_none() || k != key {
                key = k;
                last_span = (i32::MIN, i32::MIN);
                local = Some(keys.iter().position(|x| *x == k).unwrap_or_else(|| {
                    keys.push(k);
                    seen.push(vec![false; width]);
                    spans.push(BTreeSet::new());
                    counts.push(0);
                    keys.len() - 1
                }));
            }
            let Some(c) = local else { continue };
            counts[c] += 1;
            let flags = &mut seen[c];
            for (f, at) in facets.iter().zip(&offsets) {
                let id = f.ids[i];
                if id != NONE {
                    flags[at + id as usize] = true;
                }
            }
            let span = (batch.start[i], batch.end[i]);
            if span != last_span {
                spans[c].insert(span);
                last_span = span;
            }
        }
        for (c, (t, m)) in keys.into_iter().enumerate() {
            let name = |col: &crate::observation::LabelColumn, id: u32| {
                col.dictionary.get(id as usize).cloned().unwrap_or_default()
            };
            let grown = self.cuts.entry((name(table, t), name(measure, m))).or_default();
            grown.values.resize_with(facets.len(), BTreeSet::new);
            for (set, (f, at)) in grown.values.iter_mut().zip(facets.iter().zip(&offsets)) {
                for (id, label) in f.dictionary.iter().enumerate() {
                    if seen[c][at + id] {
                        set.insert(label.clone());
                    }
                }
            }
            grown.spans.append(&mut spans[c]);
            grown.observations += counts[c];
        }
    }

    /// Adds what another builder collected from another part of the same file.
    pub fn merge(&mut self, other: CutBuilder) {
        if self.facets.is_empty() {
            self.facets = other.facets;
        }
        for (key, theirs) in other.cuts {
            let ours = self.cuts.entry(key).or_default();
            ours.values
                .resize_with(theirs.values.len().max(ours.values.len()), BTreeSet::new);
            for (set, mut more) in ours.values.iter_mut().zip(theirs.values) {
                set.append(&mut more);
            }
            ours.spans.extend(theirs.spans);
            ours.observations += theirs.observations;
        }
    }

    /// The last day covered by any cut.
    pub fn last_day(&self) -> Option<Date> {
        self.cuts
            .values()
            .filter_map(|g| g.spans.iter().map(|s| s.1).max())
            .max()
            .map(day)
    }

    /// The cuts, with what the manifest says of them.
    pub fn finish(self, manifest: &Manifest) -> Vec<Cut> {
        let facets = self.facets;
        self.cuts
            .into_iter()
            .map(|((table, measure), grown)| Cut {
                table,
                measure,
                facets: facets
                    .iter()
                    .zip(grown.values)
                    .filter(|(_, values)| !values.is_empty())
                    .map(|(id, values)| CutFacet {
                        complete: manifest.complete.contains(id),
                        overlapping: manifest.overlapping.contains(id),
                        constant: manifest.constant.contains_key(id),
                        id: id.clone(),
                        values: values.into_iter().collect(),
                    })
                    .collect(),
                periods: write_runs(
                    &grown
                        .spans
                        .into_iter()
                        .map(|(a, b)| Span {
                            start: day(a),
                            end: day(b),
                        })
                        .collect(),
                ),
                observations: grown.observations,
                absent: manifest.absent,
                rounding: manifest.rounding,
                limits: manifest.limits.clone(),
            })
            .collect()
    }
}

/// Whether a facet's vocabulary says that `value` is one of its parts, even where no row shows it.
pub(crate) fn is_part_of_whole(facet: &str, value: &str) -> bool {
    Facet::find(facet).is_ok_and(|f| f.whole().iter().any(|w| w == value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_round_trip() {
        let mut spans: BTreeSet<Span> = "2019-10..2020-09"
            .parse::<PeriodRange>()
            .unwrap()
            .periods()
            .map(|p| p.span())
            .collect();
        spans.insert("2021-01".parse::<Period>().unwrap().span());
        spans.insert(Span {
            start: "2024-10-01".parse().unwrap(),
            end: "2024-12-01".parse().unwrap(),
        });
        let runs = write_runs(&spans);
        assert_eq!(runs, ["2019-10..2020-09", "2021-01", "2024-10-01/2024-12-01"]);
        let back: BTreeSet<Span> = runs.iter().flat_map(|r| read_run(r)).collect();
        assert_eq!(back, spans);
    }

    #[test]
    fn days_round_trip() {
        for d in ["1970-01-01", "2024-02-29", "1899-12-31"] {
            let date: Date = d.parse().unwrap();
            assert_eq!(day(day_number(date)), date);
        }
    }
}
