use super::{completion::*, *};

/// Two factors, twelve controls, two treated units with an effect of `jump` from different steps on.
fn case(jump: f64) -> (Panel, Design) {
    let (units, steps) = (14_usize, 20_usize);
    let mut values = Vec::new();
    for u in 0..units {
        for t in 0..steps {
            let (a, b) = (u as f64, t as f64);
            let factors = (a * 1.3).sin() * (b * 0.8).cos() * 4.0 + (a * 0.7).cos() * (b * 0.31).sin() * 3.0;
            values.push(a + 0.1 * b * b + factors);
        }
    }
    for (u, start) in [(0, 12), (1, 15)] {
        for t in start..steps {
            values[u * steps + t] += jump;
        }
    }
    let names = |n: usize| (0..n).map(|k| k.to_string()).collect();
    let panel = Panel::new(names(units), names(steps), values).unwrap();
    let mut starts = vec![None; units];
    starts[0] = Some(12);
    starts[1] = Some(15);
    let design = Design::new(&panel, starts).unwrap();
    (panel, design)
}

#[test]
fn with_the_right_number_of_factors_the_effect_is_found() {
    let (panel, design) = case(3.0);
    let fit = Interactive::fit(&panel, &design, &[], 2).unwrap();
    assert!((fit.effect - 3.0).abs() < 1e-8, "{}", fit.effect);
    assert!((fit.explained - 1.0).abs() < 1e-9);
    let chosen = rank(&panel, &design, &[], 5).unwrap();
    assert!(chosen.errors[2] < 1e-12 && chosen.errors[0] > 0.1, "{chosen:?}");
    let path = fit.path(&design);
    assert_eq!((path[0].0, path[path.len() - 1].0), (-15, 7));
}

#[test]
fn covariates_are_told_from_factors() {
    let (panel, design) = case(3.0);
    let shape: Vec<f64> = (0..280).map(|k| (f64::from(k * k) * 0.7).sin()).collect();
    let x = Panel::new(panel.units().to_vec(), panel.steps().to_vec(), shape.clone()).unwrap();
    let values = panel
        .values()
        .iter()
        .zip(&shape)
        .map(|(y, x)| y + 1.5 * x)
        .collect();
    let y = Panel::new(panel.units().to_vec(), panel.steps().to_vec(), values).unwrap();
    let fit = Interactive::fit(&y, &design, &[&x], 2).unwrap();
    assert!(
        (fit.coefficients[0] - 1.5).abs() < 1e-8 && (fit.effect - 3.0).abs() < 1e-7,
        "{fit:?}"
    );
    let said = Interactive::fit(&y, &design, &[&x, &x], 2)
        .unwrap_err()
        .to_string();
    assert!(said.contains("collinear"), "{said}");
}

#[test]
fn completion_finds_the_effect_and_takes_gaps() {
    let (panel, design) = case(3.0);
    let choice = Choice {
        grid: 12,
        folds: 3,
        seed: 5,
    };
    let fit = completion(&panel, &design, &choice).unwrap();
    assert!((fit.effect - 3.0).abs() < 0.5, "{} {}", fit.effect, fit.rank);
    assert_eq!(fit, completion(&panel, &design, &choice).unwrap());
    let mut values = panel.values().to_vec();
    values[5 * 20 + 3] = f64::NAN;
    let gappy = Panel::new(panel.units().to_vec(), panel.steps().to_vec(), values.clone()).unwrap();
    assert!(completion(&gappy, &design, &choice).is_ok());
    assert!(
        Interactive::fit(&gappy, &design, &[], 1)
            .unwrap_err()
            .to_string()
            .contains("matrix completion")
    );
    values[19] = f64::NAN;
    let gone = Panel::new(panel.units().to_vec(), panel.steps().to_vec(), values).unwrap();
    assert!(
        completion(&gone, &design, &choice)
            .unwrap_err()
            .to_string()
            .contains("no outcome")
    );
}

#[test]
fn too_many_factors_say_so() {
    let (panel, design) = case(1.0);
    let said = |rank| {
        Interactive::fit(&panel, &design, &[], rank)
            .unwrap_err()
            .to_string()
    };
    assert!(said(11).contains("too many"));
    let early = Design::block(&panel, &[0], 2).unwrap();
    let short = Interactive::fit(&panel, &early, &[], 2).unwrap_err().to_string();
    assert!(short.contains("too few for 2 factors"), "{short}");
    assert!(rank(&panel, &early, &[], 2).is_err());
}
