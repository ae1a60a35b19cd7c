//! The published JSON against `docs/check.schema.json`, and the schema against its page.

use std::{fs, path::Path};

use serde_json::{Map, Value};

use super::{Shell, check, json, shell_with};

fn docs(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name);
    fs::read_to_string(path).unwrap()
}

fn schema() -> Value {
    serde_json::from_str(&docs("check.schema.json")).unwrap()
}

/// The words of JSON Schema that the file uses. A word that is not here fails the test, so that none is passed over.
fn wrong(root: &Value, schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    let mut found: Vec<String> = Vec::new();
    let mut say = |what: String| found.push(format!("{at}: {what}"));
    for (word, rule) in schema.as_object().unwrap() {
        match word.as_str() {
            "$ref" => {
                let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                wrong(root, &root["$defs"][name], value, at, out);
                return;
            }
            "anyOf" => {
                let fits = |s: &Value| {
                    let mut inner = Vec::new();
                    wrong(root, s, value, at, &mut inner);
                    inner.is_empty()
                };
                if !rule.as_array().unwrap().iter().any(fits) {
                    say(format!("{value} fits none"));
                }
            }
            "const" if rule != value => say(format!("{value} is not {rule}")),
            "enum" if !rule.as_array().unwrap().contains(value) => say(format!("{value} is not of {rule}")),
            "type" => {
                let is = |t: &Value| match t.as_str().unwrap() {
                    "null" => value.is_null(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "number" => value.is_number(),
                    "integer" => value.is_u64() || value.is_i64(),
                    "array" => value.is_array(),
                    "object" => value.is_object(),
                    other => panic!("{other} is no type"),
                };
                let one = std::slice::from_ref(rule);
                if !rule.as_array().map_or(one, Vec::as_slice).iter().any(is) {
                    say(format!("{value} is not {rule}"));
                }
            }
            "minimum" => {
                if value.as_f64().is_some_and(|v| v < rule.as_f64().unwrap()) {
                    say(format!("{value} is below {rule}"));
                }
            }
            "minItems" => {
                if value.as_array().is_some_and(Vec::is_empty) {
                    say("is empty".to_owned());
                }
            }
            "pattern" => {
                if value
                    .as_str()
                    .is_some_and(|v| !matches(rule.as_str().unwrap(), v))
                {
                    say(format!("{value} is not {rule}"));
                }
            }
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    wrong(root, rule, item, &format!("{at}[{i}]"), out);
                }
            }
            "$schema"
            | "$defs"
            | "title"
            | "description"
            | "required"
            | "properties"
            | "additionalProperties"
            | "const"
            | "enum" => {}
            other => panic!("the test does not know `{other}`"),
        }
    }
    out.extend(found);
    if let (Some(fields), Some(object)) = (schema["properties"].as_object(), value.as_object()) {
        of_object(root, schema, fields, object, at, out);
    }
}

/// The patterns of the file: days, dates to a year, a month or a day, and hashes.
fn matches(pattern: &str, text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let dates = ["0000-00-00", "0000-00", "0000"];
    match pattern {
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => shape == dates[0],
        "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" => dates.contains(&shape.as_str()),
        "^([0-9a-f]{64})?$" => {
            let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
            text.is_empty() || (text.len() == 64 && text.bytes().all(hex))
        }
        other => panic!("the test does not know the pattern {other}"),
    }
}

fn of_object(
    root: &Value,
    schema: &Value,
    fields: &Map<String, Value>,
    object: &Map<String, Value>,
    at: &str,
    out: &mut Vec<String>,
) {
    assert_eq!(schema["additionalProperties"], Value::Bool(false), "{at}");
    for name in schema["required"].as_array().unwrap() {
        if !object.contains_key(name.as_str().unwrap()) {
            out.push(format!("{at}: no {name}"));
        }
    }
    for (name, value) in object {
        match fields.get(name) {
            Some(field) => wrong(root, field, value, &format!("{at}.{name}"), out),
            None => out.push(format!("{at}: {name} is not documented")),
        }
    }
}

fn problems(value: &Value) -> Vec<String> {
    let schema = schema();
    let mut out = Vec::new();
    wrong(&schema, &schema, value, "$", &mut out);
    out
}

/// Two texts that differ, broken lines, a doubled word, a comment form, an editor's question, a target and its result.
const BROKEN: &str = "February 5, 2024\n\nThe partners pledged $4.2 billion under the Call to Action.\n\nMexico had \
717,000\n\nencounters in in 2023\n\nwhich year?\n\nThe commitments under the Call to Action come to $6 billion.\n\n\
Please enter your comment!\n";
const OTHER: &str = "March 5, 2024\n\nCompanies have pledged $5.2 billion under the Call to Action.\n";

#[test]
fn what_is_published_is_what_the_schema_says() {
    let shell = shell_with("broken.txt", BROKEN);
    fs::write(shell.path("other.txt"), OTHER).unwrap();
    let two = json(&check(
        &shell,
        &["broken.txt", "other.txt", "--rows", "--format", "json"],
    ));
    assert_eq!(problems(&two), Vec::<String>::new());
    assert!(!two["documents"][0]["notes"].as_array().unwrap().is_empty());
    assert!(!two["pairs"].as_array().unwrap().is_empty());
    let sample = json(&check(&Shell::new(), &["--sample", "--format", "json"]));
    assert_eq!(problems(&sample), Vec::<String>::new());
}

#[test]
fn after_many_claims_only_what_decides_is_listed_and_the_rest_is_counted() {
    let many = "Mexico had 717,000 encounters at the southwest border in 2023. ".repeat(1_002);
    let shell = shell_with("many.txt", many);
    let args = [
        "many.txt",
        "--published",
        "2024-02-05",
        "--fail-on",
        "never",
        "--format",
    ];
    let value = json(&check(&shell, &[&args[..], &["json"]].concat()));
    assert_eq!(problems(&value), Vec::<String>::new());
    let claims = value["documents"][0]["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 1_002);
    let (all, few) = (&claims[999], &claims[1_000]);
    assert!(all.get("more_readings").is_none());
    let tried = all["readings"].as_array().unwrap();
    let listed = few["readings"].as_array().unwrap();
    assert_eq!(all["verdict"], "ambiguous");
    let mut outcomes: Vec<&str> = listed.iter().map(|r| r["fares"].as_str().unwrap()).collect();
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["fails", "holds"], "those that decide");
    assert!(listed.iter().all(|r| tried.contains(r)));
    assert_eq!(few["more_readings"], tried.len() - 2);
    assert_eq!(few["as_of_now"]["readings"].as_array().unwrap().len(), 0);
    assert!(few["as_of_now"]["more_readings"].as_u64().unwrap() > 0);
    assert_eq!(few["says"], all["says"]);
    let more = format!("and {} more readings tried, not listed", tried.len() - 2);
    for form in ["table", "csv", "html"] {
        let run = check(&shell, &[&args[..], &[form]].concat());
        assert_eq!(run.out.matches(&more).count(), 2, "{form}");
    }
}

#[test]
fn another_form_is_refused() {
    let shell = shell_with("other.txt", OTHER);
    let good = json(&check(&shell, &["other.txt", "--format", "json"]));
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut value = good.clone();
        change(&mut value["documents"][0]);
        problems(&value)
    };
    assert_eq!(changed(&|_| ()), Vec::<String>::new());
    let cases: [&dyn Fn(&mut Value); 6] = [
        &|d| d["language"] = "fr".into(),
        &|d| d["published"] = "5 March".into(),
        &|d| d["claims"][0]["number"] = 0.into(),
        &|d| d["claims"][0]["spans"] = Value::Array(Vec::new()),
        &|d| d["claims"][0]["new"] = 1.into(),
        &|d| {
            drop(
                d["claims"][0]["as_of_now"]
                    .as_object_mut()
                    .unwrap()
                    .remove("readings"),
            );
        },
    ];
    for (i, case) in cases.iter().enumerate() {
        assert_eq!(changed(case).len(), 1, "case {i}: {:?}", changed(case));
    }
}

#[test]
fn the_page_has_every_field_with_its_meaning() {
    let (page, schema) = (docs("check.md"), schema());
    let defs = schema["$defs"].as_object().unwrap();
    let mut count = 0;
    for (name, part) in defs
        .iter()
        .map(|(n, p)| (n.as_str(), p))
        .chain([("report", &schema)])
    {
        assert!(page.contains(&format!("### {name}\n")), "{name} has no heading");
        for (field, rule) in part["properties"].as_object().into_iter().flatten() {
            let row = page.lines().any(|line| {
                line.starts_with(&format!("| `{field}` |"))
                    && line.contains(rule["description"].as_str().unwrap_or_default())
            });
            assert!(row, "{name}.{field} is not on the page as the schema says it");
            count += 1;
        }
    }
    assert!(count > 90, "{count} fields");
}
