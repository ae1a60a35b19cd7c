//! Out again: files of other publishers as they came in, element for element.

mod copy;
mod xml;

pub(crate) use copy::root_tag;
pub use copy::{CopyError, copy};
pub use xml::{element, start_tag};
