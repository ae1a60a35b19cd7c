//! Checking IATI files and files of our own: every finding with its line, and a verdict a file.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use rootcast_ledger::file as own;
use rootcast_ledger::iati::{
    Finding, FindingKind, Kind, Level, check,
    rules::{Given, Ruleset, RulesetError},
    stream::Limits,
};
use serde::Serialize;

use super::FORMAT;

/// What a file is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// The standard's schema: well-formed, structure, datatypes.
    Schema,
    /// Its codelists.
    Codes,
    /// Rules.
    Rules,
}

impl Check {
    fn of(kind: FindingKind) -> Self {
        match kind {
            FindingKind::WellFormed | FindingKind::Structure | FindingKind::Datatype => Check::Schema,
            FindingKind::Codelist => Check::Codes,
            FindingKind::Rule => Check::Rules,
        }
    }
}

/// Which findings are listed, and which decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judging {
    /// The least grave finding that is listed.
    pub least: Level,
    /// The checks that are listed and decide; all are listed and the schema decides when empty, as the standard has it:
    /// a file that breaks a rule is still a valid file.
    pub only: Vec<Check>,
    /// Whether the rules are one's own, which decide beside the schema.
    pub own_rules: bool,
}

impl Judging {
    fn lists(&self, kind: FindingKind) -> bool {
        self.only.is_empty() || self.only.contains(&Check::of(kind))
    }

    fn decides(&self, kind: FindingKind) -> bool {
        match self.only.as_slice() {
            [] => match Check::of(kind) {
                Check::Schema => true,
                Check::Codes => false,
                Check::Rules => self.own_rules,
            },
            only => only.contains(&Check::of(kind)),
        }
    }
}

/// Findings of a file that are kept; the others are counted.
const MOST: usize = 10_000;

/// Files checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Validation {
    /// [`FORMAT`].
    pub format: u32,
    /// Whether every file is valid.
    pub valid: bool,
    /// The files, in the order given.
    pub files: Vec<Validated>,
}

impl Validation {
    /// The verdict on all files.
    pub fn of(files: Vec<Validated>) -> Self {
        Self {
            format: FORMAT,
            valid: files.iter().all(|f| f.valid),
            files,
        }
    }
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Validated {
    /// The file, as given.
    pub file: String,
    /// Whether it has no error of those that decide.
    pub valid: bool,
    /// `iati-activities` or `iati-organisations`; absent where it is neither, or was not read to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// The release of the standard it says it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Activities or organisations read.
    pub records: u64,
    /// Errors, listed or not.
    pub errors: u64,
    /// Warnings, listed or not.
    pub warnings: u64,
    /// The findings, in the order of the file.
    pub findings: Vec<Found>,
    /// Findings that were counted and not kept.
    pub left_out: u64,
    /// What was passed over on purpose.
    pub notes: Vec<String>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The line, from 1.
    pub line: u64,
    /// `error` or `warning`.
    pub level: String,
    /// Which check made it: `well-formed`, `structure`, `datatype`, `codelist` or `rule`.
    pub kind: String,
    /// A name for this sort of finding that does not change.
    pub code: String,
    /// Where in the record.
    pub path: String,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Found {
    fn of(f: Finding) -> Self {
        Self {
            line: f.line,
            level: f.level.to_string(),
            kind: f.kind.to_string(),
            code: f.code,
            path: f.path,
            message: f.message,
        }
    }
}

impl Validated {
    /// Checks a file of our own schema by itself; what it names in other files is seen when it is imported.
    fn own(&mut self, path: &Path, judging: &Judging) -> Result<(), ValidateError> {
        let text = fs::read_to_string(path).map_err(|source| ValidateError::Open {
            path: path.to_owned(),
            source,
        })?;
        match own::read(&text, &self.file) {
            Ok(ledger) => self.records = ledger.statements.len() as u64,
            Err(e) => {
                for p in e.problems {
                    self.take(
                        Finding {
                            line: p.line,
                            level: Level::Error,
                            kind: FindingKind::Structure,
                            code: "ledger-file".to_owned(),
                            path: p.entry,
                            message: p.what,
                        },
                        judging,
                    );
                }
            }
        }
        Ok(())
    }
}

/// Why a file was not checked. Caused by the command line or the machine.
#[derive(Debug, thiserror::Error)]
pub enum ValidateError {
    /// It cannot be opened.
    #[error("cannot read `{}`: {source}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A ruleset cannot be read. Caused by the file.
    #[error("`{name}` is no ruleset: {source}")]
    Rules {
        /// The file.
        name: String,
        /// Where and why.
        source: Box<RulesetError>,
    },
}

/// The standard's rules, or those of a ruleset of one's own instead.
pub fn rulesets(own: Option<&Path>) -> Result<Vec<Ruleset>, ValidateError> {
    let bad = |name: String| {
        move |source| ValidateError::Rules {
            name,
            source: Box::new(source),
        }
    };
    let mut out = Vec::new();
    if own.is_none() {
        out.push(Ruleset::built_in().map_err(bad("the standard's rules".to_owned()))?);
    }
    if let Some(path) = own {
        let text = fs::read_to_string(path).map_err(|source| ValidateError::Open {
            path: path.to_owned(),
            source,
        })?;
        out.push(Ruleset::parse(&text).map_err(bad(path.display().to_string()))?);
    }
    Ok(out)
}

/// Checks a file, on `today` by the rules that ask for a day.
pub fn validate(
    path: &Path,
    judging: &Judging,
    rules: &[Ruleset],
    today: Date,
) -> Result<Validated, ValidateError> {
    let open = |source| ValidateError::Open {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(open)?;
    if file.metadata().map_err(open)?.is_dir() {
        return Err(open(io::Error::from(io::ErrorKind::IsADirectory)));
    }
    let mut out = Validated {
        file: path.display().to_string(),
        valid: true,
        root: None,
        version: None,
        records: 0,
        errors: 0,
        warnings: 0,
        findings: Vec::new(),
        left_out: 0,
        notes: Vec::new(),
    };
    if own::is_own(path) {
        out.own(path, judging)?;
        return Ok(out);
    }
    let given = Given::day(today);
    let mut take = |f| out.take(f, judging);
    match check::file_with_rules(file, &Limits::default(), rules, &given, &mut take) {
        Ok((summary, unchecked)) => {
            out.root = summary.head.kind.map(|k| Kind::root(k).to_owned());
            out.version = summary.head.get("version");
            out.records = summary.records;
            out.notes.extend(unchecked.iter().map(ToString::to_string));
            out.notes.dedup();
            out.notes.extend(summary.notes);
        }
        Err(e) => out.take(Finding::from(&e), judging),
    }
    // Findings about the root element come last from a reading that does not go back.
    out.findings.sort_by_key(|f| f.line);
    Ok(out)
}

impl Validated {
    fn take(&mut self, finding: Finding, judging: &Judging) {
        // A file that is no XML was not checked for anything else.
        let unread = finding.kind == FindingKind::WellFormed;
        if finding.level == Level::Error && (unread || judging.decides(finding.kind)) {
            self.valid = false;
        }
        if !unread && !judging.lists(finding.kind) {
            return;
        }
        match finding.level {
            Level::Error => self.errors += 1,
            Level::Warning => self.warnings += 1,
        }
        let grave = judging.least == Level::Warning || finding.level == Level::Error;
        // What ends the reading is told even after very many findings.
        if grave && (self.findings.len() < MOST || finding.kind == FindingKind::WellFormed) {
            self.findings.push(Found::of(finding));
        } else if grave {
            self.left_out += 1;
        }
    }
}
