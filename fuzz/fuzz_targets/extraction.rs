//! Any text, in either language: no panic, spans on boundaries and in order, and numbers that are finite.
//!
//! `cargo +nightly fuzz run extraction fuzz/corpus/extraction fuzz/seeds/extraction` begins with sentences of our own.

#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use rootcast_claims::{
    Lang,
    number::{numbers, ordinal::ordinals, percent::percentages, range::number_ranges},
    quantity::quantities,
    time::times,
};

fuzz_target!(|text: &str| {
    for lang in [Lang::English, Lang::Spanish] {
        let mut end = 0;
        for q in quantities(text, lang) {
            assert!(q.span.start >= end && text.get(q.span.clone()).is_some());
            assert!(q.whole.start <= q.span.start && q.span.end <= q.whole.end && text.get(q.whole.clone()).is_some());
            assert!(q.amount.first().value.is_finite() && q.amount.last().value.is_finite());
            end = q.span.end;
        }
        for anchor in [date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31)] {
            let mut end = 0;
            for t in times(text, anchor, lang) {
                assert!(t.span.start >= end && text.get(t.span.clone()).is_some());
                end = t.span.end;
            }
        }
        let mut end = 0;
        for n in numbers(text, lang) {
            assert!(n.span.start >= end && text.get(n.span.clone()).is_some() && n.number.value.is_finite());
            end = n.span.end;
        }
        percentages(text, lang);
    }
    ordinals(text);
    number_ranges(text);
});
