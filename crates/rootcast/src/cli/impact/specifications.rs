//! The specification curve, run and printed.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use rootcast_store::flat::{Cells, Column};

use super::super::{Context, args::CurveArgs, failure::Failure};
use crate::{
    format::{
        Page, Report,
        number::{count, people},
        table::{self, TextColumn},
    },
    impact::curve::{self, Curve, Driver, Options, Specification},
};

/// Runs the curve of a plan, and tells how far it is.
pub(super) fn run(context: &Context, args: &CurveArgs) -> Result<Curve, Failure> {
    let (held, plan, _) = super::open(context, &args.plan, args.amended)?;
    let bar = Mutex::new(context.console.bar());
    let tenths = AtomicUsize::new(0);
    let tick = |done: usize, of: usize| {
        if let Ok(bar) = bar.lock() {
            bar.message(format!("specification {done} of {of}"));
        }
        let tenth = 10 * done / of.max(1);
        if args.progress && tenths.fetch_max(tenth, Ordering::Relaxed) < tenth {
            context.console.say(&format!("{done} of {of} specifications"));
        }
    };
    let options = Options {
        leave_out: usize::from(args.leave_out),
        resume: args.resume.as_deref(),
    };
    Ok(curve::curve(&held, &plan, context.today, options, &tick)?)
}

/// A curve, printed.
pub(super) struct Told<'a>(pub(super) &'a Curve);

impl Report for Told<'_> {
    fn columns(&self) -> Vec<Column> {
        let s = &self.0.specifications;
        let column = |name: &str, cells: Cells| Column {
            name: name.to_owned(),
            cells,
        };
        let text = |f: &dyn Fn(&Specification) -> String| Cells::Text(s.iter().map(|x| Some(f(x))).collect());
        vec![
            column("outcome", text(&|x| x.outcome.clone())),
            column("scale", text(&|x| x.scale.as_str().to_owned())),
            column(
                "months_before",
                Cells::Count(s.iter().map(|x| Some(x.before as u64)).collect()),
            ),
            column(
                "months_left_out",
                Cells::Count(s.iter().map(|x| Some(x.skipped as u64)).collect()),
            ),
            column(
                "months_after",
                Cells::Count(s.iter().map(|x| Some(x.after as u64)).collect()),
            ),
            column("donors", text(&|x| x.donors.clone())),
            column("estimator", text(&|x| x.estimator.as_str().to_owned())),
            column(
                "relative_effect",
                Cells::Number(s.iter().map(|x| Some(x.relative)).collect()),
            ),
            column("p", Cells::Number(s.iter().map(|x| x.p).collect())),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.0)
    }

    fn text(&self, page: &Page) -> String {
        let c = self.0;
        let per = |v: f64| format!("{} %", people(100.0 * v, 0));
        let mut out = format!(
            "{}\n\n",
            page.strong(&format!(
                "{}: {} specifications",
                c.event,
                count(c.specifications.len() as u64)
            ))
        );
        out.push_str(&format!(
            "{} of them go the way that is claimed{}. Effects from {} to {} (5 to 95 per cent of the curve), the middle one {}.{}\n\n",
            per(c.agree),
            c.rare.map_or_else(String::new, |r| format!(
                ", and {} of those with placebos do so with a p of {} or less",
                per(r),
                people(c.alpha, 2)
            )),
            per(c.quantiles[0]),
            per(c.quantiles[4]),
            per(c.quantiles[2]),
            c.planned.zip(c.similar).map_or_else(String::new, |(own, s)| format!(
                " The plan's own is {}; {} of all lie between half and twice that.",
                per(own),
                per(s)
            ))
        ));
        if let Some(j) = &c.joint {
            out.push_str(&format!(
                "Were each donor taken as if it had been treated, {} of the {} curves would have a middle as far from nought (p {}), and {} as large a share of rare effects that way (p {}); no p here could be below {}.\n\n",
                times(j.p_of_middle, j.units),
                j.units,
                people(j.p_of_middle, 2),
                times(j.p_of_rare, j.units),
                people(j.p_of_rare, 2),
                people(j.least_p, 2)
            ));
        }
        let columns = [
            TextColumn::left("choice", c.drivers.iter().map(|d| d.choice.to_owned()).collect()),
            TextColumn::right("explains", c.drivers.iter().map(|d| per(d.explains)).collect()),
            TextColumn::left("mean effect by value", c.drivers.iter().map(values).collect()).flexible(),
        ];
        out.push_str(&table::set(&columns, 2, page));
        if c.failed > 0 {
            out.push_str(&format!(
                "\n{} specifications could not be estimated, or have a control below nought.\n",
                count(c.failed as u64)
            ));
        }
        out.push('\n');
        out.push_str(&page.entry("plan", &c.plan_hash, true));
        out.push_str(&page.entry(
            "figures",
            "--format csv has every specification with its effect and p; effects are parts of what there would have been",
            false,
        ));
        for n in &c.notes {
            out.push_str(&page.entry("note", n, false));
        }
        out
    }
}

/// Of how many units a share is.
fn times(share: f64, units: usize) -> String {
    people(share * units as f64, 0)
}

/// The values of a choice with their mean effects; of many, the lowest and the highest.
fn values(d: &Driver) -> String {
    let told = |v: &(String, f64, usize)| format!("{} {} %", v.0, people(100.0 * v.1, 0));
    if d.values.len() <= 6 {
        return d.values.iter().map(told).collect::<Vec<_>>().join(", ");
    }
    let ends = d.values.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let tops = d.values.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    match ends.zip(tops) {
        Some((low, high)) => format!("{} values, from {} to {}", d.values.len(), told(low), told(high)),
        None => String::new(),
    }
}
