//! Columns of an event study.

use super::Regressor;
use crate::error::{ImpactError, Result};

/// A column for each step other than those of reference: `treated` in the rows of that step, zero elsewhere. Named
/// `name::step:treated_name` as the literature's programs do. Steps in which no row is treated have no column.
///
/// # Errors
/// [`ImpactError::Data`] where rows do not match, or a reference is not among the steps.
///
/// ```
/// use rootcast_impact::regression::event_study;
/// let columns = event_study("period", &[1, 2, 3, 3], "treat", &[1.0, 1.0, 1.0, 0.0], &[2])?;
/// assert_eq!(columns[1].name, "period::3:treat");
/// assert_eq!(columns[1].values.as_ref(), [0.0, 0.0, 1.0, 0.0]);
/// # Ok::<(), rootcast_impact::error::ImpactError>(())
/// ```
pub fn event_study<'a>(
    name: &str,
    steps: &[i64],
    treated_name: &str,
    treated: &[f64],
    references: &[i64],
) -> Result<Vec<Regressor<'a>>> {
    if steps.len() != treated.len() {
        return Err(ImpactError::Data(format!(
            "{} rows have a step and {} a treatment: give each row both",
            steps.len(),
            treated.len()
        )));
    }
    let mut seen: Vec<i64> = steps.to_vec();
    seen.sort_unstable();
    seen.dedup();
    if let Some(lost) = references.iter().find(|r| !seen.contains(r)) {
        return Err(ImpactError::Data(format!(
            "no row is at step {lost} of reference: name a step of the rows"
        )));
    }
    let columns = seen.iter().filter(|s| !references.contains(s)).map(|s| {
        let values = steps
            .iter()
            .zip(treated)
            .map(|(at, t)| if at == s { *t } else { 0.0 })
            .collect();
        Regressor::owned(&format!("{name}::{s}:{treated_name}"), values)
    });
    Ok(columns.filter(|c| c.values.iter().any(|v| *v != 0.0)).collect())
}
