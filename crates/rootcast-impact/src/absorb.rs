//! Fixed effects of several factors, absorbed.
//!
//! What is left of a column `x` when all effects of `K` factors are taken out is `x − D a`, where `D` has an indicator of
//! each level and `a` solves `D'W D a = D'W x`. One factor is a mean a level. Several are solved by conjugate gradients
//! with the diagonal as preconditioner, which is the alternating projection on the levels with the best acceleration a
//! linear method has (Correia 2016, "A feasible estimator for linear models with multi-way fixed effects"; Guimarães and
//! Portugal 2010). The matrix is never formed: a step is one pass over the codes of the rows, so that ten million rows
//! need their codes and little else. Rows are summed in chunks whose number depends on the rows alone: the result has the
//! same bytes on any number of threads.

#![allow(clippy::many_single_char_names, reason = "the letters of the equations")]

mod factor;

pub use factor::Factor;

use rayon::prelude::*;

use crate::error::{ImpactError, Result};

/// Rows below which one chunk is enough.
const CHUNK: usize = 1 << 18;
/// Chunks at most: each has sums of its own.
const CHUNKS: usize = 8;
/// The size of the normal equations, relative to that at the start, at which a column is left.
const TOLERANCE: f64 = 1e-12;
/// Steps at most.
const STEPS: usize = 20_000;

/// Factors whose effects are to be taken out of columns, with the sums of weights of their levels.
#[derive(Debug)]
pub struct Absorber<'a> {
    factors: Vec<&'a Factor>,
    weights: Option<&'a [f64]>,
    rows: usize,
    /// One over the sum of the weights of each level, factors one after the other; zero for a level without weight.
    inverse: Vec<f64>,
    offsets: Vec<usize>,
}

impl<'a> Absorber<'a> {
    /// Factors of `rows` rows, with weights of the rows where they differ.
    ///
    /// # Errors
    /// [`ImpactError::Data`] where a factor or the weights have another number of rows.
    pub fn new(factors: &[&'a Factor], weights: Option<&'a [f64]>, rows: usize) -> Result<Self> {
        for f in factors {
            if f.codes().len() != rows {
                return Err(ImpactError::Data(format!(
                    "factor {} has {} rows where the outcome has {rows}: give each row a level",
                    f.name(),
                    f.codes().len()
                )));
            }
        }
        if weights.is_some_and(|w| w.len() != rows) {
            return Err(ImpactError::Data(format!(
                "weights need {rows} rows: give each row one"
            )));
        }
        let mut offsets = vec![0];
        for f in factors {
            offsets.push(offsets[offsets.len() - 1] + f.levels());
        }
        let mut inverse = vec![0.0; offsets[factors.len()]];
        for (f, at) in factors.iter().zip(&offsets) {
            let sums = &mut inverse[*at..*at + f.levels()];
            match weights {
                None => f.codes().iter().for_each(|c| sums[*c as usize] += 1.0),
                Some(w) => f.codes().iter().zip(w).for_each(|(c, w)| sums[*c as usize] += w),
            }
        }
        for v in &mut inverse {
            *v = if *v > 0.0 { 1.0 / *v } else { 0.0 };
        }
        Ok(Self {
            factors: factors.to_vec(),
            weights,
            rows,
            inverse,
            offsets,
        })
    }

    /// Takes the effects out of columns, each on its own.
    ///
    /// # Errors
    /// [`ImpactError::NoFit`] where a column does not settle.
    pub fn residualise(&self, columns: &mut [Vec<f64>]) -> Result<usize> {
        let steps: Result<Vec<usize>> = columns.par_iter_mut().map(|c| self.column(c)).collect();
        Ok(steps?.into_iter().max().unwrap_or(0))
    }

    /// Takes the effects out of one column; the steps it took.
    fn column(&self, x: &mut [f64]) -> Result<usize> {
        if self.factors.is_empty() {
            return Ok(0);
        }
        let mut work = Work::new(self);
        if self.factors.len() == 1 {
            // Twice, for the digits the first subtraction of a large mean leaves behind.
            for _ in 0..2 {
                self.sums(x, &mut work);
                let effects: Vec<f64> = work.total.iter().zip(&self.inverse).map(|(s, i)| s * i).collect();
                self.subtract(&effects, x);
            }
            return Ok(1);
        }
        let scale = self.norm(x);
        let mut steps = 0;
        // A second solve from what the first left removes the rounding the recursion has gathered.
        for pass in 0..2 {
            self.sums(x, &mut work);
            let goal = if pass == 0 { TOLERANCE } else { 1e-4 };
            steps += self.solve(&mut work, goal, scale)?;
            self.subtract(&work.solution, x);
        }
        Ok(steps)
    }

    /// Solves `D'WD a = r` for the `r` in `work.total`, to a size of the residual relative to its start.
    fn solve(&self, work: &mut Work, goal: f64, scale: f64) -> Result<usize> {
        let mut r = std::mem::take(&mut work.total);
        let z = |r: &[f64]| -> Vec<f64> { r.iter().zip(&self.inverse).map(|(r, i)| r * i).collect() };
        let mut a = vec![0.0; r.len()];
        let mut p = z(&r);
        let mut rho = dot(&r, &p);
        let start = rho;
        let mut steps = 0;
        // Below the rounding of the column itself there is nothing left to solve.
        let floor = (1e-15 * scale).powi(2);
        while rho > goal * goal * start && rho > floor {
            if steps == STEPS {
                return Err(ImpactError::NoFit {
                    estimator: "absorption of fixed effects",
                    why: format!(
                        "the effects did not settle in {STEPS} steps (left: {:.1e} of the start): the factors may hardly overlap; drop levels seen with few others",
                        (rho / start).sqrt()
                    ),
                });
            }
            self.product(&p, work);
            let q = &work.total;
            let curve = dot(&p, q);
            if curve <= 0.0 {
                break;
            }
            let alpha = rho / curve;
            for i in 0..a.len() {
                a[i] += alpha * p[i];
                r[i] -= alpha * q[i];
            }
            let next: f64 = r.iter().zip(&self.inverse).map(|(r, i)| r * r * i).sum();
            let beta = next / rho;
            for i in 0..p.len() {
                p[i] = r[i] * self.inverse[i] + beta * p[i];
            }
            rho = next;
            steps += 1;
        }
        work.total = r;
        work.solution = a;
        Ok(steps)
    }

    /// `D'W x` into `work.total`.
    fn sums(&self, x: &[f64], work: &mut Work) {
        let size = self.chunk();
        work.parts.par_iter_mut().enumerate().for_each(|(at, part)| {
            part.fill(0.0);
            let (from, to) = (at * size, ((at + 1) * size).min(self.rows));
            for (f, offset) in self.factors.iter().zip(&self.offsets) {
                let codes = &f.codes()[from..to];
                let out = &mut part[*offset..*offset + f.levels()];
                match self.weights {
                    None => codes
                        .iter()
                        .zip(&x[from..to])
                        .for_each(|(c, x)| out[*c as usize] += x),
                    Some(w) => codes
                        .iter()
                        .zip(&x[from..to])
                        .zip(&w[from..to])
                        .for_each(|((c, x), w)| out[*c as usize] += x * w),
                }
            }
        });
        work.add();
    }

    /// `D'W D p` into `work.total`.
    fn product(&self, p: &[f64], work: &mut Work) {
        let size = self.chunk();
        let two = (self.factors.len() == 2).then(|| (self.factors[0].codes(), self.factors[1].codes()));
        work.parts.par_iter_mut().enumerate().for_each(|(at, part)| {
            part.fill(0.0);
            let (from, to) = (at * size, ((at + 1) * size).min(self.rows));
            if let Some((first, second)) = two {
                let (a, b) = p.split_at(self.offsets[1]);
                let (out_a, out_b) = part.split_at_mut(self.offsets[1]);
                let (first, second) = (&first[from..to], &second[from..to]);
                match self.weights {
                    None => {
                        for (i, j) in first.iter().zip(second) {
                            let (i, j) = (*i as usize, *j as usize);
                            out_a[i] += b[j];
                            out_b[j] += a[i];
                        }
                    }
                    Some(w) => {
                        for ((i, j), w) in first.iter().zip(second).zip(&w[from..to]) {
                            let (i, j) = (*i as usize, *j as usize);
                            out_a[i] += w * b[j];
                            out_b[j] += w * a[i];
                        }
                    }
                }
            } else {
                for row in from..to {
                    let mut s = 0.0;
                    for (f, o) in self.factors.iter().zip(&self.offsets) {
                        s += p[o + f.codes()[row] as usize];
                    }
                    s *= self.weights.map_or(1.0, |w| w[row]);
                    for (f, o) in self.factors.iter().zip(&self.offsets) {
                        part[o + f.codes()[row] as usize] += s;
                    }
                }
            }
        });
        work.add();
        if two.is_some() {
            // With two factors a level meets itself as often as it has rows: no pass is needed for that part.
            for ((t, p), i) in work.total.iter_mut().zip(p).zip(&self.inverse) {
                if *i > 0.0 {
                    *t += p / i;
                }
            }
        }
    }

    /// `x − D a` into `x`.
    fn subtract(&self, a: &[f64], x: &mut [f64]) {
        let size = self.chunk();
        x.par_chunks_mut(size).enumerate().for_each(|(at, x)| {
            for (f, o) in self.factors.iter().zip(&self.offsets) {
                let effects = &a[*o..*o + f.levels()];
                let codes = &f.codes()[at * size..at * size + x.len()];
                x.iter_mut()
                    .zip(codes)
                    .for_each(|(x, c)| *x -= effects[*c as usize]);
            }
        });
    }

    fn norm(&self, x: &[f64]) -> f64 {
        match self.weights {
            None => dot(x, x).sqrt(),
            Some(w) => x.iter().zip(w).map(|(x, w)| w * x * x).sum::<f64>().sqrt(),
        }
    }

    fn chunk(&self) -> usize {
        self.rows.div_ceil(self.chunks()).max(1)
    }

    fn chunks(&self) -> usize {
        self.rows.div_ceil(CHUNK).clamp(1, CHUNKS)
    }
}

/// Sums of the chunks, their total, and the solution.
struct Work {
    parts: Vec<Vec<f64>>,
    total: Vec<f64>,
    solution: Vec<f64>,
}

impl Work {
    fn new(of: &Absorber) -> Self {
        let levels = of.inverse.len();
        Self {
            parts: vec![vec![0.0; levels]; of.chunks()],
            total: vec![0.0; levels],
            solution: Vec::new(),
        }
    }

    /// Adds the chunks in their order.
    fn add(&mut self) {
        self.total.resize(self.parts[0].len(), 0.0);
        self.total.copy_from_slice(&self.parts[0]);
        for part in &self.parts[1..] {
            self.total.iter_mut().zip(part).for_each(|(t, p)| *t += p);
        }
    }
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(name: &str, codes: &[u32]) -> Factor {
        Factor::new(name, codes).unwrap()
    }

    /// What is left after least squares on indicators, by sweeping many times.
    fn swept(x: &[f64], factors: &[&Factor]) -> Vec<f64> {
        let mut x = x.to_vec();
        for _ in 0..20_000 {
            for f in factors {
                let mut sum = vec![(0.0, 0.0); f.levels()];
                for (c, x) in f.codes().iter().zip(&x) {
                    sum[*c as usize].0 += x;
                    sum[*c as usize].1 += 1.0;
                }
                for (c, x) in f.codes().iter().zip(&mut x) {
                    *x -= sum[*c as usize].0 / sum[*c as usize].1;
                }
            }
        }
        x
    }

    #[test]
    fn three_factors_leave_what_sweeping_leaves() {
        let n = 60_u32;
        let code = |m: u32, k: u32| (0..n).map(|i| (i * m + i * i / 3) % k).collect::<Vec<_>>();
        let (a, b, c) = (
            factor("a", &code(1, 7)),
            factor("b", &code(3, 5)),
            factor("c", &code(2, 3)),
        );
        let x: Vec<f64> = (0..n).map(|i| (f64::from(i) * 1.7).sin() * 100.0 + 1e4).collect();
        for used in [vec![&a], vec![&a, &b], vec![&a, &b, &c]] {
            let mut ours = vec![x.clone()];
            Absorber::new(&used, None, x.len())
                .unwrap()
                .residualise(&mut ours)
                .unwrap();
            for (o, s) in ours[0].iter().zip(swept(&x, &used)) {
                assert!((o - s).abs() < 1e-9, "{o} {s}");
            }
        }
    }

    #[test]
    fn a_long_chain_of_levels_settles() {
        // Each level of one factor shares one row with the next of the other: the slowest case for sweeping.
        let n = 4_000_u32;
        let a: Vec<u32> = (0..n).map(|i| i / 2).collect();
        let b: Vec<u32> = (0..n).map(|i| i.div_ceil(2)).collect();
        let (a, b) = (factor("a", &a), factor("b", &b));
        let mut x = vec![(0..n).map(|i| f64::from(i * 7919 % 104_729)).collect::<Vec<_>>()];
        Absorber::new(&[&a, &b], None, n as usize)
            .unwrap()
            .residualise(&mut x)
            .unwrap();
        // A chain has as many levels as rows and one link: nothing is left of any column.
        assert!(
            x[0].iter().all(|v| v.abs() < 1e-5),
            "{:?}",
            x[0].iter().fold(0.0_f64, |a, b| a.max(b.abs()))
        );
    }

    #[test]
    fn rows_that_do_not_match_are_named() {
        let f = factor("origin", &[0, 1]);
        let e = Absorber::new(&[&f], None, 3).unwrap_err();
        assert!(e.to_string().contains("factor origin has 2 rows"), "{e}");
    }
}
