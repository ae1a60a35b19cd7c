use super::*;

fn case() -> (Panel, Design, Vec<Predictor>) {
    let (units, steps) = (7, 10);
    let values: Vec<f64> = (0..units * steps)
        .map(|k| f64::from(k / steps) + (f64::from(k * k) * 0.13).sin())
        .collect();
    let names = |n: i32| (0..n).map(|k| k.to_string()).collect();
    let panel = Panel::new(names(units), names(steps), values).unwrap();
    let design = Design::block(&panel, &[3], 7).unwrap();
    let predictors = vec![
        Predictor::mean("level", &panel, 0..7).unwrap(),
        Predictor::new("other", (0..7).map(|k| (f64::from(k) * 2.3).cos()).collect()),
    ];
    (panel, design, predictors)
}

#[test]
fn the_search_is_no_worse_than_any_given_importance_and_never_below_the_bound() {
    let (panel, design, predictors) = case();
    let found = nested(&panel, &design, &predictors, 0..7, &Importance::Searched).unwrap();
    assert!(found.loss >= found.bound - 1e-12);
    assert!((found.importance.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    for v in [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]] {
        let given = nested(&panel, &design, &predictors, 0..7, &Importance::Given(v.to_vec())).unwrap();
        assert!(found.loss <= given.loss + 1e-12);
        assert!(given.fit.proof.gap < 1e-6, "{:?}", given.fit.proof);
    }
    let level = &found.balance[0];
    let own = panel.unit(3)[..7].iter().sum::<f64>() / 7.0;
    assert!(level.0 == "level" && (level.1 - own).abs() < 1e-9);
}

#[test]
fn what_cannot_be_searched_says_why() {
    let (panel, design, predictors) = case();
    let said = |p: &[Predictor], over: Range<usize>, v: &Importance| {
        nested(&panel, &design, p, over, v).unwrap_err().to_string()
    };
    assert!(said(&[], 0..7, &Importance::Searched).contains("predictor at least"));
    let flat = [Predictor::new("flat", vec![2.0; 7])];
    assert!(said(&flat, 0..7, &Importance::Searched).contains("the same for all units"));
    assert!(said(&predictors, 0..8, &Importance::Searched).contains("before treatment"));
    assert!(said(&predictors, 0..7, &Importance::Given(vec![0.0, 0.0])).contains("2 importances"));
    assert!(said(&predictors[..1], 0..7, &Importance::Given(vec![1.0, -1.0])).contains("1 importances"));
    assert!(Predictor::mean("late", &panel, 20..30).is_err());
}
