//! A bell for each part of a mix.
//!
//! The log-odds of a part's share move from month to month; in a mix that does not shift the moves are noise about zero.
//! A cumulative sum chart (E. S. Page, *Continuous inspection schemes*, Biometrika 41, 1954) adds up what exceeds half a
//! standard deviation, in either direction, and rings when the sum passes a limit. The limit is set by how many false
//! alarms a year all charts together may cost, through D. Siegmund's approximation of the run length (1985).

/// Which way a share went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Its share rose.
    Rise,
    /// Its share fell.
    Fall,
}

/// A bell that rang.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ring {
    /// The step as of which it rang.
    pub step: usize,
    /// Which part.
    pub part: usize,
    /// Which way.
    pub way: Way,
    /// The first step of the run that made it ring: the chart's estimate of when the shift began.
    pub since: usize,
    /// Share of the whole in the step before that, and in the step that rang.
    pub shares: (f64, f64),
}

/// What a chart lets pass: half a standard deviation, which is best for finding shifts of a whole one.
const SLACK: f64 = 0.5;
/// One month counts for this many standard deviations at most, so that one alone seldom rings.
const CLIP: f64 = 3.0;
/// After so many months a move counts half for the volatility of a share.
const HALF_LIFE: f64 = 12.0;
/// How large a month's move is thought to be before any is seen, on the log-odds scale, and for how many months that counts.
const PRIOR: (f64, f64) = (0.25, 6.0);
/// The least share that is told from nothing: half a person.
const LEAST: f64 = 0.5;

/// Rings of the charts of each part's share, in order of time, each as of its own step: nothing later is used.
///
/// `counts[part][step]` are the parts, `whole[step]` the whole they are part of, `false_alarms_a_year` what all charts
/// together may cost in a mix that does not shift, at `a_year` steps a year. A step without figures is passed over.
/// After a ring its chart begins anew.
pub fn rings(counts: &[Vec<f64>], whole: &[f64], false_alarms_a_year: f64, a_year: f64) -> Vec<Ring> {
    let charts = 2.0 * counts.len() as f64;
    let run = a_year * charts / false_alarms_a_year.max(1e-6);
    let limit = limit(run);
    let mut out: Vec<Ring> = counts
        .iter()
        .enumerate()
        .flat_map(|(part, series)| chart(part, series, whole, limit))
        .collect();
    out.sort_by_key(|r| (r.step, r.part, r.way));
    out
}

fn chart(part: usize, series: &[f64], whole: &[f64], limit: f64) -> Vec<Ring> {
    let discount = 0.5_f64.powf(1.0 / HALF_LIFE);
    let (mut squares, mut weight) = (PRIOR.0 * PRIOR.0 * PRIOR.1, PRIOR.1);
    let mut sums = [0.0_f64; 2];
    let mut since = [0_usize; 2];
    let mut before: Option<(f64, f64)> = None;
    let mut shares: Vec<f64> = Vec::with_capacity(series.len());
    let mut out = Vec::new();
    for (step, (count, all)) in series.iter().zip(whole).enumerate() {
        let share = count / all;
        shares.push(share);
        if !share.is_finite() || *all <= 0.0 {
            continue;
        }
        let odds = ((count + LEAST) / (all - count + LEAST).max(LEAST)).ln();
        // What counting alone moves: the variance of the log-odds of a binomial share.
        let counting = 1.0 / (count + LEAST) + 1.0 / (all - count + LEAST).max(LEAST);
        if let Some((last, noise)) = before {
            let sd = (squares / weight + counting + noise).sqrt();
            let z = ((odds - last) / sd).clamp(-CLIP, CLIP);
            for (way, sign) in [(0, 1.0), (1, -1.0)] {
                if sums[way] <= 0.0 {
                    since[way] = step;
                }
                sums[way] = (sums[way] + sign * z - SLACK).max(0.0);
                if sums[way] > limit {
                    let from = since[way];
                    out.push(Ring {
                        step,
                        part,
                        way: if way == 0 { Way::Rise } else { Way::Fall },
                        since: from,
                        shares: (shares[from.saturating_sub(1)], share),
                    });
                    sums[way] = 0.0;
                }
            }
            let moved = (odds - last).clamp(-CLIP * sd, CLIP * sd);
            squares = discount * squares + (moved * moved - counting - noise).max(0.0);
            weight = discount * weight + 1.0;
        }
        before = Some((odds, counting));
    }
    out
}

/// The limit of a chart whose mean run between false alarms is so many steps.
pub fn limit(run: f64) -> f64 {
    let (mut low, mut high) = (0.0, 60.0);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if run_length(middle) < run {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// Mean run of a one-sided chart without a shift, for standard normal moves (Siegmund 1985, eq. 2.57):
/// `(e^{2kb} − 2kb − 1) / (2k²)` with `b` the limit plus 1.166 and `k` the slack.
pub fn run_length(limit: f64) -> f64 {
    let b = limit + 1.166;
    let x = 2.0 * SLACK * b;
    (x.exp() - x - 1.0) / (2.0 * SLACK * SLACK)
}

#[cfg(test)]
mod tests {
    use rand_distr::{Distribution, Poisson, StandardNormal};

    use super::*;
    use crate::random::generator;

    #[test]
    fn the_published_run_length_of_the_common_chart() {
        // Slack ½ and limit 4: 168 steps for two charts (Montgomery, Introduction to Statistical Quality Control), 336 for
        // one of them.
        assert!((run_length(4.0) - 336.0).abs() < 10.0, "{}", run_length(4.0));
        assert!((run_length(limit(500.0)) - 500.0).abs() < 1e-6);
    }

    #[test]
    fn a_steady_mix_costs_about_what_was_stated() {
        let (parts, steps, stated) = (10, 2400, 2.0);
        let mut random = generator(5, &[]);
        let mut level = vec![8.0_f64; parts];
        let mut counts = vec![Vec::new(); parts];
        for _ in 0..steps {
            for (l, c) in level.iter_mut().zip(&mut counts) {
                let z: f64 = StandardNormal.sample(&mut random);
                *l = 8.0 + 0.97 * (*l - 8.0) + 0.15 * z;
                c.push(Poisson::new(l.exp()).map_or(0.0, |p| p.sample(&mut random)));
            }
        }
        let whole: Vec<f64> = (0..steps).map(|t| counts.iter().map(|c| c[t]).sum()).collect();
        let rung = rings(&counts, &whole, stated, 12.0).len() as f64 / (steps as f64 / 12.0);
        assert!(rung > 0.3 * stated && rung < 2.0 * stated, "{rung} a year");
    }

    #[test]
    fn a_share_that_grows_rings_and_says_since_when() {
        let mut counts = vec![vec![4000.0; 36], vec![400.0; 36]];
        for (i, c) in counts[1][24..].iter_mut().enumerate() {
            *c = 400.0 * 1.6_f64.powi(i32::try_from(i).unwrap_or(0) + 1);
        }
        let whole: Vec<f64> = (0..36).map(|t| counts[0][t] + counts[1][t]).collect();
        let rung = rings(&counts, &whole, 1.0, 12.0);
        let first = rung.iter().find(|r| r.part == 1 && r.way == Way::Rise);
        assert!(first.is_some_and(|r| r.step <= 28 && r.since == 24), "{rung:?}");
        assert!(rung.iter().all(|r| r.step >= 24));
    }
}
