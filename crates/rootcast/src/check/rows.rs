//! A check as rows: one a reading tried as of publication, for spreadsheets; and in the other forms of every result.

use rootcast_claims::check::Document;
use rootcast_store::flat::Column;
use serde::Serialize;

use super::{
    file,
    report::{Claim, Reading, Report, Text},
    terminal, words,
};
use crate::format::{self, Page};

/// A check with the texts it is of.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'d> {
    /// What is published.
    pub report: &'d Report<'d>,
    /// What was found, text by text.
    pub documents: &'d [Document],
    /// The texts, in the same order.
    pub texts: &'d [file::Text],
}

/// What a row of a claim tells.
enum Of<'d> {
    /// A reading.
    Reading(Reading<'d>),
    /// How many more were tried.
    More(usize),
    /// That there is none.
    Nothing,
}

impl<'d> Of<'d> {
    fn reading(&self) -> Option<&Reading<'d>> {
        match self {
            Self::Reading(reading) => Some(reading),
            Self::More(_) | Self::Nothing => None,
        }
    }
}

/// One row: a claim on a reading, or a claim without any.
type Row<'r, 'd> = (&'r Text<'d>, &'r Claim<'d>, Of<'d>);

impl<'d> Sheet<'d> {
    fn rows(&self) -> Vec<Row<'_, 'd>> {
        let mut out = Vec::new();
        for text in &self.report.documents {
            for claim in &text.claims {
                if claim.readings.is_empty() {
                    out.push((text, claim, Of::Nothing));
                }
                out.extend(claim.readings.iter().map(|r| (text, claim, Of::Reading(r))));
                if claim.more_readings > 0 {
                    out.push((text, claim, Of::More(claim.more_readings)));
                }
            }
        }
        out
    }
}

/// The word that the JSON has for something.
fn word(value: impl Serialize) -> Option<String> {
    Some(serde_json::to_value(value).ok()?.as_str()?.to_owned())
}

impl format::Report for Sheet<'_> {
    fn columns(&self) -> Vec<Column> {
        let rows = self.rows();
        let text = |name: &str, of: &dyn Fn(&Row<'_, '_>) -> Option<String>| {
            Column::text(name, rows.iter().map(of).collect())
        };
        let place = |of: &dyn Fn(&Claim<'_>) -> Option<usize>| -> Vec<Option<u64>> {
            rows.iter().map(|(_, c, _)| of(c).map(|n| n as u64)).collect()
        };
        let number = |name: &str, of: &dyn Fn(&Row<'_, '_>) -> Option<f64>| {
            Column::number(name, rows.iter().map(of).collect())
        };
        let sources = |of: &dyn Fn(&super::report::Source<'_>) -> String, r: &Row<'_, '_>| {
            let all: Vec<String> = r.2.reading()?.releases.iter().map(of).collect();
            (!all.is_empty()).then(|| all.join(";"))
        };
        vec![
            text("document", &|r| Some(r.0.name.to_owned())),
            Column::date(
                "published_text",
                rows.iter().map(|r| Some(r.0.published)).collect(),
            ),
            Column::count("claim", place(&|c| Some(c.number))),
            Column::count("start", place(&|c| c.spans.first().map(|s| s.start))),
            Column::count("end", place(&|c| c.spans.last().map(|s| s.end))),
            text("words", &|r| Some(r.1.text.to_owned())),
            text("kind", &|r| word(r.1.kind)),
            text("modality", &|r| word(r.1.modality)),
            number("stated", &|r| r.1.stated.map(|s| s.value)),
            text("verdict", &|r| word(r.1.verdict)),
            text("reason", &|r| r.1.reason.and_then(word)),
            text("verdict_now", &|r| word(r.1.as_of_now.verdict)),
            text("question", &|r| r.1.question.map(str::to_owned)),
            text("fares", &|r| r.2.reading().and_then(|x| word(x.fares))),
            number("value", &|r| r.2.reading().and_then(|x| x.value)),
            text("agreement", &|r| r.2.reading()?.agreement.and_then(word)),
            number("difference", &|r| r.2.reading()?.difference),
            number("relative", &|r| r.2.reading()?.relative),
            text("says", &|r| match &r.2 {
                Of::Reading(reading) => Some(reading.says.to_owned()),
                Of::More(more) => words::more_readings(*more),
                Of::Nothing => None,
            }),
            text("why", &|r| Some(r.2.reading()?.why.join("; "))),
            text("source", &|r| sources(&|s| s.source.to_owned(), r)),
            text("release", &|r| sources(&|s| s.release.to_owned(), r)),
            text("published", &|r| sources(&|s| s.published.clone(), r)),
            text("file", &|r| sources(&|s| s.file.to_owned(), r)),
            text("sha256", &|r| sources(&|s| s.sha256.to_owned(), r)),
            text("rows", &|r| {
                r.2.reading()?
                    .releases
                    .iter()
                    .any(|s| s.rows.is_some())
                    .then_some(())?;
                sources(&|s| s.rows.map(ToString::to_string).unwrap_or_default(), r)
            }),
            text("reading", &|r| Some(r.2.reading()?.text.clone())),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.report)
    }

    fn text(&self, page: &Page) -> String {
        terminal::text(self, page)
    }
}
