//! The straight line of least squares through a series.

/// Intercept and slope of the line of least squares through values at steps 1, 2, 3 …; a single value has slope 0.
pub(crate) fn line(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let middle = f64::midpoint(n, 1.0);
    let mean = values.iter().sum::<f64>() / n;
    let mut across = 0.0;
    for (t, v) in values.iter().enumerate() {
        across += (t as f64 + 1.0 - middle) * (v - mean);
    }
    let spread = n * (n * n - 1.0) / 12.0;
    let slope = if spread > 0.0 { across / spread } else { 0.0 };
    (mean - slope * middle, slope)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found() {
        let (a, b) = line(&[5.0, 7.0, 9.0, 11.0]);
        assert!((a - 3.0).abs() < 1e-12 && (b - 2.0).abs() < 1e-12);
        assert!(line(&[4.0]).1.abs() < 1e-12);
    }
}
