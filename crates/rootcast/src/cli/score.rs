//! `score`, printed.

use rootcast_core::reading::Reading;
use rootcast_store::flat::{Cells, Column};

use super::{Context, Exit, args, failure::Failure};
use crate::{
    forecast::score::{self, Marked, Record, Scored, Tally},
    format::{
        Page, Report,
        number::people,
        table::{self, TextColumn},
    },
};

pub(super) fn score(context: &Context, args: &args::Score) -> Result<Exit, Failure> {
    let only: Option<Reading> = if args.words.is_empty() {
        None
    } else {
        let text = args.words.join(" ");
        Some(text.parse().map_err(|e| Failure::reading(&text, &e))?)
    };
    let held = context.home.held(context.today)?;
    let record = score::score(&held, &context.home.folder, only.as_ref(), context.today)?;
    context.console.print(&Told(&record))?;
    for p in &record.problems {
        context.console.say(&format!("problem: {p}"));
    }
    Ok(if record.problems.is_empty() {
        Exit::Done
    } else {
        Exit::No
    })
}

struct Told<'a>(&'a Record);

impl Report for Told<'_> {
    fn columns(&self) -> Vec<Column> {
        let rows: Vec<(&Scored, &Marked)> = self
            .0
            .forecasts
            .iter()
            .flat_map(|f| f.marks.iter().map(move |m| (f, m)))
            .collect();
        let column = |name: &str, cells: Cells| Column {
            name: name.to_owned(),
            cells,
        };
        let text = |name: &str, f: &dyn Fn(&Scored, &Marked) -> String| {
            column(
                name,
                Cells::Text(rows.iter().map(|(s, m)| Some(f(s, m))).collect()),
            )
        };
        let number = |name: &str, f: &dyn Fn(&Marked) -> f64| {
            column(
                name,
                Cells::Number(rows.iter().map(|(_, m)| Some(f(m))).collect()),
            )
        };
        vec![
            text("forecast", &|s, _| s.hash.clone()),
            column(
                "issued",
                Cells::Date(rows.iter().map(|(s, _)| Some(s.issued)).collect()),
            ),
            text("reading", &|s, _| s.reading.clone()),
            text("model", &|s, _| s.model.clone()),
            text("series", &|_, m| m.series.clone()),
            text("period", &|_, m| m.period.to_string()),
            column(
                "ahead",
                Cells::Count(rows.iter().map(|(_, m)| Some(m.ahead as u64)).collect()),
            ),
            column(
                "over_when_issued",
                Cells::Count(rows.iter().map(|(_, m)| Some(u64::from(m.over))).collect()),
            ),
            number("outcome", &|m| m.outcome),
            number("median", &|m| m.median),
            number("low_80", &|m| m.interval_80.0),
            number("high_80", &|m| m.interval_80.1),
            number("low_95", &|m| m.interval_95.0),
            number("high_95", &|m| m.interval_95.1),
            number("wis", &|m| m.wis),
            number("naive_wis", &|m| m.reference_wis),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let r = self.0;
        if r.forecasts.is_empty() && !r.problems.is_empty() {
            return "No file of the record could be read; the error output says why.\n".to_owned();
        }
        if r.forecasts.is_empty() {
            return "No forecast is filed: `rootcast forecast READING --file` files one.\n".to_owned();
        }
        let mut out = format!("{}\n\n", page.strong("Forecasts filed"));
        let cell = |f: &dyn Fn(&Scored) -> String| r.forecasts.iter().map(f).collect::<Vec<_>>();
        let columns = [
            TextColumn::left("issued", cell(&|f| f.issued.to_string())),
            TextColumn::left("reading", cell(&|f| short(&f.reading))).flexible(),
            TextColumn::left("model", cell(&|f| f.model.clone())),
            TextColumn::right(
                "came",
                cell(&|f| {
                    let again = if f.counts { "" } else { ", again" };
                    format!("{} of {}{again}", f.marks.len(), f.steps)
                }),
            ),
            TextColumn::right("WIS to naive", cell(&|f| ratio(&f.tally))),
            TextColumn::right("in 80 %", cell(&|f| share(f.tally.coverage_80))),
            TextColumn::right("in 95 %", cell(&|f| share(f.tally.coverage_95))),
            TextColumn::left("file", cell(&|f| f.hash.chars().take(8).collect())),
        ];
        out.push_str(&table::set(&columns, 2, page));
        for t in &r.by_ahead {
            out.push_str(&format!(
                "\n{}\n\n",
                page.strong(&format!("{}, by steps ahead", short(&t.reading)))
            ));
            let cell = |f: &dyn Fn(&Tally) -> String| t.rows.iter().map(f).collect::<Vec<_>>();
            let columns = [
                TextColumn::right(
                    "ahead",
                    cell(&|t| t.ahead.map_or_else(|| "all".to_owned(), |a| a.to_string())),
                ),
                TextColumn::right("came", cell(&|t| t.marks.to_string())),
                TextColumn::right("WIS to naive", cell(&ratio)),
                TextColumn::right("in 80 %", cell(&|t| share(t.coverage_80))),
                TextColumn::right("in 95 %", cell(&|t| share(t.coverage_95))),
            ];
            out.push_str(&table::set(&columns, 0, page));
        }
        let over = r
            .forecasts
            .iter()
            .flat_map(|f| &f.marks)
            .filter(|m| m.over)
            .count();
        if over > 0 {
            out.push_str(&format!(
                "\n{over} of the steps were over when the forecast was issued, though their figures were not known to it.\n"
            ));
        }
        if r.forecasts.iter().any(|f| !f.counts) {
            out.push_str("\nOf forecasts of one reading, model and last step only the first filed counts below; `again` marks the others.\n");
        }
        out
    }
}

fn ratio(t: &Tally) -> String {
    t.relative_wis.map_or_else(String::new, |w| people(w, 2))
}

fn share(v: Option<f64>) -> String {
    v.map_or_else(String::new, |v| format!("{} %", people(100.0 * v, 0)))
}

/// A reading without the words that every one has.
fn short(reading: &str) -> String {
    let said = |w: &&str| !w.ends_with("=all") && !w.starts_with("as-of=") && *w != "by=month";
    reading.split(' ').filter(said).collect::<Vec<_>>().join(" ")
}
