//! What answers to people's moves: guides' prices and numbers, beliefs, money sent home.
//!
//! Prices move towards `η (demand / capacity − 1) + κ ln effort`, in logarithms, with a delay (κ after C. Gathmann, J.
//! Public Econ. 92, 2008); guides enter or leave towards demand, more slowly. Beliefs move towards the share of those
//! encountered who were let in. Money sent home raises means after a delay.

use serde::{Deserialize, Serialize};

use super::{
    Model,
    parameters::Shared,
    rules::Rules,
    state::{Counts, State},
    tally::Tally,
};

/// Demand over capacity at most; beyond it prices say nothing new.
const FULLEST: f64 = 4.0;
/// Encounters at which news of a step counts half as much as it can.
const NEWS: f64 = 20.0;

/// Prices, guides, beliefs and money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// The log of guides' prices on each link over those at the start.
    pub ln_price: Vec<f64>,
    /// People a month that guides on each link can take; `None` where nothing limits it.
    pub guides: Vec<Option<f64>>,
    /// What people of each origin expect: the probability of being let in after an encounter.
    pub belief: Vec<f64>,
    /// Money sent home a month and head, US dollars, as it is felt at home.
    pub remittance: Vec<f64>,
    /// Encounters a month in the last step.
    pub encounters: f64,
    /// Return flights' seats taken over arrivals in the last step, by origin.
    pub flights: Vec<f64>,
    /// People who arrived at the destination in the last step, by origin.
    pub arrived: Vec<u64>,
}

impl Environment {
    /// What holds at the start.
    pub(super) fn start(model: &Model, counts: &Counts) -> Self {
        let links = model.graph().links();
        Self {
            ln_price: vec![0.0; links.len()],
            guides: links
                .iter()
                .map(|l| l.capacity.is_finite().then_some(l.capacity))
                .collect(),
            belief: model.world().origins.iter().map(|o| o.belief).collect(),
            remittance: (0..model.shape().origins)
                .map(|o| sent(model, counts, o))
                .collect(),
            encounters: 0.0,
            flights: vec![0.0; model.shape().origins],
            arrived: vec![0; model.shape().origins],
        }
    }

    /// Why a saved environment is not one of a model.
    pub(super) fn check(&self, model: &Model) -> Result<(), String> {
        let (o, l) = (model.shape().origins, model.shape().links);
        let lengths = [
            (self.ln_price.len(), l),
            (self.guides.len(), l),
            (self.belief.len(), o),
            (self.remittance.len(), o),
            (self.flights.len(), o),
            (self.arrived.len(), o),
        ];
        if lengths.iter().any(|(a, b)| a != b) {
            return Err("its prices or beliefs have another shape".to_owned());
        }
        let all = self
            .ln_price
            .iter()
            .chain(&self.belief)
            .chain(&self.remittance)
            .chain(&self.flights);
        if all.chain(self.guides.iter().flatten()).any(|v| !v.is_finite()) {
            return Err("a price or a belief is not a number".to_owned());
        }
        Ok(())
    }
}

/// Money sent to an origin a month and head of those at home, US dollars.
fn sent(model: &Model, counts: &Counts, origin: usize) -> f64 {
    let home = counts.at_home(model.shape(), origin).max(1);
    model.parameters().get(Shared::RemittanceUsd) * counts.earning(model.shape(), origin) as f64 / home as f64
}

/// Lets the environment answer to a step.
pub(super) fn answer(model: &Model, state: &mut State, rules: &Rules, tally: &Tally) {
    let p = model.parameters();
    let months = model.step_months();
    let on = model.mechanisms();
    let towards = |delay: f64| 1.0 - (-months / delay).exp();
    let env = &mut state.environment;
    if on.smugglers {
        let (eta, kappa) = (p.get(Shared::PriceDemand), p.get(Shared::PriceEnforcement));
        let (quick, slow) = (
            towards(p.get(Shared::PriceMonths)),
            towards(p.get(Shared::CapacityMonths)),
        );
        for (l, link) in model.graph().links().iter().enumerate() {
            let effort = rules.force.effort.get(link.to as usize).copied().unwrap_or(1.0);
            let mut target = kappa * effort.ln();
            if let Some(Some(guides)) = env.guides.get_mut(l) {
                let demand = tally.guided.get(l).copied().unwrap_or_default() as f64 / months;
                *guides *= 1.0 - rules.force.crackdown;
                target += eta * ((demand / guides.max(1.0)).min(FULLEST) - 1.0);
                let wanted = demand.max(0.1 * link.capacity);
                *guides += (wanted - *guides) * slow;
            }
            if let Some(price) = env.ln_price.get_mut(l) {
                *price += (target - *price) * quick;
            }
        }
    }
    let per_origin = tally.by_origin(&tally.encounters);
    let entries = tally.by_origin(&tally.entries);
    for o in 0..model.shape().origins {
        let encountered = per_origin[o] as f64;
        let released = tally.released[o];
        let legal: u64 = tally
            .legal
            .iter()
            .skip(o * model.shape().pathways)
            .take(model.shape().pathways)
            .sum();
        env.arrived[o] = released + entries[o] + legal;
        if on.beliefs && encountered > 0.0 {
            let weight = encountered / (encountered + NEWS * months);
            let observed = released as f64 / encountered;
            env.belief[o] += (observed - env.belief[o]) * weight * towards(p.get(Shared::BeliefMonths));
        }
        env.flights[o] = tally.returns[o] as f64 / (env.arrived[o] as f64).max(1.0);
        if on.remittances {
            let now = sent(model, &state.counts, o);
            env.remittance[o] += (now - env.remittance[o]) * towards(p.get(Shared::RemittanceMonths));
        }
    }
    env.encounters = tally.encounters() as f64 / months;
}
