//! One model of departures, journeys, border attempts, legal pathways and life after arrival.
//!
//! People are counted by origin, household type, network tier and tier of means while at home, and by origin, household
//! type and channel under way. Each step the rules ([`rules`]) turn the state of the world and what is in force into
//! probabilities; those are applied to counts ([`cohort`]) or to single people ([`individual`]), so that both decide
//! alike; then prices, guides, beliefs, networks and remittances answer to what happened ([`environment`]). Each
//! mechanism can be switched off ([`Mechanisms`]).

use serde::{Deserialize, Serialize};

use crate::{
    choice::{ChoiceError, MONTH_DAYS},
    graph::{Graph, GraphError},
    policy::Policy,
    random::Source,
};

pub mod cohort;
pub mod environment;
pub mod individual;
pub mod parameters;
pub mod quota;
pub mod rules;
pub mod state;
pub mod tally;
pub mod world;

use parameters::Parameters;
use rules::Baseline;
use state::{Shape, State};
use tally::Tally;
use world::World;

/// Why the model cannot run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The world's data file is at fault.
    #[error("the world cannot be used: {0}")]
    World(String),
    /// Its graph is at fault.
    #[error("the graph of the world: {0}")]
    Graph(#[from] GraphError),
    /// A choice is at fault.
    #[error("a choice: {0}")]
    Choice(#[from] ChoiceError),
    /// A vector of parameters has the wrong length.
    #[error("{found} parameters were given and the world has {expected}: see Parameters::describe")]
    Parameters {
        /// How many were given.
        found: usize,
        /// How many there are.
        expected: usize,
    },
    /// A parameter is not a number within its bounds.
    #[error("parameter `{name}` is {value}: it must be from {low} to {high}")]
    Parameter {
        /// Its name.
        name: String,
        /// What it is.
        value: f64,
        /// The least it may be.
        low: f64,
        /// The most it may be.
        high: f64,
    },
    /// There is no such parameter.
    #[error("there is no parameter `{name}`{hint}")]
    UnknownParameter {
        /// The name that was asked for.
        name: String,
        /// The nearest known one.
        hint: String,
    },
    /// The length of a step is out of its range.
    #[error("a step of {0} days cannot be run: choose from 1 to 31")]
    Step(f64),
    /// A saved state is not one of this model.
    #[error("the saved state does not fit the model: {0}; resume with the world it was saved from")]
    Checkpoint(String),
}

/// Which mechanisms are on. All are by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Mechanisms {
    /// Guides' prices and numbers respond to demand and border effort.
    pub smugglers: bool,
    /// Arrivals tie people at home, and the diaspora raises departures.
    pub networks: bool,
    /// What others met at the border changes what people expect.
    pub beliefs: bool,
    /// Money sent home raises means.
    pub remittances: bool,
    /// Who is expelled or removed may try again.
    pub reattempts: bool,
    /// Legal pathways are open.
    pub pathways: bool,
    /// Asylum at ports of entry is open.
    pub ports: bool,
    /// Return flights of a policy take place.
    pub return_flights: bool,
    /// Transit operations lose their effect with time.
    pub transit_decay: bool,
    /// Shocks of a policy take place.
    pub shocks: bool,
    /// Investments of a policy have an effect.
    pub investment: bool,
    /// Departures have a season.
    pub seasons: bool,
}

impl Default for Mechanisms {
    fn default() -> Self {
        Self {
            smugglers: true,
            networks: true,
            beliefs: true,
            remittances: true,
            reattempts: true,
            pathways: true,
            ports: true,
            return_flights: true,
            transit_decay: true,
            shocks: true,
            investment: true,
            seasons: true,
        }
    }
}

/// A model that is ready to run: world, parameters, policy and switches, checked together.
#[derive(Clone, Debug)]
pub struct Model {
    world: World,
    graph: Graph,
    parameters: Parameters,
    policy: Policy,
    on: Mechanisms,
    step_days: f64,
    shape: Shape,
    /// Places from origins to ends.
    order: Vec<u32>,
    /// For ports, the sector beside them.
    beside: Vec<Option<usize>>,
    /// The place of each origin.
    home_place: Vec<usize>,
    baseline: Baseline,
}

impl Model {
    /// A model in monthly steps.
    pub fn new(
        world: World,
        parameters: Parameters,
        policy: Policy,
        on: Mechanisms,
    ) -> Result<Self, ModelError> {
        Self::with_step(world, parameters, policy, on, MONTH_DAYS)
    }

    /// A model in steps of so many days, from 1 to 31.
    pub fn with_step(
        world: World,
        parameters: Parameters,
        policy: Policy,
        on: Mechanisms,
        step_days: f64,
    ) -> Result<Self, ModelError> {
        if !(1.0..=31.0).contains(&step_days) {
            return Err(ModelError::Step(step_days));
        }
        let graph = world.graph()?;
        let parameters = Parameters::new(&world, parameters.into_values())?;
        let shape = Shape::of(&world, step_days);
        let beside = world
            .places
            .iter()
            .map(|p| p.beside.as_deref().map(|b| world.place(b)).transpose())
            .collect::<Result<Vec<_>, _>>()?;
        let home_place = world
            .origins
            .iter()
            .map(|o| world.place(&o.place))
            .collect::<Result<Vec<_>, _>>()?;
        let order = graph.in_order_of_travel();
        let mut model = Self {
            world,
            graph,
            parameters,
            policy,
            on,
            step_days,
            shape,
            order,
            beside,
            home_place,
            baseline: Baseline::default(),
        };
        model.baseline = model.find_baseline()?;
        Ok(model)
    }

    /// The world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The graph.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The parameters.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The switches.
    pub fn mechanisms(&self) -> &Mechanisms {
        &self.on
    }

    /// How many of each thing the state tells apart.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Days of a step.
    pub fn step_days(&self) -> f64 {
        self.step_days
    }

    /// Months of a step.
    pub fn step_months(&self) -> f64 {
        self.step_days / MONTH_DAYS
    }

    /// The state at the start of the world.
    pub fn start(&self, source: &Source) -> State {
        state::start(self, source)
    }

    /// One step on counts.
    pub fn step(&self, state: &mut State, source: &Source) -> Result<Tally, ModelError> {
        cohort::step(self, state, source)
    }

    /// Runs so many steps on counts from the start.
    ///
    /// ```
    /// use rootcast_scenario::{model::{Mechanisms, Model, parameters::Parameters, world::World}, policy::Policy,
    ///     random::Source};
    /// let world = World::reference()?;
    /// let base = Parameters::base(&world);
    /// let model = Model::new(world, base, Policy::none(), Mechanisms::default())?;
    /// let months = model.run(&Source::new(1, 0, 0), 12)?;
    /// assert!(months.iter().all(|m| m.people() <= m.encounters()));
    /// # Ok::<(), rootcast_scenario::model::ModelError>(())
    /// ```
    pub fn run(&self, source: &Source, steps: usize) -> Result<Vec<Tally>, ModelError> {
        let mut state = self.start(source);
        (0..steps).map(|_| self.step(&mut state, source)).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests;
