//! Out again: our own ledger as a file of IATI, and files of other publishers as they came in, element for element.

mod build;
mod choice;
mod copy;
mod ledger;
mod loss;
mod statement;
#[cfg(test)]
mod tests;
mod xml;

pub(crate) use copy::root_tag;
pub use copy::{CopyError, copy};
pub use ledger::{ExportError, Reporter, identifier, write};
pub use loss::{Loss, Lost};
pub use xml::{element, start_tag};
