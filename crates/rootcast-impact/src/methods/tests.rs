use super::*;

/// Units with a factor and levels of their own; the first `treated` fall by 2 from `starts` on.
fn panel(units: usize, steps: usize, starts: &[usize]) -> (Panel, Design) {
    let noise = |u: usize, t: usize| ((u * 7919 + t * 104_729 + u * t * 31) % 1009) as f64 / 1009.0 - 0.5;
    let mut values = Vec::new();
    for u in 0..units {
        for t in 0..steps {
            let factor = (t as f64 / 3.0).sin() * (1.0 + (u % 5) as f64 / 4.0);
            let effect = starts.get(u).map_or(0.0, |s| if t >= *s { -2.0 } else { 0.0 });
            values.push(5.0 + u as f64 / 3.0 + factor + 0.2 * noise(u, t) + effect);
        }
    }
    let panel = Panel::new(
        (0..units).map(|u| format!("u{u}")).collect(),
        (0..steps).map(|t| format!("t{t}")).collect(),
        values,
    )
    .unwrap();
    let design = Design::new(&panel, (0..units).map(|u| starts.get(u).copied()).collect()).unwrap();
    (panel, design)
}

fn covariates(panel: &Panel) -> Vec<Covariate> {
    let figures = |shift: f64| {
        let steps = panel.steps().len();
        let values = (0..panel.values().len())
            .map(|i| ((i / steps) as f64 * 1.7 + (i % steps) as f64 * shift).cos())
            .collect();
        Panel::new(panel.units().to_vec(), panel.steps().to_vec(), values).unwrap()
    };
    vec![
        Covariate {
            name: "rate".to_owned(),
            figures: figures(0.0),
            role: Role::Predictor,
        },
        Covariate {
            name: "growth".to_owned(),
            figures: figures(0.9),
            role: Role::Regressor,
        },
    ]
}

#[test]
fn every_method_finds_a_fall_of_one_unit() {
    let (panel, design) = panel(16, 40, &[30]);
    let covariates = covariates(&panel);
    let inputs = Inputs {
        panel: &panel,
        design: &design,
        covariates: &covariates,
        alpha: 0.2,
        seed: 1,
    };
    for side in side_by_side(&Method::ALL, &inputs) {
        let e = side
            .estimate
            .unwrap_or_else(|| panic!("{:?}: {:?}", side.method, side.refused));
        let near = if matches!(
            side.method,
            Method::Difference
                | Method::FixedEffects
                | Method::EventStudy
                | Method::GroupTime
                | Method::Cohorts
        ) {
            1.2
        } else {
            0.5
        };
        assert!((e.effect + 2.0).abs() < near, "{:?} {}", side.method, e.effect);
        // One treated unit has no error of its own: placebos, or a posterior, and nothing else.
        if side.method == Method::Structural {
            assert_eq!(e.inference, "posterior");
        } else {
            assert!(
                e.error.is_none() && e.inference.contains("placebos in space, all 15"),
                "{}",
                e.inference
            );
            assert_eq!(e.least_p, Some(1.0 / 16.0));
        }
        let (low, high) = e.interval.unwrap();
        assert!(low <= e.effect && e.effect <= high, "{:?}", side.method);
    }
}

#[test]
fn cohorts_are_taken_by_the_methods_that_can_and_refused_by_the_others() {
    let (panel, design) = panel(18, 30, &[15, 15, 20]);
    let inputs = Inputs {
        panel: &panel,
        design: &design,
        covariates: &[],
        alpha: 0.1,
        seed: 3,
    };
    for method in Method::ALL {
        let found = estimate(method, &inputs);
        match method {
            Method::PredictorControl
            | Method::AugmentedControl
            | Method::PenalisedControl
            | Method::Structural => {
                let said = found.unwrap_err().to_string();
                assert!(said.contains("several steps"), "{said}");
            }
            _ => {
                let e = found.unwrap();
                assert!((e.effect + 2.0).abs() < 1.0, "{method:?} {}", e.effect);
                if method == Method::Completion {
                    let told = e.notes.iter().any(|n| n.contains("takes minutes"));
                    assert!(e.inference == "none" && told, "{:?}", e.notes);
                    continue;
                }
                assert!(
                    e.inference.contains("drawn"),
                    "{method:?}: {} {:?}",
                    e.inference,
                    e.notes
                );
                assert!(e.p.unwrap() < 0.2, "{method:?} {:?}", e.p);
            }
        }
    }
}

#[test]
fn own_errors_are_given_to_many_treated_alone() {
    let (panel, design) = panel(30, 12, &[6; 12]);
    let inputs = Inputs {
        panel: &panel,
        design: &design,
        covariates: &[],
        alpha: 0.1,
        seed: 3,
    };
    for method in [
        Method::FixedEffects,
        Method::EventStudy,
        Method::GroupTime,
        Method::Cohorts,
    ] {
        let e = estimate(method, &inputs).unwrap();
        let (error, _) = e.error.unwrap();
        assert!(error > 0.0 && error < 0.5, "{method:?} {error}");
        assert!(e.inference.starts_with("errors"));
        let (low, high) = e.interval.unwrap();
        assert!(low < -2.0 && high > -2.0 && high < 0.0, "{method:?} {low} {high}");
    }
}

#[test]
fn an_unbalanced_panel_is_named_as_such_or_refused() {
    let (whole, _) = panel(8, 20, &[12]);
    let mut values = whole.values().to_vec();
    values[3 * 20 + 4] = f64::NAN;
    let gappy = Panel::new(whole.units().to_vec(), whole.steps().to_vec(), values).unwrap();
    let design = Design::block(&gappy, &[0], 12).unwrap();
    let inputs = Inputs {
        panel: &gappy,
        design: &design,
        covariates: &[],
        alpha: 0.1,
        seed: 1,
    };
    let e = fit(Method::FixedEffects, &inputs).unwrap();
    assert!(
        e.notes.iter().any(|n| n.contains("unbalanced: 1 of 160")),
        "{:?}",
        e.notes
    );
    assert!(fit(Method::Completion, &inputs).is_ok());
    let said = fit(Method::DemeanedControl, &inputs).unwrap_err().to_string();
    assert!(said.contains("u3") && said.contains("t4"), "{said}");
    let said = fit(Method::PredictorControl, &inputs).unwrap_err().to_string();
    assert!(said.contains("name a covariate as predictor"), "{said}");
}
