//! The outputs shown in `README.md`, `docs/cli.md` and `docs/ledger.md` are what the program prints, from the figures that ship in it.
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
    for name in ["README.md", "docs/cli.md", "docs/ledger.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
        let page = fs::read_to_string(&path).unwrap();
        assert!(page.matches(BEGIN).count() >= 5, "{name} has examples");
        let renewed = renewed(&page, &Shell::new());
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
