//! Money of an activity: transactions, budgets, planned disbursements.
//!
//! The three never stand in for each other. A budget is what is set aside for a period, a planned disbursement is a
//! forecast; neither was promised, committed or paid.

use jiff::civil::Date;

use super::{
    party::Party,
    split::Split,
    text::{Narratives, attribute, child_date, code, content, date, narratives, truth},
};
use crate::{
    iati::{Finding, FindingKind, Level},
    ledger::{Currency, Stage},
    money::Decimal,
    xml::{NodeId, Tree},
};

/// An amount with the currency and the day that set its worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    /// The amount; `None` where what is written is no number.
    pub amount: Option<Decimal>,
    /// Its currency, its own or the record's default; `None` where neither is stated, which is never assumed.
    pub currency: Option<Currency>,
    /// The day that sets the rate of exchange.
    pub value_date: Option<Date>,
}

/// Whose report of a transaction it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The giver's: pledges, commitments, disbursements, expenditure and whatever else goes out.
    Outgoing,
    /// The receiver's: what it was promised or got. Never added to the giver's report of the same money.
    Incoming,
    /// Interest and repayments (types 5 and 6): the type does not say whether the reporter pays or is paid.
    Unstated,
}

impl Side {
    /// The side of a transaction type (codelist `TransactionType`, 2.03).
    pub fn of_transaction(code: &str) -> Self {
        match code {
            // Incoming funds, sale of equity, incoming commitment and pledge.
            "1" | "9" | "11" | "13" => Side::Incoming,
            "5" | "6" => Side::Unstated,
            _ => Side::Outgoing,
        }
    }

    /// The word used in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Outgoing => "outgoing",
            Side::Incoming => "incoming",
            Side::Unstated => "unstated",
        }
    }
}

/// The name of a transaction type (codelist `TransactionType`, 2.03).
pub fn transaction_name(code: &str) -> Option<&'static str> {
    Some(match code {
        "1" => "incoming funds",
        "2" => "outgoing commitment",
        "3" => "disbursement",
        "4" => "expenditure",
        "5" => "interest payment",
        "6" => "loan repayment",
        "7" => "reimbursement",
        "8" => "purchase of equity",
        "9" => "sale of equity",
        "10" => "credit guarantee",
        "11" => "incoming commitment",
        "12" => "outgoing pledge",
        "13" => "incoming pledge",
        _ => return None,
    })
}

/// One movement of money, or the promise of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    /// The line of the file.
    pub line: u64,
    /// The publisher's reference.
    pub reference: Option<String>,
    /// Its type (codelist `TransactionType`).
    pub kind: String,
    /// Its day.
    pub date: Option<Date>,
    /// The money.
    pub value: Money,
    /// What it is.
    pub description: Narratives,
    /// Who gives.
    pub provider: Option<Party>,
    /// Who gets.
    pub receiver: Option<Party>,
    /// Codelist `DisbursementChannel`.
    pub channel: Option<String>,
    /// Countries and regions of its own; empty where those of the activity hold.
    pub recipients: Split,
    /// Sectors of its own, by vocabulary; empty where those of the activity hold.
    pub sectors: Vec<Split>,
    /// Codelist `FlowType`; the activity's default where it has none.
    pub flow_type: Option<String>,
    /// Codelist `FinanceType`; the activity's default where it has none.
    pub finance_type: Option<String>,
    /// Codelist `AidType` of vocabulary 1; the activity's default where it has none.
    pub aid_type: Option<String>,
    /// Codelist `TiedStatus`; the activity's default where it has none.
    pub tied_status: Option<String>,
    /// Whether it is humanitarian, where that is said.
    pub humanitarian: Option<bool>,
}

impl Transaction {
    /// The stage; `None` for other money: incoming funds, interest, repayments, equity, guarantees.
    pub fn stage(&self) -> Option<Stage> {
        Stage::of_transaction(&self.kind)
    }

    /// Whose report it is.
    pub fn side(&self) -> Side {
        Side::of_transaction(&self.kind)
    }
}

/// What is set aside for a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// Whether it was revised since (type 2), where that is said. The standard's default is original.
    pub revised: bool,
    /// Whether it is committed (status 2). The standard's default is indicative.
    pub committed: bool,
    /// First day.
    pub start: Option<Date>,
    /// Last day, included.
    pub end: Option<Date>,
    /// The money.
    pub value: Money,
    /// For whom: a country, a region or an organisation; only in files of organisations.
    pub recipient: Option<String>,
}

/// A forecast of a disbursement. Never used as a budget or as a disbursement.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedDisbursement {
    /// Whether it was revised since (type 2).
    pub revised: bool,
    /// First day.
    pub start: Option<Date>,
    /// Last day, included.
    pub end: Option<Date>,
    /// The money.
    pub value: Money,
    /// Who is to give.
    pub provider: Option<Party>,
    /// Who is to get.
    pub receiver: Option<Party>,
}

/// What transactions and budgets take from the record around them.
pub(super) struct Around<'r> {
    pub(super) language: Option<&'r str>,
    pub(super) currency: Option<Currency>,
    pub(super) path: String,
}

pub(super) fn money(tree: &Tree, node: NodeId, around: &Around, out: &mut Vec<Finding>) -> Money {
    let Some(value) = tree.first(node, "value") else {
        return Money {
            amount: None,
            currency: None,
            value_date: None,
        };
    };
    let mut wrong = |code: &str, path: String, message: String| {
        out.push(Finding {
            line: tree.line(value),
            level: Level::Warning,
            kind: FindingKind::Rule,
            code: code.to_owned(),
            path,
            message,
        });
    };
    let text = content(tree, value);
    let amount = Decimal::parse(&text);
    if amount.is_none() {
        wrong(
            "unreadable-amount",
            format!("{}/value", around.path),
            format!(
                "`{text}` is no decimal number, so this money is in no figure. Write digits and a point, without separators."
            ),
        );
    }
    let own = attribute(tree, value, "currency");
    let currency = match own.as_deref().map(Currency::new) {
        Some(Ok(c)) => Some(c),
        Some(Err(e)) => {
            wrong(
                "unreadable-currency",
                format!("{}/value/@currency", around.path),
                format!("{e}. This money is in no figure."),
            );
            None
        }
        None => {
            if around.currency.is_none() {
                wrong(
                    "missing-currency",
                    format!("{}/value/@currency", around.path),
                    "neither the value nor the record states a currency, and none is assumed: this money is in no figure. Add @currency here or @default-currency to the record.".to_owned(),
                );
            }
            around.currency
        }
    };
    Money {
        amount,
        currency,
        value_date: date(tree, value, "value-date"),
    }
}

pub(super) fn budget(tree: &Tree, node: NodeId, around: &Around, out: &mut Vec<Finding>) -> Budget {
    let recipient = ["recipient-org", "recipient-country", "recipient-region"]
        .into_iter()
        .find_map(|name| tree.first(node, name))
        .and_then(|r| {
            attribute(tree, r, "ref")
                .or_else(|| attribute(tree, r, "code"))
                .or_else(|| {
                    Narratives::below(tree, r, around.language)
                        .shown()
                        .map(str::to_owned)
                })
        });
    Budget {
        revised: attribute(tree, node, "type").as_deref() == Some("2"),
        committed: attribute(tree, node, "status").as_deref() == Some("2"),
        start: child_date(tree, node, "period-start"),
        end: child_date(tree, node, "period-end"),
        value: money(tree, node, around, out),
        recipient,
    }
}

pub(super) fn planned(
    tree: &Tree,
    node: NodeId,
    around: &Around,
    out: &mut Vec<Finding>,
) -> PlannedDisbursement {
    PlannedDisbursement {
        revised: attribute(tree, node, "type").as_deref() == Some("2"),
        start: child_date(tree, node, "period-start"),
        end: child_date(tree, node, "period-end"),
        value: money(tree, node, around, out),
        provider: provider(tree, node, around),
        receiver: receiver(tree, node, around),
    }
}

/// The activity's defaults for its transactions.
pub(super) struct Defaults {
    pub(super) flow: Option<String>,
    pub(super) finance: Option<String>,
    pub(super) aid: Option<String>,
    pub(super) tied: Option<String>,
}

pub(super) fn transaction(
    tree: &Tree,
    node: NodeId,
    around: &Around,
    defaults: &Defaults,
    out: &mut Vec<Finding>,
) -> Transaction {
    Transaction {
        line: tree.line(node),
        reference: attribute(tree, node, "ref"),
        kind: code(tree, node, "transaction-type").unwrap_or_default(),
        date: child_date(tree, node, "transaction-date"),
        value: money(tree, node, around, out),
        description: narratives(tree, node, "description", around.language),
        provider: provider(tree, node, around),
        receiver: receiver(tree, node, around),
        channel: code(tree, node, "disbursement-channel"),
        recipients: super::place::recipients(tree, node),
        sectors: super::place::sectors(tree, node),
        flow_type: code(tree, node, "flow-type").or_else(|| defaults.flow.clone()),
        finance_type: code(tree, node, "finance-type").or_else(|| defaults.finance.clone()),
        aid_type: aid_type(tree, node, "aid-type").or_else(|| defaults.aid.clone()),
        tied_status: code(tree, node, "tied-status").or_else(|| defaults.tied.clone()),
        humanitarian: truth(tree, node, "humanitarian"),
    }
}

/// The code of the standard's own vocabulary of types of aid.
pub(super) fn aid_type(tree: &Tree, node: NodeId, child: &str) -> Option<String> {
    tree.named(node, child)
        .find(|a| matches!(tree.get(*a, "vocabulary").map(str::trim), None | Some("" | "1")))
        .and_then(|a| attribute(tree, a, "code"))
}

fn provider(tree: &Tree, node: NodeId, around: &Around) -> Option<Party> {
    tree.first(node, "provider-org")
        .map(|p| Party::at(tree, p, "provider-activity-id", around.language))
}

fn receiver(tree: &Tree, node: NodeId, around: &Around) -> Option<Party> {
    tree.first(node, "receiver-org")
        .map(|p| Party::at(tree, p, "receiver-activity-id", around.language))
}
