//! What if another policy were tried?
//!
//! One model of departures, routes, border attempts and legal pathways, run as cohorts or as individuals; levers that
//! act on it; the evidence for their effects, with its conflicts; calibration to published readings; and the
//! experiments (comparison, sensitivity, discovery, portfolios) that say how far a result can be trusted. Every result
//! is a scenario: it says what would follow from stated assumptions, not what will happen.

pub mod choice;
pub mod discovery;
pub mod episode;
pub mod evidence;
pub mod experiment;
pub mod flee;
pub mod graph;
pub mod inference;
pub mod model;
mod moments;
pub mod odd;
pub mod outcome;
pub mod policy;
pub mod portfolio;
pub mod precision;
pub mod random;
pub mod regret;
pub mod sensitivity;
pub mod stockflow;
pub mod stream;
