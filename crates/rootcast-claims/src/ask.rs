//! Asking evidence: a reading is answered once for all claims of all texts that share an [`Answered`].

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::civil::Date;
use rootcast_core::{
    agreement::Interval,
    evidence::{Answer, Evidence},
    measure::Additive,
    place::Place,
    provenance::Provenance,
    reading::Reading,
    value::Value,
};

use crate::verdict::Behind;

/// How many answers are kept, unless said otherwise: more than the readings of a year of articles about a border, in
/// some tens of megabytes.
pub const MOST_ANSWERS: usize = 1 << 14;

/// Answers already given, for all texts that are checked against the same evidence.
///
/// Readings of published figures are kept by the day on which the last release known came out
/// ([`Evidence::known_since`]), so that texts of different days share them. How many answers are kept changes how long a
/// check takes and nothing of what it finds: what was given up is asked again.
#[derive(Debug)]
pub struct Answered {
    most: usize,
    kept: Mutex<Kept>,
}

/// Two generations: what is asked again moves to the young one, and when that is full the old one is given up.
#[derive(Debug, Default)]
struct Kept {
    young: HashMap<String, Known>,
    old: HashMap<String, Known>,
}

/// An answer, or why there is none.
type Known = Result<Arc<Told>, Arc<str>>;

impl Default for Answered {
    fn default() -> Self {
        Self::up_to(MOST_ANSWERS)
    }
}

impl Answered {
    /// Keeps so many answers at most; none with 0 or 1.
    pub fn up_to(most: usize) -> Self {
        Self {
            most,
            kept: Mutex::default(),
        }
    }

    /// How many answers are kept now.
    pub fn len(&self) -> usize {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.young.len() + kept.old.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn get(&self, keys: [&str; 2]) -> Option<Known> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = keys.iter().find_map(|k| kept.young.get(*k)) {
            return Some(known.clone());
        }
        let (key, known) = keys.iter().find_map(|k| kept.old.remove_entry(*k))?;
        kept.put(key, known.clone(), self.most / 2);
        Some(known)
    }

    fn put(&self, key: String, known: Known) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.put(key, known, self.most / 2);
    }
}

impl Kept {
    fn put(&mut self, key: String, known: Known, most: usize) {
        if most == 0 {
            return;
        }
        if self.young.len() >= most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, known);
    }
}

/// What was answered, in every form that claims ask for it.
#[derive(Debug)]
struct Told {
    /// The reading with every choice, before and after the day as known.
    reading: (String, String),
    /// The sum of the periods of the first group; of what does not add up, the last period.
    value: Option<f64>,
    range: Interval,
    notes: Arc<[String]>,
    /// The first group, period by period.
    points: Arc<[(String, Option<f64>)]>,
    /// Groups of origins with their sums, largest first.
    groups: Arc<[(String, f64)]>,
    provenance: Arc<Provenance>,
}

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
    pub(crate) notes: Arc<[String]>,
    /// The releases and rows.
    pub(crate) provenance: Behind,
}

/// Figures of several groups: an origin's code and its figure, largest first.
pub(crate) struct Ranking {
    pub(crate) reading: String,
    pub(crate) groups: Arc<[(String, f64)]>,
    pub(crate) provenance: Behind,
}

/// Figures of one group, period by period.
pub(crate) struct Course {
    pub(crate) reading: String,
    pub(crate) points: Arc<[(String, Option<f64>)]>,
    pub(crate) provenance: Behind,
}

/// Evidence as known on a day.
pub(crate) struct Asker<'e> {
    evidence: &'e dyn Evidence,
    answered: &'e Answered,
    as_of: Date,
    /// The day as a reading has it, and the day of the last release known on it.
    day: String,
    since: String,
}

impl<'e> Asker<'e> {
    pub(crate) fn new(evidence: &'e dyn Evidence, answered: &'e Answered, as_of: Date) -> Self {
        Self {
            evidence,
            answered,
            as_of,
            day: as_of.to_string(),
            since: evidence.known_since(as_of).to_string(),
        }
    }

    pub(crate) fn as_of(&self) -> Date {
        self.as_of
    }

    fn answer(&self, text: &str) -> Known {
        let of = |sign: &str, day: &str| [day, sign, text].concat();
        // What was stated, and why there is no answer, is told of the very day.
        let (shared, own) = (of("..", &self.since), of(" ", &self.day));
        if let Some(known) = self.answered.get([&shared, &own]) {
            return known;
        }
        let known = self.ask(text);
        let published = known.as_ref().is_ok_and(|(_, stated)| !stated);
        let known = known.map(|(told, _)| Arc::new(told)).map_err(Arc::from);
        self.answered
            .put(if published { shared } else { own }, known.clone());
        known
    }

    /// The answer, and whether it is of what people stated.
    fn ask(&self, text: &str) -> Result<(Told, bool), String> {
        let reading: Reading = text.parse().map_err(|e| format!("`{text}`: {e}"))?;
        let answer = self
            .evidence
            .answer(&reading.as_of(self.as_of), self.as_of)
            .map_err(|e| e.to_string())?;
        let measure = answer.reading.definition();
        let stated = measure.as_ref().is_ok_and(|m| m.stated);
        let adds = measure.is_ok_and(|m| m.over_time == Additive::Sum);
        Ok((Told::of(answer, adds), stated))
    }

    fn dated(&self, told: &Told) -> String {
        let (reading, source) = &told.reading;
        [reading, " as-of=", &self.day, source].concat()
    }

    /// The figure of a reading without breakdown. Over a range of periods flows are added up; of what does not add up
    /// (a rate, a stock) the last period stands.
    pub(crate) fn figure(&self, text: &str) -> Result<Figure, String> {
        let told = self.answer(text).map_err(|why| why.to_string())?;
        Ok(Figure {
            reading: self.dated(&told),
            value: told.value,
            range: told.range,
            notes: told.notes.clone(),
            provenance: Behind::from(told.provenance.clone()),
        })
    }

    /// The figures of every period of a reading with a breakdown by time, in order.
    pub(crate) fn series(&self, text: &str) -> Result<Course, String> {
        let told = self.answer(text).map_err(|why| why.to_string())?;
        Ok(Course {
            reading: self.dated(&told),
            points: told.points.clone(),
            provenance: Behind::from(told.provenance.clone()),
        })
    }

    /// The figures by origin of a reading over one period, largest first. Publishers' buckets ("other") are no
    /// origins and take no place.
    pub(crate) fn ranking(&self, text: &str) -> Result<Ranking, String> {
        let told = self.answer(text).map_err(|why| why.to_string())?;
        Ok(Ranking {
            reading: self.dated(&told),
            groups: told.groups.clone(),
            provenance: Behind::from(told.provenance.clone()),
        })
    }
}

impl Told {
    fn of(answer: Answer, adds: bool) -> Self {
        let mut reading = answer.reading;
        reading.as_of = None;
        let source = reading
            .source
            .take()
            .map_or_else(String::new, |s| format!(" source={s}"));
        let first = answer.panel.series.first();
        let mut notes = answer.notes;
        notes.extend(
            first
                .into_iter()
                .flat_map(|s| &s.points)
                .filter_map(|p| p.note.clone()),
        );
        let points = match first.map_or(&[][..], |s| s.points.as_slice()) {
            [] => &[],
            all if adds => all,
            all => &all[all.len() - 1..],
        };
        // One period without a figure leaves none to the whole.
        let mut sum = (!points.is_empty()).then_some((0.0, 0.0, 0.0));
        for p in points {
            sum = match (sum, p.value) {
                (Some((sum, low, high)), Value::Number { value }) => {
                    let range = p.range.unwrap_or(Interval::exact(value));
                    Some((sum + value, low + range.low, high + range.high))
                }
                _ => None,
            };
        }
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
        Self {
            reading: (reading.to_string(), source),
            value: sum.map(|s| s.0),
            range: sum.map_or(Interval::exact(0.0), |s| Interval::new(s.1, s.2)),
            notes: notes.into(),
            points: first.map_or_else(Arc::default, |s| {
                s.points
                    .iter()
                    .map(|p| (p.period.to_string(), p.value.as_number()))
                    .collect()
            }),
            groups: groups.into(),
            provenance: Arc::new(answer.provenance),
        }
    }
}

#[cfg(test)]
mod tests;
