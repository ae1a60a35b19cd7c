//! Who is called where slots are limited: a number that is never above the slots, drawn evenly among those who wait.

use rand_distr::{Distribution, Hypergeometric};

use super::{Model, rules::Rules, state::State};
use crate::random::{Purpose, Source, binomial, round_by_chance};
use crate::stream::Stream;

/// How many of each cell are called in a step; lists as in [`super::state::Counts`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// Given a slot of a pathway.
    pub queue: Vec<u64>,
    /// Taken in at a port.
    pub port: Vec<u64>,
    /// Returned by a flight, of those without a status.
    pub hidden: Vec<u64>,
}

/// The quotas of a step. They depend on counts only, so that both ways to run the model share them.
pub fn quotas(model: &Model, rules: &Rules, state: &State, source: &Source) -> Quotas {
    let people = model.shape.people().max(1);
    let months = model.step_months();
    let mut out = Quotas {
        queue: vec![0; state.counts.queue.len()],
        port: vec![0; state.counts.port.len()],
        hidden: vec![0; state.counts.hidden.len()],
    };
    let at = state.step;
    let slots = |random: &mut Stream, a_month: f64| round_by_chance(random, a_month * months);
    for (p, (cells, into)) in state
        .counts
        .queue
        .chunks(people)
        .zip(out.queue.chunks_mut(people))
        .enumerate()
    {
        let total: u64 = cells.iter().sum();
        if total > 0 {
            let mut random = source.stream(Purpose::Pathway, at, p as u64);
            let ready = binomial(
                &mut random,
                total,
                rules.ready.get(p).copied().unwrap_or_default(),
            );
            let called = ready.min(slots(
                &mut random,
                rules.force.slots.get(p).copied().unwrap_or_default(),
            ));
            spread(&mut random, called, cells, into);
        }
    }
    for (p, (cells, into)) in state
        .counts
        .port
        .chunks(people)
        .zip(out.port.chunks_mut(people))
        .enumerate()
    {
        let total: u64 = cells.iter().sum();
        if total > 0 {
            let mut random = source.stream(Purpose::Pathway, at, (1 << 20) + p as u64);
            let called = total.min(slots(
                &mut random,
                rules.force.port_slots.get(p).copied().unwrap_or_default(),
            ));
            spread(&mut random, called, cells, into);
        }
    }
    let h = model.shape.households.max(1);
    for (o, (cells, into)) in state
        .counts
        .hidden
        .chunks(h)
        .zip(out.hidden.chunks_mut(h))
        .enumerate()
    {
        let seats = rules.force.seats.get(o).copied().unwrap_or_default();
        if seats > 0.0 {
            let mut random = source.stream(Purpose::Return, at, (1 << 20) + o as u64);
            let called = cells.iter().sum::<u64>().min(slots(&mut random, seats));
            spread(&mut random, called, cells, into);
        }
    }
    out
}

/// Draws so many without replacement from cells (a multivariate hypergeometric law).
fn spread(random: &mut Stream, called: u64, cells: &[u64], into: &mut [u64]) {
    let mut total: u64 = cells.iter().sum();
    let mut left = called.min(total);
    for (cell, out) in cells.iter().zip(into) {
        let drawn = if left == total {
            *cell
        } else if left == 0 || *cell == 0 {
            0
        } else {
            let low = left.saturating_sub(total - cell);
            Hypergeometric::new(total, *cell, left)
                .map_or(low, |law| law.sample(random).clamp(low, left.min(*cell)))
        };
        *out = drawn;
        left -= drawn;
        total -= cell;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::spread;
    use crate::stream::stream;

    proptest! {
        #[test]
        fn as_many_are_called_as_there_are_slots(cells in proptest::collection::vec(0_u64..5_000, 1..6), share in 0.0_f64..1.0, seed in 0_u64..50) {
            let total: u64 = cells.iter().sum();
            let called = crate::moments::below(total as f64 * share) as u64;
            let mut into = vec![0; cells.len()];
            spread(&mut stream(seed, &[]), called, &cells, &mut into);
            prop_assert_eq!(into.iter().sum::<u64>(), called);
            prop_assert!(into.iter().zip(&cells).all(|(a, b)| a <= b));
        }
    }
}
