use proptest::prelude::*;

use super::{
    prim::{Gain, Options, peel},
    proof::{End, limits, reproduced},
    *,
};

fn numbers(name: &str, values: &[f64]) -> (String, Column) {
    (name.to_owned(), Column::Numbers(values.to_vec()))
}

/// A 20 × 20 grid with three choices; of interest where x > 0.6, y < 0.5 and the choice is not 1.
fn grid() -> Cases {
    let n = 1200;
    let x: Vec<f64> = (0..n).map(|i| f64::from(i % 20) / 20.0).collect();
    let y: Vec<f64> = (0..n).map(|i| f64::from(i / 20 % 20) / 20.0).collect();
    let codes: Vec<usize> = (0..n).map(|i| usize::try_from(i / 400).unwrap()).collect();
    let wanted = (0..codes.len())
        .map(|i| x[i] > 0.6 && y[i] < 0.5 && codes[i] != 1)
        .collect();
    let choice = Column::Choices {
        codes,
        names: ["open", "shut", "capped"].map(str::to_owned).to_vec(),
    };
    Cases::new(
        vec![numbers("x", &x), numbers("y", &y), ("channel".into(), choice)],
        wanted,
    )
    .unwrap()
}

#[test]
fn a_box_that_is_there_is_found_with_its_choices() {
    for gain in [Gain::PerCase, Gain::PerShare, Gain::Density] {
        let path = peel(
            &grid(),
            &Options {
                gain,
                ..Options::default()
            },
        )
        .unwrap();
        let last = path.boxes.last().unwrap();
        assert!(last.density > 0.99, "{gain:?} {last:?}");
        assert!(
            !matches!(&last.limits[2], Limit::Among(codes) if codes.contains(&1)),
            "{gain:?} {last:?}"
        );
    }
}

#[test]
fn limits_that_matter_have_small_quasi_p() {
    let cases = grid();
    let path = peel(&cases, &Options::default()).unwrap();
    let found = path.at_density(0.95).unwrap();
    let tests = limits(&cases, found);
    assert_eq!(tests.iter().filter(|t| t.end == End::Codes).count(), 1);
    assert!(
        tests
            .iter()
            .all(|t| t.quasi_p < 0.05 && t.cases_without > found.cases),
        "{tests:?}"
    );
    let again = reproduced(&cases, found, &Options::default(), 8, 4).unwrap();
    assert!(again.iter().all(|r| r.at_density > 0.7), "{again:?}");
}

#[test]
fn pasting_gives_back_what_peeling_overshot() {
    // Coarse peels cut into the box of interest; a paste with fine steps widens it again at full density.
    let x: Vec<f64> = (0..200).map(f64::from).collect();
    let z: Vec<f64> = (0..200).map(|i| f64::from(i * 37 % 200)).collect();
    let wanted: Vec<bool> = (0..200).map(|i| (130..190).contains(&i) || i == 3).collect();
    let cases = Cases::new(vec![numbers("x", &x), numbers("z", &z)], wanted).unwrap();
    let coarse = Options {
        peel: 0.45,
        paste: 0.0,
        ..Options::default()
    };
    let without = peel(&cases, &coarse).unwrap();
    let with = peel(
        &cases,
        &Options {
            paste: 0.02,
            ..coarse
        },
    )
    .unwrap();
    assert!(with.boxes.len() > without.boxes.len());
    let (before, after) = (without.boxes.last().unwrap(), with.boxes.last().unwrap());
    assert!(after.pasted && after.density >= before.density && after.cases > before.cases);
}

#[test]
fn what_cannot_be_told_apart_is_refused() {
    let x = [1.0, 2.0, 3.0];
    let make = |x: &[f64], wanted: &[bool]| Cases::new(vec![numbers("x", x)], wanted.to_vec());
    assert_eq!(
        make(&x, &[false; 3]),
        Err(DiscoveryError::NoneOfInterest { cases: 3 })
    );
    assert_eq!(
        make(&x, &[true; 3]),
        Err(DiscoveryError::AllOfInterest { cases: 3 })
    );
    let one = [true, false, false];
    assert_eq!(
        make(&[5.0; 3], &one),
        Err(DiscoveryError::Constant { input: "x".into() })
    );
    assert!(matches!(
        make(&[1.0, f64::NAN, 2.0], &one),
        Err(DiscoveryError::Input { .. })
    ));
    assert!(matches!(
        make(&x, &[true, false]),
        Err(DiscoveryError::Input { .. })
    ));
    assert_eq!(Cases::new(vec![], vec![true, false]), Err(DiscoveryError::Empty));
    let cases = make(&x, &one).unwrap();
    assert!(
        peel(
            &cases,
            &Options {
                peel: 0.0,
                ..Options::default()
            }
        )
        .is_err()
    );
}

#[test]
fn a_second_box_is_looked_for_outside_the_first() {
    let x: Vec<f64> = (0..400).map(|i| f64::from(i % 20)).collect();
    let z: Vec<f64> = (0..400).map(|i| f64::from(i / 20)).collect();
    let wanted = (0..400).map(|i| i % 20 < 5 || i / 20 > 15).collect();
    let cases = Cases::new(vec![numbers("x", &x), numbers("z", &z)], wanted).unwrap();
    let first = peel(&cases, &Options::default()).unwrap();
    let found = first.boxes.last().unwrap();
    let rest = cases.outside(found).unwrap();
    assert_eq!(rest.of_interest(), cases.of_interest() - found.of_interest);
    let second = peel(&rest, &Options::default()).unwrap();
    assert!(second.boxes.last().unwrap().density > 0.99);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn boxes_shrink_thicken_and_hold_what_they_say(
        rows in prop::collection::vec((0_i32..30, 0_i32..30, 0_usize..3, any::<bool>()), 20..80)
    ) {
        let wanted: Vec<bool> = rows.iter().map(|r| r.3).collect();
        let cases = Cases::new(vec![
            numbers("a", &rows.iter().map(|r| f64::from(r.0)).collect::<Vec<_>>()),
            numbers("b", &rows.iter().map(|r| f64::from(r.1)).collect::<Vec<_>>()),
            ("c".into(), Column::Choices { codes: rows.iter().map(|r| r.2).collect(),
                names: ["p", "q", "r"].map(str::to_owned).to_vec() }),
        ], wanted.clone());
        let Ok(cases) = cases else { return Ok(()); };
        let path = peel(&cases, &Options { paste: 0.0, ..Options::default() }).unwrap();
        for pair in path.boxes.windows(2) {
            prop_assert!(pair[1].cases < pair[0].cases && pair[1].density > pair[0].density);
        }
        for found in &path.boxes {
            let inside: Vec<usize> = (0..cases.len()).filter(|r| cases.inside(*r, &found.limits, None)).collect();
            prop_assert_eq!(inside.len(), found.cases);
            prop_assert_eq!(inside.iter().filter(|r| wanted[**r]).count(), found.of_interest);
        }
        prop_assert!(path.trade_off().contains(&0) || path.boxes.len() > 1);
    }
}
