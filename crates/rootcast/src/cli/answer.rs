//! An answer in every format.

use rootcast_core::{
    agreement::Agreement,
    evidence::{Answer, CrossCheck},
    measure::{Measure, Unit},
    series::{Point, Series},
};
use rootcast_store::{flat::Column, store::export};

use super::figure::{figure, head, label, legend, spread};
use crate::{
    evidence::is_stated,
    format::{
        Page, Report,
        number::{self, count, difference},
        range,
        table::{self, TextColumn},
    },
};

/// An answer to be printed.
pub(super) struct Shown<'a>(pub(super) &'a Answer);

/// Cross-checks that are listed one by one; more are summed up.
const CHECKS: usize = 4;
/// Ranges of rows that are listed for people; files have all.
const ROWS: usize = 6;

impl Report for Shown<'_> {
    fn columns(&self) -> Vec<Column> {
        export::columns(self.0)
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let Self(answer) = self;
        let mut out = format!("{}\n\n", page.strong(&title(answer)));
        let mut notes = Notes::default();
        out.push_str(&grid(answer, &mut notes, page));
        out.push('\n');
        out.push_str(&below(answer, &notes, page));
        out
    }
}

/// A figure for people. One that somebody stated is as open as its words.
fn told(point: &Point, answer: &Answer) -> String {
    match point.range {
        Some(open) if is_stated(&answer.reading.measure) && point.value.as_number().is_some() => {
            range::words(&open, number::decimals(answer.unit))
        }
        _ => figure(&point.value, answer.unit),
    }
}

fn points(answer: &Answer) -> Vec<(&Series, &Point)> {
    answer
        .panel
        .series
        .iter()
        .flat_map(|s| s.points.iter().map(move |p| (s, p)))
        .collect()
}

fn title(answer: &Answer) -> String {
    let name =
        Measure::find(&answer.reading.measure).map_or(answer.reading.measure.as_str(), |m| m.title.as_str());
    format!("{name}, {}", answer.unit.as_str())
}

/// Notes of points, each once, numbered in the order they are met.
#[derive(Default)]
struct Notes(Vec<String>);

impl Notes {
    fn mark(&mut self, point: &Point) -> String {
        let Some(note) = &point.note else {
            return String::new();
        };
        let at = self.0.iter().position(|n| n == note).unwrap_or_else(|| {
            self.0.push(note.clone());
            self.0.len() - 1
        });
        format!("({})", letter(at))
    }
}

/// `a`, `b` … `z`, `aa`: notes have letters, because releases have numbers.
fn letter(mut n: usize) -> String {
    let mut out: Vec<char> = Vec::new();
    loop {
        out.extend(('a'..='z').nth(n % 26));
        if n < 26 {
            break;
        }
        n = n / 26 - 1;
    }
    out.into_iter().rev().collect()
}

fn grid(answer: &Answer, notes: &mut Notes, page: &Page) -> String {
    let periods = answer.panel.series.first().map_or(0, |s| s.points.len());
    if periods <= 1 || answer.panel.facets.is_empty() {
        return list(answer, notes, page);
    }
    let across = periods_across(answer, notes);
    let facets = answer.panel.facets.len();
    if table::width(&across) <= page.width {
        return table::set(&across, facets, page);
    }
    let down = groups_across(answer, notes);
    if table::width(&down) <= page.width {
        return table::set(&down, 1, page);
    }
    table::set(&across, facets, page)
}

/// One figure a line.
fn list(answer: &Answer, notes: &mut Notes, page: &Page) -> String {
    let points = points(answer);
    let mut columns = Vec::new();
    for (i, facet) in answer.panel.facets.iter().enumerate() {
        let cells = points
            .iter()
            .map(|(s, _)| s.key.get(i).map(|v| label(facet, v)).unwrap_or_default());
        columns.push(TextColumn::left(head(facet), cells.collect()).flexible());
    }
    let cells = points.iter().map(|(_, p)| p.period.to_string()).collect();
    columns.push(TextColumn::left("period", cells));
    let cells = points.iter().map(|(_, p)| told(p, answer)).collect();
    columns.push(TextColumn::right(answer.unit.as_str(), cells));
    let optional = [
        (
            !is_stated(&answer.reading.measure),
            "±",
            points
                .iter()
                .map(|(_, p)| spread(p, answer.unit))
                .collect::<Vec<_>>(),
        ),
        (
            answer.provenance.uses.len() > 1,
            "from",
            points.iter().map(|(_, p)| sources(p)).collect(),
        ),
        (true, "note", points.iter().map(|(_, p)| notes.mark(p)).collect()),
    ];
    for (wanted, name, cells) in optional {
        if wanted && cells.iter().any(|c: &String| !c.is_empty()) {
            columns.push(TextColumn::left(name, cells));
        }
    }
    let fixed = columns.len();
    table::set(&columns, fixed, page)
}

/// The numbers of the releases below a table, `[1][3]`.
pub(super) fn references(uses: &[u32]) -> String {
    uses.iter()
        .fold(String::new(), |out, i| out + &format!("[{}]", i + 1))
}

fn sources(point: &Point) -> String {
    references(&point.uses)
}

/// A line a group, a column a period.
fn periods_across(answer: &Answer, notes: &mut Notes) -> Vec<TextColumn> {
    let series = &answer.panel.series;
    let mut columns = Vec::new();
    for (i, facet) in answer.panel.facets.iter().enumerate() {
        let cells = series
            .iter()
            .map(|s| s.key.get(i).map(|v| label(facet, v)).unwrap_or_default());
        columns.push(TextColumn::left(head(facet), cells.collect()).flexible());
    }
    let periods = series.iter().map(|s| s.points.len()).max().unwrap_or(0);
    for n in 0..periods {
        let column: Vec<Option<&Point>> = series.iter().map(|s| s.points.get(n)).collect();
        let name = column.iter().flatten().next().map(|p| p.period.to_string());
        columns.push(figures(&name.unwrap_or_default(), &column, answer, notes));
    }
    columns
}

/// A line a period, a column a group.
fn groups_across(answer: &Answer, notes: &mut Notes) -> Vec<TextColumn> {
    let series = &answer.panel.series;
    let periods = series
        .first()
        .map(|s| s.points.iter().map(|p| p.period.to_string()).collect());
    let mut columns = vec![TextColumn::left("period", periods.unwrap_or_default())];
    for s in series {
        let column: Vec<Option<&Point>> = s.points.iter().map(Some).collect();
        columns.push(figures(&s.key.join(" "), &column, answer, notes));
    }
    columns
}

/// A column of figures, with the marks of their notes after them.
fn figures(name: &str, points: &[Option<&Point>], answer: &Answer, notes: &mut Notes) -> TextColumn {
    let cells: Vec<(String, String)> = points
        .iter()
        .map(|p| p.map_or_else(Default::default, |p| (told(p, answer), notes.mark(p))))
        .collect();
    let room = cells.iter().map(|(_, m)| m.chars().count()).max().unwrap_or(0);
    let text = cells
        .into_iter()
        .map(|(figure, mark)| format!("{figure}{mark:<room$}"))
        .collect();
    TextColumn::right(name, text)
}

/// What stands below the figures.
fn below(answer: &Answer, notes: &Notes, page: &Page) -> String {
    let mut out = page.entry("reading", &answer.reading.to_string(), true);
    if let Ok(measure) = Measure::find(&answer.reading.measure) {
        out.push_str(&page.entry("definition", &measure.definition, false));
    }
    for (i, u) in answer.provenance.uses.iter().enumerate() {
        let r = &u.release;
        let mut text = format!(
            "[{}] {}, {}, published {}",
            i + 1,
            r.publisher,
            r.title,
            r.published_text()
        );
        // A document of a ledger was read, and is not held as a file.
        if r.file.is_empty() {
            text.push_str(&format!("; statement {}", u.table));
        } else {
            let hash = r.sha256.get(..8).unwrap_or(&r.sha256);
            text.push_str(&format!(
                " ({}, sha256 {hash}); {} of table {}",
                r.file,
                cells(u.cells),
                u.table
            ));
        }
        if let Some(rows) = &u.rows {
            text.push_str(&format!("; rows {}", rows.short(ROWS)));
        }
        out.push_str(&page.entry(if i == 0 { "source" } else { "" }, &text, false));
    }
    let all = || points(answer).into_iter().map(|(_, p)| p);
    let decimals = number::decimals(answer.unit);
    let off = all()
        .filter(|_| !is_stated(&answer.reading.measure))
        .filter_map(|p| Some((p.range?, p.value.as_number()?)))
        .map(|(range, value)| (value - range.low).max(range.high - value))
        .fold(0.0, f64::max);
    if off > 0.0 {
        let text = format!(
            "by the publisher's rounding and suppression a figure may be off by up to {}",
            number::people(off, decimals)
        );
        out.push_str(&page.entry("rounding", &text, false));
    }
    if all().any(|p| p.value.as_number().is_some_and(|v| number::is_cut(v, decimals))) {
        let text = "figures are shown with fewer digits than published; --format csv has all of them";
        out.push_str(&page.entry("digits", text, false));
    }
    if let Some(text) = legend(all()) {
        out.push_str(&page.entry("signs", &text, false));
    }
    out.push_str(&checks(answer, page));
    for (i, note) in notes.0.iter().enumerate() {
        out.push_str(&page.entry("note", &format!("({}) {note}", letter(i)), false));
    }
    for note in &answer.notes {
        out.push_str(&page.entry("note", note, false));
    }
    out
}

fn cells(n: u64) -> String {
    if n == 1 {
        "1 cell".to_owned()
    } else {
        format!("{} cells", count(n))
    }
}

fn checks(answer: &Answer, page: &Page) -> String {
    // The tables asked, in the order of the answer, with what each said.
    let mut asked: Vec<Vec<&CrossCheck>> = Vec::new();
    for c in &answer.cross_checks {
        let same = |of: &&mut Vec<&CrossCheck>| {
            of.first()
                .is_some_and(|f| f.release == c.release && f.table == c.table)
        };
        match asked.iter_mut().find(same) {
            Some(of) => of.push(c),
            None => asked.push(vec![c]),
        }
    }
    let mut out = String::new();
    for of in &asked {
        let lines = if of.len() <= CHECKS {
            of.iter()
                .map(|c| check(c, &answer.panel.facets, answer.unit))
                .collect()
        } else {
            vec![summary(of, answer)]
        };
        for line in lines {
            out.push_str(&page.entry(if out.is_empty() { "others say" } else { "" }, &line, false));
        }
    }
    out
}

/// What a table said of many figures, in a sentence.
fn summary(of: &[&CrossCheck], answer: &Answer) -> String {
    let how_many = |a: Agreement| of.iter().filter(|c| c.comparison.agreement == a).count() as u64;
    let size = |c: &CrossCheck| c.comparison.difference.abs();
    let largest = of.iter().max_by(|a, b| size(a).total_cmp(&size(b)));
    let Some(largest) = largest else {
        return String::new();
    };
    let mut text = format!("{}: {} figures, ", teller(largest), count(of.len() as u64));
    if size(largest) == 0.0 {
        text.push_str("all the same");
        return text;
    }
    text.push_str(&format!(
        "{} agree, {} close, {} differ; largest difference {} in {}",
        count(how_many(Agreement::Agrees)),
        count(how_many(Agreement::Close)),
        count(how_many(Agreement::Differs)),
        difference(largest.comparison.difference, number::decimals(answer.unit)),
        subject(largest, &answer.panel.facets)
    ));
    text
}

/// Who says something.
fn teller(c: &CrossCheck) -> String {
    format!(
        "{} {}, table {}",
        c.release.source,
        c.release.published_text(),
        c.table
    )
}

/// The period and group a cross-check is about.
fn subject(c: &CrossCheck, facets: &[String]) -> String {
    let mut parts = vec![c.period.to_string()];
    parts.extend(
        facets
            .iter()
            .zip(&c.key)
            .map(|(facet, value)| label(facet, value)),
    );
    parts.join(" ")
}

/// One cross-check in a sentence.
pub(super) fn check(c: &CrossCheck, facets: &[String], unit: Unit) -> String {
    let decimals = number::decimals(unit);
    format!(
        "{}: {} for {}, {}",
        teller(c),
        number::people(c.value, decimals),
        subject(c, facets),
        verdict(c, decimals)
    )
}

fn verdict(c: &CrossCheck, decimals: usize) -> String {
    if c.comparison.difference == 0.0 {
        return "the same".to_owned();
    }
    let word = match c.comparison.agreement {
        Agreement::Agrees => "agrees",
        Agreement::Close => "close",
        Agreement::Differs => "differs",
    };
    format!(
        "{}: {word} (rounding and suppression explain up to {})",
        difference(c.comparison.difference, decimals),
        number::people(c.comparison.expected, decimals)
    )
}
