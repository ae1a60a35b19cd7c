//! Numbers as a text states them: the tolerance lies in their own digits and in the word before them.

use super::{Comparison, Interval, compare};

/// The word before a number, as far as it moves the interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Qualifier {
    /// None: half a unit of the last digit either way.
    Plain,
    /// About, roughly, some: a whole unit of the last digit either way.
    About,
    /// More than, over, at least: the number or anything above.
    AtLeast,
    /// Less than, under, up to: the number or anything below.
    AtMost,
    /// Nearly, almost: up to a whole unit of the last digit below.
    Nearly,
}

/// A number as stated, with the interval it leaves open.
///
/// The last digit is the last one written after a decimal point, and else the last that is not zero: 583,000 is stated
/// to the thousand.
///
/// ```
/// use rootcast_core::agreement::{Agreement, Interval, Qualifier, Stated};
/// let about = Stated::parse("583,000", 0, Qualifier::Plain)?;
/// assert_eq!(about.interval(), Interval::new(582_500.0, 583_500.0));
/// // The published sum lies outside, but within half a per cent.
/// assert_eq!(about.against(584_049.0, Interval::exact(584_049.0)).agreement, Agreement::Close);
/// let over = Stated::parse("1.2", 6, Qualifier::AtLeast)?;
/// assert_eq!(over.interval().low, 1_200_000.0);
/// # Ok::<(), rootcast_core::agreement::StatedError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stated {
    value: f64,
    interval: Interval,
}

/// Digits that are no number. Caused by the text given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatedError {
    /// Not digits in groups of three with at most one decimal point.
    #[error("`{digits}` is not a number: write 583000, 583,000 or 1.25")]
    Form {
        /// What was given.
        digits: String,
    },
    /// More digits than a number holds exactly.
    #[error("`{digits}` has more than 15 digits")]
    Long {
        /// What was given.
        digits: String,
    },
}

const MOST_DIGITS: usize = 15;

impl Stated {
    /// Reads digits as English writes them (`583,000`, `583 000`, `1.25`, `-0.5`) times `10^power` (6 for millions).
    pub fn parse(digits: &str, power: i8, qualifier: Qualifier) -> Result<Self, StatedError> {
        let form = || StatedError::Form {
            digits: digits.to_owned(),
        };
        let text = digits.trim();
        let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        let mut plain = ungrouped(whole).ok_or_else(form)?;
        if let Some(f) = fraction {
            if f.is_empty() || !f.bytes().all(|b| b.is_ascii_digit()) {
                return Err(form());
            }
            plain.push_str(f);
        }
        if plain.len() > MOST_DIGITS {
            return Err(StatedError::Long {
                digits: digits.to_owned(),
            });
        }
        let mut last: i64 = plain.parse().map_err(|_| form())?;
        let mut exponent = i32::from(power);
        match fraction {
            Some(f) => exponent -= i32::try_from(f.len()).map_err(|_| form())?,
            None => {
                while last != 0 && last % 10 == 0 {
                    last /= 10;
                    exponent += 1;
                }
            }
        }
        if negative {
            last = -last;
        }
        // In tenths of the last digit, so that the ends are decimal numbers and not sums of binary ones.
        let tenths = last * 10;
        let at = |t: i64| -> Result<f64, StatedError> {
            format!("{t}e{}", exponent - 1).parse().map_err(|_| form())
        };
        // Nearer to zero is below for a positive number, above for a negative one.
        let nearly = if negative { tenths + 10 } else { tenths - 10 };
        // One digit before noughts is no rounding to that digit: "1,000" and "about 1,000" are not 500, nor 1,500.
        let most = if exponent > 0 { tenths.abs() / 5 } else { i64::MAX };
        let (half, whole) = (most.min(5), most.min(10));
        let interval = match qualifier {
            Qualifier::Plain => Interval::new(at(tenths - half)?, at(tenths + half)?),
            Qualifier::About => Interval::new(at(tenths - whole)?, at(tenths + whole)?),
            Qualifier::AtLeast => Interval::new(at(tenths)?, f64::INFINITY),
            Qualifier::AtMost => Interval::new(f64::NEG_INFINITY, at(tenths)?),
            Qualifier::Nearly => Interval::new(at(nearly)?, at(tenths)?),
        };
        Ok(Self {
            value: at(tenths)?,
            interval,
        })
    }

    /// The number.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// What its digits and its qualifier leave open.
    pub fn interval(&self) -> Interval {
        self.interval
    }

    /// How a figure that was read stands to it; `range` is what the publisher's rounding leaves open.
    pub fn against(&self, figure: f64, range: Interval) -> Comparison {
        compare(self.value, self.interval, figure, range)
    }
}

/// Digits without separators; `None` unless these stand between groups of three.
fn ungrouped(text: &str) -> Option<String> {
    let separator = |c: char| matches!(c, ',' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}');
    let groups: Vec<&str> = text.split(separator).collect();
    let grouped = groups.len() > 1;
    for (i, group) in groups.iter().enumerate() {
        let right_size = match (grouped, i) {
            (false, _) => !group.is_empty(),
            (true, 0) => (1..=3).contains(&group.len()),
            (true, _) => group.len() == 3,
        };
        if !right_size || !group.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
    }
    Some(groups.concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::Agreement, *};

    fn interval(digits: &str, power: i8, q: Qualifier) -> (f64, f64) {
        let i = Stated::parse(digits, power, q).unwrap().interval();
        (i.low, i.high)
    }

    #[test]
    fn tolerance_follows_the_last_digit() {
        use Qualifier::{About, AtLeast, AtMost, Nearly, Plain};
        let cases = [
            ("583,000", 0, Plain, (582_500.0, 583_500.0)),
            ("583\u{202f}000", 0, Plain, (582_500.0, 583_500.0)),
            ("583", 3, Plain, (582_500.0, 583_500.0)),
            ("583,000", 0, About, (582_000.0, 584_000.0)),
            ("584,049", 0, Plain, (584_048.5, 584_049.5)),
            ("1.2", 6, Plain, (1_150_000.0, 1_250_000.0)),
            ("1.20", 6, Plain, (1_195_000.0, 1_205_000.0)),
            ("1.05", 0, Plain, (1.045, 1.055)),
            ("1,000", 0, Plain, (800.0, 1_200.0)),
            ("1,000", 0, About, (800.0, 1_200.0)),
            ("1", 6, About, (800_000.0, 1_200_000.0)),
            ("5,000", 0, About, (4_000.0, 6_000.0)),
            ("1", 0, Plain, (0.5, 1.5)),
            ("0", 0, Plain, (-0.5, 0.5)),
            ("-0.5", 0, Plain, (-0.55, -0.45)),
            ("700,000", 0, AtLeast, (700_000.0, f64::INFINITY)),
            ("500,000", 0, AtMost, (f64::NEG_INFINITY, 500_000.0)),
            ("240,000", 0, Nearly, (230_000.0, 240_000.0)),
            ("-2", 0, Nearly, (-2.0, -1.0)),
        ];
        for (digits, power, q, wants) in cases {
            assert_eq!(interval(digits, power, q), wants, "{digits} e{power} {q:?}");
        }
    }

    #[test]
    fn one_sided_words_agree_on_one_side() {
        let over = Stated::parse("700,000", 0, Qualifier::AtLeast).unwrap();
        let verdict = |figure: f64| over.against(figure, Interval::exact(figure)).agreement;
        assert_eq!(verdict(701_049.0), Agreement::Agrees);
        assert_eq!(verdict(698_000.0), Agreement::Close);
        assert_eq!(verdict(683_894.0), Agreement::Differs);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in [
            "", "-", "58,3000", "583,00", ",583", "1.", ".5", "1.2.3", "1e6", "583,000.", "½", "٣", "1,2 3",
        ] {
            assert!(Stated::parse(bad, 0, Qualifier::Plain).is_err(), "{bad}");
        }
        let long = Stated::parse("1234567890123456", 0, Qualifier::Plain).unwrap_err();
        assert!(long.to_string().contains("15 digits"), "{long}");
    }

    proptest! {
        #[test]
        fn a_number_lies_in_its_own_interval(n in -1_000_000_000i64..1_000_000_000, power in -6i8..9) {
            for q in [Qualifier::Plain, Qualifier::About, Qualifier::AtLeast, Qualifier::AtMost, Qualifier::Nearly] {
                let s = Stated::parse(&n.to_string(), power, q).unwrap();
                prop_assert!(s.interval().contains(s.value()));
            }
        }

        #[test]
        fn no_digits_panic(t in "[-0-9., \u{a0}]{0,24}", power in any::<i8>()) {
            let _ = Stated::parse(&t, power, Qualifier::About);
        }
    }
}
