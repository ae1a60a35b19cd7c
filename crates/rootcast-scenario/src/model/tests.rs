use proptest::prelude::*;

use super::{
    Mechanisms, Model,
    individual::{BYTES, Individuals},
    parameters::{Parameters, SHARED},
    state::State,
    tally::Tally,
    world::World,
};
use crate::{policy::Policy, random::Source};

mod switches;

/// A small world: two origins, a fork in the road, two sectors, a port, a pathway.
pub(crate) fn small() -> World {
    World::from_toml(
        r#"
title = "A small world"
sources = []
start = "2021-01"
season = [0.8, 0.9, 1.1, 1.2, 1.2, 1.1, 1.0, 1.0, 0.9, 0.9, 0.9, 1.0]
means = [0.5, 2.0]
household = [
    { name = "adult", share = 0.6, family = false, leaving = 1.3, removed = 0.4 },
    { name = "family", share = 0.4, family = true, leaving = 0.55, removed = 0.1 },
]
place = [
    { name = "A", kind = "origin", country = "AAA" },
    { name = "B", kind = "origin", country = "BBB" },
    { name = "road", kind = "transit", country = "TTT" },
    { name = "pass", kind = "transit", country = "TTT" },
    { name = "west", kind = "sector", country = "DDD" },
    { name = "east", kind = "sector", country = "DDD" },
    { name = "gate", kind = "port", country = "DDD", slots = 300, beside = "west" },
]
link = [
    { from = "A", to = "road", days = 5, price_usd = 800, death = 0.001, extortion = 0.1, apprehension = 0.05 },
    { from = "B", to = "road", days = 40, price_usd = 2500, death = 0.004, extortion = 0.2, apprehension = 0.1 },
    { from = "road", to = "pass", days = 4, price_usd = 200, death = 0.0, extortion = 0.1, apprehension = 0.02 },
    { from = "pass", to = "road", days = 4, price_usd = 200, death = 0.0, extortion = 0.1, apprehension = 0.02 },
    { from = "road", to = "west", days = 6, price_usd = 1500, capacity = 700, death = 0.002, extortion = 0.1, apprehension = 0.04 },
    { from = "pass", to = "east", days = 6, price_usd = 1400, capacity = 700, death = 0.003, extortion = 0.1, apprehension = 0.04 },
    { from = "pass", to = "gate", days = 3, price_usd = 300, death = 0.0, extortion = 0.1, apprehension = 0.02 },
]
origin = [
    { code = "AAA", place = "A", population = 200000, diaspora = 20000, income_usd = 3000, homicide = 20, tied = 0.3, leaving_per_1000 = 4.0, expellable = 0.9, belief = 0.4 },
    { code = "BBB", place = "B", population = 300000, diaspora = 5000, income_usd = 2000, homicide = 30, tied = 0.1, leaving_per_1000 = 2.0, expellable = 0.2, belief = 0.7 },
]
pathway = [
    { name = "work", origins = ["AAA"], slots = 200, months = 2, sponsor = false, price_usd = 300 },
    { name = "parole", origins = ["BBB"], slots = 0, months = 1, sponsor = true, price_usd = 500 },
]
"#,
    )
    .unwrap()
}

pub(crate) fn model(world: &World, policy: &str, on: Mechanisms) -> Model {
    let policy = if policy.is_empty() {
        Policy::none()
    } else {
        Policy::from_toml(policy, world).unwrap()
    };
    Model::new(world.clone(), Parameters::base(world), policy, on).unwrap()
}

/// A policy of one lever.
pub(crate) fn lever(text: &str) -> String {
    format!("title = \"test\"\n[[lever]]\nfrom = \"2021-01\"\n{text}\n")
}

pub(crate) fn sum(months: &[Tally], of: impl Fn(&Tally) -> u64) -> u64 {
    months.iter().map(of).sum()
}

const TITLE_42: &str = "kind = \"expulsion\"\nshare = 1.0";

#[test]
fn encounters_a_person_are_one_over_one_less_q_rho() {
    let world = small();
    let mut parameters = Parameters::base(&world);
    for (name, value) in [
        ("encounter_alone", 0.7),
        ("encounter_smuggled", 0.7),
        ("reattempt_expelled", 0.6),
        ("impatience", 0.0),
    ] {
        parameters = parameters.with(&world, name, value).unwrap();
    }
    let mut all = world.clone();
    for o in &mut all.origins {
        o.expellable = 1.0;
        o.leaving_per_1000 = 20.0;
    }
    let on = Mechanisms {
        ports: false,
        ..Mechanisms::default()
    };
    let policy = Policy::from_toml(&lever(TITLE_42), &all).unwrap();
    let months = Model::new(all, parameters, policy, on)
        .unwrap()
        .run(&Source::new(3, 0, 0), 40)
        .unwrap();
    let late = months.get(4..).unwrap();
    let ratio = sum(late, Tally::encounters) as f64 / sum(late, Tally::people) as f64;
    let exact = 1.0 / (1.0 - 0.7 * 0.6);
    assert!((ratio - exact).abs() < 0.02, "{ratio} for {exact}");
}

#[test]
fn a_zero_lever_changes_no_byte() {
    let world = small();
    let run = |policy: &str| {
        let months = model(&world, policy, Mechanisms::default())
            .run(&Source::new(5, 0, 0), 24)
            .unwrap();
        serde_json::to_vec(&months).unwrap()
    };
    let base = run("");
    for zero in [
        "kind = \"fence\"\nshare = 0.0",
        "kind = \"border\"\nfactor = 1.0",
        "kind = \"transit\"\nfactor = 1.0\ncountry = \"TTT\"",
        "kind = \"information\"\nshare = 0.0",
        "kind = \"investment\"\nusd_a_year = 0.0\nsector = \"jobs\"",
        "kind = \"return_flights\"\nseats = 0.0",
        "kind = \"crackdown\"\nshare = 0.0",
        "kind = \"permit\"\ndays = 180.0",
        "kind = \"pathway\"\npathway = \"work\"\nslots = 200.0",
        "kind = \"shock\"\nhomicide = 0.0",
        "kind = \"processing\"\npeople = 1e9",
        "kind = \"expulsion\"\nshare = 0.0",
        "kind = \"port_slots\"\nslots = 300.0\nplaces = [\"gate\"]",
    ] {
        assert!(base == run(&lever(zero)), "{zero}");
    }
    assert!(base != run(&lever(TITLE_42)));
}

#[test]
fn a_saved_state_goes_on_with_the_same_bytes() {
    let world = small();
    let model = model(&world, &lever(TITLE_42), Mechanisms::default());
    let source = Source::new(8, 0, 0);
    let whole = model.run(&source, 20).unwrap();
    let mut state = model.start(&source);
    for _ in 0..9 {
        model.step(&mut state, &source).unwrap();
    }
    let saved = serde_json::to_string(&state).unwrap();
    let mut resumed: State = serde_json::from_str(&saved).unwrap();
    resumed.check(&model).unwrap();
    for month in &whole[9..] {
        assert_eq!(model.step(&mut resumed, &source).unwrap(), *month);
    }
    let other = Model::new(
        World::reference().unwrap(),
        Parameters::base(&World::reference().unwrap()),
        Policy::none(),
        Mechanisms::default(),
    );
    assert!(resumed.check(&other.unwrap()).is_err());
}

/// Totals over two years of replicates of each way to run agree within Monte-Carlo error.
#[test]
fn individuals_and_cohorts_agree() {
    let mut world = small();
    for o in &mut world.origins {
        o.population /= 20;
        o.diaspora /= 20;
        o.leaving_per_1000 *= 3.0;
    }
    let policy = "title = \"test\"\n[[lever]]\nfrom = \"2021-04\"\nkind = \"expulsion\"\nshare = 0.7\n[[lever]]\nfrom = \
                  \"2021-06\"\nkind = \"return_flights\"\nseats = 20.0\n[[lever]]\nfrom = \"2021-06\"\nkind = \
                  \"pathway\"\npathway = \"parole\"\nslots = 15.0\n";
    let model = model(&world, policy, Mechanisms::default());
    let of = |months: &[Tally]| -> Vec<f64> {
        [
            sum(months, |m| m.departures.iter().sum()),
            sum(months, Tally::encounters),
            sum(months, Tally::people),
            sum(months, |m| m.entries.iter().sum()),
            sum(months, |m| m.legal.iter().sum()),
            sum(months, |m| m.returns.iter().sum()),
            sum(months, |m| m.deaths.iter().sum()),
            sum(months, |m| m.turned_back.iter().sum()),
            sum(months, |m| m.held.iter().sum()),
            sum(months, |m| m.extorted.iter().sum()),
        ]
        .map(|n| n as f64)
        .to_vec()
    };
    let runs = 40;
    let cohorts: Vec<Vec<f64>> = (0..runs)
        .map(|r| of(&model.run(&Source::new(1, 0, r), 18).unwrap()))
        .collect();
    let people: Vec<Vec<f64>> = (0..runs)
        .map(|r| {
            let source = Source::new(2, 0, r);
            of(&Individuals::start(&model, &source)
                .run(&model, &source, 18)
                .unwrap())
        })
        .collect();
    for column in 0..cohorts[0].len() {
        let take = |rows: &[Vec<f64>]| rows.iter().map(|r| r[column]).collect::<Vec<f64>>();
        let (a, b) = (take(&cohorts), take(&people));
        let error = ((crate::moments::variance(&a) + crate::moments::variance(&b)) / runs as f64).sqrt();
        let gap = crate::moments::mean(&a) - crate::moments::mean(&b);
        assert!(
            gap.abs() < 4.5 * error + 0.5,
            "output {column}: {gap} with error {error}"
        );
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_and_a_person_takes_ten() {
    assert_eq!(BYTES, 10);
    let world = small();
    let model = model(&world, &lever(TITLE_42), Mechanisms::default());
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let source = Source::new(4, 0, 0);
            let mut people = Individuals::start(&model, &source);
            let months = people.run(&model, &source, 6).unwrap();
            (months, people)
        })
    };
    let (one, three) = (run(1), run(3));
    assert_eq!(one, three);
    // The lists and the counts are the same people.
    let again = super::individual::People::of(&model, &one.1.state.counts);
    assert_eq!(again.len() as u64, one.1.state.counts.total());
    assert_eq!(one.1.people.len(), again.len());
}

#[test]
fn the_reference_world_runs_and_leaves_nobody_out() {
    let world = World::reference().unwrap();
    let model = model(&world, "", Mechanisms::default());
    let source = Source::new(1, 0, 0);
    let mut state = model.start(&source);
    let everybody = state.counts.total();
    for _ in 0..24 {
        model.step(&mut state, &source).unwrap();
        assert_eq!(state.counts.total(), everybody);
    }
    // Days and months tell the same story.
    let daily = Model::with_step(
        world.clone(),
        Parameters::base(&world),
        Policy::none(),
        Mechanisms::default(),
        5.0,
    );
    let days = daily.unwrap().run(&source, 146).unwrap();
    let months = model.run(&source, 24).unwrap();
    let (d, m) = (
        sum(&days, Tally::encounters) as f64,
        sum(&months, Tally::encounters) as f64,
    );
    assert!((d / m - 1.0).abs() < 0.1, "{d} {m}");
}

#[test]
fn parameters_have_names_and_bounds() {
    let world = small();
    let base = Parameters::base(&world);
    assert_eq!(Parameters::new(&world, base.values().to_vec()).unwrap(), base);
    assert!(Parameters::new(&world, vec![0.0]).is_err());
    let error = base.with(&world, "price_tast", 1.0).unwrap_err().to_string();
    assert!(error.ends_with("did you mean `price_taste`?"), "{error}");
    assert!(base.with(&world, "price_taste", f64::NAN).is_err());
    assert!(base.with(&world, "leaving.AAA", 9.0).is_ok());
    assert!(
        SHARED
            .iter()
            .all(|(_, _, low, high, base, _)| low < high && low <= base && base <= high)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Nobody is lost or made, whatever the parameters within their bounds and whatever is in force.
    #[test]
    fn people_are_conserved(raw in proptest::collection::vec(0.0_f64..1.0, SHARED.len() + 2), seed in 0_u64..1000, share in 0.0_f64..1.0, slots in 0.0_f64..5000.0) {
        let world = small();
        let described = Parameters::describe(&world);
        let values = described.iter().zip(&raw).map(|(d, u)| d.low + u * (d.high - d.low)).collect();
        let parameters = Parameters::new(&world, values).unwrap();
        let text = format!(
            "title = \"t\"\n[[lever]]\nkind = \"expulsion\"\nfrom = \"2021-02\"\nshare = {share}\n[[lever]]\nkind = \"pathway\"\nfrom = \"2021-02\"\npathway = \"parole\"\nslots = {slots}\n[[lever]]\nkind = \"return_flights\"\nfrom = \"2021-03\"\nseats = {slots}\n[[lever]]\nkind = \"transit\"\nfrom = \"2021-03\"\nfactor = 5.0\ncountry = \"TTT\"\n"
        );
        let policy = Policy::from_toml(&text, &world).unwrap();
        let model = Model::new(world, parameters, policy, Mechanisms::default()).unwrap();
        let source = Source::new(seed, 0, 0);
        let mut state = model.start(&source);
        let everybody = state.counts.total();
        for _ in 0..10 {
            let month = model.step(&mut state, &source).unwrap();
            prop_assert_eq!(state.counts.total(), everybody);
            prop_assert!(month.people() <= month.encounters());
            prop_assert!(month.attempts.iter().sum::<u64>() == month.encounters() + month.entries.iter().sum::<u64>());
            let parole: u64 = month.legal.iter().skip(1).step_by(2).sum();
            prop_assert!(parole as f64 <= slots + 1.0);
        }
    }
}
