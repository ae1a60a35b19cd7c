//! Encounters by origin through time, and the share of each group of origins.

use rootcast_core::{
    period::Period,
    place::{Lang, Place},
    value::{Missing, Value},
};

use crate::brief::{
    BriefError,
    desk::{Desk, Draft, NOTHING, Published, line, mark, table_of},
    focus::FocusGroup,
    model::{Axis, KeyFigure, Line, Mark, Panel, Section, Shape, Style, Tone, Traced},
    numbers::{change, count, list, percent, period},
    reader::Asked,
};

/// Single origins drawn beside the members of the groups.
const OTHERS_DRAWN: usize = 4;
/// Origins whose highest month stands in the title.
const HIGHEST: usize = 3;
const REST: &str = "All other origins";

pub(super) fn build(desk: &mut Desk<'_>) -> Result<Section, BriefError> {
    let mut section = Section {
        id: "origins".to_owned(),
        title: "Citizenship of the people encountered".to_owned(),
        ..Section::default()
    };
    let Some(span) = desk.span.clone() else {
        section.notes.push(NOTHING.to_owned());
        return Ok(section);
    };
    shares(desk, &span, &mut section)?;
    stacked(desk, &span, &mut section)?;
    countries(desk, &span, &mut section)?;
    Ok(section)
}

/// One group's answers, with its name and colour.
struct Part {
    group: FocusGroup,
    asked: Asked,
}

/// Asks the total and every group over the same periods; the total is first.
fn ask_parts(
    desk: &mut Desk<'_>,
    section: &mut Section,
    rest: &str,
) -> Result<Option<(Asked, Vec<Part>)>, BriefError> {
    let total = match desk.reader.ask(&format!("encounters border=southwest {rest}"))? {
        Ok(asked) => asked,
        Err(unanswered) => {
            section.unanswered.push(unanswered);
            return Ok(None);
        }
    };
    let mut parts = Vec::new();
    for group in desk.focus.groups().to_vec() {
        let reading = format!("encounters origin={} border=southwest {rest}", group.origin());
        match desk.reader.ask(&reading)? {
            Ok(asked) => parts.push(Part { group, asked }),
            Err(unanswered) => section.unanswered.push(unanswered),
        }
    }
    Ok((!parts.is_empty()).then_some((total, parts)))
}

/// Total minus the groups; missing where any of them is.
fn rest_of(total: &Asked, parts: &[Part], at: Period) -> Value {
    let known: Option<f64> = parts.iter().map(|p| p.asked.number(at)).sum();
    match (total.number(at), known) {
        (Some(all), Some(some)) => Value::number(all - some),
        _ => Value::missing(Missing::NotCovered),
    }
}

fn traces(total: &Asked, parts: &[Part]) -> Vec<Traced> {
    parts
        .iter()
        .map(|p| p.asked.traced.clone())
        .chain([total.traced.clone()])
        .collect()
}

fn shares(desk: &mut Desk<'_>, span: &Published, section: &mut Section) -> Result<(), BriefError> {
    let Some(text) = span.years_text() else {
        return Ok(());
    };
    let Some((total, parts)) = ask_parts(desk, section, &format!("by=fiscal-year period={text}"))? else {
        return Ok(());
    };
    // Years in which every group is published.
    let years: Vec<Period> = span
        .years
        .iter()
        .copied()
        .filter(|y| rest_of(&total, &parts, *y).as_number().is_some())
        .collect();
    let share =
        |asked: &Asked, y: Period| Some(asked.number(y)? / total.number(y).filter(|t| *t > 0.0)? * 100.0);
    let category = |y: Period, value: Option<f64>| Mark {
        at: y.to_string(),
        start: None,
        value,
        missing: value.is_none().then_some(Missing::NotCovered),
    };
    let mut lines: Vec<Line> = parts
        .iter()
        .map(|p| Line {
            name: p.group.title.clone(),
            tone: p.group.tone,
            marks: years.iter().map(|y| category(*y, share(&p.asked, *y))).collect(),
        })
        .collect();
    let rest = |y: Period| Some(rest_of(&total, &parts, y).as_number()? / total.number(y)? * 100.0);
    lines.push(Line {
        name: REST.to_owned(),
        tone: Tone::Rest,
        marks: years.iter().map(|y| category(*y, rest(*y))).collect(),
    });
    for part in parts.iter().take(2) {
        if let Some(figure) = group_figure(part, &total, &years) {
            section.figures.push(figure);
        }
        section.lead.extend(group_sentence(part, &total, &years));
    }
    let said: Vec<String> = parts
        .iter()
        .map(|p| {
            let values = years
                .iter()
                .filter_map(|y| Some(format!("{y} {}", percent(share(&p.asked, *y)?))))
                .collect::<Vec<_>>();
            format!("{}: {}", p.group.title, values.join(", "))
        })
        .collect();
    let draft = Draft {
        id: "shares",
        title: share_title(&parts, &total, &years),
        subtitle: "Share of all encounters at the south-west land border by US fiscal year, Border Patrol and Office \
                   of Field Operations, Title\u{a0}8 and Title\u{a0}42"
            .to_owned(),
        description: format!("Line chart of shares by fiscal year. {}.", said.join(". ")),
        shape: Shape::Lines,
        axis: Axis::Category,
        style: Style::Percent,
        unit: "% of encounters",
        first_column: "Fiscal year",
    };
    let mut chart = draft.chart(desk, traces(&total, &parts), lines);
    // The counts behind the shares stand in the same table.
    let counts: Vec<Line> = parts
        .iter()
        .map(|p| Line {
            name: format!("{}, encounters", p.group.title),
            tone: p.group.tone,
            marks: years.iter().map(|y| category(*y, p.asked.number(*y))).collect(),
        })
        .chain([Line {
            name: "All origins, encounters".to_owned(),
            tone: Tone::Rest,
            marks: years.iter().map(|y| category(*y, total.number(*y))).collect(),
        }])
        .collect();
    let counts = table_of("", "", Style::Count, &counts.iter().collect::<Vec<_>>());
    chart.table.columns.extend(counts.columns.into_iter().skip(1));
    for (row, more) in chart.table.rows.iter_mut().zip(counts.rows) {
        row.extend(more.into_iter().skip(1));
    }
    section.charts.push(chart);
    Ok(())
}

/// The group's share of all encounters of a year, in per cent.
fn share(part: &Part, total: &Asked, year: Period) -> Option<f64> {
    Some(part.asked.number(year)? / total.number(year)? * 100.0)
}

/// The two years, the earlier first, between which the group's share moved most; the later pair where several did.
fn widest(part: &Part, total: &Asked, years: &[Period]) -> Option<[(Period, f64); 2]> {
    let shares: Vec<(Period, f64)> = years
        .iter()
        .filter_map(|y| Some((*y, share(part, total, *y)?)))
        .collect();
    let mut best: Option<[(Period, f64); 2]> = None;
    for (i, a) in shares.iter().enumerate() {
        for b in shares.iter().skip(i + 1) {
            let moved = |p: &[(Period, f64); 2]| (p[1].1 - p[0].1).abs();
            if best.as_ref().is_none_or(|old| moved(&[*a, *b]) >= moved(old)) {
                best = Some([*a, *b]);
            }
        }
    }
    best
}

fn moved(from: f64, to: f64) -> &'static str {
    if to >= from { "rose" } else { "fell" }
}

fn share_title(parts: &[Part], total: &Asked, years: &[Period]) -> String {
    // One pair of years for both groups, so that their moves can be set side by side.
    let pair = parts.first().and_then(|part| widest(part, total, years));
    let said: Vec<String> = parts
        .iter()
        .take(2)
        .filter_map(|part| {
            let [(from, _), (to, _)] = pair?;
            let (a, b) = (share(part, total, from)?, share(part, total, to)?);
            Some(format!(
                "{} {} from {} in {from} to {} in {to}",
                part.group.title,
                moved(a, b),
                percent(a),
                percent(b)
            ))
        })
        .collect();
    if said.is_empty() {
        "Share of encounters by group of origins".to_owned()
    } else {
        said.join("; ")
    }
}

fn group_figure(part: &Part, total: &Asked, years: &[Period]) -> Option<KeyFigure> {
    let last = *years.last()?;
    let value = part.asked.number(last)?;
    let mut against: Vec<String> = total
        .number(last)
        .map(|all| format!("{} of all encounters", percent(value / all * 100.0)))
        .into_iter()
        .collect();
    let before = years.len().checked_sub(2).and_then(|i| years.get(i)).copied();
    against.extend(before.and_then(|y| {
        let then = part.asked.number(y)?;
        change(then, value).map(|c| format!("{c} on {y} ({})", count(then)))
    }));
    Some(KeyFigure {
        label: format!("{}, {last}", part.group.title),
        value: Some(value),
        text: count(value),
        against,
        tone: part.group.tone,
        traced: part.asked.traced.clone(),
    })
}

fn group_sentence(part: &Part, total: &Asked, years: &[Period]) -> Option<String> {
    let said: Vec<String> = years
        .iter()
        .filter_map(|y| {
            let n = part.asked.number(*y)?;
            Some(format!(
                "{} in {y} ({})",
                percent(n / total.number(*y)? * 100.0),
                count(n)
            ))
        })
        .collect();
    (!said.is_empty()).then(|| {
        format!(
            "{}, share of south-west land border encounters: {}.",
            part.group.title,
            list(&said)
        )
    })
}

fn stacked(desk: &mut Desk<'_>, span: &Published, section: &mut Section) -> Result<(), BriefError> {
    let rest = format!("by=month period={}", span.months_text());
    let Some((total, parts)) = ask_parts(desk, section, &rest)? else {
        return Ok(());
    };
    let Some(series) = total.only() else { return Ok(()) };
    let all: Vec<Period> = series.points.iter().map(|p| p.period).collect();
    let (months, dropped): (Vec<Period>, Vec<Period>) = all
        .into_iter()
        .partition(|m| rest_of(&total, &parts, *m).as_number().is_some());
    let mut lines: Vec<Line> = parts
        .iter()
        .filter_map(|p| Some(line(&p.group.title, p.group.tone, p.asked.only()?, &months)))
        .collect();
    lines.push(Line {
        name: REST.to_owned(),
        tone: Tone::Rest,
        marks: months
            .iter()
            .map(|m| mark(*m, rest_of(&total, &parts, *m)))
            .collect(),
    });
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return Ok(());
    };
    if !dropped.is_empty() {
        section.notes.push(format!(
            "Not every group is published by origin in {}: these months are left out of the stacked chart, not taken \
             as zero.",
            spans(&dropped)
        ));
    }
    let peak = months
        .iter()
        .filter_map(|m| Some((*m, total.number(*m)?)))
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let title = peak.map_or_else(
        || "Encounters by origin and month".to_owned(),
        |(m, v)| {
            format!(
                "Encounters by origin, month by month: at most {} in {}",
                count(v),
                period(m)
            )
        },
    );
    let draft = Draft {
        id: "origins-by-month",
        title,
        subtitle: format!(
            "Encounters at the south-west land border by group of origins, {} to {}, Border Patrol and Office of \
             Field Operations, Title\u{a0}8 and Title\u{a0}42",
            period(*first),
            period(*last)
        ),
        description: format!(
            "Stacked areas by month, from the bottom: {}.",
            list(&lines.iter().map(|l| l.name.clone()).collect::<Vec<_>>())
        ),
        shape: Shape::StackedArea,
        axis: Axis::Time,
        style: Style::Count,
        unit: "Encounters a month",
        first_column: "Month",
    };
    let mut chart = draft.chart(desk, traces(&total, &parts), lines);
    desk.happened.mark(&mut chart, &[]);
    section.charts.push(chart);
    Ok(())
}

/// Runs of months, `October 2018 to September 2019, October 2024`.
fn spans(months: &[Period]) -> String {
    let mut runs: Vec<(Period, Period)> = Vec::new();
    for m in months {
        match runs.last_mut() {
            Some((_, end)) if end.next() == *m => *end = *m,
            _ => runs.push((*m, *m)),
        }
    }
    let said: Vec<String> = runs
        .iter()
        .map(|(a, b)| {
            if a == b {
                period(*a)
            } else {
                format!("{} to {}", period(*a), period(*b))
            }
        })
        .collect();
    list(&said)
}

/// The answer by single origins, from the source that names every member of the groups: others that are more recent may
/// tell fewer origins apart.
fn by_origin(
    desk: &mut Desk<'_>,
    span: &Published,
    section: &mut Section,
) -> Result<Option<Asked>, BriefError> {
    let mut members: Vec<String> = desk
        .focus
        .groups()
        .iter()
        .flat_map(|g| g.members.clone())
        .collect();
    members.sort();
    let rest = format!("border=southwest by=month,origin period={}", span.months_text());
    let named = match desk
        .reader
        .ask(&format!("encounters origin={} {rest}", members.join("+")))?
    {
        Ok(asked) => asked,
        Err(unanswered) => {
            section.unanswered.push(unanswered);
            return Ok(None);
        }
    };
    let source = named
        .traced
        .releases
        .first()
        .and_then(|i| desk.reader.release(*i));
    let Some(source) = source.map(|r| r.source.clone()) else {
        return Ok(Some(named));
    };
    let all = desk.reader.ask(&format!("encounters {rest} source={source}"))?;
    Ok(Some(all.unwrap_or(named)))
}

/// A panel for each country of the groups, and for the largest others.
fn countries(desk: &mut Desk<'_>, span: &Published, section: &mut Section) -> Result<(), BriefError> {
    let Some(asked) = by_origin(desk, span, section)? else {
        return Ok(());
    };
    let groups = desk.focus.groups().to_vec();
    let mut panels = Vec::new();
    let mut codes = Vec::new();
    let mut largest: Vec<(f64, &rootcast_core::series::Series)> = Vec::new();
    let months: Vec<Period> = asked
        .panel
        .series
        .first()
        .map(|s| s.points.iter().filter(|p| p.value.as_number().is_some()))
        .into_iter()
        .flatten()
        .map(|p| p.period)
        .collect();
    for series in &asked.panel.series {
        let Some(code) = series.key.first() else { continue };
        if code.contains('@') || groups.iter().any(|g| g.members.contains(code)) {
            continue;
        }
        largest.push((series.numbers().into_iter().flatten().sum(), series));
    }
    largest.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.key.cmp(&b.1.key)));
    let others = largest
        .into_iter()
        .take(OTHERS_DRAWN)
        .map(|(_, s)| (s, Tone::Rest));
    let grouped = groups.iter().flat_map(|g| {
        g.members
            .iter()
            .filter_map(|m| Some((asked.panel.get(&[m.as_str()])?, g.tone)))
    });
    for (series, tone) in grouped.chain(others) {
        let code = series.key.first().cloned().unwrap_or_default();
        let name = code
            .parse::<Place>()
            .map_or_else(|_| code.clone(), |p| p.name(Lang::En).to_owned());
        panels.push(Panel {
            title: name.clone(),
            series: vec![line(&name, tone, series, &months)],
            ..Panel::default()
        });
        codes.push(code);
    }
    if panels.is_empty() {
        return Ok(());
    }
    let lines: Vec<&Line> = panels.iter().flat_map(|p| &p.series).collect();
    let subtitle = format!(
        "Encounters at the south-west land border by month and origin, {}, Border Patrol and Office of Field \
         Operations, Title\u{a0}8 and Title\u{a0}42; all panels share one scale",
        spans(&months)
    );
    let table = table_of(&subtitle, "Month", Style::Count, &lines);
    let names: Vec<String> = panels.iter().map(|p| p.title.clone()).collect();
    let mut peaks: Vec<(&str, &str, f64)> = lines
        .iter()
        .filter_map(|l| {
            let known = l.marks.iter().filter_map(|m| Some((m.at.as_str(), m.value?)));
            let (at, value) = known.max_by(|a, b| a.1.total_cmp(&b.1))?;
            Some((l.name.as_str(), at, value))
        })
        .collect();
    peaks.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.cmp(b.0)));
    let peaks: Vec<String> = peaks
        .iter()
        .map(|(name, at, value)| format!("{name} {} in {at}", count(*value)))
        .collect();
    let highest: Vec<String> = peaks.iter().take(HIGHEST).cloned().collect();
    let draft = Draft {
        id: "countries",
        title: format!("Highest months by origin: {}", list(&highest)),
        subtitle,
        description: format!(
            "Small line charts for {}. Highest months: {}.",
            list(&names),
            peaks.join(", ")
        ),
        shape: Shape::Lines,
        axis: Axis::Time,
        style: Style::Count,
        unit: "Encounters a month",
        first_column: "Month",
    };
    let mut chart = draft.with_table(desk, vec![asked.traced.clone()], panels, table);
    desk.happened.mark(&mut chart, &codes);
    section.charts.push(chart);
    Ok(())
}
