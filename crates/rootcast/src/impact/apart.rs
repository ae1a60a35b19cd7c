//! Treated origins that are units of their own, each from its own month on.
//!
//! The gates are about one path against its control, so that each origin is appraised by itself, on the donors alone. No
//! verdict covers several origins unless it holds for each: the weakest stands for all. Methods that take cohorts are run on
//! all together and stand beside.

use jiff::civil::Date;
use rootcast_impact::{
    appraisal::Verdict,
    methods::{Covariate, Inputs, side_by_side},
    panel::{Design, Panel},
};

use super::{
    ImpactFault, Outcomes, Plan, Scale, outcomes,
    run::{self, Beside, Unit},
};
use crate::evidence::Held;
use std::collections::BTreeMap;

/// Runs a plan whose treated origins are units of their own.
pub(super) fn run(held: &Held, plan: &Plan, amended: bool, today: Date) -> Result<run::Result, ImpactFault> {
    let mut each = Vec::new();
    let mut units = Vec::new();
    for origin in &plan.treated {
        let own = alone(plan, origin);
        let found = run::one(held, &own, amended, today)?;
        units.push(Unit {
            origin: origin.clone(),
            start: own.start,
            relative: found.relative,
            verdict: found.appraisal.verdict,
            decided_by: found.appraisal.decided_by,
        });
        each.push((outcomes(held, &own, today)?, found));
    }
    let beside = together(plan, &each.iter().map(|e| &e.0).collect::<Vec<_>>())?;
    let weakest = each
        .into_iter()
        .map(|e| e.1)
        .min_by_key(|r| strength(r.appraisal.verdict))
        .ok_or_else(|| ImpactFault::Plan("no origin is treated".to_owned()))?;
    let says = format!(
        "{} origins, each from its own month on: no verdict covers them unless it holds for each, and the weakest decides. {}",
        units.len(),
        weakest.says
    );
    Ok(run::Result {
        plan_hash: plan.hash(),
        plan: plan.clone(),
        beside,
        units,
        says,
        ..weakest
    })
}

/// The plan of one of the origins.
fn alone(plan: &Plan, origin: &str) -> Plan {
    Plan {
        treated: vec![origin.to_owned()],
        start: plan.starts.get(origin).copied().unwrap_or(plan.start),
        starts: BTreeMap::new(),
        beside: Vec::new(),
        ..plan.clone()
    }
}

fn strength(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::NotIdentifiable => 0,
        Verdict::Underpowered => 1,
        Verdict::Contradicted => 2,
        Verdict::Fragile => 3,
        Verdict::Supported => 4,
    }
}

/// The methods beside, on a panel of all treated origins and the donors.
fn together(plan: &Plan, each: &[&Outcomes]) -> Result<Vec<Beside>, ImpactFault> {
    let Some(first) = each.first() else {
        return Ok(Vec::new());
    };
    let on = |o: &Outcomes| plan.scale.of(&o.counts, o.heads.as_ref(), o.start);
    let treated: Vec<Panel> = each.iter().map(|o| on(o)).collect::<Result<_, _>>()?;
    let donors = treated.first().map_or(0, |p| p.units().len()).saturating_sub(1);
    let joined = |parts: &[&Panel]| {
        let mut values = Vec::new();
        for p in parts {
            values.extend_from_slice(p.unit(0));
        }
        for u in 1..=donors {
            values.extend_from_slice(parts[0].unit(u));
        }
        let units = plan.treated.iter().chain(&plan.donors).cloned().collect();
        Panel::new(units, first.counts.steps().to_vec(), values)
    };
    let panel = joined(&treated.iter().collect::<Vec<_>>())?;
    let mut covariates = Vec::new();
    for (k, c) in first.covariates.iter().enumerate() {
        let parts: Vec<&Panel> = each
            .iter()
            .filter_map(|o| o.covariates.get(k).map(|c| &c.figures))
            .collect();
        covariates.push(Covariate {
            figures: joined(&parts)?,
            ..c.clone()
        });
    }
    let starts = each
        .iter()
        .map(|o| Some(o.start))
        .chain(std::iter::repeat_n(None, donors))
        .collect();
    let design = Design::new(&panel, starts)?;
    let inputs = Inputs {
        panel: &panel,
        design: &design,
        covariates: &covariates,
        alpha: plan.bars.alpha,
        seed: run::SEED,
    };
    let part = |effect: f64| (plan.scale == Scale::Log).then(|| effect.exp_m1());
    Ok(side_by_side(&plan.beside, &inputs)
        .into_iter()
        .map(|side| Beside {
            relative: side.estimate.as_ref().and_then(|e| part(e.effect)),
            relative_interval: side
                .estimate
                .as_ref()
                .and_then(|e| e.interval)
                .and_then(|(l, h)| Some((part(l)?, part(h)?))),
            side,
        })
        .collect())
}
