//! The table as single facts, to be compared with those that the standard's own schemas hold.

use super::table::{Content, Shape, Table};
use crate::iati::Kind;

/// What a document of this kind may hold, one fact a line, sorted: `activities transaction/value @currency string optional`.
pub fn facts(at: Kind) -> Vec<String> {
    let table = Table::of(at);
    let kind = match at {
        Kind::Activities => "activities",
        Kind::Organisations => "organisations",
    };
    let mut out = Vec::new();
    for rule in &table.attributes {
        out.push(format!("{kind} @{} {}", rule.name.text(), rule.datatype.name()));
    }
    for named in table.types.iter().filter(|t| !t.builtin) {
        let base = named.base.and_then(|b| table.types.get(b)).map_or("", |b| b.name);
        let on = if base.is_empty() { "" } else { " on " };
        out.push(format!("{kind} type {}{on}{base}", named.name));
        describe(
            table,
            &format!("{kind} type:{}", named.name),
            table.shape(named.shape),
            &mut out,
        );
    }
    for (name, shape) in table.globals() {
        describe(table, &format!("{kind} {name}"), table.shape(shape), &mut out);
    }
    out.sort();
    out
}

fn describe(table: &Table, path: &str, shape: &Shape, out: &mut Vec<String>) {
    let of = shape.of.and_then(|of| table.types.get(of));
    if shape.content == Content::Anything {
        out.push(format!("{path} anything"));
        return;
    }
    match shape.content {
        Content::Text(datatype) => out.push(format!("{path} text {}", datatype.name())),
        _ => out.push(format!("{path} elements")),
    }
    match of {
        // A datatype, to which nothing can be added.
        Some(named) if named.builtin => return,
        Some(named) => out.push(format!("{path} type {}", named.name)),
        None => {}
    }
    if shape.open {
        out.push(format!("{path} attributes of others"));
    }
    for rule in &shape.rules {
        let need = if rule.required { "required" } else { "optional" };
        out.push(format!(
            "{path} @{} {} {need}",
            rule.name.text(),
            rule.datatype.name()
        ));
    }
    for (place, slot) in (1..).zip(&shape.slots) {
        let least = u8::from(slot.count.least);
        let most = if slot.count.many { "unbounded" } else { "1" };
        let name = slot.name.text();
        if name.is_empty() {
            out.push(format!("{path} child {place} of others {least}..{most}"));
            continue;
        }
        let global = table.global(name) == Some(slot.shape);
        let suffix = if global { " global" } else { "" };
        out.push(format!("{path} child {place} {name} {least}..{most}{suffix}"));
        if !global {
            describe(table, &format!("{path}/{name}"), table.shape(slot.shape), out);
        }
    }
}
