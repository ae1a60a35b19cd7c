//! Money: exact amounts, and what they are in another currency.
//!
//! Amounts of different currencies are never added. A [`Rates`] converts with the `exchange-rate` readings of an
//! [`Evidence`](rootcast_core::evidence::Evidence): the monthly averages of the Federal Reserve's H.10 release, as
//! known on a day. A conversion keeps the original amount and its value date, and names the rate, its month, the way it
//! is quoted and its release; a rate that is not held is an error that says what is held, never 1.

mod area;
mod decimal;
mod rates;

pub use area::{Area, areas};
pub use decimal::Decimal;
pub use rates::{Converted, MoneyError, Rate, Rates};
