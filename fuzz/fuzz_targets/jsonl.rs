//! Bytes taken for JSON Lines: no panic, and each line that holds anything answered once.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rootcast_claims::stream::documents;

fuzz_target!(|bytes: &[u8]| {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let written = body
        .split(|b| *b == b'\n')
        .filter(|line| !line.trim_ascii().is_empty())
        .count();
    let mut last = 0;
    let mut answered = 0;
    for document in documents(bytes) {
        answered += 1;
        if let Ok(document) = document {
            assert!(document.line > last);
            last = document.line;
        }
    }
    assert_eq!(answered, written);
});
