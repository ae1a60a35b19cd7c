//! Adaptive conformal inference.

use rootcast_forecast::conformal::Adaptive;

use super::{close, group, numbers, rows};

#[test]
fn adaptive() {
    let group = group("aci");
    let want = |name: &str| group[name].as_f64().unwrap();
    let scores = numbers(&group["scores"]);
    let start = usize::try_from(group["start"].as_u64().unwrap()).unwrap();
    let mut rule = Adaptive::new(want("alpha"), want("gamma"));
    for score in &scores[..start] {
        rule.learn(*score);
    }
    let steps = rows(&group["rows_alpha_halfwidth_err"]);
    assert_eq!(steps.len(), scores.len() - start);
    let mut missed = 0.0;
    for (step, score) in steps.iter().zip(&scores[start..]) {
        close(rule.alpha(), step[0], "level");
        close(rule.half_width(), step[1], "half-width");
        let miss = f64::from(u8::from(rule.hear(*score)));
        close(miss, step[2], "miss");
        missed += miss;
    }
    close(1.0 - missed / steps.len() as f64, want("coverage"), "coverage");
}
