//! Texts of our own against the figures in the binary.

#![allow(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use jiff::civil::{Date, date};
use rootcast::{check::check, evidence::Held, home::Home};
use rootcast_claims::{
    check::{Document, Input},
    text::Markup,
    verdict::{Checked, Verdict},
};

const TODAY: Date = date(2026, 11, 1);

fn held() -> Held {
    let folder = tempfile::tempdir().unwrap();
    let home = Home {
        folder: folder.path().to_owned(),
        asked: false,
        embedded: true,
    };
    home.held(TODAY).unwrap()
}

fn read(held: &Held, text: &str, published: Date) -> Document {
    let input = Input {
        name: "text",
        text,
        markup: Markup::Plain,
        published: Some(published),
        lang: None,
    };
    check(held, input, TODAY)
}

fn only(document: &Document) -> &Checked {
    match document.claims.as_slice() {
        [one] => one,
        all => panic!(
            "{} claims: {:?}",
            all.len(),
            all.iter().map(|c| &c.claim.words).collect::<Vec<_>>()
        ),
    }
}

#[test]
fn a_figure_that_was_revised_holds_then_and_is_said_to_be_revised_now() {
    let document = read(
        &held(),
        "U.S. Customs and Border Protection recorded 240,988 encounters at the southwest border in October 2023.",
        date(2023, 12, 2),
    );
    let claim = only(&document);
    assert_eq!(claim.as_of_article.verdict, Verdict::Supported, "{claim:#?}");
    assert_eq!(claim.settled.verdict, Verdict::Supported);
    assert!(
        claim
            .revised
            .iter()
            .any(|r| r.contains("240,988") && r.contains("240,927")),
        "{:?}",
        claim.revised
    );
}

#[test]
fn a_text_older_than_every_release_held_is_judged_on_what_was_held_later() {
    let document = read(
        &held(),
        "The Border Patrol recorded 2,206,436 encounters at the southwest border in fiscal year 2022.",
        date(2022, 10, 1),
    );
    let claim = only(&document);
    assert_eq!(claim.as_of_article.verdict, Verdict::NotCheckable, "{claim:#?}");
    assert_eq!(claim.settled.verdict, Verdict::Supported);
}

#[test]
fn a_bare_year_leaves_the_calendar_open() {
    let document = read(
        &held(),
        "Mexico was the origin of 717,000 encounters at the southwest border in 2023.",
        date(2024, 2, 5),
    );
    let claim = only(&document);
    assert_eq!(claim.settled.verdict, Verdict::Ambiguous);
    let values: Vec<f64> = claim
        .settled
        .tried
        .iter()
        .flat_map(|t| t.values.iter().flatten().copied())
        .collect();
    assert!(
        values.contains(&717_333.0) && values.contains(&740_167.0),
        "{values:?}"
    );
    assert_eq!(
        claim.settled.question.as_deref(),
        Some("Which period is meant: fiscal year 2023, or calendar year 2023?")
    );
}
