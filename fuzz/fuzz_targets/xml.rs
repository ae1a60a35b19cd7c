//! A text is read record by record as it is read whole, and the same for any division into blocks.
//!
//! Seeds are in `seeds/xml`: `cargo +nightly fuzz run xml corpus/xml seeds/xml`.

#![no_main]

use std::{num::NonZero, ops::ControlFlow};

use libfuzzer_sys::fuzz_target;
use rootcast_ledger::{
    iati::stream::{Division, Limits, read_divided},
    xml::{self, XmlError},
};

fn reading(text: &str, block: usize) -> (Vec<String>, Result<u64, XmlError>) {
    let mut seen = Vec::new();
    let division = Division {
        block,
        threads: NonZero::<usize>::MIN,
    };
    let sink = |record| {
        seen.push(record);
        ControlFlow::Continue(())
    };
    let each = |r: &rootcast_ledger::iati::stream::Record<'_, '_>| format!("{:?} {} {:?}", r.part, r.number, r.tree);
    let end = read_divided(text.as_bytes(), &Limits::default(), division, each, sink);
    (seen, end.map(|summary| summary.records))
}

fuzz_target!(|text: &str| {
    let whole = reading(text, 1 << 20);
    assert_eq!(reading(text, 32), whole);
    // A declared encoding is for bytes; a text is a text already.
    if !text.contains("encoding") && !text.contains('\r') {
        assert_eq!(xml::parse(text).is_ok(), whole.1.is_ok());
    }
});
