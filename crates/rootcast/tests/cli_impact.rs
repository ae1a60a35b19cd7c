//! `rootcast impact` on the figures that ship in the program.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

fn run(args: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_rootcast"))
        .args(["--color", "never", "impact"])
        .args(args)
        .env("ROOTCAST_STORE", "")
        .env("XDG_DATA_HOME", env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

fn plan(name: &str, args: &[&str]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.toml"));
    let (code, _, err) = run(&[&["plan"], args, &["--out", path.to_str().unwrap()]].concat());
    assert_eq!(code, 0, "{err}");
    path
}

const PAROLE: [&str; 9] = [
    "encounters",
    "border=southwest",
    "component=usbp",
    "--treated",
    "CUB+HTI+NIC",
    "--from",
    "2023-01",
    "--exclude",
    "VEN",
];

fn json(verb: &str, plan: &Path) -> Value {
    let (code, out, err) = run(&[verb, plan.to_str().unwrap(), "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn the_fall_after_parole_is_large_and_chosen_at_a_peak() {
    let path = plan("parole", &[&PAROLE[..], &["--to", "2023-04"]].concat());
    let found = json("run", &path);
    assert!(found["relative"].as_f64().unwrap() < -0.8);
    assert_eq!(found["appraisal"]["verdict"], "fragile");
    assert_eq!(found["appraisal"]["decided_by"], "peak");
    assert!(found["appraisal"]["proof"]["gap"].as_f64().unwrap() < 1e-6);
    let (_, out, _) = run(&["run", path.to_str().unwrap()]);
    for part in [
        "fragile",
        "comes back by itself",
        "without any one donor",
        "plan  ",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
}

#[test]
fn a_plan_that_was_changed_is_refused_unless_said_to_be() {
    let path = plan("changed", &PAROLE);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("alpha = 0.1", "alpha = 0.5")).unwrap();
    let at = path.to_str().unwrap();
    let (code, _, err) = run(&["run", at]);
    assert_eq!(code, 3);
    assert!(err.contains("was changed after it was written"), "{err}");
    let (code, out, _) = run(&["run", at, "--amended"]);
    assert_eq!(code, 0);
    assert!(out.contains("changed after it was written"));
    // Comments and spaces are no change.
    fs::write(&path, format!("# a note\n{text}\n")).unwrap();
    assert_eq!(run(&["run", at]).0, 0);
}

#[test]
fn the_curve_has_every_specification_and_its_drivers() {
    let path = plan("curve", &[&PAROLE[..], &["--neighbour", "COL"]].concat());
    let found = json("curve", &path);
    let all = found["specifications"].as_array().unwrap();
    assert!(all.len() >= 96, "{}", all.len());
    assert!(
        all.windows(2)
            .all(|w| w[0]["relative"].as_f64() <= w[1]["relative"].as_f64())
    );
    assert!(all.iter().any(|s| s["donors"] == "without neighbours"));
    assert_eq!(found["drivers"].as_array().unwrap().len(), 5);
    assert!(found["agree"].as_f64().unwrap() > 0.9);
}

#[test]
fn rivals_are_what_else_happened() {
    let path = plan("rivals", &PAROLE);
    let found = json("rivals", &path);
    let titles: Vec<&str> = found["rivals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["title"].as_str().unwrap())
        .collect();
    assert!(titles.contains(&"CBP One scheduling"), "{titles:?}");
    assert!(titles.contains(&"State of exception in El Salvador"));
}

#[test]
fn questions_that_cannot_be_say_why() {
    let said = |args: &[&str]| {
        let (code, _, err) = run(args);
        assert_ne!(code, 0, "{args:?}");
        err
    };
    let ask = |treated: &str, from: &str| {
        said(&[
            "plan",
            "encounters",
            "border=southwest",
            "--treated",
            treated,
            "--from",
            from,
        ])
    };
    assert!(ask("Atlantis", "2022-04").contains("--treated"));
    assert!(ask("FRA", "2022-04").contains("not among the series"));
    assert!(ask("SLV", "1990-01").contains("figures begin with"));
    assert!(ask("SLV", "2090-01").contains("figures end with"));
    assert!(
        said(&[
            "plan",
            "encounters",
            "border=southwest",
            "--treated",
            "SLV",
            "--from",
            "2022-04",
            "--least",
            "1e9"
        ])
        .contains("donors are left")
    );
    assert!(said(&["run", "nowhere.toml"]).contains("cannot read"));
    let odd = Path::new(env!("CARGO_TARGET_TMPDIR")).join("odd.toml");
    fs::write(&odd, "hash = 1\n").unwrap();
    assert!(said(&["run", odd.to_str().unwrap()]).contains("is no plan"));
}

#[test]
fn the_brief_asks_every_event_that_names_origins() {
    let out = Command::new(env!("CARGO_BIN_EXE_rootcast"))
        .args(["brief", "--as-of", "2024-11-30", "--format", "json"])
        .env("ROOTCAST_STORE", "")
        .env("XDG_DATA_HOME", env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap();
    let brief: Value = serde_json::from_slice(&out.stdout).unwrap();
    let section = brief["sections"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["id"] == "impact")
        .unwrap();
    let rows = section["charts"][0]["table"]["rows"].as_array().unwrap();
    assert!(rows.len() >= 5, "{}", rows.len());
    let parole = rows
        .iter()
        .find(|r| r[0].as_str().unwrap().contains("Cubans"))
        .unwrap();
    assert_eq!(parole[3], "fragile");
    let notes = section["notes"].to_string();
    assert!(notes.contains("concerns all origins"));
    assert!(!notes.contains("--from"), "{notes}");
}
