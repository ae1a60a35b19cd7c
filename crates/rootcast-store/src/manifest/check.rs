//! Strict reading of manifests: keys by serde, meanings by the vocabulary of the core.

use rootcast_core::{
    facet::{Facet, FacetError, FacetKind},
    measure::{Measure, UnknownMeasure},
    nearest::nearest,
};

use super::{
    Manifest,
    layout::{Column, Format, Role},
};

/// A manifest that cannot be used. Caused by whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// It is not TOML, or has a key nobody knows.
    #[error("{file}: {message}{nearest}")]
    Toml {
        /// Name of the manifest's file.
        file: String,
        /// What the parser said, with line and column.
        message: String,
        /// `; did you mean …?` or nothing.
        nearest: String,
    },
    /// It speaks of something that does not exist, or contradicts itself.
    #[error("{file}: {what}")]
    Meaning {
        /// Name of the manifest's file.
        file: String,
        /// What is wrong, and where.
        what: String,
    },
}

pub(super) fn parse(text: &str, file: &str) -> Result<Manifest, ManifestError> {
    let manifest: Manifest = toml::from_str(text).map_err(|e| ManifestError::Toml {
        file: file.to_owned(),
        nearest: nearest_key(e.message()),
        message: e.to_string().trim_end().to_owned(),
    })?;
    check(&manifest).map_err(|what| ManifestError::Meaning {
        file: file.to_owned(),
        what,
    })?;
    Ok(manifest)
}

/// The nearest known key, from serde's own sentence: unknown field `a`, expected one of `b`, `c`.
fn nearest_key(message: &str) -> String {
    if !message.starts_with("unknown ") {
        return String::new();
    }
    let mut words = message.split('`').skip(1).step_by(2);
    words
        .next()
        .map_or_else(String::new, |given| nearest(given, words))
}

fn check(m: &Manifest) -> Result<(), String> {
    for column in &m.layout.columns {
        check_column(column).map_err(|e| format!("column `{}`: {e}", column.name))?;
    }
    for (facet, value) in &m.constant {
        facet_value(facet, value).map_err(|e| format!("constant.{facet}: {e}"))?;
    }
    for facet in m.complete.iter().chain(&m.overlapping) {
        Facet::find(facet).map_err(|e| e.to_string())?;
        if !m.facets().contains(&facet.as_str()) {
            return Err(format!("no column and no constant gives facet `{facet}`"));
        }
    }
    for limit in &m.limits {
        for value in &limit.values {
            facet_value(&limit.facet, value).map_err(|e| format!("limit: {e}"))?;
        }
    }
    check_layout(m)
}

fn check_layout(m: &Manifest) -> Result<(), String> {
    let layout = &m.layout;
    if !layout.delimiter.is_ascii() || matches!(layout.delimiter, '"' | '\n' | '\r') {
        return Err("layout.delimiter must be one ASCII character, not a quote or line end".to_owned());
    }
    if layout.header_rows == 0 {
        return Err("layout.header_rows must be 1 or more".to_owned());
    }
    let has = |role: Role| layout.columns.iter().any(|c| c.role == role);
    if layout.no_figures.is_none() && !has(Role::Value) {
        return Err("no column has role `value`, and no_figures does not say why".to_owned());
    }
    if (layout.format == Format::Workbook) == layout.sheets.is_empty() {
        return Err("a workbook names its sheets with [[layout.sheet]]; text has none".to_owned());
    }
    for sheet in &layout.sheets {
        if sheet.skip.is_none() == sheet.table.is_none() {
            return Err(format!(
                "sheet `{}` has either a table or a reason to skip it",
                sheet.name
            ));
        }
        if let Some(measure) = &sheet.measure {
            measure_named(measure).map_err(|e| format!("sheet `{}`: {e}", sheet.name))?;
        }
        for name in &sheet.columns {
            if !layout.columns.iter().any(|c| c.name == *name) {
                let near = nearest(name, layout.columns.iter().map(|c| c.name.as_str()));
                return Err(format!(
                    "sheet `{}`: no column is called `{name}`{near}",
                    sheet.name
                ));
            }
        }
    }
    for correction in &m.corrections {
        for key in correction.when.keys() {
            let column = layout.columns.iter().any(|c| c.names().any(|n| n == key));
            if !column && !m.facets().contains(&key.as_str()) {
                let known = layout.columns.iter().map(|c| c.name.as_str()).chain(m.facets());
                return Err(format!(
                    "correction: `{key}` is neither a column nor a facet of this source{}",
                    nearest(key, known)
                ));
            }
        }
    }
    Ok(())
}

fn check_column(c: &Column) -> Result<(), String> {
    match (c.role, &c.facet) {
        (Role::Facet, None) => return Err("role `facet` needs a key `facet`".to_owned()),
        (Role::Facet, Some(facet)) => {
            Facet::find(facet).map_err(|e| e.to_string())?;
            for value in c.labels.values() {
                facet_value(facet, value)?;
            }
            for label in &c.slugs {
                facet_value(facet, &rootcast_core::facet::slug(label))?;
            }
        }
        (_, Some(_)) => return Err("only role `facet` takes a key `facet`".to_owned()),
        (Role::Measure, None) => {
            for value in c.labels.values() {
                measure_named(value)?;
            }
        }
        _ => {}
    }
    if let Some(measure) = &c.measure {
        if c.role != Role::Value {
            return Err("only role `value` takes a key `measure`".to_owned());
        }
        measure_named(measure)?;
    }
    for (facet, value) in &c.with {
        if c.role != Role::Value {
            return Err("only role `value` takes a key `with`".to_owned());
        }
        facet_value(facet, value)?;
    }
    Ok(())
}

fn measure_named(name: &str) -> Result<(), String> {
    let measure = Measure::find(name).map_err(|e: UnknownMeasure| e.to_string())?;
    if measure.id == name {
        Ok(())
    } else {
        Err(format!("write measure `{}`, not `{name}`", measure.id))
    }
}

/// A value must be canonical already: manifests are where labels become values, once.
fn facet_value(facet: &str, value: &str) -> Result<(), String> {
    let found = Facet::find(facet).map_err(|e: FacetError| e.to_string())?;
    if found.id() != facet {
        return Err(format!("write facet `{}`, not `{facet}`", found.id()));
    }
    match found.normalise(value).map_err(|e| e.to_string())? {
        Some(values) if values.len() == 1 && values[0] == value => Ok(()),
        Some(values) if found.kind() == FacetKind::Place => Err(format!(
            "`{value}` is not one place code; it means {}",
            values.join("+")
        )),
        Some(values) => Err(format!("write `{}`, not `{value}`", values.join("+"))),
        None => Err(format!("`{value}` means all of {facet} and is not a value")),
    }
}
