//! A factor: the level of each row.

use crate::error::{ImpactError, Result};

/// The level of each row, as a number from 0 in the order of the labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    name: String,
    levels: usize,
    codes: Vec<u32>,
}

impl Factor {
    /// A factor from labels. Levels are numbered in the order of the labels.
    ///
    /// # Errors
    /// [`ImpactError::Data`] where there is no row, or there are more than 2³² levels.
    ///
    /// ```
    /// use rootcast_impact::absorb::Factor;
    /// let f = Factor::new("origin", &["HND", "GTM", "HND"])?;
    /// assert_eq!((f.levels(), f.codes()), (2, &[1, 0, 1][..]));
    /// # Ok::<(), rootcast_impact::error::ImpactError>(())
    /// ```
    pub fn new<T: Ord>(name: &str, labels: &[T]) -> Result<Self> {
        let mut order: Vec<&T> = labels.iter().collect();
        order.sort_unstable();
        order.dedup();
        if order.is_empty() {
            return Err(ImpactError::Data(format!(
                "factor {name} has no rows: give each row a level"
            )));
        }
        let Ok(_) = u32::try_from(order.len()) else {
            return Err(ImpactError::Data(format!(
                "factor {name} has more than 4 294 967 295 levels"
            )));
        };
        let code = |l: &T| u32::try_from(order.partition_point(|o| *o < l)).unwrap_or(0);
        Ok(Self {
            name: name.to_owned(),
            levels: order.len(),
            codes: labels.iter().map(code).collect(),
        })
    }

    /// A factor from codes in any numbering below `bound`; unused numbers are closed up. One pass, no sorting.
    ///
    /// # Errors
    /// [`ImpactError::Data`] where there is no row, or a code is not below the bound.
    pub fn from_codes(name: &str, mut codes: Vec<u32>, bound: usize) -> Result<Self> {
        let mut new = vec![u32::MAX; bound];
        for c in &codes {
            match new.get_mut(*c as usize) {
                Some(slot) => *slot = 0,
                None => {
                    return Err(ImpactError::Data(format!(
                        "factor {name} has the code {c}, not below {bound}"
                    )));
                }
            }
        }
        let mut levels = 0;
        for slot in new.iter_mut().filter(|s| **s == 0) {
            *slot = levels;
            levels += 1;
        }
        if codes.is_empty() {
            return Err(ImpactError::Data(format!(
                "factor {name} has no rows: give each row a level"
            )));
        }
        for c in &mut codes {
            *c = new[*c as usize];
        }
        Ok(Self {
            name: name.to_owned(),
            levels: levels as usize,
            codes,
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of levels.
    pub fn levels(&self) -> usize {
        self.levels
    }

    /// The level of each row.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The factor of some rows, unused levels closed up.
    pub(crate) fn of(&self, rows: &[u32]) -> Result<Self> {
        let codes = rows.iter().map(|r| self.codes[*r as usize]).collect();
        Self::from_codes(&self.name, codes, self.levels)
    }

    /// Rows of each level.
    pub(crate) fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.levels];
        self.codes.iter().for_each(|c| counts[*c as usize] += 1);
        counts
    }

    /// Whether each level lies in one level of the other, so that this factor is nested in it.
    pub(crate) fn nested_in(&self, other: &Self) -> bool {
        let mut of = vec![u32::MAX; self.levels];
        self.codes.iter().zip(&other.codes).all(|(c, o)| {
            let slot = &mut of[*c as usize];
            if *slot == u32::MAX {
                *slot = *o;
            }
            *slot == *o
        })
    }

    /// The factor whose levels are the pairs of levels of both.
    pub(crate) fn crossed(&self, other: &Self) -> Result<Self> {
        let pairs: Vec<u64> = self
            .codes
            .iter()
            .zip(&other.codes)
            .map(|(a, b)| (u64::from(*a) << 32) | u64::from(*b))
            .collect();
        Self::new(&format!("{} and {}", self.name, other.name), &pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_closed_up_and_checked() {
        let f = Factor::from_codes("f", vec![7, 2, 7], 9).unwrap();
        assert_eq!((f.levels(), f.codes()), (2, &[1, 0, 1][..]));
        assert!(
            Factor::from_codes("f", vec![9], 9)
                .unwrap_err()
                .to_string()
                .contains("not below 9")
        );
        assert!(Factor::new::<u8>("f", &[]).is_err());
    }

    #[test]
    fn nesting_is_seen() {
        let county = Factor::new("county", &[1, 2, 3, 1]).unwrap();
        let state = Factor::new("state", &[1, 1, 2, 1]).unwrap();
        assert!(county.nested_in(&state) && !state.nested_in(&county));
        assert_eq!(county.crossed(&state).unwrap().levels(), 3);
    }
}
