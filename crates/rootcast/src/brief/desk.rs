//! What every section works with: the reader, the groups, and which months and years are published.

use rootcast_core::{
    calendar::Calendar,
    period::{Granularity, Period},
    series::Series,
};

use rootcast_ledger::ledger::Ledger;

use super::{
    BriefError,
    focus::Focus,
    happened::Happenings,
    model::{Axis, Chart, Line, Mark, Panel, Shape, Style, Table, Tone, Traced},
    numbers,
    reader::{Asked, Reader},
};
use crate::ledger::events::{Filter, events};

/// Fiscal years shown at most.
const YEARS: usize = 6;

/// What a section on the border says where there is nothing to say.
pub(crate) const NOTHING: &str = "No monthly south-west land border total is held as known on this day.";

/// What every section works with.
pub(crate) struct Desk<'a> {
    /// Where figures come from.
    pub(crate) reader: Reader<'a>,
    /// The groups set side by side.
    pub(crate) focus: &'a Focus,
    /// What is published.
    pub(crate) span: Option<Published>,
    /// What was promised and done.
    pub(crate) ledger: &'a Ledger,
    /// What happened.
    pub(crate) happened: Happenings,
}

/// Which months and years of south-west land border encounters are published.
#[derive(Clone, Debug)]
pub(crate) struct Published {
    /// The monthly totals.
    pub(crate) monthly: Series,
    /// Their trace.
    pub(crate) traced: Traced,
    /// The latest month.
    pub(crate) latest: Period,
    /// Fiscal years of which every month is published, oldest first, the last few.
    pub(crate) years: Vec<Period>,
}

impl Published {
    /// The number of a month.
    pub(crate) fn month(&self, month: Period) -> Option<f64> {
        self.monthly.at(month)?.value.as_number()
    }

    /// The months of the fiscal year of the latest month, as far as they are published.
    pub(crate) fn running(&self) -> Vec<Period> {
        fiscal_year(self.latest)
            .split(Granularity::Month)
            .unwrap_or_default()
            .into_iter()
            .filter(|m| m.span().start <= self.latest.span().start)
            .collect()
    }

    /// The closed years as a reading writes them; `None` without any.
    pub(crate) fn years_text(&self) -> Option<String> {
        Some(format!("{}..{}", self.years.first()?, self.years.last()?))
    }

    /// From the first month of the first closed year to the latest month, as a reading writes them.
    pub(crate) fn months_text(&self) -> String {
        let first = self
            .years
            .first()
            .and_then(|y| y.split(Granularity::Month))
            .and_then(|m| m.first().copied())
            .unwrap_or(self.latest);
        format!("{first}..{}", self.latest)
    }
}

/// The US fiscal year a period begins in.
pub(crate) fn fiscal_year(period: Period) -> Period {
    Period::containing(Granularity::FiscalYear(Calendar::default()), period.span().start)
}

impl<'a> Desk<'a> {
    pub(crate) fn new(
        mut reader: Reader<'a>,
        focus: &'a Focus,
        ledger: &'a Ledger,
    ) -> Result<Self, BriefError> {
        let span = match reader.ask("encounters border=southwest by=month")? {
            Err(_) => None,
            Ok(asked) => published(asked),
        };
        let happened = Happenings(events(ledger, &Filter::default(), reader.as_of()).events);
        Ok(Self {
            reader,
            focus,
            span,
            ledger,
            happened,
        })
    }

    /// One line for a chart.
    pub(crate) fn source(&self, traced: &[Traced]) -> String {
        self.reader.source_line(&traced.iter().collect::<Vec<_>>())
    }
}

fn published(asked: Asked) -> Option<Published> {
    let monthly = asked.panel.series.into_iter().next()?;
    let with_number = |p: &&rootcast_core::series::Point| p.value.as_number().is_some();
    let latest = monthly.points.iter().rfind(with_number)?.period;
    let first = monthly.points.iter().find(with_number)?.period;
    let mut years = Vec::new();
    let mut year = fiscal_year(first);
    while year.span().start <= latest.span().start {
        let months = year.split(Granularity::Month).unwrap_or_default();
        let whole = !months.is_empty()
            && months
                .iter()
                .all(|m| monthly.at(*m).is_some_and(|p| p.value.as_number().is_some()));
        if whole {
            years.push(year);
        }
        year = year.next();
    }
    let years = years.split_off(years.len().saturating_sub(YEARS));
    Some(Published {
        monthly,
        traced: asked.traced,
        latest,
        years,
    })
}

/// A series as drawn, over the periods given.
pub(crate) fn line(name: &str, tone: Tone, series: &Series, periods: &[Period]) -> Line {
    let marks = periods
        .iter()
        .map(|p| {
            let value = series.at(*p).map(|p| p.value);
            mark(
                *p,
                value.unwrap_or(rootcast_core::value::Value::missing(
                    rootcast_core::value::Missing::NotCovered,
                )),
            )
        })
        .collect();
    Line {
        name: name.to_owned(),
        tone,
        marks,
    }
}

/// A figure as drawn at the first day of its period.
pub(crate) fn mark(period: Period, value: rootcast_core::value::Value) -> Mark {
    Mark {
        at: numbers::period(period),
        start: Some(period.span().start),
        value: value.as_number(),
        missing: match value {
            rootcast_core::value::Value::Missing { reason } => Some(reason),
            _ => None,
        },
    }
}

/// The table behind lines that share their marks: a row a mark, a column a line.
pub(crate) fn table_of(caption: &str, first: &str, style: Style, lines: &[&Line]) -> Table {
    let rows = lines
        .first()
        .map(|l| l.marks.as_slice())
        .unwrap_or_default()
        .iter()
        .enumerate()
        .map(|(i, m)| {
            let cell = |l: &&Line| l.marks.get(i).map_or_else(String::new, |m| printed(style, m));
            std::iter::once(m.at.clone())
                .chain(lines.iter().map(cell))
                .collect()
        })
        .collect();
    Table {
        caption: caption.to_owned(),
        columns: std::iter::once(first.to_owned())
            .chain(lines.iter().map(|l| l.name.clone()))
            .collect(),
        words: 1,
        rows,
        ..Table::default()
    }
}

/// The number of a mark, or why there is none.
pub(crate) fn printed(style: Style, mark: &Mark) -> String {
    match (mark.value, mark.missing) {
        (Some(v), _) => numbers::styled(style, v),
        (None, Some(reason)) => numbers::missing(reason).to_owned(),
        (None, None) => "–".to_owned(),
    }
}

/// A plain chart of lines that share their marks; the table is made from them.
pub(crate) struct Draft {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) subtitle: String,
    pub(crate) description: String,
    pub(crate) shape: Shape,
    pub(crate) axis: Axis,
    pub(crate) style: Style,
    pub(crate) unit: &'static str,
    pub(crate) first_column: &'static str,
}

impl Draft {
    /// The chart of one panel.
    pub(crate) fn chart(self, desk: &Desk<'_>, traced: Vec<Traced>, lines: Vec<Line>) -> Chart {
        let table = table_of(
            &self.subtitle,
            self.first_column,
            self.style,
            &lines.iter().collect::<Vec<_>>(),
        );
        let panels = vec![Panel {
            series: lines,
            ..Panel::default()
        }];
        self.with_table(desk, traced, panels, table)
    }

    /// The chart of several panels, with a table of its own.
    pub(crate) fn with_table(
        self,
        desk: &Desk<'_>,
        traced: Vec<Traced>,
        panels: Vec<Panel>,
        table: Table,
    ) -> Chart {
        Chart {
            id: self.id.to_owned(),
            title: self.title,
            subtitle: self.subtitle,
            source: desk.source(&traced),
            description: self.description,
            traced,
            shape: self.shape,
            axis: self.axis,
            style: self.style,
            unit: self.unit.to_owned(),
            mark_values: self.axis == Axis::Category,
            panels,
            events: Vec::new(),
            table,
        }
    }
}
