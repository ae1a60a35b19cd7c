//! Periods that were not over when a text was written: what it says of them it says of the part that was published.

use jiff::{ToSpan, civil::Date};
use rootcast_core::period::{Granularity, Period, PeriodRange};

use super::{Kept, When, last_over};

/// How long after its end a month is published, in days.
const PUBLISHED_AFTER: i64 = 12;

/// Why months are meant that the text tells from the first to the last: "the first eight months of fiscal 2019".
pub(super) const WHOLE_MONTHS: &str = "as stated, whole months";

/// How far the whole of a period is that was not over.
const WHOLE: u8 = 2;

/// Cuts a year or a quarter that still ran to its months that were published, the last that was over with one more.
pub(super) fn cut(whens: Vec<When>, kept: Kept, published: Date) -> Vec<When> {
    if kept != Kept::Monthly {
        return whens;
    }
    let over = last_over(Granularity::Month, published);
    let known = known(published);
    let mut out = Vec::new();
    for when in whens {
        let span = when.period.span();
        let whole =
            when.period.is_one() && !matches!(when.period.first(), Period::Month { .. } | Period::Day(_));
        let first = Period::containing(Granularity::Month, span.start);
        let running = whole && span.start < published && published < span.end;
        if !running {
            // Told up to the day of the text, though its last month was not published yet.
            let told = when.why == WHOLE_MONTHS;
            if when.period.last() == over && known != over && !when.period.is_one() && !told {
                let upto = PeriodRange::new(first, known).ok();
                let earlier = upto.map(|period| When {
                    period,
                    why: format!("{}; up to the last month published", when.why),
                    ..when.clone()
                });
                out.extend(earlier);
                out.push(When {
                    distance: when.distance.max(1),
                    ..when
                });
                continue;
            }
            out.push(when);
            continue;
        }
        let mut ends = vec![(known, when.distance)];
        if known != over {
            ends.push((over, when.distance.max(1)));
        }
        ends.push((known.back(1), when.distance.max(1)));
        // The whole of it stays within sight, should the text be later than its day says.
        out.push(When {
            distance: WHOLE,
            ..when.clone()
        });
        for (last, distance) in ends {
            if let Ok(period) = PeriodRange::new(first, last) {
                out.push(When {
                    period,
                    why: format!("{}; it was not over: its months up to then", when.why),
                    distance,
                    ..when.clone()
                });
            }
        }
    }
    out
}

/// "En lo que va del año" told of the year the text is of: who publishes by fiscal year counts from October.
pub(super) fn fiscal(published: Date, stated: &When) -> Option<When> {
    let (first, last) = (stated.period.first(), stated.period.last());
    let Period::Month { year, month: 1 } = first else {
        return None;
    };
    let running = year == published.year() && last.span().end >= known(published).span().start;
    let from = Period::Month {
        year: year.checked_sub(1)?,
        month: 10,
    };
    (running && !stated.period.is_one()).then_some(When {
        period: PeriodRange::new(from, last).ok()?,
        why: "the year to date, read as the fiscal year that began in October".to_owned(),
        distance: 1,
        ..stated.clone()
    })
}

/// The last month that was published on a day.
fn known(published: Date) -> Period {
    let over = last_over(Granularity::Month, published);
    published
        .checked_sub(PUBLISHED_AFTER.days())
        .map_or(over, |day| last_over(Granularity::Month, day))
}
