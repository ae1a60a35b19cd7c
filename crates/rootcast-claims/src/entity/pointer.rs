//! What points back: "the three countries", "those nations", "the region", "they".

use super::{Mention, Named};
use crate::{Lang, phrase::Phrases, token::Tokens};
use std::sync::OnceLock;

#[derive(Clone, Copy, Debug)]
struct Points {
    count: Option<usize>,
    pronoun: bool,
}

const ENGLISH: [(&str, Option<usize>, bool); 31] = [
    ("these three nations", Some(3), false),
    ("those three nations", Some(3), false),
    ("these four countries", Some(4), false),
    ("these two countries", Some(2), false),
    ("those two countries", Some(2), false),
    ("the two countries", Some(2), false),
    ("both countries", Some(2), false),
    ("the three countries", Some(3), false),
    ("those three countries", Some(3), false),
    ("these three countries", Some(3), false),
    ("all three countries", Some(3), false),
    ("the three nations", Some(3), false),
    ("three central american countries", Some(3), false),
    ("three central american nations", Some(3), false),
    ("the four countries", Some(4), false),
    ("those four countries", Some(4), false),
    ("the four nations", Some(4), false),
    ("those four nations", Some(4), false),
    ("those countries", None, false),
    ("these countries", None, false),
    ("those nations", None, false),
    ("these nations", None, false),
    ("the countries", None, false),
    ("the region", None, false),
    ("that region", None, false),
    ("the country", Some(1), false),
    ("that country", Some(1), false),
    ("they", None, true),
    ("them", None, true),
    ("their", None, true),
    ("there", Some(1), true),
];

const SPANISH: [(&str, Option<usize>, bool); 20] = [
    ("los cuatro paises de la region", Some(4), false),
    ("dichos paises", None, false),
    ("esas tres naciones", Some(3), false),
    ("los dos paises", Some(2), false),
    ("ambos paises", Some(2), false),
    ("los tres paises", Some(3), false),
    ("esos tres paises", Some(3), false),
    ("estos tres paises", Some(3), false),
    ("las tres naciones", Some(3), false),
    ("los cuatro paises", Some(4), false),
    ("esos cuatro paises", Some(4), false),
    ("estos cuatro paises", Some(4), false),
    ("esos paises", None, false),
    ("estos paises", None, false),
    ("la region", None, false),
    ("esa region", None, false),
    ("el pais", Some(1), false),
    ("ese pais", Some(1), false),
    ("este pais", Some(1), false),
    ("ellos", None, true),
];

/// A pointer at a token.
pub(super) fn at(tokens: &Tokens<'_>, i: usize, lang: Lang) -> Option<(usize, Named)> {
    static ALL: OnceLock<[Phrases<Points>; 2]> = OnceLock::new();
    let of = |list: &[(&'static str, Option<usize>, bool)]| {
        Phrases::new(list.iter().map(|(p, count, pronoun)| {
            (
                *p,
                Points {
                    count: *count,
                    pronoun: *pronoun,
                },
            )
        }))
    };
    let [english, spanish] = ALL.get_or_init(|| [of(&ENGLISH), of(&SPANISH)]);
    let (end, p) = match lang {
        Lang::English => english.at(tokens, i)?,
        Lang::Spanish => spanish.at(tokens, i)?,
    };
    // "there were 198,929 encounters" points to nothing.
    let expletive = tokens.folded(i) == "there"
        && matches!(
            tokens.folded(end),
            "are" | "has" | "have" | "had" | "is" | "was" | "were" | "will"
        );
    if expletive {
        return None;
    }
    Some((
        end,
        Named::Pointer {
            count: p.count,
            pronoun: p.pronoun,
        },
    ))
}

/// How many tokens back a pronoun may point.
const PRONOUN_REACH: usize = 120;
/// How many mentions back anything may point: far beyond a reader's memory.
const MENTIONS: usize = 200;

/// Gives each pointer the places of the nearest mention before it that fits: of the right number where the pointer
/// says how many, a group where it says none. What finds nothing stays a pointer.
pub fn resolve(tokens: &Tokens<'_>, mentions: &mut Vec<Mention>) {
    // Mentions that are only there to hide the country inside a name.
    mentions.retain(|m| m.places().is_none_or(|p| !p.is_empty()));
    for i in 0..mentions.len() {
        let (before, rest) = mentions.split_at_mut(i);
        let Some(pointer) = rest.first_mut() else { return };
        let Named::Pointer { count, pronoun } = pointer.named else {
            continue;
        };
        let fits = |m: &&Mention| {
            let Some(places) = m.places() else { return false };
            let near =
                !pronoun || pointer.tokens.start - m.tokens.end.min(pointer.tokens.start) <= PRONOUN_REACH;
            near && match count {
                Some(n) => places.len() == n,
                None if pronoun => true,
                None => places.len() > 1,
            }
        };
        if let Some(found) = before.iter().rev().take(MENTIONS).find(fits) {
            let places = found.places().unwrap_or_default().to_vec();
            let people = matches!(found.named, Named::Places { people: true, .. });
            pointer.named = Named::Places {
                group: places.len() > 1,
                places,
                people,
            };
            pointer.carried = true;
        }
    }
    debug_assert!(mentions.iter().all(|m| m.tokens.end <= tokens.len()));
}
