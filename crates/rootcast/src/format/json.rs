//! JSON: one object, two spaces of indentation, keys in a fixed order, whole numbers without a decimal point.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

/// Writes a value and a line feed.
pub fn write(value: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write_inside(value, 0, out)?;
    out.write_all(b"\n")
}

/// Writes a value that stands so deep inside another, from where its first line is to begin.
pub fn write_inside(value: impl Serialize, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    let form = Form {
        depth: Some(depth),
        filled: false,
    };
    write_with(value, form, out)
}

/// Writes a value on a line of its own.
pub fn write_line(value: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let form = Form {
        depth: None,
        filled: false,
    };
    write_with(value, form, out)?;
    out.write_all(b"\n")
}

fn write_with(value: impl Serialize, form: Form, mut out: &mut dyn Write) -> io::Result<()> {
    value
        .serialize(&mut Serializer::with_formatter(&mut out, form))
        .map_err(io::Error::from)
}

/// How a value is set.
struct Form {
    /// How deep the line stands inside; everything is on one line when absent.
    depth: Option<usize>,
    /// Whether the list or object has something in it.
    filled: bool,
}

impl Form {
    fn line<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        let Some(depth) = self.depth else { return Ok(()) };
        out.write_all(b"\n")?;
        (0..depth).try_for_each(|_| out.write_all(b"  "))
    }

    fn open<W: ?Sized + Write>(&mut self, out: &mut W, sign: &[u8]) -> io::Result<()> {
        self.depth = self.depth.map(|d| d + 1);
        self.filled = false;
        out.write_all(sign)
    }

    fn close<W: ?Sized + Write>(&mut self, out: &mut W, sign: &[u8]) -> io::Result<()> {
        self.depth = self.depth.map(|d| d.saturating_sub(1));
        if self.filled {
            self.line(out)?;
        }
        out.write_all(sign)
    }

    fn item<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        self.line(out)
    }
}

impl Formatter for Form {
    /// Whole numbers of a magnitude that doubles hold exactly lose their `.0`.
    fn write_f64<W: ?Sized + Write>(&mut self, out: &mut W, value: f64) -> io::Result<()> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if value.fract() == 0.0 && value.abs() <= EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            self.write_i64(out, value as i64)
        } else {
            CompactFormatter.write_f64(out, value)
        }
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(if self.depth.is_some() { b": " } else { b":" })
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn structures_are_written_as_values_are() {
        #[derive(Serialize)]
        struct Row {
            b: Option<f64>,
            a: (u64, f64, f64),
            none: Vec<u8>,
        }
        let row = Row {
            b: Some(3.0),
            a: (u64::MAX, f64::INFINITY, -1.5),
            none: Vec::new(),
        };
        let (mut direct, mut by_value) = (Vec::new(), Vec::new());
        write(&row, &mut direct).unwrap();
        write(serde_json::to_value(&row).unwrap(), &mut by_value).unwrap();
        assert_eq!(direct, by_value);
        let mut line = Vec::new();
        write_line(&row, &mut line).unwrap();
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "{\"b\":3,\"a\":[18446744073709551615,null,-1.5],\"none\":[]}\n"
        );
    }

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
