//! Events that are known to shift a flow.

use super::{Count, Link, forecast_panel};
use crate::{
    error::{ForecastError, Result},
    history::History,
    model::Model,
    predictive::Predictive,
};

/// A shift of the level of a flow at one step, and what is thought of its size before the figures are seen:
/// `log λ` moves by `N(shift, sd²)`, and stays moved.
///
/// A rule that ends, a border that opens, a strike: the date is known, the size is not. The log shift of −0.7 says that the
/// flow is thought to halve; a standard deviation of 0.5 then leaves it between a fifth and one and a third of what it was.
/// A shift of 0 with a standard deviation says only that something will happen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// Step of the shift, counted from the first of the history, which is 0. It may lie ahead.
    pub step: usize,
    /// Mean of the shift of the logarithm of the intensity.
    pub shift: f64,
    /// Its standard deviation.
    pub sd: f64,
    /// The event is known to histories of this many steps and more, and not to shorter ones: a backtest must not know
    /// of it before it was announced.
    pub known_from: usize,
}

impl Event {
    /// An event that is known at its own step, and not before.
    pub fn new(step: usize, shift: f64, sd: f64) -> Self {
        Self {
            step,
            shift,
            sd,
            known_from: step + 1,
        }
    }

    /// Known to histories of so many steps.
    #[must_use]
    pub fn announced(self, known_from: usize) -> Self {
        Self { known_from, ..self }
    }

    fn check(&self) -> Result<()> {
        if self.shift.abs() <= MOST && (0.0..=MOST).contains(&self.sd) {
            return Ok(());
        }
        Err(ForecastError::Asked(format!(
            "the event at step {} shifts the logarithm of the flow by {} ± {}: give a shift within ±{MOST} and a \
             standard deviation from 0 to {MOST}",
            self.step, self.shift, self.sd
        )))
    }
}

/// The largest shift of a logarithm that makes sense: a factor of twenty thousand.
const MOST: f64 = 10.0;

/// What the events of one step do to the state: its mean moves, and its variance grows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Move {
    /// By how much the mean moves on the scale of states.
    pub by: f64,
    /// The variance that is added.
    pub variance: f64,
}

impl Move {
    /// The sum of the events of a step, for a state at `state`; `None` where there is none.
    ///
    /// On the scale of states a shift `s` of the logarithm is `g(λ e^s) − g(λ)`, and a standard deviation `d` is
    /// `d λ^κ` at the shifted level.
    pub fn of(events: &[Event], step: usize, state: f64, link: Link) -> Option<Self> {
        let mut here = events.iter().filter(|e| e.step == step).peekable();
        here.peek()?;
        let (shift, square) = here.fold((0.0, 0.0), |(s, v), e| (s + e.shift, v + e.sd * e.sd));
        let after = link.intensity(state) * f64::exp(shift);
        Some(Self {
            by: link.state(after) - state,
            variance: link.relative(square.sqrt(), after).powi(2),
        })
    }
}

/// The count model with known events. Those that nobody knew of are met by the model itself: a month that breaks with the
/// past sets the level free.
///
/// At the step of an event the state moves by the mean of the shift and its variance grows by that of the shift; the figure
/// then tells how much of the move was the event's, in proportion to the variances. That part is left out of the
/// volatility, and the level to which the flow returns moves along. Ahead of the history the shift enters the predictive
/// distribution from its step on and does not fade.
///
/// ```
/// use rootcast_forecast::{count::{Count, Event}, history::History, model::Model};
/// let y: Vec<f64> = (0..48).map(|t| 9_000.0 + f64::from(t * 7919 % 1009)).collect();
/// let history = History::new(&y, 12).unwrap();
/// // Two months ahead a rule begins that is thought to halve the flow, more or less.
/// let events = [Event::new(49, -0.7, 0.3).announced(48)];
/// let ahead = Count::default().with_events(&events).forecast(&history, 4, 1).unwrap();
/// assert!(ahead.median(0) > 8_000.0 && ahead.median(1) < 6_000.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Informed<'e> {
    count: Count,
    events: &'e [Event],
}

impl Count {
    /// With events that are known. In a panel they shift every series.
    pub fn with_events(self, events: &[Event]) -> Informed<'_> {
        Informed { count: self, events }
    }
}

impl Model for Informed<'_> {
    fn name(&self) -> &'static str {
        "count-events"
    }

    fn forecast(&self, history: &History<'_>, horizon: usize, seed: u64) -> Result<Predictive> {
        self.panel(std::slice::from_ref(history), horizon, seed)
            .pop()
            .unwrap_or(Err(ForecastError::Empty))
    }

    fn panel(&self, histories: &[History<'_>], horizon: usize, seed: u64) -> Vec<Result<Predictive>> {
        if let Some(Err(error)) = self.events.iter().map(Event::check).find(Result::is_err) {
            return vec![Err(error); histories.len()];
        }
        forecast_panel(&self.count.settings, histories, self.events, horizon, seed)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn steady(n: i32) -> Vec<f64> {
        (0..n).map(|t| 20_000.0 + f64::from(t * 7919 % 2_003)).collect()
    }

    fn ahead(values: &[f64], events: &[Event]) -> Predictive {
        let history = History::new(values, 12).unwrap();
        Count::default()
            .with_events(events)
            .forecast(&history, 12, 3)
            .unwrap()
    }

    fn width(p: &Predictive, step: usize) -> f64 {
        let (low, high) = p.interval(step, 0.9);
        high - low
    }

    #[test]
    fn no_event_changes_nothing() {
        let y = steady(48);
        let history = History::new(&y, 12).unwrap();
        let plain = Count::default().forecast(&history, 12, 3).unwrap();
        assert_eq!(plain, ahead(&y, &[]));
        // Nor does one beyond the horizon, nor one that is not known yet.
        assert_eq!(plain, ahead(&y, &[Event::new(60, -1.0, 0.5).announced(0)]));
        assert_eq!(plain, ahead(&y, &[Event::new(50, -1.0, 0.5)]));
    }

    #[test]
    fn an_event_ahead_shifts_what_follows_and_stays() {
        let y = steady(48);
        let plain = ahead(&y, &[]);
        let sure = ahead(&y, &[Event::new(51, -0.7, 0.0).announced(48)]);
        let unsure = ahead(&y, &[Event::new(51, -0.7, 0.5).announced(48)]);
        for step in 0..12 {
            let ratio = sure.median(step) / plain.median(step);
            if step < 3 {
                assert!((ratio - 1.0).abs() < 0.02, "{step} {ratio}");
                assert!((width(&unsure, step) / width(&plain, step) - 1.0).abs() < 0.1);
            } else {
                assert!((ratio - f64::exp(-0.7)).abs() < 0.02, "{step} {ratio}");
                assert!(width(&unsure, step) > 2.0 * width(&sure, step));
            }
        }
    }

    #[test]
    fn a_shift_of_unknown_sign_only_widens() {
        let y = steady(48);
        let (plain, event) = (
            ahead(&y, &[]),
            ahead(&y, &[Event::new(48, 0.0, 0.4).announced(48)]),
        );
        assert!((event.median(5) / plain.median(5) - 1.0).abs() < 0.05);
        assert!(width(&event, 5) > 1.5 * width(&plain, 5));
    }

    #[test]
    fn a_fall_that_was_known_leaves_the_volatility_alone() {
        let mut y = steady(48);
        y.extend(steady(6).iter().map(|v| v * 0.4));
        let surprised = ahead(&y, &[]);
        let told = ahead(&y, &[Event::new(48, -0.9, 0.4)]);
        assert!((told.median(5) / 8_400.0 - 1.0).abs() < 0.1, "{}", told.median(5));
        assert!(
            width(&told, 5) < 0.8 * width(&surprised, 5),
            "{} {}",
            width(&told, 5),
            width(&surprised, 5)
        );
    }

    #[test]
    fn an_event_that_came_to_nothing_is_forgotten() {
        let y = steady(54);
        let wrong = ahead(&y, &[Event::new(48, -1.6, 0.8)]);
        assert!(
            (wrong.median(5) / 21_000.0 - 1.0).abs() < 0.1,
            "{}",
            wrong.median(5)
        );
        // Even where it was thought certain.
        let certain = ahead(&y, &[Event::new(48, -1.6, 0.0)]);
        let (low, high) = certain.interval(2, 0.95);
        assert!(low < 21_000.0 && 21_000.0 < high, "{low} {high}");
    }

    #[test]
    fn odd_events_and_gaps_are_told_or_borne() {
        let mut y = steady(48);
        y[47] = f64::NAN;
        let p = ahead(&y, &[Event::new(47, -1.0, 0.2)]);
        assert!(p.median(0) < 10_000.0);
        for event in [
            Event::new(3, f64::NAN, 0.1),
            Event::new(3, 0.1, -1.0),
            Event::new(3, 900.0, 0.1),
            Event::new(3, 0.0, f64::INFINITY),
        ] {
            let history = History::new(&y, 12).unwrap();
            let answer = Count::default().with_events(&[event]).forecast(&history, 3, 1);
            assert!(matches!(answer, Err(ForecastError::Asked(_))), "{event:?}");
        }
        // Three at once, on a flow of nothing.
        let quiet = [0.0; 30];
        let all = [
            Event::new(30, 3.0, 1.0),
            Event::new(30, 2.0, 1.0),
            Event::new(29, 9.0, 9.0),
        ];
        let p = ahead(&quiet, &all.map(|e| e.announced(0)));
        assert!((0..12).all(|h| p.interval(h, 0.95).1.is_finite()));
    }
}
