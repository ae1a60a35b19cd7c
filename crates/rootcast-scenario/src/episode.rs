//! Episodes held out whole, and who foretold them better.
//!
//! A policy episode (a parole opens, a border is policed) is one event, however many months it lasts: leaving out months
//! of it one by one would let the model see it. [`Episode::history`] is what a model may be fitted to: all before the
//! episode and nothing after its start. What it then says is scored against what happened, beside a baseline (that of
//! the forecast) and the *share baseline*: each series keeps its last share of the total, and is told the true total.
//! Losses are said as plainly as gains.
//!
//! Scores are the continuous ranked probability score of draws (T. Gneiting and A. E. Raftery, J. Am. Stat. Assoc. 102,
//! 2007) and the weighted interval score (J. Bracher, E. L. Ray, T. Gneiting and N. G. Reich, `PLoS` Comput. Biol.
//! 17, 2021); of both, less is better.

use serde::{Deserialize, Serialize};

use crate::moments::{self, quantile_sorted};

/// Why an episode cannot be scored.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EpisodeError {
    /// The episode, the figures or the draws do not fit each other.
    #[error("episode `{episode}` cannot be scored: {why}")]
    Shape {
        /// The episode.
        episode: String,
        /// What does not fit.
        why: String,
    },
}

/// An episode: times counted from 0, the first included, `steps` of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Episode {
    /// Its name.
    pub name: String,
    /// The first time.
    pub from: usize,
    /// How many times it lasts, at least 1.
    pub steps: usize,
}

/// Draws of what would come: by draw, series, step of the episode.
pub type Draws = Vec<Vec<Vec<f64>>>;

/// Central intervals of the weighted interval score, by the share outside.
const OUTSIDE: [f64; 11] = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// One series of an episode, or their sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeriesScore {
    /// The series; `total` of their sum.
    pub series: String,
    /// The mean score of the model's draws, in the unit of the figures.
    pub crps: f64,
    /// The mean weighted interval score of the model's draws.
    pub wis: f64,
    /// The mean score of the baseline's draws.
    pub baseline_crps: f64,
    /// The mean weighted interval score of the baseline's draws.
    pub baseline_wis: f64,
    /// The mean absolute error, which is the score of a point, of the share baseline; `None` of the total, which it is
    /// told.
    pub share_error: Option<f64>,
    /// Share of outcomes within the model's central half.
    pub within_half: f64,
    /// Share of outcomes within its central 90 %.
    pub within_ninety: f64,
}

/// An episode scored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EpisodeScore {
    /// The episode.
    pub episode: String,
    /// Its length.
    pub steps: usize,
    /// Each series, then the total where there are several.
    pub series: Vec<SeriesScore>,
}

impl Episode {
    fn wrong(&self, why: String) -> EpisodeError {
        EpisodeError::Shape {
            episode: self.name.clone(),
            why,
        }
    }

    /// What a model may be fitted to: each series before the episode.
    pub fn history<'a>(&self, figures: &'a [Vec<f64>]) -> Result<Vec<&'a [f64]>, EpisodeError> {
        figures
            .iter()
            .map(|series| {
                series
                    .get(..self.from)
                    .ok_or_else(|| self.wrong("it begins after the figures end".to_owned()))
            })
            .collect()
    }

    /// What happened: by series and step.
    fn outcomes<'a>(&self, figures: &'a [Vec<f64>]) -> Result<Vec<&'a [f64]>, EpisodeError> {
        let found: Option<Vec<&[f64]>> = figures
            .iter()
            .map(|series| series.get(self.from..self.from.saturating_add(self.steps)))
            .collect();
        let found = found.ok_or_else(|| self.wrong("the figures end before it does".to_owned()))?;
        if self.steps == 0 || self.from == 0 || found.is_empty() {
            return Err(self.wrong("it needs a series, a time before it and at least one step".to_owned()));
        }
        if figures.iter().flatten().any(|v| !v.is_finite()) {
            return Err(self.wrong("a figure is not finite; leave out series with holes".to_owned()));
        }
        Ok(found)
    }

    fn check(&self, what: &str, draws: &Draws, series: usize) -> Result<(), EpisodeError> {
        let fits = draws.len() >= 2
            && draws.iter().all(|d| {
                d.len() == series
                    && d.iter()
                        .all(|s| s.len() == self.steps && s.iter().all(|v| v.is_finite()))
            });
        if fits {
            return Ok(());
        }
        Err(self.wrong(format!(
            "{what} must have two or more draws of {series} series and {} steps, all finite",
            self.steps
        )))
    }

    /// Scores draws of the model and of a baseline. `figures` are all figures, by series and time; `window` how many
    /// times before the episode the share baseline takes its shares from.
    pub fn score(
        &self,
        names: &[String],
        figures: &[Vec<f64>],
        window: usize,
        model: &Draws,
        baseline: &Draws,
    ) -> Result<EpisodeScore, EpisodeError> {
        let outcomes = self.outcomes(figures)?;
        if names.len() != figures.len() {
            return Err(self.wrong(format!("{} names for {} series", names.len(), figures.len())));
        }
        self.check("the model", model, figures.len())?;
        self.check("the baseline", baseline, figures.len())?;
        let shares = self.shares(figures, window)?;
        let totals: Vec<f64> = (0..self.steps)
            .map(|t| outcomes.iter().map(|o| o[t]).sum())
            .collect();
        let mut series: Vec<SeriesScore> = names
            .iter()
            .enumerate()
            .map(|(s, name)| {
                let of = |draws: &Draws, t: usize| draws.iter().map(|d| d[s][t]).collect::<Vec<f64>>();
                let error = (0..self.steps)
                    .map(|t| (shares[s] * totals[t] - outcomes[s][t]).abs())
                    .sum::<f64>();
                compare(
                    name,
                    outcomes[s],
                    |t| of(model, t),
                    |t| of(baseline, t),
                    Some(error / self.steps as f64),
                )
            })
            .collect();
        if names.len() > 1 {
            let of = |draws: &Draws, t: usize| {
                draws
                    .iter()
                    .map(|d| d.iter().map(|s| s[t]).sum())
                    .collect::<Vec<f64>>()
            };
            series.push(compare(
                "total",
                &totals,
                |t| of(model, t),
                |t| of(baseline, t),
                None,
            ));
        }
        Ok(EpisodeScore {
            episode: self.name.clone(),
            steps: self.steps,
            series,
        })
    }

    /// Each series' share of the total over the last times before the episode.
    fn shares(&self, figures: &[Vec<f64>], window: usize) -> Result<Vec<f64>, EpisodeError> {
        if window == 0 || window > self.from {
            return Err(self.wrong(format!(
                "shares over {window} times before it, where there are {}",
                self.from
            )));
        }
        let sums: Vec<f64> = figures
            .iter()
            .map(|s| s[self.from - window..self.from].iter().sum())
            .collect();
        let total: f64 = sums.iter().sum();
        if total > 0.0 {
            Ok(sums.iter().map(|s| s / total).collect())
        } else {
            Err(self.wrong("all figures before it are 0, so that there are no shares to keep".to_owned()))
        }
    }
}

fn compare(
    name: &str,
    outcomes: &[f64],
    model: impl Fn(usize) -> Vec<f64>,
    baseline: impl Fn(usize) -> Vec<f64>,
    share_error: Option<f64>,
) -> SeriesScore {
    let steps = outcomes.len() as f64;
    let mut out = SeriesScore {
        series: name.to_owned(),
        crps: 0.0,
        wis: 0.0,
        baseline_crps: 0.0,
        baseline_wis: 0.0,
        share_error,
        within_half: 0.0,
        within_ninety: 0.0,
    };
    for (t, outcome) in outcomes.iter().enumerate() {
        let (said, base) = (model(t), baseline(t));
        out.crps += crps(&said, *outcome) / steps;
        out.wis += wis(&said, *outcome) / steps;
        out.baseline_crps += crps(&base, *outcome) / steps;
        out.baseline_wis += wis(&base, *outcome) / steps;
        let sorted = sorted(&said);
        let within = |outside: f64| {
            let (low, high) = central(&sorted, outside);
            if (low..=high).contains(outcome) {
                1.0 / steps
            } else {
                0.0
            }
        };
        out.within_half += within(0.5);
        out.within_ninety += within(0.1);
    }
    out
}

fn sorted(draws: &[f64]) -> Vec<f64> {
    let mut out = draws.to_vec();
    out.sort_unstable_by(f64::total_cmp);
    out
}

fn central(sorted: &[f64], outside: f64) -> (f64, f64) {
    (
        quantile_sorted(sorted, outside / 2.0),
        quantile_sorted(sorted, 1.0 - outside / 2.0),
    )
}

/// The continuous ranked probability score of draws: E|X − y| − E|X − X'| / 2, both over the draws.
pub fn crps(draws: &[f64], outcome: f64) -> f64 {
    let sorted = sorted(draws);
    let n = sorted.len() as f64;
    let distance = moments::mean(&sorted.iter().map(|x| (x - outcome).abs()).collect::<Vec<f64>>());
    // Σᵢⱼ |xᵢ − xⱼ| = 2 Σ (2i − n + 1) x₍ᵢ₎ over places from 0.
    let spread: f64 = sorted
        .iter()
        .enumerate()
        .map(|(i, x)| (2.0 * i as f64 - n + 1.0) * x)
        .sum();
    distance - spread / (n * n)
}

/// The weighted interval score of draws, from their median and eleven central intervals.
pub fn wis(draws: &[f64], outcome: f64) -> f64 {
    let sorted = sorted(draws);
    let median = (outcome - quantile_sorted(&sorted, 0.5)).abs();
    let intervals: f64 = OUTSIDE
        .iter()
        .map(|outside| {
            let (low, high) = central(&sorted, *outside);
            let missed = (low - outcome).max(0.0) + (outcome - high).max(0.0);
            outside / 2.0 * (high - low) + missed
        })
        .sum();
    (0.5 * median + intervals) / (OUTSIDE.len() as f64 + 0.5)
}

impl EpisodeScore {
    /// One sentence a series and comparison: who was better, and by how much. Losses come first.
    pub fn verdicts(&self) -> Vec<String> {
        let mut lost = Vec::new();
        let mut won = Vec::new();
        for s in &self.series {
            let mut say = |against: &str, theirs: f64| {
                let line = |word: &str, share: f64| {
                    format!(
                        "{}, {}: the model {word} {against} by {:.0} % (score {:.1} against {theirs:.1})",
                        self.episode,
                        s.series,
                        100.0 * share,
                        s.crps
                    )
                };
                if s.crps > theirs {
                    lost.push(line("lost to", s.crps / theirs - 1.0));
                } else if s.crps < theirs {
                    won.push(line("beat", 1.0 - s.crps / theirs));
                } else {
                    won.push(format!(
                        "{}, {}: the model tied with {against}",
                        self.episode, s.series
                    ));
                }
            };
            say("the baseline", s.baseline_crps);
            if let Some(error) = s.share_error {
                say("the share baseline", error);
            }
        }
        lost.extend(won);
        lost
    }

    /// How many comparisons the model lost, and how many there were.
    pub fn losses(&self) -> (usize, usize) {
        let against = self
            .series
            .iter()
            .flat_map(|s| [Some(s.baseline_crps), s.share_error].map(|theirs| theirs.map(|t| s.crps > t)));
        let told: Vec<bool> = against.flatten().collect();
        (told.iter().filter(|lost| **lost).count(), told.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn episode() -> Episode {
        Episode {
            name: "opening".into(),
            from: 3,
            steps: 2,
        }
    }

    fn figures() -> Vec<Vec<f64>> {
        vec![
            vec![10.0, 10.0, 30.0, 20.0, 10.0],
            vec![10.0, 10.0, 10.0, 80.0, 90.0],
        ]
    }

    fn around(centres: [[f64; 2]; 2]) -> Draws {
        [-5.0, 0.0, 5.0]
            .iter()
            .map(|d| {
                centres
                    .iter()
                    .map(|s| s.iter().map(|v| v + d).collect())
                    .collect()
            })
            .collect()
    }

    #[test]
    fn a_model_that_saw_it_coming_beats_both_and_one_that_did_not_is_said_to_have_lost() {
        let names = ["x".to_owned(), "y".to_owned()];
        let (good, flat) = (
            around([[20.0, 10.0], [80.0, 90.0]]),
            around([[25.0, 25.0], [10.0, 10.0]]),
        );
        let score = episode().score(&names, &figures(), 1, &good, &flat).unwrap();
        assert_eq!(score.losses(), (0, 5));
        // Shares 3/4 and 1/4 of a total of 100: errors 55 and 65.
        assert!((score.series[0].share_error.unwrap() - 60.0).abs() < 1e-12);
        assert_eq!(score.series[2].series, "total");
        assert!((score.series[0].within_half - 1.0).abs() < 1e-12);
        let swapped = episode().score(&names, &figures(), 1, &flat, &good).unwrap();
        let verdicts = swapped.verdicts();
        // The shares did not see y coming either, but by less.
        assert_eq!(swapped.losses().0, 4);
        assert!(
            verdicts[0].starts_with("opening, x: the model lost to the baseline by"),
            "{verdicts:?}"
        );
    }

    #[test]
    fn the_history_ends_where_the_episode_begins() {
        assert_eq!(episode().history(&figures()).unwrap()[1], [10.0, 10.0, 10.0]);
        let names = ["x".to_owned(), "y".to_owned()];
        let fine = around([[1.0; 2]; 2]);
        let late = Episode { from: 4, ..episode() };
        assert!(late.score(&names, &figures(), 1, &fine, &fine).is_err());
        let first = Episode { from: 0, ..episode() };
        assert!(first.score(&names, &figures(), 1, &fine, &fine).is_err());
        assert!(episode().score(&names, &figures(), 4, &fine, &fine).is_err());
        assert!(episode().score(&names[..1], &figures(), 1, &fine, &fine).is_err());
        assert!(
            episode()
                .score(&names, &figures(), 1, &vec![fine[0].clone()], &fine)
                .is_err()
        );
    }

    #[test]
    fn scores_of_a_normal_sample_are_near_the_closed_form() {
        let draws: Vec<f64> = (1..2000)
            .map(|i| moments::normal_quantile(f64::from(i) / 2000.0))
            .collect();
        // CRPS of N(0, 1) at 0: 2φ(0) − 1/√π. WIS is the same sum over 23 quantiles, two of them far out, where it is less.
        let exact = 2.0 / std::f64::consts::TAU.sqrt() - 1.0 / std::f64::consts::PI.sqrt();
        assert!((crps(&draws, 0.0) - exact).abs() < 1e-3, "{}", crps(&draws, 0.0));
        assert!((wis(&draws, 0.0) - exact).abs() < 0.03, "{}", wis(&draws, 0.0));
        assert!((crps(&[3.0, 3.0], 5.0) - 2.0).abs() < 1e-12 && (wis(&[3.0, 3.0], 5.0) - 2.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn scores_are_never_negative_and_do_not_depend_on_order(mut draws in prop::collection::vec(-1e3..1e3_f64, 2..30), y in -1e3..1e3_f64) {
            let (a, b) = (crps(&draws, y), wis(&draws, y));
            prop_assert!(a >= -1e-9 && b >= 0.0);
            draws.reverse();
            prop_assert!((crps(&draws, y) - a).abs() < 1e-9 && (wis(&draws, y) - b).abs() < 1e-9);
        }
    }
}
