//! Cells that stand in a file more than once.
//!
//! Two rows with the same labels and the same period would be added up by every reading. Published tables do not do
//! that; files put together by hand do. A hash of labels and period is kept of every cell (8 bytes), and hashes that
//! meet are settled by the cells themselves.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    io::{BufReader, BufWriter, Read, Seek, Write},
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

/// The hashes of labels and period of a batch, in the order of the file.
pub(crate) fn keys(batch: &Batch, out: &mut Vec<u64>) {
    let from = out.len();
    out.extend(batch.start.iter().zip(&batch.end).map(|(start, end)| {
        mix(
            u64::from(start.cast_unsigned()) << 32 | u64::from(end.cast_unsigned()),
            1,
        )
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
            *key = mix(*key ^ label, at);
        }
    }
}

/// Mixes 64 bits (the multiplication of wyhash).
fn mix(a: u64, b: u64) -> u64 {
    let product =
        u128::from(a ^ 0x9e37_79b9_7f4a_7c15) * u128::from((b << 1 | 1).wrapping_mul(0xd6e8_feb8_6659_fd93));
    (product as u64) ^ ((product >> 64) as u64)
}

/// The hashes of all cells of a file, on disk.
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

    /// Adds the hashes of the next cells.
    pub(crate) fn add(&mut self, keys: &[u64]) -> Result<(), StoreError> {
        self.count += keys.len() as u64;
        for key in keys {
            self.file
                .write_all(&key.to_le_bytes())
                .map_err(StoreError::io("cannot write", &self.path))?;
        }
        Ok(())
    }

    /// Positions of cells whose hash occurs more than once, by hash, and how many hashes do.
    fn meeting(&mut self) -> Result<BTreeMap<u64, Vec<u64>>, StoreError> {
        self.file
            .flush()
            .map_err(StoreError::io("cannot write", &self.path))?;
        let parts = self.count / AT_ONCE + 1;
        let mut met: BTreeSet<u64> = BTreeSet::new();
        for part in 0..parts {
            let mut held: Vec<u64> =
                Vec::with_capacity(usize::try_from(self.count / parts).unwrap_or_default());
            self.each(|_, key| {
                if parts == 1 || (key >> 32) % parts == part {
                    held.push(key);
                }
            })?;
            held.par_sort_unstable();
            met.extend(held.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]));
        }
        let mut positions: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        if !met.is_empty() {
            self.each(|at, key| {
                if met.contains(&key) {
                    positions.entry(key).or_default().push(at);
                }
            })?;
        }
        Ok(positions)
    }

    fn each(&mut self, mut each: impl FnMut(u64, u64)) -> Result<(), StoreError> {
        let reading = || StoreError::io("cannot read", &self.path);
        let mut file = self.file.get_ref();
        file.rewind().map_err(reading())?;
        let mut reader = BufReader::with_capacity(1 << 20, file);
        let mut bytes = [0; 8];
        for at in 0..self.count {
            reader.read_exact(&mut bytes).map_err(reading())?;
            each(at, u64::from_le_bytes(bytes));
        }
        Ok(())
    }

    /// How many cells repeat an earlier one, and the first of them; `figures` is the Parquet file the cells are in.
    pub(crate) fn finish(mut self, figures: &File) -> Result<(u64, Vec<Repeat>), StoreError> {
        let meeting = self.meeting()?;
        fs::remove_file(&self.path).map_err(StoreError::io("cannot remove", &self.path))?;
        let count = meeting.values().map(|at| at.len() as u64 - 1).sum();
        let mut groups: Vec<Vec<u64>> = meeting.into_values().collect();
        groups.sort_unstable();
        groups.truncate(SHOWN);
        let mut wanted: Vec<u64> = groups.iter().flat_map(|g| g.iter().take(2).copied()).collect();
        wanted.sort_unstable();
        let cells: BTreeMap<u64, (u64, String)> =
            wanted.iter().copied().zip(cells(figures, &wanted)?).collect();
        let mut repeats = Vec::new();
        for group in groups {
            if let [Some((first, cell)), Some((again, other))] =
                [group.first(), group.get(1)].map(|at| at.and_then(|at| cells.get(at)))
            {
                // Equal hashes of unequal cells: one file in hundreds of thousands with ten million rows.
                if cell == other {
                    repeats.push(Repeat {
                        first: *first,
                        again: *again,
                        cell: cell.clone(),
                    });
                }
            }
        }
        Ok((if repeats.is_empty() { 0 } else { count }, repeats))
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
