//! Re-tabulating: the figures that ship inside the binary, added up from published cells.
//!
//! A published file has more detail than a summary needs (sectors, states, every country of asylum). A re-tabulation
//! keeps some facets of a release, adds up the cells over the others, and lists for every figure the rows of the
//! original file behind it. The result is a release like any other: same publisher, date and hash, the hash being
//! that of the file it was made from.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use arrow::{
    array::{ArrayRef, RecordBatch, StringArray},
    datatypes::{DataType, Field, Schema},
};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, Encoding, ZstdLevel},
    file::properties::{EnabledStatistics, WriterProperties, WriterVersion},
    schema::types::ColumnPath,
};
use rootcast_core::facet::Facet;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{
    columns::{arrays, schema},
    cut::{Cut, CutBuilder, day_number},
    error::StoreError,
    ingest::lines::hex,
    manifest::Manifest,
    observation::{Batch, LabelColumn, NONE, Status},
    record::Record,
    scan::{Scan, scan},
    shelf::Held,
};

/// Which figures of a source are kept, and in how much detail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tabulation {
    /// Identifier of the source.
    pub source: String,
    /// Releases to take, by the first eight hex digits of the file's SHA-256; all that are found when empty.
    #[serde(default)]
    pub releases: Vec<String>,
    /// The tables made.
    pub table: Vec<Table>,
}

/// One table of a re-tabulation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Table of the release that is read.
    pub from: String,
    /// Name of the table made; that of the one read when absent.
    #[serde(default)]
    pub to: Option<String>,
    /// Measures kept; all when empty.
    #[serde(default)]
    pub measures: Vec<String>,
    /// Facets kept; cells are added up over the others.
    pub keep: Vec<String>,
    /// Facets narrowed to some values.
    #[serde(default, rename = "where")]
    pub filter: BTreeMap<String, Vec<String>>,
}

/// A re-tabulation that cannot be made. Caused by its specification, unless it is an error of the store.
#[derive(Debug, thiserror::Error)]
pub enum RetabulateError {
    /// The specification does not fit the release.
    #[error("re-tabulation of {release}: {what}")]
    Specification {
        /// Source and release.
        release: String,
        /// What does not fit.
        what: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The files of a re-tabulated release.
#[derive(Clone, Debug)]
pub struct Retabulated {
    /// What `release.json` says.
    pub record: Record,
    /// `observations.parquet`.
    pub observations: Vec<u8>,
}

/// One figure made: labels of the kept facets, span, value, rows.
struct Figure {
    table: String,
    measure: String,
    key: Vec<String>,
    span: (i32, i32),
    value: f64,
    status: Status,
    rows: String,
}

/// Adds up the cells of a release as a tabulation says.
pub fn retabulate(
    held: &Held,
    manifest: &Manifest,
    spec: &Tabulation,
) -> Result<Retabulated, RetabulateError> {
    let fault = |what: String| RetabulateError::Specification {
        release: held.name(),
        what,
    };
    let mut facets: Vec<String> = spec.table.iter().flat_map(|t| t.keep.iter().cloned()).collect();
    facets.sort_by_key(|f| Facet::position(f));
    facets.dedup();

    let mut figures = Vec::new();
    let mut narrowed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for table in &spec.table {
        let to = table.to.as_ref().unwrap_or(&table.from);
        let cuts: Vec<&Cut> = held
            .record
            .cuts
            .iter()
            .filter(|c| c.table == table.from)
            .filter(|c| table.measures.is_empty() || table.measures.contains(&c.measure))
            .collect();
        if cuts.is_empty() {
            return Err(fault(format!(
                "it has no table `{}` with these measures",
                table.from
            )));
        }
        for cut in cuts {
            let summed: Vec<&str> = cut
                .facets
                .iter()
                .map(|f| f.id.as_str())
                .filter(|f| !table.keep.iter().any(|k| k == f))
                .collect();
            if let Some(f) = summed.iter().find(|f| !may_sum(cut, f)) {
                return Err(fault(format!(
                    "`{}` of {} may not be summed over; keep it",
                    f, cut.measure
                )));
            }
            if cut.rounding.is_some() && !summed.is_empty() {
                return Err(fault(format!(
                    "{} is rounded: adding cells up would lose how many there are",
                    cut.measure
                )));
            }
            narrowed
                .entry(to.clone())
                .or_default()
                .extend(table.filter.keys().cloned());
            figures.extend(figures_of(held, cut, table, to, &facets)?);
        }
    }
    // Measures of one row of the file stand together: their lists of rows are the same, and compress to nothing.
    figures
        .sort_by(|a, b| (&a.table, a.span, &a.key, &a.measure).cmp(&(&b.table, b.span, &b.key, &b.measure)));

    let rows: Vec<String> = figures.iter().map(|f| f.rows.clone()).collect();
    let batch = batch_of(&facets, figures);
    let mut cuts = CutBuilder::default();
    cuts.add(&batch);
    let mut cuts = cuts.finish(manifest);
    for cut in &mut cuts {
        let some = narrowed.get(&cut.table);
        for facet in &mut cut.facets {
            facet.complete &= !some.is_some_and(|s| s.contains(&facet.id));
        }
    }
    let observations = batch.len() as u64;
    let release = &held.record.release;
    let bytes = write(&release.source, &release.id, &facets, batch, &rows)?;
    let record = Record {
        observations,
        rejected: 0,
        notes: vec![
            "Re-tabulated: cells of the published file added up; column `rows` lists them.".to_owned(),
        ],
        observations_sha256: hex(&Sha256::digest(&bytes)),
        retabulated: true,
        cuts,
        ..held.record.clone()
    };
    Ok(Retabulated {
        record,
        observations: bytes,
    })
}

/// Whether cells of a cut may be added up over a facet.
fn may_sum(cut: &Cut, facet: &str) -> bool {
    cut.facet(facet).is_some_and(|f| f.complete || f.constant)
}

fn figures_of(
    held: &Held,
    cut: &Cut,
    table: &Table,
    to: &str,
    facets: &[String],
) -> Result<Vec<Figure>, StoreError> {
    let mut filters = vec![
        ("table".to_owned(), vec![cut.table.clone()]),
        ("measure".to_owned(), vec![cut.measure.clone()]),
    ];
    filters.extend(table.filter.iter().map(|(k, v)| (k.clone(), v.clone())));
    let spans: Vec<(i32, i32)> = cut
        .spans()
        .iter()
        .map(|s| (day_number(s.start), day_number(s.end)))
        .collect();
    let groups: Vec<String> = facets
        .iter()
        .filter(|f| table.keep.contains(f))
        .cloned()
        .collect();
    let sums = scan(
        held,
        &Scan {
            filters,
            groups: groups.clone(),
            spans: spans.iter().enumerate().map(|(i, s)| (s.0, s.1, i)).collect(),
            rows: true,
        },
    )?;
    Ok(sums
        .into_iter()
        .map(|((key, period), sum)| {
            let mut labels = key.into_iter();
            let key = facets
                .iter()
                .map(|f| {
                    if groups.contains(f) {
                        labels.next().unwrap_or_default()
                    } else {
                        String::new()
                    }
                })
                .collect();
            let (value, status) = if sum.cells > 0 {
                (sum.total, Status::Number)
            } else if sum.below_cells > 0 {
                (sum.below, Status::BelowThreshold)
            } else {
                (
                    f64::NAN,
                    Status::Missing(rootcast_core::value::Missing::NotPublished),
                )
            };
            Figure {
                table: to.to_owned(),
                measure: cut.measure.clone(),
                key,
                span: spans[period],
                value,
                status,
                rows: sum.ranges().to_string(),
            }
        })
        .collect())
}

fn batch_of(facets: &[String], figures: Vec<Figure>) -> Batch {
    let names = ["table".to_owned(), "measure".to_owned()];
    let mut labels: Vec<LabelColumn> = names
        .iter()
        .chain(facets)
        .map(|n| LabelColumn {
            name: n.clone(),
            ..LabelColumn::default()
        })
        .collect();
    let mut known: Vec<BTreeMap<String, u32>> = vec![BTreeMap::new(); labels.len()];
    let mut batch = Batch::default();
    for (i, f) in figures.into_iter().enumerate() {
        let words = [f.table, f.measure].into_iter().chain(f.key);
        for ((column, seen), word) in labels.iter_mut().zip(&mut known).zip(words) {
            let id = if word.is_empty() {
                NONE
            } else {
                let next = u32::try_from(column.dictionary.len()).unwrap_or(NONE);
                *seen.entry(word).or_insert_with_key(|w| {
                    column.dictionary.push(w.clone());
                    next
                })
            };
            column.ids.push(id);
        }
        batch.start.push(f.span.0);
        batch.end.push(f.span.1);
        batch.value.push(f.value);
        if f.status != Status::Number {
            batch.status.push((u32::try_from(i).unwrap_or(NONE), f.status));
        }
        batch.row.push(0);
    }
    batch.labels = labels;
    batch
}

fn write(
    source: &str,
    release: &str,
    facets: &[String],
    batch: Batch,
    rows: &[String],
) -> Result<Vec<u8>, StoreError> {
    // The columns of any release, with `rows` in place of `row` and `cell`.
    let mut fields: Vec<Arc<Field>> = schema(facets).fields().iter().cloned().collect();
    let mut columns: Vec<ArrayRef> = arrays(source, release, batch)?;
    fields.truncate(fields.len() - 2);
    columns.truncate(columns.len() - 2);
    fields.push(Arc::new(Field::new("rows", DataType::Utf8, false)));
    columns.push(Arc::new(StringArray::from_iter_values(rows)));
    let schema = Arc::new(Schema::new(fields));

    let properties = WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_2_0)
        // Written once, shipped to everyone: worth the slowest level.
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(19)?))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_column_dictionary_enabled(ColumnPath::from("rows"), false)
        .set_column_encoding(ColumnPath::from("rows"), Encoding::DELTA_LENGTH_BYTE_ARRAY)
        .set_created_by("rootcast".to_owned())
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties))?;
    writer.write(&RecordBatch::try_new(schema, columns)?)?;
    Ok(writer.into_inner()?)
}
