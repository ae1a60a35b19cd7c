//! The family of exponential smoothing as state-space models: error, trend and season, each added or a factor.
//!
//! A [`Form`] such as `ETS(M,Ad,A)` says how a figure comes about; with [`Parameters`] and a starting [`State`] it is a
//! [`Fit`], whose likelihood, fitted values and forecasts follow by arithmetic. [`Ets`] estimates forms by their likelihood
//! and weighs them, or chooses one, by the corrected criterion of Akaike (Hyndman, Koehler, Snyder & Grose 2002). The
//! equations are those of Hyndman, Koehler, Ord & Snyder, *Forecasting with Exponential Smoothing* (2008).

#![allow(
    clippy::many_single_char_names,
    reason = "the letters of the equations are the names of the literature"
)]

mod auto;
mod descend;
mod fit;
mod form;
mod gradient;
mod search;
mod simulate;
mod start;
mod state;
mod variance;

pub use auto::{Choice, Ets, Forms};
pub use fit::Fit;
pub use form::{ErrorKind, Form, Season, Trend};
pub use state::{Parameters, State};
