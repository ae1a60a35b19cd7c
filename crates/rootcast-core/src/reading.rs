//! Readings: executable, printable questions with exactly one answer per release.
//!
//! ```text
//! MEASURE [facet=value[+value…]]… [by=facet[,facet…]] [period=P[..P]] [as-of=DATE] [source=ID]
//! ```
//!
//! The same text is accepted by every front end, and is what provenance prints. Parsing and printing round-trip:
//! [`Reading`] prints in one canonical form, and that form parses to an equal reading.

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    calendar::{Calendar, calendars},
    facet::{Facet, FacetError, facets, slug},
    measure::{Measure, UnknownMeasure},
    nearest::nearest,
    period::{Granularity, PeriodError, PeriodRange, serde_as_text},
};

/// What a reading asks of one facet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filter {
    /// Everything, said explicitly.
    All,
    /// One or more canonical values, sorted, none twice.
    Values(Vec<String>),
}

impl Filter {
    /// The values, or nothing for *all*.
    pub fn values(&self) -> Option<&[String]> {
        match self {
            Filter::All => None,
            Filter::Values(v) => Some(v),
        }
    }
}

/// What an answer is broken down by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// Periods of one length.
    Time(Granularity),
    /// The values of a facet, by its identifier.
    Facet(String),
}

/// A full set of choices: measure, filters, breakdown, period, day of knowledge, source.
///
/// ```
/// use rootcast_core::reading::Reading;
/// let r: Reading = "encounters border=sw origin=northern-triangle period=FY2023 as-of=2024-02-05".parse()?;
/// assert_eq!(r.to_string(), "encounters origin=GTM+HND+SLV border=southwest period=FY2023 as-of=2024-02-05");
/// # Ok::<(), rootcast_core::reading::ReadingError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reading {
    /// Identifier of the measure.
    pub measure: String,
    /// Filters by facet identifier.
    pub filters: BTreeMap<String, Filter>,
    /// Breakdown, in the order asked for.
    pub by: Vec<By>,
    /// The period or range of periods; all that is published when absent.
    pub period: Option<PeriodRange>,
    /// The day as known on which the figures are read; today when absent.
    pub as_of: Option<Date>,
    /// The only source to consult, when given.
    pub source: Option<String>,
}

/// A reading that cannot be read. Caused by the text given; the message quotes the word at fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    /// No text.
    #[error("the reading is empty: begin with a measure, as in `encounters border=southwest period=FY2023`")]
    Empty,
    /// The first word is not a measure.
    #[error(transparent)]
    Measure(#[from] UnknownMeasure),
    /// A word without `=`.
    #[error(
        "`{word}` is not `name=value`: write facets as `origin=GTM+HND`, and names of several words with hyphens (`origin=el-salvador`)"
    )]
    Word {
        /// The word.
        word: String,
    },
    /// A name given twice.
    #[error("`{name}` is given twice: join values with `+`, as in `{name}=a+b`")]
    Twice {
        /// The name.
        name: String,
    },
    /// Nothing after `=`.
    #[error("`{name}=` has no value")]
    NoValue {
        /// The name.
        name: String,
    },
    /// A facet or value nobody knows.
    #[error(transparent)]
    Facet(#[from] FacetError),
    /// An unknown name before `=` that may have been meant as another.
    #[error("`{name}` is neither a facet nor one of by, period, as-of, source{nearest}")]
    Name {
        /// The name.
        name: String,
        /// `; did you mean …?` or nothing.
        nearest: String,
    },
    /// A period that cannot be read.
    #[error("period: {0}")]
    Period(#[from] PeriodError),
    /// A date that cannot be read.
    #[error("as-of: `{text}` is not a date; write it as 2024-02-05")]
    Date {
        /// What was given.
        text: String,
    },
    /// Two breakdowns by time, or one breakdown twice.
    #[error("by: {what}")]
    By {
        /// What is wrong.
        what: String,
    },
}

impl Reading {
    /// A reading of a whole measure, to be narrowed.
    pub fn of(measure: &str) -> Result<Self, ReadingError> {
        Ok(Self {
            measure: Measure::find(measure)?.id.clone(),
            filters: BTreeMap::new(),
            by: Vec::new(),
            period: None,
            as_of: None,
            source: None,
        })
    }

    /// The definition of the measure.
    pub fn definition(&self) -> Result<&'static Measure, ReadingError> {
        Ok(Measure::find(&self.measure)?)
    }

    /// The same reading with a facet narrowed to values as a person writes them (`GTM+HND`, `northern-triangle`).
    pub fn with(mut self, facet: &str, values: &str) -> Result<Self, ReadingError> {
        let facet = Facet::find(facet)?;
        self.filters
            .insert(facet.id().to_owned(), parse_filter(facet, values)?);
        Ok(self)
    }

    /// The same reading over a period or range.
    #[must_use]
    pub fn over(mut self, period: PeriodRange) -> Self {
        self.period = Some(period);
        self
    }

    /// The same reading broken down further.
    pub fn by(mut self, words: &str) -> Result<Self, ReadingError> {
        for word in words.split(',') {
            self.push_by(word)?;
        }
        Ok(self)
    }

    /// The same reading as known on a day.
    #[must_use]
    pub fn as_of(mut self, day: Date) -> Self {
        self.as_of = Some(day);
        self
    }

    /// The same reading from one source only, by the identifier of its manifest.
    #[must_use]
    pub fn from_source(mut self, id: &str) -> Self {
        self.source = Some(slug(id)).filter(|s| !s.is_empty());
        self
    }

    /// The values a facet is narrowed to; `None` for all.
    pub fn values(&self, facet: &str) -> Option<&[String]> {
        self.filters.get(facet).and_then(Filter::values)
    }

    /// The breakdown by time, if any.
    pub fn by_time(&self) -> Option<Granularity> {
        self.by.iter().find_map(|b| match b {
            By::Time(g) => Some(*g),
            By::Facet(_) => None,
        })
    }

    /// The facets it is broken down by, in the order asked for.
    pub fn by_facets(&self) -> impl Iterator<Item = &str> {
        self.by.iter().filter_map(|b| match b {
            By::Time(_) => None,
            By::Facet(f) => Some(f.as_str()),
        })
    }

    fn push_by(&mut self, word: &str) -> Result<(), ReadingError> {
        let by = parse_by(word)?;
        if self.by.contains(&by) {
            return Err(ReadingError::By {
                what: format!("`{word}` is given twice"),
            });
        }
        if matches!(by, By::Time(_)) && self.by_time().is_some() {
            return Err(ReadingError::By {
                what: "an answer has one breakdown by time: day, month, quarter, year, fiscal-quarter or fiscal-year"
                    .to_owned(),
            });
        }
        self.by.push(by);
        Ok(())
    }
}

const OTHER_NAMES: [&str; 4] = ["by", "period", "as-of", "source"];

fn parse_filter(facet: &Facet, values: &str) -> Result<Filter, ReadingError> {
    let mut out = Vec::new();
    let mut all = false;
    for written in values.split('+') {
        if written.trim().is_empty() {
            return Err(ReadingError::NoValue {
                name: facet.id().to_owned(),
            });
        }
        match facet.normalise(written)? {
            None => all = true,
            Some(v) => out.extend(v),
        }
    }
    if all {
        return Ok(Filter::All);
    }
    out.sort();
    out.dedup();
    Ok(Filter::Values(out))
}

fn parse_by(word: &str) -> Result<By, ReadingError> {
    let wrong = |what: String| ReadingError::By { what };
    let (name, calendar) = match word.split_once('@') {
        None => (slug(word), None),
        Some((name, id)) => {
            let calendar = Calendar::named(id.trim()).ok_or_else(|| {
                let known = calendars().iter().map(|c| c.id()).collect::<Vec<_>>().join(", ");
                wrong(format!("no fiscal calendar `{id}` is known; known are {known}"))
            })?;
            (slug(name), Some(calendar))
        }
    };
    let fiscal = calendar.unwrap_or_default();
    let by = match name.as_str() {
        "fiscal-year" | "fy" | "budget-year" => return Ok(By::Time(Granularity::FiscalYear(fiscal))),
        "fiscal-quarter" => return Ok(By::Time(Granularity::FiscalQuarter(fiscal))),
        "day" => By::Time(Granularity::Day),
        "month" => By::Time(Granularity::Month),
        "quarter" => By::Time(Granularity::Quarter),
        "year" | "calendar-year" => By::Time(Granularity::Year),
        _ => By::Facet(
            Facet::find(&name)
                .map_err(|_| {
                    let times = ["day", "month", "quarter", "year", "fiscal-year", "fiscal-quarter"];
                    let known = times.into_iter().chain(facets().iter().map(Facet::id));
                    wrong(format!(
                        "`{word}` is neither a length of time nor a facet{}",
                        nearest(&name, known)
                    ))
                })?
                .id()
                .to_owned(),
        ),
    };
    if calendar.is_some() {
        return Err(wrong(format!(
            "`{word}`: only fiscal-year and fiscal-quarter take a calendar after `@`"
        )));
    }
    Ok(by)
}

fn print_by(by: &By) -> String {
    let of = |name: &str, c: &Calendar| {
        if *c == Calendar::default() {
            name.to_owned()
        } else {
            format!("{name}@{}", c.id())
        }
    };
    match by {
        By::Facet(f) => f.clone(),
        By::Time(Granularity::Day) => "day".to_owned(),
        By::Time(Granularity::Month) => "month".to_owned(),
        By::Time(Granularity::Quarter) => "quarter".to_owned(),
        By::Time(Granularity::Year) => "year".to_owned(),
        By::Time(Granularity::FiscalYear(c)) => of("fiscal-year", c),
        By::Time(Granularity::FiscalQuarter(c)) => of("fiscal-quarter", c),
    }
}

impl FromStr for Reading {
    type Err = ReadingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut words = text.split_whitespace();
        let mut reading = Reading::of(words.next().ok_or(ReadingError::Empty)?)?;
        for word in words {
            let (name, value) = word.split_once('=').ok_or_else(|| ReadingError::Word {
                word: word.to_owned(),
            })?;
            let name = slug(name);
            if value.is_empty() {
                return Err(ReadingError::NoValue { name });
            }
            let twice = || ReadingError::Twice { name: name.clone() };
            match name.as_str() {
                "by" => {
                    if !reading.by.is_empty() {
                        return Err(ReadingError::Twice { name });
                    }
                    reading = reading.by(value)?;
                }
                "period" => {
                    if reading.period.replace(value.parse()?).is_some() {
                        return Err(twice());
                    }
                }
                "as-of" => {
                    let day = value.parse().map_err(|_| ReadingError::Date {
                        text: value.to_owned(),
                    })?;
                    if reading.as_of.replace(day).is_some() {
                        return Err(twice());
                    }
                }
                "source" => {
                    let id = slug(value);
                    if id.is_empty() {
                        return Err(ReadingError::NoValue { name });
                    }
                    if reading.source.replace(id).is_some() {
                        return Err(twice());
                    }
                }
                _ => {
                    let facet = Facet::find(&name).map_err(|_| ReadingError::Name {
                        nearest: nearest(
                            &name,
                            OTHER_NAMES.into_iter().chain(facets().iter().map(Facet::id)),
                        ),
                        name: name.clone(),
                    })?;
                    if reading.filters.contains_key(facet.id()) {
                        return Err(twice());
                    }
                    reading
                        .filters
                        .insert(facet.id().to_owned(), parse_filter(facet, value)?);
                }
            }
        }
        Ok(reading)
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.measure)?;
        let mut filters: Vec<_> = self.filters.iter().collect();
        filters.sort_by_key(|(id, _)| Facet::position(id));
        for (id, filter) in filters {
            match filter {
                Filter::All => write!(f, " {id}=all")?,
                Filter::Values(v) => write!(f, " {id}={}", v.join("+"))?,
            }
        }
        if !self.by.is_empty() {
            write!(
                f,
                " by={}",
                self.by.iter().map(print_by).collect::<Vec<_>>().join(",")
            )?;
        }
        if let Some(p) = &self.period {
            write!(f, " period={p}")?;
        }
        if let Some(d) = &self.as_of {
            write!(f, " as-of={d}")?;
        }
        if let Some(s) = &self.source {
            write!(f, " source={s}")?;
        }
        Ok(())
    }
}

serde_as_text!(Reading);

#[cfg(test)]
mod tests;
