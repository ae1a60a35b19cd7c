//! What series have in common.

/// Loadings of one common factor on the moves of several series, in [0, 0.95].
///
/// The correlation of two series' moves is the product of their loadings; they are found by the iterated principal
/// factor (Harman 1976) on the correlations of what both have seen, shrunk to their mean with weight `n₀ / (n₀ + n)`,
/// `n₀ = 24` months. Loadings below zero count as none: a shared shock moves flows together or not at all.
pub fn loadings(innovations: &[Vec<f64>]) -> Vec<f64> {
    const ROUNDS: usize = 50;
    const SHRINK: f64 = 24.0;
    const MOST: f64 = 0.95;
    let k = innovations.len();
    if k < 2 {
        return vec![0.0; k];
    }
    let mut r = vec![0.0; k * k];
    let (mut sum, mut pairs) = (0.0, 0.0);
    let mut months = 0.0_f64;
    for i in 0..k {
        for j in 0..i {
            let (c, n) = correlation(&innovations[i], &innovations[j]);
            r[i * k + j] = c;
            r[j * k + i] = c;
            sum += c;
            pairs += 1.0;
            months = months.max(n);
        }
    }
    let mean = sum / pairs;
    let weight = SHRINK / (SHRINK + months);
    for (at, c) in r.iter_mut().enumerate() {
        if at / k != at % k {
            *c = weight * mean + (1.0 - weight) * *c;
        }
    }
    let mut load = vec![mean.max(0.0).sqrt(); k];
    for _ in 0..ROUNDS {
        let next: Vec<f64> = (0..k)
            .map(|i| {
                let others = || (0..k).filter(move |j| *j != i);
                let up: f64 = others().map(|j| r[i * k + j] * load[j]).sum();
                let down: f64 = others().map(|j| load[j] * load[j]).sum();
                if down > 1e-9 {
                    (up / down).clamp(0.0, MOST)
                } else {
                    0.0
                }
            })
            .collect();
        // Half a step: full ones swing between two solutions where two series differ from the rest.
        for (l, n) in load.iter_mut().zip(next) {
            *l = 0.5 * (*l + n);
        }
    }
    load
}

/// Correlation of two series of moves about zero, over the months that both have, and how many these are.
fn correlation(first: &[f64], second: &[f64]) -> (f64, f64) {
    // The series end in the same month; they may begin in different ones.
    let both = first
        .iter()
        .rev()
        .zip(second.iter().rev())
        .filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let clip = |v: f64| v.clamp(-3.0, 3.0);
    let (mut xy, mut xx, mut yy, mut n) = (0.0, 0.0, 0.0, 0.0);
    for (x, y) in both {
        let (left, right) = (clip(*x), clip(*y));
        xy += left * right;
        xx += left * left;
        yy += right * right;
        n += 1.0;
    }
    let scale = (xx * yy).sqrt();
    (if scale > 0.0 { xy / scale } else { 0.0 }, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_that_move_together_load_on_the_factor() {
        let common: Vec<f64> = (0..200).map(|i| f64::from(i * 37 % 11) - 5.0).collect();
        let other: Vec<f64> = (0..200).map(|i| f64::from(i * 53 % 13) - 6.0).collect();
        let near = |s: f64| {
            common
                .iter()
                .zip(&other)
                .map(|(c, o)| 0.4 * (c + s * o))
                .collect()
        };
        let l = loadings(&[common.clone(), near(0.1), near(-0.1), other.clone()]);
        assert!(l[0] > 0.8 && l[1] > 0.8 && l[2] > 0.8, "{l:?}");
        assert!(l[3] < 0.4, "{l:?}");
        assert!(loadings(&[common]).iter().all(|v| *v == 0.0));
    }
}
