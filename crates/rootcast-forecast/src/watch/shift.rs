//! How far a month's mix is from that of the year before it.

use crate::{
    composition::{Contribution, aitchison_distance, attribute, jensen_shannon_distance, replace_zeros},
    error::Result,
};

/// How many steps make the mix that a step is compared with.
pub const TRAILING: usize = 12;

/// The distance of one step's mix from that of the steps before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// The step.
    pub step: usize,
    /// Jensen–Shannon distance (base 2, in 0 to 1) of the shares to the mean shares of the trailing steps (Lin 1991).
    pub jensen_shannon: f64,
    /// Aitchison distance of the same, zeros replaced.
    pub aitchison: f64,
    /// What each part adds to the divergence, largest first.
    pub parts: Vec<Contribution>,
}

/// The shift at each step from the twelfth on. `series` holds the counts of each part, step by step; a step in which a
/// part has no figure, or the whole is zero, has no mix and is left out, here and in the trailing mean.
///
/// # Errors
/// Those of [`crate::composition`]: parts below zero.
pub fn shifts(series: &[Vec<f64>]) -> Result<Vec<Shift>> {
    let steps = series.iter().map(Vec::len).min().unwrap_or(0);
    let mix = |t: usize| -> Option<Vec<f64>> {
        let counts: Vec<f64> = series.iter().map(|s| s[t]).collect();
        let sum: f64 = counts.iter().sum();
        (sum > 0.0 && counts.len() > 1).then(|| counts.iter().map(|c| c / sum).collect())
    };
    let mixes: Vec<Option<Vec<f64>>> = (0..steps).map(mix).collect();
    let mut out = Vec::new();
    for t in TRAILING..steps {
        let Some(now) = &mixes[t] else { continue };
        let year: Vec<&Vec<f64>> = mixes[t - TRAILING..t].iter().flatten().collect();
        if year.len() * 2 < TRAILING {
            continue;
        }
        let before: Vec<f64> = (0..now.len())
            .map(|k| year.iter().map(|m| m[k]).sum::<f64>() / year.len() as f64)
            .collect();
        out.push(Shift {
            step: t,
            jensen_shannon: jensen_shannon_distance(&before, now)?,
            aitchison: aitchison_distance(&replace_zeros(&before, None)?, &replace_zeros(now, None)?)?,
            parts: attribute(&before, now)?,
        });
    }
    Ok(out)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_mix_is_near_and_a_new_one_far_and_named() {
        let mut series = vec![vec![500.0; 24], vec![300.0; 24], vec![200.0; 24]];
        series[2][23] = 2000.0;
        let found = shifts(&series).unwrap();
        assert_eq!(found.len(), 12);
        assert!(found[0].jensen_shannon < 1e-7 && found[0].aitchison < 1e-9);
        let last = &found[11];
        assert!(last.jensen_shannon > 0.3, "{}", last.jensen_shannon);
        assert_eq!(last.parts[0].part, 2);
        assert!(last.parts[0].rose());
    }

    #[test]
    fn months_without_a_mix_are_left_out() {
        let mut series = vec![vec![5.0; 30], vec![3.0; 30]];
        series[0][20] = f64::NAN;
        series[0][25] = 0.0;
        series[1][25] = 0.0;
        let steps: Vec<usize> = shifts(&series).unwrap().iter().map(|s| s.step).collect();
        assert!(!steps.contains(&20) && !steps.contains(&25) && steps.contains(&29));
        assert!(shifts(&[]).unwrap().is_empty());
    }
}
