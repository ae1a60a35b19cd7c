//! The rules held to the first 31 days of camp counts.
//!
//! A camp's count goes on from day 30 by its part of each day's rise of the true total; a fall is shared in proportion.
//! The part of camp `k` on day `t` is
//!
//! `p_k(t) = r_k(t)` for a camp that was out of reach in all days seen, and otherwise
//! `p_k(t) = (1 − Σ_unseen r) · [ω(t) · a_k + (1 − ω(t)) · r_k(t) / Σ_seen r]`,
//!
//! where
//! - `a_k ∝ g_k + κ · T(30) · s_k` over camps in reach on the day: the attraction seen. `g_k` is the camp's growth in the
//!   last days seen and `s_k` its share of day 30; `κ` says how many people's worth of evidence the share is (the mean
//!   of a Dirichlet posterior, its prior the share held). Little growth says little, and then the share holds;
//! - `r_k(t)` is the camp's part of the people who came to camps under the rules in the days up to `t`;
//! - `ω(t) = (T(30) / T(t))^q`: what was seen of the first people says the less the more people have come since;
//! - a camp is in reach when open roads lead to it from a place people flee.
//!
//! `κ`, `q` and the two spans of days are one choice for all instances; how they were chosen, and what they did on an
//! instance left out of the choice, is in `docs/scenario-flee.md`. Nothing after day 30 is read but the total and the
//! instance's own files. One of these is not innocent: the capacities in published instances are the largest counts that
//! came to be, which the rules (and the original) are told.

use super::{
    error::{Error, Result},
    geography::Kind,
    instance::Instance,
    run::{Mode, Ready, Run},
    score::{FIRST_UNSEEN, difference},
    settings::Settings,
    world::{Day, World},
};

/// The choices of the calibration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Days before day 30 whose growth is looked at.
    pub growth_days: usize,
    /// `κ`: weight of the share held, as a part of the people counted on day 30.
    pub share_weight: f64,
    /// `q`: how fast what was seen loses weight as the total grows.
    pub fading: f64,
    /// Days over which arrivals under the rules are summed.
    pub flow_days: usize,
    /// Runs of the rules whose mean is taken.
    pub runs: u32,
}

impl Default for Calibration {
    fn default() -> Self {
        Self {
            growth_days: 10,
            share_weight: 0.02,
            fading: 0.75,
            flow_days: 60,
            runs: 4,
        }
    }
}

/// What the calibrated rules say, in persons.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibrated {
    /// Index of each camp's place.
    pub camps: Vec<u32>,
    /// `expected[c][t]` from day 31 on (before it, the counts).
    pub expected: Vec<Vec<f64>>,
    /// The error from day 31 on (see [`super::score::Errors::normal`]).
    pub error: f64,
    /// The same of the rules alone: the mean of the runs.
    pub rules: f64,
    /// The same of keeping the shares of day 30.
    pub share: f64,
    /// The same of keeping the counts of day 30.
    pub flat: f64,
}

impl Calibrated {
    /// Calibrates the rules on days 0 to 30 of an instance and carries them on to its end. People are counted one by one
    /// (`hasten` is 1) whatever the settings say, as cohorts cost the same.
    ///
    /// # Errors
    /// The run is no longer than the days seen, or no camp is counted; and the errors of a run.
    pub fn new(instance: &Instance, settings: &Settings, seed: u64, choice: Calibration) -> Result<Self> {
        let days = instance.days as usize;
        if days <= FIRST_UNSEEN {
            return Err(Error::Argument(format!(
                "{days} days; a calibration looks at 31 and needs later ones"
            )));
        }
        if instance.counts.camps.is_empty() {
            return Err(Error::Argument(
                "no camp is counted, so there is nothing to calibrate on; add data_layout.csv".to_owned(),
            ));
        }
        if choice.runs == 0
            || choice.share_weight.is_nan()
            || choice.share_weight < 0.0
            || !choice.fading.is_finite()
        {
            return Err(Error::Argument(
                "a calibration needs at least one run and finite weights of at least 0".to_owned(),
            ));
        }
        let settings = Settings {
            hasten: 1.0,
            ..settings.clone()
        };
        let ready = Ready::new(instance, &settings)?;
        let camps = instance.counts.camps.len();
        let mut rules = vec![vec![0.0_f64; days]; camps];
        let mut first = None;
        for n in 0..choice.runs {
            let seed = seed.wrapping_add(u64::from(n));
            let run = ready.run(Run {
                mode: Mode::Cohorts,
                seed,
                threads: 1,
            })?;
            for (mean, one) in rules.iter_mut().zip(&run.simulated) {
                for (m, s) in mean.iter_mut().zip(one) {
                    *m += *s as f64 / f64::from(choice.runs);
                }
            }
            first.get_or_insert(run);
        }
        let Some(run) = first else {
            return Err(Error::Argument("a calibration needs at least one run".to_owned()));
        };
        let counted: Vec<Vec<f64>> = run
            .counted
            .iter()
            .map(|c| c.iter().map(|v| *v as f64).collect())
            .collect();
        let total: Vec<f64> = run.counted_total.iter().map(|t| *t as f64).collect();
        let reach = reach(&ready.world, instance);
        let known = Known {
            counted: counted
                .iter()
                .map(|c| c.get(..FIRST_UNSEEN).unwrap_or_default())
                .collect(),
            total: &total,
        };
        let expected = known.carry_on(&rules, &reach, choice);
        let of = |list: &[Vec<f64>]| {
            let mut sum = 0.0;
            for day in FIRST_UNSEEN..days {
                let t = total.get(day).copied().unwrap_or(0.0);
                sum += difference(on(list, day), on(&counted, day), t);
            }
            sum / (days - FIRST_UNSEEN) as f64
        };
        Ok(Self {
            camps: instance.counts.camps.clone(),
            error: of(&expected),
            rules: of(&rules),
            share: run.share(),
            flat: run.flat(),
            expected,
        })
    }
}

fn on(list: &[Vec<f64>], day: usize) -> impl Iterator<Item = f64> + '_ {
    list.iter().map(move |c| c.get(day).copied().unwrap_or(0.0))
}

/// All that a calibration may know of the counts.
struct Known<'a> {
    /// By camp, the days seen and no others.
    counted: Vec<&'a [f64]>,
    /// The total, all days.
    total: &'a [f64],
}

impl Known<'_> {
    fn carry_on(&self, rules: &[Vec<f64>], reach: &[Vec<bool>], choice: Calibration) -> Vec<Vec<f64>> {
        let camps = self.counted.len();
        let last = FIRST_UNSEEN - 1;
        let at = |camp: usize, day: usize| {
            self.counted
                .get(camp)
                .and_then(|c| c.get(day))
                .copied()
                .unwrap_or(0.0)
        };
        let reached =
            |camp: usize, day: usize| reach.get(camp).and_then(|r| r.get(day)).copied().unwrap_or(false);
        let mut now: Vec<f64> = (0..camps).map(|k| at(k, last)).collect();
        let begin: f64 = now.iter().sum::<f64>().max(1.0);
        let before = last.saturating_sub(choice.growth_days);
        // The share is `at / begin`; times the people counted, it is the count itself.
        let attraction: Vec<f64> = (0..camps)
            .map(|k| (at(k, last) - at(k, before)).max(0.0) + choice.share_weight * at(k, last))
            .collect();
        let seen: Vec<bool> = (0..camps)
            .map(|k| at(k, last) > 0.0 || (0..FIRST_UNSEEN).any(|day| reached(k, day)))
            .collect();
        let mut expected: Vec<Vec<f64>> = self.counted.iter().map(|c| c.to_vec()).collect();
        for day in FIRST_UNSEEN..self.total.len() {
            let total = self.total.get(day).copied().unwrap_or(0.0);
            let sum: f64 = now.iter().sum();
            let rise = total - sum;
            if rise > 0.0 {
                let weight = (begin / total.max(begin)).powf(choice.fading);
                let parts = parts(&Flows {
                    rules: (0..camps)
                        .map(|k| arrivals(rules, k, day, choice.flow_days))
                        .collect(),
                    attraction: attraction
                        .iter()
                        .enumerate()
                        .map(|(k, a)| {
                            if seen.get(k) == Some(&true) && reached(k, day) {
                                *a
                            } else {
                                0.0
                            }
                        })
                        .collect(),
                    seen: &seen,
                    weight,
                });
                for (count, part) in now.iter_mut().zip(parts) {
                    *count += rise * part;
                }
            } else if sum > 0.0 {
                for count in &mut now {
                    *count *= total / sum;
                }
            }
            for (list, count) in expected.iter_mut().zip(&now) {
                list.push(*count);
            }
        }
        expected
    }
}

/// People who came to a camp under the rules in the days up to a day.
fn arrivals(rules: &[Vec<f64>], camp: usize, day: usize, span: usize) -> f64 {
    let at = |day: usize| rules.get(camp).and_then(|c| c.get(day)).copied().unwrap_or(0.0);
    (at(day) - at(day.saturating_sub(span))).max(0.0)
}

struct Flows<'a> {
    rules: Vec<f64>,
    attraction: Vec<f64>,
    seen: &'a [bool],
    weight: f64,
}

/// Each camp's part of a rise; they sum to 1.
fn parts(flows: &Flows<'_>) -> Vec<f64> {
    let all: f64 = flows.rules.iter().sum();
    let attracted: f64 = flows.attraction.iter().sum();
    let even = 1.0 / flows.rules.len().max(1) as f64;
    let rule: Vec<f64> = flows
        .rules
        .iter()
        .map(|r| if all > 0.0 { r / all } else { even })
        .collect();
    if attracted <= 0.0 {
        return rule;
    }
    let held = |k: usize| flows.attraction.get(k).copied().unwrap_or(0.0) / attracted;
    // The rules say nothing where nobody comes under them: then what was seen holds.
    if all <= 0.0 {
        return (0..rule.len()).map(held).collect();
    }
    let is_seen = |k: usize| flows.seen.get(k).copied().unwrap_or(false);
    let old: f64 = rule
        .iter()
        .enumerate()
        .filter(|(k, _)| is_seen(*k))
        .map(|(_, r)| r)
        .sum();
    rule.iter()
        .enumerate()
        .map(|(k, r)| {
            if !is_seen(k) {
                return *r;
            }
            let ruled = if old > 0.0 { r / old } else { held(k) };
            old * (flows.weight * held(k) + (1.0 - flows.weight) * ruled)
        })
        .collect()
}

/// `reach[c][t]`: open roads lead to camp `c` on day `t` from a place that people flee.
fn reach(world: &World, instance: &Instance) -> Vec<Vec<bool>> {
    let mut today = Day::new(world);
    let mut reach: Vec<Vec<bool>> = vec![Vec::new(); instance.counts.camps.len()];
    let mut kept: Option<(Vec<bool>, Vec<Kind>, Vec<bool>)> = None;
    let mut leaving: Vec<Vec<u32>> = vec![Vec::new(); world.places()];
    for (road, link) in instance.links.iter().enumerate() {
        if let (Some(list), Ok(road)) = (leaving.get_mut(link.from as usize), u32::try_from(road)) {
            list.push(road);
        }
    }
    let mut origin = vec![false; world.places()];
    for (place, kind) in world.kinds.iter().enumerate() {
        if let Some(o) = origin.get_mut(place) {
            *o = matches!(kind, Kind::Conflict | Kind::Flood);
        }
    }
    for day in 0..instance.days {
        today.begin(world, instance, day);
        let same = kept
            .as_ref()
            .is_some_and(|(open, kinds, _)| *open == today.open && *kinds == today.kind);
        if !same {
            let mut found = origin.clone();
            // Towns that conflict comes to are fled too.
            for (place, flag) in found.iter_mut().enumerate() {
                *flag |= today.in_conflict(place);
            }
            let mut next: Vec<u32> = found
                .iter()
                .enumerate()
                .filter(|(_, f)| **f)
                .filter_map(|(p, _)| u32::try_from(p).ok())
                .collect();
            while let Some(place) = next.pop() {
                for road in leaving.get(place as usize).into_iter().flatten() {
                    let road = *road as usize;
                    let to = world.paths.to.get(road).copied().unwrap_or(0);
                    if today.open.get(road) == Some(&true)
                        && let Some(flag) = found.get_mut(to as usize)
                        && !*flag
                    {
                        *flag = true;
                        next.push(to);
                    }
                }
            }
            kept = Some((today.open.clone(), today.kind.clone(), found));
        }
        let found = kept.as_ref().map(|(.., f)| f.as_slice()).unwrap_or_default();
        for (camp, list) in instance.counts.camps.iter().zip(&mut reach) {
            let camp = *camp as usize;
            let is_camp = today.kind.get(camp).is_some_and(|k| k.is_camp());
            list.push(is_camp && found.get(camp) == Some(&true));
        }
    }
    reach
}
