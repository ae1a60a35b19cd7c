//! Readers that keep count, and refuse what goes beyond a limit while it is still small.

use std::{
    io::{self, Read, Seek, SeekFrom},
    sync::atomic::{AtomicU64, Ordering},
};

use crate::ingest::{IngestError, LimitReached, Limits, Progress};

/// Bytes between two calls of the progress function.
const STEP: u64 = 1 << 20;

/// Counts what is read from disk, and says so.
pub(super) struct Counted<'a, R> {
    inner: R,
    read: &'a AtomicU64,
    said: u64,
    of: u64,
    progress: &'a (dyn Fn(Progress) + Sync),
}

impl<'a, R> Counted<'a, R> {
    pub(super) fn new(
        inner: R,
        read: &'a AtomicU64,
        of: u64,
        progress: &'a (dyn Fn(Progress) + Sync),
    ) -> Self {
        Self {
            inner,
            read,
            said: 0,
            of,
            progress,
        }
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let bytes = self.read.fetch_add(n as u64, Ordering::Relaxed) + n as u64;
        if n == 0 || bytes >= self.said + STEP {
            self.said = bytes;
            // A zip is read out of order, and its directory more than once.
            let bytes = bytes.min(self.of);
            (self.progress)(Progress::Read { bytes, of: self.of });
        }
        Ok(n)
    }
}

impl<R: Seek> Seek for Counted<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Lets through no more than the limits allow.
pub(super) struct Guarded<'a, R> {
    inner: R,
    limits: Limits,
    out: u64,
    /// Compressed bytes read so far, and how many had been read at the start.
    compressed: Option<(&'a AtomicU64, u64)>,
}

impl<'a, R> Guarded<'a, R> {
    /// Guards the size, and where `compressed` counts what goes in, the ratio.
    pub(super) fn new(inner: R, limits: &Limits, compressed: Option<&'a AtomicU64>) -> Self {
        Self {
            inner,
            limits: *limits,
            out: 0,
            compressed: compressed.map(|c| (c, c.load(Ordering::Relaxed))),
        }
    }
}

impl<R: Read> Read for Guarded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.out += n as u64;
        if self.out > self.limits.file_bytes {
            return Err(io::Error::other(LimitReached::FileBytes(self.limits.file_bytes)));
        }
        if let Some((count, before)) = self.compressed {
            let into = count.load(Ordering::Relaxed).saturating_sub(before).max(1);
            if self.out > self.limits.ratio_from && self.out > self.limits.ratio.saturating_mul(into) {
                return Err(io::Error::other(LimitReached::Ratio(self.limits.ratio)));
            }
        }
        Ok(n)
    }
}

/// What an error met while reading means: a limit, a damaged file, or a disk that does not answer.
pub(crate) fn failure(file: &str, error: &io::Error) -> IngestError {
    let file = file.to_owned();
    if let Some(limit) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<LimitReached>())
    {
        return IngestError::Limit { file, limit: *limit };
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => IngestError::Broken {
            file,
            reason: "it ends too early, as if a download had been cut off; download it again".to_owned(),
        },
        _ if error.raw_os_error().is_some() => IngestError::Unreadable {
            path: file.into(),
            reason: error.to_string(),
        },
        _ => IngestError::Broken {
            file,
            reason: format!("{error}; download it again"),
        },
    }
}
