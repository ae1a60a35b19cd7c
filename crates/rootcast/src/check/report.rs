//! What a check publishes: the documented JSON, which every other form prints from.
//!
//! It is a schema of its own ([`FORMAT`]), so that the checker may change inside. Every place is in code points of the
//! original text.

mod readings;

use jiff::civil::Date;
use rootcast_claims::{
    Lang,
    check::{Dated, Document},
    claim::{ClaimKind, Counted, Direction, Modality, Stated, Subject, Uncheckable, When},
    cross::{Pair, Pairs, Relation},
    plain,
    text::{Note, Span},
    verdict::{Checked, Fares, Judged, Tried, Verdict},
};
use rootcast_core::{
    agreement::Agreement,
    provenance::{RowRanges, Use},
};
use serde::Serialize;

pub use readings::{DECIDING, DETAILED, MOST_READINGS, Readings};

/// Version of the JSON of `rootcast check`. A new field does not change it; another meaning or a field taken away does.
pub const FORMAT: u32 = 1;

/// Whether a count is of nothing, and left out of the JSON.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

/// Texts checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report<'d> {
    /// [`FORMAT`].
    pub format: u32,
    /// The day of "now".
    pub as_of: Date,
    /// Counts over all documents.
    pub summary: Summary,
    /// The texts, in the order given.
    pub documents: Vec<Text<'d>>,
    /// Claims of different texts that are about one thing.
    pub pairs: Vec<Related<'d>>,
    /// How many more such pairs there are.
    #[serde(skip_serializing_if = "is_none")]
    pub more_pairs: usize,
}

/// How many claims have which verdict, as of publication.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Texts.
    pub documents: usize,
    /// Claims found in them.
    pub claims: usize,
    /// Those that hold on every reading.
    pub supported: usize,
    /// Those that hold on none.
    pub contradicted: usize,
    /// Those that hold on some.
    pub ambiguous: usize,
    /// Those that nothing held can say anything of.
    pub not_checkable: usize,
}

/// A text checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Text<'d> {
    /// Its name.
    pub name: &'d str,
    /// `en` or `es`.
    pub language: &'static str,
    /// The day it was published.
    pub published: Date,
    /// How that day is known: `given`, `by-itself` or `unknown`.
    pub dated: Dated,
    /// Counts over this text.
    pub summary: Summary,
    /// Its claims, in order.
    pub claims: Vec<Claim<'d>>,
    /// What cleaning did and doubted.
    pub notes: &'d [Note],
    /// Claims of it that are about one thing.
    pub pairs: Vec<Related<'d>>,
    /// How many more such pairs there are.
    #[serde(skip_serializing_if = "is_none")]
    pub more_pairs: usize,
}

/// A claim with its verdicts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim<'d> {
    /// Its number in the text, from one.
    pub number: usize,
    /// Where it stands in the original, in code points.
    pub spans: &'d [Span],
    /// Its words.
    pub text: &'d str,
    /// The verdict: as of publication and, where no release held is so old, as known later.
    pub verdict: Verdict,
    /// Why it cannot be checked, where it cannot.
    pub reason: Option<Uncheckable>,
    /// What was found, in a sentence or two.
    pub says: &'d str,
    /// The question that would settle it.
    pub question: Option<&'d str>,
    /// What is loose about its wording.
    pub loose: Vec<&'d str>,
    /// What kind of statement.
    pub kind: ClaimKind,
    /// In which way it is said.
    pub modality: Modality,
    /// Who says it.
    pub said_by: Option<&'d str>,
    /// What it is about.
    pub subject: &'d Subject,
    /// What it is set against.
    pub other: Option<&'d Subject>,
    /// The number.
    pub stated: Option<&'d Stated>,
    /// Of a change with two ends, the earlier number.
    pub before: Option<&'d Stated>,
    /// The word in place of a number.
    pub vague: Option<&'d str>,
    /// Which way it moved.
    pub direction: Option<Direction>,
    /// What may be counted, nearest to the words first.
    pub counted: &'d [Counted],
    /// When, nearest to the words first.
    pub when: &'d [When],
    /// The readings tried for that verdict, nearest to the words first.
    pub readings: Readings<'d>,
    /// How many more were tried than are listed.
    #[serde(skip_serializing_if = "is_none")]
    pub more_readings: usize,
    /// As of publication.
    pub as_of_article: Standing<'d>,
    /// As of now.
    pub as_of_now: Standing<'d>,
    /// What was revised in between.
    pub revised: &'d [String],
}

/// A verdict on the knowledge of one day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing<'d> {
    /// The day as known.
    pub as_of: Date,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it cannot be checked, where it cannot.
    pub reason: Option<Uncheckable>,
    /// What was found.
    pub says: &'d str,
    /// The question that would settle it.
    pub question: Option<&'d str>,
    /// The readings tried, nearest to the words first.
    pub readings: Readings<'d>,
    /// How many more were tried than are listed.
    #[serde(skip_serializing_if = "is_none")]
    pub more_readings: usize,
}

/// A reading tried.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading<'d> {
    /// The reading, or several joined by `; `.
    pub text: String,
    /// The figure that the claim's number is set against: that of the reading, or what is worked out from several.
    pub value: Option<f64>,
    /// The same in plain words.
    pub plain: String,
    /// How the claim fares on it.
    pub fares: Fares,
    /// Whether the verdict rests on it; other readings are shown for comparison.
    pub counts: bool,
    /// How the claim's number and the figure stand to each other, where there are two numbers.
    pub agreement: Option<Agreement>,
    /// The figure minus the claim's number.
    pub difference: Option<f64>,
    /// The difference over the claim's number.
    pub relative: Option<f64>,
    /// The result in a sentence.
    pub says: &'d str,
    /// Why the words admit it.
    pub why: &'d [String],
    /// 0 for what the words say, more for what they merely admit.
    pub distance: u8,
    /// Each reading asked with its figure.
    pub asked: Vec<Asked<'d>>,
    /// The releases behind the figures.
    pub releases: Vec<Source<'d>>,
}

/// One reading asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asked<'d> {
    /// The reading, as `rootcast show` takes it.
    pub reading: &'d str,
    /// Its figure.
    pub value: Option<f64>,
}

/// A release behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source<'d> {
    /// Identifier of the source.
    pub source: &'d str,
    /// Identifier of the release.
    pub release: &'d str,
    /// Who published it.
    pub publisher: &'d str,
    /// Its title.
    pub title: &'d str,
    /// The day, month or year of publication.
    pub published: String,
    /// Name of the file.
    pub file: &'d str,
    /// Hash of the file.
    pub sha256: &'d str,
    /// The table read.
    pub table: &'d str,
    /// How many published cells were read.
    pub cells: u64,
    /// Their rows in the file, `3-5,9`, where they were asked for.
    pub rows: Option<&'d RowRanges>,
}

/// Two claims about one thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Related<'d> {
    /// How they stand to each other.
    pub relation: Relation,
    /// The first.
    pub first: Place,
    /// The second.
    pub second: Place,
    /// It in a sentence.
    pub says: &'d str,
}

/// A claim by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Number of the text, from one.
    pub document: usize,
    /// Number of the claim in it, from one; `None` where no claim begins there.
    pub claim: Option<usize>,
    /// Where it stands.
    pub span: Span,
}

impl<'d> Report<'d> {
    /// The report of texts checked, with the pairs between them ([`rootcast_claims::cross::between`]).
    pub fn of(documents: &'d [Document], between: &'d Pairs, as_of: Date) -> Self {
        let mut summary = Summary::default();
        let texts: Vec<Text<'d>> = documents
            .iter()
            .enumerate()
            .map(|(i, d)| Text::of(d, i + 1))
            .collect();
        for text in &texts {
            summary.add(&text.summary);
        }
        Self {
            format: FORMAT,
            as_of,
            summary,
            documents: texts,
            pairs: between
                .listed
                .iter()
                .map(|p| Related::of(p, documents, 0))
                .collect(),
            more_pairs: between.more,
        }
    }
}

impl Summary {
    /// Adds the counts of another.
    pub fn add(&mut self, other: &Summary) {
        self.documents += other.documents;
        self.claims += other.claims;
        self.supported += other.supported;
        self.contradicted += other.contradicted;
        self.ambiguous += other.ambiguous;
        self.not_checkable += other.not_checkable;
    }

    fn of(document: &Document) -> Self {
        let [supported, contradicted, ambiguous, not_checkable] = document.tally();
        Self {
            documents: 1,
            claims: document.claims.len(),
            supported,
            contradicted,
            ambiguous,
            not_checkable,
        }
    }
}

impl<'d> Text<'d> {
    /// The report of one text, the so-manyth.
    pub fn of(document: &'d Document, number: usize) -> Self {
        Self {
            name: &document.name,
            language: match document.lang {
                Lang::English => "en",
                Lang::Spanish => "es",
            },
            published: document.published,
            dated: document.dated,
            summary: Summary::of(document),
            claims: document
                .claims
                .iter()
                .enumerate()
                .map(|(i, c)| Claim::of(c, i + 1))
                .collect(),
            notes: &document.notes,
            pairs: document
                .pairs
                .listed
                .iter()
                .map(|p| Related::of(p, std::slice::from_ref(document), number - 1))
                .collect(),
            more_pairs: document.pairs.more,
        }
    }
}

impl<'d> Claim<'d> {
    fn of(checked: &'d Checked, number: usize) -> Self {
        let claim = &checked.claim;
        let settled = &checked.settled;
        let detailed = number <= DETAILED;
        let readings = Readings::of(settled, if detailed { MOST_READINGS } else { DECIDING });
        Self {
            number,
            spans: &claim.spans,
            text: &claim.words,
            verdict: settled.verdict,
            reason: settled.uncheckable,
            says: &settled.says,
            question: settled.question.as_deref(),
            loose: claim
                .counted
                .iter()
                .filter(|c| c.loose && c.distance == 0)
                .map(|c| c.why.as_str())
                .collect(),
            kind: claim.kind,
            modality: claim.modality,
            said_by: claim.said_by.as_deref(),
            subject: &claim.subject,
            other: claim.other.as_ref(),
            stated: claim.stated.as_ref(),
            before: claim.before.as_ref(),
            vague: claim.vague.as_deref(),
            direction: claim.direction,
            counted: &claim.counted,
            when: &claim.when,
            more_readings: readings.left_out(),
            readings,
            as_of_article: Standing::of(&checked.as_of_article, detailed),
            as_of_now: Standing::of(&checked.as_of_now, detailed),
            revised: &checked.revised,
        }
    }

    /// The days on which the verdict is another one.
    pub fn turned(&self) -> impl Iterator<Item = &Standing<'d>> {
        [&self.as_of_article, &self.as_of_now]
            .into_iter()
            .filter(|s| s.verdict != self.verdict)
    }
}

impl<'d> Standing<'d> {
    fn of(judged: &'d Judged, detailed: bool) -> Self {
        let readings = Readings::of(judged, if detailed { MOST_READINGS } else { 0 });
        Self {
            as_of: judged.as_of,
            verdict: judged.verdict,
            reason: judged.uncheckable,
            says: &judged.says,
            question: judged.question.as_deref(),
            more_readings: readings.left_out(),
            readings,
        }
    }
}

impl<'d> Reading<'d> {
    fn of(tried: &'d Tried, judged: &'d Judged) -> Self {
        let comparison = tried.comparison;
        Self {
            text: tried.readings.join("; "),
            value: tried.derived.or(match tried.values.as_slice() {
                [one] => *one,
                _ => None,
            }),
            plain: plain::words(&tried.readings, Some(judged.as_of)),
            fares: tried.fares,
            counts: readings::counts(tried, judged.verdict),
            agreement: comparison.map(|c| c.agreement),
            difference: comparison.map(|c| c.difference),
            relative: comparison.and_then(|c| c.relative),
            says: &tried.says,
            why: &tried.why,
            distance: tried.distance,
            asked: tried
                .readings
                .iter()
                .enumerate()
                .map(|(i, reading)| Asked {
                    reading,
                    value: tried.values.get(i).copied().flatten(),
                })
                .collect(),
            releases: tried.provenance.uses().map(Source::of).collect(),
        }
    }
}

impl<'d> Source<'d> {
    fn of(used: &'d Use) -> Self {
        let release = &used.release;
        Self {
            source: &release.source,
            release: &release.id,
            publisher: &release.publisher,
            title: &release.title,
            published: release.published_text(),
            file: &release.file,
            sha256: &release.sha256,
            table: &used.table,
            cells: used.cells,
            rows: used.rows.as_ref(),
        }
    }
}

impl<'d> Related<'d> {
    /// `shift` is added to the numbers of texts: inside one text they count from it alone.
    fn of(pair: &'d Pair, documents: &[Document], shift: usize) -> Self {
        let place = |(document, span): (usize, Span)| Place {
            document: document + shift + 1,
            claim: documents
                .get(document)
                .and_then(|d| d.claims.iter().position(|c| c.claim.spans.first() == Some(&span)))
                .map(|i| i + 1),
            span,
        };
        Self {
            relation: pair.relation,
            first: place(pair.first),
            second: place(pair.second),
            says: &pair.says,
        }
    }
}
