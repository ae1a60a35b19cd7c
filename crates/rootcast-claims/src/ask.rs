//! Asking evidence: readings answered once for all claims of a text, as known on one day.

use std::{cell::RefCell, collections::BTreeMap};

use jiff::civil::Date;
use rootcast_core::{
    agreement::Interval,
    evidence::{Answer, Evidence, EvidenceError},
    measure::Additive,
    place::Place,
    provenance::Provenance,
    reading::Reading,
    value::Value,
};

/// A figure with what is behind it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    /// The reading with every choice and the day as known.
    pub(crate) reading: String,
    /// The figure; `None` where there is none.
    pub(crate) value: Option<f64>,
    /// What rounding and suppression leave open.
    pub(crate) range: Interval,
    /// What a reader must know.
    pub(crate) notes: Vec<String>,
    /// The releases and rows.
    pub(crate) provenance: Provenance,
}

/// Figures of several groups: an origin's code and its figure, largest first.
pub(crate) struct Ranking {
    pub(crate) reading: String,
    pub(crate) groups: Vec<(String, f64)>,
    pub(crate) provenance: Provenance,
}

/// Figures of one group, period by period.
pub(crate) struct Course {
    pub(crate) reading: String,
    pub(crate) points: Vec<(String, Option<f64>)>,
    pub(crate) provenance: Provenance,
}

/// Evidence as known on a day.
pub(crate) struct Asker<'e> {
    evidence: &'e dyn Evidence,
    as_of: Date,
    answered: RefCell<BTreeMap<String, Result<Answer, EvidenceError>>>,
}

impl<'e> Asker<'e> {
    pub(crate) fn new(evidence: &'e dyn Evidence, as_of: Date) -> Self {
        Self {
            evidence,
            as_of,
            answered: RefCell::default(),
        }
    }

    pub(crate) fn as_of(&self) -> Date {
        self.as_of
    }

    fn answer(&self, text: &str) -> Result<Answer, String> {
        if let Some(known) = self.answered.borrow().get(text) {
            return known.clone().map_err(|e| e.to_string());
        }
        let reading: Reading = text.parse().map_err(|e| format!("`{text}`: {e}"))?;
        let answer = self.evidence.answer(&reading.as_of(self.as_of), self.as_of);
        self.answered.borrow_mut().insert(text.to_owned(), answer.clone());
        answer.map_err(|e| e.to_string())
    }

    /// The figure of a reading without breakdown. Over a range of periods flows are added up; of what does not add up
    /// (a rate, a stock) the last period stands.
    pub(crate) fn figure(&self, text: &str) -> Result<Figure, String> {
        let answer = self.answer(text)?;
        let mut figure = Figure {
            reading: answer.reading.to_string(),
            value: None,
            range: Interval::exact(0.0),
            notes: answer.notes.clone(),
            provenance: answer.provenance.clone(),
        };
        let Some(series) = answer.panel.series.first() else {
            return Ok(figure);
        };
        figure
            .notes
            .extend(series.points.iter().filter_map(|p| p.note.clone()));
        let adds = answer
            .reading
            .definition()
            .is_ok_and(|m| m.over_time == Additive::Sum);
        let points = match series.points.as_slice() {
            [] => return Ok(figure),
            all if adds => all,
            all => &all[all.len() - 1..],
        };
        let (mut sum, mut low, mut high) = (0.0, 0.0, 0.0);
        for p in points {
            let Value::Number { value } = p.value else {
                return Ok(figure);
            };
            let range = p.range.unwrap_or(Interval::exact(value));
            sum += value;
            low += range.low;
            high += range.high;
        }
        figure.value = Some(sum);
        figure.range = Interval::new(low, high);
        Ok(figure)
    }

    /// The figures of every period of a reading with a breakdown by time, in order.
    pub(crate) fn series(&self, text: &str) -> Result<Course, String> {
        let answer = self.answer(text)?;
        let points = answer.panel.series.first().map_or_else(Vec::new, |s| {
            s.points
                .iter()
                .map(|p| (p.period.to_string(), p.value.as_number()))
                .collect()
        });
        Ok(Course {
            reading: answer.reading.to_string(),
            points,
            provenance: answer.provenance,
        })
    }

    /// The figures by origin of a reading over one period, largest first. Publishers' buckets ("other") are no
    /// origins and take no place.
    pub(crate) fn ranking(&self, text: &str) -> Result<Ranking, String> {
        let answer = self.answer(text)?;
        let mut groups: Vec<(String, f64)> = answer
            .panel
            .series
            .iter()
            .filter_map(|s| {
                let code = s.key.first()?;
                let place: Place = code.parse().ok()?;
                let sum: Option<f64> = s.points.iter().map(|p| p.value.as_number()).sum();
                (!place.is_bucket()).then_some((code.clone(), sum?))
            })
            .collect();
        groups.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(Ranking {
            reading: answer.reading.to_string(),
            groups,
            provenance: answer.provenance,
        })
    }
}
