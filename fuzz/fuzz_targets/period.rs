//! A range of periods that parses prints as a text that parses to the same range, and its spans are in order.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rootcast_core::period::{Granularity, PeriodRange};

fuzz_target!(|text: &str| {
    let Ok(range) = text.parse::<PeriodRange>() else {
        return;
    };
    assert_eq!(range.to_string().parse(), Ok(range));
    let span = range.span();
    assert!(span.start < span.end);
    let mut end = span.start;
    for period in range.periods().take(2_000) {
        assert_eq!(period.span().start, end, "{period} does not follow");
        end = period.span().end;
        assert_eq!(period.next().back(1), period);
    }
    if let Some(years) = range.split(Granularity::Year) {
        assert_eq!(years.last().map(|y| y.span().end), Some(span.end));
    }
});
