//! `watch`: is the mix shifting, and is a surge coming?

use jiff::civil::Date;
use rootcast_core::{
    period::Period,
    provenance::Provenance,
    reading::{Reading, ReadingError},
};
use rootcast_forecast::{
    backtest::Task,
    count::Count,
    error::ForecastError,
    history::History,
    model::Model,
    watch::{
        bell::{self, Setting, Way},
        change, shift, surge,
        trial::{self, Side, Trial},
    },
};
use serde::Serialize;

use crate::{
    evidence::Held,
    flows::{FlowError, Flows},
};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The flows, broken down by what the mix is of.
    pub reading: Reading,
    /// A group of origins that has a bell of its own: `northern-triangle`.
    pub group: Option<String>,
    /// How many false alarms a year are affordable, of the bells together and of the alarms together.
    pub false_alarms_a_year: f64,
    /// Seed of all draws.
    pub seed: u64,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Watch {
    /// The reading as it was answered.
    pub reading: String,
    /// The last month with figures.
    pub last: Period,
    /// The distance of that month's mix from the year before it.
    pub shift: Option<Shift>,
    /// The same for every month, oldest first.
    pub shifts: Vec<Distance>,
    /// Bells that rang, oldest first, each as of its month.
    pub rings: Vec<Ring>,
    /// How many of the rings were false, and how many could be judged.
    pub false_rings: (usize, usize),
    /// False rings a year, over the time in which rings could be judged.
    pub false_rings_a_year: Option<f64>,
    /// Origins that have probably begun a new regime within the last three months, the most probable first.
    pub changes: Vec<Change>,
    /// Probabilities of a surge or a fall, the most probable surge first.
    pub alarms: Vec<Alarm>,
    /// What such alarms would have done, beside the plain momentum rule.
    pub trials: Vec<Skill>,
    /// How many false alarms a year were said to be affordable.
    pub false_alarms_a_year: f64,
    /// The seed.
    pub seed: u64,
    /// Where the figures come from.
    pub provenance: Provenance,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// How far the last month's mix is from that of the year before.
#[derive(Clone, Debug, Serialize)]
pub struct Shift {
    /// The distances.
    pub distance: Distance,
    /// The share of all months whose Jensen–Shannon distance was smaller.
    pub higher_than: f64,
    /// What it is made of, largest part first.
    pub parts: Vec<Part>,
}

/// Distances of a month's mix from the mean of the twelve months before.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Distance {
    /// The month.
    pub period: Period,
    /// Jensen–Shannon distance, base 2.
    pub jensen_shannon: f64,
    /// Aitchison distance.
    pub aitchison: f64,
}

/// One origin's part in a shift.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// The origin.
    pub name: String,
    /// Its share over the year before.
    pub before: f64,
    /// Its share in the month.
    pub after: f64,
    /// Its part of the divergence, in bits.
    pub bits: f64,
}

/// A bell that rang.
#[derive(Clone, Debug, Serialize)]
pub struct Ring {
    /// The last month that was known when it rang.
    pub period: Period,
    /// The origin or group.
    pub name: String,
    /// `rise` or `fall`.
    pub way: &'static str,
    /// Share over the year before the quarter.
    pub before: f64,
    /// Share over the quarter.
    pub now: f64,
    /// By how many times a share had to change at that time.
    pub times: f64,
    /// Whether it was false, as seen half a year later.
    pub was_false: Option<bool>,
}

/// What is believed of an origin's present regime.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// The origin.
    pub name: String,
    /// The probability that it began within the last three months.
    pub lately: f64,
    /// How many months it has most likely lasted.
    pub lasted: usize,
}

/// The probabilities for one origin.
#[derive(Clone, Debug, Serialize)]
pub struct Alarm {
    /// The origin.
    pub name: String,
    /// Its last month.
    pub current: f64,
    /// The mean of its last twelve months.
    pub mean: f64,
    /// From how many a month is a surge.
    pub surge_from: f64,
    /// Within how many months, with the probabilities of a surge and of a fall; `null` where it is in one already.
    pub within: Vec<Within>,
}

/// Probabilities within so many months.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Within {
    /// Months.
    pub months: usize,
    /// A month of twice the trailing year's mean, and 500 or more.
    pub surge: Option<f64>,
    /// A month of half of it, or less.
    pub fall: Option<f64>,
    /// Whether the probability of a surge is past the threshold that the false alarms stated afford.
    pub rings: bool,
    /// The same of a fall.
    pub fall_rings: bool,
}

/// What alarms within so many months would have done.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Skill {
    /// `surge` or `fall`.
    pub of: &'static str,
    /// Months.
    pub months: usize,
    /// How many times it was asked.
    pub occasions: usize,
    /// In what share of them a surge followed.
    pub base_rate: f64,
    /// The probabilities.
    pub model: Score,
    /// The plain rule: the current month over the trailing year's mean.
    pub momentum: Score,
}

/// How one score did.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Score {
    /// Area under the receiver operating characteristic.
    pub auc: f64,
    /// Average precision.
    pub average_precision: f64,
    /// The threshold that would have cost no more false alarms than are affordable.
    pub threshold: f64,
    /// False alarms a year at it.
    pub false_alarms_a_year: f64,
    /// Share of its alarms that a surge followed.
    pub precision: Option<f64>,
    /// Share of the surges that it came before.
    pub recall: Option<f64>,
    /// Mean months from the first alarm to the surge, over those warned of.
    pub lead: Option<f64>,
    /// How many were warned of.
    pub warned: usize,
}

/// Why there is nothing to watch.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The flows cannot be had.
    #[error(transparent)]
    Flows(#[from] FlowError),
    /// The group is none.
    #[error("--group: {0}")]
    Group(ReadingError),
    /// A mix has two parts or more.
    #[error("`{0}` is one series, and a mix has parts: break it down, as with by=origin")]
    OnePart(String),
    /// The figures are no mix.
    #[error(transparent)]
    Forecast(#[from] ForecastError),
}

/// Within how many months alarms are asked.
const WITHIN: [usize; 3] = [1, 3, 6];
/// How many months must be known before alarms are tried.
const FIRST: usize = 12;

/// Watches the flows of a reading as known on a day.
pub fn watch(held: &Held, question: &Question, today: Date) -> Result<Watch, WatchError> {
    let reading = if question.reading.by_facets().next().is_some() {
        question.reading.clone()
    } else {
        question.reading.clone().by("origin").map_err(FlowError::from)?
    };
    let flows = Flows::of(held, &reading, today)?;
    if flows.values.len() < 2 {
        return Err(WatchError::OnePart(flows.reading.to_string()));
    }
    let last = flows
        .periods
        .last()
        .copied()
        .ok_or_else(|| FlowError::Nothing(flows.reading.to_string()))?;
    let shifts = shift::shifts(&flows.values)?;
    let distance = |s: &shift::Shift| Distance {
        period: flows.periods[s.step],
        jensen_shannon: s.jensen_shannon,
        aitchison: s.aitchison,
    };
    let rings = rings(&flows, question)?;
    let judged: Vec<bool> = rings.iter().filter_map(|r| r.was_false).collect();
    let trials = trials(&flows, question);
    Ok(Watch {
        reading: flows.reading.to_string(),
        last,
        shift: shifts
            .last()
            .filter(|s| s.step + 1 == flows.periods.len())
            .map(|s| Shift {
                distance: distance(s),
                higher_than: shifts
                    .iter()
                    .filter(|o| o.jensen_shannon < s.jensen_shannon)
                    .count() as f64
                    / shifts.len() as f64,
                parts: parts(&flows, s),
            }),
        shifts: shifts.iter().map(distance).collect(),
        false_rings_a_year: (flows.season == 12 && flows.periods.len() > 6 + 6).then(|| {
            // Rings begin after half a year of figures, and another must pass before one is judged.
            let years = (flows.periods.len() - 6 - 6) as f64 / 12.0;
            judged.iter().filter(|f| **f).count() as f64 / years
        }),
        changes: changes(&flows),
        false_rings: (judged.iter().filter(|f| **f).count(), judged.len()),
        alarms: alarms(&flows, &trials, question.seed),
        rings,
        trials,
        false_alarms_a_year: question.false_alarms_a_year,
        seed: question.seed,
        provenance: flows.provenance,
        notes: flows.notes,
    })
}

fn parts(flows: &Flows, shift: &shift::Shift) -> Vec<Part> {
    shift
        .parts
        .iter()
        .map(|p| Part {
            name: flows.names[p.part].clone(),
            before: p.before,
            after: p.after,
            bits: p.bits,
        })
        .collect()
}

/// Rings of each part's bell and of the group's.
fn rings(flows: &Flows, question: &Question) -> Result<Vec<Ring>, WatchError> {
    let mut counts = flows.values.clone();
    let mut names = flows.names.clone();
    let whole: Vec<f64> = (0..flows.periods.len())
        .map(|t| counts.iter().map(|c| c[t]).filter(|v| !v.is_nan()).sum())
        .collect();
    if let Some((name, members)) = group(flows, question)? {
        counts.push(
            (0..flows.periods.len())
                .map(|t| members.iter().map(|m| flows.values[*m][t]).sum())
                .collect(),
        );
        names.push(name);
    }
    let setting = Setting {
        false_alarms_a_year: question.false_alarms_a_year,
        ..Setting::default()
    };
    Ok(bell::rings(&counts, &whole, &setting)
        .into_iter()
        .map(|r| Ring {
            period: flows.periods[r.step],
            name: names[r.part].clone(),
            way: match r.way {
                Way::Rise => "rise",
                Way::Fall => "fall",
            },
            before: r.before,
            now: r.now,
            times: r.times,
            was_false: r.was_false,
        })
        .collect())
}

/// The series that make up the group, where two of them or more are among the flows.
fn group(flows: &Flows, question: &Question) -> Result<Option<(String, Vec<usize>)>, WatchError> {
    let Some(name) = &question.group else {
        return Ok(None);
    };
    let asked = Reading::of(&flows.reading.measure)
        .and_then(|r| r.with("origin", name))
        .map_err(WatchError::Group)?;
    let members: Vec<usize> = asked
        .values("origin")
        .unwrap_or(&[])
        .iter()
        .filter_map(|code| flows.position(code))
        .collect();
    Ok((members.len() > 1).then(|| (name.clone(), members)))
}

/// Origins that have begun a new regime within three months with a probability of a half or more.
fn changes(flows: &Flows) -> Vec<Change> {
    let mut out: Vec<Change> = flows
        .values
        .iter()
        .zip(&flows.names)
        .filter_map(|(v, name)| {
            let found = change::change(v, 3).filter(|c| c.lately >= 0.5)?;
            Some(Change {
                name: name.clone(),
                lately: found.lately,
                lasted: found.lasted,
            })
        })
        .collect();
    out.sort_by(|a, b| b.lately.total_cmp(&a.lately).then_with(|| a.name.cmp(&b.name)));
    out
}

fn trials(flows: &Flows, question: &Question) -> Vec<Skill> {
    if flows.season != 12 {
        return Vec::new();
    }
    let horizon = WITHIN[WITHIN.len() - 1];
    let task = Task::unrevised(
        flows.names.clone(),
        flows.season,
        flows.values.clone(),
        FIRST,
        horizon,
    );
    let asked = trial::occasions(&task, &surge::Bounds::default(), &WITHIN, question.seed);
    // Too few surges, or none, leave nothing to rank: then nothing is claimed of the alarms.
    let sides = [("surge", Side::Surge), ("fall", Side::Fall)];
    sides
        .into_iter()
        .flat_map(|(of, side)| WITHIN.map(|w| (of, side, w)))
        .filter_map(|(of, side, w)| {
            let found = trial::trial(&asked, side, w, question.false_alarms_a_year, 12.0).ok()?;
            Some(told(of, &found))
        })
        .collect()
}

fn told(of: &'static str, trial: &Trial) -> Skill {
    let score = |s: &trial::Skill| Score {
        auc: s.auc,
        average_precision: s.average_precision,
        threshold: s.threshold,
        false_alarms_a_year: s.at.false_alarms_a_year,
        precision: s.at.precision(),
        recall: s.at.recall(),
        lead: s.lead.map(|(mean, _)| mean),
        warned: s.lead.map_or(0, |(_, n)| n),
    };
    Skill {
        of,
        months: trial.within,
        occasions: trial.occasions.0,
        base_rate: trial.occasions.1,
        model: score(&trial.model),
        momentum: score(&trial.momentum),
    }
}

/// The probabilities as of the last month.
fn alarms(flows: &Flows, trials: &[Skill], seed: u64) -> Vec<Alarm> {
    if flows.season != 12 {
        return Vec::new();
    }
    let bounds = surge::Bounds::default();
    let histories: Vec<(usize, History<'_>)> = flows
        .values
        .iter()
        .enumerate()
        .filter_map(|(k, v)| Some((k, History::new(v, flows.season).ok()?)))
        .collect();
    let only: Vec<History<'_>> = histories.iter().map(|(_, h)| *h).collect();
    let model = Count {
        settings: surge::settings(),
    };
    let said = model.panel(&only, WITHIN[WITHIN.len() - 1], seed);
    let mut out: Vec<Alarm> = histories
        .iter()
        .zip(said)
        .filter_map(|((k, history), forecast)| {
            let marks = bounds.marks(history)?;
            let forecast = forecast.ok()?;
            let within = WITHIN.iter().filter_map(|w| {
                let a = surge::alarm(&forecast, &marks, *w)?;
                let threshold = |of: &str| {
                    trials
                        .iter()
                        .find(|t| t.months == *w && t.of == of)
                        .map(|t| t.model.threshold)
                };
                let past = |p: Option<f64>, of: &str| p.zip(threshold(of)).is_some_and(|(p, t)| p >= t);
                Some(Within {
                    months: *w,
                    surge: a.surge,
                    fall: a.fall,
                    rings: past(a.surge, "surge"),
                    fall_rings: past(a.fall, "fall"),
                })
            });
            Some(Alarm {
                name: flows.names[*k].clone(),
                current: marks.current,
                mean: marks.mean,
                surge_from: marks.surge,
                within: within.collect(),
            })
        })
        .collect();
    let key = |a: &Alarm| a.within.last().and_then(|w| w.surge).unwrap_or(-1.0);
    out.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.name.cmp(&b.name)));
    out
}
