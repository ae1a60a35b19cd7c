//! Answers of a store made for the test: the as-of rule, coverage, sums, what is withheld, what is refused.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    unreachable_pub,
    reason = "a test fails by panicking, its numbers are small and its sums exact"
)]

mod made;
mod naive;
mod properties;
mod rules;
