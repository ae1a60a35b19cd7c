//! `forecast`, `backtest` and `score`: what comes next, how such forecasts did, and how those filed did.
//!
//! A forecast never stands alone: it is made with the backtest of the same procedure, and steps at which that shows no
//! skill over the naive forecast are withheld.

use jiff::civil::Date;
use rootcast_core::{
    measure::Unit,
    period::Period,
    provenance::Provenance,
    reading::{Reading, ReadingError},
};
use rootcast_forecast::{
    choice::{self, Choice},
    coherent::Way,
    count::{Count, Event},
    error::ForecastError,
    model::Model,
    naive::Naive,
    procedure::{Outcome, Procedure},
};

use crate::{
    evidence::Held,
    flows::{FlowError, Flows},
};

pub mod events;
mod limits;
mod nodes;
mod origins;
pub mod outlook;
pub mod past;
pub mod record;
pub mod score;

use events::KnownEvent;
use nodes::Nodes;
pub use origins::Published;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The flows.
    pub reading: Reading,
    /// How many steps ahead.
    pub horizon: usize,
    /// The model, by name; `None` takes the count model for monthly counts and the combination for the rest.
    pub model: Option<String>,
    /// Events known to shift every series.
    pub events: Vec<KnownEvent>,
    /// How sums and parts are made to add up.
    pub way: Way,
    /// How many figures must be known at the first origin; `None` takes three seasons, or eight figures.
    pub first: Option<usize>,
    /// How many origins of the past at most, the latest.
    pub origins: Option<usize>,
    /// Only origins at which a release is held that was the latest then.
    pub by_release: bool,
    /// Seed of all draws.
    pub seed: u64,
}

/// Why there is no forecast.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The flows cannot be had.
    #[error(transparent)]
    Flows(#[from] FlowError),
    /// There is no such model.
    #[error("--model: there is no model `{name}`; there are {}", names())]
    Model {
        /// What was asked.
        name: String,
    },
    /// An event cannot enter.
    #[error("--event: {0}")]
    Event(String),
    /// The figures cannot be forecast.
    #[error(transparent)]
    Forecast(#[from] ForecastError),
    /// The reading looks at a span that ends before today, which is for `as-of`.
    #[error("`{0}` has no figure at even steps")]
    Uneven(String),
    /// A filed forecast.
    #[error(transparent)]
    Record(#[from] record::RecordError),
}

impl From<ReadingError> for Fault {
    fn from(e: ReadingError) -> Self {
        Self::Flows(e.into())
    }
}

fn names() -> String {
    let all: Vec<&str> = choice::CHOICES.iter().map(|c| c.name).collect();
    all.join(", ")
}

/// A forecast with its past: what both commands print parts of.
pub struct Run {
    /// The reading as it was answered.
    pub reading: Reading,
    /// Unit of the figures.
    pub unit: Unit,
    /// Whether they are counts.
    pub counts: bool,
    /// The model.
    pub model: &'static Choice,
    /// Events that entered.
    pub events: Vec<KnownEvent>,
    /// The seed.
    pub seed: u64,
    /// How sums were made to add up, where there are any.
    pub way: Option<Way>,
    /// The steps known.
    pub periods: Vec<Period>,
    /// The steps to come.
    pub ahead: Vec<Period>,
    /// The series, sums first.
    pub nodes: Nodes,
    /// What is said, and what came of earlier forecasts.
    pub outcome: Outcome,
    /// How the past was known.
    pub published: Published,
    /// Upper limits by population.
    pub populations: Vec<Option<f64>>,
    /// The season.
    pub season: usize,
    /// Where the figures come from.
    pub provenance: Provenance,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// Is told how far the work has come: done, and of how many.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Runs the procedure on a reading as known on a day.
pub fn run(held: &Held, question: &Question, today: Date, progress: Progress<'_>) -> Result<Run, Fault> {
    let flows = Flows::of(held, &question.reading, today)?;
    let counts = matches!(
        flows.unit,
        Unit::Events | Unit::Persons | Unit::Deaths | Unit::Count
    );
    let chosen = match &question.model {
        Some(name) => choice::named(name).ok_or_else(|| Fault::Model { name: name.clone() })?,
        None if counts && flows.season == 12 => named("count")?,
        None => named("combination")?,
    };
    let nodes = Nodes::of(&flows, counts)?;
    let first = question.first.unwrap_or((3 * flows.season).max(8));
    let (task, published) = origins::task(held, question, today, &flows, &nodes, counts, first);
    let populations = limits::populations(held, &flows, &nodes, today);
    let known = known(question, chosen, &flows)?;
    let plain = chosen.model();
    let informed = Count::default().with_events(&known);
    let model: &dyn Model = if known.is_empty() { &*plain } else { &informed };
    let procedure = Procedure {
        model,
        fallback: &Naive,
        reference: &Naive,
        counts,
        positive: positive(flows.unit),
        populations: populations.clone(),
        calibrate: true,
        sums: nodes.hierarchy.clone().map(|h| (h, question.way)),
        seed: question.seed,
    };
    let of = task.origins.len() + 1;
    let done = std::sync::atomic::AtomicUsize::new(0);
    let outcome = procedure.run(&task, &|| {
        progress(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, of);
    })?;
    let mut ahead: Vec<Period> = Vec::with_capacity(question.horizon);
    let mut step = *flows
        .periods
        .last()
        .ok_or_else(|| Fault::Uneven(flows.reading.to_string()))?;
    for _ in 0..question.horizon {
        step = step.next();
        ahead.push(step);
    }
    Ok(Run {
        reading: flows.reading,
        unit: flows.unit,
        counts,
        model: chosen,
        events: question.events.clone(),
        seed: question.seed,
        way: nodes.hierarchy.is_some().then_some(question.way),
        periods: flows.periods,
        ahead,
        nodes,
        outcome,
        published,
        populations,
        season: flows.season,
        provenance: flows.provenance,
        notes: flows.notes,
    })
}

/// Whether figures of a unit are never below 0. Growth and balances of payments are.
fn positive(unit: Unit) -> bool {
    matches!(
        unit,
        Unit::Events
            | Unit::Persons
            | Unit::Deaths
            | Unit::Count
            | Unit::InternationalUsd
            | Unit::Per100k
            | Unit::Thousands
            | Unit::ExchangeRate
    )
}

/// The events as the count model takes them.
fn known(question: &Question, chosen: &Choice, flows: &Flows) -> Result<Vec<Event>, Fault> {
    if question.events.is_empty() {
        return Ok(Vec::new());
    }
    if chosen.name != Count::default().name() {
        return Err(Fault::Event(format!(
            "the model `{}` takes no events: use --model count",
            chosen.name
        )));
    }
    question
        .events
        .iter()
        .map(|e| {
            e.of(&flows.periods).ok_or_else(|| {
                Fault::Event(format!(
                    "{} is none of the steps of `{}`",
                    e.period, flows.reading
                ))
            })
        })
        .collect()
}

fn named(name: &str) -> Result<&'static Choice, Fault> {
    choice::named(name).ok_or_else(|| Fault::Model {
        name: name.to_owned(),
    })
}

/// The reference model's name.
pub fn reference() -> &'static str {
    Naive.name()
}
