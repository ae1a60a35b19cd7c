//! The row engine: fields in, observations, rejects and documented skips out. Text and workbooks share it.

use rootcast_core::{calendar::Calendar, measure::Measure, period::Period};

use crate::{
    manifest::layout::{Empty, Role},
    observation::{Batch, LabelColumn, NONE, Reject, Status},
};

use super::{
    Parsed,
    correction::Corrections,
    header::{HeaderYear, fold},
    meaning::{self, Found},
    memo::{Meaning, Memo},
    number,
    table::Table,
    when::When,
};

/// Rejects kept of one block beyond the manifest's limit; all are counted.
const KEPT: u64 = 100;
const TEXT: usize = 80;

#[derive(Clone, Copy)]
enum Slot {
    Facet(usize),
    Measure,
    Fiscal,
    Calendar,
    Month,
    Days,
    Check,
}

struct Value {
    field: usize,
    total: bool,
    measure: Option<u32>,
    labels: Vec<(usize, u32)>,
    days: Option<(i32, i32)>,
    cell: u32,
}

/// Reads the rows of one block.
pub(super) struct Rows<'p, 'm> {
    table: &'p Table<'m>,
    slots: Vec<Slot>,
    memos: Vec<Memo>,
    values: Vec<Value>,
    counts: Vec<bool>,
    complaints: Vec<String>,
    reasons: Vec<(String, u64)>,
    missing: Vec<String>,
    ids: Vec<u32>,
    spans: Vec<(When, (i32, i32))>,
    last: Option<(When, (i32, i32))>,
    corrections: Corrections<'m>,
    parsed: Parsed,
}

fn id_of(dictionary: &mut Vec<String>, label: &str) -> u32 {
    let at = dictionary.iter().position(|d| d == label).unwrap_or_else(|| {
        dictionary.push(label.to_owned());
        dictionary.len() - 1
    });
    at as u32
}

impl<'p, 'm> Rows<'p, 'm> {
    pub(super) fn new(table: &'p Table<'m>, expected_rows: usize) -> Self {
        let column = |name: &str| LabelColumn {
            name: name.to_owned(),
            ..LabelColumn::default()
        };
        let mut labels = vec![column("table"), column("measure")];
        labels.extend(table.facets.iter().map(|f| column(f)));
        let mut rows = Self {
            table,
            slots: Vec::new(),
            memos: Vec::new(),
            values: Vec::new(),
            counts: Vec::new(),
            complaints: Vec::new(),
            reasons: Vec::new(),
            missing: table.manifest.layout.missing.iter().map(|w| fold(w)).collect(),
            ids: vec![NONE; table.facets.len()],
            spans: Vec::new(),
            last: None,
            corrections: Corrections::bind(table),
            parsed: Parsed {
                batch: Batch {
                    labels,
                    cell: column("cell"),
                    ..Batch::default()
                },
                ..Parsed::default()
            },
        };
        for key in &table.bound.keys {
            rows.slots.push(match key.column.role {
                Role::Facet => key
                    .column
                    .facet
                    .as_deref()
                    .and_then(|f| table.facet(f))
                    .map_or(Slot::Check, Slot::Facet),
                Role::Measure => Slot::Measure,
                Role::FiscalYear => Slot::Fiscal,
                Role::CalendarYear => Slot::Calendar,
                Role::Month => Slot::Month,
                Role::MonthStart => Slot::Days,
                _ => Slot::Check,
            });
            rows.memos.push(Memo::default());
        }
        rows.parsed.batch.labels[0].dictionary.push(table.name.to_owned());
        for (facet, value) in &table.manifest.constant {
            if let Some(f) = table.facet(facet) {
                rows.ids[f] = id_of(&mut rows.parsed.batch.labels[f + 2].dictionary, value);
            }
        }
        for value in &table.bound.values {
            let measure = value
                .column
                .measure
                .as_deref()
                .or(table.measure)
                .map(|m| rows.measure_id(m));
            let labels = value
                .column
                .with
                .iter()
                .filter_map(|(facet, v)| table.facet(facet).map(|f| (f, v)))
                .map(|(f, v)| (f, id_of(&mut rows.parsed.batch.labels[f + 2].dictionary, v)))
                .collect();
            let cell = id_of(
                &mut rows.parsed.batch.cell.dictionary,
                &table.bound.names[value.field],
            );
            rows.values.push(Value {
                field: value.field,
                total: value.column.role == Role::Total,
                measure,
                labels,
                days: value.year.map(|y| {
                    meaning::days(match y {
                        HeaderYear::Calendar(year) => Period::Year { year },
                        HeaderYear::Fiscal(year) => Period::FiscalYear {
                            calendar: Calendar::default(),
                            year,
                        },
                    })
                }),
                cell,
            });
        }
        rows.clear_labels_of_others();
        if table.manifest.layout.no_figures.is_none() {
            rows.reserve(expected_rows * rows.values.len());
        }
        rows
    }

    /// A facet that some value columns state and others do not has no label in the others.
    fn clear_labels_of_others(&mut self) {
        let stated: Vec<usize> = self
            .values
            .iter()
            .flat_map(|v| v.labels.iter().map(|l| l.0))
            .collect();
        for value in &mut self.values {
            for f in &stated {
                if !value.labels.iter().any(|l| l.0 == *f) {
                    value.labels.push((*f, NONE));
                }
            }
        }
    }

    fn reserve(&mut self, n: usize) {
        // A guess from the first row; a file of odd shape must not reserve more than a block can hold.
        let n = n.min(1 << 22);
        let batch = &mut self.parsed.batch;
        batch.start.reserve(n);
        batch.end.reserve(n);
        batch.value.reserve(n);
        batch.row.reserve(n);
        for column in &mut batch.labels {
            column.ids.reserve(n);
        }
    }

    fn measure_id(&mut self, name: &str) -> u32 {
        let id = id_of(&mut self.parsed.batch.labels[1].dictionary, name);
        if self.counts.len() <= id as usize {
            self.counts
                .push(Measure::find(name).is_ok_and(|m| m.unit.is_count()));
        }
        id
    }

    fn cells(&self) -> u64 {
        self.values.len().max(1) as u64
    }

    /// Rejects a whole row.
    pub(super) fn reject_row(&mut self, line: u64, column: &str, text: &[u8], reason: String) {
        let cells = self.cells();
        self.parsed.tally.rows += 1;
        self.parsed.tally.cells += cells;
        self.reject(line, column, text, reason, cells);
    }

    fn reject(&mut self, line: u64, column: &str, text: &[u8], reason: String, cells: u64) {
        self.parsed.tally.rejected += cells;
        if (self.parsed.rejects.len() as u64) < self.table.manifest.max_rejects.saturating_add(KEPT) {
            // Four bytes a character at most, so a huge cell is not decoded whole.
            let head = &text[..text.len().min(TEXT * 4)];
            self.parsed.rejects.push(Reject {
                sheet: self.table.sheet.map(ToOwned::to_owned),
                row: line,
                column: column.to_owned(),
                text: String::from_utf8_lossy(head).chars().take(TEXT).collect(),
                reason,
            });
        }
    }

    fn skip(&mut self, reason: u32, cells: u64) {
        self.reasons[reason as usize].1 += cells;
    }

    fn reason(&mut self, text: &str) -> u32 {
        let at = self
            .reasons
            .iter()
            .position(|(r, _)| r == text)
            .unwrap_or_else(|| {
                self.reasons.push((text.to_owned(), 0));
                self.reasons.len() - 1
            });
        at as u32
    }

    #[cold]
    fn learn(&mut self, key: usize, text: &[u8]) -> Meaning {
        let found = if self.complaints.len() as u64 > self.table.manifest.max_rejects.saturating_add(KEPT) {
            // The file is refused already: looking for the nearest of each label would take longer than reading it.
            Err("the block has very many unknown labels; see the first rejects".to_owned())
        } else {
            let decoded = String::from_utf8_lossy(text).replace("\"\"", "\"");
            meaning::find(self.table.bound.keys[key].column, &decoded)
        };
        let meaning = match found {
            Ok(Found::Label(label)) => Meaning::Label(match self.slots[key] {
                Slot::Facet(f) => id_of(&mut self.parsed.batch.labels[f + 2].dictionary, &label),
                Slot::Measure => self.measure_id(&label),
                _ => 0,
            }),
            Ok(Found::Year(y)) => Meaning::Year(y),
            Ok(Found::Month(m)) => Meaning::Month(m),
            Ok(Found::Days(a, b)) => Meaning::Days(a, b),
            Ok(Found::Nothing) => Meaning::Nothing,
            Ok(Found::Skip(reason)) => Meaning::Skip(self.reason(&reason)),
            Err(complaint) => {
                let at = self
                    .complaints
                    .iter()
                    .position(|c| *c == complaint)
                    .unwrap_or_else(|| {
                        self.complaints.push(complaint);
                        self.complaints.len() - 1
                    });
                Meaning::Bad(at as u32)
            }
        };
        self.memos[key].insert(text, meaning);
        meaning
    }

    /// Reads one row.
    pub(super) fn row(&mut self, line: u64, fields: &[&[u8]]) {
        let table = self.table;
        if fields.len() < table.bound.need || fields.len() > table.bound.names.len() {
            let reason = format!(
                "the row has {} fields and the header {}; the file may be cut off or a quote missing",
                fields.len(),
                table.bound.names.len()
            );
            let text = fields.first().copied().unwrap_or_default();
            let column = table.bound.names.first().map_or("", String::as_str);
            return self.reject_row(line, column, text, reason);
        }
        let cells = self.cells();
        self.parsed.tally.rows += 1;
        self.parsed.tally.cells += cells;
        let mut when = When::default();
        let mut measure = NONE;
        let mut skip = None;
        let mut bad = None;
        for at in 0..table.bound.keys.len() {
            let text = fields[table.bound.keys[at].field];
            let meaning = match self.memos[at].get(text) {
                Some(m) => m,
                None => self.learn(at, text),
            };
            match (meaning, self.slots[at]) {
                (Meaning::Label(id), Slot::Facet(f)) => self.ids[f] = id,
                (Meaning::Label(id), Slot::Measure) => measure = id,
                (Meaning::Year(y), Slot::Fiscal) => when.fiscal = Some(y),
                (Meaning::Year(y), _) => when.calendar = Some(y),
                (Meaning::Month(m), _) => when.month = Some(m),
                (Meaning::Days(a, b), _) => when.days = Some((a, b)),
                (Meaning::Skip(reason), _) => skip = skip.or(Some(reason)),
                (Meaning::Bad(complaint), _) => bad = bad.or(Some((at, complaint))),
                (Meaning::Nothing | Meaning::Label(_), _) => {}
            }
        }
        if let Some(reason) = skip {
            return self.skip(reason, cells);
        }
        if let Some((at, complaint)) = bad {
            let field = table.bound.keys[at].field;
            let reason = self.complaints[complaint as usize].clone();
            return self.reject(line, &table.bound.names[field], fields[field], reason, cells);
        }
        if let Some(reason) = &table.manifest.layout.no_figures {
            let reason = self.reason(reason);
            return self.skip(reason, cells);
        }
        let days = if self.last.is_some_and(|(w, _)| w == when) {
            self.last.map(|(_, d)| d)
        } else {
            match self.span(when) {
                Ok(days) => days,
                Err(reason) => {
                    let column = table.bound.names.first().map_or("", String::as_str);
                    return self.reject(line, column, fields[0], reason, cells);
                }
            }
        };
        for at in 0..self.values.len() {
            self.cell(line, fields, at, days, measure);
        }
    }

    /// The days that the key columns name; `None` where the header of each value column has to.
    fn span(&mut self, when: When) -> Result<Option<(i32, i32)>, String> {
        if when == When::default() {
            return Ok(None);
        }
        if let Some((_, days)) = self.spans.iter().find(|(w, _)| *w == when) {
            self.last = Some((when, *days));
            return Ok(Some(*days));
        }
        if let Some(days) = when.days {
            self.last = Some((when, days));
            return Ok(Some(days));
        }
        let period = when.period()?;
        let mut days = meaning::days(period);
        if let Some(ends) = self.table.ends.filter(|e| days.0 < *e) {
            days.1 = days.1.min(ends);
        }
        if self.spans.len() < 1024 {
            self.spans.push((when, days));
        }
        self.last = Some((when, days));
        Ok(Some(days))
    }

    fn cell(&mut self, line: u64, fields: &[&[u8]], at: usize, days: Option<(i32, i32)>, measure: u32) {
        let table = self.table;
        let field = self.values[at].field;
        let text = fields[field];
        if self.values[at].total {
            let reason = self.reason("total");
            return self.skip(reason, 1);
        }
        let measure = self.values[at].measure.unwrap_or(measure);
        let column = &table.bound.names[field];
        let Some((start, end)) = self.values[at].days.or(days) else {
            return self.reject(
                line,
                column,
                text,
                "nothing says which period it is of".to_owned(),
                1,
            );
        };
        if measure == NONE {
            return self.reject(
                line,
                column,
                text,
                "nothing says which measure it is of".to_owned(),
                1,
            );
        }
        let mut status = Status::Number;
        let mut value = match number::read(text) {
            Ok(n) => n,
            Err(what) => {
                let blank = self.is_blank(text);
                match table.manifest.layout.empty {
                    Empty::Blank if blank => {
                        let reason = self.reason("blank");
                        return self.skip(reason, 1);
                    }
                    Empty::NotPublished if blank => {
                        status = Status::Missing(rootcast_core::value::Missing::NotPublished);
                        f64::NAN
                    }
                    _ => return self.reject(line, column, text, what.to_owned(), 1),
                }
            }
        };
        for (f, id) in &self.values[at].labels {
            self.ids[*f] = *id;
        }
        if !self.corrections.is_empty() {
            match self
                .corrections
                .apply(fields, &self.ids, &self.parsed.batch.labels, value)
            {
                None => {}
                Some((Some(corrected), note)) => {
                    value = corrected;
                    *self.parsed.corrected.entry(note.to_owned()).or_default() += 1;
                }
                Some((None, note)) => {
                    *self.parsed.corrected.entry(note.to_owned()).or_default() += 1;
                    let reason = self.reason("corrected");
                    return self.skip(reason, 1);
                }
            }
        }
        if let Some(reason) = self.implausible(measure, value) {
            return self.reject(line, column, text, reason, 1);
        }
        let several = self.values.len() > 1;
        let batch = &mut self.parsed.batch;
        if status != Status::Number {
            batch.status.push((batch.value.len() as u32, status));
        }
        batch.start.push(start);
        batch.end.push(end);
        batch.value.push(value);
        batch.row.push(i64::try_from(line).unwrap_or(i64::MAX));
        batch.labels[1].ids.push(measure);
        for (column, id) in batch.labels[2..].iter_mut().zip(&self.ids) {
            column.ids.push(*id);
        }
        if several {
            batch.cell.ids.push(self.values[at].cell);
        }
    }

    fn is_blank(&self, text: &[u8]) -> bool {
        text.iter().all(u8::is_ascii_whitespace)
            || (!self.missing.is_empty() && self.missing.contains(&fold(&String::from_utf8_lossy(text))))
    }

    /// Why a number cannot be a figure of this measure.
    #[inline]
    fn implausible(&self, measure: u32, value: f64) -> Option<String> {
        if self.counts.get(measure as usize).copied().unwrap_or_default() {
            if value < 0.0 {
                return Some("a count cannot be below zero".to_owned());
            }
            if value.fract() != 0.0 {
                return Some("a count cannot be a fraction".to_owned());
            }
            if let Some(step) = self.table.manifest.rounding
                && value % step != 0.0
            {
                return Some(format!(
                    "the publisher rounds to multiples of {step}; the manifest's `rounding` no longer holds"
                ));
            }
        }
        None
    }

    /// What the block came to.
    pub(super) fn finish(mut self) -> Parsed {
        let batch = &mut self.parsed.batch;
        let len = batch.value.len();
        batch.labels[0].ids.resize(len, 0);
        if batch.cell.ids.is_empty() {
            batch.cell.dictionary.clear();
        }
        self.parsed.tally.observations = len as u64;
        for (reason, n) in self.reasons {
            if n > 0 {
                *self.parsed.tally.skipped.entry(reason).or_default() += n;
            }
        }
        self.parsed
    }
}
