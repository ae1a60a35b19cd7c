//! One organisation, as it reports itself.

use jiff::civil::Date;

use super::{
    document::{DocumentLink, document},
    flow::{Around, Budget, budget},
    party::Party,
    text::{Narratives, attribute, content, day, narratives},
};
use crate::{
    iati::Finding,
    ledger::Currency,
    xml::{NodeId, Tree},
};

/// An organisation of a file of version 2.03. Its budgets are no stage of any activity.
#[derive(Clone, Debug, PartialEq)]
pub struct Organisation {
    /// Its identifier.
    pub id: String,
    /// The line of the file.
    pub line: u64,
    /// Its names.
    pub name: Narratives,
    /// Who reports.
    pub reporter: Party,
    /// The day of its last update.
    pub updated: Option<Date>,
    /// The currency of amounts that do not state theirs.
    pub currency: Option<Currency>,
    /// Budgets of the whole organisation.
    pub total_budgets: Vec<Budget>,
    /// Budgets for organisations, with the recipient in each.
    pub recipient_org_budgets: Vec<Budget>,
    /// Budgets for regions.
    pub recipient_region_budgets: Vec<Budget>,
    /// Budgets for countries.
    pub recipient_country_budgets: Vec<Budget>,
    /// What it spent in a period.
    pub total_expenditure: Vec<Budget>,
    /// Documents.
    pub documents: Vec<DocumentLink>,
    /// What could not be read, and is in no figure.
    pub findings: Vec<Finding>,
}

/// Reads the organisation at an `iati-organisation` element.
pub fn organisation(tree: &Tree, node: NodeId) -> Organisation {
    let mut findings = Vec::new();
    let language = attribute(tree, node, "xml:lang");
    let lang = language.as_deref();
    let currency = attribute(tree, node, "default-currency").and_then(|c| Currency::new(&c).ok());
    let mut budgets = |name: &str| -> Vec<Budget> {
        tree.named(node, name)
            .enumerate()
            .map(|(n, b)| {
                let around = Around {
                    language: lang,
                    currency,
                    path: format!("iati-organisation/{name}[{}]", n + 1),
                };
                budget(tree, b, &around, &mut findings)
            })
            .collect()
    };
    let (total_budgets, recipient_org_budgets) = (budgets("total-budget"), budgets("recipient-org-budget"));
    let (recipient_region_budgets, recipient_country_budgets) = (
        budgets("recipient-region-budget"),
        budgets("recipient-country-budget"),
    );
    let total_expenditure = budgets("total-expenditure");
    Organisation {
        id: tree
            .first(node, "organisation-identifier")
            .map(|i| content(tree, i).into_owned())
            .unwrap_or_default(),
        line: tree.line(node),
        name: narratives(tree, node, "name", lang),
        reporter: tree
            .first(node, "reporting-org")
            .map(|r| Party::at(tree, r, "", lang))
            .unwrap_or_default(),
        updated: tree.get(node, "last-updated-datetime").and_then(day),
        currency,
        total_budgets,
        recipient_org_budgets,
        recipient_region_budgets,
        recipient_country_budgets,
        total_expenditure,
        documents: tree
            .named(node, "document-link")
            .map(|d| document(tree, d, lang))
            .collect(),
        findings,
    }
}
