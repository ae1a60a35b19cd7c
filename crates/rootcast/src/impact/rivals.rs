//! Rival explanations: what else happened, and whether the data can tell it apart.

use jiff::civil::Date;
use rootcast_core::place::PlaceSet;
use rootcast_impact::appraisal::Verdict;
use serde::Serialize;

use super::{ImpactFault, Plan, appraise, month, outcomes};
use crate::{
    evidence::Held,
    ledger::events::{Filter, Happened, events},
};

/// How many months before and after an event others are its rivals.
pub const NEAR: usize = 12;
/// How many months apart two events must be for the same design to tell one from the other.
const APART: usize = 4;

/// The rivals of a plan.
#[derive(Clone, Debug, Serialize)]
pub struct Rivals {
    /// The hash of the plan.
    pub plan_hash: String,
    /// The event of the plan.
    pub event: String,
    /// What else happened, by its first day.
    pub rivals: Vec<Rival>,
}

/// Something else that happened.
#[derive(Clone, Debug, Serialize)]
pub struct Rival {
    /// Its name in the ledger.
    pub title: String,
    /// Its first day.
    pub day: String,
    /// Whose movement it is about; empty for all.
    pub origins: String,
    /// Months from the event of the plan; below 0 it came before.
    pub months: i64,
    /// Whom it moves: `treated`, `donors`, `both` or `all`.
    pub moves: &'static str,
    /// The estimate with this as the event, where a design exists: effect on the plan's scale, and verdict.
    pub estimate: Option<(f64, Verdict)>,
    /// What would need to be true for it to be the explanation, or why it cannot be told apart.
    pub needs: String,
}

/// Lists the rivals of a plan as known on a day.
///
/// # Errors
/// As [`super::run::run`].
pub fn rivals(held: &Held, plan: &Plan, today: Date) -> Result<Rivals, ImpactFault> {
    let outcomes = outcomes(held, plan, today)?;
    let mut out = Vec::new();
    for e in events(&held.ledger, &Filter::default(), today).events {
        let at = month(e.start);
        let Some(step) = outcomes.periods.iter().position(|p| *p == at) else {
            continue;
        };
        let apart = i64::try_from(step).unwrap_or(0) - i64::try_from(outcomes.start).unwrap_or(0);
        if apart.unsigned_abs() > NEAR as u64 {
            continue;
        }
        let moves = moves(&e, plan);
        // Other bars of the plan hold; only the start is another.
        let designed =
            matches!(moves, "treated" | "all") && step >= plan.bars.steps && step < outcomes.periods.len();
        let estimate = if designed {
            appraise(plan, &outcomes, step)
                .ok()
                .map(|a| (a.effect, a.verdict))
        } else {
            None
        };
        out.push(Rival {
            title: e.title.clone(),
            day: e.day(),
            origins: e.origins.clone(),
            months: apart,
            needs: needs(moves, apart, step, plan),
            moves,
            estimate,
        });
    }
    Ok(Rivals {
        plan_hash: plan.hash(),
        event: plan.event.clone(),
        rivals: out,
    })
}

/// Whom an event moves.
fn moves(e: &Happened, plan: &Plan) -> &'static str {
    let Ok(set) = PlaceSet::parse(&e.origins) else {
        return "all";
    };
    let named: Vec<String> = set.iter().map(|p| p.code().to_owned()).collect();
    if named.is_empty() {
        return "all";
    }
    let any = |of: &[String]| of.iter().any(|c| named.contains(c));
    match (any(&plan.treated), any(&plan.donors)) {
        (true, true) => "both",
        (true, false) => "treated",
        (false, true) => "donors",
        (false, false) => "others",
    }
}

fn needs(moves: &str, apart: i64, step: usize, plan: &Plan) -> String {
    let near = apart.unsigned_abs() < APART as u64;
    match moves {
        "treated" if apart == 0 => {
            "it began in the same month and moves the same origins: it is the event of the plan, or cannot be told from it".to_owned()
        }
        "treated" | "both" if near => {
            "it began within three months and moves the same origins: these data cannot tell the two apart".to_owned()
        }
        "treated" if step < plan.bars.steps => {
            "too few months before it for a design of its own".to_owned()
        }
        "treated" | "both" => {
            "the gap would have to open with it rather than with the event of the plan; its own estimate stands beside".to_owned()
        }
        "donors" => {
            "it would have to have moved the donors that carry weight: leave them out (--exclude) and compare".to_owned()
        }
        "all" if near => {
            "it would have to have moved the treated otherwise than the donors: the control takes out what it did to all alike"
                .to_owned()
        }
        "all" => "it would have to have moved the treated otherwise than the donors, and later or earlier than the event".to_owned(),
        _ => "it would have to have moved the treated through origins that are not in this panel".to_owned(),
    }
}
