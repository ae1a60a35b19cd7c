//! A ledger answers readings: `pledged programme=call-to-action as-of=2024-02-05`.
//!
//! A figure answers as it was said: its number, the interval its words leave open, and a note with the words, the
//! speaker, the day and the document. A stage of which nothing was stated is missing as `unknown`; sources that
//! contradict each other are missing as `conflicting`, and both are named. Figures are never added and never converted
//! here: to ask in another currency, convert the ledger first ([`crate::money`]) and answer over that.
//!
//! Without `period` a figure answers as known on the as-of day. With `period`, or broken down by time, only what was
//! said in each period answers, or a flow that covers exactly the period.

mod able;
mod panel;
mod point;
mod question;
mod source;

use jiff::civil::Date;
use rootcast_core::{
    evidence::{Answer, Answerable, Evidence, EvidenceError},
    measure::Measure,
    reading::Reading,
};

use crate::ledger::Ledger;

pub use source::{SOURCE, document_release, release};

/// The answers of a ledger.
///
/// ```
/// use jiff::civil::date;
/// use rootcast_core::evidence::Evidence;
/// use rootcast_ledger::{evidence::Answers, file};
/// let ledger = file::parse(r#"
/// [[document]]
/// id = "release"
/// title = "A total of 4.2 billion"
/// publisher = "The Partnership"
/// kind = "own"
/// published = "2023-02-06"
///
/// [[activity]]
/// id = "call-to-action"
/// title = "Call to Action"
/// kind = "programme"
///
/// [[statement]]
/// id = "pledged-2023-02"
/// activity = "call-to-action"
/// stage = "pledge"
/// measure = "pledged"
/// figure = "more than 4.2 billion"
/// unit = "USD"
/// tally = "cumulative"
/// word = "commitments"
/// said-by = "The Partnership"
/// document = "release"
/// "#, "example.toml")?;
/// let reading = "pledged programme=call-to-action as-of=2024-02-05".parse()?;
/// let answer = Answers::new(&ledger).answer(&reading, date(2026, 1, 1))?;
/// let point = answer.panel.single().unwrap();
/// assert_eq!(point.value.as_number(), Some(4.2e9));
/// assert!(point.range.unwrap().high.is_infinite());
/// assert_eq!(
///     point.note.as_deref(),
///     Some("more than $4.2 billion (USD) to date, pledge (“commitments”); said by The Partnership on 2023-02-06, in \
///           “A total of 4.2 billion” (The Partnership, 2023-02-06)")
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Answers<'l> {
    ledger: &'l Ledger,
}

impl<'l> Answers<'l> {
    /// The answers of a ledger that was checked ([`Ledger::check`]).
    pub fn new(ledger: &'l Ledger) -> Self {
        Self { ledger }
    }

    /// Whether a reading is one that ledgers answer: its measure is stated by people, not published as observations.
    pub fn are_for(reading: &Reading) -> bool {
        Measure::find(&reading.measure).is_ok_and(|m| m.stated)
    }
}

impl Evidence for Answers<'_> {
    fn answer(&self, reading: &Reading, today: Date) -> Result<Answer, EvidenceError> {
        let question = question::Asked::of(self.ledger, reading, today)?;
        panel::answer(self.ledger, &question)
    }

    fn answerable(&self) -> Result<Vec<Answerable>, EvidenceError> {
        Ok(able::answerable(self.ledger))
    }
}

#[cfg(test)]
mod tests;
