//! Dates as files write them: as much of a date as is known.

use jiff::civil::Date;
use rootcast_core::{
    period::{Granularity, Period},
    release::Precision,
};

/// Reads `2023-02-06`, `2022-10` or `2024`, which sets the precision.
pub(super) fn read(text: &str) -> Result<(Date, Precision), String> {
    let wrong =
        || format!("`{text}` is not a date: write 2023-02-06, or 2022-10 or 2024 where no more is known");
    let period: Period = text.parse().map_err(|_| wrong())?;
    let precision = match period.granularity() {
        Granularity::Day => Precision::Day,
        Granularity::Month => Precision::Month,
        Granularity::Year => Precision::Year,
        _ => return Err(wrong()),
    };
    Ok((period.span().start, precision))
}

/// As much of a date as its precision vouches for: the inverse of [`read`] for dates that begin their month or year.
pub(super) fn short(day: Date, precision: Precision) -> String {
    match precision {
        Precision::Day => day.to_string(),
        Precision::Month => day.strftime("%Y-%m").to_string(),
        Precision::Year => day.strftime("%Y").to_string(),
    }
}
