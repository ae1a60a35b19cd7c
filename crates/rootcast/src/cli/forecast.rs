//! `forecast`, printed.

use jiff::civil::Date;
use rootcast_core::reading::Reading;
use rootcast_forecast::backtest::ENOUGH;
use rootcast_store::flat::{Cells, Column};

use super::{Context, Exit, args, failure::Failure};
use crate::{
    evidence::Held,
    forecast::{
        self, Question, Run,
        outlook::{Outlook, Said, Series},
        record::Filed,
    },
    format::{
        Page, Report,
        number::{decimals, people},
        table::{self, TextColumn},
    },
};

pub(super) fn forecast(context: &Context, args: &args::Forecast) -> Result<Exit, Failure> {
    let question = question(&args.how)?;
    for (i, l) in args.level.iter().enumerate() {
        if args.level[..i].contains(l) {
            return Err(Failure::usage(format!("--level says {l} twice")));
        }
    }
    let (held, run) = go(context, &question)?;
    let levels: Vec<f64> = args.level.iter().map(|l| l / 100.0).collect();
    let outlook = Outlook::of(&run, &levels, args.beyond);
    context.console.print(&Told {
        outlook: &outlook,
        decimals: decimals(run.unit),
    })?;
    if args.file {
        // A folder of other things is no place for a record.
        context.home.shelf()?;
        let (path, before) = Filed::of(&held, &run, context.today)?.file(&context.home.folder)?;
        let what = if before { "was filed before as" } else { "filed as" };
        context.console.say(&format!("{what} {}", path.display()));
    }
    Ok(Exit::Done)
}

/// The question of the command line.
pub(super) fn question(how: &args::How) -> Result<Question, Failure> {
    let text = how.words.join(" ");
    let mut reading: Reading = text.parse().map_err(|e| Failure::reading(&text, &e))?;
    for words in &how.by {
        reading = reading
            .by(words)
            .map_err(|e| Failure::usage(format!("--by {words}: {e}")))?;
    }
    if let Some(day) = how.as_of {
        if reading.as_of.is_some_and(|d| d != day) {
            return Err(Failure::usage(format!(
                "--as-of {day} and the reading's as-of say two days: leave one out"
            )));
        }
        reading = reading.as_of(day);
    }
    Ok(Question {
        reading,
        horizon: how.horizon as usize,
        model: how.model.clone(),
        events: how.event.clone(),
        way: how.reconcile.way(),
        first: how.first.map(|n| n as usize),
        origins: how.origins.map(|n| n as usize),
        by_release: false,
        seed: how.seed,
    })
}

/// Runs it, with progress.
pub(super) fn go(context: &Context, question: &Question) -> Result<(Held, Run), Failure> {
    let day: Date = question.reading.as_of.unwrap_or(context.today);
    let held = context.home.held(day)?;
    let run = {
        let bar = std::sync::Mutex::new(context.console.bar());
        let tell = |done: usize, of: usize| {
            if let Ok(bar) = bar.lock() {
                bar.message(format!("forecasting from origin {done} of {of}"));
            }
        };
        forecast::run(&held, question, context.today, &tell)?
    };
    Ok((held, run))
}

struct Told<'a> {
    outlook: &'a Outlook,
    decimals: usize,
}

/// Steps ahead of which the parts of a sum are shown.
const SHOWN: [usize; 4] = [1, 3, 6, 12];

impl Report for Told<'_> {
    fn columns(&self) -> Vec<Column> {
        let o = self.outlook;
        let rows: Vec<_> = o
            .series
            .iter()
            .flat_map(|s| s.steps.iter().map(move |t| (s, t)))
            .collect();
        let text =
            |f: &dyn Fn(&Series) -> String| Cells::Text(rows.iter().map(|(s, _)| Some(f(s))).collect());
        let number = |f: &dyn Fn(&forecast::outlook::Step) -> Option<f64>| {
            Cells::Number(rows.iter().map(|(_, t)| f(t)).collect())
        };
        let mut out = vec![
            column("series", text(&|s| s.key.clone())),
            column("name", text(&|s| s.name.clone())),
            column(
                "period",
                Cells::Text(rows.iter().map(|(_, t)| Some(t.period.to_string())).collect()),
            ),
            column(
                "ahead",
                Cells::Count(rows.iter().map(|(_, t)| Some(t.ahead as u64)).collect()),
            ),
            column("mean", number(&|t| t.said.as_ref().map(|s| s.mean))),
            column("median", number(&|t| t.said.as_ref().map(|s| s.median))),
        ];
        for (i, l) in o.levels.iter().enumerate() {
            let name = crate::format::number::plain(100.0 * l);
            out.push(column(
                &format!("low_{name}"),
                number(&|t| Some(t.said.as_ref()?.intervals[i].0)),
            ));
            out.push(column(
                &format!("high_{name}"),
                number(&|t| Some(t.said.as_ref()?.intervals[i].1)),
            ));
        }
        out.push(column("naive_median", number(&|t| Some(t.reference.median))));
        out.push(column(
            "past_outcomes",
            number(&|t| Some(t.past.as_ref()?.outcomes as f64)),
        ));
        out.push(column(
            "past_relative_wis",
            number(&|t| t.past.as_ref()?.relative_wis),
        ));
        out.push(column("past_error", number(&|t| t.past.as_ref()?.error)));
        out.push(column(
            "past_coverage_95",
            number(&|t| t.past.as_ref()?.coverage_95),
        ));
        let withheld = rows.iter().map(|(_, t)| {
            let why = if t.said.is_some() {
                ""
            } else {
                match t.past.as_ref().map_or(0, |l| l.outcomes) {
                    0..ENOUGH => "too few trials so far ahead",
                    _ => "no skill over naive so far ahead",
                }
            };
            Some(why.to_owned())
        });
        out.push(column("withheld", Cells::Text(withheld.collect())));
        out
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.outlook)
    }

    fn text(&self, page: &Page) -> String {
        let o = self.outlook;
        let mut out = String::new();
        let whole = o.series.iter().filter(|s| s.sum).count();
        // Sums, or a single series, step by step; parts at a few steps.
        let long = if whole == 0 && o.series.len() == 1 {
            1
        } else {
            whole.min(1)
        };
        for s in o.series.iter().take(long) {
            out.push_str(&self.steps(s, page));
        }
        if o.series.len() > long {
            out.push_str(&self.parts(&o.series[long..], page));
        }
        out.push_str(&self.below(page));
        out
    }
}

fn column(name: &str, cells: Cells) -> Column {
    Column {
        name: name.to_owned(),
        cells,
    }
}

impl Told<'_> {
    fn number(&self, v: f64) -> String {
        people(v, self.decimals)
    }

    fn span(&self, (low, high): (f64, f64)) -> String {
        format!("{}–{}", self.number(low), self.number(high))
    }

    /// One series, step by step.
    fn steps(&self, s: &Series, page: &Page) -> String {
        let o = self.outlook;
        let last = s.last.map_or_else(|| "no figure".to_owned(), |v| self.number(v));
        let head = format!("{} after {} ({last})", s.name, o.last);
        let mut out = format!("{}\n\n", page.strong(&head));
        if let Some(why) = &s.failed {
            return format!("{out}No forecast: {why}\n\n");
        }
        let shown: Vec<_> = s.steps.iter().filter(|t| t.said.is_some()).collect();
        if !shown.is_empty() {
            let said = |f: &dyn Fn(&Said) -> String| -> Vec<String> {
                shown
                    .iter()
                    .map(|t| t.said.as_ref().map_or_else(String::new, f))
                    .collect()
            };
            let mut columns = vec![
                TextColumn::left("period", shown.iter().map(|t| t.period.to_string()).collect()),
                TextColumn::right("median", said(&|t| self.number(t.median))),
            ];
            for (i, l) in o.levels.iter().enumerate() {
                let name = format!("{} %", crate::format::number::plain(100.0 * l));
                columns.push(TextColumn::right(&name, said(&|t| self.span(t.intervals[i]))));
            }
            let past = |f: &dyn Fn(&forecast::past::Line) -> Option<String>| -> Vec<String> {
                let none = || "none".to_owned();
                shown
                    .iter()
                    .map(|t| t.past.as_ref().and_then(f).unwrap_or_else(none))
                    .collect()
            };
            columns.push(TextColumn::right(
                "error so far",
                past(&|l| l.error.map(|e| self.number(e))),
            ));
            columns.push(TextColumn::right(
                "to naive",
                past(&|l| l.relative_wis.map(|w| people(w, 2))),
            ));
            columns.push(TextColumn::right(
                "held 95 %",
                past(&|l| {
                    let share = people(100.0 * l.coverage_95?, 0);
                    Some(format!("{share} % of {}", l.outcomes))
                }),
            ));
            out.push_str(&table::set(&columns, 2, page));
            out.push('\n');
        }
        out.push_str(&withheld(s));
        out.push_str(&narrow(s));
        for g in &s.guards {
            out.push_str(&format!("{g}\n"));
        }
        out.push('\n');
        out
    }

    /// Many series at a few steps.
    fn parts(&self, series: &[Series], page: &Page) -> String {
        let o = self.outlook;
        let level = o.levels.iter().position(|l| (l - 0.8).abs() < 1e-9).unwrap_or(0);
        let steps = series.iter().map(|s| s.steps.len()).max().unwrap_or(0);
        let name = o.levels.get(level).map_or_else(String::new, |l| {
            format!(
                ", median and {} % interval, by steps ahead",
                crate::format::number::plain(100.0 * l)
            )
        });
        let mut out = format!("{}\n\n", page.strong(&format!("Parts{name}")));
        let mut columns = vec![
            TextColumn::left("series", series.iter().map(|s| s.name.clone()).collect()).flexible(),
            TextColumn::right(
                "last",
                series
                    .iter()
                    .map(|s| s.last.map_or_else(String::new, |v| self.number(v)))
                    .collect(),
            ),
        ];
        let mut shown: Vec<usize> = SHOWN.into_iter().filter(|h| *h <= steps).collect();
        if !shown.contains(&steps) {
            shown.push(steps);
        }
        for h in shown {
            let cell = |s: &Series| {
                let Some(step) = s.steps.get(h - 1) else {
                    return "failed".to_owned();
                };
                let Some(said) = &step.said else {
                    return "withheld".to_owned();
                };
                let interval = said.intervals.get(level);
                interval.map_or_else(
                    || self.number(said.median),
                    |i| format!("{} ({})", self.number(said.median), self.span(*i)),
                )
            };
            columns.push(TextColumn::right(
                &h.to_string(),
                series.iter().map(cell).collect(),
            ));
        }
        let held = |s: &Series| {
            let (sum, n) = s
                .steps
                .iter()
                .filter_map(|t| t.past.as_ref())
                .fold((0.0, 0.0), |(sum, n), l| {
                    let k = l.outcomes as f64;
                    (sum + k * l.coverage_95.unwrap_or(0.0), n + k)
                });
            if n > 0.0 {
                format!("{} %", people(100.0 * sum / n, 0))
            } else {
                "none".to_owned()
            }
        };
        columns.push(TextColumn::right("held 95 %", series.iter().map(held).collect()));
        columns.push(TextColumn::right(
            "skill to",
            series.iter().map(|s| s.skilful.to_string()).collect(),
        ));
        out.push_str(&table::set(&columns, 1, page));
        out.push('\n');
        for s in series.iter().filter(|s| s.failed.is_some()) {
            out.push_str(&format!(
                "{}: no forecast: {}\n",
                s.name,
                s.failed.as_deref().unwrap_or("")
            ));
        }
        for s in series {
            for g in &s.guards {
                out.push_str(&format!("{}: {g}\n", s.name));
            }
        }
        out
    }

    fn below(&self, page: &Page) -> String {
        let o = self.outlook;
        let mut out = page.entry("reading", &o.reading, true);
        out.push_str(&super::watch::sources(&o.provenance, page));
        let sums = o
            .reconciliation
            .as_ref()
            .map_or_else(String::new, |w| format!("; sums and parts add up ({w})"));
        let method = format!(
            "{}: {}{sums}; seed {}; corrected by what came of earlier forecasts; docs/forecast.md",
            o.model, o.about, o.seed
        );
        out.push_str(&page.entry("method", &method, false));
        let read = "`error so far` is the mean distance of the median from what came, `to naive` the weighted interval score over \
                    that of the last figure carried on (below 1 is better), `held` the share of outcomes in the interval";
        out.push_str(&page.entry("columns", read, false));
        for e in &o.events {
            let text =
                format!("{e} per cent with a probability of 80 per cent, as it was given; no figure says so");
            out.push_str(&page.entry("event", &text, false));
        }
        for n in &o.notes {
            out.push_str(&page.entry("note", n, false));
        }
        out
    }
}

/// What is said in place of steps without skill.
fn withheld(s: &Series) -> String {
    let hidden: Vec<_> = s.steps.iter().filter(|t| t.said.is_none()).collect();
    let (Some(first), Some(last)) = (hidden.first(), hidden.last()) else {
        return String::new();
    };
    let span = if hidden.len() == 1 {
        first.period.to_string()
    } else {
        format!("{} to {}", first.period, last.period)
    };
    let tried = first.past.as_ref().map_or(0, |l| l.outcomes);
    let why = if (1..ENOUGH).contains(&tried) {
        format!("forecasts so far ahead could be tried {tried} times only, and {ENOUGH} are asked for")
    } else if tried == 0 {
        "no forecast so far ahead could be tried".to_owned()
    } else {
        let s = if first.ahead == 1 { "" } else { "s" };
        format!(
            "forecasts {} step{s} ahead have shown no skill over the last figure carried on, in {tried} trials",
            first.ahead
        )
    };
    format!("{span} withheld: {why}. --beyond shows them.\n")
}

/// What is said of intervals that held less than they were to hold, by more than chance.
fn narrow(s: &Series) -> String {
    let missed = |t: &&forecast::outlook::Step| {
        let past = t.past.as_ref().filter(|_| t.said.is_some());
        past.and_then(|l| Some((l.coverage_95?, l.outcomes as f64)))
            // Three standard errors, forecasts of overlapping steps counting as one.
            .is_some_and(|(c, n)| c < 0.95 - 3.0 * (0.95 * 0.05 * t.ahead as f64 / n).sqrt())
    };
    let steps: Vec<_> = s.steps.iter().filter(missed).collect();
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
        return String::new();
    };
    format!(
        "Intervals were too narrow {} to {} steps ahead: see what share of outcomes the 95 % intervals held.\n",
        first.ahead, last.ahead
    )
}
