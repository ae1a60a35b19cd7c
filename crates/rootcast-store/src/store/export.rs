//! Exports: answers, and the observations behind them, as columns and as Parquet.

use std::{collections::BTreeMap, ops::ControlFlow};

use jiff::civil::Date;
use rootcast_core::{
    evidence::{Answer, EvidenceError},
    facet::Facet,
    provenance::Use,
    reading::Reading,
    value::Value,
};

use super::{
    Store,
    choice::Survey,
    question::{Question, refuse},
};
use crate::{
    cut::day_number,
    error::StoreError,
    flat::{self, Column},
    scan::{Scan, cells},
};

/// More cells than this are not handed over at once; the store's own Parquet files hold them all.
pub const MOST_CELLS: usize = 5_000_000;

/// One cell of a published file, as it stands behind an answer.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Cell {
    /// Identifier of the source.
    pub source: String,
    /// Identifier of the release.
    pub release: String,
    /// Table of the release.
    pub table: String,
    /// Measure.
    pub measure: String,
    /// Facets and values, in canonical order.
    pub facets: Vec<(String, String)>,
    /// First day.
    pub start: Date,
    /// The day after the last.
    pub end: Date,
    /// The number, or the threshold where `status` is `below-threshold`.
    pub value: Option<f64>,
    /// What stands there instead of a number.
    pub status: Option<String>,
    /// Rows of the original file, like `3-5,9`.
    pub rows: String,
    /// Column of the original file, for layouts with several figures a row.
    pub cell: Option<String>,
}

/// The figures of an answer as columns, one row a figure: the facets of the breakdown, the period and its days, the
/// figure with its range, the number of cells, the releases and the note, and the reading that they answer.
pub fn columns(answer: &Answer) -> Vec<Column> {
    let panel = &answer.panel;
    let points: Vec<_> = panel
        .series
        .iter()
        .flat_map(|s| s.points.iter().map(move |p| (s, p)))
        .collect();
    let text = |of: &dyn Fn(usize) -> Option<String>| (0..points.len()).map(of).collect::<Vec<_>>();
    let mut out: Vec<Column> = panel
        .facets
        .iter()
        .enumerate()
        .map(|(at, facet)| Column::text(facet, text(&|i| points[i].0.key.get(at).cloned())))
        .collect();
    let number = |of: &dyn Fn(usize) -> Option<f64>| (0..points.len()).map(of).collect::<Vec<_>>();
    out.extend([
        Column::text("period", text(&|i| Some(points[i].1.period.to_string()))),
        Column::date(
            "start",
            points.iter().map(|(_, p)| Some(p.period.span().start)).collect(),
        ),
        Column::date(
            "end",
            points.iter().map(|(_, p)| Some(p.period.span().end)).collect(),
        ),
        Column::number("value", number(&|i| points[i].1.value.as_number())),
        Column::text(
            "status",
            text(&|i| {
                let word = match points[i].1.value {
                    Value::Number { .. } => "number",
                    Value::BelowThreshold { .. } => "below-threshold",
                    Value::Missing { reason } => reason.as_str(),
                };
                Some(word.to_owned())
            }),
        ),
        Column::number(
            "low",
            number(&|i| match points[i].1.value {
                Value::BelowThreshold { .. } => Some(0.0),
                _ => points[i].1.range.map(|r| r.low).filter(|b| b.is_finite()),
            }),
        ),
        Column::number(
            "high",
            number(&|i| match points[i].1.value {
                Value::BelowThreshold { threshold } => Some(threshold),
                _ => points[i].1.range.map(|r| r.high).filter(|b| b.is_finite()),
            }),
        ),
        Column::count("cells", points.iter().map(|(_, p)| Some(p.cells)).collect()),
    ]);
    // What the releases of a figure have in common is said once.
    let used = |name: &str, of: &dyn Fn(&Use) -> String| {
        let cells = text(&|i| {
            let mut parts: Vec<String> = Vec::new();
            for u in &points[i].1.uses {
                let part = answer.provenance.uses.get(*u as usize).map(of);
                parts.extend(part.filter(|p| !parts.contains(p)));
            }
            (!parts.is_empty()).then(|| parts.join(";"))
        });
        Column::text(name, cells)
    };
    out.extend([
        used("source", &|u| u.release.source.clone()),
        used("release", &|u| u.release.id.clone()),
        used("published", &|u| u.release.published_text()),
        used("file", &|u| u.release.file.clone()),
        used("sha256", &|u| u.release.sha256.clone()),
    ]);
    if answer.provenance.uses.iter().any(|u| u.rows.is_some()) {
        out.push(used("rows", &|u| {
            u.rows.as_ref().map(ToString::to_string).unwrap_or_default()
        }));
    }
    out.extend([
        Column::text("note", text(&|i| points[i].1.note.clone())),
        Column::text("measure", text(&|_| Some(answer.reading.measure.clone()))),
        Column::text("unit", text(&|_| Some(answer.unit.as_str().to_owned()))),
        Column::text("reading", text(&|_| Some(answer.reading.to_string()))),
    ]);
    out
}

/// An answer as a Parquet file, with the columns of [`columns`].
pub fn parquet(answer: &Answer) -> Result<Vec<u8>, EvidenceError> {
    flat::parquet(&columns(answer)).map_err(failed)
}

/// The observations behind the answer to a reading, in order of release and row.
pub fn observations(store: &Store, reading: &Reading, today: Date) -> Result<Vec<Cell>, EvidenceError> {
    let question = Question::of(reading, today)?;
    let survey = Survey::of(&store.releases, &question);
    let plan = store.plan(&survey, &question)?;
    let mut wanted: BTreeMap<usize, Vec<(i32, i32, usize)>> = BTreeMap::new();
    for part in plan.ways.iter().flatten().flat_map(|w| &w.parts) {
        let days = (day_number(part.span.start), day_number(part.span.end), 0);
        wanted.entry(part.candidate).or_default().push(days);
    }
    let mut out: Vec<Cell> = Vec::new();
    let mut full = false;
    for (at, mut spans) in wanted {
        let Some(candidate) = survey.candidates.get(at) else {
            continue;
        };
        spans.sort_unstable();
        let scan = Scan {
            filters: candidate.able.filters.clone(),
            groups: Vec::new(),
            spans,
            rows: true,
        };
        cells(candidate.held, &scan, &mut |cell| {
            full = out.len() >= MOST_CELLS;
            if full {
                return ControlFlow::Break(());
            }
            out.push(cell);
            ControlFlow::Continue(())
        })
        .map_err(failed)?;
        if full {
            return Err(refuse(
                reading,
                format!(
                    "more than {MOST_CELLS} cells stand behind it: narrow it, or read the store's Parquet files \
                     (`rootcast store views`)"
                ),
            ));
        }
    }
    // Stable: within a release and table the order of the file stays.
    out.sort_by(|a, b| (&a.source, &a.release, &a.table).cmp(&(&b.source, &b.release, &b.table)));
    Ok(out)
}

/// Observations as columns, one a facet that any of them has.
pub fn observation_columns(cells: &[Cell]) -> Vec<Column> {
    let text = |of: &dyn Fn(&Cell) -> Option<String>| cells.iter().map(of).collect::<Vec<_>>();
    let mut facets: Vec<&String> = cells
        .iter()
        .flat_map(|c| c.facets.iter().map(|(f, _)| f))
        .collect();
    facets.sort_by_key(|f| (Facet::position(f), *f));
    facets.dedup();
    let mut out = vec![
        Column::text("source", text(&|c| Some(c.source.clone()))),
        Column::text("release", text(&|c| Some(c.release.clone()))),
        Column::text("table", text(&|c| Some(c.table.clone()))),
        Column::text("measure", text(&|c| Some(c.measure.clone()))),
    ];
    out.extend(facets.into_iter().map(|facet| {
        let value = |c: &Cell| c.facets.iter().find(|(f, _)| f == facet).map(|(_, v)| v.clone());
        Column::text(facet, text(&value))
    }));
    out.extend([
        Column::date("start", cells.iter().map(|c| Some(c.start)).collect()),
        Column::date("end", cells.iter().map(|c| Some(c.end)).collect()),
        Column::number("value", cells.iter().map(|c| c.value).collect()),
        Column::text(
            "status",
            text(&|c| Some(c.status.clone().unwrap_or_else(|| "number".to_owned()))),
        ),
        Column::text("rows", text(&|c| Some(c.rows.clone()))),
        Column::text("cell", text(&|c| c.cell.clone())),
    ]);
    out
}

/// Observations as a Parquet file, with the columns of [`observation_columns`].
pub fn observations_parquet(cells: &[Cell]) -> Result<Vec<u8>, EvidenceError> {
    flat::parquet(&observation_columns(cells)).map_err(failed)
}

#[allow(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn failed(e: StoreError) -> EvidenceError {
    EvidenceError::Store(e.to_string())
}
