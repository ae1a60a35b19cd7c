//! The period of a row, as its key columns state it together.

use rootcast_core::{calendar::Calendar, period::Period};

/// What the key columns of a row say of its period.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct When {
    pub(super) fiscal: Option<i16>,
    pub(super) calendar: Option<i16>,
    pub(super) month: Option<i8>,
    pub(super) days: Option<(i32, i32)>,
}

impl When {
    /// The period that year and month name, or how they contradict each other.
    pub(super) fn period(self) -> Result<Period, String> {
        let calendar = Calendar::default();
        match (self.fiscal, self.calendar, self.month) {
            (Some(fiscal), stated, Some(month)) => {
                let year = if month >= calendar.start_month() {
                    fiscal - 1
                } else {
                    fiscal
                };
                match stated.filter(|s| *s != year) {
                    None => Ok(Period::Month { year, month }),
                    Some(stated) => Err(format!(
                        "month {month} of fiscal year {fiscal} lies in {year}, but the row says {stated}"
                    )),
                }
            }
            (None, Some(year), Some(month)) => Ok(Period::Month { year, month }),
            (Some(year), _, None) => Ok(Period::FiscalYear { calendar, year }),
            (None, Some(year), None) => Ok(Period::Year { year }),
            (None, None, _) => Err("the row names a month and no year".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fiscal_year_begins_in_october() {
        let of = |fiscal, calendar, month| {
            let when = When {
                fiscal,
                calendar,
                month,
                days: None,
            };
            when.period().map(|p| p.to_string())
        };
        assert_eq!(of(Some(2024), None, Some(10)).as_deref(), Ok("2023-10"));
        assert_eq!(of(Some(2024), Some(2024), Some(9)).as_deref(), Ok("2024-09"));
        assert_eq!(of(Some(2024), None, None).as_deref(), Ok("FY2024"));
        assert_eq!(of(None, Some(2024), None).as_deref(), Ok("2024"));
        assert!(of(Some(2024), Some(2024), Some(10)).is_err_and(|e| e.contains("lies in 2023")));
        assert!(of(None, None, Some(10)).is_err());
    }
}
