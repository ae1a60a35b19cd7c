//! Dates of digits: `2016-04-22`, `4/22/2016`, `22.4.2016`, `2019-sep-1`.

use jiff::civil::Date;

use super::{Days, Reader, calendar::month};

impl Reader<'_> {
    /// A date of digits at token `i`.
    pub(super) fn numeric(&self, i: usize) -> Option<(usize, Days)> {
        if !self.t.is_digits(i) || self.t.joined(i) && matches!(self.t.before(i, 1), "." | "-" | "/" | ":") {
            return None;
        }
        let sign = self.word(i + 1);
        if !matches!(sign, "-" | "/" | ".") || !self.t.joined(i + 1) || !self.t.joined(i + 2) {
            return None;
        }
        let comma = self.word(i + 3) == ",";
        let three = (self.word(i + 3) == sign || comma)
            && self.t.joined(i + 3)
            && self.t.joined(i + 4)
            && self.t.is_digits(i + 4);
        // "10/1/2018-10/7/2018"
        let range = |end: usize| sign == "/" && self.word(end) == "-" && self.t.is_digits(end + 1);
        let closed = |end: usize| {
            if range(end) {
                return true;
            }
            !(self.t.joined(end) && (self.t.is_digits(end) || self.t.is_word(end)))
                && !(self.t.joined(end)
                    && self.t.joined(end + 1)
                    && matches!(self.word(end), "-" | "/" | ".")
                    && self.t.is_digits(end + 1))
        };
        let value = |j: usize| -> Option<i8> { self.word(j).parse().ok().filter(|_| self.t.is_digits(j)) };
        if three {
            let date = if let Some(year) = self.year_digits(i) {
                let m = month(self.word(i + 2)).or_else(|| value(i + 2))?;
                Date::new(year, m, value(i + 4)?).ok()
            } else {
                let year = self.year_digits(i + 4).or_else(|| self.short_year(i + 4))?;
                let (a, b) = (value(i)?, value(i + 2)?);
                // Month first, as in the United States, unless only the other order is a date or points part them.
                let points = sign == "." || self.lang == crate::Lang::Spanish;
                let (m, d) = if a > 12 || points && b <= 12 {
                    (b, a)
                } else {
                    (a, b)
                };
                Date::new(year, m, d).ok()
            };
            return date.filter(|_| closed(i + 5)).map(|d| (i + 5, Days::day(d)));
        }
        // "4/22" and, after "on" or "in", "4-22" and "4.22".
        let (a, b) = (value(i)?, value(i + 2)?);
        let before = self.t.before(i, 1);
        let told = matches!(
            before,
            "on" | "in" | "from" | "until" | "till" | "to" | "since" | "el" | "between" | "and"
        );
        let sure = match sign {
            "/" => a > 12 || b > 12 || told,
            _ => matches!(before, "on" | "in") && (b > 12 || a > 12),
        };
        let percent = matches!(self.word(i + 3), "%" | "million" | "billion" | "percent" | "per");
        if !sure || !closed(i + 3) || percent {
            return None;
        }
        let (m, d) = if a > 12 { (b, a) } else { (a, b) };
        self.yearly(m, d).map(|days| (i + 3, days))
    }
}
