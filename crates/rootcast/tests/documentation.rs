//! The outputs shown in `README.md` and in pages of `docs/` are what the program prints, from the figures that ship in
//! it. A fenced block of `text NAME` is a file of that name for the commands of its page.
//!
//! After a change of figures or layout, `UPDATE_DOCS=1 cargo test -p rootcast --test documentation` writes the
//! pages anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail the test"
)]

mod support;

use std::{env, fs, path::Path};

use support::shell::Shell;

const BEGIN: &str = "```console";
const END: &str = "```";
const FILE: &str = "```text ";

/// The page with every output taken from the program.
fn renewed(page: &str, shell: &Shell) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in page.lines() {
        match line {
            BEGIN => inside = true,
            END => inside = false,
            _ => {}
        }
        if let (true, Some(command)) = (inside, line.strip_prefix("$ rootcast ")) {
            let words = words(command);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let run = shell.bare(&words);
            out.push_str(&format!("{line}\n{}{}", run.out, run.err));
        } else if !inside || line == BEGIN || line == END {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Writes the files that a page shows.
fn files(page: &str, shell: &Shell) {
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix(FILE) {
            let text: Vec<&str> = lines.by_ref().take_while(|l| *l != END).collect();
            fs::write(shell.path(name), text.join("\n") + "\n").unwrap();
        }
    }
}

/// Words as a shell splits them, with single quotes.
fn words(command: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (i, part) in command.split('\'').enumerate() {
        if i % 2 == 1 {
            out.push(part.to_owned());
        } else {
            out.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    out
}

#[test]
fn the_pages_show_what_the_program_prints() {
    for name in ["README.md", "docs/check.md", "docs/cli.md", "docs/ledger.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
        let page = fs::read_to_string(&path).unwrap();
        assert!(page.matches(BEGIN).count() >= 5, "{name} has examples");
        let shell = Shell::new();
        files(&page, &shell);
        let renewed = renewed(&page, &shell);
        if env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, renewed).unwrap();
        } else {
            assert!(
                page == renewed,
                "{name}: run it with UPDATE_DOCS=1 and look at the difference"
            );
        }
    }
}
