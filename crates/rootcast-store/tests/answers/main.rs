//! Answers of a store made for the test: the as-of rule, coverage, sums, what is withheld, what is refused.

mod made;
mod naive;
mod properties;
mod rules;
