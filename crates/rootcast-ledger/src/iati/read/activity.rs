//! One activity, as its publisher reports it.

use jiff::civil::Date;

use super::{
    document::{DocumentLink, document},
    flow::{
        Around, Budget, Defaults, PlannedDisbursement, Transaction, aid_type, budget, planned, transaction,
    },
    party::Party,
    place::{Location, location, recipients, sectors},
    result::{Outcome, result},
    split::Split,
    text::{Narratives, attribute, code, content, date, day, narratives, truth},
};
use crate::{
    iati::Finding,
    ledger::Currency,
    xml::{NodeId, Tree},
};

/// An activity of a file of version 2.03. What is absent was not reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// The activity's identifier.
    pub id: String,
    /// The line of the file.
    pub line: u64,
    /// Who reports.
    pub reporter: Party,
    /// Whether it reports what others do.
    pub secondary: bool,
    /// The day of its last update.
    pub updated: Option<Date>,
    /// The language of texts that do not state theirs.
    pub language: Option<String>,
    /// The currency of amounts that do not state theirs.
    pub currency: Option<Currency>,
    /// Its level in the publisher's hierarchy, 1 the highest.
    pub hierarchy: Option<u32>,
    /// Whether it is humanitarian, where that is said.
    pub humanitarian: Option<bool>,
    /// Titles.
    pub title: Narratives,
    /// Descriptions, with their type (codelist `DescriptionType`).
    pub descriptions: Vec<(Option<String>, Narratives)>,
    /// Other identifiers, as (identifier, type).
    pub other_identifiers: Vec<(String, Option<String>)>,
    /// Codelist `ActivityStatus`.
    pub status: Option<String>,
    /// Dates, as (type, day): 1 planned start, 2 actual start, 3 planned end, 4 actual end.
    pub dates: Vec<(String, Option<Date>)>,
    /// Organisations that take part, with their role: 1 funding, 2 accountable, 3 extending, 4 implementing.
    pub participants: Vec<(String, Party)>,
    /// Countries and regions.
    pub recipients: Split,
    /// Sectors, one split for each vocabulary.
    pub sectors: Vec<Split>,
    /// Places.
    pub locations: Vec<Location>,
    /// Policy markers.
    pub markers: Vec<Marker>,
    /// Related activities, as (identifier, type): 1 parent, 2 child, 3 sibling, 4 co-funded, 5 third party.
    pub related: Vec<(String, String)>,
    /// Budgets.
    pub budgets: Vec<Budget>,
    /// Planned disbursements.
    pub planned: Vec<PlannedDisbursement>,
    /// Transactions.
    pub transactions: Vec<Transaction>,
    /// Results.
    pub results: Vec<Outcome>,
    /// Documents.
    pub documents: Vec<DocumentLink>,
    /// What could not be read, and is in no figure.
    pub findings: Vec<Finding>,
}

impl Reported {
    /// Moves all lines down: the record was read from a piece of its file.
    pub(crate) fn shift(&mut self, lines: u64) {
        self.line += lines;
        for line in (self.transactions.iter_mut().map(|t| &mut t.line))
            .chain(self.results.iter_mut().map(|r| &mut r.line))
            .chain(self.findings.iter_mut().map(|f| &mut f.line))
        {
            *line += lines;
        }
    }
}

/// A policy marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Codelist `PolicyMarkerVocabulary`.
    pub vocabulary: Option<String>,
    /// Codelist `PolicyMarker`.
    pub code: String,
    /// Codelist `PolicySignificance`: 0 not targeted, 1 significant, 2 principal, 3 and 4 programmes.
    pub significance: Option<String>,
}

/// Reads the activity at an `iati-activity` element.
pub fn activity(tree: &Tree, node: NodeId) -> Reported {
    let mut findings = Vec::new();
    let language = attribute(tree, node, "xml:lang");
    let lang = language.as_deref();
    let currency = attribute(tree, node, "default-currency").and_then(|c| Currency::new(&c).ok());
    let defaults = Defaults {
        flow: code(tree, node, "default-flow-type"),
        finance: code(tree, node, "default-finance-type"),
        aid: aid_type(tree, node, "default-aid-type"),
        tied: code(tree, node, "default-tied-status"),
    };
    let reporting = tree.first(node, "reporting-org");
    let each = |name: &'static str| {
        let around = move |n: usize| Around {
            language: lang,
            currency,
            path: format!("iati-activity/{name}[{}]", n + 1),
        };
        tree.named(node, name)
            .enumerate()
            .map(move |(n, child)| (child, around(n)))
    };
    let transactions = each("transaction")
        .map(|(t, around)| transaction(tree, t, &around, &defaults, &mut findings))
        .collect();
    let budgets = each("budget")
        .map(|(b, around)| budget(tree, b, &around, &mut findings))
        .collect();
    let planned = each("planned-disbursement")
        .map(|(p, around)| planned(tree, p, &around, &mut findings))
        .collect();
    Reported {
        id: tree
            .first(node, "iati-identifier")
            .map(|i| content(tree, i).into_owned())
            .unwrap_or_default(),
        line: tree.line(node),
        reporter: reporting
            .map(|r| Party::at(tree, r, "", lang))
            .unwrap_or_default(),
        secondary: reporting.and_then(|r| truth(tree, r, "secondary-reporter")) == Some(true),
        updated: tree.get(node, "last-updated-datetime").and_then(day),
        currency,
        hierarchy: tree.get(node, "hierarchy").and_then(|h| h.trim().parse().ok()),
        humanitarian: truth(tree, node, "humanitarian"),
        title: narratives(tree, node, "title", lang),
        descriptions: tree
            .named(node, "description")
            .map(|d| (attribute(tree, d, "type"), Narratives::below(tree, d, lang)))
            .collect(),
        other_identifiers: tree
            .named(node, "other-identifier")
            .filter_map(|o| Some((attribute(tree, o, "ref")?, attribute(tree, o, "type"))))
            .collect(),
        status: code(tree, node, "activity-status"),
        dates: tree
            .named(node, "activity-date")
            .filter_map(|d| Some((attribute(tree, d, "type")?, date(tree, d, "iso-date"))))
            .collect(),
        participants: participants(tree, node, lang),
        recipients: recipients(tree, node),
        sectors: sectors(tree, node),
        locations: tree
            .named(node, "location")
            .map(|l| location(tree, l, lang))
            .collect(),
        markers: tree
            .named(node, "policy-marker")
            .filter_map(|m| {
                Some(Marker {
                    vocabulary: attribute(tree, m, "vocabulary"),
                    code: attribute(tree, m, "code")?,
                    significance: attribute(tree, m, "significance"),
                })
            })
            .collect(),
        related: tree
            .named(node, "related-activity")
            .filter_map(|r| Some((attribute(tree, r, "ref")?, attribute(tree, r, "type")?)))
            .collect(),
        budgets,
        planned,
        transactions,
        results: tree
            .named(node, "result")
            .map(|r| result(tree, r, lang))
            .collect(),
        documents: tree
            .named(node, "document-link")
            .map(|d| document(tree, d, lang))
            .collect(),
        findings,
        language,
    }
}

fn participants(tree: &Tree, node: NodeId, language: Option<&str>) -> Vec<(String, Party)> {
    tree.named(node, "participating-org")
        .map(|p| {
            (
                attribute(tree, p, "role").unwrap_or_default(),
                Party::at(tree, p, "activity-id", language),
            )
        })
        .collect()
}
