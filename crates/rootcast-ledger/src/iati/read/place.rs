//! Where and for what: countries and regions, sectors, locations.

use super::{
    split::{Share, Split},
    text::{Narratives, attribute, code, content, narratives},
};
use crate::{
    money::Decimal,
    xml::{NodeId, Tree},
};

/// A place inside a country.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    /// The publisher's reference.
    pub reference: Option<String>,
    /// Its names.
    pub name: Narratives,
    /// What is done there.
    pub activity: Narratives,
    /// Codes of it, as (vocabulary, code): gazetteers and administrative areas.
    pub codes: Vec<(String, String)>,
    /// Latitude and longitude in degrees, where the point can be read.
    pub point: Option<(f64, f64)>,
    /// Codelist `GeographicExactness`.
    pub exactness: Option<String>,
    /// Codelist `GeographicLocationReach`.
    pub reach: Option<String>,
}

/// Countries and regions of an activity or a transaction, as one whole.
///
/// The standard lets regions of several vocabularies stand beside each other. Where everything together does not add
/// to 100, regions of other vocabularies than the standard's own are taken for a second description of the same whole:
/// they are kept, and have no share.
pub(super) fn recipients(tree: &Tree, node: NodeId) -> Split {
    let mut shares: Vec<Share> = Vec::new();
    for child in tree.elements(node) {
        let region = tree.is(child, "recipient-region");
        if (region || tree.is(child, "recipient-country"))
            && let Some(s) = share(tree, child, region)
        {
            shares.push(s);
        }
    }
    let all = Split::of(shares.clone());
    if all.says.is_none() {
        return all;
    }
    let own = |s: &Share| !s.region || matches!(s.vocabulary.as_deref(), None | Some("1"));
    if shares.iter().all(own) || !shares.iter().any(own) {
        return all;
    }
    let (first, second): (Vec<Share>, Vec<Share>) = shares.into_iter().partition(own);
    let mut split = Split::of(first);
    split.shares.extend(second);
    let beside = "regions of other vocabularies stand beside it without a share";
    split.says = Some(match split.says {
        Some(says) => format!("{says}; {beside}"),
        None => beside.to_owned(),
    });
    split
}

/// Sectors, one split for each vocabulary, in the order in which vocabularies first occur.
pub(super) fn sectors(tree: &Tree, node: NodeId) -> Vec<Split> {
    let mut by: Vec<(Option<String>, Vec<Share>)> = Vec::new();
    for child in tree.named(node, "sector") {
        let Some(s) = share(tree, child, false) else {
            continue;
        };
        // The standard's default is vocabulary 1.
        let vocabulary = s.vocabulary.clone().or_else(|| Some("1".to_owned()));
        match by.iter_mut().find(|(v, _)| *v == vocabulary) {
            Some((_, shares)) => shares.push(s),
            None => by.push((vocabulary, vec![s])),
        }
    }
    by.into_iter().map(|(_, shares)| Split::of(shares)).collect()
}

fn share(tree: &Tree, node: NodeId, region: bool) -> Option<Share> {
    Some(Share {
        code: attribute(tree, node, "code")?,
        vocabulary: attribute(tree, node, "vocabulary"),
        region,
        stated: tree.get(node, "percentage").and_then(Decimal::parse),
        percent: None,
    })
}

pub(super) fn location(tree: &Tree, node: NodeId, language: Option<&str>) -> Location {
    let codes = tree
        .elements(node)
        .filter(|c| tree.is(*c, "location-id") || tree.is(*c, "administrative"))
        .filter_map(|c| Some((attribute(tree, c, "vocabulary")?, attribute(tree, c, "code")?)))
        .collect();
    let point = tree
        .first(node, "point")
        .and_then(|p| tree.first(p, "pos"))
        .and_then(|pos| {
            let text = content(tree, pos);
            let mut degrees = text.split_whitespace().map(str::parse::<f64>);
            let (Some(Ok(lat)), Some(Ok(lon)), None) = (degrees.next(), degrees.next(), degrees.next())
            else {
                return None;
            };
            (lat.abs() <= 90.0 && lon.abs() <= 180.0).then_some((lat, lon))
        });
    Location {
        reference: attribute(tree, node, "ref"),
        name: narratives(tree, node, "name", language),
        activity: narratives(tree, node, "activity-description", language),
        codes,
        point,
        exactness: code(tree, node, "exactness"),
        reach: code(tree, node, "location-reach"),
    }
}
