//! Units: a currency, or what is counted.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A currency, by its ISO 4217 alphabetic code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Currency([u8; 3]);

/// A text that is no currency code. Caused by the text given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a currency: write its ISO 4217 code, three capital letters such as USD or GTQ")]
pub struct CurrencyError {
    /// What was given.
    pub text: String,
}

impl Currency {
    /// The United States dollar.
    pub const USD: Currency = Currency(*b"USD");

    /// The currency with this code.
    pub fn new(code: &str) -> Result<Self, CurrencyError> {
        match code.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(CurrencyError {
                text: code.to_owned(),
            }),
        }
    }

    /// The code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Currency> for String {
    fn from(c: Currency) -> String {
        c.code().to_owned()
    }
}

impl TryFrom<String> for Currency {
    type Error = CurrencyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

/// What a figure counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Money of a currency.
    Money(Currency),
    /// Things of a kind, by their plural noun: `people`, `jobs`, `firms`.
    Things(String),
}

impl Unit {
    /// United States dollars.
    pub fn usd() -> Self {
        Unit::Money(Currency::USD)
    }

    /// The currency of money; `None` for things.
    pub fn currency(&self) -> Option<Currency> {
        match self {
            Unit::Money(c) => Some(*c),
            Unit::Things(_) => None,
        }
    }

    /// The word used in files: the currency's code, or the noun.
    pub fn as_str(&self) -> &str {
        match self {
            Unit::Money(c) => c.code(),
            Unit::Things(noun) => noun,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
