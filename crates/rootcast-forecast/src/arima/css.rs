//! Conditional sum of squares: shocks as if those before the first were zero (Box & Jenkins 1976, §7.1.2). Cheap, and a
//! good place to start the search for the exact likelihood.

/// Writes the shocks of `series - mean`; the first `ar.len()` steps are taken as given and have none.
pub(crate) fn shocks(ar: &[f64], ma: &[f64], series: &[f64], mean: f64, out: &mut [f64]) {
    let p = ar.len().min(series.len());
    out[..p].fill(0.0);
    let constant = mean * (1.0 - ar.iter().sum::<f64>());
    for t in p..series.len() {
        let past: f64 = ar.iter().zip(series[..t].iter().rev()).map(|(c, w)| c * w).sum();
        let before: f64 = ma.iter().zip(out[..t].iter().rev()).map(|(c, e)| c * e).sum();
        out[t] = series[t] - constant - past - before;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shocks_come_back() {
        let shocks_in = [0.0, 0.3, -0.2, 0.5, 0.1, -0.4];
        let mut series = [2.0; 6];
        for t in 1..6 {
            series[t] = 2.0 + 0.6 * (series[t - 1] - 2.0) + shocks_in[t] + 0.5 * shocks_in[t - 1];
        }
        let mut out = [9.0; 6];
        shocks(&[0.6], &[0.5], &series, 2.0, &mut out);
        for (a, b) in out.iter().zip(&shocks_in) {
            assert!((a - b).abs() < 1e-12);
        }
    }
}
