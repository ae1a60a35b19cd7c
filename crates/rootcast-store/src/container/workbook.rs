//! Workbooks are zips that are read whole: what is inside is counted before a spreadsheet reader takes it in.

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;

use crate::ingest::{IngestError, LimitReached, Limits};

/// Whether a zip is a workbook.
pub(super) fn is_one<R: Read + Seek>(archive: &ZipArchive<R>) -> bool {
    let mut types = false;
    let mut sheets = false;
    for name in archive.file_names_raw() {
        types |= name == b"[Content_Types].xml";
        sheets |= name.starts_with(b"xl/");
    }
    types && sheets
}

/// Refuses a workbook whose parts are damaged or would fill memory.
pub(super) fn check(shown: &str, bytes: &[u8], limits: &Limits) -> Result<(), IngestError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| super::unzipping(shown, e))?;
    if !is_one(&archive) {
        return Err(IngestError::Broken {
            file: shown.to_owned(),
            reason: "it is a zip within another file and not a workbook; unpack the outer one".to_owned(),
        });
    }
    let limit = |limit| IngestError::Limit {
        file: shown.to_owned(),
        limit,
    };
    if archive.len() > limits.members {
        return Err(limit(LimitReached::Members(limits.members)));
    }
    let mut left = limits.workbook_unpacked_bytes;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|e| super::unzipping(shown, e))?;
        let out = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|e| super::failure(shown, &e))?;
        left = left.checked_sub(out).ok_or_else(|| {
            limit(LimitReached::WorkbookUnpackedBytes(
                limits.workbook_unpacked_bytes,
            ))
        })?;
    }
    Ok(())
}
