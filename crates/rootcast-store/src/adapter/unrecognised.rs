//! Why a file was not recognised, and the rule that files about single persons are refused.

use super::header::Misfit;

/// A file that no manifest describes. Caused by the file, or by a manifest that is missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unrecognised {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// The header is not text.
    #[error(
        "line {line} is not UTF-8 text; save the file as UTF-8, or give a workbook its .xlsx or .xls form"
    )]
    NotText {
        /// Line, from 1.
        line: u64,
    },
    /// One row per person.
    #[error(
        "column `{column}` suggests one row per person; Rootcast reads aggregates only and holds no data about persons"
    )]
    Persons {
        /// The column.
        column: String,
    },
    /// Some source comes near, and this is what differs.
    #[error(
        "the columns fit no known source; nearest is `{nearest}`: {differences}; see docs/adding-a-source.md"
    )]
    Columns {
        /// Identifier of the nearest source.
        nearest: String,
        /// Missing, duplicated and unknown columns, or sheets.
        differences: String,
    },
    /// No source comes near.
    #[error("the columns fit no known source ({columns}); see docs/adding-a-source.md")]
    Nothing {
        /// The first columns found.
        columns: String,
    },
    /// Several sources have these columns.
    #[error(
        "the columns fit several sources ({sources}) and the file name does not say which; name one with --source"
    )]
    Ambiguous {
        /// Their identifiers.
        sources: String,
    },
    /// A spreadsheet that cannot be opened.
    #[error("the workbook cannot be opened: {0}; save it again, or download it again")]
    Workbook(String),
}

/// Missing, duplicated and unknown columns in words.
pub(super) fn differences(misfit: &Misfit) -> String {
    let mut out = Vec::new();
    for (names, is, are) in [
        (&misfit.missing, "is missing", "are missing"),
        (&misfit.duplicated, "occurs twice", "occur twice"),
        (&misfit.unknown, "is unknown", "are unknown"),
    ] {
        if let Some(list) = listed(names) {
            out.push(if names.len() == 1 {
                format!("column {list} {is}")
            } else {
                format!("columns {list} {are}")
            });
        }
    }
    out.join("; ")
}

/// The first few names in backticks.
pub(super) fn listed(names: &[String]) -> Option<String> {
    const SHOWN: usize = 8;
    if names.is_empty() {
        return None;
    }
    let mut out: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|n| format!("`{}`", n.chars().take(60).collect::<String>().replace('\n', " ")))
        .collect();
    if names.len() > SHOWN {
        out.push(format!("and {} more", names.len() - SHOWN));
    }
    Some(out.join(", "))
}

/// The column that suggests one row per person, if there is one.
pub(super) fn personal<'a>(names: impl IntoIterator<Item = &'a String>) -> Option<&'a str> {
    const PERSONAL: &[&str] = &[
        "name",
        "full-name",
        "first-name",
        "last-name",
        "middle-name",
        "given-name",
        "given-names",
        "family-name",
        "surname",
        "forename",
        "nombre",
        "apellido",
        "apellidos",
        "maiden-name",
        "passport",
        "passport-no",
        "passport-number",
        "date-of-birth",
        "birth-date",
        "birthdate",
        "dob",
        "birth-year",
        "year-of-birth",
        "place-of-birth",
        "a-number",
        "a-no",
        "anumber",
        "alien-number",
        "alien-file-number",
        "alien-registration-number",
        "person-id",
        "personid",
        "individual-id",
        "subject-id",
        "detainee-id",
        "case-number",
        "case-id",
        "unique-identifier",
        "anonymized-identifier",
        "unique-id",
        "fin-number",
        "fingerprint-id",
        "ssn",
        "social-security-number",
        "curp",
        "cui",
        "dui",
        "dpi",
        "national-id",
        "phone",
        "phone-number",
        "telephone",
        "email",
        "e-mail",
        "address",
        "home-address",
        "street-address",
    ];
    names
        .into_iter()
        .find(|n| PERSONAL.contains(&rootcast_core::facet::slug(n.trim_start_matches('\u{feff}')).as_str()))
        .map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_about_persons_are_noticed() {
        let names = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            personal(&names(&["Fiscal Year", "Date of Birth"])),
            Some("Date of Birth")
        );
        assert_eq!(personal(&names(&["A-Number"])), Some("A-Number"));
        assert_eq!(
            personal(&names(&["Fiscal Year", "Citizenship", "Encounter Count"])),
            None
        );
    }
}
