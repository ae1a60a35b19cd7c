//! Sentences a second: quantities, times and both over news sentences, and whole checks.
//!
//! `cargo bench -p rootcast-claims`. The sentences are those of `NewsQuant` where the folder of corpora lies beside the
//! repository (or where `ROOTCAST_SHARED` says), and some of our own otherwise.

#![allow(clippy::unwrap_used, reason = "a bench stops where its input does")]

use std::path::PathBuf;

use divan::{
    Bencher, black_box,
    counter::{BytesCount, ItemsCount},
};
use jiff::civil::date;
use rootcast_claims::{
    Lang,
    ask::Answered,
    check::{Grounds, Input, check},
    facts::Facts,
    quantity::quantities,
    text::Markup,
    time::times,
};
use rootcast_core::{
    evidence::{Answer, Answerable, Evidence, EvidenceError},
    reading::Reading,
};

const OWN: &[&str] = &[
    "Border arrests fell to about 495,000 in fiscal 2023 from 541,618 a year earlier, a drop of 8.6 percent.",
    "The programme, announced on May 24, 2021, has drawn pledges of more than $5.2 billion from 50 companies.",
    "Two of the three countries recorded between 10 and 15 homicides per 100,000 people last year.",
    "She said that nobody she knew had left the village since the road was opened.",
];

fn sentences() -> Vec<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("ROOTCAST_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let file = shared.join("data/corpora/newsquant/dev.json");
    let Ok(text) = std::fs::read_to_string(file) else {
        return OWN.iter().map(|s| (*s).to_owned()).collect();
    };
    let cases: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    cases
        .iter()
        .map(|c| c["text"].as_str().unwrap().to_owned())
        .collect()
}

#[divan::bench]
fn quantities_of_sentences(b: Bencher) {
    let input = sentences();
    b.counter(ItemsCount::new(input.len())).bench(|| {
        for s in &input {
            black_box(quantities(black_box(s), Lang::English));
        }
    });
}

#[divan::bench]
fn times_of_sentences(b: Bencher) {
    let input = sentences();
    b.counter(ItemsCount::new(input.len())).bench(|| {
        for s in &input {
            black_box(times(black_box(s), date(2024, 2, 5), Lang::English));
        }
    });
}

#[divan::bench]
fn both(b: Bencher) {
    let input = sentences();
    b.counter(ItemsCount::new(input.len())).bench(|| {
        for s in &input {
            black_box(quantities(black_box(s), Lang::English));
            black_box(times(black_box(s), date(2024, 2, 5), Lang::English));
        }
    });
}

/// One line of ten megabytes.
#[divan::bench(sample_count = 3)]
fn a_long_line(b: Bencher) {
    let sentence = sentences().join(" ").replace('\n', " ");
    let line = sentence.repeat(10_000_000 / sentence.len() + 1);
    b.counter(BytesCount::new(line.len())).bench(|| {
        black_box(quantities(black_box(&line), Lang::English));
        black_box(times(black_box(&line), date(2024, 2, 5), Lang::English));
    });
}

/// Holds nothing: what is measured is the reading of the text, not the store.
struct Nothing;

impl Evidence for Nothing {
    fn answer(&self, reading: &Reading, _: jiff::civil::Date) -> Result<Answer, EvidenceError> {
        Err(EvidenceError::NotHeld {
            reading: reading.to_string(),
            what: "nothing is held".to_owned(),
        })
    }

    fn answerable(&self) -> Result<Vec<Answerable>, EvidenceError> {
        Ok(Vec::new())
    }
}

fn check_whole(text: &str) -> usize {
    let input = Input {
        name: "bench",
        text,
        markup: Markup::Plain,
        published: Some(date(2024, 2, 5)),
        lang: Some(Lang::English),
    };
    let grounds = Grounds {
        evidence: &Nothing,
        facts: &Facts::default(),
        answered: &Answered::default(),
    };
    check(input, date(2026, 1, 1), grounds).claims.len()
}

/// A text of the sentences, each a paragraph, from cleaning to verdicts.
#[divan::bench]
fn whole_check(b: Bencher) {
    let input = sentences();
    let text = input.join("\n\n");
    b.counter(ItemsCount::new(input.len()))
        .bench(|| black_box(check_whole(black_box(&text))));
}

/// One line of so many megabytes, from cleaning to verdicts.
#[divan::bench(args = [1, 10, 100], sample_count = 1, sample_size = 1)]
fn whole_check_of_a_line(b: Bencher, megabytes: usize) {
    let sentence = sentences().join(" ").replace('\n', " ");
    let line = sentence.repeat(megabytes * 1_000_000 / sentence.len() + 1);
    b.counter(BytesCount::new(line.len()))
        .bench(|| black_box(check_whole(black_box(&line))));
}

fn main() {
    divan::main();
}
