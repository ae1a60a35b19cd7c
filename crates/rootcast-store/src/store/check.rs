//! Cross-checks: the same question put to the other sources and tables that cover a period in full.

use std::collections::BTreeSet;

use rootcast_core::{
    agreement::{Interval, compare},
    evidence::{CrossCheck, EvidenceError},
    value::Value,
};

use super::{
    able::is_rest,
    answer::{Figures, figures},
    choice::{Plan, Survey, Way},
    question::Question,
};

/// Compares the figures of an answer with what every other source and table says.
pub(super) fn cross_checks(
    survey: &Survey<'_>,
    question: &Question,
    plan: &Plan,
    answer: &Figures,
) -> Result<Vec<CrossCheck>, EvidenceError> {
    let lines: BTreeSet<(&str, &str)> = survey
        .candidates
        .iter()
        .filter(|c| c.open.is_ok())
        .map(|c| (c.held.record.release.source.as_str(), c.cut.table.as_str()))
        .collect();
    let names_rest = question.wanted.values().flatten().any(|v| is_rest(v));
    let mut out: Vec<(usize, CrossCheck)> = Vec::new();
    for (source, table) in lines {
        // A bucket such as `other@cbp` is compared only where both name the same other groups.
        let mut same = vec![true; plan.periods.len()];
        let ways: Vec<Option<Way>> = plan
            .periods
            .iter()
            .zip(&plan.ways)
            .zip(&mut same)
            .map(|((period, chosen), same)| {
                let chosen = chosen.as_ref().filter(|w| w.full)?;
                let way = survey
                    .way(question, *period, &|c| {
                        c.held.record.release.source == source && c.cut.table == table
                    })
                    .filter(|w| w.full)?;
                *same = same_rest(survey, &way, chosen);
                (way.parts != chosen.parts && (*same || !names_rest)).then_some(way)
            })
            .collect();
        if ways.iter().all(Option::is_none) {
            continue;
        }
        let other = figures(survey, question, &plan.periods, &ways, false)?;
        for series in &other.panel.series {
            let key: Vec<&str> = series.key.iter().map(String::as_str).collect();
            let Some(ours) = answer.panel.get(&key) else {
                continue;
            };
            for (at, (theirs, ours)) in series.points.iter().zip(&ours.points).enumerate() {
                if !same[at] && series.key.iter().any(|v| is_rest(v)) {
                    continue;
                }
                let (Value::Number { value: b }, Value::Number { value: a }) = (theirs.value, ours.value)
                else {
                    continue;
                };
                let Some(release) = theirs
                    .uses
                    .iter()
                    .filter_map(|u| other.provenance.uses.get(*u as usize))
                    .map(|u| &u.release)
                    .max_by_key(|r| (r.effective, r.published, &r.id))
                else {
                    continue;
                };
                let range = |r: Option<Interval>, v: f64| r.unwrap_or(Interval::exact(v));
                out.push((
                    at,
                    CrossCheck {
                        release: release.clone(),
                        table: table.to_owned(),
                        period: theirs.period,
                        key: series.key.clone(),
                        value: b,
                        cells: theirs.cells,
                        comparison: compare(a, range(ours.range, a), b, range(theirs.range, b)),
                    },
                ));
            }
        }
    }
    // By period, then group; within them by source and table, the order in which they were asked.
    out.sort_by(|a, b| (a.0, &a.1.key).cmp(&(b.0, &b.1.key)));
    Ok(out.into_iter().map(|(_, check)| check).collect())
}

/// Whether two ways give a bucket for everything else the same contents.
fn same_rest(survey: &Survey<'_>, a: &Way, b: &Way) -> bool {
    let of = |w: &Way| {
        let candidate = survey.candidates.get(w.parts.first()?.candidate)?;
        Some((&candidate.held.record.release.source, &candidate.able.vocabulary))
    };
    match (of(a), of(b)) {
        (Some((source, words)), Some((other, others))) => source == other || words == others,
        _ => false,
    }
}
