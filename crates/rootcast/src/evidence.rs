//! All evidence in one: readings of what people stated go to the ledger, the others to the store of statistics.
//!
//! The measure decides who answers, so an error carries the advice of whoever knows the measure.

use jiff::civil::Date;
use rootcast_core::{
    evidence::{Answer, Answerable, Evidence, EvidenceError},
    measure::Measure,
    period::Period,
    reading::Reading,
};
use rootcast_ledger::{evidence::Answers, ledger::Ledger};
use rootcast_store::store::{Detail, Diff, Explanation, Store};

mod explain;

/// What is held: figures that agencies published, and what was said of programmes.
#[derive(Debug)]
pub struct Held {
    /// The statistics.
    pub store: Store,
    /// The statements.
    pub ledger: Ledger,
}

impl Held {
    /// Answers a reading with as much beside the figures as is asked for.
    pub fn answer_with(
        &self,
        reading: &Reading,
        today: Date,
        detail: Detail,
    ) -> Result<Answer, EvidenceError> {
        if !Answers::are_for(reading) {
            return self.store.answer_with(reading, today, detail);
        }
        let mut answer = Answers::new(&self.ledger).answer(reading, today)?;
        if !detail.cross_checks {
            answer.cross_checks.clear();
        }
        Ok(answer)
    }

    /// Says how an answer came about.
    pub fn explain(&self, reading: &Reading, today: Date) -> Result<Explanation, EvidenceError> {
        if Answers::are_for(reading) {
            explain::explain(&self.ledger, reading, today)
        } else {
            self.store.explain(reading, today)
        }
    }

    /// Says what changed in the answer to a reading between two days.
    pub fn diff(&self, reading: &Reading, from: Date, to: Date) -> Result<Diff, EvidenceError> {
        if !Answers::are_for(reading) {
            return self.store.diff(reading, from, to);
        }
        let answers = Answers::new(&self.ledger);
        let old = known(answers, reading, from)?;
        let new = known(answers, reading, to)?;
        let Some(unit) = old.as_ref().or(new.as_ref()).map(|a| a.unit) else {
            // Nobody has said anything by the later day: the error of that day says what is held.
            return Err(answers
                .answer(&reading.clone().as_of(to), to)
                .err()
                .unwrap_or_else(|| EvidenceError::Store(reading.to_string())));
        };
        // A figure to date answers for the day asked; two such answers are about one and the same thing.
        let at = |answer: Option<Answer>| {
            answer.map(|mut a| {
                for p in a.panel.series.iter_mut().flat_map(|s| &mut s.points) {
                    if matches!(p.period, Period::Day(_)) && reading.period.is_none() {
                        p.period = Period::Day(to);
                    }
                }
                a
            })
        };
        let (old, new) = (at(old), at(new));
        let spelled = new
            .as_ref()
            .or(old.as_ref())
            .map_or_else(|| reading.clone(), |a| a.reading.clone());
        let mut diff = Diff::between(spelled, unit, (from, old.as_ref()), (to, new.as_ref()));
        for (day, answer) in [(from, &old), (to, &new)] {
            for p in answer
                .iter()
                .flat_map(|a| &a.panel.series)
                .flat_map(|s| &s.points)
            {
                diff.notes
                    .extend(p.note.as_ref().map(|n| format!("as of {day}: {n}")));
            }
        }
        // Two figures that leave something open have no one difference.
        let exact = |a: &Option<Answer>| {
            a.iter()
                .flat_map(|a| &a.panel.series)
                .flat_map(|s| &s.points)
                .all(|p| p.range.is_none_or(|r| r.is_exact()))
        };
        if !(exact(&old) && exact(&new)) {
            for change in &mut diff.changes {
                change.difference = None;
            }
        }
        Ok(diff)
    }
}

/// The answer as known on a day; `None` where nothing was known.
fn known(answers: Answers<'_>, reading: &Reading, day: Date) -> Result<Option<Answer>, EvidenceError> {
    match answers.answer(&reading.clone().as_of(day), day) {
        Ok(answer) => Ok(Some(answer)),
        Err(EvidenceError::NotHeld { .. }) => Ok(None),
        Err(e) => Err(e),
    }
}

impl Evidence for Held {
    fn answer(&self, reading: &Reading, today: Date) -> Result<Answer, EvidenceError> {
        if Answers::are_for(reading) {
            Answers::new(&self.ledger).answer(reading, today)
        } else {
            self.store.answer(reading, today)
        }
    }

    fn answerable(&self) -> Result<Vec<Answerable>, EvidenceError> {
        let mut out = self.store.answerable()?;
        out.extend(Answers::new(&self.ledger).answerable()?);
        out.sort_by(|a, b| (&a.measure, &a.source).cmp(&(&b.measure, &b.source)));
        Ok(out)
    }

    fn known_since(&self, day: Date) -> Date {
        self.store.known_since(day)
    }
}

/// Whether the figures of a measure are statements, which answer as intervals.
pub fn is_stated(measure: &str) -> bool {
    Measure::find(measure).is_ok_and(|m| m.stated)
}
