//! Models by name.

use crate::{
    arima::auto::AutoArima,
    combine::{Combination, standard},
    count::Count,
    ets::Ets,
    intermittent::{Intermittent, Method},
    model::Model,
    naive::{Drift, Naive, SeasonalNaive},
    smooth::Smoothing,
    theta::{DynamicTheta, Theta},
};

/// A model that can be asked for.
pub struct Choice {
    /// The name.
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    make: fn() -> Box<dyn Model>,
}

impl Choice {
    /// The model.
    pub fn model(&self) -> Box<dyn Model> {
        (self.make)()
    }
}

/// All models that can be asked for, the domain's own first.
pub const CHOICES: &[Choice] = &[
    Choice {
        name: "count",
        about: "count state-space model: a random walk of the log intensity with common factors, heavy tails and structural zeros",
        make: || Box::new(Count::default()),
    },
    Choice {
        name: "combination",
        about: "mixture of seasonal naive, ETS, dynamic Theta and ARIMA, weighted by their errors from earlier origins",
        make: || Box::new(Combination::new(standard())),
    },
    Choice {
        name: "ets",
        about: "exponential smoothing, form chosen by the corrected Akaike criterion",
        make: || Box::new(Ets::default()),
    },
    Choice {
        name: "auto-arima",
        about: "seasonal ARIMA, orders chosen by the corrected Akaike criterion",
        make: || Box::new(AutoArima::STANDARD),
    },
    Choice {
        name: "theta",
        about: "the Theta method, winner of the M3 competition",
        make: || Box::new(Theta),
    },
    Choice {
        name: "dotm",
        about: "dynamic optimised Theta model",
        make: || Box::new(DynamicTheta),
    },
    Choice {
        name: "ses",
        about: "simple exponential smoothing",
        make: || Box::new(Smoothing::Simple),
    },
    Choice {
        name: "holt",
        about: "Holt's linear trend",
        make: || Box::new(Smoothing::Holt),
    },
    Choice {
        name: "damped",
        about: "damped trend",
        make: || Box::new(Smoothing::Damped),
    },
    Choice {
        name: "croston",
        about: "Croston's method for flows that are often zero",
        make: || Box::new(Intermittent::new(Method::Croston)),
    },
    Choice {
        name: "sba",
        about: "Croston's method with the correction of Syntetos and Boylan",
        make: || Box::new(Intermittent::new(Method::SyntetosBoylan)),
    },
    Choice {
        name: "tsb",
        about: "the method of Teunter, Syntetos and Babai for flows that may die out",
        make: || Box::new(Intermittent::new(Method::TeunterSyntetosBabai)),
    },
    Choice {
        name: "snaive",
        about: "the same month of the year before",
        make: || Box::new(SeasonalNaive),
    },
    Choice {
        name: "drift",
        about: "the last figure, and the mean change added at each step",
        make: || Box::new(Drift),
    },
    Choice {
        name: "naive",
        about: "the last figure",
        make: || Box::new(Naive),
    },
];

/// The model of this name.
pub fn named(name: &str) -> Option<&'static Choice> {
    CHOICES.iter().find(|c| c.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_called_what_it_calls_itself() {
        for choice in CHOICES {
            assert_eq!(choice.model().name(), choice.name);
            assert!(named(choice.name).is_some());
        }
        assert!(named("oracle").is_none());
    }
}
