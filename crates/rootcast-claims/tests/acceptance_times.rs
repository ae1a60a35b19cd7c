//! Dates and periods against the specifications of microsoft/Recognizers-Text, suite by suite.
//!
//! A case of a parser passes when the expected span is found with the expected days, for the past and for the future
//! reading; where the suite leaves the days open (seasons, fiscal years), the span decides. An extractor's case passes
//! when its spans are found, all of them and no others of their kind. A range of two times ends for the suite with the
//! first day of the second; for us with its last. `ROOTCAST_SHOW=SUITE` prints the failing cases.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails where its files do"
)]

use std::path::PathBuf;

use jiff::civil::{Date, DateTime};
use rootcast_claims::{
    Lang,
    time::{Days, Time, When, times},
};
use serde_json::Value;

fn suite(name: &str) -> Vec<Value> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("ROOTCAST_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let file = shared
        .join("data/corpora/recognizers-text/DateTime/English")
        .join(name)
        .with_extension("json");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap()
}

fn anchor(case: &Value) -> Date {
    let text = case["Context"]["ReferenceDateTime"]
        .as_str()
        .unwrap_or("2016-11-07T00:00:00");
    text.parse::<DateTime>().unwrap().date()
}

fn report(name: &str, passed: usize, cases: usize) -> f64 {
    let share = 100.0 * passed as f64 / cases as f64;
    println!("{name:22} {passed:4} of {cases:4}  {share:.1} %");
    share
}

/// The kind by which the suite files a time.
fn kind(t: &Time) -> &'static str {
    match t.when {
        When::Days(d) if one_day(&d) => "date",
        When::Days(_) | When::Between { .. } | When::Season(_) => "daterange",
        When::Away { .. } => "date",
        When::Length(_) => "duration",
        When::Recent(_) => "vague",
    }
}

fn one_day(d: &Days) -> bool {
    d.past.start.tomorrow().is_ok_and(|t| t == d.past.end)
}

/// First day and end of both readings, as the suite counts.
fn days(t: &Time, anchor: Date) -> Option<[String; 2]> {
    let line = |from: Date, to: Date| format!("{from}/{to}");
    match t.when {
        When::Days(d) if one_day(&d) => Some([d.past.start.to_string(), d.future.start.to_string()]),
        When::Days(d) => Some([line(d.past.start, d.past.end), line(d.future.start, d.future.end)]),
        // The suite counts from the day of the text.
        When::Away { length, later } => {
            let sign = if later { 1 } else { -1 };
            let span = jiff::Span::new()
                .months(sign * length.months)
                .days(sign * length.days);
            anchor
                .checked_add(span)
                .ok()
                .map(|d| [d.to_string(), d.to_string()])
        }
        When::Between { from, to } => Some([
            line(from.past.start, to.past.start),
            line(from.future.start, to.future.start),
        ]),
        _ => None,
    }
}

fn parser(name: &str, wanted_kind: &str) -> f64 {
    let show = std::env::var("ROOTCAST_SHOW").is_ok_and(|s| s == name);
    let cases = suite(name);
    let mut passed = 0;
    for (n, case) in cases.iter().enumerate() {
        let input = case["Input"].as_str().unwrap();
        let found: Vec<Time> = times(input, anchor(case), Lang::English)
            .into_iter()
            .filter(|t| kind(t) == wanted_kind || wanted_kind == "daterange" && kind(t) == "date")
            .collect();
        let results = case["Results"].as_array().unwrap();
        let text = |t: &Time| input[t.span.clone()].to_lowercase();
        let ok = results.iter().all(|r| {
            let v = &r["Value"];
            let side = |key: &str| -> String {
                v[key].as_object().map_or_else(String::new, |o| {
                    o.values().filter_map(Value::as_str).collect::<Vec<_>>().join("/")
                })
            };
            let want = [side("PastResolution"), side("FutureResolution")];
            let open = want
                .iter()
                .all(|w| w.is_empty() || w == "/" || w.starts_with("0001") || w.contains("not resolved"));
            let Some(t) = found
                .iter()
                .find(|t| text(t) == r["Text"].as_str().unwrap().to_lowercase())
            else {
                // A day that does not exist is none for us.
                return open && want[0].starts_with("0001");
            };
            open || days(t, anchor(case)).is_some_and(|d| d == want)
        }) && (!results.is_empty() || found.iter().all(|t| kind(t) != wanted_kind));
        if ok {
            passed += 1;
        } else if show {
            println!("{n} {} {input:?}", anchor(case));
            for r in results {
                println!("    want {:?} {}", r["Text"], r["Value"]);
            }
            for t in &found {
                println!("    got  {:?} {:?}", text(t), days(t, anchor(case)));
            }
        }
    }
    report(name, passed, cases.len())
}

#[test]
fn dates() {
    let share = parser("DateParser", "date");
    assert!(share >= 80.0, "{share}");
}

#[test]
fn periods() {
    let share = parser("DatePeriodParser", "daterange");
    assert!(share >= 80.0, "{share}");
}

#[test]
fn spans_of_periods() {
    let show = std::env::var("ROOTCAST_SHOW").is_ok_and(|s| s == "DatePeriodExtractor");
    let cases = suite("DatePeriodExtractor");
    let mut passed = 0;
    for (n, case) in cases.iter().enumerate() {
        let input = case["Input"].as_str().unwrap();
        let want: Vec<String> = case["Results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["Text"].as_str().unwrap().to_lowercase())
            .collect();
        let found = times(input, anchor(case), Lang::English);
        let got: Vec<String> = found
            .iter()
            .filter(|t| kind(t) == "daterange" || want.contains(&input[t.span.clone()].to_lowercase()))
            .map(|t| input[t.span.clone()].to_lowercase())
            .collect();
        if got == want {
            passed += 1;
        } else if show {
            println!("{n} {input:?}\n    want {want:?}\n    got  {got:?}");
        }
    }
    let share = report("DatePeriodExtractor", passed, cases.len());
    assert!(share >= 80.0, "{share}");
}

/// The model of whole texts, as far as its cases speak of days alone.
#[test]
fn days_of_texts() {
    let show = std::env::var("ROOTCAST_SHOW").is_ok_and(|s| s == "DateTimeModel");
    let mut fiscal = (0, 0);
    let (mut passed, mut all) = (0, 0);
    for (n, case) in suite("DateTimeModel").iter().enumerate() {
        let results = case["Results"].as_array().unwrap();
        let ours = |r: &Value| {
            let name = r["TypeName"].as_str().unwrap_or_default();
            name == "datetimeV2.date" || name == "datetimeV2.daterange"
        };
        if results.is_empty() || !results.iter().all(ours) {
            continue;
        }
        let input = case["Input"].as_str().unwrap();
        let found: Vec<Time> = times(input, anchor(case), Lang::English)
            .into_iter()
            .filter(|t| matches!(kind(t), "date" | "daterange"))
            .collect();
        let ok = results.len() == found.len()
            && results.iter().zip(&found).all(|(r, t)| {
                let values = r["Resolution"]["values"].as_array().cloned().unwrap_or_default();
                let text = |v: &Value, key: &str| v[key].as_str().unwrap_or_default().to_owned();
                let mut want: Vec<String> = values
                    .iter()
                    .map(|v| match text(v, "type").as_str() {
                        "date" => text(v, "value"),
                        _ => format!("{}/{}", text(v, "start"), text(v, "end")),
                    })
                    .collect();
                // A bound on one side ("since 2016") is a relation for us.
                let open = want
                    .iter()
                    .any(|w| w.starts_with('/') || w.ends_with('/') || w.contains("not resolved"));
                let mut got: Vec<String> = days(t, anchor(case)).map(|d| d.to_vec()).unwrap_or_default();
                got.dedup();
                want.sort();
                got.sort();
                // The suite's other files do and do not count an article or preposition in; here it is not compared.
                let core = |s: &str| {
                    let lower = s.to_lowercase();
                    let cut = ["from ", "between ", "on ", "in ", "the "]
                        .iter()
                        .fold(lower.as_str(), |s, p| s.strip_prefix(p).unwrap_or(s));
                    cut.to_owned()
                };
                let span = core(&input[t.span.clone()]);
                let named = core(r["Text"].as_str().unwrap());
                (span == named || open && named.contains(&span)) && (open || want == got)
            });
        all += 1;
        passed += usize::from(ok);
        if input.to_lowercase().contains("fy") || input.contains("iscal") {
            let resolved = found.iter().any(|t| matches!(t.when, When::Days(d) if matches!(d.period,
                Some(rootcast_core::period::Period::FiscalYear { .. } | rootcast_core::period::Period::FiscalQuarter { .. }))));
            fiscal = (fiscal.0 + usize::from(resolved), fiscal.1 + 1);
        }
        if show && !ok {
            println!("{n} {} {input:?}", anchor(case));
            for r in results {
                println!("    want {:?} {}", r["Text"], r["Resolution"]["values"]);
            }
            for t in &found {
                println!(
                    "    got  {:?} {:?}",
                    &input[t.span.clone()],
                    days(t, anchor(case))
                );
            }
        }
    }
    let share = report("DateTimeModel, days", passed, all);
    let resolved = report("  of them fiscal years", fiscal.0, fiscal.1);
    assert!(share >= 60.0 && resolved >= 60.0, "{share} {resolved}");
}

#[test]
fn lengths() {
    let show = std::env::var("ROOTCAST_SHOW").is_ok_and(|s| s == "DurationParser");
    let cases = suite("DurationParser");
    let mut passed = 0;
    for (n, case) in cases.iter().enumerate() {
        let input = case["Input"].as_str().unwrap();
        let want: Vec<(String, f64)> = case["Results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| {
                let seconds = r["Value"]["FutureResolution"]["duration"].as_str().unwrap_or("0");
                (
                    r["Text"].as_str().unwrap().to_lowercase(),
                    seconds.parse().unwrap_or(0.0),
                )
            })
            .collect();
        let got: Vec<(String, f64)> = times(input, anchor(case), Lang::English)
            .iter()
            .filter_map(|t| match t.when {
                When::Length(l) => Some((input[t.span.clone()].to_lowercase(), l.seconds)),
                _ => None,
            })
            .collect();
        if got == want {
            passed += 1;
        } else if show {
            println!("{n} {input:?}\n    want {want:?}\n    got  {got:?}");
        }
    }
    let share = report("DurationParser", passed, cases.len());
    assert!(share >= 85.0, "{share}");
}
