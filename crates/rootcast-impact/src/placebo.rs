//! What the same estimate gives where nothing happened: inference for one treated unit, without a draw.
//!
//! - [`space`]: every donor as if it had been treated, with an exact p and the smallest p there could be.
//! - [`pairs`]: the refined test that leaves two donors out at a time, whose p has a finer grid.
//! - [`time`]: treatment as if it had begun earlier.
//! - [`donors`]: the estimate without each donor that has weight.
//! - [`conformal`]: moving blocks of residuals under a stated effect.
//! - [`width`]: what other weights that fit the past nearly as well would say.
//! - [`general`]: placebos in space of any estimator and of several treated units.
//! - [`hull`]: whether the treated path lies among its donors at all.
//!
//! Jackknife and bootstrap of units have no meaning with one treated unit; [`crate::synthdid::spread`] refuses them.

pub mod conformal;
pub mod donors;
pub mod general;
pub mod hull;
pub mod pairs;
pub mod space;
pub mod time;
pub mod width;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp, clippy::needless_range_loop)]
mod tests;
