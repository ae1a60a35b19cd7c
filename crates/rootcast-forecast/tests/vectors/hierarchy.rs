//! Reconciliation.

use rootcast_forecast::hierarchy::{
    Hierarchy,
    covariance::Errors,
    reconcile::{Method, Reconciler},
};

use super::{close, group, rows};

#[test]
fn reconciliation() {
    let group = group("mint_hierarchicalforecast_1.5.3");
    let s = rows(&group["S"]);
    let bottoms = s[0].len();
    let names: Vec<String> = (0..bottoms).map(|b| format!("bottom {b}")).collect();
    let mut hierarchy = Hierarchy::new(names.clone()).unwrap();
    for (node, row) in s[..s.len() - bottoms].iter().enumerate() {
        let members: Vec<&str> = (0..bottoms)
            .filter(|b| row[*b] > 0.5)
            .map(|b| names[b].as_str())
            .collect();
        hierarchy.add(&format!("sum {node}"), &members).unwrap();
    }
    let matrix = hierarchy.summing_matrix();
    for (i, row) in s.iter().enumerate() {
        assert!(row.iter().enumerate().all(|(j, v)| matrix[(i, j)] == *v));
    }
    let errors: Vec<Vec<f64>> = rows(&group["y_insample"])
        .iter()
        .zip(rows(&group["yhat_insample"]))
        .map(|(y, f)| y.iter().zip(f).map(|(y, f)| y - f).collect())
        .collect();
    let errors = Errors::new(&errors).unwrap();
    let base = rows(&group["base"]);
    for (method, wanted) in [
        (Method::BottomUp, "BottomUp"),
        (Method::Ordinary, "ols"),
        (Method::Ordinary, "closed_form_ols"),
        (Method::Structural, "wls_struct"),
        (Method::Structural, "closed_form_wls_struct"),
        (Method::Variance(&errors), "closed_form_wls_var"),
        (Method::Sample(&errors), "mint_cov"),
        (Method::Shrinkage(&errors), "mint_shrink"),
    ] {
        let reconciler = Reconciler::new(&hierarchy, method).unwrap();
        let want = rows(&group[wanted]);
        for step in 0..base[0].len() {
            let figures: Vec<f64> = base.iter().map(|b| b[step]).collect();
            let moved = reconciler.reconcile(&figures).unwrap();
            assert!(hierarchy.incoherence(&moved).unwrap() < 1e-9);
            for (node, moved) in moved.iter().enumerate() {
                close(*moved, want[node][step], &format!("{wanted}, node {node}"));
            }
        }
    }
}
