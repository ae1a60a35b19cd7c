//! Pruning: what of a row group has to be read, by its statistics.

use parquet::{
    basic::Type,
    file::{metadata::RowGroupMetaData, statistics::Statistics},
};

use super::Scan;

/// What of a row group has to be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Needs {
    /// The columns, by their position in the file.
    pub(super) columns: Vec<usize>,
    /// Filters that the statistics do not settle, by their position in [`Scan::filters`].
    pub(super) filters: Vec<usize>,
    /// The only label of each group column throughout the row group, where there is only one.
    pub(super) constant: Vec<Option<String>>,
    /// Whether the last days are read too.
    pub(super) ends: bool,
}

impl Needs {
    /// What has to be read; `None` where no cell of the row group is wanted.
    pub(super) fn of(scan: &Scan, group: &RowGroupMetaData, starts_suffice: bool) -> Option<Self> {
        let position = |name: &str| {
            group
                .columns()
                .iter()
                .position(|c| c.column_path().string() == name)
        };
        let stats = |at: usize| group.column(at).statistics();
        let mut out = Self::default();
        let mut read = |at: Option<usize>| {
            if let Some(at) = at.filter(|a| !out.columns.contains(a)) {
                out.columns.push(at);
            }
        };

        if let (Some((first, _)), Some((_, last))) = (
            days(position("start").and_then(stats)),
            days(position("end").and_then(stats)),
        ) && !scan.spans.iter().any(|(a, b, _)| *a >= first && *b <= last)
        {
            return None;
        }
        for (at, (name, wanted)) in scan.filters.iter().enumerate() {
            // A file without the column carries none of its labels.
            let column = position(name)?;
            let mut settled = false;
            if let Some((min, max, exact)) = labels(stats(column)) {
                let within = |w: &String| w.as_bytes() >= min && w.as_bytes() <= max;
                if !wanted.iter().any(within) {
                    return None;
                }
                settled = exact && min == max && without_nulls(group, column);
            } else if nulls(group, column) == Some(group.num_rows()) {
                return None;
            }
            if !settled {
                out.filters.push(at);
                read(Some(column));
            }
        }
        for name in &scan.groups {
            let column = position(name);
            let only = column.and_then(|at| match labels(stats(at)) {
                Some((min, max, true)) if min == max && without_nulls(group, at) => {
                    std::str::from_utf8(min).ok().map(str::to_owned)
                }
                _ => None,
            });
            if only.is_none() {
                read(column);
            }
            out.constant.push(only);
        }
        out.ends = !starts_suffice;
        read(position("start"));
        if out.ends {
            read(position("end"));
        }
        read(position("value"));
        // A row group without a single status has numbers only.
        read(position("status").filter(|at| nulls(group, *at) != Some(group.num_rows())));
        if scan.rows {
            read(position("rows").or_else(|| position("row")));
        }
        Some(out)
    }
}

fn nulls(group: &RowGroupMetaData, column: usize) -> Option<i64> {
    let count = group.column(column).statistics()?.null_count_opt()?;
    i64::try_from(count).ok()
}

fn without_nulls(group: &RowGroupMetaData, column: usize) -> bool {
    nulls(group, column) == Some(0)
}

fn days(statistics: Option<&Statistics>) -> Option<(i32, i32)> {
    match statistics {
        Some(Statistics::Int32(s)) => s.min_opt().copied().zip(s.max_opt().copied()),
        _ => None,
    }
}

/// Least and greatest label, and whether both are written in full.
fn labels(statistics: Option<&Statistics>) -> Option<(&[u8], &[u8], bool)> {
    let statistics = statistics.filter(|s| s.physical_type() == Type::BYTE_ARRAY)?;
    let (min, max) = (statistics.min_bytes_opt()?, statistics.max_bytes_opt()?);
    Some((min, max, statistics.min_is_exact() && statistics.max_is_exact()))
}
