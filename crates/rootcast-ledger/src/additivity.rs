//! Sums that keep rules. A sum that would count something twice, or add what is no one thing, is refused with the rule
//! it would break, the statements that break it, and what to do instead.
//!
//! 1. One unit, one measure, one stage, one aim. Money of two currencies is converted first, or not added.
//! 2. No statement with one that already counts it ([`Statement::counted_in`], [`Activity::counted_in`], through any
//!    number of steps), and no activity with its part.
//! 3. Of one activity: no two cumulative figures; no cumulative figure with what was new or flowed up to its day; no
//!    two figures of the whole of one thing; no two figures of one period. Figures of two instruments, or of two edges
//!    from provider to receiver, are different money.
//! 4. One edge from provider to receiver is counted by one of those who report it, and money passed on is counted once.
//! 5. Gross is not added to net, nor direct to indirect.
//! 6. Sources that contradict each other are not added; one is chosen.
//!
//! Instruments may be mixed, but the sum then says which, and calls a loan portfolio one.
//!
//! [`Activity::counted_in`]: crate::ledger::Activity::counted_in

mod caveat;
mod refusal;
mod tally;
mod twice;

use serde::Serialize;

use crate::ledger::{Ledger, Statement, Unit};

pub use refusal::{Refusal, Rule};
pub use twice::counts;

/// A sum that breaks no rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sum {
    /// Least value that the words leave open.
    pub low: f64,
    /// Greatest value that the words leave open; may be infinite, which JSON writes `null`.
    pub high: f64,
    /// The sum of the numbers in the words.
    pub stated: f64,
    /// The unit.
    pub unit: Unit,
    /// What was added, by identifier, sorted.
    pub statements: Vec<String>,
    /// What a reader must know of the sum.
    pub caveats: Vec<String>,
}

/// Adds statements of a ledger, or says why they must not be added. The order in which they are given changes nothing.
///
/// ```
/// use rootcast_ledger::{additivity::{Rule, sum}, file};
/// let ledger = file::parse(r#"
/// [[document]]
/// id = "d"
/// title = "Fact sheet"
/// publisher = "The Programme"
/// kind = "own"
/// published = "2024-03-25"
///
/// [[activity]]
/// id = "programme"
/// title = "Programme"
/// kind = "programme"
///
/// [[statement]]
/// id = "new"
/// activity = "programme"
/// stage = "pledge"
/// measure = "pledged"
/// figure = "more than 1 billion"
/// unit = "USD"
/// tally = "new"
/// said-by = "The Programme"
/// document = "d"
/// counted-in = ["to-date"]
///
/// [[statement]]
/// id = "to-date"
/// activity = "programme"
/// stage = "pledge"
/// measure = "pledged"
/// figure = "more than 5.2 billion"
/// unit = "USD"
/// tally = "cumulative"
/// said-by = "The Programme"
/// document = "d"
/// "#, "example.toml")?;
/// let (new, to_date) = (&ledger.statements["new"], &ledger.statements["to-date"]);
/// assert_eq!(sum(&ledger, &[new, to_date]).unwrap_err().rule, Rule::Counted);
/// assert_eq!(sum(&ledger, &[new]).unwrap().low, 1e9);
/// # Ok::<(), rootcast_ledger::file::FileError>(())
/// ```
pub fn sum(ledger: &Ledger, statements: &[&Statement]) -> Result<Sum, Refusal> {
    // Sorted, so that neither the answer nor the refusal depends on the order.
    let mut all = statements.to_vec();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    let first = *all.first().ok_or_else(Refusal::nothing)?;
    if let Some(pair) = all.windows(2).find(|w| matches!(w, [a, b] if a.id == b.id)) {
        return Err(Refusal::of(Rule::Repeated, pair));
    }
    for s in &all {
        if let Some(rule) = of_one_kind(first, s) {
            return Err(Refusal::of(rule, &[first, *s]));
        }
    }
    qualified(&all)?;
    twice::check(ledger, &all)?;
    tally::check(&all)?;
    twice::edges(&all)?;
    let of = |end: fn(&Statement) -> f64| all.iter().map(|s| end(s)).sum();
    Ok(Sum {
        low: of(|s| s.figure.interval().low),
        high: of(|s| s.figure.interval().high),
        stated: of(|s| s.figure.value()),
        unit: first.unit.clone(),
        statements: all.iter().map(|s| s.id.clone()).collect(),
        caveats: caveat::all(&all),
    })
}

fn of_one_kind(a: &Statement, b: &Statement) -> Option<Rule> {
    if a.stage != b.stage {
        return Some(Rule::Stage);
    }
    if a.measure != b.measure {
        return Some(Rule::Measure);
    }
    if a.unit != b.unit {
        return Some(match (a.unit.currency(), b.unit.currency()) {
            (Some(_), Some(_)) => Rule::Currency,
            _ => Rule::Unit,
        });
    }
    (a.aim != b.aim).then_some(Rule::Aim)
}

/// Gross with net and direct with indirect, wherever in the list the two stand.
fn qualified(all: &[&Statement]) -> Result<(), Refusal> {
    fn first_two<'s, T: PartialEq>(
        all: &[&'s Statement],
        of: impl Fn(&Statement) -> Option<T>,
    ) -> Option<[&'s Statement; 2]> {
        let a = *all.iter().find(|s| of(s).is_some())?;
        let b = *all.iter().find(|s| of(s).is_some() && of(s) != of(a))?;
        Some([a, b])
    }
    if let Some(pair) = first_two(all, |s| s.basis) {
        return Err(Refusal::of(Rule::Basis, &pair));
    }
    match first_two(all, |s| s.reach) {
        Some(pair) => Err(Refusal::of(Rule::Reach, &pair)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
