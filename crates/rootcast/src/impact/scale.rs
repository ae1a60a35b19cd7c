//! The scale on which outcomes are compared.

use rootcast_impact::{
    error::{ImpactError, Result},
    panel::Panel,
};

/// Inhabitants that a figure per head is of.
pub const HEADS: f64 = 100_000.0;

/// The scale on which outcomes are compared.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// The logarithm of one more than the count: movements in per cent.
    Log,
    /// Per cent of the mean before the event.
    Index,
    /// The count itself.
    Level,
    /// The count among 100,000 inhabitants of the origin.
    PerHead,
}

impl Scale {
    /// The name, as plans and options have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Index => "index",
            Self::Level => "level",
            Self::PerHead => "per-head",
        }
    }

    /// Counts on this scale; `heads` are inhabitants of the same units and steps.
    ///
    /// # Errors
    /// [`ImpactError::Panel`] where figures per head are asked for and inhabitants are not given.
    pub fn of(self, counts: &Panel, heads: Option<&Panel>, start: usize) -> Result<Panel> {
        let mut values = Vec::with_capacity(counts.values().len());
        for u in 0..counts.units().len() {
            let people = heads.map(|h| h.unit(u));
            if self == Self::PerHead && people.is_none() {
                return Err(ImpactError::Panel(
                    "figures per head need the population of each unit".to_owned(),
                ));
            }
            values.extend(self.path(counts.unit(u), people, start));
        }
        Panel::new(counts.units().to_vec(), counts.steps().to_vec(), values)
    }

    /// A path on this scale; without inhabitants there is no figure per head.
    fn path(self, counts: &[f64], people: Option<&[f64]>, start: usize) -> Vec<f64> {
        let before = mean(&counts[..start]).max(1.0);
        counts
            .iter()
            .enumerate()
            .map(|(t, v)| match self {
                Self::Log => v.ln_1p(),
                Self::Index => 100.0 * v / before,
                Self::Level => *v,
                Self::PerHead => people
                    .and_then(|p| p.get(t))
                    .map_or(f64::NAN, |p| HEADS * v / p.max(1.0)),
            })
            .collect()
    }

    /// An effect on this scale as a part of what there would have been, at the unit's mean under treatment.
    pub fn relative(self, effect: f64, counts: &[f64], people: Option<&[f64]>, start: usize) -> f64 {
        self.part(effect, counts, people, start)
            .unwrap_or(f64::INFINITY.copysign(effect))
    }

    /// The same; `None` where the control lies below nought, so that nothing can be a part of it.
    pub fn part(self, effect: f64, counts: &[f64], people: Option<&[f64]>, start: usize) -> Option<f64> {
        if self == Self::Log {
            return Some(effect.exp_m1());
        }
        let expected = mean(&self.path(counts, people, start)[start..]) - effect;
        (expected > 0.0).then(|| effect / expected)
    }
}

fn mean(v: &[f64]) -> f64 {
    v.iter().sum::<f64>() / (v.len() as f64).max(1.0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_what_there_would_have_been_is_the_same_on_every_scale() {
        // Before 100 a month; under treatment 50, where there would have been 100.
        let counts = [100.0, 100.0, 50.0, 50.0];
        let people = [2e6; 4];
        let effect = |s: Scale| {
            let path = s.path(&counts, Some(&people), 2);
            path[2] - path[0]
        };
        for scale in [Scale::Index, Scale::Level, Scale::PerHead] {
            let part = scale.relative(effect(scale), &counts, Some(&people), 2);
            assert!((part + 0.5).abs() < 1e-12, "{scale:?} {part}");
        }
        let log = Scale::Log.relative(effect(Scale::Log), &counts, None, 2);
        assert!((log - (51.0 / 101.0 - 1.0)).abs() < 1e-12);
        // Nothing is a part of less than nothing.
        assert_eq!(Scale::Level.part(60.0, &counts, None, 2), None);
        let panel = Panel::new(
            vec!["a".to_owned()],
            (0..4).map(|t| t.to_string()).collect(),
            counts.to_vec(),
        )
        .unwrap();
        assert!(Scale::PerHead.of(&panel, None, 2).is_err());
    }
}
