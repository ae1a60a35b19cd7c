//! From the state of the world to probabilities: the one place where people decide.
//!
//! Nothing here draws chance. [`Rules`] holds every probability of a step; cohorts and individuals read the same.

use super::{
    Model, ModelError,
    parameters::Shared,
    state::{ALONE, CHANNELS, GUIDED, PORT, State},
};
use crate::{
    choice::{Nest, capability, logistic, logit, nested, per_step},
    graph::PlaceKind,
    policy::levers::{Conditions, InForce, PERMIT_DAYS},
};

mod travel;
pub use travel::{Crossing, Way};

/// What became of an encounter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Disposition {
    /// Expelled to the near side.
    pub expelled: f64,
    /// Removed under a penalty; the rest are released with a case to answer.
    pub removed: f64,
}

/// Levels at the start that departures are measured against.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Baseline {
    /// The value of leaving, by origin and kind; not finite where there was none.
    inclusive: Vec<f64>,
    /// Mean aspiration times capability, by origin.
    product: Vec<f64>,
    /// People at the destination, by origin.
    abroad: Vec<f64>,
}

/// Every probability of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// What is in force.
    pub force: InForce,
    /// Options of those at home: pathways, then channels of travel.
    pub options: usize,
    /// The probability of each option: origin, kind, option.
    pub leave: Vec<f64>,
    /// Ways on from each place, for each class (channel, household type): `ways[class * places + place]`.
    pub ways: Vec<Vec<Way>>,
    /// The probability of an encounter for each place and channel.
    pub encounter: Vec<f64>,
    /// What becomes of the encountered: origin, household type.
    pub disposition: Vec<Disposition>,
    /// Who is expelled and tries again.
    pub retry_expelled: f64,
    /// Who is removed and tries again.
    pub retry_removed: f64,
    /// Of those removed who will try again, who does so in this step.
    pub rested: f64,
    /// Steps from admission to work.
    pub permit_steps: usize,
    /// A port lets in who presents themselves.
    pub port_admit: f64,
    /// Who waits at a port crosses between ports instead.
    pub impatient: f64,
    /// Who waits for a slot gives up.
    pub abandon: f64,
    /// An application to each pathway is ready.
    pub ready: Vec<f64>,
    /// A case is decided.
    pub decided: f64,
    /// A decided case is granted.
    pub granted: f64,
    /// Who has no status is removed.
    pub interior: f64,
    /// Who returned is at home again.
    pub settled_back: f64,
    /// Who comes home is of a kind, by origin and kind, among those of the household type.
    pub kind_at_home: Vec<f64>,
    /// Who has no relatives abroad gains some, by origin.
    pub tie: Vec<f64>,
}

/// Mean months that those removed wait before they try again.
const REST_MONTHS: f64 = 3.0;

impl Model {
    /// The rules of the step that a state stands before.
    pub fn rules(&self, state: &State) -> Result<Rules, ModelError> {
        let months = self.step_months();
        let now = state.step as f64 * months;
        let force = self
            .policy
            .in_force(&self.world, &self.parameters, &self.on, now, months);
        let p = &self.parameters;
        let a_step = |monthly: f64| per_step(monthly, self.step_days);
        let mean = |wait: f64| a_step(1.0 - (-1.0 / wait.max(1e-3)).exp());
        let crossing = travel::crossing(self, &force);
        let journeys = travel::journeys(self, state, &force, &crossing)?;
        let shape = &self.shape;
        let decisions = self.departures(state, &force, &journeys)?;
        let (mut kind_at_home, mut tie) =
            (vec![0.0; shape.origins * shape.kinds()], vec![0.0; shape.origins]);
        for o in 0..shape.origins {
            self.kinds_at_home(
                state,
                o,
                &mut kind_at_home[o * shape.kinds()..(o + 1) * shape.kinds()],
            );
            if self.on.networks {
                let home = state.counts.at_home(shape, o).max(1) as f64;
                let new = state.environment.arrived[o] as f64;
                tie[o] = (p.get(Shared::TiesPerArrival) * new / home).min(1.0);
            }
        }
        Ok(Rules {
            options: shape.pathways + CHANNELS,
            leave: self.leave(state, &decisions, now),
            ways: travel::ways(self, &force, &journeys),
            encounter: crossing.encounter,
            disposition: self.dispositions(state, &force),
            retry_expelled: if self.on.reattempts {
                p.get(Shared::ReattemptExpelled)
            } else {
                0.0
            },
            retry_removed: if self.on.reattempts {
                p.get(Shared::ReattemptRemoved)
            } else {
                0.0
            },
            rested: mean(REST_MONTHS),
            permit_steps: crate::moments::below((force.permit_days / self.step_days).round())
                .min(shape.clock - 1),
            port_admit: p.get(Shared::PortAdmit),
            impatient: a_step(p.get(Shared::Impatience)),
            abandon: a_step(p.get(Shared::Abandon)),
            ready: self.world.pathways.iter().map(|w| mean(w.months)).collect(),
            decided: mean(p.get(Shared::AsylumMonths)),
            granted: p.get(Shared::AsylumGrant),
            interior: a_step(p.get(Shared::InteriorRemoval)),
            settled_back: mean(p.get(Shared::ReintegrationMonths)),
            kind_at_home,
            tie,
            force,
        })
    }

    /// Shares of kinds among those of a household type at home, for those who come back.
    fn kinds_at_home(&self, state: &State, origin: usize, into: &mut [f64]) {
        let k = self.shape.kinds();
        let own = &state.counts.home[origin * k..(origin + 1) * k];
        let block = 2 * self.shape.tiers;
        for (counts, shares) in own.chunks(block).zip(into.chunks_mut(block)) {
            let total: u64 = counts.iter().sum();
            for (share, count) in shares.iter_mut().zip(counts) {
                *share = if total > 0 {
                    *count as f64 / total as f64
                } else {
                    1.0 / block as f64
                };
            }
        }
    }

    /// Expulsions and penalties of a policy, cut to what the border can carry out.
    fn dispositions(&self, state: &State, force: &InForce) -> Vec<Disposition> {
        let shape = &self.shape;
        let mut out = Vec::with_capacity(shape.people());
        let carried = if state.environment.encounters > force.processing {
            force.processing / state.environment.encounters
        } else {
            1.0
        };
        for (o, origin) in self.world.origins.iter().enumerate() {
            for household in &self.world.households {
                let expelled = force.expelled[o] * origin.expellable;
                let removed = (1.0 - expelled) * force.removed[o].unwrap_or(household.removed);
                out.push(Disposition {
                    expelled: carried * expelled,
                    removed: carried * removed,
                });
            }
        }
        out
    }

    /// What people of an origin expect of an encounter, with what campaigns, flights and permits add, as utility.
    fn admission_value(&self, state: &State, force: &InForce, origin: usize) -> f64 {
        let p = &self.parameters;
        let belief = state.environment.belief[origin].clamp(0.005, 0.995);
        let news = p.get(Shared::CampaignEffect) * force.conditions[origin].information
            + p.get(Shared::FlightDeterrence) * state.environment.flights[origin].min(1.0);
        let permit = p.get(Shared::PermitTaste) * (PERMIT_DAYS - force.permit_days) / PERMIT_DAYS;
        let believed = logistic(logit(belief) + news);
        believed * (p.get(Shared::AdmissionTaste) + permit)
    }

    /// Aspiration, capability and shares of options of every kind.
    fn departures(
        &self,
        state: &State,
        force: &InForce,
        journeys: &travel::Solved,
    ) -> Result<Decisions, ModelError> {
        let shape = &self.shape;
        let p = &self.parameters;
        let (kinds, options) = (shape.kinds(), shape.pathways + CHANNELS);
        let mut out = Decisions::empty(shape.origins * kinds, options);
        let port_queue: u64 = state.counts.port.iter().sum();
        let port_slots: f64 = force.port_slots.iter().sum();
        for (o, origin) in self.world.origins.iter().enumerate() {
            let admission = self.admission_value(state, force, o);
            let at = force.conditions[o];
            let income = origin.income_usd.max(1.0) * at.income.exp();
            let money = 12.0 * state.environment.remittance[o] * p.get(Shared::RemittanceUse);
            for h in 0..shape.households {
                let value = |channel: usize| journeys.value(channel, h, self.home_place[o]);
                let price = |channel: usize| journeys.price(channel, h, self.home_place[o]);
                let port = if self.on.ports && port_slots > 0.0 {
                    value(PORT)
                        + p.get(Shared::PortConstant)
                        + p.get(Shared::AdmissionTaste) * p.get(Shared::PortAdmit)
                        - p.get(Shared::WaitTaste) * port_queue as f64 / port_slots
                } else {
                    f64::NEG_INFINITY
                };
                let between = vec![
                    value(GUIDED) + admission,
                    value(ALONE) + admission + p.get(Shared::AloneConstant),
                ];
                let prices = [price(PORT), price(GUIDED), price(ALONE)];
                for tied in [false, true] {
                    let legal = self.legal_values(state, force, &origin.code, tied);
                    for tier in 0..shape.tiers {
                        let kind = o * kinds + shape.kind(h, tied, tier);
                        let help = if tied { 1.0 + p.get(Shared::TiedHelp) } else { 1.0 };
                        let means =
                            (p.get(Shared::MeansRatio) * income * self.world.means[tier] + money) * help;
                        let can = |price: f64| capability(means, p.get(Shared::MeansSpread), price);
                        let able: Vec<f64> = self
                            .world
                            .pathways
                            .iter()
                            .map(|w| can(w.price_usd))
                            .chain(prices.iter().map(|c| can(*c)))
                            .collect();
                        let nests = self.nests(&legal, port, &between, None);
                        let inclusive = nested(&nests)?.inclusive_value;
                        let choice = nested(&self.nests(&legal, port, &between, Some(&able)))?;
                        out.inclusive[kind] = inclusive;
                        if choice.inclusive_value == f64::NEG_INFINITY {
                            continue;
                        }
                        let reference = self.baseline.inclusive.get(kind).copied().unwrap_or(inclusive);
                        let shares: Vec<f64> = choice.probabilities.concat();
                        let capable = able
                            .iter()
                            .zip(&shares)
                            .filter(|(_, s)| **s > 0.0)
                            .map(|(a, _)| *a);
                        out.product[kind] = self.aspiration(state, &at, o, tied, inclusive - reference)
                            * capable.fold(0.0, f64::max);
                        out.shares[kind * options..(kind + 1) * options].copy_from_slice(&shares);
                    }
                }
            }
        }
        Ok(out)
    }

    /// The utility of each pathway to people of an origin; −∞ where it is closed to them.
    fn legal_values(&self, state: &State, force: &InForce, code: &str, tied: bool) -> Vec<f64> {
        let p = &self.parameters;
        let people = self.shape.people().max(1);
        let pathways = self.world.pathways.iter().enumerate();
        pathways
            .map(|(w, pathway)| {
                let slots = force.slots[w];
                let eligible = (tied || !pathway.sponsor) && pathway.origins.iter().any(|o| o == code);
                if !(self.on.pathways && slots > 0.0 && eligible) {
                    return f64::NEG_INFINITY;
                }
                let queue: u64 = state.counts.queue.iter().skip(w * people).take(people).sum();
                p.get(Shared::LegalConstant) + p.get(Shared::AdmissionTaste)
                    - p.get(Shared::WaitTaste) * (pathway.months + queue as f64 / slots)
            })
            .collect()
    }

    /// The probability of wishing to leave, where the value of leaving is `gain` above that at the start.
    fn aspiration(&self, state: &State, at: &Conditions, origin: usize, tied: bool, gain: f64) -> f64 {
        let p = &self.parameters;
        let abroad = state.counts.abroad(&self.shape, origin) as f64;
        let start = self.baseline.abroad.get(origin).copied().unwrap_or(abroad);
        let network = if self.on.networks {
            p.get(Shared::NetworkAspiration) * ((abroad + 1.0) / (start + 1.0)).ln()
        } else {
            0.0
        };
        let gain = if gain.is_finite() { gain } else { 0.0 };
        logistic(
            logit(p.get(Shared::AspirationBase)) - p.get(Shared::IncomeAspiration) * at.income
                + p.get(Shared::HomicideAspiration) * at.homicide / 10.0
                + p.get(Shared::DroughtAspiration) * at.drought
                + p.get(Shared::GovernanceAspiration) * at.governance
                + if tied { p.get(Shared::TiedAspiration) } else { 0.0 }
                + p.get(Shared::InclusiveWeight) * gain
                + network,
        )
    }

    /// The nests: legal pathways; asylum at a port; crossing between ports. With `able`, weighted by who can pay.
    fn nests(&self, legal: &[f64], port: f64, between: &[f64], able: Option<&[f64]>) -> Vec<Nest> {
        let p = &self.parameters;
        let paid = |option: usize, utility: f64| {
            let weight = able.map_or(1.0, |a| a.get(option).copied().unwrap_or_default());
            if weight > 0.0 {
                utility + weight.ln()
            } else {
                f64::NEG_INFINITY
            }
        };
        let first = legal.len();
        vec![
            Nest {
                dissimilarity: p.get(Shared::LegalNest),
                utilities: legal.iter().enumerate().map(|(i, u)| paid(i, *u)).collect(),
            },
            Nest {
                dissimilarity: 1.0,
                utilities: vec![paid(first + PORT, port)],
            },
            Nest {
                dissimilarity: p.get(Shared::BetweenNest),
                utilities: between
                    .iter()
                    .enumerate()
                    .map(|(i, u)| paid(first + GUIDED + i, *u))
                    .collect(),
            },
        ]
    }

    /// Probabilities of leaving by each option in a step.
    fn leave(&self, state: &State, decisions: &Decisions, now: f64) -> Vec<f64> {
        let shape = &self.shape;
        let options = shape.pathways + CHANNELS;
        let season = self.season(now);
        let mut leave = vec![0.0; shape.origins * shape.kinds() * options];
        for o in 0..shape.origins {
            let level = self.baseline.product[o];
            if level <= 0.0 || state.counts.at_home(shape, o) == 0 {
                continue;
            }
            for k in 0..shape.kinds() {
                let kind = o * shape.kinds() + k;
                let (h, _, _) = shape.parts(k);
                let household = self.world.households[h].leaving;
                let monthly = season * household * self.parameters.leaving(o) / 1000.0
                    * decisions.product[kind]
                    / level;
                let all = per_step(monthly.min(0.9), self.step_days);
                let shares = &decisions.shares[kind * options..(kind + 1) * options];
                for (cell, share) in leave[kind * options..(kind + 1) * options].iter_mut().zip(shares) {
                    *cell = all * share;
                }
            }
        }
        leave
    }

    /// Departures of the calendar month relative to the mean.
    fn season(&self, now: f64) -> f64 {
        if !self.on.seasons {
            return 1.0;
        }
        let start = crate::policy::month(&self.world.start).unwrap_or_default();
        let month = crate::moments::below((start + now + 1e-9).floor()) % 12;
        let factor = self.world.season.get(month).copied().unwrap_or(1.0);
        factor.powf(self.parameters.get(Shared::SeasonStrength))
    }

    /// Levels at the start, before any lever.
    pub(super) fn find_baseline(&self) -> Result<Baseline, ModelError> {
        let shape = &self.shape;
        let state = super::state::start(self, &crate::random::Source::new(0, 0, 0));
        let force = InForce::start(&self.world);
        let crossing = travel::crossing(self, &force);
        let journeys = travel::journeys(self, &state, &force, &crossing)?;
        let decisions = self.departures(&state, &force, &journeys)?;
        let k = shape.kinds();
        let mut product = vec![0.0; shape.origins];
        for (o, level) in product.iter_mut().enumerate() {
            let people = &state.counts.home[o * k..(o + 1) * k];
            let total: u64 = people.iter().sum();
            *level = people
                .iter()
                .zip(&decisions.product[o * k..(o + 1) * k])
                .map(|(n, p)| *n as f64 * p)
                .sum::<f64>()
                / total.max(1) as f64;
        }
        Ok(Baseline {
            inclusive: decisions.inclusive,
            product,
            abroad: (0..shape.origins)
                .map(|o| state.counts.abroad(shape, o) as f64)
                .collect(),
        })
    }
}

/// What each kind would do.
struct Decisions {
    inclusive: Vec<f64>,
    product: Vec<f64>,
    shares: Vec<f64>,
}

impl Decisions {
    fn empty(kinds: usize, options: usize) -> Self {
        Self {
            inclusive: vec![f64::NEG_INFINITY; kinds],
            product: vec![0.0; kinds],
            shares: vec![0.0; kinds * options],
        }
    }
}

/// Whether a place is where journeys of a channel end.
pub(super) fn ends(kind: PlaceKind, channel: usize) -> bool {
    matches!(
        (kind, channel),
        (PlaceKind::Port, PORT) | (PlaceKind::Sector, GUIDED | ALONE)
    )
}
