//! The border by component, and the borders beside each other.

use rootcast_core::{period::Period, value::Value};

use crate::brief::{
    BriefError,
    desk::{Desk, Draft, NOTHING, Published, line, mark},
    model::{Axis, Line, Mark, Section, Shape, Style, Table, Tone, Traced},
    numbers::{count, list, percent, period, value},
    reader::Asked,
};

const COMPONENTS: [(&str, &str, Tone); 2] = [
    ("usbp", "Border Patrol, between ports of entry", Tone::Focus),
    ("ofo", "Field Operations, at ports of entry", Tone::Second),
];
const BORDERS: [(&str, &str, Tone); 3] = [
    ("southwest", "South-west land border", Tone::Focus),
    ("northern", "Northern land border", Tone::Third),
    ("other", "Airports, seaports and coast", Tone::Rest),
];

pub(super) fn build(desk: &mut Desk<'_>) -> Result<Section, BriefError> {
    let mut section = Section {
        id: "border".to_owned(),
        title: "Between the ports of entry, at the ports, and at the other borders".to_owned(),
        ..Section::default()
    };
    let Some(span) = desk.span.clone() else {
        section.notes.push(NOTHING.to_owned());
        return Ok(section);
    };
    components(desk, &span, &mut section)?;
    borders(desk, &span, &mut section)?;
    table(desk, &span, &mut section)?;
    section.notes.push(
        "Border Patrol encounters are Title\u{a0}8 apprehensions and Title\u{a0}42 expulsions between ports of entry; Field \
         Operations encounters are inadmissible persons and Title 42 expulsions at ports of entry. Nationwide Field \
         Operations figures include crew members and other travellers found inadmissible."
            .to_owned(),
    );
    Ok(section)
}

fn ask_each(
    desk: &mut Desk<'_>,
    section: &mut Section,
    each: &[(&str, &'static str, Tone)],
    reading: impl Fn(&str) -> String,
) -> Result<Vec<(&'static str, Tone, Asked)>, BriefError> {
    let mut out = Vec::new();
    for (id, name, tone) in each {
        match desk.reader.ask(&reading(id))? {
            Ok(asked) => out.push((*name, *tone, asked)),
            Err(unanswered) => section.unanswered.push(unanswered),
        }
    }
    Ok(out)
}

fn traces(parts: &[(&str, Tone, Asked)]) -> Vec<Traced> {
    parts.iter().map(|p| p.2.traced.clone()).collect()
}

fn components(desk: &mut Desk<'_>, span: &Published, section: &mut Section) -> Result<(), BriefError> {
    let parts = ask_each(desk, section, &COMPONENTS, |id| {
        format!(
            "encounters component={id} border=southwest by=month period={}",
            span.months_text()
        )
    })?;
    if parts.len() < COMPONENTS.len() {
        return Ok(());
    }
    let months: Vec<Period> = span
        .monthly
        .points
        .iter()
        .map(|p| p.period)
        .filter(|m| parts.iter().all(|(_, _, a)| a.number(*m).is_some()))
        .collect();
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return Ok(());
    };
    let lines: Vec<Line> = parts
        .iter()
        .filter_map(|(name, tone, asked)| Some(line(name, *tone, asked.only()?, &months)))
        .collect();
    let total: Option<f64> = parts.iter().map(|(_, _, a)| a.number(*last)).sum();
    let at_ports = parts.get(1).and_then(|(_, _, a)| a.number(*last));
    let title = match (at_ports, total) {
        (Some(there), Some(total)) if total > 0.0 => format!(
            "{} of south-west encounters in {} were at ports of entry",
            percent(there / total * 100.0),
            period(*last)
        ),
        _ => "South-west encounters by component".to_owned(),
    };
    let draft = Draft {
        id: "components",
        title,
        subtitle: format!(
            "Encounters at the south-west land border by component, {} to {}, Title\u{a0}8 and Title\u{a0}42",
            period(*first),
            period(*last)
        ),
        description: "Stacked areas by month: Border Patrol at the bottom, Field Operations on top."
            .to_owned(),
        shape: Shape::StackedArea,
        axis: Axis::Time,
        style: Style::Count,
        unit: "Encounters a month",
        first_column: "Month",
    };
    let mut chart = draft.chart(desk, traces(&parts), lines);
    desk.happened.mark(&mut chart, &[]);
    section.charts.push(chart);
    Ok(())
}

fn borders(desk: &mut Desk<'_>, span: &Published, section: &mut Section) -> Result<(), BriefError> {
    let Some(text) = span.years_text() else {
        return Ok(());
    };
    let parts = ask_each(desk, section, &BORDERS, |id| {
        format!("encounters border={id} by=fiscal-year period={text}")
    })?;
    if parts.is_empty() {
        return Ok(());
    }
    // Years in which every border is published.
    let years: Vec<Period> = span
        .years
        .iter()
        .copied()
        .filter(|y| parts.iter().all(|(_, _, a)| a.number(*y).is_some()))
        .collect();
    let Some(last) = years.last().copied() else {
        return Ok(());
    };
    let lines: Vec<Line> = parts
        .iter()
        .map(|(name, tone, asked)| Line {
            name: (*name).to_owned(),
            tone: *tone,
            marks: years
                .iter()
                .map(|y| Mark {
                    start: None,
                    ..mark(*y, asked.value(*y))
                })
                .collect(),
        })
        .collect();
    let total: Option<f64> = parts.iter().map(|(_, _, a)| a.number(last)).sum();
    let southwest = parts.first().and_then(|(_, _, a)| a.number(last));
    let title = match (southwest, total) {
        (Some(s), Some(t)) if t > 0.0 => format!(
            "{} of {} encounters nationwide in {last} were at the south-west land border",
            percent(s / t * 100.0),
            count(t)
        ),
        _ => "Encounters nationwide by border".to_owned(),
    };
    let draft = Draft {
        id: "borders",
        title,
        subtitle: "Encounters nationwide by border and US fiscal year, Border Patrol and Office of Field Operations, \
                   Title\u{a0}8 and Title\u{a0}42"
            .to_owned(),
        description: format!(
            "Stacked columns by fiscal year; in {last}: {}.",
            list(
                &parts
                    .iter()
                    .map(|(name, _, a)| format!("{name} {}", value(Style::Count, a.value(last))))
                    .collect::<Vec<_>>()
            )
        ),
        shape: Shape::Columns,
        axis: Axis::Category,
        style: Style::Count,
        unit: "Encounters a year",
        first_column: "Fiscal year",
    };
    section.charts.push(draft.chart(desk, traces(&parts), lines));
    Ok(())
}

/// Every group by border and component in the latest closed year: the same question under other definitions.
fn table(desk: &mut Desk<'_>, span: &Published, section: &mut Section) -> Result<(), BriefError> {
    let definitions: [(&str, &str); 4] = [
        ("South-west, all", "border=southwest"),
        ("South-west, Border Patrol", "component=usbp border=southwest"),
        ("Nationwide, all", "border=all"),
        ("Nationwide, Border Patrol", "component=usbp border=all"),
    ];
    let groups = desk.focus.groups().to_vec();
    let mut rows: Vec<(String, String)> = groups
        .iter()
        .map(|g| (g.title.clone(), format!("origin={} ", g.origin())))
        .collect();
    rows.push(("All origins".to_owned(), String::new()));
    let years: Vec<Period> = span.years.iter().rev().take(3).copied().collect();
    let mut traced = Vec::new();
    let mut cells = Vec::new();
    for year in &years {
        for (name, origin) in &rows {
            let mut row = vec![year.to_string(), name.clone()];
            for (_, definition) in &definitions {
                row.push(
                    match desk
                        .reader
                        .ask(&format!("encounters {origin}{definition} period={year}"))?
                    {
                        Ok(asked) => {
                            let text = value(
                                Style::Count,
                                asked.panel.single().map_or_else(not_covered, |p| p.value),
                            );
                            traced.push(asked.traced);
                            text
                        }
                        Err(_) => value(Style::Count, not_covered()),
                    },
                );
            }
            cells.push(row);
        }
    }
    if traced.is_empty() {
        return Ok(());
    }
    section.lead.push(
        "The same sentence can be true under one definition and false under another; the table gives the same groups \
         under four."
            .to_owned(),
    );
    section.tables.push(Table {
        caption: "Encounters by fiscal year and group of origins under four definitions (Title\u{a0}8 and Title\u{a0}42)"
            .to_owned(),
        columns: ["Fiscal year", "Origins"]
            .into_iter()
            .chain(definitions.iter().map(|(name, _)| *name))
            .map(str::to_owned)
            .collect(),
        words: 2,
        rows: cells,
        source: desk.source(&traced),
        traced,
    });
    Ok(())
}

fn not_covered() -> Value {
    Value::missing(rootcast_core::value::Missing::NotCovered)
}
