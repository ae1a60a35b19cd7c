//! Months in which a flow is shut, and not merely small.

use super::{Filtered, Link};

/// A flow that opens and shuts: a chain of two states with the chances of each turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zeros {
    shut: bool,
    closes: f64,
    opens: f64,
}

/// A zero is structural where counting alone would give it less often than this.
const BY_CHANCE: f64 = 0.01;

impl Zeros {
    /// What a history says of opening and shutting. A zero counts as shut where the flow's usual level makes it
    /// improbable; each turn has a Beta(½, 9½) or Beta(2, 2) prior for shutting and opening.
    pub fn of(values: &[f64], f: &Filtered, link: Link) -> Self {
        let usual = link.intensity(f.level).max(mean_of_open(values));
        let improbable = (-usual).exp() < BY_CHANCE;
        let is_shut = |y: f64| improbable && y == 0.0;
        let (mut closes, mut open_months) = (0.5, 10.0);
        let (mut opens, mut shut_months) = (2.0, 4.0);
        let seen: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
        for pair in seen.windows(2) {
            if is_shut(pair[0]) {
                shut_months += 1.0;
                opens += f64::from(u8::from(!is_shut(pair[1])));
            } else {
                open_months += 1.0;
                closes += f64::from(u8::from(is_shut(pair[1])));
            }
        }
        let ever = seen.iter().any(|y| is_shut(*y));
        Self {
            shut: seen.last().is_some_and(|y| is_shut(*y)),
            closes: if ever { closes / open_months } else { 0.0 },
            opens: opens / shut_months,
        }
    }

    /// The probability that the flow is shut so many steps ahead.
    pub fn ahead(&self, steps: usize) -> f64 {
        (0..steps).fold(f64::from(u8::from(self.shut)), |shut, _| {
            shut * (1.0 - self.opens) + (1.0 - shut) * self.closes
        })
    }
}

/// The mean of the months in which something was counted.
fn mean_of_open(values: &[f64]) -> f64 {
    let open = values.iter().filter(|v| **v > 0.0);
    let (sum, n) = open.fold((0.0, 0.0), |(s, n), v| (s + v, n + 1.0));
    if n > 0.0 { sum / n } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::{Settings, filter::filter};

    fn zeros(values: &[f64]) -> Zeros {
        let link = Link::new(0.15);
        let f = filter(values, link, &Settings::default(), f64::INFINITY);
        Zeros::of(values, &f, link)
    }

    #[test]
    fn a_small_flow_is_not_shut_and_a_large_one_is() {
        assert!(zeros(&[0.0, 1.0, 0.0, 2.0, 0.0]).ahead(1) < 1e-12);
        let mut large = vec![900.0; 20];
        assert!(zeros(&large).ahead(6) < 1e-12);
        large.extend([0.0, 0.0, 0.0]);
        let shut = zeros(&large);
        assert!(shut.ahead(1) > 0.4 && shut.ahead(12) < shut.ahead(1));
    }
}
