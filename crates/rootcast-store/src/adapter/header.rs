//! Binding the columns of a header to those of a layout.

use std::collections::BTreeSet;

use crate::manifest::layout::{Column, ExtraColumns, Layout, Role};

use super::meaning;

/// A layout bound to a header.
#[derive(Clone, Debug)]
pub(super) struct Bound<'m> {
    /// Names of all fields, as published.
    pub(super) names: Vec<String>,
    /// Fields a row must have: up to the last one with a name.
    pub(super) need: usize,
    /// Columns that say what a figure is of.
    pub(super) keys: Vec<KeyColumn<'m>>,
    /// Columns that hold figures, or totals of them.
    pub(super) values: Vec<ValueColumn<'m>>,
    /// Columns that the layout does not know.
    pub(super) extra: Vec<String>,
}

/// A column that says what a figure is of.
#[derive(Clone, Debug)]
pub(super) struct KeyColumn<'m> {
    pub(super) field: usize,
    pub(super) column: &'m Column,
}

/// A column that holds figures.
#[derive(Clone, Debug)]
pub(super) struct ValueColumn<'m> {
    pub(super) field: usize,
    pub(super) column: &'m Column,
    pub(super) year: Option<HeaderYear>,
}

/// A year in the name of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeaderYear {
    Calendar(i16),
    Fiscal(i16),
}

/// Why a header does not fit a layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) matched: usize,
    pub(super) missing: Vec<String>,
    pub(super) duplicated: Vec<String>,
    pub(super) unknown: Vec<String>,
}

/// Lower case, with runs of white space as one space: how names and labels are compared.
pub(super) fn fold(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// How a header fits the name of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    Name,
    Year(HeaderYear),
}

/// Whether a header called `folded` is the column called `name`, and the year it names.
fn fits(name: &str, folded: &str) -> Option<Fit> {
    for (placeholder, year) in [
        ("{calendar-year}", HeaderYear::Calendar as fn(i16) -> HeaderYear),
        ("{fiscal-year}", HeaderYear::Fiscal),
    ] {
        if let Some((before, after)) = name.split_once(placeholder) {
            let middle = folded
                .strip_prefix(fold(before).as_str())?
                .strip_suffix(fold(after).as_str())?;
            return meaning::year(middle).map(|y| Fit::Year(year(y)));
        }
    }
    (fold(name) == folded).then_some(Fit::Name)
}

/// Binds a header to the columns of `layout`, or to those in `only` (the columns of one sheet).
pub(super) fn bind<'m>(layout: &'m Layout, names: &[String], only: &[String]) -> Result<Bound<'m>, Misfit> {
    let columns: Vec<&Column> = layout
        .columns
        .iter()
        .filter(|c| only.is_empty() || only.contains(&c.name))
        .collect();
    let mut bound = Bound {
        names: names.to_vec(),
        need: 0,
        keys: Vec::new(),
        values: Vec::new(),
        extra: Vec::new(),
    };
    let mut misfit = Misfit::default();
    let mut taken = vec![false; columns.len()];
    let mut seen = BTreeSet::new();
    for (field, name) in names.iter().enumerate() {
        let folded = fold(name);
        if folded.is_empty() {
            continue;
        }
        bound.need = field + 1;
        if !seen.insert(folded.clone()) {
            misfit.duplicated.push(name.clone());
            continue;
        }
        let found = columns.iter().enumerate().find_map(|(at, c)| {
            let fit = c.names().find_map(|n| fits(n, &folded))?;
            let year = match fit {
                Fit::Name => None,
                Fit::Year(year) => Some(year),
            };
            Some((at, *c, year))
        });
        let Some((at, column, year)) = found else {
            bound.extra.push(name.clone());
            continue;
        };
        if taken[at] && year.is_none() {
            misfit.duplicated.push(name.clone());
            continue;
        }
        misfit.matched += usize::from(!taken[at]);
        taken[at] = true;
        match column.role {
            Role::Ignore => {}
            Role::Value | Role::Total => bound.values.push(ValueColumn { field, column, year }),
            _ => bound.keys.push(KeyColumn { field, column }),
        }
    }
    for (column, taken) in columns.iter().zip(&taken) {
        if !taken && !column.optional {
            misfit.missing.push(column.name.clone());
        }
    }
    if layout.extra_columns == ExtraColumns::Refuse {
        misfit.unknown.clone_from(&bound.extra);
    }
    if misfit.missing.is_empty() && misfit.duplicated.is_empty() && misfit.unknown.is_empty() {
        Ok(bound)
    } else {
        Err(misfit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_spacing() {
        assert_eq!(fold("\u{feff}Fiscal\nYear "), "fiscal year");
        assert_eq!(fits("Fiscal Year", "fiscal year"), Some(Fit::Name));
        assert_eq!(
            fits("{calendar-year} Estimate", "1996 estimate"),
            Some(Fit::Year(HeaderYear::Calendar(1996)))
        );
        assert_eq!(
            fits("{fiscal-year}", "fy2018"),
            Some(Fit::Year(HeaderYear::Fiscal(2018)))
        );
        assert_eq!(fits("{calendar-year}", "country code"), None);
    }
}
