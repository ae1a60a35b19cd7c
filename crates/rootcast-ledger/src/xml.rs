//! XML as far as ledgers need it: one record at a time, as a flat tree over the bytes of the file.

mod document;
mod error;
mod lanes;
mod limits;
mod mark;
mod name;
mod scan;
mod scope;
mod tag;
mod tree;

pub(crate) use document::{Outside, pseudo_attribute};
pub use document::{parse, parse_within};
pub(crate) use error::{Fault, Scanned, fault, place};
pub use error::{Problem, XmlError};
pub use limits::Limits;
pub(crate) use name::illegal;
pub(crate) use scan::{Below, Scanner};
pub(crate) use scope::Scope;
pub use tree::{Attribute, NodeId, NodeKind, Tree};
