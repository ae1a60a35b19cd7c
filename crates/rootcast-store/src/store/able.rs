//! Ability: whether a cut can answer a question, and what must be scanned for it. Decided on the cut alone, before
//! any figure is read.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rootcast_core::{
    facet::{Facet, FacetKind},
    measure::Additive,
    nearest::nearest,
};

use super::{
    explain::Reason,
    question::{Question, TABLE},
};
use crate::{
    cut::{Cut, CutFacet, is_part_of_whole},
    manifest::Absent,
};

/// What a cut must be scanned for to answer a question.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Able {
    /// Columns narrowed to labels, table and measure first.
    pub(super) filters: Vec<(String, Vec<String>)>,
    /// Facets that tell groups apart, then those watched.
    pub(super) groups: Vec<String>,
    /// Facets that are summed over although the reading names their values, each of which must have a figure.
    pub(super) watched: Vec<(String, Vec<String>)>,
    /// Defaults and constants that narrow the answer without being named by the reading.
    pub(super) applied: BTreeMap<String, String>,
    /// How many combinations of labels one group of one published period has.
    pub(super) combinations: u64,
    /// How many groups there are: more is a finer answer.
    pub(super) fineness: u64,
    /// The values by which the groups of another source must be the same, where a bucket like `other@cbp` is in play.
    pub(super) vocabulary: Vec<String>,
    /// Facets of overlapping values that are summed because the reading says so.
    pub(super) overlapping: Vec<String>,
    /// First day from which the labels mean what they say, with the publisher's reason.
    pub(super) from: Option<(Date, String)>,
}

/// Why a cut cannot answer a question.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unable {
    /// Of which kind.
    pub(super) reason: Reason,
    /// In a sentence.
    pub(super) text: String,
}

fn unable<T>(reason: Reason, text: String) -> Result<T, Unable> {
    Err(Unable { reason, text })
}

/// Whether `value` is a bucket for everything else, whose contents depend on what else the publisher names.
pub(super) fn is_rest(value: &str) -> bool {
    value.starts_with("other@")
}

/// Whether a facet of a cut can tell `value` apart, be it by publishing nothing where there is nothing.
fn knows(cut: &Cut, facet: &CutFacet, value: &str) -> bool {
    if facet.values.iter().any(|v| v == value) || is_part_of_whole(&facet.id, value) {
        return true;
    }
    let place = Facet::find(&facet.id).is_ok_and(|f| f.kind() == FacetKind::Place);
    // A complete list of places with no rest says of an absent one that nothing was counted there.
    place
        && facet.complete
        && cut.absent != Absent::Missing
        && !value.contains('@')
        && !facet.values.iter().any(|v| is_rest(v))
}

/// Decides whether `cut` can answer `question`.
pub(super) fn able(question: &Question, cut: &Cut) -> Result<Able, Unable> {
    if !question.tables.is_empty() && !question.tables.contains(&cut.table) {
        return unable(
            Reason::LacksFacet,
            format!("the reading asks for table {}", question.tables.join("+")),
        );
    }
    for facet in question.wanted.keys().chain(&question.groups) {
        if cut.facet(facet).is_none() {
            return unable(Reason::LacksFacet, format!("it is not broken down by {facet}"));
        }
    }
    let mut out = Able {
        filters: vec![
            (TABLE.to_owned(), vec![cut.table.clone()]),
            ("measure".to_owned(), vec![cut.measure.clone()]),
        ],
        groups: question.groups.clone(),
        watched: Vec::new(),
        applied: BTreeMap::new(),
        combinations: 1,
        fineness: 1,
        vocabulary: Vec::new(),
        overlapping: Vec::new(),
        from: None,
    };
    // What the reading must say more is told all at once.
    let mut unnamed: Vec<String> = Vec::new();
    for facet in &cut.facets {
        let fits = match question.wanted.get(&facet.id) {
            Some(wanted) => named(question, cut, facet, wanted, &mut out),
            None => whole(question, facet, &mut out),
        };
        match fits {
            Err(why) if why.reason == Reason::MustBeNamed => unnamed.push(why.text),
            other => other?,
        }
        let grouped = question.groups.contains(&facet.id);
        let wanted = out.filters.iter().find(|(id, _)| *id == facet.id).map(|(_, v)| v);
        if grouped || wanted.is_some_and(|w| w.iter().any(|v| is_rest(v))) {
            out.vocabulary.extend(rest_of(facet, wanted));
        }
        if grouped || wanted.is_some() {
            for limit in cut.limits.iter().filter(|l| l.facet == facet.id) {
                let concerns = |v: &String| wanted.is_none_or(|w| w.contains(v));
                let meant = limit.values.is_empty() || limit.values.iter().any(concerns);
                if meant && out.from.as_ref().is_none_or(|(day, _)| *day < limit.from) {
                    out.from = Some((limit.from, limit.reason.clone()));
                }
            }
        }
    }
    if !unnamed.is_empty() {
        return unable(Reason::MustBeNamed, unnamed.join("; "));
    }
    let watched: Vec<String> = out.watched.iter().map(|(id, _)| id.clone()).collect();
    out.groups.extend(watched);
    Ok(out)
}

/// What another source must hold too for its groups to be the same as those of `facet`.
fn rest_of(facet: &CutFacet, wanted: Option<&Vec<String>>) -> Vec<String> {
    let whole_asked = wanted.is_none_or(|w| w.iter().any(|v| is_rest(v)));
    if whole_asked && facet.values.iter().any(|v| is_rest(v)) {
        facet.values.iter().map(|v| format!("{}={v}", facet.id)).collect()
    } else if wanted.is_none() {
        // No rest: every value stands for itself, and the list may differ from one source to the next.
        vec![format!("{}=each", facet.id)]
    } else {
        Vec::new()
    }
}

fn named(
    question: &Question,
    cut: &Cut,
    facet: &CutFacet,
    wanted: &[String],
    out: &mut Able,
) -> Result<(), Unable> {
    let id = &facet.id;
    if facet.constant {
        if let Some(other) = wanted.iter().find(|w| !facet.values.contains(w)) {
            return unable(
                Reason::OnlyPart,
                format!("it holds {id}={} only, not {other}", facet.values.join("+")),
            );
        }
    } else if let Some(other) = wanted.iter().find(|w| !knows(cut, facet, w)) {
        let rest = facet.values.iter().find(|v| is_rest(v));
        return unable(
            Reason::LacksFacet,
            match rest {
                Some(rest) => format!("it does not tell {id}={other} apart from {rest}"),
                None => format!(
                    "it has no figures of {id}={other}{}",
                    nearest(other, facet.values.iter().map(String::as_str))
                ),
            },
        );
    }
    let grouped = question.groups.contains(id);
    if wanted.len() > 1 && !grouped {
        if question.measure.over_facets == Additive::No {
            return unable(
                Reason::MustBeNamed,
                format!(
                    "{} of several values of {id} are not added up: name one, or ask by={id}",
                    question.measure.id
                ),
            );
        }
        if cut.absent == Absent::Missing {
            out.watched.push((id.clone(), wanted.to_vec()));
        }
    }
    let many = wanted.len() as u64;
    if grouped {
        out.fineness = out.fineness.saturating_mul(many);
    } else {
        out.combinations = out.combinations.saturating_mul(many);
    }
    out.filters.push((id.clone(), wanted.to_vec()));
    Ok(())
}

fn whole(question: &Question, facet: &CutFacet, out: &mut Able) -> Result<(), Unable> {
    let id = &facet.id;
    let said = question.whole.contains(id);
    let parts = Facet::find(id).map(Facet::whole).unwrap_or_default();
    let all_parts = !parts.is_empty() && parts.iter().all(|p| facet.values.contains(p));
    if facet.constant {
        if !parts.is_empty() && !all_parts {
            return unable(
                Reason::OnlyPart,
                format!(
                    "it holds {id}={0} only: ask for {id}={0}, or another source",
                    facet.values.join("+")
                ),
            );
        }
        if let ([value], true) = (facet.values.as_slice(), parts.is_empty()) {
            out.applied.insert(id.clone(), value.clone());
        }
        return Ok(());
    }
    if question.groups.contains(id) {
        out.fineness = out.fineness.saturating_mul(facet.values.len() as u64);
        return Ok(());
    }
    if let Some(default) = question.measure.default.get(id).filter(|_| !said) {
        if !facet.values.contains(default) {
            return unable(
                Reason::LacksFacet,
                format!("it has no {id}={default}, which is taken where a reading names none"),
            );
        }
        out.applied.insert(id.clone(), default.clone());
        out.filters.push((id.clone(), vec![default.clone()]));
        return Ok(());
    }
    if question.measure.over_facets == Additive::No {
        return unable(
            Reason::MustBeNamed,
            format!(
                "{} of several values of {id} are not added up: name one ({id}={}), or ask by={id}",
                question.measure.id,
                facet.values.first().map_or("…", String::as_str)
            ),
        );
    }
    if facet.overlapping {
        if !said {
            return unable(
                Reason::MustBeNamed,
                format!(
                    "its values of {id} overlap and are not added up unasked: name some ({id}={}), ask by={id}, or \
                     say {id}=all",
                    facet.values.first().map_or("…", String::as_str)
                ),
            );
        }
        out.overlapping.push(id.clone());
    } else if !facet.complete {
        return unable(
            Reason::MustBeNamed,
            format!("its values of {id} do not add up to a whole: name some, or ask by={id}"),
        );
    }
    out.combinations = out.combinations.saturating_mul(facet.values.len().max(1) as u64);
    Ok(())
}
