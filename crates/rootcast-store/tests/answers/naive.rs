//! READINGS.md once more, as plainly as it can be written: no Parquet, no pruning, no plan. What it knows: months,
//! sums of months, two facets, absent means zero, several sources of one vocabulary.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::civil::Date;

use crate::made::{BORDERS, Made, ORIGINS};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Runs of months that each give one figure, from first to last.
    pub periods: Vec<(i8, i8)>,
    pub borders: Vec<usize>,
    pub origins: Vec<usize>,
    pub by_origin: bool,
    pub by_border: bool,
    pub as_of: Date,
}

/// Figures by period and group; a period that nothing covers in full is not there.
pub fn answer(made: &[Made], asked: &Asked) -> BTreeMap<(usize, Vec<String>), f64> {
    let known: Vec<(usize, &Made)> = made
        .iter()
        .enumerate()
        .filter(|(_, m)| m.effective() <= asked.as_of)
        .collect();
    let sources: BTreeSet<&str> = known.iter().map(|(_, m)| m.source).collect();
    // The release of a source that answers for a month: the latest that covers it, whatever the cells.
    let latest = |source: &str, month: i8| -> Option<&Made> {
        known
            .iter()
            .filter(|(_, m)| m.source == source && m.months().contains(&month))
            .max_by_key(|(i, m)| (m.effective(), m.published, *i))
            .map(|(_, m)| *m)
    };
    let covers = |source: &str, (first, last): (i8, i8)| (first..=last).all(|m| latest(source, m).is_some());
    let mut order: Vec<&str> = sources.into_iter().collect();
    order.sort_by_key(|source| {
        let of = || known.iter().filter(|(_, m)| m.source == *source);
        (
            of().all(|(_, m)| m.rounding.is_some()),
            Reverse(asked.periods.iter().filter(|p| covers(source, **p)).count()),
            Reverse(of().map(|(_, m)| m.effective()).max()),
            *source,
        )
    });
    let mut out = BTreeMap::new();
    for (at, period) in asked.periods.iter().enumerate() {
        let Some(source) = order.iter().find(|s| covers(s, *period)) else {
            continue;
        };
        for border in &asked.borders {
            for origin in &asked.origins {
                let mut key = Vec::new();
                if asked.by_origin {
                    key.push(ORIGINS[*origin].to_owned());
                }
                if asked.by_border {
                    key.push(BORDERS[*border].to_owned());
                }
                let sum: f64 = (period.0..=period.1)
                    .filter_map(|m| latest(source, m).map(|release| (m, release)))
                    .flat_map(|(m, release)| release.cells.iter().filter(move |c| c.month == m))
                    .filter(|c| c.border == *border && c.origin == *origin)
                    .map(|c| c.value)
                    .sum();
                *out.entry((at, key)).or_insert(0.0) += sum;
            }
        }
    }
    out
}
