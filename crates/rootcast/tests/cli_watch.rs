//! `rootcast watch` on the figures that ship in the program.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

use serde_json::Value;

fn watch(args: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_rootcast"))
        .args(["--color", "never", "watch"])
        .args(args)
        .env("ROOTCAST_STORE", "")
        .env("XDG_DATA_HOME", env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

fn json(args: &[&str]) -> Value {
    let (code, out, err) = watch(&[args, &["--format", "json"]].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn the_bell_rang_for_the_shift_of_origins() {
    let found = json(&["encounters", "border=southwest", "period=2019-10..2024-09"]);
    let rang = |name: &str, way: &str, years: std::ops::Range<&str>| {
        let rings = found["rings"].as_array().unwrap();
        rings
            .iter()
            .any(|r| r["name"] == name && r["way"] == way && years.contains(&r["period"].as_str().unwrap()))
    };
    for name in ["Venezuela", "Nicaragua", "Haiti"] {
        assert!(rang(name, "rise", "2021-03".."2021-10"), "{name}");
    }
    for name in ["Cuba", "Colombia"] {
        assert!(rang(name, "rise", "2021-10".."2022-04"), "{name}");
    }
    assert!(rang("northern-triangle", "fall", "2021-10".."2022-04"));
    let judged = &found["false_rings"];
    assert!(judged[0].as_u64().unwrap() * 2 < judged[1].as_u64().unwrap());
}

#[test]
fn alarms_rank_surges_better_than_momentum_and_say_so() {
    let found = json(&["encounters", "border=southwest", "period=2019-10..2024-09"]);
    for trial in found["trials"].as_array().unwrap() {
        let auc = |score: &str| trial[score]["auc"].as_f64().unwrap();
        if trial["of"] == "surge" {
            assert!(auc("model") > auc("momentum"), "{trial}");
            let bar = match trial["months"].as_u64().unwrap() {
                1 => (0.93, 0.41),
                3 => (0.85, 0.45),
                _ => (0.80, 0.53),
            };
            let precision = trial["model"]["average_precision"].as_f64().unwrap();
            assert!(auc("model") > bar.0 && precision > bar.1, "{trial}");
        }
    }
    let (code, out, _) = watch(&[]);
    assert_eq!(code, 0);
    for part in ["The mix in 2024-09", "Bells that rang", "momentum"] {
        assert!(out.contains(part), "{part}");
    }
}

#[test]
fn a_ring_does_not_depend_on_what_came_later() {
    let rings = |period: &str| {
        let found = json(&["encounters", "border=southwest", period]);
        let rings = found["rings"].as_array().unwrap().clone();
        rings
            .iter()
            .filter(|r| r["period"].as_str().unwrap() <= "2022-06")
            .map(|r| format!("{} {} {}", r["period"], r["name"], r["way"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(rings("period=2019-10..2022-06"), rings("period=2019-10..2024-09"));
}

#[test]
fn what_cannot_be_watched_is_said() {
    let (code, _, err) = watch(&["encounters", "border=nowhere"]);
    assert_eq!(code, 2, "{err}");
    let (code, _, err) = watch(&["--group", "atlantis"]);
    assert!(code == 2 && err.contains("--group"), "{err}");
    let (code, _, err) = watch(&["--false-alarms", "0"]);
    assert!(code == 2 && err.contains("above 0"), "{err}");
}
