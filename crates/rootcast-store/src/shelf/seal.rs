//! The seal of a release: hashes of the files of its folder and of the record itself, so that an edit or a flipped
//! byte is noticed. It stands at the end of `release.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{error::StoreError, ingest::lines::hex, record::Record};

const KEY: &str = "\"seal\": \"";
const BLANK: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Hashes of the files of a release folder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Seal {
    /// SHA-256 by file name, without `release.json`.
    pub(crate) files: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Sealed<'a> {
    #[serde(flatten)]
    record: &'a Record,
    files: &'a BTreeMap<String, String>,
    seal: &'a str,
}

impl Seal {
    /// The text of `release.json`.
    pub(crate) fn write(record: &Record, files: &BTreeMap<String, String>) -> Result<Vec<u8>, StoreError> {
        let sealed = Sealed {
            record,
            files,
            seal: BLANK,
        };
        let mut text =
            serde_json::to_string_pretty(&sealed).map_err(|e| StoreError::Columns(e.to_string()))?;
        text.push('\n');
        let seal = hex(&Sha256::digest(text.as_bytes()));
        if let Some(at) = text.rfind(KEY) {
            let from = at + KEY.len();
            text.replace_range(from..from + BLANK.len(), &seal);
        }
        Ok(text.into_bytes())
    }

    /// Reads the hashes in `release.json`.
    pub(crate) fn read(text: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(text).map_err(|e| e.to_string())
    }

    /// Whether `release.json` says what it said when it was written.
    pub(crate) fn check(text: &[u8]) -> Result<(), String> {
        let text = std::str::from_utf8(text).map_err(|_| "it is not text".to_owned())?;
        let from = text.rfind(KEY).map(|at| at + KEY.len()).ok_or("it has no seal")?;
        let stated = text.get(from..from + BLANK.len()).ok_or("its seal is cut off")?;
        let blank = format!("{}{BLANK}{}", &text[..from], &text[from + BLANK.len()..]);
        if hex(&Sha256::digest(blank.as_bytes())) == stated {
            Ok(())
        } else {
            Err("it was edited: its seal does not fit what it says".to_owned())
        }
    }
}
