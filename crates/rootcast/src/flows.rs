//! A reading as the even series that forecasts and bells take.

use jiff::civil::Date;
use rootcast_core::{
    evidence::EvidenceError,
    facet::{Facet, FacetKind},
    measure::Unit,
    period::{Granularity, Period},
    place::{Lang, Place},
    provenance::Provenance,
    reading::{Reading, ReadingError},
};
use rootcast_store::store::Detail;

use crate::evidence::Held;

/// Series of figures at even steps.
#[derive(Clone, Debug)]
pub struct Flows {
    /// The reading as it was answered.
    pub reading: Reading,
    /// Unit of the figures.
    pub unit: Unit,
    /// The value of the broken-down facets of each series; one empty name for a single series.
    pub keys: Vec<String>,
    /// The same, facet by facet.
    pub cells: Vec<Vec<String>>,
    /// The same facet by facet, for people.
    pub labels: Vec<Vec<String>>,
    /// The same for people.
    pub names: Vec<String>,
    /// The steps.
    pub periods: Vec<Period>,
    /// Figures of each series by step; `NaN` where there is none.
    pub values: Vec<Vec<f64>>,
    /// After how many steps a pattern comes back.
    pub season: usize,
    /// Where the figures come from.
    pub provenance: Provenance,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// Why there are no flows.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// Nothing answers the reading.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// The breakdown asked for cannot be.
    #[error(transparent)]
    Reading(#[from] ReadingError),
    /// The answer holds no figure at all.
    #[error("`{0}` has no figures by steps of time: ask `rootcast show` what is held")]
    Nothing(String),
}

/// A step is the last one when so large a part of the series that go on have a figure in it.
const MOST: f64 = 0.9;

impl Flows {
    /// Asks a reading by month, or by year where nothing is published by month, as known on a day.
    pub fn of(held: &Held, reading: &Reading, today: Date) -> Result<Self, FlowError> {
        if reading.by_time().is_some() {
            return Self::at(held, reading, today);
        }
        let monthly = reading.clone().by("month")?;
        match Self::at(held, &monthly, today) {
            Err(first @ (FlowError::Evidence(_) | FlowError::Nothing(_))) => {
                let yearly = reading.clone().by("year")?;
                Self::at(held, &yearly, today).map_err(|_| first)
            }
            other => other,
        }
    }

    fn at(held: &Held, reading: &Reading, today: Date) -> Result<Self, FlowError> {
        let detail = Detail {
            rows: false,
            cross_checks: false,
        };
        let answer = held.answer_with(reading, today, detail)?;
        let nothing = || FlowError::Nothing(answer.reading.to_string());
        let all: Vec<Vec<f64>> = answer
            .panel
            .series
            .iter()
            .map(|s| s.numbers().iter().map(|n| n.unwrap_or(f64::NAN)).collect())
            .collect();
        let first = first_step(&all).ok_or_else(nothing)?;
        let last = last_step(&all).ok_or_else(nothing)?;
        let periods: Vec<Period> = answer
            .panel
            .series
            .first()
            .map(|s| s.points.iter().map(|p| p.period).collect())
            .unwrap_or_default();
        let season = match answer.reading.by_time() {
            Some(Granularity::Month) => 12,
            Some(Granularity::Quarter) => 4,
            _ => 1,
        };
        let mut notes = answer.notes.clone();
        if last + 1 < periods.len() {
            notes.push(format!(
                "figures end with {}: later ones are held for a part of the series only",
                periods[last]
            ));
        }
        let keys: Vec<String> = answer.panel.series.iter().map(|s| s.key.join(" ")).collect();
        let labels: Vec<Vec<String>> = answer
            .panel
            .series
            .iter()
            .map(|s| told(&answer.panel.facets, &s.key))
            .collect();
        let names = labels
            .iter()
            .map(|l| {
                if l.is_empty() {
                    "all".to_owned()
                } else {
                    l.join(", ")
                }
            })
            .collect();
        Ok(Self {
            reading: answer.reading.clone(),
            unit: answer.unit,
            keys,
            cells: answer.panel.series.iter().map(|s| s.key.clone()).collect(),
            labels,
            names,
            periods: periods.get(first..=last).unwrap_or(&[]).to_vec(),
            values: all.iter().map(|v| v[first..=last].to_vec()).collect(),
            season,
            provenance: answer.provenance,
            notes,
        })
    }

    /// The flows of the same steps as these: shorter where they begin later or end earlier.
    #[must_use]
    pub fn cut_to(mut self, steps: &[Period]) -> Self {
        let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
            return self;
        };
        let from = self.periods.iter().position(|p| p == first).unwrap_or(0);
        let to = self
            .periods
            .iter()
            .position(|p| p == last)
            .map_or(self.periods.len(), |i| i + 1);
        let from = from.min(to);
        self.periods = self.periods[from..to].to_vec();
        for v in &mut self.values {
            *v = v[from..to].to_vec();
        }
        self
    }

    /// The series with this key.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|k| k == key)
    }
}

/// The key of a series for people: names of places, else what it is.
fn told(facets: &[String], key: &[String]) -> Vec<String> {
    let name = |(facet, value): (&String, &String)| {
        let is_place = Facet::find(facet).is_ok_and(|f| f.kind() == FacetKind::Place);
        match value.parse::<Place>() {
            Ok(place) if is_place => place.name(Lang::En).to_owned(),
            _ => value.clone(),
        }
    };
    facets.iter().zip(key).map(name).collect()
}

fn first_step(all: &[Vec<f64>]) -> Option<usize> {
    all.iter()
        .filter_map(|v| v.iter().position(|x| !x.is_nan()))
        .min()
}

/// The last step in which most of the series that had a figure in the year before have one.
fn last_step(all: &[Vec<f64>]) -> Option<usize> {
    let steps = all.iter().map(Vec::len).min()?;
    (0..steps).rev().find(|t| {
        let year = t.saturating_sub(12)..=*t;
        let alive: Vec<&Vec<f64>> = all
            .iter()
            .filter(|v| v[year.clone()].iter().any(|x| !x.is_nan()))
            .collect();
        let here = alive.iter().filter(|v| !v[*t].is_nan()).count();
        here > 0 && here as f64 >= MOST * alive.len() as f64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_is_one_that_most_series_have() {
        let n = f64::NAN;
        let all = vec![
            vec![n, 1.0, 2.0, 3.0, 4.0],
            vec![n, 1.0, 2.0, 3.0, n],
            vec![n, 1.0, n, 3.0, n],
        ];
        assert_eq!(first_step(&all), Some(1));
        assert_eq!(last_step(&all), Some(3));
        assert_eq!(last_step(&[vec![n, n]]), None);
    }
}
