use proptest::prelude::*;

use super::*;

const CHOICE: Choice = Choice {
    threshold: 0.0,
    optimism: 0.5,
    confidence: 0.95,
    weightings: 4000,
    seed: 1,
};

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|n| (*n).to_owned()).collect()
}

/// Around each mean, two draws that are the same for all policies.
fn outcomes(means: &[[f64; 2]], better: Better) -> Outcomes {
    let values = means
        .iter()
        .map(|m| m.iter().map(|v| vec![v - 1.0, v + 1.0]).collect())
        .collect();
    let policies: Vec<String> = (0..means.len()).map(|p| format!("p{p}")).collect();
    Outcomes::new(policies, names(&["strong", "weak"]), values, better).unwrap()
}

/// A table whose criteria are worked out by hand: each prefers another policy.
#[test]
fn criteria_of_a_small_table() {
    let table = outcomes(&[[10.0, 0.0], [4.0, 3.0], [6.0, 1.5]], Better::Higher);
    let found = appraise(&table, &CHOICE).unwrap();
    let worst: Vec<f64> = found.policies.iter().map(|p| p.worst.1.value).collect();
    assert_eq!(worst, [0.0, 3.0, 1.5]);
    let regret: Vec<f64> = found.policies.iter().map(|p| p.regret.1.value).collect();
    assert_eq!(regret, [3.0, 6.0, 4.0]);
    assert_eq!(
        (
            found.policies[0].regret.0.as_str(),
            found.policies[1].regret.0.as_str()
        ),
        ("weak", "strong")
    );
    let hurwicz: Vec<f64> = found.policies.iter().map(|p| p.hurwicz).collect();
    assert_eq!(hurwicz, [5.0, 3.5, 3.75]);
    // p0 best where 10w > 4w + 3(1 − w), w > 1/3; p2 is a mixture of neither and never best.
    assert!((found.policies[0].domain - 2.0 / 3.0).abs() < 0.03 && found.policies[2].domain < 1e-12);
    assert!(
        found.policies[1]
            .not_worse_on
            .contains(&criteria::Criterion::Worst)
    );
    assert!(
        !found.policies[0]
            .not_worse_on
            .contains(&criteria::Criterion::Worst)
    );
    assert!(
        found.policies[0]
            .not_worse_on
            .contains(&criteria::Criterion::Regret)
    );
    assert!(found.conflicts.len() == 1 && found.conflicts[0].beyond_chance);
    assert_eq!(found.undominated(Better::Higher), ["p0", "p1", "p2"]);
}

#[test]
fn less_can_be_better() {
    let table = outcomes(&[[10.0, 9.0], [4.0, 3.0]], Better::Lower);
    let found = appraise(
        &table,
        &Choice {
            threshold: 4.5,
            ..CHOICE
        },
    )
    .unwrap();
    assert!((found.policies[0].regret.1.value - 6.0).abs() < 1e-12 && found.conflicts.is_empty());
    assert!((found.policies[0].worst.1.value - 10.0).abs() < 1e-12);
    assert!((found.policies[1].satisficing.1.value - 0.5).abs() < 1e-12);
    assert_eq!(found.undominated(Better::Lower), ["p1"]);
}

#[test]
fn a_gap_within_chance_is_not_called_a_difference() {
    let values = vec![
        vec![vec![1.0, 2.0, 3.0, 9.0], vec![0.0, 1.0, 0.0, 1.0]],
        vec![vec![2.0, 1.0, 8.0, 3.0], vec![1.0, 0.0, 1.0, 0.5]],
    ];
    let table = Outcomes::new(names(&["a", "b"]), names(&["x", "y"]), values, Better::Higher).unwrap();
    let found = appraise(&table, &CHOICE).unwrap();
    assert!(
        found
            .policies
            .iter()
            .all(|p| p.components.iter().all(|c| c.may_be_best))
    );
    assert!(found.conflicts.iter().all(|c| !c.beyond_chance));
}

#[test]
fn tables_with_holes_are_refused() {
    let make =
        |values: Vec<Vec<Vec<f64>>>| Outcomes::new(names(&["a", "b"]), names(&["x"]), values, Better::Higher);
    assert!(make(vec![vec![vec![1.0, 2.0]]]).is_err());
    assert!(make(vec![vec![vec![1.0, 2.0]], vec![vec![1.0]]]).is_err());
    assert!(matches!(
        make(vec![vec![vec![1.0, 2.0]], vec![vec![1.0, f64::NAN]]]),
        Err(RegretError::NotFinite { draw: 1, .. })
    ));
    let fine = make(vec![vec![vec![1.0, 2.0]], vec![vec![1.0, 3.0]]]).unwrap();
    assert!(
        appraise(
            &fine,
            &Choice {
                optimism: 2.0,
                ..CHOICE
            }
        )
        .is_err()
    );
    assert!(
        appraise(
            &fine,
            &Choice {
                confidence: 1.0,
                ..CHOICE
            }
        )
        .is_err()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn regrets_are_never_negative_and_someone_has_none(
        means in prop::collection::vec([-50.0..50.0_f64, -50.0..50.0_f64], 2..6)
    ) {
        let found = appraise(&outcomes(&means, Better::Higher), &Choice { weightings: 200, ..CHOICE }).unwrap();
        for c in 0..2 {
            let regrets: Vec<f64> = found.policies.iter().map(|p| p.components[c].regret.value).collect();
            prop_assert!(regrets.iter().all(|r| *r >= -1e-9) && regrets.iter().any(|r| r.abs() < 1e-9));
        }
        for p in &found.policies {
            prop_assert!(p.regret_any_draw >= p.regret.1.value - 1e-9);
        }
        let shares: f64 = found.policies.iter().map(|p| p.domain).sum();
        prop_assert!((shares - 1.0).abs() < 1e-9);
    }
}
