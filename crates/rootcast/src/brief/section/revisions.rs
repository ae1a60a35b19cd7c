//! What the newest releases revised: the same month as known on each day on which a release changed the evidence.

use jiff::civil::Date;
use rootcast_core::{evidence::Answer, period::Period, value::Missing};

use crate::brief::{
    BriefError,
    desk::{Desk, Draft, Published},
    model::{Axis, Line, Mark, Panel, Section, Shape, Style, Table, Tone, Traced},
    numbers::{change, count, decimal, list, period, signed},
};

/// Releases looked back over at most.
const RELEASES: usize = 12;
/// Months drawn at most, the latest ones.
const DRAWN: usize = 6;
/// Rows of the table of other series at most, for each of them.
const ROWS: usize = 8;

/// Series other than encounters whose releases are compared: name, reading, decimals.
const OTHERS: [(&str, &str, usize); 2] = [
    (
        "Intentional homicides per 100\u{202f}000",
        "homicide-rate by=year,place",
        2,
    ),
    (
        "Job openings in the United States, thousands",
        "job-openings by=month",
        0,
    ),
];

pub(super) fn build(desk: &mut Desk<'_>) -> Result<Section, BriefError> {
    let mut section = Section {
        id: "revisions".to_owned(),
        title: "What the newest releases revised".to_owned(),
        ..Section::default()
    };
    if let Some(span) = desk.span.clone() {
        encounters(desk, &span, &mut section)?;
    }
    others(desk, &mut section)?;
    if section.tables.is_empty() && section.charts.is_empty() {
        section
            .lead
            .push("No published figure was changed by a later release known on this day.".to_owned());
    }
    Ok(section)
}

/// What a month was said to be: one value for each release that said something new, oldest first.
#[derive(Debug)]
struct Story {
    month: Period,
    told: Vec<(Date, f64)>,
}

impl Story {
    fn first(&self) -> f64 {
        self.told.first().map_or(0.0, |t| t.1)
    }

    fn last(&self) -> f64 {
        self.told.last().map_or(0.0, |t| t.1)
    }

    /// The change since the first release held, as known on a day; missing before it.
    fn mark(&self, day: Date) -> Mark {
        let known = self.told.iter().rfind(|t| t.0 <= day);
        Mark {
            at: day.to_string(),
            start: None,
            value: known.map(|t| t.1 - self.first()),
            missing: known.is_none().then_some(Missing::NotCovered),
        }
    }

    fn sentence(&self) -> String {
        let steps: Vec<String> = self
            .told
            .iter()
            .map(|(day, v)| format!("{} as known from {day}", count(*v)))
            .collect();
        format!("{}: {}.", period(self.month), steps.join(", then "))
    }
}

/// The months that a later release changed, oldest first.
fn stories(history: &[(Date, Answer)]) -> Vec<Story> {
    let mut out: Vec<Story> = Vec::new();
    for (day, answer) in history.iter().rev() {
        let Some(series) = answer.panel.series.first() else {
            continue;
        };
        for point in &series.points {
            let Some(value) = point.value.as_number() else {
                continue;
            };
            match out.iter_mut().find(|s| s.month == point.period) {
                None => out.push(Story {
                    month: point.period,
                    told: vec![(*day, value)],
                }),
                Some(story) if story.told.last().is_some_and(|t| t.1.total_cmp(&value).is_ne()) => {
                    story.told.push((*day, value));
                }
                Some(_) => {}
            }
        }
    }
    out.retain(|s| s.told.len() > 1);
    out.sort_by_key(|s| s.month);
    out
}

/// What each revised month was said to be, release by release.
fn table_of(stories: &[Story]) -> Table {
    Table {
        caption: "Months whose south-west land border total a later release changed".to_owned(),
        columns: [
            "Month",
            "As known on each day",
            "First",
            "Latest",
            "Difference",
            "Change",
        ]
        .map(str::to_owned)
        .to_vec(),
        words: 2,
        rows: stories
            .iter()
            .map(|s| {
                vec![
                    period(s.month),
                    s.told
                        .iter()
                        .map(|(day, v)| format!("{} ({day})", count(*v)))
                        .collect::<Vec<_>>()
                        .join(" → "),
                    count(s.first()),
                    count(s.last()),
                    signed(s.last() - s.first(), 0),
                    change(s.first(), s.last()).unwrap_or_default(),
                ]
            })
            .collect(),
        ..Table::default()
    }
}

fn encounters(desk: &mut Desk<'_>, span: &Published, section: &mut Section) -> Result<(), BriefError> {
    let reading = format!(
        "encounters border=southwest by=month period={}",
        span.months_text()
    );
    let history = desk.reader.history(&reading, RELEASES)?;
    let traced: Vec<Traced> = history.iter().map(|(_, a)| desk.reader.trace(a)).collect();
    let stories = stories(&history);
    if stories.is_empty() {
        return Ok(());
    }
    // The month told most often says most about how revisions go.
    if let Some(example) = stories.iter().max_by(|a, b| {
        a.told
            .len()
            .cmp(&b.told.len())
            .then_with(|| b.month.cmp(&a.month))
    }) {
        section.lead.push(format!(
            "South-west land border encounters, {} The figure depends on the release consulted; ask with as-of to get \
             the one a text of that day could have known.",
            example.sentence()
        ));
    }
    let days: Vec<Date> = {
        let mut days: Vec<Date> = stories.iter().flat_map(|s| s.told.iter().map(|t| t.0)).collect();
        days.sort_unstable();
        days.dedup();
        days
    };
    let lines: Vec<Line> = stories
        .iter()
        .rev()
        .take(DRAWN)
        .enumerate()
        .map(|(i, s)| Line {
            name: period(s.month),
            tone: [Tone::Focus, Tone::Second].get(i).copied().unwrap_or(Tone::Pale),
            marks: days.iter().map(|day| s.mark(*day)).collect(),
        })
        .collect();
    let table = table_of(&stories);
    let said: Vec<String> = stories
        .iter()
        .map(|s| format!("{} {}", period(s.month), signed(s.last() - s.first(), 0)))
        .collect();
    let draft = Draft {
        id: "revised-months",
        title: match said.as_slice() {
            [one] => format!("Among the releases held, one month was revised after its first: {one}"),
            _ => format!(
                "Among the releases held, {} months were revised after their first: {}",
                stories.len(),
                list(&said.iter().rev().take(2).cloned().collect::<Vec<_>>())
            ),
        },
        subtitle: "South-west land border encounters by month, change since the first release held of that month, by the day \
                   from which each release was known, Border Patrol and Office of Field Operations, Title\u{a0}8 and Title\u{a0}42"
            .to_owned(),
        description: format!("Lines, one a month, over the days of the releases; at last: {}.", list(&said)),
        shape: Shape::Lines,
        axis: Axis::Category,
        style: Style::Count,
        unit: "Encounters added or withdrawn since the first release held",
        first_column: "Month",
    };
    let panels = vec![Panel {
        series: lines,
        ..Panel::default()
    }];
    let chart = draft.with_table(desk, traced, panels, table);
    section.charts.push(chart);
    Ok(())
}

/// One row of the table of other series.
struct Revision {
    name: String,
    key: Vec<String>,
    period: Period,
    from: (Date, f64),
    to: (Date, f64),
    places: usize,
}

impl Revision {
    fn relative(&self) -> f64 {
        if self.from.1 == 0.0 {
            f64::INFINITY
        } else {
            ((self.to.1 - self.from.1) / self.from.1).abs()
        }
    }

    fn row(&self) -> Vec<String> {
        let place = self
            .key
            .iter()
            .map(|k| crate::brief::place_name(k))
            .collect::<Vec<_>>();
        vec![
            self.name.clone(),
            place.join(", "),
            period(self.period),
            format!("{} ({})", decimal(self.from.1, self.places), self.from.0),
            format!("{} ({})", decimal(self.to.1, self.places), self.to.0),
            change(self.from.1, self.to.1).unwrap_or_default(),
        ]
    }
}

/// Other series held in several releases: the newest against the one before, the largest changes first.
fn others(desk: &mut Desk<'_>, section: &mut Section) -> Result<(), BriefError> {
    let members: Vec<String> = desk
        .focus
        .groups()
        .iter()
        .flat_map(|g| g.members.clone())
        .collect();
    let mut rows: Vec<Revision> = Vec::new();
    let mut traced = Vec::new();
    for (name, reading, places) in OTHERS {
        let history = desk.reader.history(reading, 2)?;
        let [(new_day, new), (old_day, old)] = history.as_slice() else {
            continue;
        };
        for a in [new, old] {
            traced.push(desk.reader.trace(a));
        }
        let of_interest = |key: &[String]| key.iter().all(|place| members.contains(place));
        for series in new.panel.series.iter().filter(|s| of_interest(&s.key)) {
            let Some(before) = old.panel.series.iter().find(|s| s.key == series.key) else {
                continue;
            };
            for point in &series.points {
                let then = before.at(point.period).and_then(|p| p.value.as_number());
                if let (Some(now), Some(then)) = (point.value.as_number(), then)
                    && decimal(now, places) != decimal(then, places)
                {
                    rows.push(Revision {
                        name: name.to_owned(),
                        key: series.key.clone(),
                        period: point.period,
                        from: (*old_day, then),
                        to: (*new_day, now),
                        places,
                    });
                }
            }
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    let all = rows.len();
    rows.sort_by(|a, b| {
        a.name
            .cmp(&b.name)
            .then_with(|| b.relative().total_cmp(&a.relative()))
            .then_with(|| (&a.key, a.period).cmp(&(&b.key, b.period)))
    });
    let mut seen = (String::new(), 0);
    rows.retain(|r| {
        if seen.0 != r.name {
            seen = (r.name.clone(), 0);
        }
        seen.1 += 1;
        seen.1 <= ROWS
    });
    section.tables.push(Table {
        caption: format!(
            "Other series in their two newest releases: {} of {all} changed figures, the largest changes of each first",
            rows.len()
        ),
        columns: ["Series", "Country", "Period", "Before", "After", "Change"]
            .map(str::to_owned)
            .to_vec(),
        words: 3,
        rows: rows.iter().map(Revision::row).collect(),
        source: desk.source(&traced),
        traced,
    });
    Ok(())
}
