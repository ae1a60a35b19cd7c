//! The command line as a process: what it prints where, and with which exit code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail the test"
)]

mod support;

use std::{fs, io::Read, process::Stdio};

use support::shell::{Run, Shell, fixture, stocked};

const COMMANDS: [&[&str]; 24] = [
    &[],
    &["show"],
    &["explain"],
    &["diff"],
    &["export"],
    &["brief"],
    &["ledger"],
    &["ledger", "show"],
    &["ledger", "timeline"],
    &["ledger", "diff"],
    &["ledger", "reconcile"],
    &["ledger", "events"],
    &["ledger", "validate"],
    &["ledger", "import"],
    &["ledger", "export"],
    &["ingest"],
    &["fetch"],
    &["sources"],
    &["releases"],
    &["verify"],
    &["store"],
    &["store", "views"],
    &["reference", "build"],
    &["completions"],
];

#[test]
fn every_command_has_help_with_examples() {
    let shell = Shell::new();
    let mut all = String::new();
    for command in COMMANDS {
        let help = shell.bare(&[command, &["--help"]].concat()).data();
        if command != ["store"] {
            assert!(help.contains("Examples:\n  rootcast "), "{command:?}");
        }
        all.push_str(&format!("$ rootcast {} --help\n{help}\n", command.join(" ")));
    }
    insta::assert_snapshot!("help", all);
}

#[test]
fn help_lists_every_command() {
    let help = Shell::new().bare(&["--help"]).data();
    for command in COMMANDS.iter().filter_map(|c| c.first()) {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
    }
}

#[test]
fn ingest_reports_what_it_read_and_what_it_revises() {
    let shell = Shell::new();
    let first = shell
        .run(&["ingest", &fixture("october.csv"), "--published", "2023-11-14"])
        .data();
    let second = shell
        .run(&["ingest", &fixture("november.csv"), "--published", "2023-12"])
        .data();
    let again = shell
        .run(&["ingest", &fixture("november.csv"), "--published", "2023-12"])
        .data();
    insta::assert_snapshot!("ingest", format!("{first}\n{second}\n{again}"));
    let json: serde_json::Value = serde_json::from_str(
        &shell
            .run(&[
                "--format",
                "json",
                "ingest",
                &fixture("november.csv"),
                "--published",
                "2023-12",
            ])
            .data(),
    )
    .unwrap();
    assert_eq!(json["ingested"][0]["new"], false);
    assert_eq!(json["ingested"][0]["record"]["observations"], 10);
}

#[test]
fn a_refused_file_leaves_the_store_alone_and_the_others_in() {
    let shell = Shell::new();
    fs::write(shell.path("odd.csv"), "a,b\n1,2\n").unwrap();
    let run = shell.run(&[
        "ingest",
        "odd.csv",
        &fixture("october.csv"),
        "--published",
        "2023-11-14",
    ]);
    assert_eq!(run.code, 3);
    assert!(
        run.err.starts_with("error: `odd.csv` is not recognised"),
        "{}",
        run.err
    );
    assert!(run.out.contains("cbp-nationwide-aor/2023-11-14-"), "{}", run.out);
    assert_eq!(
        shell.run(&["releases", "--format", "csv"]).data().lines().count(),
        2
    );
}

#[test]
fn a_source_may_be_named_and_must_fit() {
    let shell = Shell::new();
    let named = |id: &str| {
        shell.run(&[
            "ingest",
            &fixture("october.csv"),
            "--published",
            "2023",
            "--source",
            id,
        ])
    };
    assert_eq!(named("cbp-nationwide-aor").code, 0);
    let other = named("cbp-southwest");
    assert_eq!(other.code, 3, "{}", other.err);
    let wrong = named("cbp-nationwide-aorr");
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("did you mean `cbp-nationwide-aor`"),
        "{}",
        wrong.err
    );
}

#[test]
fn the_date_of_publication_is_as_exact_as_it_is_written() {
    for (written, shown) in [
        ("2023-11-14", "2023-11-14"),
        ("2023-11", "2023-11"),
        ("2023", "2023"),
    ] {
        let shell = Shell::new();
        shell
            .run(&["ingest", &fixture("october.csv"), "--published", written])
            .data();
        let list = shell.run(&["releases"]).data();
        assert!(list.contains(&format!(" {shown} ")), "{list}");
    }
}

#[test]
fn sources_and_releases_are_listed() {
    let shell = stocked();
    insta::assert_snapshot!("releases", shell.run(&["releases"]).data());
    let sources = shell.run(&["sources"]).data();
    assert!(
        sources
            .lines()
            .any(|l| l.starts_with("cbp-nationwide-aor ") && l.contains(" 2 ")),
        "{sources}"
    );
    let none = shell
        .run(&["releases", "cbp-southwest", "--format", "csv"])
        .data();
    assert_eq!(none.lines().count(), 1);
    for format in ["csv", "json"] {
        let once = shell.run(&["sources", "--format", format]).data();
        assert_eq!(once, shell.run(&["sources", "--format", format]).data());
    }
}

#[test]
fn verify_says_no_when_a_figure_was_changed() {
    let shell = stocked();
    let good = shell.run(&["verify"]);
    assert_eq!(good.code, 0, "{}", good.out);
    assert!(
        good.out.ends_with("2 releases agree with their originals\n"),
        "{}",
        good.out
    );
    let source = shell.path("store/releases/cbp-nationwide-aor");
    let release = fs::read_dir(source).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(release.join("observations.parquet")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(release.join("observations.parquet"), bytes).unwrap();
    let bad = shell.run(&["verify"]);
    assert_eq!(bad.code, 1, "{}", bad.out);
    let json: serde_json::Value =
        serde_json::from_str(&shell.run(&["verify", "--format", "json"]).out).unwrap();
    assert_eq!(json["ok"], false);
}

#[test]
fn wrong_readings_point_at_the_word() {
    let shell = Shell::new();
    let cases = [
        "",
        "encountrs",
        "encounters orign=GTM",
        "encounters border=southwest period=FY23",
        "encounters origin=GTM origin=HND",
        "encounters as-of=yesterday",
        "encounters by=moth",
    ];
    let mut all = String::new();
    for text in cases {
        let run = shell.bare(&["show", text]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
        let message: String = run
            .err
            .lines()
            .map(|l| l.chars().take(100).collect::<String>() + "\n")
            .collect();
        all.push_str(&format!("$ rootcast show '{text}'\n{message}\n"));
    }
    insta::assert_snapshot!("wrong_readings", all);
}

#[test]
fn wrong_command_lines_are_told_what_was_meant() {
    let shell = Shell::new();
    for (args, wants) in [
        (&["sho"][..], "show"),
        (&["show", "encounters", "--fromat", "csv"], "--format"),
        (&["--format", "xml", "sources"], "parquet"),
        (&["ingest"], "<PATH>"),
        (&["diff", "encounters"], "--from"),
        (&["diff", "encounters", "--from", "yesterday"], "2024-02-05"),
        (&["fetch", "--url", "http://localhost/x"], "exactly one SOURCE"),
        (&["completions", "bash", "--format", "csv"], "leave out --format"),
    ] {
        let run = shell.bare(args);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}");
        assert!(run.err.contains(wants), "{args:?}: {}", run.err);
    }
}

#[test]
fn the_store_is_where_it_is_said_to_be() {
    let shell = Shell::new();
    let file = fixture("october.csv");
    let ingest = |run: Run| assert_eq!(run.code, 0, "{}", run.err);
    ingest(shell.bare(&["ingest", &file, "--published", "2023"]));
    assert!(shell.path(".local/share/rootcast/releases").is_dir());
    ingest(
        shell.end(
            &shell
                .command(&["ingest", &file, "--published", "2023"])
                .env("ROOTCAST_STORE", "named")
                .output()
                .unwrap(),
        ),
    );
    assert!(shell.path("named/releases").is_dir());
    ingest(
        shell.end(
            &shell
                .command(&["--store", "given", "ingest", &file, "--published", "2023"])
                .env("ROOTCAST_STORE", "ignored")
                .output()
                .unwrap(),
        ),
    );
    assert!(shell.path("given/releases").is_dir() && !shell.path("ignored").exists());
    // Reading a folder that is not there would be an answer without its releases.
    let absent = shell.bare(&["--store", "absent", "releases"]);
    assert_eq!(absent.code, 2);
    assert!(absent.err.contains("no such folder"), "{}", absent.err);
    // A folder of other things is not a store.
    fs::create_dir(shell.path("photos")).unwrap();
    fs::write(shell.path("photos/cat.jpg"), "cat").unwrap();
    assert_eq!(
        shell
            .bare(&["--store", "photos", "ingest", &file, "--published", "2023"])
            .code,
        2
    );
    let nowhere = shell.end(&shell.command(&["releases"]).env_remove("HOME").output().unwrap());
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.err.contains("--store"), "{}", nowhere.err);
}

#[test]
fn a_path_that_does_not_exist_is_said_so() {
    let run = Shell::new().run(&["ingest", "no-such-file.csv"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("no-such-file.csv"), "{}", run.err);
}

#[test]
fn colour_is_for_terminals_or_on_demand() {
    let shell = stocked();
    let coloured = |args: &[&str]| shell.run(args).out.contains('\x1b');
    assert!(!coloured(&["verify"]));
    assert!(coloured(&["verify", "--color", "always"]));
    assert!(!coloured(&["verify", "--color", "never"]));
}

#[test]
fn quiet_says_nothing_but_errors() {
    let shell = Shell::new();
    fs::create_dir(shell.path("reference")).unwrap();
    fs::write(shell.path("reference/tables.toml"), "tabulation = []\n").unwrap();
    let build = ["reference", "build", "--published", "."];
    assert_eq!(shell.run(&build).err, "nothing differs\n");
    assert_eq!(shell.run(&[&build[..], &["--quiet"]].concat()).err, "");
    assert!(
        shell
            .run(&["--quiet", "ingest", "no-such-file.csv"])
            .err
            .starts_with("error: ")
    );
}

#[test]
fn a_reader_who_has_enough_is_no_error() {
    let shell = Shell::new();
    for args in [
        &["completions", "zsh"][..],
        &["sources", "--format", "json"],
        &["--help"],
    ] {
        let mut child = shell
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The pipe is closed before the program writes, or after it wrote into the pipe's buffer: both are fine.
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!(
            (child.wait().unwrap().code(), err.as_str()),
            (Some(0), ""),
            "{args:?}"
        );
    }
}

#[test]
fn completions_know_the_commands() {
    let shell = Shell::new();
    for name in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = shell.bare(&["completions", name]).data();
        assert!(
            script.contains("releases") && script.contains("explain"),
            "{name}"
        );
    }
}

#[test]
fn copies_of_counts_are_added_up_with_a_warning() {
    let shell = Shell::new();
    let once = fs::read_to_string(fixture("october.csv")).unwrap();
    let (header, rows) = once.split_once('\n').unwrap();
    fs::write(shell.path("twice.csv"), format!("{header}\n{rows}{rows}")).unwrap();
    let done = shell.run(&["ingest", "twice.csv", "--published", "2023-11-14"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let all = format!("{}{}", done.out, done.err);
    assert!(all.contains("count beside it"), "{all}");
    let sum = shell
        .run(&[
            "show",
            "--format",
            "csv",
            "encounters border=southwest period=2023-08",
        ])
        .data();
    assert!(sum.contains(",6600,number,"), "{sum}");
}

#[test]
fn a_rate_given_twice_is_refused_unless_asked_for() {
    let shell = Shell::new();
    let row = "\"Honduras\",\"HND\",\"Unemployment\",\"SL.UEM.TOTL.ZS\",\"7.5\",\r\n";
    let head = "\"Data Source\",\"World Development Indicators\",\r\n\r\n\"Last Updated Date\",\"2023-12-18\",\r\n\r\n";
    let names = "\"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"2021\",\r\n";
    fs::write(shell.path("rates.csv"), format!("{head}{names}{row}{row}")).unwrap();
    let refused = shell.run(&["ingest", "rates.csv"]);
    assert_eq!(refused.code, 3, "{}", refused.out);
    assert!(refused.err.contains("--allow-repeats"), "{}", refused.err);
    assert_eq!(shell.run(&["ingest", "rates.csv", "--allow-repeats"]).code, 0);
}

#[test]
fn the_brief_is_text_a_page_or_figures() {
    let shell = stocked();
    let brief = |more: &[&str]| shell.run(&[&["brief"], more].concat());
    let text = brief(&["--as-of", "2024-01-31"]).data();
    assert!(text.contains("as known on 2024-01-31"), "{text}");
    let earlier = brief(&["--as-of", "2023-11-30"]).data();
    assert!(text != earlier);
    let json: serde_json::Value =
        serde_json::from_str(&brief(&["--as-of", "2024-01-31", "--format", "json"]).data()).unwrap();
    assert_eq!(json["as_of"], "2024-01-31");
    assert_eq!(json["groups"][0]["members"], "GTM+HND+SLV");
    let other = brief(&["--as-of", "2024-01-31", "--format", "json", "--focus", "HTI"]).data();
    let other: serde_json::Value = serde_json::from_str(&other).unwrap();
    assert_eq!(other["groups"][0]["members"], "HTI");
    let page = brief(&["--as-of", "2024-01-31", "--out", "brief.html"]);
    assert_eq!(
        (page.code, page.out.as_str(), page.err.as_str()),
        (0, "", "wrote brief.html\n")
    );
    assert!(
        fs::read_to_string(shell.path("brief.html"))
            .unwrap()
            .starts_with("<!doctype html>")
    );
    assert_eq!(brief(&["--format", "csv"]).code, 2);
    let nowhere = brief(&["--focus", "Atlantis"]);
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.err.contains("Atlantis"), "{}", nowhere.err);
}

#[test]
fn the_embedded_figures_are_built_or_compared() {
    let shell = Shell::new();
    fs::create_dir_all(shell.path("reference/old/2020-01-01-00000000")).unwrap();
    fs::write(shell.path("reference/old/2020-01-01-00000000/release.json"), "{}").unwrap();
    fs::write(shell.path("reference/tables.toml"), "tabulation = []\n").unwrap();
    let build = ["reference", "build", "--published", "."];
    let check = shell.run(&[&build[..], &["--check"]].concat());
    assert_eq!(
        (check.code, check.out.as_str()),
        (1, "old/2020-01-01-00000000/release.json\n")
    );
    assert!(
        shell
            .path("reference/old/2020-01-01-00000000/release.json")
            .exists()
    );
    assert_eq!(shell.run(&build).code, 0);
    assert!(
        !shell
            .path("reference/old/2020-01-01-00000000/release.json")
            .exists()
    );
    assert_eq!(shell.run(&[&build[..], &["--check"]].concat()).code, 0);
    assert_eq!(shell.run(&[&build[..], &["--folder", "absent"]].concat()).code, 4);
}
