use super::*;
use crate::{count::Count, naive::Naive};

fn task() -> Task {
    let wave = |k: i32| -> Vec<f64> {
        (0..60)
            .map(|i| 1000.0 + f64::from(k * 100) + f64::from(i * 7919 * k % 401))
            .collect()
    };
    let (a, b) = (wave(1), wave(2));
    let mut truth = vec![a.iter().zip(&b).map(|(x, y)| x + y).collect(), a, b];
    // Of the last part nothing was published at first.
    truth.push(vec![0.0; 60]);
    let names = ["total", "a", "b", "c"].map(str::to_owned).to_vec();
    let mut task = Task::unrevised(names, 12, truth, 36, 4);
    task.origins[0].known[3].fill(f64::NAN);
    task
}

fn procedure(model: &dyn Model) -> Procedure<'_> {
    let mut hierarchy = Hierarchy::new(["a", "b", "c"]).unwrap();
    hierarchy.add("total", &["a", "b", "c"]).unwrap();
    Procedure {
        model,
        fallback: &Naive,
        reference: &Naive,
        counts: true,
        positive: true,
        populations: vec![None, Some(1500.0)],
        calibrate: true,
        sums: Some((hierarchy, Way::MinT)),
        seed: 7,
    }
}

#[test]
fn today_is_forecast_as_the_past_was_and_adds_up() {
    let count = Count::default();
    let out = procedure(&count).run(&task(), &|| ()).unwrap();
    assert!(out.adds_up);
    assert_eq!(out.backtest.origins.len(), 24);
    assert_eq!(out.backtest.failures.len(), 1);
    let now: Vec<&Predictive> = out.now.iter().map(|p| p.as_ref().unwrap()).collect();
    let parts: f64 = now[1..].iter().map(|p| p.mean()[2]).sum();
    assert!((now[0].mean()[2] - parts).abs() < 1e-6 * parts);
    assert!(
        out.backtest
            .overall(|m| m.series == 0)
            .coverage_95
            .share()
            .unwrap()
            > 0.85
    );
}

#[test]
fn threads_make_no_difference() {
    let count = Count::default();
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let many = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    let go = || {
        let out = procedure(&count).run(&task(), &|| ()).unwrap();
        (out.now, out.backtest)
    };
    assert_eq!(alone.install(go), many.install(go));
}

#[test]
fn only_what_was_known_is_heard() {
    // A later release says other figures: at an origin before it, nothing of them may show.
    let count = Count::default();
    let task = task();
    let mut revised = task.clone();
    for k in 0..3 {
        for v in &mut revised.truth[k] {
            *v *= 3.0;
        }
    }
    let says = |t: &Task| {
        let marks = procedure(&count).run(t, &|| ()).unwrap().backtest.marks;
        marks.iter().map(|m| m.median).collect::<Vec<f64>>()
    };
    assert_eq!(says(&task), says(&revised));
}

#[test]
fn the_reference_has_no_skill_over_itself() {
    let out = procedure(&Naive).run(&task(), &|| ()).unwrap();
    let rows = out.backtest.by_horizon(|m| m.series > 0);
    assert_eq!(crate::backtest::skilful_horizon(&rows), 0);
    // Beside another model it stands as the same procedure makes it, with guards, calibration and sums.
    let count = Count::default();
    let rows = procedure(&count)
        .run(&task(), &|| ())
        .unwrap()
        .backtest
        .by_horizon(|m| m.series == 1);
    let plain = procedure(&Naive)
        .run(&task(), &|| ())
        .unwrap()
        .backtest
        .by_horizon(|m| m.series == 1);
    assert!((rows[0].fair.naive - plain[0].wis.model).abs() < 1e-9);
}

#[test]
fn small_parts_keep_what_their_model_said() {
    // A flow of ten beside flows of a thousand: what the total misses is none of its business.
    let mut small = task();
    small.truth[3] = (0..60).map(|i| f64::from(8 + i * 7919 % 5)).collect();
    for t in 0..60 {
        small.truth[0][t] = (1..4).map(|k| small.truth[k][t]).sum();
    }
    let small = Task::unrevised(small.names, 12, small.truth, 36, 4);
    let count = Count::default();
    let wide = |sums: bool| {
        let mut p = procedure(&count);
        if let Some((_, way)) = &mut p.sums {
            *way = Way::Scaled;
        }
        if !sums {
            p.sums = None;
        }
        let (low, high) = p.run(&small, &|| ()).unwrap().now[3]
            .as_ref()
            .unwrap()
            .interval(0, 0.8);
        high - low
    };
    assert!(
        wide(true) < 1.5 * wide(false) + 2.0,
        "{} {}",
        wide(true),
        wide(false)
    );
}

struct Broken;

impl Model for Broken {
    fn name(&self) -> &'static str {
        "broken"
    }

    fn forecast(&self, history: &History<'_>, _: usize, _: u64) -> Result<Predictive> {
        Err(crate::error::ForecastError::TooShort {
            model: "broken",
            needs: 1_000,
            has: history.len(),
        })
    }
}

#[test]
fn a_model_that_fails_is_told_with_what_spoke_in_its_place() {
    let out = procedure(&Broken).run(&task(), &|| ()).unwrap();
    assert!(out.now.iter().all(Result::is_ok));
    assert!(
        out.acts
            .iter()
            .all(|a| a.iter().any(|a| matches!(a, Act::Fell { .. })))
    );
    assert_eq!(out.earlier.1, 24 * 4 - 1);
}
