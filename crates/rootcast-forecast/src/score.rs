//! Marks for forecasts, given when what came is known.
//!
//! A rule that marks a distribution is *proper* when nobody can expect a better mark than by saying what he believes:
//! the [continuous ranked probability score](crps), the [logarithmic score](logarithmic), the [interval
//! score](interval) and what is made of it, [Brier's score](event) and the [energy score](energy) are. All are losses,
//! smaller is better. [Errors of points](point) are for tables that others printed. Whether a distribution says what it
//! means is asked by its [coverage] and [probability integral transform](pit), and whether one forecaster is better than
//! another by [skill] and the [test](compare) of Diebold and Mariano.
//!
//! T. Gneiting and A. E. Raftery, *Strictly proper scoring rules, prediction, and estimation*, Journal of the American
//! Statistical Association 102 (2007), is the source of what is said here on propriety.

pub mod compare;
pub mod coverage;
pub mod crps;
pub mod energy;
pub mod event;
pub mod interval;
pub mod logarithmic;
pub mod pit;
pub mod point;
pub mod skill;
