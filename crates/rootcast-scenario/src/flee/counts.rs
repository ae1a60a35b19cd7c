//! People counted in camps: `source_data/data_layout.csv`, the file of the total, one or more files a camp, and
//! `registration_corrections.csv`.
//!
//! A file has a date and a count a line, in the order of the file. Between two lines counts go straight; before the
//! first and after the last they stay. Where a camp has two files, their counts are added at every date of either: at a
//! date of the second only, the first stands at its next count; at a date of the first only, the second stands at its
//! last. A correction multiplies every earlier line of its camp by the step at its date (that date's count over the
//! line's before), in the order of the file of corrections.

use super::{
    error::Result,
    geography::{Location, Names},
    table::{Files, Table, day_number, same_name},
};

/// A file's dates (days since the start) and counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Series(pub(crate) Vec<(i64, f64)>);

impl Series {
    fn read(files: &Files, file: &str, start: i64) -> Result<Self> {
        let table = Table::read(
            files,
            file,
            "counts named by data_layout.csv; add it or take its line out",
        )?;
        let mut points = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let text = table.need(row, 0, "date")?;
            let day = day_number(text).ok_or_else(|| {
                table.bad(
                    row,
                    "date",
                    format!("`{text}` is not a date such as 2012-02-29; correct it"),
                )
            })?;
            points.push((day - start, table.number(row, 1, "count", 0.0, None)?));
        }
        Ok(Self(points))
    }

    /// Both files' people.
    fn add(&self, other: &Self) -> Self {
        let mut days: Vec<i64> = self.0.iter().chain(&other.0).map(|(d, _)| *d).collect();
        days.sort_unstable();
        days.dedup();
        let own = |series: &Self, day: i64| series.0.iter().find(|(d, _)| *d == day).map(|(_, v)| *v);
        let points = days.into_iter().map(|day| {
            let first = own(self, day)
                .or_else(|| self.0.iter().find(|(d, _)| *d > day).map(|(_, v)| *v))
                .or_else(|| self.0.last().map(|(_, v)| *v));
            let second =
                own(other, day).or_else(|| other.0.iter().rev().find(|(d, _)| *d < day).map(|(_, v)| *v));
            (day, first.unwrap_or(0.0) + second.unwrap_or(0.0))
        });
        Self(points.collect())
    }

    /// Scales what comes before a date by the step at it. A step from nothing says nothing.
    fn correct(&mut self, day: i64) {
        for i in 1..self.0.len() {
            let (Some(&(_, before)), Some(&(at, value))) = (self.0.get(i - 1), self.0.get(i)) else {
                continue;
            };
            if at == day && before > 0.0 {
                let step = value / before;
                for (_, earlier) in self.0.iter_mut().take(i) {
                    *earlier *= step;
                }
            }
        }
    }

    /// The count of a day.
    fn on(&self, day: i64) -> f64 {
        let Some(&(first, start)) = self.0.first() else {
            return 0.0;
        };
        if day <= first {
            return start;
        }
        // The lines are gone through in the file's order, so that one that steps back in time is still reached.
        let mut line = 0;
        while self.0.get(line + 1).is_some_and(|(d, _)| *d <= day) {
            line += 1;
        }
        match (self.0.get(line), self.0.get(line + 1)) {
            (Some(&(a, x)), Some(&(b, y))) if b > a => x + (y - x) * (day - a) as f64 / (b - a) as f64,
            (Some(&(_, x)), _) => x,
            (None, _) => start,
        }
    }
}

/// The counts of an instance on each of its days, in persons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// Index of each camp's place, in the order of the layout.
    pub camps: Vec<u32>,
    /// `by_camp[c][t]`: persons counted in camp `c` on day `t`.
    pub by_camp: Vec<Vec<f64>>,
    /// Counts of the layout's places that are no camps of the instance. They are in the daily rise of the total and in
    /// no camp.
    pub others: Vec<Vec<f64>>,
    /// `total[t]`: the file of the total.
    pub total: Vec<f64>,
}

impl Counts {
    /// Reads the counts for days `0 ..= days`.
    pub(crate) fn read(
        files: &Files,
        (names, places): (&Names, &[Location]),
        start: i64,
        days: u32,
        notes: &mut Vec<String>,
    ) -> Result<Self> {
        let Some(layout) = Table::optional(files, "data_layout.csv")? else {
            return Ok(Self::default());
        };
        let corrections = Self::corrections(files, start)?;
        let mut counts = Self::default();
        let daily = |series: &Series| (0..=i64::from(days)).map(|t| series.on(t)).collect::<Vec<f64>>();
        for row in &layout.rows {
            let name = layout.need(row, 0, "camp")?;
            layout.need(row, 1, "file")?;
            let total = name.eq_ignore_ascii_case("total");
            let place = names.get(name);
            let camp = place.filter(|p| places.get(*p as usize).is_some_and(|l| l.kind.is_camp()));
            if camp.is_none() && !total {
                let why = if place.is_some() {
                    "is no camp in locations.csv".to_owned()
                } else {
                    format!("is not in locations.csv ({})", names.nearest(name))
                };
                notes.push(format!(
                    "data_layout.csv:{}: `{name}` {why}; its counts are in the rise of the total and in no camp",
                    row.line
                ));
            }
            let mut series: Option<Series> = None;
            for file in row.cells.iter().skip(1).filter(|f| !f.is_empty()) {
                let one = Series::read(files, file, start)?;
                series = Some(series.map_or(one.clone(), |s| s.add(&one)));
            }
            let mut series = series.unwrap_or_default();
            if total {
                counts.total = daily(&series);
                continue;
            }
            for (_, day) in corrections
                .iter()
                .filter(|(camp, _)| same_name(camp) == same_name(name))
            {
                series.correct(*day);
            }
            let Some(place) = camp else {
                counts.others.push(daily(&series));
                continue;
            };
            if counts.camps.contains(&place) {
                return Err(layout.bad(
                    row,
                    "camp",
                    format!("`{name}` is there already; give its files on one line"),
                ));
            }
            counts.camps.push(place);
            counts.by_camp.push(daily(&series));
        }
        Ok(counts)
    }

    /// `(camp, day)` of each correction.
    fn corrections(files: &Files, start: i64) -> Result<Vec<(String, i64)>> {
        let Some(table) = Table::optional(files, "registration_corrections.csv")? else {
            return Ok(Vec::new());
        };
        let mut corrections = Vec::new();
        for row in &table.rows {
            let text = table.need(row, 1, "date")?;
            let day = day_number(text).ok_or_else(|| {
                table.bad(
                    row,
                    "date",
                    format!("`{text}` is not a date such as 2012-02-29; correct it"),
                )
            })?;
            if let Some(mode) = row.get(2)
                && mode != "normalize"
            {
                return Err(table.bad(
                    row,
                    "mode",
                    format!("`{mode}` is not `normalize`, the one correction there is"),
                ));
            }
            corrections.push((table.need(row, 0, "camp")?.to_owned(), day - start));
        }
        Ok(corrections)
    }

    /// Counts outside the instance's camps, in agents.
    pub(crate) fn other_agents(&self, day: usize, hasten: f64) -> u64 {
        self.others
            .iter()
            .map(|c| cut(c.get(day).copied().unwrap_or(0.0) / hasten))
            .sum()
    }

    /// Camp counts of a day in agents of `hasten` persons each, cut to whole ones as the original cuts them.
    pub(crate) fn agents(&self, camp: usize, day: usize, hasten: f64) -> u64 {
        let persons = self
            .by_camp
            .get(camp)
            .and_then(|c| c.get(day))
            .copied()
            .unwrap_or(0.0);
        cut(persons / hasten)
    }
}

/// A count cut to a whole one.
pub(crate) fn cut(value: f64) -> u64 {
    // Saturates at both ends.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = value as u64;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_step_and_interpolation() {
        let mut series = Series(vec![(0, 100.0), (10, 200.0), (20, 100.0)]);
        series.correct(20);
        assert_eq!(series.0, [(0, 50.0), (10, 100.0), (20, 100.0)]);
        assert_eq!((series.on(-5), series.on(5), series.on(99)), (50.0, 75.0, 100.0));
        let mut zero = Series(vec![(0, 0.0), (5, 9.0)]);
        zero.correct(5);
        assert_eq!(zero.0, [(0, 0.0), (5, 9.0)]);
    }

    #[test]
    fn two_files_of_one_camp() {
        let a = Series(vec![(0, 0.0), (100, 10.0), (300, 30.0)]);
        let b = Series(vec![(0, 0.0), (15, 5.0), (200, 7.0)]);
        assert_eq!(
            a.add(&b).0,
            [(0, 0.0), (15, 15.0), (100, 15.0), (200, 37.0), (300, 37.0)]
        );
    }
}
