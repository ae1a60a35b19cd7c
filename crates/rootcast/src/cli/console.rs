//! The two outputs, and what a terminal on the other end of them changes.

use std::{
    env,
    io::{self, IsTerminal, Write},
    path::Path,
    time::Duration,
};

use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    args::{Form, Global, When},
    failure::{Exit, Failure},
    save,
};
use crate::format::{self, Format, Page, Report};

/// Data goes to one output, messages to the other.
pub(super) struct Console {
    page: Page,
    /// How errors are set.
    errors: Page,
    form: Option<Form>,
    /// The data goes to a terminal.
    terminal: bool,
    quiet: bool,
    progress: bool,
}

impl Console {
    pub(super) fn new(global: &Global) -> Self {
        let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let environment = Environment::read();
        let colour = environment.colour(global.color, out);
        let page = match terminal_size::terminal_size() {
            Some((width, _)) if out => Page::terminal(usize::from(width.0), colour),
            _ => Page {
                colour,
                ..Page::plain()
            },
        };
        Self {
            page,
            form: global.format,
            terminal: out,
            quiet: global.quiet,
            progress: err && !global.quiet && !environment.dumb,
            errors: Page {
                colour: environment.colour(global.color, err),
                ..Page::plain()
            },
        }
    }

    /// A console for an error before the options are known.
    pub(super) fn bare() -> Self {
        Self {
            page: Page::plain(),
            form: None,
            terminal: false,
            quiet: false,
            progress: false,
            errors: Page::plain(),
        }
    }

    /// How a page is set on the standard output.
    pub(super) fn page(&self) -> &Page {
        &self.page
    }

    /// The form asked for, whatever it is a form of.
    pub(super) fn form(&self) -> Option<Form> {
        self.form
    }

    /// The format asked for.
    pub(super) fn format(&self) -> Result<Option<Format>, Failure> {
        let Some(form) = self.form else { return Ok(None) };
        form.of_results().map(Some).ok_or_else(|| {
            Failure::usage(match form {
                Form::Markdown | Form::Html => {
                    "Markdown and HTML are forms of a check: `rootcast check FILE --format html`"
                }
                _ => "IATI and TOML are forms of a ledger: `rootcast ledger export --format iati`",
            })
        })
    }

    /// Refuses `--format` for a command whose output has only one form.
    pub(super) fn one_form(&self, what: &str) -> Result<(), Failure> {
        match self.form {
            None => Ok(()),
            Some(_) => Err(Failure::usage(format!("{what} has one form; leave out --format"))),
        }
    }

    /// Prints a result.
    pub(super) fn print(&self, report: &dyn Report) -> Result<(), Failure> {
        self.print_as(report, self.format()?.unwrap_or_default())
    }

    /// Prints a result in this format.
    pub(super) fn print_as(&self, report: &dyn Report, format: Format) -> Result<(), Failure> {
        if format == Format::Parquet && self.terminal {
            return Err(Failure::usage(
                "Parquet is not for a terminal; send it to a file, as in `rootcast … --format parquet > result.parquet`",
            ));
        }
        Ok(format::write(
            report,
            format,
            &self.page,
            &mut io::stdout().lock(),
        )?)
    }

    /// Writes a result to a file, whole or not at all, and says so.
    pub(super) fn save(&self, report: &dyn Report, path: &Path) -> Result<(), Failure> {
        self.save_as(report, self.format()?.unwrap_or_default(), path)
    }

    /// Writes a result to a file in this format, whole or not at all, and says so.
    pub(super) fn save_as(&self, report: &dyn Report, format: Format, path: &Path) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        format::write(report, format, &Page::plain(), &mut bytes)?;
        self.save_bytes(&bytes, path)
    }

    /// Writes bytes to a file, whole or not at all, and says so.
    pub(super) fn save_bytes(&self, bytes: &[u8], path: &Path) -> Result<(), Failure> {
        save::whole(bytes, path)?;
        self.say(&format!("wrote {}", path.display()));
        Ok(())
    }

    /// Tells the person in front of it something that is not data.
    pub(super) fn say(&self, text: &str) {
        if !self.quiet {
            complain(text);
        }
    }

    /// Says why a command failed, and gives its exit code.
    pub(super) fn fail(&self, failure: &Failure) -> Exit {
        if !failure.is_closed_pipe() {
            complain(&format!("{} {}", self.errors.bad("error:"), failure.message));
        }
        failure.exit
    }

    /// A bar for work of a known or unknown size; it shows nothing but on a terminal.
    pub(super) fn bar(&self) -> Bar {
        let target = if self.progress {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        Bar(bar)
    }
}

/// A line of progress.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// What is going on now.
    pub(super) fn message(&self, text: String) {
        self.0.set_message(text);
        self.0.tick();
    }

    /// How far reading has come.
    pub(super) fn bytes(&self, what: &str, bytes: u64, of: Option<u64>) {
        self.message(match of {
            Some(of) if of > 0 => format!(
                "{what} {:3} % of {}",
                bytes.saturating_mul(100) / of,
                HumanBytes(of)
            ),
            _ => format!("{what} {}", HumanBytes(bytes)),
        });
    }

    /// A pause.
    pub(super) fn pause(&self, why: &str, after: Duration) {
        self.message(format!("{why}; trying again in {} s", after.as_secs().max(1)));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Prints text as it is.
pub(super) fn print_text(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

fn complain(text: &str) {
    // Where even the error output is closed there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// What the environment says about terminals.
struct Environment {
    no_colour: bool,
    dumb: bool,
}

impl Environment {
    fn read() -> Self {
        Self {
            no_colour: env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()),
            dumb: env::var_os("TERM").is_some_and(|v| v == "dumb"),
        }
    }

    fn colour(&self, when: When, terminal: bool) -> bool {
        match when {
            When::Always => true,
            When::Never => false,
            When::Auto => terminal && !self.no_colour && !self.dumb,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_for_terminals_that_want_it() {
        let plain = Environment {
            no_colour: false,
            dumb: false,
        };
        let no_colour = Environment {
            no_colour: true,
            dumb: false,
        };
        let dumb = Environment {
            no_colour: false,
            dumb: true,
        };
        assert!(plain.colour(When::Auto, true));
        assert!(!plain.colour(When::Auto, false));
        assert!(!no_colour.colour(When::Auto, true));
        assert!(!dumb.colour(When::Auto, true));
        assert!(no_colour.colour(When::Always, false));
        assert!(!plain.colour(When::Never, true));
    }
}
