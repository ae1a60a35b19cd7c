//! JSON: one object, two spaces of indentation, keys in a fixed order, whole numbers without a decimal point.

use std::io::{self, Write};

use serde_json::{Number, Value};

/// Writes a value and a line feed.
pub fn write(value: Value, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &plain(value)).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// Writes a value on a line of its own.
pub fn write_line(value: Value, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &plain(value)).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// Whole numbers of a magnitude that doubles hold exactly lose their `.0`.
fn plain(value: Value) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(plain).collect()),
        Value::Object(map) => Value::Object(map.into_iter().map(|(k, v)| (k, plain(v))).collect()),
        Value::Number(n) => match n.as_f64() {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            Some(f) if n.is_f64() && f.fract() == 0.0 && f.abs() <= EXACT => {
                Value::Number(Number::from(f as i64))
            }
            _ => Value::Number(n),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_numbers_have_no_point() {
        let mut out = Vec::new();
        write(json!({"b": [495_286.0, 0.5, -0.0, 1e300], "a": null}), &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "{\n  \"b\": [\n    495286,\n    0.5,\n    0,\n    1e+300\n  ],\n  \"a\": null\n}\n"
        );
    }
}
