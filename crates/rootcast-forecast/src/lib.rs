//! What comes next, and is the mix shifting?
//!
//! A [`history::History`] is a series of figures at even steps; a [`model::Model`] turns it into a
//! [`predictive::Predictive`], a whole distribution for each step ahead and never only a point. What a model said is
//! marked by [`score`]s against what came, always beside the naive forecast.
//!
//! The crate never opens a file, never prints, never reads the clock, and draws no random number without a seed: the
//! same history, model and seed give the same bytes, on any number of threads.

pub mod alert;
pub mod arima;
pub mod backtest;
pub mod changepoint;
pub mod choice;
pub mod coherent;
pub mod combine;
pub mod composition;
pub mod conformal;
pub mod count;
pub mod difference;
pub mod error;
pub mod ets;
pub mod guard;
pub mod hierarchy;
pub mod history;
pub mod intermittent;
mod line;
pub mod model;
pub mod naive;
pub mod nowcast;
pub mod optimise;
pub mod predictive;
pub mod procedure;
pub mod random;
pub mod score;
pub mod season;
pub mod smooth;
pub mod theta;
pub mod watch;
