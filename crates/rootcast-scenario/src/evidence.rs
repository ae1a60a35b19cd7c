//! The evidence for effects: each prior with its studies, and where they conflict, a mixture whose parts stay visible.
//!
//! An [`Effect`] is about one parameter of the model. Its [`Component`]s are readings of the evidence: studies that
//! agree are one component, studies that do not are two, and are never averaged into a third that nobody found. Where
//! there is no published effect the one component says so (`gap`), and its law is wide and elicited. A run is made under
//! one component of each effect; [`crate::regret`] compares across them.

use rand_distr::{Distribution, Normal};
use serde::{Deserialize, Serialize};

use crate::{
    model::{
        ModelError,
        parameters::{Parameters, SHARED},
        world::World,
    },
    random::uniform,
    stream::Stream,
};

/// Why evidence cannot be used. The data file, or the choice of a component, is at fault.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// The data file cannot be read.
    #[error("the priors cannot be read: {0}")]
    File(String),
    /// An effect is stated wrongly.
    #[error("effect `{effect}`: {why}")]
    Effect {
        /// Its name.
        effect: String,
        /// What is wrong.
        why: String,
    },
    /// The model refuses what was drawn.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// A law of probability; draws are cut to the bounds of the parameter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields, tag = "law")]
pub enum Law {
    /// Normal.
    Normal {
        /// Its mean.
        mean: f64,
        /// Its standard deviation.
        sd: f64,
    },
    /// Uniform.
    Uniform {
        /// From.
        low: f64,
        /// To.
        high: f64,
    },
}

impl Law {
    fn check(self) -> Result<(), String> {
        match self {
            Self::Normal { mean, sd } if mean.is_finite() && sd > 0.0 && sd.is_finite() => Ok(()),
            Self::Uniform { low, high } if low < high && low.is_finite() && high.is_finite() => Ok(()),
            _ => Err(format!(
                "its law {self:?} needs finite numbers, a spread above 0 or `low` below `high`"
            )),
        }
    }

    /// One draw.
    pub fn draw(self, random: &mut Stream) -> f64 {
        match self {
            Self::Normal { mean, sd } => Normal::new(mean, sd).map_or(mean, |law| law.sample(random)),
            Self::Uniform { low, high } => low + (high - low) * uniform(random),
        }
    }

    /// Its mean.
    pub fn mean(self) -> f64 {
        match self {
            Self::Normal { mean, .. } => mean,
            Self::Uniform { low, high } => f64::midpoint(low, high),
        }
    }
}

/// One reading of the evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Its name, as results show it.
    pub name: String,
    /// Who found it, where and when; or that nobody has.
    pub source: String,
    /// How it was found.
    pub design: String,
    /// The figure as it was published.
    pub figure: String,
    /// How the figure became the law.
    pub derivation: String,
    /// The law of the parameter.
    pub prior: Law,
}

/// The evidence for a parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// Its name.
    pub id: String,
    /// The parameter of the model.
    pub parameter: String,
    /// Whether there is no published causal effect: the prior is elicited and wide.
    pub gap: bool,
    /// What is to be said of it beside a result.
    pub note: String,
    /// The readings, one or more.
    #[serde(rename = "component")]
    pub components: Vec<Component>,
}

impl Effect {
    /// Whether studies conflict.
    pub fn conflicts(&self) -> bool {
        self.components.len() > 1
    }
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// One for each parameter that has evidence, or a known lack of it.
    #[serde(rename = "effect")]
    pub effects: Vec<Effect>,
}

impl Evidence {
    /// The evidence that ships with Rootcast.
    ///
    /// ```
    /// use rootcast_scenario::evidence::Evidence;
    /// let evidence = Evidence::published()?;
    /// let fence = evidence.effects.iter().find(|e| e.id == "fence").ok_or("gone")?;
    /// assert!(fence.conflicts() && fence.components.iter().all(|c| !c.source.is_empty()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn published() -> Result<Self, EvidenceError> {
        Self::from_toml(include_str!("../data/priors.toml"))
    }

    /// Evidence of a data file, checked.
    pub fn from_toml(text: &str) -> Result<Self, EvidenceError> {
        let evidence: Self = toml::from_str(text).map_err(|e| EvidenceError::File(e.to_string()))?;
        for effect in &evidence.effects {
            let wrong = |why: String| EvidenceError::Effect {
                effect: effect.id.clone(),
                why,
            };
            let Some((_, _, low, high, _, _)) = SHARED.iter().find(|s| s.0 == effect.parameter) else {
                let hint = rootcast_core::nearest::nearest(&effect.parameter, SHARED.iter().map(|s| s.0));
                return Err(wrong(format!(
                    "there is no parameter `{}`{hint}",
                    effect.parameter
                )));
            };
            if effect.components.is_empty() {
                return Err(wrong(
                    "it has no component: state at least one reading of the evidence".to_owned(),
                ));
            }
            for c in &effect.components {
                c.prior
                    .check()
                    .map_err(|why| wrong(format!("component `{}`: {why}", c.name)))?;
                if !(*low..=*high).contains(&c.prior.mean()) {
                    return Err(wrong(format!(
                        "component `{}` has mean {}, outside the bounds {low} to {high} of the parameter",
                        c.name,
                        c.prior.mean()
                    )));
                }
            }
        }
        Ok(evidence)
    }

    /// Effects on which studies conflict.
    pub fn conflicts(&self) -> impl Iterator<Item = &Effect> {
        self.effects.iter().filter(|e| e.conflicts())
    }

    /// Effects of which nothing is published.
    pub fn gaps(&self) -> impl Iterator<Item = &Effect> {
        self.effects.iter().filter(|e| e.gap)
    }

    /// Draws every parameter that has evidence; `component` says which reading of each effect holds, by the number of
    /// the effect. Other parameters stay as they are.
    pub fn draw(
        &self,
        world: &World,
        base: &Parameters,
        component: impl Fn(usize, &Effect) -> usize,
        random: &mut Stream,
    ) -> Result<Parameters, EvidenceError> {
        let mut values = base.values().to_vec();
        for (number, effect) in self.effects.iter().enumerate() {
            let which = component(number, effect);
            let Some(chosen) = effect.components.get(which) else {
                return Err(EvidenceError::Effect {
                    effect: effect.id.clone(),
                    why: format!(
                        "there is no component {which}: it has {}",
                        effect.components.len()
                    ),
                });
            };
            let drawn = chosen.prior.draw(random);
            if let Some(at) = SHARED.iter().position(|s| s.0 == effect.parameter)
                && let (Some(cell), Some((_, _, low, high, _, _))) = (values.get_mut(at), SHARED.get(at))
            {
                *cell = drawn.clamp(*low, *high);
            }
        }
        Ok(Parameters::new(world, values)?)
    }

    /// A component of an effect drawn with equal weights: for whoever wants the mixture itself.
    pub fn any(effect: &Effect, random: &mut Stream) -> usize {
        let n = effect.components.len();
        crate::moments::below(uniform(random) * n as f64).min(n.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::stream;

    #[test]
    fn conflicts_stay_apart_and_gaps_are_said() {
        let evidence = Evidence::published().unwrap();
        let conflicts: Vec<&str> = evidence.conflicts().map(|e| e.id.as_str()).collect();
        for wanted in ["fence", "homicide", "income", "expelled_again"] {
            assert!(conflicts.contains(&wanted), "{wanted}");
        }
        let gaps: Vec<&str> = evidence.gaps().map(|e| e.id.as_str()).collect();
        for wanted in [
            "safe_mobility_offices",
            "return_flights",
            "work_permit",
            "remittances",
        ] {
            assert!(gaps.contains(&wanted), "{wanted}");
        }
        // The two readings of the fence do not meet: a hundred draws of one are all below all of the other.
        let fence = evidence.effects.iter().find(|e| e.id == "fence").unwrap();
        let draws = |c: usize| -> Vec<f64> {
            let mut random = stream(1, &[c as u64]);
            (0..100)
                .map(|_| fence.components[c].prior.draw(&mut random))
                .collect()
        };
        let most = draws(0).into_iter().fold(f64::MIN, f64::max);
        let least = draws(1).into_iter().fold(f64::MAX, f64::min);
        assert!(most < least);
    }

    #[test]
    fn draws_are_within_bounds_and_leave_the_rest_alone() {
        let world = World::reference().unwrap();
        let base = Parameters::base(&world);
        let evidence = Evidence::published().unwrap();
        let mut random = stream(4, &[]);
        for _ in 0..200 {
            let drawn = evidence.draw(&world, &base, |_, _| 0, &mut random).unwrap();
            for (i, (a, b)) in base.values().iter().zip(drawn.values()).enumerate() {
                let named = SHARED
                    .get(i)
                    .is_some_and(|s| evidence.effects.iter().any(|e| e.parameter == s.0));
                assert!(named || a.to_bits() == b.to_bits());
            }
        }
        let second = |_: usize, _: &Effect| 7;
        assert!(evidence.draw(&world, &base, second, &mut random).is_err());
        let any: Vec<usize> = (0..50)
            .map(|_| Evidence::any(&evidence.effects[0], &mut random))
            .collect();
        assert!(any.iter().all(|c| *c < evidence.effects[0].components.len()));
    }

    #[test]
    fn a_wrong_file_is_refused() {
        let effect = |parameter: &str, prior: &str| {
            format!(
                "[[effect]]\nid = \"x\"\nparameter = \"{parameter}\"\ngap = false\nnote = \"\"\n[[effect.component]]\nname = \
                 \"a\"\nsource = \"\"\ndesign = \"\"\nfigure = \"\"\nderivation = \"\"\nprior = {prior}\n"
            )
        };
        let error = |text: String| Evidence::from_toml(&text).unwrap_err().to_string();
        let good = "{ law = \"uniform\", low = -0.5, high = 0.0 }";
        assert!(Evidence::from_toml(&effect("fence_effect", good)).is_ok());
        assert!(error(effect("fence_efect", good)).contains("did you mean `fence_effect`?"));
        assert!(
            error(effect(
                "fence_effect",
                "{ law = \"normal\", mean = 0.0, sd = nan }"
            ))
            .contains("finite")
        );
        assert!(
            error(effect(
                "fence_effect",
                "{ law = \"normal\", mean = 9.0, sd = 1.0 }"
            ))
            .contains("outside")
        );
        assert!(error(effect("fence_effect", good).replace("gap", "gapp")).contains("gapp"));
    }
}
