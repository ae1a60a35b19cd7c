//! Containers: the files inside a path. Plain text, gzip (of one or several members), zip (of several files) and
//! workbooks are told apart by their first bytes, never by their name.
//!
//! Whatever a file claims of itself, no more than [`Limits`] allows comes out of it, and what comes out is streamed:
//! only workbooks are held in memory.

mod guard;
mod workbook;

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::Path,
    sync::atomic::AtomicU64,
};

use flate2::bufread::MultiGzDecoder;
use zip::{ZipArchive, result::ZipError};

use crate::ingest::{IngestError, LimitReached, Limits, Progress};

pub(crate) use guard::failure;
use guard::{Counted, Guarded};

const BUFFER: usize = 256 << 10;

/// One data file found inside a path.
pub(crate) struct Member<'a> {
    /// Name to show: the last part of the path, and for a zip the member after it.
    pub(crate) shown: String,
    /// Name of the file itself, without a `.gz` that is only its wrapping.
    pub(crate) file: String,
    /// What it holds.
    pub(crate) content: Content<'a>,
}

/// What a file holds.
pub(crate) enum Content<'a> {
    /// Text of unknown length.
    Text(Box<dyn Read + 'a>),
    /// A workbook, whole.
    Workbook(Vec<u8>),
}

/// What the first bytes of a file say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Gzip,
    Zip,
    /// The container of `.xls`.
    Compound,
}

impl Kind {
    fn of(magic: &[u8]) -> Self {
        match magic {
            [0x1f, 0x8b, ..] => Kind::Gzip,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Kind::Zip,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Kind::Compound,
            _ => Kind::Text,
        }
    }
}

/// What a stream came out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Disk,
    Zip,
    Gzip,
}

/// Calls `each` with every data file found at `path`, in order. Returns the names of the members of a zip that were
/// passed over because they are known to hold no figures.
pub(crate) fn each(
    path: &Path,
    limits: &Limits,
    progress: &(dyn Fn(Progress) + Sync),
    each: &mut dyn FnMut(Member) -> Result<(), IngestError>,
) -> Result<Vec<String>, IngestError> {
    let shown = path.file_name().map_or_else(
        || path.display().to_string(),
        |n| n.to_string_lossy().into_owned(),
    );
    let (file, size) = open(path)?;
    let consumed = AtomicU64::new(0);
    let mut reader = BufReader::with_capacity(BUFFER, Counted::new(file, &consumed, size, progress));
    let magic = reader.fill_buf().map_err(|e| failure(&shown, &e))?;
    if magic.is_empty() {
        return Err(IngestError::Empty { file: shown });
    }
    let opening = Opening {
        limits,
        consumed: &consumed,
    };
    if Kind::of(magic) == Kind::Zip {
        return opening.archive(&shown, reader, each);
    }
    let content = opening.content(&shown, Box::new(reader), Within::Disk)?;
    each(Member {
        file: unwrapped(&shown),
        shown,
        content,
    })?;
    Ok(Vec::new())
}

fn open(path: &Path) -> Result<(File, u64), IngestError> {
    let unreadable = |e: &io::Error| IngestError::Unreadable {
        path: path.to_owned(),
        reason: match e.kind() {
            io::ErrorKind::NotFound => "there is no such file; check the path".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied; make the file readable".to_owned(),
            _ => e.to_string(),
        },
    };
    let file = File::open(path).map_err(|e| unreadable(&e))?;
    let about = file.metadata().map_err(|e| unreadable(&e))?;
    if about.is_dir() {
        return Err(IngestError::Unreadable {
            path: path.to_owned(),
            reason: "it is a folder; name the files in it".to_owned(),
        });
    }
    Ok((file, about.len()))
}

struct Opening<'l> {
    limits: &'l Limits,
    consumed: &'l AtomicU64,
}

impl<'l> Opening<'l> {
    /// What a stream holds once its own compression is taken off.
    fn content<'r>(
        &self,
        shown: &str,
        mut reader: Box<dyn BufRead + 'r>,
        within: Within,
    ) -> Result<Content<'r>, IngestError>
    where
        'l: 'r,
    {
        let magic = reader.fill_buf().map_err(|e| failure(shown, &e))?;
        if magic.is_empty() {
            return Err(IngestError::Empty {
                file: shown.to_owned(),
            });
        }
        match Kind::of(magic) {
            // What comes out of a compressed stream is guarded already.
            Kind::Text if within == Within::Disk => {
                Ok(Content::Text(Box::new(Guarded::new(reader, self.limits, None))))
            }
            Kind::Text => Ok(Content::Text(Box::new(reader))),
            Kind::Compound => Ok(Content::Workbook(self.whole(shown, reader)?)),
            Kind::Zip => {
                let bytes = self.whole(shown, reader)?;
                workbook::check(shown, &bytes, self.limits)?;
                Ok(Content::Workbook(bytes))
            }
            Kind::Gzip if within == Within::Gzip => Err(IngestError::Broken {
                file: shown.to_owned(),
                reason: "it is compressed twice; decompress it once".to_owned(),
            }),
            Kind::Gzip => {
                let inner = Guarded::new(MultiGzDecoder::new(reader), self.limits, Some(self.consumed));
                let inner = BufReader::with_capacity(BUFFER, inner);
                self.content(shown, Box::new(inner), Within::Gzip)
            }
        }
    }

    fn whole(&self, shown: &str, reader: impl Read) -> Result<Vec<u8>, IngestError> {
        let mut bytes = Vec::new();
        reader
            .take(self.limits.workbook_bytes + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| failure(shown, &e))?;
        if bytes.len() as u64 > self.limits.workbook_bytes {
            return Err(IngestError::Limit {
                file: shown.to_owned(),
                limit: LimitReached::WorkbookBytes(self.limits.workbook_bytes),
            });
        }
        Ok(bytes)
    }

    fn archive<R: Read + Seek>(
        &self,
        shown: &str,
        mut reader: BufReader<R>,
        each: &mut dyn FnMut(Member) -> Result<(), IngestError>,
    ) -> Result<Vec<String>, IngestError> {
        let mut archive = ZipArchive::new(&mut reader).map_err(|e| unzipping(shown, e))?;
        if workbook::is_one(&archive) {
            drop(archive);
            reader.seek(SeekFrom::Start(0)).map_err(|e| failure(shown, &e))?;
            let bytes = self.whole(shown, reader)?;
            workbook::check(shown, &bytes, self.limits)?;
            each(Member {
                shown: shown.to_owned(),
                file: shown.to_owned(),
                content: Content::Workbook(bytes),
            })?;
            return Ok(Vec::new());
        }
        if archive.len() > self.limits.members {
            return Err(IngestError::Limit {
                file: shown.to_owned(),
                limit: LimitReached::Members(self.limits.members),
            });
        }
        let mut passed = Vec::new();
        let mut found = false;
        for index in 0..archive.len() {
            let member = archive.by_index(index).map_err(|e| unzipping(shown, e))?;
            let name = String::from_utf8_lossy(member.name_raw()).into_owned();
            if member.is_dir() {
                continue;
            }
            if is_companion(&name) {
                passed.push(name);
                continue;
            }
            found = true;
            let shown = format!("{shown}/{name}");
            let inner = Guarded::new(member, self.limits, Some(self.consumed));
            let inner = Box::new(BufReader::with_capacity(BUFFER, inner));
            let content = self.content(&shown, inner, Within::Zip)?;
            let last = name.rsplit(['/', '\\']).next().unwrap_or(&name);
            each(Member {
                file: unwrapped(last),
                shown,
                content,
            })?;
        }
        if !found {
            return Err(IngestError::Empty {
                file: shown.to_owned(),
            });
        }
        Ok(passed)
    }
}

/// Members of a zip that hold no figures: the World Bank's descriptions, licences and notes, and what file managers add.
fn is_companion(name: &str) -> bool {
    let lower = name.to_lowercase();
    let last = lower.rsplit(['/', '\\']).next().unwrap_or(&lower);
    lower.starts_with("__macosx/")
        || last.starts_with('.')
        || last.starts_with("metadata_")
        || last.starts_with("readme")
        || last.starts_with("licen")
        || last == "thumbs.db"
        || last.rsplit_once('.').is_some_and(|(_, ending)| {
            [
                "txt", "md", "pdf", "html", "htm", "doc", "docx", "json", "xml", "png",
            ]
            .contains(&ending)
        })
}

/// The name without `.gz`.
fn unwrapped(name: &str) -> String {
    match name.len().checked_sub(3).and_then(|at| name.split_at_checked(at)) {
        Some((stem, ending)) if !stem.is_empty() && ending.eq_ignore_ascii_case(".gz") => stem.to_owned(),
        _ => name.to_owned(),
    }
}

fn unzipping(shown: &str, error: ZipError) -> IngestError {
    let reason = match error {
        ZipError::Io(e) => return failure(shown, &e),
        ZipError::CompressionMethodNotSupported(n) => {
            format!("its zip compression (method {n}) is not known; unpack it first")
        }
        ZipError::UnsupportedArchive(what) => {
            format!("this kind of zip is not read ({what}); unpack it first")
        }
        ZipError::InvalidPassword => "it needs a password; unpack it first".to_owned(),
        other => format!("{other}; download it again"),
    };
    IngestError::Broken {
        file: shown.to_owned(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappings_and_companions_are_told_by_name() {
        assert_eq!(unwrapped("a.csv.gz"), "a.csv");
        assert_eq!(unwrapped("a.csv.GZ"), "a.csv");
        assert_eq!(unwrapped(".gz"), ".gz");
        assert_eq!(unwrapped("é"), "é");
        for name in [
            "Metadata_Country_API_X.csv",
            "docs/readme.csv",
            "__MACOSX/._a.csv",
            "notes.TXT",
        ] {
            assert!(is_companion(name), "{name}");
        }
        for name in ["API_X.csv", "data/2024.csv.gz", "population"] {
            assert!(!is_companion(name), "{name}");
        }
    }
}
