//! What changes from day to day: conflicts, floods, hunger, closures, kinds of places.

use std::collections::BTreeMap;

use super::{
    error::Result,
    geography::{Kind, Names},
    table::{Files, Table, same_name},
};

/// A table of one figure a day and column, as its distinct lines: `(day, figures)` in order of days. Between lines the
/// figures of the last hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Daily {
    pub(crate) columns: Vec<String>,
    pub(crate) lines: Vec<(i64, Vec<f64>)>,
}

impl Daily {
    /// Reads a table whose header is `#Day` and names.
    pub(crate) fn read(files: &Files, file: &str, least: f64) -> Result<Option<Self>> {
        let Some(table) = Table::optional(files, file)? else {
            return Ok(None);
        };
        let Some(header) = &table.header else {
            return match table.rows.first() {
                None => Ok(None),
                Some(row) => Err(table.bad(
                    row,
                    "",
                    "the first line has to be `#Day` and the names of the columns",
                )),
            };
        };
        let mut columns: Vec<String> = header.cells.iter().skip(1).cloned().collect();
        while columns.last().is_some_and(String::is_empty) {
            columns.pop();
        }
        let mut lines: Vec<(i64, Vec<f64>)> = Vec::new();
        for row in &table.rows {
            let day = table.whole(row, 0, "#Day", None)?;
            let mut figures = Vec::with_capacity(columns.len());
            for (i, name) in columns.iter().enumerate() {
                figures.push(table.number(row, i + 1, name, least, Some(0.0))?);
            }
            if lines.last().is_some_and(|(_, last)| *last == figures) {
                continue;
            }
            if let Some((last, _)) = lines.last()
                && *last >= day
            {
                return Err(table.bad(
                    row,
                    "#Day",
                    format!("day {day} comes after day {last}; put the lines in order"),
                ));
            }
            lines.push((day, figures));
        }
        Ok(Some(Self { columns, lines }))
    }

    /// The figures that hold on a day; none before the first.
    pub(crate) fn on(&self, day: i64) -> Option<&[f64]> {
        let after = self.lines.partition_point(|(d, _)| *d <= day);
        self.lines.get(after.checked_sub(1)?).map(|(_, f)| f.as_slice())
    }

    /// The figures of a day, straight between lines, level before the first and after the last.
    pub(crate) fn between(&self, day: i64) -> Vec<f64> {
        let after = self.lines.partition_point(|(d, _)| *d <= day);
        match (
            after.checked_sub(1).and_then(|i| self.lines.get(i)),
            self.lines.get(after),
        ) {
            (Some((a, x)), Some((b, y))) => {
                let share = (day - a) as f64 / (b - a) as f64;
                x.iter().zip(y).map(|(x, y)| x + (y - x) * share).collect()
            }
            (Some((_, x)), None) | (None, Some((_, x))) => x.clone(),
            (None, None) => Vec::new(),
        }
    }

    /// For each column the place it names. A column that names none is noted.
    pub(crate) fn places(&self, file: &str, names: &Names, notes: &mut Vec<String>) -> Vec<Option<u32>> {
        let places: Vec<Option<u32>> = self.columns.iter().map(|c| names.get(c)).collect();
        for (name, _) in self
            .columns
            .iter()
            .zip(&places)
            .filter(|(n, p)| p.is_none() && !n.is_empty())
        {
            notes.push(format!(
                "{file}: column `{name}` names no place and is left out; {}",
                names.nearest(name)
            ));
        }
        places
    }
}

/// What is closed.
#[derive(Clone, Debug, PartialEq)]
pub enum Closed {
    /// Every road between two countries, both ways.
    Border(String, String),
    /// Every road to and from a place.
    Place(u32),
    /// The road between two places, both ways.
    Road(u32, u32),
    /// A camp becomes a town.
    Camp(u32),
    /// People are no longer sent from one place to another.
    Redirection(u32, u32),
}

/// A closure from a day (included) to a day (not included).
#[derive(Clone, Debug, PartialEq)]
pub struct Closure {
    /// What is closed.
    pub what: Closed,
    /// First day.
    pub from: i64,
    /// First day on which it is open again; `i64::MAX` for none.
    pub until: i64,
}

/// Reads `closures.csv`.
pub(crate) fn closures(
    files: &Files,
    names: &Names,
    countries: &BTreeMap<String, usize>,
    notes: &mut Vec<String>,
) -> Result<Vec<Closure>> {
    let Some(table) = Table::optional(files, "closures.csv")? else {
        return Ok(Vec::new());
    };
    let mut closures = Vec::new();
    for row in &table.rows {
        let kind = table.need(row, 0, "closure_type")?.to_lowercase();
        let first = table.need(row, 1, "name1")?;
        let from = table.whole(row, 3, "closure_start", Some(0))?;
        let until = table.whole(row, 4, "closure_end", Some(-1))?;
        let mut note = |name: &str| {
            notes.push(format!(
                "closures.csv:{}: `{name}` is not known and the line is left out",
                row.line
            ));
        };
        let what = match kind.as_str() {
            "country" => {
                let (a, b) = (same_name(first), same_name(table.need(row, 2, "name2")?));
                if let Some(name) = [&a, &b].into_iter().find(|n| !countries.contains_key(*n)) {
                    note(name);
                    continue;
                }
                Closed::Border(a, b)
            }
            "location" | "camp" | "idpcamp" => {
                let Some(place) = names.get(first) else {
                    note(first);
                    continue;
                };
                if kind == "location" {
                    Closed::Place(place)
                } else {
                    Closed::Camp(place)
                }
            }
            "link" | "remove_forced_redirection" => {
                let second = table.need(row, 2, "name2")?;
                let (Some(a), Some(b)) = (names.get(first), names.get(second)) else {
                    note(if names.get(first).is_none() { first } else { second });
                    continue;
                };
                if kind == "remove_forced_redirection" {
                    Closed::Redirection(a, b)
                } else {
                    Closed::Road(a, b)
                }
            }
            _ => {
                let known = "country, location, link, camp, idpcamp, remove_forced_redirection";
                return Err(table.bad(row, "closure_type", format!("`{kind}` is none of {known}")));
            }
        };
        // A redirection that is taken away stays away.
        let forever = until < 0 || matches!(what, Closed::Redirection(..));
        closures.push(Closure {
            what,
            from,
            until: if forever { i64::MAX } else { until },
        });
    }
    Ok(closures)
}

/// Reads `location_changes.csv`: from a day on, a place is of another kind.
pub(crate) fn changes(files: &Files, names: &Names) -> Result<Vec<(i64, u32, Kind)>> {
    let Some(table) = Table::optional(files, "location_changes.csv")? else {
        return Ok(Vec::new());
    };
    let mut changes = Vec::new();
    for row in &table.rows {
        let name = table.need(row, 0, "location name")?;
        let place = names.get(name).ok_or_else(|| {
            table.bad(
                row,
                "location name",
                format!("`{name}` is not in locations.csv; {}", names.nearest(name)),
            )
        })?;
        let text = table.need(row, 1, "new location type")?;
        let kind = Kind::parse(text).ok_or_else(|| {
            table.bad(
                row,
                "new location type",
                format!("`{text}` is no kind of place; correct it"),
            )
        })?;
        changes.push((table.whole(row, 2, "date", None)?, place, kind));
    }
    changes.sort_by_key(|(day, ..)| *day);
    Ok(changes)
}
