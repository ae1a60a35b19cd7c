//! Published files in, readings out.
pub mod manifest;
pub mod observation;
