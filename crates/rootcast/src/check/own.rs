//! A text that is itself a document of the ledger.

use jiff::civil::Date;
use rootcast_core::{
    evidence::{Answer, Answerable, Evidence, EvidenceError},
    reading::Reading,
};
use rootcast_ledger::{evidence::Answers, ledger::Ledger};
use rootcast_store::store::{Detail, Store};

/// How many of the first lines of a text may be its title.
const LINES: usize = 40;
/// Titles shorter than this name many texts.
const WORDS: usize = 5;

/// How much of a line may hold a title, in bytes.
const LINE: usize = 16 << 10;

/// The titles of the documents of a ledger, in plain letters, with what identifies each.
#[derive(Debug)]
pub(super) struct Titles<'l>(Vec<(String, &'l str)>);

impl<'l> Titles<'l> {
    /// Those long enough to name one text.
    pub(super) fn of(ledger: &'l Ledger) -> Self {
        let all = ledger
            .documents
            .values()
            .map(|d| (plain(&d.title), d.id.as_str()));
        Self(
            all.filter(|(title, _)| title.split(' ').count() >= WORDS)
                .collect(),
        )
    }

    /// The document that a text is, by its title among the first lines.
    pub(super) fn document(&self, text: &str) -> Option<&'l str> {
        let heads: Vec<String> = text
            .lines()
            .take(LINES)
            .map(|line| plain(line.get(..line.floor_char_boundary(LINE)).unwrap_or(line)))
            .collect();
        self.0
            .iter()
            .find(|(title, _)| heads.iter().any(|h| h.contains(title.as_str())))
            .map(|(_, id)| *id)
    }
}

/// Letters and digits in small, one blank between words.
fn plain(line: &str) -> String {
    let mut out = String::new();
    for word in line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// A ledger without what one document states.
pub(super) fn without(ledger: &Ledger, document: &str) -> Ledger {
    let mut rest = ledger.clone();
    rest.statements.retain(|_, s| s.document != document);
    rest.events.retain(|_, e| e.document != document);
    rest
}

/// All evidence but the text's own.
pub(super) struct Rest<'h> {
    pub(super) store: &'h Store,
    pub(super) ledger: &'h Ledger,
    /// What is wanted beside the figures.
    pub(super) detail: Detail,
}

impl Evidence for Rest<'_> {
    fn answer(&self, reading: &Reading, today: Date) -> Result<Answer, EvidenceError> {
        if Answers::are_for(reading) {
            Answers::new(self.ledger).answer(reading, today)
        } else {
            self.store.answer_with(reading, today, self.detail)
        }
    }

    fn answerable(&self) -> Result<Vec<Answerable>, EvidenceError> {
        let mut out = self.store.answerable()?;
        out.extend(Answers::new(self.ledger).answerable()?);
        Ok(out)
    }

    fn known_since(&self, day: Date) -> Date {
        self.store.known_since(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;

    #[test]
    fn a_text_is_known_by_its_title_whatever_the_punctuation() {
        let ledger = reference::ledger().unwrap();
        let text = "News\n\nWhat Kamala Harris should brag about, at the Southern Border this week!\n\nText.";
        let titles = Titles::of(&ledger);
        assert_eq!(titles.document(text), Some("magazine-2024-09"));
        let rest = without(&ledger, "magazine-2024-09");
        assert!(rest.statements.len() < ledger.statements.len());
        assert_eq!(titles.document("A text of its own."), None);
    }
}
