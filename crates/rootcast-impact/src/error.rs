//! Why there is no estimate, and what to do.

/// Why there is no estimate.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ImpactError {
    /// The panel has no figures, or its parts do not fit.
    #[error("the panel cannot be: {0}")]
    Panel(String),
    /// The design does not fit the panel.
    #[error("the design does not fit the panel: {0}")]
    Design(String),
    /// Rows or columns of a regression do not fit, or hold what no regression can take.
    #[error("the rows cannot be used: {0}")]
    Data(String),
    /// The estimator is not defined here.
    #[error("{estimator} cannot be used here: {why}")]
    NotDefined {
        /// The estimator.
        estimator: &'static str,
        /// Why, and what to use instead.
        why: String,
    },
    /// A search did not come to its end.
    #[error("{estimator} did not come to an optimum: {why}")]
    NoFit {
        /// The estimator.
        estimator: &'static str,
        /// What stopped it.
        why: String,
    },
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, ImpactError>;
