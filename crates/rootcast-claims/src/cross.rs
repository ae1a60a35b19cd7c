//! Claims set against each other: inside a text, and between texts.

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

/// Pairs inside one text.
pub(crate) fn within(claims: &[Checked]) -> Vec<Pair> {
    let mut out = Vec::new();
    for (i, a) in claims.iter().enumerate() {
        for b in claims.iter().skip(i + 1).take(NEAR) {
            if let Some((relation, says)) = relate(&a.claim, &b.claim, false)
                && relation != Relation::Agree
                && let (Some(x), Some(y)) = (a.claim.spans.first(), b.claim.spans.first())
            {
                out.push(Pair {
                    relation,
                    first: (0, *x),
                    second: (0, *y),
                    says,
                });
            }
        }
    }
    out
}

/// Pairs between texts, the earlier text first.
pub fn between(documents: &[Document]) -> Vec<Pair> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by_key(|i| (documents[*i].published, *i));
    let mut out = Vec::new();
    for (n, &i) in order.iter().enumerate() {
        for &j in &order[n + 1..] {
            for a in &documents[i].claims {
                for b in &documents[j].claims {
                    if let Some((relation, says)) = relate(&a.claim, &b.claim, true)
                        && let (Some(x), Some(y)) = (a.claim.spans.first(), b.claim.spans.first())
                    {
                        out.push(Pair {
                            relation,
                            first: (i, *x),
                            second: (j, *y),
                            says,
                        });
                    }
                }
            }
        }
    }
    out
}

/// How a claim stands to a later one, if they are about one thing.
fn relate(a: &Claim, b: &Claim, later: bool) -> Option<(Relation, String)> {
    match (a.kind, b.kind) {
        (ClaimKind::Rule, ClaimKind::Rule) => {
            (a.words != b.words).then(|| (Relation::RulesDiffer, format!("“{}” and “{}”", a.words, b.words)))
        }
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

fn programmes(a: &Claim, b: &Claim, later: bool) -> Option<(Relation, String)> {
    let same = a.subject.activity.is_some()
        && a.subject.activity == b.subject.activity
        && a.counted.first()?.reading == b.counted.first()?.reading;
    let (x, y) = (a.stated.as_ref()?, b.stated.as_ref()?);
    if !same {
        return None;
    }
    let both = format!("“{}” and “{}”", a.words, b.words);
    if (a.modality == Modality::Target) != (b.modality == Modality::Target) {
        return Some((Relation::AimAndResult, format!("an aim and a result: {both}")));
    }
    if x.interval.meets(&y.interval) && (x.value - y.value).abs() <= f64::EPSILON * x.value.abs() {
        return Some((Relation::Agree, both));
    }
    let relation = if later && y.value > x.value {
        Relation::Grown
    } else {
        Relation::Disagree
    };
    Some((relation, both))
}

/// Flows of the same origins, counted alike, over periods of which one is shared: numbers that differ, or moves that
/// go the same way or against each other.
fn flows<'c>(a: &'c Claim, b: &'c Claim) -> Option<(Relation, String)> {
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
    let both = format!("“{}” and “{}”", a.words, b.words);
    match (&a.stated, &b.stated, a.direction, b.direction) {
        (Some(x), Some(y), None, None) => {
            let exact = a.when.iter().any(|w| b.when.iter().any(|v| w.period == v.period));
            if !exact {
                return None;
            }
            let c = compare(x.value, x.interval, y.value, Interval::exact(y.value));
            let relation = match c.agreement {
                Agreement::Agrees | Agreement::Close => Relation::Agree,
                Agreement::Differs => Relation::Disagree,
            };
            Some((relation, both))
        }
        (_, _, Some(x), Some(y)) => Some((
            if x == y {
                Relation::Agree
            } else {
                Relation::Disagree
            },
            both,
        )),
        _ => None,
    }
}
