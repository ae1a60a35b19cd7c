//! Figures of a period, and shares.

use rootcast_core::{
    agreement::{Agreement, Comparison, Interval, compare},
    period::PeriodRange,
};

use super::Choice;
use crate::{
    ask::{Asker, Figure},
    claim::{Claim, ClaimKind, Counted, Stated},
    plain::grouped,
    verdict::{Fares, Tried},
};

/// Asks the figure and sets the stated number against it.
pub(super) fn ask(asker: &Asker<'_>, claim: &Claim, choice: Choice<'_>) -> Option<Tried> {
    let Some(stated) = claim.stated.as_ref() else {
        return open(asker, claim, choice);
    };
    let period = choice.when.period.to_string();
    let text = choice.reading(claim, &claim.subject.origins, &period);
    let figure = match asker.figure(&text) {
        Ok(f) => f,
        Err(why) => return Some(choice.unanswered(text, why)),
    };
    if claim.kind == ClaimKind::Share {
        let of_all = share(asker, claim, choice, stated, figure, &period);
        return Some(within(asker, claim, choice, stated, of_all, &period));
    }
    let Some(value) = figure.value else {
        return Some(nothing(choice, figure));
    };
    if let Some(units) = units(stated, &choice.when.period) {
        let mean = value / units;
        let comparison = compare(stated.value, stated.interval, mean, Interval::exact(mean));
        return Some(Tried {
            readings: vec![figure.reading],
            values: vec![Some(value)],
            derived: Some(mean),
            comparison: Some(comparison),
            fares: fares(&comparison),
            why: choice.why(),
            distance: choice.distance(),
            merely: choice.is_merely_far(),
            loose: choice.counted.loose,
            offered: choice.counted.offered,
            says: format!(
                "{} in all, {}",
                grouped(value),
                said(stated, (mean * 10.0).round() / 10.0, &comparison)
            ),
            provenance: figure.provenance,
        });
    }
    let comparison = compare(stated.value, stated.interval, value, figure.range);
    Some(Tried {
        readings: vec![figure.reading],
        values: vec![Some(value)],
        derived: None,
        comparison: Some(comparison),
        fares: fares(&comparison),
        why: choice.why(),
        distance: choice.distance(),
        merely: choice.is_merely_far(),
        loose: choice.counted.loose,
        offered: choice.counted.offered,
        says: said(stated, value, &comparison),
        provenance: figure.provenance,
    })
}

/// How many days, weeks, months or years a period has, where the number is one for each of them.
fn units(stated: &Stated, period: &PeriodRange) -> Option<f64> {
    let span = period.span();
    let days = f64::from(span.start.until((jiff::Unit::Day, span.end)).ok()?.get_days());
    let units = match stated.per.as_deref()? {
        "day" | "dia" | "diario" => days,
        "week" | "semana" => days / 7.0,
        "month" | "mes" => (days / 30.4369).round(),
        "year" | "ano" => (days / 365.2425).round(),
        _ => return None,
    };
    (units >= 1.0).then_some(units)
}

/// A share in a word without size: the share is shown, and nothing is held against it.
fn open(asker: &Asker<'_>, claim: &Claim, choice: Choice<'_>) -> Option<Tried> {
    let word = claim.vague.as_ref()?;
    let period = choice.when.period.to_string();
    let ask = |origins: &str| {
        let text = choice.reading(claim, origins, &period);
        asker
            .figure(&text)
            .map_err(|why| Box::new(choice.unanswered(text, why)))
    };
    let (part, whole) = match (ask(&claim.subject.origins), ask("")) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(t), _) | (_, Err(t)) => return Some(*t),
    };
    let (Some(a), Some(b)) = (part.value, whole.value.filter(|b| *b > 0.0)) else {
        return Some(nothing(choice, part));
    };
    let percent = a / b * 100.0;
    Some(Tried {
        readings: vec![part.reading, whole.reading],
        values: vec![Some(a), Some(b)],
        derived: Some(percent),
        comparison: None,
        fares: Fares::Open,
        why: choice.why(),
        distance: choice.distance(),
        merely: choice.is_merely_far(),
        loose: choice.counted.loose,
        offered: choice.counted.offered,
        says: format!(
            "{} of {}, {percent:.1} per cent; “{word}” has no size",
            grouped(a),
            grouped(b)
        ),
        provenance: part.provenance,
    })
}

/// The part that the subject is of all.
pub(super) fn share(
    asker: &Asker<'_>,
    claim: &Claim,
    choice: Choice<'_>,
    stated: &Stated,
    part: Figure,
    period: &str,
) -> Tried {
    // A share of a demographic group is of everybody, as one of an origin is of all origins; what is dealt with under
    // one law is a share of all of the same group.
    let reading = &choice.counted.reading;
    let lawful = reading.starts_with("expulsions") || reading.contains("authority=");
    let whole = |w: &str| {
        if lawful {
            !w.starts_with("authority=")
        } else {
            !w.starts_with("demographic=")
        }
    };
    let kept: Vec<&str> = reading.split(' ').filter(|w| whole(w)).collect();
    let counted = Counted {
        reading: kept.join(" ").replacen("expulsions", "encounters", 1),
        ..choice.counted.clone()
    };
    let origins = if counted.reading == choice.counted.reading {
        ""
    } else {
        &claim.subject.origins
    };
    let of = Choice {
        counted: &counted,
        ..choice
    };
    let text = of.reading(claim, origins, period);
    let whole = match asker.figure(&text) {
        Ok(f) => f,
        Err(why) => return choice.unanswered(text, why),
    };
    let (Some(a), Some(b)) = (part.value, whole.value.filter(|b| *b > 0.0)) else {
        return nothing(choice, part);
    };
    let percent = a / b * 100.0;
    let comparison = compare(stated.value, stated.interval, percent, Interval::exact(percent));
    Tried {
        readings: vec![part.reading, whole.reading],
        values: vec![Some(a), Some(b)],
        derived: Some(percent),
        comparison: Some(comparison),
        fares: fares(&comparison),
        why: choice.why(),
        distance: choice.distance(),
        merely: choice.is_merely_far(),
        loose: choice.counted.loose,
        offered: choice.counted.offered,
        says: format!("{} of {}: {percent:.1} per cent", grouped(a), grouped(b)),
        provenance: part.provenance,
    }
}

/// The same of a group that the text is about, where it is no share of all: which of the two is meant is not said.
fn within(
    asker: &Asker<'_>,
    claim: &Claim,
    choice: Choice<'_>,
    stated: &Stated,
    of_all: Tried,
    period: &str,
) -> Tried {
    let Some(group) = claim.other.as_ref().filter(|_| of_all.fares == Fares::Fails) else {
        return of_all;
    };
    let text = choice.reading(claim, &group.origins, period);
    let Ok(whole) = asker.figure(&text) else {
        return of_all;
    };
    let part = of_all.values.first().copied().flatten();
    let (Some(a), Some(b)) = (part, whole.value.filter(|b| *b > 0.0)) else {
        return of_all;
    };
    let percent = a / b * 100.0;
    let comparison = compare(stated.value, stated.interval, percent, Interval::exact(percent));
    match fares(&comparison) {
        Fares::Fails => Tried {
            fares: Fares::Open,
            says: format!(
                "{}; of the group named before, {percent:.1} per cent",
                of_all.says
            ),
            ..of_all
        },
        fares => Tried {
            readings: of_all
                .readings
                .into_iter()
                .take(1)
                .chain([whole.reading])
                .collect(),
            values: vec![Some(a), Some(b)],
            derived: Some(percent),
            comparison: Some(comparison),
            fares,
            says: format!("{} of {}: {percent:.1} per cent", grouped(a), grouped(b)),
            ..of_all
        },
    }
}

pub(super) fn fares(c: &Comparison) -> Fares {
    match c.agreement {
        Agreement::Agrees => Fares::Holds,
        Agreement::Close => Fares::Near,
        Agreement::Differs => Fares::Fails,
    }
}

pub(super) fn nothing(choice: Choice<'_>, figure: Figure) -> Tried {
    let why = figure
        .notes
        .first()
        .cloned()
        .unwrap_or_else(|| "no figure is published for it".to_owned());
    Tried {
        provenance: figure.provenance,
        ..choice.unanswered(figure.reading, why)
    }
}

pub(super) fn said(stated: &Stated, value: f64, c: &Comparison) -> String {
    let figure = grouped(value);
    match c.agreement {
        Agreement::Agrees => format!("{figure}: agrees with “{}”", stated.words),
        Agreement::Close => format!(
            "{figure}: within {:.2} per cent of “{}”, but not to the digit stated",
            c.relative.unwrap_or(0.0).abs() * 100.0,
            stated.words
        ),
        Agreement::Differs => match c.relative {
            Some(r) => format!(
                "{figure}: {:.1} per cent {} “{}”",
                r.abs() * 100.0,
                if r > 0.0 { "above" } else { "below" },
                stated.words
            ),
            None => format!("{figure}, not “{}”", stated.words),
        },
    }
}
