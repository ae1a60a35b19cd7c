//! The reference programs' data and outputs beside the repository. A file that is missing fails its test.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "each test uses its part, and fails where its files do"
)]

use std::{collections::BTreeMap, path::PathBuf};

use serde_json::Value;

pub(crate) fn path(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::env::var_os("ROOTCAST_SHARED")
        .map_or_else(|| root.join("../shared"), PathBuf::from)
        .join("data/golden/impact")
        .join(name)
}

pub(crate) fn json(name: &str) -> Value {
    let file = path(name);
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    serde_json::from_str(&text).unwrap()
}

/// Columns of a table by name.
pub(crate) struct Table(BTreeMap<String, Vec<String>>);

impl Table {
    pub(crate) fn read(name: &str, delimiter: u8) -> Self {
        let file = path(name);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_path(&file)
            .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let mut columns = vec![Vec::new(); heads.len()];
        for row in reader.records() {
            for (c, cell) in columns.iter_mut().zip(row.unwrap().iter()) {
                c.push(cell.to_owned());
            }
        }
        Self(heads.into_iter().zip(columns).collect())
    }

    pub(crate) fn text(&self, column: &str) -> Vec<String> {
        self.0
            .get(column)
            .unwrap_or_else(|| panic!("no column {column}"))
            .clone()
    }

    pub(crate) fn number(&self, column: &str) -> Vec<f64> {
        self.text(column)
            .iter()
            .map(|c| c.parse().unwrap_or(f64::NAN))
            .collect()
    }

    pub(crate) fn step(&self, column: &str) -> Vec<i64> {
        self.number(column).iter().map(|v| *v as i64).collect()
    }
}

pub(crate) fn numbers(v: &Value) -> Vec<f64> {
    match v {
        Value::Array(a) => a.iter().map(|x| x.as_f64().unwrap_or(f64::NAN)).collect(),
        other => vec![other.as_f64().unwrap()],
    }
}

pub(crate) fn texts(v: &Value) -> Vec<String> {
    match v {
        Value::Array(a) => a.iter().map(|x| x.as_str().unwrap().to_owned()).collect(),
        other => vec![other.as_str().unwrap().to_owned()],
    }
}

/// Holds two figures to a relative tolerance (absolute below one hundredth of it).
pub(crate) fn near(what: &str, ours: f64, theirs: f64, tolerance: f64) {
    let off = (ours - theirs).abs() / theirs.abs().max(0.01);
    assert!(
        off <= tolerance,
        "{what}: {ours} where the reference has {theirs} ({off:.1e})"
    );
}
