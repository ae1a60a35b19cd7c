//! Decades and centuries.

use crate::{
    Lang,
    time::{Days, Reader, arith::years},
};

impl Reader<'_> {
    /// "the 1970s", "'40s", "the seventies", "nineteen seventies", "the two thousands".
    pub(super) fn decade(&self, i: usize) -> Option<(usize, Days)> {
        let start = self.skip(i, &["the", "los"]);
        let decade = |first: i16| years(first, 10).map(Days::sure);
        let short = |tens: i16| Some(Days::open(years(1900 + tens, 10)?, years(2000 + tens, 10)?));
        let quote = self.skip(start, &["'"]);
        if self.t.is_digits(quote) {
            let n: i16 = self.word(quote).parse().ok()?;
            let s = if self.word(quote + 1) == "'" {
                quote + 2
            } else {
                quote + 1
            };
            let plural = self.word(s) == "s" && self.t.joined(s) && n % 10 == 0;
            if !plural {
                return None;
            }
            let days = match self.word(quote).len() {
                4 => decade(n)?,
                2 => short(n)?,
                _ => return None,
            };
            return Some((s + 1, days));
        }
        if self.lang != Lang::English {
            return None;
        }
        let tens = |j: usize| -> Option<i16> {
            Some(match self.word(j) {
                "tens" => 10,
                "twenties" => 20,
                "thirties" => 30,
                "forties" => 40,
                "fifties" => 50,
                "sixties" => 60,
                "seventies" => 70,
                "eighties" => 80,
                "nineties" => 90,
                _ => return None,
            })
        };
        let dash = |j: usize| self.skip(j, &["-", "and"]);
        match self.word(start) {
            "noughties" => return decade(2000).map(|d| (start + 1, d)),
            "two" if self.word(start + 1) == "thousands" => return decade(2000).map(|d| (start + 2, d)),
            "two" if self.word(start + 1) == "thousand" => {
                let j = dash(start + 2);
                return tens(j).and_then(|t| decade(2000 + t)).map(|d| (j + 1, d));
            }
            "nineteen" | "eighteen" | "twenty" => {
                let century = match self.word(start) {
                    "nineteen" => 1900,
                    "eighteen" => 1800,
                    _ => 2000,
                };
                let j = dash(start + 1);
                return tens(j).and_then(|t| decade(century + t)).map(|d| (j + 1, d));
            }
            _ => {}
        }
        // "in his fifties" is an age.
        tens(start)
            .filter(|t| *t > 10 && start > i)
            .and_then(short)
            .map(|d| (start + 1, d))
    }

    /// "the 21st century", "siglo XXI" excepted.
    pub(super) fn century(&self, i: usize) -> Option<(usize, Days)> {
        let j = self.skip(i, &["the"]);
        let (end, place) = crate::number::ordinal::counted(self.t, j)?;
        #[allow(clippy::cast_possible_truncation, reason = "bounded in the same line")]
        let n = (1.0..=30.0).contains(&place).then_some(place as i16)?;
        let end = self.skip(end, &["-"]);
        (self.word(end) == "century")
            .then(|| years((n - 1) * 100, 100))
            .flatten()
            .map(|d| (end + 1, Days::sure(d)))
    }
}
