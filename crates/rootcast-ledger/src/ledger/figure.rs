//! Figures as they were worded: "more than 4.2 billion" is an interval, and stays one.

use std::fmt;

use rootcast_core::agreement::{Interval, Qualifier, Stated, StatedError};
use serde::{Deserialize, Serialize};

/// A figure in the words in which it was given, and the interval that these leave open.
///
/// ```
/// use rootcast_ledger::ledger::Figure;
/// let pledged = Figure::worded("more than 4.2 billion")?;
/// assert_eq!((pledged.value(), pledged.interval().low), (4.2e9, 4.2e9));
/// assert!(pledged.interval().high.is_infinite());
/// assert_eq!(Figure::worded("3.2 billion")?.interval().high, 3.25e9);
/// assert!(Figure::exact(1234.5).interval().is_exact());
/// # Ok::<(), rootcast_ledger::ledger::FigureError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Figure {
    words: String,
    value: f64,
    interval: Interval,
    qualifier: Qualifier,
}

/// Words that are no figure. Caused by the text given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FigureError {
    /// No digits where they should be.
    #[error(
        "`{text}` is not a figure: write digits, with a word before them (more than, up to, nearly, about, exactly) and a scale after them (thousand, million, billion) where there is one, as in `more than 4.2 billion`"
    )]
    Words {
        /// What was given.
        text: String,
    },
    /// Digits that are no number.
    #[error(transparent)]
    Digits(#[from] StatedError),
    /// Below zero.
    #[error("`{text}` is below zero: a ledger holds amounts, and says of a cut that it is one")]
    Negative {
        /// What was given.
        text: String,
    },
}

/// The words before a number, longest first where one begins another.
const QUALIFIERS: [(&str, Qualifier); 23] = [
    ("up to an estimated", Qualifier::AtMost),
    ("as many as", Qualifier::AtMost),
    ("as much as", Qualifier::AtMost),
    ("no more than", Qualifier::AtMost),
    ("not more than", Qualifier::AtMost),
    ("at most", Qualifier::AtMost),
    ("up to", Qualifier::AtMost),
    ("less than", Qualifier::AtMost),
    ("fewer than", Qualifier::AtMost),
    ("under", Qualifier::AtMost),
    ("below", Qualifier::AtMost),
    ("more than", Qualifier::AtLeast),
    ("no fewer than", Qualifier::AtLeast),
    ("at least", Qualifier::AtLeast),
    ("over", Qualifier::AtLeast),
    ("above", Qualifier::AtLeast),
    ("nearly", Qualifier::Nearly),
    ("almost", Qualifier::Nearly),
    ("approximately", Qualifier::About),
    ("roughly", Qualifier::About),
    ("around", Qualifier::About),
    ("about", Qualifier::About),
    ("some", Qualifier::About),
];

/// The words after a number, with the power of ten.
const SCALES: [(&str, i8); 3] = [("thousand", 3), ("million", 6), ("billion", 9)];

impl Figure {
    /// Reads a figure as worded: a word before the digits, the digits, a scale. `exactly` before the digits gives a
    /// single number, where a figure without a word is as wide as its last digit.
    pub fn worded(text: &str) -> Result<Self, FigureError> {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let wrong = || FigureError::Words {
            text: text.to_owned(),
        };
        let lower = words.to_lowercase();
        if let Some(rest) = lower.strip_prefix("exactly ") {
            let value = Stated::parse(rest, 0, Qualifier::Plain)?.value();
            return Self {
                words,
                value,
                interval: Interval::exact(value),
                qualifier: Qualifier::Plain,
            }
            .not_negative();
        }
        let (qualifier, rest) = QUALIFIERS
            .iter()
            .find_map(|(word, q)| Some((*q, lower.strip_prefix(word)?.strip_prefix(' ')?)))
            .unwrap_or((Qualifier::Plain, lower.as_str()));
        let (digits, power) = match rest.rsplit_once(' ') {
            Some((digits, scale)) if scale.bytes().all(|b| b.is_ascii_alphabetic()) => {
                let (_, power) = SCALES.iter().find(|(word, _)| *word == scale).ok_or_else(wrong)?;
                (digits, *power)
            }
            _ => (rest, 0),
        };
        if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            return Err(wrong());
        }
        let stated = Stated::parse(digits, power, qualifier)?;
        let mut interval = stated.interval();
        // Amounts and counts are not below zero: "up to 30,000" leaves open 0 to 30,000.
        interval.low = interval.low.max(0.0);
        Self {
            words,
            value: stated.value(),
            interval,
            qualifier,
        }
        .not_negative()
    }

    /// A figure from a table or a report's field, as exact as it is written there. May be below zero there (a
    /// correction of an earlier transaction).
    pub fn exact(value: f64) -> Self {
        Self {
            words: format!("exactly {value}"),
            value,
            interval: Interval::exact(value),
            qualifier: Qualifier::Plain,
        }
    }

    fn not_negative(self) -> Result<Self, FigureError> {
        if self.value < 0.0 {
            return Err(FigureError::Negative { text: self.words });
        }
        Ok(self)
    }

    /// The words.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The number in the words. It is not what the figure *is* where a word such as "more than" stands before it.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// What the words leave open.
    pub fn interval(&self) -> Interval {
        self.interval
    }

    /// The word before the number, as far as it moves the interval.
    pub fn qualifier(&self) -> Qualifier {
        self.qualifier
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl From<Figure> for String {
    fn from(f: Figure) -> String {
        f.words
    }
}

impl TryFrom<String> for Figure {
    type Error = FigureError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        // What `exact` printed, with any number of decimals and below zero too.
        if let Some(value) = text
            .strip_prefix("exactly ")
            .and_then(|v| v.parse::<f64>().ok())
            .filter(|v| v.is_finite())
        {
            return Ok(Self::exact(value));
        }
        Self::worded(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_open_the_interval() {
        let cases = [
            ("more than 750 million", 7.5e8, 7.5e8, f64::INFINITY),
            ("over 325 million", 3.25e8, 3.25e8, f64::INFINITY),
            ("up to 30,000", 3e4, 0.0, 3e4),
            ("up to an estimated 250,000", 2.5e5, 0.0, 2.5e5),
            ("as many as 23,000", 2.3e4, 0.0, 2.3e4),
            ("nearly 8,000", 8e3, 7e3, 8e3),
            ("approximately 47", 47.0, 46.0, 48.0),
            ("3.6 million", 3.6e6, 3.55e6, 3.65e6),
            ("exactly 43,600", 43_600.0, 43_600.0, 43_600.0),
        ];
        for (words, value, low, high) in cases {
            let f = Figure::worded(words).unwrap();
            assert_eq!(
                (f.value(), f.interval().low, f.interval().high),
                (value, low, high),
                "{words}"
            );
            let back: Figure = String::from(f.clone()).try_into().unwrap();
            assert_eq!(back, f, "{words}");
        }
    }

    #[test]
    fn what_is_no_figure_is_refused_with_advice() {
        for bad in [
            "",
            "many",
            "more than",
            "4.2 gazillion",
            "about a billion",
            "more than -3",
            "1,2 3",
        ] {
            assert!(Figure::worded(bad).is_err(), "{bad}");
        }
        assert!(
            Figure::worded("several")
                .unwrap_err()
                .to_string()
                .contains("more than 4.2 billion")
        );
    }
}
