//! XML as far as ledgers need it: one record at a time, as a flat tree over the bytes of the file.

mod tree;

pub use tree::{Attribute, NodeId, NodeKind, Tree};
