//! Verdicts: on which readings a claim holds. A verdict is about a sentence, never about a person.

use std::sync::Arc;

use jiff::civil::Date;
use rootcast_core::{
    agreement::Comparison,
    provenance::{Provenance, Use},
};
use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::claim::{Claim, Uncheckable};

/// What the readings that a claim admits say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds on all of them.
    Supported,
    /// It holds on none.
    Contradicted,
    /// It holds on some.
    Ambiguous,
    /// Nothing held can say.
    NotCheckable,
}

/// How a claim fares on one reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fares {
    /// It holds.
    Holds,
    /// The figures differ by half a per cent at most, but not within what the digits leave open.
    Near,
    /// It does not.
    Fails,
    /// There is a figure, but the word has no size to set against it: "many", "main".
    Open,
    /// The reading has no figure.
    Unanswered,
}

/// One reading of a claim, asked and answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tried {
    /// The readings asked, with every choice and the day as known; two for a change, more for a rank.
    pub readings: Vec<String>,
    /// Their figures, in the same order.
    pub values: Vec<Option<f64>>,
    /// What the claim's number is compared with, worked out from the figures (a change in per cent, a share, a rank).
    pub derived: Option<f64>,
    /// The stated number against it.
    pub comparison: Option<Comparison>,
    /// How the claim fares.
    pub fares: Fares,
    /// Why this reading is admitted, choice by choice.
    pub why: Vec<String>,
    /// 0 for what the words say, more for what they merely admit.
    pub distance: u8,
    /// Whether the word of the claim means something else by definition than this reading.
    pub loose: bool,
    /// Whether each of its choices is one that the words admit, though together they are farther off.
    #[serde(skip)]
    pub merely: bool,
    /// Whether it is only offered: it may bear the claim out, and does not speak against it.
    #[serde(skip)]
    pub offered: bool,
    /// The result in a sentence.
    pub says: String,
    /// The releases and rows behind the figures.
    pub provenance: Behind,
}

/// The releases and rows behind figures. Those of one answer are held once, however many claims rest on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Behind(Vec<Arc<Provenance>>);

impl Behind {
    /// The releases read, figure by figure.
    pub fn uses(&self) -> impl Iterator<Item = &Use> {
        self.0.iter().flat_map(|p| &p.uses)
    }

    /// With what is behind another figure after it.
    #[must_use]
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

impl From<Arc<Provenance>> for Behind {
    fn from(of_one: Arc<Provenance>) -> Self {
        Self(vec![of_one])
    }
}

impl Serialize for Behind {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut whole = out.serialize_struct("Behind", 1)?;
        whole.serialize_field("uses", &self.uses().collect::<Vec<_>>())?;
        whole.end()
    }
}

/// A claim judged on the knowledge of one day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judged {
    /// The day as known.
    pub as_of: Date,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it cannot be checked, where it cannot.
    pub uncheckable: Option<Uncheckable>,
    /// In a sentence or two: what was found, and what is loose about the wording.
    pub says: String,
    /// The question that would settle it, where readings disagree.
    pub question: Option<String>,
    /// The readings, nearest to the words first.
    pub tried: Vec<Tried>,
}

/// A claim with its verdicts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    /// The claim.
    pub claim: Claim,
    /// The verdict: on the readings as known on the day the text was published and, where no release held is so old,
    /// as known later ([`crate::judge::settled`]).
    pub settled: Judged,
    /// As of the day the text was published.
    pub as_of_article: Judged,
    /// As of today.
    pub as_of_now: Judged,
    /// What was revised in between, in sentences.
    pub revised: Vec<String>,
}
