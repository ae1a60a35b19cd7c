//! The ensemble Kalman filter: the fast option where the state is a list of numbers.
//!
//! Members step with the model and are moved towards the figures by the gain `K = P_xy (P_yy + R)⁻¹` from the ensemble's
//! own covariances, each against figures with noise of their own (G. Evensen, J. Geophys. Res. 99, 1994; G. Burgers,
//! P. J. van Leeuwen and G. Evensen, Mon. Weather Rev. 126, 1998). Inflation widens the ensemble before the move, as it
//! is otherwise too sure (J. L. Anderson and S. L. Anderson, Mon. Weather Rev. 127, 1999). Covariances are not
//! localised: meant for states of few numbers beside the members. It is exact for linear models with normal error only;
//! elsewhere its likelihood is an approximation, and the particle filter the reference.

use nalgebra::{Cholesky, DMatrix, DVector};
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};

use super::{InferenceError, VectorState, measurement::Measurement, views};
use crate::stream::stream;

/// Options of the filter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Members, at least 3.
    pub members: usize,
    /// What deviations from the mean are multiplied by before each update, at least 1.
    pub inflation: f64,
    /// The seed.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            members: 200,
            inflation: 1.0,
            seed: 0,
        }
    }
}

/// What the filter found.
#[derive(Clone, Debug, PartialEq)]
pub struct Assimilated<S> {
    /// The log-likelihood, every step's innovation taken as normal.
    pub ln_likelihood: f64,
    /// The mean of each view one step ahead: a row a time.
    pub ahead: Vec<Vec<f64>>,
    /// Innovations in units of their standard deviation, where there was a figure: about a standard normal sample if the
    /// filter is neither too sure nor too timid.
    pub standardised: Vec<Vec<Option<f64>>>,
    /// Members after the last time.
    pub states: Vec<S>,
}

/// Runs the filter over all times.
pub fn assimilate<M, O>(
    model: &M,
    measurement: &O,
    parameters: &[f64],
    observed: &[Vec<Option<f64>>],
    options: &Options,
) -> Result<Assimilated<M::State>, InferenceError>
where
    M: VectorState,
    O: Measurement,
{
    views(observed)?;
    measurement.check(observed)?;
    if options.members < 3 {
        return Err(InferenceError::Option {
            option: "members",
            value: options.members as f64,
            wanted: "give at least 3",
        });
    }
    if !(options.inflation >= 1.0 && options.inflation.is_finite()) {
        return Err(InferenceError::Option {
            option: "inflation",
            value: options.inflation,
            wanted: "give a number of at least 1",
        });
    }
    let n = options.members;
    let mut states: Vec<M::State> = (0..n)
        .map(|i| model.init(parameters, &mut stream(options.seed, &[0, i as u64])))
        .collect();
    let mut out = Assimilated {
        ln_likelihood: 0.0,
        ahead: Vec::with_capacity(observed.len()),
        standardised: Vec::with_capacity(observed.len()),
        states: Vec::new(),
    };
    for (time, row) in observed.iter().enumerate() {
        for (i, state) in states.iter_mut().enumerate() {
            let mut random = stream(options.seed, &[time as u64 + 1, i as u64]);
            model.step(parameters, state, time, &mut random);
        }
        inflate(model, &mut states, options.inflation);
        update(
            model,
            measurement,
            parameters,
            &mut states,
            time,
            row,
            options,
            &mut out,
        )?;
    }
    out.states = states;
    Ok(out)
}

fn columns<M: VectorState>(model: &M, states: &[M::State]) -> DMatrix<f64> {
    let packed: Vec<DVector<f64>> = states.iter().map(|s| DVector::from_vec(model.pack(s))).collect();
    DMatrix::from_columns(&packed)
}

/// Deviations of the columns from their mean.
fn deviations(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let mean = matrix.column_mean();
    let mut out = matrix.clone();
    for mut column in out.column_iter_mut() {
        column -= &mean;
    }
    out
}

fn inflate<M: VectorState>(model: &M, states: &mut [M::State], inflation: f64) {
    if inflation <= 1.0 {
        return;
    }
    let before = columns(model, states);
    let wider = &before + deviations(&before) * (inflation - 1.0);
    for (state, column) in states.iter_mut().zip(wider.column_iter()) {
        model.unpack(state, column.as_slice());
    }
}

#[allow(
    clippy::too_many_arguments,
    reason = "one step of the filter, with all that the filter was given"
)]
fn update<M, O>(
    model: &M,
    measurement: &O,
    parameters: &[f64],
    states: &mut [M::State],
    time: usize,
    row: &[Option<f64>],
    options: &Options,
    out: &mut Assimilated<M::State>,
) -> Result<(), InferenceError>
where
    M: VectorState,
    O: Measurement,
{
    let n = states.len() as f64;
    let expected: Vec<Vec<(f64, f64)>> = states
        .iter()
        .map(|s| measurement.moments(parameters, time, &model.observe(parameters, s, time)))
        .collect();
    let mean_of = |view: usize, of: fn(&(f64, f64)) -> f64| {
        expected.iter().filter_map(|m| m.get(view)).map(of).sum::<f64>() / n
    };
    out.ahead
        .push((0..row.len()).map(|v| mean_of(v, |m| m.0)).collect());
    let seen: Vec<(usize, f64)> = row
        .iter()
        .enumerate()
        .filter_map(|(v, y)| y.map(|y| (v, y)))
        .collect();
    let mut standardised = vec![None; row.len()];
    if seen.is_empty() {
        out.standardised.push(standardised);
        return Ok(());
    }
    let predicted = DMatrix::from_fn(seen.len(), states.len(), |k, i| {
        expected[i].get(seen[k].0).map_or(f64::NAN, |m| m.0)
    });
    let error = DVector::from_fn(seen.len(), |k, _| mean_of(seen[k].0, |m| m.1));
    let dy = deviations(&predicted);
    let spread = &dy * dy.transpose() / (n - 1.0) + DMatrix::from_diagonal(&error);
    let innovation = DVector::from_fn(seen.len(), |k, _| seen[k].1) - predicted.column_mean();
    let wrong = |value: f64| InferenceError::NotFinite {
        what: "the spread of the ensemble",
        value,
        at: format!("time {time}"),
    };
    let factor = Cholesky::new(spread.clone()).ok_or_else(|| wrong(spread[(0, 0)]))?;
    let half_ln_determinant: f64 = factor.l_dirty().diagonal().iter().map(|d| d.ln()).sum();
    let distance = innovation.dot(&factor.solve(&innovation));
    let part = -0.5 * (distance + seen.len() as f64 * std::f64::consts::TAU.ln()) - half_ln_determinant;
    if !part.is_finite() {
        return Err(wrong(part));
    }
    out.ln_likelihood += part;
    for (k, (view, _)) in seen.iter().enumerate() {
        standardised[*view] = Some(innovation[k] / spread[(k, k)].sqrt());
    }
    out.standardised.push(standardised);
    let before = columns(model, states);
    let dx = deviations(&before);
    let cross = &dx * dy.transpose() / (n - 1.0);
    // Noise of the figures, with its mean taken out so that it moves no ensemble mean.
    let noise: Vec<DVector<f64>> = (0..states.len())
        .map(|i| {
            let mut random = stream(options.seed, &[time as u64 + 1, i as u64, 1]);
            DVector::from_fn(seen.len(), |k, _| {
                let draw: f64 = StandardNormal.sample(&mut random);
                error[k].sqrt() * draw
            })
        })
        .collect();
    let mut gaps = deviations(&DMatrix::from_columns(&noise)) - &predicted;
    for mut column in gaps.column_iter_mut() {
        for (k, value) in column.iter_mut().enumerate() {
            *value += seen[k].1;
        }
    }
    let after = before + cross * factor.solve(&gaps);
    for (state, column) in states.iter_mut().zip(after.column_iter()) {
        model.unpack(state, column.as_slice());
    }
    Ok(())
}
