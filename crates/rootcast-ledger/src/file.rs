//! Our own ledger files: TOML for whole ledgers, and CSV for the statements of a spreadsheet ([`csv`]).
//!
//! A file holds `[[document]]`, `[[activity]]`, `[[statement]]` and `[[event]]` entries whose keys are the fields of
//! the nouns ([`crate::ledger`]). Reading is strict, and says everything that is wrong with a file at once: file,
//! line, entry, key, and the nearest known word. A ledger prints in one form ([`toml()`]), and that form reads to an
//! equal ledger.

pub mod csv;
mod date;
mod print;
mod problem;
mod read;
mod table;

use crate::ledger::Ledger;

pub use print::toml;
pub use problem::{FileError, Problem};

/// Largest file that is read, in bytes. A ledger of hand-written statements is a thousandth of it.
pub const MOST_BYTES: usize = 16 << 20;

/// Reads one file by itself. What it names (an activity, a document) may be in another: [`Ledger::check`] tells after
/// all are merged.
///
/// ```
/// let text = r#"
/// [[document]]
/// id = "release-2023-02-06"
/// title = "A total of 4.2 billion committed"
/// publisher = "The Partnership"
/// kind = "own"
/// published = "2023-02-06"
///
/// [[activity]]
/// id = "call-to-action"
/// title = "Call to Action"
/// kind = "programme"
///
/// [[statement]]
/// id = "pledged-2023-02"
/// activity = "call-to-action"
/// stage = "pledge"
/// measure = "pledged"
/// figure = "more than 4.2 billion"
/// unit = "USD"
/// tally = "cumulative"
/// said-by = "The Partnership"
/// document = "release-2023-02-06" # said on the day the document was published
/// "#;
/// let ledger = rootcast_ledger::file::parse(text, "example.toml")?;
/// assert_eq!(ledger.statements["pledged-2023-02"].said_on.to_string(), "2023-02-06");
///
/// let wrong = text.replace("tally", "taly");
/// let e = rootcast_ledger::file::parse(&wrong, "example.toml").unwrap_err().to_string();
/// assert!(e.contains("example.toml:21: statement `pledged-2023-02`: `taly` is not a key; did you mean `tally`?"), "{e}");
/// # Ok::<(), rootcast_ledger::file::FileError>(())
/// ```
pub fn parse(text: &str, name: &str) -> Result<Ledger, FileError> {
    let mut reading = read::Reading::default();
    reading.documents(text, name);
    reading.entries(text, name);
    reading.finish(false)
}

/// Whether a file is of our own schema, by the end of its name: `.toml` a ledger, `.csv` a table of statements.
pub fn is_own(path: &std::path::Path) -> bool {
    path.extension()
        .is_some_and(|e| ["toml", "csv"].iter().any(|own| e.eq_ignore_ascii_case(own)))
}

/// Reads a ledger, or a table of statements where the name ends in `.csv`.
pub fn read(text: &str, name: &str) -> Result<Ledger, FileError> {
    if !std::path::Path::new(name)
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("csv"))
    {
        return parse(text, name);
    }
    let mut ledger = Ledger::default();
    for statement in csv::statements(text, name, &ledger)? {
        ledger.statements.insert(statement.id.clone(), statement);
    }
    Ok(ledger)
}

/// Reads files that belong together, each given as name and text, and checks that everything they name is in one of
/// them.
pub fn parse_all(files: &[(&str, &str)]) -> Result<Ledger, FileError> {
    let mut reading = read::Reading::default();
    for (name, text) in files {
        reading.documents(text, name);
    }
    for (name, text) in files {
        reading.entries(text, name);
    }
    reading.finish(true)
}

#[cfg(test)]
mod tests;
