//! How well each model has forecast.

use crate::predictive::Predictive;

/// Errors at steps this share of the horizon away count `1/e` as much.
const REACH: f64 = 0.3;
/// An error of nothing does not make a model infallible: this share of all models' mean error is added.
const FLOOR: f64 = 1e-3;
/// How many series a panel must hold for its marks to count half.
const HALF_PANEL: f64 = 10.0;

/// The models' marks on one series: absolute errors of their medians, summed by step ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct Marks {
    horizon: usize,
    errors: Vec<f64>,
    seen: Vec<f64>,
    relative: Vec<f64>,
}

impl Marks {
    pub(super) fn new(models: usize, horizon: usize) -> Self {
        Self {
            horizon,
            errors: vec![0.0; models * horizon],
            seen: vec![0.0; horizon],
            relative: vec![f64::NAN; models * horizon],
        }
    }

    /// The forecasts from one origin and what came. Models without a forecast have no mark ever after: others must not be
    /// compared with them on other steps than theirs.
    pub(super) fn add(&mut self, forecasts: &[Option<Predictive>], came: &[f64]) {
        if forecasts.iter().all(Option::is_none) {
            return;
        }
        for (step, y) in came.iter().enumerate().filter(|(_, y)| !y.is_nan()) {
            self.seen[step] += 1.0;
            for (i, forecast) in forecasts.iter().enumerate() {
                self.errors[i * self.horizon + step] +=
                    forecast.as_ref().map_or(f64::NAN, |f| (y - f.median(step)).abs());
            }
        }
        self.compare();
    }

    /// Marks from errors: smoothed over steps, as logarithms of ratios to the geometric mean of the models.
    fn compare(&mut self) {
        let models = self.errors.len() / self.horizon.max(1);
        let reach = REACH * self.horizon as f64;
        let mut smoothed = vec![0.0; models];
        for step in 0..self.horizon {
            let weight = |other: usize| (-(step.abs_diff(other) as f64) / reach).exp();
            let seen: f64 = (0..self.horizon)
                .map(|other| weight(other) * self.seen[other])
                .sum();
            for (i, mean) in smoothed.iter_mut().enumerate() {
                let row = &self.errors[i * self.horizon..(i + 1) * self.horizon];
                *mean = row
                    .iter()
                    .enumerate()
                    .map(|(other, e)| weight(other) * e)
                    .sum::<f64>()
                    / seen;
            }
            let marked: Vec<f64> = smoothed.iter().copied().filter(|e| e.is_finite()).collect();
            let count = marked.len() as f64;
            let floor = FLOOR * marked.iter().sum::<f64>() / count;
            let level = marked.iter().map(|e| (e + floor).ln()).sum::<f64>() / count;
            for (i, mean) in smoothed.iter().enumerate() {
                // Where all models were right to the digit there is nothing to tell them apart.
                self.relative[i * self.horizon + step] = if mean.is_finite() && !level.is_finite() {
                    0.0
                } else {
                    (mean + floor).ln() - level
                };
            }
        }
    }

    /// How many errors were seen of each model.
    pub fn count(&self) -> f64 {
        self.seen.iter().sum()
    }

    /// The logarithm of a model's error at a step (from 0) over the geometric mean of all; below zero is better. `None`
    /// where it has no mark.
    pub fn at(&self, model: usize, step: usize) -> Option<f64> {
        let mark = self.relative.get(model * self.horizon + step)?;
        mark.is_finite().then_some(*mark)
    }
}

/// The marks of the same models on many series, at the same horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    horizon: usize,
    marks: Vec<f64>,
}

impl Panel {
    /// The mean of the series' marks, drawn towards zero where there are few.
    pub fn of(series: &[Marks]) -> Self {
        let horizon = series.first().map_or(0, |m| m.horizon);
        let size = series.first().map_or(0, |m| m.relative.len());
        let mut sums = vec![0.0; size];
        let mut counts = vec![0.0; size];
        for marks in series
            .iter()
            .filter(|m| m.horizon == horizon && m.relative.len() == size)
        {
            for (at, mark) in marks.relative.iter().enumerate().filter(|(_, m)| m.is_finite()) {
                sums[at] += mark;
                counts[at] += 1.0;
            }
        }
        Self {
            horizon,
            marks: sums
                .iter()
                .zip(&counts)
                .map(|(sum, n)| sum / (n + HALF_PANEL))
                .collect(),
        }
    }

    /// The mark of a model at a step (from 0), of the last step where the panel looked less far ahead.
    pub fn at(&self, model: usize, step: usize) -> f64 {
        let step = step.min(self.horizon.saturating_sub(1));
        self.marks
            .get(model * self.horizon + step)
            .copied()
            .unwrap_or(0.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[allow(clippy::unnecessary_wraps, reason = "as the marks take it")]
    fn point(values: &[f64]) -> Option<Predictive> {
        Some(Predictive::normal(values.to_vec(), vec![1.0; values.len()]))
    }

    #[test]
    fn half_the_error_is_half_the_mark() {
        let mut marks = Marks::new(2, 2);
        marks.add(&[point(&[2.0, 2.0]), point(&[4.0, 4.0])], &[0.0, 0.0]);
        assert!((marks.count() - 2.0).abs() < 1e-12);
        let gap = marks.at(1, 0).unwrap() - marks.at(0, 0).unwrap();
        assert!((gap - 2.0_f64.ln()).abs() < 1e-2, "{gap}");
        assert!((marks.at(1, 1).unwrap() + marks.at(0, 1).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn a_model_that_failed_once_has_no_mark() {
        let mut marks = Marks::new(2, 1);
        marks.add(&[None, point(&[4.0])], &[0.0]);
        marks.add(&[point(&[0.0]), point(&[4.0])], &[0.0]);
        assert_eq!(marks.at(0, 0), None);
        assert!(marks.at(1, 0).unwrap().abs() < 1e-12);
    }

    #[test]
    fn a_gap_or_a_bull_s_eye_tells_nothing() {
        let mut marks = Marks::new(2, 1);
        marks.add(&[point(&[1.0]), point(&[2.0])], &[f64::NAN]);
        assert!(marks.count() < 1.0 && marks.at(0, 0).is_none());
        marks.add(&[point(&[1.0]), point(&[1.0])], &[1.0]);
        assert!(marks.at(0, 0).unwrap().abs() < 1e-12 && marks.at(1, 0).unwrap().abs() < 1e-12);
    }

    #[test]
    fn a_panel_of_few_is_drawn_to_equal_marks() {
        let mut marks = Marks::new(2, 1);
        marks.add(&[point(&[1.0]), point(&[2.0])], &[0.0]);
        let own = marks.at(0, 0).unwrap();
        let few = Panel::of(std::slice::from_ref(&marks)).at(0, 0);
        let many = Panel::of(&vec![marks; 990]).at(0, 5);
        assert!((few - own / 11.0).abs() < 1e-12);
        assert!((many - own * 0.99).abs() < 1e-9);
        assert!(Panel::of(&[]).at(3, 4).abs() < 1e-12);
    }
}
