//! What changed in a ledger between two days: statements that became known, the figures they replaced, and conflicts
//! that appeared or were settled.
//!
//! Every statement that became known after the first day and not after the second is in exactly one [`Step`], so the
//! steps of two stretches of time that meet are the steps of both together.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::ledger::{Aim, Known, Ledger, Range, Statement, Tally, known, words};

/// What a step did to the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Nothing was stated before.
    First,
    /// Another figure answers.
    Replaced,
    /// The answer is what it was: the figure was said again, or of an earlier day.
    Same,
    /// Sources now contradict each other.
    Conflict,
    /// They did, and no longer do.
    Settled,
    /// It stands beside others, of which none is the whole.
    Beside,
}

impl Change {
    /// The word used in files and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::First => "first",
            Change::Replaced => "replaced",
            Change::Same => "same",
            Change::Conflict => "conflict",
            Change::Settled => "settled",
            Change::Beside => "beside",
        }
    }
}

/// A figure with whom it is from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Said {
    /// Identifier of the statement.
    pub statement: String,
    /// Its figure in its own words, with its unit.
    pub figure: String,
    /// Whose it is.
    pub said_by: String,
    /// When it was said, as far as that is known.
    pub said_on: String,
    /// Title, publisher and date of the document in which it was read.
    pub document: String,
}

impl Said {
    fn of(ledger: &Ledger, s: &Statement) -> Self {
        Self {
            statement: s.id.clone(),
            figure: words::amount(s),
            said_by: s.said_by.clone(),
            said_on: words::said_on(s),
            document: ledger.read_in(s),
        }
    }
}

/// What one day brought to one figure of one activity.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Step {
    /// The day on which it counts as known.
    pub day: Date,
    /// The activity.
    pub activity: String,
    /// The measure.
    pub measure: String,
    /// How the figure stands to earlier ones.
    pub tally: Tally,
    /// Target or actual; absent for money.
    pub aim: Option<Aim>,
    /// What it did to the answer.
    pub change: Change,
    /// What answered before, several where they conflicted.
    pub before: Vec<Said>,
    /// What answers now.
    pub after: Vec<Said>,
    /// What became known on that day.
    pub new: Vec<Said>,
    /// All of it in one line.
    pub says: String,
}

/// The steps after `from` and up to `to`, by day, of an activity and its parts, or of the whole ledger. Without steps
/// where `from` is not before `to`.
pub fn diff(ledger: &Ledger, scope: Option<&str>, from: Date, to: Date) -> Vec<Step> {
    let within: Option<BTreeSet<&str>> =
        scope.map(|id| ledger.within(id).into_iter().map(|a| a.id.as_str()).collect());
    let mut groups: BTreeMap<(&str, &str, Tally, Option<Aim>), Vec<&Statement>> = BTreeMap::new();
    for s in ledger.statements.values() {
        if within.as_ref().is_none_or(|w| w.contains(s.activity.as_str())) {
            let key = (s.activity.as_str(), s.measure.as_str(), s.tally, s.aim);
            groups.entry(key).or_default().push(s);
        }
    }
    let mut out = Vec::new();
    for all in groups.values() {
        let days: BTreeSet<Date> = all
            .iter()
            .map(|s| s.known_from())
            .filter(|d| from < *d && *d <= to)
            .collect();
        out.extend(days.into_iter().filter_map(|day| step(ledger, all, day)));
    }
    // Stable: of one day in the order of activity, measure, tally and aim.
    out.sort_by_key(|s| s.day);
    out
}

fn step(ledger: &Ledger, all: &[&Statement], day: Date) -> Option<Step> {
    let mut new: Vec<&Statement> = all.iter().filter(|s| s.known_from() == day).copied().collect();
    new.sort_by(|a, b| a.id.cmp(&b.id));
    let s = *new.first()?;
    let on = |wanted: &dyn Fn(Date) -> bool| {
        known(
            all.iter().filter(|s| wanted(s.known_from())).copied().collect(),
            Some(s.tally),
        )
    };
    let (before, after) = (on(&|d| d < day), on(&|d| d <= day));
    let change = change(&before, &after);
    let said = |all: &[&Statement]| all.iter().map(|s| Said::of(ledger, s)).collect::<Vec<_>>();
    Some(Step {
        day,
        activity: s.activity.clone(),
        measure: s.measure.clone(),
        tally: s.tally,
        aim: s.aim,
        change,
        before: said(&answering(&before)),
        after: said(&answering(&after)),
        new: said(&new),
        says: sentence(ledger, s, (&before, &after), (change, &new)),
    })
}

fn answering<'l>(known: &Known<'l>) -> Vec<&'l Statement> {
    match known {
        Known::Unknown => Vec::new(),
        Known::Stated(held) => vec![held.statement],
        Known::Conflict(all) | Known::Several(all) => all.clone(),
    }
}

fn change(before: &Known<'_>, after: &Known<'_>) -> Change {
    let ids = |k: &Known<'_>| answering(k).iter().map(|s| s.id.clone()).collect::<BTreeSet<_>>();
    match (before, after) {
        (Known::Conflict(_), Known::Stated(_)) => Change::Settled,
        _ if ids(before) == ids(after) => Change::Same,
        (_, Known::Conflict(_)) => Change::Conflict,
        (_, Known::Several(_)) => Change::Beside,
        (Known::Unknown, _) => Change::First,
        _ => Change::Replaced,
    }
}

fn sentence(
    ledger: &Ledger,
    s: &Statement,
    (before, after): (&Known<'_>, &Known<'_>),
    (change, new): (Change, &[&Statement]),
) -> String {
    let title = ledger
        .activities
        .get(&s.activity)
        .map_or(s.activity.as_str(), |a| a.title.as_str());
    let aim = s.aim.map_or_else(String::new, |a| format!(" {}", a.as_str()));
    let head = format!(
        "{}, {title}, {}{aim} {}: ",
        words::said_on(s),
        s.measure,
        words::tally(s.tally)
    );
    let (old, now) = (ledger.told(&answering(before)), ledger.told(&answering(after)));
    let what = match change {
        Change::First => format!("first stated, {now}"),
        Change::Same => format!("said again, {}; {now} stands", ledger.told(new)),
        Change::Conflict => format!("sources conflict, {now}"),
        Change::Settled => format!("sources no longer conflict, {now} (before: {old})"),
        Change::Beside => format!("several figures, and none is the whole, {now}"),
        Change::Replaced => {
            let by = match (answering(before).as_slice(), answering(after).as_slice()) {
                ([a], [b]) => {
                    Range::change(a, b).map_or_else(|_| String::new(), |(_, says)| format!("; {says}"))
                }
                _ => String::new(),
            };
            format!("from {old} to {now}{by}")
        }
    };
    head + &what
}

#[cfg(test)]
mod tests;
