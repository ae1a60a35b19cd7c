//! The page of a check: its text is the text of the original, its links lead somewhere, and nothing hostile gets out.

use std::{collections::BTreeSet, fs};

use proptest::prelude::*;
use rootcast::{
    check::{
        self,
        file::{self, Text},
        page,
        report::Report,
        rows::Sheet,
    },
    evidence::Held,
    home::Home,
};
use rootcast_claims::{
    check::{Document, Input},
    cross::Pairs,
};

use super::{SHORT, check, shell_with};

/// The text of the element with this identifier, as a browser's `textContent` has it.
fn text_of(page: &str, id: &str) -> String {
    let start = page.find(&format!("id=\"{id}\"")).unwrap();
    let body = &page[start..];
    let body = &body[body.find('>').unwrap() + 1..];
    let end = body.find("</div>").unwrap();
    let mut out = String::new();
    let mut rest = &body[..end];
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        rest = &rest[open + rest[open..].find('>').unwrap() + 1..];
    }
    out.push_str(rest);
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#13;", "\r")
        .replace("&amp;", "&")
}

/// What the attributes of this name say.
fn attributes(page: &str, name: &str) -> Vec<String> {
    page.split(&format!(" {name}=\""))
        .skip(1)
        .map(|p| p[..p.find('"').unwrap()].to_owned())
        .collect()
}

pub(super) fn held() -> Held {
    let home = Home {
        folder: "no such folder".into(),
        asked: false,
        embedded: true,
    };
    home.held(jiff::civil::date(2024, 12, 31)).unwrap()
}

fn page_of(held: &Held, texts: &[Text]) -> String {
    let today = jiff::civil::date(2024, 12, 31);
    let documents: Vec<Document> = texts
        .iter()
        .map(|t| {
            let input = Input {
                name: &t.name,
                text: &t.text,
                markup: t.markup,
                published: None,
                lang: None,
            };
            check::check(held, input, today)
        })
        .collect();
    let between = Pairs::default();
    let report = Report::of(&documents, &between, today);
    let sheet = Sheet {
        report: &report,
        documents: &documents,
        texts,
    };
    page::html(&sheet).unwrap()
}

fn text(words: &str) -> Text {
    file::of_bytes("a <b>.txt".to_owned(), words.as_bytes(), None).unwrap()
}

#[test]
fn the_text_of_the_page_is_the_text_of_the_original() {
    for original in [SHORT, check::sample::text().text.as_str()] {
        let shell = shell_with("a.txt", original);
        check(&shell, &["a.txt", "--out", "a.html"]);
        let page = fs::read_to_string(shell.path("a.html")).unwrap();
        assert_eq!(text_of(&page, "d1-text"), original);
    }
}

#[test]
fn every_claim_is_linked_both_ways() {
    let page = page_of(&held(), &[check::sample::text(), text(SHORT)]);
    let ids: Vec<String> = attributes(&page, "id");
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "an identifier is there twice");
    let links: BTreeSet<String> = attributes(&page, "href").into_iter().collect();
    let claims: Vec<&String> = ids
        .iter()
        .filter(|id| id.starts_with('d') && id.contains("-c"))
        .collect();
    assert!(claims.len() > 20);
    for id in claims {
        assert!(
            links.contains(&format!("#{id}")),
            "{id} is not linked from the text"
        );
        let back = id.replace("-c", "-t");
        assert!(
            links.contains(&format!("#{back}")),
            "{back} is not linked from the panel"
        );
    }
    for link in links {
        assert!(unique.contains(&link[1..].to_owned()), "{link} leads nowhere");
    }
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "</style><script>alert(1)</script> \" onmouseover='x' February 5, 2024\n\n\
        Mexico had <img src=x onerror=alert(2)> 717,000 encounters at the southwest border in fiscal 2023 & \u{202e}more.\n";
    let page = page_of(&held(), &[text(hostile)]);
    assert_eq!(text_of(&page, "d1-text"), hostile);
    assert!(!page.contains("<script") && !page.contains("<img"));
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(page.contains("a &lt;b&gt;.txt"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the characters are, the page holds them all, and no tag of theirs.
    #[test]
    fn any_text_comes_back_whole(
        words in "(a|Mexico had |717,000 |encounters |in fiscal 2023|<b>|&amp;|\r\n|\n|\"|ñ|🙂|\u{85}|\u{1}|-->|<!--| ){1,40}",
    ) {
        let words = format!("x{words}");
        let page = page_of(&held(), &[text(&words)]);
        prop_assert_eq!(text_of(&page, "d1-text"), words);
    }
}
