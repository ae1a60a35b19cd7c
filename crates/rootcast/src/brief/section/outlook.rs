//! What comes next: the forecast of the border's encounters as a fan, beside what came of such forecasts.

use crate::{
    brief::{
        BriefError,
        desk::{Desk, Draft},
        model::{
            Axis, Band, Chart, KeyFigure, Line, Mark, Panel, Reach, Section, Shape, Style, Table, Tone,
            Traced,
        },
        numbers::{count, decimal, percent, period},
    },
    forecast::{
        outlook::{Outlook, Series},
        score::Record,
    },
};

/// Months of the past drawn before a fan.
const PAST: usize = 36;
/// Origins that have a fan of their own.
const FANS: usize = 6;
/// Filed forecasts that are listed, the latest.
const FILED: usize = 12;

/// The section on the steps to come.
pub(in crate::brief) fn build(
    desk: &mut Desk<'_>,
    outlook: Result<&Outlook, &str>,
    parts: Result<&Outlook, &str>,
    record: Option<&Record>,
) -> Result<Section, BriefError> {
    let mut section = Section {
        id: "outlook".to_owned(),
        title: "What comes next".to_owned(),
        ..Section::default()
    };
    match outlook {
        Err(why) => section.notes.push(format!("There is no forecast: {why}.")),
        Ok(outlook) => said(desk, outlook, parts, &mut section)?,
    }
    filed(record, &mut section);
    Ok(section)
}

fn said(
    desk: &mut Desk<'_>,
    outlook: &Outlook,
    parts: Result<&Outlook, &str>,
    section: &mut Section,
) -> Result<(), BriefError> {
    let traced = match desk.reader.ask(&outlook.reading)? {
        Ok(asked) => asked.traced,
        Err(unanswered) => {
            section.unanswered.push(unanswered);
            return Ok(());
        }
    };
    let Some(total) = outlook.series.first() else {
        return Ok(());
    };
    section.lead.push(format!(
        "A forecast made of the figures to {}, and nothing else: no law, no event and no price enters it. It is made by the {} \
         model ({}), which was run in the same way from {} earlier months and marked by what came.",
        period(outlook.last),
        outlook.model,
        outlook.about,
        outlook.published.origins
    ));
    section.lead.extend(next(total, outlook));
    section.figures.extend(figure(total, outlook, &traced));
    section.charts.push(fan(desk, total, outlook, &traced));
    if let Some(why) = withheld(outlook) {
        section.notes.push(why);
    }
    match parts {
        Err(why) => section
            .notes
            .push(format!("There is no forecast by origin: {why}.")),
        Ok(parts) => match desk.reader.ask(&parts.reading)? {
            Err(unanswered) => section.unanswered.push(unanswered),
            Ok(asked) => {
                section.charts.extend(fans(desk, parts, &asked.traced));
                if let Some(why) = withheld(parts) {
                    section.notes.push(why);
                }
                for s in &parts.series {
                    section
                        .notes
                        .extend(s.guards.iter().map(|g| format!("{}: {g}.", s.name)));
                }
            }
        },
    }
    section.notes.push(
        "“Error so far” is the mean distance of the median from what came. “To naive” is the weighted interval score over that \
         of the forecast that carries the last figure on: below 1 is better. “Held” is the share of outcomes that lay within \
         the 95 % interval."
            .to_owned(),
    );
    for s in &outlook.series {
        section
            .notes
            .extend(s.guards.iter().map(|g| format!("{}: {g}.", s.name)));
    }
    Ok(())
}

/// The first step in a sentence.
fn next(s: &Series, outlook: &Outlook) -> Option<String> {
    let step = s.steps.first()?;
    let said = step.said.as_ref()?;
    let at = outlook.levels.iter().position(|l| (l - 0.8).abs() < 1e-9)?;
    let (low, high) = said.intervals[at];
    let past = step.past.as_ref()?;
    Some(format!(
        "{}: {} in the middle, and with a probability of 80 per cent between {} and {}. Forecasts of one month ahead have been \
         off by {} on average, {} of the score of carrying the last month on.",
        period(step.period),
        count(said.median),
        count(low),
        count(high),
        count(past.error?),
        decimal(past.relative_wis?, 2)
    ))
}

fn figure(s: &Series, outlook: &Outlook, traced: &Traced) -> Option<KeyFigure> {
    let step = s.steps.first()?;
    let said = step.said.as_ref()?;
    let against = outlook
        .levels
        .iter()
        .zip(&said.intervals)
        .rev()
        .take(2)
        .map(|(l, (low, high))| format!("{} to {} with {}", count(*low), count(*high), level(*l)))
        .collect();
    Some(KeyFigure {
        label: format!("Encounters in {}, median of the forecast", period(step.period)),
        value: Some(said.median),
        text: count(said.median),
        against,
        tone: Tone::Focus,
        traced: traced.clone(),
    })
}

fn known(s: &Series) -> Vec<Mark> {
    let skip = s.known.len().saturating_sub(PAST);
    s.known
        .iter()
        .skip(skip)
        .map(|(p, v)| Mark {
            at: period(*p),
            start: Some(p.span().start),
            value: (!v.is_nan()).then_some(*v),
            missing: v.is_nan().then_some(rootcast_core::value::Missing::NotPublished),
        })
        .collect()
}

/// A panel with what was published, the median, and the intervals, the widest first.
fn panel(title: &str, s: &Series, outlook: &Outlook) -> Panel {
    let shown: Vec<_> = s
        .steps
        .iter()
        .filter_map(|t| Some((t, t.said.as_ref()?)))
        .collect();
    let mut medians: Vec<Mark> = Vec::new();
    // The fan opens at the last figure.
    let last = s.known.last().filter(|(_, v)| !v.is_nan());
    if let Some((p, v)) = last {
        medians.push(Mark {
            at: period(*p),
            start: Some(p.span().start),
            value: Some(*v),
            missing: None,
        });
    }
    medians.extend(shown.iter().map(|(t, said)| Mark {
        at: period(t.period),
        start: Some(t.period.span().start),
        value: Some(said.median),
        missing: None,
    }));
    let bands = outlook
        .levels
        .iter()
        .enumerate()
        .rev()
        .map(|(i, l)| Band {
            name: level(*l),
            tone: Tone::Focus,
            reaches: last
                .map(|(p, v)| Reach {
                    at: period(*p),
                    start: p.span().start,
                    low: *v,
                    high: *v,
                })
                .into_iter()
                .chain(shown.iter().map(|(t, said)| Reach {
                    at: period(t.period),
                    start: t.period.span().start,
                    low: said.intervals[i].0,
                    high: said.intervals[i].1,
                }))
                .collect(),
        })
        .collect();
    let mut series = vec![Line {
        name: "Published".to_owned(),
        tone: Tone::Rest,
        marks: known(s),
    }];
    if !shown.is_empty() {
        series.push(Line {
            name: "Median".to_owned(),
            tone: Tone::Focus,
            marks: medians,
        });
    }
    Panel {
        title: title.to_owned(),
        series,
        bands: if shown.is_empty() { Vec::new() } else { bands },
        ..Panel::default()
    }
}

fn levels(outlook: &Outlook) -> String {
    let all: Vec<String> = outlook.levels.iter().map(|l| level(*l)).collect();
    all.join(", ")
}

fn fan(desk: &Desk<'_>, s: &Series, outlook: &Outlook, traced: &Traced) -> Chart {
    let held = s.steps.iter().rfind(|t| t.said.is_some());
    let title = match held.and_then(|t| Some((t, t.said.as_ref()?.intervals.last()?))) {
        Some((t, (low, high))) => format!(
            "By {}, {} to {} encounters a month ({})",
            period(t.period),
            count(*low),
            count(*high),
            outlook.levels.last().map_or_else(String::new, |l| level(*l))
        ),
        None => "No forecast has shown skill over carrying the last month on".to_owned(),
    };
    let draft = Draft {
        id: "fan",
        title,
        subtitle: format!(
            "Encounters at the south-west land border by month, published and forecast: median and central {} intervals",
            levels(outlook)
        ),
        description: format!(
            "Line chart of published months with a fan of intervals after {}; the table has the figures.",
            period(outlook.last)
        ),
        shape: Shape::Lines,
        axis: Axis::Time,
        style: Style::Count,
        unit: "encounters a month",
        first_column: "Month",
    };
    draft.with_table(
        desk,
        vec![traced.clone()],
        vec![panel("", s, outlook)],
        table(s, outlook),
    )
}

fn table(s: &Series, outlook: &Outlook) -> Table {
    let mut columns = vec!["Month".to_owned(), "Median".to_owned()];
    columns.extend(outlook.levels.iter().map(|l| format!("{} interval", level(*l))));
    columns.extend(["Error so far", "To naive", "Held", "Trials"].map(str::to_owned));
    let rows = s
        .steps
        .iter()
        .map(|t| {
            let mut row = vec![period(t.period)];
            match &t.said {
                Some(said) => {
                    row.push(count(said.median));
                    row.extend(
                        said.intervals
                            .iter()
                            .map(|(l, h)| format!("{} to {}", count(*l), count(*h))),
                    );
                }
                None => row.extend(std::iter::repeat_n(
                    "withheld".to_owned(),
                    1 + outlook.levels.len(),
                )),
            }
            let past = t.past.as_ref();
            let cell = |v: Option<String>| v.unwrap_or_else(|| "none".to_owned());
            row.push(cell(past.and_then(|l| l.error).map(count)));
            row.push(cell(past.and_then(|l| l.relative_wis).map(|w| decimal(w, 2))));
            row.push(cell(past.and_then(|l| l.coverage_95).map(|c| percent(100.0 * c))));
            row.push(cell(past.map(|l| l.outcomes.to_string())));
            row
        })
        .collect();
    Table {
        caption: "Forecast, and what came of such forecasts".to_owned(),
        columns,
        words: 1,
        rows,
        ..Table::default()
    }
}

/// Fans of the largest origins.
fn fans(desk: &Desk<'_>, outlook: &Outlook, traced: &Traced) -> Option<Chart> {
    let mut parts: Vec<&Series> = outlook
        .series
        .iter()
        .filter(|s| !s.sum && s.last.is_some())
        .collect();
    if parts.len() < 2 || outlook.series.first().is_none_or(|s| !s.sum) {
        return None;
    }
    parts.sort_by(|a, b| b.last.unwrap_or(0.0).total_cmp(&a.last.unwrap_or(0.0)));
    let shown: Vec<&Series> = parts.iter().copied().take(FANS).collect();
    let at = outlook
        .levels
        .iter()
        .position(|l| (l - 0.8).abs() < 1e-9)
        .unwrap_or(0);
    let ahead = [1, 3, 6, 12];
    let mut columns = vec!["Origin".to_owned(), "Last month".to_owned()];
    columns.extend(ahead.map(|h| format!("{h} ahead")));
    columns.push("Skill to".to_owned());
    let rows = parts
        .iter()
        .map(|s| {
            let mut row = vec![s.name.clone(), s.last.map_or_else(String::new, count)];
            row.extend(ahead.map(|h| match s.steps.get(h - 1).map(|t| &t.said) {
                Some(Some(said)) => {
                    let (low, high) = said
                        .intervals
                        .get(at)
                        .copied()
                        .unwrap_or((said.median, said.median));
                    format!("{} ({} to {})", count(said.median), count(low), count(high))
                }
                Some(None) => "withheld".to_owned(),
                None => "none".to_owned(),
            }));
            row.push(s.skilful.to_string());
            row
        })
        .collect();
    let draft = Draft {
        id: "fans",
        title: "Each origin, in a forecast that adds up".to_owned(),
        subtitle: format!(
            "Encounters at the south-west land border by month and citizenship, the {} origins with the most in {}: published, \
             median and central {} intervals",
            shown.len(),
            period(outlook.last),
            levels(outlook)
        ),
        description: "Small charts of published months with a fan of intervals each; the table has the figures of all origins."
            .to_owned(),
        shape: Shape::Lines,
        axis: Axis::Time,
        style: Style::Count,
        unit: "encounters a month",
        first_column: "Origin",
    };
    let panels = shown.iter().map(|s| panel(&s.name, s, outlook)).collect();
    let table = Table {
        caption: "Median and central 80 % interval by months ahead, and up to how many months ahead skill was shown".to_owned(),
        columns,
        words: 1,
        rows,
        ..Table::default()
    };
    Some(draft.with_table(desk, vec![traced.clone()], panels, table))
}

fn withheld(outlook: &Outlook) -> Option<String> {
    let none: Vec<&str> = outlook
        .series
        .iter()
        .filter(|s| s.skilful == 0)
        .map(|s| s.name.as_str())
        .collect();
    let some = outlook
        .series
        .iter()
        .any(|s| s.steps.iter().any(|t| t.said.is_none()));
    let of = if outlook.series.len() > 1 {
        "By origin: months"
    } else {
        "Months"
    };
    let mut text = format!(
        "{of} so far ahead that such forecasts have shown no skill over carrying the last month on are withheld."
    );
    if !none.is_empty() && outlook.series.len() > 1 {
        text.push_str(&format!(
            " That is all of them for {}.",
            crate::brief::numbers::list(&none.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>())
        ));
    }
    some.then_some(text)
}

/// The record of filed forecasts.
fn filed(record: Option<&Record>, section: &mut Section) {
    let Some(record) = record.filter(|r| !r.forecasts.is_empty()) else {
        section.notes.push(
            "No forecast is filed in this store: `rootcast forecast READING --file` files one, and `rootcast score` marks it when \
             the figures come."
                .to_owned(),
        );
        return;
    };
    let cell = |v: Option<f64>, as_share: bool| {
        v.map_or_else(
            || "not yet".to_owned(),
            |v| {
                if as_share {
                    percent(100.0 * v)
                } else {
                    decimal(v, 2)
                }
            },
        )
    };
    let skip = record.forecasts.len().saturating_sub(FILED);
    let rows = record
        .forecasts
        .iter()
        .skip(skip)
        .map(|f| {
            vec![
                f.issued.to_string(),
                f.reading.clone(),
                f.model.clone(),
                f.hash.chars().take(8).collect(),
                format!("{} of {}", f.marks.len(), f.steps),
                cell(f.tally.relative_wis, false),
                cell(f.tally.coverage_95, true),
            ]
        })
        .collect();
    section.tables.push(Table {
        caption: "Forecasts as they were filed, and what came of them".to_owned(),
        columns: ["Issued", "Reading", "Model", "File", "Came", "To naive", "Held"]
            .map(str::to_owned)
            .to_vec(),
        words: 4,
        rows,
        ..Table::default()
    });
    section.notes.extend(
        record
            .problems
            .iter()
            .map(|p| format!("The record has a problem: {p}.")),
    );
}

/// A probability in per cent, without decimals that say nothing.
fn level(l: f64) -> String {
    let all = 100.0 * l;
    format!(
        "{}\u{202f}%",
        decimal(all, usize::from((all - all.round()).abs() > 1e-9))
    )
}
