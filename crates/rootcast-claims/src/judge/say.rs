//! The result in words. About the sentence and the readings, never about who wrote it.

use jiff::civil::Date;
use rootcast_core::reading::Reading;

use super::{ADMITTED, identifies};
use crate::{
    claim::{Claim, Uncheckable},
    plain,
    verdict::{Fares, Tried, Verdict},
};

/// What was found, in a sentence or two.
pub(super) fn summary(
    claim: &Claim,
    as_of: Date,
    verdict: Verdict,
    why: Option<Uncheckable>,
    tried: &[Tried],
) -> String {
    let of = |fares: Fares| tried.iter().find(|t| t.fares == fares);
    let reading = |t: &Tried| plain::words(&t.readings, Some(as_of));
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
            Some(Uncheckable::NotHeld) | None => match of(Fares::Unanswered) {
                Some(t) if stated(t) => "No statement of such a figure is held.".to_owned(),
                Some(t) => format!("No figure is held for {}: {}.", reading(t), missing(t)),
                None if tried.is_empty() => "No series is held for it.".to_owned(),
                None => {
                    "No figure is held of what its words say; what is nearest is shown beside it.".to_owned()
                }
            },
        },
        Verdict::Supported => match of(Fares::Holds).or_else(|| of(Fares::Near)) {
            Some(t) => format!("{} ({}).", supported(claim, &reading(t), tried), t.says),
            None => "Holds.".to_owned(),
        },
        Verdict::Contradicted => match of(Fares::Fails) {
            Some(t) => format!(
                "Holds on none of the readings its words admit. The nearest is {} ({}).",
                reading(t),
                t.says
            ),
            None => "Holds on no reading.".to_owned(),
        },
        Verdict::Ambiguous => {
            let yes = of(Fares::Holds).or_else(|| of(Fares::Near));
            if let (Some(word), Some(t)) = (&claim.vague, of(Fares::Open)) {
                return format!(
                    "“{word}” has no size. For {}: {}.",
                    reading(t),
                    t.says.trim_end_matches('.')
                );
            }
            match (yes, of(Fares::Fails)) {
                (Some(y), Some(n)) => format!(
                    "Holds for {} ({}). Read as {}, it does not ({}).",
                    reading(y),
                    y.says,
                    plain::instead(&y.readings, &n.readings, as_of),
                    n.says
                ),
                (None, Some(n)) => format!(
                    "It is open which period is meant, or whether the figure was revised since; the nearest is {} ({}).",
                    reading(n),
                    n.says
                ),
                _ => match of(Fares::Open) {
                    Some(t) => format!("The figures held do not decide. For {}: {}.", reading(t), t.says),
                    None => "Readings disagree.".to_owned(),
                },
            }
        }
    };
    if let Some(loose) = claim.counted.iter().find(|c| c.loose && c.distance == 0)
        && verdict != Verdict::NotCheckable
    {
        // The first reason is about the word; what follows is about the border and the agency.
        let why = loose.why.split(';').next().unwrap_or_default();
        out.push_str(&format!(" The wording is loose: {why}."));
    }
    out
}

/// Why a reading has no figure, without the reading and without what each release covers.
fn missing(t: &Tried) -> String {
    let text = t.says.trim_end_matches('.');
    let text = text
        .strip_prefix('`')
        .and_then(|rest| rest.split_once("`: "))
        .map_or(text, |(_, why)| why);
    let mut parts = text.split("; ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    if let Some(when) = parts.next().filter(|p| p.starts_with("the first release")) {
        out.push_str(&format!("; {when}"));
    }
    out
}

/// Whether a reading is answered by statements in a ledger.
fn stated(t: &Tried) -> bool {
    let reading = t.readings.first().and_then(|r| r.parse::<Reading>().ok());
    reading.is_some_and(|r| r.definition().is_ok_and(|m| m.stated))
}

/// On what a supported claim holds: on all readings that its words admit, or on the one that its words or digits single
/// out.
fn supported(claim: &Claim, reading: &str, tried: &[Tried]) -> String {
    let admitted = |t: &&Tried| t.distance <= ADMITTED && t.fares != Fares::Unanswered;
    let all = tried.iter().filter(admitted).count();
    if tried.iter().filter(admitted).all(|t| t.fares != Fares::Fails) {
        return match all {
            1 => format!("Holds on the one reading its words admit: {reading}"),
            _ => format!("Holds on every reading its words admit ({all} tried). The nearest is {reading}"),
        };
    }
    if identifies(claim) {
        return format!("Holds. So exact a number says by itself which reading is meant: {reading}");
    }
    format!("Holds on what its words say by definition: {reading}")
}

/// The question whose answer would leave one verdict: on what the nearest reading that holds and the nearest that fails
/// differ.
pub(super) fn question(claim: &Claim, tried: &[Tried]) -> String {
    if let Some(word) = claim
        .vague
        .as_ref()
        .filter(|_| tried.iter().any(|t| t.fares == Fares::Open))
    {
        return format!("How much is “{word}”?");
    }
    let first = |fares: &[Fares]| tried.iter().find(|t| fares.contains(&t.fares));
    let (Some(yes), Some(no)) = (first(&[Fares::Holds, Fares::Near]), first(&[Fares::Fails])) else {
        return match first(&[Fares::Open]) {
            Some(_) => "What does the figure count, and at which stage?".to_owned(),
            None => "Which figure is meant?".to_owned(),
        };
    };
    match plain::difference(&yes.readings, &no.readings) {
        // Two ends with the same later one: what is open is the base.
        Some(d) if d.period && yes.readings.len() == 2 && yes.readings.last() == no.readings.last() => {
            format!("Against which period is it set: {}, or {}?", d.one, d.other)
        }
        Some(d) if d.period => format!("Which period is meant: {}, or {}?", d.one, d.other),
        Some(d) => {
            let or_none = |t: String| if t.is_empty() { "neither".to_owned() } else { t };
            format!("What is counted: {}, or {}?", or_none(d.one), or_none(d.other))
        }
        None => "Which figure is meant?".to_owned(),
    }
}
