//! libxml2 with the standard's schemas, asked through Python.

use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use rootcast_ledger::{
    iati::{Finding, Kind, Level, schema},
    xml::{self, XmlError},
};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schema/oracle.py");
const ARCHIVE: &str = "data/corpora/iati/iati-schemas-2.03-tests.tar.gz";

fn python() -> Command {
    let python = env::var("ROOTCAST_PYTHON").expect("set ROOTCAST_PYTHON to a Python that has lxml");
    let mut command = Command::new(python);
    command.arg(SCRIPT);
    command
}

fn run(command: &mut Command) -> String {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .expect("ROOTCAST_PYTHON starts");
    assert!(output.status.success(), "{command:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// The standard's schemas and their tests, unpacked.
pub(crate) struct Suite {
    folder: tempfile::TempDir,
}

impl Suite {
    pub(crate) fn unpack() -> Self {
        let shared = env::var_os("ROOTCAST_SHARED").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
            PathBuf::from,
        );
        let archive = shared.join(ARCHIVE);
        assert!(
            archive.is_file(),
            "{} is missing; set ROOTCAST_SHARED",
            archive.display()
        );
        let folder = tempfile::tempdir().expect("a folder");
        run(python().arg("unpack").arg(archive).arg(folder.path()));
        Self { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What the schemas say, one fact a line.
    pub(crate) fn facts(&self) -> String {
        run(python().arg("facts").arg(self.folder.path()))
    }

    /// libxml2's verdicts: `yes`, `no: reason`, `malformed`.
    pub(crate) fn judge(&self, documents: &[(Kind, String)]) -> Vec<String> {
        let mut child = python()
            .arg("judge")
            .arg(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("ROOTCAST_PYTHON starts");
        let mut input = child.stdin.take().expect("piped");
        let output = thread::scope(|scope| {
            scope.spawn(move || {
                for (kind, text) in documents {
                    let kind = if *kind == Kind::Activities {
                        "activities"
                    } else {
                        "organisations"
                    };
                    writeln!(input, "{kind} {}", text.len()).expect("Python reads");
                    input.write_all(text.as_bytes()).expect("Python reads");
                }
            });
            child.wait_with_output().expect("Python ends")
        });
        assert!(output.status.success(), "the oracle failed");
        let lines = String::from_utf8(output.stdout).expect("text");
        let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), documents.len());
        lines
    }
}

/// The errors we find.
pub(crate) fn check(kind: Kind, text: &str) -> Result<Vec<Finding>, XmlError> {
    let tree = xml::parse(text)?;
    let mut findings = Vec::new();
    schema::check_document(&tree, kind, &mut findings);
    findings.retain(|f| f.level == Level::Error);
    Ok(findings)
}
