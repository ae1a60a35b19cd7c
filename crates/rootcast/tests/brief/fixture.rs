//! Evidence small enough to read: releases with a few cells each, and the as-of rule in its plainest form.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rootcast_core::{
    agreement::Interval,
    evidence::{Answer, Answerable, Evidence, EvidenceError},
    measure::Measure,
    period::{Granularity, Period},
    provenance::{Provenance, Use},
    reading::Reading,
    release::{Precision, Release},
    series::{Panel, Point, Series},
    value::{Missing, Value},
};

/// One published cell.
pub(crate) struct Cell {
    pub(crate) measure: String,
    pub(crate) facets: BTreeMap<String, String>,
    pub(crate) period: Period,
    pub(crate) value: f64,
}

/// A release and its cells.
pub(crate) struct Published {
    pub(crate) release: Release,
    pub(crate) cells: Vec<Cell>,
}

/// Evidence held in memory.
pub(crate) struct Fixture {
    pub(crate) published: Vec<Published>,
}

pub(crate) fn release(source: &str, publisher: &str, title: &str, day: &str) -> Release {
    let date: Date = day.parse().unwrap();
    let sha256 = format!("{:0<64}", hex(title, day));
    Release {
        id: Release::id_of(date, &sha256),
        source: source.to_owned(),
        publisher: publisher.to_owned(),
        title: title.to_owned(),
        published: date,
        precision: Precision::Day,
        effective: date,
        licence: "public domain".to_owned(),
        file: format!("{source}.csv"),
        sha256,
        bytes: 1000,
    }
}

fn hex(title: &str, day: &str) -> String {
    title
        .bytes()
        .chain(day.bytes())
        .map(|b| format!("{b:02x}"))
        .collect::<String>()[..16]
        .to_owned()
}

/// What of a release can answer a reading: the periods it covers, and its cells.
struct Held<'a> {
    release: &'a Release,
    periods: BTreeSet<Period>,
    cells: Vec<&'a Cell>,
}

impl Held<'_> {
    fn covers(&self, period: Period) -> bool {
        let months = period.split(Granularity::Month).unwrap_or_default();
        self.periods.contains(&period)
            || (months.len() > 1 && months.iter().all(|m| self.periods.contains(m)))
    }
}

impl Evidence for Fixture {
    fn answer(&self, reading: &Reading, today: Date) -> Result<Answer, EvidenceError> {
        let day = reading.as_of.unwrap_or(today);
        let mut filters: BTreeMap<String, Option<Vec<String>>> = reading
            .filters
            .iter()
            .filter_map(|(f, v)| Some((f.clone(), Some(v.values()?.to_vec()))))
            .collect();
        let facets: Vec<String> = reading.by_facets().map(str::to_owned).collect();
        for f in &facets {
            filters.entry(f.clone()).or_insert(None);
        }
        let held: Vec<Held<'_>> = self
            .published
            .iter()
            .filter(|p| p.release.effective <= day)
            .map(|p| {
                let has = |c: &&Cell| {
                    c.measure == reading.measure && filters.keys().all(|f| c.facets.contains_key(f))
                };
                let cells: Vec<&Cell> = p.cells.iter().filter(has).collect();
                Held {
                    release: &p.release,
                    periods: cells.iter().map(|c| c.period).collect(),
                    cells,
                }
            })
            .filter(|h| !h.cells.is_empty())
            .collect();
        let cells = || held.iter().flat_map(|h| &h.cells);
        let (Some(first), Some(last)) = (
            cells().map(|c| c.period.span().start).min(),
            cells().map(|c| c.period.span().start).max(),
        ) else {
            return Err(EvidenceError::NotHeld {
                reading: reading.to_string(),
                what: format!("no release known on {day} holds it"),
            });
        };
        let granularity = reading
            .by_time()
            .or_else(|| reading.period.map(|r| r.first().granularity()))
            .unwrap_or(Granularity::Month);
        let periods: Vec<Period> = match reading.period {
            Some(range) => range
                .split(granularity)
                .unwrap_or_else(|| range.periods().collect()),
            None => std::iter::successors(Some(Period::containing(granularity, first)), |p| Some(p.next()))
                .take_while(|p| p.span().start <= last)
                .collect(),
        };
        let mut keys: Vec<Vec<String>> = cells()
            .filter_map(|c| facets.iter().map(|f| c.facets.get(f).cloned()).collect())
            .collect();
        keys.sort();
        keys.dedup();
        let mut uses: Vec<Use> = Vec::new();
        let mut panel = Panel {
            facets: facets.clone(),
            series: Vec::new(),
        };
        for key in keys {
            let wanted = |c: &Cell| {
                filters.iter().all(|(f, v)| {
                    c.facets
                        .get(f)
                        .is_some_and(|x| v.as_ref().is_none_or(|v| v.contains(x)))
                }) && facets.iter().zip(&key).all(|(f, k)| c.facets.get(f) == Some(k))
            };
            let mine: Vec<Vec<&Cell>> = held
                .iter()
                .map(|h| h.cells.iter().copied().filter(|c| wanted(c)).collect())
                .collect();
            let mut points = Vec::new();
            for period in &periods {
                let chosen = held
                    .iter()
                    .zip(&mine)
                    .filter(|(h, _)| h.covers(*period))
                    .max_by_key(|(h, _)| h.release.effective);
                let found = chosen.and_then(|(h, cells)| {
                    let values: Vec<f64> = cells
                        .iter()
                        .filter(|c| period.span().contains(&c.period.span()))
                        .map(|c| c.value)
                        .collect();
                    (!values.is_empty()).then(|| (h, (values.iter().sum::<f64>(), values.len() as u64)))
                });
                points.push(match found {
                    None => Point::missing(*period, Missing::NotCovered, None),
                    Some((h, (value, cells))) => {
                        let index = uses
                            .iter()
                            .position(|u| u.release == *h.release)
                            .unwrap_or_else(|| {
                                uses.push(Use {
                                    release: h.release.clone(),
                                    table: "table".to_owned(),
                                    cells,
                                    rows: None,
                                });
                                uses.len() - 1
                            });
                        Point {
                            period: *period,
                            value: Value::number(value),
                            range: Some(Interval::exact(value)),
                            cells,
                            uses: vec![index as u32],
                            note: None,
                        }
                    }
                });
            }
            if points.iter().any(|p| p.value.as_number().is_some()) {
                panel.series.push(Series { key, points });
            }
        }
        if panel.series.is_empty() {
            return Err(EvidenceError::NotHeld {
                reading: reading.to_string(),
                what: format!("no release known on {day} covers it"),
            });
        }
        Ok(Answer {
            reading: reading.clone(),
            unit: Measure::find(&reading.measure).unwrap().unit,
            panel,
            provenance: Provenance { uses },
            cross_checks: Vec::new(),
            notes: Vec::new(),
        })
    }

    fn answerable(&self) -> Result<Vec<Answerable>, EvidenceError> {
        Ok(Vec::new())
    }
}
