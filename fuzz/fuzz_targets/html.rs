//! Bytes taken for a page: no panic, no hang, and every span on the page.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rootcast_claims::text::{Markup, clean, decode};

fuzz_target!(|bytes: &[u8]| {
    let (page, _) = decode(bytes);
    let points = page.chars().count();
    let text = clean(&page, Markup::Html);
    for s in &text.sentences {
        let span = text.map.span(&text.text, s.start, s.end);
        assert!(span.start < span.end && span.end <= points, "{span:?} of {points}");
    }
    for note in &text.notes {
        assert!(note.span.start <= note.span.end && note.span.end <= points, "{note:?} of {points}");
    }
});
