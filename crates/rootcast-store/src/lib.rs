//! Published files in, readings out.
pub mod columns;
pub mod cut;
pub mod error;
pub mod manifest;
pub mod observation;
pub mod record;
pub mod scan;
pub mod shelf;
