//! How much of anything is read before a file is refused.

/// Bounds that keep the memory and time a file can cost in proportion. The defaults are far beyond real files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record: an element directly below the root, with all below it.
    pub record_bytes: usize,
    /// Nodes and attributes of one record.
    pub nodes: usize,
    /// Elements inside each other, the root included. libxml2 has the same default.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Bytes of a name with its prefix. libxml2 has the same default.
    pub name_bytes: usize,
    /// Bytes of one attribute value, text, comment or instruction. libxml2 has the same default.
    pub value_bytes: usize,
    /// Namespace declarations in scope of one element.
    pub declarations: usize,
}

impl Limits {
    /// No limits, for a text that has been read within limits before.
    pub(crate) fn unlimited() -> Self {
        Self {
            record_bytes: usize::MAX,
            nodes: usize::MAX,
            depth: usize::MAX,
            attributes: usize::MAX,
            name_bytes: usize::MAX,
            value_bytes: usize::MAX,
            declarations: usize::MAX,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record_bytes: 256 << 20,
            nodes: 2_000_000,
            depth: 256,
            attributes: 1_000,
            name_bytes: 50_000,
            value_bytes: 10_000_000,
            declarations: 256,
        }
    }
}
