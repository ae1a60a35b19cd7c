//! Moves told with both their ends: "went from 53.3 in 2018 to 18.2 in 2021", "pasaron de 319.324 en el año fiscal 2021 a
//! 213.023 en 2022", "bajaron de 213,686 a 140,479 entre los años fiscales 2023 y 2024".

use rootcast_core::period::PeriodRange;

use super::{
    level::{self, is_of_programme},
    measure, moment, moved,
    scene::Scene,
    speaker, stance,
};
use crate::{
    claim::{Claim, ClaimKind, Direction, When},
    lexicon::Word,
    quantity::{Amount, Quantity},
    time::{Time, When as Said},
};

/// How many tokens may stand between the verb and the first end, and between the two ends.
const VERB: usize = 7;
const BETWEEN: usize = 12;

/// Verbs that lead from one figure to another. Sorted.
const LEADS: [&str; 52] = [
    "aumentado",
    "aumentando",
    "aumentaron",
    "aumento",
    "bajado",
    "bajando",
    "bajaron",
    "bajo",
    "caido",
    "cayeron",
    "cayo",
    "crecido",
    "crecieron",
    "crecio",
    "declined",
    "decreased",
    "descendieron",
    "descendio",
    "disminuyeron",
    "disminuyo",
    "dropped",
    "fallen",
    "fell",
    "gone",
    "grew",
    "grown",
    "increased",
    "incremento",
    "jumped",
    "pasado",
    "pasando",
    "pasar",
    "pasaron",
    "paso",
    "plummeted",
    "plunged",
    "redujeron",
    "redujo",
    "risen",
    "rose",
    "saltaron",
    "salto",
    "shrank",
    "soared",
    "subido",
    "subieron",
    "subio",
    "surged",
    "tumbled",
    "varied",
    "vario",
    "went",
];

/// Moves of a sentence with both ends.
pub(super) fn claims(scene: &Scene<'_>) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    for (n, first) in scene.quantities.iter().enumerate() {
        let Some(second) = scene.quantities.get(n + 1) else {
            break;
        };
        if let Some(claim) = claim(scene, first, second) {
            out.push(claim);
        }
    }
    out
}

fn claim(scene: &Scene<'_>, first: &Quantity, second: &Quantity) -> Option<Claim> {
    let (from, to) = (start(scene, first), start(scene, second));
    let end = scene.token_at(first.whole.end.max(first.span.end).saturating_sub(1)) + 1;
    let single = |q: &Quantity| matches!(q.amount, Amount::Single(_));
    let opens = (from.saturating_sub(2).max(scene.range.start)..from)
        .rev()
        .find(|j| matches!(scene.word(*j), "from" | "de" | "desde"))?;
    let verb = (opens.saturating_sub(VERB).max(scene.range.start)..opens)
        .rev()
        .find(|j| among(scene.word(*j)) || verbs_of(scene, *j))?;
    let leads = (end..to).any(|j| matches!(scene.word(j), "to" | "a" | "hasta"))
        && matches!(
            scene.word(to.wrapping_sub(1)),
            "to" | "a"
                | "hasta"
                | "los"
                | "las"
                | "about"
                | "nearly"
                | "than"
                | "de"
                | "casi"
                | "solo"
                | "only"
                | "just"
                | "unos"
                | "unas"
                | "cerca"
                | "around"
        );
    let same_unit = first.unit.is_percent() == second.unit.is_percent();
    if !single(first) || !single(second) || !leads || !same_unit || to.saturating_sub(end) > BETWEEN {
        return None;
    }
    let (mut a, mut b) = (first.amount.first().value, second.amount.first().value);
    if first.unit.is_percent() {
        (a, b) = (a.abs(), b.abs());
    }
    let alike = a > 0.0 && b > 0.0 && (0.001..1000.0).contains(&(b / a));
    let part = || {
        scene
            .hits
            .iter()
            .rfind(|h| h.tokens.end <= from && level::is_part(h.word))
            .map(|h| h.word)
    };
    let word = Some(first.unit.is_percent())
        .filter(|p| *p)
        .and_then(|_| part())
        .or_else(|| measure::moved(scene, from))?;
    let money = first.unit.is_money() || second.unit.is_money();
    if !alike || is_of_programme(word) || word.counted.is_empty() || money && word.id != "fdi" {
        return None;
    }
    let behind = scene
        .times
        .iter()
        .filter(|t| t.span.start >= second.span.end)
        .map(|t| t.span.end)
        .find(|e| e.saturating_sub(second.span.end) <= 60);
    Some(Claim {
        spans: Vec::new(),
        bytes: scene.tokens.span(verb, verb + 1).start
            ..behind.unwrap_or(second.whole.end.max(second.span.end)),
        words: String::new(),
        kind: ClaimKind::Change,
        subject: scene.subject_or_carried(from, Some(word)),
        other: None,
        counted: scene.counted(word, from),
        stated: level::stated(scene, second),
        vague: None,
        before: level::stated(scene, first),
        direction: Some(if b >= a { Direction::Up } else { Direction::Down }),
        when: whens(scene, word, (from, end), to),
        modality: stance::modality(scene, from),
        said_by: speaker::speaker(scene),
        uncheckable: None,
        day: None,
    })
}

fn among(word: &str) -> bool {
    crate::among(&LEADS, word)
}

/// "se ha reducido", "have come down".
fn verbs_of(scene: &Scene<'_>, j: usize) -> bool {
    matches!(
        scene.word(j),
        "reducido" | "disminuido" | "descendido" | "came" | "come"
    ) && j + 1 < scene.range.end
}

fn start(scene: &Scene<'_>, q: &Quantity) -> usize {
    scene.token_at(q.whole.start.min(q.span.start))
}

/// The two periods: one between the ends and one behind them, or both behind or before.
fn whens(scene: &Scene<'_>, word: &Word, (from, end): (usize, usize), to: usize) -> Vec<When> {
    let kept = moment::kept(word);
    let at = |t: &Time| scene.token_at(t.span.start);
    let days = |t: &Time| match &t.when {
        Said::Days(d) => Some(*d),
        _ => None,
    };
    let inner = scene
        .times
        .iter()
        .find(|t| at(t) >= end && at(t) < to && days(t).is_some());
    let outer = scene.times.iter().find(|t| at(t) > to && days(t).is_some());
    let pair = |a, b, why: String, distance| When {
        period: PeriodRange::one(b),
        against: Some(PeriodRange::one(a)),
        latest: false,
        why,
        distance,
    };
    if let (Some(a), Some(b)) = (inner.and_then(|t| days(t)), outer.and_then(|t| days(t))) {
        let told: Vec<When> = moment::ends(scene, &a, &b, kept)
            .into_iter()
            .filter(|(a, b, ..)| a.span().start != b.span().start)
            .map(|(a, b, why, distance)| pair(a, b, why, distance))
            .collect();
        if !told.is_empty() {
            return told;
        }
    }
    moved::change(scene, from, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(LEADS.is_sorted(), "{:?}", LEADS.windows(2).find(|w| w[0] > w[1]));
    }
}
