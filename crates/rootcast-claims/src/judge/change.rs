//! Moves between two periods.

use rootcast_core::{
    agreement::{Comparison, Interval, compare},
    period::PeriodRange,
};

use super::{
    Choice,
    level::{self, fares},
    magnitude,
};
use crate::{
    ask::Asker,
    claim::{Claim, Direction, Stated},
    plain::grouped,
    verdict::{Fares, Tried},
};

/// A move smaller than this, in per cent, is none.
const STILL: f64 = 0.5;

/// How far the size of a move, in hundredths, may be off what is held and be a near miss: it was worked out from figures
/// that were revised since.
const REVISED: f64 = 0.25;

/// The same for a difference in units, in shares of the larger figure.
const UNIT_REVISED: f64 = 0.0075;

/// Asks both ends and sets the direction, and the size where one is stated, against them.
pub(super) fn ask(asker: &Asker<'_>, claim: &Claim, choice: Choice<'_>) -> Option<Tried> {
    let against = choice.when.against.as_ref()?;
    if let (Some(first), Some(last)) = (&claim.before, &claim.stated)
        && first.unit == "percent"
        && last.unit == "percent"
    {
        return Some(shares(asker, claim, choice, against, (first, last)));
    }
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
    let unfit = claim
        .vague
        .as_ref()
        .filter(|_| result == Fares::Holds && claim.stated.is_none())
        .zip(percent)
        .and_then(|(word, p)| magnitude::unfit(word, p));
    if unfit.is_some() {
        // Against a base that nobody named, a move may be of a longer time.
        let why = &choice.when.why;
        let supposed = ["against the", "no ", super::OF_SEVERAL]
            .iter()
            .any(|b| why.starts_with(b));
        result = if supposed { Fares::Open } else { Fares::Fails };
    }
    // Two ends stated: both must hold. One number: it is the size of the move.
    let mut comparison = None;
    match (&claim.before, &claim.stated) {
        (Some(first), Some(last)) => {
            let one = compare(first.value, first.interval, b, before.range);
            let two = compare(last.value, last.interval, a, after.range);
            result = worst(result, worst(end(&one, first), end(&two, last)));
            comparison = Some(two);
        }
        (None, Some(size)) if result != Fares::Fails => {
            let derived = match size.unit.as_str() {
                "percent" => percent?.abs(),
                "times" if b != 0.0 => a / b,
                _ => (a - b).abs(),
            };
            let c = compare(size.value, size.interval, derived, Interval::exact(derived));
            let mut size_of = fares(&c);
            let off = (size.interval.low - derived).max(derived - size.interval.high);
            if size.unit == "percent" && size_of == Fares::Fails && off <= REVISED + size.value * 0.015 {
                size_of = Fares::Near;
            }
            // A difference of two figures that were each revised since.
            let counted = !matches!(size.unit.as_str(), "percent" | "times");
            if counted && size_of == Fares::Fails && off <= UNIT_REVISED * a.abs().max(b.abs()) {
                size_of = Fares::Near;
            }
            result = worst(result, size_of);
            comparison = Some(c);
        }
        _ => {}
    }
    let size = percent.map_or_else(String::new, |p| {
        let sign = if p < 0.0 { '\u{2212}' } else { '+' };
        format!(" ({sign}{:.1} per cent)", p.abs())
    });
    let provenance = before.provenance.and(after.provenance);
    Some(Tried {
        readings: vec![before.reading, after.reading],
        values: vec![Some(b), Some(a)],
        derived: percent,
        comparison,
        fares: result,
        why: choice.why(),
        distance: choice.distance(),
        merely: choice.is_merely_far(),
        loose: choice.counted.loose,
        offered: choice.counted.offered,
        says: format!(
            "{} in {against}, {} in {}{size}{}",
            grouped(b),
            grouped(a),
            choice.when.period,
            unfit.unwrap_or_default()
        ),
        provenance,
    })
}

/// One end of a move: a number copied from a table that was revised since is a near miss.
fn end(c: &Comparison, stated: &Stated) -> Fares {
    const SINCE: f64 = 0.015;
    let to_the_unit = stated.interval.high - stated.interval.low <= 10.0 && stated.value >= 1000.0;
    match fares(c) {
        Fares::Fails if to_the_unit && c.relative.is_some_and(|r| r.abs() <= SINCE) => Fares::Near,
        other => other,
    }
}

/// "Single adults went from 72 per cent to 64 per cent": a share at both ends.
fn shares(
    asker: &Asker<'_>,
    claim: &Claim,
    choice: Choice<'_>,
    against: &PeriodRange,
    (first, last): (&Stated, &Stated),
) -> Tried {
    let one = |stated: &Stated, period: &PeriodRange| {
        let period = period.to_string();
        let text = choice.reading(claim, &claim.subject.origins, &period);
        match asker.figure(&text) {
            Ok(figure) => level::share(asker, claim, choice, stated, figure, &period),
            Err(why) => choice.unanswered(text, why),
        }
    };
    let (before, after) = (one(first, against), one(last, &choice.when.period));
    // A share of everybody in everybody says that the part is not known.
    let whole = |t: &Tried| t.readings.len() == 2 && t.readings.first() == t.readings.last();
    if whole(&before) || whole(&after) {
        return choice.unanswered(
            after.readings.concat(),
            "the part that the shares are of is not known".to_owned(),
        );
    }
    let provenance = before.provenance.and(after.provenance.clone());
    Tried {
        readings: [before.readings, after.readings].concat(),
        values: [before.values, after.values].concat(),
        derived: after.derived,
        comparison: after.comparison,
        fares: worst(before.fares, after.fares),
        says: format!(
            "{against}: {}; {}: {}",
            before.says, choice.when.period, after.says
        ),
        provenance,
        ..after
    }
}

fn worst(a: Fares, b: Fares) -> Fares {
    match (a, b) {
        (Fares::Fails, _) | (_, Fares::Fails) => Fares::Fails,
        (Fares::Unanswered, _) | (_, Fares::Unanswered) => Fares::Unanswered,
        (Fares::Open, _) | (_, Fares::Open) => Fares::Open,
        (Fares::Near, _) | (_, Fares::Near) => Fares::Near,
        _ => Fares::Holds,
    }
}
