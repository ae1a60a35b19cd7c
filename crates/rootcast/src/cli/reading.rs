//! The commands that answer a reading.

use rootcast_core::reading::Reading;
use rootcast_store::store::{Detail, export::observations};

use super::{
    Context, Exit,
    answer::Shown,
    args::{Diff, Explain, Export, ReadingWords, Show},
    cells::Cells,
    changed::Changed,
    failure::Failure,
    why::Why,
};

pub(super) fn show(context: &Context, args: &Show) -> Result<Exit, Failure> {
    let reading = read(&args.reading)?;
    let held = context.home.held(reading.as_of.unwrap_or(context.today))?;
    let detail = Detail {
        rows: args.rows,
        cross_checks: !args.no_cross_checks,
    };
    let answer = held.answer_with(&reading, context.today, detail)?;
    context.console.print(&Shown(&answer))?;
    Ok(Exit::Done)
}

pub(super) fn explain(context: &Context, args: &Explain) -> Result<Exit, Failure> {
    let reading = read(&args.reading)?;
    let explanation = context
        .home
        .held(reading.as_of.unwrap_or(context.today))?
        .explain(&reading, context.today)?;
    context.console.print(&Why {
        facets: explanation.reading.by_facets().map(str::to_owned).collect(),
        explanation: &explanation,
    })?;
    Ok(Exit::Done)
}

pub(super) fn diff(context: &Context, args: &Diff) -> Result<Exit, Failure> {
    let reading = read(&args.reading)?;
    if let Some(day) = reading.as_of {
        return Err(Failure::usage(format!(
            "a difference is between --from and --to; leave out as-of={day}"
        )));
    }
    let to = args.to.unwrap_or(context.today);
    if to < args.from {
        return Err(Failure::usage(format!(
            "--from {} is after --to {to}; exchange them",
            args.from
        )));
    }
    let diff = context.home.held(to)?.diff(&reading, args.from, to)?;
    context.console.print(&Changed(&diff))?;
    Ok(Exit::Done)
}

pub(super) fn export(context: &Context, args: &Export) -> Result<Exit, Failure> {
    let reading = read(&args.reading)?;
    let cells = Cells(observations(&context.home.open()?, &reading, context.today)?);
    match &args.out {
        None => context.console.print(&cells)?,
        Some(path) => context.console.save(&cells, path)?,
    }
    Ok(Exit::Done)
}

fn read(words: &ReadingWords) -> Result<Reading, Failure> {
    let text = words.text();
    text.parse().map_err(|e| Failure::reading(&text, &e))
}
