//! Prediction intervals on German reunification against scpi.
#![allow(clippy::unwrap_used)]

mod panels;

use panels::{germany, json, near};
use rootcast_impact::interval::{Options, predicted};

#[test]
fn german_intervals_are_the_reference() {
    let (panel, design) = germany(1991);
    let reference = json("expected/scpi_germany.json");
    let options = Options {
        draws: 2000,
        ..Options::default()
    };
    let ours = predicted(&panel, &design, &options).unwrap();
    for (donor, weight) in ours.fit.donors.iter().zip(&ours.fit.weights) {
        let name = format!("('West Germany', '{}')", panel.units()[*donor]);
        near(&name, *weight, reference["w"][&name].as_f64().unwrap(), 1e-4);
    }
    for (k, year) in (1991..=2003).enumerate() {
        let name = format!("('West Germany', {year})");
        let said = &reference["CI_in_sample"][&name];
        let width = said[2].as_f64().unwrap();
        for (ours, key) in [
            (ours.within[k], "CI_in_sample"),
            (ours.interval[k], "CI_all_gaussian"),
        ] {
            let said = &reference[key][&name];
            near(
                &format!("{key} {year}, low"),
                ours.0,
                said[0].as_f64().unwrap(),
                0.06 * width,
            );
            near(
                &format!("{key} {year}, high"),
                ours.1,
                said[1].as_f64().unwrap(),
                0.06 * width,
            );
        }
    }
    // Two thousand draws of the reference, in thousands.
    let captured = &json("captured/scpi_germany_pi__reference.json")["values"];
    for (k, (low, high)) in ours.interval.iter().enumerate() {
        let at = |key: &str| 1000.0 * captured[key][k].as_f64().unwrap();
        let width = ours.within[k].1 - ours.within[k].0;
        near("captured, low", *low, at("coint_lo"), 0.05 * width);
        near("captured, high", *high, at("coint_hi"), 0.05 * width);
    }
}
