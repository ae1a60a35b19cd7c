//! XML as far as ledgers need it: one record at a time, as a flat tree over the bytes of the file.

mod document;
mod error;
mod limits;
mod mark;
mod name;
mod scan;
mod scope;
mod tag;
mod tree;

pub use document::{parse, parse_within};
pub use error::{Problem, XmlError};
pub use limits::Limits;
pub use tree::{Attribute, NodeId, NodeKind, Tree};
