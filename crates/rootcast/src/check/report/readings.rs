//! The readings of a verdict: which of those tried are listed, and which are shown first.
//!
//! They are put into words one by one as they are asked for, so that a long report does not have to be in memory.

use rootcast_claims::{
    judge::ADMITTED,
    verdict::{Fares, Judged, Tried, Verdict},
};
use serde::{Serialize, Serializer};

use super::{Claim, Reading};

/// How many readings are listed for a verdict at most: more than words admit, but for a few of many borders, agencies
/// and periods at once. Those left out are counted.
pub const MOST_READINGS: usize = 40;

/// How many claims of a text have all those readings listed; the claims after them have [`DECIDING`].
pub const DETAILED: usize = 1_000;

/// How many readings are listed for the verdict of a claim after [`DETAILED`] others: one that bears it out and one that
/// does not, where there are both. Of its verdicts as known on single days none are.
pub const DECIDING: usize = 2;

/// The readings listed for a verdict, nearest to the words first. Where not all are, those that decide are among them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Readings<'d> {
    judged: &'d Judged,
    most: usize,
}

impl<'d> Readings<'d> {
    pub(super) fn of(judged: &'d Judged, most: usize) -> Self {
        Self { judged, most }
    }

    /// How many were tried.
    pub fn tried(&self) -> usize {
        self.judged.tried.len()
    }

    /// How many were tried and are not listed.
    pub fn left_out(&self) -> usize {
        self.tried().saturating_sub(self.most)
    }

    /// Whether none is listed.
    pub fn is_empty(&self) -> bool {
        self.tried().min(self.most) == 0
    }

    /// Those listed.
    pub fn iter(&self) -> impl Iterator<Item = Reading<'d>> + use<'d> {
        let judged = self.judged;
        self.listed()
            .into_iter()
            .filter_map(|at| judged.tried.get(at))
            .map(|t| Reading::of(t, judged))
    }

    /// Places of those listed among those tried, in their order.
    fn listed(&self) -> Vec<usize> {
        let all: Vec<usize> = (0..self.tried()).collect();
        if all.len() <= self.most {
            return all;
        }
        let [mut told, _] = self.part(all, self.most);
        told.sort_unstable();
        told
    }

    /// The few to be told first, and the rest: those on which the verdict rests before others, those without a figure
    /// last. Where readings disagree, one of each outcome is among the few.
    fn part(&self, mut all: Vec<usize>, few: usize) -> [Vec<usize>; 2] {
        let rests = |at: usize| {
            let tried = self.judged.tried.get(at);
            tried.filter(|t| counts(t, self.judged.verdict))
        };
        let answered = |at: usize| {
            let tried = self.judged.tried.get(at);
            tried.is_some_and(|t| t.values.iter().any(Option::is_some))
        };
        all.sort_by_key(|at| (!answered(*at), rests(*at).is_none()));
        let first_of = |fares: Fares| {
            all.iter()
                .position(|at| rests(*at).is_some_and(|t| t.fares == fares))
        };
        let mut few_of: Vec<usize> = [Fares::Holds, Fares::Fails, Fares::Near, Fares::Open]
            .into_iter()
            .filter_map(first_of)
            .collect();
        few_of.sort_unstable();
        few_of.extend((0..all.len()).filter(|i| !few_of.contains(i)).collect::<Vec<_>>());
        few_of.truncate(few);
        [true, false].map(|wanted| {
            let of = all
                .iter()
                .enumerate()
                .filter(|(i, _)| few_of.contains(i) == wanted);
            of.map(|(_, at)| *at).collect()
        })
    }

    fn told(&self, places: &[usize]) -> Vec<Reading<'d>> {
        let tried = places.iter().filter_map(|at| self.judged.tried.get(*at));
        tried.map(|t| Reading::of(t, self.judged)).collect()
    }
}

impl<'d> Claim<'d> {
    /// The reading that stands for the claim: the nearest to its words on which the verdict rests, else that has a
    /// figure, else the nearest.
    pub fn nearest(&self) -> Option<Reading<'d>> {
        let [first, _] = self.readings.part(self.readings.listed(), 1);
        self.readings.told(&first).pop()
    }

    /// The few readings to show first, and the rest of those listed: those on which the verdict rests before others,
    /// those without a figure last. Where readings disagree, one of each outcome is among the few.
    pub fn shown(&self, few: usize) -> (Vec<Reading<'d>>, Vec<Reading<'d>>) {
        let [first, rest] = self.readings.part(self.readings.listed(), few);
        (self.readings.told(&first), self.readings.told(&rest))
    }
}

/// Whether a verdict rests on a reading: it is admitted by the words, has a figure, and does not speak against a verdict
/// that other readings settle.
pub(super) fn counts(tried: &Tried, verdict: Verdict) -> bool {
    let against = match verdict {
        Verdict::Supported => tried.fares == Fares::Fails,
        Verdict::Contradicted => matches!(tried.fares, Fares::Holds | Fares::Near),
        Verdict::Ambiguous => false,
        Verdict::NotCheckable => true,
    };
    // What is too far from the words to decide may still be what an exact number names.
    let named = verdict == Verdict::Ambiguous && tried.fares == Fares::Holds;
    (tried.distance <= ADMITTED || named) && tried.fares != Fares::Unanswered && !against
}

impl Serialize for Readings<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use rootcast_claims::verdict::Behind;

    use super::*;

    fn tried(number: usize, fares: Fares, distance: u8) -> Tried {
        Tried {
            merely: false,
            readings: vec![format!("encounters period={}", 1000 + number)],
            values: vec![(fares != Fares::Unanswered).then_some(1.0)],
            derived: None,
            comparison: None,
            fares,
            why: Vec::new(),
            distance,
            loose: false,
            offered: false,
            says: String::new(),
            provenance: Behind::default(),
        }
    }

    fn judged(verdict: Verdict, tried: Vec<Tried>) -> Judged {
        Judged {
            as_of: date(2024, 2, 5),
            verdict,
            uncheckable: None,
            says: String::new(),
            question: None,
            tried,
        }
    }

    #[test]
    fn those_that_decide_are_listed_wherever_they_stand() {
        let mut all: Vec<Tried> = (0..60).map(|i| tried(i, Fares::Unanswered, 0)).collect();
        all[57] = tried(57, Fares::Holds, 1);
        all[58] = tried(58, Fares::Fails, 1);
        let judged = judged(Verdict::Ambiguous, all);
        let of = |most| {
            let readings = Readings::of(&judged, most);
            let texts: Vec<String> = readings.iter().map(|r| r.text).collect();
            (texts, readings.left_out())
        };
        let (listed, more) = of(MOST_READINGS);
        assert_eq!((listed.len(), more), (40, 20));
        assert_eq!(listed[0], "encounters period=1000", "nearest to the words first");
        assert!(listed.is_sorted());
        assert!(listed.ends_with(&[
            "encounters period=1057".to_owned(),
            "encounters period=1058".to_owned()
        ]));
        let deciding = vec![
            "encounters period=1057".to_owned(),
            "encounters period=1058".to_owned(),
        ];
        assert_eq!(of(DECIDING), (deciding, 58));
        assert_eq!(of(0), (Vec::new(), 60));
        assert_eq!(of(60).1, 0);
    }

    #[test]
    fn a_report_says_how_many_are_not_listed_and_nothing_where_all_are() {
        let of = |many: usize| {
            let all = (0..many).map(|i| tried(i, Fares::Holds, 0)).collect();
            let judged = judged(Verdict::Supported, all);
            serde_json::to_value(super::super::Standing::of(&judged, true)).unwrap()
        };
        assert_eq!(of(41)["more_readings"], 1);
        assert_eq!(of(41)["readings"].as_array().unwrap().len(), 40);
        assert!(of(40).get("more_readings").is_none());
    }

    proptest! {
        #[test]
        fn none_is_lost_and_none_is_there_twice(
            fares in proptest::collection::vec((0usize..5, 0u8..3), 0..70),
            most in 0usize..50,
            few in 0usize..8,
        ) {
            const ALL: [Fares; 5] = [Fares::Holds, Fares::Near, Fares::Fails, Fares::Open, Fares::Unanswered];
            let tried: Vec<Tried> = fares.iter().enumerate().map(|(i, (f, d))| tried(i, ALL[*f], *d)).collect();
            for verdict in [Verdict::Supported, Verdict::Contradicted, Verdict::Ambiguous, Verdict::NotCheckable] {
                let judged = judged(verdict, tried.clone());
                let readings = Readings::of(&judged, most);
                let listed = readings.listed();
                prop_assert_eq!(listed.len() + readings.left_out(), fares.len());
                prop_assert_eq!(listed.is_empty(), readings.is_empty());
                prop_assert!(listed.windows(2).all(|w| w[0] < w[1]));
                let [first, rest] = readings.part(listed.clone(), few);
                prop_assert_eq!(first.len(), few.min(listed.len()));
                let mut both = [first, rest].concat();
                both.sort_unstable();
                prop_assert_eq!(both, listed);
            }
        }
    }
}
