//! Is the mix shifting? Parts of a whole, and distances between two mixes.
//!
//! Shares of a whole add up to 1, so one can only rise where others fall, and ordinary distances and correlations
//! mislead. J. Aitchison (*The Statistical Analysis of Compositional Data*, 1986) measures parts by the logarithms of
//! their ratios: [`clr`] against their geometric mean, [`ilr`] in coordinates that are free of each other (J. J. Egozcue
//! and others, *Isometric logratio transformations*, Mathematical Geology 35, 2003). These distances look at ratios and
//! so at small parts as much as at large ones. The [Jensen–Shannon divergence](jensen_shannon_divergence) (J. Lin,
//! *Divergence measures based on the Shannon entropy*, IEEE Transactions on Information Theory 37, 1991) looks at the
//! shares themselves and takes zeros as they are. [`attribute`] says which parts a shift is made of.

use crate::error::{ForecastError, Result};

/// Parts as shares of their sum.
///
/// # Errors
/// Parts that are negative, infinite or missing, or that add up to nothing.
///
/// ```
/// use rootcast_forecast::composition::closure;
/// assert_eq!(closure(&[30.0, 10.0]).unwrap(), [0.75, 0.25]);
/// assert!(closure(&[0.0, 0.0]).is_err());
/// ```
pub fn closure(parts: &[f64]) -> Result<Vec<f64>> {
    if let Some((at, value)) = parts
        .iter()
        .enumerate()
        .find(|(_, v)| !v.is_finite() || **v < 0.0)
    {
        return Err(ForecastError::Asked(format!(
            "part {at} of the whole is {value}: a mix is made of parts that are 0 or more"
        )));
    }
    let sum: f64 = parts.iter().sum();
    if sum.is_finite() && sum > 0.0 {
        return Ok(parts.iter().map(|p| p / sum).collect());
    }
    Err(ForecastError::Asked(format!(
        "the {} parts of the whole add up to {sum}: a mix needs a part that is more than 0",
        parts.len()
    )))
}

/// Shares without zeros: each zero becomes `delta`, and the others give up as much in proportion, so that their ratios
/// stay (J. A. Martín-Fernández and others 2003, multiplicative replacement). Without a `delta` it is 1/D², with D parts.
///
/// # Errors
/// As [`closure`], or a `delta` that is not above 0 or that leaves nothing for the other parts.
pub fn replace_zeros(parts: &[f64], delta: Option<f64>) -> Result<Vec<f64>> {
    let shares = closure(parts)?;
    let delta = delta.unwrap_or_else(|| 1.0 / (shares.len() * shares.len()) as f64);
    let zeros = shares.iter().filter(|s| **s == 0.0).count() as f64;
    let rest = 1.0 - zeros * delta;
    if delta > 0.0 && rest > 0.0 {
        return Ok(shares
            .iter()
            .map(|s| if *s == 0.0 { delta } else { s * rest })
            .collect());
    }
    Err(ForecastError::Asked(format!(
        "{delta} for each of {zeros} zeros leaves {rest} for the other parts: choose a smaller share above 0"
    )))
}

/// The centred logratio: ln(xᵢ / g(x)) with g the geometric mean. They add up to 0.
///
/// # Errors
/// As [`closure`], or a part of 0: see [`replace_zeros`].
///
/// ```
/// use rootcast_forecast::composition::clr;
/// let ratios = clr(&[0.1, 0.4, 0.4, 0.1]).unwrap();
/// assert!((ratios[1] - 2.0_f64.ln()).abs() < 1e-12 && (ratios[0] + 2.0_f64.ln()).abs() < 1e-12);
/// ```
pub fn clr(parts: &[f64]) -> Result<Vec<f64>> {
    let mut ratios = closure(parts)?;
    if let Some(at) = ratios.iter().position(|s| *s == 0.0) {
        return Err(ForecastError::Asked(format!(
            "part {at} is 0 and has no ratio to the others: replace zeros first"
        )));
    }
    for ratio in &mut ratios {
        *ratio = ratio.ln();
    }
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    for ratio in &mut ratios {
        *ratio -= mean;
    }
    Ok(ratios)
}

/// Shares from their centred logratios: the inverse of [`clr`].
pub fn from_clr(ratios: &[f64]) -> Vec<f64> {
    let top = ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut shares: Vec<f64> = ratios.iter().map(|r| (r - top).exp()).collect();
    let sum: f64 = shares.iter().sum();
    for share in &mut shares {
        *share /= sum;
    }
    shares
}

/// The isometric logratio in D − 1 coordinates: the i-th is √(i/(i + 1)) ln(g(x₁…xᵢ) / xᵢ₊₁), the balance of the first i
/// parts against the next (Egozcue and others 2003, equation 18). Distances in it are Aitchison's.
///
/// # Errors
/// As [`clr`].
pub fn ilr(parts: &[f64]) -> Result<Vec<f64>> {
    let ratios = clr(parts)?;
    let mut before = 0.0;
    let mut coordinates = Vec::with_capacity(ratios.len().saturating_sub(1));
    for (i, pair) in ratios.windows(2).enumerate() {
        let i = (i + 1) as f64;
        before += pair[0];
        coordinates.push((i / (i + 1.0)).sqrt() * (before / i - pair[1]));
    }
    Ok(coordinates)
}

/// Shares from their isometric logratio: the inverse of [`ilr`].
pub fn from_ilr(coordinates: &[f64]) -> Vec<f64> {
    let mut ratios = vec![0.0; coordinates.len() + 1];
    for (i, coordinate) in coordinates.iter().enumerate() {
        let n = (i + 1) as f64;
        let part = coordinate / (n * (n + 1.0)).sqrt();
        for ratio in &mut ratios[..=i] {
            *ratio += part;
        }
        ratios[i + 1] -= n * part;
    }
    from_clr(&ratios)
}

/// Aitchison's distance: the Euclidean distance of centred logratios.
///
/// # Errors
/// As [`clr`], or mixes of different length.
pub fn aitchison_distance(from: &[f64], to: &[f64]) -> Result<f64> {
    same_length(from, to)?;
    let (from, to) = (clr(from)?, clr(to)?);
    Ok(from
        .iter()
        .zip(&to)
        .map(|(a, b)| (a - b) * (a - b))
        .sum::<f64>()
        .sqrt())
}

/// The Jensen–Shannon divergence in bits: ½ Σ \[p log₂(p/m) + q log₂(q/m)\] with m = (p + q)/2. It is 0 for equal mixes and
/// 1 for mixes that share no part; zeros are no trouble.
///
/// # Errors
/// As [`closure`], or mixes of different length.
pub fn jensen_shannon_divergence(from: &[f64], to: &[f64]) -> Result<f64> {
    same_length(from, to)?;
    let (from, to) = (closure(from)?, closure(to)?);
    Ok(from.iter().zip(&to).map(|(p, q)| bits(*p, *q)).sum())
}

/// The Jensen–Shannon distance: the square root of the [divergence](jensen_shannon_divergence) in bits, a metric.
///
/// # Errors
/// As [`jensen_shannon_divergence`].
pub fn jensen_shannon_distance(from: &[f64], to: &[f64]) -> Result<f64> {
    Ok(jensen_shannon_divergence(from, to)?.max(0.0).sqrt())
}

/// What two shares add to the divergence: never below 0, by the log-sum inequality.
fn bits(p: f64, q: f64) -> f64 {
    let middle = f64::midpoint(p, q);
    let term = |s: f64| if s > 0.0 { s * (s / middle).log2() } else { 0.0 };
    (0.5 * (term(p) + term(q))).max(0.0)
}

fn same_length(from: &[f64], to: &[f64]) -> Result<()> {
    if from.len() == to.len() {
        return Ok(());
    }
    Err(ForecastError::Asked(format!(
        "mixes of {} and {} parts cannot be compared: give both the same parts in the same order",
        from.len(),
        to.len()
    )))
}

/// One part's share in a shift of the mix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// Which part, by its position.
    pub part: usize,
    /// Its share of the whole before.
    pub before: f64,
    /// Its share of the whole after.
    pub after: f64,
    /// What it adds to the Jensen–Shannon divergence, in bits, ≥ 0. All parts together add up to the divergence.
    pub bits: f64,
}

impl Contribution {
    /// Whether the part's share rose.
    pub fn rose(&self) -> bool {
        self.after > self.before
    }
}

/// Which parts a shift is made of, the largest contribution first (equal ones by position).
///
/// The Jensen–Shannon divergence is a sum over parts of terms that cannot be negative, so that it divides among them
/// without remainder.
///
/// # Errors
/// As [`jensen_shannon_divergence`].
///
/// ```
/// use rootcast_forecast::composition::{attribute, jensen_shannon_divergence};
/// let (before, after) = ([70.0, 20.0, 10.0], [30.0, 20.0, 50.0]);
/// let shift = attribute(&before, &after).unwrap();
/// assert_eq!(shift[0].part, 2);
/// assert!(shift[0].rose());
/// let sum: f64 = shift.iter().map(|c| c.bits).sum();
/// assert!((sum - jensen_shannon_divergence(&before, &after).unwrap()).abs() < 1e-12);
/// ```
pub fn attribute(before: &[f64], after: &[f64]) -> Result<Vec<Contribution>> {
    same_length(before, after)?;
    let (before, after) = (closure(before)?, closure(after)?);
    let mut parts: Vec<Contribution> = before
        .iter()
        .zip(&after)
        .enumerate()
        .map(|(part, (before, after))| Contribution {
            part,
            before: *before,
            after: *after,
            bits: bits(*before, *after),
        })
        .collect();
    parts.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(a.part.cmp(&b.part)));
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mixes() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
        (2_usize..9).prop_flat_map(|n| {
            (
                prop::collection::vec(1e-3..1e3, n),
                prop::collection::vec(1e-3..1e3, n),
            )
        })
    }

    proptest! {
        #[test]
        fn transforms_can_be_undone((parts, _) in mixes()) {
            let shares = closure(&parts).unwrap();
            prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for (want, (one, two)) in shares
                .iter()
                .zip(from_clr(&clr(&parts).unwrap()).iter().zip(from_ilr(&ilr(&parts).unwrap())))
            {
                prop_assert!((want - one).abs() < 1e-12 && (want - two).abs() < 1e-12);
            }
        }

        #[test]
        fn the_coordinates_keep_distances((one, two) in mixes()) {
            let (a, b) = (ilr(&one).unwrap(), ilr(&two).unwrap());
            let apart = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
            prop_assert!((apart - aitchison_distance(&one, &two).unwrap()).abs() < 1e-9);
        }

        #[test]
        fn distances_do_not_depend_on_the_order_of_parts((one, two) in mixes()) {
            let turn = |v: &[f64]| v.iter().rev().copied().collect::<Vec<f64>>();
            let apart = aitchison_distance(&one, &two).unwrap();
            prop_assert!((apart - aitchison_distance(&turn(&one), &turn(&two)).unwrap()).abs() < 1e-9);
            let apart = jensen_shannon_divergence(&one, &two).unwrap();
            prop_assert!((apart - jensen_shannon_divergence(&turn(&one), &turn(&two)).unwrap()).abs() < 1e-12);
            prop_assert!((apart - jensen_shannon_divergence(&two, &one).unwrap()).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&apart));
        }

        #[test]
        fn contributions_add_up((one, two) in mixes()) {
            let parts = attribute(&one, &two).unwrap();
            prop_assert!(parts.iter().all(|c| c.bits >= 0.0));
            let sum: f64 = parts.iter().map(|c| c.bits).sum();
            prop_assert!((sum - jensen_shannon_divergence(&one, &two).unwrap()).abs() < 1e-12);
        }

        #[test]
        fn replacing_zeros_keeps_ratios((mut parts, _) in mixes()) {
            parts.push(0.0);
            parts.push(5.0);
            let filled = replace_zeros(&parts, Some(0.001)).unwrap();
            prop_assert!((filled.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let last = parts.len() - 1;
            prop_assert!((filled[0] / filled[last] - parts[0] / parts[last]).abs() < 1e-9 * parts[0]);
            prop_assert!((filled[last - 1] - 0.001).abs() < 1e-15);
        }
    }

    #[test]
    fn mixes_without_a_common_part_are_one_bit_apart() {
        assert!((jensen_shannon_divergence(&[3.0, 0.0], &[0.0, 9.0]).unwrap() - 1.0).abs() < 1e-12);
        assert!(clr(&[1.0, 0.0]).is_err());
    }

    #[test]
    fn what_is_no_mix_is_refused() {
        for parts in [
            &[][..],
            &[0.0, 0.0],
            &[1.0, -1.0],
            &[f64::NAN, 1.0],
            &[f64::INFINITY, 1.0],
            &[1e308, 1e308],
        ] {
            assert!(closure(parts).is_err(), "{parts:?}");
        }
        assert!(aitchison_distance(&[1.0], &[1.0, 2.0]).is_err());
        assert!(replace_zeros(&[0.0, 1.0], Some(1.0)).is_err());
        assert!(replace_zeros(&[0.0, 1.0], Some(0.0)).is_err());
    }
}
