//! Sums of an activity's transactions: by type, side, currency and edge from provider to receiver.

use std::collections::BTreeMap;

use super::{activity::Reported, flow::Side};
use crate::{
    ledger::{Currency, Stage},
    money::Decimal,
};

/// Money of one type, currency and edge. Different edges of one type may be added; different types, sides and
/// currencies may not.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// The transaction type (codelist `TransactionType`).
    pub kind: String,
    /// The stage; `None` for other money.
    pub stage: Option<Stage>,
    /// Whose report it is.
    pub side: Side,
    /// The currency.
    pub currency: Currency,
    /// Who gives, by identifier or name; the reporting organisation where an outgoing transaction names nobody.
    pub provider: Option<String>,
    /// Who gets, likewise.
    pub receiver: Option<String>,
    /// The sum, exactly.
    pub sum: Decimal,
    /// How many transactions it adds up.
    pub transactions: u64,
}

impl Reported {
    /// Who gives in a transaction, as far as it is known: whom it names, or the reporter for what goes out.
    pub fn provider(&self, n: usize) -> Option<&str> {
        let t = self.transactions.get(n)?;
        t.provider.as_ref().and_then(|p| p.key()).or_else(|| {
            (t.side() == Side::Outgoing)
                .then(|| self.reporter.key())
                .flatten()
        })
    }

    /// Who gets in a transaction, as far as it is known: whom it names, or the reporter for what comes in.
    pub fn receiver(&self, n: usize) -> Option<&str> {
        let t = self.transactions.get(n)?;
        t.receiver.as_ref().and_then(|p| p.key()).or_else(|| {
            (t.side() == Side::Incoming)
                .then(|| self.reporter.key())
                .flatten()
        })
    }

    /// The sums, sorted by type, currency, provider and receiver. Transactions whose amount or currency is not known
    /// are in none; a sum too long for a [`Decimal`] is left out.
    pub fn totals(&self) -> Vec<Total> {
        type Key<'a> = (u32, &'a str, Currency, Option<&'a str>, Option<&'a str>);
        let mut sums: BTreeMap<Key, (Option<Decimal>, u64)> = BTreeMap::new();
        for (n, t) in self.transactions.iter().enumerate() {
            let (Some(amount), Some(currency)) = (t.value.amount, t.value.currency) else {
                continue;
            };
            let number = t.kind.parse().unwrap_or(u32::MAX);
            let key = (
                number,
                t.kind.as_str(),
                currency,
                self.provider(n),
                self.receiver(n),
            );
            let entry = sums.entry(key).or_insert((Some(Decimal::ZERO), 0));
            entry.0 = entry.0.and_then(|s| s.plus(amount));
            entry.1 += 1;
        }
        sums.into_iter()
            .filter_map(|((_, kind, currency, provider, receiver), (sum, transactions))| {
                Some(Total {
                    stage: Stage::of_transaction(kind),
                    side: Side::of_transaction(kind),
                    kind: kind.to_owned(),
                    currency,
                    provider: provider.map(str::to_owned),
                    receiver: receiver.map(str::to_owned),
                    sum: sum?,
                    transactions,
                })
            })
            .collect()
    }
}
