//! Penalised synthetic control (Abadie and L'Hour 2021).
//!
//! ```text
//! ŵ = argmin ‖x₁ − X₀ w‖² + λ Σ wⱼ ‖x₁ − xⱼ‖²  over the simplex
//! ```
//!
//! The price of far donors makes the weights unique and keeps them on donors near to the treated path; as `λ` grows the
//! control becomes its nearest neighbour.

use rayon::prelude::*;

use super::{Level, Synthetic, setting::Setting};
use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
    simplex::{Certificate, Goal, Solver},
};

/// A fit at one price, or over several.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Penalised {
    /// The price `λ` in use.
    pub price: f64,
    /// The fit.
    pub fit: Synthetic,
    /// Where several prices were tried: each with the mean squared gap after treatment began, over donors taken for
    /// treated one at a time.
    pub tried: Vec<(f64, f64)>,
}

/// Fits at a given price.
///
/// # Errors
/// As [`Synthetic::fit`]; [`ImpactError::NotDefined`] where the price is negative or not a number.
pub fn at(panel: &Panel, design: &Design, price: f64) -> Result<Penalised> {
    check(price)?;
    let setting = Setting::new(panel, design, Level::Met)?;
    let (weights, proof) = weights(&setting, setting.treated(), price, &mut Solver::default())?;
    Ok(Penalised {
        price,
        fit: setting.told(setting.treated(), &weights, proof),
        tried: Vec::new(),
    })
}

/// Chooses the price that predicts the donors best under treatment of others: each donor is taken for treated in turn
/// (Abadie and L'Hour 2021, section 4). The smallest of equals is taken.
///
/// # Errors
/// As [`at`]; and where there are no prices or fewer than two donors.
pub fn chosen(panel: &Panel, design: &Design, prices: &[f64]) -> Result<Penalised> {
    prices.iter().try_for_each(|p| check(*p))?;
    let setting = Setting::new(panel, design, Level::Met)?;
    if prices.is_empty() || setting.donors().len() < 2 {
        return Err(not_defined(
            "choosing a price needs one price and two donors at least",
        ));
    }
    let tried = prices
        .par_iter()
        .map_init(Solver::default, |solver, price| {
            let mut sum = 0.0;
            for unit in 0..setting.treated() {
                let (weights, proof) = weights(&setting, unit, *price, solver)?;
                sum += setting.told(unit, &weights, proof).after().powi(2);
            }
            Ok((*price, sum / setting.treated() as f64))
        })
        .collect::<Result<Vec<_>>>()?;
    let best = tried
        .iter()
        .fold(tried[0], |best, t| if t.1 < best.1 { *t } else { best });
    Ok(Penalised {
        tried,
        ..at(panel, design, best.0)?
    })
}

fn weights(
    setting: &Setting,
    unit: usize,
    price: f64,
    solver: &mut Solver,
) -> Result<(Vec<f64>, Certificate)> {
    let points = setting.points();
    let target = points.column(unit);
    let prices: Vec<f64> = (0..points.count())
        .map(|j| {
            let far: f64 = points
                .column(j)
                .iter()
                .zip(target)
                .map(|(a, b)| (a - b) * (a - b))
                .sum();
            0.5 * price * far
        })
        .collect();
    let barred = [unit, setting.treated()];
    let goal = Goal {
        barred: &barred,
        price: Some(&prices),
        ..Goal::plain(target)
    };
    let proof = solver.fit(points, &goal)?;
    Ok((solver.weights()[..setting.donors().len()].to_vec(), proof))
}

fn check(price: f64) -> Result<()> {
    if price >= 0.0 && price.is_finite() {
        Ok(())
    } else {
        Err(not_defined("its price has to be nought or more"))
    }
}

fn not_defined(why: &str) -> ImpactError {
    ImpactError::NotDefined {
        estimator: "penalised synthetic control",
        why: why.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn case() -> (Panel, Design) {
        let names = |s: &str| s.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let values = vec![
            2.0, 2.1, 1.9, 5.0, // treated
            1.0, 1.0, 1.0, 1.0, //
            3.0, 3.2, 2.8, 3.0, //
            2.2, 2.2, 2.2, 2.0,
        ];
        let panel = Panel::new(names("a b c d"), names("1 2 3 4"), values).unwrap();
        let design = Design::block(&panel, &[0], 3).unwrap();
        (panel, design)
    }

    #[test]
    fn without_a_price_it_is_plain_and_with_a_high_one_the_nearest_donor() {
        let (panel, design) = case();
        let plain = Synthetic::fit(&panel, &design, Level::Met).unwrap();
        let free = at(&panel, &design, 0.0).unwrap();
        for (a, b) in plain.weights.iter().zip(&free.fit.weights) {
            assert!((a - b).abs() < 1e-9);
        }
        let dear = at(&panel, &design, 1e3).unwrap();
        assert_eq!(dear.fit.weights, [0.0, 0.0, 1.0]);
    }

    #[test]
    fn the_price_is_chosen_among_those_tried() {
        let (panel, design) = case();
        let best = chosen(&panel, &design, &[0.0, 0.1, 10.0]).unwrap();
        let least = best.tried.iter().map(|t| t.1).fold(f64::INFINITY, f64::min);
        assert!(best.tried.contains(&(best.price, least)));
        assert!(chosen(&panel, &design, &[-1.0]).is_err() && chosen(&panel, &design, &[]).is_err());
    }
}
