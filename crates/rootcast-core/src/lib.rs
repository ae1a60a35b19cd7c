//! The nouns of Rootcast, with no input or output.
//!
//! A [`reading::Reading`] is a question about a published statistic; an [`evidence::Evidence`] answers it with a
//! [`series::Panel`] and its [`provenance::Provenance`]. This crate never opens a file, never prints, never reads
//! the clock and never draws a random number.

pub mod agreement;
pub mod calendar;
pub mod evidence;
pub mod facet;
pub mod measure;
pub mod nearest;
pub mod period;
pub mod place;
pub mod provenance;
pub mod reading;
pub mod release;
pub mod series;
pub mod value;
