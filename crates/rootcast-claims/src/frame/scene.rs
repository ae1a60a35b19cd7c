//! A sentence with everything found in it.

mod counted;
mod reading;

use std::ops::Range;

use jiff::civil::Date;
use rootcast_core::place::Place;

pub(super) use reading::Reading;

use super::{memory::Memory, who};
use crate::{
    Lang,
    claim::{Counted, Found, Subject},
    entity::{self, Mention, Named},
    lexicon::Word,
    quantity::Quantity,
    time::{Days, Time, When},
    token::Tokens,
    words::Words,
};

/// A word of the domain where it stands.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) tokens: Range<usize>,
    pub(super) bytes: Range<usize>,
    pub(super) word: &'static Word,
}

/// How many sentences what is left unsaid is carried.
pub(super) const CARRY: usize = 3;
/// How many tokens from what is counted a border still belongs to it.
const BORDER_REACH: usize = 10;
/// How many sentences a fiscal year colours the bare years after it.
const FISCAL_CARRY: usize = 6;

/// One sentence.
pub(super) struct Scene<'s> {
    pub(super) number: usize,
    pub(super) tokens: &'s Tokens<'s>,
    /// Its tokens.
    pub(super) range: Range<usize>,
    pub(super) mentions: Vec<&'s Mention>,
    pub(super) quantities: Vec<&'s Quantity>,
    pub(super) times: Vec<&'s Time>,
    pub(super) hits: Vec<&'s Hit>,
    pub(super) source: &'s str,
    pub(super) published: Date,
    pub(super) lang: Lang,
    /// Whether the text is about migration.
    pub(super) ours: bool,
    pub(super) memory: &'s Memory,
}

impl Scene<'_> {
    /// Whether a word stands at a token.
    pub(super) fn word(&self, i: usize) -> &str {
        if self.range.contains(&i) {
            self.tokens.folded(i)
        } else {
            ""
        }
    }

    /// Tokens of the sentence whose word is among some.
    pub(super) fn places_of(&self, words: &Words) -> impl Iterator<Item = usize> {
        self.range.clone().filter(|i| words.holds(self.tokens.folded(*i)))
    }

    /// The token at a byte.
    pub(super) fn token_at(&self, byte: usize) -> usize {
        self.range
            .clone()
            .find(|i| self.tokens.get(*i).is_some_and(|t| t.span.end > byte))
            .unwrap_or(self.range.end)
    }

    /// The token after the number that begins at a token, or the token itself where none does.
    pub(super) fn number_end(&self, token: usize) -> usize {
        self.quantities
            .iter()
            .find(|q| self.token_at(q.span.start) == token)
            .map_or(token, |q| self.token_at(q.span.end.saturating_sub(1)) + 1)
    }

    /// How many other numbers begin between two tokens.
    pub(super) fn numbers_between(&self, from: usize, to: usize) -> usize {
        self.quantities
            .iter()
            .filter(|q| (from..to).contains(&self.token_at(q.span.start)))
            .count()
    }

    /// The countries a claim is about: those named nearest, else those that the sentences before were about, else all.
    ///
    /// Named places count when they are origins: people of a country, "from", "of" a country, or countries that do
    /// something. A border or a government is none.
    pub(super) fn subject(&self, near: usize, word: Option<&Word>) -> Subject {
        if let Some((m, place)) = who::paired(self, near, |m| !self.is_setting(m, word)) {
            return Subject {
                origins: entity::written(&[place]),
                activity: None,
                words: self.source.get(m.span.clone()).unwrap_or_default().to_owned(),
                found: Found::Named,
            };
        }
        let named = who::named(self, near, |m| !self.is_setting(m, word))
            .filter(|m| !self.is_of_all(near, word, m.tokens.end));
        if let Some(m) = named {
            return Subject {
                origins: m.places().map(published).unwrap_or_default(),
                activity: None,
                words: self.source.get(m.span.clone()).unwrap_or_default().to_owned(),
                found: if m.carried { Found::Carried } else { Found::Named },
            };
        }
        Subject {
            origins: String::new(),
            activity: None,
            words: String::new(),
            found: Found::Assumed,
        }
    }

    /// Whether a sentence ends with what is counted in all: "flows from Cuba … as total encounters dropped".
    pub(super) fn counts_all(&self) -> bool {
        let named = self
            .mentions
            .iter()
            .filter(|m| m.places().is_some())
            .map(|m| m.tokens.end);
        let Some(named) = named.max() else { return false };
        self.hits
            .iter()
            .any(|h| named <= h.tokens.start && self.is_of_all(h.tokens.start, Some(h.word), named))
    }

    /// Whether "total", "overall" or "all" before what is counted says that it is not of the countries named before it.
    fn is_of_all(&self, near: usize, word: Option<&Word>, named: usize) -> bool {
        let Some(word) = word else { return false };
        self.hits
            .iter()
            .filter(|h| h.word.id == word.id)
            .min_by_key(|h| distance(&h.tokens, near))
            .is_some_and(|h| {
                let all = |i: usize| matches!(self.word(i), "total" | "overall" | "totales");
                let of = (2..=4).any(|n| {
                    all(h.tokens.start.wrapping_sub(n))
                        && matches!(self.word(h.tokens.start.wrapping_sub(n - 1)), "number" | "numero")
                });
                named <= h.tokens.start && (of || all(h.tokens.start) || all(h.tokens.start.wrapping_sub(1)))
            })
    }

    /// The subject, or that of the sentences before when the sentence goes on about it ("But they will …").
    pub(super) fn subject_or_carried(&self, near: usize, word: Option<&Word>) -> Subject {
        let own = self.subject(near, word);
        if own.found != Found::Assumed {
            return own;
        }
        // A property is always of a country: "cayó a 1,338 millones" after "Guatemala …".
        let property = word.is_some_and(is_property);
        match &self.memory.subject {
            Some((at, s)) if property && self.number - at <= CARRY => Subject {
                found: Found::Carried,
                ..s.clone()
            },
            Some((at, s))
                if self.number - at <= 1
                    && (self.goes_on() || self.is_elliptic())
                    && !self.is_of_the_data() =>
            {
                Subject {
                    found: Found::Carried,
                    ..s.clone()
                }
            }
            _ => own,
        }
    }

    /// Whether the sentence is of all the figures told: "Estos datos reflejan una disminución".
    fn is_of_the_data(&self) -> bool {
        let first = self.range.start;
        matches!(
            self.word(first),
            "estos" | "los" | "las" | "estas" | "these" | "the"
        ) && matches!(
            self.word(first + 1),
            "datos" | "cifras" | "data" | "figures" | "numbers"
        )
    }

    /// Whether the sentence leaves what it counts to the one before: "En 2021 fueron 98,690."
    pub(super) fn is_elliptic(&self) -> bool {
        self.hits.is_empty()
    }

    /// Whether the sentence begins as one that goes on: with a pronoun or a joint.
    fn goes_on(&self) -> bool {
        const JOINTS: [&str; 14] = [
            "and", "but", "ellos", "esa", "esas", "ese", "esos", "it", "pero", "that", "they", "this",
            "those", "y",
        ];
        crate::among(&JOINTS, self.word(self.range.start))
    }

    /// Places that are where something happens or who acts, and not whose people are counted: the United States, "in
    /// Mexico", a border.
    pub(super) fn is_setting(&self, m: &Mention, word: Option<&Word>) -> bool {
        let Named::Places { places, people, .. } = &m.named else {
            return true;
        };
        // "la frontera entre EE. UU. y México": nobody's origin is the country that counts.
        if places.iter().any(|p| p.code() == "USA") {
            return true;
        }
        // People are counted by where they are from; "in Guatemala" is where something was done. Of a property
        // ("investment in Guatemala") it is the subject.
        let of_people = word.is_some_and(|w| !w.borders.is_empty());
        let before = m.tokens.start.checked_sub(1).map_or("", |i| self.word(i));
        // "superado por México" is no way through it.
        let passive = before == "por"
            && m.tokens.start.checked_sub(2).is_some_and(|i| {
                let w = self.word(i);
                ["ado", "ada", "ados", "adas", "ido", "ida"]
                    .iter()
                    .any(|e| w.ends_with(e))
            });
        let where_ = matches!(
            before,
            "in" | "en" | "through" | "por" | "con" | "entre" | "hacia" | "contra" | "with" | "towards"
        );
        // "venezolanos que entraron desde México": the way, where the people are named.
        // "compared to 31,030 from Guatemala" counts those from there.
        let counted = m.tokens.start.checked_sub(1).is_some_and(|from| {
            self.quantities.iter().any(|q| {
                let end = |byte: usize| self.token_at(byte.saturating_sub(1)) + 1;
                let noun = q.unit.noun.as_ref().map(|n| end(n.span.end));
                end(q.span.end) == from || noun == Some(from)
            })
        });
        let way = matches!(before, "desde" | "from")
            && !counted
            && self.mentions.iter().any(|o| {
                matches!(o.named, Named::Places { people: true, .. }) && o.tokens.end <= m.tokens.start
            });
        of_people && !people && !m.carried && !passive && (where_ || way)
    }

    /// The word of the domain nearest to a token, else that of the sentences just before.
    pub(super) fn word_near(&self, token: usize) -> Option<&'static Word> {
        self.hits
            .iter()
            .min_by_key(|h| (distance(&h.tokens, token), h.tokens.start))
            .map(|h| h.word)
    }

    /// [`Scene::word_near`], or that of the sentences before.
    pub(super) fn word_or_carried(&self, token: usize) -> Option<&'static Word> {
        self.word_near(token).or_else(|| self.word_carried())
    }

    /// The word of the sentences before, unless they went on to what is known and not held: remittances.
    pub(super) fn word_carried(&self) -> Option<&'static Word> {
        match self.memory.word {
            Some((at, w)) if self.number - at <= CARRY && !self.strayed() => Some(w),
            _ => None,
        }
    }

    /// Whether the last sentence that named a word of the domain named none that is held.
    pub(super) fn strayed(&self) -> bool {
        self.memory.unheld.is_some_and(|at| self.number - at <= CARRY)
    }

    /// Whether the sentences just before named a word of the domain.
    pub(super) fn memory_is_near(&self) -> bool {
        self.memory.word.is_some_and(|(at, _)| self.number - at <= 1)
    }

    /// The group of countries that the text is about: the last named within reach.
    pub(super) fn group_before(&self) -> Option<Subject> {
        const REACH: usize = 12;
        let (at, s) = self.memory.group.as_ref()?;
        (self.number - at <= REACH).then(|| s.clone())
    }

    /// What a figure with nobody named beside it may count besides all: the people of its sentence and of those before.
    pub(super) fn of_before(&self, counted: &[Counted]) -> Vec<Counted> {
        let within = |at: usize| self.number - at <= CARRY;
        let lists = [&self.memory.subject, &self.memory.group];
        let here = self
            .mentions
            .iter()
            .filter(|m| matches!(m.named, Named::Places { people: true, .. }) && !self.is_setting(m, None))
            .filter_map(|m| m.places().map(entity::written));
        let before = lists.into_iter().flatten().filter(|(at, _)| within(*at));
        let mut origins: Vec<String> = Vec::new();
        for o in here.chain(before.map(|(_, s)| s.origins.clone())) {
            if !o.is_empty() && !origins.contains(&o) {
                origins.push(o);
            }
        }
        let able = || counted.iter().filter(|c| c.distance <= 1);
        origins
            .iter()
            .flat_map(|o| {
                able().map(move |c| Counted {
                    reading: format!("{} origin={o}", c.reading),
                    why: format!("{}; the people named before or behind", c.why),
                    distance: 1,
                    offered: true,
                    ..c.clone()
                })
            })
            .collect()
    }

    /// The span of time that "that same period" points to.
    pub(super) fn same_period(&self) -> Option<(Days, Days)> {
        let points = self.range.clone().any(|i| {
            matches!(self.word(i), "same" | "mismo")
                && matches!(
                    self.word(i + 1),
                    "period" | "time" | "periodo" | "tiempo" | "span"
                )
        });
        let (at, range) = self.memory.range?;
        (points && self.number - at <= CARRY).then_some(range)
    }

    /// Whether bare years here follow a fiscal year.
    pub(super) fn after_fiscal(&self) -> bool {
        let here = self.times.iter().any(|t| is_fiscal(&t.when));
        here || self
            .memory
            .fiscal
            .is_some_and(|at| self.number - at <= FISCAL_CARRY)
    }
}

/// Whether a word counts a property of a country, of which no sum over all is a figure.
pub(super) fn is_property(word: &Word) -> bool {
    matches!(
        word.id.as_str(),
        "fdi" | "homicide-rate" | "homicides" | "growth" | "growth-per-head" | "inflation"
    )
}

/// Places as a reading writes them. Who counts people by nationality names four of the isthmus: the others are in what
/// is left over, and "Central Americans" are those four.
pub(super) fn published(places: &[Place]) -> String {
    const UNNAMED: [&str; 3] = ["BLZ", "CRI", "PAN"];
    let isthmus = UNNAMED
        .iter()
        .all(|code| places.iter().any(|p| p.code() == *code));
    if !isthmus {
        return entity::written(places);
    }
    let named: Vec<Place> = places
        .iter()
        .copied()
        .filter(|p| !UNNAMED.contains(&p.code()))
        .collect();
    entity::written(&named)
}

/// How far a token is from a run of tokens.
pub(super) fn distance(run: &Range<usize>, token: usize) -> usize {
    if token < run.start {
        run.start - token
    } else if token >= run.end {
        token - run.end + 1
    } else {
        0
    }
}

pub(super) fn is_fiscal(when: &When) -> bool {
    use rootcast_core::period::Period;
    let fiscal =
        |p: Option<Period>| matches!(p, Some(Period::FiscalYear { .. } | Period::FiscalQuarter { .. }));
    match when {
        When::Days(d) => fiscal(d.period),
        When::Between { from, to } => fiscal(from.period) || fiscal(to.period),
        When::Length(_) | When::Season(_) | When::Recent(_) | When::Away { .. } => false,
    }
}
