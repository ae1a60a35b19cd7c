//! Entities: countries, their people, groups of countries, borders; and what "the three countries" points back to.

mod demonym;
mod gazetteer;
mod pointer;

use rootcast_core::place::{Place, PlaceSet};

use crate::{Lang, Span, token::Tokens};

pub use pointer::resolve;

/// Which border a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Border {
    /// The land border with Mexico.
    Southwest,
    /// The land border with Canada.
    Northern,
    /// All of them and the coasts.
    Nationwide,
}

impl Border {
    /// The word a reading uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Border::Southwest => "southwest",
            Border::Northern => "northern",
            Border::Nationwide => "nationwide",
        }
    }
}

/// What a mention names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// Countries, or the people of them.
    Places {
        /// Which.
        places: Vec<Place>,
        /// Whether the people are named ("Guatemalans") and not the country.
        people: bool,
        /// Whether several were named as one ("Northern Triangle") or joined in a list.
        group: bool,
    },
    /// A border.
    Border(Border),
    /// Something that points back: "the three countries", "they", "the region".
    Pointer {
        /// How many it points to, where it says so.
        count: Option<usize>,
        /// Whether it is a pronoun, which points to a subject of a sentence before.
        pronoun: bool,
    },
}

/// A stretch of text that names something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its bytes.
    pub span: Span,
    /// Its first token, and the token after its last.
    pub tokens: std::ops::Range<usize>,
    /// What it names.
    pub named: Named,
    /// Whether a pointer was resolved: the places are those of an earlier mention.
    pub carried: bool,
}

impl Mention {
    /// The places it names.
    pub fn places(&self) -> Option<&[Place]> {
        match &self.named {
            Named::Places { places, .. } => Some(places),
            _ => None,
        }
    }
}

/// Finds mentions, lists of countries joined into one ("Venezuela, Nicaragua, Cuba and Haiti").
///
/// ```
/// use rootcast_claims::{Lang, entity::mentions, token::Tokens};
/// let found = mentions(&Tokens::new("Venezuela, Nicaragua and Cuba, not Mexico"), Lang::English);
/// let places: Vec<usize> = found.iter().map(|m| m.places().unwrap().len()).collect();
/// assert_eq!(places, [3, 1]);
/// ```
pub fn mentions(tokens: &Tokens<'_>, lang: Lang) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let found = gazetteer::at(tokens, i, lang)
            .or_else(|| demonym::at(tokens, i, lang))
            .or_else(|| pointer::at(tokens, i, lang));
        let Some((end, named)) = found else {
            i += 1;
            continue;
        };
        let mention = Mention {
            span: tokens.span(i, end),
            tokens: i..end,
            named,
            carried: false,
        };
        match out.last_mut() {
            Some(last) if joins(tokens, last.tokens.end, i, lang) && alike(last, &mention) => {
                join(last, &mention, tokens);
            }
            _ => out.push(mention),
        }
        i = end;
    }
    out
}

/// Whether between two mentions stands only what joins a list.
fn joins(tokens: &Tokens<'_>, from: usize, to: usize, lang: Lang) -> bool {
    let and: &[&str] = match lang {
        Lang::English => &["and", "or", "&"],
        Lang::Spanish => &["y", "e", "o", "u"],
    };
    let between: Vec<&str> = (from..to).map(|k| tokens.folded(k)).collect();
    match between.as_slice() {
        [","] => true,
        [w] | [",", w] | [",", "as", "well", "as", w] | [",", w, "the" | "el" | "la"] => and.contains(w),
        [w, "the" | "el" | "la" | "los"] => and.contains(w) || *w == ",",
        _ => false,
    }
}

/// Whether both name countries, or both the people of countries.
fn alike(a: &Mention, b: &Mention) -> bool {
    match (&a.named, &b.named) {
        (
            Named::Places {
                places, people: one, ..
            },
            Named::Places {
                places: more,
                people: other,
                ..
            },
        ) => one == other && !places.is_empty() && !more.is_empty(),
        _ => false,
    }
}

/// Puts a mention of places into the list before it.
fn join(last: &mut Mention, next: &Mention, tokens: &Tokens<'_>) {
    let more = next.places().unwrap_or_default();
    if let Named::Places { places, group, .. } = &mut last.named {
        for p in more {
            if !places.contains(p) {
                places.push(*p);
            }
        }
        *group = true;
    }
    last.tokens.end = next.tokens.end;
    last.span = tokens.span(last.tokens.start, last.tokens.end);
}

/// Places as a reading writes them: `GTM+HND+SLV`.
pub fn written(places: &[Place]) -> String {
    let codes: Vec<&str> = places.iter().map(|p| p.code()).collect();
    PlaceSet::parse(&codes.join("+")).map_or_else(
        |_| codes.join("+"),
        |set| set.iter().map(|p| p.code()).collect::<Vec<_>>().join("+"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, lang: Lang) -> Vec<(String, String)> {
        let tokens = Tokens::new(text);
        let mut all = mentions(&tokens, lang);
        resolve(&tokens, &mut all);
        all.iter()
            .map(|m| {
                let what = match &m.named {
                    Named::Places { places, .. } => written(places),
                    Named::Border(b) => b.as_str().to_owned(),
                    Named::Pointer { .. } => "?".to_owned(),
                };
                (text[m.span.clone()].to_owned(), what)
            })
            .collect()
    }

    fn whats(text: &str, lang: Lang) -> Vec<String> {
        found(text, lang).into_iter().map(|(_, w)| w).collect()
    }

    #[test]
    fn lists_are_one_mention() {
        assert_eq!(
            found(
                "fleeing Venezuela, Nicaragua, Cuba and Haiti at the southern border",
                Lang::English
            ),
            [
                (
                    "Venezuela, Nicaragua, Cuba and Haiti".to_owned(),
                    "CUB+HTI+NIC+VEN".to_owned()
                ),
                ("southern border".to_owned(), "southwest".to_owned())
            ]
        );
        assert_eq!(
            whats("hondureños, guatemaltecos y salvadoreños", Lang::Spanish),
            ["GTM+HND+SLV"]
        );
        assert_eq!(
            whats("Guatemalan, Honduran, and Salvadoran nationals", Lang::English),
            ["GTM+HND+SLV"]
        );
    }

    #[test]
    fn pointers_find_what_was_named() {
        assert_eq!(
            whats(
                "El Salvador, Honduras and Guatemala lost people. The three countries, and they alone, did.",
                Lang::English
            ),
            ["GTM+HND+SLV", "GTM+HND+SLV", "GTM+HND+SLV"]
        );
        assert_eq!(
            whats(
                "The Northern Triangle grew. Investment in the region rose.",
                Lang::English
            ),
            ["GTM+HND+SLV", "GTM+HND+SLV"]
        );
        assert_eq!(
            whats("Triángulo Norte; los tres países", Lang::Spanish),
            ["GTM+HND+SLV", "GTM+HND+SLV"]
        );
    }

    #[test]
    fn words_that_are_also_names_need_their_capital() {
        assert!(whats("turkey and chad and a jersey, said Georgia", Lang::English).is_empty());
        assert_eq!(
            whats("Mexico City is not Mexico; New Mexico is neither", Lang::English),
            ["MEX"]
        );
    }
}
