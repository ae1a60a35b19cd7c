//! Marks summed up.

use std::collections::BTreeMap;

use super::{Backtest, Mark};
use crate::score::{
    compare::{DieboldMariano, diebold_mariano},
    coverage::Coverage,
    pit::{Histogram, kolmogorov_smirnov},
    point,
    skill::Skill,
};

/// Scores over some of the marks.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Steps ahead; `None` for all together.
    pub ahead: Option<usize>,
    /// Weighted interval scores beside the reference's.
    pub wis: Skill,
    /// The same beside those of the reference made by the same procedure; where none was run, the reference's own.
    pub fair: Skill,
    /// Absolute errors of the median beside the reference's.
    pub error: Skill,
    /// Mean continuous ranked probability score.
    pub crps: f64,
    /// Mean logarithmic score over the outcomes that had a probability at all, and how many had none.
    pub log: (f64, usize),
    /// Sum of absolute errors over the sum of outcomes.
    pub wape: Option<f64>,
    /// Mean symmetric percentage error, in per cent.
    pub smape: Option<f64>,
    /// Mean absolute error over that of the seasonal naive forecast in the history.
    pub mase: Option<f64>,
    /// Outcomes in the 80 per cent intervals.
    pub coverage_80: Coverage,
    /// Outcomes in the 95 per cent intervals.
    pub coverage_95: Coverage,
    /// Ten bins of the probability integral transform, as shares.
    pub transform: Vec<f64>,
    /// Distance of the transforms from uniform, and how probable as large a one is.
    pub uniform: Option<(f64, f64)>,
    /// Whether the difference to the reference may be chance; losses of one origin are averaged over the series.
    pub test: Option<DieboldMariano>,
}

impl Backtest {
    /// One row for each step ahead, over the marks that `keep` lets pass.
    pub fn by_horizon(&self, keep: impl Fn(&Mark) -> bool) -> Vec<Row> {
        (1..=self.horizon)
            .map(|h| {
                let marks: Vec<&Mark> = self.marks.iter().filter(|m| m.ahead == h && keep(m)).collect();
                row(Some(h), &marks)
            })
            .collect()
    }

    /// One row over all marks that `keep` lets pass. The test is of no one horizon, and left out.
    pub fn overall(&self, keep: impl Fn(&Mark) -> bool) -> Row {
        let marks: Vec<&Mark> = self.marks.iter().filter(|m| keep(m)).collect();
        row(None, &marks)
    }

    /// The series that `keep` lets pass by the size of their flows: the bounds are the terciles of the series' mean outcomes.
    pub fn flow_sizes(&self, keep: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for m in self.marks.iter().filter(|m| keep(m.series)) {
            let s = sums.entry(m.series).or_default();
            s.0 += m.outcome;
            s.1 += 1.0;
        }
        let mut means: Vec<(f64, usize)> = sums.into_iter().map(|(k, (s, n))| (s / n, k)).collect();
        means.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let part = means.len().div_ceil(3).max(1);
        means
            .chunks(part)
            .map(|c| c.iter().map(|(_, k)| *k).collect())
            .collect()
    }
}

fn row(ahead: Option<usize>, marks: &[&Mark]) -> Row {
    let mut wis = Skill::default();
    let mut fair = Skill::default();
    let mut error = Skill::default();
    let (mut coverage_80, mut coverage_95) = (Coverage::default(), Coverage::default());
    let mut histogram = Histogram::new(10);
    let mut crps = 0.0;
    let (mut log, mut logs, mut improbable) = (0.0, 0.0, 0);
    let mut scaled = Vec::new();
    for m in marks {
        wis.add(m.wis, m.reference.1);
        fair.add(m.wis, m.rival.unwrap_or(m.reference.1));
        error.add((m.outcome - m.median).abs(), (m.outcome - m.reference.0).abs());
        coverage_80.add(m.intervals[0], m.outcome);
        coverage_95.add(m.intervals[1], m.outcome);
        histogram.add(m.transform);
        crps += m.crps;
        if m.log.is_finite() {
            log += m.log;
            logs += 1.0;
        } else {
            improbable += 1;
        }
        if let Some(s) = m.scale.filter(|s| *s > 0.0) {
            scaled.push((m.outcome - m.median).abs() / s);
        }
    }
    let rows: Vec<(f64, f64)> = marks.iter().map(|m| (m.median, m.outcome)).collect();
    let transforms: Vec<f64> = marks.iter().map(|m| m.transform).collect();
    let mean = |sum: f64, n: f64| if n > 0.0 { sum / n } else { f64::NAN };
    Row {
        ahead,
        wis,
        fair,
        error,
        crps: mean(crps, marks.len() as f64),
        log: (mean(log, logs), improbable),
        wape: point::wape(&rows),
        smape: point::smape(&rows),
        mase: (!scaled.is_empty()).then(|| scaled.iter().sum::<f64>() / scaled.len() as f64),
        coverage_80,
        coverage_95,
        transform: histogram
            .weights()
            .iter()
            .map(|w| w / (marks.len() as f64).max(1.0))
            .collect(),
        uniform: kolmogorov_smirnov(&transforms),
        test: ahead.and_then(|h| compare(marks, h)),
    }
}

/// Losses of one origin are dependent across series: they are averaged before the test.
fn compare(marks: &[&Mark], horizon: usize) -> Option<DieboldMariano> {
    let mut by_origin: BTreeMap<usize, (f64, f64, f64)> = BTreeMap::new();
    for m in marks {
        let sum = by_origin.entry(m.origin).or_default();
        sum.0 += m.wis;
        sum.1 += m.reference.1;
        sum.2 += 1.0;
    }
    let (ours, theirs): (Vec<f64>, Vec<f64>) = by_origin.values().map(|(a, b, n)| (a / n, b / n)).unzip();
    diebold_mariano(&ours, &theirs, horizon).ok()
}

/// How many marks a horizon needs before anything is said of its skill.
pub const ENOUGH: usize = 8;

/// The last step ahead up to which a forecast may be shown: every step up to it has shown skill, which is a weighted
/// interval score below that of the reference made by the same procedure, on eight targets or more, both at the step itself
/// and together with the steps just before and after, since the scores of one step of one series are few. 0 where not even
/// the first has shown any skill.
///
/// Past it the model has shown no skill over the reference, and saying so is the forecast.
pub fn skilful_horizon(rows: &[Row]) -> usize {
    let better = |s: &Skill| s.relative().is_some_and(|w| w < 1.0);
    (0..rows.len())
        .take_while(|at| {
            let mut near = Skill::default();
            for row in &rows[at.saturating_sub(1)..rows.len().min(at + 2)] {
                near.merge(&row.fair);
            }
            rows[*at].fair.outcomes >= ENOUGH && better(&rows[*at].fair) && better(&near)
        })
        .count()
}
