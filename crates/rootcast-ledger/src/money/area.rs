//! Currencies of the H.10 file: which country or area's rate is a currency's, and in which months.
//!
//! The file names countries and areas, not currencies, and quotes every one in units of the currency for a US dollar:
//! the ones that the release itself quotes the other way round (Australia, the euro, Ireland, New Zealand, the United
//! Kingdom) were inverted by whoever made the file. The fixed rates of the euro's members in 1999–2001 prove it for two
//! of them (a test does the sum); the others stand below or above one as they did that way round only.

use jiff::civil::Date;

use crate::ledger::Currency;

/// A currency and the series of rates that is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// ISO 4217 code.
    pub code: &'static str,
    /// Value of facet `currency`.
    pub area: &'static str,
    /// The first month in which the series is of this currency, as (year, month); all when absent.
    pub from: Option<(i16, i8)>,
    /// The last such month.
    pub to: Option<(i16, i8)>,
}

const fn area(code: &'static str, area: &'static str) -> Area {
    Area {
        code,
        area,
        from: None,
        to: None,
    }
}

/// A series that changes its currency on the way.
const fn within(code: &'static str, area: &'static str, from: (i16, i8), to: Option<(i16, i8)>) -> Area {
    Area {
        code,
        area,
        from: Some(from),
        to,
    }
}

/// By code. Members of the euro keep their own until the end of 2001, Greece of 2000. Venezuela's series is of three
/// currencies; before 2008 it is in thousands of bolívares, and in August 2018 and October 2021 two currencies meet, so
/// these months are nobody's.
static AREAS: [Area; 36] = [
    area("ATS", "austria"),
    area("AUD", "australia"),
    area("BEF", "belgium"),
    area("BRL", "brazil"),
    area("CAD", "canada"),
    area("CHF", "switzerland"),
    area("CNY", "china"),
    area("DEM", "germany"),
    area("DKK", "denmark"),
    area("ESP", "spain"),
    area("EUR", "euro"),
    area("FIM", "finland"),
    area("FRF", "france"),
    area("GBP", "united-kingdom"),
    area("GRD", "greece"),
    area("HKD", "hong-kong"),
    area("IEP", "ireland"),
    area("INR", "india"),
    area("ITL", "italy"),
    area("JPY", "japan"),
    area("KRW", "south-korea"),
    area("LKR", "sri-lanka"),
    area("MXN", "mexico"),
    area("MYR", "malaysia"),
    area("NLG", "netherlands"),
    area("NOK", "norway"),
    area("NZD", "new-zealand"),
    area("PTE", "portugal"),
    area("SEK", "sweden"),
    area("SGD", "singapore"),
    area("THB", "thailand"),
    area("TWD", "taiwan"),
    within("VED", "venezuela", (2021, 11), None),
    within("VEF", "venezuela", (2008, 1), Some((2018, 7))),
    within("VES", "venezuela", (2018, 9), Some((2021, 9))),
    area("ZAR", "south-africa"),
];

/// The currencies that have a series, by code. The US dollar is what they are quoted against.
pub fn areas() -> &'static [Area] {
    &AREAS
}

impl Area {
    /// The series of a currency.
    pub fn of(currency: Currency) -> Option<&'static Area> {
        AREAS.iter().find(|a| a.code == currency.code())
    }

    /// Whether the series is of this currency in the month of a day.
    pub fn holds(&self, on: Date) -> bool {
        let month = (on.year(), on.month());
        self.from.is_none_or(|f| f <= month) && self.to.is_none_or(|t| month <= t)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn codes_are_sorted_and_read() {
        assert!(AREAS.is_sorted_by(|a, b| a.code < b.code));
        for a in areas() {
            assert_eq!(Area::of(Currency::new(a.code).unwrap()), Some(a));
        }
        assert_eq!(Area::of(Currency::new("GTQ").unwrap()), None);
    }

    #[test]
    fn months_in_which_two_bolivares_meet_are_nobody_s() {
        let whose = |on: Date| -> Vec<&str> {
            AREAS
                .iter()
                .filter(|a| a.area == "venezuela" && a.holds(on))
                .map(|a| a.code)
                .collect()
        };
        assert_eq!(whose(date(2018, 7, 31)), ["VEF"]);
        assert!(whose(date(2018, 8, 15)).is_empty());
        assert_eq!(whose(date(2018, 9, 1)), ["VES"]);
        assert!(whose(date(2021, 10, 1)).is_empty());
        assert_eq!(whose(date(2026, 1, 1)), ["VED"]);
        assert!(whose(date(2007, 12, 31)).is_empty());
    }
}
