//! A ruleset's JSON to compiled rules. Nothing unknown is skipped: a rule that is not understood is not checked, and
//! whoever asked for it would not notice.

use super::case::{All, Case, Context, IdCondition, Prefix, Rule, RuleInfo};
use super::error::{RulesetError, RulesetFault};
use super::fields::{Fields, list, object, refuse_unknown, text};
use super::json::Json;
use super::kind::{self, COMMON, Kind, XPATHS};
use super::xpath::{Names, Type, compile};
use crate::iati::Level;
use regex::Regex;
use rootcast_core::nearest::nearest;

/// What a ruleset's text becomes.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) names: Names,
    pub(super) contexts: Vec<Context>,
    pub(super) infos: Vec<RuleInfo>,
}

/// Reads a ruleset.
pub(super) fn load(json: &str) -> Result<Loaded, RulesetError> {
    let at_top = |fault| RulesetError::new("", fault);
    let json: Json = serde_json::from_str(json).map_err(|e| at_top(RulesetFault::Json(e)))?;
    let mut loaded = Loaded::default();
    for (context, rules) in object(&json, "the ruleset").map_err(at_top)? {
        let place = format!("`{context}`: ");
        let at_context = |fault| RulesetError::new(&place, fault);
        let nodes = loaded.context(context).map_err(at_context)?;
        let mut cases = Vec::new();
        for (name, rule) in object(rules, context).map_err(at_context)? {
            loaded.rule(name, rule, &[], &place, &mut cases)?;
        }
        loaded.contexts.push(Context { nodes, cases });
    }
    if loaded.names.len() > 65_000 {
        return Err(at_top(RulesetFault::TooManyNames));
    }
    Ok(loaded)
}

impl Loaded {
    fn context(&mut self, context: &str) -> Result<super::xpath::Expr, RulesetFault> {
        let key = || "the context".to_owned();
        let expr = compile(context, &mut self.names, false).map_err(|source| RulesetFault::XPath {
            key: key(),
            text: context.to_owned(),
            source,
        })?;
        match expr.kind() {
            Type::Nodes => Ok(expr),
            other => Err(RulesetFault::NotNodes {
                key: key(),
                text: context.to_owned(),
                found: other.describe(),
            }),
        }
    }

    /// All cases of one rule.
    fn rule(
        &mut self,
        name: &str,
        json: &Json,
        subs: &[String],
        place: &str,
        out: &mut Vec<Case>,
    ) -> Result<(), RulesetError> {
        let at_rule = |fault| RulesetError::new(&format!("{place}`{name}`: "), fault);
        let kind = find(name).map_err(at_rule)?;
        let entries = object(json, name).map_err(at_rule)?;
        refuse_unknown(entries, &["cases", "description"]).map_err(at_rule)?;
        let cases = entries.iter().find(|(key, _)| key == "cases");
        let cases = cases.ok_or_else(|| at_rule(RulesetFault::Missing("cases")))?;
        for (i, case) in list(&cases.1, "cases").map_err(at_rule)?.iter().enumerate() {
            let place = format!("{place}`{name}`, case {}: ", i + 1);
            let case = self.case(kind, case, subs, &place)?;
            out.push(case);
        }
        Ok(())
    }

    fn case(
        &mut self,
        kind: &'static Kind,
        json: &Json,
        subs: &[String],
        place: &str,
    ) -> Result<Case, RulesetError> {
        let number = self.infos.len();
        let at = |fault| RulesetError::new(place, fault);
        let known: Vec<&str> = kind.keys.iter().chain(&COMMON).copied().collect();
        let mut fields = Fields::new(json, kind.name, &known, subs, &mut self.names).map_err(at)?;
        let info = info(&fields, kind, number).map_err(at)?;
        let condition = fields.expr("condition").map_err(at)?.map(|c| c.expr);
        let id_condition = id_condition(&fields).map_err(at)?;
        self.infos.push(info.clone());
        let rule = if kind.name == "loop" {
            if !subs.is_empty() {
                return Err(at(RulesetFault::Nested));
            }
            self.repeated(json, &known, place)?
        } else {
            rule(kind, &mut fields).map_err(at)?
        };
        Ok(Case {
            info,
            number,
            says: kind.says,
            condition,
            id_condition,
            rule,
        })
    }

    /// A loop: its inner rules are compiled with `$1` as what each turn has found.
    fn repeated(&mut self, json: &Json, known: &[&str], place: &str) -> Result<Rule, RulesetError> {
        let at = |fault| RulesetError::new(place, fault);
        let mut fields = Fields::new(json, "loop", known, &[], &mut self.names).map_err(at)?;
        let each = fields.nodes("foreach").map_err(at)?;
        let inner = fields.get("do").ok_or_else(|| at(RulesetFault::Missing("do")))?;
        let subs = fields
            .get("subs")
            .ok_or_else(|| at(RulesetFault::Missing("subs")))?;
        let mut keys = Vec::new();
        for sub in list(subs, "subs").map_err(at)? {
            let key = text(sub, "subs").map_err(at)?;
            if !XPATHS.contains(&key) {
                return Err(at(value("subs", key, XPATHS)));
            }
            keys.push(key.to_owned());
        }
        if keys.is_empty() {
            return Err(at(RulesetFault::Missing("subs")));
        }
        let mut cases = Vec::new();
        for (name, rule) in object(inner, "do").map_err(at)? {
            self.rule(name, rule, &keys, place, &mut cases)?;
        }
        Ok(Rule::Loop { each, cases })
    }
}

fn find(name: &str) -> Result<&'static Kind, RulesetFault> {
    kind::all()
        .find(|k| k.name == name || k.camel == name)
        .ok_or_else(|| RulesetFault::Rule {
            name: name.to_owned(),
            hint: nearest(name, kind::all().flat_map(|k| [k.name, k.camel])),
        })
}

fn value<'k>(
    key: &'static str,
    found: &str,
    known: impl IntoIterator<Item = &'k str> + Clone,
) -> RulesetFault {
    let expected: Vec<String> = known.clone().into_iter().map(|k| format!("`{k}`")).collect();
    RulesetFault::Value {
        key,
        found: found.to_owned(),
        expected: expected.join(", "),
        hint: nearest(found, known),
    }
}

fn info(fields: &Fields<'_, '_>, kind: &Kind, number: usize) -> Result<RuleInfo, RulesetFault> {
    const LEVELS: [(&str, Level); 5] = [
        ("critical", Level::Error),
        ("error", Level::Error),
        ("warning", Level::Warning),
        ("advisory", Level::Warning),
        ("info", Level::Warning),
    ];
    let mut info = RuleInfo {
        code: format!("{}.{}", kind.name, number + 1),
        level: Level::Error,
        message: None,
        link: None,
    };
    let Some(json) = fields.get("ruleInfo") else {
        return Ok(info);
    };
    let entries = object(json, "ruleInfo")?;
    refuse_unknown(entries, &["id", "severity", "category", "message", "link"])?;
    for (key, json) in entries {
        match key.as_str() {
            "id" => text(json, key)?.clone_into(&mut info.code),
            "severity" => {
                let name = text(json, key)?;
                let level = LEVELS.iter().find(|(known, _)| *known == name);
                info.level = level
                    .map(|(_, level)| *level)
                    .ok_or_else(|| value("severity", name, LEVELS.map(|(known, _)| known)))?;
            }
            "message" => info.message = Some(text(json, key)?.trim().trim_end_matches('.').to_owned()),
            "link" => {
                let entries = object(json, key)?;
                refuse_unknown(entries, &["url", "path"])?;
                for (key, json) in entries {
                    info.link = Some(text(json, key)?.to_owned());
                }
            }
            _ => {
                text(json, key)?;
            }
        }
    }
    Ok(info)
}

fn id_condition(fields: &Fields<'_, '_>) -> Result<Option<IdCondition>, RulesetFault> {
    const KNOWN: [(&str, IdCondition); 2] = [
        ("NOT_EXISTING_ORG_ID", IdCondition::Unregistered),
        ("NOT_EXISTING_ORG_ID_PREFIX", IdCondition::UnregisteredPrefix),
    ];
    let Some(name) = fields.text("idCondition")? else {
        return Ok(None);
    };
    match KNOWN.iter().find(|(known, _)| *known == name) {
        Some((_, condition)) => Ok(Some(*condition)),
        None => Err(value("idCondition", name, KNOWN.map(|(known, _)| known))),
    }
}

fn rule(kind: &Kind, fields: &mut Fields<'_, '_>) -> Result<Rule, RulesetFault> {
    Ok(match kind.name {
        "no_more_than_one" => Rule::NoMoreThanOne(fields.needed_paths("paths")?),
        "atleast_one" => Rule::AtLeastOne(fields.needed_paths("paths")?),
        "only_one_of" => Rule::OnlyOneOf {
            excluded: fields.needed_paths("excluded")?,
            paths: fields.needed_paths("paths")?,
        },
        "one_or_all" => one_or_all(fields)?,
        "dependent" => Rule::Dependent(fields.needed_paths("paths")?),
        name @ ("sum" | "strict_sum") => Rule::Sum {
            paths: fields.needed_paths("paths")?,
            sum: fields.number("sum")?.ok_or(RulesetFault::Missing("sum"))?,
            strict: name == "strict_sum",
        },
        "date_order" => Rule::DateOrder {
            less: fields.when("less")?,
            more: fields.when("more")?,
        },
        "date_now" => Rule::DateNow(fields.nodes("date")?),
        "time_limit" => Rule::TimeLimit {
            start: fields.when("start")?,
            end: fields.when("end")?,
        },
        "between_dates" => Rule::BetweenDates {
            date: fields.nodes("date")?,
            start: fields.when("start")?,
            end: fields.when("end")?,
        },
        name @ ("regex_matches" | "regex_no_matches") => Rule::Regex {
            paths: fields.needed_paths("paths")?,
            regex: Regex::new(fields.needed_text("regex")?).map_err(|source| RulesetFault::Regex {
                source: Box::new(source),
            })?,
            matches: name == "regex_matches",
        },
        "startswith" => Rule::StartsWith {
            paths: fields.needed_paths("paths")?,
            prefix: prefix(fields)?,
            separator: fields.text("separator")?.unwrap_or_default().to_owned(),
        },
        "unique" => Rule::Unique(fields.needed_paths("paths")?),
        "if_then" => Rule::IfThen {
            condition: fields.needed_expr("if")?,
            then: fields.needed_expr("then")?,
            paths: fields.paths("paths")?.unwrap_or_default(),
        },
        "evaluates_to_true" => Rule::Evaluates {
            eval: fields.needed_expr("eval")?,
            paths: fields.paths("paths")?.unwrap_or_default(),
        },
        "range" => {
            let (min, max) = (fields.number("min")?, fields.number("max")?);
            if min.is_none() && max.is_none() {
                return Err(RulesetFault::Missing("min"));
            }
            Rule::Range {
                paths: fields.needed_paths("paths")?,
                min,
                max,
            }
        }
        _ => Rule::NoSpaces(fields.needed_paths("paths")?),
    })
}

fn one_or_all(fields: &mut Fields<'_, '_>) -> Result<Rule, RulesetFault> {
    let name = fields.needed_text("all")?;
    let Some((_, all)) = All::ALL.iter().find(|(known, _)| *known == name) else {
        return Err(value("all", name, All::ALL.map(|(known, _)| known)));
    };
    let (each, has) = match all {
        All::Language => ("descendant::narrative", "@xml:lang"),
        All::Sector => ("transaction", "sector"),
        All::Currency => (
            "descendant::value | descendant::forecast | descendant::loan-status",
            "@currency",
        ),
        All::Place => ("transaction", "recipient-country | recipient-region"),
    };
    Ok(Rule::OneOrAll {
        one: fields.nodes("one")?,
        each: fields.compile("all", each)?,
        has: fields.compile("all", has)?,
        has_text: has,
    })
}

fn prefix(fields: &mut Fields<'_, '_>) -> Result<Prefix, RulesetFault> {
    const REGISTRY: &str = "ORG-ID-PREFIX";
    if fields.get("start").is_some() {
        return fields.nodes("start").map(|start| Prefix::Texts(vec![start]));
    }
    let registry = match fields.get("prefix") {
        Some(Json::Text(text)) => text == REGISTRY,
        Some(Json::List(all)) => matches!(all.as_slice(), [Json::Text(text)] if text == REGISTRY),
        _ => false,
    };
    if registry {
        return Ok(Prefix::Registry);
    }
    fields.needed_paths("prefix").map(Prefix::Texts)
}
