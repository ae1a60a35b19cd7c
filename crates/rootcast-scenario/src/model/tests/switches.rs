//! Each mechanism does something when it is on, and nothing when it is off.

use super::{lever, model, small, sum};
use crate::{
    model::{Mechanisms, state::State, tally::Tally},
    random::Source,
};

fn run(policy: &str, on: Mechanisms) -> (Vec<Tally>, State) {
    let world = small();
    let model = model(&world, policy, on);
    let source = Source::new(11, 0, 0);
    let mut state = model.start(&source);
    let months = (0..30)
        .map(|_| model.step(&mut state, &source).unwrap())
        .collect();
    (months, state)
}

fn all() -> Mechanisms {
    Mechanisms::default()
}

#[test]
fn guides_raise_prices_when_demand_or_effort_rises() {
    let effort = lever("kind = \"border\"\nfactor = 3.0");
    let on = run(&effort, all()).1.environment;
    let off = run(
        &effort,
        Mechanisms {
            smugglers: false,
            ..all()
        },
    )
    .1
    .environment;
    let plain = run("", all()).1.environment;
    assert!(off.ln_price.iter().all(|p| *p == 0.0));
    // Links into sectors: effort three times as great raises prices by about κ ln 3 at the same demand.
    assert!(
        on.ln_price[4] > plain.ln_price[4] + 0.05,
        "{} {}",
        on.ln_price[4],
        plain.ln_price[4]
    );
    let crackdown = run(
        "title = \"t\"\n[[lever]]\nkind = \"crackdown\"\nfrom = \"2023-06\"\nshare = 0.9\n",
        all(),
    )
    .1;
    assert!(crackdown.environment.guides[4].unwrap() < plain.guides[4].unwrap());
}

#[test]
fn networks_grow_departures_and_ties() {
    let leaving = |m: &[Tally]| sum(&m[18..], |t| t.departures.iter().sum());
    let on = run("", all());
    let off = run(
        "",
        Mechanisms {
            networks: false,
            ..all()
        },
    );
    assert!(leaving(&on.0) > leaving(&off.0));
    let world = small();
    let shape = model(&world, "", all()).shape().clone();
    let tied = |s: &State| -> u64 {
        (0..s.counts.home.len())
            .filter(|c| shape.parts(c % shape.kinds()).1)
            .map(|c| s.counts.home[c])
            .sum()
    };
    assert!(tied(&on.1) > tied(&off.1));
}

#[test]
fn news_of_expulsions_lowers_what_people_expect() {
    let policy = lever("kind = \"expulsion\"\nshare = 1.0");
    let on = run(
        &policy,
        Mechanisms {
            ports: false,
            ..all()
        },
    )
    .1
    .environment;
    let off = run(
        &policy,
        Mechanisms {
            beliefs: false,
            ..all()
        },
    )
    .1
    .environment;
    assert!(on.belief[0] < 0.3 && off.belief == [0.4, 0.7]);
}

#[test]
fn money_sent_home_follows_those_who_work() {
    let on = run("", all()).1.environment;
    let off = run(
        "",
        Mechanisms {
            remittances: false,
            ..all()
        },
    )
    .1
    .environment;
    assert!(on.remittance[1] > off.remittance[1]);
    let start = Mechanisms {
        remittances: false,
        ..all()
    };
    assert_eq!(off.remittance, run("", start).1.environment.remittance);
}

#[test]
fn without_attempts_again_people_and_encounters_are_the_same() {
    let policy = lever("kind = \"expulsion\"\nshare = 1.0");
    let on = run(&policy, all()).0;
    let off = run(
        &policy,
        Mechanisms {
            reattempts: false,
            ..all()
        },
    )
    .0;
    assert_eq!(sum(&off, Tally::people), sum(&off, Tally::encounters));
    assert!(sum(&on, Tally::encounters) > sum(&on, Tally::people) * 11 / 10);
}

#[test]
fn pathways_and_ports_open_and_close() {
    let legal = |m: &[Tally]| sum(m, |t| t.legal.iter().sum());
    let at_port = |m: &[Tally]| sum(m, |t| t.departures.iter().skip(1).step_by(4).sum());
    let on = run("", all()).0;
    let closed = run(
        "",
        Mechanisms {
            pathways: false,
            ..all()
        },
    )
    .0;
    assert!(legal(&on) > 0 && legal(&closed) == 0);
    assert!(
        at_port(&on) > 0
            && at_port(
                &run(
                    "",
                    Mechanisms {
                        ports: false,
                        ..all()
                    }
                )
                .0
            ) == 0
    );
    // A pathway is capped, draws people, and takes some of them from other ways.
    let parole = lever("kind = \"pathway\"\npathway = \"parole\"\nslots = 400.0");
    let with = run(&parole, all()).0;
    assert!(with.iter().all(|m| m.legal[3] <= 401) && sum(&with, |m| m.legal[3]) > 500);
    let irregular = |m: &[Tally]| sum(m, |t| t.departures[6] + t.departures[7]);
    assert!(irregular(&with) < irregular(&on));
}

#[test]
fn flights_return_people_only_when_they_fly() {
    let policy = lever("kind = \"return_flights\"\nseats = 30.0");
    let returned = |on| sum(&run(&policy, on).0, |m| m.returns.iter().sum());
    assert!(
        returned(all())
            > returned(Mechanisms {
                return_flights: false,
                ..all()
            }) + 500
    );
}

#[test]
fn transit_operations_hold_people_and_lose_their_effect() {
    let policy = lever("kind = \"transit\"\nfactor = 6.0\ncountry = \"TTT\"");
    let held = |m: &[Tally]| {
        let entered = sum(m, |t| t.entered.iter().sum()) as f64;
        sum(m, |t| t.held.iter().sum()) as f64 / entered
    };
    let fades = run(&policy, all()).0;
    let lasts = run(
        &policy,
        Mechanisms {
            transit_decay: false,
            ..all()
        },
    )
    .0;
    let none = run("", all()).0;
    assert!(held(&fades[..3]) > 2.0 * held(&none[..3]));
    assert!(held(&fades[24..]) < 1.2 * held(&none[24..]) && held(&lasts[24..]) > 2.0 * held(&none[24..]));
}

#[test]
fn shocks_investment_and_seasons_can_be_left_out() {
    let leaving = |m: &[Tally]| sum(m, |t| t.departures.iter().sum());
    let none = run("", all()).0;
    let shock = lever("kind = \"shock\"\ndrought = 3.0\norigins = [\"AAA\"]");
    assert!(leaving(&run(&shock, all()).0) > leaving(&none));
    assert_eq!(
        run(
            &shock,
            Mechanisms {
                shocks: false,
                ..all()
            }
        )
        .0,
        none
    );
    let money = lever("kind = \"investment\"\nusd_a_year = 2e9\nsector = \"jobs\"");
    assert_ne!(run(&money, all()).0, none);
    assert_eq!(
        run(
            &money,
            Mechanisms {
                investment: false,
                ..all()
            }
        )
        .0,
        none
    );
    let flat = run(
        "",
        Mechanisms {
            seasons: false,
            ..all()
        },
    )
    .0;
    let ratio = |m: &[Tally]| leaving(&m[4..5]) as f64 / leaving(&m[..1]) as f64;
    assert!(ratio(&none) > 1.25 * ratio(&flat));
}

#[test]
fn a_fence_and_effort_move_people_to_other_places() {
    let at = |m: &[Tally], place: usize| {
        sum(m, |t| {
            (0..2)
                .map(|o| (0..3).map(|c| t.attempts[t.cell(o, place, c)]).sum::<u64>())
                .sum()
        })
    };
    let none = run("", all()).0;
    for text in [
        "kind = \"fence\"\nshare = 1.0\nplaces = [\"west\"]",
        "kind = \"border\"\nfactor = 3.0\nplaces = [\"west\"]",
    ] {
        let with = run(&lever(text), all()).0;
        assert!(
            at(&with, 4) < at(&none, 4) && at(&with, 5) > at(&none, 5),
            "{text}"
        );
    }
    // Campaigns, permits, penalties and limits to processing reach what they are about.
    let belief = lever("kind = \"information\"\nshare = 1.0");
    assert_ne!(run(&belief, all()).0, none);
    let late = run(&lever("kind = \"permit\"\ndays = 365"), all()).1;
    let soon = run(&lever("kind = \"permit\"\ndays = 30"), all()).1;
    assert!(late.counts.clock.iter().sum::<u64>() > 2 * soon.counts.clock.iter().sum::<u64>());
    let removals = |m: &[Tally]| sum(m, |t| t.removals.iter().sum());
    let strict = lever("kind = \"penalty\"\nshare = 0.9");
    assert!(removals(&run(&strict, all()).0) > 2 * removals(&none));
    let limited = format!("{strict}[[lever]]\nfrom = \"2021-01\"\nkind = \"processing\"\npeople = 20.0\n");
    assert!(removals(&run(&limited, all()).0) * 3 < removals(&run(&strict, all()).0));
    let slots = lever("kind = \"port_slots\"\nslots = 20.0\nplaces = [\"gate\"]");
    assert!(at(&run(&slots, all()).0, 6) < at(&none, 6));
}
