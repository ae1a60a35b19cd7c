//! What a number is a number of: the word of the domain that says it, and none where the number counts something else.
//!
//! The noun behind a number decides first. "13,099 convicted murderers" are no encounters, however near the word
//! stands; people and times are whatever the verb of their clause says; a number without a noun takes the word of its
//! sentence, or that of the sentences before.

mod moved;

use moved::topic;
pub(super) use moved::{moved, points_at_figure};

use std::ops::Range;

use super::scene::{Hit, Scene};
use crate::{
    entity::Named,
    lexicon::{self, Word},
    quantity::{Noun, Quantity},
};

/// What stands behind a number.
#[derive(Clone, Copy)]
enum Behind {
    /// Nothing that says what is counted.
    Nothing,
    /// People or times: the verb says which.
    People,
    /// A word of the domain.
    Word(&'static Word),
    /// Something else.
    Other,
}

/// Nouns that any word of the domain may be about. Sorted.
const PEOPLE: [&str; 60] = [
    "adult",
    "adulto",
    "alien",
    "arrival",
    "asylum seeker",
    "border crosser",
    "chico",
    "child",
    "citizen",
    "ciudadano",
    "entrant",
    "extranjero",
    "familia",
    "family",
    "foreign national",
    "foreigner",
    "hombre",
    "illegal alien",
    "illegal entrant",
    "illegal immigrant",
    "illegal migrant",
    "immigrant",
    "individual",
    "individuo",
    "inmigrante",
    "llegada",
    "man",
    "men",
    "menor",
    "migrant",
    "migrante",
    "minor",
    "mujer",
    "nacional",
    "national",
    "nationality",
    "new arrival",
    "newcomer",
    "nino",
    "niño",
    "noncitizen",
    "ocasion",
    "parent",
    "people",
    "pequeno",
    "pequeño",
    "person",
    "persona",
    "pregnant woman",
    "solicitante",
    "time",
    "traveler",
    "unauthorized immigrant",
    "unauthorized migrant",
    "undocumented immigrant",
    "undocumented migrant",
    "veces",
    "vez",
    "woman",
    "women",
];

/// Words that a number takes for its noun and that are none: what was done with it, a total, a time.
const NO_NOUNS: [&str; 24] = [
    "ano", "año", "calendar", "crossing", "figure", "fiscal", "half", "high", "last", "low", "mes", "mid",
    "month", "more", "number", "other", "peak", "period", "previous", "record", "same", "such", "total",
    "year",
];

/// The word that says what a number is.
pub(super) fn word(scene: &Scene<'_>, q: &Quantity) -> Option<&'static Word> {
    let token = scene.token_at(q.span.start);
    let end = scene.token_at(q.span.end.saturating_sub(1)) + 1;
    // "18.2 por cada 100 mil habitantes" counts no inhabitants.
    if q.unit.per.as_deref().is_some_and(|p| p.contains("100,000")) {
        return nearest(scene, token, end, true)
            .filter(|w| w.counted.iter().any(|c| c.reading == "homicide-rate"))
            .or_else(|| {
                let rate = |h: &&&Hit| h.word.counted.iter().any(|c| c.reading == "homicide-rate");
                scene.hits.iter().find(rate).map(|h| h.word)
            });
    }
    // Lengths, weights and hours are no people.
    if q.unit.measure.is_some_and(|m| {
        matches!(
            m.dimension.as_str(),
            "length" | "mass" | "time" | "temperature" | "area" | "volume" | "age" | "speed" | "energy"
        )
    }) {
        return None;
    }
    if let Some(word) = children_alone(scene, q) {
        return Some(word);
    }
    let found = behind(scene, q);
    let people = matches!(found, Behind::People) || matches!(found, Behind::Word(w) if w.id == "migrants");
    if people && let Some(word) = acted(scene, end) {
        return Some(word);
    }
    match found {
        Behind::Word(word) => Some(word),
        Behind::Other => None,
        Behind::People => nearest(scene, token, end, false)
            .or_else(|| of_people(scene, q))
            .or_else(|| in_total(scene, token, end)),
        Behind::Nothing => of_part(scene, token)
            .or_else(|| nearest(scene, token, end, true))
            .or_else(|| carried(scene, q)),
    }
}

/// Whether a number counts something else than the words of the domain that are held: pounds, seizures, dollars sent.
pub(super) fn is_of_other(scene: &Scene<'_>, q: &Quantity) -> bool {
    if let Some(w) = word(scene, q) {
        return w.counted.is_empty();
    }
    // "59,757 – an increase of 11 %" counts no increases.
    let moves = q.unit.noun.as_ref().is_some_and(|n| {
        let name = n.name.to_lowercase();
        super::direction::is_move(name.rsplit(' ').next().unwrap_or_default())
    });
    q.unit.is_money() || matches!(behind(scene, q), Behind::Other) && !moves
}

/// "subió 71 %, para un total de 172,331 personas": the total is of what the sentence counts.
fn in_total(scene: &Scene<'_>, token: usize, end: usize) -> Option<&'static Word> {
    let total = matches!(scene.word(token.wrapping_sub(1)), "de" | "of")
        && scene.word(token.wrapping_sub(2)) == "total"
        && matches!(scene.word(token.wrapping_sub(3)), "un" | "a");
    let held = scene
        .hits
        .iter()
        .any(|h| h.tokens.end <= token && !h.word.borders.is_empty());
    (total && held)
        .then(|| nearest(scene, token, end, true))
        .flatten()
}

/// "Single adults were 68 per cent of encounters, with 140,197": the number is that of the part before its share.
fn of_part(scene: &Scene<'_>, token: usize) -> Option<&'static Word> {
    let with = token
        .checked_sub(1)
        .filter(|i| matches!(scene.word(*i), "with" | "con"))?;
    let share = scene
        .quantities
        .iter()
        .rfind(|q| scene.token_at(q.span.start) < with)?;
    let part = scene.hits.iter().rfind(|h| h.bytes.end <= share.span.start)?;
    (scene.word(with.wrapping_sub(1)) == "," && share.unit.is_percent() && is_group(part.word))
        .then_some(part.word)
}

/// "18.700 menores fueron detenidos", in a text that tells of children alone: these are meant.
fn children_alone(scene: &Scene<'_>, q: &Quantity) -> Option<&'static Word> {
    const REACH: usize = 6;
    let unaccompanied = || lexicon::words().iter().find(|w| w.id == "unaccompanied");
    let Some(noun) = &q.unit.noun else {
        return number_of_children(scene, scene.token_at(q.span.start))
            .then(unaccompanied)
            .flatten();
    };
    let name = noun.name.to_lowercase();
    let child = is_child(&name);
    let told = scene.memory.alone.is_some_and(|at| scene.number - at <= REACH);
    let held = scene.hits.iter().all(|h| !h.word.counted.is_empty());
    (child && told && held).then(unaccompanied).flatten()
}

fn is_child(name: &str) -> bool {
    matches!(
        name,
        "chico"
            | "chicos"
            | "pequeno"
            | "pequeño"
            | "pequeños"
            | "menor"
            | "menores"
            | "niño"
            | "niños"
            | "nino"
            | "ninos"
            | "child"
            | "children"
            | "minor"
            | "minors"
            | "kid"
            | "kids"
    )
}

/// "The number of children apprehended reached 18,663", in a text that tells of children alone.
fn number_of_children(scene: &Scene<'_>, token: usize) -> bool {
    const REACH: usize = 14;
    let told = scene
        .memory
        .alone
        .is_some_and(|at| scene.number - at <= REACH / 2);
    let from = token.saturating_sub(REACH).max(scene.range.start);
    told && (from..token).any(|i| {
        matches!(scene.word(i), "number" | "numero" | "cifra")
            && (i + 1..i + 4).any(|j| is_child(scene.word(j)))
            && scene.numbers_between(i, token) == 0
    })
}

/// "20,000 migrants have scheduled appointments": people counted by what they did, of which no figures are held.
fn acted(scene: &Scene<'_>, end: usize) -> Option<&'static Word> {
    const REACH: usize = 6;
    let hit = scene.hits.iter().find(|h| {
        h.tokens.start > end && h.tokens.start <= end + REACH && !matches!(h.word.id.as_str(), "migrants")
    })?;
    let verb = (end..hit.tokens.start).any(|i| {
        matches!(
            scene.word(i),
            "have" | "had" | "has" | "were" | "was" | "been" | "who" | "han" | "fueron" | "that"
        )
    });
    (verb && hit.word.counted.is_empty()).then_some(hit.word)
}

/// "159.536 colombianos": people of a country, counted in a text that counts them.
fn of_people(scene: &Scene<'_>, q: &Quantity) -> Option<&'static Word> {
    const LEAST: f64 = 1000.0;
    let noun = q.unit.noun.as_ref()?;
    let named = scene
        .mentions
        .iter()
        .any(|m| matches!(m.named, Named::Places { people: true, .. }) && overlap(&m.span, &noun.span));
    let share = q.unit.is_percent() && scene.memory_is_near();
    if !named || q.amount.first().value < LEAST && !share {
        return None;
    }
    if scene.hits.is_empty() {
        return topic(scene);
    }
    let token = scene.token_at(q.span.start);
    let end = scene.token_at(q.span.end.saturating_sub(1)) + 1;
    nearest(scene, token, end, true)
}

/// The word of the sentences before, for a number that stands alone.
fn carried(scene: &Scene<'_>, q: &Quantity) -> Option<&'static Word> {
    const LEAST: f64 = 1000.0;
    let large = q.amount.first().value >= LEAST;
    // "Honduras sumó 21,529 solicitudes. Detrás aparecen Haití, con 4,916": a list goes on with what is not held.
    if scene.hits.is_empty() && scene.memory.other.is_some_and(|at| scene.number - at <= 1) {
        return None;
    }
    // "Los hondureños sumaron 129 mil 186": a list goes on with the group that it counts.
    let listed = scene
        .memory
        .figure
        .filter(|(at, w)| scene.number - at <= 1 && is_group(w))
        .map(|(_, w)| w);
    if scene.hits.is_empty() && large && listed.is_some() {
        return listed;
    }
    (scene.hits.is_empty() && (large || q.unit.is_percent() || q.unit.share))
        .then(|| scene.word_or_carried(scene.range.start))
        .flatten()
}

fn behind(scene: &Scene<'_>, q: &Quantity) -> Behind {
    let Some(noun) = &q.unit.noun else {
        return Behind::Nothing;
    };
    // "9,822 migrants from Cuba and 2,123 from Nicaragua": the people of the number before, and its verb.
    if noun.span.end <= q.span.start && is_people(&noun.name.to_lowercase()) {
        return Behind::Nothing;
    }
    if let Some(hit) = hit_in(scene, noun) {
        let name = noun.name.to_lowercase();
        // "menores no acompañados" are a group that is counted, and not people of whom the verb says what.
        return if is_people(&name) && !is_group(hit.word) {
            Behind::People
        } else {
            Behind::Word(refined(scene, hit))
        };
    }
    let named = scene.mentions.iter().any(|m| overlap(&m.span, &noun.span));
    let timed = scene.times.iter().any(|t| overlap(&t.span, &noun.span));
    let name = noun.name.to_lowercase();
    let last = name.rsplit(' ').next().unwrap_or_default();
    let verb = matches!(
        last,
        "corresponde" | "corresponden" | "correspondio" | "correspondieron" | "eran" | "fueron" | "son"
    );
    let verb = verb
        || ["aron", "ieron", "eron"]
            .iter()
            .any(|e| last.len() > 5 && last.ends_with(e));
    if timed || verb || NO_NOUNS.contains(&last) || last.ends_with("ed") && last.len() > 4 {
        Behind::Nothing
    } else if named || is_people(&name) {
        Behind::People
    } else {
        Behind::Other
    }
}

fn is_people(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or_default();
    PEOPLE.contains(&name) || PEOPLE.contains(&last)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The last word of the domain within a noun.
fn hit_in<'s>(scene: &'s Scene<'_>, noun: &Noun) -> Option<&'s Hit> {
    scene
        .hits
        .iter()
        .copied()
        .rfind(|h| overlap(&h.bytes, &noun.span))
}

/// How far behind a number the word that says what it is may stand, and how far before.
const BEHIND: usize = 12;
const BEFORE: usize = 24;
/// How much farther a word stands behind the comma after a number.
const COMMA: usize = 6;
/// How much farther a word stands of which nothing is held.
const UNHELD: usize = 20;

/// The nearest word of the domain, behind the number rather than before, on this side of other numbers.
fn nearest(scene: &Scene<'_>, token: usize, end: usize, alone: bool) -> Option<&'static Word> {
    let others: Vec<usize> = scene
        .quantities
        .iter()
        .map(|q| scene.token_at(q.span.start))
        .filter(|t| *t != token)
        .collect();
    if alone && let Some(word) = of_verb(scene, token) {
        return Some(word);
    }
    scene
        .hits
        .iter()
        .filter_map(|h| {
            let (gap, limit, between, late) = if h.tokens.start >= end {
                (h.tokens.start - end, BEHIND, end..h.tokens.start, 0)
            } else {
                (token.saturating_sub(h.tokens.end), BEFORE, h.tokens.end..token, 4)
            };
            let crossed = others.iter().filter(|o| between.contains(o)).count();
            // "menores no acompañados 20,398, unidades familiares 188,416": what stands behind a comma is the next.
            let listed = alone && late == 0 && scene.word(end) == ",";
            let late = if listed { COMMA } else { late };
            let parted = between.clone().any(|i| matches!(scene.word(i), ";" | ":"));
            // A number alone goes with the list it stands in; people are counted by the verb of their clause.
            let far = !alone && (gap > limit || parted || crossed > 0);
            // What is counted and held before what is only known.
            let known = if h.word.counted.is_empty() && gap > 1 {
                UNHELD
            } else {
                0
            };
            let cost = gap + late + crossed * 3 + known;
            (!far).then_some((cost, h.tokens.start, *h))
        })
        .min_by_key(|(cost, start, _)| (*cost, *start))
        .map(|(_, _, hit)| refined(scene, hit))
        .or_else(|| alone.then(|| scene.word_near(token)).flatten())
}

/// "Los encuentros en julio, incluidas las personas con cita, fueron 183,503": a number behind the verb of its sentence
/// is of what the sentence begins with.
fn of_verb(scene: &Scene<'_>, token: usize) -> Option<&'static Word> {
    let before = token.checked_sub(1)?;
    if !matches!(scene.word(before), "fueron" | "sumaron" | "totalizaron") {
        return None;
    }
    let held = |h: &&&Hit| !h.word.counted.is_empty() && h.tokens.end <= before;
    let clause = |h: &&&Hit| !(h.tokens.end..before).any(|i| matches!(scene.word(i), ";" | ":"));
    scene
        .hits
        .iter()
        .filter(held)
        .find(clause)
        .map(|h| refined(scene, h))
}

/// Whether a word counts a group: families, children alone.
fn is_group(word: &Word) -> bool {
    word.counted
        .first()
        .is_some_and(|c| c.reading.contains("demographic="))
}

/// How long a clause about a group may be before its verb.
const CLAUSE: usize = 7;

/// The group of people that a word is about: "encounters of unaccompanied children", "family unit encounters".
fn refined(scene: &Scene<'_>, hit: &Hit) -> &'static Word {
    let group = |h: &&&Hit| {
        let of_group = is_group(h.word);
        let behind = h.tokens.start >= hit.tokens.end
            && h.tokens.start <= hit.tokens.end + 3
            && (hit.tokens.end..h.tokens.start).any(|i| {
                matches!(
                    scene.word(i),
                    "of" | "with" | "by" | "among" | "involving" | "de" | "con"
                )
            });
        let apart = (h.tokens.end..hit.tokens.start).any(|i| matches!(scene.word(i), "." | "," | ";" | "-"));
        let before = h.tokens.end <= hit.tokens.start && hit.tokens.start <= h.tokens.end + 2 && !apart;
        // "guatemaltecos en familia que fueron detenidos"
        let clause = h.tokens.end <= hit.tokens.start
            && hit.tokens.start <= h.tokens.end + CLAUSE
            && matches!(scene.word(h.tokens.end), "que" | "who" | "that")
            && !apart;
        of_group && (behind || before || clause)
    };
    let general = !hit.word.borders.is_empty()
        && hit
            .word
            .counted
            .iter()
            .all(|c| !c.reading.contains("demographic=") && c.reading != "expulsions");
    if !general {
        return hit.word;
    }
    scene
        .hits
        .iter()
        .find(group)
        .copied()
        .or_else(|| apposed(scene, hit))
        .map_or(hit.word, |h| h.word)
}

/// "were single adults, with 108,583 encounters": the group before the number is what it counts.
fn apposed<'s>(scene: &'s Scene<'_>, hit: &Hit) -> Option<&'s Hit> {
    let number = scene
        .quantities
        .iter()
        .map(|q| scene.token_at(q.whole.start.min(q.span.start)))
        .find(|t| *t < hit.tokens.start && scene.number_end(*t) == hit.tokens.start)?;
    let with = number.checked_sub(1)?;
    let comma = with.checked_sub(1)?;
    (matches!(scene.word(with), "with" | "at" | "con") && scene.word(comma) == ",")
        .then(|| {
            scene
                .hits
                .iter()
                .copied()
                .find(|h| h.tokens.end == comma && super::level::is_part(h.word))
        })
        .flatten()
}
