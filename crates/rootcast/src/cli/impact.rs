//! `impact`, printed.

use std::path::Path;

use rootcast_core::reading::Reading;
use rootcast_store::flat::{Cells, Column};

use super::{
    Context, Exit,
    args::{ImpactCommand, PlanArgs, RunArgs},
    console::print_text,
    failure::Failure,
};
use crate::{
    evidence::Held,
    format::{
        Page, Report,
        number::people,
        table::{self, TextColumn},
    },
    impact::{
        Plan, plan,
        rivals::{self, Rivals},
        run::{self, Result as Ran},
    },
};

mod beside;
mod specifications;

pub(super) fn impact(context: &Context, command: &ImpactCommand) -> Result<Exit, Failure> {
    match command {
        ImpactCommand::Plan(args) => write(context, args),
        ImpactCommand::Run(args) => {
            let (held, plan, amended) = read(context, args)?;
            let ran = run::run(&held, &plan, amended, context.today)?;
            context.console.print(&Told(&ran))?;
            Ok(Exit::Done)
        }
        ImpactCommand::Curve(args) => {
            let found = specifications::run(context, args)?;
            context.console.print(&specifications::Told(&found))?;
            Ok(Exit::Done)
        }
        ImpactCommand::Rivals(args) => {
            let (held, plan, _) = read(context, args)?;
            let found = rivals::rivals(&held, &plan, context.today)?;
            context.console.print(&Others(&found))?;
            Ok(Exit::Done)
        }
    }
}

fn write(context: &Context, args: &PlanArgs) -> Result<Exit, Failure> {
    context.console.one_form("a plan")?;
    let text = args.words.join(" ");
    let reading: Reading = text.parse().map_err(|e| Failure::reading(&text, &e))?;
    let held = context.home.held(reading.as_of.unwrap_or(context.today))?;
    let draft = plan::Draft {
        reading,
        treated: args.treated.clone(),
        start: args.from,
        last: args.to,
        way: args.claim.way(),
        scale: args.scale,
        event: args.event.clone(),
        exclude: args.exclude.clone(),
        neighbours: args.neighbour.clone(),
        breaks: args.breaks.clone(),
        least: args.least,
        design: args.chosen(),
    };
    let toml = Plan::draft(&held, &draft, context.today)?.to_toml()?;
    match &args.out {
        Some(path) => context.console.save_bytes(toml.as_bytes(), path)?,
        None => print_text(&toml)?,
    }
    Ok(Exit::Done)
}

fn read(context: &Context, args: &RunArgs) -> Result<(Held, Plan, bool), Failure> {
    open(context, &args.plan, args.amended)
}

/// A plan file, and the evidence as known on the day of its reading.
fn open(context: &Context, path: &Path, amended: bool) -> Result<(Held, Plan, bool), Failure> {
    let (plan, amended) = Plan::read(path, amended)?;
    let reading: Reading = plan
        .reading
        .parse()
        .map_err(|e| Failure::reading(&plan.reading, &e))?;
    let held = context.home.held(reading.as_of.unwrap_or(context.today))?;
    Ok((held, plan, amended))
}

struct Told<'a>(&'a Ran);

impl Report for Told<'_> {
    fn columns(&self) -> Vec<Column> {
        let r = self.0;
        let column = |name: &str, cells: Cells| Column {
            name: name.to_owned(),
            cells,
        };
        vec![
            column(
                "period",
                Cells::Text(r.months.iter().map(|m| Some(m.period.to_string())).collect()),
            ),
            column(
                "under_treatment",
                Cells::Count(
                    (0..r.months.len())
                        .map(|t| Some(u64::from(t >= r.appraisal.start)))
                        .collect(),
                ),
            ),
            column(
                "counted",
                Cells::Number(r.months.iter().map(|m| Some(m.counted)).collect()),
            ),
            column(
                "control",
                Cells::Number(r.months.iter().map(|m| Some(m.control)).collect()),
            ),
            column(
                "gap",
                Cells::Number(r.appraisal.gaps.iter().map(|g| Some(*g)).collect()),
            ),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let r = self.0;
        let a = &r.appraisal;
        let mut out = format!(
            "{}\n\n{}\n\n",
            page.strong(&format!("{}: {}", r.plan.event, a.verdict.as_str())),
            r.says
        );
        let per = |v: f64| format!("{} %", people(100.0 * v, 0));
        out.push_str(&format!(
            "Effect {} ({} encounters a month){}; what the design can see: {}.\n\n",
            per(r.relative),
            people(r.a_month, 0),
            r.relative_interval.map_or_else(String::new, |(l, h)| format!(
                ", {} to {} by placebos",
                per(l),
                per(h)
            )),
            per(r.seen)
        ));
        let columns = [
            TextColumn::left("gate", a.gates.iter().map(|g| g.name.to_owned()).collect()),
            TextColumn::left(
                "holds",
                a.gates
                    .iter()
                    .map(|g| if g.passed { "yes" } else { "no" }.to_owned())
                    .collect(),
            ),
            TextColumn::left("found", a.gates.iter().map(|g| g.says.clone()).collect()).flexible(),
        ];
        out.push_str(&table::set(&columns, 2, page));
        out.push('\n');
        out.push_str(&beside::told(r, page));
        let columns = [
            TextColumn::right("fit within", a.widths.iter().map(|w| per(w.0)).collect()),
            TextColumn::right("least effect", a.widths.iter().map(|w| people(w.1, 3)).collect()),
            TextColumn::right("largest", a.widths.iter().map(|w| people(w.2, 3)).collect()),
        ];
        out.push_str(&table::set(&columns, 0, page));
        out.push('\n');
        let weights: Vec<String> = a
            .weights
            .iter()
            .take(8)
            .map(|(n, w)| format!("{n} {}", people(*w, 2)))
            .collect();
        if !weights.is_empty() {
            out.push_str(&page.entry("control", &weights.join(", "), false));
        }
        out.push_str(&page.entry("reading", &r.plan.reading, true));
        out.push_str(&super::watch::sources(&r.provenance, page));
        let hash = format!(
            "{}{}",
            r.plan_hash,
            if r.amended {
                ", changed after it was written"
            } else {
                ""
            }
        );
        out.push_str(&page.entry("plan", &hash, true));
        out.push_str(&page.entry(
            "method",
            &format!(
                "{} on the scale `{}`, exact placebos in space{}; docs/impact.md",
                r.plan.method.title(),
                r.plan.scale.as_str(),
                a.proof.map_or_else(String::new, |p| format!("; duality gap {:.1e}", p.gap))
            ),
            false,
        ));
        for n in &r.notes {
            out.push_str(&page.entry("note", n, false));
        }
        out
    }
}

struct Others<'a>(&'a Rivals);

impl Report for Others<'_> {
    fn columns(&self) -> Vec<Column> {
        let r = &self.0.rivals;
        let column = |name: &str, cells: Cells| Column {
            name: name.to_owned(),
            cells,
        };
        let text = |f: &dyn Fn(&rivals::Rival) -> String| Cells::Text(r.iter().map(|x| Some(f(x))).collect());
        vec![
            column("event", text(&|x| x.title.clone())),
            column("day", text(&|x| x.day.clone())),
            column("origins", text(&|x| x.origins.clone())),
            column(
                "months",
                Cells::Number(r.iter().map(|x| Some(x.months as f64)).collect()),
            ),
            column("moves", text(&|x| x.moves.to_owned())),
            column(
                "effect",
                Cells::Number(r.iter().map(|x| x.estimate.map(|e| e.0)).collect()),
            ),
            column(
                "verdict",
                Cells::Text(
                    r.iter()
                        .map(|x| x.estimate.map(|e| e.1.as_str().to_owned()))
                        .collect(),
                ),
            ),
            column("needs", text(&|x| x.needs.clone())),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let r = self.0;
        let mut out = format!(
            "{}\n\n",
            page.strong(&format!("What else happened within a year of: {}", r.event))
        );
        if r.rivals.is_empty() {
            out.push_str("The ledger holds no other event within a year of it.\n");
            return out;
        }
        let cell = |f: &dyn Fn(&rivals::Rival) -> String| r.rivals.iter().map(f).collect::<Vec<_>>();
        let columns = [
            TextColumn::left("day", cell(&|x| x.day.clone())),
            TextColumn::right("months", cell(&|x| format!("{:+}", x.months))),
            TextColumn::left("event", cell(&|x| x.title.clone())),
            TextColumn::left("moves", cell(&|x| x.moves.to_owned())),
            TextColumn::right(
                "as the event",
                cell(&|x| x.estimate.map_or_else(String::new, |e| people(e.0, 2))),
            ),
            TextColumn::left(
                "verdict",
                cell(&|x| x.estimate.map_or_else(String::new, |e| e.1.as_str().to_owned())),
            ),
        ];
        out.push_str(&table::set(&columns, 1, page));
        out.push('\n');
        for x in &r.rivals {
            out.push_str(&page.entry(&x.day, &format!("{}: {}", x.title, x.needs), false));
        }
        out
    }
}
