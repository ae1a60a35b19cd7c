//! The parameters of the model: a named vector with bounds, so that a fit or an experiment can drive it.

use serde::{Deserialize, Serialize};

use super::{ModelError, world::World};

/// What is said of a parameter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Described {
    /// Its name; those of an origin end in its code.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// The least it may be.
    pub low: f64,
    /// The most it may be.
    pub high: f64,
    /// Its value before any fit.
    pub base: f64,
    /// What it does.
    pub about: &'static str,
}

macro_rules! parameters {
    ($($id:ident $name:literal $unit:literal $low:literal $high:literal $base:literal $about:literal;)*) => {
        /// A parameter that all origins share.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Shared { $(#[doc = $about] $id,)* }

        /// Every shared parameter: name, unit, bounds, base value and what it does.
        pub const SHARED: &[(&str, &str, f64, f64, f64, &str)] = &[
            $(($name, $unit, $low, $high, $base, $about),)*
        ];
    };
}

parameters! {
    PriceTaste "price_taste" "utility per 1000 USD" 0.0 3.0 0.35 "how much the price of a journey weighs";
    TimeTaste "time_taste" "utility per month" 0.0 3.0 0.4 "how much the time of a journey weighs";
    DeathTaste "death_taste" "utility per 1 % risk" 0.0 5.0 0.6 "how much the risk of dying weighs";
    ExtortionTaste "extortion_taste" "utility per certain event" 0.0 5.0 0.5 "how much the risk of extortion weighs";
    HeldTaste "held_taste" "utility per certain event" 0.0 8.0 1.5 "how much the risk of being sent home under way weighs";
    RouteScale "route_scale" "utility" 0.1 3.0 0.7 "how much tastes for routes differ for reasons not modelled (μ of the recursive logit)";
    FamilyCaution "family_caution" "factor" 0.5 4.0 1.5 "how much more hazards weigh for families";
    AloneHazard "alone_hazard" "factor" 1.0 5.0 1.8 "how much greater hazards are without a guide";
    FareShare "fare_share" "share of the guide's price" 0.0 1.0 0.15 "what a journey costs without a guide";
    EncounterAlone "encounter_alone" "probability per attempt" 0.05 0.99 0.8 "who crosses alone or to give themselves up is encountered";
    EncounterSmuggled "encounter_smuggled" "probability per attempt" 0.05 0.99 0.65 "who crosses with a guide is encountered";
    EnforcementOdds "enforcement_odds" "elasticity of odds" 0.0 2.0 0.4 "how the odds of an encounter respond to border effort";
    EnforcementTaste "enforcement_taste" "utility per certain encounter" 0.0 5.0 0.8 "how much the risk of an encounter weighs";
    PortConstant "port_constant" "utility" -8.0 8.0 -1.0 "asylum at a port of entry against a guide";
    AloneConstant "alone_constant" "utility" -8.0 8.0 0.0 "crossing alone against a guide";
    LegalConstant "legal_constant" "utility" -8.0 8.0 1.0 "a legal pathway against a guide";
    AdmissionTaste "admission_taste" "utility per certain admission" 0.0 8.0 2.0 "how much the expected outcome at the border weighs";
    WaitTaste "wait_taste" "utility per month" 0.0 2.0 0.15 "how much waiting for a slot weighs";
    LegalNest "legal_nest" "dissimilarity" 0.05 1.0 0.7 "how much legal pathways differ from each other";
    BetweenNest "between_nest" "dissimilarity" 0.05 1.0 0.6 "how much crossing with a guide and alone differ";
    AspirationBase "aspiration_base" "probability" 0.01 0.9 0.2 "who would leave under the conditions at the start";
    IncomeAspiration "income_aspiration" "log-odds per log income" 0.0 3.0 0.5 "how much income at home lowers the wish to leave";
    HomicideAspiration "homicide_aspiration" "log-odds per 10 per 100k" -0.5 1.0 0.1 "how homicide changes the wish to leave";
    DroughtAspiration "drought_aspiration" "log-odds per drought year" -0.5 2.0 0.4 "how drought changes the wish to leave";
    GovernanceAspiration "governance_aspiration" "log-odds per point" 0.0 2.0 0.3 "how political collapse changes the wish to leave";
    InclusiveWeight "inclusive_weight" "log-odds per utility" 0.0 2.0 0.5 "how much the value of leaving matters for leaving at all";
    NetworkAspiration "network_aspiration" "elasticity" 0.0 1.5 0.5 "how departures respond to the diaspora";
    TiedAspiration "tied_aspiration" "log-odds" 0.0 3.0 0.7 "how much more those with relatives abroad wish to leave";
    TiedHelp "tied_help" "share of own means" 0.0 3.0 0.6 "what relatives abroad add to the means of a household";
    MeansRatio "means_ratio" "years of income" 0.05 5.0 0.9 "what a middle household can raise";
    MeansSpread "means_spread" "log points" 0.1 2.0 0.8 "how unequal means are within a tier";
    PriceDemand "price_demand" "elasticity" 0.0 2.0 0.3 "how a guide's price responds to demand over capacity";
    PriceEnforcement "price_enforcement" "elasticity" 0.0 1.0 0.19 "how a guide's price responds to border effort";
    PriceMonths "price_months" "months" 0.1 24.0 3.0 "how long prices take";
    CapacityMonths "capacity_months" "months" 0.5 48.0 6.0 "how long guides take to enter or leave the trade";
    BeliefMonths "belief_months" "months" 0.2 24.0 3.0 "how long news of others' outcomes takes";
    ReattemptExpelled "reattempt_expelled" "probability" 0.0 0.95 0.45 "who is expelled to the near side tries again";
    ReattemptRemoved "reattempt_removed" "probability" 0.0 0.95 0.2 "who is removed under a penalty tries again";
    TiesPerArrival "ties_per_arrival" "people" 0.0 10.0 1.5 "people at home who gain a relative abroad with an arrival";
    RemittanceUsd "remittance_usd" "USD a month" 0.0 2000.0 250.0 "what someone who works sends home";
    RemittanceMonths "remittance_months" "months" 0.2 24.0 4.0 "how long money sent takes to raise means";
    RemittanceUse "remittance_use" "share" 0.0 1.0 0.2 "the share of money sent that can pay for a journey";
    AsylumMonths "asylum_months" "months" 3.0 120.0 40.0 "how long an asylum case takes";
    AsylumGrant "asylum_grant" "probability" 0.0 1.0 0.35 "cases that are granted";
    PortAdmit "port_admit" "probability" 0.0 1.0 0.85 "those who present themselves at a port and are let in to apply";
    Impatience "impatience" "probability a month" 0.0 0.8 0.12 "those waiting at a port who cross between ports instead";
    Abandon "abandon" "probability a month" 0.0 0.5 0.03 "those waiting for a legal slot who give up";
    InteriorRemoval "interior_removal" "probability a month" 0.0 0.1 0.001 "those without a status who are removed";
    ReintegrationMonths "reintegration_months" "months" 0.5 60.0 6.0 "how long a return lasts before it is a home again";
    TransitHalfLife "transit_half_life" "months" 0.3 60.0 4.0 "how long half of a transit operation's effect lasts";
    InvestmentMonths "investment_months" "months" 1.0 120.0 24.0 "mean delay from a disbursement to its effect";
    InvestmentReturn "investment_return" "log income per share of income" -1.0 3.0 0.4 "what a year's disbursement, as a share of income, adds to income";
    CampaignEffect "campaign_effect" "log-odds of belief" -2.0 1.0 -0.1 "what an information campaign of full reach does to beliefs";
    FlightDeterrence "flight_deterrence" "log-odds of belief per return per arrival" -3.0 1.0 -0.2 "what return flights do to beliefs";
    FenceEffect "fence_effect" "log of attempts" -2.0 0.5 -0.15 "what a fence does to the weight of its stretch of border";
    PermitTaste "permit_taste" "utility per half year sooner" -0.5 2.0 0.1 "what an earlier work permit adds to the value of admission";
    SeasonStrength "season_strength" "exponent" 0.0 2.0 1.0 "how much of the mean season is present";
    Dispersion "dispersion" "size" 1.0 1000.0 40.0 "scatter of recorded encounters about their mean (negative binomial)";
}

/// Values of every parameter of a world, shared ones first, then the monthly departures per 1 000 of each origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    values: Vec<f64>,
}

impl Parameters {
    /// What each parameter of a world is, in the order of the vector.
    pub fn describe(world: &World) -> Vec<Described> {
        let shared = SHARED
            .iter()
            .map(|(name, unit, low, high, base, about)| Described {
                name: (*name).to_owned(),
                unit,
                low: *low,
                high: *high,
                base: *base,
                about,
            });
        let own = world.origins.iter().map(|o| Described {
            name: format!("leaving.{}", o.code),
            unit: "departures a month per 1 000 people",
            low: 1e-6,
            high: 50.0,
            base: o.leaving_per_1000,
            about: "departures under the conditions at the start",
        });
        shared.chain(own).collect()
    }

    /// The base values of a world.
    pub fn base(world: &World) -> Self {
        Self {
            values: Self::describe(world).iter().map(|d| d.base).collect(),
        }
    }

    /// A vector in the order of [`Parameters::describe`], checked against its bounds.
    pub fn new(world: &World, values: Vec<f64>) -> Result<Self, ModelError> {
        let described = Self::describe(world);
        if values.len() != described.len() {
            return Err(ModelError::Parameters {
                found: values.len(),
                expected: described.len(),
            });
        }
        for (d, value) in described.iter().zip(&values) {
            if !(d.low..=d.high).contains(value) {
                return Err(ModelError::Parameter {
                    name: d.name.clone(),
                    value: *value,
                    low: d.low,
                    high: d.high,
                });
            }
        }
        Ok(Self { values })
    }

    /// The same with one parameter, by name, at another value.
    pub fn with(&self, world: &World, name: &str, value: f64) -> Result<Self, ModelError> {
        let described = Self::describe(world);
        let Some(at) = described.iter().position(|d| d.name == name) else {
            return Err(ModelError::UnknownParameter {
                name: name.to_owned(),
                hint: rootcast_core::nearest::nearest(name, described.iter().map(|d| d.name.as_str())),
            });
        };
        let mut values = self.values.clone();
        if let Some(cell) = values.get_mut(at) {
            *cell = value;
        }
        Self::new(world, values)
    }

    /// The vector.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The vector itself.
    pub fn into_values(self) -> Vec<f64> {
        self.values
    }

    /// The value of a shared parameter.
    pub fn get(&self, which: Shared) -> f64 {
        self.values.get(which as usize).copied().unwrap_or_default()
    }

    /// Departures a month per 1 000 people of an origin under the conditions at the start.
    pub fn leaving(&self, origin: usize) -> f64 {
        self.values
            .get(SHARED.len() + origin)
            .copied()
            .unwrap_or_default()
    }
}
