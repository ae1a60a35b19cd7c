//! What can go wrong with a forecast, each with whose fault it is and what to do.

/// Why there is no forecast.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ForecastError {
    /// The series has no figures.
    #[error("the series has no figures: ask for a reading that is held, or a longer span")]
    Empty,
    /// The model needs more figures.
    #[error(
        "{model} needs at least {needs} figures, the series has {has}: use a simpler model, such as naive"
    )]
    TooShort {
        /// The model.
        model: &'static str,
        /// How many figures it needs.
        needs: usize,
        /// How many there are.
        has: usize,
    },
    /// A figure is infinite.
    #[error("figure {at} of the series is {value}, not a finite number: mark it as missing or mend it")]
    NotFinite {
        /// Position, from 0.
        at: usize,
        /// The figure.
        value: f64,
    },
    /// The model is not defined for such figures.
    #[error("{model} is not defined for this series: {why}")]
    NotDefined {
        /// The model.
        model: &'static str,
        /// Why, and what to use instead.
        why: String,
    },
    /// A search for parameters found none.
    #[error("{model} found no parameters that fit: {why}")]
    NoFit {
        /// The model.
        model: &'static str,
        /// What stopped it.
        why: String,
    },
    /// The question makes no sense.
    #[error("{0}")]
    Asked(String),
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, ForecastError>;
