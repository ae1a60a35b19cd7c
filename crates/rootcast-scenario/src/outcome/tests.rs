use super::{Checkpoint, FIGURES, Outcome, compare::compare, figure};
use crate::model::{
    Mechanisms,
    tests::{lever, model, small},
};

#[test]
fn a_run_goes_on_where_it_stopped_and_says_where_it_comes_from() {
    let world = small();
    let model = model(&world, "", Mechanisms::default());
    let whole = Outcome::run(&model, 3, 1, 12).unwrap();
    let mut part = Checkpoint::start(&model, 3, 1);
    part.go_on(&model, 5).unwrap();
    let mut part: Checkpoint = serde_json::from_str(&serde_json::to_string(&part).unwrap()).unwrap();
    part.go_on(&model, 12).unwrap();
    assert_eq!(part.steps, whole.steps);
    assert_eq!(part.provenance, whole.provenance);
    assert_eq!(whole.provenance.inputs.len(), 64);
    let other = super::super::model::tests::model(
        &world,
        &lever("kind = \"fence\"\nshare = 1.0"),
        Mechanisms::default(),
    );
    assert!(part.go_on(&other, 13).is_err());
    for (name, _) in FIGURES {
        assert_eq!(figure(&whole.steps[3], name).unwrap().len(), 2, "{name}");
    }
    assert!(figure(&whole.steps[3], "arrivals").is_none());
    let encounters: u64 = whole.rows(&model).iter().map(|r| r.encounters).sum();
    assert_eq!(
        encounters,
        whole.steps.iter().map(super::Tally::encounters).sum::<u64>()
    );
}

#[test]
fn a_fence_moves_attempts_and_the_matrix_says_where_to() {
    let world = small();
    let base = model(&world, "", Mechanisms::default());
    let fence = model(
        &world,
        &lever("kind = \"fence\"\nshare = 1.0\nplaces = [\"west\"]"),
        Mechanisms::default(),
    );
    let found = compare(&base, &fence, 1, 30, 18).unwrap();
    let at = |way: &str| -> f64 {
        found
            .displacement
            .iter()
            .filter(|d| d.way == way)
            .map(|d| d.change.change)
            .sum()
    };
    assert!(
        at("west") < 0.0 && at("east") > 0.0,
        "{} {}",
        at("west"),
        at("east")
    );
    assert!(
        found
            .displaced
            .iter()
            .all(|d| d.is_some_and(|share| (0.3..1.3).contains(&share))),
        "{:?}",
        found.displaced
    );
    let same = compare(&base, &base, 1, 3, 6).unwrap();
    assert!(
        same.effects
            .iter()
            .all(|e| e.change.change == 0.0 && e.change.told)
            && same.enough
    );
    assert!(same.displaced.iter().all(Option::is_none));
    assert!(compare(&base, &fence, 1, 1, 6).is_err());
    // A small difference in few runs is not told, and the number of runs that would do is given.
    let faint = model(
        &world,
        &lever("kind = \"fence\"\nshare = 0.02\nplaces = [\"west\"]"),
        Mechanisms::default(),
    );
    let few = compare(&base, &faint, 1, 3, 4).unwrap();
    assert!(few.enough || few.runs_needed.is_some_and(|n| n > 3));
}
