//! The only way a section gets a figure: by a reading, put to the evidence as known on the brief's day. Releases
//! and readings are written down as they are used, so that the page can list them.

use jiff::{ToSpan, civil::Date};
use rootcast_core::{
    evidence::{Answer, Evidence, EvidenceError},
    measure::Measure,
    period::Period,
    provenance::Use,
    reading::Reading,
    release::Release,
    series::{Panel, Series},
    value::Value,
};

use super::{
    BriefError,
    model::{Traced, Unanswered},
};

/// Asks, and keeps the record of what was asked.
pub(crate) struct Reader<'a> {
    evidence: &'a dyn Evidence,
    as_of: Date,
    releases: Vec<Release>,
    asked: Vec<Traced>,
    measures: Vec<&'static Measure>,
}

/// A reading answered.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The figures.
    pub(crate) panel: Panel,
    /// The reading and its releases.
    pub(crate) traced: Traced,
    /// What a reader must know.
    pub(crate) notes: Vec<String>,
}

impl Asked {
    /// The series of a reading without breakdown by facets.
    pub(crate) fn only(&self) -> Option<&Series> {
        match self.panel.series.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// The number of one period of [`Asked::only`].
    pub(crate) fn number(&self, period: Period) -> Option<f64> {
        self.only()?.at(period)?.value.as_number()
    }

    /// The value of one period of [`Asked::only`]; not covered where the answer has no such period.
    pub(crate) fn value(&self, period: Period) -> Value {
        self.only()
            .and_then(|s| s.at(period))
            .map_or(Value::missing(rootcast_core::value::Missing::NotCovered), |p| {
                p.value
            })
    }
}

impl<'a> Reader<'a> {
    pub(crate) fn new(evidence: &'a dyn Evidence, as_of: Date) -> Self {
        Self {
            evidence,
            as_of,
            releases: Vec::new(),
            asked: Vec::new(),
            measures: Vec::new(),
        }
    }

    /// The day as known on which everything is read.
    pub(crate) fn as_of(&self) -> Date {
        self.as_of
    }

    /// Puts a reading as known on the brief's day. What nothing held can answer is a result, not an error.
    pub(crate) fn ask(&mut self, text: &str) -> Result<Result<Asked, Unanswered>, BriefError> {
        let (reading, answer) = match self.raw(text, self.as_of)? {
            Ok(found) => found,
            Err(unanswered) => return Ok(Err(unanswered)),
        };
        let traced = self.trace(&answer);
        if let Ok(definition) = reading.definition()
            && !self.measures.iter().any(|m| m.id == definition.id)
        {
            self.measures.push(definition);
        }
        if !self.asked.contains(&traced) {
            self.asked.push(traced.clone());
        }
        Ok(Ok(Asked {
            panel: answer.panel,
            traced,
            notes: answer.notes,
        }))
    }

    /// The answers to one reading on every day on which the evidence for it changed, latest first, at most `limit`.
    ///
    /// An answer stays as it is from the day its newest release counts as known until the day asked, so stepping to
    /// the day before that release finds every earlier state.
    pub(crate) fn history(&mut self, text: &str, limit: usize) -> Result<Vec<(Date, Answer)>, BriefError> {
        let mut out = Vec::new();
        let mut day = self.as_of;
        while out.len() < limit {
            let Ok((_, answer)) = self.raw(text, day)? else {
                break;
            };
            let newest = answer.provenance.uses.iter().map(|u| u.release.effective).max();
            let Some(newest) = newest.filter(|d| *d <= day) else {
                break;
            };
            self.trace(&answer);
            out.push((newest, answer));
            let Ok(before) = newest.checked_sub(1.day()) else {
                break;
            };
            day = before;
        }
        Ok(out)
    }

    fn raw(&self, text: &str, day: Date) -> Result<Result<(Reading, Answer), Unanswered>, BriefError> {
        let reading: Reading = text.parse().map_err(|source| BriefError::Reading {
            reading: text.to_owned(),
            source: Box::new(source),
        })?;
        let reading = reading.as_of(day);
        match self.evidence.answer(&reading, day) {
            Ok(answer) => Ok(Ok((reading, answer))),
            Err(EvidenceError::NotHeld { reading, what }) => Ok(Err(Unanswered { reading, why: what })),
            Err(other) => Err(BriefError::Evidence(other)),
        }
    }

    /// Writes a reading down that was put to the evidence elsewhere, with the releases of its answer.
    pub(crate) fn record(&mut self, text: &str, uses: &[Use]) -> Traced {
        let traced = self.traced(text.to_owned(), uses);
        if let Ok(definition) = text.parse::<Reading>().and_then(|r| r.definition())
            && !self.measures.iter().any(|m| m.id == definition.id)
        {
            self.measures.push(definition);
        }
        if !self.asked.contains(&traced) {
            self.asked.push(traced.clone());
        }
        traced
    }

    /// Writes the releases of an answer down.
    pub(crate) fn trace(&mut self, answer: &Answer) -> Traced {
        self.traced(answer.reading.to_string(), &answer.provenance.uses)
    }

    fn traced(&mut self, reading: String, uses: &[Use]) -> Traced {
        let mut releases = Vec::new();
        for used in uses {
            let known = self
                .releases
                .iter()
                .position(|r| r.source == used.release.source && r.id == used.release.id);
            let index = known.unwrap_or_else(|| {
                self.releases.push(used.release.clone());
                self.releases.len() - 1
            });
            if !releases.contains(&index) {
                releases.push(index);
            }
        }
        Traced { reading, releases }
    }

    /// One line for a chart: each publisher once, with titles and dates.
    pub(crate) fn source_line(&self, traced: &[&Traced]) -> String {
        let mut used: Vec<&Release> = Vec::new();
        for index in traced.iter().flat_map(|t| &t.releases) {
            if let Some(release) = self.releases.get(*index)
                && !used.contains(&release)
            {
                used.push(release);
            }
        }
        used.sort_by_key(|r| (&r.publisher, &r.source, r.effective, &r.id));
        let mut parts: Vec<(&str, Vec<String>)> = Vec::new();
        for release in used {
            let title = format!("{} ({})", release.title, release.published_text());
            match parts.last_mut() {
                Some((publisher, titles)) if *publisher == release.publisher => titles.push(title),
                _ => parts.push((&release.publisher, vec![title])),
            }
        }
        let parts: Vec<String> = parts
            .into_iter()
            .map(|(publisher, titles)| format!("{publisher}, {}", titles.join("; ")))
            .collect();
        format!("Source: {}. As known on {}.", parts.join(". "), self.as_of)
    }

    /// A release written down.
    pub(crate) fn release(&self, index: usize) -> Option<&Release> {
        self.releases.get(index)
    }

    /// The releases used, in order of source and publication, every reading, and the measures they are of. Traces
    /// made so far index the first list; `renumber` turns them into indices of the sorted one.
    pub(crate) fn finish(self) -> Record {
        let mut order: Vec<usize> = (0..self.releases.len()).collect();
        order.sort_by(|a, b| {
            let key = |i: &usize| self.releases.get(*i).map(|r| (&r.source, r.effective, &r.id));
            key(a).cmp(&key(b))
        });
        let mut new_index = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            if let Some(slot) = new_index.get_mut(*old) {
                *slot = new;
            }
        }
        let releases = order
            .iter()
            .filter_map(|i| self.releases.get(*i).cloned())
            .collect();
        Record {
            releases,
            asked: self.asked,
            measures: self.measures,
            new_index,
        }
    }
}

/// What was asked for one brief.
pub(crate) struct Record {
    /// The releases used, sorted.
    pub(crate) releases: Vec<Release>,
    /// The readings, in the order of the page.
    pub(crate) asked: Vec<Traced>,
    /// The measures they are of, in the order of the page.
    pub(crate) measures: Vec<&'static Measure>,
    new_index: Vec<usize>,
}

impl Record {
    /// Turns the indices of a trace into indices of [`Record::releases`].
    pub(crate) fn renumber(&self, traced: &mut Traced) {
        for index in &mut traced.releases {
            *index = self.new_index.get(*index).copied().unwrap_or(*index);
        }
        traced.releases.sort_unstable();
    }
}
