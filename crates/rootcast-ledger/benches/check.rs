//! Speed of the checks of structure and codes alone, on trees that are in memory, in bytes of the file a second and core.
//!
//! `cargo bench -p rootcast-ledger --bench check -- FILE` checks the records of an IATI file. Without a file, and when
//! Cargo runs benchmarks as tests, it checks the records of the skeleton that the tests use.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark reports what it measured"
)]

use std::{env, fs, hint::black_box, time::Instant};

use rootcast_ledger::{
    iati::{Kind, schema},
    xml::{NodeId, Tree, parse},
};

fn measure(name: &str, bytes: usize, rounds: usize, mut check: impl FnMut() -> usize) {
    let (mut best, mut found) = (f64::INFINITY, 0);
    for _ in 0..rounds {
        let start = Instant::now();
        found = black_box(check());
        best = best.min(start.elapsed().as_secs_f64());
    }
    let speed = bytes as f64 / best / 1e6;
    println!("{name}: {bytes} bytes in {best:.4} s, {speed:.0} MB/s, {found} findings");
}

fn records(tree: &Tree) -> Vec<NodeId> {
    let root = tree.root().expect("a root element");
    tree.elements(root).collect()
}

fn main() {
    let file = env::args().skip(1).find(|a| !a.starts_with('-'));
    let (text, rounds) = match file {
        Some(path) => (fs::read_to_string(path).expect("a file in UTF-8"), 5),
        None => (include_str!("../tests/schema/skeleton.xml").to_owned(), 1),
    };
    let tree = parse(&text).expect("well-formed");
    let records = records(&tree);
    measure("structure", text.len(), rounds, || {
        let mut findings = Vec::new();
        for record in &records {
            schema::check(&tree, *record, Kind::Activities, &mut findings);
        }
        findings.len()
    });
}
