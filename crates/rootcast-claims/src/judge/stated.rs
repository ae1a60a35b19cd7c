//! What a ledger states of money and results.
//!
//! A figure to date grows: a larger one in a later text is no contradiction of what was said before it. A stage of
//! which nothing is stated is never answered by another: figures of other stages, and aims beside results, are shown
//! and leave the claim open.

use jiff::{Unit, civil::Date};
use rootcast_core::agreement::{Comparison, Interval, compare};

use super::{
    Choice,
    level::{fares, said},
};
use crate::{
    ask::{Asker, Figure},
    claim::{Claim, ClaimKind, Stated},
    plain::grouped,
    verdict::{Fares, Tried},
};

/// How old a figure must be, in days, for a larger one to be its growth.
const GROWS_AFTER: i32 = 60;
/// How much larger a later figure may be and still bear out the earlier, in shares of it.
const GROWTH: f64 = 0.15;
/// Under which share of the whole a sum is one of its parts.
const PART: f64 = 0.05;
/// How many times its aim a result may be before it is a question of what is counted.
const BEYOND: f64 = 2.0;

/// Asks the figure stated.
pub(super) fn ask(asker: &Asker<'_>, claim: &Claim, choice: Choice<'_>) -> Option<Tried> {
    let stated = claim.stated.as_ref()?;
    let text = choice.reading(claim, &claim.subject.origins, "");
    Some(match asker.figure(&text) {
        Ok(figure) => match figure.value {
            Some(value) => against(asker, choice, stated, figure, value),
            None => super::level::nothing(choice, figure),
        },
        Err(why) => choice.unanswered(text, why),
    })
}

/// The stated number against the figure that is known.
fn against(asker: &Asker<'_>, choice: Choice<'_>, stated: &Stated, figure: Figure, value: f64) -> Tried {
    // The words of the statement are compared with the words of the claim: "more than 4.2 billion" is not an answer
    // to "5.2 billion", though its interval holds it.
    let comparison = compare(stated.value, stated.interval, value, Interval::exact(value));
    let (mut fare, mut says) = (fares(&comparison), said(stated, value, &comparison));
    // A sum far under the whole of a programme that its sentence does not name is a part of it, and not the whole.
    if fare == Fares::Fails && stated.value < value * PART {
        fare = Fares::Unanswered;
        says = format!(
            "{} is the whole, of which “{}” is a part",
            grouped(value),
            stated.words
        );
    }
    if fare == Fares::Fails
        && stated.value > value
        && let Some(day) = said_on(&figure).filter(|d| days(*d, asker.as_of()) >= GROWS_AFTER)
    {
        let small = stated.value <= value * (1.0 + GROWTH);
        fare = if small { Fares::Near } else { Fares::Open };
        says = format!(
            "{} on {day}, the last figure known; “{}” is {} later, {}",
            grouped(value),
            stated.words,
            months(day, asker.as_of()),
            if small {
                "and larger as a figure to date may be"
            } else {
                "and larger by more than figures to date usually grow"
            }
        );
    }
    tried(choice, figure, value, Some(comparison), fare, says)
}

/// Figures of other stages, or of an aim, where the stage asked has none: they cannot answer, and may leave a question.
pub(super) fn beside(asker: &Asker<'_>, claim: &Claim, choice: Choice<'_>) -> Vec<Tried> {
    let (Some(activity), Some(stated)) = (&claim.subject.activity, &claim.stated) else {
        return Vec::new();
    };
    let measure = choice.counted.reading.split(' ').next().unwrap_or_default();
    let readings: Vec<(String, &str)> = if claim.kind == ClaimKind::Money {
        ["pledged", "committed", "disbursed", "spent"]
            .iter()
            .filter(|m| **m != measure)
            .map(|m| (format!("{m} activity={activity}"), "another stage"))
            .collect()
    } else {
        vec![(
            format!("{measure} activity={activity} aim=target"),
            "an aim, not a result",
        )]
    };
    readings
        .into_iter()
        .filter_map(|(text, what)| {
            let figure = asker.figure(&text).ok()?;
            let Some(value) = figure.value else {
                return disputed(choice, figure, what);
            };
            let comparison = compare(stated.value, stated.interval, value, Interval::exact(value));
            let open = match claim.kind {
                ClaimKind::Money => fares(&comparison) == Fares::Fails && stated.value >= value * PART,
                _ => stated.value > value * BEYOND,
            };
            let fare = if open { Fares::Open } else { Fares::Unanswered };
            let says = format!(
                "{}: {what}, which neither bears out nor contradicts",
                grouped(value)
            );
            Some(tried(choice, figure, value, None, fare, says))
        })
        .collect()
}

/// Sources that contradict each other about what stands beside: which of them is right is open, and so is the claim.
fn disputed(choice: Choice<'_>, figure: Figure, what: &str) -> Option<Tried> {
    (figure.provenance.uses().count() > 1).then(|| {
        let says = format!(
            "{what}, and sources contradict each other: {}",
            figure.notes.last().map_or("", String::as_str)
        );
        Tried {
            values: vec![None],
            ..tried(choice, figure, 0.0, None, Fares::Open, says)
        }
    })
}

fn tried(
    choice: Choice<'_>,
    figure: Figure,
    value: f64,
    comparison: Option<Comparison>,
    fares: Fares,
    says: String,
) -> Tried {
    Tried {
        readings: vec![figure.reading],
        values: vec![Some(value)],
        derived: None,
        comparison,
        fares,
        why: choice.why(),
        distance: choice.distance(),
        merely: choice.is_merely_far(),
        loose: choice.counted.loose,
        offered: choice.counted.offered,
        says,
        provenance: figure.provenance,
    }
}

/// The last day of the documents behind a figure.
fn said_on(figure: &Figure) -> Option<Date> {
    figure.provenance.uses().map(|u| u.release.published).max()
}

fn days(from: Date, to: Date) -> i32 {
    from.until((Unit::Day, to)).map_or(0, |s| s.get_days())
}

fn months(from: Date, to: Date) -> String {
    match days(from, to) / 30 {
        1 => "a month".to_owned(),
        n => format!("{n} months"),
    }
}
