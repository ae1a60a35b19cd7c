//! Did an event change the flow, against rival explanations?
//!
//! A [`panel::Panel`] holds an outcome of several units at even steps; a [`panel::Design`] says which of them were
//! treated, and from when. Estimators turn both into an effect with what shows how fragile it is.
//!
//! The crate never opens a file, never prints, never reads the clock, and draws no random number without a seed: the
//! same panel, plan and seed give the same bytes, on any number of threads. Where a set of placebos is finite it is
//! enumerated, not sampled.

pub mod absorb;
pub mod appraisal;
pub mod bacon;
pub mod cohorts;
pub mod difference;
pub mod error;
pub mod factor;
pub mod few_clusters;
pub mod groups;
pub mod honest;
pub mod instrument;
pub mod interrupted;
pub mod interval;
pub mod methods;
pub mod omitted;
pub mod panel;
pub mod placebo;
pub mod poisson;
pub mod power;
pub mod regression;
pub mod simplex;
pub mod stability;
pub mod structural;
pub mod synthdid;
pub mod synthetic;
pub mod unitroot;
pub mod variance;
