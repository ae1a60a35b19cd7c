//! Statements as CSV, for spreadsheets: one row a statement, one column a key of `[[statement]]`.
//!
//! The header is strict: a column nobody knows is an error that names the nearest one. Columns that are optional in a
//! ledger file may be absent, and their cells empty. `counted-in` holds several identifiers with `|` between. Every row
//! that cannot be read is listed with its line; no statement is read unless all are.

use std::collections::BTreeMap;

use rootcast_core::nearest::nearest;
use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue},
};

use super::{
    FileError, MOST_BYTES, Problem, date,
    problem::Lines,
    read::{STATEMENT, statement},
    table::{Table, cut},
};
use crate::ledger::{Ledger, Statement};

/// Columns without which there is no statement.
const NEEDED: [&str; 9] = [
    "id", "activity", "stage", "measure", "figure", "unit", "tally", "said-by", "document",
];

/// What parts the values of a list.
const LIST: char = '|';

/// The columns, in the order in which [`write()`] prints them.
pub fn columns() -> [&'static str; 22] {
    STATEMENT
}

/// Reads the statements of a table. A statement without `said-on` takes the day of its document, which is looked up in
/// `ledger`.
///
/// ```
/// use rootcast_ledger::{file, ledger::Ledger};
/// let text = "id,activity,stage,measure,figure,unit,tally,said-by,said-on,document\n\
///             p1,call-to-action,pledge,pledged,more than 4.2 billion,USD,cumulative,The Partnership,2023-02-06,release\n";
/// let statements = file::csv::statements(text, "pledges.csv", &Ledger::default())?;
/// assert_eq!(statements[0].figure.words(), "more than 4.2 billion");
/// # Ok::<(), file::FileError>(())
/// ```
pub fn statements(text: &str, name: &str, ledger: &Ledger) -> Result<Vec<Statement>, FileError> {
    let mut problems = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let out = read(text, name, ledger, &mut problems);
    if problems.is_empty() {
        return Ok(out);
    }
    problems.sort();
    Err(FileError { problems })
}

fn read(text: &str, name: &str, ledger: &Ledger, problems: &mut Vec<Problem>) -> Vec<Statement> {
    let mut wrong = |line: u64, what: String| {
        problems.push(Problem {
            file: name.to_owned(),
            line,
            entry: String::new(),
            what,
        });
    };
    if text.len() > MOST_BYTES {
        wrong(
            1,
            format!(
                "the file has {} bytes; the largest read is {MOST_BYTES}: split it",
                text.len()
            ),
        );
        return Vec::new();
    }
    let mut rows = ::csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header: Vec<String> = match rows.headers() {
        Ok(h) => h.iter().map(str::to_owned).collect(),
        Err(e) => {
            wrong(1, format!("it is not CSV: {e}"));
            return Vec::new();
        }
    };
    let bad = check_header(&header);
    if !bad.is_empty() {
        for what in bad {
            wrong(1, what);
        }
        return Vec::new();
    }
    let lines = Lines::of(text);
    let (mut out, mut seen) = (Vec::new(), BTreeMap::new());
    for (number, row) in rows.records().enumerate() {
        let row = match row {
            Ok(row) => row,
            Err(e) => {
                let line = e.position().map_or(1, ::csv::Position::line);
                problems.push(Problem {
                    file: name.to_owned(),
                    line,
                    entry: String::new(),
                    what: format!("it is not CSV: {e}"),
                });
                continue;
            }
        };
        let byte = row
            .position()
            .map_or(0, |p| usize::try_from(p.byte()).unwrap_or(0));
        // Line ends before a row count to it.
        let skipped = text
            .get(byte..)
            .map_or(0, |rest| rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let byte = byte + skipped;
        if row.len() != header.len() {
            problems.push(Problem {
                file: name.to_owned(),
                line: lines.at(byte),
                entry: String::new(),
                what: format!(
                    "the row has {} cells, and the header {}: put a cell that holds a comma in double quotes",
                    row.len(),
                    header.len()
                ),
            });
            continue;
        }
        let fields = fields(&header, &row, byte);
        let mut t = Table::new((name, &lines), ("row", number + 1, byte), &fields, problems);
        if let Some(s) = statement(&mut t, &ledger.documents) {
            match seen.insert(s.id.clone(), t.line()) {
                Some(line) => t.wrong(
                    "id",
                    format!("there is one already, in line {line}: give this one its own identifier"),
                ),
                None => out.push(s),
            }
        }
    }
    out
}

fn check_header(header: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    if let [only] = header
        && let Some(other) = [';', '\t'].into_iter().find(|c| only.contains(*c))
    {
        return vec![format!(
            "the cells are parted by {other:?}: export the table with commas between the cells"
        )];
    }
    for (i, name) in header.iter().enumerate() {
        if !STATEMENT.contains(&name.as_str()) {
            let near = nearest(name, STATEMENT);
            let all = if near.is_empty() {
                format!("; columns are {}", STATEMENT.join(", "))
            } else {
                near
            };
            out.push(format!("`{}` is not a column{all}", cut(name)));
        } else if header.iter().take(i).any(|n| n == name) {
            out.push(format!("column `{name}` is there twice"));
        }
    }
    for name in NEEDED {
        if !header.iter().any(|h| h == name) {
            out.push(format!("column `{name}` is missing"));
        }
    }
    out
}

/// A row as an entry of a ledger file: empty cells are absent keys.
fn fields<'i>(header: &'i [String], row: &'i ::csv::StringRecord, byte: usize) -> DeTable<'i> {
    let at = byte..byte;
    let text = |t: &'i str| Spanned::new(at.clone(), DeValue::String(t.into()));
    let mut out = DeTable::new();
    for (name, cell) in header.iter().zip(row.iter()) {
        if cell.is_empty() {
            continue;
        }
        let value = if name == "counted-in" {
            let mut list = DeArray::new();
            cell.split(LIST).for_each(|id| list.push(text(id)));
            Spanned::new(at.clone(), DeValue::Array(list))
        } else {
            text(cell)
        };
        out.insert(Spanned::new(at.clone(), name.as_str().into()), value);
    }
    out
}

/// An identifier that a cell cannot hold. Caused by the ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "statement `{statement}` is counted in `{id}`: a list in a table parts its values by `|`, so write this ledger as TOML"
)]
pub struct CannotHold {
    /// The statement.
    pub statement: String,
    /// The identifier it names.
    pub id: String,
}

/// Prints statements, in their order, under a header of all columns.
pub fn write<'s>(statements: impl IntoIterator<Item = &'s Statement>) -> Result<String, CannotHold> {
    let mut out = String::new();
    line(&mut out, STATEMENT.iter().map(|c| (*c).to_owned()));
    for s in statements {
        if let Some(id) = s.counted_in.iter().find(|id| id.contains(LIST)) {
            return Err(CannotHold {
                statement: s.id.clone(),
                id: id.clone(),
            });
        }
        line(&mut out, STATEMENT.iter().map(|column| cell(s, column)));
    }
    Ok(out)
}

fn cell(s: &Statement, column: &str) -> String {
    let short = date::short(s.said_on, s.precision);
    let whole = date::read(&short) == Ok((s.said_on, s.precision));
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    match column {
        "id" => s.id.clone(),
        "activity" => s.activity.clone(),
        "stage" => s.stage.as_str().to_owned(),
        "measure" => s.measure.clone(),
        "figure" => s.figure.words().to_owned(),
        "unit" => s.unit.as_str().to_owned(),
        "tally" => s.tally.as_str().to_owned(),
        "said-by" => s.said_by.clone(),
        "said-on" if whole => short,
        "said-on" => s.said_on.to_string(),
        "precision" if !whole => s.precision.as_str().to_owned(),
        "document" => s.document.clone(),
        "word" => text(&s.word),
        "instrument" => s
            .instrument
            .map_or("", crate::ledger::Instrument::as_str)
            .to_owned(),
        "covers" => s.covers.map_or_else(String::new, |c| c.to_string()),
        "value-date" => s.value_date.map_or_else(String::new, |d| d.to_string()),
        "aim" => s.aim.map_or("", crate::ledger::Aim::as_str).to_owned(),
        "basis" => s.basis.map_or("", crate::ledger::Basis::as_str).to_owned(),
        "reach" => s.reach.map_or("", crate::ledger::Reach::as_str).to_owned(),
        "provider" => text(&s.provider),
        "receiver" => text(&s.receiver),
        "counted-in" => s.counted_in.join("|"),
        "note" => text(&s.note),
        _ => String::new(),
    }
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            out.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
        } else {
            out.push_str(&cell);
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests;
