//! What was promised, committed, spent and achieved, stage by stage, and the events of the time.

use jiff::civil::Date;
use rootcast_ledger::{
    ledger::{ActivityKind, Aim, Ledger},
    reconcile::{Kind, Level, reconcile},
};

use crate::{
    brief::{
        BriefError,
        desk::Desk,
        model::{KeyFigure, Section, Table, Tone},
    },
    ledger::{
        events::Happened,
        scope,
        stages::{Stages, Standing, Status, stages},
        told::{Source, Told},
    },
};

/// The word for a stage without a figure.
const UNKNOWN: &str = "unknown";

pub(super) fn build(desk: &mut Desk<'_>) -> Result<Section, BriefError> {
    let mut section = Section {
        id: "ledger".to_owned(),
        title: "Promised, committed, spent, achieved".to_owned(),
        ..Section::default()
    };
    let as_of = desk.reader.as_of();
    let activities = scope::shown(desk.ledger, None).unwrap_or_default();
    let found = stages(desk.ledger, &activities, None, as_of);
    let mut programmes: Vec<&Standing> = found
        .activities
        .iter()
        .filter(|a| a.kind == ActivityKind::Programme && a.stages.iter().any(|s| s.status != Status::Unknown))
        .collect();
    // Those of which money is known stand first.
    let has_money = |a: &&Standing| {
        a.stages
            .iter()
            .any(|s| s.stage.measure().is_some() && s.status != Status::Unknown)
    };
    programmes.sort_by_key(|a| !has_money(a));
    if programmes.is_empty() {
        section
            .lead
            .push("No statement about a programme is held as known on this day.".to_owned());
    } else {
        section.lead.push(
            "Figures are what somebody said, as they were worded; nobody has checked them here. A stage without a \
             figure is unknown: it is not zero, and no other stage stands in for it."
                .to_owned(),
        );
        if let Some(first) = programmes.first().filter(|p| has_money(p)) {
            section.figures = key_figures(desk, first)?;
        }
        section.tables.push(money(&found, &programmes));
        section.tables.push(results(&found, &programmes));
        section.tables.extend(inconsistencies(desk.ledger, as_of));
    }
    let events = &desk.happened.0;
    if !events.is_empty() {
        section.notes.push(
            "Events stand on the charts of encounters by the numbers of this table. That something happened before \
             something else does not say that it caused it."
                .to_owned(),
        );
        section.tables.push(event_table(desk, events));
    }
    Ok(section)
}

/// The stages of money of one programme, each with the reading that gives it again.
fn key_figures(desk: &mut Desk<'_>, programme: &Standing) -> Result<Vec<KeyFigure>, BriefError> {
    let mut out = Vec::new();
    for standing in &programme.stages {
        let Some(measure) = standing.stage.measure() else {
            continue;
        };
        let Ok(asked) = desk
            .reader
            .ask(&format!("{measure} programme={}", programme.id))?
        else {
            continue;
        };
        let figure = asked
            .only()
            .and_then(|s| s.points.last())
            .and_then(|p| p.value.as_number());
        let told = standing.answers.first().and_then(|a| a.told.first());
        let (text, against) = match (figure, told) {
            (Some(_), Some(told)) => (
                told.with_unit(),
                vec![format!("said by {} on {}", told.said_by, told.day())],
            ),
            _ if standing.status == Status::Conflict => ("the sources conflict".to_owned(), Vec::new()),
            _ => (UNKNOWN.to_owned(), Vec::new()),
        };
        out.push(KeyFigure {
            label: format!("{}, {measure}", programme.id),
            value: figure,
            text,
            against,
            tone: Tone::Focus,
            traced: asked.traced,
        });
    }
    Ok(out)
}

fn document<'a>(documents: &'a [Source], id: &str) -> Option<&'a Source> {
    documents.iter().find(|d| d.id == id)
}

/// A document in a cell.
fn cited(documents: &[Source], id: &str) -> String {
    document(documents, id).map_or_else(|| id.to_owned(), Source::line)
}

/// The money of the programmes, one line a statement; neighbouring stages of which nothing is known share a line.
fn money(found: &Stages, programmes: &[&Standing]) -> Table {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for programme in programmes {
        let mut unknown: Vec<&str> = Vec::new();
        for stage in programme.stages.iter().filter(|s| s.stage.measure().is_some()) {
            let name = stage.stage.as_str();
            if stage.answers.is_empty() {
                unknown.push(name);
                continue;
            }
            rows.extend(nothing(&programme.title, &mut unknown));
            for (answer, told) in stage
                .answers
                .iter()
                .flat_map(|a| a.told.iter().map(move |t| (a, t)))
            {
                let kind = match answer.status {
                    Status::Conflict => format!("{} (sources conflict)", told.kind()),
                    _ => told.kind(),
                };
                rows.push(vec![
                    programme.title.clone(),
                    name.to_owned(),
                    told.with_unit(),
                    kind,
                    told.said_by.clone(),
                    told.day(),
                    cited(&found.documents, &told.document),
                ]);
            }
        }
        rows.extend(nothing(&programme.title, &mut unknown));
    }
    Table {
        caption: format!(
            "Promised, committed, spent: the stages as known on {}",
            found.as_of
        ),
        columns: [
            "Programme",
            "Stage",
            "Figure",
            "Of what",
            "Said by",
            "On",
            "Read in",
        ]
        .map(str::to_owned)
        .to_vec(),
        words: 7,
        rows,
        ..Table::default()
    }
}

/// The line of stages of which nothing is known; none where there are none.
fn nothing(programme: &str, stages: &mut Vec<&str>) -> Option<Vec<String>> {
    let names = std::mem::take(stages).join(", ");
    (!names.is_empty()).then(|| {
        let mut row = vec![programme.to_owned(), names, UNKNOWN.to_owned()];
        row.resize(7, String::new());
        row
    })
}

/// Results, the target and the actual figure beside each other.
fn results(found: &Stages, programmes: &[&Standing]) -> Table {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for programme in programmes {
        for stage in programme.stages.iter().filter(|s| s.stage.measure().is_none()) {
            let told = || stage.answers.iter().flat_map(|a| &a.told);
            let mut measures: Vec<&str> = told().map(|t| t.measure.as_str()).collect();
            measures.dedup();
            let cell = |measure: &str, aim: Aim| {
                let said: Vec<String> = told()
                    .filter(|t| t.measure == measure && t.aim == Some(aim))
                    .map(said)
                    .collect();
                if said.is_empty() {
                    UNKNOWN.to_owned()
                } else {
                    said.join("; ")
                }
            };
            let line = |measure: &str| {
                vec![
                    programme.title.clone(),
                    stage.stage.as_str().to_owned(),
                    measure.replace('-', " "),
                    cell(measure, Aim::Target),
                    cell(measure, Aim::Actual),
                ]
            };
            if measures.is_empty() {
                measures.push("");
            }
            rows.extend(measures.into_iter().map(line));
        }
    }
    Table {
        caption: format!(
            "Achieved: what was to be reached, and what is said to have been reached, as known on {}",
            found.as_of
        ),
        columns: ["Programme", "Stage", "Counted", "Target", "Actual"]
            .map(str::to_owned)
            .to_vec(),
        words: 5,
        rows,
        ..Table::default()
    }
}

/// What reconciliation finds that does not fit, or cannot be told, as known on the day.
fn inconsistencies(ledger: &Ledger, as_of: Date) -> Option<Table> {
    let shown = [Level::Conflict, Level::Inconsistent, Level::Note];
    let rows: Vec<Vec<String>> = reconcile(ledger, None, as_of)
        .into_iter()
        .filter(|f| shown.contains(&f.level) && f.kind != Kind::Undated)
        .map(|f| {
            let arithmetic = f.arithmetic.map_or_else(String::new, |a| a.stated);
            vec![
                f.level.as_str().to_owned(),
                f.kind.as_str().replace('-', " "),
                f.says,
                arithmetic,
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: format!(
            "Do the figures fit each other? What the comparison of statements finds, as known on {as_of}"
        ),
        columns: ["Finding", "Compared", "What is said", "At the numbers stated"]
            .map(str::to_owned)
            .to_vec(),
        words: 4,
        rows,
        ..Table::default()
    })
}

/// A result with who said it and when, and the period it is of or for.
fn said(t: &Told) -> String {
    let period = t
        .covers
        .as_ref()
        .map_or_else(String::new, |c| format!(" for {c}"));
    format!("{}{period} ({}, {})", t.with_unit(), t.said_by, t.day())
}

fn event_table(desk: &Desk<'_>, events: &[Happened]) -> Table {
    let rows = events
        .iter()
        .enumerate()
        .map(|(i, e)| {
            let source = desk
                .ledger
                .documents
                .get(&e.document)
                .map_or_else(|| e.document.clone(), |d| Source::of(d).line());
            vec![
                (i + 1).to_string(),
                e.title.clone(),
                e.kind.as_str().replace('-', " "),
                e.day(),
                e.end_day(),
                e.places.clone(),
                e.origins.clone(),
                source,
            ]
        })
        .collect();
    Table {
        caption: format!("Events known on {}", desk.reader.as_of()),
        columns: [
            "No.",
            "Event",
            "Kind",
            "From",
            "To",
            "Where",
            "Origins it names",
            "Read in",
        ]
        .map(str::to_owned)
        .to_vec(),
        words: 8,
        rows,
        ..Table::default()
    }
}
