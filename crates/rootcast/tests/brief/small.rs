//! Three invented releases of encounters and two of homicides.

use std::collections::BTreeMap;

use rootcast_core::period::Period;

use crate::fixture::{Cell, Fixture, Published, release};

const ORIGINS: [(&str, f64); 10] = [
    ("GTM", 300.0),
    ("HND", 280.0),
    ("SLV", 120.0),
    ("CUB", 40.0),
    ("HTI", 30.0),
    ("NIC", 50.0),
    ("VEN", 60.0),
    ("MEX", 600.0),
    ("COL", 80.0),
    ("other@cbp", 90.0),
];

/// Falling for the first three origins, rising for the rest, a tenth of it at the northern border and elsewhere.
fn encounters(from: &str, to: &str, withdrawn: &[(&str, f64)]) -> Vec<Cell> {
    let (from, to): (Period, Period) = (from.parse().unwrap(), to.parse().unwrap());
    let mut cells = Vec::new();
    let months = std::iter::successors(Some(from), |p| Some(p.next())).take_while(|p| *p <= to);
    for period in months {
        let Period::Month { year, month } = period else {
            unreachable!()
        };
        let age = f64::from(i32::from(year) - 2020) + f64::from(month) / 12.0;
        for (i, (origin, base)) in ORIGINS.iter().enumerate() {
            let trend = if i < 3 { 2.0 - 0.4 * age } else { 1.0 + 0.5 * age };
            for (border, part) in [("southwest", 1.0), ("northern", 0.1), ("other", 0.2)] {
                for (component, share) in [("usbp", 0.8), ("ofo", 0.2)] {
                    let mut value = (base * trend * part * share).round();
                    if border == "southwest" && component == "usbp" && *origin == "GTM" {
                        value -= withdrawn
                            .iter()
                            .filter(|w| w.0 == period.to_string())
                            .map(|w| w.1)
                            .sum::<f64>();
                    }
                    let facets = [("origin", *origin), ("border", border), ("component", component)];
                    cells.push(Cell {
                        measure: "encounters".to_owned(),
                        facets: facets
                            .iter()
                            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                            .collect(),
                        period,
                        value,
                    });
                }
            }
        }
    }
    cells
}

fn homicides(values: &[(&str, i16, f64)]) -> Vec<Cell> {
    values
        .iter()
        .map(|(place, year, value)| Cell {
            measure: "homicide-rate".to_owned(),
            facets: BTreeMap::from([("place".to_owned(), (*place).to_owned())]),
            period: Period::Year { year: *year },
            value: *value,
        })
        .collect()
}

/// The store.
pub(crate) fn store() -> Fixture {
    let cbp = |title: &str, day: &str, cells| Published {
        release: release("invented-encounters", "Invented Agency", title, day),
        cells,
    };
    let hostile = "Invented <b>figures</b> & \"more\" </script><script>alert(1)</script>";
    Fixture {
        published: vec![
            cbp(
                "Encounters to September",
                "2023-10-21",
                encounters("2021-10", "2023-09", &[]),
            ),
            cbp(hostile, "2023-11-30", encounters("2021-10", "2023-10", &[])),
            cbp(
                "Encounters to November",
                "2023-12-31",
                encounters("2021-10", "2023-11", &[("2023-10", 3.0)]),
            ),
            Published {
                release: release("invented-homicides", "Invented Office", "Homicides", "2022-07-20"),
                cells: homicides(&[("GTM", 2018, 22.5), ("GTM", 2020, 15.3), ("SLV", 2018, 52.0)]),
            },
            Published {
                release: release(
                    "invented-homicides",
                    "Invented Office",
                    "Homicides, again",
                    "2023-12-18",
                ),
                cells: homicides(&[
                    ("GTM", 2018, 22.5),
                    ("GTM", 2020, 17.3),
                    ("SLV", 2018, 53.0),
                    ("SLV", 2019, 38.0),
                    ("SLV", 2020, 21.0),
                ]),
            },
        ],
    }
}
