//! Numbers that are the size of a move, or of one thing against another: "29 per cent fewer than in May", "a 3%
//! increase", "four times as many as", "a quarter of the 191,106 made a year before".

mod spanish;
mod units;

use super::scene::Scene;
use crate::{
    Lang,
    claim::Direction,
    quantity::{Amount, Change, Form, Quantity},
};

/// What a size is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum In {
    /// Hundredths of the earlier figure, or so many more.
    Difference,
    /// Times the earlier figure.
    Times,
}

/// A size with its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) direction: Direction,
    pub(super) unit: In,
}

/// Nouns and comparatives of a rise. Sorted.
const UP: [&str; 16] = [
    "gain", "greater", "growth", "higher", "hike", "increase", "jump", "larger", "leap", "mas", "more",
    "rise", "spike", "surge", "upswing", "uptick",
];

/// Nouns and comparatives of a fall. Sorted.
const DOWN: [&str; 16] = [
    "decline",
    "decrease",
    "dip",
    "downturn",
    "drop",
    "fall",
    "fewer",
    "less",
    "lower",
    "menos",
    "plunge",
    "reduction",
    "slide",
    "slump",
    "smaller",
    "tumble",
];

/// Words between a number and the word before it that says how to take it.
const LIGHT: [&str; 32] = [
    "about",
    "almost",
    "an",
    "apenas",
    "aproximadamente",
    "around",
    "as",
    "at",
    "casi",
    "estimated",
    "fewer",
    "just",
    "las",
    "least",
    "less",
    "little",
    "los",
    "many",
    "more",
    "nearly",
    "only",
    "over",
    "roughly",
    "solo",
    "some",
    "than",
    "the",
    "un",
    "una",
    "unas",
    "under",
    "unos",
];

/// The size that a quantity is.
pub(super) fn of(scene: &Scene<'_>, q: &Quantity) -> Option<Size> {
    let first = scene.token_at(q.span.start);
    let end = scene.token_at(q.span.end.saturating_sub(1)) + 1;
    if q.form == Form::Multiple || q.form == Form::Vague || !matches!(q.amount, Amount::Single(_)) {
        return None;
    }
    if let Some(size) = times(scene, q, first, end) {
        return Some(size);
    }
    if is_reached(scene, first) {
        return None;
    }
    let difference = |direction| {
        Some(Size {
            direction,
            unit: In::Difference,
        })
    };
    match q.change {
        Change::Up => return difference(Direction::Up),
        Change::Down => return difference(Direction::Down),
        Change::FromTo => return None,
        Change::None => {}
    }
    if !q.unit.is_percent() {
        return units::of(scene, q, first, end).and_then(difference);
    }
    if scene.lang == Lang::Spanish {
        let told = spanish::direction(scene, first, end);
        let joined = || {
            let before = scene
                .quantities
                .iter()
                .copied()
                .filter(|o| o.span.start < q.span.start);
            let mut sized = before
                .filter(|o| o.unit.is_percent())
                .filter_map(|o| of(scene, o));
            spanish::is_joined(scene, first, end)
                .then(|| sized.next_back())
                .flatten()
        };
        if let Some(direction) = told.or_else(|| joined().map(|s| s.direction)) {
            return difference(direction);
        }
    }
    if let Some(direction) = direction(scene.word(end)).filter(|_| !told_of(scene, end)) {
        return difference(direction);
    }
    if matches!(scene.word(end), "year" | "month" | "monthly" | "annual" | "sharp")
        && let Some(direction) = direction(scene.word(end + 1))
    {
        return difference(direction);
    }
    // "an increase of 1 %", "a drop of more than 40 per cent"
    let before = before(scene, first)?;
    if matches!(scene.word(before), "of" | "de")
        && let Some(direction) = before.checked_sub(1).and_then(|b| direction(scene.word(b)))
    {
        return difference(direction);
    }
    // "down 18 per cent from October and 76 per cent from November 2023"
    if matches!(scene.word(end), "from" | "than" | "compared")
        || scene.word(end) == "on" && scene.word(end + 1) == "the"
    {
        return scene
            .quantities
            .iter()
            .copied()
            .filter(|o| o.span.start < q.span.start && o.unit.is_percent())
            .filter_map(|o| of(scene, o))
            .next_back()
            .or_else(|| {
                direction(scene.word(before)).map(|direction| Size {
                    direction,
                    unit: In::Difference,
                })
            });
    }
    None
}

/// The word of moving whose size a percentage is, where it stands before: "aumentaron en marzo 70 por ciento".
pub(super) fn mover(scene: &Scene<'_>, q: &Quantity) -> Option<usize> {
    let first = scene.token_at(q.span.start);
    (scene.lang == Lang::Spanish && q.unit.is_percent())
        .then(|| spanish::before(scene, first))
        .flatten()
        .map(|(_, i)| i)
}

/// "more people than", told behind "20 per cent of": the comparative is of something else.
fn told_of(scene: &Scene<'_>, i: usize) -> bool {
    matches!(scene.word(i), "more" | "less" | "mas" | "menos") && scene.word(i + 1) == "likely"
}

fn direction(word: &str) -> Option<Direction> {
    if UP.contains(&word) {
        Some(Direction::Up)
    } else if DOWN.contains(&word) {
        Some(Direction::Down)
    } else {
        None
    }
}

/// The token before a number and the words that qualify it.
fn before(scene: &Scene<'_>, first: usize) -> Option<usize> {
    let mut i = first.checked_sub(1)?;
    loop {
        // "a más de 2 millones", "a cerca de 700 mil"
        let of = scene.word(i) == "de"
            && i.checked_sub(1)
                .is_some_and(|b| matches!(scene.word(b), "mas" | "menos" | "cerca" | "alrededor"));
        let back = match (of, LIGHT.contains(&scene.word(i))) {
            (true, _) => 2,
            (_, true) => 1,
            _ => break,
        };
        i = i.checked_sub(back).filter(|i| scene.range.contains(i))?;
    }
    scene.range.contains(&i).then_some(i)
}

/// "fell to 6,463": where a move ended, not its size.
pub(super) fn is_reached(scene: &Scene<'_>, first: usize) -> bool {
    before(scene, first).is_some_and(|i| {
        let to = scene.word(i) == "a" && scene.lang == Lang::Spanish;
        to || matches!(scene.word(i), "to" | "at" | "hasta")
    })
}

/// "four times as many as", "a third of the record", "less than a quarter of the 191,106".
fn times(scene: &Scene<'_>, q: &Quantity, first: usize, end: usize) -> Option<Size> {
    let size = |direction| {
        Some(Size {
            direction,
            unit: In::Times,
        })
    };
    if (first + 1..=end + 1).any(|i| scene.word(i) == "fold") && q.amount.first().value > 1.0 {
        return size(Direction::Up);
    }
    let says_times = (first..=end).any(|i| matches!(scene.word(i), "times" | "veces"));
    if says_times && q.amount.first().value > 1.0 {
        let next = (end..end + 2).find(|i| {
            matches!(
                scene.word(*i),
                "as" | "more" | "higher" | "the" | "that" | "larger" | "greater" | "mas"
            )
        })?;
        // "104,154 times in November" counts.
        return (q.amount.first().value < 1000.0 && next <= end + 1)
            .then(|| size(Direction::Up))
            .flatten();
    }
    // "Families accounted for a third of the 2.5 million": a part, and no move.
    let part = (first.saturating_sub(6).max(scene.range.start)..first).any(|i| {
        matches!(
            scene.word(i),
            "accounted"
                | "account"
                | "accounting"
                | "made"
                | "make"
                | "comprised"
                | "constituted"
                | "represented"
                | "represent"
                | "representan"
                | "representaron"
        )
    });
    if !q.unit.share || q.unit.is_percent() || part {
        return None;
    }
    let of = matches!(scene.word(end), "of" | "de");
    let thing = (end + 1..end + 4).find(|i| {
        scene.tokens.is_digits(*i)
            || matches!(
                scene.word(*i),
                "record" | "peak" | "level" | "figure" | "high" | "number"
            )
    });
    let the = matches!(
        scene.word(end + 1),
        "the" | "its" | "that" | "los" | "las" | "el" | "la"
    );
    (of && the && thing.is_some())
        .then(|| size(Direction::Down))
        .flatten()
}

/// Words that are a size by themselves: "double the 851,508 of fiscal 2019".
pub(super) fn word(scene: &Scene<'_>, i: usize) -> Option<f64> {
    let value = match scene.word(i) {
        "double" | "twice" | "doble" => 2.0,
        "triple" | "treble" => 3.0,
        "quadruple" => 4.0,
        "half" => 0.5,
        _ => return None,
    };
    let of_number = matches!(
        scene.word(i + 1),
        "the" | "that" | "as" | "its" | "what" | "de" | "del" | "que" | "los" | "las"
    ) && (i + 1..i + 4).any(|j| {
        scene.tokens.is_digits(j)
            || matches!(
                scene.word(j),
                "many" | "number" | "total" | "of" | "figure" | "level" | "high" | "as"
            )
    });
    of_number.then_some(value)
}
