//! Names: from what people and publishers write to a place.

use std::sync::OnceLock;

use crate::nearest::nearest_word;

use super::{
    Place, PlaceError,
    group::{Group, groups},
    table,
};

/// Names that several places share, folded, with the codes.
const SHARED: [(&str, &str); 3] = [
    ("corea", "KOR, PRK"),
    ("korea", "KOR, PRK"),
    ("virgin-islands", "VGB, VIR"),
];

/// Lower case without accents; `&` is `and`; runs of anything but letters and digits become one hyphen; a leading
/// `the` is dropped.
///
/// ```
/// use rootcast_core::place::fold;
/// assert_eq!(fold(" Côte d’Ivoire"), "cote-d-ivoire");
/// assert_eq!(fold("The Gambia"), "gambia");
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let word = |out: &mut String, w: &str| {
        if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        out.push_str(w);
    };
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '\u{300}'..='\u{36f}' => {}
            '&' => {
                word(&mut out, "and");
                out.push('-');
            }
            c if c.is_alphanumeric() => out.push_str(plain(c).unwrap_or(c.encode_utf8(&mut [0; 4]))),
            _ => word(&mut out, ""),
        }
    }
    while out.ends_with('-') {
        out.pop();
    }
    while out.starts_with("the-") {
        out.drain(..4);
    }
    out
}

/// The plain letters for an accented one of Latin script.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'è'..='ë' | 'ē' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì'..='ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'ř' => "r",
        'ś' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ț' => "t",
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        _ => return None,
    })
}

/// Folded names with their places, sorted.
fn names() -> &'static [(String, Place)] {
    static ALL: OnceLock<Vec<(String, Place)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: Vec<(String, Place)> = Place::all()
            .zip(table::entries())
            .flat_map(|(place, e)| {
                [&e.en, &e.es]
                    .into_iter()
                    .chain(&e.aliases)
                    .map(move |n| (fold(n), place))
            })
            .collect();
        all.sort();
        all.dedup();
        all
    })
}

pub(super) fn find(text: &str) -> Result<Place, PlaceError> {
    let wanted = fold(text);
    if let Some(place) = exact(&wanted) {
        return Ok(place);
    }
    match SHARED.iter().find(|(name, _)| *name == wanted) {
        Some((_, codes)) => Err(PlaceError::Ambiguous {
            text: text.to_owned(),
            codes,
        }),
        None => Err(PlaceError::Name {
            text: text.to_owned(),
            nearest: advice(text, false),
        }),
    }
}

/// The place of a folded name.
fn exact(folded: &str) -> Option<Place> {
    let all = names();
    let at = all.binary_search_by(|(n, _)| n.as_str().cmp(folded)).ok()?;
    all.get(at).map(|(_, place)| *place)
}

/// What may have been meant by a text that is no place, nor, where groups count, a group.
pub(super) fn advice(text: &str, with_groups: bool) -> String {
    let trimmed = text.trim();
    let by_alpha2 = Place::all().find(|p| p.alpha2().is_some_and(|a| a.eq_ignore_ascii_case(trimmed)));
    if let Some(place) = by_alpha2 {
        return format!("; did you mean `{place}`?");
    }
    let wanted = fold(trimmed);
    if let Some(place) = exact(&wanted) {
        return format!("; did you mean `{place}`?");
    }
    let group_words = groups().iter().filter(|_| with_groups).flat_map(Group::words);
    let buckets = Place::all().filter(|p| p.is_bucket()).map(Place::code);
    // A bucket is found by its own spelling, a name by its folded one.
    let bucket = nearest_word(trimmed, buckets).filter(|_| trimmed.contains('@'));
    if let Some(code) = bucket {
        return format!("; did you mean `{code}`?");
    }
    match nearest_word(
        &wanted,
        names().iter().map(|(n, _)| n.as_str()).chain(group_words),
    ) {
        None => String::new(),
        Some(word) => match exact(word) {
            Some(place) => format!("; did you mean `{word}` ({place})?"),
            None => format!("; did you mean `{word}`?"),
        },
    }
}
