//! What is wrong with an instance, where, and what to do.

/// Where in a file something was found. Lines and columns are counted from 1; 0 means the whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The name of the file, as it was given.
    pub file: String,
    /// The line, from 1; 0 when no line is meant.
    pub line: u64,
    /// The column or key.
    pub column: String,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, ", `{}`", self.column)?;
        }
        Ok(())
    }
}

/// Why an instance in Flee's format cannot be read or run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file that the format requires was not given. The user's to mend.
    #[error("`{file}` is missing: {what}")]
    Missing {
        /// The file, as it should be named.
        file: String,
        /// What it holds, and what to do.
        what: String,
    },
    /// A cell or line cannot be read. The file's fault.
    #[error("{at}: {what}")]
    Bad {
        /// Where.
        at: Place,
        /// What was found, what was expected, and what to do.
        what: String,
    },
    /// A key of the settings is not known. The user's to mend.
    #[error("{at}: no setting has this name; {nearest}")]
    UnknownKey {
        /// Where; `column` is the key with its section.
        at: Place,
        /// The nearest name that is known.
        nearest: String,
    },
    /// A rule that is known and not offered. Ours; the text says what to do without it.
    #[error("{what} is not supported: {instead}")]
    Unsupported {
        /// The setting or file.
        what: String,
        /// Why, and what to do.
        instead: String,
    },
    /// An argument of a run that no run can take. The caller's to mend.
    #[error("{0}")]
    Argument(String),
}

/// A result of this module.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A fault at a place.
    pub(crate) fn bad(file: &str, line: u64, column: &str, what: impl Into<String>) -> Self {
        Self::Bad {
            at: Place {
                file: file.to_owned(),
                line,
                column: column.to_owned(),
            },
            what: what.into(),
        }
    }
}
