//! What a history says of the intensity now, how fast it moves, and where it tends to.

use super::{Event, Link, Settings, event::Move};

/// The state after the last step of a history.
#[derive(Clone, Debug, PartialEq)]
pub struct Filtered {
    /// Mean of the state.
    pub state: f64,
    /// Its variance, from the noise of counting.
    pub variance: f64,
    /// Variance of one month's move.
    pub volatility: f64,
    /// The level that the state returns to, slowly.
    pub level: f64,
    /// Moves of each step in units of their standard deviation as known before; `NaN` where nothing was observed.
    pub innovations: Vec<f64>,
    /// The log-likelihood of the figures, one step ahead.
    pub loglik: f64,
    /// Steps that broke with the past. The level begins anew at the last.
    pub breaks: Vec<usize>,
    /// How many steps there were.
    pub steps: usize,
}

/// Weight of what is thought of the volatility before anything is seen, in months.
const PRIOR_MONTHS: f64 = 3.0;
/// How large a month's relative move is thought to be before anything is seen.
const PRIOR_MOVE: f64 = 0.2;
/// Moves are counted to this many standard deviations in the volatility.
const CLIP: f64 = 4.0;
/// A move that breaks with the past: so many standard deviations, and this large by itself (on the log scale).
const BREAK: (f64, f64) = (3.0, 0.7);
/// No break is seen in the first months.
const SETTLED: usize = 6;

/// Runs the filter over a history; `NaN` marks a step without a figure.
///
/// The state `x` of the intensity `λ = g⁻¹(x)` follows `x' = μ + φ (x − μ) + σ ε`, with `μ` the mean of the last
/// [`Settings::memory`] states since the last break, and the counts are Poisson, or negative binomial with the size
/// given. Each figure updates the state by the mode and curvature of its posterior (Laplace approximation, Fisher
/// scoring), and the variance of moves by discounting (West & Harrison 1997, ch. 10.8) with the half-life of
/// [`Settings::half_life`].
pub fn filter(values: &[f64], link: Link, settings: &Settings, size: f64) -> Filtered {
    informed(values, link, settings, size, &[])
}

/// The same with events that are known: at the step of an event the mean moves by the shift, the variance grows by that
/// of the shift, and of what the figure then says the event has the share of its variance in the whole ([`Event`]).
pub fn informed(values: &[f64], link: Link, settings: &Settings, size: f64, events: &[Event]) -> Filtered {
    let phi = settings.return_rate;
    let discount = 0.5_f64.powf(1.0 / settings.half_life);
    let start = values
        .iter()
        .copied()
        .find(|v| !v.is_nan())
        .unwrap_or(0.0)
        .max(0.5);
    let mut x = link.state(start);
    let mut p = link.relative(1.0, start).powi(2);
    let first = link.relative(PRIOR_MOVE, start).powi(2);
    let (mut moved, mut weight) = (first * PRIOR_MONTHS, PRIOR_MONTHS);
    let mut states: Vec<f64> = Vec::with_capacity(values.len());
    let mut innovations = Vec::with_capacity(values.len());
    let mut loglik = 0.0;
    let mut breaks = Vec::new();
    let mut seen = 0;
    for (t, y) in values.iter().enumerate() {
        let volatility = moved / weight;
        let mu = level(&states, settings.memory, breaks.last().copied()).unwrap_or(x);
        let mut m = mu + phi * (x - mu);
        let carried = phi * phi * p;
        let mut prior = carried + volatility;
        let event = Move::of(events, t, m, link);
        if let Some(event) = event {
            m += event.by;
            prior += event.variance;
        }
        if y.is_nan() {
            x = m;
            p = prior;
            innovations.push(f64::NAN);
            if let Some(event) = event {
                shift(&mut states, event.by);
            }
            states.push(x);
            continue;
        }
        let y = y.max(0.0);
        if seen > SETTLED
            && let Some(gap) = break_with(y, m, prior, link, size)
        {
            // A break is no noise of counting: the state is set free to follow it, and the level begins anew.
            breaks.push(t);
            prior += gap * gap;
        }
        let (mode, curvature) = posterior(y, m, prior, link, size);
        loglik += evidence(y, m, prior, mode, curvature, link, size);
        let step = mode - m;
        // What the move was, without what the counting leaves open.
        let mut square = (step * step + curvature - carried).max(0.0);
        let mut expected = carried + volatility;
        if let Some(event) = event {
            // The event's part of the move, by its share of the variance: the level moves along, the rest is volatility.
            let own = volatility / (volatility + event.variance);
            square = own * own * (step * step + curvature - carried - event.variance).max(0.0)
                + own * event.variance;
            expected += event.variance;
            shift(&mut states, event.by + event.variance / prior * step);
        }
        innovations.push(if seen == 0 {
            f64::NAN
        } else {
            step / expected.sqrt()
        });
        if seen > 0 {
            moved = discount * moved + square.min(CLIP * CLIP * volatility);
            weight = discount * weight + 1.0;
        }
        seen += 1;
        x = mode;
        p = curvature;
        states.push(x);
    }
    Filtered {
        state: x,
        variance: p,
        volatility: moved / weight,
        level: level(&states, settings.memory, breaks.last().copied()).unwrap_or(x),
        innovations,
        loglik,
        breaks,
        steps: values.len(),
    }
}

/// Moves what was seen before an event to where it would have been after it.
fn shift(states: &mut [f64], by: f64) {
    for state in states {
        *state += by;
    }
}

fn level(states: &[f64], memory: usize, reset: Option<usize>) -> Option<f64> {
    let from = states.len().saturating_sub(memory).max(reset.unwrap_or(0));
    let kept = states.get(from..).filter(|s| !s.is_empty())?;
    Some(kept.iter().sum::<f64>() / kept.len() as f64)
}

/// How far a count breaks with what was expected, on the scale of states, if it does.
fn break_with(y: f64, m: f64, prior: f64, link: Link, size: f64) -> Option<f64> {
    let expected = link.intensity(m);
    let gap = link.state(y.max(0.5)) - m;
    let relative = (y.max(0.5) / expected).ln().abs();
    let counting = expected * (1.0 + expected / size) / link.slope(expected).powi(2);
    (gap.abs() > BREAK.0 * (prior + counting).sqrt() && relative > BREAK.1).then_some(gap)
}

/// Mode and variance of the state given a count, by Fisher scoring from the prior's mean.
fn posterior(y: f64, m: f64, prior: f64, link: Link, size: f64) -> (f64, f64) {
    const ROUNDS: usize = 40;
    let mut x = if y > 30.0 { link.state(y) } else { m };
    let mut information = 0.0;
    for _ in 0..ROUNDS {
        let l = link.intensity(x);
        let slope = link.slope(l);
        let spread = l * (1.0 + l / size);
        information = slope * slope / spread;
        let score = (y - l) * slope / spread - (x - m) / prior;
        let step = score / (information + 1.0 / prior);
        // A step is never longer than a factor of e in the intensity.
        let longest = link.relative(1.0, l);
        x += step.clamp(-longest, longest);
        if step.abs() < 1e-9 * (1.0 + x.abs()) {
            break;
        }
    }
    (x, 1.0 / (information + 1.0 / prior))
}

/// Laplace approximation of the log-probability of a count before it was seen.
fn evidence(y: f64, m: f64, prior: f64, mode: f64, variance: f64, link: Link, size: f64) -> f64 {
    log_probability(y, link.intensity(mode), size) - (mode - m).powi(2) / (2.0 * prior)
        + 0.5 * (variance / prior).ln()
}

/// Log-probability of a count, Poisson for an infinite size.
pub(super) fn log_probability(y: f64, mean: f64, size: f64) -> f64 {
    use statrs::function::gamma::ln_gamma;
    if size.is_finite() {
        ln_gamma(y + size) - ln_gamma(size) - ln_gamma(y + 1.0)
            + size * (size / (size + mean)).ln()
            + y * (mean / (size + mean)).ln()
    } else {
        y * mean.ln() - mean - ln_gamma(y + 1.0)
    }
}
