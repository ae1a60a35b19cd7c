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

/// A text that is no unit. Caused by the text given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a unit: write a currency by its ISO 4217 code (USD), or a plural noun in lower case (people, jobs, firms)"
)]
pub struct UnitError {
    /// What was given.
    pub text: String,
}

/// What a figure counts. In files and JSON one word: `USD`, `people`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Unit {
    /// Money of a currency.
    Money(Currency),
    /// Things of a kind, by their plural noun: `people`, `jobs`, `firms`.
    Things(String),
}

impl Unit {
    /// The unit a file writes: three capital letters are a currency, any other words a plural noun.
    pub fn from_word(word: &str) -> Result<Self, UnitError> {
        if let Ok(currency) = Currency::new(word) {
            return Ok(Unit::Money(currency));
        }
        match Self::things(word) {
            Some(Unit::Things(noun)) if noun == word => Ok(Unit::Things(noun)),
            _ => Err(UnitError {
                text: word.to_owned(),
            }),
        }
    }

    /// Things by a noun from elsewhere, such as the title of an indicator: on one line, and in lower case where it would
    /// be taken for the code of a currency. `None` for a text without words.
    pub fn things(noun: &str) -> Option<Self> {
        let mut noun = noun
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        if Currency::new(&noun).is_ok() {
            noun.make_ascii_lowercase();
        }
        (!noun.is_empty()).then_some(Unit::Things(noun))
    }

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

impl From<Unit> for String {
    fn from(u: Unit) -> String {
        u.as_str().to_owned()
    }
}

impl TryFrom<String> for Unit {
    type Error = UnitError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_word(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_is_one_unit() {
        assert_eq!(Unit::from_word("USD"), Ok(Unit::usd()));
        for noun in ["people", "men", "Farms with irrigation, 2 ha", "people a month"] {
            let unit = Unit::from_word(noun).unwrap();
            assert_eq!(unit, Unit::Things(noun.to_owned()));
            assert_eq!(Unit::try_from(String::from(unit.clone())), Ok(unit));
        }
        for bad in ["", " ", "people ", "a\nb"] {
            assert!(Unit::from_word(bad).is_err(), "{bad:?}");
        }
        for title in ["GDP", "Number of\n people", "jobs"] {
            let unit = Unit::things(title).unwrap();
            assert_eq!(Unit::from_word(unit.as_str()), Ok(unit));
        }
    }
}
