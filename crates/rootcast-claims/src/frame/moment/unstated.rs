//! Figures without a period: which ones the press means then.

use jiff::civil::Date;
use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period, PeriodRange},
};

use super::{Kept, Scene, When, last_over};

/// No period is named: the last fiscal and calendar year that were over, and all since the last change of
/// administration in the United States, which is how the press counts totals.
pub(in crate::frame) fn unstated(scene: &Scene<'_>, kept: Kept) -> Vec<When> {
    let year = Granularity::Year;
    let fiscal_year = Granularity::FiscalYear(Calendar::default());
    let one = |p: Period, why: &str, distance: u8| When {
        period: PeriodRange::one(p),
        against: None,
        latest: false,
        why: why.to_owned(),
        distance,
    };
    match kept {
        Kept::Yearly => vec![When {
            latest: true,
            ..one(
                last_over(year, scene.published),
                "no year is named: the last that was over",
                0,
            )
        }],
        Kept::Fiscal => vec![one(
            last_over(fiscal_year, scene.published),
            "no year is named: the last fiscal year that was over",
            0,
        )],
        Kept::Monthly => {
            let mut out = vec![
                one(
                    last_over(fiscal_year, scene.published),
                    "no period is named: the last fiscal year that was over",
                    0,
                ),
                one(
                    last_over(year, scene.published),
                    "no period is named: the last calendar year that was over",
                    0,
                ),
            ];
            let month = last_over(Granularity::Month, scene.published);
            if let Some(first) = term_began(scene.published)
                && let Ok(range) =
                    PeriodRange::new(Period::containing(Granularity::Month, first).next(), month)
            {
                out.push(When {
                    period: range,
                    against: None,
                    latest: false,
                    why: "no period is named: all months since the administration changed".to_owned(),
                    distance: 0,
                });
            }
            out
        }
    }
}

/// The 20 January on which the administration of that day took office.
pub(in crate::frame) fn term_began(day: Date) -> Option<Date> {
    let mut year = day.year() - (day.year() - 2021).rem_euclid(4);
    if day < Date::new(year, 1, 20).ok()? {
        year -= 4;
    }
    Date::new(year, 1, 20).ok()
}
