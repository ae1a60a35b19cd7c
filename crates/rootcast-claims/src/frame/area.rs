//! Parts of a border: a sector of the Border Patrol, a state, a town. What is counted there is not what is counted along
//! the whole of it.

use super::scene::{Scene, distance};
use crate::{claim::Counted, lexicon::Word, words::Words};

/// Sectors of the Border Patrol by the words before "sector", with the slug that readings use.
const SECTORS: [(&[&str], &str); 21] = [
    (&["rio", "grande", "valley"], "rio-grande-valley-sector"),
    (&["del", "rio"], "del-rio-sector"),
    (&["el", "paso"], "el-paso-sector"),
    (&["el", "centro"], "el-centro-sector"),
    (&["san", "diego"], "san-diego-sector"),
    (&["big", "bend"], "big-bend-sector"),
    (&["grand", "forks"], "grand-forks-sector"),
    (&["new", "orleans"], "new-orleans-sector"),
    (&["tucson"], "tucson-sector"),
    (&["yuma"], "yuma-sector"),
    (&["laredo"], "laredo-sector"),
    (&["swanton"], "swanton-sector"),
    (&["blaine"], "blaine-sector"),
    (&["spokane"], "spokane-sector"),
    (&["havre"], "havre-sector"),
    (&["detroit"], "detroit-sector"),
    (&["buffalo"], "buffalo-sector"),
    (&["houlton"], "houlton-sector"),
    (&["miami"], "miami-sector"),
    (&["ramey"], "ramey-sector"),
    (&["rgv"], "rio-grande-valley-sector"),
];

/// Towns and states along the border that are told of by themselves. Sorted.
static TOWNS: Words = Words::new(&[
    "arizona",
    "brownsville",
    "calexico",
    "california",
    "eagle",
    "jacumba",
    "juarez",
    "lukeville",
    "massachusetts",
    "matamoros",
    "mcallen",
    "nogales",
    "reynosa",
    "sasabe",
    "texas",
    "tijuana",
    "vermont",
    "york",
]);

/// A part of the border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Area {
    /// A sector, by its slug.
    Sector(&'static str),
    /// A place of which nothing is published.
    Place,
}

/// How far from a number its area may stand.
const REACH: usize = 26;

/// The part of the border that a number is of.
pub(super) fn of(scene: &Scene<'_>, near: usize) -> Option<Area> {
    let end = scene.number_end(near);
    let says_sector = scene
        .range
        .clone()
        .any(|i| matches!(scene.word(i), "sector" | "sectors" | "sectores"));
    // Of a sentence as a whole it is any sector named in it.
    let whole = near == scene.range.start;
    let sector = scene.range.clone().filter_map(|i| {
        let (words, slug) = SECTORS
            .iter()
            .find(|(words, _)| words.iter().enumerate().all(|(k, w)| scene.word(i + k) == *w))?;
        let run = i..i + words.len();
        let named = scene.word(run.end) == "sector"
            || scene.word(run.start.wrapping_sub(1)) == "sector"
            || scene.word(run.start.wrapping_sub(2)) == "sector"
            || says_sector && scene.tokens.is_capital(i);
        let crossed = if run.start >= end {
            scene.numbers_between(end, run.start)
        } else {
            scene.numbers_between(run.end, near)
        };
        let gap = distance(&run, near);
        // "across all sectors 1.1 million, with Tucson …", "officials across the nation apprehended 3.2 million"
        let between = if run.start >= end {
            scene.range.start..run.start
        } else {
            run.end..near
        };
        let wide = between.into_iter().any(|j| {
            matches!(scene.word(j), "nation" | "nationwide" | "country" | "sectores")
                || scene.word(j) == "sectors" && scene.word(j.wrapping_sub(1)) == "all"
        });
        (named && !wide && (whole || crossed == 0 && gap <= REACH)).then_some((gap, *slug))
    });
    if let Some((_, slug)) = sector.min() {
        return Some(Area::Sector(slug));
    }
    // "31,000 arrests in Texas", "in Eagle Pass": only where it says so of the number.
    let town = (end..(end + 8).min(scene.range.end)).find(|i| {
        let within = matches!(scene.word(i.wrapping_sub(1)), "in" | "around" | "near" | "en");
        within && scene.tokens.is_capital(*i) && TOWNS.holds(scene.word(*i))
    })?;
    (scene.numbers_between(end, town) == 0).then_some(Area::Place)
}

/// Asks of a sector what the word asks of the border.
pub(super) fn narrow(word: &Word, area: Area, counted: Vec<Counted>) -> Vec<Counted> {
    let Area::Sector(slug) = area else {
        return Vec::new();
    };
    if word.borders.is_empty() {
        return counted;
    }
    let patrol = |c: &Counted| c.reading.starts_with("encounters") && !c.reading.contains("demographic=");
    let Some(first) = counted.iter().find(|c| patrol(c)) else {
        return Vec::new();
    };
    vec![Counted {
        reading: format!("encounters component=usbp area={slug}"),
        why: "the sector is named; sectors are of the Border Patrol".to_owned(),
        loose: first.loose,
        distance: 0,
        offered: false,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(TOWNS.is_sorted());
    }
}
