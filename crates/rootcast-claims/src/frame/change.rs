//! Moves: "fell", "from 700,000 in 2021 to less than 500,000 in 2023", "a decrease in foreign direct investment".

use super::{
    direction,
    level::{self, is_of_programme},
    measure, moment, moved,
    scene::{Hit, Scene},
    size::{self, In, Size},
    speaker, stance,
};
use rootcast_core::agreement::Qualifier;

use crate::{
    Lang,
    claim::{Claim, ClaimKind, Direction, Found, Modality, Stated, Uncheckable},
    lexicon::Word,
    quantity::{Amount, Change, Form, Quantity},
};

/// Claims of moves in a sentence.
pub(super) fn claims(scene: &Scene<'_>) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    for q in &scene.quantities {
        if let Some(c) = sized(scene, q) {
            out.push(c);
        }
    }
    for i in scene.range.clone() {
        if let Some(c) = factor(scene, i) {
            out.push(c);
        }
        let Some(direction) = direction::direction(scene, i) else {
            continue;
        };
        let byte = scene.tokens.span(i, i + 1).start;
        if out.iter().any(|c| c.bytes.contains(&byte)) || is_of_shares(scene, i) || is_sized(scene, i) {
            continue;
        }
        if let Some(c) = super::ends::claim(scene, i, direction) {
            out.push(c);
            continue;
        }
        if let Some(mut c) = unsized_(scene, i, direction) {
            // "declines, from 700,000 in 2021 to 500,000 in 2023": the ends are a claim of their own.
            for q in &scene.quantities {
                if q.span.start > byte && q.whole.start.min(q.span.start) < c.bytes.end && is_end(scene, q) {
                    c.bytes.end = c.bytes.start.max(before_end(scene, q));
                }
            }
            out.push(c);
        }
    }
    out
}

/// "a 6 per cent decrease": the size before it is a claim of its own.
fn is_sized(scene: &Scene<'_>, i: usize) -> bool {
    scene.quantities.iter().any(|q| {
        let end = scene.token_at(q.span.end.saturating_sub(1)) + 1;
        q.unit.is_percent() && end == i && size::of(scene, q).is_some()
    })
}

/// "33 per cent of encounters, up from 13 per cent in May": both are shares, and claims of their own.
fn is_of_shares(scene: &Scene<'_>, i: usize) -> bool {
    const BEHIND: usize = 6;
    let share = |q: &&Quantity| q.unit.is_percent() || q.unit.share;
    let at = |q: &Quantity| scene.token_at(q.span.start);
    let next = scene.quantities.iter().copied().find(|q| at(q) > i);
    matches!(scene.word(i), "up" | "down")
        && scene.word(i + 1) == "from"
        && next.is_some_and(|q| share(&q) && at(q) <= i + BEHIND)
}

/// Whether a number is an end of a move: "from more than 700,000".
fn is_end(scene: &Scene<'_>, q: &Quantity) -> bool {
    !q.unit.is_money() && from_token(scene, q).is_some()
}

/// The "from" or "to" a few words before a number.
fn from_token(scene: &Scene<'_>, q: &Quantity) -> Option<usize> {
    let token = scene.token_at(q.span.start);
    (token.saturating_sub(4).max(scene.range.start)..token)
        .find(|j| matches!(scene.word(*j), "from" | "desde"))
}

/// The byte at which what stands before such an end is over.
fn before_end(scene: &Scene<'_>, q: &Quantity) -> usize {
    from_token(scene, q)
        .and_then(|j| j.checked_sub(1))
        .map_or(q.span.start, |j| scene.tokens.span(j, j + 1).end)
}

/// Below so many a number beside a move is no difference of figures.
const SMALL: f64 = 100.0;

/// From how many on a number is a figure of people.
const FIGURE: f64 = 1000.0;

/// A move whose size or ends are stated.
fn sized(scene: &Scene<'_>, q: &Quantity) -> Option<Claim> {
    if q.form == Form::Multiple {
        return multiplied(scene, q);
    }
    let size = size::of(scene, q);
    // "up 12": so small a number beside a move is none of people.
    let small = |s: &Size| {
        let count = s.unit == In::Difference && !q.unit.is_percent() && !q.unit.share;
        count && q.amount.first().value < SMALL
    };
    if size.as_ref().is_some_and(small) {
        return None;
    }
    if q.unit.is_money() || size.is_none() && q.change != Change::FromTo {
        return None;
    }
    let token = scene.token_at(q.span.start);
    let word = measure::moved(scene, token)?;
    if is_of_programme(word) || word.counted.is_empty() || level::grows(word) {
        return None;
    }
    if let Some(Size {
        direction,
        unit: In::Times,
    }) = size
    {
        let value = q.amount.first().value;
        let mut claim = ratio(scene, token, word, value, q, direction);
        if between_figures(scene, token, &q.span) {
            claim.uncheckable = Some(Uncheckable::NotHeld);
        }
        return Some(claim);
    }
    let (before, stated): (Option<Stated>, Option<Stated>) = match q.amount {
        Amount::Range { from, to } if q.change == Change::FromTo => {
            (level::of(scene, q, from), level::of(scene, q, to))
        }
        _ => (None, level::stated(scene, q)),
    };
    let direction = if let Some(size) = size {
        Some(size.direction)
    } else {
        let (a, b) = (before.as_ref()?.value, stated.as_ref()?.value);
        Some(if b >= a { Direction::Up } else { Direction::Down })
    };
    let modality = stance::modality(scene, token);
    let subject = scene.subject_or_carried(token, Some(word));
    let mut counted = scene.counted(word, token);
    // A figure told beside the move says whose it is.
    let beside = scene
        .quantities
        .iter()
        .any(|o| o.span.end <= q.span.start && o.amount.first().value >= FIGURE);
    if subject.found == Found::Assumed && !word.borders.is_empty() && !beside {
        counted.extend(scene.of_before(&counted));
    }
    let other = (is_beside_other(scene, q) || is_told_again(scene, q) || is_of_mean(scene, q))
        .then_some(Uncheckable::NotHeld);
    let mut bytes = level::extent(scene, q);
    if let Some(i) = size::mover(scene, q) {
        bytes.start = bytes.start.min(scene.tokens.span(i, i + 1).start);
    }
    Some(Claim {
        spans: Vec::new(),
        bytes,
        words: String::new(),
        kind: ClaimKind::Change,
        subject,
        other: None,
        counted,
        stated,
        vague: None,
        before,
        direction,
        when: moved::change(scene, token, word),
        modality,
        said_by: speaker::speaker(scene),
        uncheckable: other,
        day: None,
    })
}

/// "ese descenso del 97 %", "that 97 per cent drop": a move told before.
fn is_told_again(scene: &Scene<'_>, q: &Quantity) -> bool {
    const BEFORE: usize = 5;
    let at = scene.token_at(q.whole.start.min(q.span.start));
    (at.saturating_sub(BEFORE).max(scene.range.start)..at).any(|i| {
        matches!(scene.word(i), "ese" | "esa" | "dicho" | "dicha")
            && super::direction::is_move(scene.word(i + 1))
            || scene.word(i) == "that" && i + 1 == at
    })
}

/// "92.2 per cent lower than the average in the 14 months before": of means of shares and of months no figures are held.
fn is_of_mean(scene: &Scene<'_>, q: &Quantity) -> bool {
    const BEHIND: usize = 7;
    let end = scene.token_at(q.span.end.saturating_sub(1)) + 1;
    let than = (end..end + BEHIND).find(|i| matches!(scene.word(*i), "than" | "que" | "to" | "al"));
    than.is_some_and(|i| {
        (i + 1..i + 4).any(|j| matches!(scene.word(j), "average" | "mean" | "promedio" | "media"))
    })
}

/// "82,100 pounds of drugs, a 32 per cent increase over October": the move is that of the figure it stands beside, which
/// counts nothing held.
fn is_beside_other(scene: &Scene<'_>, q: &Quantity) -> bool {
    const BESIDE: usize = 9;
    const LEAST: f64 = 100.0;
    let start = q.whole.start.min(q.span.start);
    let Some(figure) = scene.quantities.iter().rfind(|o| o.span.end <= start) else {
        return false;
    };
    let (end, at) = (
        scene.token_at(figure.span.end.saturating_sub(1)) + 1,
        scene.token_at(start),
    );
    let timed = scene.times.iter().any(|t| t.span.contains(&figure.span.start));
    let apposed = (end..at).any(|j| matches!(scene.word(j), "," | "-" | "\u{2013}" | "\u{2014}" | "("));
    let hit = scene
        .hits
        .iter()
        .any(|h| h.tokens.start >= end && h.tokens.end <= at && !h.word.counted.is_empty());
    let size = figure.amount.first().value >= LEAST || figure.unit.is_money();
    let weighed = figure.unit.measure.is_some_and(|m| {
        matches!(
            m.dimension.as_str(),
            "length" | "mass" | "area" | "volume" | "energy"
        )
    });
    let of_other = weighed || measure::is_of_other(scene, figure);
    size && !timed && !figure.unit.is_percent() && apposed && at - end.min(at) <= BESIDE && !hit && of_other
}

/// A move told as a multiple: "more than doubled since 2020", "nearly tripled".
fn multiplied(scene: &Scene<'_>, q: &Quantity) -> Option<Claim> {
    let token = scene.token_at(q.span.start);
    let word = mover(scene, token)
        .map(|h| h.word)
        .or_else(|| scene.word_or_carried(token).filter(|_| scene.memory_is_near()))?;
    if is_of_programme(word) || word.counted.is_empty() {
        return None;
    }
    let value = q.amount.first().value;
    let direction = if value < 1.0 || q.change == Change::Down {
        Direction::Down
    } else {
        Direction::Up
    };
    Some(ratio(scene, token, word, value, q, direction))
}

/// A move by a factor.
fn ratio(
    scene: &Scene<'_>,
    token: usize,
    word: &Word,
    value: f64,
    q: &Quantity,
    direction: Direction,
) -> Claim {
    let words = scene.source.get(q.whole.clone()).unwrap_or_default();
    multiple(
        scene,
        token,
        word,
        (value, q.qualifier.interval()),
        words,
        level::extent(scene, q),
        direction,
    )
}

/// "nearly double the 851,508 of fiscal 2019": a factor in a word that is no number.
fn factor(scene: &Scene<'_>, i: usize) -> Option<Claim> {
    let value = size::word(scene, i)?;
    let word = measure::moved(scene, i).filter(|w| !is_of_programme(w) && !w.counted.is_empty())?;
    let (from, qualifier) = match (scene.word(i.wrapping_sub(2)), scene.word(i.wrapping_sub(1))) {
        ("more", "than") | ("mas", "del") => (i - 2, Qualifier::AtLeast),
        ("less" | "fewer", "than") | ("menos", "del") => (i - 2, Qualifier::AtMost),
        (_, "nearly" | "almost" | "casi") => (i - 1, Qualifier::Nearly),
        (_, "about" | "roughly" | "around") => (i - 1, Qualifier::About),
        _ => (i, Qualifier::Plain),
    };
    let bytes = scene.tokens.span(from, i + 1);
    let words = scene.source.get(bytes.clone()).unwrap_or_default();
    let direction = if value < 1.0 {
        Direction::Down
    } else {
        Direction::Up
    };
    let mut claim = multiple(
        scene,
        i,
        word,
        (value, qualifier),
        words,
        bytes.clone(),
        direction,
    );
    if between_figures(scene, i, &bytes) {
        claim.uncheckable = Some(Uncheckable::NotHeld);
    }
    Some(claim)
}

/// "los 49,682 son la mitad de los 98,690": both figures are there, and claims of their own.
fn between_figures(scene: &Scene<'_>, i: usize, bytes: &std::ops::Range<usize>) -> bool {
    let figure = |q: &&&Quantity| q.amount.first().value >= FIGURE;
    let behind = scene.quantities.iter().filter(figure).any(|q| {
        let at = scene.token_at(q.span.start);
        q.span.start >= bytes.end && at <= i + 4
    });
    let before = scene
        .quantities
        .iter()
        .filter(figure)
        .any(|q| q.span.end <= bytes.start);
    scene.lang == Lang::Spanish && before && behind
}

fn multiple(
    scene: &Scene<'_>,
    token: usize,
    word: &Word,
    (value, qualifier): (f64, Qualifier),
    words: &str,
    bytes: std::ops::Range<usize>,
    direction: Direction,
) -> Claim {
    Claim {
        spans: Vec::new(),
        bytes,
        words: String::new(),
        kind: ClaimKind::Change,
        subject: scene.subject_or_carried(token, Some(word)),
        other: None,
        counted: scene.counted(word, token),
        stated: Some(Stated {
            value,
            interval: level::spoken(value, qualifier),
            qualifier,
            unit: "times".to_owned(),
            per: None,
            words: words.to_owned(),
        }),
        vague: None,
        before: None,
        direction: Some(direction),
        when: moved::change(scene, token, word),
        modality: stance::modality(scene, token),
        said_by: speaker::speaker(scene),
        uncheckable: None,
        day: None,
    }
}

/// How many tokens before a word of moving what moves may stand, and how many behind.
const BEFORE: usize = 24;
const BEHIND: usize = 6;

/// What moves: behind a noun of moving ("a decrease in foreign investment") and behind "more" and "fewer", else before
/// the verb.
fn mover<'s>(scene: &'s Scene<'_>, i: usize) -> Option<&'s Hit> {
    let able = || {
        scene
            .hits
            .iter()
            .copied()
            .filter(|h| !is_of_programme(h.word) && !h.word.counted.is_empty())
    };
    let behind = able()
        .filter(|h| h.tokens.start > i && h.tokens.start - i <= BEHIND)
        .min_by_key(|h| h.tokens.start);
    let before = able()
        .filter(|h| h.tokens.end <= i && i - h.tokens.end <= BEFORE)
        .max_by_key(|h| h.tokens.end);
    let noun = matches!(scene.word(i + 1), "in" | "of" | "en" | "de")
        || matches!(
            scene.word(i),
            "more" | "fewer" | "less" | "mas" | "menos" | "halting" | "increasing" | "growing" | "rising"
        );
    if noun {
        return behind
            .or_else(|| before.filter(|_| !matches!(scene.word(i), "increasing" | "growing" | "rising")));
    }
    before.or(behind)
}

/// A move without its size.
fn unsized_(scene: &Scene<'_>, i: usize, direction: Direction) -> Option<Claim> {
    let hit = mover(scene, i);
    let word = match hit {
        Some(h) => h.word,
        // "But they will be active again": what moves stands in the sentence before.
        None if scene.subject_or_carried(i, None).found == Found::Carried => scene.word_or_carried(i)?,
        None => return None,
    };
    let causal = stance::is_causal(scene, scene.range.start, i + 1)
        || stance::is_explained(scene, i)
        || stance::is_credited(scene, i)
        || stance::is_moved_by_another(scene, i);
    let (mut start, mut end) = (i, i + 1);
    // What moves belongs to it, but not the figures told on the way there.
    if let Some(h) = hit.filter(|h| scene.numbers_between(h.tokens.end.min(i), h.tokens.start.max(i)) == 0) {
        start = start.min(h.tokens.start);
        end = end.max(h.tokens.end);
    }
    let mut bytes = scene.tokens.span(start, end);
    // "had declined in the months after the order": before what was told, and nobody says when.
    let earlier = (1..=3).any(|n| matches!(scene.word(i.wrapping_sub(n)), "had" | "habia" | "habian"))
        && moment::nearest(scene, i).is_none();
    if let Some(t) = moment::nearest(scene, i)
        && t.span.start.abs_diff(bytes.end) < 60
    {
        bytes = bytes.start.min(t.span.start)..bytes.end.max(t.span.end);
    }
    Some(Claim {
        spans: Vec::new(),
        bytes,
        words: String::new(),
        kind: if causal {
            ClaimKind::Cause
        } else {
            ClaimKind::Change
        },
        subject: scene.subject_or_carried(i, Some(word)),
        other: None,
        counted: scene.counted(word, i),
        stated: None,
        vague: magnitude(scene, i),
        before: None,
        direction: Some(direction),
        when: moved::change(scene, i, word),
        modality: if causal {
            Modality::Cause
        } else {
            stance::modality(scene, i)
        },
        said_by: speaker::speaker(scene),
        uncheckable: (earlier || is_of_share(scene, i)).then_some(Uncheckable::NotHeld),
        day: None,
    })
}

/// "has reduced the share of migrants from Mexico": what moved is a share.
fn is_of_share(scene: &Scene<'_>, i: usize) -> bool {
    (i + 1..i + 4).any(|j| {
        matches!(
            scene.word(j),
            "share" | "proportion" | "percentage" | "proporcion" | "porcentaje"
        )
    })
}

/// The word beside a move, or the move itself, that says how large it was: "fell sharply", "a dramatic drop", "plunged".
fn magnitude(scene: &Scene<'_>, i: usize) -> Option<String> {
    let beside = [i, i + 1, i.wrapping_sub(1), i.wrapping_sub(2)];
    // "a significant and continuing decline"
    let joined = matches!(scene.word(i.wrapping_sub(2)), "and" | "," | "y").then(|| i.wrapping_sub(3));
    beside
        .into_iter()
        .chain(joined)
        .find(|j| crate::judge::is_magnitude(scene.word(*j)))
        .map(|j| scene.word(j).to_owned())
}
