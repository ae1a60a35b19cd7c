//! Places in an order, and one group against another.

use super::{moment, record, scene::Scene, speaker, stance};
use crate::{
    claim::{Claim, ClaimKind, Direction, Found, Stated, Subject, Uncheckable},
    entity,
    lexicon::Word,
    words::{Marks, Words},
};
use rootcast_core::agreement::{Interval, Qualifier};

/// Words that put something first. Sorted.
static FIRST: Words = Words::new(&[
    "biggest",
    "largest",
    "leading",
    "lider",
    "main",
    "mayor",
    "primary",
    "primer",
    "principal",
    "principales",
    "top",
    "topped",
]);

/// What stands first: sources, countries, nationalities. Sorted.
static RANKED: Words = Words::new(&[
    "countries",
    "country",
    "fuente",
    "group",
    "grupo",
    "nacionalidad",
    "nacionalidades",
    "nationalities",
    "nationality",
    "origen",
    "origin",
    "pais",
    "paises",
    "sending",
    "source",
]);

/// Claims of order in a sentence.
pub(super) fn claims(scene: &Scene<'_>) -> Vec<Claim> {
    let mut out = Vec::new();
    for i in scene.range.clone() {
        if let Some(c) = rank(scene, i)
            .or_else(|| placed(scene, i))
            .or_else(|| first_of_all(scene, i))
            .or_else(|| record::claim(scene, i))
            .or_else(|| comparison(scene, i))
        {
            out.push(c);
        }
    }
    out
}

/// The word of the domain, or encounters: what an order of origins is about when nothing else is named.
pub(super) fn word(scene: &Scene<'_>, i: usize) -> Option<&'static Word> {
    scene
        .word_or_carried(i)
        .filter(|w| !w.counted.is_empty() && !super::level::is_of_programme(w))
        .or_else(|| {
            let migrants = || crate::lexicon::words().iter().find(|w| w.id == "migrants");
            scene.ours.then(migrants).flatten()
        })
}

/// Ordinals in words, from the second.
const ORDINALS: [(&str, f64); 22] = [
    ("second", 2.0),
    ("third", 3.0),
    ("fourth", 4.0),
    ("fifth", 5.0),
    ("sixth", 6.0),
    ("2nd", 2.0),
    ("3rd", 3.0),
    ("4th", 4.0),
    ("5th", 5.0),
    ("segundo", 2.0),
    ("segunda", 2.0),
    ("tercer", 3.0),
    ("tercero", 3.0),
    ("tercera", 3.0),
    ("cuarto", 4.0),
    ("cuarta", 4.0),
    ("quinto", 5.0),
    ("quinta", 5.0),
    ("sexto", 6.0),
    ("sexta", 6.0),
    ("septimo", 7.0),
    ("septima", 7.0),
];

/// Which words may be among them.
#[allow(
    clippy::indexing_slicing,
    reason = "a constant has no iterators; the loop ends with the list"
)]
static IS_ORDINAL: Marks = {
    let mut all = Marks::NONE;
    let mut n = 0;
    while n < ORDINALS.len() {
        all = all.with(ORDINALS[n].0);
        n += 1;
    }
    all
};

pub(super) fn ordinal(word: &str) -> Option<f64> {
    if !IS_ORDINAL.may_hold(word) {
        return None;
    }
    ORDINALS.iter().find(|(w, _)| *w == word).map(|(_, n)| *n)
}

/// The place that an ordinal before a word of rank gives it: "second-largest", "the third largest".
fn place(scene: &Scene<'_>, i: usize) -> Option<(usize, f64)> {
    let hyphen = scene.word(i.wrapping_sub(1)) == "-";
    let at = i.checked_sub(if hyphen { 2 } else { 1 })?;
    (at >= scene.range.start)
        .then(|| ordinal(scene.word(at)))
        .flatten()
        .map(|n| (at, n))
}

fn rank(scene: &Scene<'_>, i: usize) -> Option<Claim> {
    // "el segundo país de origen": an ordinal alone ranks what follows it.
    let alone = ordinal(scene.word(i))
        .filter(|_| (i + 1..i + 3).any(|j| RANKED.holds(scene.word(j))))
        .filter(|_| {
            !(i + 1..i + 4).any(|j| {
                matches!(
                    scene.word(j),
                    "numerosa" | "numeroso" | "comun" | "frecuente" | "grande"
                )
            })
        })
        // "second largest source": the word of rank reads it.
        .filter(|_| !(i + 1..i + 3).any(|j| FIRST.holds(scene.word(j))));
    let most = matches!(
        (scene.word(i), scene.word(i + 1)),
        ("most", "common" | "numerous" | "frequent" | "represented") | ("number", "one" | "-")
    );
    if !FIRST.holds(scene.word(i)) && alone.is_none() && !most {
        return None;
    }
    let placed = place(scene, i).or(alone.map(|n| (i, n)));
    let thing = (i + 1..i + 5).find(|j| RANKED.holds(scene.word(*j)))?;
    // "no longer the main", "ya no son los principales".
    let negated = (scene.range.start..i).rev().take(4).any(|j| {
        matches!(scene.word(j), "not" | "longer" | "ya")
            && !(scene.word(j) == "ya" && scene.word(j + 1) != "no")
    });
    let word = word(scene, i)?;
    let mut subject = scene.subject_or_carried(i, Some(word));
    // "Venezuela superó a México como principal nacionalidad": it is the first named that took the place.
    if scene.word(i.wrapping_sub(1)) == "como"
        && let Some(m) = scene
            .mentions
            .iter()
            .find(|m| m.tokens.end < i && !scene.is_setting(m, Some(word)))
    {
        subject.origins = m.places().map(entity::written).unwrap_or_default();
        scene
            .source
            .get(m.span.clone())
            .unwrap_or_default()
            .clone_into(&mut subject.words);
    }
    if subject.found == Found::Assumed {
        // "the countries that are no longer the main …": those that the text is about.
        if scene.word(thing) != "countries" && scene.word(thing) != "sending" && scene.word(thing) != "paises"
        {
            return None;
        }
        subject = scene.group_before()?;
    }
    let group = subject.origins.contains('+') || scene.word(thing).ends_with('s') && negated;
    let from = if negated {
        i.saturating_sub(4).max(scene.range.start)
    } else {
        placed
            .map_or(i, |(at, _)| at)
            .saturating_sub(1)
            .max(scene.range.start)
    };
    // "the largest source of migrants"
    let of = matches!(scene.word(thing + 1), "of" | "de")
        .then(|| {
            scene
                .hits
                .iter()
                .map(|h| h.tokens.end)
                .find(|e| *e > thing + 1 && *e <= thing + 4)
        })
        .flatten();
    let bytes = scene.tokens.span(from, of.unwrap_or(thing + 1));
    Some(Claim {
        spans: Vec::new(),
        bytes,
        words: String::new(),
        kind: ClaimKind::Rank,
        subject,
        other: None,
        counted: scene.counted(word, i),
        stated: Some(nth(placed.map_or(1.0, |(_, n)| n))),
        // How many countries are "main" ones nobody says.
        vague: group.then(|| scene.word(i).to_owned()),
        before: None,
        direction: negated.then_some(Direction::Down),
        when: moment::level(scene, i, word),
        modality: stance::modality(scene, i),
        said_by: speaker::speaker(scene),
        // Whether a group is "main" depends on how many it is set against.
        uncheckable: is_of_unheld(scene).then_some(Uncheckable::NotHeld),
        day: None,
    })
    .map(|mut c| {
        if group {
            // Each member and the group as a whole are readings of it.
            for k in &mut c.counted {
                k.distance = k.distance.min(1);
            }
        }
        c
    })
}

/// Whether a sentence, or the one it goes on with, tells of what is known and not held, and of nothing that is: those with
/// an appointment, requests.
fn is_of_unheld(scene: &Scene<'_>) -> bool {
    let held = |h: &&&super::scene::Hit| !h.word.counted.is_empty() && h.word.id != "migrants";
    let unheld = scene.hits.iter().any(|h| h.word.counted.is_empty());
    let goes_on = scene.hits.is_empty() && scene.memory.other.is_some_and(|at| scene.number - at <= 1);
    (unheld || goes_on) && !scene.hits.iter().any(|h| held(&h))
}

/// "Mexicans came second", "Venezuela was third": an ordinal behind a verb.
fn placed(scene: &Scene<'_>, i: usize) -> Option<Claim> {
    if let Some(c) = spanish(scene, i) {
        return Some(c);
    }
    let n = ordinal(scene.word(i))?;
    let verb = matches!(
        scene.word(i.wrapping_sub(1)),
        "came" | "was" | "were" | "is" | "are" | "ranked" | "placed" | "remained" | "stood" | "finished"
    );
    let ends = !scene.tokens.is_word(i + 1)
        || matches!(
            scene.word(i + 1),
            "with" | "at" | "and" | "in" | "among" | "behind" | "after" | "on" | ""
        );
    if !verb || !ends {
        return None;
    }
    let word = word(scene, i)?;
    let subject = scene.subject(i, Some(word));
    (subject.found != Found::Assumed).then(|| order(scene, i, word, subject, n, i.saturating_sub(2)..i + 1))
}

/// "ocupan el segundo lugar", "la segunda nacionalidad más numerosa", "la nacionalidad más numerosa".
fn spanish(scene: &Scene<'_>, i: usize) -> Option<Claim> {
    let numerous = scene.word(i) == "mas"
        && matches!(
            scene.word(i + 1),
            "numerosa" | "numeroso" | "comun" | "frecuente" | "representada" | "representado" | "grande"
        )
        && i.checked_sub(1).is_some_and(|j| RANKED.holds(scene.word(j)));
    let (at, n, tokens) = if numerous {
        let thing = i - 1;
        let before = thing
            .checked_sub(1)
            .and_then(|j| ordinal(scene.word(j)).map(|n| (j, n)));
        let (from, n) = before.unwrap_or((thing, 1.0));
        (i, n, from..i + 2)
    } else {
        let n = match scene.word(i) {
            "primer" => 1.0,
            w => ordinal(w)?,
        };
        let seat = matches!(scene.word(i + 1), "lugar" | "puesto" | "sitio");
        // "en primer lugar" opens an argument.
        let opens = scene.word(i.wrapping_sub(1)) == "en"
            && i.saturating_sub(1) <= scene.range.start
            && !is_seated(scene.word(i + 2));
        if !seat || opens {
            return None;
        }
        (i, n, i..i + 2)
    };
    let word = word(scene, at)?;
    let subject = scene.subject(tokens.start, Some(word));
    (subject.found != Found::Assumed).then(|| order(scene, at, word, subject, n, tokens))
}

/// Verbs of those who take a place: "en segundo lugar figuran los hondureños".
fn is_seated(word: &str) -> bool {
    [
        "figur", "aparec", "ubic", "esta", "estuv", "qued", "sigu", "sig", "se", "viene",
    ]
    .iter()
    .any(|stem| word == *stem || stem.len() > 2 && word.starts_with(stem))
}

/// "more than any other nationality", "more than from any other country".
fn first_of_all(scene: &Scene<'_>, i: usize) -> Option<Claim> {
    let other = scene.word(i) == "any" && scene.word(i + 1) == "other";
    let than = i.checked_sub(1).filter(|_| other).and_then(|j| {
        let j = if scene.word(j) == "from" {
            j.checked_sub(1)?
        } else {
            j
        };
        (scene.word(j) == "than" && scene.word(j.checked_sub(1)?) == "more").then_some(j)
    })?;
    let thing = (i + 2..i + 4).find(|j| RANKED.holds(scene.word(*j)))?;
    let word = word(scene, i)?;
    let subject = scene.subject_or_carried(than, Some(word));
    (subject.found != Found::Assumed).then(|| order(scene, than, word, subject, 1.0, than - 1..thing + 1))
}

/// A place in the order of origins.
fn order(
    scene: &Scene<'_>,
    i: usize,
    word: &Word,
    subject: Subject,
    place: f64,
    tokens: std::ops::Range<usize>,
) -> Claim {
    Claim {
        spans: Vec::new(),
        bytes: scene.tokens.span(tokens.start.max(scene.range.start), tokens.end),
        words: String::new(),
        kind: ClaimKind::Rank,
        subject,
        other: None,
        counted: scene.counted(word, i),
        stated: Some(nth(place)),
        vague: None,
        before: None,
        direction: None,
        when: moment::level(scene, i, word),
        modality: stance::modality(scene, i),
        said_by: speaker::speaker(scene),
        uncheckable: is_of_unheld(scene).then_some(Uncheckable::NotHeld),
        day: None,
    }
}

pub(super) fn nth(value: f64) -> Stated {
    Stated {
        value,
        interval: Interval::exact(value),
        qualifier: Qualifier::Plain,
        unit: "rank".to_owned(),
        per: None,
        words: String::new(),
    }
}

/// "more Venezuelans than Guatemalans", "Venezuelans are now more … than Guatemalans".
fn comparison(scene: &Scene<'_>, i: usize) -> Option<Claim> {
    if !matches!(scene.word(i), "more" | "fewer" | "mas" | "menos")
        || matches!(scene.word(i + 1), "than" | "de")
    {
        return None;
    }
    let than = (i + 1..(i + 12).min(scene.range.end)).find(|j| matches!(scene.word(*j), "than" | "que"))?;
    let other = scene.mentions.iter().find(|m| {
        m.tokens.start > than && m.tokens.start <= than + 3 && m.places().is_some_and(|p| !p.is_empty())
    })?;
    let subject = scene.mentions.iter().rev().find(|m| {
        m.tokens.end <= than && m.tokens.start + 12 >= i && m.places().is_some_and(|p| !p.is_empty())
    })?;
    let of = |m: &entity::Mention| Subject {
        origins: m.places().map(entity::written).unwrap_or_default(),
        activity: None,
        words: scene.source.get(m.span.clone()).unwrap_or_default().to_owned(),
        found: if m.carried { Found::Carried } else { Found::Named },
    };
    let word = word(scene, i)?;
    // "obtained $850 million more remittances than Honduras"
    let money = scene.quantities.iter().any(|q| q.unit.is_money());
    let end = other.span.end;
    let begin = subject.span.start.min(scene.tokens.span(i, i + 1).start);
    Some(Claim {
        spans: Vec::new(),
        bytes: begin..end,
        words: String::new(),
        kind: ClaimKind::Comparison,
        subject: of(subject),
        other: Some(of(other)),
        counted: scene.counted(word, i),
        stated: None,
        vague: None,
        before: None,
        direction: Some(if matches!(scene.word(i), "fewer" | "menos") {
            Direction::Down
        } else {
            Direction::Up
        }),
        when: moment::level(scene, i, word),
        modality: stance::modality(scene, i),
        said_by: speaker::speaker(scene),
        uncheckable: (money || is_of_unheld(scene)).then_some(Uncheckable::NotHeld),
        day: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(FIRST.is_sorted() && RANKED.is_sorted());
    }
}
