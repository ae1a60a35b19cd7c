//! The latest month and fiscal year against the previous ones.

use rootcast_core::period::{Granularity, Period};

use crate::brief::{
    BriefError,
    desk::{Desk, Draft, NOTHING, Published, fiscal_year, line},
    model::{Axis, KeyFigure, Line, Mark, Section, Shape, Style, Tone},
    numbers::{change, count, list, month_name, period, signed},
};

/// Fiscal years drawn month by month.
const YEARS_DRAWN: usize = 5;

pub(super) fn build(desk: &mut Desk<'_>) -> Result<Section, BriefError> {
    let mut section = Section {
        id: "latest".to_owned(),
        title: "The latest month and fiscal year".to_owned(),
        ..Section::default()
    };
    let Some(span) = desk.span.clone() else {
        section.notes.push(NOTHING.to_owned());
        return Ok(section);
    };
    let month = latest_month(desk, &span)?;
    section.figures.push(month);
    if let Some(running) = year_to_date(desk, &span)? {
        section.figures.push(running);
    }
    years(desk, &span, &mut section)?;
    section.charts.insert(0, by_month(desk, &span));
    section.notes.push(
        "Encounters are events, not people: one person may be encountered more than once. The US fiscal year runs \
         from 1 October to 30 September."
            .to_owned(),
    );
    Ok(section)
}

fn against(what: &str, from: f64, to: f64) -> Option<String> {
    change(from, to).map(|c| format!("{c} on {what} ({})", count(from)))
}

fn latest_month(desk: &mut Desk<'_>, span: &Published) -> Result<KeyFigure, BriefError> {
    let asked = desk.reader.ask(&format!(
        "encounters border=southwest period={}..{}",
        span.latest.year_before(),
        span.latest
    ))?;
    let traced = asked.map_or_else(|_| span.traced.clone(), |a| a.traced);
    let value = span.month(span.latest);
    let compare = |with: Period| against(&period(with), span.month(with)?, value?);
    Ok(KeyFigure {
        label: format!(
            "Encounters at the south-west land border in {}",
            period(span.latest)
        ),
        value,
        text: value.map_or_else(|| "not published".to_owned(), count),
        against: [span.latest.back(1), span.latest.year_before()]
            .into_iter()
            .filter_map(compare)
            .collect(),
        tone: Tone::Focus,
        traced,
    })
}

/// The running fiscal year against the same months of the year before; nothing where the year is closed or one month
/// old, for then it says what another figure says.
fn year_to_date(desk: &mut Desk<'_>, span: &Published) -> Result<Option<KeyFigure>, BriefError> {
    let running = span.running();
    let Some(first) = running.first().filter(|_| (2..12).contains(&running.len())) else {
        return Ok(None);
    };
    let sum = |months: Vec<Period>| months.into_iter().map(|m| span.month(m)).sum::<Option<f64>>();
    let Some(now) = sum(running.clone()) else {
        return Ok(None);
    };
    let before = sum(running.iter().map(Period::year_before).collect());
    let year = fiscal_year(span.latest);
    let asked = desk.reader.ask(&format!(
        "encounters border=southwest by=month period={first}..{}",
        span.latest
    ))?;
    Ok(Some(KeyFigure {
        label: format!(
            "{year} to date, {} months to {}",
            running.len(),
            period(span.latest)
        ),
        value: Some(now),
        text: count(now),
        against: before
            .and_then(|b| against(&format!("the same months of {}", year.back(1)), b, now))
            .into_iter()
            .collect(),
        tone: Tone::Focus,
        traced: asked.map_or_else(|_| span.traced.clone(), |a| a.traced),
    }))
}

fn years(desk: &mut Desk<'_>, span: &Published, section: &mut Section) -> Result<(), BriefError> {
    let Some(text) = span.years_text() else {
        return Ok(());
    };
    let asked = match desk.reader.ask(&format!(
        "encounters border=southwest by=fiscal-year period={text}"
    ))? {
        Ok(asked) => asked,
        Err(unanswered) => {
            section.unanswered.push(unanswered);
            return Ok(());
        }
    };
    let Some(series) = asked.only() else { return Ok(()) };
    let Some((last, value)) = span.years.last().and_then(|y| Some((*y, asked.number(*y)?))) else {
        return Ok(());
    };
    let figure = KeyFigure {
        label: format!("{last}, the latest closed fiscal year"),
        value: Some(value),
        text: count(value),
        against: [1, 2]
            .into_iter()
            .map(|n| last.back(n))
            .filter_map(|y| against(&y.to_string(), asked.number(y)?, value))
            .collect(),
        tone: Tone::Focus,
        traced: asked.traced.clone(),
    };
    section.figures.push(figure);
    let lines = vec![Line {
        marks: line("", Tone::Focus, series, &span.years)
            .marks
            .into_iter()
            .map(category)
            .collect(),
        name: "Encounters".to_owned(),
        tone: Tone::Focus,
    }];
    let said: Vec<String> = span
        .years
        .iter()
        .map(|y| {
            format!(
                "{y} {}",
                asked.number(*y).map_or_else(|| "missing".to_owned(), count)
            )
        })
        .collect();
    let title = match span.years.len().checked_sub(2).and_then(|i| span.years.get(i)) {
        Some(before) => format!(
            "{last}: {} encounters, {} than in {before}",
            count(value),
            more_or_less(asked.number(*before).unwrap_or(value), value)
        ),
        None => format!("{last}: {} encounters", count(value)),
    };
    let draft = Draft {
        id: "years",
        title,
        subtitle:
            "Encounters at the south-west land border by US fiscal year, Border Patrol and Office of Field \
                   Operations, Title\u{a0}8 and Title\u{a0}42"
                .to_owned(),
        description: format!("Column chart. Encounters by fiscal year: {}.", list(&said)),
        shape: Shape::Columns,
        axis: Axis::Category,
        style: Style::Count,
        unit: "Encounters a year",
        first_column: "Fiscal year",
    };
    section.charts.push(draft.chart(desk, vec![asked.traced], lines));
    Ok(())
}

fn more_or_less(from: f64, to: f64) -> String {
    let percent = change(from, to).map_or_else(
        || signed(to - from, 0),
        |c| c.trim_start_matches(['+', '\u{2212}']).to_owned(),
    );
    format!("{percent} {}", if to >= from { "more" } else { "fewer" })
}

fn category(mark: Mark) -> Mark {
    Mark { start: None, ..mark }
}

/// This fiscal year's months against those of the years before, October to September.
fn by_month(desk: &Desk<'_>, span: &Published) -> crate::brief::model::Chart {
    let current = fiscal_year(span.latest);
    let mut years: Vec<Period> = span.years.clone();
    if !years.contains(&current) {
        years.push(current);
    }
    let years = years.split_off(years.len().saturating_sub(YEARS_DRAWN));
    let lines: Vec<Line> = years
        .iter()
        .enumerate()
        .map(|(i, year)| {
            let months = year.split(Granularity::Month).unwrap_or_default();
            let tone = match years.len() - 1 - i {
                0 => Tone::Focus,
                1 => Tone::Second,
                _ => Tone::Pale,
            };
            let drawn = line(&year.to_string(), tone, &span.monthly, &months);
            Line {
                marks: drawn
                    .marks
                    .into_iter()
                    .zip(&months)
                    .map(|(m, p)| named(m, *p))
                    .collect(),
                ..drawn
            }
        })
        .collect();
    let value = span.month(span.latest);
    let before = span.month(span.latest.year_before());
    let title = match (value, before) {
        (Some(now), Some(then)) => format!(
            "{}: {} encounters, {} than in {}",
            period(span.latest),
            count(now),
            more_or_less(then, now),
            period(span.latest.year_before())
        ),
        (Some(now), None) => format!("{}: {} encounters", period(span.latest), count(now)),
        _ => "Encounters by month of the fiscal year".to_owned(),
    };
    let traced = vec![span.traced.clone()];
    let draft = Draft {
        id: "months",
        title,
        subtitle: "Encounters at the south-west land border by month of the US fiscal year, Border Patrol and Office \
                   of Field Operations, Title\u{a0}8 and Title\u{a0}42"
            .to_owned(),
        description: format!(
            "Line chart, one line a fiscal year from October to September, {} to {}; {current} is emphasised.",
            years.first().copied().unwrap_or(current),
            current
        ),
        shape: Shape::Lines,
        axis: Axis::Category,
        style: Style::Count,
        unit: "Encounters a month",
        first_column: "Month",
    };
    let mut chart = draft.chart(desk, traced, lines);
    chart.mark_values = false;
    chart
}

fn named(mark: Mark, period: Period) -> Mark {
    let name = match period {
        Period::Month { month, .. } => month_name(month).map(|n| n.chars().take(3).collect::<String>()),
        _ => None,
    };
    Mark {
        at: name.unwrap_or(mark.at),
        start: None,
        ..mark
    }
}
