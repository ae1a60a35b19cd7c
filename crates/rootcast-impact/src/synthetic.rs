//! Synthetic control: the treated path against the donors' mixture that came nearest to it before.
//!
//! With `X₀` the donors' outcomes before treatment and `x₁` the treated one's (Abadie and Gardeazabal 2003; Abadie,
//! Diamond and Hainmueller 2010)
//!
//! ```text
//! ŵ = argmin ‖x₁ − X₀ w‖²  over  w ≥ 0, Σw = 1        τ_t = y₁ₜ − Σ ŵⱼ yⱼₜ
//! ```
//!
//! All outcomes before treatment are matched with equal weight, and to the optimum itself, so that nothing hangs on an
//! optimiser. Where several units are treated at one step, their mean path is the treated one. Relatives are in
//! [`augmented`], [`penalised`] and [`nested`]; what shows how fragile an estimate is, in [`crate::placebo`].

pub mod augmented;
pub mod nested;
pub mod penalised;
pub mod setting;

use crate::{
    error::Result,
    panel::{Design, Panel},
    simplex::{Certificate, Solver},
};
use setting::Setting;

/// Whether the weights must meet the level of the treated path, or its movements alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The level too (Abadie, Diamond and Hainmueller 2010).
    Met,
    /// An intercept takes the difference of levels: the demeaned synthetic control (Ferman and Pinto 2021), also
    /// called difference-in-differences with a synthetic parallel trend (Doudchenko and Imbens 2016).
    Free,
}

/// A treated path against its synthetic control.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Synthetic {
    /// The donors, as positions in the panel.
    pub donors: Vec<usize>,
    /// The weight of each donor.
    pub weights: Vec<f64>,
    /// What the treated path lies above its control before treatment, where the level is free; else nought.
    pub intercept: f64,
    /// The treated path less its synthetic control, at every step.
    pub gaps: Vec<f64>,
    /// The first step under treatment.
    pub start: usize,
    /// What proves the weights. Its objective is half the sum of squared gaps before treatment where there is neither
    /// ridge nor price.
    pub proof: Certificate,
}

impl Synthetic {
    /// Fits the control of the treated of a design.
    ///
    /// # Errors
    /// [`crate::error::ImpactError::Design`] where treatment begins at several steps, nobody is left untreated, or a
    /// figure is missing.
    ///
    /// ```
    /// use rootcast_impact::{panel::{Design, Panel}, synthetic::{Level, Synthetic}};
    /// let names = |s: &str| s.split(' ').map(str::to_owned).collect::<Vec<_>>();
    /// let figures = vec![1.0, 2.0, 3.0, 8.0,   0.0, 1.0, 2.0, 3.0,   2.0, 3.0, 4.0, 5.0];
    /// let panel = Panel::new(names("treated low high"), names("1 2 3 4"), figures)?;
    /// let fit = Synthetic::fit(&panel, &Design::block(&panel, &[0], 3)?, Level::Met)?;
    /// assert!((fit.weights[0] - 0.5).abs() < 1e-9 && (fit.effect() - 4.0).abs() < 1e-9);
    /// # Ok::<(), rootcast_impact::error::ImpactError>(())
    /// ```
    pub fn fit(panel: &Panel, design: &Design, level: Level) -> Result<Self> {
        let setting = Setting::new(panel, design, level)?;
        setting.fit(setting.treated(), &[], &mut Solver::default())
    }

    /// Mean gap under treatment: the effect, in units of the outcome.
    pub fn effect(&self) -> f64 {
        let after = &self.gaps[self.start..];
        after.iter().sum::<f64>() / after.len() as f64
    }

    /// Root of the mean squared gap before treatment.
    pub fn before(&self) -> f64 {
        root_mean_square(&self.gaps[..self.start])
    }

    /// Root of the mean squared gap under treatment.
    pub fn after(&self) -> f64 {
        root_mean_square(&self.gaps[self.start..])
    }

    /// After to before: large where the gap opened with treatment.
    pub fn ratio(&self) -> f64 {
        ratio(self.before(), self.after())
    }

    /// Mean squared gap before treatment, the loss of the literature.
    pub fn loss(&self) -> f64 {
        self.before().powi(2)
    }

    /// Sum of squared weights, between one over the number of donors and one: how far the control hangs on few
    /// donors (Herfindahl and Hirschman).
    pub fn concentration(&self) -> f64 {
        self.weights.iter().map(|w| w * w).sum()
    }
}

/// After to before, nought where nothing follows.
pub(crate) fn ratio(before: f64, after: f64) -> f64 {
    if after > 0.0 { after / before } else { 0.0 }
}

/// Root of the mean of squares.
pub(crate) fn root_mean_square(values: &[f64]) -> f64 {
    (values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64).sqrt()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn panel(values: Vec<f64>, units: usize) -> Panel {
        let steps = values.len() / units;
        Panel::new(
            (0..units).map(|u| format!("u{u}")).collect(),
            (0..steps).map(|t| format!("t{t}")).collect(),
            values,
        )
        .unwrap()
    }

    #[test]
    fn a_free_level_follows_movements() {
        let p = panel(
            vec![11.0, 12.0, 14.0, 20.0, 1.0, 2.0, 4.0, 5.0, 9.0, 1.0, 9.0, 1.0],
            3,
        );
        let d = Design::block(&p, &[0], 3).unwrap();
        let free = Synthetic::fit(&p, &d, Level::Free).unwrap();
        assert!((free.weights[0] - 1.0).abs() < 1e-12 && (free.intercept - 10.0).abs() < 1e-12);
        assert!((free.effect() - 5.0).abs() < 1e-12);
        assert!(Synthetic::fit(&p, &d, Level::Met).unwrap().before() > 1.0);
    }

    #[test]
    fn what_cannot_be_fitted_says_why() {
        let said = |p: &Panel, d: &Design| Synthetic::fit(p, d, Level::Met).unwrap_err().to_string();
        let p = panel(vec![1.0, 2.0, 3.0], 1);
        assert!(said(&p, &Design::block(&p, &[0], 1).unwrap()).contains("no donor"));
        let p = panel(vec![1.0; 12], 4);
        let staggered = Design::new(&p, vec![Some(1), Some(2), None, None]).unwrap();
        assert!(said(&p, &staggered).contains("different steps"));
        let mut gappy = vec![1.0; 8];
        gappy[6] = f64::NAN;
        let p = panel(gappy, 2);
        let text = said(&p, &Design::block(&p, &[0], 2).unwrap());
        assert!(text.contains("u1") && text.contains("t2"), "{text}");
    }

    #[test]
    fn nothing_but_noughts_has_no_effect() {
        let p = panel(vec![0.0; 15], 3);
        let fit = Synthetic::fit(&p, &Design::block(&p, &[1], 3).unwrap(), Level::Met).unwrap();
        assert!(fit.effect().abs() < 1e-300 && fit.proof.gap.abs() < 1e-300);
    }
}
