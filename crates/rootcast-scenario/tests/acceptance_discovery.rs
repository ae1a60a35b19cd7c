//! The peeling path of the EMA workbench 2.5.3 on the cases of Bryant and Lempert (2010), box by box.
#![allow(clippy::unwrap_used, reason = "a test fails where its files do")]

use std::path::PathBuf;

use rootcast_scenario::discovery::{
    Cases, Column, Limit,
    prim::{Gain, Options, Path, peel},
    proof::{End, limits},
};

fn table(name: &str) -> (Vec<String>, Vec<Vec<f64>>) {
    let file = std::env::var_os("ROOTCAST_SHARED")
        .map_or_else(
            || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
            PathBuf::from,
        )
        .join("data/golden/sensitivity/prim")
        .join(name);
    let mut reader = csv::Reader::from_path(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let names = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader
        .records()
        .map(|r| r.unwrap().iter().map(|v| v.parse().unwrap()).collect())
        .collect();
    (names, rows)
}

/// The cases, and whether one is of interest by a column.
fn cases_by(of_interest: &str) -> Cases {
    let (names, rows) = table("bryant_lempert_2010.csv");
    let column = |name: &str| -> Vec<f64> {
        let at = names.iter().position(|n| n == name).unwrap();
        rows.iter().map(|r| r[at]).collect()
    };
    let inputs = [
        "Cellulosic cost",
        "Total biomass",
        "Feedstock distribution",
        "Cellulosic yield",
        "Oil elasticity",
        "Demand elasticity",
        "Electricity coproduction",
        "oil supply shift",
        "Biomass backstop price",
    ];
    Cases::new(
        inputs
            .map(|n| (n.to_owned(), Column::Numbers(column(n))))
            .to_vec(),
        column(of_interest).iter().map(|v| *v > 0.5).collect(),
    )
    .unwrap()
}

fn cases() -> Cases {
    cases_by("Greater than 90%")
}

fn path(cases: &Cases) -> Path {
    peel(
        cases,
        &Options {
            peel: 0.1,
            paste: 0.0,
            ..Options::default()
        },
    )
    .unwrap()
}

#[test]
fn the_path_box_by_box() {
    let cases = cases();
    assert_eq!((cases.len(), cases.of_interest()), (882, 89));
    let path = path(&cases);
    let (_, golden) = table("peeling_trajectory_golden.csv");
    assert_eq!(path.boxes.len(), golden.len());
    for (ours, theirs) in path.boxes.iter().zip(&golden) {
        let said = [
            ours.coverage,
            ours.density,
            theirs[2],
            ours.of_interest as f64,
            ours.mass,
            ours.density,
            ours.cases as f64,
            ours.restricted.len() as f64,
        ];
        for (a, b) in said.iter().zip(theirs) {
            assert!(
                (a - b).abs() < 1e-9,
                "box {}: {said:?} and not {theirs:?}",
                theirs[2]
            );
        }
    }
}

#[test]
fn box_21_has_their_limits() {
    let cases = cases();
    let path = path(&cases);
    let found = &path.boxes[21];
    assert!((found.coverage - 0.7528).abs() < 5e-5 && (found.density - 0.7701).abs() < 5e-5);
    let (_, golden) = table("box21_limits_golden.csv");
    for (j, limit) in found.limits.iter().enumerate() {
        let Limit::Between { low, high } = limit else {
            panic!("{limit:?}")
        };
        assert!((low - golden[0][j + 1]).abs() < 1e-8, "{j}: {limit:?}");
        assert!((high - golden[1][j + 1]).abs() < 1e-8, "{j}: {limit:?}");
    }
    let tests = limits(&cases, found);
    assert_eq!(
        tests
            .iter()
            .map(|t| (t.input.as_str(), t.end))
            .collect::<Vec<_>>(),
        [
            ("Cellulosic cost", End::Lower),
            ("Total biomass", End::Upper),
            ("Demand elasticity", End::Lower),
            ("Biomass backstop price", End::Lower),
        ]
    );
    // The workbench's own quasi-p-values: the limit on cost may be chance.
    let theirs = [
        0.157_413_335_289_273,
        4.716_968_553_178_77e-6,
        1.184_929_911_576e-16,
        3.515_112_530_263e-11,
    ];
    for (test, theirs) in tests.iter().zip(theirs) {
        assert!(
            (test.quasi_p / theirs - 1.0).abs() < 1e-9,
            "{test:?} and not {theirs}"
        );
    }
}

/// The workbench's other paths on these cases: two outcomes, three shares to peel, three objectives. Boxes, and the sums
/// over them of cases and of cases of interest.
#[test]
fn paths_of_other_settings() {
    let theirs = [
        ("Greater than 90%", 0.05, Gain::PerCase, (52, 15549, 4115)),
        ("Greater than 90%", 0.05, Gain::PerShare, (52, 15585, 4092)),
        ("Greater than 90%", 0.05, Gain::Density, (52, 15549, 4115)),
        ("Greater than 90%", 0.1, Gain::PerShare, (28, 8167, 2176)),
        ("Greater than 90%", 0.1, Gain::Density, (28, 8109, 2181)),
        ("Greater than 90%", 0.2, Gain::PerCase, (14, 4177, 1076)),
        ("Greater than 90%", 0.2, Gain::PerShare, (14, 4185, 1076)),
        ("Greater than 90%", 0.2, Gain::Density, (14, 4177, 1076)),
        ("Less than 10%", 0.05, Gain::PerCase, (54, 15643, 3410)),
        ("Less than 10%", 0.05, Gain::PerShare, (54, 15643, 3410)),
        ("Less than 10%", 0.05, Gain::Density, (54, 15643, 3410)),
        ("Less than 10%", 0.1, Gain::PerCase, (27, 8054, 1895)),
        ("Less than 10%", 0.1, Gain::PerShare, (27, 8054, 1895)),
        ("Less than 10%", 0.1, Gain::Density, (27, 8052, 1896)),
        ("Less than 10%", 0.2, Gain::PerCase, (13, 4100, 916)),
        ("Less than 10%", 0.2, Gain::PerShare, (13, 4100, 916)),
        ("Less than 10%", 0.2, Gain::Density, (13, 4100, 916)),
    ];
    for (outcome, share, gain, expected) in theirs {
        let options = Options {
            peel: share,
            paste: 0.0,
            gain,
            ..Options::default()
        };
        let boxes = peel(&cases_by(outcome), &options).unwrap().boxes;
        let found = (
            boxes.len(),
            boxes.iter().map(|b| b.cases).sum::<usize>(),
            boxes.iter().map(|b| b.of_interest).sum::<usize>(),
        );
        assert_eq!(found, expected, "{outcome} {share} {gain:?}");
    }
}
