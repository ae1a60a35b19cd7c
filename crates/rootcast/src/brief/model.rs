//! What a brief holds: sections of figures, charts and tables, each with the readings it shows and their releases.
//!
//! The page, the terminal and anyone who takes the JSON see the same thing. A chart is data with a shape; how the
//! shape is drawn is the business of `web/`.

use jiff::civil::Date;
use rootcast_core::{release::Release, value::Missing};
use serde::{Deserialize, Serialize};

/// Version of the brief's JSON.
pub const FORMAT: u32 = 1;

/// A brief as known on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// [`FORMAT`].
    pub format: u32,
    /// Title of the page.
    pub title: String,
    /// The day as known on which every figure is read.
    pub as_of: Date,
    /// The groups of origins set side by side, the emphasised one first.
    pub groups: Vec<GroupLine>,
    /// Every release any figure was read from, in order of source and publication.
    pub releases: Vec<Release>,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

/// A group of origins as the page names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLine {
    /// Name for titles.
    pub title: String,
    /// Country codes, joined by `+`, as in a reading.
    pub members: String,
    /// Names of the countries.
    pub countries: Vec<String>,
    /// Colour and weight.
    pub tone: Tone,
}

/// One section of the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Anchor.
    pub id: String,
    /// Heading.
    pub title: String,
    /// What the section says, in sentences that hold the figures.
    pub lead: Vec<String>,
    /// Figures to be read at a glance.
    pub figures: Vec<KeyFigure>,
    /// Charts.
    pub charts: Vec<Chart>,
    /// Tables that stand on their own.
    pub tables: Vec<Table>,
    /// What a reader must know.
    pub notes: Vec<String>,
    /// Readings nothing held on that day could answer.
    pub unanswered: Vec<Unanswered>,
}

/// A reading, and the releases its answer was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traced {
    /// The reading, every choice spelled out.
    pub reading: String,
    /// Indices into [`Brief::releases`].
    pub releases: Vec<usize>,
}

/// A reading without an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unanswered {
    /// The reading.
    pub reading: String,
    /// Why, and what would help.
    pub why: String,
}

/// One figure with what it is compared to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyFigure {
    /// What it is.
    pub label: String,
    /// The number; `None` is missing.
    pub value: Option<f64>,
    /// The number as printed, or the reason there is none.
    pub text: String,
    /// Comparisons, as printed.
    pub against: Vec<String>,
    /// Colour.
    pub tone: Tone,
    /// Where it comes from.
    pub traced: Traced,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// One line a series, directly labelled.
    Lines,
    /// Series on top of each other; they must add up to something.
    StackedArea,
    /// One column a category, series on top of each other.
    Columns,
}

/// What runs along the horizontal axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Axis {
    /// Days: a mark stands at the first day of its period.
    Time,
    /// Labels in the order of the marks.
    Category,
}

/// How numbers of a chart are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// Whole numbers.
    Count,
    /// Parts of a hundred, one decimal and a per cent sign.
    Percent,
    /// One or two decimals.
    Decimal,
    /// US dollars.
    Usd,
}

/// Colour and weight of a series; the page's style sheet gives each a colour that the colour-blind can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// The emphasised group.
    Focus,
    /// What it is compared with.
    Second,
    /// A third party.
    Third,
    /// A fourth.
    Fourth,
    /// Everything else.
    Rest,
    /// Context, drawn thin and pale.
    Pale,
}

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// Anchor.
    pub id: String,
    /// What it shows, as a statement with its figures.
    pub title: String,
    /// Measure, definition and period: the reading in words.
    pub subtitle: String,
    /// Publishers, titles and dates.
    pub source: String,
    /// What a person who cannot see it should know.
    pub description: String,
    /// The readings drawn.
    pub traced: Vec<Traced>,
    /// How it is drawn.
    pub shape: Shape,
    /// What runs along the horizontal axis.
    pub axis: Axis,
    /// How numbers are written.
    pub style: Style,
    /// Name of the vertical axis.
    pub unit: String,
    /// Print the number at each mark of the emphasised series.
    pub mark_values: bool,
    /// Small multiples that share their axes; one for a plain chart.
    pub panels: Vec<Panel>,
    /// The events that the panels mark, in order of their days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventMark>,
    /// The same figures as text.
    pub table: Table,
}

/// An event that happened while the figures of a chart were counted. That it stands on a chart says nothing about what
/// it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventMark {
    /// Its number, the same on every chart and in the table of events.
    pub number: usize,
    /// Its name.
    pub title: String,
    /// Its first day, or its last.
    pub at: Date,
    /// That day as exactly as it is known.
    pub day: String,
    /// Whether it is the last day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub end: bool,
}

/// One of the small multiples of a chart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// Its heading; empty for a plain chart.
    pub title: String,
    /// The series, in drawing order.
    pub series: Vec<Line>,
    /// Numbers of the events marked on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<usize>,
    /// Intervals drawn behind the series, the widest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
}

/// Intervals of one probability along an axis of time, or a stroke where there is one only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Name.
    pub name: String,
    /// Colour.
    pub tone: Tone,
    /// The intervals, in order.
    pub reaches: Vec<Reach>,
}

/// An interval as drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reach {
    /// The period as printed.
    pub at: String,
    /// First day of the period.
    pub start: Date,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A series as drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Name.
    pub name: String,
    /// Colour and weight.
    pub tone: Tone,
    /// The figures, in order.
    pub marks: Vec<Mark>,
}

/// A figure as drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The period or category as printed.
    pub at: String,
    /// First day of the period; `None` on an axis of categories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// The number; `None` is missing.
    pub value: Option<f64>,
    /// Why it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
}

/// A table of text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Column headings.
    pub columns: Vec<String>,
    /// How many columns at the left are words; the rest are numbers.
    pub words: usize,
    /// Rows of cells, as many as there are columns.
    pub rows: Vec<Vec<String>>,
    /// Where it comes from, for a table that stands on its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traced: Vec<Traced>,
    /// Publishers, titles and dates, for a table that stands on its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}
