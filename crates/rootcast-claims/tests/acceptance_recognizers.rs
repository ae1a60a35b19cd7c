//! Numbers, money and dates against the specifications of microsoft/Recognizers-Text, suite by suite.
//!
//! A case passes when exactly the expected spans are found, each with the expected resolution. Cases are all those of
//! the files, also those that the suite's own platforms do not support. `ROOTCAST_SHOW=SUITE` prints the failing ones.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails where its files do"
)]

use std::path::PathBuf;

use rootcast_claims::{
    Lang,
    number::{
        numbers,
        ordinal::{Rank, ordinals},
        percent::percentages,
        range::{Bounds, number_ranges},
    },
    quantity::quantities,
};
use serde_json::Value;

fn suite(path: &str) -> Vec<Value> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("ROOTCAST_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let file = shared
        .join("data/corpora/recognizers-text")
        .join(path)
        .with_extension("json");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap()
}

/// What was found or is expected: the bytes and the resolution as text.
type Answer = (String, String);

fn text_of(input: &str, span: &std::ops::Range<usize>) -> String {
    input[span.clone()].to_lowercase()
}

fn number(value: f64) -> String {
    format!("{value:.12e}")
}

fn parsed(text: &str) -> String {
    text.replace(',', ".")
        .parse()
        .map_or_else(|_| text.to_owned(), number)
}

/// Runs a suite and returns the share of its cases that pass, in per cent.
fn run(
    name: &str,
    path: &str,
    expected: impl Fn(&Value) -> Option<String>,
    found: impl Fn(&str) -> Vec<Answer>,
) -> f64 {
    let show = std::env::var("ROOTCAST_SHOW").is_ok_and(|s| s == name);
    let cases = suite(path);
    let mut passed = 0;
    for (n, case) in cases.iter().enumerate() {
        let input = case["Input"].as_str().unwrap();
        let want: Vec<Answer> = case["Results"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|r| {
                Some((
                    r["Text"].as_str().unwrap().to_lowercase(),
                    expected(&r["Resolution"])?,
                ))
            })
            .collect();
        let got = found(input);
        if got == want {
            passed += 1;
        } else if show {
            println!("{n} {input:?}\n    want {want:?}\n    got  {got:?}");
        }
    }
    let share = 100.0 * f64::from(passed) / cases.len() as f64;
    println!("{name:20} {passed:4} of {:4}  {share:.1} %", cases.len());
    share
}

fn values(lang: Lang) -> impl Fn(&str) -> Vec<Answer> {
    move |input| {
        let found = numbers(input, lang);
        found
            .iter()
            .map(|f| (text_of(input, &f.span), number(f.number.value)))
            .collect()
    }
}

#[allow(clippy::unnecessary_wraps, reason = "a reader of resolutions may find none")]
fn value(resolution: &Value) -> Option<String> {
    Some(parsed(resolution["value"].as_str().unwrap()))
}

#[test]
fn numbers_in_english() {
    let share = run(
        "number",
        "Number/English/NumberModel",
        value,
        values(Lang::English),
    );
    assert!(share >= 95.0, "{share}");
}

#[test]
fn numbers_in_spanish() {
    let share = run(
        "spanish-number",
        "Number/Spanish/NumberModel",
        value,
        values(Lang::Spanish),
    );
    assert!(share >= 85.0, "{share}");
}

#[test]
fn percentages_in_english() {
    let expected = |r: &Value| {
        Some(
            r["value"]
                .as_str()
                .filter(|v| *v != "null")
                .map_or_else(String::new, |v| parsed(v.trim_end_matches('%'))),
        )
    };
    let share = run("percent", "Number/English/PercentModel", expected, |input| {
        let found = percentages(input, Lang::English);
        found
            .iter()
            .map(|p| (text_of(input, &p.span), p.value.map_or_else(String::new, number)))
            .collect()
    });
    assert!(share >= 90.0, "{share}");
}

#[test]
fn places_in_an_order() {
    let expected = |r: &Value| {
        Some(format!(
            "{}{}",
            r["relativeTo"].as_str().unwrap(),
            r["offset"].as_str().unwrap()
        ))
    };
    let share = run("ordinal", "Number/English/OrdinalModel", expected, |input| {
        let found = ordinals(input);
        found
            .iter()
            .map(|o| {
                let rank = match o.rank {
                    Rank::Start(n) => format!("start{n}"),
                    Rank::End(0) => "end0".to_owned(),
                    Rank::End(n) => format!("end-{n}"),
                    Rank::Current(n) => format!("current{n}"),
                };
                (text_of(input, &o.span), rank)
            })
            .collect()
    });
    assert!(share >= 90.0, "{share}");
}

/// As the suite writes a range: `[20,35)`, `(,100]`.
fn bounds(b: &Bounds) -> String {
    let open = if b.low.is_some_and(|e| e.included) {
        '['
    } else {
        '('
    };
    let close = if b.high.is_some_and(|e| e.included) {
        ']'
    } else {
        ')'
    };
    let end =
        |e: Option<rootcast_claims::number::range::End>| e.map_or_else(String::new, |e| e.value.to_string());
    format!("{open}{},{}{close}", end(b.low), end(b.high))
}

#[test]
fn ranges_of_numbers() {
    let expected = |r: &Value| r["value"].as_str().map(str::to_owned);
    let share = run(
        "number-range",
        "Number/English/NumberRangeModel",
        expected,
        |input| {
            number_ranges(input)
                .iter()
                .map(|b| (text_of(input, &b.span), bounds(b)))
                .collect()
        },
    );
    assert!(share >= 90.0, "{share}");
}

/// The suite's name of a unit beside its value.
#[allow(clippy::unnecessary_wraps, reason = "a reader of resolutions may find none")]
fn money(resolution: &Value) -> Option<String> {
    let value = resolution["value"].as_str().map_or_else(String::new, parsed);
    Some(format!(
        "{value} {}",
        resolution["unit"].as_str().unwrap().to_lowercase()
    ))
}

fn amounts(lang: Lang) -> impl Fn(&str) -> Vec<Answer> {
    move |input| {
        quantities(input, lang)
            .iter()
            .filter(|q| q.unit.is_money())
            .map(|q| {
                let name = q.unit.measure.unwrap().name.clone();
                let name = if lang == Lang::Spanish {
                    spanish(&name).to_owned()
                } else {
                    name
                };
                let end = q.span.end;
                let text = text_of(input, &(q.span.start..end));
                (text, format!("{} {name}", number(q.amount.last().value)))
            })
            .collect()
    }
}

/// The names of the Spanish suite.
fn spanish(name: &str) -> &str {
    match name {
        "dollar" => "dólar",
        "united states dollar" => "dólar estadounidense",
        "canadian dollar" => "dólar canadiense",
        "australian dollar" => "dólar australiano",
        "new zealand dollar" => "dólar neozelandés",
        "hong kong dollar" => "dólar de hong kong",
        "pound" => "libra",
        "cent" => "centavo",
        "pence" => "penique",
        "japanese yen" => "yen",
        "chinese yuan" => "yuan chino",
        "swiss franc" => "franco suizo",
        "franc" => "franco",
        "finnish markka" => "marco finlandés",
        "netherlands guilder" => "florín neerlandés",
        "mexican peso" => "peso mexicano",
        other => other,
    }
}

#[test]
fn money_in_english() {
    let share = run(
        "currency",
        "NumberWithUnit/English/CurrencyModel",
        money,
        amounts(Lang::English),
    );
    assert!(share >= 90.0, "{share}");
}

#[test]
fn money_in_spanish() {
    let share = run(
        "spanish-currency",
        "NumberWithUnit/Spanish/CurrencyModel",
        money,
        amounts(Lang::Spanish),
    );
    assert!(share >= 85.0, "{share}");
}

#[test]
fn ages_and_dimensions() {
    let age = |q: &str| q.strip_suffix(" of age").map(str::to_owned);
    let ages = run("age", "NumberWithUnit/English/AgeModel", money, |input| {
        quantities(input, Lang::English)
            .iter()
            .filter_map(|q| {
                Some((
                    text_of(input, &q.span),
                    format!("{} {}", number(q.amount.last().value), age(&q.unit.name())?),
                ))
            })
            .collect()
    });
    let dimensions = [
        "length",
        "area",
        "volume",
        "mass",
        "speed",
        "data",
        "data rate",
        "angle",
    ];
    let share = run(
        "dimension",
        "NumberWithUnit/English/DimensionModel",
        |r| r["value"].as_str().map(parsed),
        |input| {
            quantities(input, Lang::English)
                .iter()
                .filter(|q| {
                    q.unit
                        .measure
                        .is_some_and(|m| dimensions.contains(&m.dimension.as_str()))
                })
                .map(|q| (text_of(input, &q.span), number(q.amount.last().value)))
                .collect()
        },
    );
    assert!(ages >= 90.0 && share >= 70.0, "{ages} {share}");
}
