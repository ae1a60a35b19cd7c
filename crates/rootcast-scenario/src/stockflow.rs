//! Stocks and flows: the system-dynamics view of a model, for a fast check and a picture that can be explained.
//!
//! A [`Model`] holds stocks, flows and auxiliaries with equations in the language of XMILE (OASIS, "XML Interchange
//! Language for System Dynamics", version 1.0, 2015). It is put together [by hand](Model::stock) or [read](xmile::read)
//! from an XMILE file, and [run](Model::run) by Euler's method or the classical fourth-order one of Runge and Kutta.
//! What is not supported is refused by name; nothing is passed over that would change a result.

mod assemble;
pub mod expression;
mod functions;
pub mod integrate;
mod lexer;
pub mod lookup;
pub mod xmile;

use serde::{Deserialize, Serialize};

use expression::{ExpressionError, Parsed};
use lookup::Lookup;

/// The most values a run may keep: variables × times.
pub const MOST_VALUES: usize = 50_000_000;

/// Why a model cannot be, or cannot run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StockFlowError {
    /// An equation cannot be read.
    #[error("the equation of `{variable}` cannot be read: {source}")]
    Equation {
        /// The variable.
        variable: String,
        /// What is wrong, and where.
        source: ExpressionError,
    },
    /// A name is used that nothing defines.
    #[error("`{variable}` uses `{name}`, which is not defined{}", near(.nearest.as_deref()))]
    Unknown {
        /// The variable whose equation uses it.
        variable: String,
        /// The name.
        name: String,
        /// The nearest name that is defined.
        nearest: Option<String>,
    },
    /// A name is defined twice.
    #[error(
        "`{0}` is defined twice: names are the same where they differ in case, blanks or underscores only"
    )]
    Twice(String),
    /// Variables need each other at the same time.
    #[error("{0} need each other at the same time: put a stock or a delay between them")]
    Circle(String),
    /// A part of a model does not fit.
    #[error("`{variable}` cannot be: {why}")]
    Variable {
        /// The variable.
        variable: String,
        /// What is wrong with it.
        why: String,
    },
    /// Start, stop and step do not make a run.
    #[error("the run cannot be: {0}")]
    Times(String),
    /// A value became infinite or undefined.
    #[error("`{variable}` is {value} at time {time}: mend its equation, or take a smaller step")]
    NotFinite {
        /// The variable.
        variable: String,
        /// What it became.
        value: f64,
        /// When.
        time: f64,
    },
    /// The file is not XMILE, or uses a part of it that is not supported.
    #[error("line {line}: {why}")]
    File {
        /// The line, from 1.
        line: usize,
        /// What is wrong, and what to do.
        why: String,
    },
}

fn near(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |n| format!("; did you mean `{n}`?"))
}

/// How a run steps through time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Euler's method: rates at the start of a step hold for the step.
    #[default]
    Euler,
    /// The classical fourth-order method of Runge and Kutta.
    RungeKutta4,
}

/// When a run starts, stops, and by what it steps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// The first time.
    pub start: f64,
    /// The last time.
    pub stop: f64,
    /// The step, above 0.
    pub step: f64,
    /// The method.
    pub method: Method,
}

impl Times {
    /// How many steps there are.
    pub(crate) fn steps(&self) -> Result<usize, StockFlowError> {
        let Self {
            start, stop, step, ..
        } = *self;
        let whole = (stop - start) / step;
        if !(start.is_finite()
            && stop.is_finite()
            && step > 0.0
            && stop >= start
            && whole <= MOST_VALUES as f64)
        {
            return Err(StockFlowError::Times(format!(
                "it starts at {start}, stops at {stop} and steps by {step}: give numbers, the stop not before the \
                 start, and a step above 0 that makes at most {MOST_VALUES} steps"
            )));
        }
        // A stop that rounding puts just below a whole number of steps is that number.
        Ok(crate::moments::below(whole + 1e-6))
    }
}

/// What a variable is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Stock {
        inflows: Vec<String>,
        outflows: Vec<String>,
        non_negative: bool,
    },
    Flow {
        non_negative: bool,
    },
    Auxiliary,
}

/// A variable with its equation: of a stock, that of its first value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) key: String,
    pub(crate) kind: Kind,
    pub(crate) equation: Parsed,
    pub(crate) lookup: Option<Lookup>,
}

/// A model of stocks and flows.
///
/// ```
/// use rootcast_scenario::stockflow::{Method, Model, Times};
/// let mut tea = Model::new(Times { start: 0.0, stop: 30.0, step: 0.125, method: Method::Euler });
/// tea.stock("Temperature", "180", &[], &["Heat loss"], false)?
///     .flow("Heat loss", "(temperature - room) / 10", false)?
///     .auxiliary("Room", "70")?;
/// let run = tea.run()?;
/// let last = run.of("temperature").unwrap().last().unwrap();
/// assert!((last - (70.0 + 110.0 * (1.0_f64 - 0.0125).powi(240))).abs() < 1e-9);
/// # Ok::<(), rootcast_scenario::stockflow::StockFlowError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub(crate) times: Times,
    pub(crate) variables: Vec<Variable>,
    pub(crate) lookups: Vec<(String, Lookup)>,
}

impl Model {
    /// A model without variables.
    pub fn new(times: Times) -> Self {
        Self {
            times,
            variables: Vec::new(),
            lookups: Vec::new(),
        }
    }

    /// Adds a stock: the equation of its first value, and the flows that fill and drain it, in order of precedence.
    /// A stock that is not to become negative limits its outflows, the first served first.
    pub fn stock(
        &mut self,
        name: &str,
        first: &str,
        inflows: &[&str],
        outflows: &[&str],
        non_negative: bool,
    ) -> Result<&mut Self, StockFlowError> {
        let keys = |names: &[&str]| names.iter().map(|n| expression::key(n)).collect();
        let kind = Kind::Stock {
            inflows: keys(inflows),
            outflows: keys(outflows),
            non_negative,
        };
        self.add(name, kind, first, None)
    }

    /// Adds a flow, a change a unit of time; where it is not to become negative, 0 takes the place of less.
    pub fn flow(
        &mut self,
        name: &str,
        equation: &str,
        non_negative: bool,
    ) -> Result<&mut Self, StockFlowError> {
        self.add(name, Kind::Flow { non_negative }, equation, None)
    }

    /// Adds an auxiliary: a constant, or what follows from others at the same time.
    pub fn auxiliary(&mut self, name: &str, equation: &str) -> Result<&mut Self, StockFlowError> {
        self.add(name, Kind::Auxiliary, equation, None)
    }

    /// Adds an auxiliary that looks the value of its equation up in a curve.
    pub fn looked_up(
        &mut self,
        name: &str,
        equation: &str,
        lookup: Lookup,
    ) -> Result<&mut Self, StockFlowError> {
        self.add(name, Kind::Auxiliary, equation, Some(lookup))
    }

    /// Adds a curve that equations call like a function of one argument.
    pub fn lookup(&mut self, name: &str, lookup: Lookup) -> Result<&mut Self, StockFlowError> {
        let key = expression::key(name);
        if self.lookups.iter().any(|(k, _)| *k == key) || functions::is_function(&key) {
            return Err(StockFlowError::Twice(name.to_owned()));
        }
        self.lookups.push((key, lookup));
        Ok(self)
    }

    pub(crate) fn add(
        &mut self,
        name: &str,
        kind: Kind,
        equation: &str,
        lookup: Option<Lookup>,
    ) -> Result<&mut Self, StockFlowError> {
        let equation = expression::parse(equation).map_err(|source| StockFlowError::Equation {
            variable: name.to_owned(),
            source,
        })?;
        self.variables.push(Variable {
            name: name.to_owned(),
            key: expression::key(name),
            kind,
            equation,
            lookup,
        });
        Ok(self)
    }

    /// Runs the model: every variable at every time.
    pub fn run(&self) -> Result<integrate::Run, StockFlowError> {
        integrate::run(&assemble::assemble(self)?, &self.times)
    }

    /// When the model starts and stops, and how it steps.
    pub fn times(&self) -> &Times {
        &self.times
    }

    /// The same model over other times, or by another method.
    #[must_use]
    pub fn with_times(mut self, times: Times) -> Self {
        self.times = times;
        self
    }
}

#[cfg(test)]
mod tests;
