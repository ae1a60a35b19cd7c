//! Texts checked: the verdicts counted, each claim with the reading nearest to its words, and the questions.

use rootcast_claims::{check::Document, verdict::Tried};
use rootcast_core::provenance::Use;

use crate::{
    brief::{
        desk::Desk,
        model::{Section, Table, Traced},
        numbers::list,
    },
    check::{
        report::{Claim, Place, Report, Text},
        words,
    },
};

/// The section on texts that were checked as of the day of the brief.
pub(in crate::brief) fn build(desk: &mut Desk<'_>, documents: &[Document]) -> Section {
    let between = rootcast_claims::cross::between(documents);
    let report = Report::of(documents, &between, desk.reader.as_of());
    let mut section = Section {
        id: "texts".to_owned(),
        title: "Texts checked".to_owned(),
        lead: vec![
            "A verdict is about a sentence: on which readings of its words it holds, by what was known on the day of the \
             text. Each claim stands beside the reading nearest to its words; `rootcast check` gives all readings tried."
                .to_owned(),
        ],
        ..Section::default()
    };
    for (text, document) in report.documents.iter().zip(documents) {
        section.lead.push(format!(
            "“{}”: {}. {}.",
            text.name,
            words::standing(text),
            words::tally(&text.summary)
        ));
        if !text.claims.is_empty() {
            section.tables.push(table(desk, text, document));
        }
        section.notes.extend(text.pairs.iter().map(|p| {
            format!(
                "“{}”, {}",
                text.name,
                told(p.relation, &p.first, &p.second, p.says, None)
            )
        }));
    }
    let names: Vec<&str> = report.documents.iter().map(|t| t.name).collect();
    section.notes.extend(
        report
            .pairs
            .iter()
            .map(|p| told(p.relation, &p.first, &p.second, p.says, Some(&names))),
    );
    section
}

/// Two claims about one thing, in a sentence.
fn told(
    relation: rootcast_claims::cross::Relation,
    first: &Place,
    second: &Place,
    says: &str,
    names: Option<&[&str]>,
) -> String {
    let place = |p: &Place| {
        let claim = p.claim.map_or_else(String::new, |c| format!("claim {c}"));
        match names.and_then(|n| n.get(p.document - 1)) {
            Some(name) => format!("{claim} of “{name}”"),
            None => claim,
        }
    };
    format!(
        "{}: {}: {says}",
        list(&[place(first), place(second)]),
        words::relation(relation)
    )
}

fn table(desk: &mut Desk<'_>, text: &Text<'_>, document: &Document) -> Table {
    let mut traced: Vec<Traced> = Vec::new();
    for (claim, checked) in text.claims.iter().zip(&document.claims) {
        let nearest = claim.nearest().map(|r| r.text);
        let tried = |t: &&Tried| nearest.as_ref().is_some_and(|n| *n == t.readings.join("; "));
        let Some(tried) = checked.settled.tried.iter().find(tried) else {
            continue;
        };
        for reading in &tried.readings {
            let uses: Vec<Use> = tried.provenance.uses().cloned().collect();
            let one = desk.reader.record(reading, &uses);
            if !traced.contains(&one) {
                traced.push(one);
            }
        }
    }
    Table {
        caption: format!("Claims of “{}”", text.name),
        columns: ["No.", "Claim", "Verdict", "Nearest reading", "Figure", "Question"]
            .map(str::to_owned)
            .to_vec(),
        words: 6,
        rows: text.claims.iter().map(row).collect(),
        source: if traced.iter().any(|t| !t.releases.is_empty()) {
            desk.source(&traced)
        } else {
            String::new()
        },
        traced,
    }
}

fn row(claim: &Claim<'_>) -> Vec<String> {
    let mut verdict = format!("{} {}", words::sign(claim.verdict), words::verdict(claim.verdict));
    if let Some(reason) = claim.reason {
        verdict.push_str(&format!(" ({})", words::reason(reason)));
    }
    for other in claim.turned() {
        verdict.push_str(&format!(
            "; {} as of {}",
            words::verdict(other.verdict),
            other.as_of
        ));
    }
    let nearest = claim.nearest();
    vec![
        claim.number.to_string(),
        claim.text.to_owned(),
        verdict,
        nearest.as_ref().map_or_else(String::new, |r| r.plain.clone()),
        nearest.as_ref().map_or_else(String::new, words::result),
        claim.question.unwrap_or_default().to_owned(),
    ]
}
