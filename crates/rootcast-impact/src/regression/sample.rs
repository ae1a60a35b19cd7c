//! The rows of a regression that can be used.

use std::borrow::Cow;

use super::{Regression, Singletons};
use crate::{
    absorb::Factor,
    error::{ImpactError, Result},
};

/// Rows, columns and factors that can be used, with what was left out.
pub(crate) struct Sample<'a> {
    pub(crate) names: Vec<String>,
    pub(crate) outcome: Vec<f64>,
    pub(crate) columns: Vec<Vec<f64>>,
    /// Further columns that were asked for, such as instruments.
    pub(crate) others: Vec<Vec<f64>>,
    pub(crate) factors: Vec<Cow<'a, Factor>>,
    /// The rows used, where they are not all.
    pub(crate) rows: Option<Vec<u32>>,
    pub(crate) missing: usize,
    pub(crate) alone: usize,
}

impl<'a> Sample<'a> {
    /// The sample of a regression and of other columns that must be known too.
    pub(crate) fn of(regression: &Regression<'a>, others: &[&[f64]]) -> Result<Self> {
        check(regression, others)?;
        let n = regression.outcome.len();
        let columns: Vec<&[f64]> = regression.regressors.iter().map(|r| r.values.as_ref()).collect();
        let known = |i: usize| {
            !regression.outcome[i].is_nan() && columns.iter().chain(others).all(|c| !c[i].is_nan())
        };
        let mut rows: Option<Vec<u32>> = None;
        let mut missing = 0;
        if (0..n).any(|i| !known(i)) {
            let kept: Vec<u32> = (0..n)
                .filter(|i| known(*i))
                .filter_map(|i| u32::try_from(i).ok())
                .collect();
            missing = n - kept.len();
            rows = Some(kept);
        }
        let mut alone = 0;
        if regression.singletons == Singletons::Drop && !regression.absorb.is_empty() {
            let start = rows.as_ref().map_or(n, Vec::len);
            rows = drop_alone(&regression.absorb, rows, n)?;
            alone = start - rows.as_ref().map_or(n, Vec::len);
        }
        if rows.as_ref().is_some_and(Vec::is_empty) {
            return Err(ImpactError::Data(
                "no row has all figures: give the outcome and the columns for the same rows".to_owned(),
            ));
        }
        let take = |x: &[f64]| match &rows {
            None => x.to_vec(),
            Some(rows) => rows.iter().map(|r| x[*r as usize]).collect(),
        };
        let mut names: Vec<String> = regression.regressors.iter().map(|r| r.name.clone()).collect();
        let mut columns: Vec<Vec<f64>> = columns.into_iter().map(take).collect();
        let outcome = take(regression.outcome);
        if regression.intercept && regression.absorb.is_empty() {
            names.insert(0, "(Intercept)".to_owned());
            columns.insert(0, vec![1.0; outcome.len()]);
        }
        let mut factors = Vec::new();
        for f in &regression.absorb {
            factors.push(match &rows {
                None => Cow::Borrowed(*f),
                Some(rows) => Cow::Owned(f.of(rows)?),
            });
        }
        Ok(Self {
            names,
            outcome,
            columns,
            others: others.iter().map(|o| take(o)).collect(),
            factors,
            rows,
            missing,
            alone,
        })
    }

    /// Leaves out all rows but these.
    pub(crate) fn restrict(&mut self, kept: &[u32]) -> Result<()> {
        let take = |x: &mut Vec<f64>| *x = kept.iter().map(|r| x[*r as usize]).collect();
        take(&mut self.outcome);
        self.columns.iter_mut().chain(&mut self.others).for_each(take);
        for f in &mut self.factors {
            *f = Cow::Owned(f.of(kept)?);
        }
        self.rows = Some(match &self.rows {
            None => kept.to_vec(),
            Some(rows) => kept.iter().map(|r| rows[*r as usize]).collect(),
        });
        Ok(())
    }
}

fn check(regression: &Regression, others: &[&[f64]]) -> Result<()> {
    let n = regression.outcome.len();
    let wrong = |text: String| Err(ImpactError::Data(text));
    if n == 0 {
        return wrong("there is no row: give the outcome of one row at least".to_owned());
    }
    if u32::try_from(n).is_err() {
        return wrong("there are more than 4 294 967 295 rows: split them".to_owned());
    }
    for r in &regression.regressors {
        if r.values.len() != n {
            return wrong(format!(
                "column {} has {} rows where the outcome has {n}: give each row a figure",
                r.name,
                r.values.len()
            ));
        }
        if let Some(at) = r.values.iter().position(|v| v.is_infinite()) {
            return wrong(format!(
                "column {} is infinite in row {at}: a logarithm of zero? Mark it as missing or use another scale",
                r.name
            ));
        }
        if regression.regressors.iter().filter(|o| o.name == r.name).count() > 1 {
            return wrong(format!("column {} stands twice: name each once", r.name));
        }
    }
    if others.iter().any(|o| o.len() != n) {
        return wrong(format!(
            "an instrument or offset has not the {n} rows of the outcome"
        ));
    }
    if let Some(at) = regression.outcome.iter().position(|v| v.is_infinite()) {
        return wrong(format!(
            "the outcome is infinite in row {at}: a logarithm of zero? Mark it as missing or use another scale"
        ));
    }
    for f in &regression.absorb {
        if f.codes().len() != n {
            return wrong(format!(
                "factor {} has {} rows where the outcome has {n}: give each row a level",
                f.name(),
                f.codes().len()
            ));
        }
    }
    Ok(())
}

/// The rows that are not alone in a level of any factor, found by counting down until nothing changes.
fn drop_alone(factors: &[&Factor], rows: Option<Vec<u32>>, n: usize) -> Result<Option<Vec<u32>>> {
    let mut rows = rows;
    loop {
        let mut counts: Vec<Vec<u32>> = Vec::new();
        for f in factors {
            counts.push(match &rows {
                None => f.counts(),
                Some(rows) => {
                    let mut c = vec![0; f.levels()];
                    for r in rows {
                        c[f.codes()[*r as usize] as usize] += 1;
                    }
                    c
                }
            });
        }
        if counts.iter().flatten().all(|c| *c != 1) {
            return Ok(rows);
        }
        let stays = |r: &u32| {
            factors
                .iter()
                .zip(&counts)
                .all(|(f, c)| c[f.codes()[*r as usize] as usize] > 1)
        };
        let kept: Vec<u32> = match &rows {
            None => (0..u32::try_from(n).unwrap_or(u32::MAX)).filter(stays).collect(),
            Some(rows) => rows.iter().copied().filter(stays).collect(),
        };
        if kept.is_empty() {
            return Err(ImpactError::Data(
                "each row is alone in a level of a factor: absorb fewer factors".to_owned(),
            ));
        }
        rows = Some(kept);
    }
}
