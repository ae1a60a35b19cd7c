//! Periods whose words Spanish puts in another order: "el año pasado", "la próxima semana", "este mes", "diciembre
//! pasado", "en lo que va del año fiscal".

use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period},
};

use super::{
    Days, Found, Reader, When,
    arith::{first, plus_days, plus_months, stretch, week, year},
    calendar::{month, place},
    duration::{Length, step},
};
use crate::Lang;

impl Reader<'_> {
    /// "el año pasado", "este año", "la próxima semana", "el mes que viene".
    pub(super) fn spanish_period(&self, i: usize) -> Option<(usize, Days)> {
        if self.lang != Lang::Spanish {
            return None;
        }
        let j = self.skip(i, &["el", "la"]);
        if let Some(found) = self.nth_of_year(j) {
            return Some(found);
        }
        if let Some(found) = self.past_month(j) {
            return Some(found);
        }
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
            "trimestre" => {
                let m = plus_months(first(a.year(), a.month())?, 3 * turn);
                Days::of(Period::containing(Granularity::Quarter, m))
            }
            "año" if self.word(unit + 1) == "fiscal" || self.word(end) == "fiscal" => return None,
            "año" => year(a.year() + i16::try_from(turn).ok()?)?,
            _ => return None,
        };
        Some((end, days))
    }

    /// "el primer mes del año", "el segundo mes de 2023", "el noveno mes del presente año".
    fn nth_of_year(&self, j: usize) -> Option<(usize, Days)> {
        if self.word(j + 1) != "mes" || !matches!(self.word(j + 2), "del" | "de") {
            return None;
        }
        let month = i8::try_from(place(self.word(j))?)
            .ok()
            .filter(|m| (1..=12).contains(m))?;
        let k = self.skip(j + 3, &["el", "este", "presente", "actual"]);
        let named = if self.word(k) == "año" { k + 1 } else { k };
        let (end, year) = match self.year(named) {
            Some(found) => found,
            None if named > k => match self.word(named) {
                "pasado" => (named + 1, self.anchor.year() - 1),
                "fiscal" => return None,
                _ => (named, self.anchor.year()),
            },
            None => return None,
        };
        Some((end, Days::of(Period::Month { year, month })))
    }

    /// "diciembre pasado", "el pasado diciembre", "el pasado mes de diciembre": the last one that was over.
    fn past_month(&self, j: usize) -> Option<(usize, Days)> {
        let past = |k: usize| matches!(self.word(k), "pasado" | "ultimo");
        let of_month = |k: usize| if self.is(k, &["mes", "de"]) { k + 2 } else { k };
        let (end, name) = if past(j) {
            let k = of_month(j + 1);
            (k + 1, k)
        } else {
            let k = of_month(j);
            past(k + 1).then_some((k + 2, k))?
        };
        let days = self.yearly_from(month(self.word(name))?, 1)?;
        // "el pasado 6 de junio" is a day.
        let period = days.past.period(Calendar::default())?;
        Some((end, Days::of(period)))
    }

    /// "en lo que va del año fiscal 2024", "en lo que va de año", "en lo que va de 2024": from its beginning to the
    /// day of the text.
    pub(super) fn spanish_so_far(&self, i: usize) -> Option<(usize, Days)> {
        if !self.is(i, &["lo", "que", "va"]) {
            return None;
        }
        let j = self.skip(
            self.skip(i + 3, &["de", "del"]),
            &["el", "este", "presente", "actual"],
        );
        let (end, whole) = match self.fiscal(j).or_else(|| self.period(j)) {
            Some((end, days)) => (end, days.past),
            None if self.word(j) == "año" && self.word(j + 1) == "fiscal" => {
                let running = Period::containing(Granularity::FiscalYear(Calendar::default()), self.anchor);
                (j + 2, running.span())
            }
            None => {
                let running = match self.word(j) {
                    "año" => Granularity::Year,
                    "mes" => Granularity::Month,
                    "ejercicio" => Granularity::FiscalYear(Calendar::default()),
                    _ => return None,
                };
                (j + 1, Period::containing(running, self.anchor).span())
            }
        };
        let inside = whole.start < self.anchor && self.anchor < whole.end;
        let end_day = if inside { self.anchor } else { whole.end };
        Some((end, Days::sure(stretch(whole.start, end_day))))
    }

    /// "el año anterior", "el mes anterior", "el ejercicio fiscal anterior": a step back from what was told, and not
    /// from the day of the text.
    pub(super) fn step_before(&self, i: usize) -> Option<Found> {
        if self.lang != Lang::Spanish {
            return None;
        }
        let j = self.skip(i, &["el", "la"]);
        let before = |k: usize| matches!(self.word(k), "anterior" | "previo" | "previa" | "precedente");
        let (unit, end) = match self.word(j) {
            "ejercicio" | "año" => {
                let k = self.skip(j + 1, &["fiscal", "presupuestario"]);
                ("año", before(k).then_some(k + 1)?)
            }
            "mes" | "trimestre" | "semana" => (self.word(j), before(j + 1).then_some(j + 2)?),
            _ => return None,
        };
        Some(Found {
            end,
            when: When::Away {
                length: Length::new(1.0, step(unit)?),
                later: false,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{When, times};
    use crate::Lang;

    fn days(text: &str) -> Vec<String> {
        times(text, date(2024, 9, 17), Lang::Spanish)
            .into_iter()
            .map(|t| match t.when {
                When::Days(d) => format!("{}..{}", d.past.start, d.past.end),
                When::Between { from, to } => format!("{}..{} to", from.past.start, to.past.end),
                When::Away { later, .. } => format!("away {later}"),
                other => format!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn what_spanish_orders_otherwise() {
        for (text, expected) in [
            ("en diciembre pasado hubo", "2023-12-01..2024-01-01"),
            ("el pasado mes de agosto", "2024-08-01..2024-09-01"),
            ("en lo que va del año fiscal 2024", "2023-10-01..2024-09-17"),
            ("en lo que va de año", "2024-01-01..2024-09-17"),
            ("en lo que va del año fiscal", "2023-10-01..2024-09-17"),
            ("que en el ejercicio anterior", "away false"),
            ("que el año fiscal anterior", "away false"),
            ("que un año antes", "away false"),
            ("el año fiscal pasado", "2022-10-01..2023-10-01"),
            ("el pasado año fiscal", "2022-10-01..2023-10-01"),
            ("el período fiscal 2022", "2021-10-01..2022-10-01"),
            (
                "el año fiscal que concluyó en octubre de 2023",
                "2022-10-01..2023-10-01",
            ),
            ("el año fiscal que terminó hubo", "2022-10-01..2023-10-01"),
            ("en los primeros cinco meses del año", "2024-01-01..2024-06-01"),
            ("febrero de este año", "2024-02-01..2024-03-01"),
            ("del mes de octubre del año pasado", "2023-10-01..2023-11-01"),
            (
                "el año fiscal 2023, que concluyó el 30 de septiembre,",
                "2022-10-01..2023-10-01",
            ),
            (
                "el año fiscal 2022 (que terminó en septiembre de 2022)",
                "2021-10-01..2022-10-01",
            ),
            ("entre los años fiscales 2017 y 2019", "2016-10-01..2019-10-01 to"),
            ("los años fiscales 2021 y 2022", "2020-10-01..2022-10-01 to"),
        ] {
            assert_eq!(days(text), [expected], "{text}");
        }
    }
}
