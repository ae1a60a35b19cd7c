//! Sizes of moves in units and not in hundredths: "down by 36,000 on the year before", "un aumento de 1,612 casos", "10,000
//! more than in May".

use super::super::{direction, scene::Scene};
use crate::{Lang, claim::Direction, quantity::Quantity};

/// Below so many a number beside a move counts years and countries.
const LEAST: f64 = 100.0;

/// How many tokens behind a number its "than" may stand.
const THAN: usize = 4;

/// How many tokens behind one end of a move the other may stand.
const ENDS: usize = 7;

/// Nouns whose "of" leads to the size of the move. "A surge of 10,000 migrants" is as many migrants.
fn noun(word: &str) -> Option<Direction> {
    match word {
        "increase" | "rise" | "jump" | "aumento" | "incremento" | "alza" => Some(Direction::Up),
        "decrease" | "drop" | "decline" | "fall" | "reduction" | "disminucion" | "reduccion" | "descenso"
        | "caida" => Some(Direction::Down),
        _ => None,
    }
}

/// Which way the number from the token `first` to before `end` moves something, if it does.
pub(super) fn of(scene: &Scene<'_>, q: &Quantity, first: usize, end: usize) -> Option<Direction> {
    let timed = scene
        .times
        .iter()
        .any(|t| t.span.start < q.span.end && q.span.start < t.span.end);
    let rate = q.unit.per.is_some() || q.unit.measure.is_some();
    if q.unit.is_money() || q.unit.share || rate || timed || q.amount.first().value.abs() < LEAST {
        return None;
    }
    // "una reducción de 46.920 en diciembre a 4.422 en enero" tells both ends.
    let ends = (end..end + ENDS)
        .any(|j| matches!(scene.word(j), "a" | "to" | "hasta") && scene.number_end(j + 1) > j + 1);
    compared(scene, first, end).or_else(|| led(scene, first).filter(|_| !ends))
}

/// "10,000 more than", "1,138 más que", "9,000 fewer encounters than".
fn compared(scene: &Scene<'_>, first: usize, end: usize) -> Option<Direction> {
    let (way, than) = match (scene.lang, scene.word(end)) {
        (Lang::English, "more") => (Direction::Up, "than"),
        (Lang::English, "fewer" | "less") => (Direction::Down, "than"),
        (Lang::Spanish, "mas") => (Direction::Up, "que"),
        (Lang::Spanish, "menos") => (Direction::Down, "que"),
        _ => return None,
    };
    let bound = matches!(scene.word(first.wrapping_sub(1)), "to" | "a" | "hasta");
    let set = (end + 1..=end + THAN)
        .take_while(|j| !matches!(scene.word(*j), "," | ";" | "." | "who" | "quienes"))
        .any(|j| scene.word(j) == than);
    (set && !bound).then_some(way)
}

/// "an increase of 36,000", "down by 36,000", "aumentaron en 1,000".
fn led(scene: &Scene<'_>, first: usize) -> Option<Direction> {
    let before = super::before(scene, first)?;
    let one = before.checked_sub(1).filter(|i| scene.range.contains(i))?;
    let two = one.checked_sub(1).filter(|i| scene.range.contains(i));
    match scene.word(before) {
        // "un incremento interanual de 4,249"
        "of" | "de" => noun(scene.word(one)).or_else(|| two.and_then(|i| noun(scene.word(i)))),
        "by" => match scene.word(one) {
            "up" => Some(Direction::Up),
            "down" => Some(Direction::Down),
            _ => {
                direction::direction(scene, one).or_else(|| two.and_then(|i| direction::direction(scene, i)))
            }
        },
        "en" => direction::direction(scene, one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::{
        Lang,
        claim::{ClaimKind, Direction},
        frame,
        text::{Markup, clean},
    };

    fn moves(text: &str, lang: Lang) -> Vec<(Option<f64>, Option<Direction>)> {
        frame::claims(&clean(text, Markup::Plain), date(2024, 6, 20), lang)
            .into_iter()
            .filter(|c| c.kind == ClaimKind::Change)
            .map(|c| (c.stated.map(|s| s.value), c.direction))
            .collect()
    }

    #[test]
    fn differences_in_units_are_sizes_of_moves() {
        let down = moves(
            "Encounters at the southwest border in May 2024 were down by 36,000 on the year before.",
            Lang::English,
        );
        assert_eq!(down, [(Some(36_000.0), Some(Direction::Down))]);
        let more = moves(
            "En mayo de 2024 hubo 170,723 encuentros en la frontera suroeste, 9,014 menos que en abril.",
            Lang::Spanish,
        );
        assert_eq!(more, [(Some(9_014.0), Some(Direction::Down))]);
        let risen = moves(
            "Las detenciones en la frontera suroeste tuvieron un aumento de 1,612 casos en febrero de 2024.",
            Lang::Spanish,
        );
        assert_eq!(risen, [(Some(1_612.0), Some(Direction::Up))]);
    }

    #[test]
    fn a_surge_of_people_and_both_ends_of_a_move_are_none() {
        let surge = moves(
            "A wave of 36,000 people reached the southwest border in May 2024.",
            Lang::English,
        );
        assert!(surge.is_empty(), "{surge:?}");
        let ends = moves(
            "Hubo una reducción de 46,920 detenciones en diciembre a 4,422 en enero en la frontera suroeste.",
            Lang::Spanish,
        );
        assert!(ends.iter().all(|(size, _)| *size != Some(46_920.0)), "{ends:?}");
    }
}
