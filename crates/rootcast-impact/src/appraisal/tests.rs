use rand::{Rng, RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64Mcg;

use super::*;

/// Twenty units moved by two common factors, with the first one moved by `effect` from step 30 of 42 on.
fn world(seed: u64, effect: f64) -> Panel {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let (units, steps, start) = (20, 42, 30);
    let mut factors = vec![[0.0; 2]; steps];
    for t in 1..steps {
        let before = factors[t - 1];
        for (factor, was) in factors[t].iter_mut().zip(before) {
            let z: f64 = StandardNormal.sample(&mut random);
            *factor = 0.9 * was + 0.3 * z;
        }
    }
    let mut values = Vec::new();
    for unit in 0..units {
        let loads: [f64; 2] = [random.random(), random.random()];
        let level: f64 = 5.0 + 3.0 * random.random::<f64>();
        for (t, f) in factors.iter().enumerate() {
            let noise: f64 = StandardNormal.sample(&mut random);
            let moved = if unit == 0 && t >= start { effect } else { 0.0 };
            values.push(level + loads[0] * f[0] + loads[1] * f[1] + 0.08 * noise + moved);
        }
    }
    let _ = random.next_u64();
    let name = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect::<Vec<_>>();
    Panel::new(name("u", units), name("t", steps), values).unwrap()
}

fn ask(panel: &Panel, neighbours: &[usize], breaks: &[usize]) -> Appraisal {
    let design = Design::block(panel, &[0], 30).unwrap();
    appraise(&Question {
        panel,
        design: &design,
        method: Method::DemeanedControl,
        covariates: &[],
        neighbours,
        breaks,
        way: Way::Fall,
        bars: &Bars::default(),
    })
    .unwrap()
}

#[test]
fn a_true_effect_is_mostly_found_and_none_is_hardly_ever_supported() {
    let (mut found, mut wrong) = (0, 0);
    for seed in 0..40 {
        let real = ask(&world(seed, -0.8), &[], &[]);
        assert!((real.effect + 0.8).abs() < 0.3, "{seed}: {}", real.effect);
        found += u32::from(matches!(real.verdict, Verdict::Supported | Verdict::Fragile));
        wrong += u32::from(ask(&world(seed, 0.0), &[], &[]).verdict == Verdict::Supported);
    }
    assert!(found >= 32, "{found}");
    assert!(wrong <= 2, "{wrong}");
}

#[test]
fn an_effect_the_other_way_contradicts() {
    let found = (0..20)
        .filter(|s| ask(&world(*s, 0.8), &[], &[]).verdict == Verdict::Contradicted)
        .count();
    assert!(found >= 14, "{found}");
}

#[test]
fn a_change_of_the_measure_at_treatment_is_not_identifiable() {
    let a = ask(&world(1, -0.8), &[], &[30]);
    assert_eq!((a.verdict, a.decided_by), (Verdict::NotIdentifiable, "measure"));
    // Far from treatment it is none of this gate's business.
    assert_ne!(ask(&world(1, -0.8), &[], &[5]).decided_by, "measure");
}

#[test]
fn few_donors_cannot_show_anything() {
    let world = world(2, -0.8);
    let values = (0..6).flat_map(|u| world.unit(u).to_vec()).collect();
    let panel = Panel::new(world.units()[..6].to_vec(), world.steps().to_vec(), values).unwrap();
    let a = ask(&panel, &[], &[]);
    assert!(
        matches!(a.verdict, Verdict::Underpowered | Verdict::NotIdentifiable),
        "{:?}",
        a.verdict
    );
}

#[test]
fn several_treated_units_are_told_to_be_summed() {
    let panel = world(3, 0.0);
    let design = Design::block(&panel, &[0, 1], 30).unwrap();
    let bars = Bars::default();
    let question = Question {
        panel: &panel,
        design: &design,
        method: Method::DemeanedControl,
        covariates: &[],
        neighbours: &[],
        breaks: &[],
        way: Way::Fall,
        bars: &bars,
    };
    assert!(
        appraise(&question)
            .unwrap_err()
            .to_string()
            .contains("sum them up")
    );
}

#[test]
fn the_rule_names_the_gate_that_decided() {
    let gate = |name, passed| Gate {
        name,
        found: None,
        bar: 0.0,
        passed,
        says: String::new(),
    };
    let case = |failing: &[&'static str], fits| {
        let all = [
            "steps",
            "measure",
            "fit",
            "overlap",
            "floor",
            "power",
            "placebo",
            "width",
            "donors",
            "concentration",
            "in-time",
            "methods",
            "peak",
            "interference",
        ];
        verdict::of(&all.map(|n| gate(n, !failing.contains(&n))), fits)
    };
    assert_eq!(case(&[], true), (Verdict::Supported, "placebo"));
    assert_eq!(case(&[], false), (Verdict::Contradicted, "direction"));
    assert_eq!(case(&["peak"], true), (Verdict::Fragile, "peak"));
    assert_eq!(case(&["placebo"], true), (Verdict::Contradicted, "placebo"));
    assert_eq!(
        case(&["placebo", "power"], true),
        (Verdict::Underpowered, "power")
    );
    assert_eq!(case(&["fit", "placebo"], true), (Verdict::NotIdentifiable, "fit"));
    assert_eq!(case(&["floor"], true), (Verdict::Underpowered, "floor"));
}

#[test]
fn the_gates_are_looked_at_for_every_method_with_a_path() {
    let panel = world(11, -1.5);
    let design = Design::block(&panel, &[0], 30).unwrap();
    let steps = panel.steps().len();
    let rate = Covariate {
        name: "rate".to_owned(),
        figures: Panel::new(
            panel.units().to_vec(),
            panel.steps().to_vec(),
            (0..panel.values().len())
                .map(|i| ((i / steps * 37) % 11) as f64)
                .collect(),
        )
        .unwrap(),
        role: methods::Role::Predictor,
    };
    for method in Method::ALL {
        let found = appraise(&Question {
            panel: &panel,
            design: &design,
            method,
            covariates: std::slice::from_ref(&rate),
            neighbours: &[3],
            breaks: &[],
            way: Way::Fall,
            bars: &Bars::default(),
        });
        if !method.has_path() {
            let said = found.unwrap_err().to_string();
            assert!(said.contains("let the plan name another method"), "{said}");
            continue;
        }
        let found = found.unwrap();
        assert_eq!(
            (found.gaps.len(), found.gates.len(), found.placebos.len()),
            (42, 14, 19),
            "{method:?}"
        );
        assert_eq!(found.estimates[0].method, method.title());
        assert!(found.effect < -0.5, "{method:?} {}", found.effect);
        let (low, high) = found.without_a_donor;
        assert!(low <= high, "{method:?}");
    }
}
