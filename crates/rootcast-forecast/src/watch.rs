//! Is the mix shifting, and is a surge coming?
//!
//! Four instruments, each with what it costs in false alarms:
//!
//! - [`shift`]: how far the mix of a month is from that of the year before it, and which parts the distance is made of;
//! - [`bell`]: a bell for each part, which rings when its share has changed and is likely to stay so;
//! - [`change`]: the probability that a flow has just begun a new regime;
//! - [`surge`]: the probability, from the predictive distribution, that a flow doubles or halves within some months,
//!   with [`trial`] of how such alarms would have done.

pub mod bell;
pub mod change;
pub mod shift;
pub mod surge;
pub mod trial;
