//! A layer over the forecasts of any model.

use std::collections::VecDeque;

use super::track::{TAILS, Track};
use crate::predictive::{Marginal, Predictive};

/// How the layer learns.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// How far a miss moves the level of a limit one step ahead; h steps ahead it is divided by h.
    pub gamma: f64,
    /// How many scores the model's own distribution is worth.
    pub trust: f64,
    /// How many times as far out as the model's own 95 % limits a score may lie; wilder ones are taken as lying there.
    pub wild: f64,
    /// How many times as many where the scores would draw a limit in.
    pub narrow: f64,
    /// How many scores are remembered at each horizon.
    pub window: usize,
    /// How far below 0 the probability asked for outside a limit may fall. It bounds the width after many misses.
    pub farthest: f64,
    /// By how much wider an interval is made for each unit of that.
    pub reach: f64,
    /// The least spread of a forecast, in its units: scores are divided by the spread.
    pub least_spread: f64,
    /// The figures are counts: whole, and not below 0.
    pub counts: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            gamma: 0.01,
            trust: 60.0,
            narrow: 4.0,
            wild: 1.5,
            window: 120,
            farthest: 0.03,
            reach: 20.0,
            least_spread: 0.5,
            counts: true,
        }
    }
}

/// The levels given where a forecast is no sample and names no levels itself.
const LEVELS: [f64; 19] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.35, 0.5, 0.65, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99,
    0.995,
];

/// Forecasts made one after another, each corrected by what came of those before.
///
/// **Scores.** With m the median of a forecast and s⁺, s⁻ the distances from there to its 90 % and 10 % quantiles, an
/// outcome above the median has the score (y − m)/s⁺ and one below (y − m)/s⁻, cut off at `wild` times the score of the
/// model's own 95 % limit: one month in which a flow grew thirtyfold must not set the width for years. Each horizon has
/// its own scores.
///
/// **Quantiles.** The quantile at a level is m + s q, where q is the mean of the scores' quantile and of the model's own,
/// with weights n/h and `trust` when n forecasts h steps ahead have been marked (they overlap, so that only one in h is
/// news). `trust` counts `narrow` times where the scores would draw a limit in: too wide costs little, too narrow costs
/// coverage when a break comes. The median is left as the model said: from the quartiles to there the first weight falls
/// to 0. Nothing is ever infinite: with no scores the forecast is the model's, and where a level lies beyond n/(n + 1)
/// the scores count only if the outermost lies beyond the model's limit.
///
/// **Levels.** At the limits of the central 50, 80 and 95 per cent the level moves by the rule of Gibbs and Candès, on
/// each side by itself, within bounds; levels between move in proportion. Here a wild outcome counts as the miss it is.
/// When misses have used up all probability outside, the limit is moved out by a factor (`reach`).
///
/// Quantiles that would cross are held apart: no limit lies nearer to the median than one of a smaller level. A forecast
/// held as paths stays one: each value moves to the quantile of its rank, so that paths keep their shapes (R. Schefzik,
/// T. L. Thorarinsdottir and T. Gneiting, *Uncertainty quantification in complex simulation models using ensemble copula
/// coupling*, Statistical Science 28, 2013).
///
/// ```
/// use rootcast_forecast::{conformal::{Calibrated, Settings}, predictive::Predictive};
/// let mut layer = Calibrated::new(2, Settings::default());
/// for outcome in [120.0, 150.0, 90.0] {
///     let said = layer.issue(&Predictive::normal(vec![100.0, 100.0], vec![10.0, 14.0]));
///     assert!(said.interval(0, 0.95).1.is_finite());
///     layer.hear(outcome);
/// }
/// let wider = layer.issue(&Predictive::normal(vec![100.0, 100.0], vec![10.0, 14.0]));
/// assert!(wider.interval(0, 0.95).1 > 120.0);
/// ```
#[derive(Clone, Debug)]
pub struct Calibrated {
    settings: Settings,
    tracks: Vec<Track>,
    now: usize,
    pending: VecDeque<Issued>,
}

/// A forecast that waits for what comes.
#[derive(Clone, Debug)]
struct Issued {
    at: usize,
    steps: Vec<Said>,
}

/// What is needed to mark one step.
#[derive(Clone, Copy, Debug)]
struct Said {
    centre: Centre,
    /// The scores beyond which an outcome is wild.
    wild: [f64; 2],
    limits: [[f64; 2]; TAILS.len()],
}

/// The median of a forecast and its spread on each side.
#[derive(Clone, Copy, Debug)]
struct Centre {
    median: f64,
    below: f64,
    above: f64,
}

impl Centre {
    fn of(forecast: &Predictive, step: usize, settings: &Settings) -> Self {
        let median = forecast.median(step);
        let (low, high) = forecast.interval(step, 0.8);
        Self {
            median,
            below: (median - low).max(settings.least_spread),
            above: (high - median).max(settings.least_spread),
        }
    }

    fn score(&self, value: f64) -> f64 {
        let d = value - self.median;
        if d >= 0.0 { d / self.above } else { d / self.below }
    }

    fn value(&self, score: f64, settings: &Settings) -> f64 {
        let value = self.median + score * if score >= 0.0 { self.above } else { self.below };
        if settings.counts {
            value.max(0.0).round()
        } else {
            value
        }
    }
}

impl Calibrated {
    /// A layer for forecasts of so many steps that has seen nothing yet.
    pub fn new(horizon: usize, settings: Settings) -> Self {
        Self {
            tracks: (1..=horizon).map(Track::new).collect(),
            settings,
            now: 0,
            pending: VecDeque::new(),
        }
    }

    /// Takes the figure of the next step and marks the forecasts that were issued for it. One that is missing (`NaN`)
    /// marks none; time goes on.
    pub fn hear(&mut self, outcome: f64) {
        self.now += 1;
        let horizon = self.tracks.len();
        let now = self.now;
        self.pending.retain(|issued| now - issued.at <= horizon);
        if !outcome.is_finite() {
            return;
        }
        for issued in &self.pending {
            let step = now - issued.at - 1;
            if let (Some(said), Some(track)) = (issued.steps.get(step), self.tracks.get_mut(step)) {
                let missed = said
                    .limits
                    .map(|[lower, upper]| [outcome < lower, outcome > upper]);
                let [low, high] = said.wild;
                let score = said.centre.score(outcome).max(low.min(-1.0)).min(high.max(1.0));
                track.hear(score, missed, &self.settings);
            }
        }
    }

    /// Corrects a forecast made now, for the steps from the next on, and files what was said to be marked by what comes.
    /// Steps beyond the horizon of the layer are given as they are.
    pub fn issue(&mut self, forecast: &Predictive) -> Predictive {
        let said = self.calibrate(forecast);
        let steps = (0..forecast.horizon().min(self.tracks.len()))
            .map(|step| {
                let centre = Centre::of(forecast, step, &self.settings);
                let far = |level| self.settings.wild * centre.score(forecast.quantile(step, level));
                Said {
                    centre,
                    wild: [far(TAILS[0]), far(1.0 - TAILS[0])],
                    limits: TAILS.map(|tail| [said.quantile(step, tail), said.quantile(step, 1.0 - tail)]),
                }
            })
            .collect();
        self.pending.push_back(Issued { at: self.now, steps });
        said
    }

    /// Corrects a forecast without filing it.
    pub fn calibrate(&self, forecast: &Predictive) -> Predictive {
        match forecast.paths() {
            Some(paths) => self.paths(forecast, paths),
            None => self.quantiles(forecast),
        }
    }

    /// How many outcomes have marked forecasts so many steps ahead, counted from 1, as far as they are remembered.
    pub fn marked(&self, ahead: usize) -> usize {
        ahead
            .checked_sub(1)
            .and_then(|step| self.tracks.get(step))
            .map_or(0, Track::scores)
    }

    /// The corrected values at rising levels; `None` beyond the horizon of the layer.
    fn at(&self, forecast: &Predictive, step: usize, levels: &[f64]) -> Option<Vec<f64>> {
        let track = self.tracks.get(step)?;
        let centre = Centre::of(forecast, step, &self.settings);
        let standard = |p: f64| centre.score(forecast.quantile(step, p));
        let mut values: Vec<f64> = levels
            .iter()
            .map(|p| centre.value(track.score_at(*p, &standard, &self.settings), &self.settings))
            .collect();
        // From the median outwards no value may turn back.
        let middle = levels.partition_point(|p| *p < 0.5);
        let (lower, upper) = values.split_at_mut(middle);
        let mut last = f64::INFINITY;
        for value in lower.iter_mut().rev() {
            last = value.min(last);
            *value = last;
        }
        let mut last = f64::NEG_INFINITY;
        for value in upper {
            last = value.max(last);
            *value = last;
        }
        Some(values)
    }

    fn quantiles(&self, forecast: &Predictive) -> Predictive {
        let own = (forecast.horizon() > 0).then(|| forecast.marginal(0));
        let levels = match own {
            Some(Marginal::Quantiles { levels, .. }) => levels.to_vec(),
            _ => LEVELS.to_vec(),
        };
        let mut values = Vec::with_capacity(levels.len() * forecast.horizon());
        for step in 0..forecast.horizon() {
            match self.at(forecast, step, &levels) {
                Some(corrected) => values.extend(corrected),
                None => values.extend(levels.iter().map(|p| forecast.quantile(step, *p))),
            }
        }
        Predictive::quantiles(forecast.mean().to_vec(), levels, values)
    }

    fn paths(&self, forecast: &Predictive, paths: &[f64]) -> Predictive {
        let steps = forecast.horizon();
        let draws = paths.len().checked_div(steps).unwrap_or(0);
        let levels: Vec<f64> = (0..draws).map(|i| (i as f64 + 0.5) / draws as f64).collect();
        let mut corrected = paths.to_vec();
        let mut order: Vec<usize> = Vec::with_capacity(draws);
        for step in 0..steps {
            let Some(values) = self.at(forecast, step, &levels) else {
                continue;
            };
            order.clear();
            order.extend(0..draws);
            order.sort_by(|a, b| {
                paths[a * steps + step]
                    .total_cmp(&paths[b * steps + step])
                    .then(a.cmp(b))
            });
            for (draw, value) in order.iter().zip(values) {
                corrected[draw * steps + step] = value;
            }
        }
        Predictive::samples(steps, corrected)
    }
}

#[cfg(test)]
#[path = "layer_tests.rs"]
mod tests;
