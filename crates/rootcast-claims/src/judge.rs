//! Judging: every reading that a claim admits is asked, and the verdict is what they say together.
//!
//! A claim is *supported* where it holds on every reading its words admit, *contradicted* where on none, *ambiguous*
//! where readings disagree. A near miss (half a per cent) alone supports, and is said to be one; beside a failure it
//! makes a claim ambiguous. Readings that the words do not admit are shown and do not count.

mod change;
mod fact;
mod level;
mod rank;
mod say;

use jiff::civil::Date;
use rootcast_core::{evidence::Evidence, provenance::Provenance};

use crate::{
    ask::Asker,
    claim::{Claim, ClaimKind, Counted, Modality, Uncheckable, When},
    facts::Facts,
    verdict::{Fares, Judged, Tried, Verdict},
};

/// Readings farther than this from the words are shown and do not count.
const ADMITTED: u8 = 1;

/// Judges claims on the knowledge of one day.
pub struct Judge<'e> {
    asker: Asker<'e>,
    facts: &'e Facts,
}

impl<'e> Judge<'e> {
    /// A judge who knows what was published up to a day.
    pub fn new(evidence: &'e dyn Evidence, facts: &'e Facts, as_of: Date) -> Self {
        Self {
            asker: Asker::new(evidence, as_of),
            facts,
        }
    }

    /// Asks every reading of a claim, nearest to the words first, and says what they say together.
    pub fn judge(&self, claim: &Claim) -> Judged {
        let mut tried = self.tried(claim);
        tried.sort_by(|a, b| {
            a.distance
                .cmp(&b.distance)
                .then_with(|| a.readings.cmp(&b.readings))
        });
        tried.dedup_by(|a, b| a.readings == b.readings && a.fares == b.fares);
        let (verdict, uncheckable) = verdict(claim, &tried);
        Judged {
            as_of: self.asker.as_of(),
            verdict,
            uncheckable,
            says: say::summary(claim, verdict, uncheckable, &tried),
            question: (verdict == Verdict::Ambiguous)
                .then(|| say::question(claim, &tried))
                .flatten(),
            tried,
        }
    }

    fn tried(&self, claim: &Claim) -> Vec<Tried> {
        let mut out = fact::ask(self.facts, claim, self.asker.as_of());
        for counted in &claim.counted {
            for when in &claim.when {
                let choice = Choice { counted, when };
                let asked = match claim.kind {
                    ClaimKind::Level | ClaimKind::Share | ClaimKind::Money | ClaimKind::Result => {
                        level::ask(&self.asker, claim, choice)
                    }
                    ClaimKind::Change | ClaimKind::Cause => change::ask(&self.asker, claim, choice),
                    ClaimKind::Rank => rank::place(&self.asker, claim, choice),
                    ClaimKind::Record => rank::record(&self.asker, claim, choice),
                    ClaimKind::Comparison => rank::against(&self.asker, claim, choice),
                    ClaimKind::Membership | ClaimKind::Dated | ClaimKind::First | ClaimKind::Rule => None,
                };
                out.extend(asked);
            }
        }
        out
    }
}

/// One way to read a claim.
#[derive(Clone, Copy)]
struct Choice<'c> {
    counted: &'c Counted,
    when: &'c When,
}

impl Choice<'_> {
    /// The reading of this choice for some origins over a period.
    fn reading(&self, claim: &Claim, origins: &str, period: &str) -> String {
        let mut text = self.counted.reading.clone();
        if let Some(activity) = &claim.subject.activity {
            text.push_str(&format!(" activity={activity}"));
        } else if !origins.is_empty() {
            text.push_str(&format!(" {}={origins}", self.facet()));
        }
        if !period.is_empty() {
            text.push_str(&format!(" period={period}"));
        }
        text
    }

    /// Whether the countries of a claim are origins of people or places of a property.
    fn facet(&self) -> &'static str {
        const PROPERTIES: [&str; 11] = [
            "fdi",
            "fdi-share",
            "homicide-rate",
            "unemployment",
            "gdp-growth",
            "gdp-growth-per-capita",
            "inflation",
            "population",
            "gini",
            "poverty-rate",
            "organised-violence-deaths",
        ];
        let measure = self.counted.reading.split(' ').next().unwrap_or_default();
        if PROPERTIES.contains(&measure) {
            "place"
        } else {
            "origin"
        }
    }

    fn why(&self) -> Vec<String> {
        vec![self.counted.why.clone(), self.when.why.clone()]
    }

    fn distance(&self) -> u8 {
        self.counted.distance.saturating_add(self.when.distance)
    }

    /// A reading that could not be answered.
    fn unanswered(&self, reading: String, says: String) -> Tried {
        Tried {
            readings: vec![reading],
            values: vec![None],
            derived: None,
            comparison: None,
            fares: Fares::Unanswered,
            why: self.why(),
            distance: self.distance(),
            says,
            provenance: Provenance::default(),
        }
    }
}

fn verdict(claim: &Claim, tried: &[Tried]) -> (Verdict, Option<Uncheckable>) {
    if let Some(why) = claim.uncheckable {
        return (Verdict::NotCheckable, Some(why));
    }
    match claim.modality {
        Modality::Cause => return (Verdict::NotCheckable, Some(Uncheckable::Cause)),
        Modality::Rule => return (Verdict::NotCheckable, Some(Uncheckable::Rule)),
        Modality::Opinion => return (Verdict::NotCheckable, Some(Uncheckable::Opinion)),
        Modality::Target | Modality::Forecast => return (Verdict::NotCheckable, Some(Uncheckable::Target)),
        Modality::Fact => {}
    }
    let count = |fares: Fares| {
        tried
            .iter()
            .filter(|t| t.fares == fares && t.distance <= ADMITTED)
            .count()
    };
    let (holds, near, fails) = (count(Fares::Holds), count(Fares::Near), count(Fares::Fails));
    if count(Fares::Open) > 0 {
        return (Verdict::Ambiguous, None);
    }
    if claim.kind == ClaimKind::Result {
        // A programme counts itself: its own figure supports nothing. A figure that differs leaves a question.
        return match (holds + near, fails) {
            (0, 0) => (Verdict::NotCheckable, Some(Uncheckable::NotHeld)),
            (_, 0) => (Verdict::NotCheckable, Some(Uncheckable::SelfReported)),
            _ => (Verdict::Ambiguous, None),
        };
    }
    match (holds, near, fails) {
        (0, 0, 0) => (Verdict::NotCheckable, Some(Uncheckable::NotHeld)),
        (_, 0, 0) | (0, _, 0) => (Verdict::Supported, None),
        (0, 0, _) => (Verdict::Contradicted, None),
        _ => (Verdict::Ambiguous, None),
    }
}
