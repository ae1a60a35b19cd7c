//! Claims set against each other: inside a text, and between texts.

use std::collections::HashMap;

use rootcast_core::agreement::{Agreement, Interval, compare};
use serde::Serialize;

use crate::{
    check::Document,
    claim::{Claim, ClaimKind, Modality},
    text::Span,
    verdict::Checked,
};

/// How two claims stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// They give different figures for one thing.
    Disagree,
    /// A later text gives a larger figure to date: growth, not a contradiction.
    Grown,
    /// One is an aim, the other a result.
    AimAndResult,
    /// Two rules about one thing.
    RulesDiffer,
    /// They say the same.
    Agree,
}

/// Two claims about one thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// How they stand to each other.
    pub relation: Relation,
    /// The first: which text, by its number, and where.
    pub first: (usize, Span),
    /// The second.
    pub second: (usize, Span),
    /// It in a sentence.
    pub says: String,
}

/// How many claims after one are set against it: all of an article's, and of a text without end a bounded number.
const NEAR: usize = 400;

/// How many pairs are listed; the others are counted.
pub const MOST_PAIRS: usize = 1_000;

/// Pairs of claims, in the order of the first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Pairs {
    /// The first [`MOST_PAIRS`] of them.
    pub listed: Vec<Pair>,
    /// How many more there are.
    pub more: usize,
}

impl Pairs {
    fn add(&mut self, relation: Relation, a: (usize, &Claim), b: (usize, &Claim)) {
        let (Some(x), Some(y)) = (a.1.spans.first(), b.1.spans.first()) else {
            return;
        };
        if self.listed.len() == MOST_PAIRS {
            self.more += 1;
            return;
        }
        let both = format!("“{}” and “{}”", a.1.words, b.1.words);
        self.listed.push(Pair {
            relation,
            first: (a.0, *x),
            second: (b.0, *y),
            says: match relation {
                Relation::AimAndResult => format!("an aim and a result: {both}"),
                _ => both,
            },
        });
    }
}

/// What two claims must have in common to be about one thing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Topic<'c> {
    Rule,
    Programme(&'c str),
    Flow(&'c str),
}

impl<'c> Topic<'c> {
    fn of(claim: &'c Claim) -> Option<Self> {
        match claim.kind {
            ClaimKind::Rule => Some(Self::Rule),
            ClaimKind::Money | ClaimKind::Result => claim.subject.activity.as_deref().map(Self::Programme),
            ClaimKind::Level | ClaimKind::Change | ClaimKind::Cause => {
                let origins = claim.subject.origins.as_str();
                (!origins.is_empty()).then_some(Self::Flow(origins))
            }
            _ => None,
        }
    }

    /// The claims of each topic by their place, in order.
    fn all(claims: &'c [Checked]) -> HashMap<Self, Vec<usize>> {
        let mut out: HashMap<Self, Vec<usize>> = HashMap::new();
        for (i, c) in claims.iter().enumerate() {
            if let Some(topic) = Self::of(&c.claim) {
                out.entry(topic).or_default().push(i);
            }
        }
        out
    }
}

/// Pairs inside one text.
pub(crate) fn within(claims: &[Checked]) -> Pairs {
    let topics = Topic::all(claims);
    let mut out = Pairs::default();
    for (i, a) in claims.iter().enumerate() {
        let same = Topic::of(&a.claim).and_then(|t| topics.get(&t));
        let same = same.map_or(&[][..], Vec::as_slice);
        let later = same.get(same.partition_point(|j| *j <= i)..).unwrap_or_default();
        let near = later.iter().take_while(|j| **j <= i + NEAR);
        for b in near.filter_map(|j| claims.get(*j)) {
            if let Some(relation) = relate(&a.claim, &b.claim, false)
                && relation != Relation::Agree
            {
                out.add(relation, (0, &a.claim), (0, &b.claim));
            }
        }
    }
    out
}

/// Pairs between texts, the earlier text first.
pub fn between(documents: &[Document]) -> Pairs {
    let mut order: Vec<(usize, &Document)> = documents.iter().enumerate().collect();
    order.sort_by_key(|(i, d)| (d.published, *i));
    let topics: Vec<_> = order.iter().map(|(_, d)| Topic::all(&d.claims)).collect();
    let mut out = Pairs::default();
    for (n, (i, one)) in order.iter().enumerate() {
        for ((j, other), topics) in order.iter().zip(&topics).skip(n + 1) {
            for a in &one.claims {
                let same = Topic::of(&a.claim).and_then(|t| topics.get(&t));
                for b in same.into_iter().flatten().filter_map(|k| other.claims.get(*k)) {
                    if let Some(relation) = relate(&a.claim, &b.claim, true) {
                        out.add(relation, (*i, &a.claim), (*j, &b.claim));
                    }
                }
            }
        }
    }
    out
}

/// How a claim stands to a later one, if they are about one thing.
fn relate(a: &Claim, b: &Claim, later: bool) -> Option<Relation> {
    match (a.kind, b.kind) {
        (ClaimKind::Rule, ClaimKind::Rule) => (a.words != b.words).then_some(Relation::RulesDiffer),
        (ClaimKind::Money | ClaimKind::Result, ClaimKind::Money | ClaimKind::Result) => {
            programmes(a, b, later)
        }
        (
            ClaimKind::Level | ClaimKind::Change | ClaimKind::Cause,
            ClaimKind::Level | ClaimKind::Change | ClaimKind::Cause,
        ) => flows(a, b),
        _ => None,
    }
}

fn programmes(a: &Claim, b: &Claim, later: bool) -> Option<Relation> {
    let same = a.subject.activity.is_some()
        && a.subject.activity == b.subject.activity
        && a.counted.first()?.reading == b.counted.first()?.reading;
    let (x, y) = (a.stated.as_ref()?, b.stated.as_ref()?);
    if !same {
        return None;
    }
    if (a.modality == Modality::Target) != (b.modality == Modality::Target) {
        return Some(Relation::AimAndResult);
    }
    if x.interval.meets(&y.interval) && (x.value - y.value).abs() <= f64::EPSILON * x.value.abs() {
        return Some(Relation::Agree);
    }
    let relation = if later && y.value > x.value {
        Relation::Grown
    } else {
        Relation::Disagree
    };
    Some(relation)
}

/// Flows of the same origins, counted alike, over periods of which one is shared: numbers that differ, or moves that
/// go the same way or against each other.
fn flows<'c>(a: &'c Claim, b: &'c Claim) -> Option<Relation> {
    if a.subject.origins.is_empty() || a.subject.origins != b.subject.origins {
        return None;
    }
    let measure = |c: &'c Claim| -> Option<&'c str> { c.counted.first()?.reading.split(' ').next() };
    if measure(a)? != measure(b)? {
        return None;
    }
    let shared = a
        .when
        .iter()
        .any(|x| b.when.iter().any(|y| x.period.span().overlaps(&y.period.span())));
    if !shared {
        return None;
    }
    match (&a.stated, &b.stated, a.direction, b.direction) {
        (Some(x), Some(y), None, None) => {
            let exact = a.when.iter().any(|w| b.when.iter().any(|v| w.period == v.period));
            if !exact {
                return None;
            }
            let c = compare(x.value, x.interval, y.value, Interval::exact(y.value));
            Some(match c.agreement {
                Agreement::Agrees | Agreement::Close => Relation::Agree,
                Agreement::Differs => Relation::Disagree,
            })
        }
        (_, _, Some(x), Some(y)) => Some(if x == y {
            Relation::Agree
        } else {
            Relation::Disagree
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
