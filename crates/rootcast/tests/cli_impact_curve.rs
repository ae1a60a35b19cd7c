//! `rootcast impact curve` on the figures that ship in the program: every choice, the same bytes for any number of
//! threads, and a run that is killed goes on.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::Duration,
};

use serde_json::Value;

fn command(args: &[&str]) -> Command {
    let mut c = Command::new(env!("CARGO_BIN_EXE_rootcast"));
    c.args(["--color", "never", "impact"])
        .args(args)
        .env("ROOTCAST_STORE", "")
        .env("XDG_DATA_HOME", env!("CARGO_TARGET_TMPDIR"));
    c
}

fn done(mut c: Command) -> Output {
    let out = c.output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    out
}

fn plan(name: &str, more: &[&str]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.toml"));
    let args = [
        "plan",
        "encounters",
        "border=southwest",
        "component=usbp",
        "as-of=2024-11-30",
        "--treated",
        "SLV",
        "--from",
        "2022-04",
        "--neighbour",
        "GTM+HND",
        "--event",
        "the state of exception",
        "--out",
    ];
    done(command(&[&args[..], &[path.to_str().unwrap()], more].concat()));
    path
}

fn kept(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::remove_file(&path).ok();
    path
}

#[test]
fn the_curve_has_every_choice_and_tells_what_drives_it() {
    let path = plan("choices", &[]);
    let at = path.to_str().unwrap();
    let out = done(command(&["curve", at, "--leave-out", "0", "--format", "json"]));
    let found: Value = serde_json::from_slice(&out.stdout).unwrap();
    let all = found["specifications"].as_array().unwrap();
    assert!(all.len() > 8_000, "{}", all.len());
    assert!(
        all.windows(2)
            .all(|w| w[0]["relative"].as_f64() <= w[1]["relative"].as_f64())
    );
    for (choice, value) in [
        ("scale", "per-head"),
        ("donors", "without neighbours"),
        ("estimator", "interactive-fixed-effects"),
        ("outcome", "apprehensions border=southwest"),
    ] {
        assert!(all.iter().any(|s| s[choice] == value), "{choice} {value}");
    }
    let drivers = found["drivers"].as_array().unwrap();
    assert_eq!(drivers.len(), 7);
    let parts: Vec<f64> = drivers.iter().map(|d| d["explains"].as_f64().unwrap()).collect();
    // The design is all but balanced, so that what choices explain by themselves cannot add up to more than all there is.
    assert!(parts.iter().all(|p| (0.0..=1.0).contains(p)) && parts.iter().sum::<f64>() < 1.02);
    // The plan's own specification is among them, with the effect that `run` gives.
    let run = done(command(&["run", at, "--format", "json"]));
    let run: Value = serde_json::from_slice(&run.stdout).unwrap();
    let (own, ran) = (
        found["planned"].as_f64().unwrap(),
        run["relative"].as_f64().unwrap(),
    );
    assert!((own - ran).abs() < 1e-12, "{own} {ran}");
    let joint = &found["joint"];
    assert_eq!(joint["units"], 15);
    for p in ["p_of_middle", "p_of_rare"] {
        let p = joint[p].as_f64().unwrap() * 15.0;
        assert!(p > 0.9 && p < 15.1 && (p - p.round()).abs() < 1e-9, "{p}");
    }
}

#[test]
fn the_text_says_how_far_specifications_agree() {
    let path = plan("told", &["--to", "2023-03"]);
    let out = done(command(&["curve", path.to_str().unwrap(), "--leave-out", "0"]));
    insta::assert_snapshot!(String::from_utf8(out.stdout).unwrap());
}

#[test]
fn any_number_of_threads_and_a_kept_file_give_the_same_bytes() {
    let path = plan("threads", &["--to", "2023-03"]);
    let at = path.to_str().unwrap();
    let args = ["curve", at, "--leave-out", "0", "--format", "csv"];
    let mut one = command(&args);
    one.env("RAYON_NUM_THREADS", "1");
    let one = done(one).stdout;
    let mut five = command(&args);
    five.env("RAYON_NUM_THREADS", "5");
    assert!(done(five).stdout == one);
    let kept = kept("threads.kept");
    let resume = [&args[..], &["--resume", kept.to_str().unwrap()]].concat();
    assert!(done(command(&resume)).stdout == one);
    let bytes = fs::metadata(&kept).unwrap().len();
    assert!(done(command(&resume)).stdout == one);
    assert_eq!(
        fs::metadata(&kept).unwrap().len(),
        bytes,
        "nothing was done twice"
    );
}

#[test]
fn a_run_that_is_killed_goes_on_to_the_same_bytes() {
    let path = plan("killed", &["--to", "2023-03"]);
    let args = ["curve", path.to_str().unwrap(), "--format", "csv"];
    let whole = done(command(&args)).stdout;
    let kept = kept("killed.kept");
    let resume = [&args[..], &["--resume", kept.to_str().unwrap()]].concat();
    let lines = || fs::read(&kept).map_or(0, |b| b.split(|b| *b == b'\n').count());
    let mut cut = 0;
    for _ in 0..4 {
        let before = lines();
        let mut child = command(&resume)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while lines() < before + 100 && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(2));
        }
        let broke_off = child.try_wait().unwrap().is_none();
        child.kill().ok();
        child.wait().unwrap();
        cut += usize::from(broke_off);
        // Where the machine died in the middle of a line, it is cleared away.
        let bytes = fs::read(&kept).unwrap();
        fs::write(&kept, &bytes[..bytes.len() - 7]).unwrap();
    }
    assert!(cut > 0, "no run was broken off");
    assert!(done(command(&resume)).stdout == whole);
}

#[test]
fn a_file_of_another_plan_is_refused_and_progress_is_told_when_asked_for() {
    let (a, b) = (
        plan("first", &["--to", "2022-09"]),
        plan("second", &["--to", "2022-10"]),
    );
    let kept = kept("first.kept");
    let run = |plan: &Path| {
        let at = [plan.to_str().unwrap(), kept.to_str().unwrap()];
        command(&[
            "curve",
            at[0],
            "--leave-out",
            "0",
            "--progress",
            "--resume",
            at[1],
        ])
        .output()
        .unwrap()
    };
    let first = run(&a);
    assert!(first.status.success());
    let told = String::from_utf8(first.stderr).unwrap();
    assert_eq!(told.lines().count(), 10, "{told}");
    let bytes = fs::read(&kept).unwrap();
    let out = run(&b);
    assert_eq!(out.status.code(), Some(3));
    let err = String::from_utf8(out.stderr).unwrap();
    assert!(
        err.contains("another plan") && err.contains("name another file"),
        "{err}"
    );
    assert_eq!(fs::read(&kept).unwrap(), bytes, "the file is left as it was");
}
