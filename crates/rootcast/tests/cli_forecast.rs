//! `rootcast forecast`, `backtest` and `score` on the figures that ship in the program.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path, process::Command};

use serde_json::Value;

fn run(args: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_rootcast"))
        .args(["--color", "never"])
        .args(args)
        .env("ROOTCAST_STORE", "")
        .env("XDG_DATA_HOME", env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

fn json(args: &[&str]) -> Value {
    let (code, out, err) = run(&[args, &["--format", "json"]].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

const TARGET: [&str; 3] = ["encounters", "border=southwest", "period=2019-10..2024-09"];

fn total_and_parts(past: &Value) -> [&Value; 2] {
    ["total", "parts"].map(|kind| {
        let scopes = past["scopes"].as_array().unwrap();
        scopes.iter().find(|s| s["kind"] == kind).unwrap()
    })
}

#[test]
fn encounters_are_forecast_better_than_by_the_last_figure() {
    for seed in ["1", "2", "3"] {
        let past = json(&[&["backtest"], &TARGET[..], &["--by", "origin", "--seed", seed]].concat());
        for scope in total_and_parts(&past) {
            for (ahead, bar) in [(1, 0.85), (3, 1.0), (6, 1.0), (12, 1.0)] {
                let row = &scope["rows"][ahead - 1];
                assert_eq!(row["ahead"], ahead);
                let relative = row["relative_wis"].as_f64().unwrap();
                assert!(relative < bar, "{} {ahead}: {relative}", scope["name"]);
            }
            let all = scope["rows"].as_array().unwrap().last().unwrap();
            let held = all["coverage_95"].as_f64().unwrap();
            assert!((0.92..=0.98).contains(&held), "{}: {held}", scope["name"]);
            let pit: f64 = all["pit"]
                .as_array()
                .unwrap()
                .iter()
                .map(|v| v.as_f64().unwrap())
                .sum();
            assert!((pit - 1.0).abs() < 1e-9, "{pit}");
        }
        // What the total misses by thousands is no business of a flow of ten.
        let scopes = past["scopes"].as_array().unwrap();
        for scope in scopes
            .iter()
            .filter(|s| ["Myanmar", "Philippines", "Canada"].contains(&s["name"].as_str().unwrap()))
        {
            let relative = scope["rows"][0]["relative_wis"].as_f64().unwrap();
            assert!(relative < 1.2, "{}: {relative}", scope["name"]);
        }
    }
}

#[test]
fn the_naive_forecast_has_no_skill_over_itself() {
    let past = json(
        &[
            &["backtest"],
            &TARGET[..],
            &["--by", "origin", "--model", "naive"],
        ]
        .concat(),
    );
    assert!(
        past["scopes"]
            .as_array()
            .unwrap()
            .iter()
            .all(|s| s["skilful"] == 0)
    );
}

#[test]
fn sums_and_parts_add_up_and_nothing_is_below_zero() {
    let said = json(
        &[
            &["forecast"],
            &TARGET[..],
            &["--by", "origin", "--horizon", "3", "--beyond"],
        ]
        .concat(),
    );
    let series = said["series"].as_array().unwrap();
    let mean = |s: &Value, step: usize| s["steps"][step]["said"]["mean"].as_f64().unwrap();
    for step in 0..3 {
        let parts: f64 = series[1..].iter().map(|s| mean(s, step)).sum();
        assert!((mean(&series[0], step) - parts).abs() < 1e-6 * parts);
    }
    for s in series {
        let lows = s["steps"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|t| t["said"]["intervals"].as_array().unwrap());
        assert!(lows.into_iter().all(|i| i[0].as_f64().unwrap() >= 0.0));
    }
}

#[test]
fn steps_without_skill_are_withheld_and_said_to_be() {
    // The rate of the peso is nearest to a random walk: nothing beats the last figure.
    let reading = [
        "forecast",
        "exchange-rate",
        "currency=mexico",
        "--model",
        "drift",
        "--origins",
        "24",
    ];
    let (code, out, err) = run(&reading);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("withheld: forecasts"), "{out}");
    let said = json(&reading);
    let steps = said["series"][0]["steps"].as_array().unwrap();
    let skilful = usize::try_from(said["series"][0]["skilful"].as_u64().unwrap()).unwrap();
    assert!(skilful < 12);
    assert!(steps[skilful..].iter().all(|s| s["said"].is_null()));
    let shown = json(&[&reading[..], &["--beyond"]].concat());
    assert!(shown["series"][0]["steps"][11]["said"]["median"].is_number());
}

#[test]
fn the_same_question_and_seed_give_the_same_bytes_on_any_number_of_threads() {
    let on = |threads: &str| {
        let out = Command::new(env!("CARGO_BIN_EXE_rootcast"))
            .args([
                "forecast",
                "encounters",
                "border=southwest",
                "--horizon",
                "3",
                "--format",
                "json",
            ])
            .env("RAYON_NUM_THREADS", threads)
            .env("ROOTCAST_STORE", "")
            .env("XDG_DATA_HOME", env!("CARGO_TARGET_TMPDIR"))
            .output()
            .unwrap();
        assert!(out.status.success());
        out.stdout
    };
    assert_eq!(on("1"), on("3"));
}

#[test]
fn earlier_origins_see_the_releases_of_their_time() {
    let past = json(&[
        "backtest",
        "encounters",
        "border=southwest",
        "--by-release",
        "--first",
        "24",
    ]);
    let known = &past["published"];
    // Releases of another source than the one that answers now are among them.
    assert!(known["origins"].as_u64().unwrap() >= 5, "{known}");
    assert_eq!(known["origins"], known["as_published"]);
}

fn store(name: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_forecast_is_filed_once_and_marked_when_its_figures_are_known() {
    let folder = store("record");
    let at = folder.to_str().unwrap();
    let file = [
        "forecast",
        "encounters",
        "border=southwest",
        "--file",
        "--horizon",
        "2",
        "--store",
        at,
    ];
    let (code, _, err) = run(&file);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("filed as"), "{err}");
    assert!(run(&file).2.contains("was filed before"));
    let record = json(&["score", "--store", at]);
    assert_eq!(record["forecasts"][0]["marks"].as_array().unwrap().len(), 0);

    // The same, as if issued two months earlier: then its figures are known.
    let name = fs::read_dir(folder.join("forecasts"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let filed = fs::read_to_string(&name).unwrap();
    let text = filed.replace("\"last\": \"2024-11\"", "\"last\": \"2024-09\"");
    let earlier = text
        .replace("\"2024-12\"", "\"2024-10\"")
        .replace("\"2025-01\"", "\"2024-11\"");
    assert_ne!(text, earlier);
    let hash = rootcast::forecast::record::hash(earlier.as_bytes());
    fs::write(folder.join("forecasts").join(format!("{hash}.json")), earlier).unwrap();
    let record = json(&["score", "encounters", "border=southwest", "--store", at]);
    let marked: Vec<&Value> = record["forecasts"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|f| f["marks"].as_array().unwrap())
        .collect();
    assert_eq!(marked.len(), 2);
    assert_eq!(marked[0]["outcome"], 106_335);
    let rows = record["by_ahead"][0]["rows"].as_array().unwrap();
    assert_eq!(rows.last().unwrap()["marks"], 2);
    assert!(
        json(&["score", "encounters", "border=northern", "--store", at])["forecasts"]
            .as_array()
            .unwrap()
            .is_empty()
    );

    // What was issued later was not there to be marked then, and a foreign file is none of the record's.
    assert!(
        json(&["score", "encounters", "as-of=2025-01-01", "--store", at])["forecasts"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let foreign = folder.join("forecasts").join("notes.json");
    fs::write(&foreign, "{}").unwrap();
    let (code, _, err) = run(&["score", "--store", at]);
    assert_eq!(code, 1);
    assert!(err.contains("not a file of the record"), "{err}");
    fs::remove_file(&foreign).unwrap();
    // Another seed is another file, and counts no second time.
    assert_eq!(run(&[&file[..], &["--seed", "2"]].concat()).0, 0);
    let counts = json(&["score", "--store", at])["forecasts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["counts"] == true)
        .count();
    assert_eq!(counts, 2);

    // A changed file is told, by the exit code too.
    fs::write(&name, filed.replace("\"seed\": 1", "\"seed\": 2")).unwrap();
    let (code, _, err) = run(&["score", "--store", at]);
    assert_eq!(code, 1);
    assert!(err.contains("was changed after it was filed"), "{err}");
}

#[test]
fn what_is_known_is_not_filed_as_a_forecast() {
    let folder = store("known");
    let at = folder.to_str().unwrap();
    let (code, _, err) = run(&[
        "forecast",
        "encounters",
        "border=southwest",
        "as-of=2023-10-31",
        "--file",
        "--store",
        at,
    ]);
    assert_eq!(code, 2);
    assert!(err.contains("what is known cannot be forecast"), "{err}");
    assert!(!folder.join("forecasts").exists());
}

#[test]
fn questions_that_cannot_be_answered_say_why() {
    let said = |args: &[&str]| {
        let (code, _, err) = run(args);
        assert_ne!(code, 0, "{args:?}");
        err
    };
    assert!(said(&["forecast", "encounters", "--model", "oracle"]).contains("possible values"));
    assert!(said(&["forecast", "encounters", "--level", "120"]).contains("from 1 to 99"));
    assert!(said(&["forecast", "encounters", "--horizon", "0"]).contains("--horizon"));
    assert!(said(&["forecast", "encounters", "--by", "nonsense"]).contains("--by nonsense"));
    assert!(said(&["forecast", "exchange-rate"]).contains("currency="));
    assert!(
        said(&[
            "backtest",
            "encounters",
            "border=southwest",
            "period=2024-01..2024-06"
        ])
        .contains("--first")
    );
    assert!(
        said(&[
            "forecast",
            "encounters",
            "as-of=2023-10-31",
            "--as-of",
            "2024-01-31"
        ])
        .contains("leave one out")
    );
}

#[test]
fn csv_has_a_row_for_each_series_and_step() {
    let (code, out, err) = run(&[
        "forecast",
        "encounters",
        "border=southwest",
        "--horizon",
        "4",
        "--format",
        "csv",
        "--level",
        "90",
    ]);
    assert_eq!(code, 0, "{err}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 5);
    assert!(lines[0].starts_with("series,name,period,ahead,mean,median,low_90,high_90"));
}

#[test]
fn the_brief_shows_the_fan_the_bell_and_the_record() {
    let folder = store("brief");
    let at = folder.to_str().unwrap();
    let brief = json(&["brief", "--store", at]);
    let section = |id: &str| {
        let all = brief["sections"].as_array().unwrap();
        all.iter()
            .find(|s| s["id"] == id)
            .unwrap_or_else(|| panic!("no section {id}"))
            .clone()
    };
    let outlook = section("outlook");
    let bands = outlook["charts"][0]["panels"][0]["bands"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(bands.len(), 3);
    // Intervals lie within one another, the widest first.
    for pair in bands.windows(2) {
        for (wide, narrow) in pair[0]["reaches"]
            .as_array()
            .unwrap()
            .iter()
            .zip(pair[1]["reaches"].as_array().unwrap())
        {
            assert!(
                wide["low"].as_f64() <= narrow["low"].as_f64()
                    && narrow["high"].as_f64() <= wide["high"].as_f64()
            );
        }
    }
    assert!(outlook["notes"].to_string().contains("No forecast is filed"));
    let shift = section("shift");
    assert!(
        !shift["charts"][0]["panels"][0]["bands"]
            .as_array()
            .unwrap()
            .is_empty()
    );

    let (code, _, err) = run(&[
        "forecast",
        "encounters",
        "border=southwest",
        "--file",
        "--store",
        at,
    ]);
    assert_eq!(code, 0, "{err}");
    let (_, out, _) = run(&["brief", "--store", at, "--format", "json"]);
    let table = &serde_json::from_str::<Value>(&out).unwrap();
    let tables = table["sections"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["id"] == "outlook")
        .unwrap()["tables"]
        .clone();
    assert_eq!(tables[0]["rows"].as_array().unwrap().len(), 1);
}

#[test]
fn a_known_event_shifts_what_comes_after_it() {
    let ask = |more: &[&str]| {
        json(
            &[
                &[
                    "forecast",
                    "encounters",
                    "border=southwest",
                    "--horizon",
                    "6",
                    "--beyond",
                ],
                more,
            ]
            .concat(),
        )
    };
    let median = |v: &Value, step: usize| v["series"][0]["steps"][step]["said"]["median"].as_f64().unwrap();
    let (plain, told) = (ask(&[]), ask(&["--event", "2025-02=-90..-70"]));
    assert!((median(&told, 0) / median(&plain, 0) - 1.0).abs() < 0.1);
    assert!(median(&told, 2) < 0.4 * median(&plain, 2));
    assert_eq!(told["events"][0], "2025-02=-90..-70");
    let (code, _, err) = run(&[
        "forecast",
        "encounters",
        "--model",
        "ets",
        "--event",
        "2025-02=-90..-70",
    ]);
    assert_eq!(code, 2);
    assert!(err.contains("takes no events"), "{err}");
    assert!(
        run(&["forecast", "encounters", "--event", "soon"])
            .2
            .contains("LOW..HIGH")
    );
}
