//! When did a series change?
//!
//! [`online`] listens to a series as it comes and gives, after each figure, the probability that a new regime has
//! begun: what a bell needs. [`segment`] looks back over a whole series and cuts it where its pieces, each marked by a
//! [`cost`], fit best: what a chart of the past needs.

pub mod cost;
pub mod online;
pub mod segment;
