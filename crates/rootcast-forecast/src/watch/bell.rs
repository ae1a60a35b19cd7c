//! A bell for each part of a mix.
//!
//! It rings when a part's share over the last quarter is so many times its share over the year before that, or so many
//! times less, and has moved by two hundredths of the whole at least. A ring is *false* when over the half year after it
//! the share is back: less than half the way, on the log scale, from the share before. How many times is chosen by what
//! false alarms a year are affordable, on what was known of rings at the time and of what came after them; until enough
//! has been seen it is one and a half.
//!
//! Charts that ask whether a move is improbable for a random walk (cumulative sums, deviations in standard units) were
//! tried on the same series: shares at the border move so much that they rang for neither Haiti in 2021 nor the northern
//! triangle in 2022.

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
    /// The step as of which it rang: nothing later was used.
    pub step: usize,
    /// Which part.
    pub part: usize,
    /// Which way.
    pub way: Way,
    /// Share of the whole over the year before the quarter.
    pub before: f64,
    /// Share of the whole over the quarter.
    pub now: f64,
    /// How many times the share had to change.
    pub times: f64,
    /// Whether it was false, as seen half a year later; `None` where that is still to come.
    pub was_false: Option<bool>,
}

/// What the bell is set to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// How many false alarms a year are affordable, over all parts.
    pub false_alarms_a_year: f64,
    /// By what part of the whole a share must have moved.
    pub least: f64,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            false_alarms_a_year: 2.0,
            least: 0.02,
        }
    }
}

/// The quarter.
const QUARTER: usize = 3;
/// The year before it; shorter at the beginning of a series.
const YEAR: usize = 12;
/// The shortest year that is compared with.
const SHORTEST: usize = 6;
/// How long after a ring it is judged.
const LATER: usize = 6;
/// What is tried for how many times a share must change.
const TIMES: [f64; 8] = [1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 6.0];
/// Until so many steps of judged rings are known, this is used.
const LEARNED: (usize, f64) = (24, 1.5);
/// Shares below this are not told from nothing.
const FLOOR: f64 = 1e-4;

/// Rings of each part's bell in order of time.
///
/// `counts[part][step]` are the parts and `whole[step]` the whole that they are part of, monthly. After a ring a bell is
/// silent until the share has gone half the way back, on the log scale. Steps without figures are not counted on either
/// side.
pub fn rings(counts: &[Vec<f64>], whole: &[f64], setting: &Setting) -> Vec<Ring> {
    let steps = whole.len();
    let tried: Vec<Vec<Ring>> = TIMES.map(|times| all(counts, whole, times, setting.least)).into();
    let chosen: Vec<f64> = (0..steps).map(|t| choose(&tried, t, setting)).collect();
    let mut out: Vec<Ring> = counts
        .iter()
        .enumerate()
        .flat_map(|(part, c)| one(part, c, whole, |t| chosen[t], setting.least))
        .collect();
    out.sort_by_key(|r| (r.step, r.part, r.way));
    out
}

/// The least change that cost no more than is affordable, by the rings judged by step `now`.
fn choose(tried: &[Vec<Ring>], now: usize, setting: &Setting) -> f64 {
    let (learned, usual) = LEARNED;
    let Some(seen) = (now + 1).checked_sub(learned) else {
        return usual;
    };
    let years = (seen + learned) as f64 / 12.0;
    let cost = |rings: &Vec<Ring>| {
        let judged = rings.iter().filter(|r| r.step + LATER <= now);
        judged.filter(|r| r.was_false == Some(true)).count() as f64 / years
    };
    tried
        .iter()
        .zip(TIMES)
        .find(|(rings, _)| cost(rings) <= setting.false_alarms_a_year)
        .map_or(TIMES[TIMES.len() - 1], |(_, times)| times)
}

fn all(counts: &[Vec<f64>], whole: &[f64], times: f64, least: f64) -> Vec<Ring> {
    let parts = counts.iter().enumerate();
    parts
        .flat_map(|(part, c)| one(part, c, whole, |_| times, least))
        .collect()
}

fn one(part: usize, series: &[f64], whole: &[f64], times: impl Fn(usize) -> f64, least: f64) -> Vec<Ring> {
    let mut armed = [true; 2];
    let mut out = Vec::new();
    let steps = series.len().min(whole.len());
    for step in (QUARTER + SHORTEST - 1)..steps {
        let quarter = step + 1 - QUARTER;
        let (Some(now), Some(before)) = (
            share(series, whole, quarter, step + 1),
            share(series, whole, quarter.saturating_sub(YEAR), quarter),
        ) else {
            continue;
        };
        let times = times(step);
        let change = ((now + FLOOR) / (before + FLOOR)).ln();
        for (way, sign, bell) in [(Way::Rise, 1.0, 0), (Way::Fall, -1.0, 1)] {
            let went = sign * change;
            if went < times.ln() / 2.0 {
                armed[bell] = true;
            } else if armed[bell] && went >= times.ln() && (now - before).abs() >= least {
                armed[bell] = false;
                out.push(Ring {
                    step,
                    part,
                    way,
                    before,
                    now,
                    times,
                    was_false: later(series, whole, step)
                        .map(|then| sign * ((then + FLOOR) / (before + FLOOR)).ln() < times.ln() / 2.0),
                });
            }
        }
    }
    out
}

/// The share over the half year after a step, once it is over.
fn later(series: &[f64], whole: &[f64], step: usize) -> Option<f64> {
    let to = step + 1 + LATER;
    (to <= series.len().min(whole.len()))
        .then(|| share(series, whole, step + 1, to))
        .flatten()
}

/// The part's share of the whole over some steps, those without figures left out.
fn share(series: &[f64], whole: &[f64], from: usize, to: usize) -> Option<f64> {
    let (mut part, mut sum, mut n) = (0.0, 0.0, 0);
    for (p, w) in series.get(from..to)?.iter().zip(whole.get(from..to)?) {
        if !p.is_nan() && !w.is_nan() {
            part += p;
            sum += w;
            n += 1;
        }
    }
    (sum > 0.0 && n * 2 > to - from).then(|| part / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two parts of 10,000; the second holds 600 until step 30 and then what is given.
    fn mix(then: &[f64]) -> (Vec<Vec<f64>>, Vec<f64>) {
        let mut second = vec![600.0; 30];
        second.extend_from_slice(then);
        let first = second.iter().map(|s| 10_000.0 - s).collect();
        (vec![first, second.clone()], vec![10_000.0; second.len()])
    }

    #[test]
    fn a_share_that_grows_and_stays_rings_once_and_truly() {
        let (counts, whole) = mix(&[1500.0; 12]);
        let rung = rings(&counts, &whole, &Setting::default());
        assert_eq!(rung.len(), 1, "{rung:?}");
        assert_eq!(
            (rung[0].part, rung[0].way, rung[0].was_false),
            (1, Way::Rise, Some(false))
        );
        assert!(rung[0].step <= 32);
    }

    #[test]
    fn a_share_that_comes_back_was_a_false_alarm() {
        let (counts, whole) = mix(&[2000.0, 600.0, 600.0, 600.0, 600.0, 600.0, 600.0, 600.0]);
        let rung = rings(&counts, &whole, &Setting::default());
        assert_eq!(rung[0].was_false, Some(true));
    }

    #[test]
    fn what_comes_later_does_not_change_when_it_rang() {
        let (counts, whole) = mix(&[
            1500.0, 1800.0, 2500.0, 900.0, 300.0, 200.0, 100.0, 100.0, 4000.0, 5000.0,
        ]);
        let full = rings(&counts, &whole, &Setting::default());
        for end in 31..40 {
            let cut: Vec<Vec<f64>> = counts.iter().map(|c| c[..end].to_vec()).collect();
            let known = rings(&cut, &whole[..end], &Setting::default());
            let steps = |r: &[Ring]| -> Vec<(usize, usize)> {
                r.iter()
                    .filter(|r| r.step < end)
                    .map(|r| (r.step, r.part))
                    .collect()
            };
            assert_eq!(steps(&known), steps(&full));
        }
    }

    #[test]
    fn small_parts_and_steady_mixes_are_silent() {
        let (mut counts, whole) = mix(&[600.0; 10]);
        assert!(rings(&counts, &whole, &Setting::default()).is_empty());
        counts.push((0..40).map(|t| if t > 20 { 90.0 } else { 3.0 }).collect());
        assert!(rings(&counts, &whole, &Setting::default()).is_empty());
    }
}
