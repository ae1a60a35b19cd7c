//! Money: exact amounts, and what they are in another currency.

mod decimal;

pub use decimal::Decimal;
