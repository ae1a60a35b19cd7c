//! Did it move the flow: each event that names origins, with its estimate and the gate that decided.

use rootcast_impact::appraisal::Verdict;

use crate::{
    brief::{
        BriefError,
        desk::{Desk, Draft},
        model::{Axis, Line, Mark, Panel, Section, Shape, Style, Table, Tone},
        numbers::{count, period, signed},
        place_name,
    },
    impact::{cases::Case, run::Result as Ran},
};

/// The section on events and flows.
pub(in crate::brief) fn build(desk: &mut Desk<'_>, cases: &[Case]) -> Result<Section, BriefError> {
    let mut section = Section {
        id: "impact".to_owned(),
        title: "Did an event move a flow?".to_owned(),
        ..Section::default()
    };
    let ran: Vec<(&Case, &Ran)> = cases
        .iter()
        .filter_map(|c| Some((c, c.result.as_ref().ok()?)))
        .collect();
    if ran.is_empty() {
        section.notes.push(
            "No event known on this day has enough months before and after it for an estimate.".to_owned(),
        );
        return Ok(section);
    }
    let verdicts = [
        Verdict::Supported,
        Verdict::Fragile,
        Verdict::Underpowered,
        Verdict::Contradicted,
        Verdict::NotIdentifiable,
    ];
    let tally: Vec<String> = verdicts
        .iter()
        .map(|v| (v, ran.iter().filter(|(_, r)| r.appraisal.verdict == *v).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(v, n)| format!("{n} {}", v.as_str()))
        .collect();
    section.lead.push(format!(
        "Each event of the ledger that names origins is asked by one plan: whether Border Patrol encounters of those origins fell \
         below what other origins together say they would have been. Of {} that can be asked: {}.",
        ran.len(),
        tally.join(", ")
    ));
    section.lead.push(
        "A gap that opens after an event is not yet its effect. The gate that decided is named beside each verdict; underpowered \
         means that gaps as large are usual among origins to which nothing in particular happened."
            .to_owned(),
    );
    let mut traced = Vec::new();
    match desk.reader.ask(&ran[0].1.plan.reading)? {
        Ok(asked) => traced.push(asked.traced),
        Err(unanswered) => section.unanswered.push(unanswered),
    }
    let draft = Draft {
        id: "gaps",
        title: "Encounters counted, and what the control says there would have been".to_owned(),
        subtitle: "Border Patrol encounters at the south-west land border by month. Thick: counted; thin: the control, the \
                   weighted movement of other origins that came nearest before the event"
            .to_owned(),
        description: "Small charts, one an event, with a line for encounters counted and one for the control; the table has the \
                      estimates."
            .to_owned(),
        shape: Shape::Lines,
        axis: Axis::Time,
        style: Style::Count,
        unit: "encounters a month",
        first_column: "Event",
    };
    let panels = ran.iter().map(|(c, r)| panel(c, r)).collect();
    section
        .charts
        .push(draft.with_table(desk, traced, panels, table(&ran)));
    for c in cases {
        if let Err(why) = &c.result {
            section
                .notes
                .push(format!("{} ({}): {why}.", c.event.title, c.event.day()));
        }
    }
    section.notes.push(
        "`rootcast impact plan` writes such a plan, `run` gives every gate, `curve` the estimate under every admissible choice, \
         `rivals` what else happened."
            .to_owned(),
    );
    Ok(section)
}

fn panel(c: &Case, r: &Ran) -> Panel {
    let line = |name: &str, tone, value: &dyn Fn(&crate::impact::run::Month) -> f64| Line {
        name: name.to_owned(),
        tone,
        marks: r
            .months
            .iter()
            .map(|m| Mark {
                at: period(m.period),
                start: Some(m.period.span().start),
                value: Some(value(m)),
                missing: None,
            })
            .collect(),
    };
    Panel {
        title: c.event.title.clone(),
        series: vec![
            line("Control", Tone::Rest, &|m| m.control),
            line("Counted", Tone::Focus, &|m| m.counted),
        ],
        ..Panel::default()
    }
}

fn table(ran: &[(&Case, &Ran)]) -> Table {
    let per = |v: f64| format!("{}\u{202f}%", signed(100.0 * v, 0));
    let rows = ran
        .iter()
        .map(|(c, r)| {
            let origins: Vec<String> = r.plan.treated.iter().map(|o| place_name(o)).collect();
            let gate = r
                .appraisal
                .gates
                .iter()
                .find(|g| g.name == r.appraisal.decided_by);
            vec![
                c.event.title.clone(),
                c.event.day(),
                origins.join(", "),
                r.appraisal.verdict.as_str().to_owned(),
                gate.map_or_else(|| r.appraisal.decided_by.to_owned(), |g| g.says.clone()),
                per(r.relative),
                r.relative_interval
                    .map_or_else(|| "none".to_owned(), |(l, h)| format!("{} to {}", per(l), per(h))),
                count(r.plan.donors.len() as f64),
            ]
        })
        .collect();
    Table {
        caption: "Events, estimates and verdicts".to_owned(),
        columns: [
            "Event",
            "From",
            "Origins",
            "Verdict",
            "Decided by",
            "Estimate",
            "By placebos",
            "Donors",
        ]
        .map(str::to_owned)
        .to_vec(),
        words: 5,
        rows,
        ..Table::default()
    }
}
