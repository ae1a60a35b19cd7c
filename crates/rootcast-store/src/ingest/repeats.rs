//! Cells that stand in a file more than once.
//!
//! Two rows with the same labels and the same period are added up by every reading. Published tables do not repeat
//! themselves; files put together by hand do. A hash of labels and period is kept of every cell, with a hash of its
//! figure: where figures differ the rows may be parts of one cell, where they are the same the rows are copies.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    io::{BufWriter, Read, Seek, Write},
    path::PathBuf,
};

use arrow::{
    array::{Array, AsArray},
    datatypes::{Date32Type, Int64Type, UInt16Type},
};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReaderBuilder, RowSelection, RowSelector};
use rayon::slice::ParallelSliceMut;

use crate::{
    cut::day,
    error::StoreError,
    observation::{Batch, NONE},
    shelf::Draft,
};

/// Hashes held in memory at once: 64 MiB.
const AT_ONCE: u64 = 8 << 20;
/// Bytes of a key on disk.
const BYTES: usize = 12;
/// Repeating cells whose figures are compared, to tell copies from parts.
const SAMPLE: usize = 1000;
/// Pairs that are shown.
const SHOWN: usize = 20;

/// A cell that stands in a file twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Line or row where it stands first.
    pub first: u64,
    /// Line or row where it stands again.
    pub again: u64,
    /// Its labels and period.
    pub cell: String,
}

/// A cell as it is remembered: the hash of its labels and period, and a hash of its figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    cell: u64,
    figure: u32,
}

/// The keys of a batch, in the order of the file.
pub(crate) fn keys(batch: &Batch, out: &mut Vec<Key>) {
    let from = out.len();
    let periods = batch.start.iter().zip(&batch.end);
    out.extend(periods.zip(&batch.value).map(|((start, end), value)| Key {
        cell: mix(
            u64::from(start.cast_unsigned()) << 32 | u64::from(end.cast_unsigned()),
            1,
        ),
        figure: (mix(value.to_bits(), 0) >> 32) as u32,
    }));
    for (column, at) in batch.labels.iter().zip(2u64..) {
        let hashes: Vec<u64> = column
            .dictionary
            .iter()
            .map(|label| {
                let mut hasher = DefaultHasher::new();
                label.hash(&mut hasher);
                hasher.finish()
            })
            .collect();
        let none = mix(at, u64::MAX);
        for (key, id) in out[from..].iter_mut().zip(&column.ids) {
            let label = if *id == NONE {
                none
            } else {
                hashes.get(*id as usize).copied().unwrap_or(none)
            };
            key.cell = mix(key.cell ^ label, at);
        }
    }
}

/// Mixes 64 bits (the multiplication of wyhash).
fn mix(a: u64, b: u64) -> u64 {
    let product =
        u128::from(a ^ 0x9e37_79b9_7f4a_7c15) * u128::from((b << 1 | 1).wrapping_mul(0xd6e8_feb8_6659_fd93));
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the two halves are what is wanted"
    )]
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}

/// What repeats in a file.
#[derive(Debug, Default)]
pub(crate) struct Repeated {
    /// Rows that repeat the labels and period of an earlier one.
    pub(crate) rows: u64,
    /// Whether nine in ten of them repeat the figure as well: the file holds copies of rows, not parts of cells.
    pub(crate) copies: bool,
    /// The first of them.
    pub(crate) shown: Vec<Repeat>,
}

impl Repeated {
    /// What whoever ingests the file must know.
    pub(crate) fn note(&self) -> String {
        let rows = if self.rows == 1 {
            "row repeats"
        } else {
            "rows repeat"
        };
        let first = self.shown.first().map_or(String::new(), |r| {
            format!(" (first: lines {} and {}, {})", r.first, r.again, r.cell)
        });
        let advice = if self.copies {
            "; most repeat the figure too: if the file was put together from several by mistake, remove this release"
        } else {
            ""
        };
        format!(
            "{} {rows} the labels and period of an earlier one and count beside it{first}{advice}",
            self.rows
        )
    }
}

/// The keys of all cells of a file, on disk.
pub(crate) struct Keys {
    path: PathBuf,
    file: BufWriter<File>,
    count: u64,
}

impl Keys {
    /// None yet.
    pub(crate) fn begin(draft: &Draft) -> Result<Self, StoreError> {
        let path = draft.folder().join("keys");
        let file = File::options()
            .create_new(true)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(StoreError::io("cannot create", &path))?;
        Ok(Self {
            path,
            file: BufWriter::with_capacity(1 << 20, file),
            count: 0,
        })
    }

    /// Adds the next cells.
    pub(crate) fn add(&mut self, keys: &[Key]) -> Result<(), StoreError> {
        self.count += keys.len() as u64;
        for key in keys {
            let mut bytes = [0; BYTES];
            bytes[..8].copy_from_slice(&key.cell.to_le_bytes());
            bytes[8..].copy_from_slice(&key.figure.to_le_bytes());
            self.file
                .write_all(&bytes)
                .map_err(StoreError::io("cannot write", &self.path))?;
        }
        Ok(())
    }

    /// How many rows repeat an earlier one, and the lowest hashes of cells that do.
    fn count(&mut self) -> Result<(u64, Vec<u64>), StoreError> {
        let parts = self.count / AT_ONCE + 1;
        let mut rows = 0;
        let mut sample: Vec<u64> = Vec::new();
        for part in 0..parts {
            let mut held: Vec<u64> =
                Vec::with_capacity(usize::try_from(self.count / parts).unwrap_or_default());
            self.each(|_, key| {
                if parts == 1 || (key.cell >> 32) % parts == part {
                    held.push(key.cell);
                }
            })?;
            held.par_sort_unstable();
            for pair in held.windows(2).filter(|w| w[0] == w[1]) {
                rows += 1;
                if sample.last() != Some(&pair[0]) {
                    sample.push(pair[0]);
                }
            }
            sample.sort_unstable();
            sample.truncate(SAMPLE);
        }
        Ok((rows, sample))
    }

    fn each(&mut self, mut each: impl FnMut(u64, Key)) -> Result<(), StoreError> {
        let path = &self.path;
        let reading = || StoreError::io("cannot read", path);
        let mut file = self.file.get_ref();
        file.rewind().map_err(reading())?;
        let mut buffer = vec![0; BYTES << 15];
        let mut at = 0;
        while at < self.count {
            let rows = usize::try_from(self.count - at)
                .unwrap_or(usize::MAX)
                .min(1 << 15);
            let bytes = &mut buffer[..rows * BYTES];
            file.read_exact(bytes).map_err(reading())?;
            for row in bytes.chunks_exact(BYTES) {
                let (cell, figure) = row.split_at(8);
                let key = Key {
                    cell: cell.try_into().map_or(0, u64::from_le_bytes),
                    figure: figure.try_into().map_or(0, u32::from_le_bytes),
                };
                each(at, key);
                at += 1;
            }
        }
        Ok(())
    }

    /// What repeats; `figures` is the Parquet file the cells are in.
    pub(crate) fn finish(mut self, figures: &File) -> Result<Repeated, StoreError> {
        self.file
            .flush()
            .map_err(StoreError::io("cannot write", &self.path))?;
        let (rows, sample) = self.count()?;
        let mut met: BTreeMap<u64, Vec<(u64, u32)>> = sample.iter().map(|cell| (*cell, Vec::new())).collect();
        if let Some(highest) = sample.last().copied() {
            self.each(|at, key| {
                if key.cell <= highest
                    && let Some(places) = met.get_mut(&key.cell)
                {
                    places.push((at, key.figure));
                }
            })?;
        }
        fs::remove_file(&self.path).map_err(StoreError::io("cannot remove", &self.path))?;
        let mut repeating = 0;
        let mut copying = 0;
        let mut pairs: Vec<(u64, u64)> = Vec::new();
        for places in met.values() {
            let mut figures: Vec<u32> = places.iter().map(|p| p.1).collect();
            figures.sort_unstable();
            figures.dedup();
            repeating += places.len() - 1;
            copying += places.len() - figures.len();
            if let [first, again, ..] = places.as_slice() {
                pairs.push((first.0, again.0));
            }
        }
        pairs.sort_unstable();
        pairs.truncate(SHOWN);
        let mut wanted: Vec<u64> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
        wanted.sort_unstable();
        let cells: BTreeMap<u64, (u64, String)> =
            wanted.iter().copied().zip(cells(figures, &wanted)?).collect();
        let shown: Vec<Repeat> = pairs
            .iter()
            .filter_map(|(a, b)| Some((cells.get(a)?, cells.get(b)?)))
            // Equal hashes of unequal cells: one file in hundreds of thousands with ten million rows.
            .filter(|((_, cell), (_, other))| cell == other)
            .map(|((first, cell), (again, _))| Repeat {
                first: *first,
                again: *again,
                cell: cell.clone(),
            })
            .collect();
        Ok(if shown.is_empty() {
            Repeated::default()
        } else {
            Repeated {
                rows,
                copies: copying * 10 >= repeating * 9,
                shown,
            }
        })
    }
}

/// Row number, labels and period of the cells at these positions, which are sorted.
fn cells(figures: &File, positions: &[u64]) -> Result<Vec<(u64, String)>, StoreError> {
    if positions.is_empty() {
        return Ok(Vec::new());
    }
    let file = figures
        .try_clone()
        .map_err(|e| StoreError::Columns(e.to_string()))?;
    let mut selectors = Vec::new();
    let mut next = 0;
    for at in positions
        .iter()
        .map(|at| usize::try_from(*at).unwrap_or(usize::MAX))
    {
        selectors.push(RowSelector::skip(at - next));
        selectors.push(RowSelector::select(1));
        next = at + 1;
    }
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)?
        .with_row_selection(RowSelection::from(selectors))
        .build()?;
    let mut out = Vec::new();
    for batch in reader {
        let batch = batch?;
        let days = |name: &str, row: usize| {
            batch
                .column_by_name(name)
                .and_then(|c| c.as_primitive_opt::<Date32Type>())
                .map_or(0, |c| c.value(row))
        };
        for row in 0..batch.num_rows() {
            let mut words = Vec::new();
            for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
                let Some(labels) = column.as_dictionary_opt::<UInt16Type>() else {
                    continue;
                };
                if matches!(field.name().as_str(), "status" | "cell") || labels.keys().is_null(row) {
                    continue;
                }
                if let Some(values) = labels.values().as_string_opt::<i32>() {
                    words.push(format!(
                        "{}={}",
                        field.name(),
                        values.value(usize::from(labels.keys().value(row)))
                    ));
                }
            }
            words.push(format!(
                "from {} to before {}",
                day(days("start", row)),
                day(days("end", row))
            ));
            let line = batch
                .column_by_name("row")
                .and_then(|c| c.as_primitive_opt::<Int64Type>())
                .map_or(0, |c| c.value(row));
            out.push((u64::try_from(line).unwrap_or_default(), words.join(" ")));
        }
    }
    Ok(out)
}
