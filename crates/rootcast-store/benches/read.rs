//! How fast one thread turns lines of an area file into observations, in bytes a second.
//!
//! `cargo bench -p rootcast-store` measures; `cargo test -p rootcast-store --bench read` runs each once.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a bench is a program, and its input is made here"
)]

use std::fmt::Write;

use divan::{Bencher, counter::BytesCount};
use rootcast_store::{
    adapter::{Beginning, Plan, TextPlan, recognise},
    manifest,
};

const HEADER: &str = "Fiscal Year,Month Grouping,Month (abbv),Component,Land Border Region,Area of Responsibility,\
    AOR (Abbv),Demographic,Citizenship,Title of Authority,Encounter Type,Encounter Count\r\n";
const ORIGINS: [&str; 6] = [
    "GUATEMALA",
    "HONDURAS",
    "EL SALVADOR",
    "MEXICO",
    "\"CHINA, PEOPLES REPUBLIC OF\"",
    "OTHER",
];
const MONTHS: [&str; 12] = [
    "APR", "AUG", "DEC", "FEB", "JAN", "JUL", "JUN", "MAR", "MAY", "NOV", "OCT", "SEP",
];

/// Rows with invented counts; `stride` is how often the origin changes.
fn rows(stride: usize) -> String {
    let mut out = String::new();
    for i in 0..40_000 {
        let origin = ORIGINS[i / stride % ORIGINS.len()];
        let month = MONTHS[i / (stride * ORIGINS.len()) % MONTHS.len()];
        let _ = write!(
            out,
            "2023,FYTD,{month},U.S. Border Patrol,Southwest Land Border,Tucson Sector,Tucson,Single Adults,{origin},\
             Title 8,Apprehensions,{}\r\n",
            i % 977
        );
    }
    out
}

fn plan() -> TextPlan<'static> {
    match recognise(
        manifest::built_in(),
        Beginning::Text(HEADER.as_bytes()),
        "area.csv",
    ) {
        Ok(Plan::Text(plan)) => plan,
        _ => panic!("the header is that of an area file"),
    }
}

#[divan::bench(args = [1, 16])]
fn area_rows(bencher: Bencher, stride: usize) {
    let (plan, rows) = (plan(), rows(stride));
    bencher
        .counter(BytesCount::of_slice(rows.as_bytes()))
        .bench(|| plan.read(rows.as_bytes(), plan.first_line(), true).batch.len());
}

fn main() {
    divan::main();
}
