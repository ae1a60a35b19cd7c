//! Speed of the checks of structure and codes alone, in bytes of the file a second and core: records are in memory as
//! trees, as they are when they were just scanned.
//!
//! `cargo bench -p rootcast-ledger --bench check -- FILE` checks the first records of a file of activities. Without a file it
//! checks the one that the tests use.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark reports what it measured"
)]

use std::{env, fs, hint::black_box, time::Instant};

use rootcast_ledger::{
    iati::{Finding, Kind, codelist, schema},
    xml::{Tree, parse},
};

const RECORDS: usize = 100;
const ROUNDS: usize = 30;

/// The sum of the best times of each record, which other work on the machine disturbs least.
fn measure(name: &str, records: &[(usize, Tree)], check: impl Fn(&Tree, &mut Vec<Finding>)) {
    let (mut seconds, mut bytes, mut findings) = (0.0, 0, Vec::new());
    for (length, tree) in records {
        let mut best = f64::INFINITY;
        for _ in 0..ROUNDS {
            findings.clear();
            let start = Instant::now();
            check(black_box(tree), &mut findings);
            best = best.min(start.elapsed().as_secs_f64());
        }
        seconds += best;
        bytes += length;
    }
    let speed = bytes as f64 / seconds / 1e6;
    println!(
        "{name}: {} records, {bytes} bytes, {speed:.0} MB/s",
        records.len()
    );
}

fn main() {
    let file = env::args().skip(1).find(|a| !a.starts_with('-'));
    let text = match file {
        Some(path) => fs::read_to_string(path).expect("a file in UTF-8"),
        None => include_str!("../tests/schema/skeleton.xml").to_owned(),
    };
    let records: Vec<(usize, Tree)> = text
        .split_inclusive("</iati-activity>")
        .filter_map(|part| part.get(part.find("<iati-activity ")?..))
        .take(RECORDS)
        .map(|record| (record.len(), parse(record).expect("a record")))
        .collect();
    measure("structure", &records, |tree, findings| {
        schema::check(tree, tree.root().expect("a record"), Kind::Activities, findings);
    });
    measure("codes", &records, |tree, findings| {
        codelist::check(tree, tree.root().expect("a record"), findings);
    });
}
