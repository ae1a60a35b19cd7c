//! Answers: the figures of a plan, scanned, added up and put into words.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;
use rootcast_core::{
    agreement::Interval,
    calendar::Calendar,
    evidence::EvidenceError,
    measure::Additive,
    period::{Period, Span},
    provenance::{Provenance, RowRanges, Use},
    series::{Panel, Point, Series},
    value::{Missing, Value},
};

use super::{
    choice::{Plan, Survey, Way, length},
    question::Question,
};
use crate::{
    cut::{day_number, write_runs},
    error::StoreError,
    manifest::Absent,
    scan::{Scan, Sum, Sums, scan},
};

/// Groups that are listed although nothing was counted in them, because the reading names them all.
const MOST_NAMED_GROUPS: usize = 10_000;

/// The figures of a plan.
pub(super) struct Figures {
    /// By group and period.
    pub(super) panel: Panel,
    /// Where they come from.
    pub(super) provenance: Provenance,
}

/// First day, day after the last, and the period they count for, as [`Scan::spans`] has them.
type Spans = Vec<(i32, i32, usize)>;

/// What one group in one period came to.
#[derive(Default)]
struct Total {
    sum: Sum,
    /// Values that the reading names, is not broken down by, and has a number for.
    seen: BTreeSet<(usize, String)>,
}

/// Scans what a plan needs and adds it up.
pub(super) fn figures(
    survey: &Survey<'_>,
    question: &Question,
    periods: &[Period],
    ways: &[Option<Way>],
    rows: bool,
) -> Result<Figures, EvidenceError> {
    let store = |e: StoreError| EvidenceError::Store(e.to_string());
    let mut wanted: BTreeMap<usize, Spans> = BTreeMap::new();
    for (at, way) in ways.iter().enumerate() {
        for part in way.iter().flat_map(|w| &w.parts) {
            let days = (day_number(part.span.start), day_number(part.span.end), at);
            wanted.entry(part.candidate).or_default().push(days);
        }
    }
    let jobs: Vec<(usize, Spans)> = wanted.into_iter().collect();
    let mut scanned: Vec<Sums> = jobs
        .par_iter()
        .map(|(candidate, spans)| {
            let Some(c) = survey.candidates.get(*candidate) else {
                return Ok(Sums::new());
            };
            let mut spans = spans.clone();
            spans.sort_unstable();
            let wanted = Scan {
                filters: c.able.filters.clone(),
                groups: c.able.groups.clone(),
                spans,
                rows,
            };
            scan(c.held, &wanted)
        })
        .collect::<Result<_, _>>()
        .map_err(store)?;

    // In order of source, day and table, whatever the order of the candidates.
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    let name = |job: usize| {
        survey.candidates.get(jobs[job].0).map(|c| {
            let r = &c.held.record.release;
            (&r.source, r.effective, r.published, &r.id, &c.cut.table)
        })
    };
    order.sort_by_key(|job| name(*job));
    let width = question.groups.len();
    let mut totals: BTreeMap<Vec<String>, BTreeMap<usize, Total>> = BTreeMap::new();
    let mut provenance = Provenance::default();
    let mut use_of: BTreeMap<usize, u32> = BTreeMap::new();
    for job in order {
        let candidate = jobs[job].0;
        let Some(c) = survey.candidates.get(candidate) else {
            continue;
        };
        use_of.insert(
            candidate,
            u32::try_from(provenance.uses.len()).unwrap_or(u32::MAX),
        );
        let mut cells = 0;
        let mut listed: Vec<u64> = Vec::new();
        for ((mut key, at), sum) in std::mem::take(&mut scanned[job]) {
            cells += sum.cells + sum.below_cells + sum.missing;
            if rows {
                listed.extend(&sum.rows);
            }
            let rest = key.split_off(width.min(key.len()));
            let total = totals.entry(key).or_default().entry(at).or_default();
            if sum.cells + sum.below_cells > 0 {
                total.seen.extend(rest.into_iter().enumerate());
            }
            total.sum.add(sum);
        }
        provenance.uses.push(Use {
            release: c.held.record.release.clone(),
            table: c.cut.table.clone(),
            cells,
            rows: rows.then(|| RowRanges::collect(listed)),
        });
    }
    let panel = Panel {
        facets: question.groups.clone(),
        series: keys(question, &totals)
            .into_iter()
            .map(|key| {
                let points = (0..periods.len())
                    .map(|at| {
                        let total = totals.get(&key).and_then(|t| t.get(&at));
                        let way = ways.get(at).and_then(Option::as_ref);
                        point(survey, question, periods[at], way, total, &use_of)
                    })
                    .collect();
                Series { key, points }
            })
            .collect(),
    };
    Ok(Figures { panel, provenance })
}

/// The groups of an answer: those met, and those the reading names one by one.
fn keys(
    question: &Question,
    totals: &BTreeMap<Vec<String>, BTreeMap<usize, Total>>,
) -> BTreeSet<Vec<String>> {
    let mut keys: BTreeSet<Vec<String>> = totals.keys().cloned().collect();
    let lists: Option<Vec<&Vec<String>>> = question.groups.iter().map(|g| question.wanted.get(g)).collect();
    let Some(lists) = lists else { return keys };
    let product = lists.iter().try_fold(1usize, |n, l| n.checked_mul(l.len()));
    if product.is_some_and(|n| n <= MOST_NAMED_GROUPS) {
        let mut all: Vec<Vec<String>> = vec![Vec::new()];
        for list in lists {
            all = all
                .iter()
                .flat_map(|head| {
                    list.iter()
                        .map(|v| [head.as_slice(), std::slice::from_ref(v)].concat())
                })
                .collect();
        }
        keys.extend(all);
    }
    keys
}

fn point(
    survey: &Survey<'_>,
    question: &Question,
    period: Period,
    way: Option<&Way>,
    total: Option<&Total>,
    use_of: &BTreeMap<usize, u32>,
) -> Point {
    let Some(way) = way else {
        let (reason, note) = survey.why_not(question, period);
        return Point::missing(period, reason, Some(note));
    };
    let nothing = Total::default();
    let total = total.unwrap_or(&nothing);
    let sum = &total.sum;
    let uses: BTreeSet<u32> = way
        .parts
        .iter()
        .filter_map(|p| use_of.get(&p.candidate).copied())
        .collect();
    let mut notes: Vec<String> = Vec::new();
    let mut expected = 0u64;
    let mut rounding: Option<f64> = None;
    let mut absent = Absent::Zero;
    for part in &way.parts {
        let Some(c) = survey.candidates.get(part.candidate) else {
            continue;
        };
        expected = expected.saturating_add(c.able.combinations);
        rounding = rounding.into_iter().chain(c.cut.rounding).reduce(f64::max);
        absent = weaker(absent, c.cut.absent);
    }
    let printed = sum.cells + sum.below_cells + sum.missing;
    let mut below = sum.below;
    if let Absent::Below(threshold) = absent {
        // Combinations inside what is covered for which the publisher printed nothing.
        below += threshold * expected.saturating_sub(printed) as f64;
    }
    let mut value = if sum.cells > 0 {
        Value::number(sum.total)
    } else if below > 0.0 {
        Value::BelowThreshold { threshold: below }
    } else if sum.missing > 0 {
        Value::missing(sum.reason.unwrap_or(Missing::NotPublished))
    } else if absent == Absent::Missing {
        Value::missing(Missing::NotPublished)
    } else {
        Value::number(0.0)
    };
    let mut range = value.as_number().map(|v| {
        let mut range = rounding.map_or(Interval::exact(v), |unit| Interval::rounded(v, unit, sum.cells));
        range.high += below;
        if question.measure.unit.is_count() && v >= 0.0 {
            range.low = range.low.max(0.0);
        }
        range
    });
    if sum.cells > 0 && sum.missing > 0 {
        notes.push(format!(
            "{} published cell{} without a number left out",
            sum.missing,
            if sum.missing == 1 { "" } else { "s" }
        ));
    }
    let silent = silent(survey, way, total);
    if sum.cells > 0 && !silent.is_empty() {
        notes.push(format!(
            "nothing is published of {}; the others come to {}",
            silent.join(", "),
            sum.total
        ));
        (value, range) = (Value::missing(Missing::NotPublished), None);
    }
    if way.full {
        if let Some(note) = mixed(survey, way) {
            notes.push(note);
        }
    } else {
        let covered: BTreeSet<Span> = way.parts.iter().map(|p| p.span).collect();
        let days: i64 = covered.iter().map(|s| length(*s)).sum();
        notes.push(format!(
            "covered in part only: {} ({days} of {} days), {} so far; ask for those periods to have their figure",
            write_runs(&covered).join(", "),
            length(period.span()),
            match value {
                Value::Number { value } => value.to_string(),
                Value::BelowThreshold { threshold } => format!("below {threshold}"),
                Value::Missing { reason } => reason.as_str().to_owned(),
            }
        ));
        (value, range) = (Value::missing(Missing::NotCovered), None);
    }
    Point {
        period,
        value,
        range,
        cells: printed,
        uses: uses.into_iter().collect(),
        note: (!notes.is_empty()).then(|| notes.join("; ")),
    }
}

/// What an absent combination means where releases that differ on it make up one period.
fn weaker(a: Absent, b: Absent) -> Absent {
    match (a, b) {
        (Absent::Missing, _) | (_, Absent::Missing) => Absent::Missing,
        (Absent::Below(x), Absent::Below(y)) => Absent::Below(x.max(y)),
        (Absent::Below(x), Absent::Zero) | (Absent::Zero, Absent::Below(x)) => Absent::Below(x),
        (Absent::Zero, Absent::Zero) => Absent::Zero,
    }
}

/// The values that the reading names and adds up, of which nothing is published in the period.
fn silent(survey: &Survey<'_>, way: &Way, total: &Total) -> Vec<String> {
    let watched = way
        .parts
        .first()
        .and_then(|p| survey.candidates.get(p.candidate))
        .map(|c| c.able.watched.as_slice())
        .unwrap_or_default();
    watched
        .iter()
        .enumerate()
        .flat_map(|(at, (facet, values))| {
            values
                .iter()
                .filter(move |v| !total.seen.contains(&(at, (*v).clone())))
                .map(move |v| format!("{facet}={v}"))
        })
        .collect()
}

/// Says so when a period is made of published periods read from several releases.
fn mixed(survey: &Survey<'_>, way: &Way) -> Option<String> {
    let mut by_release: Vec<(String, BTreeSet<Span>)> = Vec::new();
    for part in &way.parts {
        let name = survey.candidates.get(part.candidate)?.held.name();
        match by_release.iter_mut().find(|(n, _)| *n == name) {
            Some((_, spans)) => {
                spans.insert(part.span);
            }
            None => by_release.push((name, BTreeSet::from([part.span]))),
        }
    }
    (by_release.len() > 1).then(|| {
        let parts: Vec<String> = by_release
            .iter()
            .map(|(name, spans)| format!("{} from {name}", write_runs(spans).join(", ")))
            .collect();
        format!("made of several releases: {}", parts.join("; "))
    })
}

impl Survey<'_> {
    /// Why nothing answers for a period, and what to ask instead.
    pub(super) fn why_not(&self, question: &Question, period: Period) -> (Missing, String) {
        let whole = period.span();
        let open = || self.candidates.iter().filter(|c| c.open.is_ok());
        let measure = question.measure;
        if measure.over_time == Additive::No && open().any(|c| c.inside(whole).next().is_some()) {
            return (
                Missing::NotApplicable,
                format!(
                    "{} of several periods are not added up: ask for the periods in which they are published",
                    measure.id
                ),
            );
        }
        let longer = open()
            .flat_map(|c| c.spans.iter())
            .filter(|s| s.overlaps(&whole))
            .filter_map(|s| {
                let common = Span {
                    start: s.start.max(whole.start),
                    end: s.end.min(whole.end),
                };
                Some((length(common), s.period(Calendar::default())?))
            })
            .max();
        if let Some((_, longer)) = longer {
            return (
                Missing::NotCovered,
                format!("the figures held are published for other periods: ask for {longer}"),
            );
        }
        let limit = open()
            .filter(|c| c.spans.iter().any(|s| whole.contains(s)))
            .find_map(|c| c.able.from.as_ref());
        if let Some((day, why)) = limit {
            return (Missing::NotCovered, format!("not before {day}: {why}"));
        }
        // What came out later is no part of an answer as of a day.
        let note = "no release known on that day covers it".to_owned();
        (Missing::NotCovered, note)
    }

    /// The day from which a release held covers some of a period, where that is after the as-of day.
    pub(super) fn later(&self, period: Period) -> Option<Date> {
        self.candidates
            .iter()
            .filter(|c| c.open == Err(super::Reason::PublishedLater))
            .filter(|c| c.inside(period.span()).next().is_some())
            .map(|c| c.held.record.release.effective)
            .min()
    }
}

/// What a reader must know about an answer as a whole.
pub(super) fn notes(survey: &Survey<'_>, question: &Question, plan: &Plan) -> Vec<String> {
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for way in plan.ways.iter().flatten() {
        used.extend(way.parts.iter().map(|p| p.candidate));
    }
    let used: Vec<_> = used.iter().filter_map(|at| survey.candidates.get(*at)).collect();
    let mut out: Vec<String> = Vec::new();
    let mut say = |text: String| {
        if !out.contains(&text) {
            out.push(text);
        }
    };
    for c in &used {
        let r = &c.held.record.release;
        if r.effective != r.published {
            say(format!(
                "{} is dated {}, no more exactly; it counts as known from {}",
                c.held.name(),
                r.published_text(),
                r.effective
            ));
        }
    }
    let sources: BTreeSet<&str> = used
        .iter()
        .map(|c| c.held.record.release.source.as_str())
        .collect();
    if sources.len() > 1 {
        say(format!(
            "periods come from several sources: {}; restrict to one with source=…",
            sources.into_iter().collect::<Vec<_>>().join(", ")
        ));
    }
    for c in &used {
        if let Some(unit) = c.cut.rounding {
            say(format!("{} rounds to {unit}", c.held.record.release.source));
        }
        for facet in &c.able.overlapping {
            say(format!(
                "values of {facet} overlap and are added up because the reading says {facet}=all"
            ));
        }
        for (facet, value) in &c.able.applied {
            if !question.reading.filters.contains_key(facet) && question.measure.default.contains_key(facet) {
                say(format!("{facet}={value} is taken because the reading names none"));
            }
        }
    }
    if !plan.other_groups.is_empty() {
        say(format!(
            "also held with other groups by {}",
            plan.other_groups.iter().cloned().collect::<Vec<_>>().join(", ")
        ));
    }
    out
}
