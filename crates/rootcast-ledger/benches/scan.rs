//! How fast one thread turns the text of an IATI file into trees, in bytes a second, beside quick-xml, which only passes
//! over its events: it decodes values and checks attributes, but builds nothing and resolves no namespaces.
//!
//! `cargo bench -p rootcast-ledger` measures; `cargo test -p rootcast-ledger --bench scan` runs each once. A file can be
//! named in the variable `ROOTCAST_IATI` (`bench/generate_iati.py` makes one); without it one is made up.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a bench is a program, and its input is made here"
)]

use std::{fmt::Write, hint::black_box, num::NonZero, ops::ControlFlow};

use divan::{Bencher, counter::BytesCount};
use quick_xml::{Reader, XmlVersion, events::Event};
use rootcast_ledger::iati::stream::{Division, Limits, read_divided};

/// A file of 8 MB with invented activities.
fn file() -> String {
    if let Some(path) = std::env::var_os("ROOTCAST_IATI") {
        return std::fs::read_to_string(path).unwrap();
    }
    let mut file = String::from("<iati-activities version=\"2.03\">\n");
    for number in 0.. {
        let _ = write!(
            file,
            "  <iati-activity xml:lang=\"en\" default-currency=\"USD\">\n    <iati-identifier>X-{number}</iati-identifier>\n\
             \x20   <title>\n      <narrative>Roads &amp; ports of the north</narrative>\n    </title>\n"
        );
        for transaction in 0..number % 20 {
            let _ = write!(
                file,
                "    <transaction ref=\"T-{transaction}\">\n      <transaction-type code=\"3\"/>\n\
                 \x20     <transaction-date iso-date=\"2015-05-21\"/>\n\
                 \x20     <value currency=\"EUR\" value-date=\"2015-02-16\">1868.54</value>\n      <description>\n\
                 \x20       <narrative>Local infrastructure, workers, assessment and monitoring.</narrative>\n\
                 \x20     </description>\n    </transaction>\n"
            );
        }
        file.push_str("  </iati-activity>\n");
        if file.len() > 8_000_000 {
            break;
        }
    }
    file.push_str("</iati-activities>\n");
    file
}

#[divan::bench]
fn rootcast(bencher: Bencher<'_, '_>) {
    let file = file();
    let division = Division {
        threads: NonZero::<usize>::MIN,
        ..Division::default()
    };
    bencher.counter(BytesCount::of_str(&file)).bench(|| {
        let mut nodes = 0;
        let sink = |n: usize| {
            nodes += n;
            ControlFlow::Continue(())
        };
        read_divided(
            black_box(file.as_bytes()),
            &Limits::default(),
            division,
            |r| r.tree.len(),
            sink,
        )
        .unwrap();
        nodes
    });
}

#[divan::bench]
fn quick_xml(bencher: Bencher<'_, '_>) {
    let file = file();
    bencher.counter(BytesCount::of_str(&file)).bench(|| {
        let mut reader = Reader::from_str(black_box(&file));
        let mut nodes = 0;
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) | Event::Empty(tag) => {
                    nodes += 1;
                    for attribute in tag.attributes() {
                        let attribute = attribute.unwrap();
                        nodes += attribute.normalized_value(XmlVersion::Implicit1_0).unwrap().len() & 1;
                    }
                }
                Event::Text(text) => nodes += text.len() & 1,
                Event::Eof => break,
                _ => {}
            }
        }
        nodes
    });
}

fn main() {
    divan::main();
}
