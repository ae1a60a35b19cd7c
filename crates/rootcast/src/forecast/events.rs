//! Events that are known to shift every series at one step: the day is known, the size is a guess with a width.

use std::{fmt, str::FromStr};

use rootcast_core::period::Period;
use rootcast_forecast::count::Event;

/// A step, and between which changes the shift is thought to lie with a probability of 80 per cent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownEvent {
    /// The step.
    pub period: Period,
    /// The lower change, in per cent: −90 leaves a tenth.
    pub low: f64,
    /// The upper change.
    pub high: f64,
}

/// The 90 per cent quantile of the standard normal distribution.
const TENTH: f64 = 1.281_551_565_545;

impl KnownEvent {
    /// The event as the count model takes it, for a history of these steps. One that lies ahead of them is known today;
    /// one within them was not known before its step.
    pub fn of(&self, periods: &[Period]) -> Option<Event> {
        let first = periods.first()?;
        let at = self.period.span().start;
        let mut step = 0;
        let mut here = *first;
        // A century of months is more than any forecast reaches.
        while here.span().start < at && step < 1200 {
            here = here.next();
            step += 1;
        }
        if here.span().start != at || at < first.span().start {
            return None;
        }
        let (low, high) = ((1.0 + self.low / 100.0).ln(), (1.0 + self.high / 100.0).ln());
        let event = Event::new(step, f64::midpoint(low, high), (high - low) / (2.0 * TENTH));
        Some(if step >= periods.len() {
            event.announced(periods.len())
        } else {
            event
        })
    }
}

impl fmt::Display for KnownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}..{}", self.period, self.low, self.high)
    }
}

impl FromStr for KnownEvent {
    type Err = String;

    /// `2025-02=-90..-50`.
    fn from_str(text: &str) -> Result<Self, String> {
        let form = "write MONTH=LOW..HIGH in per cent, such as 2025-02=-90..-50";
        let (period, range) = text.split_once('=').ok_or(form)?;
        let (low, high) = range.split_once("..").ok_or(form)?;
        let number = |t: &str| t.trim().parse::<f64>().ok().filter(|v| v.is_finite()).ok_or(form);
        let (low, high) = (number(low)?, number(high)?);
        if low <= -100.0 || high < low || high > 10_000.0 {
            return Err("changes lie above -100 and up to 10000 per cent, the lower first".to_owned());
        }
        Ok(Self {
            period: period.trim().parse().map_err(|e| format!("{e}; {form}"))?,
            low,
            high,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_a_step_and_a_shift() {
        let months: Vec<Period> = ["2024-10", "2024-11", "2024-12"]
            .iter()
            .map(|p| p.parse().unwrap())
            .collect();
        let ahead = "2025-02=-90..-50"
            .parse::<KnownEvent>()
            .unwrap()
            .of(&months)
            .unwrap();
        assert_eq!((ahead.step, ahead.known_from), (4, 3));
        assert!((ahead.shift - 0.5 * (0.1_f64.ln() + 0.5_f64.ln())).abs() < 1e-12);
        let past = "2024-11=0..100"
            .parse::<KnownEvent>()
            .unwrap()
            .of(&months)
            .unwrap();
        assert_eq!((past.step, past.known_from), (1, 2));
        assert!(
            "2020-01=-50..0"
                .parse::<KnownEvent>()
                .unwrap()
                .of(&months)
                .is_none()
        );
    }

    #[test]
    fn events_that_are_none_say_how_to_write_one() {
        for text in [
            "",
            "2025-02",
            "2025-02=-50",
            "2025-02=-120..0",
            "2025-02=5..1",
            "never=-5..5",
            "2025-02=a..b",
        ] {
            assert!(text.parse::<KnownEvent>().is_err(), "{text}");
        }
    }
}
