//! Ingest in every container, with every kind of date, and the same bytes whatever the number of threads.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod support;

use jiff::civil::date;
use rootcast_core::release::Precision;
use rootcast_store::{
    ingest::{IngestError, Request, ingest},
    manifest::built_in,
    record::DateBasis,
    shelf::Shelf,
};
use support::{area, file, gzip, plain, problems, tree, zipped};

fn shelf(folder: &tempfile::TempDir) -> Shelf {
    Shelf::at(&folder.path().join("store")).unwrap()
}

#[test]
fn containers_hold_the_same_release() {
    let folder = tempfile::tempdir().unwrap();
    let text = area(3000, 1);
    let half = text.len() / 2;
    let two = [gzip(&text.as_bytes()[..half]), gzip(&text.as_bytes()[half..])].concat();
    let zip = zipped(&[
        ("Metadata_Country_x.csv", b"a,b\n1,2\n".as_slice()),
        ("data/area.csv", text.as_bytes()),
        ("readme.txt", b"read me"),
    ]);
    let inner = zipped(&[("area.csv.gz", &gzip(text.as_bytes()))]);
    let shelf = shelf(&folder);
    let first = plain(&shelf, &file(folder.path(), "area.csv", &text)).unwrap();
    assert!(first[0].new);
    assert_eq!(first[0].record.rows, 3000);
    let before = tree(shelf.root());
    // Names say nothing: each container has the ending of another.
    for (name, bytes) in [
        ("gzip.zip", gzip(text.as_bytes())),
        ("members.csv", two),
        ("zip.csv.gz", zip),
        ("both", inner),
    ] {
        let again = plain(&shelf, &file(folder.path(), name, &bytes)).unwrap();
        assert_eq!(again.len(), 1, "{name}");
        assert!(!again[0].new, "{name}");
        assert_eq!(again[0].record, first[0].record, "{name}");
        let passed: &[&str] = if name == "zip.csv.gz" {
            &["Metadata_Country_x.csv", "readme.txt"]
        } else {
            &[]
        };
        assert_eq!(again[0].passed_over, passed, "{name}");
    }
    assert_eq!(tree(shelf.root()), before);
    assert_eq!(problems(&shelf), Vec::<String>::new());
}

#[test]
fn a_zip_of_two_files_is_two_releases() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = shelf(&folder);
    let zip = zipped(&[
        ("a.csv", area(100, 1).as_bytes()),
        ("b.csv", area(100, 2).as_bytes()),
    ]);
    let done = plain(&shelf, &file(folder.path(), "two.zip", zip)).unwrap();
    assert_eq!(done.len(), 2);
    assert!(done.iter().all(|d| d.new));
    assert_eq!(done[0].record.release.file, "a.csv");
    assert_eq!(shelf.list().unwrap().len(), 2);
    assert_eq!(problems(&shelf), Vec::<String>::new());
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    // Several runs of several blocks.
    let path = file(folder.path(), "area.csv", area(120_000, 3));
    let trees: Vec<_> = [1, 2, 7]
        .into_iter()
        .map(|threads| {
            let shelf = Shelf::at(&folder.path().join(format!("store-{threads}"))).unwrap();
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let done = pool.install(|| plain(&shelf, &path)).unwrap();
            assert_eq!(done[0].record.observations, 120_000);
            assert_eq!(pool.install(|| problems(&shelf)), Vec::<String>::new());
            tree(shelf.root())
        })
        .collect();
    assert_eq!(trees[0], trees[1]);
    assert_eq!(trees[0], trees[2]);
}

#[test]
fn dates_come_from_whoever_knows_best() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = shelf(&folder);
    let mut seed = 10;
    let mut dated = |published, served| {
        seed += 1;
        let path = file(folder.path(), "area.csv", area(12, seed));
        let request = Request {
            published,
            served,
            ..Request::new(&path)
        };
        let record = ingest(&shelf, built_in(), &request).unwrap().remove(0).record;
        (
            record.release.published,
            record.release.precision,
            record.date_basis,
        )
    };
    let (given, served) = (date(2023, 5, 1), date(2023, 6, 2));
    assert_eq!(
        dated(Some((given, Precision::Year)), Some(served)),
        (given, Precision::Year, DateBasis::Given)
    );
    assert_eq!(
        dated(None, Some(served)),
        (served, Precision::Day, DateBasis::Served)
    );
    // Fiscal year 2000 ends with September 2000.
    assert_eq!(
        dated(None, None),
        (date(2000, 10, 1), Precision::Month, DateBasis::MonthAfterCoverage)
    );
}

#[test]
fn a_publisher_that_keeps_no_calendar_needs_a_date() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = shelf(&folder);
    let path = file(
        folder.path(),
        "removals.csv",
        "CountryOfCitizenship,2017,2018\nGUATEMALA, 7, 8\nKOREA, 1, 2\nSOUTH KOREA, 3, 4\n",
    );
    let error = plain(&shelf, &path).unwrap_err();
    assert!(matches!(error, IngestError::NoDate { .. }), "{error}");
    assert!(error.to_string().contains("--published YYYY-MM-DD"), "{error}");
    let request = Request {
        published: Some((date(2019, 1, 1), Precision::Year)),
        ..Request::new(&path)
    };
    let done = ingest(&shelf, built_in(), &request).unwrap();
    // Two labels of one country are parts of it, not copies.
    assert!(
        done[0].record.notes[0].starts_with("2 rows repeat"),
        "{:?}",
        done[0].record.notes
    );
    assert_eq!(problems(&shelf), Vec::<String>::new());
}

#[test]
fn copies_of_counts_are_added_up_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = shelf(&folder);
    let text = area(40, 1);
    let rest = text.split_once("\r\n").unwrap().1;
    let path = file(folder.path(), "twice.csv", format!("{text}{rest}"));
    let done = plain(&shelf, &path).unwrap();
    assert_eq!(done[0].record.observations, 80);
    let note = &done[0].record.notes.join("\n");
    assert!(
        note.contains("40 rows repeat") && note.contains("lines 2 and 42"),
        "{note}"
    );
    assert!(note.contains("remove this release"), "{note}");
    assert_eq!(problems(&shelf), Vec::<String>::new());
}

#[test]
fn a_rate_given_twice_is_refused_unless_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = shelf(&folder);
    let row = "\"Honduras\",\"HND\",\"Unemployment\",\"SL.UEM.TOTL.ZS\",\"7.5\",\r\n";
    let text = format!(
        "\"Data Source\",\"World Development Indicators\",\r\n\r\n\"Last Updated Date\",\"2023-12-18\",\r\n\r\n\
         \"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"2021\",\r\n{row}{row}"
    );
    let path = file(folder.path(), "rates.csv", text);
    match plain(&shelf, &path).unwrap_err() {
        IngestError::Repeated { count, repeats, .. } => {
            assert_eq!((count, repeats[0].first, repeats[0].again), (1, 6, 7));
        }
        other => panic!("{other}"),
    }
    let request = Request {
        allow_repeats: true,
        ..Request::new(&path)
    };
    assert_eq!(
        ingest(&shelf, built_in(), &request).unwrap()[0]
            .record
            .observations,
        2
    );
}
