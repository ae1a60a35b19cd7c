//! One series and an event that touched all of it: no unit is left to compare with.
//!
//! Two designs stand beside each other. The change of level at the event, the usual movement of each season taken out,
//! against the changes at every earlier step ([`crate::stability`], after Andrews 2003): it asks whether the series ever
//! moved so without the event. And the Bayesian structural time series ([`crate::structural`]) on other series as
//! controls, which gives an effect with an interval. Both assume that nothing else moved the series at that time. No figure
//! can show that, so that other events named within [`NEAR`] steps leave the question without an answer.

use serde::Serialize;

use crate::{
    appraisal::{Bars, Gate, Verdict, Way, verdict},
    error::{ImpactError, Result},
    stability::{self, Change},
    structural::{self, Impact, Options},
};

/// Steps within which two events cannot be told apart by one series.
pub const NEAR: usize = 3;
/// Steps within which an earlier event may still be at work.
pub const YEAR: usize = 12;
/// Steps on each side over which levels are compared, at most.
const SIDE: usize = 6;
/// Fewest steps after the event.
const AFTER: usize = 3;
/// Fewest steps before it: changes at earlier steps are what it is compared with.
pub const BEFORE: usize = 60;

/// What is asked. Series are on the logarithm of one more than the count.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The series.
    pub series: &'a [f64],
    /// Names of the steps.
    pub steps: &'a [String],
    /// Steps after which a season comes back.
    pub season: usize,
    /// The first step under treatment.
    pub start: usize,
    /// Series that the event did not touch, whole over the last `memory` steps and those from the event on.
    pub controls: &'a [Vec<f64>],
    /// Steps before the event on which the structural time series rests.
    pub memory: usize,
    /// Other events by name and first step.
    pub others: &'a [(String, usize)],
    /// Steps in which the measure itself changed.
    pub breaks: &'a [usize],
    /// Which way the event is said to have moved the series.
    pub way: Way,
    /// The bars; those about donors have no use here.
    pub bars: &'a Bars,
    /// Seed of the sampler.
    pub seed: u64,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Interrupted {
    /// The change of level, seasons taken out, and how unusual it is.
    pub change: Change,
    /// Steps on each side of it.
    pub side: usize,
    /// By the structural time series: the mean effect on the series' scale, its interval, and what each step would have been.
    pub model: Impact,
    /// The first step that the model saw.
    pub model_from: usize,
    /// The change that nine of ten earlier ones stay below.
    pub detectable: f64,
    /// The gates, in the order in which they decide.
    pub gates: Vec<Gate>,
    /// The verdict.
    pub verdict: Verdict,
    /// The gate that decided.
    pub decided_by: &'static str,
}

/// Estimates, and looks at every gate.
///
/// # Errors
/// [`ImpactError::Design`] where too few steps lie before or after the event; errors of both designs.
pub fn appraise(question: &Question<'_>) -> Result<Interrupted> {
    let Question {
        series,
        start,
        bars,
        way,
        ..
    } = *question;
    let after = series.len().saturating_sub(start);
    if start < BEFORE || after < AFTER {
        return Err(ImpactError::Design(format!(
            "{start} steps lie before the event and {after} from it on; {BEFORE} and {AFTER} are needed"
        )));
    }
    if question.steps.len() != series.len() {
        return Err(ImpactError::Design(
            "each step of the series needs a name".to_owned(),
        ));
    }
    let side = after.min(SIDE);
    let even = without_seasons(series, start, question.season);
    let change = stability::change(&even, start, side)?;
    let detectable = usual(&even, start, side, change.drift, bars.alpha);
    let model_from = start.saturating_sub(question.memory);
    let controls: Vec<Vec<f64>> = question
        .controls
        .iter()
        .map(|c| c.get(model_from..).unwrap_or(&[]).to_vec())
        .collect();
    let options = Options {
        seed: question.seed,
        seasons: (question.season > 1).then_some((question.season, 1)),
        alpha: bars.alpha,
        ..Options::default()
    };
    let model = structural::impact(&series[model_from..], &controls, start - model_from, &options)?;
    let effect = change.after - change.before - change.drift;
    let gates = vec![
        verdict::steps(start, bars),
        alone(question),
        measure(question),
        verdict::gate(
            "floor",
            Some(change.least_p()),
            bars.alpha,
            change.least_p() <= bars.alpha,
            format!(
                "with so many earlier steps p cannot be below {:.4}",
                change.least_p()
            ),
        ),
        verdict::gate(
            "power",
            Some(detectable),
            bars.matters,
            detectable <= bars.matters,
            format!(
                "changes up to {detectable:.2} were usual before; {:.2} is what matters",
                bars.matters
            ),
        ),
        verdict::gate(
            "placebo",
            Some(change.p),
            bars.alpha,
            change.p <= bars.alpha,
            format!(
                "{:.1} % of earlier steps saw the level change as much over {side} steps on each side",
                100.0 * change.p
            ),
        ),
        agrees(&model, effect),
        rivals(question),
        verdict::peak(series, start, way, bars),
    ];
    let (verdict, decided_by) = verdict::of(&gates, way.fits(effect));
    Ok(Interrupted {
        change,
        side,
        model,
        model_from,
        detectable,
        gates,
        verdict,
        decided_by,
    })
}

/// The series less the mean movement of each season about the year's mean, as it was before the event.
fn without_seasons(series: &[f64], start: usize, season: usize) -> Vec<f64> {
    if season < 2 {
        return series.to_vec();
    }
    let half = season / 2;
    let mut sums = vec![(0.0, 0.0); season];
    for t in half..start.saturating_sub(half) {
        // A centred mean over whole years, its outermost steps with half a weight where the season is even.
        let window = &series[t - half..=t + half];
        let edge = if season.is_multiple_of(2) { 0.5 } else { 1.0 };
        let inner: f64 = window[1..window.len() - 1].iter().sum();
        let mean = (inner + edge * (window[0] + window[window.len() - 1])) / season as f64;
        let off = series[t] - mean;
        if off.is_finite() {
            let (sum, n) = &mut sums[t % season];
            *sum += off;
            *n += 1.0;
        }
    }
    let means: Vec<f64> = sums
        .iter()
        .map(|(s, n)| if *n > 0.0 { s / n } else { 0.0 })
        .collect();
    series
        .iter()
        .enumerate()
        .map(|(t, v)| v - means[t % season])
        .collect()
}

/// The change that all but a part `alpha` of the earlier ones stay below.
fn usual(even: &[f64], start: usize, side: usize, drift: f64, alpha: f64) -> f64 {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / side as f64;
    let mut sizes: Vec<f64> = (side..=start.saturating_sub(side))
        .map(|j| (mean(&even[j..j + side]) - mean(&even[j - side..j]) - drift).abs())
        .filter(|d| d.is_finite())
        .collect();
    sizes.sort_by(f64::total_cmp);
    verdict::quantile(&sizes, 1.0 - alpha)
}

fn alone(question: &Question<'_>) -> Gate {
    let near: Vec<&str> = question
        .others
        .iter()
        .filter(|(_, at)| at.abs_diff(question.start) <= NEAR)
        .map(|(name, _)| name.as_str())
        .collect();
    let says = if near.is_empty() {
        format!("no other event is named within {NEAR} steps")
    } else {
        format!(
            "within {NEAR} steps began also: {}; one series cannot tell them apart",
            near.join(", ")
        )
    };
    verdict::gate("alone", Some(near.len() as f64), 0.0, near.is_empty(), says)
}

/// Events of the year before, and of the steps looked at, are rivals that no control takes out.
fn rivals(question: &Question<'_>) -> Gate {
    let found: Vec<&str> = question
        .others
        .iter()
        .filter(|(_, at)| *at + YEAR >= question.start && *at < question.series.len())
        .map(|(name, _)| name.as_str())
        .collect();
    let says = if found.is_empty() {
        format!("no other event is named in the {YEAR} steps before")
    } else {
        format!(
            "what began in the {YEAR} steps before may still be at work: {}",
            found.join(", ")
        )
    };
    verdict::gate("rivals", Some(found.len() as f64), 0.0, found.is_empty(), says)
}

fn measure(question: &Question<'_>) -> Gate {
    let near: Vec<&str> = question
        .breaks
        .iter()
        .filter(|b| b.abs_diff(question.start) <= NEAR)
        .filter_map(|b| question.steps.get(*b))
        .map(String::as_str)
        .collect();
    let says = if near.is_empty() {
        format!("no change of the measure is named within {NEAR} steps of the event")
    } else {
        format!(
            "the measure itself changed at {}, within {NEAR} steps of the event",
            near.join(", ")
        )
    };
    verdict::gate("measure", Some(near.len() as f64), 0.0, near.is_empty(), says)
}

fn agrees(model: &Impact, effect: f64) -> Gate {
    let (low, high) = model.average.interval;
    let passed = if effect < 0.0 { high < 0.0 } else { low > 0.0 };
    verdict::gate(
        "methods",
        Some(model.average.effect),
        0.0,
        passed,
        format!(
            "the structural time series gives {:.2}, between {low:.2} and {high:.2}",
            model.average.effect
        ),
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand::RngExt;
    use rand_pcg::Pcg64;

    use super::*;

    /// A seasonal series that moves slowly back to its level, broken by `by` at step 120.
    fn series(seed: u64, by: f64) -> Vec<f64> {
        let mut random = Pcg64::new(u128::from(seed), 17);
        let mut off = 0.0;
        (0..126)
            .map(|t| {
                off = 0.5 * off + 0.2 * (random.random::<f64>() - 0.5);
                let season = 0.4 * (f64::from(t % 12) / 12.0 * std::f64::consts::TAU).sin();
                10.0 + season + off + if t >= 120 { by } else { 0.0 }
            })
            .collect()
    }

    fn asked(series: &[f64], others: &[(String, usize)], breaks: &[usize]) -> Interrupted {
        let steps: Vec<String> = (0..series.len()).map(|t| t.to_string()).collect();
        appraise(&Question {
            series,
            steps: &steps,
            season: 12,
            start: 120,
            controls: &[],
            memory: 84,
            others,
            breaks,
            way: Way::Fall,
            bars: &Bars::default(),
            seed: 1,
        })
        .unwrap()
    }

    #[test]
    fn a_break_is_seen_and_nothing_is_seen_where_there_is_none() {
        let found = asked(&series(1, -1.0), &[], &[]);
        assert_eq!(found.verdict, Verdict::Supported, "{:?}", found.gates);
        assert!((found.model.average.effect + 1.0).abs() < 0.3);
        let (low, high) = found.model.average.interval;
        assert!(low < -1.0 && high > -1.0, "{low} {high}");
        let false_alarms = (0..20)
            .filter(|s| asked(&series(100 + s, 0.0), &[], &[]).verdict == Verdict::Supported)
            .count();
        assert!(false_alarms <= 2, "{false_alarms}");
    }

    #[test]
    fn another_event_or_another_measure_at_the_time_leaves_no_answer() {
        let broken = series(1, -1.0);
        let found = asked(&broken, &[("another".to_owned(), 118)], &[]);
        assert_eq!(
            (found.verdict, found.decided_by),
            (Verdict::NotIdentifiable, "alone")
        );
        assert!(found.gates.iter().any(|g| g.says.contains("another")));
        let found = asked(&broken, &[("earlier".to_owned(), 110)], &[]);
        assert_eq!((found.verdict, found.decided_by), (Verdict::Fragile, "rivals"));
        let found = asked(&broken, &[("long ago".to_owned(), 90)], &[121]);
        assert_eq!(
            (found.verdict, found.decided_by),
            (Verdict::NotIdentifiable, "measure")
        );
    }

    #[test]
    fn too_short_a_series_is_refused() {
        let v = series(1, 0.0);
        let steps: Vec<String> = (0..v.len()).map(|t| t.to_string()).collect();
        let mut question = Question {
            series: &v,
            steps: &steps,
            season: 12,
            start: 20,
            controls: &[],
            memory: 84,
            others: &[],
            breaks: &[],
            way: Way::Fall,
            bars: &Bars::default(),
            seed: 1,
        };
        assert!(appraise(&question).unwrap_err().to_string().contains("60 and 3"));
        question.start = 125;
        assert!(appraise(&question).is_err());
        question.start = usize::MAX;
        assert!(appraise(&question).is_err());
    }
}
