//! Cutting a whole series into regimes.
//!
//! All ways return the positions at which a new regime begins: 40 means that figures 0 to 39 are one regime. Among cuts
//! that cost the same the earlier is taken.

use super::cost::Priced;
use crate::error::{ForecastError, Result};

/// The cuts with the least sum of costs and a penalty for each cut, found exactly.
///
/// With F(t) the least cost up to t, F(t) = min over s of F(s) + cost(s, t) + penalty. Starts *s* that can no longer win
/// are given up (R. Killick, P. Fearnhead and I. A. Eckley, *Optimal detection of changepoints with a linear
/// computational cost*, Journal of the American Statistical Association 107, 2012: PELT). A start is kept until the cut
/// that beats it can itself be followed by a whole regime; without that the shortest length would make the result
/// inexact.
///
/// # Errors
/// A penalty that is not a number of 0 or more.
///
/// ```
/// use rootcast_forecast::changepoint::{cost::{Cost, Priced}, segment::pelt};
/// let series = [1.0, 2.0, 1.0, 2.0, 9.0, 8.0, 9.0, 8.0];
/// let mut priced = Priced::new(&series, Cost::Squares).unwrap();
/// assert_eq!(pelt(&mut priced, 5.0, 2).unwrap(), [4]);
/// ```
pub fn pelt(series: &mut Priced, penalty: f64, shortest: usize) -> Result<Vec<usize>> {
    at_least_nothing(penalty)?;
    let n = series.len();
    let shortest = shortest.max(series.shortest());
    // The last start and the least cost up to each end, and from which end on a start needs no more be looked at.
    let mut best = vec![(0, f64::INFINITY); n + 1];
    best[0].1 = -penalty;
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut costs = Vec::new();
    for to in shortest..=n {
        let start = to - shortest;
        if best[start].1 < f64::INFINITY {
            starts.push((start, usize::MAX));
        }
        starts.retain(|(_, until)| to < *until);
        costs.clear();
        for (from, _) in &starts {
            let cost = best[*from].1 + series.piece(*from, to);
            costs.push(cost);
            if cost + penalty < best[to].1 {
                best[to] = (*from, cost + penalty);
            }
        }
        for ((_, until), cost) in starts.iter_mut().zip(&costs) {
            if *cost > best[to].1 {
                *until = (*until).min(to + shortest);
            }
        }
    }
    Ok(trace(n, |end| best[end].0))
}

/// The best cuts into one regime more than `changes`, by dynamic programming over all (R. Bellman 1961).
///
/// # Errors
/// A series too short for so many regimes of the shortest length.
pub fn dynamic(series: &mut Priced, changes: usize, shortest: usize) -> Result<Vec<usize>> {
    let n = series.len();
    let shortest = shortest.max(series.shortest());
    enough(n, changes, shortest, "the search for changes")?;
    // best[k][t]: the last start and the least cost of k + 1 regimes up to t.
    let mut best = vec![vec![(0, f64::INFINITY); n + 1]; changes + 1];
    for to in shortest..=n {
        for from in 0..=to - shortest {
            let cost = series.piece(from, to);
            if from == 0 {
                best[0][to] = (0, cost);
            }
            for k in 1..=changes {
                let sum = best[k - 1][from].1 + cost;
                if sum < best[k][to].1 {
                    best[k][to] = (from, sum);
                }
            }
        }
    }
    let mut k = changes;
    Ok(trace(n, |end| {
        let start = best[k][end].0;
        k = k.saturating_sub(1);
        start
    }))
}

/// When [`binary`] segmentation ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// After so many cuts.
    Changes(usize),
    /// When the next cut saves no more than this.
    Penalty(f64),
}

/// Cuts one at a time, each where it saves most (A. J. Scott and M. Knott 1974): quick, and not always the best.
///
/// It also ends when no regime can be cut further.
///
/// # Errors
/// A penalty that is not a number of 0 or more, or a series too short for so many regimes.
pub fn binary(series: &mut Priced, stop: Stop, shortest: usize) -> Result<Vec<usize>> {
    let n = series.len();
    let shortest = shortest.max(series.shortest());
    match stop {
        Stop::Changes(changes) => enough(n, changes, shortest, "binary segmentation")?,
        Stop::Penalty(penalty) => at_least_nothing(penalty)?,
    }
    let mut cuts = Vec::new();
    // Regimes that can be cut, each with the cut that saves most.
    let mut open: Vec<(usize, usize, usize, f64)> = Vec::new();
    let mut look = |from: usize, to: usize, open: &mut Vec<(usize, usize, usize, f64)>| {
        if to - from < 2 * shortest {
            return;
        }
        let whole = series.piece(from, to);
        let mut saves = (from, f64::NEG_INFINITY);
        for cut in from + shortest..=to - shortest {
            let gain = whole - series.piece(from, cut) - series.piece(cut, to);
            if gain > saves.1 {
                saves = (cut, gain);
            }
        }
        open.push((from, to, saves.0, saves.1));
    };
    look(0, n, &mut open);
    loop {
        if matches!(stop, Stop::Changes(changes) if cuts.len() >= changes) {
            break;
        }
        let next = (0..open.len()).max_by(|a, b| {
            let (a, b) = (&open[*a], &open[*b]);
            a.3.total_cmp(&b.3).then(b.2.cmp(&a.2))
        });
        let Some(next) = next else { break };
        let (from, to, cut, gain) = open.swap_remove(next);
        if matches!(stop, Stop::Penalty(penalty) if gain <= penalty) {
            break;
        }
        cuts.push(cut);
        look(from, cut, &mut open);
        look(cut, to, &mut open);
    }
    cuts.sort_unstable();
    Ok(cuts)
}

/// The starts met when going back from the end, in order, without the first.
fn trace(n: usize, mut start_of: impl FnMut(usize) -> usize) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut end = n;
    while end > 0 {
        end = start_of(end);
        if end > 0 {
            cuts.push(end);
        }
    }
    cuts.reverse();
    cuts
}

fn at_least_nothing(penalty: f64) -> Result<()> {
    if penalty >= 0.0 {
        return Ok(());
    }
    Err(ForecastError::Asked(format!(
        "a penalty of {penalty} for each cut: give a number of 0 or more"
    )))
}

fn enough(has: usize, changes: usize, shortest: usize, model: &'static str) -> Result<()> {
    let needs = changes.saturating_add(1).saturating_mul(shortest);
    if has >= needs {
        return Ok(());
    }
    Err(ForecastError::TooShort { model, needs, has })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::changepoint::cost::Cost;

    fn total(series: &[f64], kind: Cost, cuts: &[usize]) -> f64 {
        let mut priced = Priced::new(series, kind).unwrap();
        let mut from = 0;
        let mut sum = 0.0;
        for to in cuts.iter().copied().chain([series.len()]) {
            sum += priced.piece(from, to);
            from = to;
        }
        sum
    }

    /// The least penalised cost over all ways to cut.
    fn exhaustive(series: &[f64], kind: Cost, penalty: f64, shortest: usize) -> f64 {
        let n = series.len();
        let mut least = f64::INFINITY;
        for mask in 0_u32..1 << (n - 1) {
            let cuts: Vec<usize> = (1..n).filter(|i| mask >> (i - 1) & 1 == 1).collect();
            let ends: Vec<usize> = [0].into_iter().chain(cuts.iter().copied()).chain([n]).collect();
            if ends.windows(2).all(|w| w[1] - w[0] >= shortest) {
                least = least.min(total(series, kind, &cuts) + penalty * cuts.len() as f64);
            }
        }
        least
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn no_cuts_are_better(series in prop::collection::vec(-5.0..5.0, 4..11), penalty in 0.0..8.0, least in 1_usize..4) {
            for kind in [Cost::Absolute, Cost::Squares, Cost::Normal, Cost::Kernel] {
                let mut priced = Priced::new(&series, kind).unwrap();
                let shortest = least.max(priced.shortest());
                let cuts = pelt(&mut priced, penalty, least).unwrap();
                let got = total(&series, kind, &cuts) + penalty * cuts.len() as f64;
                let want = exhaustive(&series, kind, penalty, shortest);
                prop_assert!((got - want).abs() < 1e-8 * want.abs().max(1.0), "{kind:?} {cuts:?}: {got} {want}");
            }
        }

        #[test]
        fn as_many_cuts_as_asked_for(series in prop::collection::vec(-5.0..5.0, 12..30), changes in 0_usize..4) {
            let mut priced = Priced::new(&series, Cost::Squares).unwrap();
            let exact = dynamic(&mut priced, changes, 2).unwrap();
            let greedy = binary(&mut priced, Stop::Changes(changes), 2).unwrap();
            prop_assert_eq!(exact.len(), changes);
            prop_assert!(greedy.len() <= changes);
            if greedy.len() == changes {
                let (a, b) = (total(&series, Cost::Squares, &exact), total(&series, Cost::Squares, &greedy));
                prop_assert!(a <= b + 1e-8);
            }
        }
    }

    #[test]
    fn what_cannot_be_cut_is_left_or_refused() {
        let mut nothing = Priced::new(&[], Cost::Squares).unwrap();
        assert!(pelt(&mut nothing, 1.0, 2).unwrap().is_empty());
        let mut one = Priced::new(&[1.0], Cost::Normal).unwrap();
        assert!(pelt(&mut one, 1.0, 2).unwrap().is_empty());
        assert!(dynamic(&mut one, 1, 1).is_err());
        assert!(pelt(&mut one, f64::NAN, 1).is_err());
        let mut same = Priced::new(&[3.0; 20], Cost::Squares).unwrap();
        assert!(pelt(&mut same, 0.1, 2).unwrap().is_empty());
        assert!(binary(&mut same, Stop::Penalty(0.0), 2).unwrap().is_empty());
    }
}
