//! Delimited text: finding the header, and splitting blocks of lines into fields.
//!
//! A block is cut into fields in one pass over its delimiters, quotes and line ends. Fields are slices of the block;
//! a doubled quote inside a quoted field is undone only when a label is seen for the first time.

use jiff::civil::Date;

use crate::manifest::Manifest;

use super::{
    Parsed,
    header::{Bound, Misfit, bind},
    marks::Marks,
    row::Rows,
    table::Table,
    unrecognised::Unrecognised,
};

/// Fields kept of a row that has too many: enough to say so.
const SPARE: usize = 8;

/// How to read one text file.
#[derive(Clone, Debug)]
pub struct TextPlan<'m> {
    table: Table<'m>,
    header_len: usize,
    first_line: u64,
    stated: Option<Date>,
}

impl<'m> TextPlan<'m> {
    /// The manifest it was made from.
    pub fn manifest(&self) -> &'m Manifest {
        self.table.manifest
    }

    /// Bytes before the first data line.
    pub fn header_len(&self) -> usize {
        self.header_len
    }

    /// Number of the first data line, from 1.
    pub fn first_line(&self) -> u64 {
        self.first_line
    }

    /// Columns that the layout does not know and its manifest allows.
    pub fn extra_columns(&self) -> &[String] {
        &self.table.bound.extra
    }

    /// The publication date that the lines before the header state.
    pub fn stated(&self) -> Option<Date> {
        self.stated
    }

    /// Reads whole lines, the first of which has number `first_line`. Pure; any number of threads may call it.
    /// Only the `last` block of a file may end without a line end.
    pub fn read(&self, block: &[u8], first_line: u64, last: bool) -> Parsed {
        let delimiter = self.table.manifest.layout.delimiter as u8;
        let text = std::str::from_utf8(block).is_ok();
        let first = memchr::memchr(b'\n', block).unwrap_or(block.len());
        let mut rows = Rows::new(&self.table, block.len() / first.max(16) + 1);
        let limit = self.table.bound.names.len() + SPARE;
        split(block, delimiter, first_line, limit, |record| {
            if record.is_blank() {
                return;
            }
            let fault = if record.open {
                Some("a quote is opened and never closed")
            } else if !record.ended && !last {
                Some("the line is cut off")
            } else if record.stray {
                Some("text stands after a closing quote")
            } else if !text && std::str::from_utf8(record.bytes).is_err() {
                Some("the line is not UTF-8 text")
            } else {
                None
            };
            match fault {
                None => rows.row(record.line, record.fields),
                Some(fault) => {
                    let (column, text) = self.where_of(&record);
                    rows.reject_row(record.line, column, text, fault.to_owned());
                }
            }
        });
        rows.finish()
    }

    /// The column and text to show for a line that cannot be split: the first field that is not text, or the last.
    fn where_of<'r>(&self, record: &Record<'_, 'r>) -> (&str, &'r [u8]) {
        let at = record
            .fields
            .iter()
            .position(|f| std::str::from_utf8(f).is_err())
            .unwrap_or(record.fields.len().saturating_sub(1));
        (
            self.table.bound.names.get(at).map_or("", String::as_str),
            record.fields.get(at).copied().unwrap_or_default(),
        )
    }
}

/// One record of a block.
struct Record<'f, 'b> {
    line: u64,
    /// Where it begins in the block.
    from: usize,
    bytes: &'b [u8],
    fields: &'f [&'b [u8]],
    /// A quoted field is not closed before the end of the block.
    open: bool,
    /// It ends with a line end.
    ended: bool,
    /// Something stands between a closing quote and the delimiter.
    stray: bool,
}

impl Record<'_, '_> {
    fn is_blank(&self) -> bool {
        self.fields.len() == 1 && self.bytes.iter().all(u8::is_ascii_whitespace)
    }
}

/// Cuts a block into records of at most `limit` fields each (more are counted as `limit`), in one pass.
fn split<'b>(
    block: &'b [u8],
    delimiter: u8,
    first_line: u64,
    limit: usize,
    mut each: impl FnMut(Record<'_, 'b>),
) {
    let mut fields: Vec<&'b [u8]> = Vec::with_capacity(limit.min(256));
    let mut line = first_line;
    let mut inner = 0u64;
    let mut row_from = 0;
    let mut from = 0;
    // Where the quoted part of the current field begins and, once closed, ends.
    let mut quoted: Option<usize> = None;
    let mut closed: Option<usize> = None;
    let mut stray = false;
    let mut escaped = usize::MAX;
    let field =
        |fields: &mut Vec<&'b [u8]>, from: usize, to: usize, closed: Option<usize>, stray: &mut bool| {
            let bytes = match closed {
                None => &block[from..to],
                Some(end) => {
                    *stray |= block[end + 1..to].iter().any(|b| !matches!(b, b' ' | b'\r'));
                    &block[from..end]
                }
            };
            if fields.len() < limit {
                fields.push(bytes);
            }
        };
    for at in Marks::new(block, [delimiter, b'"', b'\n']) {
        let byte = block[at];
        if byte == b'"' {
            if quoted.is_none() {
                if at == from {
                    quoted = Some(at + 1);
                    from = at + 1;
                }
            } else if at == escaped {
                escaped = usize::MAX;
            } else if closed.is_none() {
                if block.get(at + 1) == Some(&b'"') {
                    escaped = at + 1;
                } else {
                    closed = Some(at);
                }
            }
            continue;
        }
        if quoted.is_some() && closed.is_none() {
            inner += u64::from(byte == b'\n');
            continue;
        }
        if byte == delimiter {
            field(&mut fields, from, at, closed, &mut stray);
            from = at + 1;
            quoted = None;
            closed = None;
            continue;
        }
        let end = if closed.is_none() && at > from && block[at - 1] == b'\r' {
            at - 1
        } else {
            at
        };
        field(&mut fields, from, end, closed, &mut stray);
        each(Record {
            line,
            from: row_from,
            bytes: &block[row_from..at],
            fields: &fields,
            open: false,
            ended: true,
            stray,
        });
        line += 1 + inner;
        inner = 0;
        fields.clear();
        quoted = None;
        closed = None;
        stray = false;
        from = at + 1;
        row_from = at + 1;
    }
    if row_from < block.len() {
        let open = quoted.is_some() && closed.is_none();
        let end = if closed.is_none() && !open && block.ends_with(b"\r") && from < block.len() {
            block.len() - 1
        } else {
            block.len()
        };
        field(&mut fields, from, end, closed, &mut stray);
        each(Record {
            line,
            from: row_from,
            bytes: &block[row_from..],
            fields: &fields,
            open,
            ended: false,
            stray,
        });
    }
}

/// A header found, or the nearest miss.
pub(super) enum Fit<'m> {
    Plan(TextPlan<'m>),
    Miss(Misfit),
}

/// Looks for the header of `manifest` in the first lines of a file.
pub(super) fn fit<'m>(manifest: &'m Manifest, head: &[u8]) -> Result<Fit<'m>, Unrecognised> {
    let layout = &manifest.layout;
    let bom = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut nearest = Misfit::default();
    let mut stated = None;
    let mut found: Option<(Bound<'m>, usize, u64)> = None;
    let mut fault = None;
    let mut seen = 0;
    split(&head[bom..], layout.delimiter as u8, 1, 1 << 16, |record| {
        if found.is_some() || fault.is_some() || seen > layout.preamble {
            return;
        }
        seen += 1;
        let mut names = Vec::with_capacity(record.fields.len());
        for f in record.fields {
            let Ok(text) = std::str::from_utf8(f) else {
                fault = Some(Unrecognised::NotText { line: record.line });
                return;
            };
            names.push(text.replace("\"\"", "\"").trim().to_owned());
        }
        if let (Some(words), [name, date, ..]) = (&layout.stated, names.as_slice())
            && name == words
        {
            stated = date.parse::<Date>().ok();
        }
        match bind(layout, &names, &[]) {
            Ok(bound) => {
                let lines = memchr::memchr_iter(b'\n', record.bytes).count() as u64 + 1;
                let end = bom + record.from + record.bytes.len() + usize::from(record.ended);
                found = Some((bound, end, record.line + lines));
            }
            Err(misfit) if misfit.matched > nearest.matched => nearest = misfit,
            Err(_) => {}
        }
    });
    if let Some((bound, header_len, first_line)) = found {
        return Ok(Fit::Plan(TextPlan {
            table: Table::new(manifest, bound),
            header_len,
            first_line,
            stated,
        }));
    }
    match fault {
        Some(fault) => Err(fault),
        None => Ok(Fit::Miss(nearest)),
    }
}

/// The names in the first line of a file, by comma, semicolon, tab or pipe, whichever gives most.
pub(super) fn first_names(head: &[u8]) -> Vec<String> {
    let line = head
        .split(|b| *b == b'\n')
        .find(|l| !l.iter().all(u8::is_ascii_whitespace));
    let text = String::from_utf8_lossy(line.unwrap_or_default());
    let text = text.trim_start_matches('\u{feff}').trim_end();
    [',', ';', '\t', '|']
        .into_iter()
        .map(|d| {
            text.split(d)
                .map(|n| n.trim_matches('"').trim().to_owned())
                .collect::<Vec<_>>()
        })
        .max_by_key(Vec::len)
        .unwrap_or_default()
}
