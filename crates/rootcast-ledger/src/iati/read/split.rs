//! Splits by percentage: of countries and regions, of sectors.
//!
//! The standard wants the percentages of one list to add to 100; files do not always do so. Shares are then rebased to
//! 100, as the country data of the same community are, and the split says so; what was written stays beside it. Shares
//! that nobody stated are not made up: an activity in three countries without percentages has three countries and no
//! split.

use crate::money::Decimal;

/// One part of a split.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// The code as written.
    pub code: String,
    /// The vocabulary it is from, as written; the standard's default where absent.
    pub vocabulary: Option<String>,
    /// Whether it is a region rather than a country. Sectors are neither.
    pub region: bool,
    /// The percentage as written.
    pub stated: Option<Decimal>,
    /// The share of the whole, 0 to 100, after rebasing; `None` where the shares are not known.
    pub percent: Option<f64>,
}

/// The parts of one list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Split {
    /// The parts, in the order written.
    pub shares: Vec<Share>,
    /// What was done to them, for a note; `None` where nothing was.
    pub says: Option<String>,
}

impl Split {
    /// Works out the shares of parts that together are one whole.
    pub fn of(mut shares: Vec<Share>) -> Self {
        let stated: Vec<Decimal> = shares.iter().filter_map(|s| s.stated).collect();
        let says = match (shares.as_mut_slice(), stated.as_slice()) {
            ([], _) => None,
            ([one], []) => {
                one.percent = Some(100.0);
                None
            }
            (_, []) => Some(format!(
                "{} parts without percentages: how the whole is split is not stated",
                shares.len()
            )),
            (all, some) if some.len() < all.len() => Some(format!(
                "{} of {} parts have no percentage: how the whole is split is not known",
                all.len() - some.len(),
                all.len()
            )),
            (all, _) => rebase(all),
        };
        Self { shares, says }
    }

    /// Whether the share of each part is known.
    pub fn is_known(&self) -> bool {
        !self.shares.is_empty() && self.shares.iter().all(|s| s.percent.is_some())
    }
}

fn rebase(shares: &mut [Share]) -> Option<String> {
    let total = shares
        .iter()
        .filter_map(|s| s.stated)
        .try_fold(Decimal::ZERO, Decimal::plus)?;
    if shares.iter().any(|s| s.stated.is_some_and(Decimal::is_negative)) {
        return Some("a percentage is below zero: how the whole is split is not known".to_owned());
    }
    if total.is_zero() {
        return Some("the percentages add to 0: how the whole is split is not known".to_owned());
    }
    if Some(total) == Decimal::parse("100") {
        for s in shares {
            s.percent = s.stated.map(Decimal::as_f64);
        }
        return None;
    }
    let whole = total.as_f64();
    for s in shares {
        s.percent = s.stated.map(|p| p.as_f64() / whole * 100.0);
    }
    Some(format!(
        "the percentages add to {total}, not to 100; rebased to 100"
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn share(stated: Option<&str>) -> Share {
        Share {
            code: "GT".to_owned(),
            vocabulary: None,
            region: false,
            stated: stated.and_then(Decimal::parse),
            percent: None,
        }
    }

    fn percents(stated: &[Option<&str>]) -> (Vec<Option<f64>>, Option<String>) {
        let split = Split::of(stated.iter().map(|s| share(*s)).collect());
        (split.shares.iter().map(|s| s.percent).collect(), split.says)
    }

    #[test]
    fn what_adds_to_a_hundred_is_kept() {
        assert_eq!(
            percents(&[Some("33.3"), Some("66.7")]),
            (vec![Some(33.3), Some(66.7)], None)
        );
        assert_eq!(percents(&[None]), (vec![Some(100.0)], None));
    }

    #[test]
    fn what_does_not_is_rebased_and_says_so() {
        let (percent, says) = percents(&[Some("50"), Some("30")]);
        assert_eq!(percent, [Some(62.5), Some(37.5)]);
        assert_eq!(
            says.as_deref(),
            Some("the percentages add to 80, not to 100; rebased to 100")
        );
    }

    #[test]
    fn shares_nobody_stated_are_not_made_up() {
        for unknown in [
            &[None, None][..],
            &[Some("50"), None],
            &[Some("0"), Some("0")],
            &[Some("-10"), Some("110")],
        ] {
            let (percent, says) = percents(unknown);
            assert!(percent.iter().all(Option::is_none), "{unknown:?}");
            assert!(says.is_some(), "{unknown:?}");
        }
    }

    proptest! {
        #[test]
        fn shares_always_add_to_a_hundred(stated in proptest::collection::vec(1u32..100_000, 1..12)) {
            let text: Vec<String> = stated.iter().map(|n| format!("{}.{:03}", n / 1000, n % 1000)).collect();
            let split = Split::of(text.iter().map(|t| share(Some(t))).collect());
            let sum: f64 = split.shares.iter().filter_map(|s| s.percent).sum();
            prop_assert!((sum - 100.0).abs() < 1e-9, "{sum}");
        }
    }
}
