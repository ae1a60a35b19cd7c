//! Programmes: money pledged and spent, people trained, jobs, registrations.

use std::sync::OnceLock;

use jiff::ToSpan;
use rootcast_core::period::{Period, PeriodRange};
use serde::Deserialize;

use super::{
    level::{self, is_of_programme},
    scene::{Scene, distance},
    speaker, stance,
};
use crate::{
    claim::{Claim, ClaimKind, Counted, Found, Modality, Subject, Uncheckable, When},
    lexicon::Word,
    phrase::Phrases,
    quantity::{Amount, Form, Quantity},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Programme {
    id: String,
    names: Vec<String>,
    #[serde(default)]
    events: Vec<String>,
    cues: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    programme: Vec<Programme>,
}

fn programmes() -> &'static [Programme] {
    static ALL: OnceLock<Vec<Programme>> = OnceLock::new();
    ALL.get_or_init(|| {
        toml::from_str::<File>(include_str!("../../data/programmes.toml"))
            .map(|f| f.programme)
            .unwrap_or_default()
    })
}

/// The events of the ledger that began or ended a programme.
pub(crate) fn events_of(id: &str) -> &'static [String] {
    programmes()
        .iter()
        .find(|p| p.id == id)
        .map_or(&[], |p| p.events.as_slice())
}

/// How much farther a name reaches than a cue.
const NAME: usize = 2;

/// The programme that the words nearest to a token point to.
fn programme(scene: &Scene<'_>, near: usize) -> Option<&'static str> {
    static PHRASES: OnceLock<Phrases<(usize, usize)>> = OnceLock::new();
    let phrases = PHRASES.get_or_init(|| {
        Phrases::new(programmes().iter().enumerate().flat_map(|(n, p)| {
            p.names
                .iter()
                .map(move |x| (x.as_str(), (n, NAME)))
                .chain(p.cues.iter().map(move |x| (x.as_str(), (n, 1))))
        }))
    });
    scene
        .range
        .clone()
        .filter_map(|i| {
            let (end, (n, reach)) = phrases.at(scene.tokens, i)?;
            Some((distance(&(i..end), near) / reach, n))
        })
        .min()
        .and_then(|(_, n)| programmes().get(n))
        .map(|p| p.id.as_str())
}

/// Whether a word of the sentence points to a programme.
pub(super) fn is_named(scene: &Scene<'_>) -> bool {
    programme(scene, scene.range.end).is_some()
}

/// The programme a sentence is about, or those just before it.
pub(super) fn nearest(scene: &Scene<'_>, near: usize) -> Option<String> {
    const CARRY: usize = 4;
    programme(scene, near).map(str::to_owned).or_else(|| {
        let (at, id) = scene.memory.programme.as_ref()?;
        (scene.number - at <= CARRY).then(|| id.clone())
    })
}

/// Claims of programmes in a sentence.
pub(super) fn claims(scene: &Scene<'_>) -> Vec<Claim> {
    scene.quantities.iter().filter_map(|q| claim(scene, q)).collect()
}

fn claim(scene: &Scene<'_>, q: &Quantity) -> Option<Claim> {
    if matches!(q.amount, Amount::Range { .. }) || matches!(q.form, Form::Vague | Form::Multiple) {
        return None;
    }
    let token = scene.token_at(q.span.start);
    let money = q.unit.is_money();
    if !money && q.amount.first().value < 100.0 {
        return None;
    }
    // The word that says what the number is: behind it first ("388,000 people trained", "$5.2 billion in
    // commitments"), and of the kind of the number.
    let fits = |w: &Word| is_of_programme(w) && is_money(w) == money;
    let hit = scene
        .hits
        .iter()
        .filter(|h| fits(h.word))
        .min_by_key(|h| {
            (
                distance(&h.tokens, token) + usize::from(h.tokens.start < token) * 4,
                h.tokens.start,
            )
        })
        .filter(|h| distance(&h.tokens, token) <= reach_of(scene, token));
    let other = scene
        .hits
        .iter()
        .filter(|h| !is_of_programme(h.word))
        .map(|h| distance(&h.tokens, token))
        .min();
    let hit = hit.filter(|h| money || other.is_none_or(|o| distance(&h.tokens, token) <= o))?;
    let word = hit.word;
    let modality = stance::modality(scene, token);
    let activity = nearest(scene, token);
    let uncheckable = match (money, modality) {
        (false, Modality::Target | Modality::Forecast) => Some(Uncheckable::Target),
        _ if activity.is_none() => Some(Uncheckable::NotHeld),
        _ => None,
    };
    Some(Claim {
        spans: Vec::new(),
        bytes: q
            .whole
            .start
            .min(q.span.start)
            .min(near(hit.bytes.start, q.span.start))
            ..q.whole.end.max(q.span.end).max(reach(hit.bytes.end, q.span.end)),
        words: String::new(),
        kind: if money {
            ClaimKind::Money
        } else {
            ClaimKind::Result
        },
        subject: Subject {
            origins: String::new(),
            found: if activity.is_some() {
                Found::Carried
            } else {
                Found::Assumed
            },
            activity,
            words: String::new(),
        },
        other: None,
        counted: counted(scene, word, token, hit.tokens.end),
        stated: level::stated(scene, q),
        vague: None,
        before: None,
        direction: None,
        when: vec![day(scene)],
        // Money that is pledged is pledged: that it is an aim is what the stage says.
        modality: if money { Modality::Fact } else { modality },
        said_by: speaker::speaker(scene),
        uncheckable,
        day: None,
    })
}

/// A place before the number that is near enough to belong to the claim.
fn near(byte: usize, number: usize) -> usize {
    if byte < number && number - byte < 60 {
        byte
    } else {
        number
    }
}

/// A place behind the number that is near enough to belong to the claim.
fn reach(byte: usize, number: usize) -> usize {
    if byte > number && byte - number < 80 {
        byte
    } else {
        number
    }
}

fn is_money(word: &Word) -> bool {
    matches!(word.id.as_str(), "pledged" | "disbursed" | "spent" | "aid")
}

/// How far from a number the word that says what it is may stand: a total is of what the whole sentence tells.
fn reach_of(scene: &Scene<'_>, token: usize) -> usize {
    const REACH: usize = 16;
    const TOTAL: usize = 45;
    let total = (token.saturating_sub(8).max(scene.range.start)..token)
        .any(|i| matches!(scene.word(i), "total" | "totals" | "sum" | "suma"));
    if total { TOTAL } else { REACH }
}

/// What is counted; of "new commitments" first what was added, then all to date.
fn counted(scene: &Scene<'_>, word: &Word, token: usize, end: usize) -> Vec<Counted> {
    let new = word.id == "pledged"
        && (token..end).any(|i| {
            matches!(
                scene.word(i),
                "new" | "additional" | "further" | "nuevos" | "nuevas"
            )
        });
    let plain = word.counted.iter().map(|m| Counted {
        reading: m.reading.clone(),
        why: m.why.clone(),
        loose: m.loose,
        distance: m.far.max(u8::from(new)),
        offered: false,
    });
    let added = word.counted.first().filter(|_| new).map(|m| Counted {
        reading: format!("{} tally=new", m.reading),
        why: format!("{}; what was added", m.why),
        loose: m.loose,
        distance: 0,
        offered: false,
    });
    added.into_iter().chain(plain).collect()
}

/// A figure to date: the day before the text.
fn day(scene: &Scene<'_>) -> When {
    let day = scene.published.checked_sub(1.day()).unwrap_or(scene.published);
    When {
        period: PeriodRange::one(Period::Day(day)),
        against: None,
        latest: false,
        why: "to date".to_owned(),
        distance: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_reads() {
        let file: File = toml::from_str(include_str!("../../data/programmes.toml")).unwrap();
        assert_eq!(file.programme.len(), programmes().len());
    }
}
