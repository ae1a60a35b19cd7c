//! Comma-separated text as the format writes it: cells with blanks about them, quotes or none, either line end, comment
//! lines that begin with `#` (the header is one), a byte-order mark or none.

use std::collections::BTreeMap;

use super::error::{Error, Result};

/// The files of an instance: name → bytes. Only the names that the format knows are looked at, so that editors'
/// leftovers and notes beside them do no harm.
pub type Files = BTreeMap<String, Vec<u8>>;

/// One line of a file, its cells trimmed.
pub(crate) struct Row {
    /// From 1.
    pub(crate) line: u64,
    pub(crate) cells: Vec<String>,
}

/// A file's lines, those without a cell left out.
pub(crate) struct Table {
    pub(crate) file: String,
    /// The first line, when it begins with `#`, with that sign taken off.
    pub(crate) header: Option<Row>,
    /// The lines that do not begin with `#`.
    pub(crate) rows: Vec<Row>,
}

impl Row {
    /// The cell, or nothing when it is absent or blank.
    pub(crate) fn get(&self, column: usize) -> Option<&str> {
        self.cells
            .get(column)
            .map(String::as_str)
            .filter(|c| !c.is_empty())
    }
}

impl Table {
    /// Reads a file of the set.
    ///
    /// # Errors
    /// It is not there, or it is not comma-separated text in UTF-8.
    pub(crate) fn read(files: &Files, file: &str, what: &str) -> Result<Self> {
        Self::optional(files, file)?.ok_or_else(|| Error::Missing {
            file: file.to_owned(),
            what: what.to_owned(),
        })
    }

    /// Reads a file of the set if it is there.
    pub(crate) fn optional(files: &Files, file: &str) -> Result<Option<Self>> {
        files.get(file).map(|bytes| Self::parse(file, bytes)).transpose()
    }

    fn parse(file: &str, bytes: &[u8]) -> Result<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes);
        let mut record = csv::StringRecord::new();
        let mut lines = Lines {
            bytes,
            at: 0,
            line: 1,
        };
        let mut table = Self {
            file: file.to_owned(),
            header: None,
            rows: Vec::new(),
        };
        loop {
            let more = reader.read_record(&mut record).map_err(|e| {
                let line = e.position().map_or(0, csv::Position::line);
                Error::bad(
                    file,
                    line,
                    "",
                    format!("this is not comma-separated UTF-8 text ({e}); save it again as such"),
                )
            })?;
            if !more {
                return Ok(table);
            }
            let line = lines.of(record.position().map_or(0, csv::Position::byte));
            let mut cells: Vec<String> = record.iter().map(|c| bare(c).to_owned()).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            let comment = cells
                .first()
                .and_then(|c| c.strip_prefix('#'))
                .map(|c| c.trim().to_owned());
            if let Some(first) = comment {
                if table.header.is_none() && table.rows.is_empty() {
                    if let Some(cell) = cells.first_mut() {
                        *cell = first;
                    }
                    table.header = Some(Row { line, cells });
                }
                continue;
            }
            table.rows.push(Row { line, cells });
        }
    }

    /// A cell that has to be there.
    pub(crate) fn need<'r>(&self, row: &'r Row, column: usize, name: &str) -> Result<&'r str> {
        row.get(column)
            .ok_or_else(|| self.bad(row, name, "this cell is empty or absent; fill it in"))
    }

    /// A finite number at or above `least`; `otherwise` where the cell is blank.
    pub(crate) fn number(
        &self,
        row: &Row,
        column: usize,
        name: &str,
        least: f64,
        otherwise: Option<f64>,
    ) -> Result<f64> {
        match (row.get(column), otherwise) {
            (None, Some(value)) => Ok(value),
            (None, None) => Err(self.bad(row, name, "this cell is empty or absent; give a number")),
            (Some(text), _) => text
                .parse::<f64>()
                .ok()
                .filter(|v| v.is_finite() && *v >= least)
                .ok_or_else(|| {
                    let bound = if least == f64::NEG_INFINITY {
                        String::new()
                    } else {
                        format!(" of at least {least}")
                    };
                    self.bad(
                        row,
                        name,
                        format!("`{text}` is not a finite number{bound}; correct it"),
                    )
                }),
        }
    }

    /// A whole number.
    pub(crate) fn whole(&self, row: &Row, column: usize, name: &str, otherwise: Option<i64>) -> Result<i64> {
        match (row.get(column), otherwise) {
            (None, Some(value)) => Ok(value),
            (None, None) => Err(self.bad(row, name, "this cell is empty or absent; give a whole number")),
            (Some(text), _) => whole(text)
                .ok_or_else(|| self.bad(row, name, format!("`{text}` is not a whole number; correct it"))),
        }
    }

    pub(crate) fn bad(&self, row: &Row, column: &str, what: impl Into<String>) -> Error {
        Error::bad(&self.file, row.line, column, what)
    }
}

/// Lines by byte, counted on from the last that was asked for. The position of a record is before the empty lines and
/// the rest of a line end in front of it.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(b) = self.bytes.get(self.at) {
            if self.at >= byte && !matches!(b, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*b == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// A cell without blanks about it, and without the quotes of a cell that has blanks before them.
fn bare(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix('"').and_then(|c| c.strip_suffix('"')) {
        Some(inner) => inner.trim(),
        None => cell,
    }
}

/// A whole number, also where it is written as `3.0`.
fn whole(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| {
        let value: f64 = text.parse().ok()?;
        // Within ±2^53 a whole f64 is exactly an i64.
        #[allow(clippy::cast_possible_truncation)]
        (value.fract() == 0.0 && value.abs() < 9e15).then_some(value as i64)
    })
}

/// The day number of an ISO date (days since 1970-01-01), by the civil calendar.
pub(crate) fn day_number(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let (year, month, day): (i64, i64, i64) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=length).contains(&day) || year < 1 {
        return None;
    }
    // Days before the year by the Gregorian rule, then by the months of a year that begins in March.
    let (y, m) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let before = 365 * y + y / 4 - y / 100 + y / 400;
    Some(before + (153 * m + 2) / 5 + day - 1 - 719_468)
}

/// The ISO date of a day number.
pub(crate) fn date(day: i64) -> String {
    let mut left = day + 719_468;
    let era = left.div_euclid(146_097);
    left = left.rem_euclid(146_097);
    let of_era = (left - left / 1_460 + left / 36_524 - left / 146_096) / 365;
    let of_year = left - (365 * of_era + of_era / 4 - of_era / 100);
    let m = (5 * of_year + 2) / 153;
    let (month, wrap) = if m < 10 { (m + 3, 0) } else { (m - 9, 1) };
    format!(
        "{:04}-{:02}-{:02}",
        of_era + era * 400 + wrap,
        month,
        of_year - (153 * m + 2) / 5 + 1
    )
}

/// A name as the files of one instance spell it in more than one way: blanks and underscores are the same.
pub(crate) fn same_name(text: &str) -> String {
    text.split([' ', '_'])
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

/// The candidate nearest to a name in edits, if one is near enough to be meant.
pub(crate) fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let name: Vec<char> = name.to_lowercase().chars().take(64).collect();
    candidates
        .into_iter()
        .map(|c| {
            (
                edits(&name, &c.to_lowercase().chars().take(64).collect::<Vec<_>>()),
                c,
            )
        })
        .min()
        .filter(|(distance, _)| *distance <= (name.len() / 2).max(2))
        .map(|(_, c)| c)
}

/// Levenshtein's distance.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let next = (corner + usize::from(x != y)).min(left + 1).min(*cell + 1);
            corner = *cell;
            *cell = next;
            left = next;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_there_and_back() {
        assert_eq!(day_number("1970-01-01"), Some(0));
        assert_eq!(day_number("2012-02-29"), Some(15_399));
        for text in ["2000-02-29", "2023-12-31", "1999-03-01", "2100-02-28"] {
            assert_eq!(date(day_number(text).unwrap()), text);
        }
        for text in [
            "2023-02-29",
            "2100-02-29",
            "2023-13-01",
            "2023-00-01",
            "23-01-01",
            "2023-01-01-1",
            "x",
        ] {
            assert_eq!(day_number(text), None, "{text}");
        }
    }

    #[test]
    fn the_nearest_name_is_the_one_meant_or_none() {
        assert_eq!(
            nearest("camps_are_sicks", ["camp_weight", "camps_are_sinks"]),
            Some("camps_are_sinks")
        );
        assert_eq!(nearest("zzzzzzzzzz", ["camp_weight"]), None);
        assert_eq!(same_name("Distrito Capital"), same_name("Distrito_Capital"));
    }

    #[test]
    fn header_comments_quotes_and_line_ends() {
        let files = Files::from([(
            "a.csv".to_owned(),
            b"\xef\xbb\xbf#Day, A , B\r\n0, \"1\",2\r\n#x\r\n\r\n1,,\r\n".to_vec(),
        )]);
        let table = Table::read(&files, "a.csv", "").unwrap();
        assert_eq!(table.header.as_ref().unwrap().cells, ["Day", "A", "B"]);
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[0].cells, ["0", "1", "2"]);
        assert_eq!(table.rows[1].line, 5);
        assert!(Table::read(&files, "b.csv", "").is_err());
    }
}
