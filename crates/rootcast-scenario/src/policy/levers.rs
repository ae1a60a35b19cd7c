//! What is in force at a time: the numbers that the rules of the model read.

use super::{Lever, Policy, Sector};
use crate::model::{
    Mechanisms,
    parameters::{Parameters, Shared},
    world::World,
};

/// Conditions in an origin, beside those at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Conditions {
    /// Added to the log of income.
    pub income: f64,
    /// Added to homicides per 100 000.
    pub homicide: f64,
    /// Drought, in years of drought.
    pub drought: f64,
    /// Political collapse, in points.
    pub governance: f64,
    /// The share of people a campaign reaches.
    pub information: f64,
}

/// Everything in force at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct InForce {
    /// Slots a month of each pathway.
    pub slots: Vec<f64>,
    /// The share of each origin's encounters that are expelled to the near side, before `expellable`.
    pub expelled: Vec<f64>,
    /// The share removed under a penalty; `None` where household types decide.
    pub removed: Vec<Option<f64>>,
    /// Days from admission to work.
    pub permit_days: f64,
    /// Return seats a month of each origin.
    pub seats: Vec<f64>,
    /// The factor of the odds of being held on links into each place.
    pub held_odds: Vec<f64>,
    /// Border effort in each place relative to the start.
    pub effort: Vec<f64>,
    /// The fenced share of each place.
    pub fenced: Vec<f64>,
    /// Expulsions and removals a month that can be carried out.
    pub processing: f64,
    /// People a month that each port takes in.
    pub port_slots: Vec<f64>,
    /// The share of guides taken out of the trade in the step that starts now.
    pub crackdown: f64,
    /// Conditions in each origin.
    pub conditions: Vec<Conditions>,
}

/// Days an applicant waits for a permit to work: 150 to file and 30 to be issued (8 CFR 208.7).
pub const PERMIT_DAYS: f64 = 180.0;

/// The inflation of what follows: money acts on other conditions than income through this many units a log point.
const HOMICIDE_PER_LOG_POINT: f64 = -20.0;
const DROUGHT_PER_LOG_POINT: f64 = -2.0;
const GOVERNANCE_PER_LOG_POINT: f64 = -2.0;

impl InForce {
    /// What is in force before any lever.
    pub fn start(world: &World) -> Self {
        let (o, n) = (world.origins.len(), world.places.len());
        Self {
            slots: world.pathways.iter().map(|p| p.slots).collect(),
            expelled: vec![0.0; o],
            removed: vec![None; o],
            permit_days: PERMIT_DAYS,
            seats: vec![0.0; o],
            held_odds: vec![1.0; n],
            effort: vec![1.0; n],
            fenced: vec![0.0; n],
            processing: f64::INFINITY,
            port_slots: world.places.iter().map(|p| p.slots).collect(),
            crackdown: 0.0,
            conditions: vec![Conditions::default(); o],
        }
    }
}

impl Policy {
    /// What is in force in the step that starts `now` months after the start of the world and takes `step` months.
    pub fn in_force(
        &self,
        world: &World,
        parameters: &Parameters,
        on: &Mechanisms,
        now: f64,
        step: f64,
    ) -> InForce {
        let mut force = InForce::start(world);
        for c in &self.checked {
            let Some(lever) = self.levers.get(c.at) else {
                continue;
            };
            if now < c.from {
                continue;
            }
            let active = now < c.until;
            let age = now - c.from;
            if lever.kind == "investment" {
                if on.investment {
                    let delay = parameters.get(Shared::InvestmentMonths);
                    let effect =
                        delayed(age, c.until - c.from, delay) * parameters.get(Shared::InvestmentReturn);
                    invest(&mut force, world, lever, &c.origins, effect);
                }
                continue;
            }
            if active {
                set(&mut force, world, parameters, on, lever, c, (age, step));
            }
        }
        force
    }
}

/// The share of a yearly disbursement that acts after `age` months, when money flows for `lasts` months: the delay is
/// exponential with this mean, and what was disbursed is forgotten as slowly as it acts.
fn delayed(age: f64, lasts: f64, delay: f64) -> f64 {
    let rise = 1.0 - (-age.min(lasts) / delay).exp();
    rise * (-(age - lasts).max(0.0) / delay).exp()
}

fn invest(force: &mut InForce, world: &World, lever: &Lever, origins: &[usize], effect: f64) {
    let people: f64 = origins
        .iter()
        .filter_map(|o| world.origins.get(*o))
        .map(|o| o.population as f64)
        .sum();
    if people <= 0.0 {
        return;
    }
    let a_head = lever.usd_a_year.unwrap_or_default() / people;
    for o in origins {
        let (Some(at), Some(origin)) = (force.conditions.get_mut(*o), world.origins.get(*o)) else {
            continue;
        };
        let points = effect * a_head / origin.income_usd.max(1.0);
        match lever.sector {
            Some(Sector::Security) => at.homicide += HOMICIDE_PER_LOG_POINT * points,
            Some(Sector::Climate) => at.drought += DROUGHT_PER_LOG_POINT * points,
            Some(Sector::Governance) => at.governance += GOVERNANCE_PER_LOG_POINT * points,
            _ => at.income += points,
        }
    }
}

fn set(
    force: &mut InForce,
    world: &World,
    parameters: &Parameters,
    on: &Mechanisms,
    lever: &Lever,
    c: &super::Checked,
    (age, step): (f64, f64),
) {
    let each = |list: &mut Vec<f64>, which: &[usize], value: f64| {
        for i in which {
            if let Some(cell) = list.get_mut(*i) {
                *cell = value;
            }
        }
    };
    let factor = lever.factor.unwrap_or(1.0);
    let share = lever.share.unwrap_or_default();
    match lever.kind.as_str() {
        "pathway" => each(&mut force.slots, &[c.pathway], lever.slots.unwrap_or_default()),
        "expulsion" => each(&mut force.expelled, &c.origins, share),
        "penalty" => {
            for o in &c.origins {
                if let Some(cell) = force.removed.get_mut(*o) {
                    *cell = Some(share);
                }
            }
        }
        "permit" => force.permit_days = lever.days.unwrap_or(PERMIT_DAYS),
        "return_flights" if on.return_flights => {
            each(&mut force.seats, &c.origins, lever.seats.unwrap_or_default());
        }
        "transit" => {
            let half = parameters.get(Shared::TransitHalfLife);
            let left = if on.transit_decay {
                0.5_f64.powf(age / half)
            } else {
                1.0
            };
            for (odds, place) in force.held_odds.iter_mut().zip(&world.places) {
                if Some(&place.country) == lever.country.as_ref() {
                    *odds *= factor.powf(left);
                }
            }
        }
        "border" => {
            for p in &c.places {
                if let Some(effort) = force.effort.get_mut(*p) {
                    *effort *= factor;
                }
            }
        }
        "fence" => each(&mut force.fenced, &c.places, share),
        "processing" => force.processing = lever.people.unwrap_or(f64::INFINITY),
        "port_slots" => each(&mut force.port_slots, &c.places, lever.slots.unwrap_or_default()),
        "information" => {
            for o in &c.origins {
                if let Some(at) = force.conditions.get_mut(*o) {
                    at.information = at.information.max(share);
                }
            }
        }
        "crackdown" if age < step => force.crackdown = force.crackdown.max(share),
        "shock" if on.shocks => {
            for o in &c.origins {
                if let Some(at) = force.conditions.get_mut(*o) {
                    at.income += (1.0 + lever.income.unwrap_or_default()).ln();
                    at.homicide += lever.homicide.unwrap_or_default();
                    at.drought += lever.drought.unwrap_or_default();
                    at.governance += lever.governance.unwrap_or_default();
                }
            }
        }
        _ => {}
    }
}
