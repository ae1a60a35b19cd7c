//! Judging: every reading that a claim admits is asked, and the verdict is what they say together.
//!
//! A claim is *supported* where it holds on every reading its words admit, *contradicted* where on none, *ambiguous*
//! where readings disagree. A near miss (half a per cent) alone supports, and is said to be one; beside a failure it
//! makes a claim ambiguous. Readings that the words do not admit are shown and do not count.

mod change;
mod fact;
mod level;
mod magnitude;
mod rank;
mod say;
mod scale;
mod stated;
mod supposed;
mod table;

pub(crate) use table::{Table, by_table, table};

pub(crate) use supposed::{NO_BASE, OF_ITS_MONTH, OF_SEVERAL};

use jiff::civil::Date;
use rootcast_core::period::PeriodRange;

use crate::{
    ask::Asker,
    check::Grounds,
    claim::{Claim, ClaimKind, Counted, Modality, Uncheckable, When},
    facts::Facts,
    verdict::{Behind, Fares, Judged, Tried, Verdict},
};

/// Whether a word says how large a move was.
pub(crate) fn is_magnitude(word: &str) -> bool {
    magnitude::of(word).is_some()
}

/// Readings farther than this from the words are shown and do not count.
pub const ADMITTED: u8 = 1;

/// Judges claims on the knowledge of one day.
pub struct Judge<'e> {
    asker: Asker<'e>,
    facts: &'e Facts,
}

impl<'e> Judge<'e> {
    /// A judge who knows what was published up to a day.
    pub fn new(grounds: Grounds<'e>, as_of: Date) -> Self {
        Self {
            asker: Asker::new(grounds.evidence, grounds.answered, as_of),
            facts: grounds.facts,
        }
    }

    /// Asks every reading of a claim, nearest to the words first, and says what they say together.
    pub fn judge(&self, claim: &Claim) -> Judged {
        let tried = self.tried(claim);
        judged(claim, self.asker.as_of(), tried)
    }

    fn tried(&self, claim: &Claim) -> Vec<Tried> {
        let mut out = fact::ask(self.facts, claim, self.asker.as_of());
        let ask = |counted: &[Counted], out: &mut Vec<Tried>| {
            for counted in counted {
                for when in &claim.when {
                    out.extend(self.one(claim, Choice { counted, when }));
                }
            }
        };
        ask(&claim.counted, &mut out);
        let exact = identifies(claim) || claim.before.is_some();
        if exact
            && out
                .iter()
                .all(|t| matches!(t.fares, Fares::Fails | Fares::Unanswered))
        {
            ask(&supposed::elsewhere(claim), &mut out);
        }
        let stated = matches!(claim.kind, ClaimKind::Money | ClaimKind::Result);
        if stated
            && out.iter().all(|t| t.fares == Fares::Unanswered)
            && let (Some(counted), Some(when)) = (claim.counted.first(), claim.when.first())
        {
            out.extend(stated::beside(&self.asker, claim, Choice { counted, when }));
        }
        out
    }
}

/// How many years back the last published figure is looked for.
const YEARS_BACK: u32 = 3;

impl Judge<'_> {
    /// One reading asked; where the last period that was over has no figure yet, the last that has one.
    fn one(&self, claim: &Claim, choice: Choice<'_>) -> Option<Tried> {
        let first = self.ask(claim, choice);
        let unanswered = |t: &Option<Tried>| t.as_ref().is_none_or(|t| t.fares == Fares::Unanswered);
        if !choice.when.latest || !unanswered(&first) {
            return first;
        }
        for back in 1..=YEARS_BACK {
            let Some(when) = earlier(choice.when, back) else {
                break;
            };
            let asked = self.ask(
                claim,
                Choice {
                    when: &when,
                    ..choice
                },
            );
            if !unanswered(&asked) {
                // A figure of an earlier year may bear out what is said of a later one, and not refute it.
                let other =
                    claim.kind == ClaimKind::Level && asked.as_ref().is_some_and(|t| t.fares == Fares::Fails);
                return if other { first } else { asked };
            }
        }
        first
    }

    fn ask(&self, claim: &Claim, choice: Choice<'_>) -> Option<Tried> {
        match claim.kind {
            ClaimKind::Level | ClaimKind::Share => level::ask(&self.asker, claim, choice),
            ClaimKind::Money | ClaimKind::Result => stated::ask(&self.asker, claim, choice),
            ClaimKind::Change | ClaimKind::Cause => change::ask(&self.asker, claim, choice),
            ClaimKind::Rank => rank::place(&self.asker, claim, choice),
            ClaimKind::Record => rank::record(&self.asker, claim, choice),
            ClaimKind::Comparison => rank::against(&self.asker, claim, choice),
            ClaimKind::Membership | ClaimKind::Dated | ClaimKind::First | ClaimKind::Rule => None,
        }
    }
}

/// The same question so many periods earlier. A base that was stated stays; one that is the period before moves along.
fn earlier(when: &When, back: u32) -> Option<When> {
    let end = when.period.first().back(back);
    let against = match &when.against {
        None => None,
        Some(base) if base.first().next() == when.period.first() => {
            Some(PeriodRange::one(base.first().back(back)))
        }
        Some(base) if base.first().span().start < end.span().start => Some(*base),
        Some(_) => return None,
    };
    Some(When {
        period: PeriodRange::one(end),
        against,
        latest: false,
        why: format!("{}; {end} is the last published", when.why),
        distance: when.distance,
    })
}

/// What readings say together, nearest to the words first.
fn judged(claim: &Claim, as_of: Date, mut tried: Vec<Tried>) -> Judged {
    tried.sort_by(|a, b| {
        a.distance
            .cmp(&b.distance)
            .then_with(|| a.readings.cmp(&b.readings))
    });
    tried.dedup_by(|a, b| a.readings == b.readings && a.fares == b.fares);
    let (verdict, uncheckable) = verdict(claim, &tried, as_of);
    Judged {
        as_of,
        verdict,
        uncheckable,
        says: say::summary(claim, as_of, verdict, uncheckable, &tried),
        question: (verdict == Verdict::Ambiguous).then(|| say::question(claim, &tried)),
        tried,
    }
}

/// What is said on the readings as known on the day of the text, and on those that no release so old answers as known
/// later: a text is not beyond checking because nobody kept the file of its day.
///
/// What people stated stays as known then: a figure to date that was stated later is of a later day.
pub fn settled(claim: &Claim, then: &Judged, now: &Judged) -> Judged {
    if matches!(claim.kind, ClaimKind::Money | ClaimKind::Result) {
        return then.clone();
    }
    let answered = |t: &&Tried| t.fares != Fares::Unanswered;
    let mut tried: Vec<Tried> = then.tried.iter().filter(answered).cloned().collect();
    for later in &now.tried {
        let known = tried.iter().any(|t| bare_all(t) == bare_all(later));
        if !known {
            tried.push(scale::revised_since(claim, later.clone()));
        }
    }
    judged(claim, then.as_of, tried)
}

/// The readings of a try without the day as known.
fn bare_all(t: &Tried) -> Vec<&str> {
    t.readings.iter().map(|r| bare(r)).collect()
}

/// A reading without the day as known.
pub(crate) fn bare(reading: &str) -> &str {
    reading.split(" as-of=").next().unwrap_or_default()
}

/// One way to read a claim.
#[derive(Clone, Copy)]
struct Choice<'c> {
    counted: &'c Counted,
    when: &'c When,
}

impl Choice<'_> {
    /// The reading of this choice for some origins over a period.
    fn reading(&self, claim: &Claim, origins: &str, period: &str) -> String {
        let mut text = self.counted.reading.clone();
        if let Some(activity) = &claim.subject.activity {
            text.push_str(&format!(" activity={activity}"));
        } else if !origins.is_empty() {
            text.push_str(&format!(" {}={origins}", self.facet()));
        }
        if !period.is_empty() {
            text.push_str(&format!(" period={period}"));
        }
        text
    }

    /// Whether the countries of a claim are origins of people or places of a property.
    fn facet(&self) -> &'static str {
        const PROPERTIES: [&str; 11] = [
            "fdi",
            "fdi-share",
            "homicide-rate",
            "unemployment",
            "gdp-growth",
            "gdp-growth-per-capita",
            "inflation",
            "population",
            "gini",
            "poverty-rate",
            "organised-violence-deaths",
        ];
        let measure = self.counted.reading.split(' ').next().unwrap_or_default();
        if PROPERTIES.contains(&measure) {
            "place"
        } else {
            "origin"
        }
    }

    fn why(&self) -> Vec<String> {
        vec![self.counted.why.clone(), self.when.why.clone()]
    }

    fn distance(&self) -> u8 {
        self.counted.distance.saturating_add(self.when.distance)
    }

    /// Whether the words admit each choice, and only both together are out of their reach.
    fn is_merely_far(&self) -> bool {
        self.counted.distance <= ADMITTED && self.when.distance <= ADMITTED
    }

    /// A reading that could not be answered.
    fn unanswered(&self, reading: String, says: String) -> Tried {
        Tried {
            readings: vec![reading],
            values: vec![None],
            derived: None,
            comparison: None,
            fares: Fares::Unanswered,
            why: self.why(),
            distance: self.distance(),
            merely: self.is_merely_far(),
            loose: self.counted.loose,
            offered: self.counted.offered,
            says,
            provenance: Behind::default(),
        }
    }
}

/// Significant digits from which a number is taken to be copied from a table.
const DIGITS: usize = 4;

/// A share given to a hundredth of a point is worked out from a table.
const EXACT_SHARE: f64 = 0.015;

/// How far a figure may have been revised, in shares of it, and the number copied from an earlier table still name it.
const REVISED: f64 = 0.0015;

/// The same where the reading is what the words say.
const REVISED_SAID: f64 = 0.0075;

/// Whether the number of a claim is given to the unit, with so many digits that no other reading has it by chance.
fn identifies(claim: &Claim) -> bool {
    let Some(stated) = &claim.stated else {
        return false;
    };
    if claim.kind == ClaimKind::Share {
        return stated.interval.high - stated.interval.low < EXACT_SHARE;
    }
    let counts = matches!(claim.kind, ClaimKind::Level) && stated.value.fract() == 0.0;
    let digits = format!("{:.0}", stated.value.abs());
    // "56,240" is given to the unit as well, and ends in a nought by chance.
    let to_the_unit = stated.interval.high - stated.interval.low <= 10.0;
    counts && to_the_unit && digits.trim_end_matches('0').len() >= DIGITS
}

/// Whether a figure is the number of a claim, but for what was revised since.
fn bears(claim: &Claim, t: &Tried) -> bool {
    let relative = t.comparison.and_then(|c| c.relative);
    let most = if t.distance == 0 { REVISED_SAID } else { REVISED };
    let revised = t.fares == Fares::Near && relative.is_some_and(|r| r.abs() < most);
    t.fares == Fares::Holds && !scale::is_far(claim, t) || revised
}

fn verdict(claim: &Claim, tried: &[Tried], as_of: Date) -> (Verdict, Option<Uncheckable>) {
    if let Some(why) = claim.uncheckable {
        return (Verdict::NotCheckable, Some(why));
    }
    match claim.modality {
        Modality::Cause => return (Verdict::NotCheckable, Some(Uncheckable::Cause)),
        Modality::Rule => return (Verdict::NotCheckable, Some(Uncheckable::Rule)),
        Modality::Opinion => return (Verdict::NotCheckable, Some(Uncheckable::Opinion)),
        Modality::Target | Modality::Forecast => return (Verdict::NotCheckable, Some(Uncheckable::Target)),
        Modality::Fact => {}
    }
    let count = |fares: Fares| {
        tried
            .iter()
            .filter(|t| t.fares == fares && t.distance <= ADMITTED && !scale::is_far(claim, t))
            .count()
    };
    let (holds, near) = (count(Fares::Holds), count(Fares::Near));
    let fails = tried
        .iter()
        .filter(|t| t.fares == Fares::Fails && t.distance <= ADMITTED)
        .filter(|t| !t.offered && !scale::is_far(claim, t))
        .count();
    // A number given to the unit says by itself which reading is meant.
    let bears = |t: &Tried| bears(claim, t);
    let exact = |t: &&Tried| identifies(claim) && bears(t);
    if let Some(t) = tried.iter().find(exact) {
        let verdict = if t.distance <= ADMITTED || t.merely {
            Verdict::Supported
        } else {
            Verdict::Ambiguous
        };
        return (verdict, None);
    }
    if tried.iter().any(|t| scale::is_just_over(claim, t)) {
        return (Verdict::Supported, None);
    }
    // A place that holds on what the words say by definition: other definitions do not unsettle it.
    let placed = claim.kind == ClaimKind::Record && claim.stated.is_some();
    let by_definition = || {
        tried
            .iter()
            .filter(|t| t.distance == 0 && t.fares != Fares::Unanswered)
    };
    if placed
        && by_definition().next().is_some()
        && by_definition().all(|t| t.fares == Fares::Holds && !t.loose)
    {
        return (Verdict::Supported, None);
    }
    if count(Fares::Open) > 0 {
        return (Verdict::Ambiguous, None);
    }
    if claim.kind == ClaimKind::Result {
        // A programme counts itself: its own figure supports nothing. A figure that differs leaves a question.
        return match (holds + near, fails) {
            (0, 0) => (Verdict::NotCheckable, Some(Uncheckable::NotHeld)),
            (_, 0) => (Verdict::NotCheckable, Some(Uncheckable::SelfReported)),
            _ => (Verdict::Ambiguous, None),
        };
    }
    // What the words say by definition holds throughout: other definitions are shown and do not unsettle it.
    let said = || {
        tried
            .iter()
            .filter(|t| t.distance == 0 && t.fares != Fares::Unanswered)
    };
    if said().next().is_some() && said().all(|t| bears(t) && !t.loose) {
        return (Verdict::Supported, None);
    }
    if identifies(claim) && holds == 0 && is_nearest(tried) {
        return (Verdict::Supported, None);
    }
    match (holds, near, fails) {
        (0, 0, 0) => (Verdict::NotCheckable, Some(Uncheckable::NotHeld)),
        (_, 0, 0) | (0, _, 0) => (Verdict::Supported, None),
        (0, 0, _) if !scale::contradicts(claim, tried) => (Verdict::NotCheckable, Some(Uncheckable::NotHeld)),
        (0, 0, _) if is_open(claim, tried, as_of) => (Verdict::Ambiguous, None),
        (0, 0, _) => (Verdict::Contradicted, None),
        _ => (Verdict::Ambiguous, None),
    }
}

/// Whether the near misses are of the readings nearest to the words: a number given to the unit that is a little off one
/// of them is a copy of it, and agrees with no other by chance.
fn is_nearest(tried: &[Tried]) -> bool {
    let first = |fares: Fares| {
        tried
            .iter()
            .filter(|t| t.fares == fares && t.distance <= ADMITTED)
            .map(|t| t.distance)
            .min()
    };
    first(Fares::Near).is_some_and(|near| first(Fares::Fails).is_none_or(|fails| near <= fails))
}

/// Whether it is the reading that is in question where every one that the words admit fails: no period is named, and
/// those supposed are not the ones meant; or a reading farther off holds, with a number that few readings have.
fn is_open(claim: &Claim, tried: &[Tried], as_of: Date) -> bool {
    let failing = || {
        tried
            .iter()
            .filter(|t| t.fares == Fares::Fails && t.distance <= ADMITTED)
    };
    // "over 2.4 million" is as good as a number where the figure is near it.
    let sized = |t: &Tried| match &claim.stated {
        None => claim.kind == ClaimKind::Record,
        Some(s) => {
            s.interval.high.is_finite() && s.interval.low.is_finite()
                || t.comparison
                    .and_then(|c| c.relative)
                    .is_some_and(|r| r.abs() <= TIGHT)
        }
    };
    let farther = || {
        tried
            .iter()
            .any(|t| t.distance > ADMITTED && matches!(t.fares, Fares::Holds | Fares::Near) && sized(t))
            || tried
                .iter()
                .any(|t| t.distance > ADMITTED && scale::is_cut(claim, t))
    };
    let level = matches!(claim.kind, ClaimKind::Level | ClaimKind::Share);
    let copied = || identifies(claim) || claim.kind == ClaimKind::Level && is_fresh(claim, as_of);
    let revised = || {
        failing().any(|t| {
            let relative = t.comparison.and_then(|c| c.relative);
            t.distance == 0 && relative.is_some_and(|r| r.abs() <= LATER)
        })
    };
    // The size of a move agrees with some reading by chance, unless the words are loose in all that fail: "arrests".
    let units = claim
        .stated
        .as_ref()
        .is_some_and(|s| claim.kind == ClaimKind::Change && !matches!(s.unit.as_str(), "percent" | "times"));
    let said = level
        || units
        || claim.kind == ClaimKind::Record
        || claim.before.is_some()
        || failing().all(|t| t.loose);
    // The size of a move of the month just over was worked out from the figures first published.
    let moved = || {
        let off = |t: &Tried| Some((t.derived?.abs() - claim.stated.as_ref()?.value).abs());
        claim.kind == ClaimKind::Change
            && claim.stated.as_ref().is_some_and(|s| s.unit == "percent")
            && is_fresh(claim, as_of)
            && failing().any(|t| t.distance == 0 && off(t).is_some_and(|o| o <= PRELIMINARY))
    };
    let cut = || failing().any(|t| t.distance == 0 && scale::is_cut(claim, t));
    let guessed = match claim.kind {
        ClaimKind::Level => failing().all(supposed::is_period),
        // Of a share every period told was asked.
        ClaimKind::Share => failing().all(supposed::is_unnamed),
        ClaimKind::Change => failing().all(|t| supposed::is_one_of_several(t) || supposed::is_base(claim, t)),
        _ => failing().all(supposed::is_one_of_several),
    };
    guessed || moved() || cut() || said && farther() || copied() && revised()
}

/// How far above "over so many" a figure may be, in shares of it, to be the one meant.
const TIGHT: f64 = 0.1;

/// How far the size of a move of a month just over may be from that of the figures held now, in points.
const PRELIMINARY: f64 = 3.0;

/// How far the figures first published for a month are from those held now, at most, in shares of them.
const LATER: f64 = 0.015;

/// Whether a text was written when its period was just over: its figures are the first published, revised since.
fn is_fresh(claim: &Claim, as_of: Date) -> bool {
    const DAYS: i32 = 50;
    claim.when.iter().any(|w| {
        let end = w.period.span().end;
        end.until((jiff::Unit::Day, as_of))
            .is_ok_and(|d| (-31..=DAYS).contains(&d.get_days()))
    })
}
