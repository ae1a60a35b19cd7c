//! The bell: how far the mix of origins has shifted, and when it rang.

use crate::{
    brief::{
        BriefError,
        desk::{Desk, Draft},
        model::{Axis, Band, Chart, Line, Mark, Panel, Reach, Section, Shape, Style, Table, Tone, Traced},
        numbers::{decimal, list, percent, period},
    },
    watch::{Ring, Watch},
};

/// The section on the mix of origins.
pub(in crate::brief) fn build(
    desk: &mut Desk<'_>,
    watch: Result<&Watch, &str>,
) -> Result<Section, BriefError> {
    let mut section = Section {
        id: "shift".to_owned(),
        title: "Is the mix of origins shifting?".to_owned(),
        ..Section::default()
    };
    let watch = match watch {
        Err(why) => {
            section.notes.push(format!("The mix cannot be watched: {why}."));
            return Ok(section);
        }
        Ok(watch) => watch,
    };
    let traced = match desk.reader.ask(&watch.reading)? {
        Ok(asked) => asked.traced,
        Err(unanswered) => {
            section.unanswered.push(unanswered);
            return Ok(section);
        }
    };
    section.lead.extend(now(watch));
    section.lead.push(format!(
        "A bell rings for an origin whose share over three months is far from its share over the year before; how far is set anew \
         each month, from the months before it, for all bells together to ring falsely {} times a year. Every ring is as of its month: nothing later was \
         known to it. Of {} rings that could be judged half a year later, {} were false.",
        decimal(watch.false_alarms_a_year, 0),
        watch.false_rings.1,
        watch.false_rings.0
    ));
    section.charts.push(distances(desk, watch, &traced));
    if !watch.alarms.is_empty() {
        section.tables.push(alarms(watch, &traced, desk));
    }
    if !watch.changes.is_empty() {
        let names: Vec<String> = watch
            .changes
            .iter()
            .map(|c| format!("{} ({})", c.name, percent(100.0 * c.lately)))
            .collect();
        section.notes.push(format!(
            "Flows that have probably begun a new level within the last three months, by Bayesian online changepoints: {}.",
            list(&names)
        ));
    }
    section.notes.extend(trials(watch));
    Ok(section)
}

fn now(watch: &Watch) -> Option<String> {
    let shift = watch.shift.as_ref()?;
    let parts: Vec<String> = shift
        .parts
        .iter()
        .take(3)
        .map(|p| {
            format!(
                "{} ({} of all in the year before, {} in the month)",
                p.name,
                percent(100.0 * p.before),
                percent(100.0 * p.after)
            )
        })
        .collect();
    Some(format!(
        "In {} the mix stood {} from that of the year before (0 the same, 1 nothing in common), further than in {} of months. Most \
         of it is {}.",
        period(watch.last),
        decimal(shift.distance.jensen_shannon, 2),
        percent(100.0 * shift.higher_than),
        list(&parts)
    ))
}

fn distances(desk: &Desk<'_>, watch: &Watch, traced: &Traced) -> Chart {
    let marks = watch
        .shifts
        .iter()
        .map(|d| Mark {
            at: period(d.period),
            start: Some(d.period.span().start),
            value: Some(d.jensen_shannon),
            missing: None,
        })
        .collect();
    let highest = watch.shifts.iter().map(|d| d.jensen_shannon).fold(0.0, f64::max);
    // A stroke over the whole height at each month in which a bell rang.
    let bells = watch
        .rings
        .iter()
        .map(|r| Band {
            name: told(r),
            tone: Tone::Second,
            reaches: vec![Reach {
                at: period(r.period),
                start: r.period.span().start,
                low: 0.0,
                high: highest,
            }],
        })
        .collect();
    let rows = watch
        .rings
        .iter()
        .map(|r| {
            vec![
                period(r.period),
                r.name.clone(),
                r.way.to_owned(),
                percent(100.0 * r.before),
                percent(100.0 * r.now),
                match r.was_false {
                    Some(true) => "it was back: a false alarm",
                    Some(false) => "it had stayed",
                    None => "not over yet",
                }
                .to_owned(),
            ]
        })
        .collect();
    let last = watch.rings.last();
    let draft = Draft {
        id: "distances",
        title: last.map_or_else(
            || "No bell rang".to_owned(),
            |r| format!("The bell last rang in {}: {}", period(r.period), told(r)),
        ),
        subtitle: "How far each month’s mix of citizenships at the south-west land border is from that of the year before \
                   (distance of Jensen and Shannon); upright strokes are months in which a bell rang"
            .to_owned(),
        description: "Line chart of the distance by month, with a stroke at each month in which a bell rang; the table lists the \
                      rings."
            .to_owned(),
        shape: Shape::Lines,
        axis: Axis::Time,
        style: Style::Decimal,
        unit: "0 the same mix, 1 nothing in common",
        first_column: "As of",
    };
    let table = Table {
        caption: "Bells that rang".to_owned(),
        columns: [
            "As of",
            "Origin",
            "Share",
            "Year before",
            "Quarter",
            "Half a year later",
        ]
        .map(str::to_owned)
        .to_vec(),
        words: 3,
        rows,
        ..Table::default()
    };
    let panel = Panel {
        series: vec![Line {
            name: String::new(),
            tone: Tone::Focus,
            marks,
        }],
        bands: bells,
        ..Panel::default()
    };
    draft.with_table(desk, vec![traced.clone()], vec![panel], table)
}

fn told(r: &Ring) -> String {
    format!(
        "{}, a {} from {} to {} of all",
        r.name,
        r.way,
        percent(100.0 * r.before),
        percent(100.0 * r.now)
    )
}

fn alarms(watch: &Watch, traced: &Traced, desk: &Desk<'_>) -> Table {
    let months: Vec<usize> = watch.alarms[0].within.iter().map(|w| w.months).collect();
    let mut columns = vec!["Origin".to_owned()];
    columns.extend(months.iter().map(|m| format!("Surge within {m}")));
    columns.extend(months.last().map(|m| format!("Fall within {m}")));
    let chance = |p: Option<f64>| p.map_or_else(|| "is in one".to_owned(), |p| percent(100.0 * p));
    let rows = watch
        .alarms
        .iter()
        .take(10)
        .map(|a| {
            let mut row = vec![a.name.clone()];
            row.extend(a.within.iter().map(|w| chance(w.surge)));
            row.extend(a.within.last().map(|w| chance(w.fall)));
            row
        })
        .collect();
    Table {
        caption: "Probability of a month of twice the last year’s mean (and 500 or more), and of half of it, by months from now"
            .to_owned(),
        columns,
        words: 1,
        rows,
        traced: vec![traced.clone()],
        source: desk.source(std::slice::from_ref(traced)),
    }
}

fn trials(watch: &Watch) -> Vec<String> {
    let one = |t: &crate::watch::Skill| {
        format!(
            "within {} months {} (momentum {})",
            t.months,
            decimal(t.model.auc, 2),
            decimal(t.momentum.auc, 2)
        )
    };
    let all: Vec<String> = watch.trials.iter().filter(|t| t.of == "surge").map(one).collect();
    if all.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "How well such probabilities ranked the months before surges of the past, as the area under the curve (0.5 is chance, 1 \
         perfect), beside the plain rule of momentum: {}.",
        list(&all)
    )]
}
