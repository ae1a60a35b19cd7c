//! Shares of one figure in another, as intervals; and how much of an earlier stage has reached a later one.

use rootcast_core::agreement::Interval;

use super::{
    Finding, Kind, Level,
    view::{Arithmetic, View, per_cent, source, words},
};
use crate::{
    amount::{amount, range},
    ledger::{ActivityKind, Known, Question, Stage, Statement, Tally},
};

/// A share: what the words leave open, and what the numbers in them give.
pub(super) struct Share {
    interval: Interval,
    stated: (f64, f64),
}

/// The share of `part` in `whole`. Where the whole is open upwards nothing keeps the share from being small; where the
/// part is, nothing keeps it from being large.
pub(super) fn share(part: &Statement, whole: &Statement) -> Share {
    let (p, w) = (part.figure.interval(), whole.figure.interval());
    let over = |n: f64, d: f64| {
        if d.is_infinite() {
            0.0
        } else if d <= 0.0 {
            f64::INFINITY
        } else {
            n / d
        }
    };
    Share {
        interval: Interval {
            low: over(p.low, w.high),
            high: over(p.high, w.low),
        },
        stated: (part.figure.value(), whole.figure.value()),
    }
}

impl Share {
    /// Whether the words bound it on neither side.
    fn open(&self) -> bool {
        self.interval.low <= 0.0 && self.interval.high.is_infinite()
    }

    pub(super) fn stated(&self) -> String {
        if self.stated.1 > 0.0 {
            per_cent(self.stated.0, self.stated.1)
        } else {
            "no share of nothing".to_owned()
        }
    }

    pub(super) fn interval(&self) -> String {
        let (low, high) = (self.interval.low, self.interval.high);
        let text = |v: f64| per_cent(v, 1.0);
        match (low > 0.0, high.is_finite()) {
            (true, true) if self.interval.is_exact() => text(low),
            (true, true) => format!("{} to {}", text(low), text(high)),
            (true, false) => format!("at least {}", text(low)),
            (false, true) => format!("at most {}", text(high)),
            (false, false) => "any share".to_owned(),
        }
    }

    /// A sentence on what can be said.
    pub(super) fn says(&self) -> String {
        if self.open() {
            format!(
                "Both are open upwards, so the words give no share; the numbers named would give {}.",
                self.stated()
            )
        } else {
            format!(
                "The words leave open {}; the numbers named give {}.",
                self.interval(),
                self.stated()
            )
        }
    }
}

/// Pairs of stages whose share is asked for.
const PAIRS: [(Stage, Stage); 4] = [
    (Stage::Pledge, Stage::Disbursement),
    (Stage::Commitment, Stage::Disbursement),
    (Stage::Pledge, Stage::Expenditure),
    (Stage::Commitment, Stage::Expenditure),
];

pub(super) fn check(view: &View, out: &mut Vec<Finding>) {
    for a in view
        .activities
        .iter()
        .filter(|a| a.kind == ActivityKind::Programme)
    {
        for (earlier, later) in PAIRS {
            if let (Some(whole), Some(part)) = (to_date(view, &a.id, earlier), to_date(view, &a.id, later))
                && part.unit == whole.unit
            {
                out.push(deployed(view, part, whole));
            }
        }
    }
}

/// The figure to date of a stage, where one answers.
pub(super) fn to_date<'l>(view: &View<'l>, activity: &str, stage: Stage) -> Option<&'l Statement> {
    let mut question = Question::of(activity, stage.measure()?, view.as_of);
    question.tally = Some(Tally::Cumulative);
    match view.ledger.known(&question) {
        Known::Stated(held) => Some(held.statement),
        Known::Unknown | Known::Conflict(_) | Known::Several(_) => None,
    }
}

fn deployed(view: &View, part: &Statement, whole: &Statement) -> Finding {
    let of = share(part, whole);
    let unit = &whole.unit;
    let level = if of.open() { Level::CannotSay } else { Level::Note };
    let word = part
        .word
        .as_ref()
        .map_or_else(String::new, |w| format!(", by the word \"{w}\""));
    let says = format!(
        "{}: \"{}\" {}{word} ({}), of \"{}\" {} ({}). {}",
        view.title(&part.activity),
        words(part),
        part.measure,
        source(part),
        words(whole),
        whole.measure,
        source(whole),
        of.says()
    );
    let arithmetic = Arithmetic {
        stated: format!(
            "{} of {}: {}",
            amount(part.figure.value(), unit),
            amount(whole.figure.value(), unit),
            of.stated()
        ),
        interval: format!(
            "{} of {}: {}",
            range(&part.figure.interval(), unit),
            range(&whole.figure.interval(), unit),
            of.interval()
        ),
    };
    view.finding(
        (Kind::Share, level),
        &part.activity,
        &[part, whole],
        says,
        Some(arithmetic),
    )
}
