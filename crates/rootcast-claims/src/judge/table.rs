//! Which table a text is written from: the agency and the border that its exact numbers are of.

use super::{ADMITTED, bears, identifies, judged};
use crate::{
    claim::Claim,
    verdict::{Fares, Judged, Tried, Verdict},
};

/// The agency and the border of figures, as a reading writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    component: String,
    border: String,
}

impl Table {
    fn of(t: &Tried) -> Option<Self> {
        let reading = t.readings.first()?;
        let facet = |name: &str| {
            reading
                .split(' ')
                .find_map(|w| w.strip_prefix(name))
                .map(str::to_owned)
        };
        reading.starts_with("encounters").then_some(())?;
        Some(Self {
            component: facet("component=")?,
            border: facet("border=")?,
        })
    }
}

/// The table that an exact number of a claim was copied from.
pub(crate) fn table(claim: &Claim, judged: &Judged) -> Option<Table> {
    let exact = |t: &&Tried| identifies(claim) && bears(claim, t);
    judged.tried.iter().find(exact).and_then(Table::of)
}

/// A claim judged by its readings of one table, where these are among those that its words admit and bear it out.
pub(crate) fn by_table(claim: &Claim, then: &Judged, table: &Table) -> Option<Judged> {
    let of_table = |t: &&Tried| Table::of(t).is_some_and(|own| own == *table);
    let admitted: Vec<&Tried> = then
        .tried
        .iter()
        .filter(of_table)
        .filter(|t| t.distance <= ADMITTED && !t.offered && t.fares != Fares::Unanswered)
        .collect();
    let holds = |t: &&&Tried| matches!(t.fares, Fares::Holds | Fares::Near);
    if admitted.is_empty() || admitted.iter().filter(holds).count() < admitted.len() {
        return None;
    }
    let tried = then.tried.iter().map(|t| {
        let own = Table::of(t).is_none_or(|of| of == *table);
        let mut t = t.clone();
        if !own && t.distance <= ADMITTED {
            t.distance = ADMITTED + 1;
            t.why
                .push("the exact numbers of the text are of another agency or border".to_owned());
        }
        t
    });
    let judged = judged(claim, then.as_of, tried.collect());
    (judged.verdict == Verdict::Supported).then_some(judged)
}
