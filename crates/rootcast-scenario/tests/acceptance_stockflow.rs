//! The SIR and teacup models of the public system-dynamics suite against the outputs of Vensim and Stella.
#![allow(clippy::unwrap_used, reason = "a test fails where its files do")]

use std::path::PathBuf;

use rootcast_scenario::stockflow::{Method, Times, integrate::Run, xmile};

fn file(name: &str) -> PathBuf {
    std::env::var_os("ROOTCAST_SHARED")
        .map_or_else(
            || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
            PathBuf::from,
        )
        .join("data/golden/system-dynamics")
        .join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Every column of an output against the run, within a share of its size; how many values there were.
fn compare(run: &Run, output: &str, within: f64) -> usize {
    let mut reader = csv::Reader::from_path(file(output)).unwrap_or_else(|e| panic!("{output}: {e}"));
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<Vec<f64>> = reader
        .records()
        .map(|r| r.unwrap().iter().map(|v| v.trim().parse().unwrap()).collect())
        .collect();
    // Stella writes no last row of some runs.
    assert!(
        rows.len() == run.times.len() || rows.len() + 1 == run.times.len(),
        "{output}: {}",
        rows.len()
    );
    let mut seen = 0;
    for (c, name) in names.iter().enumerate().skip(1) {
        let ours = run.of(name).unwrap_or_else(|| panic!("{output}: no {name}"));
        for (row, ours) in rows.iter().zip(ours) {
            let theirs = row[c];
            assert!(
                (ours - theirs).abs() <= within * theirs.abs().max(1e-3),
                "{output} {name}: {ours} and not {theirs}"
            );
            seen += 1;
        }
    }
    seen
}

#[test]
fn sir() {
    for name in ["SIR/SIR.xmile", "SIR/SIR_reciprocal-dt.xmile"] {
        let run = xmile::read(&text(name)).unwrap().run().unwrap();
        assert_eq!(run.times.len(), 3201);
        // Vensim writes six digits of single precision, Stella twelve of double.
        assert_eq!(compare(&run, "SIR/output.csv", 1e-5), 8 * 3201);
        assert!(compare(&run, "SIR/output_stella1006.csv", 1e-9) >= 8 * 3200);
        for i in 0..run.times.len() {
            let people: f64 = ["susceptible", "infectious", "recovered"]
                .iter()
                .map(|n| run.of(n).unwrap()[i])
                .sum();
            assert!((people - 1005.0).abs() < 1e-9);
        }
    }
}

#[test]
fn teacup() {
    for name in ["teacup/teacup.xmile", "teacup/teacup_w_diagram.xmile"] {
        let model = xmile::read(&text(name)).unwrap();
        let run = model.run().unwrap();
        assert_eq!(compare(&run, "teacup/output.csv", 1e-5), 4 * 241);
        assert!(compare(&run, "teacup/output_stella1006.csv", 1e-9) >= 4 * 240);
    }
    // The closed form, which Euler's method comes near and that of Runge and Kutta meets.
    let fine = xmile::read(&text("teacup/teacup.xmile"))
        .unwrap()
        .with_times(Times {
            start: 0.0,
            stop: 30.0,
            step: 0.125,
            method: Method::RungeKutta4,
        });
    let last = *fine
        .run()
        .unwrap()
        .of("Teacup Temperature")
        .unwrap()
        .last()
        .unwrap();
    assert!((last - (70.0 + 110.0 * (-3.0_f64).exp())).abs() < 1e-6);
}
