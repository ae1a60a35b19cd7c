//! Searching for the parameters at which a function is smallest: the simplex of Nelder & Mead (1965), and the golden
//! section for one parameter.
//!
//! Both ask for values only. The search that uses gradients belongs to [`crate::ets`], which has them for little.

/// The search of Nelder & Mead (1965) in the form of Nash (1990), algorithm 19, which statistical packages of the last
/// thirty years use for exponential smoothing: reflection 1, contraction ½, expansion 2, and a first simplex whose edges
/// are a tenth of the largest starting value.
///
/// Where two programs stop before the very bottom, the path decides the digits: [`NelderMead::competition`] walks the
/// path by which the published benchmarks of forecasting competitions were computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NelderMead {
    /// Values asked for at most.
    pub evaluations: usize,
    /// The search stops when the worst corner is above the best by less than this share of its first value.
    pub tolerance: f64,
    /// Edges of the first simplex, one for each parameter; [`None`] takes a tenth of the largest starting value for all.
    pub step: Option<f64>,
}

/// Where a search ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimum {
    /// The smallest value.
    pub value: f64,
    /// How many values were asked for.
    pub evaluations: usize,
}

/// Room for a simplex, to be used again by the next search.
#[derive(Clone, Debug, Default)]
pub struct Simplex {
    corners: Vec<f64>,
    values: Vec<f64>,
    centre: Vec<f64>,
    trial: Vec<f64>,
}

/// What stands for a value that is not finite: outside of the bounds.
const OUTSIDE: f64 = 1e35;

impl NelderMead {
    /// The settings of the published benchmarks: at most 2,000 values, tolerance the square root of the machine's
    /// precision.
    pub const fn competition() -> Self {
        Self {
            evaluations: 2_000,
            tolerance: 1.490_116_119_384_765_6e-8,
            step: None,
        }
    }

    /// Moves `at` to where `f` is smallest. Outside of its bounds `f` gives infinity.
    ///
    /// ```
    /// use rootcast_forecast::optimise::{NelderMead, Simplex};
    /// let mut at = [-1.2, 1.0];
    /// let banana = |p: &[f64]| (1.0 - p[0]).powi(2) + 100.0 * (p[1] - p[0] * p[0]).powi(2);
    /// let found = NelderMead::competition().minimise(&mut at, &mut Simplex::default(), banana);
    /// assert!(found.value < 1e-5 && (at[0] - 1.0).abs() < 1e-2);
    /// ```
    pub fn minimise(&self, at: &mut [f64], room: &mut Simplex, mut f: impl FnMut(&[f64]) -> f64) -> Minimum {
        let n = at.len();
        let mut evaluations = 0;
        let mut ask = |p: &[f64]| {
            evaluations += 1;
            let value = f(p);
            if value.is_finite() { value } else { OUTSIDE }
        };
        let first = ask(at);
        if n == 0 || first >= OUTSIDE {
            return Minimum {
                value: first,
                evaluations,
            };
        }
        room.prepare(at, self.edge(at));
        room.values[0] = first;
        let goal = self.tolerance * (first.abs() + self.tolerance);
        // Shrinking must at least keep the simplex below ten times its first size.
        let mut size = 10.0 * room.size(0);
        let mut fresh = true;
        let mut asked = 1;
        let mut low = 0;
        loop {
            if fresh {
                for corner in 0..=n {
                    if corner != low {
                        room.values[corner] = ask(room.corner(corner));
                        asked += 1;
                    }
                }
                fresh = false;
            }
            low = room.lowest();
            let high = room.highest();
            if room.values[high] <= room.values[low] + goal || asked > self.evaluations {
                break;
            }
            room.find_centre(high);
            room.aim(high, -1.0);
            let reflected = ask(&room.trial);
            asked += 1;
            if reflected < room.values[low] {
                room.values[high] = reflected;
                room.keep_trial(high);
                room.aim(high, 2.0);
                let expanded = ask(&room.trial);
                asked += 1;
                if expanded < reflected {
                    room.values[high] = expanded;
                    room.keep_trial(high);
                }
                continue;
            }
            let lower = reflected < room.values[high];
            if lower {
                room.values[high] = reflected;
                room.keep_trial(high);
            }
            room.aim(high, 0.5);
            let contracted = ask(&room.trial);
            asked += 1;
            if contracted < room.values[high] {
                room.values[high] = contracted;
                room.keep_trial(high);
            } else if !lower {
                room.shrink(low);
                fresh = true;
                let shrunk = room.size(low);
                if shrunk >= size {
                    break;
                }
                size = shrunk;
            }
        }
        at.copy_from_slice(room.corner(low));
        Minimum {
            value: room.values[low],
            evaluations,
        }
    }

    /// The edge of the first simplex.
    fn edge(&self, at: &[f64]) -> f64 {
        self.step.unwrap_or_else(|| {
            let largest = at.iter().fold(0.0_f64, |l, v| l.max(0.1 * v.abs()));
            if largest > 0.0 { largest } else { 0.1 }
        })
    }
}

impl Simplex {
    /// A corner at the start, and one more along each axis.
    fn prepare(&mut self, at: &[f64], edge: f64) {
        let n = at.len();
        self.corners.clear();
        for corner in 0..=n {
            self.corners.extend_from_slice(at);
            if let Some(axis) = corner.checked_sub(1) {
                let slot = &mut self.corners[corner * n + axis];
                // Beside a very large value a small edge is lost in rounding.
                let mut step = edge;
                while (*slot - at[axis]).abs() <= 0.0 && step.is_finite() {
                    *slot = at[axis] + step;
                    step *= 10.0;
                }
            }
        }
        self.values.clear();
        self.values.resize(n + 1, OUTSIDE);
        self.centre.clear();
        self.centre.resize(n, 0.0);
        self.trial.clear();
        self.trial.resize(n, 0.0);
    }

    fn corner(&self, i: usize) -> &[f64] {
        let n = self.centre.len();
        &self.corners[i * n..(i + 1) * n]
    }

    /// The sum of the ways from one corner to all others along the axes, by which a simplex that no longer shrinks is
    /// told.
    fn size(&self, from: usize) -> f64 {
        (0..self.values.len())
            .map(|i| {
                let pairs = self.corner(i).iter().zip(self.corner(from));
                pairs.map(|(a, b)| (a - b).abs()).sum::<f64>()
            })
            .sum()
    }

    fn lowest(&self) -> usize {
        (1..self.values.len()).fold(0, |l, i| if self.values[i] < self.values[l] { i } else { l })
    }

    fn highest(&self) -> usize {
        (1..self.values.len()).fold(0, |h, i| if self.values[i] > self.values[h] { i } else { h })
    }

    /// The middle of all corners but one.
    fn find_centre(&mut self, without: usize) {
        let n = self.centre.len();
        for axis in 0..n {
            let sum: f64 = (0..=n).map(|i| self.corners[i * n + axis]).sum();
            self.centre[axis] = (sum - self.corners[without * n + axis]) / n as f64;
        }
    }

    /// A trial on the line from the centre through a corner: -1 mirrors it, 2 doubles the way, ½ halves it.
    fn aim(&mut self, corner: usize, by: f64) {
        let n = self.centre.len();
        for axis in 0..n {
            let c = self.centre[axis];
            self.trial[axis] = c + by * (self.corners[corner * n + axis] - c);
        }
    }

    fn keep_trial(&mut self, corner: usize) {
        let n = self.centre.len();
        self.corners[corner * n..(corner + 1) * n].copy_from_slice(&self.trial);
    }

    /// Halves the way of all corners to the best one.
    fn shrink(&mut self, low: usize) {
        let n = self.centre.len();
        for corner in (0..=n).filter(|c| *c != low) {
            for axis in 0..n {
                let best = self.corners[low * n + axis];
                let slot = &mut self.corners[corner * n + axis];
                *slot = best + 0.5 * (*slot - best);
            }
        }
    }
}

/// The place in `[from, to]` where a function with one valley is smallest, to within `width`, by the golden section
/// (Kiefer 1953).
///
/// ```
/// use rootcast_forecast::optimise::golden;
/// assert!((golden(0.0, 3.0, 1e-9, |x| (x - 1.25).powi(2)) - 1.25).abs() < 1e-7);
/// ```
pub fn golden(from: f64, to: f64, width: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    const SHARE: f64 = 0.618_033_988_749_894_9;
    let (mut low, mut high) = (from, to);
    let mut left = high - SHARE * (high - low);
    let mut right = low + SHARE * (high - low);
    let (mut at_left, mut at_right) = (f(left), f(right));
    while high - low > width {
        if at_left <= at_right {
            (high, right, at_right) = (right, left, at_left);
            left = high - SHARE * (high - low);
            at_left = f(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = low + SHARE * (high - low);
            at_right = f(right);
        }
    }
    f64::midpoint(low, high)
}

/// The place in `[from, to]` where a function is smallest, where it may have several valleys: `looks` + 1 places evenly
/// spread, then [`golden`] around the best of them. Never worse than the best place looked at.
pub fn valley(from: f64, to: f64, looks: u32, width: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let step = (to - from) / f64::from(looks.max(1));
    let mut best = (from, f64::INFINITY);
    for i in 0..=looks {
        let at = from + step * f64::from(i);
        let value = f(at);
        if value < best.1 {
            best = (at, value);
        }
    }
    let found = golden((best.0 - step).max(from), (best.0 + step).min(to), width, &mut f);
    if f(found) <= best.1 { found } else { best.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_kept() {
        let mut at = [0.5, 0.5];
        let inside = |p: &[f64]| {
            if p.iter().all(|v| (0.0..=1.0).contains(v)) {
                (p[0] - 2.0).powi(2) + (p[1] + 1.0).powi(2)
            } else {
                f64::INFINITY
            }
        };
        let found = NelderMead::competition().minimise(&mut at, &mut Simplex::default(), inside);
        assert!(at.iter().all(|v| (0.0..=1.0).contains(v)));
        assert!(found.value < 2.6, "{found:?}");
    }

    #[test]
    fn the_deeper_of_two_valleys_is_found() {
        let two = |x: f64| ((x - 1.0) * (x - 4.0)).powi(2) - 0.5 * x;
        assert!((valley(0.0, 5.0, 16, 1e-9, two) - 4.02).abs() < 0.02);
        assert!((valley(0.0, 1.0, 4, 1e-9, |x| x) - 0.0).abs() < 1e-8);
    }

    #[test]
    fn a_start_outside_stays_there() {
        let mut at = [3.0];
        let found = NelderMead::competition().minimise(&mut at, &mut Simplex::default(), |_| f64::INFINITY);
        assert!(found.evaluations == 1 && at[0] > 2.9);
    }
}
