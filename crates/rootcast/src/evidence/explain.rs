//! Why a statement answered: the ones that did, and every other about the same thing with the reason against it.

use jiff::civil::Date;
use rootcast_core::{
    evidence::{Answer, Evidence, EvidenceError},
    reading::Reading,
    series::Point,
};
use rootcast_ledger::{
    evidence::{Answers, release},
    ledger::{Ledger, Statement, Tally},
};
use rootcast_store::store::{Chosen, Explanation, Passed, PeriodExplained, Reason};

/// Says how the answer of a ledger came about.
pub(super) fn explain(ledger: &Ledger, reading: &Reading, today: Date) -> Result<Explanation, EvidenceError> {
    let answer = Answers::new(ledger).answer(reading, today)?;
    let as_of = reading.as_of.unwrap_or(today);
    let mut periods: Vec<PeriodExplained> = Vec::new();
    for series in &answer.panel.series {
        for point in &series.points {
            let at = periods.iter().position(|p| p.period == point.period);
            let at = at.unwrap_or_else(|| {
                periods.push(PeriodExplained {
                    period: point.period,
                    figures: Vec::new(),
                    chosen: Vec::new(),
                    passed: Vec::new(),
                    note: None,
                });
                periods.len() - 1
            });
            if let Some(period) = periods.get_mut(at) {
                period.figures.push((series.key.clone(), point.value));
                period.chosen.extend(chosen(&answer, point));
            }
        }
    }
    for period in &mut periods {
        period.passed = passed(ledger, &answer, as_of);
    }
    Ok(Explanation {
        reading: answer.reading.clone(),
        as_of,
        unit: answer.unit,
        periods,
        cross_checks: answer.cross_checks,
        notes: answer.notes,
    })
}

fn chosen<'a>(answer: &'a Answer, point: &'a Point) -> impl Iterator<Item = Chosen> + 'a {
    point
        .uses
        .iter()
        .filter_map(|i| answer.provenance.uses.get(*i as usize))
        .map(|used| Chosen {
            release: used.release.clone(),
            table: used.table.clone(),
            spans: vec![point.period.to_string()],
            why: point.note.clone().unwrap_or_default(),
        })
}

/// The statements about the same activities and the same measure that did not answer.
fn passed(ledger: &Ledger, answer: &Answer, as_of: Date) -> Vec<Passed> {
    let used = |s: &Statement| answer.provenance.uses.iter().any(|u| u.table == s.id);
    let about: Vec<&str> = ledger
        .statements
        .values()
        .filter(|s| used(s))
        .map(|s| s.activity.as_str())
        .chain(
            ["programme", "activity"]
                .into_iter()
                .flat_map(|f| answer.reading.values(f).unwrap_or_default())
                .map(String::as_str),
        )
        .collect();
    let mut all: Vec<&Statement> = ledger
        .statements
        .values()
        .filter(|s| !used(s) && s.measure == answer.reading.measure && about.contains(&s.activity.as_str()))
        .collect();
    all.sort_by(|a, b| (b.known_from(), &a.id).cmp(&(a.known_from(), &b.id)));
    let tally = answer
        .reading
        .values("tally")
        .and_then(|v| v.first())
        .and_then(|t| Tally::from_word(t));
    all.into_iter()
        .map(|s| {
            let (reason, why) = reason(s, tally, as_of);
            Passed {
                release: release(ledger, s),
                table: s.id.clone(),
                reason,
                text: format!("{} {}, said by {}: {why}", s.figure, s.unit, s.said_by),
            }
        })
        .collect()
}

fn reason(s: &Statement, tally: Option<Tally>, as_of: Date) -> (Reason, String) {
    if s.known_from() > as_of {
        let why = format!("it counts as known from {}, after the day asked", s.known_from());
        return (Reason::PublishedLater, why);
    }
    if let Some(wanted) = tally.filter(|t| *t != s.tally) {
        let why = format!(
            "it is {}, and the answer is {}",
            s.tally.as_str(),
            wanted.as_str()
        );
        return (Reason::OnlyPart, why);
    }
    (
        Reason::Older,
        "another statement answers, of a later day or with the same figure".to_owned(),
    )
}
