//! Changes.

use rootcast_forecast::changepoint::{
    cost::{Cost, Priced},
    online::{Detector, NormalGamma},
    segment::{Stop, binary, dynamic, pelt},
};
use serde_json::Value;

use super::{all_close, close, group, numbers};

fn cuts(value: &Value) -> Vec<usize> {
    let mut ends: Vec<usize> = serde_json::from_value(value.clone()).unwrap();
    ends.pop();
    ends
}

#[test]
fn cuts_of_a_series() {
    let group = group("changepoint_ruptures_1.1.10");
    let signal = numbers(&group["signal"]);
    for (name, kind) in [
        ("l1", Cost::Absolute),
        ("l2", Cost::Squares),
        ("normal", Cost::Normal),
        ("rbf", Cost::Kernel),
    ] {
        let mut priced = Priced::new(&signal, kind).unwrap();
        for penalty in [5_u8, 20] {
            let want = cuts(&group[format!("pelt_{name}_pen{penalty}_minsize2_jump1")]);
            assert_eq!(
                pelt(&mut priced, f64::from(penalty), 2).unwrap(),
                want,
                "{name} {penalty}"
            );
        }
    }
    let mut priced = Priced::new(&signal, Cost::Squares).unwrap();
    assert_eq!(dynamic(&mut priced, 2, 2).unwrap(), cuts(&group["dynp_l2_2"]));
    assert_eq!(
        binary(&mut priced, Stop::Changes(2), 2).unwrap(),
        cuts(&group["binseg_l2_2"])
    );
}

#[test]
fn listening_to_a_series() {
    let group = group("bocpd_adams_mackay");
    let want = |name: &str| group[name].as_f64().unwrap();
    let prior = NormalGamma {
        mu: want("mu0"),
        kappa: want("kappa0"),
        alpha: want("alpha0"),
        beta: want("beta0"),
    };
    let mut detector = Detector::new(prior, want("hazard_lambda")).unwrap();
    let (mut runs, mut ends) = (Vec::new(), Vec::new());
    for x in numbers(&group["x"]) {
        detector.hear(x).unwrap();
        runs.push(detector.most_likely_run());
        ends.push(detector.run_lengths()[0]);
    }
    let likely: Vec<usize> = serde_json::from_value(group["map_run_length_after_each_obs"].clone()).unwrap();
    assert_eq!(runs, likely);
    all_close(&ends, &numbers(&group["p_run0_after_each_obs"]), "P(r = 0)");
    close(detector.ln_evidence(), want("log_evidence"), "evidence");
}
