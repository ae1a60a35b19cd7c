//! Going down to the bottom of a smooth function with its gradient: the method of Broyden, Fletcher, Goldfarb & Shanno
//! (Nocedal & Wright 2006, section 6.1) with steps cut in half until they go down enough.

/// Room for a descent, to be used again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Room {
    gradient: Vec<f64>,
    next_gradient: Vec<f64>,
    next: Vec<f64>,
    direction: Vec<f64>,
    step: Vec<f64>,
    change: Vec<f64>,
    turned: Vec<f64>,
    inverse: Vec<f64>,
}

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Steps at most.
    pub(crate) steps: usize,
    /// Stop when the next step promises to go down by less than this.
    pub(crate) promise: f64,
}

/// A function whose gradient is asked for at the point of the last value.
pub(crate) trait Smooth {
    /// The value; infinite outside of its bounds.
    fn value(&mut self, x: &[f64]) -> f64;
    /// The gradient at the point for which the last value was asked.
    fn gradient(&mut self, x: &[f64], out: &mut [f64]);
}

/// Moves `x` down; gives the value reached.
pub(crate) fn descend(f: &mut impl Smooth, x: &mut [f64], room: &mut Room, limits: Limits) -> f64 {
    let d = x.len();
    room.prepare(d);
    let mut value = f.value(x);
    if !value.is_finite() {
        return value;
    }
    f.gradient(x, &mut room.gradient);
    let mut fresh = true;
    for _ in 0..limits.steps {
        room.aim();
        let mut slope = dot(&room.direction, &room.gradient);
        if slope >= 0.0 {
            // Rounding has turned the direction: begin again along the gradient.
            room.forget();
            room.aim();
            slope = dot(&room.direction, &room.gradient);
            fresh = true;
        }
        if -slope < limits.promise {
            break;
        }
        let longest = room.direction.iter().fold(0.0_f64, |l, v| l.max(v.abs()));
        // No single step farther than the scale of the coordinates.
        let mut length = if longest > 2.0 { 2.0 / longest } else { 1.0 };
        let mut reached = f64::INFINITY;
        for _ in 0..20 {
            for (next, (from, along)) in room.next.iter_mut().zip(x.iter().zip(&room.direction)) {
                *next = from + length * along;
            }
            reached = f.value(&room.next);
            if reached <= value + 1e-4 * length * slope {
                break;
            }
            // The bottom of the parabola through what is known, within reason.
            let bend = 2.0 * (reached - value - length * slope);
            let share = if bend.is_finite() {
                (-length * slope / bend).clamp(0.1, 0.5)
            } else {
                0.2
            };
            length *= share;
        }
        if reached >= value || reached.is_nan() {
            break;
        }
        f.gradient(&room.next, &mut room.next_gradient);
        for (i, from) in x.iter().enumerate() {
            room.step[i] = room.next[i] - from;
            room.change[i] = room.next_gradient[i] - room.gradient[i];
        }
        x.copy_from_slice(&room.next);
        room.gradient.copy_from_slice(&room.next_gradient);
        value = reached;
        room.learn(fresh);
        fresh = false;
    }
    value
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Room {
    fn prepare(&mut self, d: usize) {
        for column in [
            &mut self.gradient,
            &mut self.next_gradient,
            &mut self.next,
            &mut self.direction,
            &mut self.step,
            &mut self.change,
            &mut self.turned,
        ] {
            column.clear();
            column.resize(d, 0.0);
        }
        self.inverse.clear();
        self.inverse.resize(d * d, 0.0);
        self.forget();
    }

    /// The inverse of the curvature is the identity again.
    fn forget(&mut self) {
        let d = self.next.len();
        self.inverse.fill(0.0);
        for i in 0..d {
            self.inverse[i * d + i] = 1.0;
        }
    }

    fn aim(&mut self) {
        for (row, out) in self
            .inverse
            .chunks_exact(self.next.len().max(1))
            .zip(&mut self.direction)
        {
            *out = -dot(row, &self.gradient);
        }
    }

    /// Takes up what a step has shown of the curvature.
    fn learn(&mut self, first: bool) {
        let d = self.next.len();
        let along = dot(&self.step, &self.change);
        let size = dot(&self.change, &self.change);
        if along <= 1e-12 * size.max(f64::MIN_POSITIVE) {
            return;
        }
        if first {
            let scale = (along / size).clamp(1e-3, 1e3);
            for i in 0..d {
                self.inverse[i * d + i] = scale;
            }
        }
        for (row, out) in self.inverse.chunks_exact(d).zip(&mut self.turned) {
            *out = dot(row, &self.change);
        }
        let by = 1.0 / along;
        let twice = (1.0 + by * dot(&self.change, &self.turned)) * by;
        for (i, row) in self.inverse.chunks_exact_mut(d).enumerate() {
            let (s, t) = (self.step[i], self.turned[i]);
            for (j, slot) in row.iter_mut().enumerate() {
                *slot += twice * s * self.step[j] - by * (t * self.step[j] + s * self.turned[j]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Banana;

    impl Smooth for Banana {
        fn value(&mut self, x: &[f64]) -> f64 {
            (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2)
        }

        fn gradient(&mut self, x: &[f64], out: &mut [f64]) {
            let bend = x[1] - x[0] * x[0];
            out[0] = -2.0 * (1.0 - x[0]) - 400.0 * x[0] * bend;
            out[1] = 200.0 * bend;
        }
    }

    #[test]
    fn the_bottom_is_reached() {
        let mut x = [-1.2, 1.0];
        let limits = Limits {
            steps: 200,
            promise: 1e-14,
        };
        let value = descend(&mut Banana, &mut x, &mut Room::default(), limits);
        assert!(value < 1e-12 && (x[0] - 1.0).abs() < 1e-5, "{x:?}");
    }
}
