//! The brief in the terminal: key figures and what each section says, no charts.

use std::{collections::BTreeSet, fmt::Write};

use rootcast_core::release::Release;

use super::model::{Brief, Section};

/// Columns the summary is wrapped to.
const WIDTH: usize = 100;

/// Prints a compact summary.
pub fn terminal(brief: &Brief) -> String {
    let mut out = String::new();
    line(&mut out, &brief.title);
    line(&mut out, &"=".repeat(brief.title.chars().count()));
    for section in &brief.sections {
        if section.id == "sources" {
            continue;
        }
        let _ = writeln!(out, "\n{}", section.title);
        let label = section
            .figures
            .iter()
            .map(|f| f.label.chars().count())
            .max()
            .unwrap_or(0);
        let number = section
            .figures
            .iter()
            .map(|f| f.text.chars().count())
            .max()
            .unwrap_or(0);
        for figure in &section.figures {
            let pad = label - figure.label.chars().count();
            let text = format!("{}{}  {:>number$}", figure.label, " ".repeat(pad), figure.text);
            let _ = writeln!(out, "  {text}");
            for against in &figure.against {
                let _ = writeln!(out, "  {}  {against}", " ".repeat(label + number + 2));
            }
        }
        for chart in &section.charts {
            wrapped(&mut out, "  - ", &chart.title);
        }
        for sentence in section.lead.iter().filter(|_| section.figures.is_empty()) {
            wrapped(&mut out, "  ", sentence);
        }
        let empty = section.figures.is_empty() && section.charts.is_empty() && section.lead.is_empty();
        for note in section.notes.iter().filter(|_| empty) {
            wrapped(&mut out, "  ", note);
        }
        let read = read_by(section);
        if !read.is_empty() {
            let names: Vec<String> = read
                .iter()
                .filter_map(|i| brief.releases.get(*i))
                .map(named)
                .collect();
            wrapped(&mut out, "  source: ", &names.join("; "));
        }
        for missing in &section.unanswered {
            wrapped(
                &mut out,
                "  ! ",
                &format!("missing: {}: {}", missing.reading, missing.why),
            );
        }
    }
    let _ = writeln!(
        out,
        "\n{} releases read; encounters are events, not people. Any figure again: rootcast show READING",
        brief.releases.len()
    );
    out
}

/// Positions of the releases that a section's figures were read from.
fn read_by(section: &Section) -> BTreeSet<usize> {
    let figures = section.figures.iter().map(|f| &f.traced);
    let charts = section.charts.iter().flat_map(|c| &c.traced);
    figures
        .chain(charts)
        .flat_map(|t| t.releases.iter().copied())
        .collect()
}

fn named(release: &Release) -> String {
    format!(
        "{}, {} ({})",
        release.publisher,
        release.title,
        release.published_text()
    )
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// Breaks a sentence between words; lines after the first are indented as far as the first one's text.
fn wrapped(out: &mut String, lead: &str, text: &str) {
    let indent = " ".repeat(lead.chars().count());
    let mut used = lead.chars().count();
    out.push_str(lead);
    let mut first = true;
    for word in text.split(' ') {
        let length = word.chars().count();
        if !first && used + 1 + length > WIDTH {
            out.push('\n');
            out.push_str(&indent);
            used = indent.len();
            first = true;
        }
        if !first {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
        first = false;
    }
    out.push('\n');
}
