//! The program as a process, with a folder of its own and an environment that says nothing.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A folder for stores and files, removed at the end.
pub(crate) struct Shell {
    folder: tempfile::TempDir,
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Shell {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program with these arguments, not started yet.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rootcast"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.folder.path())
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs the program on the store `store` alone.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        let all = [&["--store", "store", "--no-embedded"], args].concat();
        self.end(&self.command(&all).output().unwrap())
    }

    /// Runs the program with these arguments and nothing else.
    pub(crate) fn bare(&self, args: &[&str]) -> Run {
        self.end(&self.command(args).output().unwrap())
    }

    /// What a process said, with the name of the folder taken out.
    pub(crate) fn end(&self, output: &Output) -> Run {
        let text = |bytes: &[u8]| {
            String::from_utf8_lossy(bytes).replace(&self.folder.path().display().to_string(), "(folder)")
        };
        Run {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

impl Run {
    /// The output of a run that went well and had nothing to say beside it.
    pub(crate) fn data(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }
}

/// A file of the tests.
pub(crate) fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    path.display().to_string()
}

/// A store with the October file and, a month later, the November file.
pub(crate) fn stocked() -> Shell {
    let shell = Shell::new();
    let october = shell.run(&["ingest", &fixture("october.csv"), "--published", "2023-11-14"]);
    assert_eq!(october.code, 0, "{}", october.err);
    let november = shell.run(&["ingest", &fixture("november.csv"), "--published", "2023-12"]);
    assert_eq!(november.code, 0, "{}", november.err);
    shell
}
