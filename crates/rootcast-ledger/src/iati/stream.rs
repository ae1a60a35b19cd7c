//! Reading files of any size record by record, on all cores, in bounded memory.
//!
//! A file is cut into blocks after the end tag of a record (feed), each block is scanned on any thread as if it began
//! between two records (block), and the results are handed on in the order of the file (pipeline). Where the cut was
//! wrong, because the end tag stood in a comment or a record is larger than a block, the block before does not end
//! between records: then the blocks are joined and scanned again. What comes out is the same for any size of block and
//! any number of threads.

mod block;
mod encoding;
mod feed;
mod head;
#[cfg(test)]
mod hostile;
mod pipeline;
#[cfg(test)]
mod tests;

use std::{io::Read, num::NonZero, ops::ControlFlow};

pub use head::Head;

pub use crate::xml::Limits;
use crate::{
    iati::Kind,
    xml::{Tree, XmlError},
};

/// What a record is in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// An `iati-activity` or an `iati-organisation`, directly below the root of a file of its kind.
    Record(Kind),
    /// A comment or an instruction before the root element.
    Before,
    /// Something else directly below the root element: a comment, an instruction, an element, or a text, which is
    /// trimmed of white space.
    Between,
    /// A comment or an instruction after the root element.
    After,
}

/// One thing of a file, with all below it.
#[derive(Clone, Copy, Debug)]
pub struct Record<'t, 'a> {
    /// The root element it is below.
    pub head: &'t Head,
    /// The thing itself; its root is an element where `part` is [`Part::Record`].
    pub tree: &'t Tree<'a>,
    /// Which record of the file it is, from 1; for other parts, how many records are before it.
    pub number: u64,
    /// Where it begins in the text of the file ([`Summary::verbatim`]), in bytes; 0 for what is before the root.
    pub offset: u64,
    /// How many bytes of text it is; 0 for what is before the root.
    pub bytes: usize,
    /// What it is.
    pub part: Part,
}

/// How a file is divided. It changes how fast a file is read and in how much memory, never what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Division {
    /// Bytes of a block.
    pub block: usize,
    /// Threads that scan.
    pub threads: NonZero<usize>,
}

impl Default for Division {
    /// Two megabytes, and a thread a core.
    fn default() -> Self {
        Self {
            block: 2 << 20,
            threads: std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
        }
    }
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The root element.
    pub head: Head,
    /// How many records were handed on.
    pub records: u64,
    /// Bytes read from the source.
    pub bytes: u64,
    /// The encoding of the file.
    pub encoding: &'static str,
    /// How many bytes of the file are before its text (a byte order mark), where the text is the rest of the file as it
    /// is; `None` where the text was decoded from another encoding, or its line ends were normalised.
    pub verbatim: Option<u64>,
    /// Bytes of text of the largest record.
    pub largest_record: usize,
    /// Bytes of the largest piece of text held at once, beside the blocks being scanned.
    pub largest_buffer: usize,
    /// Whether the file was read to its end; `false` when the sink stopped it.
    pub complete: bool,
    /// What was passed over on purpose, as sentences.
    pub notes: Vec<String>,
}

/// Reads a file. `each` looks at one record, on any thread; `sink` is given the results in the order of the file and
/// can stop the reading. `each` may also be called for records in blocks that turn out to have been cut wrongly; their
/// results are dropped, so it must only look and compute.
///
/// Everything before an error has been handed on when the error is returned.
///
/// # Errors
/// The file is not well-formed, beyond a limit, in an encoding that is not read, or cannot be read at all.
///
/// ```
/// use std::ops::ControlFlow;
/// use rootcast_ledger::iati::stream::{self, Limits, Part};
///
/// let file = "<iati-activities version='2.03'><!-- two --><iati-activity/><iati-activity/></iati-activities>";
/// let mut activities = 0;
/// let summary = stream::read(
///     file.as_bytes(),
///     &Limits::default(),
///     |record| matches!(record.part, Part::Record(_)),
///     |is_record| {
///         activities += u64::from(is_record);
///         ControlFlow::Continue(())
///     },
/// )?;
/// assert_eq!((activities, summary.records), (2, 2));
/// assert_eq!(summary.head.get("version").as_deref(), Some("2.03"));
/// # Ok::<(), rootcast_ledger::xml::XmlError>(())
/// ```
pub fn read<T, R, F, S>(source: R, limits: &Limits, each: F, sink: S) -> Result<Summary, XmlError>
where
    T: Send,
    R: Read + Send,
    F: Fn(&Record<'_, '_>) -> T + Sync,
    S: FnMut(T) -> ControlFlow<()>,
{
    read_divided(source, limits, Division::default(), each, sink)
}

/// [`read`] with blocks and threads of one's own choice.
///
/// # Errors
/// As for [`read`].
pub fn read_divided<T, R, F, S>(
    source: R,
    limits: &Limits,
    division: Division,
    each: F,
    sink: S,
) -> Result<Summary, XmlError>
where
    T: Send,
    R: Read + Send,
    F: Fn(&Record<'_, '_>) -> T + Sync,
    S: FnMut(T) -> ControlFlow<()>,
{
    pipeline::read(source, limits, division, &each, sink)
}
