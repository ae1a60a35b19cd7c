//! Journeys: the utility of links and of crossings, and what happens to who enters a link.

use super::ends;
use crate::{
    choice::{MONTH_DAYS, logistic, logit},
    graph::{Link, PlaceKind, route::Journeys},
    model::{
        Model, ModelError,
        parameters::Shared,
        state::{ALONE, CHANNELS, GUIDED, State},
    },
    policy::levers::InForce,
};

/// A link on from a place: how likely it is taken, and what becomes of who takes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Way {
    /// The link.
    pub link: usize,
    /// Where it leads.
    pub to: usize,
    /// The probability that it is taken.
    pub share: f64,
    /// Of those who take it, who dies.
    pub death: f64,
    /// Of those who take it, who is held and sent home.
    pub held: f64,
    /// Whole steps it takes.
    pub steps: usize,
    /// The probability of one step more: with it the mean time is kept.
    pub more: f64,
}

impl Way {
    /// The probabilities of what becomes of those who stand at its start: dead, held, arrived after `steps`, arrived
    /// after one more.
    pub fn outcomes(&self) -> [f64; 4] {
        let alive = self.share * (1.0 - self.death) * (1.0 - self.held);
        [
            self.share * self.death,
            self.share * (1.0 - self.death) * self.held,
            alive * (1.0 - self.more),
            alive * self.more,
        ]
    }
}

/// Crossings in a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    /// The probability of an encounter, by place and channel.
    pub encounter: Vec<f64>,
    /// The value of each place to those who cross, by place and channel.
    value: Vec<f64>,
}

/// Encounters and the value of crossing at each sector.
pub(super) fn crossing(model: &Model, force: &InForce) -> Crossing {
    let p = &model.parameters;
    let n = model.shape.places;
    let mut out = Crossing {
        encounter: vec![0.0; n * CHANNELS],
        value: vec![0.0; n * CHANNELS],
    };
    for (place, kind) in model.graph.kinds().iter().enumerate() {
        if *kind != PlaceKind::Sector {
            continue;
        }
        let odds = p.get(Shared::EnforcementOdds) * force.effort[place].ln();
        for (channel, base) in [
            (GUIDED, Shared::EncounterSmuggled),
            (ALONE, Shared::EncounterAlone),
        ] {
            let q = logistic(logit(p.get(base)) + odds);
            out.encounter[place * CHANNELS + channel] = q;
            out.value[place * CHANNELS + channel] =
                -p.get(Shared::EnforcementTaste) * q + p.get(Shared::FenceEffect) * force.fenced[place];
        }
    }
    out
}

/// Journeys of every class (channel, household type), with what they cost on average.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Solved {
    households: usize,
    classes: Vec<Journeys>,
    prices: Vec<Vec<f64>>,
}

impl Solved {
    /// The value of setting out from a place; −∞ where no journey leads to an end.
    pub(super) fn value(&self, channel: usize, household: usize, place: usize) -> f64 {
        let class = self.classes.get(channel * self.households + household);
        class
            .and_then(|c| c.value.get(place))
            .copied()
            .unwrap_or(f64::NEG_INFINITY)
    }

    /// The expected price of the journey from a place, US dollars.
    pub(super) fn price(&self, channel: usize, household: usize, place: usize) -> f64 {
        let class = self.prices.get(channel * self.households + household);
        class.and_then(|c| c.get(place)).copied().unwrap_or(f64::INFINITY)
    }
}

/// Death and being held on a link, for a channel, with what is in force.
fn hazards(model: &Model, force: &InForce, link: &Link, channel: usize) -> (f64, f64) {
    let alone = if channel == GUIDED {
        1.0
    } else {
        model.parameters.get(Shared::AloneHazard)
    };
    let odds = force.held_odds.get(link.to as usize).copied().unwrap_or(1.0);
    let death = 1.0 - (1.0 - link.death).powf(alone);
    let held = if link.apprehension >= 1.0 {
        1.0
    } else {
        logistic(logit(1.0 - (1.0 - link.apprehension).powf(alone)) + odds.ln())
    };
    (death, held)
}

/// What a traveller pays on a link, US dollars.
fn price(model: &Model, state: &State, link: usize, of: &Link, channel: usize) -> f64 {
    if channel == GUIDED {
        of.price_usd * state.environment.ln_price[link].exp()
    } else {
        of.price_usd * model.parameters.get(Shared::FareShare)
    }
}

/// Solves journeys of every class.
pub(super) fn journeys(
    model: &Model,
    state: &State,
    force: &InForce,
    crossing: &Crossing,
) -> Result<Solved, ModelError> {
    let p = &model.parameters;
    let links = model.graph.links();
    let mut out = Solved {
        households: model.shape.households,
        classes: Vec::new(),
        prices: Vec::new(),
    };
    for channel in 0..CHANNELS {
        let end: Vec<Option<f64>> = model
            .graph
            .kinds()
            .iter()
            .enumerate()
            .map(|(place, kind)| match kind {
                kind if ends(*kind, channel) => Some(crossing.value[place * CHANNELS + channel]),
                PlaceKind::Sector | PlaceKind::Port => Some(f64::NEG_INFINITY),
                _ => None,
            })
            .collect();
        let paid: Vec<f64> = links
            .iter()
            .enumerate()
            .map(|(l, link)| price(model, state, l, link, channel))
            .collect();
        for household in &model.world.households {
            let caution = if household.family {
                p.get(Shared::FamilyCaution)
            } else {
                1.0
            };
            let utility: Vec<f64> = links
                .iter()
                .zip(&paid)
                .map(|(link, paid)| {
                    let (death, held) = hazards(model, force, link, channel);
                    -p.get(Shared::PriceTaste) * paid / 1000.0
                        - p.get(Shared::TimeTaste) * link.days / MONTH_DAYS
                        - caution
                            * (p.get(Shared::DeathTaste) * 100.0 * death
                                + p.get(Shared::ExtortionTaste) * link.extortion
                                + p.get(Shared::HeldTaste) * held)
                })
                .collect();
            let solved = Journeys::solve(&model.graph, &utility, &end, p.get(Shared::RouteScale))?;
            out.prices.push(solved.expected_of(&model.graph, &paid)?);
            out.classes.push(solved);
        }
    }
    Ok(out)
}

/// What becomes of those who go on from each place, for every class.
pub(super) fn ways(model: &Model, force: &InForce, solved: &Solved) -> Vec<Vec<Way>> {
    let links = model.graph.links();
    let households = model.shape.households;
    let mut out = Vec::with_capacity(CHANNELS * households * model.shape.places);
    for (class, journeys) in solved.classes.iter().enumerate() {
        let channel = class / households.max(1);
        for place in (0_u32..).take(model.shape.places) {
            let ways = model
                .graph
                .from(place)
                .iter()
                .filter_map(|l| {
                    let at = *l as usize;
                    let link = links.get(at)?;
                    let share = journeys.probability.get(at).copied().unwrap_or_default();
                    if share <= 0.0 {
                        return None;
                    }
                    let (death, held) = hazards(model, force, link, channel);
                    let time = link.days / model.step_days;
                    let back = model.graph.rank(link.to) <= model.graph.rank(place);
                    // Who goes back is at a place that was dealt with in this step: it takes a step at least.
                    let time = if back { time.max(1.0) } else { time };
                    Some(Way {
                        link: at,
                        to: link.to as usize,
                        share,
                        death,
                        held,
                        steps: crate::moments::below(time.floor()),
                        more: time.fract(),
                    })
                })
                .collect();
            out.push(ways);
        }
    }
    out
}
