//! Measures how fast one thread turns the lines of a text file into observations:
//! `cargo run --release -p rootcast-store --example read_speed FILE`.

use std::{fs, time::Instant};

use rootcast_store::{
    adapter::{Beginning, Plan, recognise},
    manifest,
};

#[allow(clippy::print_stdout)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("name a file of a known text layout")?;
    let bytes = fs::read(&path)?;
    let head = &bytes[..bytes.len().min(1 << 20)];
    let Plan::Text(plan) = recognise(manifest::built_in(), Beginning::Text(head), &path)? else {
        return Err("name a text file".into());
    };
    let body = &bytes[plan.header_len()..];
    for _ in 0..3 {
        let started = Instant::now();
        let mut observations = 0;
        let mut from = 0;
        while from < body.len() {
            // Blocks of about 4 MiB, cut at a line end, as the ingest does.
            let to = (from + (4 << 20)).min(body.len());
            let to = body[to..]
                .iter()
                .position(|b| *b == b'\n')
                .map_or(body.len(), |at| to + at + 1);
            observations += plan
                .read(&body[from..to], plan.first_line(), to == body.len())
                .batch
                .len();
            from = to;
        }
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{observations} observations, {:.0} MB/s on one core, {:.0} ns a row",
            body.len() as f64 / 1e6 / seconds,
            seconds * 1e9 / observations as f64
        );
    }
    Ok(())
}
