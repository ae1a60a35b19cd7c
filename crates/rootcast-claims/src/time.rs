//! Times: what days a text speaks of.

pub(crate) mod calendar;
