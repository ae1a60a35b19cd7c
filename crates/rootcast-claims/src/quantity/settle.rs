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
        let Some(a) = head.last() else { continue };
        // "68,400 people who …, and 95,800 who …"
        if b.noun.is_none()
            && b.item.measure.is_none()
            && matches!(t.folded(b.end), "who" | "whom" | "quienes")
        {
            b.noun.clone_from(&a.noun);
        }
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
