//! The keys of one case, each taken as the type that the format gives it.

use super::case::{Nodes, When};
use super::decimal::Decimal;
use super::error::RulesetFault;
use super::json::Json;
use super::xpath::{Expr, Names, Type, compile};
use rootcast_core::nearest::nearest;

/// The keys of a case. Those in `subs` may hold `$1`.
pub(super) struct Fields<'j, 'n> {
    entries: &'j [(String, Json)],
    names: &'n mut Names,
    subs: &'n [String],
}

impl<'j, 'n> Fields<'j, 'n> {
    /// The keys of an object, all of which must be known.
    pub(super) fn new(
        json: &'j Json,
        what: &str,
        known: &[&str],
        subs: &'n [String],
        names: &'n mut Names,
    ) -> Result<Self, RulesetFault> {
        let entries = object(json, what)?;
        refuse_unknown(entries, known)?;
        if let Some(key) = subs.iter().find(|s| !entries.iter().any(|(k, _)| k == *s)) {
            let key = format!("subs: {key}");
            let hint = nearest(&key, entries.iter().map(|(k, _)| k.as_str()));
            return Err(RulesetFault::Key { key, hint });
        }
        Ok(Self { entries, names, subs })
    }

    pub(super) fn get(&self, key: &str) -> Option<&'j Json> {
        let entry = self.entries.iter().find(|(k, _)| k == key);
        entry.map(|(_, value)| value)
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<&'j str>, RulesetFault> {
        self.get(key).map(|json| text(json, key)).transpose()
    }

    pub(super) fn needed_text(&self, key: &'static str) -> Result<&'j str, RulesetFault> {
        self.text(key)?.ok_or(RulesetFault::Missing(key))
    }

    pub(super) fn number(&self, key: &str) -> Result<Option<Decimal>, RulesetFault> {
        let Some(json) = self.get(key) else {
            return Ok(None);
        };
        let number = match json {
            Json::Number(digits) | Json::Text(digits) => Decimal::parse(digits),
            _ => None,
        };
        number.map(Some).ok_or(RulesetFault::Type {
            key: key.to_owned(),
            found: json.describe(),
            expected: "a decimal number of at most 34 digits",
        })
    }

    /// An expression of any type.
    pub(super) fn expr(&mut self, key: &'static str) -> Result<Option<Nodes>, RulesetFault> {
        let Some(text) = self.text(key)? else {
            return Ok(None);
        };
        self.compile(key, text).map(|expr| {
            Some(Nodes {
                text: text.to_owned(),
                expr,
            })
        })
    }

    pub(super) fn needed_expr(&mut self, key: &'static str) -> Result<Nodes, RulesetFault> {
        self.expr(key)?.ok_or(RulesetFault::Missing(key))
    }

    /// An expression that gives nodes.
    pub(super) fn nodes(&mut self, key: &'static str) -> Result<Nodes, RulesetFault> {
        let text = self.needed_text(key)?;
        self.path(key, text)
    }

    /// A list of expressions that give nodes; one alone may stand without a list.
    pub(super) fn paths(&mut self, key: &'static str) -> Result<Option<Vec<Nodes>>, RulesetFault> {
        let all = match self.get(key) {
            None => return Ok(None),
            Some(Json::List(all)) => all.as_slice(),
            Some(one) => std::slice::from_ref(one),
        };
        let paths = all.iter().map(|json| self.path(key, text(json, key)?));
        paths.collect::<Result<_, _>>().map(Some)
    }

    pub(super) fn needed_paths(&mut self, key: &'static str) -> Result<Vec<Nodes>, RulesetFault> {
        self.paths(key)?.ok_or(RulesetFault::Missing(key))
    }

    pub(super) fn when(&mut self, key: &'static str) -> Result<When, RulesetFault> {
        match self.needed_text(key)? {
            "NOW" | "TODAY" => Ok(When::Today),
            text => self.path(key, text).map(When::Of),
        }
    }

    fn path(&mut self, key: &str, text: &str) -> Result<Nodes, RulesetFault> {
        let expr = self.compile(key, text)?;
        match expr.kind() {
            Type::Nodes => Ok(Nodes {
                text: text.to_owned(),
                expr,
            }),
            other => Err(RulesetFault::NotNodes {
                key: key.to_owned(),
                text: text.to_owned(),
                found: other.describe(),
            }),
        }
    }

    /// Compiles a text that is ours or the ruleset's.
    pub(super) fn compile(&mut self, key: &str, text: &str) -> Result<Expr, RulesetFault> {
        let placeholder = self.subs.iter().any(|s| s == key);
        compile(text, self.names, placeholder).map_err(|source| RulesetFault::XPath {
            key: key.to_owned(),
            text: text.to_owned(),
            source,
        })
    }
}

/// The entries of an object.
pub(super) fn object<'j>(json: &'j Json, key: &str) -> Result<&'j [(String, Json)], RulesetFault> {
    match json {
        Json::Object(entries) => Ok(entries),
        other => Err(RulesetFault::Type {
            key: key.to_owned(),
            found: other.describe(),
            expected: "an object",
        }),
    }
}

/// The items of a list.
pub(super) fn list<'j>(json: &'j Json, key: &str) -> Result<&'j [Json], RulesetFault> {
    match json {
        Json::List(items) => Ok(items),
        other => Err(RulesetFault::Type {
            key: key.to_owned(),
            found: other.describe(),
            expected: "a list",
        }),
    }
}

/// The text of a text.
pub(super) fn text<'j>(json: &'j Json, key: &str) -> Result<&'j str, RulesetFault> {
    match json {
        Json::Text(text) => Ok(text),
        other => Err(RulesetFault::Type {
            key: key.to_owned(),
            found: other.describe(),
            expected: "text",
        }),
    }
}

/// Refuses a key that is not known, and names the nearest that is.
pub(super) fn refuse_unknown(entries: &[(String, Json)], known: &[&str]) -> Result<(), RulesetFault> {
    match entries.iter().find(|(key, _)| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some((key, _)) => Err(RulesetFault::Key {
            key: key.clone(),
            hint: nearest(key, known.iter().copied()),
        }),
    }
}
