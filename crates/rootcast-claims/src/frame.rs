//! Frames: sentences into claims.
//!
//! A text is read once for its quantities, times, mentions and words of the domain. Each sentence is then a scene with
//! those that stand in it, and what the sentences before leave behind: the last subject, the last measure, whether
//! years were fiscal. The neighbours each find one kind of claim in a scene.

mod agency;
mod area;
mod authority;
mod averaged;
mod change;
mod compared;
mod direction;
mod domain;
mod elsewhere;
mod ends;
mod extreme;
mod level;
mod measure;
mod memory;
mod moment;
mod moved;
mod order;
pub(crate) mod programme;
mod record;
mod scene;
mod size;
mod spanned;
mod speaker;
mod stance;
mod supposed;
mod timeline;
mod told;
mod unheld;
mod who;
mod year_to_date;

use jiff::civil::Date;

use crate::{
    Lang,
    claim::{Claim, ClaimKind, Uncheckable},
    text::{Cleaned, Span},
};

use scene::Reading;

/// How much of a text is read at once, in bytes: more than any article or report chapter, so that memory does not
/// depend on the length of a text. What is left unsaid is carried over.
const STRETCH: usize = 256 << 10;

/// How many sentences what a body of another country counts goes on.
const ABROAD: usize = 6;

/// Whether no figures are held of what a claim is about: a property of nobody named, or what is told by who counts others, or of a part of a month: no figures are held of these.
fn not_ours(scene: &scene::Scene<'_>, claim: &Claim) -> bool {
    // The investment, the growth, the homicides of nobody named are of nobody held.
    let property = claim.counted.first().is_some_and(|c| {
        let measure = c.reading.split(' ').next().unwrap_or_default();
        matches!(
            measure,
            "fdi" | "fdi-share" | "homicide-rate" | "gdp-growth" | "gdp-growth-per-capita" | "inflation"
        )
    });
    if property && claim.subject.origins.is_empty() {
        return true;
    }
    let of_border = claim
        .counted
        .first()
        .is_some_and(|c| c.reading.contains("border="));
    // Half a month, and half a fiscal year.
    let half = || {
        scene.range.clone().any(|i| match scene.word(i) {
            "quincena" | "quincenas" => true,
            // "in the second half of October"
            "half" => scene.word(i + 1) == "of" && crate::time::calendar::month(scene.word(i + 2)).is_some(),
            "semestre" => (i + 1..i + 6).any(|j| scene.word(j) == "fiscal"),
            _ => false,
        })
    };
    let rest = scene.mentions.iter().any(|m| {
        m.places().map(crate::entity::written).unwrap_or_default() == claim.subject.origins
            && who::is_excepted(scene, m)
    });
    let goes_on = || {
        let abroad = scene.memory.abroad.is_some_and(|at| scene.number - at <= ABROAD);
        abroad && !who::is_told_at_home(scene) && scene.hits.iter().all(|h| h.word.borders.is_empty())
    };
    let days = || claim.kind == ClaimKind::Change && scene.times.iter().any(|t| moment::is_part(t));
    // Arrests and expulsions that ICE counts are made inland.
    let inland = || {
        let of_ice = |i: usize| {
            matches!(scene.word(i), "ero" | "ice")
                || scene.word(i) == "immigration" && scene.word(i + 2) == "customs"
                || scene.word(i) == "inmigracion" && scene.word(i + 2) == "control"
        };
        let border = |i: usize| matches!(scene.word(i), "border" | "cbp" | "frontera" | "fronteriza");
        scene.range.clone().any(of_ice) && !scene.range.clone().any(border)
    };
    // "Este número representa un aumento del 4.5 %", of what two countries counted together.
    let summed = || {
        let both = scene.memory.both.is_some_and(|at| scene.number - at <= 1);
        both && claim.kind == ClaimKind::Change
            && scene
                .hits
                .iter()
                .all(|h| h.word.counted.is_empty() || measure::points_at_figure(scene))
            || both
                && scene.range.clone().any(|i| {
                    matches!(
                        (scene.word(i), scene.word(i + 1)),
                        ("la", "cifra") | ("the", "figure")
                    )
                })
    };
    // "ingresaron a Estados Unidos bajo el parole": those who may enter are no crossings.
    let paroled = || {
        let lawful = |i: usize| {
            matches!(scene.word(i), "parole" | "chnv")
                || scene.word(i) == "libertad" && scene.word(i + 1) == "condicional"
        };
        let crossed = |h: &&scene::Hit| matches!(h.word.id.as_str(), "crossings" | "migrants");
        claim.kind == ClaimKind::Level
            && scene.range.clone().any(lawful)
            && scene.hits.iter().all(|h| crossed(h) || h.word.borders.is_empty())
    };
    of_border
        && (uncounted(scene, claim)
            || who::is_told_abroad(scene)
            || rest
            || inland()
            || half()
            || days()
            || goes_on()
            || paroled()
            || elsewhere::is_of_both(scene)
            || summed())
}

/// Whether a claim is of those whom the agencies did not stop, of deaths, of names on a list, of who may stay, or of
/// persons and not of events.
fn uncounted(scene: &scene::Scene<'_>, claim: &Claim) -> bool {
    const BESIDE: usize = 3;
    let first = scene.token_at(claim.bytes.start).saturating_sub(BESIDE);
    let last = scene.token_at(claim.bytes.end.saturating_sub(1)) + 1 + BESIDE;
    (first.max(scene.range.start)..last.min(scene.range.end)).any(|i| match scene.word(i) {
        "gotaway" | "gotaways" | "evaded" | "paroled" | "watchlist" | "died" | "murieron" | "fallecieron" => {
            true
        }
        "got" => scene.word(i + 1) == "-" && scene.word(i + 2).starts_with("away"),
        "watch" => scene.word(i + 1) == "list" || scene.word(i + 2) == "list",
        "to" => scene.word(i + 1) == "stay",
        // "migrants from “other” countries"
        "other" | "otros" | "otras" => {
            let quoted = usize::from(!scene.tokens.is_word(i + 1));
            let before = if scene.tokens.is_word(i.wrapping_sub(1)) {
                1
            } else {
                2
            };
            matches!(
                scene.word(i + 1 + quoted),
                "countries" | "nationalities" | "nations" | "paises" | "nacionalidades"
            ) && matches!(scene.word(i.wrapping_sub(before)), "from" | "of" | "de" | "among")
                && !matches!(scene.word(i + 2 + quoted), "than" | "que")
        }
        "unique" => {
            matches!(
                scene.word(i + 1),
                "individuals" | "people" | "persons" | "migrants"
            ) || matches!(scene.word(i.wrapping_sub(1)), "were" | "are" | "was")
        }
        _ => false,
    })
}

/// Takes a text apart, as written on the day `published`.
pub fn claims(text: &Cleaned, published: Date, lang: Lang) -> Vec<Claim> {
    first_claims(text, published, lang, usize::MAX).0
}

/// The same up to the sentence with which there are `most` claims, and the byte from which the text was not read, where
/// more sentences follow.
pub fn first_claims(text: &Cleaned, published: Date, lang: Lang, most: usize) -> (Vec<Claim>, Option<usize>) {
    let mut unread = None;
    let mut out: Vec<Claim> = Vec::new();
    let mut memory = memory::Memory::default();
    let mut n = 0;
    let mut rest = text.sentences.as_slice();
    'text: while let Some(first) = rest.first() {
        let start = first.start;
        let (stretch, after) = rest.split_at(rest.partition_point(|s| s.end <= start + STRETCH).max(1));
        rest = after;
        let end = stretch.last().map_or(start, |s| s.end);
        let reading = Reading::new(text.text.get(start..end).unwrap_or_default(), published, lang);
        for sentence in stretch {
            if out.len() >= most {
                unread = Some(sentence.start);
                break 'text;
            }
            let scene = reading.scene(n, sentence.start - start..sentence.end - start, &memory);
            n += 1;
            let mut found = Vec::new();
            found.extend(order::claims(&scene));
            // A move with both its ends holds the figures in it.
            let spanned = spanned::claims(&scene);
            let free = |c: &Claim| {
                let apart = |s: &Claim| c.bytes.end <= s.bytes.start || s.bytes.end <= c.bytes.start;
                spanned.iter().all(apart)
            };
            let months = extreme::claims(&scene);
            let apart = |c: &Claim| {
                let clear = |m: &Claim| c.bytes.end <= m.bytes.start || m.bytes.end <= c.bytes.start;
                months.iter().all(clear)
            };
            found.extend(
                change::claims(&scene)
                    .into_iter()
                    .filter(|c| free(c) && (c.stated.is_some() || apart(c))),
            );
            found.extend(months);
            found.extend(level::claims(&scene).into_iter().filter(free));
            found.extend(spanned);
            found.extend(programme::claims(&scene));
            found.extend(told::claims(&scene));
            for claim in &mut found {
                supposed::mark(&scene, claim);
                if claim.uncheckable.is_none() && not_ours(&scene, claim) {
                    claim.uncheckable = Some(Uncheckable::NotHeld);
                }
            }
            let left = unheld::claims(&scene, &found);
            found.extend(left);
            let next = memory.clone().after(&scene);
            found.sort_by_key(|c| (c.bytes.start, c.bytes.end));
            for claim in &mut found {
                claim.bytes = claim.bytes.start + start..claim.bytes.end + start;
            }
            out.extend(found);
            memory = next;
        }
    }
    for claim in &mut out {
        let span = text.map.span(&text.text, claim.bytes.start, claim.bytes.end);
        claim.spans = vec![Span { ..span }];
        text.text
            .get(claim.bytes.clone())
            .unwrap_or_default()
            .clone_into(&mut claim.words);
    }
    (out, unread)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::text::{Markup, clean};

    #[test]
    fn a_text_is_read_up_to_so_many_claims_and_the_place_is_told() {
        const ONE: &str = "Mexico had 717,000 encounters in fiscal 2023. ";
        let text = clean(&ONE.repeat(5), Markup::Plain);
        let of = |most| first_claims(&text, date(2024, 2, 5), Lang::English, most);
        let (all, none) = of(usize::MAX);
        assert_eq!((all.len(), none), (5, None));
        let (two, from) = of(2);
        assert_eq!((two.as_slice(), from), (&all[..2], Some(2 * ONE.len())));
        assert_eq!(of(5).1, None, "nothing follows");
    }
}
