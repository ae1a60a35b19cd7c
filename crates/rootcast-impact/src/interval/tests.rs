use nalgebra::{DMatrix, DVector};

use super::*;

/// Three donors that wander and a treated unit between two of them with some noise, `steps` long, treated from 30 on.
fn case(noise: f64, steps: usize) -> (Panel, Design) {
    let mut state = 11_u64;
    let mut draw = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let mut donors = vec![Vec::new(); 3];
    for (k, path) in donors.iter_mut().enumerate() {
        let mut level = 10.0 * (k as f64 + 1.0);
        for _ in 0..steps {
            level += 0.3 + 2.0 * draw();
            path.push(level);
        }
    }
    let mut values: Vec<f64> = (0..steps)
        .map(|t| 0.6 * donors[0][t] + 0.4 * donors[2][t] + noise * draw())
        .collect();
    values.extend(donors.concat());
    let names = |n: usize| (0..n).map(|k| k.to_string()).collect();
    let panel = Panel::new(names(4), names(steps), values).unwrap();
    let design = Design::block(&panel, &[0], 30.min(steps - 4)).unwrap();
    (panel, design)
}

#[test]
fn intervals_hold_what_would_have_been_and_repeat() {
    let (panel, design) = case(1.0, 36);
    let options = Options {
        draws: 200,
        ..Options::default()
    };
    let fit = predicted(&panel, &design, &options).unwrap();
    assert_eq!(fit, predicted(&panel, &design, &options).unwrap());
    for (k, ((low, high), (a, b))) in fit.interval.iter().zip(&fit.within).enumerate() {
        let own = panel.unit(0)[30 + k];
        assert!(*low <= own && own <= *high, "{low} {own} {high}");
        assert!(low <= a && a <= b && b <= high);
    }
    for (low, high) in fit.effects() {
        assert!(low <= 0.0 && 0.0 <= high);
    }
    let levels = predicted(
        &panel,
        &design,
        &Options {
            cointegrated: false,
            ..options
        },
    )
    .unwrap();
    assert_ne!(levels.interval, fit.interval);
    let other = predicted(&panel, &design, &Options { seed: 2, ..options }).unwrap();
    assert_ne!(other.within, fit.within);
}

#[test]
fn what_cannot_be_predicted_says_why() {
    let said = |(panel, design): (Panel, Design), options: Options| {
        predicted(&panel, &design, &options).unwrap_err().to_string()
    };
    let o = Options::default();
    assert!(said(case(1.0, 10), o).contains("begin the panel earlier"));
    assert!(said(case(0.0, 36), o).contains("without a residual"));
    assert!(said(case(1.0, 36), Options { draws: 3, ..o }).contains("20 draws"));
    assert!(
        said(
            case(1.0, 36),
            Options {
                alpha_beyond: 1.5,
                ..o
            }
        )
        .contains("between nought and one")
    );
}

#[test]
fn weights_spread_thin_are_not_all_called_nought() {
    // Ten donors around the treated, each with a tenth: all below a threshold of a fifth.
    let (units, steps) = (11_usize, 40_usize);
    let mut values = vec![0.0; units * steps];
    for t in 0..steps {
        let cycle = (t as f64 * 0.5).sin();
        for u in 1..units {
            let own = ((u * 7 + t * u * 3) as f64).sin();
            values[u * steps + t] = cycle + own;
            values[t] += (cycle + own) / 10.0;
        }
        values[t] += 0.2 * ((t * t) as f64).cos();
    }
    let names = |n: usize| (0..n).map(|k| k.to_string()).collect();
    let panel = Panel::new(names(units), names(steps), values).unwrap();
    let design = Design::block(&panel, &[0], 34).unwrap();
    let options = Options {
        draws: 40,
        cointegrated: false,
        ..Options::default()
    };
    let fit = predicted(&panel, &design, &options).unwrap();
    assert!(fit.threshold < fit.fit.weights.iter().copied().fold(0.0, f64::max));
    assert!(
        fit.interval
            .iter()
            .all(|(l, h)| l.is_finite() && h.is_finite() && l < h)
    );
}

#[test]
fn quantile_regression_is_the_least_of_its_loss() {
    let rows = 25;
    let x = DMatrix::from_fn(rows, 3, |i, j| {
        let t = f64::from(u32::try_from(i * (j + 2)).unwrap());
        if j == 0 { 1.0 } else { (t * 0.7).sin() }
    });
    let y = DVector::from_fn(rows, |i, _| {
        (f64::from(u32::try_from(i * i).unwrap()) * 0.31).cos()
    });
    for share in [0.25, 0.5, 0.75] {
        let loss = |b: &DVector<f64>| -> f64 {
            (&y - &x * b)
                .iter()
                .map(|r| if *r > 0.0 { share * r } else { (share - 1.0) * r })
                .sum()
        };
        let best = quantile::quantile(&x, &y, share).unwrap();
        for k in 0..3 {
            for step in [1e-3, -1e-3, 0.1, -0.1] {
                let mut other = best.clone();
                other[k] += step;
                assert!(loss(&other) >= loss(&best) - 1e-12, "{share} {k} {step}");
            }
        }
        let below = (&y - &x * &best).iter().filter(|r| **r < -1e-9).count() as f64;
        assert!((below - share * 25.0).abs() <= 3.0, "{below}");
    }
}
