use super::{kalman::*, *};

/// A slow level, a control, noise from a congruential sequence, and a jump from step 70 of 100 on.
fn case(jump: f64) -> (Vec<f64>, Vec<f64>) {
    let mut state = 3_u64;
    let mut draw = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let control: Vec<f64> = (0..100)
        .map(|t| 10.0 + (f64::from(t) * 0.2).sin() * 3.0 + draw())
        .collect();
    let series = control
        .iter()
        .enumerate()
        .map(|(t, x)| 50.0 + 2.0 * x + 1.5 * draw() + if t >= 70 { jump } else { 0.0 })
        .collect();
    (series, control)
}

#[test]
fn an_effect_is_found_and_none_where_there_is_none() {
    for (jump, found) in [(4.0, true), (0.0, false)] {
        let (series, control) = case(jump);
        let fit = impact(&series, &[control], 70, &Options::default()).unwrap();
        assert!((fit.average.effect - jump).abs() < 0.5, "{:?}", fit.average);
        let (low, high) = fit.average.interval;
        assert_eq!(low > 0.0, found, "{low} {high}");
        assert_eq!(fit.tail < 0.025, found);
        assert!((fit.cumulative.effect - 30.0 * fit.average.effect).abs() < 1e-9);
        assert_eq!((fit.series.len(), fit.draws), (100, 900));
        assert!(fit.sampling_error > 0.0 && fit.sampling_error < 0.2 * fit.average.deviation);
    }
}

#[test]
fn seeds_repeat_and_seasons_matter() {
    let (mut series, control) = case(2.0);
    let run = |s: &[f64], o: Options| impact(s, std::slice::from_ref(&control), 70, &o).unwrap();
    assert_eq!(run(&series, Options::default()), run(&series, Options::default()));
    let other = Options {
        seed: 2,
        ..Options::default()
    };
    assert_ne!(run(&series, Options::default()), run(&series, other));
    for (t, v) in series.iter_mut().enumerate() {
        *v += [6.0, -2.0, -4.0, 0.0][t % 4];
    }
    let plain = run(&series, Options::default());
    let seasonal = run(
        &series,
        Options {
            seasons: Some((4, 1)),
            ..Options::default()
        },
    );
    assert!(seasonal.average.deviation < 0.7 * plain.average.deviation);
    let slow = run(
        &series,
        Options {
            seasons: Some((4, 2)),
            ..Options::default()
        },
    );
    assert_ne!(slow.average.effect, seasonal.average.effect);
}

#[test]
fn among_many_controls_few_are_included() {
    let (series, control) = case(3.0);
    let mut controls = vec![control];
    for k in 1..20_u32 {
        controls.push((0..100_u32).map(|t| f64::from(t * t * (k + 3) % 101)).collect());
    }
    let fit = impact(&series, &controls, 70, &Options::default()).unwrap();
    assert!(
        fit.inclusion[0] > 0.95 && fit.inclusion[1..].iter().all(|i| *i < 0.5),
        "{:?}",
        fit.inclusion
    );
    assert!((fit.average.effect - 3.0).abs() < 0.6);
}

#[test]
fn bad_series_say_what_to_change() {
    let (series, control) = case(1.0);
    let said =
        |s: &[f64], c: &[Vec<f64>], start, o: Options| impact(s, c, start, &o).unwrap_err().to_string();
    let o = Options::default();
    assert!(said(&series, &[], 100, o).contains("after the last step"));
    assert!(said(&series, &[], 2, o).contains("begin the series earlier"));
    assert!(said(&[1.0; 20], &[], 10, o).contains("does not vary"));
    assert!(said(&series, &[vec![1.0; 100]], 70, o).contains("control series 0 does not vary"));
    assert!(said(&series, &[control[..50].to_vec()], 70, o).contains("50 steps"));
    let mut gappy = control.clone();
    gappy[3] = f64::NAN;
    assert!(said(&series, &[gappy], 70, o).contains("has a gap"));
    assert!(said(&series, &[], 70, Options { alpha: 0.0, ..o }).contains("out of its range"));
    let mut unseen = series.clone();
    unseen[70..].fill(f64::NAN);
    assert!(said(&unseen, &[], 70, o).contains("no outcome is known"));
    unseen[75] = 60.0;
    unseen[4] = f64::NAN;
    assert!(impact(&unseen, &[control], 70, &o).is_ok());
}

#[test]
fn a_diffuse_start_is_the_limit_of_a_wide_one() {
    let series: Vec<f64> = (0..30)
        .map(|t| (f64::from(t) * 0.7).sin() + 0.1 * f64::from(t))
        .collect();
    let exact = Model::local_trend(0.5, 0.2, 0.1);
    let mut wide = exact.clone();
    wide.unknown.fill(0.0);
    wide.known = nalgebra::DMatrix::identity(2, 2) * 1e5;
    let (a, b) = (filter(&exact, &series).unwrap(), filter(&wide, &series).unwrap());
    assert_eq!((a.diffuse, b.diffuse), (2, 0));
    let (a, b) = (smooth(&exact, &a), smooth(&wide, &b));
    for t in 0..30 {
        assert!((&a.means[t] - &b.means[t]).amax() < 1e-3, "{t}");
        assert!(
            (&a.covariances[t] - &b.covariances[t]).amax() < 1e-3,
            "{} {}",
            a.covariances[t],
            b.covariances[t]
        );
    }
}

#[test]
fn gaps_widen_and_do_not_move() {
    let mut series = vec![1.0, 2.0, 3.0, f64::NAN, f64::NAN];
    let model = Model::local_level(1.0, 1.0);
    let gone = filter(&model, &series).unwrap();
    series.truncate(3);
    let short = filter(&model, &series).unwrap();
    assert!((gone.forecast.0 - short.forecast.0).abs() < 1e-12);
    assert!((gone.forecast.1 - short.forecast.1 - 2.0).abs() < 1e-12);
    assert!((gone.likelihood - short.likelihood).abs() < 1e-12);
    assert!(filter(&model, &[f64::NAN; 3]).is_err());
    assert!(filter(&Model::local_level(-1.0, 1.0), &series).is_err());
}
