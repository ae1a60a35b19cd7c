//! Calendars: which day a year begins, and which number it carries.
//!
//! The Gregorian year needs no calendar. A fiscal year does: the United States' fiscal year 2023 began on
//! 1 October 2022, India's on 1 April 2022 or 2023 depending on who counts. Which country uses which calendar is
//! data (`data/calendars.toml`); periods that carry a calendar live in [`crate::period`].

use std::{fmt, sync::OnceLock};

use serde::Deserialize;

/// Which of the two calendar years it touches gives a fiscal year its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamedBy {
    /// Fiscal year N begins in calendar year N.
    Start,
    /// Fiscal year N ends in calendar year N.
    End,
}

/// A fiscal calendar: the month its year begins in, and how the year is numbered.
///
/// The default is the federal calendar of the United States, written without a suffix (`FY2023`); any other is
/// written with its identifier (`FY2023@ind`).
///
/// ```
/// use rootcast_core::calendar::Calendar;
/// let us = Calendar::default();
/// assert_eq!((us.start_month(), us.id()), (10, "usa"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Calendar {
    id: &'static str,
    start_month: i8,
    named_by: NamedBy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    start_month: i8,
    named_by: NamedBy,
    /// For readers of the file, which is strict: every entry must have one.
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    calendar: Vec<Entry>,
}

const USA: Calendar = Calendar {
    id: "usa",
    start_month: 10,
    named_by: NamedBy::End,
};

/// The calendars held, in the order of the data file.
pub fn calendars() -> &'static [Calendar] {
    static ALL: OnceLock<Vec<Calendar>> = OnceLock::new();
    ALL.get_or_init(|| {
        let file: File =
            toml::from_str(include_str!("../data/calendars.toml")).unwrap_or(File { calendar: vec![] });
        file.calendar
            .into_iter()
            .map(|e| Calendar {
                id: e.id.leak(),
                start_month: e.start_month,
                named_by: e.named_by,
            })
            .collect()
    })
}

impl Default for Calendar {
    fn default() -> Self {
        USA
    }
}

impl Calendar {
    /// The calendar with this identifier (lower-case ISO 3166 alpha-3 of the country, or a name in the data file).
    pub fn named(id: &str) -> Option<Self> {
        if id.eq_ignore_ascii_case(USA.id) {
            return Some(USA);
        }
        calendars()
            .iter()
            .copied()
            .find(|c| c.id.eq_ignore_ascii_case(id))
    }

    /// The identifier, as in `FY2023@ind`.
    pub fn id(self) -> &'static str {
        self.id
    }

    /// The month in which a year of this calendar begins, 1 to 12.
    pub fn start_month(self) -> i8 {
        self.start_month
    }

    /// Which calendar year numbers the fiscal year.
    pub fn named_by(self) -> NamedBy {
        self.named_by
    }

    /// The calendar year and month in which fiscal year `year` begins.
    pub(crate) fn first_month(self, year: i16) -> (i16, i8) {
        let begins = match self.named_by {
            NamedBy::End if self.start_month > 1 => year - 1,
            NamedBy::End | NamedBy::Start => year,
        };
        (begins, self.start_month)
    }

    /// The fiscal year in which a calendar month falls.
    pub(crate) fn year_of(self, year: i16, month: i8) -> i16 {
        let begins = if month >= self.start_month { year } else { year - 1 };
        match self.named_by {
            NamedBy::End if self.start_month > 1 => begins + 1,
            NamedBy::End | NamedBy::Start => begins,
        }
    }
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_reads_and_holds_the_default() {
        let file: File = toml::from_str(include_str!("../data/calendars.toml")).unwrap();
        assert_eq!(file.calendar.len(), calendars().len());
        assert_eq!(
            Calendar::named("usa"),
            calendars().iter().copied().find(|c| c.id() == "usa")
        );
    }

    #[test]
    fn numbering_follows_the_calendar() {
        let us = Calendar::default();
        assert_eq!(us.first_month(2023), (2022, 10));
        assert_eq!((us.year_of(2022, 9), us.year_of(2022, 10)), (2022, 2023));
        let mexico = Calendar::named("mex").unwrap();
        assert_eq!(mexico.first_month(2023), (2023, 1));
        assert_eq!(mexico.year_of(2023, 12), 2023);
    }
}
