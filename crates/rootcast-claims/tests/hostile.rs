//! Texts that nobody meant to be read: no panic, spans that fit, and time in proportion to length.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::time::Instant;

use jiff::civil::date;
use proptest::prelude::*;
use rootcast_claims::{
    Lang,
    number::{numbers, ordinal::ordinals, percent::percentages, range::number_ranges},
    quantity::quantities,
    time::times,
};

/// Reads a text in every way and checks the spans.
fn read(text: &str) {
    for lang in [Lang::English, Lang::Spanish] {
        let mut end = 0;
        for q in quantities(text, lang) {
            assert!(
                q.span.start >= end && text.get(q.span.clone()).is_some(),
                "{:?} in {text:?}",
                q.span
            );
            assert!(q.whole.start <= q.span.start && q.span.end <= q.whole.end);
            assert!(text.get(q.whole.clone()).is_some());
            assert!(q.amount.first().value.is_finite() && q.amount.last().value.is_finite());
            end = q.span.end;
        }
        let mut end = 0;
        for t in times(text, date(2024, 2, 5), lang) {
            assert!(t.span.start >= end && text.get(t.span.clone()).is_some());
            end = t.span.end;
        }
        let mut end = 0;
        for n in numbers(text, lang) {
            assert!(n.span.start >= end && text.get(n.span.clone()).is_some());
            n.number.stated(rootcast_core::agreement::Qualifier::Plain);
            end = n.span.end;
        }
        percentages(text, lang);
    }
    ordinals(text);
    number_ranges(text);
}

#[test]
fn marks_and_ruins() {
    let zalgo = "5\u{301}\u{302}\u{303}0\u{489}% m\u{335}\u{321}ore t\u{334}han 7\u{20dd} b\u{338}n";
    for text in [
        zalgo,
        "\u{202e}5,000 people\u{202c} and \u{200f}%12",
        "\u{feff}$5\u{ad}0\u{2060}0 m\u{200b}illion",
        "\0\u{1}\u{7f}12\u{0}%",
        "½½½ ⅓ ⅔% 1⁄0 1/0 0/0",
        "1e999 9^999 9^-999 1x10^300 -1.1^--23",
        "٣٤٥ ১২৩ 五百万 ५०",
        "\"'\"'5'6\"7''",
        "of of of one one one of one of",
        "between and from to - to 5 - and",
        "FY FY2 FY99999 Q9 H7 -31/02/2024 2024-13-45 00/00",
        "31 February 2023, 30th of this month, fifth Sunday",
    ] {
        read(text);
    }
    read(&"9".repeat(9_000));
    read(&"1,".repeat(9_000));
    read(&"1 ".repeat(9_000));
    read(&"(".repeat(9_000));
    read(&"twenty ".repeat(5_000));
    read(&"2-".repeat(5_000));
    read(&"mil ".repeat(5_000));
    read(&"\u{301}".repeat(9_000));
}

/// One line of a given size, without an end of a sentence.
fn line(bytes: usize) -> String {
    let piece = "more than 5,200 people from 2017 to 2019 and about 40 % of twenty-one towns, ";
    let mut text = piece.repeat(bytes / piece.len() + 1);
    text.truncate(bytes);
    text
}

#[test]
fn time_grows_with_length_alone() {
    let seconds = |text: &str| {
        let start = Instant::now();
        let found =
            quantities(text, Lang::English).len() + times(text, date(2024, 2, 5), Lang::English).len();
        assert!(found > 100);
        start.elapsed().as_secs_f64()
    };
    let (short, long) = (line(20_000), line(320_000));
    seconds(&short);
    let (a, b) = (seconds(&short).max(1e-3), seconds(&long));
    // Sixteen times the text; a square law would need 256 times as long.
    assert!(b / a < 100.0, "{a} s and {b} s");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text(text in "\\PC{0,80}") {
        read(&text);
    }

    #[test]
    fn words_and_signs_in_any_order(parts in proptest::collection::vec(prop::sample::select(vec![
        "5", "1,234", "0.5", "2023", "12", "-", "$", "€", "%", "per", "cent", "million", "m", "bn", "of", "to", "from", "between", "and",
        "a", "one", "two", "half", "third", "hundred", "people", "jobs", "year", "old", "sq", "ft", "more", "than", "rose", "by", "fell",
        "(", ")", "/", ",", ".", ":", "'", "\"", "US", "Q", "May", "FY", "last", "first", "months", "de", "mil", "millones", "cada", "los",
        " ", " ", " ", "\n", "\u{301}", "\u{200f}", "º", "²", "½",
    ]), 0..30)) {
        read(&parts.concat());
    }
}
