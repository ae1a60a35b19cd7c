//! Choice: which release answers each period. The as-of rule within a source, and the order of sources.
//!
//! Within a source, each published period is read from the latest release that counts as known on the as-of day,
//! covers the period and has the facets. Between sources, for each period asked for: full coverage of the period
//! first; then exact values before rounded ones; then the source that covers more of the reading; then the finer
//! groups; then the more recent release; then the name. Where a bucket such as `other@cbp` takes part, or groups are
//! asked for, one list of labels must serve all periods: the one that covers most of them, and sources with another
//! list are left out.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::civil::Date;
use rootcast_core::{
    calendar::Calendar,
    evidence::EvidenceError,
    measure::Additive,
    period::{Granularity, Period, Span},
};

use super::{
    Held,
    able::{Able, Unable, able},
    explain::Reason,
    question::{Question, refuse},
};
use crate::cut::{Cut, granularity_of};

/// More periods than this in one answer are taken for a mistake.
const MOST_PERIODS: usize = 50_000;

/// A cut that can answer.
pub(super) struct Candidate<'s> {
    /// Its release.
    pub(super) held: &'s Held,
    /// Itself.
    pub(super) cut: &'s Cut,
    /// What to scan it for.
    pub(super) able: Able,
    /// Published periods, sorted.
    pub(super) spans: Arc<[Span]>,
    /// Whether it counts as known, and is of the source asked for.
    pub(super) open: Result<(), Reason>,
}

impl Candidate<'_> {
    fn source(&self) -> &str {
        &self.held.record.release.source
    }

    fn effective(&self) -> Date {
        self.held.record.release.effective
    }

    /// The published periods inside `span` whose labels mean what they say.
    pub(super) fn inside(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let first = self.spans.partition_point(|s| s.start < span.start);
        let from = self.able.from.as_ref().map(|(day, _)| *day);
        self.spans[first..]
            .iter()
            .take_while(move |s| s.start < span.end)
            .filter(move |s| s.end <= span.end && from.is_none_or(|day| s.start >= day))
            .copied()
    }
}

/// Everything held of the measure: what can answer, and what cannot and why.
pub(super) struct Survey<'s> {
    /// Those that can, the one to prefer within a source first.
    pub(super) candidates: Vec<Candidate<'s>>,
    /// Those that cannot.
    pub(super) refused: Vec<(&'s Held, &'s Cut, Unable)>,
}

/// A published period and the candidate from which it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The published period.
    pub(super) span: Span,
    /// Index into [`Survey::candidates`].
    pub(super) candidate: usize,
}

/// One way to answer for a period: the published periods that make it up.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Way {
    /// In order of time, disjoint.
    pub(super) parts: Vec<Part>,
    /// Whether they make up the whole period.
    pub(super) full: bool,
    /// How many days they have.
    days: i64,
    /// The latest day from which one of the releases counts as known.
    latest: Date,
    /// How many cells it may add up for one group.
    cells: u64,
}

/// The periods of an answer and the way each is answered.
pub(super) struct Plan {
    /// In order of time.
    pub(super) periods: Vec<Period>,
    /// As many; `None` where nothing covers any of it.
    pub(super) ways: Vec<Option<Way>>,
    /// Sources left out because their groups are others than those of the answer.
    pub(super) other_groups: BTreeSet<String>,
}

impl<'s> Survey<'s> {
    /// Asks every cut of the measure whether it can answer.
    pub(super) fn of(releases: &'s [Held], question: &Question) -> Self {
        let mut candidates = Vec::new();
        let mut refused = Vec::new();
        for held in releases {
            let cuts = held.record.cuts.iter().enumerate();
            for (at, cut) in cuts.filter(|(_, c)| c.measure == question.base) {
                match able(question, cut) {
                    Err(why) => refused.push((held, cut, why)),
                    Ok(able) => {
                        let release = &held.record.release;
                        let asked = question.reading.source.as_ref();
                        candidates.push(Candidate {
                            open: if asked.is_some_and(|s| *s != release.source) {
                                Err(Reason::OtherSource)
                            } else if release.effective > question.as_of {
                                Err(Reason::PublishedLater)
                            } else {
                                Ok(())
                            },
                            held,
                            cut,
                            able,
                            spans: held.spans().get(at).cloned().unwrap_or_default(),
                        });
                    }
                }
            }
        }
        candidates.sort_by(|a, b| {
            let key = |c: &Candidate<'s>| {
                let r = &c.held.record.release;
                (
                    r.source.clone(),
                    Reverse((r.effective, r.published, r.id.clone())),
                    c.able.combinations,
                    c.cut.table.clone(),
                )
            };
            key(a).cmp(&key(b))
        });
        Self { candidates, refused }
    }

    /// The sources with candidates that may be used, sorted.
    fn sources(&self) -> BTreeSet<&str> {
        self.open().map(|(_, c)| c.source()).collect()
    }

    fn open(&self) -> impl Iterator<Item = (usize, &Candidate<'s>)> {
        self.candidates.iter().enumerate().filter(|(_, c)| c.open.is_ok())
    }

    /// The best way to answer for `period` from the candidates that `allowed` names.
    pub(super) fn way(
        &self,
        question: &Question,
        period: Period,
        allowed: &dyn Fn(&Candidate<'s>) -> bool,
    ) -> Option<Way> {
        let whole = period.span();
        let mut kinds: BTreeMap<Option<Granularity>, BTreeMap<Span, usize>> = BTreeMap::new();
        let calendar = match period {
            Period::FiscalYear { calendar, .. } | Period::FiscalQuarter { calendar, .. } => calendar,
            _ => Calendar::default(),
        };
        for (at, candidate) in self.open().filter(|(_, c)| allowed(c)) {
            for span in candidate.inside(whole) {
                if question.measure.over_time == Additive::No && span != whole {
                    continue;
                }
                let kind = span.period(calendar).map(|p| p.granularity());
                // The first candidate is the one to prefer.
                kinds.entry(kind).or_default().entry(span).or_insert(at);
            }
        }
        kinds
            .into_values()
            .filter_map(|parts| self.assemble(whole, &parts))
            .min_by_key(|w| {
                (
                    !w.full,
                    if w.full { 0 } else { -w.days },
                    Reverse(w.latest),
                    w.cells,
                )
            })
    }

    fn assemble(&self, whole: Span, found: &BTreeMap<Span, usize>) -> Option<Way> {
        let mut parts: Vec<Part> = Vec::new();
        let (mut days, mut cells) = (0, 0u64);
        let mut latest = Date::MIN;
        for (span, candidate) in found {
            if parts.last().is_some_and(|p| p.span.end > span.start) {
                continue;
            }
            let c = self.candidates.get(*candidate)?;
            days += length(*span);
            cells = cells.saturating_add(c.able.combinations);
            latest = latest.max(c.effective());
            parts.push(Part {
                span: *span,
                candidate: *candidate,
            });
        }
        (!parts.is_empty()).then_some(Way {
            parts,
            full: days == length(whole),
            days,
            latest,
            cells,
        })
    }

    /// Chooses the periods of the answer and the way each is answered.
    pub(super) fn plan(&self, question: &Question) -> Result<Plan, EvidenceError> {
        let sources = self.sources();
        let asked = asked_periods(question)?;
        // Ways of each source for the periods asked for, and how many of them it covers.
        let ways_of = |source: &str, periods: &[Period]| -> Vec<Option<Way>> {
            periods
                .iter()
                .map(|p| self.way(question, *p, &|c| c.source() == source))
                .collect()
        };
        let mut rank: Vec<(&str, SourceRank)> = sources.iter().map(|s| (*s, self.rank(s))).collect();
        let sensitive = rank.iter().any(|(_, r)| !r.vocabulary.is_empty());
        let mut ways: BTreeMap<&str, Vec<Option<Way>>> = BTreeMap::new();
        if let Some(periods) = &asked {
            for (source, r) in &mut rank {
                let found = ways_of(source, periods);
                r.covers = found.iter().flatten().filter(|w| w.full).count();
                ways.insert(source, found);
            }
        }
        rank.sort_by_key(|(source, r)| {
            (
                r.rounded,
                Reverse(r.covers),
                Reverse(r.fineness),
                Reverse(r.latest),
                *source,
            )
        });
        let mut other_groups = BTreeSet::new();
        if sensitive {
            // One list of labels serves all periods: the one with which most of them are covered.
            let full = |source: &str, at: usize| {
                let way = ways.get(source).and_then(|w| w.get(at)?.as_ref());
                way.is_some_and(|w| w.full)
            };
            let coverage = |vocabulary: &[String]| {
                let same = || rank.iter().filter(|(_, r)| r.vocabulary == vocabulary);
                let periods = asked.as_ref().map_or(0, Vec::len);
                (0..periods)
                    .filter(|at| same().any(|(s, _)| full(s, *at)))
                    .count()
            };
            let mut best: Option<(usize, Vec<String>)> = None;
            for (_, r) in &rank {
                let covered = coverage(&r.vocabulary);
                if best.as_ref().is_none_or(|(most, _)| covered > *most) {
                    best = Some((covered, r.vocabulary.clone()));
                }
            }
            rank.retain(|(source, r)| {
                let same = best.as_ref().is_none_or(|(_, v)| *v == r.vocabulary);
                if !same {
                    other_groups.insert((*source).to_owned());
                }
                same
            });
        }
        let periods = match asked {
            Some(periods) => periods,
            None => self.published_periods(question, &rank)?,
        };
        for (source, _) in &rank {
            ways.entry(source).or_insert_with(|| ways_of(source, &periods));
        }
        let chosen = (0..periods.len())
            .map(|at| {
                rank.iter()
                    .enumerate()
                    .filter_map(|(order, (source, r))| {
                        let way = ways.get(source)?.get(at)?.as_ref()?;
                        Some((way, r.rounded, order))
                    })
                    .min_by_key(|(w, rounded, order)| {
                        let lacking = if w.full { 0 } else { -w.days };
                        // The release that answers is what must be recent, not another one of its source.
                        (!w.full, lacking, *rounded, Reverse(w.latest), *order)
                    })
                    .map(|(w, ..)| w.clone())
            })
            .collect();
        Ok(Plan {
            periods,
            ways: chosen,
            other_groups,
        })
    }

    fn rank(&self, source: &str) -> SourceRank {
        let mut out = SourceRank {
            rounded: true,
            covers: 0,
            fineness: 0,
            latest: Date::MIN,
            vocabulary: Vec::new(),
        };
        for (_, c) in self.open().filter(|(_, c)| c.source() == source) {
            out.rounded &= c.cut.rounding.is_some();
            if out.latest == Date::MIN {
                // Candidates of a source come latest first: the newest list of labels counts.
                out.vocabulary.clone_from(&c.able.vocabulary);
            }
            out.fineness = out.fineness.max(c.able.fineness);
            out.latest = out.latest.max(c.effective());
        }
        out
    }

    /// All that is published: the periods of the length asked for, or of the length in which the first source
    /// publishes, that have figures.
    fn published_periods(
        &self,
        question: &Question,
        rank: &[(&str, SourceRank)],
    ) -> Result<Vec<Period>, EvidenceError> {
        let spans_of = |source: &str| -> Vec<Span> {
            self.open()
                .filter(|(_, c)| c.source() == source)
                .flat_map(|(_, c)| c.spans.iter().copied())
                .collect()
        };
        let length = question.reading.by_time().or_else(|| {
            rank.first()
                .and_then(|(source, _)| granularity_of(&spans_of(source)))
        });
        let Some(length) = length else {
            return Ok(Vec::new());
        };
        let mut out: BTreeMap<Span, Period> = BTreeMap::new();
        for (source, _) in rank {
            for span in spans_of(source) {
                let p = Period::containing(length, span.start);
                let fits = if question.measure.over_time == Additive::No {
                    p.span() == span
                } else {
                    p.span().contains(&span)
                };
                if fits {
                    out.insert(p.span(), p);
                }
            }
        }
        if out.len() > MOST_PERIODS {
            return Err(too_many(question, out.len()));
        }
        Ok(out.into_values().collect())
    }
}

struct SourceRank {
    rounded: bool,
    covers: usize,
    fineness: u64,
    latest: Date,
    vocabulary: Vec<String>,
}

/// Days in a span.
pub(super) fn length(span: Span) -> i64 {
    i64::from(crate::cut::day_number(span.end)) - i64::from(crate::cut::day_number(span.start))
}

fn too_many(question: &Question, n: usize) -> EvidenceError {
    refuse(
        &question.reading,
        format!(
            "it asks for {n} periods, more than the {MOST_PERIODS} of one answer: ask for a shorter range"
        ),
    )
}

fn asked_periods(question: &Question) -> Result<Option<Vec<Period>>, EvidenceError> {
    let Some(range) = question.reading.period else {
        return Ok(None);
    };
    // A guess from below that needs no list: no period is longer than 366 days.
    let days = length(range.span());
    let shortest = match question.reading.by_time().unwrap_or(range.first().granularity()) {
        Granularity::Day => 1,
        Granularity::Month => 28,
        Granularity::Quarter | Granularity::FiscalQuarter(_) => 90,
        Granularity::Year | Granularity::FiscalYear(_) => 365,
    };
    let about = usize::try_from(days / shortest).unwrap_or(usize::MAX);
    if about > MOST_PERIODS {
        return Err(too_many(question, about));
    }
    match question.reading.by_time() {
        None => Ok(Some(range.periods().collect())),
        Some(length) => range.split(length).map(Some).ok_or_else(|| {
            refuse(
                &question.reading,
                format!(
                    "{range} is not made of whole periods of that length: ask for a range that is, or break it down \
                     by=month"
                ),
            )
        }),
    }
}
