//! Periods as text: the forms read and printed, and what is said when a text is none of them.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::calendar::{Calendar, calendars};

use super::{Period, PeriodRange};

/// A period that cannot be read. Caused by the text given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Not one of the forms.
    #[error(
        "`{text}` is not a period: write 2023-10 (month), 2023Q4 (quarter), 2023 (calendar year), FY2023 (fiscal year), FY2023Q1 or 2023-10-05 (day), or two of a kind with `..` between"
    )]
    Form {
        /// What was given.
        text: String,
    },
    /// A number outside its range.
    #[error("`{text}`: {what}")]
    Range {
        /// What was given.
        text: String,
        /// Which number and its range.
        what: &'static str,
    },
    /// A fiscal calendar that is not held.
    #[error("`{text}`: no fiscal calendar `{id}` is known; known are {known}")]
    Calendar {
        /// What was given.
        text: String,
        /// The identifier after `@`.
        id: String,
        /// Those held.
        known: String,
    },
    /// The two ends of a range do not fit.
    #[error("`{text}`: {what}")]
    Ends {
        /// What was given.
        text: String,
        /// Why not.
        what: &'static str,
    },
}

/// First and last year for which periods can be written.
pub const YEARS: std::ops::RangeInclusive<i16> = 1000..=2999;

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suffix = |f: &mut fmt::Formatter<'_>, c: &Calendar| {
            if *c == Calendar::default() {
                Ok(())
            } else {
                write!(f, "@{}", c.id())
            }
        };
        match self {
            Period::Day(d) => write!(f, "{d}"),
            Period::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Period::Quarter { year, quarter } => write!(f, "{year:04}Q{quarter}"),
            Period::Year { year } => write!(f, "{year:04}"),
            Period::FiscalQuarter {
                calendar,
                year,
                quarter,
            } => {
                write!(f, "FY{year:04}Q{quarter}")?;
                suffix(f, calendar)
            }
            Period::FiscalYear { calendar, year } => {
                write!(f, "FY{year:04}")?;
                suffix(f, calendar)
            }
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = || PeriodError::Form {
            text: text.to_owned(),
        };
        let year_of = |digits: &str| -> Result<i16, PeriodError> {
            if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(form());
            }
            let year: i16 = digits.parse().map_err(|_| form())?;
            if YEARS.contains(&year) {
                Ok(year)
            } else {
                Err(PeriodError::Range {
                    text: text.to_owned(),
                    what: "the year must be 1000 to 2999",
                })
            }
        };
        let quarter_of = |digits: &str| -> Result<i8, PeriodError> {
            match digits {
                "1" | "2" | "3" | "4" => digits.parse().map_err(|_| form()),
                _ => Err(PeriodError::Range {
                    text: text.to_owned(),
                    what: "a quarter is Q1 to Q4",
                }),
            }
        };
        let t = text.trim();
        if !t.is_ascii() {
            return Err(form());
        }
        let upper = t.to_ascii_uppercase();
        if let Some(rest) = upper.strip_prefix("FY") {
            let (body, calendar) = match rest.split_once('@') {
                None => (rest, Calendar::default()),
                Some((body, id)) => (
                    body,
                    Calendar::named(id).ok_or_else(|| PeriodError::Calendar {
                        text: text.to_owned(),
                        id: id.to_ascii_lowercase(),
                        known: calendars().iter().map(|c| c.id()).collect::<Vec<_>>().join(", "),
                    })?,
                ),
            };
            return match body.split_once('Q') {
                Some((y, q)) => Ok(Period::FiscalQuarter {
                    calendar,
                    year: year_of(y)?,
                    quarter: quarter_of(q)?,
                }),
                None => Ok(Period::FiscalYear {
                    calendar,
                    year: year_of(body)?,
                }),
            };
        }
        if let Some((y, q)) = upper.split_once('Q') {
            return Ok(Period::Quarter {
                year: year_of(y)?,
                quarter: quarter_of(q)?,
            });
        }
        let mut parts = upper.split('-');
        let year = year_of(parts.next().unwrap_or_default())?;
        let two = |p: &str| -> Result<i8, PeriodError> {
            if p.len() != 2 || !p.bytes().all(|b| b.is_ascii_digit()) {
                return Err(form());
            }
            p.parse().map_err(|_| form())
        };
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => Ok(Period::Year { year }),
            (Some(m), None, _) => {
                let month = two(m)?;
                if !(1..=12).contains(&month) {
                    return Err(PeriodError::Range {
                        text: text.to_owned(),
                        what: "a month is 01 to 12",
                    });
                }
                Ok(Period::Month { year, month })
            }
            (Some(m), Some(d), None) => {
                Date::new(year, two(m)?, two(d)?)
                    .map(Period::Day)
                    .map_err(|_| PeriodError::Range {
                        text: text.to_owned(),
                        what: "there is no such day",
                    })
            }
            _ => Err(form()),
        }
    }
}

macro_rules! serde_as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?
                    .parse()
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}
serde_as_text!(Period);
serde_as_text!(PeriodRange);
pub(crate) use serde_as_text;
