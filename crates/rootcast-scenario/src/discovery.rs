//! Under which assumptions does a policy fail (or work)?
//!
//! [`Cases`] are runs of a model: their inputs, and which of them are of interest. [`prim::peel`] finds boxes in the
//! inputs that hold many of them and little else (J. H. Friedman and N. I. Fisher, "Bump hunting in high-dimensional
//! data", Stat. Comput. 9, 1999; B. P. Bryant and R. J. Lempert, "Thinking inside the box", Technol. Forecast. Soc.
//! Change 77, 2010). It gives the whole path of boxes, from all cases to few: which to use is a trade between
//! *coverage* (share of the cases of interest that lie inside) and *density* (share of the cases inside that are of
//! interest), and is left to the reader.

pub mod prim;
pub mod proof;

use serde::Serialize;

/// Why nothing can be discovered.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// No case is of interest.
    #[error("none of the {cases} cases is of interest: loosen what counts as of interest, or run more cases")]
    NoneOfInterest {
        /// How many cases there are.
        cases: usize,
    },
    /// Every case is of interest.
    #[error(
        "all {cases} cases are of interest: no box can tell them apart; tighten what counts as of interest"
    )]
    AllOfInterest {
        /// How many cases there are.
        cases: usize,
    },
    /// An input does not vary.
    #[error("input `{input}` has one value in all cases: leave it out, or vary it")]
    Constant {
        /// The input.
        input: String,
    },
    /// The columns do not fit.
    #[error("input `{input}` cannot be used: {why}")]
    Input {
        /// The input.
        input: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is nothing to look at.
    #[error("there are no inputs, or fewer than two cases: give at least one input and two cases")]
    Empty,
    /// An option is out of its range.
    #[error("option `{option}` is {value}: {wanted}")]
    Option {
        /// The option.
        option: &'static str,
        /// What it is.
        value: f64,
        /// What it must be.
        wanted: &'static str,
    },
}

/// One input in all cases.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// A quantity.
    Numbers(Vec<f64>),
    /// A choice without order: a code a case, and the name of each code.
    Choices {
        /// A code a case, an index of `names`.
        codes: Vec<usize>,
        /// The names.
        names: Vec<String>,
    },
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Choices { codes, .. } => codes.len(),
        }
    }

    /// The widest limit: all that occurs.
    fn all(&self) -> Limit {
        match self {
            Self::Numbers(values) => Limit::Between {
                low: values.iter().copied().fold(f64::INFINITY, f64::min),
                high: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            },
            Self::Choices { codes, .. } => {
                let mut seen = codes.clone();
                seen.sort_unstable();
                seen.dedup();
                Limit::Among(seen)
            }
        }
    }

    /// Whether a case lies within a limit.
    fn within(&self, case: usize, limit: &Limit) -> bool {
        match (self, limit) {
            (Self::Numbers(values), Limit::Between { low, high }) => {
                values.get(case).is_some_and(|v| (low..=high).contains(&v))
            }
            (Self::Choices { codes, .. }, Limit::Among(kept)) => {
                codes.get(case).is_some_and(|c| kept.contains(c))
            }
            _ => false,
        }
    }
}

/// What a box asks of an input.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// From a value to a value, both included.
    Between {
        /// The lowest.
        low: f64,
        /// The highest.
        high: f64,
    },
    /// One of these codes, sorted.
    Among(Vec<usize>),
}

/// Runs of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Cases {
    names: Vec<String>,
    columns: Vec<Column>,
    of_interest: Vec<bool>,
}

impl Cases {
    /// Cases from their inputs, by name, and whether each is of interest.
    pub fn new(inputs: Vec<(String, Column)>, of_interest: Vec<bool>) -> Result<Self, DiscoveryError> {
        let n = of_interest.len();
        if inputs.is_empty() || n < 2 {
            return Err(DiscoveryError::Empty);
        }
        for (at, (name, column)) in inputs.iter().enumerate() {
            let wrong = |why: String| DiscoveryError::Input {
                input: name.clone(),
                why,
            };
            if inputs.iter().take(at).any(|(other, _)| other == name) {
                return Err(wrong("its name is given twice".to_owned()));
            }
            if column.len() != n {
                return Err(wrong(format!("it has {} values for {n} cases", column.len())));
            }
            match column {
                Column::Numbers(values) => {
                    if let Some(case) = values.iter().position(|v| !v.is_finite()) {
                        return Err(wrong(format!(
                            "case {case} has {}; leave the case out",
                            values[case]
                        )));
                    }
                }
                Column::Choices { codes, names } => {
                    if let Some(case) = codes.iter().position(|c| *c >= names.len()) {
                        return Err(wrong(format!(
                            "case {case} has code {} without a name",
                            codes[case]
                        )));
                    }
                }
            }
            let constant = match column.all() {
                Limit::Between { low, high } => low >= high,
                Limit::Among(codes) => codes.len() < 2,
            };
            if constant {
                return Err(DiscoveryError::Constant { input: name.clone() });
            }
        }
        match of_interest.iter().filter(|i| **i).count() {
            0 => return Err(DiscoveryError::NoneOfInterest { cases: n }),
            k if k == n => return Err(DiscoveryError::AllOfInterest { cases: n }),
            _ => {}
        }
        let (names, columns) = inputs.into_iter().unzip();
        Ok(Self {
            names,
            columns,
            of_interest,
        })
    }

    /// How many cases there are.
    pub fn len(&self) -> usize {
        self.of_interest.len()
    }

    /// Never: there are at least two.
    pub fn is_empty(&self) -> bool {
        self.of_interest.is_empty()
    }

    /// The inputs' names, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many cases are of interest.
    pub fn of_interest(&self) -> usize {
        self.of_interest.iter().filter(|i| **i).count()
    }

    /// The limits that every case meets.
    fn all(&self) -> Vec<Limit> {
        self.columns.iter().map(Column::all).collect()
    }

    /// Whether a case meets all limits but, where given, that of one input.
    fn inside(&self, case: usize, limits: &[Limit], but: Option<usize>) -> bool {
        self.columns
            .iter()
            .zip(limits)
            .enumerate()
            .all(|(j, (column, limit))| but == Some(j) || column.within(case, limit))
    }

    fn interest_among(&self, rows: &[usize]) -> usize {
        rows.iter().filter(|r| self.of_interest[**r]).count()
    }

    /// Some of the cases, in the order given; repeats allowed.
    fn chosen(&self, rows: &[usize]) -> Result<Self, DiscoveryError> {
        let columns = self.columns.iter().map(|column| match column {
            Column::Numbers(values) => Column::Numbers(rows.iter().map(|r| values[*r]).collect()),
            Column::Choices { codes, names } => Column::Choices {
                codes: rows.iter().map(|r| codes[*r]).collect(),
                names: names.clone(),
            },
        });
        Self::new(
            self.names.iter().cloned().zip(columns).collect(),
            rows.iter().map(|r| self.of_interest[*r]).collect(),
        )
    }

    /// The cases outside a box, to look for another box among them ("covering"). An error where none of those left is
    /// of interest.
    pub fn outside(&self, found: &prim::Region) -> Result<Self, DiscoveryError> {
        let rows: Vec<usize> = (0..self.len())
            .filter(|r| !self.inside(*r, &found.limits, None))
            .collect();
        self.chosen(&rows)
    }
}

#[cfg(test)]
mod tests;
