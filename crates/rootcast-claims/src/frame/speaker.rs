//! Who says it: "according to …", "… said", "según …".

use super::scene::Scene;
use crate::words::Words;

/// Verbs of speech. Sorted.
static SAID: Words = Words::new(&[
    "added", "afirmo", "aseguro", "claim", "claimed", "claims", "dijeron", "dijo", "explico", "indico",
    "informo", "noted", "point", "reported", "reports", "said", "say", "says", "señalo", "shows", "told",
    "wrote",
]);

/// The speaker a sentence names, as its words.
pub(super) fn speaker(scene: &Scene<'_>) -> Option<String> {
    for i in scene.range.clone() {
        let (a, b) = (scene.word(i), scene.word(i + 1));
        let start = match (a, b) {
            ("according", "to") | ("acuerdo", "con") => Some(i + 2),
            ("segun", _) => Some(i + 1),
            _ => None,
        };
        if let Some(start) = start {
            return words(scene, start, true);
        }
    }
    for i in scene.range.clone() {
        if !SAID.holds(scene.word(i)) {
            continue;
        }
        // "said Someone" or "Someone said": the capitalised run beside the verb.
        if let Some(name) = words(scene, i + 1, false).or_else(|| words_before(scene, i)) {
            return Some(name);
        }
    }
    None
}

fn words(scene: &Scene<'_>, start: usize, any: bool) -> Option<String> {
    let mut end = start;
    let mut first = start;
    if any
        && matches!(
            scene.word(first),
            "the" | "a" | "an" | "el" | "la" | "los" | "las" | "un" | "una"
        )
    {
        first += 1;
        end = first;
    }
    while scene.range.contains(&end) && end < first + 8 {
        let joint = matches!(
            scene.word(end),
            "of" | "for" | "de" | "del" | "the" | "-" | "'" | "s" | "and" | "." | "y"
        );
        if !(scene.tokens.is_capital(end)
            || joint && end > first && scene.tokens.is_capital(end + 1)
            || any && end == first)
        {
            break;
        }
        end += 1;
    }
    while end > first && matches!(scene.word(end - 1), "." | "-" | "'") {
        end -= 1;
    }
    if end == first || !(any || scene.tokens.is_capital(first)) {
        return None;
    }
    scene.source.get(scene.tokens.span(first, end)).map(str::to_owned)
}

fn words_before(scene: &Scene<'_>, verb: usize) -> Option<String> {
    let mut start = verb;
    while start > scene.range.start
        && verb - start < 6
        && (scene.tokens.is_capital(start - 1) || scene.word(start - 1) == "-")
    {
        start -= 1;
    }
    if start == verb {
        return match scene.word(verb.checked_sub(1)?) {
            w @ ("officials" | "specialists" | "experts" | "funcionarios" | "expertos") => Some(w.to_owned()),
            _ => None,
        };
    }
    scene
        .source
        .get(scene.tokens.span(start, verb))
        .map(str::to_owned)
}
