//! Moves between two periods.

use rootcast_core::{
    agreement::{Interval, compare},
    period::PeriodRange,
};

use super::{
    Choice,
    level::{fares, grouped},
};
use crate::{
    ask::Asker,
    claim::{Claim, Direction},
    verdict::{Fares, Tried},
};

/// A move smaller than this, in per cent, is none.
const STILL: f64 = 0.5;

/// Asks both ends and sets the direction, and the size where one is stated, against them.
pub(super) fn ask(asker: &Asker<'_>, claim: &Claim, choice: Choice<'_>) -> Option<Tried> {
    let against = choice.when.against.as_ref()?;
    let ask = |period: &PeriodRange| {
        let text = choice.reading(claim, &claim.subject.origins, &period.to_string());
        asker
            .figure(&text)
            .map_err(|why| Box::new(choice.unanswered(text, why)))
    };
    let (before, after) = match (ask(against), ask(&choice.when.period)) {
        (Ok(b), Ok(a)) => (b, a),
        (Err(t), _) | (_, Err(t)) => return Some(*t),
    };
    let (Some(b), Some(a)) = (before.value, after.value) else {
        return Some(choice.unanswered(after.reading, "one end has no figure".to_owned()));
    };
    let percent = if b == 0.0 { None } else { Some((a - b) / b * 100.0) };
    let moved = match percent {
        Some(p) if p.abs() < STILL => Direction::Level,
        _ if a > b => Direction::Up,
        _ if a < b => Direction::Down,
        _ => Direction::Level,
    };
    let mut result = match claim.direction {
        Some(d) if d != moved => Fares::Fails,
        _ => Fares::Holds,
    };
    // Two ends stated: both must hold. One number: it is the size of the move.
    let mut comparison = None;
    match (&claim.before, &claim.stated) {
        (Some(first), Some(last)) => {
            let one = compare(first.value, first.interval, b, before.range);
            let two = compare(last.value, last.interval, a, after.range);
            result = worst(result, worst(fares(&one), fares(&two)));
            comparison = Some(two);
        }
        (None, Some(size)) if result != Fares::Fails => {
            let derived = match size.unit.as_str() {
                "percent" => percent?.abs(),
                "times" if b != 0.0 => a / b,
                _ => (a - b).abs(),
            };
            let c = compare(size.value, size.interval, derived, Interval::exact(derived));
            result = worst(result, fares(&c));
            comparison = Some(c);
        }
        _ => {}
    }
    let size = percent.map_or_else(String::new, |p| format!(" ({p:+.1} per cent)"));
    let mut provenance = before.provenance;
    provenance.uses.extend(after.provenance.uses);
    Some(Tried {
        readings: vec![before.reading, after.reading],
        values: vec![Some(b), Some(a)],
        derived: percent,
        comparison,
        fares: result,
        why: choice.why(),
        distance: choice.distance(),
        loose: choice.counted.loose,
        offered: choice.counted.offered,
        says: format!(
            "{} in {against}, {} in {}{size}",
            grouped(b),
            grouped(a),
            choice.when.period
        ),
        provenance,
    })
}

fn worst(a: Fares, b: Fares) -> Fares {
    match (a, b) {
        (Fares::Fails, _) | (_, Fares::Fails) => Fares::Fails,
        (Fares::Unanswered, _) | (_, Fares::Unanswered) => Fares::Unanswered,
        (Fares::Near, _) | (_, Fares::Near) => Fares::Near,
        _ => Fares::Holds,
    }
}
