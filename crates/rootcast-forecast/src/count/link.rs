//! The scale on which intensities move.

/// A power link, `g(λ) = (λ^κ − 1) / κ`, which is the logarithm as κ goes to zero.
///
/// On a pure log scale small flows and large ones have the same relative volatility, and the upper tail of a small flow
/// explodes after a year. A small κ lets the relative volatility fall with the level, as `λ^(−κ)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    kappa: f64,
}

/// The smallest intensity: half a case in a lifetime of months.
const FLOOR: f64 = 1e-3;

impl Link {
    /// A link with exponent κ ≥ 0; 0 is the logarithm.
    pub fn new(kappa: f64) -> Self {
        Self {
            kappa: kappa.max(0.0),
        }
    }

    /// The state of an intensity.
    pub fn state(self, intensity: f64) -> f64 {
        let l = intensity.max(FLOOR);
        if self.kappa < 1e-9 {
            l.ln()
        } else {
            (l.powf(self.kappa) - 1.0) / self.kappa
        }
    }

    /// The intensity of a state; never below the floor.
    pub fn intensity(self, state: f64) -> f64 {
        if self.kappa < 1e-9 {
            return state.exp().max(FLOOR);
        }
        let base = 1.0 + self.kappa * state;
        if base <= 0.0 {
            return FLOOR;
        }
        base.powf(1.0 / self.kappa).max(FLOOR)
    }

    /// How fast the intensity moves with the state, `dλ/dx = λ^(1 − κ)`.
    pub fn slope(self, intensity: f64) -> f64 {
        intensity.powf(1.0 - self.kappa)
    }

    /// A relative change of `share` at an intensity, on the scale of states.
    pub fn relative(self, share: f64, intensity: f64) -> f64 {
        share * intensity.max(FLOOR).powf(self.kappa)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_and_intensities_go_both_ways() {
        for kappa in [0.0, 0.15, 0.5, 1.0] {
            let link = Link::new(kappa);
            for intensity in [0.01, 1.0, 250.0, 3e6] {
                let back = link.intensity(link.state(intensity));
                assert!(
                    (back / intensity - 1.0).abs() < 1e-9,
                    "{kappa} {intensity} {back}"
                );
                let step = 1e-6 * intensity;
                let slope = step / (link.state(intensity + step) - link.state(intensity));
                assert!((slope / link.slope(intensity) - 1.0).abs() < 1e-4);
            }
        }
    }
}
