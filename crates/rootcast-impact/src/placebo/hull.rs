//! Whether the treated path lies among its donors: a mixture can only be where its parts are.

use crate::{
    error::Result,
    panel::{Design, Panel},
    simplex::Solver,
    synthetic::{Level, setting::Setting},
};

/// The treated path and the hull of its donors.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Hull {
    /// Steps before treatment at which the treated lies above all donors or below all of them.
    pub outside: Vec<usize>,
    /// Share of steps before treatment inside the donors' range.
    pub overlap: f64,
    /// Root mean squared distance of the path to the hull before treatment.
    pub distance: f64,
    /// The same as a part of the treated path's own standard deviation before treatment.
    pub relative: f64,
}

/// Looks where the treated lies. With a free level, movements are looked at, not levels.
///
/// # Errors
/// As [`crate::synthetic::Synthetic::fit`].
pub fn hull(panel: &Panel, design: &Design, level: Level) -> Result<Hull> {
    let setting = Setting::new(panel, design, level)?;
    let treated = setting.treated();
    let points = setting.points();
    let own = points.column(treated);
    let outside: Vec<usize> = (0..setting.start())
        .filter(|t| {
            let inside =
                |side: fn(f64, f64) -> bool| (0..treated).any(|j| side(points.column(j)[*t], own[*t]));
            !(inside(|a, b| a <= b) && inside(|a, b| a >= b))
        })
        .collect();
    let path = &setting.path(treated)[..setting.start()];
    let mean = path.iter().sum::<f64>() / path.len() as f64;
    let spread = (path.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / path.len() as f64).sqrt();
    let distance = setting.score(treated, &[treated], &mut Solver::default())?.before;
    Ok(Hull {
        overlap: 1.0 - outside.len() as f64 / setting.start() as f64,
        outside,
        distance,
        relative: if distance > 0.0 { distance / spread } else { 0.0 },
    })
}
