//! Texts of our own, in the manner of news pieces, press releases and explainers, each with the claims in it, their
//! verdicts, and what is no claim. `tests/texts/LANGUAGE/NAME.txt` is the text, `NAME.toml` the key; a new case is a file.
//!
//! `CLOSED=1` counts what is open as missed; `SHOW=name cargo test -p rootcast --test texts -- --nocapture` prints what was found in one text, `SHOW=all` in all.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "what was found is printed when asked for"
)]

use std::{env, fmt::Write as _, fs, ops::Range, path::PathBuf};

use jiff::civil::{Date, date};
use rootcast::{check::check, home::Home};
use rootcast_claims::{
    check::{Document, Input},
    text::Markup,
    verdict::{Checked, Fares, Verdict},
};
use serde::Deserialize;

/// The day on which the texts are checked.
const TODAY: Date = date(2026, 11, 1);

/// What is known of a text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Key {
    /// The day it is of.
    published: String,
    /// How it is marked up.
    #[serde(default)]
    markup: Option<String>,
    /// It was written to measure how far the grammar reaches, and nothing was tuned to it.
    #[serde(default)]
    held_back: bool,
    /// It is about something else: nothing in it may be answered by a figure.
    #[serde(default)]
    elsewhere: bool,
    /// Claims that are not reached, by their words, each with why.
    #[serde(default)]
    open: Vec<Open>,
    #[serde(default)]
    claim: Vec<Claim>,
    #[serde(default)]
    not_claim: Vec<NotClaim>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    words: String,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    /// Words of the text that the claim overlaps.
    words: String,
    /// Its verdict; where it is left out, that it is found is all that is asked.
    verdict: Option<String>,
    /// A reading that must be among those tried, without the day as known.
    reading: Option<String>,
    /// The figure of that reading.
    value: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NotClaim {
    words: String,
}

struct Text {
    name: String,
    words: String,
    key: Key,
}

fn texts() -> Vec<Text> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/texts");
    let mut out = Vec::new();
    let mut languages: Vec<PathBuf> = fs::read_dir(&root).unwrap().map(|e| e.unwrap().path()).collect();
    languages.sort();
    for language in languages.iter().filter(|p| p.is_dir()) {
        let mut keys: Vec<PathBuf> = fs::read_dir(language)
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "toml"))
            .collect();
        keys.sort();
        for path in keys {
            let of = |e: std::io::Error| -> String { panic!("{}: {e}", path.display()) };
            let key = fs::read_to_string(&path).unwrap_or_else(of);
            out.push(Text {
                name: path
                    .strip_prefix(&root)
                    .unwrap()
                    .with_extension("")
                    .display()
                    .to_string(),
                words: fs::read_to_string(path.with_extension("txt")).unwrap_or_else(of),
                key: toml::from_str(&key).unwrap_or_else(|e| panic!("{}: {e}", path.display())),
            });
        }
    }
    out
}

/// Where words stand in a text, in code points; runs of white space are one blank.
fn find(text: &str, words: &str) -> Option<Range<usize>> {
    let chars: Vec<char> = text.chars().collect();
    let wanted: Vec<char> = words
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .collect();
    (0..chars.len()).find_map(|start| {
        let mut at = start;
        for w in &wanted {
            if *w == ' ' {
                let from = at;
                while chars.get(at).is_some_and(|c| c.is_whitespace()) {
                    at += 1;
                }
                if at == from {
                    return None;
                }
            } else if chars.get(at) == Some(w) {
                at += 1;
            } else {
                return None;
            }
        }
        Some(start..at)
    })
}

fn overlap(ours: &Checked, at: &Range<usize>) -> usize {
    ours.claim
        .spans
        .iter()
        .map(|s| s.end.min(at.end).saturating_sub(s.start.max(at.start)))
        .sum()
}

fn length(ours: &Checked) -> usize {
    ours.claim.spans.iter().map(|s| s.end - s.start).sum()
}

/// The claim of ours that shares most with a stretch of text, the shorter of two that share as much.
fn best<'d>(document: &'d Document, at: &Range<usize>) -> Option<&'d Checked> {
    document
        .claims
        .iter()
        .filter(|c| overlap(c, at) > 0)
        .max_by_key(|c| (overlap(c, at), std::cmp::Reverse(length(c))))
}

fn word(v: Verdict) -> &'static str {
    match v {
        Verdict::Supported => "supported",
        Verdict::Contradicted => "contradicted",
        Verdict::Ambiguous => "ambiguous",
        Verdict::NotCheckable => "not_checkable",
    }
}

/// Whether a reading was tried, with a figure.
fn tried(ours: &Checked, reading: &str, value: Option<f64>) -> bool {
    ours.settled.tried.iter().any(|t| {
        t.readings.iter().zip(&t.values).any(|(r, v)| {
            let bare = r
                .split(" as-of=")
                .next()
                .unwrap_or_default()
                .replace(" authority=all", "");
            let bare = bare
                .replace(" component=all", "")
                .replace(" border=all", " border=nationwide");
            let same = bare == reading || words_of(&bare) == words_of(reading);
            same && value.is_none_or(|want| v.is_some_and(|v| (v - want).abs() < 0.01))
        })
    })
}

fn words_of(reading: &str) -> Vec<&str> {
    let mut out: Vec<&str> = reading.split(' ').collect();
    out.sort_unstable();
    out
}

/// What one text lacks.
#[derive(Default)]
struct Misses {
    claims: usize,
    found: usize,
    judged: usize,
    lines: Vec<String>,
}

fn misses(text: &Text, document: &Document) -> Misses {
    let key = &text.key;
    let mut out = Misses::default();
    let closed = env::var_os("CLOSED").is_some();
    let open = |words: &str| !closed && key.open.iter().any(|o| o.words == words);
    for o in &key.open {
        assert!(
            !o.why.is_empty(),
            "{}: `{}` is open without a reason",
            text.name,
            o.words
        );
        let known =
            key.claim.iter().any(|c| c.words == o.words) || key.not_claim.iter().any(|c| c.words == o.words);
        assert!(known, "{}: `{}` is open and no claim", text.name, o.words);
    }
    for claim in &key.claim {
        let at = find(&text.words, &claim.words)
            .unwrap_or_else(|| panic!("{}: `{}` does not occur", text.name, claim.words));
        out.claims += 1;
        let mut line = String::new();
        match best(document, &at) {
            None => line = format!("not found: `{}`", claim.words),
            Some(ours) => {
                out.found += 1;
                let got = word(ours.settled.verdict);
                let as_wanted = claim.verdict.as_deref().is_none_or(|v| v == got);
                if as_wanted {
                    out.judged += 1;
                } else {
                    let want = claim.verdict.as_deref().unwrap_or_default();
                    line = format!("{got}, not {want}: `{}` ({})", claim.words, ours.settled.says);
                }
                if let Some(reading) = claim.reading.as_deref()
                    && !tried(ours, reading, claim.value)
                {
                    write!(line, " without `{reading}` {:?}: `{}`", claim.value, claim.words).unwrap();
                }
            }
        }
        if !line.is_empty() && !open(&claim.words) {
            out.lines.push(format!("{}: {line}", text.name));
        }
    }
    for not in &key.not_claim {
        let at = find(&text.words, &not.words)
            .unwrap_or_else(|| panic!("{}: `{}` does not occur", text.name, not.words));
        if let Some(ours) = best(document, &at).filter(|_| !open(&not.words)) {
            let line = format!(
                "{}: flagged: `{}` in `{}`",
                text.name, not.words, ours.claim.words
            );
            out.lines.push(line);
        }
    }
    if key.elsewhere {
        for c in &document.claims {
            let answered = |fares: Fares| fares != Fares::Unanswered;
            if let Some(t) = c.settled.tried.iter().find(|t| answered(t.fares)) {
                let line = format!(
                    "{}: `{}` read as `{}`",
                    text.name,
                    c.claim.words,
                    t.readings.join("`, `")
                );
                out.lines.push(line);
            }
        }
    }
    out
}

fn checked() -> Vec<(Text, Document)> {
    let folder = tempfile::tempdir().unwrap();
    let home = Home {
        folder: folder.path().to_owned(),
        asked: false,
        embedded: true,
    };
    let held = home.held(TODAY).unwrap();
    let only = env::var("SHOW").ok().filter(|s| s != "all");
    texts()
        .into_iter()
        .filter(|t| only.as_ref().is_none_or(|o| t.name.contains(o.as_str())))
        .map(|t| {
            let input = Input {
                name: &t.name,
                text: &t.words,
                markup: match t.key.markup.as_deref() {
                    None => Markup::Plain,
                    Some("markdown") => Markup::Markdown,
                    Some(other) => panic!("{}: markup `{other}`", t.name),
                },
                published: Some(t.key.published.parse().unwrap()),
                lang: None,
            };
            let document = check(&held, input, TODAY);
            (t, document)
        })
        .collect()
}

fn show(text: &Text, document: &Document) {
    println!("== {} {:?} {}", text.name, document.lang, document.published);
    for c in &document.claims {
        println!(
            "[{}] {:?} {} {:?}\n    {}",
            c.claim.words,
            c.claim.kind,
            word(c.settled.verdict),
            c.claim.modality,
            c.settled.says
        );
        for t in &c.settled.tried {
            println!(
                "      {:?} {} {} | {}",
                t.fares,
                t.distance,
                t.readings.join(" ; "),
                t.says
            );
        }
    }
}

#[test]
fn claims_of_our_own_texts_are_found_and_judged() {
    let mut lines = Vec::new();
    let mut tally = [[0; 3]; 2];
    for (text, document) in checked() {
        if env::var_os("SHOW").is_some() {
            show(&text, &document);
        }
        let m = misses(&text, &document);
        let row = &mut tally[usize::from(text.key.held_back)];
        for (sum, n) in row.iter_mut().zip([m.claims, m.found, m.judged]) {
            *sum += n;
        }
        if !text.key.held_back {
            lines.extend(m.lines);
        }
    }
    println!("claims, found, judged: {:?}; held back: {:?}", tally[0], tally[1]);
    assert!(lines.is_empty(), "{} misses:\n{}", lines.len(), lines.join("\n"));
}
