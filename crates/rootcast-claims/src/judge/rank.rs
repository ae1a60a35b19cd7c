//! Places in an order, records, and one thing against another.

use rootcast_core::place::{Lang, Place};

use super::{Choice, OF_ITS_MONTH};
use crate::{
    ask::{Asker, Course},
    claim::{Claim, Direction},
    plain::grouped,
    verdict::{Fares, Tried},
};

/// Whether the subject stands first (or at the rank stated) among origins.
pub(super) fn place(asker: &Asker<'_>, claim: &Claim, choice: Choice<'_>) -> Option<Tried> {
    let period = choice.when.period.to_string();
    let text = format!("{} by=origin period={period}", choice.counted.reading);
    let ranking = match asker.ranking(&text) {
        Ok(r) => r,
        Err(why) => return Some(choice.unanswered(text, why)),
    };
    let subject: Vec<&str> = claim
        .subject
        .origins
        .split('+')
        .filter(|o| !o.is_empty())
        .collect();
    let rank = |code: &str| ranking.groups.iter().position(|(c, _)| c == code).map(|i| i + 1);
    let best = subject.iter().filter_map(|c| rank(c)).min()?;
    let wanted = claim.stated.as_ref().map_or(1.0, |s| s.value);
    // "no longer the main": the claim is that it does not stand first.
    let is_at = |place: usize| match claim.direction {
        Some(Direction::Down) => place as f64 > wanted,
        _ if wanted > 1.0 => (place as f64 - wanted).abs() < 0.5,
        _ => place as f64 <= wanted,
    };
    let holds = is_at(best);
    // Of a group that the text is about it may stand there; which order is meant is not said.
    let group: Option<Vec<&str>> = claim.other.as_ref().map(|g| g.origins.split('+').collect());
    let inner = group.filter(|_| !holds).map(|members| {
        let of_group = ranking
            .groups
            .iter()
            .filter(|(c, _)| members.contains(&c.as_str()));
        of_group
            .take_while(|(c, _)| !subject.contains(&c.as_str()))
            .count()
            + 1
    });
    let top: Vec<String> = ranking
        .groups
        .iter()
        .take(4)
        .map(|(c, n)| format!("{} {}", name(c), grouped(*n)))
        .collect();
    Some(Tried {
        readings: vec![ranking.reading],
        values: vec![ranking.groups.get(best - 1).map(|g| g.1)],
        derived: Some(best as f64),
        comparison: None,
        fares: match (&claim.vague, holds, inner) {
            (None, true, _) => Fares::Holds,
            (None, false, Some(place)) if is_at(place) => Fares::Holds,
            (None, false, None) => Fares::Fails,
            (Some(_), _, _) | (None, false, Some(_)) => Fares::Open,
        },
        why: choice.why(),
        distance: choice.distance(),
        merely: choice.is_merely_far(),
        loose: choice.counted.loose,
        offered: choice.counted.offered,
        says: format!(
            "place {best} of {}: {}{}",
            ranking.groups.len(),
            top.join(", "),
            inner.map_or_else(String::new, |n| format!("; place {n} of the group named before"))
        ),
        provenance: ranking.provenance,
    })
}

/// Whether a period is higher (or lower) than every one before it that is held.
pub(super) fn record(asker: &Asker<'_>, claim: &Claim, choice: Choice<'_>) -> Option<Tried> {
    let all = choice.when.against.as_ref()?;
    let text = choice.reading(claim, &claim.subject.origins, &all.to_string());
    let Course {
        reading,
        points,
        provenance,
    } = match asker.series(&text) {
        Ok(s) => s,
        Err(why) => return Some(choice.unanswered(text, why)),
    };
    let period = choice.when.period.to_string();
    // "2024-03" among the months that end alike.
    let month = |p: &str| p.rsplit('-').next().map(str::to_owned);
    let of_month = choice.when.why.contains(OF_ITS_MONTH);
    let points: Vec<&(String, Option<f64>)> = points
        .iter()
        .filter(|(p, _)| !of_month || month(p) == month(&period))
        .collect();
    let value = points.iter().find(|(p, _)| *p == period).and_then(|(_, v)| *v);
    let Some(value) = value else {
        return Some(choice.unanswered(reading, format!("{period} has no figure")));
    };
    let down = claim.direction == Some(Direction::Down);
    let mut better = points
        .iter()
        .filter(|(p, _)| *p != period)
        .filter_map(|(p, v)| Some((p, (*v)?)))
        .filter(|(_, v)| if down { *v <= value } else { *v >= value });
    if let Some(place) = claim.stated.as_ref().filter(|s| s.unit == "rank") {
        let is = better.count() + 1;
        let holds = (is as f64 - place.value).abs() < 0.5;
        return Some(Tried {
            readings: vec![reading],
            values: vec![Some(value)],
            derived: Some(is as f64),
            comparison: None,
            // Since when places are counted is seldom said.
            fares: if holds { Fares::Holds } else { Fares::Open },
            why: choice.why(),
            distance: choice.distance(),
            merely: choice.is_merely_far(),
            loose: choice.counted.loose,
            offered: choice.counted.offered,
            says: format!(
                "{} in {period}: place {is} of {} periods held",
                grouped(value),
                points.len()
            ),
            provenance,
        });
    }
    let beaten = better.next();
    let says = match beaten {
        None => format!(
            "{} in {period}: the {} of {} periods held",
            grouped(value),
            if down { "lowest" } else { "highest" },
            points.len()
        ),
        Some((p, v)) => format!("{} in {period}, but {} in {p}", grouped(value), grouped(v)),
    };
    Some(Tried {
        readings: vec![reading],
        values: vec![Some(value)],
        derived: None,
        comparison: None,
        // A record of which nobody says when may be of another time.
        fares: match beaten {
            None => Fares::Holds,
            Some(_) if choice.when.why.starts_with("no ") => Fares::Open,
            Some(_) => Fares::Fails,
        },
        why: choice.why(),
        distance: choice.distance(),
        merely: choice.is_merely_far(),
        loose: choice.counted.loose,
        offered: choice.counted.offered,
        says,
        provenance,
    })
}

/// Whether the subject is more (or fewer) than another.
pub(super) fn against(asker: &Asker<'_>, claim: &Claim, choice: Choice<'_>) -> Option<Tried> {
    let other = claim.other.as_ref()?;
    let period = choice.when.period.to_string();
    let ask = |origins: &str| {
        let text = choice.reading(claim, origins, &period);
        asker
            .figure(&text)
            .map_err(|why| Box::new(choice.unanswered(text, why)))
    };
    let (one, two) = match (ask(&claim.subject.origins), ask(&other.origins)) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(t), _) | (_, Err(t)) => return Some(*t),
    };
    let (Some(a), Some(b)) = (one.value, two.value) else {
        return Some(choice.unanswered(one.reading, "one of the two has no figure".to_owned()));
    };
    let holds = match claim.direction {
        Some(Direction::Down) => a < b,
        _ => a > b,
    };
    let provenance = one.provenance.and(two.provenance);
    Some(Tried {
        readings: vec![one.reading, two.reading],
        values: vec![Some(a), Some(b)],
        derived: None,
        comparison: None,
        fares: if holds { Fares::Holds } else { Fares::Fails },
        why: choice.why(),
        distance: choice.distance(),
        merely: choice.is_merely_far(),
        loose: choice.counted.loose,
        offered: choice.counted.offered,
        says: format!("{} against {} in {period}", grouped(a), grouped(b)),
        provenance,
    })
}

fn name(code: &str) -> String {
    code.parse::<Place>()
        .map_or_else(|_| code.to_owned(), |p| p.name(Lang::En).to_owned())
}
