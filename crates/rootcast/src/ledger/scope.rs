//! Which activities a command is about.

use rootcast_core::nearest::nearest;
use rootcast_ledger::ledger::{Activity, Ledger};

/// An activity that nobody has heard of. Caused by the command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no activity `{id}`{near}; `rootcast ledger show` lists the programmes")]
pub struct UnknownActivity {
    /// What was given.
    pub id: String,
    /// `; did you mean …?` or nothing.
    pub near: String,
}

/// The activity with this identifier.
pub fn find<'l>(ledger: &'l Ledger, id: &str) -> Result<&'l Activity, UnknownActivity> {
    ledger.activities.get(id).ok_or_else(|| UnknownActivity {
        id: id.to_owned(),
        near: nearest(id, ledger.activities.keys().map(String::as_str)),
    })
}

/// The activity and its parts at any depth, the activity first, then by identifier; every activity without a name.
pub fn whole<'l>(ledger: &'l Ledger, id: Option<&str>) -> Result<Vec<&'l Activity>, UnknownActivity> {
    let Some(id) = id else {
        return Ok(ledger.activities.values().collect());
    };
    let first = find(ledger, id)?;
    let rest = ledger.within(id).into_iter().filter(|a| a.id != first.id);
    Ok(std::iter::once(first).chain(rest).collect())
}

/// The activity with its parts; without a name, the activities that are part of no other.
pub fn shown<'l>(ledger: &'l Ledger, id: Option<&str>) -> Result<Vec<&'l Activity>, UnknownActivity> {
    match id {
        Some(_) => whole(ledger, id),
        None => Ok(ledger
            .activities
            .values()
            .filter(|a| a.part_of.is_empty())
            .collect()),
    }
}
