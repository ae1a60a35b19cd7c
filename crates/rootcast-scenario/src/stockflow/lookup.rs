//! Curves given by points: the graphical functions of XMILE.

use super::StockFlowError;

/// What a curve gives beyond its points, and between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// Straight between points; beyond them, the value of the nearest.
    #[default]
    Continuous,
    /// Straight between points; beyond them, on along the outermost piece.
    Extrapolate,
    /// The value of the last point not above the argument.
    Discrete,
}

/// A curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Lookup {
    points: Vec<(f64, f64)>,
    shape: Shape,
}

impl Lookup {
    /// A curve through points, their first numbers rising; `of` names the variable in errors.
    pub fn new(of: &str, points: Vec<(f64, f64)>, shape: Shape) -> Result<Self, StockFlowError> {
        let finite = points.iter().all(|(x, y)| x.is_finite() && y.is_finite());
        let rises = points.windows(2).all(|p| p[0].0 < p[1].0);
        if points.len() < 2 || !finite || !rises {
            return Err(StockFlowError::Variable {
                variable: of.to_owned(),
                why: "its curve needs two or more points of finite numbers, the arguments rising".to_owned(),
            });
        }
        Ok(Self { points, shape })
    }

    /// The curve at an argument; NaN of NaN.
    pub fn at(&self, x: f64) -> f64 {
        let above = self.points.partition_point(|(at, _)| *at <= x);
        let beyond = above == 0 || above == self.points.len();
        if x.is_nan() {
            return x;
        }
        if self.shape == Shape::Discrete || (beyond && self.shape == Shape::Continuous) {
            return self.points[above.saturating_sub(1)].1;
        }
        let upper = above.clamp(1, self.points.len() - 1);
        let ((x0, y0), (x1, y1)) = (self.points[upper - 1], self.points[upper]);
        y0 + (x - x0) * (y1 - y0) / (x1 - x0)
    }
}
