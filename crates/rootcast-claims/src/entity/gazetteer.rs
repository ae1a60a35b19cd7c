//! Names of countries, of groups of countries and of borders.

use std::sync::OnceLock;

use rootcast_core::place::{self, Place, groups};

use super::{Border, Named};
use crate::{Lang, phrase::Phrases, token::Tokens};

#[derive(Clone, Copy, Debug)]
enum Entry {
    Country(Place),
    Group(usize),
    Border(Border),
    /// A name that holds the name of a country and is none: "New Mexico", "Mexico City".
    Other,
}

/// Phrases for borders, English and Spanish.
const BORDERS: [(&str, Border); 85] = [
    ("todos los puntos fronterizos", Border::Nationwide),
    ("todos los puntos de entrada", Border::Nationwide),
    ("limite sur de estados unidos", Border::Southwest),
    ("todas sus fronteras", Border::Nationwide),
    ("todas las fronteras", Border::Nationwide),
    ("fronteras terrestres", Border::Nationwide),
    ("fronteras de estados unidos", Border::Nationwide),
    ("fronteras estadounidenses", Border::Nationwide),
    ("fronteras norteamericanas", Border::Nationwide),
    ("alguna de las fronteras", Border::Nationwide),
    ("frontera de mexico con estados unidos", Border::Southwest),
    ("frontera entre estados unidos y mexico", Border::Southwest),
    ("frontera mexico-estados unidos", Border::Southwest),
    ("frontera de estados unidos con mexico", Border::Southwest),
    ("frontera estadounidense con mexico", Border::Southwest),
    ("frontera de mexico", Border::Southwest),
    ("frontera sur estadounidense", Border::Southwest),
    ("frontera sudoeste", Border::Southwest),
    ("frontera del suroeste", Border::Southwest),
    ("frontera suroccidental", Border::Southwest),
    ("frontera terrestre del suroeste", Border::Southwest),
    ("frontera sur del pais", Border::Southwest),
    ("frontera entre ee.uu. y mexico", Border::Southwest),
    ("frontera de ee.uu. con mexico", Border::Southwest),
    ("frontera mexicana", Border::Southwest),
    ("u.s.-mexico boundary", Border::Southwest),
    ("us-mexico boundary", Border::Southwest),
    ("boundary with mexico", Border::Southwest),
    ("united states-mexico border", Border::Southwest),
    ("u.s.-mexican border", Border::Southwest),
    ("crossed from mexico", Border::Southwest),
    ("cross from mexico", Border::Southwest),
    ("into the united states from mexico", Border::Southwest),
    ("into the u.s. from mexico", Border::Southwest),
    ("into the us from mexico", Border::Southwest),
    ("into the united states from canada", Border::Northern),
    ("into the u.s. from canada", Border::Northern),
    ("crossing from canada", Border::Northern),
    ("crossed from canada", Border::Northern),
    ("border from canada", Border::Northern),
    ("our borders", Border::Nationwide),
    ("nation's borders", Border::Nationwide),
    ("country's borders", Border::Nationwide),
    ("all borders", Border::Nationwide),
    ("canadian border", Border::Northern),
    ("u.s.-canada border", Border::Northern),
    ("us-canada border", Border::Northern),
    ("northern land border", Border::Northern),
    ("south-west land border", Border::Southwest),
    ("southern land border", Border::Southwest),
    ("u.s. border with mexico", Border::Southwest),
    ("us border with mexico", Border::Southwest),
    ("u.s. border from mexico", Border::Southwest),
    ("crossing from mexico", Border::Southwest),
    ("into the country from mexico", Border::Southwest),
    ("border crossings from mexico", Border::Southwest),
    ("mexico border", Border::Southwest),
    ("across the country", Border::Nationwide),
    ("national total", Border::Nationwide),
    ("southwest land border", Border::Southwest),
    ("southwest border", Border::Southwest),
    ("south-west border", Border::Southwest),
    ("southwestern border", Border::Southwest),
    ("southern border", Border::Southwest),
    ("southern u.s. border", Border::Southwest),
    ("u.s. southern border", Border::Southwest),
    ("us southern border", Border::Southwest),
    ("u.s.-mexico border", Border::Southwest),
    ("us-mexico border", Border::Southwest),
    ("border with mexico", Border::Southwest),
    ("border from mexico", Border::Southwest),
    ("mexican border", Border::Southwest),
    ("frontera suroeste", Border::Southwest),
    ("frontera sur de estados unidos", Border::Southwest),
    ("frontera sur de ee.uu", Border::Southwest),
    ("frontera sur", Border::Southwest),
    ("frontera con mexico", Border::Southwest),
    ("frontera entre mexico y estados unidos", Border::Southwest),
    ("northern border", Border::Northern),
    ("border with canada", Border::Northern),
    ("frontera norte", Border::Northern),
    ("frontera con canada", Border::Northern),
    ("nationwide", Border::Nationwide),
    ("a nivel nacional", Border::Nationwide),
    ("en todo el pais", Border::Nationwide),
];

/// Names that hold the name of a country and are none of it.
const OTHERS: [&str; 21] = [
    "u.s.-mexico",
    "us-mexico",
    "new mexico",
    "mexico city",
    "gulf of mexico",
    "nuevo mexico",
    "ciudad de mexico",
    "golfo de mexico",
    "guatemala city",
    "ciudad de guatemala",
    "panama city",
    "panama canal",
    "canal de panama",
    "colombia university",
    "georgia tech",
    "partnership for central america",
    "new jersey",
    "nueva jersey",
    "south america",
    "latin america",
    "central america forward",
];

/// Names of countries that are also common words or first names: never read as countries here.
const COMMON: [&str; 8] = [
    "chad", "georgia", "jersey", "turkey", "jordan", "mali", "niger", "guinea",
];

/// What is named at a token.
pub(super) fn at(tokens: &Tokens<'_>, i: usize, lang: Lang) -> Option<(usize, Named)> {
    static ALL: OnceLock<[Phrases<Entry>; 2]> = OnceLock::new();
    let [english, spanish] = ALL.get_or_init(|| [phrases(place::Lang::En), phrases(place::Lang::Es)]);
    let phrases = match lang {
        Lang::English => english,
        Lang::Spanish => spanish,
    };
    let (end, entry) = phrases.at(tokens, i)?;
    let capital = tokens.is_capital(i);
    let named = match entry {
        Entry::Border(b) => Named::Border(b),
        _ if !capital => return None,
        Entry::Country(place) => Named::Places {
            places: vec![place],
            people: false,
            group: false,
        },
        Entry::Group(n) => Named::Places {
            places: groups().get(n)?.members.clone(),
            people: false,
            group: true,
        },
        // Passed over whole, so that the country inside it is not found.
        Entry::Other => Named::Places {
            places: Vec::new(),
            people: false,
            group: false,
        },
    };
    Some((end, named))
}

fn phrases(lang: place::Lang) -> Phrases<Entry> {
    let mut all: Vec<(String, Entry)> = Vec::new();
    all.extend(BORDERS.iter().map(|(p, b)| ((*p).to_owned(), Entry::Border(*b))));
    all.extend(OTHERS.iter().map(|p| ((*p).to_owned(), Entry::Other)));
    for (n, group) in groups().iter().enumerate() {
        all.push((group.title(lang).to_owned(), Entry::Group(n)));
        // Aliases are slugs; those of one short word are codes, not names.
        all.extend(
            group
                .aliases
                .iter()
                .filter(|a| a.contains('-'))
                .map(|a| (a.replace('-', " "), Entry::Group(n))),
        );
    }
    for place in Place::all().filter(|p| !p.is_bucket()) {
        let names = [place.name(lang)]
            .into_iter()
            .chain(place.aliases().iter().map(String::as_str));
        for name in names {
            let short = name.chars().filter(|c| c.is_alphabetic()).count() < 4;
            if !short && !name.contains(',') && !COMMON.contains(&name.to_lowercase().as_str()) {
                all.push((name.to_owned(), Entry::Country(place)));
            }
        }
    }
    Phrases::new(all.iter().map(|(p, e)| (p.as_str(), *e)))
}
