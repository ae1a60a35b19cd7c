//! Any text checked against nothing: no panic, no hang, claims in the text, and the same answer twice, however many
//! answers are kept.

#![no_main]

use jiff::civil::{Date, date};
use libfuzzer_sys::fuzz_target;
use rootcast_claims::{
    ask::Answered,
    check::{Grounds, Input, check},
    facts::Facts,
    text::Markup,
};
use rootcast_core::{
    evidence::{Answer, Answerable, Evidence, EvidenceError},
    reading::Reading,
};

struct Nothing;

impl Evidence for Nothing {
    fn answer(&self, reading: &Reading, _: Date) -> Result<Answer, EvidenceError> {
        Err(EvidenceError::NotHeld {
            reading: reading.to_string(),
            what: "nothing is held".to_owned(),
        })
    }

    fn answerable(&self) -> Result<Vec<Answerable>, EvidenceError> {
        Ok(Vec::new())
    }
}

fuzz_target!(|input: (&str, u8)| {
    let (text, choice) = input;
    let markup = [Markup::Plain, Markup::Markdown, Markup::Html][usize::from(choice % 3)];
    let input = Input {
        name: "fuzz",
        text,
        markup,
        published: None,
        lang: None,
    };
    let today = date(2026, 1, 1);
    let keeping = |most| {
        let grounds = Grounds {
            evidence: &Nothing,
            facts: &Facts::default(),
            answered: &Answered::up_to(most),
        };
        check(input, today, grounds)
    };
    let document = keeping(1 << 10);
    let points = text.chars().count();
    for checked in &document.claims {
        for span in &checked.claim.spans {
            assert!(span.start <= span.end && span.end <= points, "{span:?} of {points}");
        }
    }
    assert_eq!(document, keeping(4));
});
