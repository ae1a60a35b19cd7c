//! Explanations: which release answered each period, why each other candidate did not, and what the others say.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rootcast_core::{
    evidence::CrossCheck,
    measure::Unit,
    period::{Period, Span},
    reading::Reading,
    release::Release,
    series::Panel,
    value::Value,
};
use serde::{Deserialize, Serialize};

use super::{
    choice::{Candidate, Plan, Survey, Way, length},
    question::Question,
};
use crate::cut::write_runs;

/// How an answer came about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The reading with every choice spelled out.
    pub reading: Reading,
    /// The day as known on which it was answered.
    pub as_of: Date,
    /// Unit of the figures.
    pub unit: Unit,
    /// One entry a period, in order of time.
    pub periods: Vec<PeriodExplained>,
    /// What other sources and tables say, and how far off.
    pub cross_checks: Vec<CrossCheck>,
    /// What a reader must know, in sentences.
    pub notes: Vec<String>,
}

/// How the figure of one period came about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeriodExplained {
    /// When.
    pub period: Period,
    /// The figures by group (an empty key where the reading has no breakdown).
    pub figures: Vec<(Vec<String>, Value)>,
    /// The releases used; several where the period is made of published periods that the latest release does not all cover.
    pub chosen: Vec<Chosen>,
    /// The candidates passed over.
    pub passed: Vec<Passed>,
    /// What a reader must know about this period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A release that was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The release.
    pub release: Release,
    /// Its table.
    pub table: String,
    /// The published periods taken from it, as runs (`2022-10..2023-09`).
    pub spans: Vec<String>,
    /// Why this one, in a sentence.
    pub why: String,
}

/// A candidate that was passed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passed {
    /// The release.
    pub release: Release,
    /// Its table.
    pub table: String,
    /// Why not.
    pub reason: Reason,
    /// Why not, in a sentence.
    pub text: String,
}

/// Why a candidate did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It counts as known only after the as-of day.
    PublishedLater,
    /// It has no figures for the period.
    NotCovered,
    /// It covers the period in part only.
    PartlyCovered,
    /// It does not break its figures down as the reading asks.
    LacksFacet,
    /// It holds a part only of what the reading asks for.
    OnlyPart,
    /// It has values that are not added up, and the reading neither names nor groups them.
    MustBeNamed,
    /// The reading names another source.
    OtherSource,
    /// A later release of the same source covers the period.
    Older,
    /// Its values are rounded, and another source has them exact.
    Rounded,
    /// Another source or table covers the reading more fully or in finer groups.
    Coarser,
    /// Another source's release is more recent.
    LessRecent,
    /// Another table of the same release needs fewer cells added up.
    MoreCells,
}

/// Tells how the plan of an answer came about.
pub(super) fn periods(
    survey: &Survey<'_>,
    question: &Question,
    plan: &Plan,
    panel: &Panel,
) -> Vec<PeriodExplained> {
    plan.periods
        .iter()
        .zip(&plan.ways)
        .enumerate()
        .map(|(at, (period, way))| {
            let point = |s: &rootcast_core::series::Series| s.points.get(at).cloned();
            PeriodExplained {
                period: *period,
                figures: panel
                    .series
                    .iter()
                    .filter_map(|s| Some((s.key.clone(), point(s)?.value)))
                    .collect(),
                chosen: way.as_ref().map_or_else(Vec::new, |w| chosen(survey, w)),
                passed: passed(survey, question, plan, *period, way.as_ref()),
                note: panel.series.iter().find_map(|s| point(s)?.note),
            }
        })
        .collect()
}

fn chosen(survey: &Survey<'_>, way: &Way) -> Vec<Chosen> {
    let mut by_candidate: BTreeMap<usize, BTreeSet<Span>> = BTreeMap::new();
    for part in &way.parts {
        by_candidate.entry(part.candidate).or_default().insert(part.span);
    }
    let several = by_candidate.len() > 1;
    by_candidate
        .into_iter()
        .filter_map(|(at, spans)| {
            let c = survey.candidates.get(at)?;
            let release = c.held.record.release.clone();
            let kind = if c.cut.rounding.is_some() {
                "rounded"
            } else {
                "exact"
            };
            let why = format!(
                "the latest release of {} that counts as known (from {}) and covers {}; {kind} values",
                release.source,
                release.effective,
                if several { "these periods" } else { "the period" }
            );
            Some(Chosen {
                table: c.cut.table.clone(),
                spans: write_runs(&spans),
                release,
                why,
            })
        })
        .collect()
}

fn passed(
    survey: &Survey<'_>,
    question: &Question,
    plan: &Plan,
    period: Period,
    way: Option<&Way>,
) -> Vec<Passed> {
    let used: BTreeSet<usize> = way.iter().flat_map(|w| &w.parts).map(|p| p.candidate).collect();
    let mut out: Vec<Passed> = survey
        .candidates
        .iter()
        .enumerate()
        .filter(|(at, _)| !used.contains(at))
        .map(|(_, c)| {
            let (reason, text) = why_passed(survey, question, plan, period, &used, c);
            Passed {
                release: c.held.record.release.clone(),
                table: c.cut.table.clone(),
                reason,
                text,
            }
        })
        .chain(survey.refused.iter().map(|(held, cut, why)| Passed {
            release: held.record.release.clone(),
            table: cut.table.clone(),
            reason: why.reason,
            text: why.text.clone(),
        }))
        .collect();
    let name = |p: &Passed| {
        let r = &p.release;
        (r.source.clone(), r.effective, r.id.clone(), p.table.clone())
    };
    out.sort_by_key(name);
    out
}

fn why_passed(
    survey: &Survey<'_>,
    question: &Question,
    plan: &Plan,
    period: Period,
    used: &BTreeSet<usize>,
    candidate: &Candidate<'_>,
) -> (Reason, String) {
    let release = &candidate.held.record.release;
    if let Err(reason) = candidate.open {
        let text = if reason == Reason::PublishedLater {
            format!(
                "it counts as known from {}, after {}",
                release.effective, question.as_of
            )
        } else {
            "the reading asks for another source".to_owned()
        };
        return (reason, text);
    }
    let inside: BTreeSet<Span> = candidate.inside(period.span()).collect();
    if inside.is_empty() {
        return (
            Reason::NotCovered,
            match &candidate.able.from {
                Some((day, why)) => format!("it has no figures for {period} (not before {day}: {why})"),
                None => format!(
                    "it has no figures for {period}; it has {}",
                    candidate.cut.periods.join(", ")
                ),
            },
        );
    }
    let mine: Vec<&Candidate<'_>> = used.iter().filter_map(|at| survey.candidates.get(*at)).collect();
    if let Some(same) = mine
        .iter()
        .find(|c| c.held.record.release.source == release.source)
    {
        let theirs = &same.held.record.release;
        return if theirs.id == release.id {
            (
                Reason::MoreCells,
                format!(
                    "table {} of the same release is nearer to the question",
                    same.cut.table
                ),
            )
        } else {
            (
                Reason::Older,
                format!(
                    "{} is a later release of the source and covers the period",
                    theirs.id
                ),
            )
        };
    }
    if plan.other_groups.contains(&release.source) {
        return (
            Reason::Coarser,
            "its groups are others than those of the answer".to_owned(),
        );
    }
    let covered: i64 = inside.iter().map(|s| length(*s)).sum();
    if covered < length(period.span()) {
        return (
            Reason::PartlyCovered,
            format!("it covers {} only", write_runs(&inside).join(", ")),
        );
    }
    let exact = mine.iter().all(|c| c.cut.rounding.is_none());
    match candidate.cut.rounding.filter(|_| exact && !mine.is_empty()) {
        Some(unit) => (
            Reason::Rounded,
            format!("its values are rounded to {unit}; exact ones are held"),
        ),
        None if mine.iter().any(|c| c.able.fineness > candidate.able.fineness) => (
            Reason::Coarser,
            "another source tells more groups apart".to_owned(),
        ),
        None if mine
            .iter()
            .any(|c| c.held.record.release.effective > release.effective) =>
        {
            (
                Reason::LessRecent,
                "another source's release is more recent".to_owned(),
            )
        }
        None => (
            Reason::Coarser,
            "as good as the chosen one; among equals the source that covers more of the reading, then the first by name, answers".to_owned(),
        ),
    }
}
