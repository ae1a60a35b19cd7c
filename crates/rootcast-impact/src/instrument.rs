//! Two-stage least squares with absorbed effects.
//!
//! Where a column moves with what the equation leaves out, its part that instruments `Z` explain takes its place:
//! `b = (X̂'X)⁻¹ X̂'y`, `X̂ = Z(Z'Z)⁻¹Z'X` with the other columns among the instruments (Theil 1953). Errors use the
//! residuals of the columns themselves. An instrument must move the column (the F of the first stage says how much) and
//! must not move the outcome otherwise (which no figure proves).

#![allow(clippy::many_single_char_names, reason = "the letters of the equations")]

use std::borrow::Cow;

use crate::{
    absorb::{Absorber, Factor, dot},
    error::{ImpactError, Result},
    regression::{Fit, Law, Parts, Regression, Regressor, Sample, keep, solve, spread},
};

/// How well instruments explain a column.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct FirstStage {
    /// The column.
    pub column: String,
    /// F of the instruments, for independent errors of one size. Below about 10 they are weak (Staiger and Stock 1997).
    pub f: f64,
    /// Share of what the other columns leave of the column that the instruments explain.
    pub share: f64,
}

/// A two-stage regression that has been run.
#[derive(Clone, Debug)]
pub struct InstrumentFit<'a> {
    fit: Fit<'a>,
    stages: Vec<FirstStage>,
    over: Option<(f64, usize)>,
}

impl<'a> InstrumentFit<'a> {
    /// Coefficients, instrumented columns first, and errors of any kind.
    pub fn fit(&self) -> &Fit<'a> {
        &self.fit
    }

    /// The first stage of each instrumented column.
    pub fn first_stages(&self) -> &[FirstStage] {
        &self.stages
    }

    /// Where there are more instruments than columns: Sargan's statistic and its degrees of freedom (χ²). A large one says
    /// that the instruments do not agree.
    pub fn over_identification(&self) -> Option<(f64, usize)> {
        self.over
    }
}

impl<'a> Regression<'a> {
    /// Two-stage least squares: the regression with further columns, each explained by the instruments first.
    ///
    /// # Errors
    /// As [`Regression::least_squares`]; and [`ImpactError::Data`] where there are fewer usable instruments than columns to
    /// be instrumented.
    pub fn two_stage(
        &self,
        instrumented: &[Regressor<'a>],
        instruments: &[Regressor<'a>],
    ) -> Result<InstrumentFit<'a>> {
        let (p, q) = (instrumented.len(), instruments.len());
        if p == 0 || q < p {
            return Err(ImpactError::Data(format!(
                "{p} instrumented columns need as many instruments at least, and one column: there are {q}"
            )));
        }
        let regressors = [instrumented, &self.regressors, instruments].concat();
        let all = Self {
            regressors,
            ..self.clone()
        };
        let Sample {
            mut names,
            outcome,
            mut columns,
            factors,
            rows,
            missing,
            alone,
            ..
        } = Sample::of(&all, &[])?;
        if self.absorb.is_empty() {
            // The intercept is a column as the others are: after the instrumented ones.
            names[..=p].rotate_left(1);
            columns[..=p].rotate_left(1);
        }
        let raw: Vec<f64> = columns.iter().map(|c| spread(c)).collect();
        let total = spread(&outcome).powi(2);
        let borrowed: Vec<&Factor> = factors.iter().map(Cow::as_ref).collect();
        let absorber = Absorber::new(&borrowed, None, outcome.len())?;
        columns.push(outcome);
        absorber.residualise(&mut columns)?;
        let outcome = columns.pop().unwrap_or_default();
        let n = outcome.len();
        let levels: usize = factors.iter().map(|f| f.levels()).sum();
        let taken = levels - factors.len().saturating_sub(1);
        let first = First {
            columns: &columns,
            raw: &raw,
            names: &names,
            own: p,
            exogenous: columns.len() - q,
            absorbed: taken,
        };
        let exogenous = first.exogenous;
        let (mut explained, stages, usable) = first.run()?;
        let instruments = columns.split_off(exogenous);
        let (second, raw, names) = (&raw[..exogenous], &raw, &names[..exogenous]);
        explained.extend(columns[p..].iter().cloned());
        let stage = solve(&explained, &outcome, None, second, names)?;
        let mut residuals = outcome.clone();
        for (b, k) in stage.coefficients.iter().zip(&stage.kept) {
            residuals
                .iter_mut()
                .zip(&columns[*k])
                .for_each(|(e, x)| *e -= b * x);
        }
        let squares = dot(&residuals, &residuals);
        let over = (usable > p)
            .then(|| {
                let z: Vec<Vec<f64>> = columns[p..].iter().chain(&instruments).cloned().collect();
                let s = solve(&z, &residuals, None, &raw[p..], names)?;
                Ok::<_, ImpactError>((
                    n as f64 * (1.0 - dot(&s.residuals, &s.residuals) / squares),
                    usable - p,
                ))
            })
            .transpose()?;
        let within = dot(&outcome, &outcome);
        let mut fit = Fit::from_parts(Parts {
            names: names.to_vec(),
            design: keep(explained, &stage.kept),
            kept: stage.kept,
            coefficients: stage.coefficients,
            inverse: stage.inverse,
            residuals,
            factors,
            rows,
            missing,
            alone,
            law: Law::Normal,
            extra: 0,
            shares: Some((1.0 - squares / total, 1.0 - squares / within)),
        })?;
        fit.instrumented = true;
        Ok(InstrumentFit { fit, stages, over })
    }
}

/// The first stages: instrumented columns, the other columns, then instruments.
struct First<'a> {
    columns: &'a [Vec<f64>],
    raw: &'a [f64],
    names: &'a [String],
    own: usize,
    exogenous: usize,
    absorbed: usize,
}

impl First<'_> {
    /// What is explained of each instrumented column, how well, and how many instruments are usable.
    fn run(&self) -> Result<(Vec<Vec<f64>>, Vec<FirstStage>, usize)> {
        let (p, middle) = (self.own, self.exogenous);
        let on = |x: &[f64], to: usize| {
            solve(
                &self.columns[p..to],
                x,
                None,
                &self.raw[p..to],
                &self.names[p..to],
            )
        };
        let (mut explained, mut stages, mut usable) = (Vec::new(), Vec::new(), 0);
        for (x, name) in self.columns[..p].iter().zip(self.names) {
            let full = on(x, self.columns.len())?;
            let without = if middle > p {
                let s = on(x, middle)?;
                dot(&s.residuals, &s.residuals)
            } else {
                dot(x, x)
            };
            let with = dot(&full.residuals, &full.residuals);
            usable = full.kept.iter().filter(|k| **k >= middle - p).count();
            let degrees = x.len() as f64 - (full.kept.len() + self.absorbed) as f64;
            stages.push(FirstStage {
                column: name.clone(),
                f: (without - with) / usable as f64 / (with / degrees),
                share: 1.0 - with / without,
            });
            explained.push(x.iter().zip(&full.residuals).map(|(x, e)| x - e).collect());
        }
        if usable < p {
            return Err(ImpactError::Data(format!(
                "{usable} instruments are left beside the effects and the other columns, for {p} columns: give instruments that vary within the levels absorbed"
            )));
        }
        Ok((explained, stages, usable))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> [Vec<f64>; 4] {
        let n = 200;
        let wave = |m: f64| (0..n).map(|i| (f64::from(i) * m).sin()).collect::<Vec<_>>();
        let (z, hidden, w, noise) = (wave(1.0), wave(2.3), wave(0.7), wave(5.1));
        let x: Vec<f64> = (0..200).map(|i| z[i] + hidden[i] + 0.3 * w[i]).collect();
        let y = (0..200)
            .map(|i| 2.0 * x[i] - 3.0 * hidden[i] + w[i] + 0.1 * noise[i])
            .collect();
        [z, w, x, y]
    }

    #[test]
    fn an_instrument_finds_what_least_squares_misses() {
        let [z, w, x, y] = rows();
        let unit = Factor::new("unit", &(0..200).map(|i| i / 20).collect::<Vec<_>>()).unwrap();
        let plain = Regression::new(&y, vec![Regressor::new("w", &w)], vec![&unit]);
        let two = plain
            .two_stage(&[Regressor::new("x", &x)], &[Regressor::new("z", &z)])
            .unwrap();
        assert_eq!(two.fit().names(), ["x", "w"]);
        assert!(
            (two.fit().coefficients()[0] - 2.0).abs() < 0.2,
            "{:?}",
            two.fit().coefficients()
        );
        assert!(two.first_stages()[0].f > 50.0);
        // With one instrument the answer is the ratio of its effect on the outcome to that on the column.
        let on = |of: &[f64]| {
            let columns = vec![Regressor::new("z", &z), Regressor::new("w", &w)];
            Regression::new(of, columns, vec![&unit])
                .least_squares()
                .unwrap()
                .coefficients()[0]
        };
        assert!((two.fit().coefficients()[0] - on(&y) / on(&x)).abs() < 1e-10);
    }

    #[test]
    fn a_column_as_its_own_instrument_is_least_squares() {
        let [z, w, x, y] = rows();
        let r = Regression::new(&y, vec![Regressor::new("w", &w)], vec![]);
        let two = r
            .two_stage(
                &[Regressor::new("x", &x)],
                &[Regressor::new("x2", &x), Regressor::new("z", &z)],
            )
            .unwrap();
        let plain = Regression::new(&y, vec![Regressor::new("x", &x), Regressor::new("w", &w)], vec![]);
        let plain = plain.least_squares().unwrap();
        assert!((two.fit().coefficient("x").unwrap() - plain.coefficient("x").unwrap()).abs() < 1e-9);
        assert_eq!(two.over_identification().unwrap().1, 1);
        assert!(
            r.two_stage(&[Regressor::new("x", &x)], &[])
                .unwrap_err()
                .to_string()
                .contains("as many instruments")
        );
    }
}
