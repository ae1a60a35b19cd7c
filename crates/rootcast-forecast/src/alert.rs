//! How good is a bell?
//!
//! Each occasion has a score, the higher the more alarming, and an event that came or did not. [`Ranking`] asks whether
//! the scores put events first, at no threshold in particular; [`at_threshold`] what one threshold costs and brings.
//! Where several occasions have the same score they are taken together, so that no result depends on their order.

use crate::error::{ForecastError, Result};

/// Occasions in the order of their scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// From the highest score down: the score, events at it, occasions without at it.
    steps: Vec<(f64, usize, usize)>,
    events: usize,
    quiet: usize,
}

/// A point of the curve of precision and recall.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PrecisionRecall {
    /// The bell rings at this score and above.
    pub threshold: f64,
    /// Of the alarms, the share that an event followed.
    pub precision: f64,
    /// Of the events, the share that an alarm came before.
    pub recall: f64,
}

/// A point of the receiver operating characteristic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Operating {
    /// The bell rings at this score and above; infinite at the point where it never does.
    pub threshold: f64,
    /// Of the occasions without an event, the share with an alarm.
    pub false_alarm_rate: f64,
    /// Of the events, the share with an alarm.
    pub hit_rate: f64,
}

impl Ranking {
    /// Orders occasions, each (score, whether the event came).
    ///
    /// # Errors
    /// A score that is `NaN`, or occasions that are all with or all without an event: nothing can be ranked then.
    ///
    /// ```
    /// use rootcast_forecast::alert::Ranking;
    /// let ranking = Ranking::new(&[(0.9, true), (0.4, false), (0.7, true), (0.8, false)]).unwrap();
    /// assert_eq!(ranking.roc_auc(), 0.75);
    /// ```
    pub fn new(occasions: &[(f64, bool)]) -> Result<Self> {
        let mut sorted = occasions.to_vec();
        sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
        let steps: Vec<(f64, usize, usize)> = sorted
            .chunk_by(|a, b| a.0 >= b.0 && b.0 >= a.0)
            .map(|group| {
                let events = group.iter().filter(|(_, came)| *came).count();
                (group[0].0, events, group.len() - events)
            })
            .collect();
        let events = steps.iter().map(|s| s.1).sum();
        let quiet = steps.iter().map(|s| s.2).sum();
        if events == 0 || quiet == 0 || steps.iter().any(|s| s.0.is_nan()) {
            return Err(ForecastError::Asked(format!(
                "{events} occasions with an event and {quiet} without, or a score that is missing: a bell is judged by \
                 both kinds, each with a score"
            )));
        }
        Ok(Self { steps, events, quiet })
    }

    /// The share of occasions with an event.
    pub fn base_rate(&self) -> f64 {
        self.events as f64 / (self.events + self.quiet) as f64
    }

    /// The area under the receiver operating characteristic: the probability that an occasion with an event has the
    /// higher score of two, one of each kind; ties count half. ½ is chance.
    pub fn roc_auc(&self) -> f64 {
        let (mut hits, mut area) = (0, 0.0);
        for (_, events, quiet) in &self.steps {
            area += *quiet as f64 * (hits as f64 + 0.5 * *events as f64);
            hits += events;
        }
        area / (self.events as f64 * self.quiet as f64)
    }

    /// Average precision: Σ (Rₖ − Rₖ₋₁) Pₖ from the highest threshold down, with P and R precision and recall. Chance is
    /// the [base rate](Self::base_rate).
    pub fn average_precision(&self) -> f64 {
        let (mut hits, mut alarms, mut sum) = (0, 0, 0.0);
        for (_, events, quiet) in &self.steps {
            hits += events;
            alarms += events + quiet;
            sum += *events as f64 * hits as f64 / alarms as f64;
        }
        sum / self.events as f64
    }

    /// Precision and recall at each score as a threshold, from the lowest up.
    pub fn precision_recall(&self) -> Vec<PrecisionRecall> {
        let (mut hits, mut alarms) = (0, 0);
        let mut curve: Vec<PrecisionRecall> = self
            .steps
            .iter()
            .map(|(threshold, events, quiet)| {
                hits += events;
                alarms += events + quiet;
                PrecisionRecall {
                    threshold: *threshold,
                    precision: hits as f64 / alarms as f64,
                    recall: hits as f64 / self.events as f64,
                }
            })
            .collect();
        curve.reverse();
        curve
    }

    /// The receiver operating characteristic, from the threshold at which the bell never rings down.
    pub fn operating(&self) -> Vec<Operating> {
        let mut curve = vec![Operating {
            threshold: f64::INFINITY,
            false_alarm_rate: 0.0,
            hit_rate: 0.0,
        }];
        let (mut hits, mut false_alarms) = (0, 0);
        for (threshold, events, quiet) in &self.steps {
            hits += events;
            false_alarms += quiet;
            curve.push(Operating {
                threshold: *threshold,
                false_alarm_rate: false_alarms as f64 / self.quiet as f64,
                hit_rate: hits as f64 / self.events as f64,
            });
        }
        curve
    }

    /// The lowest threshold that costs no more than so many false alarms a year, when the occasions span so many years:
    /// the most sensitive bell that can be afforded. Infinite where even the highest score costs more.
    ///
    /// Each occasion without an event and a score at or above the threshold is a false alarm. Chosen on past occasions,
    /// the number is what the bell would have cost then.
    pub fn threshold(&self, false_alarms_a_year: f64, years: f64) -> f64 {
        let afford = false_alarms_a_year * years;
        let (mut false_alarms, mut threshold) = (0, f64::INFINITY);
        for (score, _, quiet) in &self.steps {
            false_alarms += quiet;
            if false_alarms as f64 > afford * (1.0 + 1e-12) {
                break;
            }
            threshold = *score;
        }
        threshold
    }
}

/// What a threshold brings and costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtThreshold {
    /// Occasions with an alarm and an event.
    pub hits: usize,
    /// Occasions with an event and no alarm.
    pub misses: usize,
    /// Occasions with an alarm and no event.
    pub false_alarms: usize,
    /// False alarms divided by the years that the occasions span.
    pub false_alarms_a_year: f64,
}

impl AtThreshold {
    /// Of the alarms, the share that an event followed; `None` without alarms.
    pub fn precision(&self) -> Option<f64> {
        let alarms = self.hits + self.false_alarms;
        (alarms > 0).then(|| self.hits as f64 / alarms as f64)
    }

    /// Of the events, the share that had an alarm; `None` without events.
    pub fn recall(&self) -> Option<f64> {
        let events = self.hits + self.misses;
        (events > 0).then(|| self.hits as f64 / events as f64)
    }
}

/// What a bell that rings at a score and above would have brought and cost, over occasions that span so many years.
pub fn at_threshold(occasions: &[(f64, bool)], threshold: f64, years: f64) -> AtThreshold {
    let mut counted = AtThreshold {
        hits: 0,
        misses: 0,
        false_alarms: 0,
        false_alarms_a_year: 0.0,
    };
    for (score, came) in occasions {
        match (*score >= threshold, came) {
            (true, true) => counted.hits += 1,
            (true, false) => counted.false_alarms += 1,
            (false, true) => counted.misses += 1,
            (false, false) => {}
        }
    }
    counted.false_alarms_a_year = counted.false_alarms as f64 / years;
    counted
}

/// How long before its event a bell first rang.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    /// The step of the event.
    pub event: usize,
    /// Steps from the first alarm of the warning to the event; `None` where no alarm came in the window.
    pub steps: Option<usize>,
}

/// The lead time of each event in one series: `scores` are in order of time, `events` the steps at which an event set
/// in, and an alarm counts as a warning of an event when it rings at most `window` steps before, or with it (a lead of 0).
///
/// Of several alarms in the window the first decides. An alarm that lies in the windows of two events warns of both.
pub fn lead_times(scores: &[f64], events: &[usize], threshold: f64, window: usize) -> Vec<Lead> {
    events
        .iter()
        .map(|event| {
            let to = (event + 1).min(scores.len());
            let from = event.saturating_sub(window).min(to);
            let first = scores[from..to].iter().position(|s| *s >= threshold);
            Lead {
                event: *event,
                steps: first.map(|at| event - (from + at)),
            }
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn occasions() -> impl Strategy<Value = Vec<(f64, bool)>> {
        prop::collection::vec((0_u8..8, any::<bool>()), 2..60).prop_map(|rows| {
            let mut rows: Vec<(f64, bool)> = rows.into_iter().map(|(s, y)| (f64::from(s), y)).collect();
            rows.extend([(3.0, true), (4.0, false)]);
            rows
        })
    }

    proptest! {
        #[test]
        fn the_area_is_the_share_of_pairs_in_order(rows in occasions()) {
            let (mut sum, mut pairs) = (0.0, 0.0);
            for (a, event) in rows.iter().filter(|r| r.1) {
                for (b, _) in rows.iter().filter(|r| r.1 != *event) {
                    pairs += 1.0;
                    sum += if a > b { 1.0 } else if a < b { 0.0 } else { 0.5 };
                }
            }
            prop_assert!((Ranking::new(&rows).unwrap().roc_auc() - sum / pairs).abs() < 1e-12);
        }

        #[test]
        fn order_and_scale_do_not_matter(rows in occasions()) {
            let ranking = Ranking::new(&rows).unwrap();
            let turned: Vec<(f64, bool)> = rows.iter().rev().map(|(s, y)| (s.exp(), *y)).collect();
            let other = Ranking::new(&turned).unwrap();
            prop_assert_eq!(ranking.roc_auc(), other.roc_auc());
            prop_assert_eq!(ranking.average_precision(), other.average_precision());
        }

        #[test]
        fn the_threshold_costs_what_was_said_and_no_lower_one_does(rows in occasions(), afford in 0.0..4.0) {
            let years = 3.0;
            let threshold = Ranking::new(&rows).unwrap().threshold(afford, years);
            prop_assert!(at_threshold(&rows, threshold, years).false_alarms_a_year <= afford + 1e-9);
            if let Some(lower) = rows.iter().map(|r| r.0).filter(|s| *s < threshold).max_by(f64::total_cmp) {
                prop_assert!(at_threshold(&rows, lower, years).false_alarms_a_year > afford);
            }
        }
    }

    #[test]
    fn a_bell_needs_both_kinds() {
        assert!(Ranking::new(&[]).is_err());
        assert!(Ranking::new(&[(1.0, true)]).is_err());
        assert!(Ranking::new(&[(f64::NAN, true), (1.0, false)]).is_err());
    }

    #[test]
    fn signs_of_zero_tie() {
        assert_eq!(
            Ranking::new(&[(0.0, true), (-0.0, false)]).unwrap().roc_auc(),
            0.5
        );
    }

    #[test]
    fn the_first_alarm_of_a_warning_decides() {
        let scores = [0.0, 0.9, 0.0, 0.8, 0.9, 0.0, 0.0, 0.0, 0.0];
        let leads = lead_times(&scores, &[4, 8, 20], 0.7, 3);
        assert_eq!(
            leads.iter().map(|l| l.steps).collect::<Vec<_>>(),
            [Some(3), None, None]
        );
        assert_eq!(lead_times(&scores, &[4], 0.7, 2)[0].steps, Some(1));
    }

    #[test]
    fn alarms_are_counted_by_the_year() {
        let rows = [(1.0, true), (2.0, false), (3.0, true), (0.5, true), (0.1, false)];
        let at = at_threshold(&rows, 1.0, 0.5);
        assert_eq!(
            (at.hits, at.misses, at.false_alarms, at.false_alarms_a_year),
            (2, 1, 1, 2.0)
        );
        assert_eq!((at.precision(), at.recall()), (Some(2.0 / 3.0), Some(2.0 / 3.0)));
        assert_eq!(at_threshold(&rows, 9.0, 1.0).precision(), None);
    }
}
