use proptest::prelude::*;

use super::{
    expression::{DEEPEST, key, parse},
    lookup::Shape,
    *,
};

fn times(stop: f64, dt: f64, method: Method) -> Times {
    Times {
        start: 0.0,
        stop,
        step: dt,
        method,
    }
}

/// The value of an equation at time 3, with x = 10.
fn value(equation: &str) -> f64 {
    let mut model = Model::new(Times {
        start: 0.0,
        stop: 3.0,
        step: 0.5,
        method: Method::Euler,
    });
    model
        .auxiliary("x", "10")
        .unwrap()
        .auxiliary("y", equation)
        .unwrap();
    *model.run().unwrap().of("Y").unwrap().last().unwrap()
}

#[test]
fn operators_bind_as_the_language_says() {
    for (equation, expected) in [
        ("2 + 3 * 4", 14.0),
        ("-2^2", -4.0),
        ("2^3^2", 512.0),
        ("2^-1", 0.5),
        ("7 MOD 4 * 2", 6.0),
        ("-7 mod 4", 1.0),
        ("1 < 2 AND NOT (2 = 3)", 1.0),
        ("1 > 2 OR 3 <> 3", 0.0),
        ("IF x >= 10 THEN 1 ELSE 1/0", 1.0),
        ("max(x, 20) {a comment} - Min(x, 3)", 17.0),
        ("SAFEDIV(1, 0) + safediv(1, 0, 5)", 5.0),
        ("1.5e1 + .5", 15.5),
        ("INT(-1.5)", -2.0),
        ("STEP(4, 2) + STEP(1, 3.3)", 4.0),
        ("RAMP(2, 1)", 4.0),
        ("RAMP(2, 1, 2)", 2.0),
        ("PULSE(5, 1, 2)", 10.0),
        ("PULSE(5, 2)", 0.0),
        ("TIME + DT + STARTTIME + STOPTIME", 6.5),
        ("LN(EXP(2)) + SQRT(9) + ABS(-1) + LOG10(100)", 8.0),
        ("SIN(PI) + COS(0) + ARCTAN(TAN(0.5))", 1.5),
        ("INIT(TIME)", 0.0),
    ] {
        assert!(
            (value(equation) - expected).abs() < 1e-12,
            "{equation}: {}",
            value(equation)
        );
    }
}

#[test]
fn wrong_equations_say_where() {
    for (equation, at) in [
        ("", 0),
        ("2 +", 3),
        ("2 3", 2),
        ("(1", 2),
        ("1)", 1),
        ("a $ b", 2),
        ("IF 1 THEN 2", 11),
        ("\"open", 0),
        ("{open", 0),
        ("1e999", 0),
        ("f(1,)", 4),
    ] {
        assert_eq!(parse(equation).unwrap_err().at, at, "{equation}");
    }
    let deep = format!("{}1{}", "(".repeat(DEEPEST + 1), ")".repeat(DEEPEST + 1));
    assert!(parse(&deep).unwrap_err().why.contains("nests deeper"));
    assert!(parse(&"-".repeat(4000)).is_err() && parse(&"1+".repeat(3000)).is_err());
    let long = (0..20).fold("1".to_owned(), |inner, _| format!("({inner}{})", "+1".repeat(99)));
    let mut model = Model::new(times(1.0, 1.0, Method::Euler));
    let spoken = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        model.auxiliary("a", &long).unwrap();
        model.run().unwrap().of("a").unwrap()[0]
    });
    assert!((spoken.unwrap().join().unwrap() - 1981.0).abs() < 1e-9);
    assert!(parse(&format!("{}1{}", "(".repeat(DEEPEST), ")".repeat(DEEPEST))).is_ok());
}

#[test]
fn models_that_cannot_be_are_refused_by_name() {
    let model = || Model::new(times(1.0, 0.5, Method::Euler));
    let mut unknown = model();
    unknown.auxiliary("births", "birth rate").unwrap_err();
    unknown
        .auxiliary("births", "birht_rate")
        .unwrap()
        .auxiliary("Birth Rate", "1")
        .unwrap();
    let said = unknown.run().unwrap_err().to_string();
    assert!(said.contains("did you mean `birth_rate`"), "{said}");
    let mut circle = model();
    circle
        .auxiliary("a", "b")
        .unwrap()
        .auxiliary("b", "c + 1")
        .unwrap()
        .auxiliary("c", "b")
        .unwrap();
    let said = circle.run().unwrap_err().to_string();
    assert!(said.starts_with("`b`, `c` need each other"), "{said}");
    let mut twice = model();
    twice
        .auxiliary("my name", "1")
        .unwrap()
        .auxiliary("My_Name", "2")
        .unwrap();
    assert!(matches!(twice.run(), Err(StockFlowError::Twice(_))));
    let mut infinite = model();
    infinite.auxiliary("a", "1 / (0.5 - TIME)").unwrap();
    assert!(
        matches!(infinite.run(), Err(StockFlowError::NotFinite { time, .. }) if (time - 0.5).abs() < 1e-12)
    );
    let mut random = model();
    random.auxiliary("a", "NORMAL(1, 2)").unwrap();
    assert!(random.run().unwrap_err().to_string().contains("not supported"));
    let mut filled = model();
    filled
        .auxiliary("a", "1")
        .unwrap()
        .stock("s", "0", &["a"], &[], false)
        .unwrap();
    assert!(filled.run().unwrap_err().to_string().contains("is no flow"));
    for bad in [
        times(1.0, 0.0, Method::Euler),
        times(-1.0, 0.5, Method::Euler),
        times(1e9, 1e-9, Method::Euler),
    ] {
        assert!(matches!(Model::new(bad).run(), Err(StockFlowError::Times(_))));
    }
}

/// Exponential decay: Euler's error falls with the step, that of Runge and Kutta with its fourth power.
#[test]
fn methods_have_their_order() {
    let error = |step: f64, method: Method| {
        let mut model = Model::new(times(1.0, step, method));
        model
            .stock("s", "1", &[], &["out"], false)
            .unwrap()
            .flow("out", "s", false)
            .unwrap();
        (model.run().unwrap().of("s").unwrap().last().unwrap() - (-1.0_f64).exp()).abs()
    };
    let euler = error(0.1, Method::Euler) / error(0.05, Method::Euler);
    let fourth = error(0.1, Method::RungeKutta4) / error(0.05, Method::RungeKutta4);
    assert!(
        (1.8..2.2).contains(&euler) && (14.0..18.0).contains(&fourth),
        "{euler} {fourth}"
    );
}

#[test]
fn stocks_that_must_not_be_negative_hold_their_outflows() {
    let mut model = Model::new(times(3.0, 1.0, Method::Euler));
    model.stock("a", "5", &[], &["first", "second"], true).unwrap();
    model.stock("b", "0", &["first"], &[], false).unwrap();
    model
        .flow("first", "3", false)
        .unwrap()
        .flow("second", "3", false)
        .unwrap();
    let run = model.run().unwrap();
    assert_eq!(run.of("a").unwrap(), [5.0, 0.0, 0.0, 0.0]);
    assert_eq!(run.of("second").unwrap(), [2.0, 0.0, 0.0, 0.0]);
    assert_eq!(run.of("b").unwrap(), [0.0, 3.0, 3.0, 3.0]);
    let refused = model.with_times(times(3.0, 1.0, Method::RungeKutta4)).run();
    assert!(refused.unwrap_err().to_string().contains("Euler"));
    let mut one_way = Model::new(times(1.0, 1.0, Method::Euler));
    one_way.flow("f", "-2", true).unwrap();
    assert_eq!(one_way.run().unwrap().of("f").unwrap(), [0.0, 0.0]);
}

#[test]
fn delays_conserve_what_they_hold_and_smooths_close_the_gap() {
    let mut model = Model::new(times(60.0, 0.0625, Method::RungeKutta4));
    for (name, equation) in [
        ("input", "STEP(1, 0)"),
        ("one", "DELAY1(input, 5, 0)"),
        ("three", "DELAY3(input, 5, 0)"),
        ("n", "DELAYN(input, 5, 3, 0)"),
        ("smooth", "SMTH1(input, 5, 0)"),
        ("third", "SMTH3(input, 5, 0)"),
        ("still", "DELAY3(7, 5)"),
    ] {
        model.auxiliary(name, equation).unwrap();
    }
    let run = model.run().unwrap();
    let at = |name: &str, time: usize| run.of(name).unwrap()[16 * time];
    // Erlang distributions: 1 − e^{−t/5}, and 1 − e^{−u}(1 + u + u²/2) with u = 3t/5.
    let u: f64 = 3.0;
    assert!((at("one", 5) - (1.0 - (-1.0_f64).exp())).abs() < 1e-6);
    assert!((at("three", 5) - (1.0 - (-u).exp() * (1.0 + u + u * u / 2.0))).abs() < 1e-6);
    for (a, b) in [("three", "n"), ("three", "third"), ("one", "smooth")] {
        assert!((at(a, 7) - at(b, 7)).abs() < 1e-12, "{a} {b}");
    }
    assert!((at("still", 30) - 7.0).abs() < 1e-12 && !run.names.iter().any(|n| n.contains("delay")));
}

#[test]
fn curves_lie_between_and_beyond_their_points() {
    let curve = |shape| Lookup::new("c", vec![(0.0, 0.0), (1.0, 10.0), (3.0, 0.0)], shape).unwrap();
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
    close(curve(Shape::Continuous).at(2.0), 5.0);
    close(curve(Shape::Continuous).at(9.0), 0.0);
    close(curve(Shape::Extrapolate).at(4.0), -5.0);
    close(curve(Shape::Extrapolate).at(-1.0), -10.0);
    close(curve(Shape::Discrete).at(2.9), 10.0);
    close(curve(Shape::Discrete).at(-1.0), 0.0);
    assert!(curve(Shape::Discrete).at(f64::NAN).is_nan());
    assert!(Lookup::new("c", vec![(1.0, 0.0), (1.0, 1.0)], Shape::Continuous).is_err());
    let mut model = Model::new(times(2.0, 1.0, Method::Euler));
    model.lookup("effect", curve(Shape::Continuous)).unwrap();
    model.auxiliary("a", "effect(TIME) + LOOKUP(effect, 1)").unwrap();
    assert_eq!(model.run().unwrap().of("a").unwrap(), [10.0, 20.0, 15.0]);
}

const FILE: &str = r#"<?xml version="1.0"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><name>t</name></header>
<sim_specs method="RK4"><start>0</start><stop>2</stop><dt reciprocal="true">4</dt></sim_specs>
<model><variables>
<stock name="People\nabroad"><eqn>1 &lt; 2</eqn><inflow>leaving</inflow></stock>
<flow name="leaving"><eqn><![CDATA[IF 1 < 2 THEN 2 ELSE 3]]></eqn><units>people</units></flow>
<aux name="curve"><eqn>TIME</eqn><gf><xscale min="0" max="2"/><ypts>0,5,0</ypts></gf></aux>
</variables><views/></model></xmile>"#;

#[test]
fn files_are_read_or_refused_with_their_line() {
    let run = xmile::read(FILE).unwrap().run().unwrap();
    assert_eq!(run.times.len(), 9);
    assert!((run.of("people abroad").unwrap()[8] - 5.0).abs() < 1e-12);
    assert!((run.of("curve").unwrap()[4] - 5.0).abs() < 1e-12);
    for (from, to, line, part) in [
        ("<units>people</units>", "<unit>people</unit>", 7, "`unit`"),
        ("<units>people</units>", "<dimensions/>", 7, "not supported"),
        ("RK4", "gear", 4, "`gear`"),
        ("</header>", "", 9, "well-formed"),
        ("<stop>2</stop>", "<stop>two</stop>", 4, "no number"),
        ("&lt;", "&lg;", 6, "reference"),
        ("<eqn>TIME</eqn>", "<conveyor/>", 8, "conveyor"),
    ] {
        match xmile::read(&FILE.replace(from, to)) {
            Err(StockFlowError::File { line: at, why }) => {
                assert!(at == line && why.contains(part), "{to}: line {at}: {why}");
            }
            other => panic!("{to}: {other:?}"),
        }
    }
    assert!(
        xmile::read("").is_err() && xmile::read("<a/>").is_err() && xmile::read(&"<a>".repeat(99)).is_err()
    );
}

proptest! {
    #[test]
    fn no_text_stops_the_reader(text in ".{0,60}", deep in "[-(+0-9a-z ^*/,)\"{}]{0,60}") {
        let _ = parse(&text);
        let _ = parse(&deep);
        let _ = xmile::read(&text);
        let _ = xmile::read(&FILE.replace("TIME", &deep));
        prop_assert_eq!(key(&key(&text)), key(&text));
    }

    /// What flows between stocks is neither made nor lost.
    #[test]
    fn flows_between_stocks_conserve(a in 0.0..1e6_f64, b in 0.0..1e6_f64, rate in 0.0..0.9_f64, euler in any::<bool>()) {
        let method = if euler { Method::Euler } else { Method::RungeKutta4 };
        let mut model = Model::new(times(20.0, 0.25, method));
        model.stock("a", &a.to_string(), &["back"], &["out"], false).unwrap();
        model.stock("b", &b.to_string(), &["out"], &["back"], false).unwrap();
        model.flow("out", &format!("{rate} * a"), false).unwrap().flow("back", "0.1 * b", false).unwrap();
        let run = model.run().unwrap();
        for (x, y) in run.of("a").unwrap().iter().zip(run.of("b").unwrap()) {
            prop_assert!((x + y - a - b).abs() <= 1e-9 * (a + b));
        }
    }
}
