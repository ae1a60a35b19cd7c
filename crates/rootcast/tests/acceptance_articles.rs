//! The two reference articles, claim by claim, against the annotation beside them.
//!
//! The annotation is one reader's working document: `docs/verdicts.md` argues the verdicts that differ.

use std::{env, fs, path::PathBuf};

use jiff::civil::{Date, date};
use rootcast::{check::check, home::Home};
use rootcast_claims::{
    check::{Document, Input},
    text::Markup,
    verdict::{Checked, Verdict},
};
use serde_json::Value as Json;

/// The day on which the articles are checked.
const TODAY: Date = date(2026, 11, 1);

fn shared() -> PathBuf {
    env::var_os("ROOTCAST_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    )
}

fn article(name: &str) -> String {
    let path = shared().join("articles").join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn annotation() -> Vec<Json> {
    let all: Json = serde_json::from_str(&article("expected_claims.json")).unwrap();
    all["claims"].as_array().unwrap().clone()
}

const ARTICLES: [(&str, Date); 2] = [
    ("000_7091a8d038154d2a.txt", date(2024, 2, 5)),
    ("003_c1f2100b2fbdaf68.txt", date(2024, 9, 25)),
];

fn checked() -> Vec<Document> {
    let folder = tempfile::tempdir().unwrap();
    let home = Home {
        folder: folder.path().to_owned(),
        asked: false,
        embedded: true,
    };
    let held = home.held(TODAY).unwrap();
    ARTICLES
        .iter()
        .map(|(name, published)| {
            let text = article(name);
            let input = Input {
                name,
                text: &text,
                markup: Markup::Plain,
                published: Some(*published),
                lang: None,
            };
            check(&held, input, TODAY)
        })
        .collect()
}

fn spans(claim: &Json) -> Vec<(u64, u64)> {
    claim["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["start"].as_u64().unwrap(), s["end"].as_u64().unwrap()))
        .collect()
}

/// Code points that a claim of ours shares with an annotated one.
fn overlap(ours: &Checked, theirs: &[(u64, u64)]) -> u64 {
    ours.claim
        .spans
        .iter()
        .flat_map(|a| {
            theirs
                .iter()
                .map(move |(s, e)| (a.end as u64).min(*e).saturating_sub((a.start as u64).max(*s)))
        })
        .sum()
}

fn word(v: Verdict) -> &'static str {
    match v {
        Verdict::Supported => "supported",
        Verdict::Contradicted => "contradicted",
        Verdict::Ambiguous => "ambiguous",
        Verdict::NotCheckable => "not_checkable",
    }
}

#[test]
fn every_annotated_claim_is_found_and_judged() {
    let documents = checked();
    let (mut missing, mut differing) = (Vec::new(), Vec::new());
    for theirs in annotation() {
        let id = theirs["id"].as_str().unwrap();
        let n = ARTICLES
            .iter()
            .position(|(name, _)| *name == theirs["doc"])
            .unwrap();
        let at = spans(&theirs);
        let best = documents[n]
            .claims
            .iter()
            .map(|c| (overlap(c, &at), c))
            .filter(|(o, _)| *o > 0)
            .max_by_key(|(o, _)| *o);
        let Some((_, ours)) = best else {
            missing.push(id.to_owned());
            continue;
        };
        let want = theirs["expected_verdict"].as_str().unwrap();
        let got = word(ours.settled.verdict);
        if env::var_os("SHOW").is_some() {
            let mark = if got == want { "ok " } else { "-- " };
            println!("{mark}{id} want {want} got {got} | {}", at_words(&theirs));
            println!("     ours: [{}] {}", ours.claim.words, ours.settled.says);
            if got != want {
                println!(
                    "     kind {:?} subject {:?} stated {:?} unch {:?}",
                    ours.claim.kind,
                    ours.claim.subject,
                    ours.claim.stated.as_ref().map(|s| s.value),
                    ours.settled.uncheckable
                );
                for t in &ours.settled.tried {
                    println!(
                        "       {:?} d{} {:?} :: {} || {:?}",
                        t.fares, t.distance, t.readings, t.says, t.why
                    );
                }
            }
        }
        if got != want {
            differing.push(format!("{id}: {got}, annotated {want}"));
        }
    }
    assert!(missing.is_empty(), "not found: {missing:?}");
    assert!(differing.len() <= 3, "differing: {differing:#?}");
}

fn at_words(claim: &Json) -> String {
    claim["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["text"].as_str().unwrap_or_default())
        .collect::<Vec<_>>()
        .join(" … ")
}
