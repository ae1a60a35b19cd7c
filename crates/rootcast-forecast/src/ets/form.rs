//! The forms of the family: how error, trend and season are joined.

use std::fmt;

use crate::error::{ForecastError, Result};

/// Whether an error is added to what was expected, or a share of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// `y = μ + ε`.
    Additive,
    /// `y = μ (1 + ε)`.
    Multiplicative,
}

/// Whether there is a slope, and how it moves the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trend {
    /// A level only.
    None,
    /// The slope is added: `l + b`.
    Additive,
    /// The slope is added and fades: `l + φ b`.
    AdditiveDamped,
    /// The slope is a factor: `l b`.
    Multiplicative,
    /// The slope is a factor and fades: `l b^φ`.
    MultiplicativeDamped,
}

/// Whether there is a season, and how it is joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Season {
    /// None.
    None,
    /// It is added.
    Additive,
    /// It is a factor.
    Multiplicative,
}

/// One form of the family: `ETS(error, trend, season)`.
///
/// ```
/// use rootcast_forecast::ets::Form;
/// let form: Form = "MAdA".parse().unwrap();
/// assert_eq!(form.to_string(), "ETS(M,Ad,A)");
/// assert_eq!(Form::all().len(), 30);
/// assert!(Form::usual().contains(&form));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Form {
    /// How errors are joined.
    pub error: ErrorKind,
    /// How the slope is.
    pub trend: Trend,
    /// How the season is.
    pub season: Season,
}

/// Closed-form variances are known for three classes (Hyndman, Koehler, Ord & Snyder 2008, chapter 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Linear, with errors of one size.
    Linear,
    /// Linear, with errors that grow with what was expected.
    LinearRelative,
    /// A linear trend times a season, with relative errors.
    Product,
    /// All others: by simulation.
    Other,
}

impl Form {
    /// The 30 forms.
    pub fn all() -> Vec<Self> {
        let trends = [
            Trend::None,
            Trend::Additive,
            Trend::AdditiveDamped,
            Trend::Multiplicative,
            Trend::MultiplicativeDamped,
        ];
        let mut out = Vec::with_capacity(30);
        for season in [Season::None, Season::Additive, Season::Multiplicative] {
            for trend in trends {
                for error in [ErrorKind::Additive, ErrorKind::Multiplicative] {
                    out.push(Self { error, trend, season });
                }
            }
        }
        out
    }

    /// The 15 forms among which the automatic choice is made: without slopes that are factors, whose forecasts run away,
    /// and without additive errors beside a season that is a factor, whose variance is infinite (the same book, section
    /// 15.2).
    pub fn usual() -> Vec<Self> {
        let mut out = Self::all();
        out.retain(|f| {
            !matches!(f.trend, Trend::Multiplicative | Trend::MultiplicativeDamped)
                && (f.error, f.season) != (ErrorKind::Additive, Season::Multiplicative)
        });
        out
    }

    /// Whether it has a slope.
    pub fn has_slope(self) -> bool {
        self.trend != Trend::None
    }

    /// Whether its slope fades.
    pub fn is_damped(self) -> bool {
        matches!(self.trend, Trend::AdditiveDamped | Trend::MultiplicativeDamped)
    }

    /// Whether it has a season.
    pub fn has_season(self) -> bool {
        self.season != Season::None
    }

    /// Whether it is defined for positive figures only.
    pub fn needs_positive(self) -> bool {
        self.error == ErrorKind::Multiplicative
            || matches!(self.trend, Trend::Multiplicative | Trend::MultiplicativeDamped)
            || self.season == Season::Multiplicative
    }

    /// Numbers that are estimated for a season of `m` steps: smoothing parameters, starting states (those of a season sum
    /// to a fixed number), and the variance.
    pub fn estimated(self, m: usize) -> usize {
        let seasons = if self.has_season() { m } else { 0 };
        3 + 2 * usize::from(self.has_slope()) + usize::from(self.is_damped()) + seasons
    }

    pub(crate) fn class(self) -> Class {
        match (self.error, self.trend, self.season) {
            (_, Trend::Multiplicative | Trend::MultiplicativeDamped, _)
            | (ErrorKind::Additive, _, Season::Multiplicative) => Class::Other,
            (ErrorKind::Additive, ..) => Class::Linear,
            (ErrorKind::Multiplicative, _, Season::Multiplicative) => Class::Product,
            (ErrorKind::Multiplicative, ..) => Class::LinearRelative,
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = match self.error {
            ErrorKind::Additive => "A",
            ErrorKind::Multiplicative => "M",
        };
        let trend = match self.trend {
            Trend::None => "N",
            Trend::Additive => "A",
            Trend::AdditiveDamped => "Ad",
            Trend::Multiplicative => "M",
            Trend::MultiplicativeDamped => "Md",
        };
        let season = match self.season {
            Season::None => "N",
            Season::Additive => "A",
            Season::Multiplicative => "M",
        };
        write!(f, "ETS({error},{trend},{season})")
    }
}

impl std::str::FromStr for Form {
    type Err = ForecastError;

    /// Reads `ANN`, `MAdM` or `ETS(M,Ad,M)`.
    fn from_str(text: &str) -> Result<Self> {
        let letters: String = text
            .trim_start_matches("ETS")
            .chars()
            .filter(char::is_ascii_alphabetic)
            .collect();
        let short = |form: &Self| -> String {
            let name = form.to_string();
            name.trim_start_matches("ETS")
                .chars()
                .filter(char::is_ascii_alphabetic)
                .collect()
        };
        Self::all()
            .into_iter()
            .find(|f| short(f) == letters)
            .ok_or_else(|| {
                ForecastError::Asked(format!(
                    "{text} is no form of ETS: write error, trend and season, such as MAdA or ETS(M,Ad,A)"
                ))
            })
    }
}
