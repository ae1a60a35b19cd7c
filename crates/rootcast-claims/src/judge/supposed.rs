//! What a reading supposes that the words do not say: a period, a base, a border. What fails on nothing else is open.

use crate::{
    claim::{Claim, Counted},
    verdict::Tried,
};

/// Why a period is meant that is one of several told in the sentences before.
pub(crate) const OF_SEVERAL: &str = "one of several periods told before";

/// Why a month is set against another where the words do not say against which.
pub(crate) const NO_BASE: &str = "no base is named";

/// Why a month is set against the same month of other years: "the highest February ever".
pub(crate) const OF_ITS_MONTH: &str = "against the same month of other years";

fn begins(t: &Tried, with: &[&str]) -> bool {
    t.why.iter().any(|w| with.iter().any(|b| w.starts_with(b)))
}

/// Whether the period of a reading is supposed.
pub(super) fn is_period(t: &Tried) -> bool {
    is_unnamed(t) || is_one_of_several(t)
}

/// Whether no period is named at all.
pub(super) fn is_unnamed(t: &Tried) -> bool {
    begins(t, &["no period is named", "no year is named"])
}

/// Whether it is one of several.
pub(super) fn is_one_of_several(t: &Tried) -> bool {
    begins(t, &[OF_SEVERAL])
}

/// Whether the base of a move whose size is stated is supposed.
pub(super) fn is_base(claim: &Claim, t: &Tried) -> bool {
    claim.stated.is_some() && claim.before.is_none() && begins(t, &[NO_BASE])
}

/// How far from the words a border is that they do not name.
const FAR: u8 = 2;

/// What a number given to the unit may have been copied from besides: the figures of all borders, taken for those of one.
pub(super) fn elsewhere(claim: &Claim) -> Vec<Counted> {
    let all = |c: &Counted| c.reading.replacen("border=southwest", "border=nationwide", 1);
    let known = |reading: &String| claim.counted.iter().any(|c| c.reading == *reading);
    claim
        .counted
        .iter()
        .filter(|c| c.reading.contains("border=southwest") && !known(&all(c)))
        .map(|c| Counted {
            reading: all(c),
            why: format!("{}; of all borders, which the words do not say", c.why),
            distance: FAR,
            ..c.clone()
        })
        .collect()
}
