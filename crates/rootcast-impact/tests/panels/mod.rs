//! Reads the reference data and outputs that lie beside the repository.
#![allow(dead_code, clippy::unwrap_used, clippy::cast_possible_truncation)]

use std::{collections::BTreeMap, path::PathBuf};

use rootcast_impact::panel::{Design, Panel};

/// A file of the reference folder.
pub(crate) fn path(name: &str) -> PathBuf {
    let shared = std::env::var_os("ROOTCAST_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    shared.join("data/golden/impact").join(name)
}

/// An output of a reference program.
pub(crate) fn json(name: &str) -> serde_json::Value {
    let file = path(name);
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    serde_json::from_str(&text).unwrap()
}

/// A table of figures by unit and step.
pub(crate) struct Table {
    pub(crate) units: Vec<String>,
    pub(crate) steps: Vec<i32>,
    columns: BTreeMap<String, Vec<f64>>,
}

impl Table {
    /// Reads a long table; units and steps in their order of name and time.
    pub(crate) fn read(name: &str, separator: u8, unit: &str, step: &str) -> Self {
        let file = path(name);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .from_path(&file)
            .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let at = |head: &str| heads.iter().position(|h| h == head).unwrap();
        let (unit, step) = (at(unit), at(step));
        let rows: Vec<Vec<String>> = reader
            .records()
            .map(|r| r.unwrap().iter().map(str::to_owned).collect())
            .collect();
        let when = |row: &[String]| row[step].parse::<f64>().unwrap().round() as i32;
        let mut units: Vec<String> = rows.iter().map(|r| r[unit].clone()).collect();
        units.sort();
        units.dedup();
        units.retain(|u| u != "Spain (Espana)");
        let mut steps: Vec<i32> = rows.iter().map(|r| when(r)).collect();
        steps.sort_unstable();
        steps.dedup();
        let mut columns: BTreeMap<String, Vec<f64>> = heads
            .iter()
            .map(|h| (h.clone(), vec![f64::NAN; units.len() * steps.len()]))
            .collect();
        for row in &rows {
            let Ok(u) = units.binary_search(&row[unit]) else {
                continue;
            };
            let t = steps.binary_search(&when(row)).unwrap();
            for (head, text) in heads.iter().zip(row) {
                columns.get_mut(head).unwrap()[u * steps.len() + t] = text.parse().unwrap_or(f64::NAN);
            }
        }
        Self {
            units,
            steps,
            columns,
        }
    }

    /// A column as a panel.
    pub(crate) fn panel(&self, column: &str) -> Panel {
        Panel::new(
            self.units.clone(),
            self.steps.iter().map(ToString::to_string).collect(),
            self.columns[column].clone(),
        )
        .unwrap()
    }

    /// A column of a unit.
    pub(crate) fn of(&self, column: &str, unit: usize) -> &[f64] {
        let n = self.steps.len();
        &self.columns[column][unit * n..(unit + 1) * n]
    }

    /// One treated unit from a year on.
    pub(crate) fn design(&self, unit: &str, year: i32) -> Design {
        let panel = self.panel(self.columns.keys().next().unwrap());
        let step = self.steps.iter().position(|s| *s == year).unwrap();
        Design::block(&panel, &[panel.position(unit).unwrap()], step).unwrap()
    }
}

/// California's tobacco law: packs per head.
pub(crate) fn california() -> (Panel, Design) {
    let table = Table::read("data/prop99/california_prop99.csv", b';', "State", "Year");
    (table.panel("PacksPerCapita"), table.design("California", 1989))
}

/// Terrorism in the Basque Country: product per head.
pub(crate) fn basque(first: i32) -> (Panel, Design) {
    let table = Table::read("data/basque/basque.csv", b',', "regionname", "year");
    (
        table.panel("gdpcap"),
        table.design("Basque Country (Pais Vasco)", first),
    )
}

/// German reunification: product per head.
pub(crate) fn germany(first: i32) -> (Panel, Design) {
    let table = Table::read("data/germany/germany.csv", b',', "country", "year");
    (table.panel("gdp"), table.design("West Germany", first))
}

/// Whether two figures agree.
pub(crate) fn near(what: &str, ours: f64, theirs: f64, tolerance: f64) {
    assert!(
        (ours - theirs).abs() <= tolerance,
        "{what}: {ours} is not {theirs} within {tolerance}"
    );
}
