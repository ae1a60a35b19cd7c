//! Periods whose words Spanish puts in another order: "el año pasado", "la próxima semana", "este mes".

use rootcast_core::period::Period;

use super::{
    Days, Reader,
    arith::{first, plus_days, plus_months, week, year},
};
use crate::Lang;

impl Reader<'_> {
    /// "el año pasado", "este año", "la próxima semana", "el mes que viene".
    pub(super) fn spanish_period(&self, i: usize) -> Option<(usize, Days)> {
        if self.lang != Lang::Spanish {
            return None;
        }
        let j = self.skip(i, &["el", "la"]);
        let (unit, turn, end) = match self.word(j) {
            "este" | "esta" => (j + 1, 0, j + 2),
            "proximo" | "proxima" => (j + 1, 1, j + 2),
            "pasado" | "pasada" | "ultimo" | "ultima" => (j + 1, -1, j + 2),
            _ => match Self::turn_behind(self.word(j + 1)) {
                Some(turn) => (j, turn, j + 2),
                None if self.is(j + 1, &["que", "viene"]) => (j, 1, j + 3),
                None => return None,
            },
        };
        let a = self.anchor;
        let days = match self.word(unit) {
            "semana" => Days::sure(week(plus_days(a, 7 * turn))),
            "mes" => {
                let m = plus_months(first(a.year(), a.month())?, turn);
                Days::of(Period::Month {
                    year: m.year(),
                    month: m.month(),
                })
            }
            "año" => year(a.year() + i16::try_from(turn).ok()?)?,
            _ => return None,
        };
        Some((end, days))
    }
}
