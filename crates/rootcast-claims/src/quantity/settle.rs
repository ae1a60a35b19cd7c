//! What one quantity takes from its neighbour: a conversion in brackets, the second half of "or".

use super::{Change, Qualifier, scan::Raw};
use crate::token::Tokens;

/// Hands qualifiers, changes and units on.
pub(super) fn settle(t: &Tokens, found: &mut [Raw]) {
    for n in 1..found.len() {
        let Some((head, [b, ..])) = found.split_at_mut_checked(n) else {
            continue;
        };
        let Some(a) = head.last() else { continue };
        let between = a.noun.as_ref().map_or(a.end, |p| p.end.max(a.end));
        let from = b.whole;
        let gap = from.saturating_sub(between);
        // "cayeron un 30 %, hasta 495.286": to, not at most.
        if b.qualifier == Qualifier::AtMost
            && t.folded(b.whole) == "hasta"
            && matches!(a.change, Change::Up | Change::Down)
            && gap <= 8
        {
            b.qualifier = Qualifier::Plain;
        }
        let bracket = t.before(from, 1) == "(" && gap <= 2;
        if bracket && a.item.measure.is_some() && b.item.measure.is_some() {
            // "(1.8 to 2.7 F)", "(US $1.1 million)": the same amount in another unit.
            if b.qualifier == Qualifier::Plain {
                b.qualifier = a.qualifier;
            }
            if b.change == Change::None && a.change != Change::FromTo {
                b.change = a.change;
            }
            continue;
        }
        // "280 million of the 1.5 billion shekels", "about 8 or $9": the second says what both are.
        if let (Some(last), Some(b)) = (found.get(n - 1), found.get(n)) {
            let plain = last.item.measure.is_none() && last.noun.is_none() && !last.share;
            let of = t.folded(last.end) == "of" || t.folded(last.end) == "or";
            if plain
                && of
                && b.item.measure.is_some_and(|m| m.dimension == "money")
                && b.item.start <= last.end + 2
            {
                let measure = b.item.measure;
                if let Some(a) = found.get_mut(n - 1) {
                    a.item.measure = measure;
                }
            }
        }
        let Some((head, [b, ..])) = found.split_at_mut_checked(n) else {
            continue;
        };
        inherit(t, head, b);
        let Some(a) = head.last() else { continue };
        let or = t.before(from, 1) == "or" && gap <= 2;
        if or && b.change == Change::None && a.change != Change::FromTo {
            b.change = a.change;
        }
        // "Ross were down 2.3 %, Burlington by 2.6 %"
        let by = t.before(from, 1) == "by" && gap <= 6 && t.folded(between) == ",";
        if by && b.change == Change::None && a.item.measure == b.item.measure {
            b.change = a.change;
        }
    }
}

/// Words before a number that set it beside one told before.
fn compares(word: &str) -> bool {
    matches!(
        word,
        "from"
            | "with"
            | "to"
            | "than"
            | "versus"
            | "vs"
            | "including"
            | "and"
            | "against"
            | "a"
            | "de"
            | "con"
            | "y"
            | "que"
            | "los"
            | "las"
            | "the"
    )
}

/// "2.48 million encounters, compared with 2.38 million in FY2022": what the number before counted.
fn inherit(t: &Tokens, head: &[Raw], b: &mut Raw) {
    let large = b.item.shaped || b.item.number.power() > 0 || b.item.number.value >= 100.0;
    let bare = b.noun.is_none() && b.item.measure.is_none() && !b.share && b.per.is_none();
    let who = matches!(t.folded(b.end), "who" | "whom" | "quienes");
    // A word may stand twice: "to less less than 500,000".
    let twice = t.before(b.whole, 1) == t.folded(b.whole);
    let before = t.before(b.whole, 1 + usize::from(twice));
    if !(bare && large && (who || compares(before))) || matches!(t.folded(b.end), "of" | "de" | "to" | "a") {
        return;
    }
    // In the same sentence, and of a like size.
    let mut near = head.iter().rev().take(3).take_while(|a| {
        !(a.end..b.whole).any(|i| matches!(t.folded(i), "." | ";" | "!" | "?") && !t.joined(i + 1))
    });
    let size = b.amount.first().value.abs();
    let like = |a: &&Raw| {
        let other = a.amount.first().value.abs();
        a.noun.is_some()
            && a.item.measure.is_none()
            && !a.share
            && other * 1000.0 >= size
            && other <= size * 1000.0
            && other >= 2.0
    };
    if let Some(a) = near.find(|a| like(a)) {
        b.noun.clone_from(&a.noun);
    }
}
