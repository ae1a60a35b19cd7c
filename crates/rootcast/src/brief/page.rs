//! The brief as one self-contained page: tables and key figures as HTML, charts drawn by the inlined bundle from the
//! inlined JSON. Without JavaScript the tables stand open in place of the charts.

use std::fmt::{self, Write};

use super::{
    BriefError,
    escape::{Prose, Text, json},
    model::{Brief, Chart, KeyFigure, Section, Table, Tone, Traced},
    numbers::list,
};

const SCRIPT: &str = include_str!(concat!(env!("ROOTCAST_WEB_DIST"), "/brief.js"));
const SHEET: &str = include_str!(concat!(env!("ROOTCAST_WEB_DIST"), "/brief.css"));

/// Prints the brief as HTML.
pub fn html(brief: &Brief) -> Result<String, BriefError> {
    let data = json(&serde_json::to_string(brief)?);
    let mut out = String::with_capacity(data.len() * 2 + SCRIPT.len());
    write(&mut out, brief, &data)?;
    Ok(out)
}

fn write(out: &mut String, brief: &Brief, data: &str) -> fmt::Result {
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <style>\n{SHEET}\n</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the figures</a>\n\
         <header>\n<p class=\"brand\">Rootcast brief</p>\n<h1>{title}</h1>\n<p class=\"standing\">Every figure is \
         read from a file that an agency published on or before {day}; encounters are events, not people.</p>\n",
        title = Text(&brief.title),
        day = brief.as_of,
    )?;
    out.push_str("<ul class=\"groups\">\n");
    for group in &brief.groups {
        writeln!(
            out,
            "<li class=\"tone-{}\"><span class=\"swatch\" aria-hidden=\"true\"></span>{}",
            tone(group.tone),
            Text(&group.title)
        )?;
        let countries = list(&group.countries);
        if countries != group.title {
            write!(out, " <span class=\"countries\">{}</span>", Text(&countries))?;
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n<nav aria-label=\"Sections\"><ol>\n");
    for section in &brief.sections {
        writeln!(
            out,
            "<li><a href=\"#{}\">{}</a></li>",
            Text(&section.id),
            Text(&section.title)
        )?;
    }
    out.push_str("</ol></nav>\n</header>\n<main id=\"main\">\n");
    for section in &brief.sections {
        self::section(out, section)?;
    }
    write!(
        out,
        "</main>\n<footer><p>Made by Rootcast from published figures. Same releases, same day, same page.</p></footer>\n\
         <script type=\"application/json\" id=\"brief\">{data}</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Focus => "focus",
        Tone::Second => "second",
        Tone::Third => "third",
        Tone::Fourth => "fourth",
        Tone::Rest => "rest",
        Tone::Pale => "pale",
    }
}

fn section(out: &mut String, section: &Section) -> fmt::Result {
    let id = Text(&section.id);
    writeln!(
        out,
        "<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{}</h2>",
        Text(&section.title)
    )?;
    if !section.figures.is_empty() {
        out.push_str("<ul class=\"figures\">\n");
        for figure in &section.figures {
            key_figure(out, figure)?;
        }
        out.push_str("</ul>\n");
    }
    for sentence in &section.lead {
        writeln!(out, "<p>{}</p>", Prose(sentence))?;
    }
    for chart in &section.charts {
        self::chart(out, chart)?;
    }
    for (i, table) in section.tables.iter().enumerate() {
        let id = format!("{}-table-{i}", section.id);
        out.push_str("<div class=\"standalone\">\n");
        self::table(out, &id, table)?;
        if !table.source.is_empty() {
            writeln!(out, "<p class=\"source\">{}</p>", Text(&table.source))?;
        }
        readings(out, &table.traced)?;
        out.push_str("</div>\n");
    }
    for missing in &section.unanswered {
        writeln!(
            out,
            "<p class=\"missing\"><strong>Missing:</strong> <code>{}</code>: {}</p>",
            Text(&missing.reading),
            Prose(&missing.why)
        )?;
    }
    for note in &section.notes {
        writeln!(out, "<p class=\"note\">{}</p>", Prose(note))?;
    }
    out.push_str("</section>\n");
    Ok(())
}

fn key_figure(out: &mut String, figure: &KeyFigure) -> fmt::Result {
    writeln!(
        out,
        "<li class=\"tone-{}\"><span class=\"label\">{}</span> <strong>{}</strong>",
        tone(figure.tone),
        Text(&figure.label),
        Text(&figure.text)
    )?;
    for against in &figure.against {
        writeln!(out, "<span class=\"against\">{}</span>", Text(against))?;
    }
    writeln!(out, "<code>{}</code></li>", Text(&figure.traced.reading))
}

/// The caption holds everything a drawing says; once the chart is drawn it stays for those who cannot see it.
fn chart(out: &mut String, chart: &Chart) -> fmt::Result {
    let id = Text(&chart.id);
    writeln!(
        out,
        "<figure id=\"{id}\" data-chart=\"{id}\">\n<figcaption>\n<p class=\"title\" id=\"{id}-name\">{}</p>\n\
         <p class=\"subtitle\">{}</p>\n<p class=\"source\">{}</p>\n<p class=\"description\" id=\"{id}-description\">{}</p>\n\
         </figcaption>\n<div class=\"drawing\"></div>\n<details open>\n<summary>Table <span class=\"hidden\">of the chart: {}</span></summary>",
        Text(&chart.title),
        Text(&chart.subtitle),
        Text(&chart.source),
        Text(&chart.description),
        Text(&chart.title),
    )?;
    table(out, &format!("{}-table", chart.id), &chart.table)?;
    out.push_str("</details>\n");
    readings(out, &chart.traced)?;
    out.push_str("</figure>\n");
    Ok(())
}

fn readings(out: &mut String, traced: &[Traced]) -> fmt::Result {
    if traced.is_empty() {
        return Ok(());
    }
    out.push_str("<details class=\"readings\">\n<summary>Readings and releases</summary>\n<ul>\n");
    for t in traced {
        let numbers: Vec<String> = t.releases.iter().map(|i| (i + 1).to_string()).collect();
        writeln!(
            out,
            "<li><code>{}</code> <span class=\"releases\">release {}</span></li>",
            Text(&t.reading),
            numbers.join(", ")
        )?;
    }
    out.push_str("</ul>\n</details>\n");
    Ok(())
}

/// Whether a cell is a day, a month or a year, which must not be broken at its hyphens.
fn is_day(cell: &str) -> bool {
    !cell.is_empty() && cell.len() <= 10 && cell.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

fn table(out: &mut String, id: &str, table: &Table) -> fmt::Result {
    writeln!(
        out,
        "<div class=\"scroll\" id=\"{id}\" role=\"region\" aria-labelledby=\"{id}-caption\" tabindex=\"0\">\n<table>\n\
         <caption id=\"{id}-caption\">{}</caption>\n<thead><tr>",
        Text(&table.caption),
        id = Text(id)
    )?;
    for (i, column) in table.columns.iter().enumerate() {
        let class = if i < table.words { "" } else { " class=\"number\"" };
        write!(out, "<th scope=\"col\"{class}>{}</th>", Text(column))?;
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (i, cell) in row.iter().enumerate() {
            if i == 0 {
                write!(out, "<th scope=\"row\">{}</th>", Text(cell))?;
            } else if i < table.words {
                let class = if is_day(cell) { " class=\"day\"" } else { "" };
                write!(out, "<td{class}>{}</td>", Text(cell))?;
            } else {
                write!(out, "<td class=\"number\">{}</td>", Text(cell))?;
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
    Ok(())
}
