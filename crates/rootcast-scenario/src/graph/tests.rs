use proptest::prelude::*;

use super::{
    Graph, GraphError, Link,
    PlaceKind::{self, Origin, Port, Sector, Transit},
    route::{Journeys, Reach},
};

fn link(from: u32, to: u32) -> Link {
    Link {
        from,
        to,
        days: 1.0,
        price_usd: 10.0,
        capacity: f64::INFINITY,
        death: 0.0,
        extortion: 0.0,
        apprehension: 0.0,
    }
}

/// The gambler's ruin: on a line 0 … n with steps up of probability p, the chance of reaching n before 0.
#[test]
fn hitting_probabilities_are_those_of_the_gamblers_ruin() {
    let n = 12_u32;
    let kinds: Vec<PlaceKind> = (0..=n)
        .map(|i| if i == 0 || i == n { Sector } else { Transit })
        .collect();
    let links: Vec<Link> = (1..n).flat_map(|i| [link(i, i + 1), link(i, i - 1)]).collect();
    let graph = Graph::new(kinds, links).unwrap();
    let p = 0.45_f64;
    let journeys = Journeys {
        value: vec![0.0; 13],
        probability: (1..n).flat_map(|_| [p, 1.0 - p]).collect(),
    };
    let mut wanted = vec![false; 13];
    wanted[12] = true;
    let hit = journeys.hitting(&graph, |_| 1.0, &wanted).unwrap();
    let r = (1.0 - p) / p;
    for i in 1..n {
        let exact = (r.powi(i.cast_signed()) - 1.0) / (r.powi(n.cast_signed()) - 1.0);
        assert!((hit[i as usize] - exact).abs() < 1e-10, "{i}");
    }
    let steps = journeys.expected(&graph, |l| l.days, |_| 1.0).unwrap();
    let exact = |i: f64| {
        i / (1.0 - 2.0 * p) - f64::from(n) / (1.0 - 2.0 * p) * (r.powf(i) - 1.0) / (r.powi(12) - 1.0)
    };
    assert!((steps[5] - exact(5.0)).abs() < 1e-8);
}

/// Where every journey can be listed, the recursive logit is the logit over journeys.
#[test]
fn journeys_are_a_logit_over_whole_paths() {
    let graph = Graph::new(
        vec![Origin, Transit, Transit, Sector, Port],
        vec![
            link(0, 1),
            link(0, 2),
            link(1, 3),
            link(2, 3),
            link(1, 2),
            link(2, 4),
        ],
    )
    .unwrap();
    let v = [-1.0, -0.5, -0.3, -2.0, -0.1, -0.7];
    let end = [None, None, None, Some(0.4), Some(-0.2)];
    let mu = 0.7;
    let solved = Journeys::solve(&graph, &v, &end, mu).unwrap();
    let paths: [&[usize]; 5] = [&[0, 2], &[0, 4, 3], &[0, 4, 5], &[1, 3], &[1, 5]];
    let ends = [0.4, 0.4, -0.2, 0.4, -0.2];
    let weights: Vec<f64> = paths
        .iter()
        .zip(ends)
        .map(|(path, e)| ((path.iter().map(|l| v[*l]).sum::<f64>() + e) / mu).exp())
        .collect();
    let total: f64 = weights.iter().sum();
    assert!((solved.value[0] - mu * total.ln()).abs() < 1e-12);
    for (path, weight) in paths.iter().zip(&weights) {
        let by_links: f64 = path.iter().map(|l| solved.probability[*l]).product();
        assert!((by_links - weight / total).abs() < 1e-12);
    }
    let to_port = solved
        .hitting(&graph, |_| 1.0, &[false, false, false, false, true])
        .unwrap();
    assert!((to_port[0] - (weights[2] + weights[4]) / total).abs() < 1e-12);
    // Half die on each link: the probability of a journey of two links falls to a quarter.
    let survive = solved
        .hitting(&graph, |_| 0.5, &[false, false, false, true, true])
        .unwrap();
    let exact: f64 = paths
        .iter()
        .zip(&weights)
        .map(|(p, w)| 0.5_f64.powf(p.len() as f64) * w / total)
        .sum();
    assert!((survive[0] - exact).abs() < 1e-12);
}

#[test]
fn who_cannot_leave_stays_and_impossible_graphs_are_refused() {
    let graph = Graph::new(
        vec![Origin, Origin, Transit, Sector],
        vec![link(0, 3), link(1, 2)],
    )
    .unwrap();
    let solved = Journeys::solve(&graph, &[-1.0, -1.0], &[None, None, None, Some(0.0)], 1.0).unwrap();
    assert_eq!(solved.reach(1), Reach::Isolated);
    assert_eq!(solved.reach(0), Reach::Open(-1.0));
    assert_eq!(solved.probability, [1.0, 0.0]);
    let closed = Journeys::solve(
        &graph,
        &[f64::NEG_INFINITY, 0.0],
        &[None, None, None, Some(0.0)],
        1.0,
    )
    .unwrap();
    assert_eq!(closed.reach(0), Reach::Isolated);

    let refused = |kinds: Vec<PlaceKind>, l: Link| Graph::new(kinds, vec![l]).unwrap_err();
    assert_eq!(Graph::new(vec![], vec![]).unwrap_err(), GraphError::Empty);
    assert!(matches!(
        refused(vec![Origin], link(0, 4)),
        GraphError::UnknownPlace { place: 4, .. }
    ));
    assert!(matches!(
        refused(vec![Origin], link(0, 0)),
        GraphError::Loop { .. }
    ));
    let two = || vec![Origin, Sector];
    for bad in [
        Link {
            capacity: -1.0,
            ..link(0, 1)
        },
        Link {
            capacity: f64::NAN,
            ..link(0, 1)
        },
        Link {
            days: f64::NAN,
            ..link(0, 1)
        },
        Link {
            price_usd: f64::INFINITY,
            ..link(0, 1)
        },
        Link {
            death: 1.2,
            ..link(0, 1)
        },
        Link {
            apprehension: f64::NAN,
            ..link(0, 1)
        },
    ] {
        assert!(matches!(refused(two(), bad), GraphError::Figure { link: 0, .. }));
    }
    let graph = Graph::new(two(), vec![link(0, 1)]).unwrap();
    let end = [None, Some(0.0)];
    assert!(matches!(
        Journeys::solve(&graph, &[f64::NAN], &end, 1.0),
        Err(GraphError::Figure { .. })
    ));
    assert!(matches!(
        Journeys::solve(&graph, &[], &end, 1.0),
        Err(GraphError::Length { .. })
    ));
    assert_eq!(
        Journeys::solve(&graph, &[0.0], &end, 0.0),
        Err(GraphError::Scale(0.0))
    );
    let circle = Graph::new(
        vec![Origin, Transit, Sector],
        vec![link(0, 1), link(1, 0), link(1, 2)],
    )
    .unwrap();
    assert!(matches!(
        Journeys::solve(&circle, &[0.1, 0.1, 0.0], &[None, None, Some(0.0)], 1.0),
        Err(GraphError::Unbounded { .. })
    ));
}

/// A path of a million links, and a grid with a million links both ways.
#[test]
fn a_million_links_take_linear_time() {
    let n = 1_000_001_u32;
    let kinds: Vec<PlaceKind> = (0..n)
        .map(|i| if i + 1 == n { Sector } else { Transit })
        .collect();
    let graph = Graph::new(kinds, (0..n - 1).map(|i| link(i, i + 1)).collect()).unwrap();
    let end: Vec<Option<f64>> = (0..n).map(|i| (i + 1 == n).then_some(0.0)).collect();
    let solved = Journeys::solve(&graph, &vec![-2.0; 1_000_000], &end, 1.0).unwrap();
    assert!((solved.value[0] + 2_000_000.0).abs() < 1e-3);
    let days = solved.expected(&graph, |l| l.days, Link::survival).unwrap();
    assert!((days[0] - 1_000_000.0).abs() < 1e-6);

    let side = 500_u32;
    let mut links = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let at = y * side + x;
            if x + 1 < side {
                links.extend([link(at, at + 1), link(at + 1, at)]);
            }
            if y + 1 < side {
                links.extend([link(at, at + side), link(at + side, at)]);
            }
        }
    }
    let count = links.len();
    let mut kinds = vec![Transit; (side * side) as usize];
    kinds[0] = Sector;
    let graph = Graph::new(kinds, links).unwrap();
    let mut end = vec![None; (side * side) as usize];
    end[0] = Some(0.0);
    let solved = Journeys::solve(&graph, &vec![-6.0; count], &end, 1.0).unwrap();
    let total: f64 = graph
        .from(77_777)
        .iter()
        .map(|l| solved.probability[*l as usize])
        .sum();
    assert!((total - 1.0).abs() < 1e-9);
}

proptest! {
    /// Probabilities of the links of a place sum to one wherever a journey leads on.
    #[test]
    fn links_of_a_place_share_one(pairs in proptest::collection::vec((0_u32..8, 0_u32..8, -6.0_f64..-2.5), 1..30)) {
        let mut kinds = vec![Transit; 7];
        kinds.push(Sector);
        let (links, v): (Vec<Link>, Vec<f64>) = pairs.into_iter().filter(|(a, b, _)| a != b).map(|(a, b, v)| (link(a, b), v)).unzip();
        let graph = Graph::new(kinds, links).unwrap();
        let mut end = vec![None; 8];
        end[7] = Some(0.0);
        let solved = Journeys::solve(&graph, &v, &end, 1.0).unwrap();
        for place in 0..7 {
            let total: f64 = graph.from(place).iter().map(|l| solved.probability[*l as usize]).sum();
            match solved.reach(place) {
                Reach::Open(_) => prop_assert!((total - 1.0).abs() < 1e-9),
                Reach::Isolated => prop_assert!(total == 0.0),
            }
        }
    }
}
