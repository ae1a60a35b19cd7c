//! What would have been said, and what came: forecasts from rolling origins.
//!
//! At each origin a model sees only what was published then (Tashman 2000); each target is marked by proper scores
//! beside the reference model's. [`Backtest::by_horizon`] sums up.

use rayon::prelude::*;

use crate::{
    count::{Link, Settings, filter::filter},
    error::{ForecastError, Result},
    history::History,
    model::Model,
    predictive::Predictive,
    random::generator,
    score::{crps, interval, logarithmic, pit, point},
};

mod summary;
pub use summary::{ENOUGH, Row, skilful_horizon};

/// What was known on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// The day, or the release.
    pub label: String,
    /// The figures of each series as published then, oldest first, `NaN` where there was none. All series begin at the
    /// same step, that of the truth, and end at the last step known.
    pub known: Vec<Vec<f64>>,
}

/// A question put to the past.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Names of the series.
    pub names: Vec<String>,
    /// Steps after which a pattern comes back.
    pub season: usize,
    /// The figures as known now, `NaN` where there is none.
    pub truth: Vec<Vec<f64>>,
    /// The days, oldest first.
    pub origins: Vec<Origin>,
    /// How many steps ahead.
    pub horizon: usize,
}

impl Task {
    /// Origins at each step from `first` figures on, where figures are not revised: what was known is the truth cut off.
    pub fn unrevised(
        names: Vec<String>,
        season: usize,
        truth: Vec<Vec<f64>>,
        first: usize,
        horizon: usize,
    ) -> Self {
        let steps = truth.iter().map(Vec::len).min().unwrap_or(0);
        let origins = (first.max(1)..steps)
            .map(|n| Origin {
                label: n.to_string(),
                known: truth.iter().map(|t| t[..n].to_vec()).collect(),
            })
            .collect();
        Self {
            names,
            season,
            truth,
            origins,
            horizon,
        }
    }
}

/// One forecast of one target, marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Which series.
    pub series: usize,
    /// Which origin.
    pub origin: usize,
    /// Steps ahead, from 1.
    pub ahead: usize,
    /// What came.
    pub outcome: f64,
    /// The median said.
    pub median: f64,
    /// The central 80 and 95 per cent intervals said.
    pub intervals: [(f64, f64); 2],
    /// Weighted interval score of the 80 and 95 per cent intervals and the median.
    pub wis: f64,
    /// Continuous ranked probability score.
    pub crps: f64,
    /// Logarithmic score of the count (minus the log-probability).
    pub log: f64,
    /// Probability integral transform, randomised for counts.
    pub transform: f64,
    /// The reference's median and weighted interval score.
    pub reference: (f64, f64),
    /// The weighted interval score of the reference made by the same procedure, where one was run.
    pub rival: Option<f64>,
    /// Mean absolute error of the seasonal naive forecast within the history, for the scaled error.
    pub scale: Option<f64>,
    /// Whether the series broke with its past between the origin and the target.
    pub broke: bool,
}

impl Mark {
    /// Whether the outcome lies in an interval: 0 for 80 per cent, 1 for 95.
    pub fn inside(&self, interval: usize) -> bool {
        let (low, high) = self.intervals[interval];
        low <= self.outcome && self.outcome <= high
    }
}

/// A forecast that failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Which series.
    pub series: usize,
    /// Which origin.
    pub origin: usize,
    /// Why.
    pub why: ForecastError,
}

/// The marks of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// The model.
    pub model: String,
    /// What it is compared with.
    pub reference: String,
    /// Names of the series.
    pub names: Vec<String>,
    /// Labels of the origins.
    pub origins: Vec<String>,
    /// How many steps ahead.
    pub horizon: usize,
    /// The marks, by origin, series and steps ahead.
    pub marks: Vec<Mark>,
    /// What failed.
    pub failures: Vec<Failure>,
}

/// The levels at which intervals are scored.
pub const ALPHAS: [f64; 2] = [0.2, 0.05];

/// Runs a model and the reference from each origin. Origins run in parallel; the result does not depend on how.
///
/// # Errors
/// [`ForecastError::Asked`] where the task has no origin, no series, or series of differing number.
pub fn run(task: &Task, model: &dyn Model, reference: &dyn Model, seed: u64) -> Result<Backtest> {
    check(task)?;
    let breaks: Vec<Vec<usize>> = task.truth.iter().map(|t| breaks(t)).collect();
    let parts: Vec<(Vec<Mark>, Vec<Failure>)> = task
        .origins
        .par_iter()
        .enumerate()
        .map(|(at, origin)| one(task, at, origin, model, reference, &breaks, seed))
        .collect();
    let mut marks = Vec::new();
    let mut failures = Vec::new();
    for (m, f) in parts {
        marks.extend(m);
        failures.extend(f);
    }
    Ok(Backtest {
        model: model.name().to_owned(),
        reference: reference.name().to_owned(),
        names: task.names.clone(),
        origins: task.origins.iter().map(|o| o.label.clone()).collect(),
        horizon: task.horizon,
        marks,
        failures,
    })
}

pub(crate) fn check(task: &Task) -> Result<()> {
    let series = task.truth.len();
    let problem = if task.horizon == 0 {
        "a horizon of 0 asks for nothing: ask for 1 or more"
    } else if series == 0 || task.names.len() != series {
        "a backtest needs a name for each series, and one series or more"
    } else if task.origins.is_empty() {
        "there is no origin: the history is shorter than what a first forecast needs"
    } else if task.origins.iter().any(|o| o.known.len() != series) {
        "each origin must know every series"
    } else {
        return Ok(());
    };
    Err(ForecastError::Asked(problem.to_owned()))
}

/// Steps at which a series broke with its past.
pub fn breaks(values: &[f64]) -> Vec<usize> {
    let settings = Settings::default();
    filter(values, Link::new(settings.kappa), &settings, f64::INFINITY).breaks
}

fn one(
    task: &Task,
    at: usize,
    origin: &Origin,
    model: &dyn Model,
    reference: &dyn Model,
    breaks: &[Vec<usize>],
    seed: u64,
) -> (Vec<Mark>, Vec<Failure>) {
    let said = spoken(origin, task.season, task.horizon, |histories| {
        let mut random = generator(seed, &[0x6f72_6967, at as u64]);
        model.panel(histories, task.horizon, rand::Rng::next_u64(&mut random))
    });
    marked(task, at, origin, said, reference, breaks, seed)
}

/// What is said of each series at an origin; a series without a figure is told by its error.
pub(crate) fn spoken(
    origin: &Origin,
    season: usize,
    horizon: usize,
    say: impl FnOnce(&[History<'_>]) -> Vec<Result<Predictive>>,
) -> Vec<Result<Predictive>> {
    let mut out: Vec<Result<Predictive>> = Vec::with_capacity(origin.known.len());
    let mut histories = Vec::new();
    let mut places = Vec::new();
    for (series, known) in origin.known.iter().enumerate() {
        match History::new(known, season) {
            Ok(h) => {
                places.push(series);
                histories.push(h);
                out.push(Ok(Predictive::normal(vec![0.0; horizon], vec![0.0; horizon])));
            }
            Err(why) => out.push(Err(why)),
        }
    }
    for (place, said) in places.into_iter().zip(say(&histories)) {
        out[place] = said;
    }
    out
}

/// Marks what was said at an origin, beside the reference.
pub(crate) fn marked(
    task: &Task,
    at: usize,
    origin: &Origin,
    said: Vec<Result<Predictive>>,
    reference: &dyn Model,
    breaks: &[Vec<usize>],
    seed: u64,
) -> (Vec<Mark>, Vec<Failure>) {
    let base = spoken(origin, task.season, task.horizon, |histories| {
        reference.panel(histories, task.horizon, seed)
    });
    let mut failures = Vec::new();
    let mut marks = Vec::new();
    for (series, (said, base)) in said.into_iter().zip(base).enumerate() {
        let (said, base) = match (said, base) {
            (Ok(s), Ok(b)) => (s, b),
            (Err(why), _) | (_, Err(why)) => {
                failures.push(Failure {
                    series,
                    origin: at,
                    why,
                });
                continue;
            }
        };
        let known = &origin.known[series];
        let scale = History::new(known, task.season)
            .ok()
            .and_then(|h| point::naive_error(&h.filled(), task.season));
        let steps = known.len();
        for ahead in 1..=task.horizon {
            let Some(outcome) = task.truth[series]
                .get(steps + ahead - 1)
                .copied()
                .filter(|v| !v.is_nan())
            else {
                continue;
            };
            let broke = breaks[series].iter().any(|b| (steps..steps + ahead).contains(b));
            let unit = [at as u64, series as u64, ahead as u64];
            marks.push(Mark {
                series,
                origin: at,
                ahead,
                scale,
                broke,
                ..mark(&said, &base, ahead - 1, outcome, seed, &unit)
            });
        }
    }
    (marks, failures)
}

fn mark(said: &Predictive, base: &Predictive, step: usize, outcome: f64, seed: u64, unit: &[u64]) -> Mark {
    Mark {
        series: 0,
        origin: 0,
        ahead: step + 1,
        outcome,
        median: said.median(step),
        intervals: ALPHAS.map(|a| said.interval(step, 1.0 - a)),
        wis: interval::of(said, step, outcome, &ALPHAS),
        crps: crps::of(said, step, outcome),
        log: logarithmic::count(said, step, outcome),
        transform: pit::randomised(said, step, outcome, seed, unit),
        reference: (base.median(step), interval::of(base, step, outcome, &ALPHAS)),
        rival: None,
        scale: None,
        broke: false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::count::Count;

    /// Says the last figure, with no width.
    struct Last;

    impl Model for Last {
        fn name(&self) -> &'static str {
            "last"
        }

        fn forecast(&self, history: &History<'_>, horizon: usize, _: u64) -> Result<Predictive> {
            let last = history.filled().last().copied().unwrap_or(0.0);
            Ok(Predictive::normal(vec![last; horizon], vec![0.0; horizon]))
        }
    }

    fn task() -> Task {
        let wave = |k: i32| {
            (0..50)
                .map(|i| 1000.0 + f64::from(k * 100) + f64::from(i * 7919 % 401))
                .collect::<Vec<f64>>()
        };
        Task::unrevised(
            vec!["a".to_owned(), "b".to_owned()],
            12,
            vec![wave(1), wave(2)],
            36,
            6,
        )
    }

    #[test]
    fn each_target_is_marked_once_and_only_the_past_is_seen() {
        let result = run(&task(), &Last, &Last, 1).unwrap();
        assert_eq!(result.origins.len(), 14);
        assert_eq!(result.marks.len(), 2 * (14 * 6 - 15));
        let first = &result.marks[0];
        assert!((first.median - task().truth[0][35]).abs() < 1e-12);
        assert!((first.outcome - task().truth[0][36]).abs() < 1e-12);
        let row = &result.by_horizon(|_| true)[0];
        assert_eq!(row.wis.relative(), Some(1.0));
        assert_eq!(skilful_horizon(&result.by_horizon(|_| true)), 0);
    }

    #[test]
    fn threads_make_no_difference() {
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let many = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        let go = || run(&task(), &Count::default(), &Last, 5).unwrap();
        assert_eq!(alone.install(go), many.install(go));
    }

    #[test]
    fn targets_behind_a_break_are_told_apart() {
        let mut task = task();
        for t in &mut task.truth[1][45..] {
            *t /= 10.0;
        }
        let result = run(&task, &Last, &Last, 1).unwrap();
        assert!(result.marks.iter().all(|m| !m.broke || m.series == 1));
        let broke = |m: &&Mark| m.broke;
        let first = result.marks.iter().find(broke).unwrap();
        assert_eq!(36 + first.origin + first.ahead, 46);
    }

    #[test]
    fn what_was_not_known_is_not_said() {
        let mut task = task();
        task.origins[0].known[0].fill(f64::NAN);
        let result = run(&task, &Last, &Last, 1).unwrap();
        assert_eq!(result.failures.len(), 1);
        assert!(result.marks.iter().all(|m| m.origin != 0 || m.series == 1));
    }
}
