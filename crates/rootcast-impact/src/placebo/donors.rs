//! The estimate without each donor that has weight: how far it hangs on one of them.

use crate::{
    error::Result,
    panel::{Design, Panel},
    simplex::Solver,
    synthetic::{Level, setting::Setting},
};

/// The estimate without single donors.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Donors {
    /// The estimate with all.
    pub effect: f64,
    /// Each donor with weight, as a position in the panel: the effect without it. Others change nothing.
    pub without: Vec<(usize, f64)>,
    /// The smallest and the largest effect without a donor.
    pub range: (f64, f64),
    /// Sum of squared weights.
    pub concentration: f64,
}

/// Leaves each donor out that has weight.
///
/// # Errors
/// As [`crate::synthetic::Synthetic::fit`]; where one donor is all there is.
pub fn donors(panel: &Panel, design: &Design, level: Level) -> Result<Donors> {
    let setting = Setting::new(panel, design, level)?;
    let treated = setting.treated();
    let mut solver = Solver::default();
    let whole = setting.fit(treated, &[], &mut solver)?;
    let mut without = Vec::new();
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for (j, weight) in whole.weights.iter().enumerate() {
        if *weight > 0.0 {
            let effect = setting.score(treated, &[treated, j], &mut solver)?.effect;
            low = low.min(effect);
            high = high.max(effect);
            without.push((setting.donors()[j], effect));
        }
    }
    Ok(Donors {
        effect: whole.effect(),
        concentration: whole.concentration(),
        range: (low, high),
        without,
    })
}
