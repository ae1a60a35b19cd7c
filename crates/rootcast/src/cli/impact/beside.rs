//! Methods side by side, and treated origins that are units of their own.

use crate::{
    format::{
        Page,
        number::people,
        table::{self, TextColumn},
    },
    impact::run::{Beside, Result as Ran},
};

/// The tables, each with an empty line after it.
pub(super) fn told(r: &Ran, page: &Page) -> String {
    let per = |v: f64| format!("{} %", people(100.0 * v, 0));
    let mut out = String::new();
    if !r.units.is_empty() {
        let u = &r.units;
        let columns = [
            TextColumn::left("origin", u.iter().map(|u| u.origin.clone()).collect()),
            TextColumn::left("from", u.iter().map(|u| u.start.to_string()).collect()),
            TextColumn::right("effect", u.iter().map(|u| per(u.relative)).collect()),
            TextColumn::left(
                "verdict",
                u.iter().map(|u| u.verdict.as_str().to_owned()).collect(),
            ),
            TextColumn::left("decided by", u.iter().map(|u| u.decided_by.to_owned()).collect()),
        ];
        out.push_str(&table::set(&columns, 2, page));
        out.push('\n');
    }
    if r.beside.is_empty() {
        let e = &r.appraisal.estimates;
        let columns = [
            TextColumn::left("method", e.iter().map(|e| e.method.to_owned()).collect()),
            TextColumn::right("effect", e.iter().map(|e| people(e.effect, 3)).collect()),
        ];
        out.push_str(&table::set(&columns, 1, page));
        out.push('\n');
        return out;
    }
    let cell = |f: &dyn Fn(&Beside) -> String| r.beside.iter().map(f).collect::<Vec<_>>();
    let some = |v: Option<f64>, decimals: usize| v.map_or_else(String::new, |v| people(v, decimals));
    let columns = [
        TextColumn::left("method", cell(&|b| b.side.method.title().to_owned())),
        TextColumn::right(
            "effect",
            cell(&|b| some(b.side.estimate.as_ref().map(|e| e.effect), 3)),
        ),
        TextColumn::right("in per cent", cell(&|b| b.relative.map_or_else(String::new, per))),
        TextColumn::right(
            "interval",
            cell(&|b| {
                b.relative_interval
                    .map_or_else(String::new, |(l, h)| format!("{} to {}", per(l), per(h)))
            }),
        ),
        TextColumn::right(
            "p",
            cell(&|b| some(b.side.estimate.as_ref().and_then(|e| e.p), 3)),
        ),
        TextColumn::left(
            "inference",
            cell(&|b| match (&b.side.estimate, &b.side.refused) {
                (Some(e), _) => e.inference.clone(),
                (None, Some(why)) => format!("refused: {why}"),
                (None, None) => String::new(),
            }),
        )
        .flexible(),
    ];
    out.push_str(&table::set(&columns, 1, page));
    out.push('\n');
    for b in &r.beside {
        for n in b.side.estimate.iter().flat_map(|e| &e.notes) {
            out.push_str(&page.entry(b.side.method.as_str(), n, false));
        }
    }
    out.push('\n');
    out
}
