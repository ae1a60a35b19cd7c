//! In which way a thing is said: as a fact, an aim, a forecast, a rule, a cause, a judgement.

use super::scene::Scene;
use crate::{claim::Modality, words::Words};

/// Words before a verb that make it an aim. Sorted.
static AIMS: Words = Words::new(&[
    "aim",
    "aimed",
    "aims",
    "busca",
    "buscan",
    "compromiso",
    "efforts",
    "esfuerzos",
    "goal",
    "hopes",
    "intend",
    "intends",
    "meta",
    "metas",
    "objetivo",
    "objetivos",
    "plan",
    "planea",
    "planean",
    "planes",
    "planned",
    "plans",
    "pledge",
    "pledged",
    "pledges",
    "pretende",
    "pretenden",
    "preve",
    "promete",
    "prometen",
    "prometido",
    "prometio",
    "promise",
    "promised",
    "promises",
    "propone",
    "proponen",
    "proposito",
    "seek",
    "seeks",
    "target",
]);

/// Words of what is to come. Sorted.
static FORECASTS: Words = Words::new(&[
    "alcanzara",
    "alcanzaran",
    "aumentara",
    "aumentaran",
    "bajara",
    "bajaran",
    "cerrara",
    "cerraran",
    "crecera",
    "creceran",
    "disminuira",
    "disminuiran",
    "espera",
    "esperada",
    "esperado",
    "esperan",
    "expected",
    "expects",
    "forecast",
    "habra",
    "likely",
    "llegara",
    "podra",
    "podran",
    "podria",
    "podrian",
    "preve",
    "preven",
    "prevista",
    "previsto",
    "project",
    "projected",
    "pronostica",
    "pronostican",
    "pronostico",
    "proyeccion",
    "proyecta",
    "proyectan",
    "rebasara",
    "rebasaran",
    "sumara",
    "sumaran",
    "superara",
    "superaran",
    "terminara",
    "would",
]);

/// Words of cause. Sorted.
static CAUSES: Words = Words::new(&[
    "blamed", "caused", "causo", "causó", "debido", "driven", "fueled", "fuelled", "gracias", "halting",
    "provoco", "provocó", "thanks",
]);

/// How the sentence says what stands at a token.
pub(super) fn modality(scene: &Scene<'_>, token: usize) -> Modality {
    let before: Vec<usize> = (scene.range.start..token).rev().take(14).collect();
    let among = |list: &Words, i: usize| list.holds(scene.word(i));
    // "efforts to connect", "plans to train": an aim word and then "to" before the number.
    let aim = before
        .iter()
        .any(|i| among(&AIMS, *i) && matches!(scene.word(*i + 1), "to" | "de" | "para" | "es"));
    if aim {
        return Modality::Target;
    }
    if is_rule(scene, token) {
        return Modality::Rule;
    }
    // "on track to record the lowest number"
    let on_track = |i: usize| {
        matches!(
            (scene.word(i), scene.word(i + 1)),
            ("track" | "pace", "to" | "for")
        )
    };
    if before
        .iter()
        .take(8)
        .any(|i| among(&FORECASTS, *i) || on_track(*i))
    {
        return Modality::Forecast;
    }
    // "will" before a past period is a translator's tense, not a forecast.
    Modality::Fact
}

/// Whether the number at a token is the threshold of a rule: "takes effect when the daily average exceeds 2,500".
fn is_rule(scene: &Scene<'_>, token: usize) -> bool {
    const REACH: usize = 9;
    let from = token.saturating_sub(REACH).max(scene.range.start);
    let condition = (from..token).any(|i| matches!(scene.word(i), "when" | "if" | "once" | "cuando" | "si"));
    let exceeds = (from..token).any(|i| {
        matches!(
            scene.word(i),
            "exceeds"
                | "exceed"
                | "surpasses"
                | "tops"
                | "reaches"
                | "reach"
                | "drop"
                | "fall"
                | "top"
                | "surpass"
                | "averages"
                | "stays"
                | "falls"
                | "drops"
                | "supera"
                | "supere"
                | "superen"
                | "superan"
                | "exceda"
                | "excede"
                | "baje"
                | "baja"
                | "cae"
                | "caiga"
                | "llega"
                | "llegue"
                | "alcanza"
                | "alcance"
        )
    });
    let threshold = (from..token).any(|i| matches!(scene.word(i), "threshold" | "umbral" | "tope" | "cupo"));
    condition && exceeds || threshold
}

/// Whether behind a verb it is said what moved it: "se redujeron gracias a la orden", "fell because of the rule".
pub(super) fn is_explained(scene: &Scene<'_>, verb: usize) -> bool {
    const REACH: usize = 14;
    (verb + 1..(verb + REACH).min(scene.range.end)).any(|i| {
        matches!(
            (scene.word(i), scene.word(i + 1)),
            ("gracias" | "debido", "a" | "al")
                | ("thanks" | "due" | "attributed", "to")
                | ("because" | "porque", _)
                | ("raiz" | "causa" | "consecuencia", "de" | "del")
        )
    })
}

/// Whether before a word it is said who or what is credited with it: "atribuye la caída al régimen".
pub(super) fn is_credited(scene: &Scene<'_>, noun: usize) -> bool {
    const REACH: usize = 6;
    (noun.saturating_sub(REACH).max(scene.range.start)..noun).any(|i| {
        let w = scene.word(i);
        w.starts_with("atribuy")
            || matches!(
                w,
                "atribuido" | "atribuida" | "credited" | "credits" | "attributes" | "attributed"
            )
    })
}

/// Whether a verb moves what stands behind it: "the investments have slowed migration", "la orden redujo los cruces". What
/// moved it is then its subject. "Saw increased encounters" has no such verb.
pub(super) fn is_moved_by_another(scene: &Scene<'_>, verb: usize) -> bool {
    const OBJECT: usize = 3;
    const BEFORE: usize = 12;
    let driven = scene.word(verb) == "down" || scene.word(verb) == "up";
    let object = scene.hits.iter().find(|h| {
        h.tokens.start > verb
            && h.tokens.start <= verb + OBJECT
            && !h.word.counted.is_empty()
            && (verb + 1..h.tokens.start).all(|i| {
                !scene.tokens.is_digits(i)
                    && !matches!(
                        scene.word(i),
                        "in" | "of" | "by" | "from" | "to" | "," | ";" | "and" | "en" | "de" | "y"
                    )
            })
    });
    if object.is_none() {
        return false;
    }
    if driven || MOVERS.binary_search(&scene.word(verb)).is_err() {
        return driven;
    }
    let before = scene.word(verb.wrapping_sub(1));
    let helped = (1..=3).any(|n| {
        matches!(
            scene.word(verb.wrapping_sub(n)),
            "has" | "have" | "helped" | "which" | "ha" | "han" | "logro" | "lograron"
        )
    });
    // "Encounters fell and slowed crossings": what is counted before the verb may be what moves.
    let counted = scene.hits.iter().any(|h| {
        h.tokens.end <= verb
            && verb - h.tokens.end <= BEFORE
            && !h.word.borders.is_empty()
            && (h.tokens.end..verb).all(|i| !matches!(scene.word(i), "," | ";"))
    });
    let adjective = matches!(
        before,
        "a" | "an"
            | "the"
            | "of"
            | "to"
            | "in"
            | "with"
            | "by"
            | "for"
            | "from"
            | "saw"
            | "seen"
            | "recorded"
            | "reported"
            | "and"
            | "despite"
            | "se"
            | ""
    );
    helped && !matches!(before, "seen" | "recorded" | "reported") || !counted && !adjective
}

/// Verbs that move something else. Sorted.
const MOVERS: [&str; 26] = [
    "aumentado",
    "aumento",
    "curbed",
    "curbing",
    "decreased",
    "disminuido",
    "disminuyo",
    "frenado",
    "freno",
    "increased",
    "lowered",
    "reduce",
    "reduced",
    "reduces",
    "reducido",
    "reduciendo",
    "reducing",
    "redujeron",
    "redujo",
    "slashed",
    "slowed",
    "slowing",
    "spurred",
    "stemmed",
    "stemming",
    "surged",
];

/// Whether the sentence says what caused what.
pub(super) fn is_causal(scene: &Scene<'_>, from: usize, to: usize) -> bool {
    let role = |i: usize| {
        scene.word(i) == "role" && scene.word(i + 1) == "in"
            || scene.word(i) == "papel" && scene.word(i + 1) == "en"
            || scene.word(i) == "because"
            || scene.word(i) == "porque"
            || scene.word(i) == "due" && scene.word(i + 1) == "to"
    };
    (from..to).any(|i| role(i) || (CAUSES.holds(scene.word(i)) && i < to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(AIMS.is_sorted() && FORECASTS.is_sorted() && CAUSES.is_sorted() && MOVERS.is_sorted());
    }
}
