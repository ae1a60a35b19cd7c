//! What publishers changed, in every format.

use rootcast_core::measure::Measure;
use rootcast_store::{
    flat::Column,
    store::{Change, ChangeKind, Diff, Figure},
};

use super::{
    answer::references,
    figure::{figure, head, label, status},
    list::unbroken,
};
use crate::format::{
    Page, Report,
    number::{self, count, difference},
    table::TextColumn,
};

/// A difference to be printed.
pub(super) struct Changed<'a>(pub(super) &'a Diff);

impl Changed<'_> {
    fn releases(&self, figure: Option<&Figure>) -> Vec<&rootcast_core::release::Release> {
        let uses = figure.map_or(&[][..], |f| &f.uses);
        uses.iter()
            .filter_map(|i| self.0.releases.get(*i as usize))
            .collect()
    }
}

impl Report for Changed<'_> {
    fn columns(&self) -> Vec<Column> {
        let Self(diff) = self;
        let text = |name: &str, of: &dyn Fn(&Change) -> Option<String>| {
            Column::text(name, diff.changes.iter().map(of).collect())
        };
        let number = |name: &str, of: &dyn Fn(&Change) -> Option<f64>| {
            Column::number(name, diff.changes.iter().map(of).collect())
        };
        let release = |name: &str, of: &dyn Fn(&Change) -> Option<&Figure>| {
            let cells = diff.changes.iter().map(|c| {
                let names: Vec<String> = self
                    .releases(of(c))
                    .iter()
                    .map(|r| format!("{}/{}", r.source, r.id))
                    .collect();
                (!names.is_empty()).then(|| names.join(";"))
            });
            Column::text(name, cells.collect())
        };
        let mut out = vec![text("measure", &|_| Some(diff.reading.measure.clone()))];
        for (i, facet) in diff.facets.iter().enumerate() {
            out.push(text(facet, &|c| c.key.get(i).cloned()));
        }
        let day =
            |of: &dyn Fn(&Change) -> jiff::civil::Date| diff.changes.iter().map(|c| Some(of(c))).collect();
        out.push(text("period", &|c| Some(c.period.to_string())));
        out.push(Column::date("start", day(&|c| c.period.span().start)));
        out.push(Column::date("end", day(&|c| c.period.span().end)));
        out.push(text("kind", &|c| Some(kind(c.kind).to_owned())));
        out.push(number("old", &|c| c.old.as_ref()?.value.as_number()));
        out.push(text("old_status", &|c| {
            Some(status(&c.old.as_ref()?.value).to_owned())
        }));
        out.push(release("old_release", &|c| c.old.as_ref()));
        out.push(number("new", &|c| c.new.as_ref()?.value.as_number()));
        out.push(text("new_status", &|c| {
            Some(status(&c.new.as_ref()?.value).to_owned())
        }));
        out.push(release("new_release", &|c| c.new.as_ref()));
        out.push(number("difference", &|c| c.difference));
        out.push(text("unit", &|_| Some(diff.unit.as_str().to_owned())));
        out.push(text("reading", &|_| Some(diff.reading.to_string())));
        out
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let Self(diff) = self;
        let name =
            Measure::find(&diff.reading.measure).map_or(diff.reading.measure.as_str(), |m| m.title.as_str());
        let head_line = format!(
            "{name}, {}: as of {} against {}",
            diff.unit.as_str(),
            diff.from,
            diff.to
        );
        let mut out = format!("{}\n\n", page.strong(&head_line));
        if !diff.changes.is_empty() {
            out.push_str(&unbroken(&self.grid(), page));
            out.push('\n');
        }
        let summary = format!(
            "{} changed, {} the same",
            figures(diff.changes.len() as u64),
            count(diff.unchanged)
        );
        out.push_str(&page.entry("in all", &summary, false));
        out.push_str(&page.entry("reading", &diff.reading.to_string(), true));
        for (i, r) in diff.releases.iter().enumerate() {
            let text = format!("[{}] {r}", i + 1);
            out.push_str(&page.entry(if i == 0 { "source" } else { "" }, &text, false));
        }
        for note in &diff.notes {
            out.push_str(&page.entry("note", note, false));
        }
        out
    }
}

impl Changed<'_> {
    fn grid(&self) -> Vec<TextColumn> {
        let Self(diff) = self;
        let column = |of: &dyn Fn(&Change) -> String| diff.changes.iter().map(of).collect::<Vec<_>>();
        let shown = |f: Option<&Figure>| f.map(|f| figure(&f.value, diff.unit)).unwrap_or_default();
        let from = |f: Option<&Figure>| f.map(|f| references(&f.uses)).unwrap_or_default();
        let mut out = vec![TextColumn::left("period", column(&|c| c.period.to_string()))];
        for (i, facet) in diff.facets.iter().enumerate() {
            let cells = column(&|c| c.key.get(i).map(|v| label(facet, v)).unwrap_or_default());
            out.push(TextColumn::left(head(facet), cells).flexible());
        }
        out.push(TextColumn::right("old", column(&|c| shown(c.old.as_ref()))));
        out.push(TextColumn::left("from", column(&|c| from(c.old.as_ref()))));
        out.push(TextColumn::right("new", column(&|c| shown(c.new.as_ref()))));
        out.push(TextColumn::left("from", column(&|c| from(c.new.as_ref()))));
        let decimals = number::decimals(diff.unit);
        let cells = column(&|c| match c.difference {
            Some(d) => difference(d, decimals),
            None => kind(c.kind).to_owned(),
        });
        out.push(TextColumn::right("difference", cells));
        out
    }
}

fn figures(n: u64) -> String {
    if n == 1 {
        "1 figure".to_owned()
    } else {
        format!("{} figures", count(n))
    }
}

fn kind(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Revised => "revised",
        ChangeKind::Appeared => "appeared",
        ChangeKind::Withdrawn => "withdrawn",
    }
}
