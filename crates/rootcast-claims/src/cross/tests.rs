//! Pairs are found by topic as they are by setting every claim against every other, and no more are listed than said.

use jiff::civil::date;
use rootcast_core::{evidence::EvidenceError, reading::Reading};

use super::*;
use crate::{
    Lang,
    ask::Answered,
    check::{Grounds, Input, check},
    facts::Facts,
    text::Markup,
};

struct Nothing;

impl rootcast_core::evidence::Evidence for Nothing {
    fn answer(
        &self,
        reading: &Reading,
        _: jiff::civil::Date,
    ) -> Result<rootcast_core::evidence::Answer, EvidenceError> {
        Err(EvidenceError::NotHeld {
            reading: reading.to_string(),
            what: "nothing is held".to_owned(),
        })
    }

    fn answerable(&self) -> Result<Vec<rootcast_core::evidence::Answerable>, EvidenceError> {
        Ok(Vec::new())
    }
}

fn document(text: &str, day: i8) -> Document {
    let input = Input {
        name: "made",
        text,
        markup: Markup::Plain,
        published: Some(date(2024, 2, day)),
        lang: Some(Lang::English),
    };
    let grounds = Grounds {
        evidence: &Nothing,
        facts: &Facts::default(),
        answered: &Answered::default(),
    };
    check(input, date(2024, 12, 31), grounds)
}

const SENTENCES: [&str; 6] = [
    "Mexico had 717,000 encounters at the southwest border in fiscal 2023.",
    "Mexico had 740,000 encounters at the southwest border in fiscal 2023.",
    "Encounters of Venezuelans rose in fiscal 2023.",
    "Encounters of Venezuelans fell in fiscal 2023.",
    "An asylum seeker must wait at least 180 days for a work permit.",
    "An asylum seeker must wait at least six months for a work permit.",
];

#[test]
fn the_pairs_of_a_topic_are_all_pairs() {
    let texts = [
        document(&SENTENCES.join("\n\n"), 5),
        document(&SENTENCES[1..].join("\n\n"), 3),
    ];
    let mut within = Vec::new();
    for (i, a) in texts[0].claims.iter().enumerate() {
        for b in &texts[0].claims[i + 1..] {
            let relation = relate(&a.claim, &b.claim, false).filter(|r| *r != Relation::Agree);
            within.extend(relation.map(|r| (r, a.claim.spans[0], b.claim.spans[0])));
        }
    }
    let listed = |pairs: &Pairs| -> Vec<_> {
        pairs
            .listed
            .iter()
            .map(|p| (p.relation, p.first.1, p.second.1))
            .collect()
    };
    assert!(within.len() >= 3, "{within:?}");
    assert_eq!(listed(&texts[0].pairs), within);
    let mut across = Vec::new();
    for a in &texts[1].claims {
        for b in &texts[0].claims {
            let relation = relate(&a.claim, &b.claim, true);
            across.extend(relation.map(|r| (r, a.claim.spans[0], b.claim.spans[0])));
        }
    }
    let found = between(&texts);
    assert_eq!(listed(&found), across);
    assert!(
        found.listed.iter().all(|p| (p.first.0, p.second.0) == (1, 0)),
        "the earlier first"
    );
}

#[test]
fn pairs_that_are_not_listed_are_counted() {
    let text = [SENTENCES[4], SENTENCES[5]].join("\n\n");
    let long = document(&vec![text.as_str(); 40].join("\n\n"), 5);
    // Each of one wording against each of the other.
    assert_eq!(long.claims.len(), 80);
    assert_eq!(
        (long.pairs.listed.len(), long.pairs.more),
        (MOST_PAIRS, 1600 - MOST_PAIRS)
    );
}
