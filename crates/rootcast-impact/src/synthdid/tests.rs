use proptest::prelude::*;

use super::{spread, staggered::Staggered, *};

fn panel(values: Vec<f64>, units: usize) -> Panel {
    let steps = values.len() / units;
    Panel::new(
        (0..units).map(|u| format!("u{u}")).collect(),
        (0..steps).map(|t| format!("t{t}")).collect(),
        values,
    )
    .unwrap()
}

#[test]
fn with_one_treated_unit_jackknife_and_bootstrap_are_refused() {
    let p = panel((0..40).map(|k| f64::from(k * 7 % 11)).collect(), 8);
    let d = Design::block(&p, &[2], 3).unwrap();
    let said = spread::jackknife(&p, &d, Kind::SyntheticDifference)
        .unwrap_err()
        .to_string();
    assert!(said.contains("placebos in space"), "{said}");
    assert!(spread::bootstrap(&p, &d, Kind::SyntheticDifference, 10, 1).is_err());
    let two = Design::block(&p, &[2, 3], 3).unwrap();
    assert!(spread::jackknife(&p, &two, Kind::Difference).unwrap() > 0.0);
    assert!(spread::placebos(&p, &two, Kind::Difference, Search::Exact).is_err());
}

#[test]
fn bad_designs_say_what_to_change() {
    let p = panel(vec![1.0; 12], 3);
    let few = Design::block(&p, &[0, 1], 2).unwrap();
    let said = |d: &Design| {
        SynthDid::fit(&p, d, Kind::SyntheticDifference, Search::Exact)
            .unwrap_err()
            .to_string()
    };
    assert!(said(&few).contains("too few donors"));
    assert!(said(&Design::new(&p, vec![Some(1), Some(2), None]).unwrap()).contains("staggered"));
}

#[test]
fn cohorts_weigh_as_much_as_they_have_treated_cells() {
    let mut values: Vec<f64> = (0..60).map(|k| f64::from(k * 13 % 7)).collect();
    for t in 4..10 {
        values[t] += 5.0;
    }
    for t in 7..10 {
        values[10 + t] += 5.0;
    }
    let p = panel(values, 6);
    let starts = vec![Some(4), Some(7), None, None, None, None];
    let all = Staggered::fit(
        &p,
        &Design::new(&p, starts).unwrap(),
        Kind::SyntheticDifference,
        Search::Exact,
    )
    .unwrap();
    let shares: Vec<f64> = all.cohorts.iter().map(|c| c.share).collect();
    assert_eq!(shares, [6.0 / 9.0, 3.0 / 9.0]);
    let by_hand: f64 = all.cohorts.iter().map(|c| c.share * c.estimate.effect).sum();
    assert!((all.effect - by_hand).abs() < 1e-12);
    let one = Design::block(&p, &[0], 4).unwrap();
    let single = SynthDid::fit(&p, &one, Kind::SyntheticDifference, Search::Exact).unwrap();
    let same = Staggered::fit(&p, &one, Kind::SyntheticDifference, Search::Exact).unwrap();
    assert!((single.effect - same.effect).abs() < 1e-12);
}

proptest! {
    #[test]
    fn shifts_by_unit_or_step_and_scale_leave_the_effect(
        phase in 0.0_f64..100.0,
        by_unit in proptest::collection::vec(-100.0_f64..100.0, 8),
        by_step in proptest::collection::vec(-100.0_f64..100.0, 9),
        scale in 0.1_f64..20.0,
    ) {
        let values: Vec<f64> = (0..72).map(|k| 5.0 * (phase + f64::from(k * k) * 0.37).sin()).collect();
        let moved = values.iter().enumerate().map(|(k, v)| scale * v + by_unit[k / 9] + by_step[k % 9]).collect();
        let donors = [0, 1, 2, 4, 5, 6, 7];
        let block = |values| Block::new(&panel(values, 8), &[3], &donors, 6, 9).unwrap();
        let (here, there) = (block(values), block(moved));
        let ridges = here.ridges(Kind::SyntheticDifference);
        let fit = |block: &Block, scale: f64| {
            let ridges = Ridges { units: ridges.units * scale, steps: ridges.steps * scale, noise: ridges.noise * scale };
            let how = How { kind: Kind::SyntheticDifference, search: Search::Exact, ridges, from: None };
            block.of(block.treated(), how, &mut Solver::default()).unwrap().effect
        };
        let (here, there) = (fit(&here, 1.0), fit(&there, scale));
        prop_assert!((here * scale - there).abs() <= 1e-9 * scale.max(1.0) * 100.0, "{here} {there}");
    }

    #[test]
    fn the_curve_has_the_effect_as_its_mean(values in proptest::collection::vec(-5.0_f64..5.0, 6 * 8)) {
        let p = panel(values, 6);
        for kind in Kind::ALL {
            let fit = SynthDid::fit(&p, &Design::block(&p, &[0], 5).unwrap(), kind, Search::Exact).unwrap();
            let mean = fit.curve.iter().sum::<f64>() / 3.0;
            prop_assert!((mean - fit.effect).abs() < 1e-12);
            prop_assert!((fit.units.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }
}
