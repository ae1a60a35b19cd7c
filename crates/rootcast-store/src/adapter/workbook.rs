//! Workbooks: every sheet as rows of text for the row engine.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Sheets, open_workbook_auto_from_rs};

use crate::manifest::{
    Manifest,
    layout::{Format, Role, Sheet},
};

use super::{
    Parsed,
    header::{bind, fold},
    row::Rows,
    table::Table,
    unrecognised::{Unrecognised, differences, listed, personal},
};

/// How to read one workbook. It holds the cells of its sheets.
#[derive(Debug)]
pub struct WorkbookPlan<'m> {
    manifest: &'m Manifest,
    sheets: Vec<Bound<'m>>,
    extra: Vec<String>,
}

#[derive(Debug)]
struct Bound<'m> {
    table: Table<'m>,
    range: Range<Data>,
    /// Rows of the range before the first data row.
    skip: usize,
}

impl<'m> WorkbookPlan<'m> {
    /// The manifest it was made from.
    pub fn manifest(&self) -> &'m Manifest {
        self.manifest
    }

    /// Columns that the layout does not know and its manifest allows.
    pub fn extra_columns(&self) -> &[String] {
        &self.extra
    }

    /// Reads the sheets, in the order of the manifest.
    pub fn read(&self) -> impl Iterator<Item = Parsed> + '_ {
        let ends = self.manifest.layout.partial_year.then(|| self.ends()).flatten();
        self.sheets.iter().map(move |sheet| {
            let mut table = sheet.table.clone();
            table.ends = ends;
            read(sheet, &table)
        })
    }

    /// The day after the last month of the monthly sheets.
    fn ends(&self) -> Option<i32> {
        self.sheets
            .iter()
            .filter(|s| s.table.bound.keys.iter().any(|k| k.column.role == Role::Month))
            .filter_map(|s| read(s, &s.table).batch.end.iter().max().copied())
            .max()
    }
}

fn read(sheet: &Bound<'_>, table: &Table<'_>) -> Parsed {
    let (first_row, first_column) = sheet.range.start().unwrap_or_default();
    let offset = first_column as usize;
    let mut rows = Rows::new(table, sheet.range.height());
    let width = table.bound.names.len();
    for (at, cells) in sheet.range.rows().enumerate().skip(sheet.skip) {
        if cells.iter().all(|c| matches!(c, Data::Empty)) {
            continue;
        }
        let mut texts: Vec<String> = vec![String::new(); offset];
        texts.extend(cells.iter().map(text));
        while texts.len() > width && texts.last().is_some_and(String::is_empty) {
            texts.pop();
        }
        let fields: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
        rows.row(u64::from(first_row) + at as u64 + 1, &fields);
    }
    rows.finish()
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(s) => s.clone(),
        Data::Float(f) => f.to_string(),
        Data::Int(i) => i.to_string(),
        Data::Error(calamine::CellErrorType::NA) => "#N/A".to_owned(),
        other => other.to_string(),
    }
}

/// Finds the manifest that describes a workbook by its sheets and their headers.
pub(super) fn recognise(manifests: &[Manifest], bytes: Vec<u8>) -> Result<WorkbookPlan<'_>, Unrecognised> {
    let cannot = |e: calamine::Error| Unrecognised::Workbook(e.to_string());
    let mut book: Sheets<_> = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(cannot)?;
    let names = book.sheet_names();
    let candidates = manifests.iter().filter(|m| m.layout.format == Format::Workbook);
    let nearest = candidates.max_by_key(|m| {
        let known = |s: &Sheet| names.iter().any(|n| fold(n) == fold(&s.name));
        m.layout.sheets.iter().filter(|s| known(s)).count()
    });
    let Some(manifest) = nearest.filter(|m| {
        m.layout
            .sheets
            .iter()
            .any(|s| names.iter().any(|n| fold(n) == fold(&s.name)))
    }) else {
        return Err(Unrecognised::Nothing {
            columns: format!("sheets {}", listed(&names).unwrap_or_default()),
        });
    };
    let refuse = |differences: String| Unrecognised::Columns {
        nearest: manifest.id.clone(),
        differences,
    };
    let unknown: Vec<String> = names
        .iter()
        .filter(|n| !manifest.layout.sheets.iter().any(|s| fold(&s.name) == fold(n)))
        .cloned()
        .collect();
    let missing: Vec<String> = manifest
        .layout
        .sheets
        .iter()
        .filter(|s| !names.iter().any(|n| fold(n) == fold(&s.name)))
        .map(|s| s.name.clone())
        .collect();
    if !missing.is_empty() || !unknown.is_empty() {
        let mut what = Vec::new();
        if let Some(list) = listed(&missing) {
            what.push(format!("sheet {list} is missing"));
        }
        if let Some(list) = listed(&unknown) {
            what.push(format!("sheet {list} is unknown"));
        }
        return Err(refuse(what.join("; ")));
    }
    let mut sheets = Vec::new();
    let mut extra = Vec::new();
    for sheet in manifest.layout.sheets.iter().filter(|s| s.skip.is_none()) {
        let name = names
            .iter()
            .find(|n| fold(n) == fold(&sheet.name))
            .unwrap_or(&sheet.name);
        let range = book.worksheet_range(name).map_err(cannot)?;
        let bound = bound(manifest, sheet, range).map_err(|e| match e {
            Misbound::Personal(column) => Unrecognised::Persons { column },
            Misbound::Columns(what) => refuse(format!("sheet `{}`: {what}", sheet.name)),
        })?;
        extra.extend(
            bound
                .table
                .bound
                .extra
                .iter()
                .map(|c| format!("{}: {c}", sheet.name)),
        );
        sheets.push(bound);
    }
    Ok(WorkbookPlan {
        manifest,
        sheets,
        extra,
    })
}

enum Misbound {
    Personal(String),
    Columns(String),
}

fn bound<'m>(manifest: &'m Manifest, sheet: &'m Sheet, range: Range<Data>) -> Result<Bound<'m>, Misbound> {
    let layout = &manifest.layout;
    let offset = range.start().unwrap_or_default().1 as usize;
    let mut nearest = None;
    for from in 0..=layout.preamble {
        let names = header(&range, from, layout.header_rows, offset);
        match bind(layout, &names, &sheet.columns) {
            Ok(found) => {
                if let Some(column) = personal(&found.extra) {
                    return Err(Misbound::Personal(column.to_owned()));
                }
                let mut table = Table::new(manifest, found);
                table.name = sheet.table.as_deref().unwrap_or("main");
                table.sheet = Some(&sheet.name);
                table.measure = sheet.measure.as_deref();
                return Ok(Bound {
                    table,
                    range,
                    skip: from + layout.header_rows,
                });
            }
            Err(misfit) => {
                if let Some(column) = personal(&misfit.unknown) {
                    return Err(Misbound::Personal(column.to_owned()));
                }
                if nearest
                    .as_ref()
                    .is_none_or(|n: &super::header::Misfit| misfit.matched > n.matched)
                {
                    nearest = Some(misfit);
                }
            }
        }
    }
    Err(Misbound::Columns(
        nearest.map_or_else(|| "it is empty".to_owned(), |m| differences(&m)),
    ))
}

/// The names of the columns: cells of the header's rows, joined with a space.
fn header(range: &Range<Data>, from: usize, rows: usize, offset: usize) -> Vec<String> {
    let width = range.width();
    let mut names = vec![String::new(); offset + width];
    for row in range.rows().skip(from).take(rows) {
        for (name, cell) in names[offset..].iter_mut().zip(row) {
            let part = text(cell);
            if !part.trim().is_empty() {
                if !name.is_empty() {
                    name.push(' ');
                }
                name.push_str(part.trim());
            }
        }
    }
    names
}
