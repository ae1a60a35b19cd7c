//! Mixes and bells.

use rootcast_forecast::{
    alert::Ranking,
    composition::{
        aitchison_distance, attribute, clr, ilr, jensen_shannon_distance, jensen_shannon_divergence,
        replace_zeros,
    },
};

use super::{all_close, close, group, numbers, rows};

#[test]
fn composition() {
    let group = group("composition");
    let (x, centred, isometric) = (rows(&group["x"]), rows(&group["clr"]), rows(&group["ilr"]));
    for (i, parts) in x.iter().enumerate() {
        all_close(&clr(parts).unwrap(), &centred[i], "clr");
        all_close(&ilr(parts).unwrap(), &isometric[i], "ilr");
    }
    let want = |name: &str| group[name].as_f64().unwrap();
    let (a, b) = (&x[0], &x[1]);
    close(
        aitchison_distance(a, b).unwrap(),
        want("aitchison_dist_0_1"),
        "Aitchison",
    );
    close(
        jensen_shannon_distance(a, b).unwrap(),
        want("jensenshannon_distance_base2_0_1"),
        "JS",
    );
    let divergence = want("jensenshannon_divergence_base2_0_1");
    close(jensen_shannon_divergence(a, b).unwrap(), divergence, "JS");
    let parts: f64 = attribute(a, b).unwrap().iter().map(|c| c.bits).sum();
    close(parts, divergence, "attributed");
    // The replacement is given without what was replaced: the ratios that it keeps and its zeros say what that was.
    let replaced = rows(&group["multi_replace"]);
    for (parts, want) in [[0.0, 0.4, 0.6], [0.2, 0.0, 0.8]].iter().zip(&replaced) {
        all_close(&replace_zeros(parts, None).unwrap(), want, "replacement");
    }
}

#[test]
fn bells() {
    let group = group("alert_skill");
    let (events, scores) = (numbers(&group["y"]), numbers(&group["s"]));
    let occasions: Vec<(f64, bool)> = scores.iter().zip(&events).map(|(s, y)| (*s, *y > 0.5)).collect();
    let ranking = Ranking::new(&occasions).unwrap();
    let want = |name: &str| group[name].as_f64().unwrap();
    close(ranking.roc_auc(), want("roc_auc"), "area");
    close(
        ranking.average_precision(),
        want("average_precision"),
        "average precision",
    );
    let (mut precision, mut recall): (Vec<f64>, Vec<f64>) = ranking
        .precision_recall()
        .iter()
        .map(|p| (p.precision, p.recall))
        .unzip();
    // The oracle ends its curve at the point without alarms, whose precision it calls 1.
    precision.push(1.0);
    recall.push(0.0);
    all_close(&precision, &numbers(&group["precision"]), "precision");
    all_close(&recall, &numbers(&group["recall"]), "recall");
    let (fpr, tpr): (Vec<f64>, Vec<f64>) = ranking
        .operating()
        .iter()
        .map(|p| (p.false_alarm_rate, p.hit_rate))
        .unzip();
    all_close(&fpr, &numbers(&group["fpr"]), "false alarm rate");
    all_close(&tpr, &numbers(&group["tpr"]), "hit rate");
}
