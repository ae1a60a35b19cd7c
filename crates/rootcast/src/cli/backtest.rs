//! `backtest`, printed.

use rootcast_store::flat::{Cells, Column};

use super::{Context, Exit, args, failure::Failure, forecast};
use crate::{
    forecast::past::{Line, Past, Scope},
    format::{
        Page, Report,
        number::{count, people},
        table::{self, TextColumn},
    },
};

pub(super) fn backtest(context: &Context, args: &args::Backtest) -> Result<Exit, Failure> {
    let mut question = forecast::question(&args.how)?;
    question.by_release = args.by_release;
    let (_, run) = forecast::go(context, &question)?;
    if run.published.origins == 0 {
        return Err(Failure::usage(format!(
            "`{}` has {} figures, too few for an origin in the past: give a smaller --first{}",
            run.reading,
            run.periods.len(),
            if args.by_release {
                ", or leave out --by-release"
            } else {
                ""
            }
        )));
    }
    context.console.print(&Told(&Past::of(&run)))?;
    Ok(Exit::Done)
}

struct Told<'a>(&'a Past);

/// Steps ahead that are shown of each series.
const SHOWN: [usize; 4] = [1, 3, 6, 12];

impl Report for Told<'_> {
    fn columns(&self) -> Vec<Column> {
        let rows: Vec<(&Scope, &Line)> = self
            .0
            .scopes
            .iter()
            .flat_map(|s| s.rows.iter().map(move |r| (s, r)))
            .collect();
        let column = |name: &str, cells: Cells| Column {
            name: name.to_owned(),
            cells,
        };
        let number = |name: &str, f: &dyn Fn(&Line) -> Option<f64>| {
            column(name, Cells::Number(rows.iter().map(|(_, l)| f(l)).collect()))
        };
        vec![
            column(
                "kind",
                Cells::Text(rows.iter().map(|(s, _)| Some(s.kind.to_owned())).collect()),
            ),
            column(
                "scope",
                Cells::Text(rows.iter().map(|(s, _)| Some(s.name.clone())).collect()),
            ),
            column(
                "ahead",
                Cells::Count(rows.iter().map(|(_, l)| l.ahead.map(|a| a as u64)).collect()),
            ),
            column(
                "outcomes",
                Cells::Count(rows.iter().map(|(_, l)| Some(l.outcomes as u64)).collect()),
            ),
            number("wis", &|l| l.wis),
            number("relative_wis", &|l| l.relative_wis),
            number("mean_absolute_error", &|l| l.error),
            number("fair_wis", &|l| l.fair_wis),
            number("relative_error", &|l| l.relative_error),
            number("crps", &|l| l.crps),
            number("log_score", &|l| l.log),
            number("mase", &|l| l.mase),
            number("smape", &|l| l.smape),
            number("wape", &|l| l.wape),
            number("coverage_80", &|l| l.coverage_80),
            number("coverage_95", &|l| l.coverage_95),
            number("diebold_mariano_p", &|l| l.p),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let p = self.0;
        let mut out = String::new();
        for s in p.scopes.iter().filter(|s| s.kind != "series" && s.kind != "size") {
            out.push_str(&by_step(s, p.decimals, page));
        }
        let sizes: Vec<&Scope> = p.scopes.iter().filter(|s| s.kind == "size").collect();
        out.push_str(&by_scope("By size of flow", &sizes, page));
        let series: Vec<&Scope> = p.scopes.iter().filter(|s| s.kind == "series").collect();
        out.push_str(&by_scope("By series", &series, page));
        out.push_str(&transforms(p, page));
        out.push_str(&below(p, page));
        out
    }
}

fn optional(v: Option<f64>, decimals: usize) -> String {
    v.map_or_else(|| "none".to_owned(), |v| people(v, decimals))
}

fn share(v: Option<f64>) -> String {
    v.map_or_else(|| "none".to_owned(), |v| format!("{} %", people(100.0 * v, 0)))
}

fn by_step(s: &Scope, decimals: usize, page: &Page) -> String {
    let mut out = format!("{}\n\n", page.strong(&s.name));
    let cell = |f: &dyn Fn(&Line) -> String| s.rows.iter().map(f).collect::<Vec<_>>();
    let columns = [
        TextColumn::right(
            "ahead",
            cell(&|l| l.ahead.map_or_else(|| "all".to_owned(), |a| a.to_string())),
        ),
        TextColumn::right("targets", cell(&|l| count(l.outcomes as u64))),
        TextColumn::right("WIS", cell(&|l| optional(l.wis, decimals))),
        TextColumn::right("to naive", cell(&|l| optional(l.relative_wis, 3))),
        TextColumn::right("p", cell(&|l| l.p.map_or_else(String::new, |p| people(p, 2)))),
        TextColumn::right("error", cell(&|l| optional(l.error, decimals))),
        TextColumn::right("to naive", cell(&|l| optional(l.relative_error, 3))),
        TextColumn::right("CRPS", cell(&|l| optional(l.crps, decimals))),
        TextColumn::right("log", cell(&|l| optional(l.log, 2))),
        TextColumn::right("MASE", cell(&|l| optional(l.mase, 2))),
        TextColumn::right("sMAPE", cell(&|l| optional(l.smape, 1))),
        TextColumn::right("WAPE", cell(&|l| optional(l.wape, 2))),
        TextColumn::right("in 80 %", cell(&|l| share(l.coverage_80))),
        TextColumn::right("in 95 %", cell(&|l| share(l.coverage_95))),
    ];
    out.push_str(&table::set(&columns, 0, page));
    out.push_str(&format!(
        "\n{}\n\n",
        match s.skilful {
            0 => "No skill over the naive forecast has been shown, not even one step ahead.".to_owned(),
            1 => "Skill over the naive forecast has been shown one step ahead.".to_owned(),
            n => format!("Skill over the naive forecast has been shown up to {n} steps ahead."),
        }
    ));
    out
}

/// Where outcomes lay in the distributions said: a tenth in each bin where those were right.
fn transforms(p: &Past, page: &Page) -> String {
    let whole = p.scopes.iter().filter(|s| s.kind == "total" || s.kind == "parts");
    let rows: Vec<(&Scope, &Line)> = whole
        .filter_map(|s| Some((s, s.rows.last()?)))
        .filter(|(_, l)| !l.pit.is_empty())
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut columns =
        vec![TextColumn::left("", rows.iter().map(|(s, _)| s.name.clone()).collect::<Vec<_>>()).flexible()];
    for bin in 0..10 {
        let cells = rows.iter().map(|(_, l)| share(l.pit.get(bin).copied()));
        columns.push(TextColumn::right(&format!("{}0", bin + 1), cells.collect()));
    }
    format!(
        "{}\n\n{}\n",
        page.strong("Share of outcomes in each tenth of the distribution said (even where it was right)"),
        table::set(&columns, 1, page)
    )
}

fn by_scope(title: &str, scopes: &[&Scope], page: &Page) -> String {
    if scopes.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "{}\n\n",
        page.strong(&format!("{title}: WIS to naive, by steps ahead"))
    );
    let mut columns =
        vec![TextColumn::left("", scopes.iter().map(|s| s.name.clone()).collect::<Vec<_>>()).flexible()];
    let longest = scopes
        .iter()
        .map(|s| s.rows.len().saturating_sub(1))
        .max()
        .unwrap_or(0);
    for h in SHOWN.into_iter().filter(|h| *h <= longest) {
        let cells = scopes
            .iter()
            .map(|s| optional(s.at(h).and_then(|l| l.relative_wis), 2));
        columns.push(TextColumn::right(&h.to_string(), cells.collect()));
    }
    let all = |f: &dyn Fn(&Line) -> String| -> Vec<String> {
        scopes
            .iter()
            .map(|s| s.rows.last().map_or_else(String::new, f))
            .collect()
    };
    columns.push(TextColumn::right("WAPE", all(&|l| optional(l.wape, 2))));
    columns.push(TextColumn::right("in 95 %", all(&|l| share(l.coverage_95))));
    columns.push(TextColumn::right(
        "skill to",
        scopes.iter().map(|s| s.skilful.to_string()).collect(),
    ));
    out.push_str(&table::set(&columns, 1, page));
    out.push('\n');
    out
}

fn below(p: &Past, page: &Page) -> String {
    let mut out = page.entry("reading", &p.reading, true);
    out.push_str(&super::watch::sources(&p.provenance, page));
    let sums = p
        .reconciliation
        .as_ref()
        .map_or_else(String::new, |w| format!("; sums and parts add up ({w})"));
    out.push_str(&page.entry(
        "method",
        &format!(
            "{}: {}{sums}; seed {}; docs/forecast.md",
            p.model, p.about, p.seed
        ),
        false,
    ));
    let span = p
        .span
        .as_ref()
        .map_or_else(String::new, |(a, b)| format!(", {a} to {b}"));
    out.push_str(&page.entry(
        "origins",
        &format!(
            "{}{span}; {} with the figures published then, the others with those known now, cut off there",
            p.published.origins, p.published.as_published
        ),
        false,
    ));
    if p.guards != (0, 0) {
        out.push_str(&page.entry(
            "guards",
            &format!(
                "a limit bound {} times, another model spoke {} times",
                p.guards.0, p.guards.1
            ),
            false,
        ));
    }
    out.push_str(&page.entry(
        "columns",
        "WIS the weighted interval score of the median, 80 and 95 per cent intervals; `to naive` over that of the last figure \
         carried on, below 1 is better; p the probability of as large a difference by chance (Diebold-Mariano)",
        false,
    ));
    for e in &p.events {
        out.push_str(&page.entry("event", &format!("{e} per cent, known from its month on"), false));
    }
    for f in &p.failures {
        out.push_str(&page.entry("failed", f, false));
    }
    for n in &p.notes {
        out.push_str(&page.entry("note", n, false));
    }
    out
}
