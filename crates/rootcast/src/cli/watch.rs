//! `watch`, printed.

use rootcast_core::{provenance::Provenance, reading::Reading};
use rootcast_store::flat::{Cells, Column};

use super::{Context, Exit, args, failure::Failure};
use crate::{
    format::{
        Page, Report,
        number::{count, people},
        table::{self, TextColumn},
    },
    watch::{self, Question, Score, Watch},
};

pub(super) fn watch(context: &Context, args: &args::Watch) -> Result<Exit, Failure> {
    let text = args.words.join(" ");
    let reading: Reading = text.parse().map_err(|e| Failure::reading(&text, &e))?;
    let question = Question {
        reading,
        group: Some(args.group.clone()),
        false_alarms_a_year: args.false_alarms,
        seed: args.seed,
    };
    let held = context
        .home
        .held(question.reading.as_of.unwrap_or(context.today))?;
    let found = {
        let bar = context.console.bar();
        bar.message("asking each month what it would have said".to_owned());
        watch::watch(&held, &question, context.today)?
    };
    context.console.print(&Told {
        watch: &found,
        all: args.all,
    })?;
    Ok(Exit::Done)
}

struct Told<'a> {
    watch: &'a Watch,
    /// Every ring is shown.
    all: bool,
}

/// How many months of rings are shown where not all are.
const LATELY: u32 = 24;
/// How many parts of a shift, and how many alarms, are shown.
const PARTS: usize = 5;
const ALARMS: usize = 10;

impl Report for Told<'_> {
    fn columns(&self) -> Vec<Column> {
        let mut kind = Vec::new();
        let mut period = Vec::new();
        let mut name = Vec::new();
        let mut what = Vec::new();
        let mut value = Vec::new();
        let mut row = |k: &str, p: String, n: &str, w: String, v: Option<f64>| {
            kind.push(Some(k.to_owned()));
            period.push(Some(p));
            name.push(Some(n.to_owned()));
            what.push(Some(w));
            value.push(v);
        };
        for d in &self.watch.shifts {
            row(
                "shift",
                d.period.to_string(),
                "",
                "jensen-shannon".to_owned(),
                Some(d.jensen_shannon),
            );
            row(
                "shift",
                d.period.to_string(),
                "",
                "aitchison".to_owned(),
                Some(d.aitchison),
            );
        }
        for r in &self.watch.rings {
            row(
                "ring",
                r.period.to_string(),
                &r.name,
                format!("{} before", r.way),
                Some(r.before),
            );
            row(
                "ring",
                r.period.to_string(),
                &r.name,
                format!("{} now", r.way),
                Some(r.now),
            );
        }
        for a in &self.watch.alarms {
            for w in &a.within {
                let p = self.watch.last.to_string();
                row(
                    "alarm",
                    p.clone(),
                    &a.name,
                    format!("surge within {}", w.months),
                    w.surge,
                );
                row("alarm", p, &a.name, format!("fall within {}", w.months), w.fall);
            }
        }
        for t in &self.watch.trials {
            for (score, s) in [("model", &t.model), ("momentum", &t.momentum)] {
                let p = self.watch.last.to_string();
                let within = format!("{} within {}", t.of, t.months);
                row("skill", p.clone(), score, format!("auc {within}"), Some(s.auc));
                row(
                    "skill",
                    p,
                    score,
                    format!("average precision {within}"),
                    Some(s.average_precision),
                );
            }
        }
        let column = |name: &str, cells: Cells| Column {
            name: name.to_owned(),
            cells,
        };
        vec![
            column("kind", Cells::Text(kind)),
            column("period", Cells::Text(period)),
            column("name", Cells::Text(name)),
            column("what", Cells::Text(what)),
            column("value", Cells::Number(value)),
        ]
    }

    fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self.watch)
    }

    fn text(&self, page: &Page) -> String {
        let w = self.watch;
        let mut out = shifted(w, page);
        out.push_str(&rung(w, self.all, page));
        out.push_str(&alarms(w, page));
        out.push_str(&skill(w, page));
        out.push_str(&below(w, page));
        out
    }
}

fn share(value: f64) -> String {
    format!("{} %", people(100.0 * value, 1))
}

fn shifted(w: &Watch, page: &Page) -> String {
    let mut out = format!("{}\n\n", page.strong(&format!("The mix in {}", w.last)));
    let Some(shift) = &w.shift else {
        out.push_str("There is no mix of this month to compare with the year before it.\n\n");
        return out;
    };
    out.push_str(&format!(
        "Its distance from the year before is {:.2} (Jensen-Shannon, 0 the same, 1 nothing in common), larger than in\n\
         {} % of the months held. It is made of:\n\n",
        shift.distance.jensen_shannon,
        people(100.0 * shift.higher_than, 0)
    ));
    let parts = || shift.parts.iter().take(PARTS);
    let bits: f64 = shift.parts.iter().map(|p| p.bits).sum();
    let columns = [
        TextColumn::left("origin", parts().map(|p| p.name.clone()).collect()).flexible(),
        TextColumn::right("year before", parts().map(|p| share(p.before)).collect()),
        TextColumn::right("now", parts().map(|p| share(p.after)).collect()),
        TextColumn::right(
            "part of the shift",
            parts().map(|p| share(p.bits / bits.max(1e-300))).collect(),
        ),
    ];
    out.push_str(&table::set(&columns, 1, page));
    out.push('\n');
    out
}

fn rung(w: &Watch, all: bool, page: &Page) -> String {
    let from = w.last.back(LATELY);
    let shown: Vec<_> = w
        .rings
        .iter()
        .filter(|r| all || r.period.span().start > from.span().start)
        .collect();
    let mut out = format!("{}\n\n", page.strong("Bells that rang"));
    if shown.is_empty() {
        out.push_str("None in the last two years.\n\n");
    } else {
        let cell = |f: &dyn Fn(&crate::watch::Ring) -> String| shown.iter().map(|r| f(r)).collect::<Vec<_>>();
        let columns = [
            TextColumn::left("as of", cell(&|r| r.period.to_string())),
            TextColumn::left("origin", cell(&|r| r.name.clone())).flexible(),
            TextColumn::left("share", cell(&|r| r.way.to_owned())),
            TextColumn::right("year before", cell(&|r| share(r.before))),
            TextColumn::right("quarter", cell(&|r| share(r.now))),
            TextColumn::left(
                "half a year later",
                cell(&|r| {
                    match r.was_false {
                        Some(true) => "it was back: a false alarm",
                        Some(false) => "it had stayed",
                        None => "not over yet",
                    }
                    .to_owned()
                }),
            ),
        ];
        out.push_str(&table::set(&columns, 2, page));
        out.push('\n');
    }
    out.push_str(&format!(
        "Of {} rings that could be judged since the figures begin, {} were false{}.\n\n",
        w.false_rings.1,
        w.false_rings.0,
        w.false_rings_a_year
            .map_or_else(String::new, |y| format!(", {} a year", people(y, 1)))
    ));
    if !w.changes.is_empty() {
        let told: Vec<String> = w
            .changes
            .iter()
            .map(|c| format!("{} ({} %)", c.name, people(100.0 * c.lately, 0)))
            .collect();
        out.push_str(&format!(
            "{}\n\n{}\n\n",
            page.strong("Flows that have probably begun a new level within three months"),
            told.join(", ")
        ));
    }
    out
}

fn alarms(w: &Watch, page: &Page) -> String {
    if w.alarms.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "{}\n\n",
        page.strong("Probability of a surge (a month of twice the last year's mean) or a fall (half of it)")
    );
    let shown = || w.alarms.iter().take(ALARMS);
    let mut columns = vec![
        TextColumn::left("origin", shown().map(|a| a.name.clone()).collect()).flexible(),
        TextColumn::right("last", shown().map(|a| people(a.current, 0)).collect()),
        TextColumn::right("mean", shown().map(|a| people(a.mean, 0)).collect()),
    ];
    let chance = |p: Option<f64>| {
        p.map_or_else(
            || "is in one".to_owned(),
            |p| format!("{} %", people(100.0 * p, 0)),
        )
    };
    let months: Vec<usize> = w.alarms[0].within.iter().map(|w| w.months).collect();
    for (i, m) in months.iter().enumerate() {
        let cells = shown().map(|a| {
            let rings = a.within[i].rings;
            format!("{}{}", chance(a.within[i].surge), if rings { " !" } else { "" })
        });
        columns.push(TextColumn::right(&format!("surge in {m}"), cells.collect()));
    }
    if let Some(last) = months.len().checked_sub(1) {
        let cells = shown().map(|a| {
            let w = a.within[last];
            format!("{}{}", chance(w.fall), if w.fall_rings { " !" } else { "" })
        });
        columns.push(TextColumn::right(
            &format!("fall in {}", months[last]),
            cells.collect(),
        ));
    }
    out.push_str(&table::set(&columns, 1, page));
    if w.alarms.len() > ALARMS {
        out.push_str(&format!("and {} more\n", count((w.alarms.len() - ALARMS) as u64)));
    }
    out.push_str("\nMonths ahead. `!` marks a probability past the threshold of the table below.\n\n");
    out
}

fn skill(w: &Watch, page: &Page) -> String {
    let mut out = format!("{}\n\n", page.strong("What such alarms would have done"));
    if w.trials.is_empty() {
        out.push_str("Too few surges are held to say.\n\n");
        return out;
    }
    let rows: Vec<(usize, String, &Score)> = w
        .trials
        .iter()
        .flat_map(|t| {
            [
                (t.months, format!("{}, model", t.of), &t.model),
                (t.months, format!("{}, momentum", t.of), &t.momentum),
            ]
        })
        .collect();
    let cell = |f: &dyn Fn(&(usize, String, &Score)) -> String| rows.iter().map(f).collect::<Vec<_>>();
    let part =
        |v: Option<f64>| v.map_or_else(|| "none".to_owned(), |v| format!("{} %", people(100.0 * v, 0)));
    let columns = [
        TextColumn::right("months", cell(&|r| r.0.to_string())),
        TextColumn::left("score", cell(&|r| r.1.clone())),
        TextColumn::right("AUC", cell(&|r| format!("{:.3}", r.2.auc))),
        TextColumn::right("AP", cell(&|r| format!("{:.2}", r.2.average_precision))),
        TextColumn::right("true", cell(&|r| part(r.2.precision))),
        TextColumn::right("caught", cell(&|r| part(r.2.recall))),
        TextColumn::right(
            "lead",
            cell(&|r| r.2.lead.map_or_else(String::new, |l| format!("{l:.1}"))),
        ),
        TextColumn::right(
            "false a year",
            cell(&|r| format!("{:.1}", r.2.false_alarms_a_year)),
        ),
    ];
    out.push_str(&table::set(&columns, 2, page));
    let rates: Vec<String> = w
        .trials
        .iter()
        .map(|t| format!("a {} in {} within {} months", t.of, share(t.base_rate), t.months))
        .collect();
    out.push_str(&format!(
        "\nAUC and AP (average precision) rank all {} occasions; the other columns are at the threshold that would have\n\
         cost no more than {} false alarms a year. There followed {}. `momentum` is the plain rule:\n\
         the month over the mean of the last twelve, or under it.\n\n",
        count(w.trials[0].occasions as u64),
        people(w.false_alarms_a_year, 1),
        rates.join(", ")
    ));
    out
}

fn below(w: &Watch, page: &Page) -> String {
    let mut out = page.entry("reading", &w.reading, true);
    out.push_str(&sources(&w.provenance, page));
    let method = format!(
        "mix: each month against the mean shares of the twelve before; bell: a share over three months 1.25 times or \
         more that of the year before, or less by as much, as the affordable false alarms allow, and two hundredths of \
         the whole; alarms: paths of the count model, seed {}; docs/forecast.md",
        w.seed
    );
    out.push_str(&page.entry("method", &method, false));
    for n in &w.notes {
        out.push_str(&page.entry("note", n, false));
    }
    out
}

/// The releases that were read.
pub(super) fn sources(provenance: &Provenance, page: &Page) -> String {
    let mut out = String::new();
    for (i, u) in provenance.uses.iter().enumerate() {
        let r = &u.release;
        let text = format!(
            "[{}] {}, {}, published {}",
            i + 1,
            r.publisher,
            r.title,
            r.published_text()
        );
        out.push_str(&page.entry(if i == 0 { "source" } else { "" }, &text, false));
    }
    out
}
