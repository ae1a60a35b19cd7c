//! How far a figure may be from the number of a claim and still be what the claim is about.
//!
//! A number several times off is no wrong figure of what was asked: it counts something else, which the words did not
//! tell. And a number that was copied from a table of its day may differ a little from the only table kept, a later one.

use rootcast_core::agreement::Qualifier;

use super::identifies;
use crate::{
    claim::{Claim, ClaimKind, Direction, Found},
    verdict::{Fares, Tried},
};

/// From how many times off a figure is of something else, where the sentence names whom it counts and where not.
const NAMED: f64 = 3.0;
const UNNAMED: f64 = 2.0;
/// The same for a number given to the unit: writers copy these, and seldom wrongly.
const COPIED: f64 = 1.25;
/// "More than 7,000" is not said of figures so many times as large.
const MORE_THAN: f64 = 2.5;
/// How far later releases moved figures, in shares of them: this much is common, and so much has happened.
const COMMON: f64 = 0.01;
const HAPPENED: f64 = 0.03;

/// What that makes of a share and of a move, in points.
const POINTS: f64 = 0.2;
const MOVED: f64 = 1.0;
/// How far publishers of the same investment are apart in the size of a move, in points.
const PUBLISHERS: f64 = 3.0;

/// Whether the figure of a reading is too far from the number for the claim to be about it.
pub(super) fn is_far(claim: &Claim, t: &Tried) -> bool {
    if claim.kind == ClaimKind::Change {
        return ends_are_far(claim, t);
    }
    if !matches!(claim.kind, ClaimKind::Level | ClaimKind::Share) {
        return false;
    }
    let (Some(stated), Some(relative)) = (&claim.stated, t.comparison.and_then(|c| c.relative)) else {
        return false;
    };
    let times = 1.0 + relative;
    match t.fares {
        Fares::Holds => {
            let most = if t.offered { COPIED } else { MORE_THAN };
            stated.qualifier == Qualifier::AtLeast && times > most
        }
        Fares::Fails => {
            let limit = if identifies(claim) {
                COPIED
            } else if claim.subject.found == Found::Named {
                NAMED
            } else {
                UNNAMED
            };
            times > limit || times < 1.0 / limit
        }
        _ => false,
    }
}

/// Whether a figure is what "more than 2,766,000" was said of: above it by less than a unit of its last digit, with so many
/// digits that no other reading has it by chance.
pub(super) fn is_just_over(claim: &Claim, t: &Tried) -> bool {
    const DIGITS: usize = 3;
    const MOST: f64 = 0.01;
    let Some(stated) = claim.stated.as_ref().filter(|_| claim.kind == ClaimKind::Level) else {
        return false;
    };
    let Some(Some(figure)) = t.values.first() else {
        return false;
    };
    let digits = format!("{:.0}", stated.value.abs());
    let significant = digits.trim_end_matches('0').len();
    let unit = 10_f64.powi(i32::try_from(digits.len() - significant).unwrap_or(0));
    stated.qualifier == Qualifier::AtLeast
        && t.fares == Fares::Holds
        && t.derived.is_none()
        && t.distance <= super::ADMITTED
        && significant >= DIGITS
        && stated.value.fract() == 0.0
        && (stated.value..stated.value + unit.min(stated.value * MOST).max(1.0)).contains(figure)
}

/// Whether a round number is the figure with its last digits cut and not rounded: "2.4 million" of 2,475,669. Writers do so,
/// though it is no rounding.
pub(super) fn is_cut(claim: &Claim, t: &Tried) -> bool {
    const LEAST: f64 = 10_000.0;
    let Some(stated) = claim.stated.as_ref().filter(|_| claim.kind == ClaimKind::Level) else {
        return false;
    };
    let (width, Some(Some(figure))) = (stated.interval.high - stated.interval.low, t.values.first()) else {
        return false;
    };
    stated.qualifier == Qualifier::Plain
        && width >= LEAST
        && stated.value >= width * 10.0
        && (stated.value..stated.value + width).contains(figure)
}

/// The two ends that a move states, each with its figure.
fn ends(claim: &Claim, t: &Tried) -> Option<[(f64, f64); 2]> {
    let (a, b) = (claim.before.as_ref()?, claim.stated.as_ref()?);
    match t.values.as_slice() {
        [Some(x), Some(y)] => Some([(a.value, *x), (b.value, *y)]),
        _ => None,
    }
}

/// Whether both ends of a move are of something else.
fn ends_are_far(claim: &Claim, t: &Tried) -> bool {
    let apart = |(stated, figure): (f64, f64)| figure > stated * UNNAMED || figure < stated / UNNAMED;
    t.fares == Fares::Fails && ends(claim, t).is_some_and(|e| e.into_iter().any(apart))
}

/// Whether what fails is what the words say: a reading that they merely admit contradicts nothing, where what they say
/// has no figure or is of something else.
pub(super) fn contradicts(claim: &Claim, tried: &[Tried]) -> bool {
    tried
        .iter()
        .any(|t| t.distance == 0 && t.fares == Fares::Fails && !is_far(claim, t))
}

/// A reading that only a later release answers: a number given to the unit may be that of the table of its day.
pub(super) fn revised_since(claim: &Claim, t: Tried) -> Tried {
    if let Some(ends) = ends(claim, &t)
        && t.fares == Fares::Fails
    {
        let off = ends.map(|(stated, figure)| (figure / stated - 1.0).abs());
        let within = |most: f64| off.iter().all(|o| *o < most);
        let fares = match (within(COMMON), within(HAPPENED)) {
            (true, _) => Fares::Near,
            (_, true) => Fares::Open,
            _ => Fares::Fails,
        };
        return Tried { fares, ..t };
    }
    if let (Some(stated), Some(derived)) = (&claim.stated, t.derived)
        && stated.unit == "percent"
        && t.fares == Fares::Fails
    {
        let most = if claim.kind == ClaimKind::Share {
            POINTS
        } else {
            MOVED
        };
        let signed = match claim.direction {
            Some(Direction::Down) => -derived,
            _ => derived,
        };
        // Investment is put together by several publishers.
        let other = claim.counted.iter().any(|c| c.reading.starts_with("fdi"));
        let off = if claim.kind == ClaimKind::Share {
            (stated.interval.low - signed).max(signed - stated.interval.high)
        } else {
            (signed - stated.value).abs()
        };
        let fares = match off {
            off if off <= most => Fares::Near,
            off if other && off <= PUBLISHERS => Fares::Open,
            _ => Fares::Fails,
        };
        return Tried { fares, ..t };
    }
    let off = t.comparison.and_then(|c| c.relative).map(f64::abs);
    // Sums of money are put together by several publishers.
    let sum = claim.kind == ClaimKind::Level && claim.counted.iter().any(|c| c.reading.starts_with("fdi"));
    let fares = match (t.fares, off) {
        (Fares::Fails, Some(off)) if identifies(claim) && off < COMMON => Fares::Near,
        (Fares::Fails, Some(off)) if identifies(claim) && off < HAPPENED && t.distance == 0 => Fares::Open,
        (Fares::Fails, Some(off)) if sum && off < HAPPENED => Fares::Open,
        (as_is, _) => as_is,
    };
    Tried { fares, ..t }
}
