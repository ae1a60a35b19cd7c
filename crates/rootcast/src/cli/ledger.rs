//! The commands about programmes and events.

mod changed;
mod events;
mod exported;
mod imported;
mod reconciled;
mod stages;
mod timeline;
mod validated;

use jiff::civil::Date;
use rootcast_ledger::{iati::Level, money::Rates, shelf::How};
use validated::ValidatedList;

use super::{
    Context, Exit,
    args::{self, Events, Import, LedgerCommand, LedgerDiff, LedgerShow, Reconcile, Timeline, Validate},
    failure::Failure,
};
use crate::ledger::{
    changed::changed as changes,
    currency::convert,
    events::{self as happenings, Filter},
    import::import as take,
    reconciled::reconciled,
    scope,
    stages::stages as stages_of,
    timeline::timeline as statements,
    validate::{Check, Judging, Validation, rulesets, validate as check},
};

pub(super) fn run(context: &Context, command: &LedgerCommand) -> Result<Exit, Failure> {
    match command {
        LedgerCommand::Show(args) => show(context, args),
        LedgerCommand::Timeline(args) => timeline(context, args),
        LedgerCommand::Diff(args) => diff(context, args),
        LedgerCommand::Reconcile(args) => reconcile(context, args),
        LedgerCommand::Export(args) => exported::export(context, args),
        LedgerCommand::Import(args) => import(context, args),
        LedgerCommand::Events(args) => events(context, args),
        LedgerCommand::Validate(args) => validate(context, args),
    }
}

impl Context {
    /// The day as known on which, today unless it is given.
    fn day(&self, given: Option<Date>) -> Date {
        given.unwrap_or(self.today)
    }
}

fn show(context: &Context, args: &LedgerShow) -> Result<Exit, Failure> {
    let as_of = context.day(args.day.as_of);
    let ledger = context.home.ledger(as_of)?;
    let activities = scope::shown(&ledger, args.activity.as_deref())?;
    let mut found = stages_of(&ledger, &activities, args.stage, as_of);
    if let Some(currency) = args.currency {
        let store = context.home.open()?;
        convert(&mut found, &ledger, &Rates::new(&store, as_of), currency);
    }
    context.console.print(&stages::StageList(&found))?;
    Ok(Exit::Done)
}

fn timeline(context: &Context, args: &Timeline) -> Result<Exit, Failure> {
    let as_of = context.day(args.day.as_of);
    let ledger = context.home.ledger(as_of)?;
    let activities = scope::whole(&ledger, args.activity.as_deref())?;
    let found = statements(&ledger, &activities, as_of);
    context.console.print(&timeline::TimelineList(&found))?;
    Ok(Exit::Done)
}

fn import(context: &Context, args: &Import) -> Result<Exit, Failure> {
    let how = How {
        source: args.source.clone(),
        published: args.published,
        lenient: args.allow_invalid,
    };
    let mut done = Vec::new();
    let mut first: Option<Failure> = None;
    for path in &args.files {
        let bar = context.console.bar();
        bar.message(path.display().to_string());
        let result = take(&context.home, path, &how, context.today);
        drop(bar);
        match result {
            Ok(imported) => done.push(imported),
            // The other files have nothing to do with this one's fault.
            Err(e) => {
                let failure = Failure::from(e);
                context.console.fail(&failure);
                first.get_or_insert(failure);
            }
        }
    }
    if !done.is_empty() {
        context.console.print(&imported::ImportList(done))?;
    }
    Ok(first.map_or(Exit::Done, |f| f.exit))
}

fn diff(context: &Context, args: &LedgerDiff) -> Result<Exit, Failure> {
    let to = context.day(args.to);
    if to < args.from {
        return Err(Failure::usage(format!(
            "--from {} is after --to {to}; exchange them",
            args.from
        )));
    }
    let ledger = context.home.ledger(to)?;
    scope::find(&ledger, &args.activity)?;
    let before = context.home.ledger(args.from)?;
    let found = changes(&before, ledger, &args.activity, args.from, to);
    context.console.print(&changed::ChangeList(&found))?;
    Ok(Exit::Done)
}

fn reconcile(context: &Context, args: &Reconcile) -> Result<Exit, Failure> {
    let as_of = context.day(args.day.as_of);
    let ledger = context.home.ledger(as_of)?;
    if let Some(id) = &args.activity {
        scope::find(&ledger, id)?;
    }
    let found = reconciled(&ledger, args.activity.as_deref(), as_of);
    context.console.print(&reconciled::FindingList(&found))?;
    Ok(Exit::Done)
}

fn validate(context: &Context, args: &Validate) -> Result<Exit, Failure> {
    let least = match args.level {
        args::Level::Error => Level::Error,
        args::Level::Warning => Level::Warning,
    };
    let judging = Judging {
        least,
        own_rules: args.rules.is_some(),
        only: args
            .only
            .iter()
            .map(|check| match check {
                args::Check::Schema => Check::Schema,
                args::Check::Codes => Check::Codes,
                args::Check::Rules => Check::Rules,
            })
            .collect(),
    };
    let rules = rulesets(args.rules.as_deref())?;
    let mut files = Vec::new();
    let mut first: Option<Failure> = None;
    for path in &args.files {
        let bar = context.console.bar();
        bar.message(path.display().to_string());
        let result = check(path, &judging, &rules, context.today);
        drop(bar);
        match result {
            Ok(checked) => files.push(checked),
            // The other files have nothing to do with this one's fault.
            Err(e) => {
                let failure = Failure::from(e);
                context.console.fail(&failure);
                first.get_or_insert(failure);
            }
        }
    }
    let validation = Validation::of(files);
    if !validation.files.is_empty() {
        context.console.print(&ValidatedList(&validation))?;
    }
    Ok(match first {
        Some(failure) => failure.exit,
        None if validation.valid => Exit::Done,
        None => Exit::No,
    })
}

fn events(context: &Context, args: &Events) -> Result<Exit, Failure> {
    if let (Some(from), Some(to)) = (args.from, args.to)
        && to < from
    {
        return Err(Failure::usage(format!(
            "--from {from} is after --to {to}; exchange them"
        )));
    }
    let place = |name: &str, text: Option<&str>| {
        happenings::places(text).map_err(|e| Failure::usage(format!("{name}: {e}")))
    };
    let filter = Filter {
        kind: args.kind,
        place: place("--place", args.place.as_deref())?,
        origin: place("--origin", args.origin.as_deref())?,
        from: args.from,
        to: args.to,
    };
    let as_of = context.day(args.day.as_of);
    let ledger = context.home.ledger(as_of)?;
    let found = happenings::events(&ledger, &filter, as_of);
    context.console.print(&events::EventList(&found))?;
    Ok(Exit::Done)
}
