//! Values of settings, checked as they are read.

use super::super::{
    error::{Error, Result},
    yaml::Node,
};

/// A key's value with where it stands.
pub(super) struct Value<'a> {
    pub(super) file: &'a str,
    pub(super) line: u64,
    pub(super) key: String,
    pub(super) node: &'a Node,
}

impl<'a> Value<'a> {
    pub(super) fn bad(&self, what: impl Into<String>) -> Error {
        Error::bad(self.file, self.line, &self.key, what)
    }

    fn text(&self) -> Result<&'a str> {
        match self.node {
            Node::Scalar { text, .. } => Ok(text.trim()),
            Node::List { .. } | Node::Map { .. } => {
                Err(self.bad("one value is expected here, not a list or a section"))
            }
        }
    }

    pub(super) fn string(&self) -> Result<Option<String>> {
        let text = self.text()?;
        Ok((!text.is_empty() && text != "~" && text != "null").then(|| text.to_owned()))
    }

    /// `True` and `False` in any case, and YAML 1.1's `yes`, `no`, `on`, `off`.
    pub(super) fn switch(&self) -> Result<bool> {
        let text = self.text()?;
        match text.to_lowercase().as_str() {
            "true" | "yes" | "on" | "1" | "1.0" => Ok(true),
            "false" | "no" | "off" | "0" | "0.0" => Ok(false),
            _ => Err(self.bad(format!("`{text}` is neither True nor False"))),
        }
    }

    /// A finite number between two bounds, both included.
    pub(super) fn number(&self, least: f64, most: f64) -> Result<f64> {
        number(self.text()?, least, most).map_err(|e| self.bad(e))
    }

    /// A whole number between two bounds, both included.
    pub(super) fn whole(&self, least: i64, most: i64) -> Result<i64> {
        let text = self.text()?;
        text.parse::<i64>()
            .ok()
            .filter(|v| (least..=most).contains(v))
            .ok_or_else(|| {
                self.bad(format!(
                    "`{text}` is not a whole number between {least} and {most}"
                ))
            })
    }

    /// A list of numbers between two bounds; at least one.
    pub(super) fn numbers(&self, least: f64, most: f64) -> Result<Vec<f64>> {
        let Node::List { items, .. } = self.node else {
            return Err(self.bad("a list is expected here, such as [1.0, 0.5]"));
        };
        if items.is_empty() || items.len() > 4096 {
            return Err(self.bad("the list has to hold 1 to 4096 numbers"));
        }
        items
            .iter()
            .map(|item| match item {
                Node::Scalar { text, .. } => number(text.trim(), least, most).map_err(|e| self.bad(e)),
                _ => Err(self.bad("the list has to hold numbers only")),
            })
            .collect()
    }
}

fn number(text: &str, least: f64, most: f64) -> std::result::Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|v| v.is_finite() && (least..=most).contains(v))
        .ok_or_else(|| {
            if most >= 1e12 {
                format!("`{text}` is not a finite number of at least {least}")
            } else {
                format!("`{text}` is not a number between {least} and {most}")
            }
        })
}
