//! How alarms would have done, beside the plain momentum rule.

use rayon::prelude::*;

use super::surge::{self, Bounds};
use crate::{
    alert::{AtThreshold, Ranking, at_threshold, lead_times},
    backtest::Task,
    count::Count,
    error::Result,
    history::History,
    model::Model,
    random::generator,
};

/// What an alarm is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// A surge.
    Surge,
    /// A fall.
    Fall,
}

/// One series at one origin, asked within so many steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Occasion {
    /// Which series.
    pub series: usize,
    /// Which origin.
    pub origin: usize,
    /// How many steps were known.
    pub known: usize,
    /// Within how many steps.
    pub within: usize,
    /// A surge or a fall.
    pub side: Side,
    /// Its probability from the predictive distribution.
    pub probability: f64,
    /// The current month over the trailing year's mean for a surge, minus that for a fall.
    pub momentum: f64,
    /// Whether a month of these was one.
    pub came: bool,
}

/// How a score did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Skill {
    /// Area under the receiver operating characteristic.
    pub auc: f64,
    /// Average precision.
    pub average_precision: f64,
    /// At the threshold that costs the false alarms stated.
    pub at: AtThreshold,
    /// That threshold.
    pub threshold: f64,
    /// Mean steps from the first alarm to the onset, over the onsets that were warned of, and their number.
    pub lead: Option<(f64, usize)>,
}

/// The skill of the probabilities and of momentum within so many steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// Within how many steps.
    pub within: usize,
    /// Occasions, and the share followed by a surge or fall.
    pub occasions: (usize, f64),
    /// The probabilities.
    pub model: Skill,
    /// Momentum.
    pub momentum: Skill,
}

/// Asks each series at each origin, within each of `withins` steps, by what was known then. Occasions in which the
/// current month is a surge already, or whose months ahead are not all known now, are left out.
pub fn occasions(task: &Task, bounds: &Bounds, withins: &[usize], seed: u64) -> Vec<Occasion> {
    let model = Count {
        settings: surge::settings(),
    };
    let horizon = withins.iter().copied().max().unwrap_or(0);
    let parts: Vec<Vec<Occasion>> = task
        .origins
        .par_iter()
        .enumerate()
        .map(|(at, origin)| {
            let asked: Vec<(usize, History<'_>)> = origin
                .known
                .iter()
                .enumerate()
                .filter_map(|(k, known)| Some((k, History::new(known, task.season).ok()?)))
                .collect();
            let histories: Vec<History<'_>> = asked.iter().map(|(_, h)| *h).collect();
            let mut random = generator(seed, &[0x77_6174, at as u64]);
            let said = model.panel(&histories, horizon, rand::Rng::next_u64(&mut random));
            let mut out = Vec::new();
            for ((series, history), forecast) in asked.iter().zip(said) {
                let (Some(marks), Ok(forecast)) = (bounds.marks(history), forecast) else {
                    continue;
                };
                for within in withins {
                    let from = history.len();
                    let Some(ahead) = task.truth[*series].get(from..from + within) else {
                        continue;
                    };
                    let Some(alarm) = surge::alarm(&forecast, &marks, *within) else {
                        continue;
                    };
                    if ahead.iter().any(|v| v.is_nan()) {
                        continue;
                    }
                    let sides = [
                        (Side::Surge, alarm.surge, ahead.iter().any(|v| *v >= marks.surge)),
                        (Side::Fall, alarm.fall, ahead.iter().any(|v| *v <= marks.fall)),
                    ];
                    for (side, probability, came) in sides {
                        let Some(probability) = probability else {
                            continue;
                        };
                        let momentum = match side {
                            Side::Surge => marks.momentum(),
                            Side::Fall => -marks.momentum(),
                        };
                        out.push(Occasion {
                            series: *series,
                            origin: at,
                            known: from,
                            within: *within,
                            side,
                            probability,
                            momentum,
                            came,
                        });
                    }
                }
            }
            out
        })
        .collect();
    parts.concat()
}

/// Skill within so many steps, at the threshold that would have cost so many false alarms a year over all series.
///
/// # Errors
/// Where no occasion was followed by one, or all were: nothing can be ranked.
pub fn trial(
    occasions: &[Occasion],
    side: Side,
    within: usize,
    false_alarms_a_year: f64,
    a_year: f64,
) -> Result<Trial> {
    let asked: Vec<&Occasion> = occasions
        .iter()
        .filter(|o| o.within == within && o.side == side)
        .collect();
    let first = asked.iter().map(|o| o.origin).min().unwrap_or(0);
    let last = asked.iter().map(|o| o.origin).max().unwrap_or(0);
    let years = (last + 1 - first) as f64 / a_year;
    let skill = |score: &dyn Fn(&Occasion) -> f64| -> Result<(Skill, f64)> {
        let rows: Vec<(f64, bool)> = asked.iter().map(|o| (score(o), o.came)).collect();
        let ranking = Ranking::new(&rows)?;
        let threshold = ranking.threshold(false_alarms_a_year, years);
        Ok((
            Skill {
                auc: ranking.roc_auc(),
                average_precision: ranking.average_precision(),
                at: at_threshold(&rows, threshold, years),
                threshold,
                lead: lead(&asked, score, threshold, within),
            },
            ranking.base_rate(),
        ))
    };
    // Equal probabilities, most of them none at all, are put in the order of momentum.
    let (model, base) = skill(&|o| o.probability + 1e-9 * o.momentum)?;
    let (momentum, _) = skill(&|o| o.momentum)?;
    Ok(Trial {
        within,
        occasions: (asked.len(), base),
        model,
        momentum,
    })
}

/// Mean lead over the onsets that had an alarm in the window before them. An onset is the first step of a surge.
fn lead(
    asked: &[&Occasion],
    score: &dyn Fn(&Occasion) -> f64,
    threshold: f64,
    window: usize,
) -> Option<(f64, usize)> {
    let series = asked.iter().map(|o| o.series).max()?;
    let (mut sum, mut warned) = (0.0, 0_usize);
    for k in 0..=series {
        let of: Vec<&&Occasion> = asked.iter().filter(|o| o.series == k).collect();
        let Some(end) = of.iter().map(|o| o.known).max() else {
            continue;
        };
        // By the step that was the last known when the score was made.
        let mut scores = vec![f64::NEG_INFINITY; end + 1 + window];
        let mut came = vec![false; end + 1 + window];
        let mut asked_at = vec![false; end + 1 + window];
        for o in &of {
            scores[o.known - 1] = score(o);
            asked_at[o.known - 1] = true;
            came[o.known - 1] = o.came;
        }
        // The last origin with a surge ahead, before one already in it or out of reach, stands one step before the onset.
        let onsets: Vec<usize> = (0..end)
            .filter(|t| came[*t] && !asked_at[t + 1])
            .map(|t| t + 1)
            .collect();
        for l in lead_times(&scores, &onsets, threshold, window) {
            if let Some(steps) = l.steps {
                sum += steps as f64;
                warned += 1;
            }
        }
    }
    (warned > 0).then(|| (sum / warned as f64, warned))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn alarms_are_tried_on_flows_that_double() {
        let flow = |k: usize| -> Vec<f64> {
            (0..60)
                .map(|t| {
                    let base = 800.0 + (t * 7919 % 211) as f64;
                    if t > 25 + k * 6 && t < 35 + k * 6 {
                        base * (1.0 + 0.4 * (t - 25 - k * 6) as f64)
                    } else {
                        base
                    }
                })
                .collect()
        };
        let truth: Vec<Vec<f64>> = (0..4).map(flow).collect();
        let names = (0..4).map(|k| k.to_string()).collect();
        let task = Task::unrevised(names, 12, truth, 14, 6);
        let asked = occasions(&task, &Bounds::default(), &[1, 3, 6], 1);
        for (within, least) in [(1, 0.8), (3, 0.8), (6, 0.6)] {
            let t = trial(&asked, Side::Surge, within, 1.0, 12.0).unwrap();
            assert!(t.model.auc > least, "{within}: {t:?}");
            assert!(t.model.at.false_alarms_a_year <= 1.0 + 1e-9);
            assert!(t.model.lead.is_some());
        }
        // Each flow falls back from its surge at once.
        let fall = trial(&asked, Side::Fall, 1, 2.0, 12.0).unwrap();
        assert!(fall.occasions.1 > 0.0 && fall.model.auc.is_finite());
        assert!(trial(&asked[..3], Side::Surge, 12, 1.0, 12.0).is_err());
    }
}
