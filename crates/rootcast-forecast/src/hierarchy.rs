//! Forecasts that add up.
//!
//! Flows are counted by origin, by component and by border, and all of these sum to totals. Forecasts made for each by
//! itself do not. A [`Hierarchy`] says which sums there are; [`reconcile`] moves forecasts as little as it can so that
//! they add up, and [`paths`] does so for whole distributions.
//!
//! Every figure of a hierarchy is a sum of *bottom* figures: y = S b, with b the bottom figures and S, the summing matrix,
//! of zeros and ones. The nodes are in the order aggregates, then bottoms.

pub mod covariance;
pub mod paths;
mod positive;
pub mod reconcile;

use nalgebra::DMatrix;

use crate::error::{ForecastError, Result};

/// Which figures are sums of which.
///
/// ```
/// use rootcast_forecast::hierarchy::Hierarchy;
/// let mut h = Hierarchy::new(["Cuba", "Haiti", "Mexico"]).unwrap();
/// h.add("Caribbean", &["Cuba", "Haiti"]).unwrap();
/// h.add("all", &["Cuba", "Haiti", "Mexico"]).unwrap();
/// assert_eq!(h.sum_up(&[3.0, 4.0, 10.0]).unwrap(), [7.0, 17.0, 3.0, 4.0, 10.0]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hierarchy {
    bottoms: Vec<String>,
    aggregates: Vec<(String, Vec<usize>)>,
}

impl Hierarchy {
    /// A hierarchy of bottom figures, as yet without sums.
    ///
    /// # Errors
    /// No names, or two that are the same.
    pub fn new<N: Into<String>>(bottoms: impl IntoIterator<Item = N>) -> Result<Self> {
        let mut hierarchy = Self {
            bottoms: Vec::new(),
            aggregates: Vec::new(),
        };
        for name in bottoms {
            let name = name.into();
            hierarchy.must_be_new(&name)?;
            hierarchy.bottoms.push(name);
        }
        if hierarchy.bottoms.is_empty() {
            return Err(ForecastError::Asked(
                "a hierarchy without figures: name its bottom figures".to_owned(),
            ));
        }
        Ok(hierarchy)
    }

    /// Adds a sum of bottom figures.
    ///
    /// # Errors
    /// A name that is taken, or members that are none, twice the same, or no bottom figures.
    pub fn add(&mut self, name: &str, members: &[&str]) -> Result<()> {
        self.must_be_new(name)?;
        let mut places = Vec::with_capacity(members.len());
        for member in members {
            let place = self.bottoms.iter().position(|b| b == member);
            match place {
                Some(place) if !places.contains(&place) => places.push(place),
                _ => {
                    return Err(ForecastError::Asked(format!(
                        "`{member}` in the sum `{name}` is no bottom figure or is there twice: name each bottom figure once"
                    )));
                }
            }
        }
        self.add_places(name, places)
    }

    fn add_places(&mut self, name: &str, mut places: Vec<usize>) -> Result<()> {
        if places.is_empty() {
            return Err(ForecastError::Asked(format!(
                "the sum `{name}` has no members: name bottom figures"
            )));
        }
        places.sort_unstable();
        self.aggregates.push((name.to_owned(), places));
        Ok(())
    }

    /// A hierarchy of crossed groups: each bottom figure has one label in each dimension, such as origin, component and
    /// border, and each level keeps some dimensions, by their positions, and sums over the others. The level that keeps
    /// none is the total. Nodes are named by the labels kept, joined by ` · `, and the total `total`.
    ///
    /// # Errors
    /// Bottom figures with different numbers of labels or the same labels, or levels that keep a dimension that is not
    /// there, keep all, or are there twice.
    ///
    /// ```
    /// use rootcast_forecast::hierarchy::Hierarchy;
    /// let cells = [["Cuba", "land"], ["Cuba", "sea"], ["Mexico", "land"]];
    /// let h = Hierarchy::crossed(&cells, &[&[], &[0], &[1]]).unwrap();
    /// let names: Vec<&str> = h.names().collect();
    /// assert_eq!(names, ["total", "Cuba", "Mexico", "land", "sea", "Cuba · land", "Cuba · sea", "Mexico · land"]);
    /// ```
    pub fn crossed<L: AsRef<[N]>, N: AsRef<str>>(cells: &[L], levels: &[&[usize]]) -> Result<Self> {
        let labels =
            |cell: &L| -> Vec<String> { cell.as_ref().iter().map(|l| l.as_ref().to_owned()).collect() };
        let cells: Vec<Vec<String>> = cells.iter().map(labels).collect();
        let dimensions = cells.first().map_or(0, Vec::len);
        if dimensions == 0 || cells.iter().any(|c| c.len() != dimensions) {
            return Err(ForecastError::Asked(
                "bottom figures with different numbers of labels, or none: give each one label in each dimension"
                    .to_owned(),
            ));
        }
        let mut hierarchy = Self::new(cells.iter().map(|c| c.join(" · ")))?;
        for level in levels {
            if level.iter().any(|d| *d >= dimensions) {
                return Err(ForecastError::Asked(format!(
                    "the level {level:?} keeps a dimension that is not there: there are {dimensions}, counted from 0"
                )));
            }
            let mut nodes: Vec<(String, Vec<usize>)> = Vec::new();
            for (place, cell) in cells.iter().enumerate() {
                let kept: Vec<&str> = level.iter().map(|d| cell[*d].as_str()).collect();
                let name = if kept.is_empty() {
                    "total".to_owned()
                } else {
                    kept.join(" · ")
                };
                match nodes.iter_mut().find(|(n, _)| *n == name) {
                    Some((_, places)) => places.push(place),
                    None => nodes.push((name, vec![place])),
                }
            }
            for (name, places) in nodes {
                hierarchy.must_be_new(&name)?;
                hierarchy.add_places(&name, places)?;
            }
        }
        Ok(hierarchy)
    }

    fn must_be_new(&self, name: &str) -> Result<()> {
        if self.names().any(|n| n == name) {
            return Err(ForecastError::Asked(format!(
                "two figures of the hierarchy are called `{name}`: give each its own name"
            )));
        }
        Ok(())
    }

    /// The names of all nodes, aggregates first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.aggregates
            .iter()
            .map(|(name, _)| name.as_str())
            .chain(self.bottoms.iter().map(String::as_str))
    }

    /// How many nodes.
    pub fn nodes(&self) -> usize {
        self.aggregates.len() + self.bottoms.len()
    }

    /// How many of them are bottom figures; they are the last.
    pub fn bottoms(&self) -> usize {
        self.bottoms.len()
    }

    /// How many of them are sums; they are the first.
    pub fn aggregates(&self) -> usize {
        self.aggregates.len()
    }

    /// The position of a node by its name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names().position(|n| n == name)
    }

    /// The bottom figures, by their positions among the bottoms, that a sum is made of.
    pub fn members(&self, aggregate: usize) -> &[usize] {
        self.aggregates.get(aggregate).map_or(&[], |(_, members)| members)
    }

    /// The summing matrix S: a row for each node and a column for each bottom figure.
    pub fn summing_matrix(&self) -> DMatrix<f64> {
        let mut matrix = DMatrix::zeros(self.nodes(), self.bottoms());
        for (row, (_, members)) in self.aggregates.iter().enumerate() {
            for column in members {
                matrix[(row, *column)] = 1.0;
            }
        }
        for bottom in 0..self.bottoms() {
            matrix[(self.aggregates() + bottom, bottom)] = 1.0;
        }
        matrix
    }

    /// All figures from the bottom figures.
    ///
    /// # Errors
    /// Another number of figures than the hierarchy has bottoms.
    pub fn sum_up(&self, bottoms: &[f64]) -> Result<Vec<f64>> {
        as_many(bottoms.len(), self.bottoms())?;
        let mut all = vec![0.0; self.nodes()];
        self.fill(bottoms, &mut all);
        Ok(all)
    }

    /// [`sum_up`](Self::sum_up) into a slice of the right length.
    pub(crate) fn fill(&self, bottoms: &[f64], all: &mut [f64]) {
        let (sums, own) = all.split_at_mut(self.aggregates());
        for (sum, (_, members)) in sums.iter_mut().zip(&self.aggregates) {
            *sum = members.iter().map(|m| bottoms[*m]).sum();
        }
        own.copy_from_slice(bottoms);
    }

    /// By how much the figures of all nodes miss adding up, at the sum that misses most.
    ///
    /// # Errors
    /// Another number of figures than the hierarchy has nodes.
    pub fn incoherence(&self, all: &[f64]) -> Result<f64> {
        as_many(all.len(), self.nodes())?;
        let bottoms = &all[self.aggregates()..];
        Ok(self
            .aggregates
            .iter()
            .zip(all)
            .map(|((_, members), sum)| (sum - members.iter().map(|m| bottoms[*m]).sum::<f64>()).abs())
            .fold(0.0, f64::max))
    }
}

/// Whether there is a figure for each node.
pub(crate) fn as_many(has: usize, needs: usize) -> Result<()> {
    if has == needs {
        return Ok(());
    }
    Err(ForecastError::Asked(format!(
        "{has} figures for {needs} nodes of the hierarchy: give one for each, in its order"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_named_once_and_made_of_bottoms() {
        assert!(Hierarchy::new(Vec::<String>::new()).is_err());
        assert!(Hierarchy::new(["a", "a"]).is_err());
        let mut h = Hierarchy::new(["a", "b"]).unwrap();
        assert!(h.add("a", &["b"]).is_err());
        assert!(h.add("s", &["c"]).is_err() && h.add("s", &["a", "a"]).is_err() && h.add("s", &[]).is_err());
        h.add("s", &["b", "a"]).unwrap();
        assert_eq!((h.nodes(), h.bottoms(), h.aggregates()), (3, 2, 1));
        assert_eq!(
            (h.position("s"), h.position("b"), h.position("c")),
            (Some(0), Some(2), None)
        );
        assert_eq!(h.members(0), [0, 1]);
        assert!(h.sum_up(&[1.0]).is_err() && h.incoherence(&[1.0]).is_err());
    }

    #[test]
    fn the_matrix_sums() {
        let cells: Vec<[String; 3]> = (0..12)
            .map(|i| {
                [
                    format!("o{}", i % 3),
                    format!("c{}", i / 3 % 2),
                    format!("b{}", i / 6),
                ]
            })
            .collect();
        let levels: [&[usize]; 6] = [&[], &[0], &[1], &[2], &[0, 1], &[0, 2]];
        let h = Hierarchy::crossed(&cells, &levels).unwrap();
        assert_eq!(h.nodes(), 1 + 3 + 2 + 2 + 6 + 6 + 12);
        let bottoms: Vec<f64> = (0..12).map(|i| f64::from(i * i + 1)).collect();
        let all = h.sum_up(&bottoms).unwrap();
        let product = h.summing_matrix() * nalgebra::DVector::from_vec(bottoms);
        assert!(all.iter().zip(product.iter()).all(|(a, b)| (a - b).abs() < 1e-12));
        assert!(h.incoherence(&all).unwrap() < 1e-12);
        let mut off = all;
        off[2] += 0.5;
        assert!((h.incoherence(&off).unwrap() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn crossed_groups_must_fit() {
        assert!(Hierarchy::crossed(&[["a", "x"]], &[&[2]]).is_err());
        assert!(Hierarchy::crossed(&[["a", "x"]], &[&[0, 1]]).is_err());
        assert!(Hierarchy::crossed(&[["a", "x"]], &[&[0], &[0]]).is_err());
        assert!(Hierarchy::crossed(&[vec!["a"], vec!["a", "b"]], &[&[]]).is_err());
        assert!(Hierarchy::crossed(&Vec::<[&str; 2]>::new(), &[]).is_err());
    }
}
