//! Every golden vector, to 1e-9. Where a library and the closed form differ, the closed form is what is wanted.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "a test fails by panicking; infinite equals infinite"
)]

use std::{path::PathBuf, sync::LazyLock};

use serde_json::Value;

#[path = "vectors/change.rs"]
mod change;
#[path = "vectors/conformal.rs"]
mod conformal;
#[path = "vectors/hierarchy.rs"]
mod hierarchy;
#[path = "vectors/mix.rs"]
mod mix;
#[path = "vectors/score.rs"]
mod score;

const TOLERANCE: f64 = 1e-9;

static VECTORS: LazyLock<Value> = LazyLock::new(|| {
    let shared = std::env::var_os("ROOTCAST_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let file = shared.join("data/golden/forecast/golden_vectors.json");
    let text = std::fs::read_to_string(&file)
        .unwrap_or_else(|e| panic!("{} cannot be read ({e}): set ROOTCAST_SHARED", file.display()));
    serde_json::from_str(&text).unwrap()
});

fn group(name: &str) -> &'static Value {
    let value = &VECTORS[name];
    assert!(value.is_object(), "no vectors of {name}");
    value
}

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_f64().unwrap_or(f64::INFINITY))
        .collect()
}

fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

#[track_caller]
fn close(got: f64, want: f64, what: &str) {
    assert!(
        got == want || (got - want).abs() <= TOLERANCE * want.abs().max(1.0),
        "{what}: {got}, wanted {want}"
    );
}

#[track_caller]
fn all_close(got: &[f64], want: &[f64], what: &str) {
    assert_eq!(got.len(), want.len(), "{what}: how many");
    for (i, (g, w)) in got.iter().zip(want).enumerate() {
        close(*g, *w, &format!("{what}[{i}]"));
    }
}
