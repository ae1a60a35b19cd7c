//! The worked cases: every event of the ledger that names origins, each by the plan that `impact plan` would write.

use jiff::civil::Date;
use rootcast_core::{place::PlaceSet, reading::Reading};
use rootcast_impact::appraisal::Way;
use serde::Serialize;

use super::{
    ImpactFault, Plan, Scale, month,
    plan::{Chosen, Draft},
    run::{self, Result as Ran},
};
use crate::{
    evidence::Held,
    ledger::events::{Filter, Happened, events},
};

/// An event and its estimate.
#[derive(Clone, Debug, Serialize)]
pub struct Case {
    /// The event.
    pub event: Happened,
    /// The estimate, or why there is none.
    pub result: Result<Ran, String>,
}

/// The flows of the cases.
const FLOWS: &str = "encounters border=southwest component=usbp by=origin";
/// Days of a month after which an event counts from the next month on.
const LATE: i8 = 15;

/// Estimates every case as known on a day. Each event is asked whether it lowered encounters; origins that the ledger names
/// in other events of the year around it are no donors.
///
/// # Errors
/// A reading of ours that does not parse. Caused by Rootcast.
pub fn cases(held: &Held, as_of: Date) -> Result<Vec<Case>, ImpactFault> {
    let reading = FLOWS.parse::<Reading>()?.as_of(as_of);
    let all = events(&held.ledger, &Filter::default(), as_of).events;
    let cases = all
        .iter()
        .map(|e| Case {
            result: one(held, &reading, e, &all, as_of),
            event: e.clone(),
        })
        .collect();
    Ok(cases)
}

fn one(held: &Held, reading: &Reading, e: &Happened, all: &[Happened], as_of: Date) -> Result<Ran, String> {
    let named = |e: &Happened| {
        PlaceSet::parse(&e.origins)
            .ok()
            .filter(|s| s.iter().next().is_some())
    };
    let Some(treated) = named(e) else {
        return Err("it concerns all origins, so that none is left to compare with".to_owned());
    };
    if e.precision == rootcast_core::release::Precision::Year {
        return Err("only its year is known".to_owned());
    }
    let at = month(e.start);
    let start = if e.start.day() > LATE { at.next() } else { at };
    let codes: Vec<String> = treated.iter().map(|p| p.code().to_owned()).collect();
    // Origins that another event moved at about that time are no control.
    let exclude: Vec<String> = all
        .iter()
        .filter(|o| o.id != e.id && near(o, e))
        .filter(|o| named(o).is_some())
        .filter_map(|o| PlaceSet::parse(&o.origins).ok())
        .flat_map(|s| s.iter().map(|p| p.code().to_owned()).collect::<Vec<_>>())
        .filter(|c| !codes.contains(c))
        .collect();
    let draft = Draft {
        reading: reading.clone(),
        treated: codes.join("+"),
        start,
        last: None,
        way: Way::Fall,
        scale: Scale::Log,
        event: Some(e.title.clone()),
        exclude,
        neighbours: Vec::new(),
        breaks: Vec::new(),
        least: 100.0,
        design: Chosen::default(),
    };
    Plan::draft(held, &draft, as_of)
        .and_then(|plan| run::run(held, &plan, false, as_of))
        .map_err(|e| {
            // The options of the command line are no business of a case.
            let text = e.to_string();
            match text.split_once(": ") {
                Some((option, rest)) if option.starts_with("--") => rest.to_owned(),
                _ => text,
            }
        })
}

/// Whether two events began within a year of each other.
fn near(a: &Happened, b: &Happened) -> bool {
    (a.start - b.start)
        .total(jiff::Unit::Day)
        .is_ok_and(|d| d.abs() <= 366.0)
}
