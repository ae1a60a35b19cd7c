//! CSV: RFC 4180 with line feeds, UTF-8, plain numbers, ISO dates, nothing where there is nothing.
//!
//! A label that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return)
//! is written with an apostrophe before it. Numbers are never touched.

use std::io::{self, Write};

use rootcast_store::flat::{Cells, Column};

use super::number::plain;

/// Writes a header and one line per row.
pub fn write(columns: &[Column], out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    for (i, column) in columns.iter().enumerate() {
        comma(&mut text, i);
        field(&mut text, &column.name);
    }
    text.push('\n');
    out.write_all(text.as_bytes())?;
    write_rows(columns, out)
}

/// Writes one line per row, below a header that is there.
pub fn write_rows(columns: &[Column], out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    let rows = columns.iter().map(|c| c.cells.len()).max().unwrap_or(0);
    for row in 0..rows {
        for (i, column) in columns.iter().enumerate() {
            comma(&mut text, i);
            cell(&mut text, &column.cells, row);
        }
        text.push('\n');
        if text.len() > 1 << 16 {
            out.write_all(text.as_bytes())?;
            text.clear();
        }
    }
    out.write_all(text.as_bytes())
}

fn comma(out: &mut String, column: usize) {
    if column > 0 {
        out.push(',');
    }
}

fn cell(out: &mut String, cells: &Cells, row: usize) {
    match cells {
        Cells::Text(c) => {
            if let Some(Some(t)) = c.get(row) {
                field(out, t);
            }
        }
        Cells::Number(c) => {
            if let Some(Some(n)) = c.get(row) {
                out.push_str(&plain(*n));
            }
        }
        Cells::Count(c) => {
            if let Some(Some(n)) = c.get(row) {
                out.push_str(&n.to_string());
            }
        }
        Cells::Date(c) => {
            if let Some(Some(d)) = c.get(row) {
                out.push_str(&d.to_string());
            }
        }
    }
}

fn field(out: &mut String, text: &str) {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quoted = text.contains([',', '"', '\n', '\r']);
    if quoted {
        out.push('"');
    }
    if formula {
        out.push('\'');
    }
    if quoted {
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn written(columns: &[Column]) -> String {
        let mut out = Vec::new();
        write(columns, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_plain_and_days_are_iso() {
        let columns = [
            Column::number("value", vec![Some(495_286.0), Some(-0.1), None, Some(1e21)]),
            Column::date("start", vec![Some(date(2022, 10, 1)), None, None, None]),
            Column::count("cells", vec![Some(1_234_567), None, Some(0), None]),
        ];
        assert_eq!(
            written(&columns),
            "value,start,cells\n495286,2022-10-01,1234567\n-0.1,,\n,,0\n1000000000000000000000,,\n"
        );
    }

    #[test]
    fn labels_that_look_like_formulas_are_not_formulas() {
        let labels = ["=1+1", "+1", "-1", "@x", "\tx", "other@cbp", "a-b"];
        let columns = [Column::text("label", labels.map(|l| Some(l.to_owned())).to_vec())];
        assert_eq!(
            written(&columns),
            "label\n'=1+1\n'+1\n'-1\n'@x\n'\tx\nother@cbp\na-b\n"
        );
    }

    #[test]
    fn commas_quotation_marks_and_line_breaks_are_quoted() {
        let labels = ["a,b", "say \"x\"", "two\nlines", "=A1,\"B\""];
        let columns = [Column::text("label", labels.map(|l| Some(l.to_owned())).to_vec())];
        assert_eq!(
            written(&columns),
            "label\n\"a,b\"\n\"say \"\"x\"\"\"\n\"two\nlines\"\n\"'=A1,\"\"B\"\"\"\n"
        );
    }
}
