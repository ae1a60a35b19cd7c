//! Known answers: figures that the published files are known to hold, asked as readings.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "a test fails by panicking, and its figures are exact"
)]

use std::{path::PathBuf, sync::OnceLock};

use jiff::civil::{Date, date};
use rootcast_core::{
    agreement::Agreement,
    evidence::{Answer, Evidence, EvidenceError},
    reading::Reading,
    value::{Missing, Value},
};
use rootcast_store::{
    ingest::{Request, ingest},
    manifest::built_in,
    shelf::Shelf,
    store::{ChangeKind, Detail, Reason, Store},
};

const TODAY: Date = date(2026, 11, 24);

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

/// A store of every published file, ingested once for all tests.
fn store() -> &'static Store {
    static STORE: OnceLock<(tempfile::TempDir, Store)> = OnceLock::new();
    &STORE
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let shelf = Shelf::at(folder.path()).unwrap();
            let list = std::fs::read_to_string(published().join("RELEASES.csv")).unwrap();
            let mut files: Vec<String> = list
                .lines()
                .skip(1)
                .map(|l| l.split(',').next().unwrap().to_owned())
                .filter(|f| !f.is_empty() && !f.starts_with("geo/") && !f.contains("Metadata_"))
                .collect();
            files.sort();
            for file in files {
                let path = published().join(&file);
                if !path.is_file() {
                    continue;
                }
                ingest(&shelf, built_in(), &Request::new(&path)).unwrap_or_else(|e| panic!("{file}: {e}"));
            }
            let store = Store::open(Some(&shelf), &[]).unwrap();
            (folder, store)
        })
        .1
}

fn ask(reading: &str) -> Answer {
    let reading: Reading = reading.parse().unwrap();
    let detail = Detail {
        rows: false,
        cross_checks: true,
    };
    store()
        .answer_with(&reading, TODAY, detail)
        .unwrap_or_else(|e| panic!("{reading}: {e}"))
}

fn number(reading: &str) -> f64 {
    let answer = ask(reading);
    let point = answer
        .panel
        .single()
        .unwrap_or_else(|| panic!("{reading}: {:?}", answer.panel));
    point
        .value
        .as_number()
        .unwrap_or_else(|| panic!("{reading}: {point:?}"))
}

#[test]
fn the_articles_figures_and_their_other_readings() {
    let chnv = "origin=VEN+NIC+CUB+HTI";
    let north = "origin=GTM+HND+SLV";
    for (reading, figure) in [
        (
            format!("encounters {chnv} border=southwest component=all period=FY2023"),
            584_049.0,
        ),
        (
            format!("encounters {chnv} border=southwest component=usbp period=FY2023"),
            416_035.0,
        ),
        (
            format!("encounters {chnv} border=nationwide period=FY2023"),
            837_711.0,
        ),
        (
            "encounters origin=MEX border=sw period=FY2023".to_owned(),
            717_333.0,
        ),
        (
            "encounters origin=MEX border=sw component=usbp period=FY2023".to_owned(),
            579_146.0,
        ),
        (
            "encounters origin=MEX border=sw period=2023".to_owned(),
            740_167.0,
        ),
        (format!("encounters {north} border=sw period=FY2021"), 701_049.0),
        (
            format!("encounters {north} border=sw component=usbp period=FY2021"),
            683_894.0,
        ),
        (format!("encounters {north} border=sw period=FY2023"), 495_286.0),
        (
            format!("encounters {north} border=sw component=usbp period=FY2023"),
            447_273.0,
        ),
        (
            format!("encounters {north} border=nationwide period=FY2023"),
            500_723.0,
        ),
        (format!("encounters {north} border=sw period=2023"), 562_229.0),
        (
            format!("apprehensions {north} border=sw period=FY2023"),
            309_176.0,
        ),
        (
            format!("encounters component=ofo {north} border=sw period=FY2023"),
            48_013.0,
        ),
        (
            "encounters border=sw component=usbp demographic=uac period=FY2022".to_owned(),
            149_093.0,
        ),
        ("expulsions border=sw period=FY2022".to_owned(), 1_079_507.0),
        ("removals origin=GTM period=FY2018".to_owned(), 50_390.0),
        ("fdi place=GTM period=2021".to_owned(), 3_597_772_700.0),
        ("population place=GTM period=2021".to_owned(), 17_109_746.0),
        ("refugees origin=VEN period=2024".to_owned(), 370_169.0),
        (
            "asylum-seekers origin=GTM+HND+SLV period=2023".to_owned(),
            525_950.0,
        ),
        ("idps origin=HTI period=2024".to_owned(), 1_037_463.0),
        (
            "organised-violence-deaths place=MEX period=2021".to_owned(),
            15_119.0,
        ),
        ("organised-violence-deaths place=SLV period=2023".to_owned(), 0.0),
        (
            "asylum-applications destination=USA level=in application-type=n period=2023".to_owned(),
            643_017.0,
        ),
        ("job-openings period=2025-10".to_owned(), 7_670.0),
    ] {
        assert_eq!(number(&reading), figure, "{reading}");
    }
}

#[test]
fn totals_of_five_fiscal_years() {
    let answer = ask("encounters border=southwest period=FY2020..FY2024");
    let numbers: Vec<f64> = answer.panel.series[0].numbers().into_iter().flatten().collect();
    assert_eq!(
        numbers,
        [458_088.0, 1_734_686.0, 2_378_944.0, 2_475_669.0, 2_135_005.0]
    );
}

#[test]
fn october_2023_as_it_was_known() {
    for (month, as_of, figure) in [
        ("2023-10", "2023-11-30", 240_988.0),
        ("2023-10", "2023-12-31", 240_986.0),
        ("2023-10", "2024-10-31", 240_927.0),
        ("2023-11", "2023-12-31", 242_418.0),
        ("2023-11", "2024-10-31", 242_399.0),
    ] {
        let reading = format!("encounters border=southwest component=all period={month} as-of={as_of}");
        assert_eq!(number(&reading), figure, "{reading}");
    }
    let early = "encounters border=southwest period=2023-10 as-of=2023-11-29"
        .parse()
        .unwrap();
    let error = store().answer(&early, TODAY).unwrap_err();
    assert!(
        matches!(&error, EvidenceError::NotHeld { what, .. } if what.contains("2023-11-30")),
        "{error}"
    );
    let answer = ask("encounters border=southwest period=2023-10 as-of=2023-11-30");
    assert!(
        answer.notes.iter().any(|n| n.contains("2023-11-30")),
        "{:?}",
        answer.notes
    );
}

#[test]
fn a_publishers_changes_are_listed() {
    let reading: Reading = "encounters border=southwest period=2023-10..2023-11"
        .parse()
        .unwrap();
    let diff = store()
        .diff(&reading, date(2023, 11, 30), date(2024, 10, 31))
        .unwrap();
    let found: Vec<_> = diff
        .changes
        .iter()
        .map(|c| (c.period.to_string(), c.kind, c.difference))
        .collect();
    assert_eq!(
        found,
        [
            ("2023-10".to_owned(), ChangeKind::Revised, Some(-61.0)),
            ("2023-11".to_owned(), ChangeKind::Appeared, None)
        ]
    );
}

#[test]
fn four_tables_agree_within_a_bound_from_the_number_of_cells() {
    let base = "encounters border=southwest component=usbp period=FY2023";
    let answer = ask(base);
    assert_eq!(answer.panel.single().unwrap().value, Value::number(2_045_838.0));
    for (table, figure, cells) in [
        ("annual-region", 2_045_840.0, Some(1)),
        ("monthly-region", 2_045_820.0, Some(12)),
        ("annual-rgn-and-citp", 2_045_810.0, None),
    ] {
        let check = answer
            .cross_checks
            .iter()
            .find(|c| c.table == table && c.release.source == "ohss-khsm-usbp")
            .unwrap_or_else(|| panic!("{table}: {:?}", answer.cross_checks));
        assert_eq!(check.value, figure, "{table}");
        assert!(
            cells.is_none_or(|n| n == check.cells),
            "{table}: {} cells",
            check.cells
        );
        assert_eq!(check.comparison.agreement, Agreement::Agrees, "{table}");
        // Half a unit of rounding a cell, and what is withheld on top.
        let bound = 5.0 * check.cells as f64;
        assert!(
            check.comparison.expected >= bound,
            "{table}: {:?}",
            check.comparison
        );
        let direct = number(&format!("{base} source=ohss-khsm-usbp table={table}"));
        assert_eq!(direct, figure, "{table}");
    }
    let exact: Vec<_> = answer
        .cross_checks
        .iter()
        .filter(|c| c.release.source.starts_with("cbp-"))
        .collect();
    assert!(!exact.is_empty());
    for check in exact {
        assert_eq!(
            (check.value, check.comparison.expected),
            (2_045_838.0, 0.0),
            "{check:?}"
        );
    }
}

#[test]
fn the_parts_add_up() {
    let whole = number("encounters border=sw period=FY2023");
    for by in [
        "origin",
        "component",
        "demographic",
        "authority",
        "month",
        "origin,month",
    ] {
        let answer = ask(&format!("encounters border=sw period=FY2023 by={by}"));
        let sum: f64 = answer
            .panel
            .series
            .iter()
            .flat_map(rootcast_core::series::Series::numbers)
            .flatten()
            .sum();
        assert_eq!(sum, whole, "by={by}");
    }
}

#[test]
fn shares_of_the_three_northern_countries() {
    let north = |fy: &str| {
        number(&format!(
            "encounters origin=northern-triangle border=sw period={fy}"
        ))
    };
    let all = |fy: &str| number(&format!("encounters border=sw period={fy}"));
    let share = |fy| (north(fy) / all(fy) * 1000.0).round() / 10.0;
    assert_eq!((share("FY2021"), share("FY2023")), (40.4, 20.0));
}

#[test]
fn a_year_that_is_not_over_has_no_figure_but_says_what_it_has() {
    let answer = ask("encounters border=southwest period=FY2025");
    let point = answer.panel.single().unwrap();
    assert_eq!(point.value, Value::missing(Missing::NotCovered));
    assert!(
        point.note.as_deref().unwrap_or_default().contains("200525"),
        "{point:?}"
    );
    assert_eq!(number("encounters border=southwest period=2024-10"), 106_335.0);
}

#[test]
fn questions_without_one_answer_are_refused_with_advice() {
    for (reading, advice) in [
        ("asylum-applications destination=USA period=2023", "level"),
        ("homicide-rate period=2021", "by=place"),
        ("homicide-rate place=GTM+HND period=2021", "by=place"),
        ("encounters origin=CHE border=sw period=FY2023", "other@cbp"),
        ("apprehensions component=ofo period=FY2023", "component"),
        ("encounters source=ohss-khsm-usbp period=FY2023", "component=usbp"),
        ("encounters source=cbp-southwset period=FY2023", "cbp-southwest"),
        ("refugees origin=VEN period=FY2023", "ask for 2023"),
    ] {
        let parsed: Reading = reading.parse().unwrap();
        let error = store().answer(&parsed, TODAY).unwrap_err().to_string();
        assert!(error.contains(advice), "{reading}: {error}");
    }
    let rate = ask("job-openings period=2023");
    assert_eq!(
        rate.panel.single().unwrap().value,
        Value::missing(Missing::NotApplicable)
    );
}

#[test]
fn explanations_name_every_candidate() {
    let reading: Reading = "encounters border=southwest component=usbp period=2023-10 as-of=2024-10-31"
        .parse()
        .unwrap();
    let explained = store().explain(&reading, TODAY).unwrap();
    let period = &explained.periods[0];
    assert_eq!(period.chosen[0].release.source, "cbp-nationwide-aor");
    let reason = |source: &str| -> Vec<Reason> {
        period
            .passed
            .iter()
            .filter(|p| p.release.source == source)
            .map(|p| p.reason)
            .collect()
    };
    assert!(
        reason("cbp-nationwide-state")
            .iter()
            .all(|r| *r == Reason::LacksFacet)
    );
    assert!(reason("ohss-khsm-usbp").contains(&Reason::PublishedLater));
    assert!(reason("cbp-nationwide-aor").contains(&Reason::NotCovered));
    assert!(period.passed.iter().all(|p| !p.text.is_empty()));
}

#[test]
fn two_releases_of_one_indicator() {
    let old = number("homicide-rate place=SLV period=2019 as-of=2022-12-31");
    let new = number("homicide-rate place=SLV period=2019");
    assert_eq!(
        ((old * 1000.0).round(), (new * 1000.0).round()),
        (37_158.0, 38_183.0)
    );
}
