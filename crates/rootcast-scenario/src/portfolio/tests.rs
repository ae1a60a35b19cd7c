use proptest::prelude::*;
use rand::RngExt;

use super::{
    search::{Search, Settings},
    *,
};
use crate::stream::stream;

fn item(name: &str, country: &str, smallest: f64, largest: f64) -> Item {
    Item {
        name: name.to_owned(),
        country: country.to_owned(),
        sector: "jobs".to_owned(),
        lever: "investment".to_owned(),
        smallest,
        largest,
    }
}

fn plan() -> Plan {
    Plan {
        budget: 10.0,
        step: 1.0,
        items: vec![
            item("a", "X", 2.0, 10.0),
            item("b", "Y", 1.0, 6.0),
            item("c", "Y", 1.0, 6.0),
        ],
        limits: vec![Limit {
            group: Group::Country("Y".to_owned()),
            least: 1.0,
            most: 8.0,
        }],
    }
}

fn settings() -> Settings {
    let (outcome, better) = (0, Better::Higher);
    Settings {
        components: vec!["a works".to_owned(), "b works".to_owned()],
        draws: 24,
        outcomes: 1,
        objectives: vec![
            Objective::Worst { outcome, better },
            Objective::Regret { outcome, better },
            Objective::Thrift,
        ],
        generation: 8,
        seed: 3,
    }
}

/// Under the first component a unit in `a` gives 2, under the second one in `b`; `c` gives nothing. Chance is common.
fn model(amounts: &[f64], component: usize, seed: u64) -> Vec<f64> {
    let noise: f64 = stream(seed, &[]).random::<f64>() - 0.5;
    let works = if component == 0 { amounts[0] } else { amounts[1] };
    vec![(2.0 * works + 0.5 * (amounts[0] + amounts[1])) * (1.0 + 0.2 * noise) + 10.0 * noise]
}

#[test]
fn the_set_spreads_over_what_evidence_disagrees_on_and_leaves_out_what_does_nothing() {
    let mut search = Search::new(plan(), settings()).unwrap();
    search.advance(40, model).unwrap();
    let set = search.robust(0.95).unwrap();
    assert!(set.members.len() > 1, "one optimum is not an answer");
    // c must be funded only where nothing else meets the least of Y, and does nothing.
    let share = |name: &str| set.items.iter().find(|i| i.item == name).unwrap().funded;
    assert!(share("b") > 0.8 && share("c") < 0.3, "{:?}", set.items);
    // The greatest worst case splits the budget evenly.
    let best = set
        .members
        .iter()
        .reduce(|a, b| if b.objectives[0] > a.objectives[0] { b } else { a })
        .unwrap();
    assert_eq!(best.amounts, [5.0, 5.0, 0.0]);
    assert!(best.ties_best_on.contains(&0) && best.unbeaten);
    assert!(
        set.members
            .iter()
            .all(|m| m.spends <= 10.0 && m.amounts[1] + m.amounts[2] >= 1.0)
    );
}

#[test]
fn stopping_and_going_on_changes_nothing_nor_do_threads() {
    let mut whole = Search::new(plan(), settings()).unwrap();
    whole.advance(12, model).unwrap();
    let mut parts = Search::new(plan(), settings()).unwrap();
    parts.advance(5, model).unwrap();
    let saved = serde_json::to_string(&parts).unwrap();
    let mut resumed: Search = serde_json::from_str(&saved).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    pool.install(|| resumed.advance(7, model)).unwrap();
    assert!(serde_json::from_str::<Search>(&saved.replacen("\"steps\":[0,", "\"steps\":[1,", 1)).is_err());
    assert_eq!(resumed, whole);
    assert_eq!(resumed.robust(0.9).unwrap(), whole.robust(0.9).unwrap());
}

#[test]
fn portfolios_that_chance_cannot_tell_apart_stay_in_the_set() {
    // b and c are the same but for noise of their own.
    let noisy = |amounts: &[f64], _: usize, seed: u64| {
        let (b, c): (f64, f64) = (stream(seed, &[1]).random(), stream(seed, &[2]).random());
        vec![amounts[1] * b + amounts[2] * c]
    };
    let one = Settings {
        objectives: vec![Objective::Worst {
            outcome: 0,
            better: Better::Higher,
        }],
        ..settings()
    };
    let mut search = Search::new(plan(), one).unwrap();
    search.advance(40, noisy).unwrap();
    let set = search.robust(0.95).unwrap();
    // Those that differ in `a` only tie exactly.
    assert!(set.members.iter().any(|m| m.unbeaten) && set.members.iter().any(|m| !m.unbeaten));
    assert!(set.members.len() > 2, "{:?}", set.members);
    assert!(set.members.iter().all(|m| m.ties_best_on == [0]));
}

#[test]
fn small_spaces_are_exhausted() {
    let tiny = Plan {
        budget: 2.0,
        items: vec![item("a", "X", 1.0, 2.0)],
        limits: vec![],
        ..plan()
    };
    let mut search = Search::new(tiny, settings()).unwrap();
    search.advance(20, |a, _, _| vec![a[0]]).unwrap();
    assert!(search.exhausted() && search.tried() == 3);
}

#[test]
fn plans_that_cannot_be_are_refused() {
    let refused = |change: &dyn Fn(&mut Plan)| {
        let mut plan = plan();
        change(&mut plan);
        Search::new(plan, settings()).is_err()
    };
    assert!(refused(&|p| p.step = 0.0) && refused(&|p| p.budget = 10.5) && refused(&|p| p.items.clear()));
    assert!(refused(&|p| p.items[0].smallest = 11.0) && refused(&|p| p.items[1].name = "a".to_owned()));
    assert!(refused(&|p| p.limits[0].group = Group::Sector("none".to_owned())));
    let mut short = plan();
    short.limits[0].least = 8.0;
    short.budget = 5.0;
    let mut search = Search::new(short, settings()).unwrap();
    assert_eq!(search.advance(1, model), Err(PortfolioError::Infeasible));
    let mut search = Search::new(plan(), settings()).unwrap();
    assert!(search.robust(0.95).is_err());
    let broken = search.advance(1, |_, _, _| vec![f64::NAN]);
    assert!(matches!(broken, Err(PortfolioError::Outcome { .. })));
    let none = Settings {
        objectives: vec![Objective::Worst {
            outcome: 1,
            better: Better::Higher,
        }],
        ..settings()
    };
    assert!(Search::new(plan(), none).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_portfolio_tried_is_allowed(budget in 3_u32..12, least in 0_u32..3, seed in any::<u64>()) {
        let mut plan = plan();
        plan.budget = f64::from(budget);
        plan.limits[0].least = f64::from(least);
        let mut search = Search::new(plan, Settings { seed, draws: 2, ..settings() }).unwrap();
        search.advance(4, model).unwrap();
        let set = search.robust(0.95).unwrap();
        for m in &set.members {
            prop_assert!(m.spends <= f64::from(budget) && m.amounts[1] + m.amounts[2] >= f64::from(least));
            prop_assert!(m.amounts[0] < 1e-9 || m.amounts[0] >= 2.0);
        }
    }
}
