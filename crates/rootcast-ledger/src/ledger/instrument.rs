//! Instruments: what kind of money, or what instead of money.

use serde::{Deserialize, Serialize};

use super::word::words;

/// What kind of money a figure is of. Figures of different instruments are never added without saying so: a larger
/// loan portfolio is not a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Instrument {
    /// Given, not to be paid back.
    Grant,
    /// Lent to one borrower.
    Loan,
    /// A lender's book of loans, or its increase; revolves.
    LoanPortfolio,
    /// A share bought.
    Equity,
    /// A promise to pay if another does not.
    Guarantee,
    /// A firm's own capital spent in the country: plants, networks, machines.
    Investment,
    /// Goods bought from the country.
    Sourcing,
    /// Goods, services or time.
    InKind,
    /// Public money of several kinds: budgets, programmes.
    PublicFunding,
    /// Several, not told apart by whom states it.
    Mixed,
}

words!(
    Instrument,
    10,
    Grant = "grant",
    Loan = "loan",
    LoanPortfolio = "loan-portfolio",
    Equity = "equity",
    Guarantee = "guarantee",
    Investment = "investment",
    Sourcing = "sourcing",
    InKind = "in-kind",
    PublicFunding = "public-funding",
    Mixed = "mixed"
);
