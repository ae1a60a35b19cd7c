use super::{morris, saltelli, sequence::Sequence, *};

fn cube(n: usize) -> Space {
    Space::new(
        (0..n)
            .map(|j| Factor::uniform(&format!("x{j}"), 0.0, 1.0))
            .collect(),
    )
    .unwrap()
}

#[test]
fn the_sequence_is_the_published_one() {
    let sequence = Sequence::plain(200).unwrap();
    let of = |n: u32| [0, 1, 2, 7, 49, 120, 199].map(|j| sequence.point(n)[j].to_bits());
    assert_eq!(of(0), [0; 7]);
    assert_eq!(
        of(5),
        [0.875, 0.875, 0.125, 0.375, 0.875, 0.625, 0.375].map(f64::to_bits)
    );
    assert_eq!(
        of(11),
        [0.4375, 0.5625, 0.1875, 0.6875, 0.3125, 0.3125, 0.8125].map(f64::to_bits)
    );
    assert!(Sequence::plain(0).is_err() && Sequence::plain(257).is_err());
}

#[test]
fn scrambling_keeps_each_coordinate_in_its_own_stratum() {
    let sequence = Sequence::scrambled(12, 3).unwrap();
    for j in 0..12 {
        let mut strata: Vec<usize> = (0..64).map(|n| below(64.0 * sequence.point(n)[j])).collect();
        strata.sort_unstable();
        assert_eq!(strata, (0..64).collect::<Vec<_>>(), "dimension {j}");
    }
    assert_ne!(sequence.point(1), Sequence::scrambled(12, 4).unwrap().point(1));
}

/// Additive model with known shares: `V_j = c_j² / 12`.
#[test]
fn shares_of_a_sum_are_its_coefficients_squared() {
    let space = cube(3);
    let drawn = saltelli::sample(&space, 1024, true, 5).unwrap();
    let outputs = drawn
        .run(&space, |x, _| {
            vec![1.0 * x[0] + 2.0 * x[1] + 3.0 * x[2], x[0] * x[1]]
        })
        .unwrap();
    let found = sobol::indices(&space, drawn.layout, &outputs, &Bootstrap::default()).unwrap();
    for (factor, share) in found[0].factors.iter().zip([1.0 / 14.0, 4.0 / 14.0, 9.0 / 14.0]) {
        assert!((factor.first.value - share).abs() < 0.01, "{factor:?}");
        assert!((factor.total.value - share).abs() < 0.01, "{factor:?}");
        assert!(factor.first.half_width > factor.first.standard_error);
    }
    // x₀x₁: variance 7/144, first order (1/48)/(7/144) = 3/7 each, the rest together.
    assert!((found[1].factors[0].first.value - 3.0 / 7.0).abs() < 0.01);
    assert!((found[1].pairs[0].second.value - 1.0 / 7.0).abs() < 0.02);
    assert!(found[1].factors[2].total.value.abs() < 1e-12);
}

#[test]
fn chance_inside_a_model_inflates_no_index() {
    let space = cube(2);
    let drawn = saltelli::sample(&space, 2048, false, 1).unwrap();
    let outputs = drawn
        .run(&space, |x, seed| {
            let noise: f64 = rand::RngExt::random(&mut crate::stream::stream(seed, &[]));
            vec![x[0] + noise]
        })
        .unwrap();
    let found = &sobol::indices(&space, drawn.layout, &outputs, &Bootstrap::default()).unwrap()[0];
    assert!((found.factors[0].first.value - 0.5).abs() < 0.05, "{found:?}");
    assert!((found.factors[0].total.value - 0.5).abs() < 0.05);
    assert!(found.factors[1].total.value.abs() < 1e-12);
}

#[test]
fn an_output_that_is_no_number_names_its_factors() {
    let space = cube(2);
    let drawn = saltelli::sample(&space, 4, false, 1).unwrap();
    let refused = drawn
        .run(&space, |x, _| vec![(x[0] - 2.0).sqrt()])
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("NaN") && refused.contains("x0 = 0.") && refused.contains("x1 = 0."),
        "{refused}"
    );
    let outputs = drawn.run(&space, |_, _| vec![4.0]).unwrap();
    assert_eq!(
        sobol::indices(&space, drawn.layout, &outputs, &Bootstrap::default()),
        Err(SensitivityError::Constant {
            output: 0,
            value: 4.0
        })
    );
}

#[test]
fn what_cannot_be_sampled_is_refused() {
    assert!(Space::new(vec![]).is_err());
    assert!(Space::new(vec![Factor::uniform("a", 1.0, 1.0)]).is_err());
    assert!(
        Space::new(vec![
            Factor::uniform("a", 0.0, 1.0),
            Factor::uniform("a", 0.0, 1.0)
        ])
        .is_err()
    );
    assert!(saltelli::sample(&cube(2), 1000, true, 0).is_err());
    assert!(morris::sample(&cube(2), 10, 5, 0).is_err());
    assert!(saltelli::Layout::of_rows(25, 3, true).is_err());
    let twice = vec![
        vec![0.0, 0.0],
        vec![0.5, 0.0],
        vec![0.0, 0.0],
        vec![0.0, 0.0],
        vec![0.5, 0.0],
        vec![0.0, 0.0],
    ];
    let drawn = morris::Trajectories::from_values(&cube(2), twice, 0).unwrap();
    let refused = drawn
        .effects(&cube(2), &vec![vec![1.0]; 6], &Bootstrap::default())
        .unwrap_err();
    assert!(refused.to_string().contains("twice"), "{refused}");
}

#[test]
fn elementary_effects_of_a_plane_are_its_slopes() {
    let space = Space::new(vec![
        Factor::uniform("a", 10.0, 20.0),
        Factor::uniform("b", 0.0, 1.0),
    ])
    .unwrap();
    let drawn = morris::sample(&space, 20, 4, 9).unwrap();
    let outputs = drawn.run(&space, |x, _| vec![2.0 * x[0] - 3.0 * x[1]]).unwrap();
    let effects = &drawn.effects(&space, &outputs, &Bootstrap::default()).unwrap()[0];
    assert!((effects[0].mu.value - 20.0).abs() < 1e-9 && effects[0].sigma < 1e-9);
    assert!((effects[1].mu.value + 3.0).abs() < 1e-9 && (effects[1].mu_star.value - 3.0).abs() < 1e-9);
}

#[test]
fn threads_do_not_show() {
    let space = cube(4);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let drawn = saltelli::sample(&space, 64, true, 2).unwrap();
            let outputs = drawn
                .run(&space, |x, s| vec![x[0] * x[1] + (s % 7) as f64])
                .unwrap();
            sobol::indices(&space, drawn.layout, &outputs, &Bootstrap::default()).unwrap()
        })
    };
    assert_eq!(run(1), run(3));
}
