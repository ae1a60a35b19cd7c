//! Least squares with absorbed effects against fixest and pyfixest.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a test fails where its files do"
)]

mod files;

use files::{Table, json, near, numbers, texts};
use rootcast_impact::{
    absorb::Factor,
    cohorts::{Average, cohorts},
    regression::{Fit, Regression, Regressor, event_study},
    variance::{Covariance, Variance},
};
use serde_json::Value;

/// Coefficients to 1e-8, errors to 1e-6, p-values to 1e-5.
fn hold(fit: &Fit, covariance: &Covariance, golden: &Value, (coefficient, error): (f64, f64)) {
    let names = texts(&golden["term"]);
    assert_eq!(fit.names(), names);
    let (est, se) = (numbers(&golden["est"]), numbers(&golden["se"]));
    let errors = covariance.errors();
    for i in 0..names.len() {
        near(&names[i], fit.coefficients()[i], est[i], coefficient);
        near(&format!("error of {}", names[i]), errors[i] / se[i], 1.0, error);
        if golden["p"].is_null() {
            continue;
        }
        let p = numbers(&golden["p"])[i];
        let ours = covariance.p_value(fit.coefficients()[i] / errors[i]);
        // A p-value far out moves faster than its ratio.
        let ratio = fit.coefficients()[i] / errors[i];
        assert!(
            (ours - p).abs() <= (1e-5 + 2.0 * error * ratio * ratio) * p + 1e-300,
            "p of {}: {ours} {p}",
            names[i]
        );
    }
    if let Some(rows) = golden["nobs"].as_u64() {
        assert_eq!(fit.rows() as u64, rows);
    }
}

struct Did {
    y: Vec<f64>,
    x1: Vec<f64>,
    period: Vec<i64>,
    treat: Vec<f64>,
    unit: Factor,
    time: Factor,
}

fn base_did() -> Did {
    let t = Table::read("data/fixest/base_did.csv", b',');
    let period = t.step("period");
    Did {
        y: t.number("y"),
        x1: t.number("x1"),
        treat: t.number("treat"),
        unit: Factor::new("id", &t.step("id")).unwrap(),
        time: Factor::new("period", &period).unwrap(),
        period,
    }
}

#[test]
fn an_event_study_under_four_variances() {
    let (golden, py) = (json("expected/fixest.json"), json("expected/pyfixest.json"));
    let d = base_did();
    let mut columns = vec![Regressor::new("x1", &d.x1)];
    columns.extend(event_study("period", &d.period, "treat", &d.treat, &[5]).unwrap());
    let fit = Regression::new(&d.y, columns, vec![&d.unit, &d.time])
        .least_squares()
        .unwrap();
    let to = (1e-8, 1e-6);
    let of = |v: &Variance| fit.covariance(v).unwrap();
    hold(&fit, &of(&Variance::Iid), &golden["base_did_es_iid"], to);
    hold(&fit, &of(&Variance::Robust), &golden["base_did_es_hetero"], to);
    hold(
        &fit,
        &of(&Variance::Clusters(&[&d.unit])),
        &golden["base_did_es"],
        to,
    );
    hold(&fit, &of(&Variance::Clusters(&[&d.unit])), &py["base_did_es"], to);
    hold(
        &fit,
        &of(&Variance::Clusters(&[&d.unit, &d.time])),
        &golden["base_did_twoway"],
        to,
    );
}

#[test]
fn errors_along_time() {
    let golden = json("expected/fixest.json");
    let d = base_did();
    let fit = Regression::new(&d.y, vec![Regressor::new("x1", &d.x1)], vec![&d.unit, &d.time])
        .least_squares()
        .unwrap();
    let to = (1e-8, 1e-6);
    let of = |v: &Variance| fit.covariance(v).unwrap();
    hold(
        &fit,
        &of(&Variance::Clusters(&[&d.unit])),
        &golden["did_cluster"],
        to,
    );
    let (unit, step) = (&d.unit, d.period.as_slice());
    hold(
        &fit,
        &of(&Variance::NeweyWest { unit, step, lag: 2 }),
        &golden["did_NW2"],
        to,
    );
    hold(
        &fit,
        &of(&Variance::DriscollKraay { step, lag: 2 }),
        &golden["did_DK2"],
        to,
    );
}

#[test]
fn gravity_with_four_factors() {
    let (golden, py) = (json("expected/fixest.json"), json("expected/pyfixest.json"));
    let t = Table::read("data/fixest/trade.csv", b',');
    let log = |c: &str| t.number(c).iter().map(|v| v.ln()).collect::<Vec<_>>();
    let (y, x) = (log("Euros"), log("dist_km"));
    let text = |c: &str| Factor::new(c, &t.text(c)).unwrap();
    let (origin, destination, product, year) =
        (text("Origin"), text("Destination"), text("Product"), text("Year"));
    let absorb = vec![&origin, &destination, &product, &year];
    let fit = Regression::new(&y, vec![Regressor::new("log(dist_km)", &x)], absorb)
        .least_squares()
        .unwrap();
    let v = fit.covariance(&Variance::Clusters(&[&origin])).unwrap();
    hold(&fit, &v, &golden["trade_ols_clu_origin"], (1e-8, 1e-6));
    near(
        "pyfixest",
        fit.coefficients()[0],
        numbers(&py["trade_ols_clu_origin"]["est"])[0],
        1e-8,
    );
    near(
        "pyfixest error",
        v.errors()[0],
        numbers(&py["trade_ols_clu_origin"]["se"])[0],
        1e-6,
    );
    let (all, within) = fit.explained().unwrap();
    near("r2", all, golden["trade_ols"]["r2"]["r2"].as_f64().unwrap(), 1e-8);
    near(
        "within r2",
        within,
        golden["trade_ols"]["r2"]["wr2"].as_f64().unwrap(),
        1e-8,
    );
}

#[test]
fn counts_of_trade() {
    let golden = json("expected/fixest.json");
    let t = Table::read("data/fixest/trade.csv", b',');
    let y = t.number("Euros");
    let x: Vec<f64> = t.number("dist_km").iter().map(|v| v.ln()).collect();
    let text = |c: &str| Factor::new(c, &t.text(c)).unwrap();
    let (origin, destination, product, year) =
        (text("Origin"), text("Destination"), text("Product"), text("Year"));
    let absorb = vec![&origin, &destination, &product, &year];
    let run = Regression::new(&y, vec![Regressor::new("log(dist_km)", &x)], absorb);
    let count = run.poisson().unwrap();
    let of = |v: &Variance| count.fit().covariance(v).unwrap();
    let to = (1e-8, 5e-6);
    hold(count.fit(), &of(&Variance::Iid), &golden["trade_ppml_iid"], to);
    hold(
        count.fit(),
        &of(&Variance::Clusters(&[&origin])),
        &golden["trade_ppml_clu_origin"],
        to,
    );
    hold(
        count.fit(),
        &of(&Variance::Clusters(&[&origin, &destination])),
        &golden["trade_ppml_twoway"],
        to,
    );
    // The reference stops a little early: its deviance is not below ours.
    assert!(count.deviance() <= golden["trade_ppml"]["deviance"].as_f64().unwrap() + 0.01);

    let negative = run.negative_binomial().unwrap();
    let v = negative
        .fit()
        .covariance(&Variance::Clusters(&[&origin]))
        .unwrap();
    let (est, se) = (
        numbers(&golden["trade_negbin"]["est"]),
        numbers(&golden["trade_negbin"]["se"]),
    );
    near(
        "negative binomial",
        negative.fit().coefficients()[0],
        est[0],
        1e-6,
    );
    near("shape", negative.shape().unwrap(), est[1], 1e-6);
    near("error", v.errors()[0], se[0], 1e-5);
    near("error of the shape", v.errors()[1], se[1], 1e-5);
}

#[test]
fn two_way_effects_of_staggered_treatment() {
    let golden = json("expected/fixest.json");
    let t = Table::read("data/fixest/base_stagg.csv", b',');
    let (y, x1) = (t.number("y"), t.number("x1"));
    let (unit, year) = (
        Factor::new("id", &t.step("id")).unwrap(),
        Factor::new("year", &t.step("year")).unwrap(),
    );
    let mut columns = vec![Regressor::new("x1", &x1)];
    let (relative, treated) = (t.step("time_to_treatment"), t.number("treated"));
    columns.extend(event_study("time_to_treatment", &relative, "treated", &treated, &[-1, -1000]).unwrap());
    let fit = Regression::new(&y, columns, vec![&unit, &year])
        .least_squares()
        .unwrap();
    let v = fit.covariance(&Variance::Clusters(&[&unit])).unwrap();
    hold(&fit, &v, &golden["stagg_twfe"], (1e-8, 1e-6));
}

#[test]
fn cohorts_of_staggered_treatment() {
    let golden = json("expected/fixest.json");
    let t = Table::read("data/fixest/base_stagg.csv", b',');
    let (y, x1, year) = (t.number("y"), t.number("x1"), t.step("year"));
    let (unit, time) = (
        Factor::new("id", &t.step("id")).unwrap(),
        Factor::new("year", &year).unwrap(),
    );
    let cohort: Vec<Option<i64>> = t.step("year_treated").into_iter().map(Some).collect();
    let run = Regression::new(&y, vec![Regressor::new("x1", &x1)], vec![&unit, &time]);
    let study = cohorts(&run, &cohort, &year, &Variance::Clusters(&[&unit])).unwrap();
    let hold = |averages: &[Average], golden: &Value| {
        let (names, est, se, p) = (
            texts(&golden["term"]),
            numbers(&golden["est"]),
            numbers(&golden["se"]),
            numbers(&golden["p"]),
        );
        assert_eq!(averages.len() + 1, names.len());
        for (i, a) in averages.iter().enumerate() {
            assert!(a.at.is_none_or(|at| names[i + 1].ends_with(&format!("::{at}"))));
            near(&names[i + 1], a.effect, est[i + 1], 1e-8);
            near(&format!("error of {}", names[i + 1]), a.error, se[i + 1], 1e-6);
            assert!((a.p / p[i + 1] - 1.0).abs() < 1e-5);
        }
        near("x1", study.fit().coefficients()[0], est[0], 1e-8);
        near("error of x1", study.covariance().errors()[0], se[0], 1e-6);
    };
    hold(&study.by_step().0, &golden["stagg_sunab"]);
    hold(&[study.overall().unwrap()], &golden["stagg_sunab_att"]);
    hold(&study.by_cohort(), &golden["stagg_sunab_cohort"]);
    assert!(study.lost().is_empty());
}

/// Figures of pyfixest 0.60.0 on the same rows.
#[test]
fn demand_for_fish_by_instruments() {
    let t = Table::read("data/fixest/fulton.csv", b',');
    let log = |c: &str| t.number(c).iter().map(|v| v.ln()).collect::<Vec<_>>();
    let (quantity, price) = (log("qty"), log("price"));
    let (wave, speed, trend) = (t.number("wave2"), t.number("speed3"), t.number("t"));
    let day = Factor::new("day", &t.text("day")).unwrap();
    let price = [Regressor::new("price", &price)];
    let both = [Regressor::new("wave2", &wave), Regressor::new("speed3", &speed)];
    let plain = Regression::new(&quantity, vec![], vec![]);
    let within = Regression::new(&quantity, vec![Regressor::new("t", &trend)], vec![&day]);
    for (fit, coefficients, iid, robust, f) in [
        (
            plain.two_stage(&price, &both[..1]).unwrap(),
            [-0.850_691_263_530_984_2, 7.876_553_444_574_831],
            [0.401_883_901_097_848_6, 0.125_073_564_798_678_4],
            [0.423_979_278_424_911_6, 0.138_262_298_018_843_2],
            27.624_891_575_592_54,
        ),
        (
            plain.two_stage(&price, &both).unwrap(),
            [-1.097_849_532_570_14, 7.815_829_166_751_197],
            [0.399_458_847_907_233_7, 0.126_219_778_260_052],
            [0.434_085_626_223_434, 0.146_278_054_524_582_3],
            15.145_031_970_621_73,
        ),
        (
            within.two_stage(&price, &both).unwrap(),
            [-1.127_367_159_643_971, -0.003_558_672_422_220_97],
            [0.414_612_109_504_953, 0.003_143_485_254_864_72],
            [0.463_215_488_631_836_5, 0.003_005_611_147_263_19],
            12.468_917_185_472_16,
        ),
    ] {
        let of = |v| fit.fit().covariance(v).unwrap().errors();
        let (ours_iid, ours_robust) = (of(&Variance::Iid), of(&Variance::Robust));
        for i in 0..2 {
            near(
                "coefficient",
                fit.fit().coefficients()[i] / coefficients[i],
                1.0,
                1e-8,
            );
            near("error", ours_iid[i] / iid[i], 1.0, 1e-6);
            near("robust error", ours_robust[i] / robust[i], 1.0, 1e-6);
        }
        near("first stage", fit.first_stages()[0].f, f, 1e-8);
    }
}
