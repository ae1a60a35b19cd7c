//! Adapters: from the bytes of a published file and its manifest to batches of observations.
//!
//! [`recognise`] looks at the beginning of a file and binds the columns of one manifest to it; the plan then turns
//! blocks of the file into [`Parsed`] without any shared state, so that any number of threads may read one file.

// Indices of labels and rows of one block, which the size of a block keeps far below 2^32.
#![allow(clippy::cast_possible_truncation)]

mod correction;
mod header;
mod marks;
mod meaning;
mod memo;
mod number;
mod row;
mod table;
mod text;
mod unrecognised;
mod when;
mod workbook;

use std::collections::BTreeMap;

use crate::{
    manifest::{Manifest, layout::Format},
    observation::{Batch, Reject, Tally},
};

use text::Fit;
pub use text::TextPlan;
pub use unrecognised::Unrecognised;
pub use workbook::WorkbookPlan;

/// What one block of a file, or one sheet of a workbook, came to.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Observations, in the order of the file.
    pub batch: Batch,
    /// Rows or cells that could not be read. All are counted in the tally; of a block with very many, the first are
    /// listed.
    pub rejects: Vec<Reject>,
    /// What became of every cell.
    pub tally: Tally,
    /// Declared corrections that were applied, by reason, with the number of cells.
    pub corrected: BTreeMap<String, u64>,
}

/// What a file begins with.
#[derive(Clone, Debug)]
pub enum Beginning<'a> {
    /// The first bytes of delimited text, up to 1 MiB: enough to hold the header.
    Text(&'a [u8]),
    /// All bytes of a workbook.
    Workbook(Vec<u8>),
}

/// How to read one file.
#[derive(Debug)]
pub enum Plan<'m> {
    /// Delimited text.
    Text(TextPlan<'m>),
    /// A workbook.
    Workbook(WorkbookPlan<'m>),
}

impl<'m> Plan<'m> {
    /// The manifest it was made from.
    pub fn manifest(&self) -> &'m Manifest {
        match self {
            Plan::Text(p) => p.manifest(),
            Plan::Workbook(p) => p.manifest(),
        }
    }

    /// Columns that the layout does not know and its manifest allows.
    pub fn extra_columns(&self) -> &[String] {
        match self {
            Plan::Text(p) => p.extra_columns(),
            Plan::Workbook(p) => p.extra_columns(),
        }
    }

    /// The publication date that the file states.
    pub fn stated(&self) -> Option<jiff::civil::Date> {
        match self {
            Plan::Text(p) => p.stated(),
            Plan::Workbook(_) => None,
        }
    }
}

/// Finds the manifest that describes a file. `name` decides between sources with the same columns.
pub fn recognise<'m>(
    manifests: &'m [Manifest],
    beginning: Beginning<'_>,
    name: &str,
) -> Result<Plan<'m>, Unrecognised> {
    match beginning {
        Beginning::Text(head) => recognise_text(manifests, head, name).map(Plan::Text),
        Beginning::Workbook(bytes) => workbook::recognise(manifests, bytes).map(Plan::Workbook),
    }
}

fn recognise_text<'m>(
    manifests: &'m [Manifest],
    head: &[u8],
    name: &str,
) -> Result<TextPlan<'m>, Unrecognised> {
    if head.iter().all(u8::is_ascii_whitespace) {
        return Err(Unrecognised::Empty);
    }
    let mut plans = Vec::new();
    let mut nearest: Option<(&Manifest, header::Misfit)> = None;
    let mut fault = None;
    for manifest in manifests.iter().filter(|m| m.layout.format == Format::Text) {
        match text::fit(manifest, head) {
            Ok(Fit::Plan(plan)) => plans.push(plan),
            Ok(Fit::Miss(misfit)) => {
                if misfit.matched > nearest.as_ref().map_or(0, |n| n.1.matched) {
                    nearest = Some((manifest, misfit));
                }
            }
            Err(e) => fault = Some(e),
        }
    }
    if plans.len() > 1 {
        let lower = name.to_lowercase();
        let named = |p: &TextPlan<'_>| {
            let names = &p.manifest().layout.file_names;
            names.iter().any(|n| lower.contains(&n.to_lowercase()))
        };
        if plans.iter().filter(|p| named(p)).count() == 1 {
            plans.retain(named);
        }
    }
    match plans.len() {
        1 => {
            let plan = plans.remove(0);
            if let Some(column) = unrecognised::personal(plan.extra_columns()) {
                return Err(Unrecognised::Persons {
                    column: column.to_owned(),
                });
            }
            Ok(plan)
        }
        0 => Err(fault.unwrap_or_else(|| {
            let names = text::first_names(head);
            let unknown = nearest
                .as_ref()
                .map(|n| n.1.unknown.as_slice())
                .unwrap_or_default();
            if let Some(column) = unrecognised::personal(names.iter().chain(unknown)) {
                return Unrecognised::Persons {
                    column: column.to_owned(),
                };
            }
            match nearest {
                Some((m, misfit)) if misfit.matched * 3 >= m.layout.columns.len() => Unrecognised::Columns {
                    nearest: m.id.clone(),
                    differences: unrecognised::differences(&misfit),
                },
                _ => Unrecognised::Nothing {
                    columns: unrecognised::listed(&names).unwrap_or_default(),
                },
            }
        })),
        _ => Err(Unrecognised::Ambiguous {
            sources: plans
                .iter()
                .map(|p| p.manifest().id.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        }),
    }
}
