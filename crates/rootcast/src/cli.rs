//! The command line: arguments in, data on the output, messages on the error output, an exit code.
//!
//! Commands are thin: they find the store ([`crate::home`]), call a verb, and print what it returns in the format
//! asked for ([`crate::format`]). [`Exit`] lists the exit codes.

mod added;
mod answer;
mod args;
mod backtest;
mod brief;
mod cells;
mod changed;
mod check;
mod checked;
mod console;
mod embed;
mod failure;
mod figure;
mod forecast;
mod impact;
mod ledger;
mod list;
mod point;
mod reading;
mod save;
mod score;
mod store;
mod watch;
mod why;

use std::{ffi::OsString, process::ExitCode};

use clap::{CommandFactory, Parser};
use jiff::civil::Date;

use args::{Cli, Command, ReferenceCommand, StoreCommand};
use console::{Console, print_text};
pub use failure::Exit;
use failure::Failure;

use crate::home::Home;

/// What every command needs.
struct Context {
    console: Console,
    home: Home,
    /// The day on which readings without `as-of` are answered. The only use of the clock in an answer.
    today: Date,
}

/// Runs the program with these arguments.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(e) => return parsing_ended(&e),
    };
    let console = Console::new(&cli.global);
    let exit = match Home::new(cli.global.store.as_deref(), !cli.global.no_embedded) {
        Err(e) => console.fail(&e.into()),
        Ok(home) => {
            let context = Context {
                console,
                home,
                today: jiff::ZonedDateTime::now().date(),
            };
            match run(&context, cli.command) {
                Ok(exit) => exit,
                Err(failure) => context.console.fail(&failure),
            }
        }
    };
    ExitCode::from(exit as u8)
}

/// Help and version are data, anything else is an error of usage.
fn parsing_ended(e: &clap::Error) -> ExitCode {
    let exit = if e.use_stderr() { Exit::Usage } else { Exit::Done };
    match e.print() {
        Err(io) => ExitCode::from(Console::bare().fail(&io.into()) as u8),
        Ok(()) => ExitCode::from(exit as u8),
    }
}

fn run(context: &Context, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Show(args) => reading::show(context, &args),
        Command::Explain(args) => reading::explain(context, &args),
        Command::Diff(args) => reading::diff(context, &args),
        Command::Export(args) => reading::export(context, &args),
        Command::Check(args) => check::check(context, &args),
        Command::Forecast(args) => forecast::forecast(context, &args),
        Command::Backtest(args) => backtest::backtest(context, &args),
        Command::Score(args) => score::score(context, &args),
        Command::Watch(args) => watch::watch(context, &args),
        Command::Impact(command) => impact::impact(context, &command),
        Command::Brief(args) => brief::brief(context, &args),
        Command::Ledger(command) => ledger::run(context, &command),
        Command::Ingest(args) => store::ingest(context, &args),
        Command::Fetch(args) => store::fetch(context, &args),
        Command::Sources(_) => store::sources(context),
        Command::Releases(args) => store::releases(context, args.source.as_deref()),
        Command::Verify(_) => store::verify(context),
        Command::Store(StoreCommand::Views(_)) => store::views(context),
        Command::Reference(ReferenceCommand::Build(args)) => embed::build(context, &args),
        Command::Completions(args) => completions(context, args.shell),
    }
}

fn completions(context: &Context, shell: clap_complete::Shell) -> Result<Exit, Failure> {
    context.console.one_form("a completion script")?;
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "rootcast", &mut script);
    print_text(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
