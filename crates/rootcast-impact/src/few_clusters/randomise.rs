//! Randomisation of who is treated.

use rand::RngExt;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::Redrawn;
use crate::{
    error::{ImpactError, Result},
    panel::{Design, Panel},
};

/// The statistic of a design beside those of all designs that give the same starts of treatment to other units (Fisher
/// 1935): all where there are `most` at most, `most` from a seed beyond. The test is exact where any unit was as likely to
/// be treated as any other.
///
/// # Errors
/// [`ImpactError::Data`] where fewer than 99 draws are asked for; and what the statistic gives of the design itself. A
/// design of other units whose statistic cannot be had counts as being beyond, so that it never helps.
pub fn randomise<S>(panel: &Panel, design: &Design, statistic: S, most: usize, seed: u64) -> Result<Redrawn>
where
    S: Fn(&Panel, &Design) -> Result<f64> + Sync,
{
    if most < 99 {
        return Err(ImpactError::Data(
            "randomisation needs 99 draws at least".to_owned(),
        ));
    }
    let own = statistic(panel, design)?;
    let starts = design.starts();
    let count = arrangements(starts);
    let all = count.is_some_and(|c| c <= most);
    let beyond = |starts: Vec<Option<usize>>| {
        let other = Design::new(panel, starts).and_then(|d| statistic(panel, &d));
        usize::from(other.map_or(true, |s| s.is_nan() || s.abs() >= own.abs() * (1.0 - 1e-10)))
    };
    if let (true, Some(count)) = (all, count) {
        let mut order = starts.to_vec();
        order.sort_unstable();
        let mut designs = Vec::with_capacity(count);
        loop {
            designs.push(order.clone());
            if !next(&mut order) {
                break;
            }
        }
        let extreme: usize = designs.into_par_iter().map(beyond).sum();
        let total = count as f64;
        return Ok(Redrawn {
            statistic: own,
            p: extreme as f64 / total,
            least: 1.0 / total,
            draws: count,
            all,
        });
    }
    let extreme: usize = (0..most as u64)
        .into_par_iter()
        .map(|draw| {
            let mut random = Pcg64::new(u128::from(seed), u128::from(draw));
            let mut order = starts.to_vec();
            for i in (1..order.len()).rev() {
                order.swap(i, random.random_range(0..=i));
            }
            beyond(order)
        })
        .sum();
    let total = (most + 1) as f64;
    Ok(Redrawn {
        statistic: own,
        p: (extreme + 1) as f64 / total,
        least: 1.0 / total,
        draws: most,
        all,
    })
}

/// How many ways there are to give these starts to the units: `None` beyond 2⁵³.
fn arrangements(starts: &[Option<usize>]) -> Option<usize> {
    let mut kinds = starts.to_vec();
    kinds.sort_unstable();
    let (mut total, mut placed) = (1_usize, 0);
    for own in kinds.chunk_by(|a, b| a == b) {
        // A product of binomials, each exact at every step.
        for i in 1..=own.len() {
            placed += 1;
            total = total.checked_mul(placed)? / i;
            if total > 1 << 53 {
                return None;
            }
        }
    }
    Some(total)
}

/// The next arrangement in order; `false` after the last.
fn next(order: &mut [Option<usize>]) -> bool {
    let Some(i) = (0..order.len().saturating_sub(1))
        .rev()
        .find(|i| order[*i] < order[i + 1])
    else {
        return false;
    };
    let j = (i + 1..order.len())
        .rev()
        .find(|j| order[*j] > order[i])
        .unwrap_or(i + 1);
    order.swap(i, j);
    order[i + 1..].reverse();
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::difference::difference;

    fn panel(units: usize) -> Panel {
        let names = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<_>>();
        let values = (0..units * 4)
            .map(|i| {
                if i == 2 || i == 3 {
                    100.0
                } else {
                    ((i * 31) % 17) as f64
                }
            })
            .collect();
        Panel::new(names(units), names(4), values).unwrap()
    }

    #[test]
    fn one_treated_unit_of_ten_has_ten_possibilities() {
        let p = panel(10);
        let d = Design::block(&p, &[0], 2).unwrap();
        let r = randomise(&p, &d, |p, d| Ok(difference(p, d)?.effect), 10_000, 1).unwrap();
        assert_eq!((r.draws, r.all), (10, true));
        assert!((r.p - 0.1).abs() < 1e-12 && (r.least - 0.1).abs() < 1e-12);
    }

    #[test]
    fn arrangements_are_counted_and_run_through() {
        let starts = [Some(1), Some(1), None, None, None, Some(2)];
        assert_eq!(arrangements(&starts), Some(60));
        assert_eq!(arrangements(&[None; 40]), Some(1));
        let half: Vec<Option<usize>> = (0..200).map(|i| (i % 2 == 0).then_some(1)).collect();
        assert_eq!(arrangements(&half), None);
        let mut order = starts.to_vec();
        order.sort_unstable();
        let mut seen = 1;
        while next(&mut order) {
            seen += 1;
        }
        assert_eq!(seen, 60);
    }

    #[test]
    fn many_possibilities_are_drawn_from_a_seed() {
        let p = panel(40);
        let d = Design::block(&p, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 2).unwrap();
        let run = |seed| randomise(&p, &d, |p, d| Ok(difference(p, d)?.effect), 199, seed).unwrap();
        assert_eq!(run(1), run(1));
        assert!(!run(1).all && run(1).draws == 199 && run(1).p > 0.0);
        assert!(randomise(&p, &d, |_, _| Ok(1.0), 5, 1).is_err());
    }
}
