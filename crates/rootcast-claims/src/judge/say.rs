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
                (None, Some(n)) => format!(
                    "It is open which period is meant, or whether the figure was revised since; the nearest: {}.",
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

/// The question whose answer would leave one verdict: on what the nearest reading that holds and the nearest that fails
/// differ.
pub(super) fn question(claim: &Claim, tried: &[Tried]) -> String {
    if let Some(word) = claim
        .vague
        .as_ref()
        .filter(|_| tried.iter().any(|t| t.fares == Fares::Open))
    {
        return format!("How much is `{word}`?");
    }
    let first = |fares: &[Fares]| tried.iter().find(|t| fares.contains(&t.fares));
    let (Some(yes), Some(no)) = (first(&[Fares::Holds, Fares::Near]), first(&[Fares::Fails])) else {
        return match first(&[Fares::Open]) {
            Some(open) => format!("What does the figure count, and at which stage: {}?", open.says),
            None => "Which figure is meant?".to_owned(),
        };
    };
    let (a, b) = (facets(yes), facets(no));
    let differing = |keys: fn(&str) -> bool| -> Option<(String, String)> {
        let of = |x: &[(String, String)], y: &[(String, String)]| {
            let parts: Vec<&str> = x
                .iter()
                .filter(|f| keys(&f.0) && !y.contains(f))
                .map(|f| f.1.as_str())
                .collect();
            parts.join(", ")
        };
        let (one, two) = (of(&a, &b), of(&b, &a));
        (!one.is_empty() || !two.is_empty()).then_some((one, two))
    };
    if let Some((one, two)) = differing(|k| k == "period") {
        return format!("Which period is meant: {one} or {two}?");
    }
    match differing(|k| k != "period") {
        Some((one, two)) => {
            let or_none = |t: String| if t.is_empty() { "neither".to_owned() } else { t };
            format!("What is counted: {} or {}?", or_none(one), or_none(two))
        }
        None => "Which figure is meant?".to_owned(),
    }
}

/// The choices of a try's readings: the measure, and each facet but the day as known.
fn facets(t: &Tried) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for reading in &t.readings {
        for (n, word) in reading.split(' ').enumerate() {
            let facet = match word.split_once('=') {
                Some(("as-of", _)) => continue,
                Some(("period", value)) => ("period".to_owned(), value.to_owned()),
                Some((key, _)) => (key.to_owned(), word.to_owned()),
                None if n == 0 => ("measure".to_owned(), word.to_owned()),
                None => continue,
            };
            if !out.contains(&facet) {
                out.push(facet);
            }
        }
    }
    out
}
