//! What the sentences before left behind: the last subject, measure, period, border, agency.

use super::{
    agency::{self, Agency},
    area::{self, Area},
    elsewhere, measure, moment,
    scene::{CARRY, Scene, is_fiscal, published},
    who,
};
use rootcast_core::{
    calendar::Calendar,
    period::{Period, Span as Stretch},
};

use crate::{
    claim::{Found, Subject},
    entity::{Border, Named},
    lexicon::{self, Word},
    quantity::Quantity,
    time::{Days, Relation, Time, When},
};

/// What the sentences before left behind.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// The last subject named, with the number of its sentence.
    pub(super) subject: Option<(usize, Subject)>,
    /// The last word of the domain that counts.
    pub(super) word: Option<(usize, &'static Word)>,
    /// The last sentence that told of children alone.
    pub(super) alone: Option<usize>,
    /// What the last figure counted, with its sentence: a list goes on with it.
    pub(super) figure: Option<(usize, &'static Word)>,
    /// The last sentence told of what two countries counted together.
    pub(super) both: Option<usize>,
    /// The last sentence whose last figure counted something else, which a list goes on with.
    pub(super) other: Option<usize>,
    /// The last sentence that named words of the domain, and none of which figures are held.
    pub(super) unheld: Option<usize>,
    /// The last sentence told by a body of another country.
    pub(super) abroad: Option<usize>,
    /// The sentence that last named a fiscal year.
    pub(super) fiscal: Option<usize>,
    /// The last programme that words pointed to.
    pub(super) programme: Option<(usize, String)>,
    /// The last group of countries named.
    pub(super) group: Option<(usize, Subject)>,
    /// The last span of time from one period to another.
    pub(super) range: Option<(usize, (Days, Days))>,
    /// The period that the last sentence with a figure or a word of the domain was about.
    pub(super) when: Option<(usize, Time)>,
    /// The periods told of late, each once, with their sentences.
    pub(super) periods: Vec<(usize, Stretch)>,
    /// The last border named.
    pub(super) border: Option<(usize, Border)>,
    /// The agency that the last sentence with a word of the domain counted by.
    pub(super) agency: Option<(usize, Agency)>,
    /// The period that the text reports: "statistics for July 2021", a heading with a month.
    pub(super) report: Option<Time>,
    /// The sector that the sentences before were about.
    pub(super) area: Option<(usize, Area)>,
    /// The sector that the last sentence to name one was about.
    pub(super) sector: Option<(usize, Area)>,
    /// The sentence that last told of migration that no agency of the United States counts.
    pub(super) elsewhere: Option<usize>,
}

/// How many tokens from a figure its period may stand to be that of the sentence.
const MAIN: usize = 14;
/// How many where it is of many months: "en lo que va del año fiscal 2023".
const MAIN_LONG: usize = 26;
/// How many tokens from what is counted, where there is no figure.
const BESIDE: usize = 4;

/// The longest row of a list, in tokens.
pub(super) const ROW: usize = 12;

/// How many sentences a period is remembered as one that may be meant.
const RIVALS: usize = 4;

/// The last sentence that says what a text is about, from 0.
const LEAD: usize = 1;

impl Memory {
    /// What is left behind after one more sentence.
    pub(super) fn after(mut self, scene: &Scene<'_>) -> Self {
        let n = scene.number;
        let group = scene
            .mentions
            .iter()
            .filter(|m| matches!(m.named, Named::Places { .. }) && !scene.is_setting(m, None))
            .max_by_key(|m| {
                (
                    m.places().map_or(0, <[_]>::len),
                    std::cmp::Reverse(m.tokens.start),
                )
            });
        if scene.counts_all() {
            self.subject = None;
        } else if let Some(m) = group {
            self.subject = Some((
                n,
                Subject {
                    origins: m.places().map(published).unwrap_or_default(),
                    activity: None,
                    words: scene.source.get(m.span.clone()).unwrap_or_default().to_owned(),
                    found: Found::Carried,
                },
            ));
        }
        // A group of people ("families") is a part of what the text counts, and not what it goes on about.
        let counting = || scene.hits.iter().rev().filter(|h| !h.word.borders.is_empty());
        let whole = |w: &Word| {
            w.counted
                .first()
                .is_some_and(|c| !c.reading.contains("demographic="))
        };
        if let Some(word) = of_both(scene) {
            self.word = Some((n, word));
        } else if let Some(h) = counting().find(|h| whole(h.word)) {
            self.word = Some((n, h.word));
        } else if let Some(h) = counting().next()
            && self.word.is_none_or(|(at, _)| n - at > CARRY)
        {
            self.word = Some((n, h.word));
        }
        if who::is_told_abroad(scene) {
            self.abroad = Some(n);
        } else if who::is_told_at_home(scene)
            || scene.mentions.iter().any(|m| matches!(m.named, Named::Border(_)))
        {
            self.abroad = None;
        }
        if !scene.hits.is_empty() {
            let held = scene.hits.iter().any(|h| !h.word.counted.is_empty());
            self.unheld = (!held).then_some(n);
        }
        if scene.times.iter().any(|t| is_fiscal(&t.when)) {
            self.fiscal = Some(n);
        }
        if let Some((at, s)) = self.subject.clone()
            && at == n
            && s.origins.contains('+')
        {
            self.group = Some((n, s));
        }
        if let Some(id) = super::programme::nearest(scene, scene.range.end) {
            let fresh = self.programme.as_ref().is_none_or(|(_, old)| *old != id);
            let own = super::programme::is_named(scene);
            if own || fresh {
                self.programme = Some((n, id));
            }
        }
        self.ranged(scene);
        self.counted(scene);
        self.heard(scene);
        self.told(scene);
        if elsewhere::is_of_both(scene) {
            self.both = Some(n);
        }
        if elsewhere::named(scene) {
            self.elsewhere = Some(n);
        } else if elsewhere::ours(scene) {
            self.elsewhere = None;
        }
        // A text that begins with a sector is about it.
        if n <= LEAD
            && let Some(area @ Area::Sector(_)) = area::of(scene, scene.range.start)
        {
            self.area = Some((n, area));
        }
        if let Some(area @ Area::Sector(_)) = area::of(scene, scene.range.start) {
            self.sector = Some((n, area));
        }
        if self.report.is_none() {
            self.report = report(scene).cloned();
        }
        self
    }

    /// What a sentence with a figure or a word of the domain leaves behind: its period, its border, its agency. One
    /// that goes on with figures alone, as lists do, keeps what was there.
    fn told(&mut self, scene: &Scene<'_>) {
        let n = scene.number;
        let figures = scene.quantities.iter().any(|q| q.amount.first().value >= 1000.0);
        let border = scene.mentions.iter().find_map(|m| match m.named {
            Named::Border(b) => Some(b),
            _ => None,
        });
        if let Some(b) = border {
            self.border = Some((n, b));
        }
        if !scene.hits.is_empty() {
            self.agency = agency::named(scene, scene.range.start).map(|a| (n, a));
        }
        if scene.hits.is_empty() && figures && border.is_none() {
            self.kept(n);
        }
        if let Some(t) = period(scene) {
            match &mut self.when {
                // What is told of the month before is told to compare, and the text goes on with its own.
                Some((at, old))
                    if figures && n - *at <= RIVALS && is_told_out(scene) && is_base_of(t, old) =>
                {
                    *at = n;
                }
                when => *when = Some((n, t.clone())),
            }
        }
    }

    /// Notes a span of time told, and keeps it for the rows of a list.
    fn ranged(&mut self, scene: &Scene<'_>) {
        let n = scene.number;
        let range = scene.times.iter().rev().find_map(|t| match &t.when {
            When::Between { from, to } => Some((*from, *to)),
            _ => None,
        });
        if let Some(range) = range {
            self.range = Some((n, range));
        } else if let Some((at, _)) = &mut self.range
            && n - *at <= 1
            && scene.times.is_empty()
            && scene.range.len() <= ROW
            && scene.quantities.iter().any(|q| q.unit.is_percent())
        {
            *at = n;
        }
    }

    /// Notes what the last figure counted.
    fn counted(&mut self, scene: &Scene<'_>) {
        let n = scene.number;
        if scene.hits.iter().any(|h| h.word.id == "unaccompanied") {
            self.alone = Some(n);
        }
        let figure = scene
            .quantities
            .iter()
            .rev()
            .find(|q| q.amount.first().value >= 1000.0);
        if let Some(q) = figure {
            if let Some(word) = measure::word(scene, q) {
                self.figure = Some((n, word));
            }
            let listed = scene.hits.is_empty() && self.other.is_some_and(|at| n - at <= 1);
            let counts_other = measure::is_of_other(scene, q)
                && q.unit.noun.as_ref().is_some_and(|noun| is_request(&noun.name));
            self.other = (listed || counts_other).then_some(n);
        }
    }

    /// Notes the periods that a sentence tells.
    fn heard(&mut self, scene: &Scene<'_>) {
        let n = scene.number;
        self.periods.retain(|(at, _)| n - at <= RIVALS);
        let acts = |t: &Time| moment::of_act(scene, scene.token_at(t.span.start));
        for t in scene.times.iter().filter(|t| !moment::is_day(t) && !acts(t)) {
            let span = match &t.when {
                When::Days(d) => d.past,
                When::Between { from, to } => Stretch {
                    start: from.past.start,
                    end: to.past.end,
                },
                _ => continue,
            };
            self.periods.retain(|(_, s)| *s != span);
            self.periods.push((n, span));
        }
    }

    /// Keeps what a list goes on with.
    fn kept(&mut self, n: usize) {
        let all = [
            self.word.as_mut().map(|w| &mut w.0),
            self.when.as_mut().map(|w| &mut w.0),
            self.border.as_mut().map(|w| &mut w.0),
            self.agency.as_mut().map(|w| &mut w.0),
        ];
        for at in all.into_iter().flatten().filter(|at| n - **at <= CARRY) {
            *at = n;
        }
        for (at, _) in self.periods.iter_mut().filter(|(at, _)| n - *at <= CARRY) {
            *at = n;
        }
    }
}

/// Whether a noun is of what people ask for, and not of people.
fn is_request(noun: &str) -> bool {
    let name = noun.to_lowercase();
    let last = name.rsplit(' ').next().unwrap_or_default();
    let first = name.split(' ').next().unwrap_or_default();
    [first, last].iter().any(|w| {
        [
            "solicitud",
            "peticion",
            "petición",
            "tramite",
            "trámite",
            "cita",
            "permiso",
            "visa",
            "application",
            "request",
            "claim",
            "appointment",
            "permit",
            "remesa",
        ]
        .iter()
        .any(|stem| {
            w.strip_prefix(stem)
                .is_some_and(|rest| matches!(rest, "" | "s" | "es"))
        })
    })
}

/// The period that a text reports: "operational statistics for October 2021", "the update for August".
fn report<'s>(scene: &Scene<'s>) -> Option<&'s Time> {
    const BEFORE: usize = 4;
    let numbers = |i: usize| {
        matches!(
            scene.word(i),
            "statistics"
                | "numbers"
                | "figures"
                | "data"
                | "update"
                | "report"
                | "cifras"
                | "estadisticas"
                | "datos"
        )
    };
    scene
        .times
        .iter()
        .find(|t| {
            let at = scene.token_at(t.span.start);
            let behind = matches!(scene.word(at.wrapping_sub(1)), "for" | "de" | "from" | "of")
                && (at.saturating_sub(BEFORE).max(scene.range.start)..at).any(numbers);
            let end = scene.token_at(t.span.end.saturating_sub(1)) + 1;
            let before = (end..(end + 2).min(scene.range.end)).any(numbers);
            is_whole(t) && (behind || before)
        })
        .copied()
}

/// Encounters, where a sentence counts those arrested and those found inadmissible together.
fn of_both(scene: &Scene<'_>) -> Option<&'static Word> {
    let has = |f: fn(&str) -> bool| scene.hits.iter().any(|h| f(&h.word.id));
    let both = has(|id| id == "port-encounters") && has(|id| id != "port-encounters");
    let all = || lexicon::words().iter().find(|w| w.id == "encounters");
    (both && scene.hits.iter().all(|h| !h.word.counted.is_empty()))
        .then(all)
        .flatten()
}

/// Whether a sentence is one, and no heading or the first line of a list.
fn is_told_out(scene: &Scene<'_>) -> bool {
    let last = scene.range.end.checked_sub(1).map_or("", |i| scene.word(i));
    matches!(last, "." | "!" | "?" | "\u{201d}" | "\"" | ")")
}

/// Whether a time is one month.
fn is_month(t: &Time) -> bool {
    match &t.when {
        When::Days(d) => matches!(d.past.period(Calendar::default()), Some(Period::Month { .. })),
        _ => false,
    }
}

/// Whether a month is the one before another, or the same of the year before it.
fn is_base_of(base: &Time, of: &Time) -> bool {
    let month = |t: &Time| match &t.when {
        When::Days(d) => match d.past.period(Calendar::default()) {
            Some(p @ Period::Month { .. }) => Some(p),
            _ => None,
        },
        _ => None,
    };
    match (month(base), month(of)) {
        (Some(a), Some(b)) => a == b.back(1) || a == b.year_before(),
        _ => false,
    }
}

/// Whether a time is a month or more, told as a period.
fn is_whole(t: &Time) -> bool {
    let day = match &t.when {
        // "in the previous 12 months" is counted from the day of the text, and no period of it.
        When::Days(d) => {
            d.past.end <= d.past.start.saturating_add(jiff::ToSpan::days(20)) || d.past.start.day() != 1
        }
        When::Between { .. } => false,
        _ => true,
    };
    !day && t.relation != Relation::Since
}

/// The period that a sentence is about: near a figure, or in a heading, or beside what is counted; of several the latest.
fn period<'s>(scene: &Scene<'s>) -> Option<&'s Time> {
    let figure = |q: &&&Quantity| q.amount.first().value >= 1000.0 || q.unit.is_percent();
    let mut marks: Vec<usize> = scene
        .quantities
        .iter()
        .filter(figure)
        .map(|q| scene.token_at(q.span.start))
        .collect();
    let heading = scene
        .range
        .end
        .checked_sub(1)
        .is_some_and(|i| !matches!(scene.word(i), "." | "!" | "?"));
    // "informaron el lunes": a day beside it is when it was said.
    let mut long = scene.times.iter().filter(|t| !moment::is_day(t));
    let only = matches!((long.next(), long.next()), (Some(t), None) if is_month(t));
    let reach = if marks.is_empty() && !heading && !only {
        BESIDE
    } else {
        MAIN
    };
    if marks.is_empty() {
        marks.extend(scene.hits.iter().map(|h| h.tokens.end));
    }
    scene
        .times
        .iter()
        .filter(|t| is_whole(t) && !moment::of_act(scene, scene.token_at(t.span.start)))
        .filter(|t| {
            let at = scene.token_at(t.span.start);
            let long = match &t.when {
                When::Days(d) => d.past.end > d.past.start.saturating_add(jiff::ToSpan::days(45)),
                When::Between { .. } => true,
                _ => false,
            };
            let reach = match (long || only, reach) {
                (true, MAIN) => MAIN_LONG,
                _ => reach,
            };
            // "In fiscal 2021, …" at the head of a sentence is of all of it.
            let head = at <= scene.range.start + 1 && !marks.is_empty();
            // "### June numbers": a heading that names a time and nothing else.
            let near =
                head || heading && marks.is_empty() && !long || marks.iter().any(|m| m.abs_diff(at) <= reach);
            near && moment::comparator(scene, at).is_none()
        })
        .max_by_key(|t| match &t.when {
            When::Days(d) => d.past.end,
            When::Between { to, .. } => to.past.end,
            _ => jiff::civil::Date::MIN,
        })
        .copied()
}
