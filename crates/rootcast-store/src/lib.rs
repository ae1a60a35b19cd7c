//! Published files in, readings out.
//!
//! [`ingest`] turns an agency's file into an immutable release with the help of a [`manifest`] and an [`adapter`];
//! [`store`] answers readings from the releases held, by the as-of rule. No figure is read anywhere but in [`scan`].

pub mod adapter;
pub mod columns;
mod container;
pub mod cut;
pub mod error;
pub mod flat;
pub mod ingest;
pub mod manifest;
pub mod observation;
pub mod record;
pub mod retabulate;
pub mod scan;
pub mod shelf;
pub mod store;
pub mod verify;
