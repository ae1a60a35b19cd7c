//! Times: which days a text speaks of, and how long a thing lasts.
//!
//! A time is read against the day the text was written. "October" and "Friday" name a day in the past and one to
//! come, and both are kept ([`Days`]); "since spring 2021" keeps its relation. Fiscal and "budget" years are periods of
//! their calendar ([`rootcast_core::calendar`]). Neighbours: `calendar` names months and days, `arith` counts days,
//! `numeric` reads dates of digits, `day` dates of words, `weekday` days of the week, `relative` what counts from a day
//! named, `period` months to centuries, `fiscal` budget years, `run` the parts and multiples of periods, `range` two
//! times that belong together, `duration` lengths, `spanish` what Spanish orders otherwise.

mod arith;
pub(crate) mod calendar;
mod day;
mod duration;
mod fiscal;
mod memo;
mod numeric;
mod period;
mod range;
mod relative;
mod run;
mod spanish;
mod start;
mod weekday;
mod year;

use jiff::civil::Date;
use rootcast_core::period::{Period, Span as Stretch};

use crate::{Lang, Span, segment::segments, token::Tokens};

pub use duration::{Length, Step};
use memo::Memo;

/// A stretch of days, for both ways a text can mean a name that comes round again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The last that began before the day of the text, or the only one.
    pub past: Stretch,
    /// The next from the day of the text on, or the only one.
    pub future: Stretch,
    /// The period whose days these are, where the text names one: a fiscal year, a month.
    pub period: Option<Period>,
}

impl Days {
    /// Whether the text leaves no doubt which days are meant.
    pub fn is_certain(&self) -> bool {
        self.past == self.future
    }

    fn sure(days: Stretch) -> Self {
        Self {
            past: days,
            future: days,
            period: None,
        }
    }

    fn of(period: Period) -> Self {
        Self {
            period: Some(period),
            ..Self::sure(period.span())
        }
    }

    fn day(date: Date) -> Self {
        Self::of(Period::Day(date))
    }

    fn open(past: Stretch, future: Stretch) -> Self {
        Self {
            past,
            future,
            period: None,
        }
    }
}

/// What a time says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// Days.
    Days(Days),
    /// From the first of some days to the last of others, both included.
    Between {
        /// The first days.
        from: Days,
        /// The last days.
        to: Days,
    },
    /// A length without a beginning: "three months".
    Length(Length),
    /// A season without days of its own, "summer 2016": winter is not in December everywhere. The stretch is that of
    /// the northern temperate zone.
    Season(Days),
    /// So long after a time named before, or before it: "three years later". What it counts from is for the reader of
    /// the text to find; the day of the text is a guess.
    Away {
        /// How long.
        length: Length,
        /// Whether after.
        later: bool,
    },
    /// Some of a unit of time before the text, nobody says how many: "recent months".
    Recent(Step),
}

/// How what is told stands to its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Relation {
    /// In, on, during.
    #[default]
    In,
    /// Since: from then on.
    Since,
    /// By, until, through.
    Until,
    /// Before.
    Before,
    /// After.
    After,
    /// About.
    Around,
}

/// A time of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Time {
    /// Its bytes, without the word that relates it.
    pub span: Span,
    /// What it says.
    pub when: When,
    /// The word before it.
    pub relation: Relation,
}

/// The times of a text written on the day `anchor`, in order.
///
/// ```
/// use jiff::civil::date;
/// use rootcast_claims::{Lang, time::{When, times}};
/// let found = times("Arrests in the first three months of the 2024 budget year", date(2024, 2, 5), Lang::English);
/// let When::Days(days) = found[0].when else { panic!() };
/// assert_eq!((days.past.start, days.past.end), (date(2023, 10, 1), date(2024, 1, 1)));
/// ```
pub fn times(text: &str, anchor: Date, lang: Lang) -> Vec<Time> {
    let mut out = Vec::new();
    for piece in segments(text) {
        let Some(part) = text.get(piece.clone()) else {
            continue;
        };
        out.extend(of_piece(&Tokens::new(part), piece.start, anchor, lang));
    }
    out
}

/// The times of a piece that begins at a byte of its text.
pub(crate) fn of_piece(tokens: &Tokens<'_>, start: usize, anchor: Date, lang: Lang) -> Vec<Time> {
    let mut out = Vec::new();
    let memo = Memo::default();
    let r = Reader {
        t: tokens,
        anchor,
        lang,
        memo: &memo,
    };
    let mut i = 0;
    while i < tokens.len() {
        let Some(found) = r.starts(i).then(|| r.time(i)).flatten() else {
            i += 1;
            continue;
        };
        let span = tokens.span(i, found.end);
        out.push(Time {
            span: span.start + start..span.end + start,
            when: found.when,
            relation: r.relation(i),
        });
        i = found.end.max(i + 1);
    }
    out
}

/// A time by tokens.
#[derive(Clone, Copy, Debug)]
struct Found {
    end: usize,
    when: When,
}

/// Reads times at tokens.
#[derive(Clone, Copy)]
struct Reader<'a> {
    t: &'a Tokens<'a>,
    anchor: Date,
    lang: Lang,
    memo: &'a Memo,
}

/// Of what was read at a token what ends last; on a tie the first, which says more.
fn longest<const N: usize>(found: [Option<(usize, Days)>; N]) -> Option<(usize, Days)> {
    found
        .into_iter()
        .flatten()
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
}

impl Reader<'_> {
    fn word(&self, i: usize) -> &str {
        self.t.folded(i)
    }

    /// Whether the tokens from `i` on are these words.
    fn is(&self, i: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(n, w)| self.word(i + n) == *w)
    }

    /// `i`, or the token behind an article.
    fn skip(&self, i: usize, words: &[&str]) -> usize {
        if words.contains(&self.word(i)) { i + 1 } else { i }
    }

    /// The longest time that begins at token `i`.
    fn time(&self, i: usize) -> Option<Found> {
        if let Some(found) = self.range(i) {
            return Some(found);
        }
        let days = |(end, d): (usize, Days)| Found {
            end,
            when: When::Days(d),
        };
        let candidates = [
            self.stretch(i).map(days),
            self.counted(i).map(days),
            self.season(i).map(|(end, d)| Found {
                end,
                when: When::Season(d),
            }),
            self.recent(i).map(|(end, s)| Found {
                end,
                when: When::Recent(s),
            }),
            self.away_from(i),
            self.length(i)
                .filter(|(end, _)| self.lasts(i, *end))
                .map(|(end, l)| Found {
                    end,
                    when: When::Length(l),
                }),
        ];
        // On a tie the first, which says more, stays.
        candidates
            .into_iter()
            .flatten()
            .reduce(|best, next| if next.end > best.end { next } else { best })
    }

    /// Days with a name: a date, a period, a part of one.
    fn stretch(&self, i: usize) -> Option<(usize, Days)> {
        self.memo.stretch.at(i, || {
            longest([self.run(i), self.fiscal(i), self.date(i), self.period(i)])
        })
    }

    /// One day, however it is named.
    fn date(&self, i: usize) -> Option<(usize, Days)> {
        self.memo.date.at(i, || {
            longest([
                self.weekday(i),
                self.named_day(i),
                self.numeric(i),
                self.relative_day(i),
            ])
        })
    }

    /// The word before a time that says how it is meant.
    fn relation(&self, i: usize) -> Relation {
        let i = if matches!(self.t.before(i, 1), "the" | "el" | "la") {
            i - 1
        } else {
            i
        };
        match self.t.before(i, 1) {
            "since" | "desde" => Relation::Since,
            "by" | "until" | "till" | "through" | "hasta" => Relation::Until,
            "before" | "pre" => Relation::Before,
            "of" | "de" if matches!(self.t.before(i, 2), "antes" | "ahead") => Relation::Before,
            "after" | "following" | "tras" => Relation::After,
            "of" | "de" if matches!(self.t.before(i, 2), "despues" | "partir") => Relation::After,
            "about" | "around" | "circa" | "hacia" => Relation::Around,
            _ => Relation::In,
        }
    }
}

#[cfg(test)]
mod tests;
