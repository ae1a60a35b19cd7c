//! Which agency a sentence counts by: the Border Patrol between ports of entry, the officers at them, or both.

use super::scene::{Scene, distance};
use crate::{claim::Counted, lexicon::Word, words::Marks};

/// An agency that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Agency {
    /// The Border Patrol.
    Patrol,
    /// The Office of Field Operations, at ports of entry.
    Ports,
    /// Customs and Border Protection: both.
    Both,
}

/// Names, as words in small letters without accents.
const NAMES: [(&[&str], Agency); 19] = [
    (&["apprehended"], Agency::Patrol),
    (&["apprehensions"], Agency::Patrol),
    (&["at", "official", "crossings"], Agency::Ports),
    (&["between", "official", "crossings"], Agency::Patrol),
    (&["customs", "and", "border", "patrol"], Agency::Both),
    (&["border", "patrol"], Agency::Patrol),
    (&["usbp"], Agency::Patrol),
    (&["patrulla", "fronteriza"], Agency::Patrol),
    (&["entre", "puertos", "de", "entrada"], Agency::Patrol),
    (&["entre", "los", "puertos", "de", "entrada"], Agency::Patrol),
    (&["entre", "los", "puertos", "fronterizos"], Agency::Patrol),
    (&["office", "of", "field", "operations"], Agency::Ports),
    (&["oficina", "de", "operaciones", "de", "campo"], Agency::Ports),
    (&["aduanas", "y", "proteccion"], Agency::Both),
    (&["en", "puertos", "de", "entrada"], Agency::Ports),
    (&["en", "los", "puertos", "de", "entrada"], Agency::Ports),
    (&["customs", "and", "border", "protection"], Agency::Both),
    (&["proteccion", "fronteriza"], Agency::Both),
    (&["cbp"], Agency::Both),
];

/// The first words of the names, and of ports of entry.
#[allow(
    clippy::indexing_slicing,
    reason = "a constant has no iterators; the loop ends with the list, and no name is without words"
)]
static FIRSTS: Marks = {
    let mut firsts = Marks::NONE.with("port").with("ports");
    let mut n = 0;
    while n < NAMES.len() {
        firsts = firsts.with(NAMES[n].0[0]);
        n += 1;
    }
    firsts
};

/// How far from what the words do not say.
const NOT_SAID: u8 = 2;

/// The agency named nearest to a token.
pub(super) fn named(scene: &Scene<'_>, near: usize) -> Option<Agency> {
    scene
        .range
        .clone()
        .filter(|i| FIRSTS.may_hold(scene.word(*i)))
        .filter_map(|i| {
            if let Some(agency) = ports(scene, i) {
                let place = i..i + 3;
                return apart(scene, &place, near).then(|| (distance(&place, near), agency));
            }
            let (name, agency) = NAMES.iter().find(|(name, _)| {
                name.iter()
                    .enumerate()
                    .all(|(k, w)| i + k < scene.range.end && scene.word(i + k) == *w)
            })?;
            // "CBP One" is a programme and counts nothing; "Customs and Border Patrol" is no Border Patrol.
            let other = *name == ["cbp"] && scene.word(i + 1) == "one"
                || *name == ["border", "patrol"]
                    && scene.word(i.wrapping_sub(1)) == "and"
                    && scene.word(i.wrapping_sub(2)) == "customs";
            let place = i..i + name.len();
            let agency = if *agency == Agency::Ports && is_with_others(scene, i) {
                &Agency::Both
            } else {
                agency
            };
            (!other && apart(scene, &place, near)).then(|| (distance(&place, near), *agency))
        })
        .min()
        .map(|(_, agency)| agency)
}

/// "incluyendo los registrados en los puertos de entrada", "detenidas o consideradas inadmisibles en los puertos de
/// entrada": those at the ports are counted with the others.
fn is_with_others(scene: &Scene<'_>, i: usize) -> bool {
    const BEFORE: usize = 10;
    let from = i.saturating_sub(BEFORE).max(scene.range.start);
    let adds =
        |w: &str| w.starts_with("incluy") || w.starts_with("incluid") || matches!(w, "sumando" | "junto");
    (from..i).any(|j| {
        adds(scene.word(j))
            || matches!(scene.word(j), "o" | "y")
                && (j + 1..j + 4).any(|k| scene.word(k).starts_with("inadmisible"))
    })
}

/// Who counts where "ports of entry" stands: those at them, or those between them.
fn ports(scene: &Scene<'_>, i: usize) -> Option<Agency> {
    const BEFORE: usize = 5;
    let named = matches!(scene.word(i), "ports" | "port")
        && scene.word(i + 1) == "of"
        && scene.word(i + 2) == "entry";
    if !named {
        return None;
    }
    let before = || (i.saturating_sub(BEFORE).max(scene.range.start)..i).map(|j| scene.word(j));
    let between = before().any(|w| matches!(w, "between" | "outside" | "away"));
    let at = before().any(|w| w == "at");
    // "Including people at ports of entry, encounters came to …"
    let with = (i.saturating_sub(2 * BEFORE).max(scene.range.start)..i).any(|j| {
        matches!(
            scene.word(j),
            "including"
                | "counting"
                | "adding"
                | "add"
                | "added"
                | "include"
                | "includes"
                | "plus"
                | "together"
                | "combined"
        )
    });
    if with && !between {
        return Some(Agency::Both);
    }
    Some(match (between, at) {
        (true, true) => Agency::Both,
        (true, false) => Agency::Patrol,
        (false, _) => Agency::Ports,
    })
}

/// Whether no semicolon stands between the name of an agency and what is counted.
fn apart(scene: &Scene<'_>, place: &std::ops::Range<usize>, near: usize) -> bool {
    let between = if place.start >= near {
        near..place.start
    } else {
        place.end..near
    };
    between.into_iter().all(|j| scene.word(j) != ";")
}

/// Brings what an agency counts to the front of what a word admits, and puts what it does not count out of reach.
pub(super) fn narrow(scene: &Scene<'_>, word: &Word, near: usize, counted: &mut Vec<Counted>) {
    let encounters = |c: &Counted| c.reading.starts_with("encounters");
    if !counted.iter().any(encounters) {
        return;
    }
    let Some((agency, surely)) = named(scene, near)
        .map(|a| (a, true))
        .or_else(|| scene.carried_agency())
    else {
        return;
    };
    // Crossings are between ports of entry whoever tells of them, but where the ports are named.
    if word.id == "crossings" && !(agency == Agency::Ports && surely) {
        return;
    }
    if word.id == "crossings" {
        for c in counted.iter_mut().filter(|c| encounters(c)) {
            if c.reading.contains("component=") {
                c.distance = NOT_SAID;
            } else {
                c.reading = c.reading.replacen("encounters", "encounters component=ofo", 1);
                "encounters at ports of entry".clone_into(&mut c.why);
                c.distance = c.distance.saturating_sub(1);
            }
        }
        return;
    }
    let component = |c: &Counted| {
        c.reading
            .split(' ')
            .find_map(|w| w.strip_prefix("component="))
            .map(str::to_owned)
    };
    let wanted = match agency {
        Agency::Patrol => Some("usbp"),
        Agency::Ports => Some("ofo"),
        Agency::Both => None,
    };
    if agency == Agency::Ports {
        let at_ports: Vec<Counted> = counted
            .iter()
            .filter(|c| encounters(c) && component(c).is_none() && c.distance == 0)
            .map(|c| Counted {
                reading: c.reading.replacen("encounters", "encounters component=ofo", 1),
                why: format!("{}; ports of entry are named", c.why),
                distance: 1,
                offered: true,
                ..c.clone()
            })
            .collect();
        if counted.iter().all(|c| component(c).as_deref() != Some("ofo")) {
            counted.extend(at_ports);
            return;
        }
    }
    if !counted
        .iter()
        .any(|c| encounters(c) && component(c).as_deref() == wanted)
    {
        return;
    }
    for c in counted.iter_mut().filter(|c| encounters(c)) {
        if component(c).as_deref() == wanted {
            // What is left is how far the border is.
            c.distance = u8::from(c.reading.contains("border=nationwide") && c.distance > 0);
            c.why.push_str("; the agency is named");
        } else {
            c.distance = c.distance.max(if surely { NOT_SAID } else { 1 });
        }
    }
}
