//! Results: indicators with baselines, targets and actuals.

use jiff::civil::Date;

use super::{
    document::{DocumentLink, document},
    text::{Narratives, attribute, child_date, collapsed, date, narratives, truth},
};
use crate::{
    ledger::Stage,
    money::Decimal,
    xml::{NodeId, Tree},
};

/// A result with its indicators.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The line of the file.
    pub line: u64,
    /// Its type (codelist `ResultType`): 1 output, 2 outcome, 3 impact, 9 other.
    pub kind: String,
    /// Whether it may be added to those of other activities, where that is said.
    pub aggregation: Option<bool>,
    /// Its title.
    pub title: Narratives,
    /// What it is.
    pub description: Narratives,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
    /// Documents about it.
    pub documents: Vec<DocumentLink>,
}

impl Outcome {
    /// The stage: output, or outcome for outcomes and impacts; `None` for other types.
    pub fn stage(&self) -> Option<Stage> {
        match self.kind.as_str() {
            "1" => Some(Stage::Output),
            "2" | "3" => Some(Stage::Outcome),
            _ => None,
        }
    }
}

/// What is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// Codelist `IndicatorMeasure`: 1 unit, 2 percentage, 3 nominal, 4 ordinal, 5 qualitative.
    pub measure: String,
    /// Whether more is better. The standard's default is yes.
    pub ascending: bool,
    /// Whether it may be added to those of other activities, where that is said.
    pub aggregation: Option<bool>,
    /// What it counts.
    pub title: Narratives,
    /// How.
    pub description: Narratives,
    /// Lists it is defined in.
    pub references: Vec<Reference>,
    /// Where it stood before.
    pub baselines: Vec<Baseline>,
    /// Its periods.
    pub periods: Vec<Period>,
    /// Documents about it.
    pub documents: Vec<DocumentLink>,
}

/// An entry of a list of indicators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Codelist `IndicatorVocabulary`.
    pub vocabulary: String,
    /// Its code there.
    pub code: String,
    /// Where the list is, for lists of the publisher's own.
    pub uri: Option<String>,
}

/// A value, in numbers where it is one.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// As written; `None` where the attribute is absent, which is unknown and not zero.
    pub value: Option<String>,
    /// The number.
    pub number: Option<Decimal>,
    /// References of locations it is of.
    pub locations: Vec<String>,
    /// What it is a part by: (`sex`, `female`). A value with dimensions is part of one without.
    pub dimensions: Vec<(String, String)>,
    /// What a reader must know.
    pub comment: Narratives,
    /// Documents about it.
    pub documents: Vec<DocumentLink>,
}

/// Where an indicator stood before.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// The year.
    pub year: Option<String>,
    /// The day.
    pub date: Option<Date>,
    /// The value.
    pub measured: Measured,
}

/// What was to be reached and was reached in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// First day.
    pub start: Option<Date>,
    /// Last day, included.
    pub end: Option<Date>,
    /// To be reached.
    pub targets: Vec<Measured>,
    /// Reached.
    pub actuals: Vec<Measured>,
}

pub(super) fn result(tree: &Tree, node: NodeId, language: Option<&str>) -> Outcome {
    Outcome {
        line: tree.line(node),
        kind: attribute(tree, node, "type").unwrap_or_default(),
        aggregation: truth(tree, node, "aggregation-status"),
        title: narratives(tree, node, "title", language),
        description: narratives(tree, node, "description", language),
        indicators: tree
            .named(node, "indicator")
            .map(|i| indicator(tree, i, language))
            .collect(),
        documents: documents(tree, node, language),
    }
}

fn indicator(tree: &Tree, node: NodeId, language: Option<&str>) -> Indicator {
    let all = |parent: NodeId, name: &str| -> Vec<Measured> {
        tree.named(parent, name)
            .map(|m| measured(tree, m, language))
            .collect()
    };
    Indicator {
        measure: attribute(tree, node, "measure").unwrap_or_default(),
        ascending: truth(tree, node, "ascending").unwrap_or(true),
        aggregation: truth(tree, node, "aggregation-status"),
        title: narratives(tree, node, "title", language),
        description: narratives(tree, node, "description", language),
        references: tree
            .named(node, "reference")
            .filter_map(|r| {
                Some(Reference {
                    vocabulary: attribute(tree, r, "vocabulary")?,
                    code: attribute(tree, r, "code")?,
                    uri: attribute(tree, r, "indicator-uri"),
                })
            })
            .collect(),
        baselines: tree
            .named(node, "baseline")
            .map(|b| Baseline {
                year: attribute(tree, b, "year"),
                date: date(tree, b, "iso-date"),
                measured: measured(tree, b, language),
            })
            .collect(),
        periods: tree
            .named(node, "period")
            .map(|p| Period {
                start: child_date(tree, p, "period-start"),
                end: child_date(tree, p, "period-end"),
                targets: all(p, "target"),
                actuals: all(p, "actual"),
            })
            .collect(),
        documents: documents(tree, node, language),
    }
}

fn measured(tree: &Tree, node: NodeId, language: Option<&str>) -> Measured {
    let value = attribute(tree, node, "value");
    Measured {
        number: value.as_deref().and_then(Decimal::parse),
        value,
        locations: tree
            .named(node, "location")
            .filter_map(|l| attribute(tree, l, "ref"))
            .collect(),
        dimensions: tree
            .named(node, "dimension")
            .filter_map(|d| {
                let name = attribute(tree, d, "name")?;
                Some((collapsed(&name), collapsed(&attribute(tree, d, "value")?)))
            })
            .collect(),
        comment: narratives(tree, node, "comment", language),
        documents: documents(tree, node, language),
    }
}

fn documents(tree: &Tree, node: NodeId, language: Option<&str>) -> Vec<DocumentLink> {
    tree.named(node, "document-link")
        .map(|d| document(tree, d, language))
        .collect()
}
