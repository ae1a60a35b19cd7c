//! Every limit of ingesting, in one place.

/// How large things may become before a file is refused. The defaults leave room for files a hundred times larger
/// than any publisher's today; they exist so that a hostile or broken file cannot fill memory or disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file after decompression. Default 64 GiB.
    pub file_bytes: u64,
    /// Bytes of one line of a text file, quoted line breaks included. Default 1 MiB.
    pub line_bytes: usize,
    /// Decompressed bytes per compressed byte, once [`Limits::ratio_from`] bytes have come out. Default 250: real
    /// tables compress 10 to 60 times; deflate reaches 1030.
    pub ratio: u64,
    /// Decompressed bytes below which the ratio is not looked at. Default 64 MiB.
    pub ratio_from: u64,
    /// Members of a zip file. Default 1000.
    pub members: usize,
    /// Bytes of a workbook, which is read whole. Default 128 MiB.
    pub workbook_bytes: u64,
    /// Bytes of a workbook's sheets after decompression. Default 1 GiB.
    pub workbook_unpacked_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 30,
            line_bytes: 1 << 20,
            ratio: 250,
            ratio_from: 64 << 20,
            members: 1000,
            workbook_bytes: 128 << 20,
            workbook_unpacked_bytes: 1 << 30,
        }
    }
}
