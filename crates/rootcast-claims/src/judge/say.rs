//! The result in words. About the sentence and the readings, never about who wrote it.

use crate::{
    claim::{Claim, Uncheckable},
    verdict::{Fares, Tried, Verdict},
};

/// What was found, in a sentence or two.
pub(super) fn summary(claim: &Claim, verdict: Verdict, why: Option<Uncheckable>, tried: &[Tried]) -> String {
    let of = |fares: Fares| tried.iter().find(|t| t.fares == fares);
    let mut out = match verdict {
        Verdict::NotCheckable => match why {
            Some(Uncheckable::Cause) => "Says what caused what. Figures show what moved, not why.".to_owned(),
            Some(Uncheckable::Rule) => "Says what a rule is. Rules are not in the figures held.".to_owned(),
            Some(Uncheckable::Vague) => "Its word has no size to check.".to_owned(),
            Some(Uncheckable::SelfReported) => {
                "A programme's own count of its results. Nobody else's figure is held.".to_owned()
            }
            Some(Uncheckable::Target) => "An aim or an expectation, not yet a result.".to_owned(),
            Some(Uncheckable::Opinion) => "A judgement.".to_owned(),
            Some(Uncheckable::NotHeld) | None => match tried.first() {
                Some(t) => format!("No figure is held for it: {}.", t.says.trim_end_matches('.')),
                None => "No series is held for it.".to_owned(),
            },
        },
        Verdict::Supported => match (of(Fares::Holds), of(Fares::Near)) {
            (Some(t), _) | (None, Some(t)) => format!("Holds on every reading its words admit: {}.", t.says),
            (None, None) => "Holds.".to_owned(),
        },
        Verdict::Contradicted => of(Fares::Fails).map_or_else(
            || "Holds on no reading.".to_owned(),
            |t| format!("Holds on no reading its words admit: {}.", t.says),
        ),
        Verdict::Ambiguous => {
            let yes = of(Fares::Holds).or_else(|| of(Fares::Near));
            if let (Some(word), Some(t)) = (&claim.vague, of(Fares::Open)) {
                return format!(
                    "`{word}` has no size. On `{}`: {}.",
                    t.readings.join("` and `"),
                    t.says
                );
            }
            match (yes, of(Fares::Fails)) {
                (Some(y), Some(n)) => format!(
                    "Holds on `{}` ({}), not on `{}` ({}).",
                    y.readings.join("` and `"),
                    y.says,
                    n.readings.join("` and `"),
                    n.says
                ),
                _ => "Readings disagree.".to_owned(),
            }
        }
    };
    if let Some(loose) = claim.counted.iter().find(|c| c.loose && c.distance == 0)
        && verdict != Verdict::NotCheckable
    {
        out.push_str(&format!(" The wording is loose: {}.", loose.why));
    }
    out
}

/// The question whose answer would leave one verdict: the choice on which readings that hold and readings that fail
/// differ most cleanly.
pub(super) fn question(claim: &Claim, tried: &[Tried]) -> String {
    if let Some(word) = &claim.vague {
        return format!("How much is `{word}`?");
    }
    let split = |part: usize| -> bool {
        let of = |fares: &[Fares]| -> Vec<&String> {
            let mut whys: Vec<&String> = tried
                .iter()
                .filter(|t| fares.contains(&t.fares))
                .filter_map(|t| t.why.get(part))
                .collect();
            whys.sort();
            whys.dedup();
            whys
        };
        let yes = of(&[Fares::Holds, Fares::Near]);
        let no = of(&[Fares::Fails]);
        !yes.is_empty() && !no.is_empty() && yes.iter().any(|y| !no.contains(y))
    };
    let times = claim.when.len() > 1 && split(1);
    let counts = claim.counted.len() > 1 && split(0);
    match (times, counts) {
        (true, false) => format!(
            "Which year is meant: {}?",
            claim
                .when
                .iter()
                .map(|w| w.period.to_string())
                .collect::<Vec<_>>()
                .join(" or ")
        ),
        (_, true) => format!(
            "What is counted: {}?",
            claim
                .counted
                .iter()
                .map(|c| c.reading.as_str())
                .collect::<Vec<_>>()
                .join(", or ")
        ),
        (false, false) => "Which figure is meant?".to_owned(),
    }
}
