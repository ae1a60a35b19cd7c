//! In which way a thing is said: as a fact, an aim, a forecast, a rule, a cause, a judgement.

use super::scene::Scene;
use crate::claim::Modality;

/// Words before a verb that make it an aim. Sorted.
const AIMS: [&str; 26] = [
    "aim",
    "aimed",
    "aims",
    "efforts",
    "esfuerzos",
    "goal",
    "hopes",
    "intend",
    "intends",
    "meta",
    "objetivo",
    "plan",
    "planea",
    "planean",
    "planned",
    "plans",
    "pledge",
    "pledged",
    "pledges",
    "preve",
    "promise",
    "promised",
    "promises",
    "seek",
    "seeks",
    "target",
];

/// Words of what is to come. Sorted.
const FORECASTS: [&str; 9] = [
    "espera",
    "esperan",
    "expected",
    "expects",
    "forecast",
    "project",
    "projected",
    "pronostica",
    "proyecta",
];

/// Words of cause. Sorted.
const CAUSES: [&str; 13] = [
    "blamed", "caused", "causo", "causó", "debido", "driven", "fueled", "fuelled", "gracias", "halting",
    "provoco", "provocó", "thanks",
];

/// How the sentence says what stands at a token.
pub(super) fn modality(scene: &Scene<'_>, token: usize) -> Modality {
    let before: Vec<usize> = (scene.range.start..token).rev().take(14).collect();
    let among = |list: &[&str], i: usize| list.binary_search(&scene.word(i)).is_ok();
    // "efforts to connect", "plans to train": an aim word and then "to" before the number.
    let aim = before
        .iter()
        .any(|i| among(&AIMS, *i) && matches!(scene.word(*i + 1), "to" | "de" | "para" | "es"));
    if aim {
        return Modality::Target;
    }
    if before.iter().take(8).any(|i| among(&FORECASTS, *i)) {
        return Modality::Forecast;
    }
    // "will" before a past period is a translator's tense, not a forecast.
    Modality::Fact
}

/// Whether the sentence says what caused what.
pub(super) fn is_causal(scene: &Scene<'_>, from: usize, to: usize) -> bool {
    let role = |i: usize| {
        scene.word(i) == "role" && scene.word(i + 1) == "in"
            || scene.word(i) == "papel" && scene.word(i + 1) == "en"
            || scene.word(i) == "because"
            || scene.word(i) == "porque"
            || scene.word(i) == "due" && scene.word(i + 1) == "to"
    };
    (from..to).any(|i| role(i) || (CAUSES.binary_search(&scene.word(i)).is_ok() && i < to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(AIMS.is_sorted() && FORECASTS.is_sorted() && CAUSES.is_sorted());
    }
}
