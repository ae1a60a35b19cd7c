//! Revisions: what a release changes of its source's release before it, at the level a person reads.

use std::collections::{BTreeMap, BTreeSet};

use rootcast_core::{
    calendar::Calendar,
    measure::{Additive, Measure},
    period::Span,
    release::Release,
};
use serde::{Deserialize, Serialize};

use super::{Held, question::TABLE};
use crate::{
    cut::{Cut, day_number, write_runs},
    error::StoreError,
    scan::{Scan, Sum, Sums, scan},
};

/// What a release changes of one measure in one published period. Periods in which nothing changed are not listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Measure.
    pub measure: String,
    /// Table of the release.
    pub table: String,
    /// The published period.
    pub span: Span,
    /// The name of the period (`2023-10`), or its days where it has none.
    pub period: String,
    /// The release that answered for the period before; `None` where none did.
    pub previous: Option<Release>,
    /// Sum before, where the measure may be summed.
    pub old: Option<f64>,
    /// Sum now, where the measure may be summed.
    pub new: Option<f64>,
    /// Combinations with another figure than before.
    pub changed: u64,
    /// Combinations that had no figure before.
    pub appeared: u64,
    /// Combinations whose figure is gone.
    pub withdrawn: u64,
    /// Combinations that are the same.
    pub unchanged: u64,
}

/// Compares every table of `release` with the release that answered for the same periods before it.
pub(super) fn revisions(releases: &[Held], release: &Held) -> Result<Vec<Revision>, StoreError> {
    let key = |h: &Held| {
        (
            h.record.release.effective,
            h.record.release.published,
            h.record.release.id.clone(),
        )
    };
    let mut earlier: Vec<&Held> = releases
        .iter()
        .filter(|h| h.record.release.source == release.record.release.source && key(h) < key(release))
        .collect();
    earlier.sort_by_key(|h| std::cmp::Reverse(key(h)));
    let mut out = Vec::new();
    for cut in &release.record.cuts {
        out.extend(of_cut(&earlier, release, cut)?);
    }
    out.sort_by(|a, b| (&a.measure, &a.table, a.span).cmp(&(&b.measure, &b.table, b.span)));
    Ok(out)
}

/// The cut of a release with the same table and measure.
fn same<'h>(held: &'h Held, cut: &Cut) -> Option<&'h Cut> {
    held.record
        .cuts
        .iter()
        .find(|c| c.table == cut.table && c.measure == cut.measure)
}

fn of_cut(earlier: &[&Held], release: &Held, cut: &Cut) -> Result<Vec<Revision>, StoreError> {
    // Which release answered for each published period before; one that has no figure for it did not.
    let mut before: BTreeMap<Span, usize> = BTreeMap::new();
    for (at, held) in earlier.iter().enumerate() {
        for span in same(held, cut).map(Cut::spans).unwrap_or_default() {
            before.entry(span).or_insert(at);
        }
    }
    if before.is_empty() {
        return Ok(Vec::new());
    }
    let mut spans: Vec<Span> = cut.spans();
    spans.sort_unstable();
    let additive = Measure::find(&cut.measure).is_ok_and(|m| m.over_facets == Additive::Sum);
    let mut out = Vec::new();
    // One comparison for each earlier release, over the periods it answered for.
    let mut groups: BTreeMap<Option<usize>, Vec<Span>> = BTreeMap::new();
    for span in spans {
        groups.entry(before.get(&span).copied()).or_default().push(span);
    }
    for (previous, spans) in groups {
        let held = previous.and_then(|at| earlier.get(at));
        let facets: Vec<String> = cut
            .facets
            .iter()
            .map(|f| f.id.clone())
            .filter(|id| held.is_none_or(|h| same(h, cut).is_some_and(|c| c.facet(id).is_some())))
            .collect();
        let new = cells(release, cut, &facets, &spans)?;
        let old = match held {
            Some(held) => cells(held, cut, &facets, &spans)?,
            None => Sums::new(),
        };
        let (old, new) = (split(old, spans.len()), split(new, spans.len()));
        for (at, span) in spans.iter().enumerate() {
            let revision = compare(&old[at], &new[at], additive);
            if revision.changed + revision.appeared + revision.withdrawn > 0 {
                out.push(Revision {
                    measure: cut.measure.clone(),
                    table: cut.table.clone(),
                    span: *span,
                    period: span.period(Calendar::default()).map_or_else(
                        || write_runs(&BTreeSet::from([*span])).join(", "),
                        |p| p.to_string(),
                    ),
                    previous: held.map(|h| h.record.release.clone()),
                    ..revision
                });
            }
        }
    }
    Ok(out)
}

fn cells(held: &Held, cut: &Cut, facets: &[String], spans: &[Span]) -> Result<Sums, StoreError> {
    let spans = spans
        .iter()
        .enumerate()
        .map(|(at, s)| (day_number(s.start), day_number(s.end), at))
        .collect();
    scan(
        held,
        &Scan {
            filters: vec![
                (TABLE.to_owned(), vec![cut.table.clone()]),
                ("measure".to_owned(), vec![cut.measure.clone()]),
            ],
            groups: facets.to_vec(),
            spans,
            rows: false,
        },
    )
}

/// Sums by period, then by group.
fn split(sums: Sums, periods: usize) -> Vec<BTreeMap<Vec<String>, Sum>> {
    let mut out = vec![BTreeMap::new(); periods];
    for ((key, at), sum) in sums {
        if let Some(period) = out.get_mut(at) {
            period.insert(key, sum);
        }
    }
    out
}

/// Counts what differs in one period.
fn compare(old: &BTreeMap<Vec<String>, Sum>, new: &BTreeMap<Vec<String>, Sum>, additive: bool) -> Revision {
    let mut out = Revision {
        measure: String::new(),
        table: String::new(),
        span: Span {
            start: jiff::civil::Date::ZERO,
            end: jiff::civil::Date::ZERO,
        },
        period: String::new(),
        previous: None,
        old: (additive && !old.is_empty()).then(|| old.values().map(|s| s.total).sum()),
        new: additive.then(|| new.values().map(|s| s.total).sum()),
        changed: 0,
        appeared: 0,
        withdrawn: 0,
        unchanged: 0,
    };
    // A count of zero and no cell are the same; a rate of zero is a figure.
    let says = |s: &&Sum| s.below_cells > 0 || (s.cells > 0 && !(additive && s.total == 0.0));
    let keys: BTreeSet<&Vec<String>> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let (a, b) = (old.get(key).filter(says), new.get(key).filter(says));
        match (a, b) {
            (Some(a), Some(b))
                if a.total.total_cmp(&b.total).is_eq() && a.below.total_cmp(&b.below).is_eq() =>
            {
                out.unchanged += 1;
            }
            (Some(_), Some(_)) => out.changed += 1,
            (None, Some(_)) => out.appeared += 1,
            (Some(_), None) => out.withdrawn += 1,
            (None, None) => {}
        }
    }
    out
}
