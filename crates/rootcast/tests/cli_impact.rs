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

const EXCEPTION: [&str; 10] = [
    "encounters",
    "border=southwest",
    "component=usbp",
    "as-of=2024-11-30",
    "--treated",
    "SLV",
    "--from",
    "2022-04",
    "--exclude",
    "CUB",
];

#[test]
fn every_method_stands_beside_the_plans_with_the_inference_that_fits() {
    let with = [
        "--predictor",
        "homicide-rate",
        "--regressor",
        "unemployment",
        "--to",
        "2022-12",
    ];
    let found = json("run", &plan("beside", &[&EXCEPTION[..], &with].concat()));
    let beside = found["beside"].as_array().unwrap();
    assert_eq!(beside.len(), 14);
    for b in beside {
        let name = b["method"].as_str().unwrap();
        let e = &b["estimate"];
        assert!(!e.is_null(), "{name}: {}", b["refused"]);
        let inference = e["inference"].as_str().unwrap();
        let expected = if name == "structural" {
            "posterior"
        } else {
            "placebos in space, all 13"
        };
        assert_eq!(inference, expected, "{name}");
        // One treated origin has no standard error of its own.
        assert_eq!(e["error"].is_null(), name != "structural", "{name}");
        assert!(b["relative"].as_f64().unwrap().abs() < 1.0, "{name}");
    }
    // The method of the plan stands among them, with the same effect.
    assert_eq!(beside[0]["estimate"]["effect"], found["appraisal"]["effect"]);
}

#[test]
fn the_plan_names_the_method_that_the_gates_are_about() {
    let with = ["--method", "synthetic-difference", "--beside", "difference"];
    let path = plan("primary", &[&EXCEPTION[..], &with].concat());
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .contains("method = \"synthetic-difference\"")
    );
    let found = json("run", &path);
    assert_eq!(
        found["appraisal"]["estimates"][0]["method"],
        "synthetic difference-in-differences"
    );
    assert!(
        found["says"]
            .as_str()
            .unwrap()
            .contains("by synthetic difference-in-differences")
    );
    let gates = found["appraisal"]["gates"].as_array().unwrap();
    let methods = gates.iter().find(|g| g["name"] == "methods").unwrap();
    assert!(
        methods["says"]
            .as_str()
            .unwrap()
            .starts_with("demeaned synthetic control")
    );
    // A method without a path before the event cannot pass the gates.
    let path = plan(
        "pathless",
        &[&EXCEPTION[..], &["--method", "event-study"]].concat(),
    );
    let (code, _, err) = run(&["run", path.to_str().unwrap()]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("let the plan name another method"), "{err}");
}

#[test]
fn origins_that_begin_apart_are_units_of_their_own() {
    let args = [
        "encounters",
        "border=southwest",
        "component=usbp",
        "as-of=2024-11-30",
        "--treated",
        "VEN+CUB+HTI+NIC",
        "--from",
        "2022-11",
        "--to",
        "2023-04",
        "--start",
        "CUB+HTI+NIC=2023-01",
    ];
    let beside = [
        "--beside",
        "synthetic-difference",
        "--beside",
        "group-time",
        "--beside",
        "penalised-control",
    ];
    let path = plan("apart", &[&args[..], &beside].concat());
    assert!(fs::read_to_string(&path).unwrap().contains("CUB = \"2023-01\""));
    let found = json("run", &path);
    let units = found["units"].as_array().unwrap();
    assert_eq!(units.len(), 4);
    let of = |origin: &str| units.iter().find(|u| u["origin"] == origin).unwrap();
    assert_eq!(
        (of("VEN")["start"].as_str(), of("NIC")["start"].as_str()),
        (Some("2022-11"), Some("2023-01"))
    );
    // What holds for all is no more than what holds for the weakest.
    assert!(
        units
            .iter()
            .any(|u| u["verdict"] == found["appraisal"]["verdict"])
    );
    let beside = found["beside"].as_array().unwrap();
    assert!(
        beside[0]["estimate"]["inference"]
            .as_str()
            .unwrap()
            .contains("999 placebo sets of donors, drawn")
    );
    assert!(beside[1]["estimate"]["error"].is_null());
    assert!(beside[2]["refused"].as_str().unwrap().contains("several steps"));
    let (code, _, err) = run(&["curve", path.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(err.contains("by itself"), "{err}");
}

#[test]
fn flows_per_head_need_a_population_of_every_origin() {
    let found = json(
        "run",
        &plan(
            "heads",
            &[&EXCEPTION[..], &["--scale", "per-head", "--beside", "difference"]].concat(),
        ),
    );
    let months = found["months"].as_array().unwrap();
    let last = months.last().unwrap();
    // In encounters again: the control lies above what was counted where the gap is below nought.
    let gap = found["appraisal"]["gaps"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .as_f64()
        .unwrap();
    let difference = last["counted"].as_f64().unwrap() - last["control"].as_f64().unwrap();
    assert!(
        (difference / gap - 65.185).abs() < 1.0,
        "a gap per 100,000 of 6.5 million: {}",
        difference / gap
    );
    assert!(
        found["notes"]
            .to_string()
            .contains("later months take the population of 2021")
    );
}

#[test]
fn covariates_that_cannot_be_say_what_is_missing() {
    let said = |more: &[&str]| {
        let (code, _, err) = run(&[&["plan"], &EXCEPTION[..], more].concat());
        assert_ne!(code, 0);
        err
    };
    assert!(said(&["--predictor", "log:fdi"]).contains("no logarithm"));
    let err = said(&["--regressor", "gdp-growth"]);
    assert!(
        err.contains("covariate `gdp-growth`") && err.contains("no release held"),
        "{err}"
    );
    assert!(said(&["--start", "GTM=2022-06"]).contains("not among the treated"));
    assert!(said(&["--start", "SLV=2021-06"]).contains("--from"));
    assert!(said(&["--method", "magic"]).contains("methods are demeaned-control"));
    let later = EXCEPTION.map(|a| {
        if a.starts_with("as-of") {
            "as-of=2026-02-01"
        } else {
            a
        }
    });
    let with = ["--regressor", "job-openings", "--beside", "structural"];
    let path = plan("common", &[&later[..], &with].concat());
    let found = json("run", &path);
    assert!(found["notes"].to_string().contains("the same for all origins"));
    assert!(
        found["beside"][0]["estimate"]["notes"]
            .to_string()
            .contains("14 controls")
    );
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
