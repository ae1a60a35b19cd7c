//! The views that the store prints, run in DuckDB, give the figures that the store gives. Needs Python with `duckdb`
//! (`ROOTCAST_PYTHON` names the interpreter; `python3` otherwise) and the published files.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "a test fails by panicking, and its figures are exact"
)]

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use jiff::civil::date;
use rootcast_core::{evidence::Evidence, reading::Reading};
use rootcast_store::{
    ingest::{Request, ingest},
    manifest::built_in,
    shelf::Shelf,
    store::{Store, views},
};

fn published() -> PathBuf {
    let shared = std::env::var_os("ROOTCAST_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("data/published");
    assert!(
        folder.is_dir(),
        "{} is missing: set ROOTCAST_SHARED",
        folder.display()
    );
    folder
}

/// The rows of a query over the views, one a line.
fn duckdb(root: &Path, query: &str) -> Vec<String> {
    let python = std::env::var_os("ROOTCAST_PYTHON").unwrap_or_else(|| "python3".into());
    let script = "import duckdb, sys\nfor row in duckdb.sql(sys.argv[1]).fetchall(): print(*row)";
    let sql = format!("{}\n{query}", views::sql(root));
    let output = Command::new(&python)
        .args(["-c", script, &sql])
        .output()
        .unwrap_or_else(|e| panic!("{}: {e}", python.to_string_lossy()));
    assert!(
        output.status.success(),
        "{}: {}",
        python.to_string_lossy(),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn duckdb_answers_as_the_store_does() {
    // A folder with a quotation mark and brackets in its name must do.
    let folder = tempfile::Builder::new()
        .prefix("a 'store' [1]")
        .tempdir()
        .unwrap();
    let root = folder.path().canonicalize().unwrap();
    let shelf = Shelf::at(&root).unwrap();
    for file in [
        "cbp/nationwide-encounters-fy20-fy23-state.csv.gz",
        "cbp/nationwide-encounters-fy21-fy24-oct-state.csv.gz",
        "cbp/nationwide-encounters-fy21-fy24-nov-state.csv.gz",
        "cbp/nationwide-encounters-fy21-fy24-state.csv.gz",
        "cbp/sbo-encounters-fy22-fy25-nov.csv.gz",
        "labor/JTSJOL.csv",
        "labor/JTSJOL_vintage2025-06.csv",
    ] {
        ingest(&shelf, built_in(), &Request::new(&published().join(file))).unwrap();
    }
    let store = Store::open(Some(&shelf), &[]).unwrap();

    let releases = duckdb(&root, "SELECT count(*) FROM rootcast_releases");
    assert_eq!(releases, [store.releases().len().to_string()]);
    let cells: u64 = store.releases().iter().map(|h| h.record.observations).sum();
    assert_eq!(
        duckdb(&root, "SELECT count(*) FROM rootcast_observations"),
        [cells.to_string()]
    );

    for as_of in ["2023-10-21", "2023-11-30", "2023-12-31", "2024-10-31"] {
        let reading: Reading =
            format!("encounters border=southwest by=month source=cbp-nationwide-state as-of={as_of}")
                .parse()
                .unwrap();
        let answer = store.answer(&reading, date(2026, 1, 1)).unwrap();
        let ours: Vec<String> = answer.panel.series[0]
            .points
            .iter()
            .map(|p| format!("{} {}", p.period, p.value.as_number().unwrap()))
            .collect();
        let theirs = duckdb(
            &root,
            &format!(
                "SELECT strftime(\"start\", '%Y-%m'), CAST(sum(value) AS BIGINT) FROM rootcast_as_of('{as_of}') \
                 WHERE source = 'cbp-nationwide-state' AND border = 'southwest' GROUP BY 1 ORDER BY 1"
            ),
        );
        assert!(ours.len() >= 48, "{as_of}");
        assert_eq!(ours, theirs, "{as_of}");
    }
    for as_of in ["2025-06-30", "2026-01-31"] {
        let reading: Reading = format!("job-openings period=2025-04 as-of={as_of}")
            .parse()
            .unwrap();
        let ours = store.answer(&reading, date(2026, 2, 1)).unwrap();
        let theirs = duckdb(
            &root,
            &format!(
                "SELECT value FROM rootcast_as_of('{as_of}') WHERE measure = 'job-openings' AND \"start\" = DATE '2025-04-01'"
            ),
        );
        let number = ours.panel.single().unwrap().value.as_number().unwrap();
        assert_eq!(
            theirs
                .iter()
                .map(|t| t.parse::<f64>().unwrap())
                .collect::<Vec<_>>(),
            [number],
            "{as_of}"
        );
    }
}
