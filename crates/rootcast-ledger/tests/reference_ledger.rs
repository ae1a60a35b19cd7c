//! The ledger that ships in `reference/ledger`: it reads, and answers by the day as known.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use jiff::civil::{Date, date};
use rootcast_ledger::{
    additivity::{Rule, sum},
    file,
    iati::{
        Finding as Broken,
        check::file_with_rules,
        export::{Reporter, write},
        rules::{Given, Ruleset},
        stream::Limits,
    },
    ledger::{Held, Known, Ledger, Question, Statement},
    reconcile::{Finding, Kind, Level, reconcile},
};

fn shipped() -> Ledger {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/ledger");
    let mut files: Vec<(String, String)> = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .map(|p| {
            (
                p.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read_to_string(&p).unwrap(),
            )
        })
        .collect();
    files.sort();
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    file::parse_all(&files).unwrap_or_else(|e| panic!("{e}"))
}

fn answer<'l>(ledger: &'l Ledger, activity: &str, measure: &str, on: Date) -> Option<&'l Statement> {
    match ledger.known(&Question::of(activity, measure, on)) {
        Known::Stated(Held { statement, .. }) => Some(statement),
        Known::Unknown => None,
        Known::Conflict(c) | Known::Several(c) => panic!("{c:?}"),
    }
}

#[test]
fn pledges_and_what_was_deployed_grow_with_the_day_as_known() {
    let ledger = shipped();
    let pledged = |on| {
        answer(&ledger, "call-to-action", "pledged", on).map(|s| (s.figure.words(), s.figure.interval().low))
    };
    let cases = [
        // The launch's total was told in December 2021; before that day nobody knew one.
        (date(2021, 5, 27), None),
        (date(2021, 12, 12), None),
        (date(2021, 12, 13), Some(("over 1.2 billion", 1.2e9))),
        (date(2021, 12, 14), Some(("over 1.2 billion", 1.2e9))),
        (date(2022, 6, 7), Some(("3.2 billion", 3.15e9))),
        (date(2023, 2, 5), Some(("3.2 billion", 3.15e9))),
        (date(2023, 2, 6), Some(("more than 4.2 billion", 4.2e9))),
        (date(2024, 2, 5), Some(("more than 4.2 billion", 4.2e9))),
        (date(2024, 3, 25), Some(("more than 5.2 billion", 5.2e9))),
        (date(2026, 11, 24), Some(("more than 5.2 billion", 5.2e9))),
    ];
    for (on, wanted) in cases {
        assert_eq!(pledged(on), wanted, "{on}");
    }
    let launch = &ledger.statements["cta-pledged-2021-05"];
    assert_eq!(
        (launch.figure.interval().low, launch.said_on),
        (7.5e8, date(2021, 12, 14))
    );
    assert_eq!(launch.covers.unwrap().to_string(), "2021-05-27");

    let deployed = |on| answer(&ledger, "call-to-action", "disbursed", on);
    assert!(deployed(date(2023, 11, 29)).is_none());
    let first = deployed(date(2023, 11, 30)).unwrap();
    assert_eq!(
        (first.figure.words(), first.word.as_deref()),
        ("more than 1 billion", Some("deployed"))
    );
    let second = deployed(date(2024, 9, 30)).unwrap();
    assert_eq!(
        (second.figure.interval().low, second.said_by.as_str()),
        (1.1e9, "Partnership for Central America")
    );
    for stage in ["committed", "spent"] {
        assert!(
            answer(&ledger, "call-to-action", stage, date(2026, 11, 24)).is_none(),
            "{stage}"
        );
    }
}

/// A finding as it is printed.
fn text(f: &Finding) -> String {
    let mut out = format!(
        "{} {} {}\n  {}\n",
        f.level.as_str(),
        f.kind.as_str(),
        f.subject,
        f.says
    );
    if let Some(a) = &f.arithmetic {
        out.push_str(&format!(
            "  at the numbers stated: {}\n  in intervals: {}\n",
            a.stated, a.interval
        ));
    }
    out
}

#[test]
fn what_reconciliation_finds() {
    let findings = reconcile(&shipped(), None, date(2026, 11, 24));
    let all: Vec<String> = findings.iter().map(text).collect();
    insta::assert_snapshot!(all.join("\n"));
}

/// Kind, a statement compared, level, and words that the finding holds.
const WANTED: [(Kind, &str, Level, &[&str]); 14] = [
    (
        Kind::NamedParts,
        "cta-new-2024-03",
        Level::Note,
        &[
            "6 lines",
            "975.6 million USD",
            "24.4 million USD",
            "loan-portfolio 490 million USD (50.2 %)",
        ],
    ),
    (
        Kind::Increment,
        "cta-new-2022-06",
        Level::Note,
        &["100 million USD"],
    ),
    (
        Kind::Increment,
        "cta-new-2023-02",
        Level::Note,
        &["50 million USD"],
    ),
    (
        Kind::Increment,
        "cta-new-2024-03",
        Level::Agrees,
        &["They add up"],
    ),
    (
        Kind::Parts,
        "sm-registered-2023-10",
        Level::Inconsistent,
        &["89,650 people", "literally true", "60,000 to 70,000"],
    ),
    (
        Kind::Sources,
        "yazaki-plant-pledged-2024-09",
        Level::Conflict,
        &["30 million USD", "10 million USD", "different stages"],
    ),
    (
        Kind::Sources,
        "yazaki-plant-jobs-2024-09",
        Level::Conflict,
        &["7,000 jobs", "1,000 jobs"],
    ),
    (
        Kind::PartOfWhole,
        "yazaki-plan-2023-02",
        Level::Note,
        &["160 million USD", "110 million USD"],
    ),
    (
        Kind::Target,
        "cta-trained-2024-02",
        Level::Note,
        &["Short by 12,000 people"],
    ),
    (
        Kind::Target,
        "microsoft-connected-2022-07",
        Level::CannotSay,
        &["2022-07-31", "no result is stated"],
    ),
    (
        Kind::Target,
        "yazaki-plant-jobs-opening",
        Level::CannotSay,
        &["380 jobs", "2023-02-15"],
    ),
    (
        Kind::Share,
        "cta-deployed-2024-09",
        Level::CannotSay,
        &["open upwards", "21.2 %"],
    ),
    (
        Kind::Fall,
        "cta-partners-2023-02",
        Level::Inconsistent,
        &["77 organisations"],
    ),
    (
        Kind::Undated,
        "parkdale-invested",
        Level::Note,
        &["without a date"],
    ),
];

#[test]
fn the_findings_that_a_reader_must_not_miss() {
    let ledger = shipped();
    let on = |day| reconcile(&ledger, None, day);
    let all = on(date(2026, 11, 24));
    let of = |all: &[Finding], kind: Kind, statement: &str| -> Finding {
        all.iter()
            .find(|f| f.kind == kind && f.statements.iter().any(|s| s == statement))
            .unwrap_or_else(|| panic!("no {} with {statement}", kind.as_str()))
            .clone()
    };
    for (kind, statement, level, words) in WANTED {
        let f = of(&all, kind, statement);
        assert_eq!(f.level, level, "{}", f.says);
        for w in words {
            assert!(f.says.contains(w), "{w}: {}", f.says);
        }
    }
    // Asked of an earlier day, the same questions have that day's figures.
    let before = on(date(2023, 12, 1));
    assert!(
        of(&before, Kind::Share, "cta-deployed-2023-11")
            .says
            .contains("23.8 %")
    );
    assert!(before.iter().all(|f| f.level != Level::Conflict));
    let missing = all
        .iter()
        .find(|f| f.kind == Kind::StageUnknown && f.subject == "call-to-action")
        .unwrap();
    assert!(
        missing.says.contains("no figure for commitment, expenditure"),
        "{}",
        missing.says
    );
}

#[test]
fn sums_of_the_shipped_ledger_keep_the_rules() {
    let ledger = shipped();
    let add = |ids: &[&str]| {
        let all: Vec<&Statement> = ids.iter().map(|id| &ledger.statements[*id]).collect();
        sum(&ledger, &all)
    };
    let lines = add(&[
        "acceso-pledged-2024-03",
        "banco-cuscatlan-pledged-2024-03",
        "corporacion-ag-pledged-2024-03",
        "ficohsa-pledged-2024-03",
        "pantaleon-pledged-2024-03",
        "conecta-pledged-2024-03",
    ])
    .unwrap();
    assert!((lines.stated - 975_600_000.0).abs() < 1e-3 && lines.high.is_infinite());
    assert!(
        lines
            .caveats
            .iter()
            .any(|c| c.contains("490 million USD of it is a loan portfolio")),
        "{lines:?}"
    );
    let refused = [
        (vec!["cta-new-2024-03", "ficohsa-pledged-2024-03"], Rule::Counted),
        // By way of what was new.
        (
            vec!["cta-pledged-2024-03", "ficohsa-pledged-2024-03"],
            Rule::Counted,
        ),
        (
            vec!["cta-pledged-2023-02", "cta-pledged-2024-03"],
            Rule::Cumulative,
        ),
        (vec!["cta-pledged-2024-03", "cta-deployed-2024-09"], Rule::Stage),
        (
            vec!["yazaki-plan-2023-02", "yazaki-plant-pledged-2024-09"],
            Rule::Part,
        ),
        (
            vec!["yazaki-plant-jobs-planned", "yazaki-plant-jobs-2024-09"],
            Rule::Aim,
        ),
        (
            vec!["sm-registered-guatemala-2023-10", "sm-referred-guatemala-2023-10"],
            Rule::Measure,
        ),
        (
            vec!["sm-registered-2023-10", "sm-registered-guatemala-2023-10"],
            Rule::Part,
        ),
    ];
    for (ids, rule) in refused {
        assert_eq!(add(&ids).unwrap_err().rule, rule, "{ids:?}");
    }
}

/// What is exported passes the checks that `ledger validate` makes, the rules among them.
#[test]
fn the_export_of_the_shipped_ledger_is_valid() {
    let by = Reporter {
        reference: "XX-EXAMPLE-1".to_owned(),
        name: "Example Organisation".to_owned(),
        kind: "80".to_owned(),
        secondary: true,
    };
    let rules = [Ruleset::built_in().unwrap()];
    for day in [date(2021, 12, 31), date(2024, 3, 31), date(2026, 11, 24)] {
        let mut file = Vec::new();
        write(&shipped(), &by, day, &mut file).unwrap();
        let mut found = Vec::new();
        let mut take = |f: Broken| found.push(f.to_string());
        file_with_rules(
            file.as_slice(),
            &Limits::default(),
            &rules,
            &Given::day(day),
            &mut take,
        )
        .unwrap();
        assert_eq!(found, Vec::<String>::new(), "as known on {day}");
    }
}
