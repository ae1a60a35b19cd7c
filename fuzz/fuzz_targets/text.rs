//! Bytes taken for a published text file: no panic, every cell accounted for, and one block as good as two.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rootcast_store::{
    adapter::{Beginning, Parsed, Plan, recognise},
    manifest,
};

fn check(parsed: &Parsed) {
    let tally = &parsed.tally;
    let skipped: u64 = tally.skipped.values().sum();
    assert_eq!(tally.cells, tally.observations + tally.rejected + skipped);
    assert_eq!(tally.observations, parsed.batch.len() as u64);
    assert!(parsed.rejects.len() as u64 <= tally.rejected.max(tally.rows));
    for labels in &parsed.batch.labels {
        assert_eq!(labels.ids.len(), parsed.batch.len());
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(Plan::Text(plan)) = recognise(manifest::built_in(), Beginning::Text(bytes), "figures.csv") else {
        return;
    };
    let rows = &bytes[plan.header_len()..];
    let whole = plan.read(rows, plan.first_line(), true);
    check(&whole);
    // Where no field holds a line end, a file may be cut after any line.
    if rows.contains(&b'"') {
        return;
    }
    let Some(cut) = rows.iter().position(|b| *b == b'\n').map(|at| at + 1) else {
        return;
    };
    let first = plan.read(&rows[..cut], plan.first_line(), cut == rows.len());
    let second = plan.read(&rows[cut..], plan.first_line() + 1, true);
    check(&first);
    check(&second);
    assert_eq!(whole.tally.observations, first.tally.observations + second.tally.observations);
    let values: Vec<u64> = first.batch.value.iter().chain(&second.batch.value).map(|v| v.to_bits()).collect();
    assert_eq!(whole.batch.value.iter().map(|v| v.to_bits()).collect::<Vec<_>>(), values);
    let lines: Vec<i64> = first.batch.row.iter().chain(&second.batch.row).copied().collect();
    assert_eq!(whole.batch.row, lines);
});
