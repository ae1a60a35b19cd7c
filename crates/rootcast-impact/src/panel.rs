//! An outcome of several units at even steps, and who was treated from when.

use std::collections::BTreeSet;

use crate::error::{ImpactError, Result};

/// An outcome by unit and step. `NaN` marks a cell without a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    units: Vec<String>,
    steps: Vec<String>,
    values: Vec<f64>,
}

impl Panel {
    /// A panel of `units.len()` × `steps.len()` figures, unit after unit.
    ///
    /// # Errors
    /// [`ImpactError::Panel`] where there is no unit or step, a name stands twice, the number of figures is another, or a
    /// figure is infinite.
    ///
    /// ```
    /// use rootcast_impact::panel::Panel;
    /// let name = |s: &[&str]| s.iter().map(|x| (*x).to_owned()).collect::<Vec<_>>();
    /// let p = Panel::new(name(&["GTM", "HND"]), name(&["2020", "2021"]), vec![1.0, 2.0, 3.0, 4.0])?;
    /// assert_eq!(p.unit(1), [3.0, 4.0]);
    /// assert!(Panel::new(name(&["GTM", "GTM"]), name(&["2020"]), vec![1.0, 2.0]).is_err());
    /// # Ok::<(), rootcast_impact::error::ImpactError>(())
    /// ```
    pub fn new(units: Vec<String>, steps: Vec<String>, values: Vec<f64>) -> Result<Self> {
        let wrong = |text: String| Err(ImpactError::Panel(text));
        if units.is_empty() || steps.is_empty() {
            return wrong("it needs a unit and a step at least".to_owned());
        }
        for (what, names) in [("unit", &units), ("step", &steps)] {
            if let Some(twice) = twice(names) {
                return wrong(format!(
                    "{what} `{twice}` stands twice: give each a row of its own"
                ));
            }
        }
        if Some(values.len()) != units.len().checked_mul(steps.len()) {
            return wrong(format!(
                "{} units and {} steps need as many figures as their product, not {}",
                units.len(),
                steps.len(),
                values.len()
            ));
        }
        if let Some(at) = values.iter().position(|v| v.is_infinite()) {
            return wrong(format!(
                "the figure of {} at {} is {}: mark it as missing or mend it",
                units[at / steps.len()],
                steps[at % steps.len()],
                values[at]
            ));
        }
        Ok(Self { units, steps, values })
    }

    /// Names of the units.
    pub fn units(&self) -> &[String] {
        &self.units
    }

    /// Names of the steps.
    pub fn steps(&self) -> &[String] {
        &self.steps
    }

    /// The figures of a unit, oldest first.
    pub fn unit(&self, at: usize) -> &[f64] {
        &self.values[at * self.steps.len()..(at + 1) * self.steps.len()]
    }

    /// All figures, unit after unit.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The unit of this name.
    pub fn position(&self, unit: &str) -> Option<usize> {
        self.units.iter().position(|u| u == unit)
    }

    /// The first cell without a figure: unit, step.
    pub fn gap(&self) -> Option<(usize, usize)> {
        let at = self.values.iter().position(|v| v.is_nan())?;
        Some((at / self.steps.len(), at % self.steps.len()))
    }
}

fn twice(names: &[String]) -> Option<&String> {
    let mut seen = BTreeSet::new();
    names.iter().find(|n| !seen.insert(n.as_str()))
}

/// Who was treated, and from when: the first step under treatment of each unit, `None` for those never treated.
/// Treatment lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    starts: Vec<Option<usize>>,
}

impl Design {
    /// A design for a panel.
    ///
    /// # Errors
    /// [`ImpactError::Design`] where it names another number of units, nobody is treated, or a unit is treated after the
    /// last step or from the first one on, so that nothing is known of it before.
    pub fn new(panel: &Panel, starts: Vec<Option<usize>>) -> Result<Self> {
        let wrong = |text: String| Err(ImpactError::Design(text));
        if starts.len() != panel.units().len() {
            return wrong(format!(
                "it speaks of {} units, the panel has {}",
                starts.len(),
                panel.units().len()
            ));
        }
        if starts.iter().all(Option::is_none) {
            return wrong("no unit is treated".to_owned());
        }
        for (unit, start) in panel.units().iter().zip(&starts) {
            match start {
                Some(0) => {
                    return wrong(format!(
                        "{unit} is treated from the first step on, so that nothing is known of it before: begin the panel earlier"
                    ));
                }
                Some(s) if *s >= panel.steps().len() => {
                    return wrong(format!(
                        "{unit} is treated after the last step: end the panel later or leave it untreated"
                    ));
                }
                _ => {}
            }
        }
        Ok(Self { starts })
    }

    /// All of these units treated from the same step on.
    ///
    /// # Errors
    /// As [`Design::new`]; and where a unit is not in the panel.
    pub fn block(panel: &Panel, treated: &[usize], start: usize) -> Result<Self> {
        let mut starts = vec![None; panel.units().len()];
        for unit in treated {
            let slot = starts
                .get_mut(*unit)
                .ok_or_else(|| ImpactError::Design(format!("there is no unit {unit} in the panel")))?;
            *slot = Some(start);
        }
        Self::new(panel, starts)
    }

    /// The first step under treatment of each unit.
    pub fn starts(&self) -> &[Option<usize>] {
        &self.starts
    }

    /// The treated units.
    pub fn treated(&self) -> Vec<usize> {
        (0..self.starts.len())
            .filter(|u| self.starts[*u].is_some())
            .collect()
    }

    /// The units never treated.
    pub fn donors(&self) -> Vec<usize> {
        (0..self.starts.len())
            .filter(|u| self.starts[*u].is_none())
            .collect()
    }

    /// The step from which all treated units are treated, where it is the same for all.
    pub fn start(&self) -> Option<usize> {
        let mut starts = self.starts.iter().flatten();
        let first = *starts.next()?;
        starts.all(|s| *s == first).then_some(first)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn panel() -> Panel {
        let names = |s: &str| s.split(' ').map(str::to_owned).collect::<Vec<_>>();
        Panel::new(names("a b c"), names("1 2 3"), (0..9).map(f64::from).collect()).unwrap()
    }

    #[test]
    fn a_design_knows_its_donors() {
        let d = Design::block(&panel(), &[1], 2).unwrap();
        assert_eq!(
            (d.treated(), d.donors(), d.start()),
            (vec![1], vec![0, 2], Some(2))
        );
    }

    #[test]
    fn designs_that_cannot_be_say_why() {
        let said =
            |treated: &[usize], start| Design::block(&panel(), treated, start).unwrap_err().to_string();
        assert!(said(&[], 1).contains("no unit is treated"));
        assert!(said(&[0], 0).contains("begin the panel earlier"));
        assert!(said(&[0], 3).contains("after the last step"));
        assert!(said(&[7], 1).contains("no unit 7"));
    }

    #[test]
    fn a_panel_with_a_name_twice_is_refused() {
        let names = |s: &str| s.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let e = Panel::new(names("a a"), names("1"), vec![0.0; 2]).unwrap_err();
        assert!(e.to_string().contains("`a` stands twice"));
    }
}
