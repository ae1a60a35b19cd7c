//! Every estimator that a panel of outcomes admits, under one name each, so that a plan can choose among them and their
//! answers can stand side by side.
//!
//! [`fit`] gives an effect and its path; [`estimate`] adds the inference that fits the design. Errors clustered on units, and
//! those from the influence of units, are small without reason where few units are treated (MacKinnon and Webb 2017):
//! below [`MANY`] treated units they are not given, and placebo sets of donors take their place ([`crate::placebo::general`]).

mod inference;
mod paths;
mod regressions;

use serde::{Deserialize, Serialize};

use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
};
pub(crate) use inference::not_rejected;
pub use inference::{Estimate, Side, estimate, side_by_side};

/// Treated units from which on errors clustered on units are given.
pub const MANY: usize = 10;

/// An estimator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Difference-in-differences, or its mean over cohorts.
    Difference,
    /// Least squares with effects of units and steps, and regressors where there are any.
    FixedEffects,
    /// The same with a column for each step since treatment.
    EventStudy,
    /// Effects by group and step (Callaway and Sant'Anna 2021).
    GroupTime,
    /// Event study by cohorts (Sun and Abraham 2021).
    Cohorts,
    /// Synthetic control on outcomes (Abadie, Diamond and Hainmueller 2010).
    SyntheticControl,
    /// The same with the level free (Doudchenko and Imbens 2016; Ferman and Pinto 2021).
    #[default]
    DemeanedControl,
    /// Synthetic control on predictors with their importance searched for.
    PredictorControl,
    /// Ridge-augmented synthetic control (Ben-Michael, Feller and Rothstein 2021).
    AugmentedControl,
    /// Penalised synthetic control (Abadie and L'Hour 2021).
    PenalisedControl,
    /// Synthetic difference-in-differences (Arkhangelsky et al. 2021).
    SyntheticDifference,
    /// Interactive fixed effects, the rank chosen by steps left out (Xu 2017).
    Interactive,
    /// Matrix completion (Athey et al. 2021).
    Completion,
    /// Bayesian structural time series with donors as controls (Brodersen et al. 2015).
    Structural,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::DemeanedControl,
        Self::SyntheticControl,
        Self::PredictorControl,
        Self::AugmentedControl,
        Self::PenalisedControl,
        Self::SyntheticDifference,
        Self::Difference,
        Self::FixedEffects,
        Self::EventStudy,
        Self::GroupTime,
        Self::Cohorts,
        Self::Interactive,
        Self::Completion,
        Self::Structural,
    ];

    /// The name, as plans have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Difference => "difference",
            Self::FixedEffects => "fixed-effects",
            Self::EventStudy => "event-study",
            Self::GroupTime => "group-time",
            Self::Cohorts => "cohorts",
            Self::SyntheticControl => "synthetic-control",
            Self::DemeanedControl => "demeaned-control",
            Self::PredictorControl => "predictor-control",
            Self::AugmentedControl => "augmented-control",
            Self::PenalisedControl => "penalised-control",
            Self::SyntheticDifference => "synthetic-difference",
            Self::Interactive => "interactive",
            Self::Completion => "completion",
            Self::Structural => "structural",
        }
    }

    /// What it is called in a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::Difference => "difference-in-differences",
            Self::FixedEffects => "two-way fixed effects",
            Self::EventStudy => "event study",
            Self::GroupTime => "effects by group and step (Callaway and Sant'Anna)",
            Self::Cohorts => "event study by cohorts (Sun and Abraham)",
            Self::SyntheticControl => "synthetic control",
            Self::DemeanedControl => "demeaned synthetic control",
            Self::PredictorControl => "synthetic control with predictors",
            Self::AugmentedControl => "ridge-augmented synthetic control",
            Self::PenalisedControl => "penalised synthetic control",
            Self::SyntheticDifference => "synthetic difference-in-differences",
            Self::Interactive => "interactive fixed effects",
            Self::Completion => "matrix completion",
            Self::Structural => "Bayesian structural time series",
        }
    }

    /// Whether it says what the treated would have been at every step, which the gates of an appraisal look at.
    pub fn has_path(self) -> bool {
        !matches!(
            self,
            Self::FixedEffects | Self::EventStudy | Self::GroupTime | Self::Cohorts
        )
    }
}

/// What a covariate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Its mean before treatment is to be met by the control.
    Predictor,
    /// It stands on the right-hand side at every step.
    Regressor,
}

/// A covariate: figures of the units and steps of the outcome, `NaN` where there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Covariate {
    /// What it is called.
    pub name: String,
    /// The figures.
    pub figures: Panel,
    /// What it is for.
    pub role: Role,
}

/// What is estimated from.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// Outcomes by unit and step.
    pub panel: &'a Panel,
    /// Who was treated, from when.
    pub design: &'a Design,
    /// Covariates.
    pub covariates: &'a [Covariate],
    /// One less the coverage of intervals.
    pub alpha: f64,
    /// Seed of what is drawn.
    pub seed: u64,
}

/// A step since treatment began (0 is the first under treatment).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Steps since treatment began.
    pub at: i64,
    /// The effect; before treatment, the gap.
    pub effect: f64,
    /// Its standard error, where it can be known.
    pub error: Option<f64>,
}

/// An effect and its path.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// Mean effect over treated units and steps.
    pub effect: f64,
    /// The effect by steps since treatment began.
    pub path: Vec<Step>,
    /// Donors with weight, as positions in the panel, where the control is a mixture of donors.
    pub weights: Option<Vec<(usize, f64)>>,
    /// What proves the weights.
    pub proof: Option<crate::simplex::Certificate>,
    /// Standard error of the effect that the method itself gives, and its kind.
    pub error: Option<(f64, &'static str)>,
    /// Interval of the effect that the method itself gives.
    pub interval: Option<(f64, f64)>,
    /// Tail probability that the method itself gives.
    pub tail: Option<f64>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

impl Fitted {
    fn new(effect: f64, path: Vec<Step>) -> Self {
        Self {
            effect,
            path,
            weights: None,
            proof: None,
            error: None,
            interval: None,
            tail: None,
            notes: Vec::new(),
        }
    }

    /// The gaps of the treated at every step, where treatment began at one step of a whole path.
    pub fn gaps(&self) -> Vec<f64> {
        self.path.iter().map(|s| s.effect).collect()
    }
}

/// Estimates by a method.
///
/// # Errors
/// Those of the estimator; [`ImpactError::NotDefined`] where the method does not fit the design, such as several cohorts for
/// a method of one block, or lacks what it needs, such as predictors.
///
/// ```
/// use rootcast_impact::{methods::{Inputs, Method, fit}, panel::{Design, Panel}};
/// let names = |s: &str| s.split(' ').map(str::to_owned).collect::<Vec<_>>();
/// let figures = vec![5.0, 6.0, 7.0, 11.0,   0.0, 1.0, 2.0, 3.0,   2.0, 3.0, 4.0, 5.0];
/// let panel = Panel::new(names("treated low high"), names("1 2 3 4"), figures)?;
/// let design = Design::block(&panel, &[0], 3)?;
/// let inputs = Inputs { panel: &panel, design: &design, covariates: &[], alpha: 0.1, seed: 1 };
/// for method in [Method::Difference, Method::DemeanedControl, Method::FixedEffects, Method::EventStudy] {
///     assert!((fit(method, &inputs)?.effect - 3.0).abs() < 1e-9, "{method:?}");
/// }
/// # Ok::<(), rootcast_impact::error::ImpactError>(())
/// ```
pub fn fit(method: Method, inputs: &Inputs<'_>) -> Result<Fitted> {
    check(inputs)?;
    match method {
        Method::FixedEffects => regressions::fixed_effects(inputs),
        Method::EventStudy => regressions::event_study(inputs),
        Method::GroupTime => regressions::group_time(inputs),
        Method::Cohorts => regressions::by_cohorts(inputs),
        _ => paths::fit(method, inputs),
    }
}

fn check(inputs: &Inputs<'_>) -> Result<()> {
    if inputs.design.starts().len() != inputs.panel.units().len() {
        return Err(ImpactError::Design("it was made for another panel".to_owned()));
    }
    if inputs.design.donors().is_empty() {
        return Err(ImpactError::Design(
            "every unit is treated: name units that are not".to_owned(),
        ));
    }
    for c in inputs.covariates {
        if c.figures.units() != inputs.panel.units() || c.figures.steps() != inputs.panel.steps() {
            return Err(ImpactError::Panel(format!(
                "covariate {} has other units or steps than the outcome",
                c.name
            )));
        }
    }
    Ok(())
}

/// Covariates of a role.
fn of_role<'a>(inputs: &Inputs<'a>, role: Role) -> Vec<&'a Covariate> {
    inputs.covariates.iter().filter(|c| c.role == role).collect()
}

/// A panel of some of the units.
fn narrow(panel: &Panel, units: &[usize]) -> Result<Panel> {
    Panel::new(
        units.iter().map(|u| panel.units()[*u].clone()).collect(),
        panel.steps().to_vec(),
        units
            .iter()
            .flat_map(|u| panel.unit(*u).iter().copied())
            .collect(),
    )
}

/// Covariates of some of the units.
fn among(covariates: &[Covariate], units: &[usize]) -> Result<Vec<Covariate>> {
    covariates
        .iter()
        .map(|c| {
            Ok(Covariate {
                name: c.name.clone(),
                figures: narrow(&c.figures, units)?,
                role: c.role,
            })
        })
        .collect()
}

fn not_defined(method: Method, why: impl Into<String>) -> ImpactError {
    ImpactError::NotDefined {
        estimator: method.title(),
        why: why.into(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
