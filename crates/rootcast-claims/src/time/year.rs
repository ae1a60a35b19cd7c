//! Years: in digits, in words, of two digits.

use super::Reader;
use crate::{Lang, number::small, token::Kind};

impl Reader<'_> {
    /// A year of four digits at token `i`.
    pub(super) fn year_digits(&self, i: usize) -> Option<i16> {
        let word = self.word(i);
        let year: i16 = word.parse().ok()?;
        (self.t.kind(i) == Some(Kind::Digits) && word.len() == 4 && (1000..2100).contains(&year))
            .then_some(year)
    }

    /// A year at token `i`, in digits or words, and the token behind it.
    pub(super) fn year(&self, i: usize) -> Option<(usize, i16)> {
        if let Some(year) = self.year_digits(i) {
            return Some((i + 1, year));
        }
        self.year_words(i)
    }

    /// "nineteen seventy eight", "two thousand and eighteen", "twenty twenty", "nineteen zero one".
    pub(super) fn year_words(&self, i: usize) -> Option<(usize, i16)> {
        if self.lang != Lang::English || !self.t.is_word(i) {
            return None;
        }
        let century = match self.word(i) {
            "twenty" => 20.0,
            w => small(w)?,
        };
        if (13.0..=20.0).contains(&century) {
            let zero = matches!(self.word(i + 1), "zero" | "oh" | "o");
            let rest = i + 1 + usize::from(zero || self.word(i + 1) == "-");
            let n = self.numeral(rest).filter(|n| n.words)?;
            let value = n.number.value;
            let fits = if zero {
                (1.0..10.0).contains(&value)
            } else {
                (10.0..100.0).contains(&value)
            };
            if fits && value.fract() == 0.0 {
                return whole(century * 100.0 + value).map(|y| (n.end, y));
            }
            return None;
        }
        if self.word(i + 1) != "thousand" {
            return None;
        }
        let n = self.numeral(i).filter(|n| n.words)?;
        whole(n.number.value)
            .filter(|y| (1000..2100).contains(y))
            .map(|y| (n.end, y))
    }

    /// A year of two digits: up to 39 in this century.
    pub(super) fn short_year(&self, i: usize) -> Option<i16> {
        let word = self.word(i);
        let year: i16 = word.parse().ok()?;
        let short = self.t.is_digits(i) && word.len() == 2;
        short.then(|| if year < 40 { 2000 + year } else { 1900 + year })
    }
}

fn whole(value: f64) -> Option<i16> {
    #[allow(clippy::cast_possible_truncation, reason = "bounded in the line before")]
    (value.fract() == 0.0 && (0.0..10_000.0).contains(&value)).then_some(value as i16)
}
