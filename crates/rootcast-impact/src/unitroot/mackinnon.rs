//! Probabilities and critical values of Dickey–Fuller statistics.
//!
//! Response surfaces of MacKinnon (1994), "Approximate asymptotic distribution functions for unit-root and cointegration
//! tests", tables 3 and 4, and of MacKinnon (2010), "Critical values for cointegration tests", tables 1 and 2, for one
//! series and for two.

use statrs::distribution::{ContinuousCDF, Normal};

use super::Terms;

/// A surface: the statistic at which the two polynomials meet, the least and the largest it holds for, and both.
struct Surface {
    meets: f64,
    range: (f64, f64),
    small: [f64; 3],
    large: [f64; 4],
}

fn surface(terms: Terms, series: usize) -> Surface {
    match (terms, series) {
        (Terms::None, 1) => Surface {
            meets: -1.04,
            range: (-19.04, f64::INFINITY),
            small: [0.6344, 1.2378, 0.032_496],
            large: [0.4797, 0.935_57, -0.069_99, 0.033_066],
        },
        (Terms::None, _) => Surface {
            meets: -1.53,
            range: (-19.62, 1.51),
            small: [1.9129, 1.3857, 0.035_322],
            large: [1.5578, 0.8558, -0.2083, -0.033_549],
        },
        (Terms::Constant, 1) => Surface {
            meets: -1.61,
            range: (-18.83, 2.74),
            small: [2.1659, 1.4412, 0.038_269],
            large: [1.7339, 0.932_02, -0.127_45, -0.010_368],
        },
        (Terms::Constant, _) => Surface {
            meets: -2.62,
            range: (-18.86, 0.92),
            small: [2.92, 1.5012, 0.039_796],
            large: [2.1945, 0.646_95, -0.291_98, -0.042_377],
        },
        (Terms::Trend, 1) => Surface {
            meets: -2.89,
            range: (-16.18, 0.7),
            small: [3.2512, 1.6047, 0.049_588],
            large: [2.5261, 0.616_54, -0.379_56, -0.060_285],
        },
        (Terms::Trend, _) => Surface {
            meets: -3.19,
            range: (-21.15, 0.63),
            small: [3.6646, 1.5419, 0.036_448],
            large: [2.85, 0.5272, -0.366_22, -0.051_695],
        },
    }
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// Probability of a statistic this small with a unit root.
pub(super) fn probability(statistic: f64, terms: Terms, series: usize) -> f64 {
    let s = surface(terms, series);
    if statistic > s.range.1 {
        return 1.0;
    }
    if statistic < s.range.0 {
        return 0.0;
    }
    let at = if statistic <= s.meets {
        polynomial(&s.small, statistic)
    } else {
        polynomial(&s.large, statistic)
    };
    Normal::standard().cdf(at)
}

/// Critical values at 1, 5 and 10 per cent for so many steps.
pub(super) fn critical_values(terms: Terms, series: usize, steps: usize) -> [f64; 3] {
    let surface: [[f64; 4]; 3] = match (terms, series) {
        (Terms::None, _) => [
            [-2.565_74, -2.2358, -3.627, 0.0],
            [-1.941, -0.2686, -3.365, 31.223],
            [-1.616_82, 0.2656, -2.714, 25.364],
        ],
        (Terms::Constant, 1) => [
            [-3.430_35, -6.5393, -16.786, -79.433],
            [-2.861_54, -2.8903, -4.234, -40.04],
            [-2.566_77, -1.5384, -2.809, 0.0],
        ],
        (Terms::Constant, _) => [
            [-3.896_44, -10.9519, -33.527, 0.0],
            [-3.336_13, -6.1101, -6.823, 0.0],
            [-3.044_45, -4.2412, -2.72, 0.0],
        ],
        (Terms::Trend, 1) => [
            [-3.958_77, -9.0531, -28.428, -134.155],
            [-3.410_49, -4.3904, -9.036, -45.374],
            [-3.127_05, -2.5856, -3.925, -22.38],
        ],
        (Terms::Trend, _) => [
            [-4.327_62, -15.4387, -35.679, 0.0],
            [-3.780_57, -9.5106, -12.074, 0.0],
            [-3.496_31, -7.0815, -7.538, 21.892],
        ],
    };
    surface.map(|c| polynomial(&c, 1.0 / steps as f64))
}
