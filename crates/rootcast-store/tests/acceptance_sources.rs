//! Reads every published file through its manifest: no cell is lost, none is rejected, and the totals are those the
//! agencies published.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{collections::BTreeMap, fs, io::Read, path::PathBuf};

use rootcast_store::{
    adapter::{Beginning, Parsed, Plan, recognise},
    manifest,
    observation::{NONE, Status, Tally},
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

fn bytes_of(file: &str) -> Vec<u8> {
    let bytes = fs::read(published().join(file)).unwrap();
    if std::path::Path::new(file).extension().is_none_or(|e| e != "gz") {
        return bytes;
    }
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(&bytes[..])
        .read_to_end(&mut out)
        .unwrap();
    out
}

fn read(file: &str) -> (String, Vec<Parsed>) {
    let bytes = bytes_of(file);
    let name = file.rsplit('/').next().unwrap();
    let beginning = if name.ends_with("xlsx") {
        Beginning::Workbook(bytes.clone())
    } else {
        Beginning::Text(&bytes[..bytes.len().min(1 << 20)])
    };
    let plan = recognise(manifest::built_in(), beginning, name).unwrap_or_else(|e| panic!("{file}: {e}"));
    let source = plan.manifest().id.clone();
    let parsed = match plan {
        Plan::Text(p) => vec![p.read(&bytes[p.header_len()..], p.first_line(), true)],
        Plan::Workbook(p) => p.read().collect(),
    };
    (source, parsed)
}

fn total(parsed: &[Parsed]) -> Tally {
    let mut sum = Tally::default();
    for p in parsed {
        sum.rows += p.tally.rows;
        sum.cells += p.tally.cells;
        sum.observations += p.tally.observations;
        sum.rejected += p.tally.rejected;
        for (reason, n) in &p.tally.skipped {
            *sum.skipped.entry(reason.clone()).or_default() += n;
        }
    }
    sum
}

fn releases() -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(published().join("RELEASES.csv"))
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

/// The sum of the figures whose labels are as given, in periods that begin in the half-open range of days.
fn sum(parsed: &[Parsed], labels: &[(&str, &str)], from: &str, to: &str) -> f64 {
    let day = |text: &str| {
        let date: jiff::civil::Date = text.parse().unwrap();
        date.since(jiff::civil::date(1970, 1, 1)).unwrap().get_days()
    };
    let (from, to) = (day(from), day(to));
    let mut out = 0.0;
    for p in parsed {
        let b = &p.batch;
        let mut plain = vec![true; b.len()];
        for (at, status) in &b.status {
            plain[*at as usize] = *status == Status::Number;
        }
        for (i, plain) in plain.into_iter().enumerate() {
            let fits = labels.iter().all(|(name, value)| {
                let column = b.labels.iter().find(|l| l.name == *name).unwrap();
                let id = column.ids[i];
                id != NONE && value.split('+').any(|v| column.dictionary[id as usize] == v)
            });
            if fits && plain && b.start[i] >= from && b.start[i] < to {
                out += b.value[i];
            }
        }
    }
    out
}

#[track_caller]
fn same(found: f64, published: f64) {
    assert!(
        (found - published).abs() < 1e-9 * published.abs().max(1.0),
        "{found} is not {published}"
    );
}

#[test]
fn every_published_file_is_read_whole() {
    let readme = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/sources/README.md");
    let table = fs::read_to_string(readme).unwrap();
    for release in releases() {
        let (source, parsed) = read(&release["file"]);
        assert_eq!(source, release["source"], "{}", release["file"]);
        let t = total(&parsed);
        println!(
            "{} | {} | {} | {} | {} | {} | {:?}",
            release["file"], source, t.rows, t.cells, t.observations, t.rejected, t.skipped
        );
        for r in parsed.iter().flat_map(|p| &p.rejects).take(5) {
            println!("  {r:?}");
        }
        let skipped: Vec<String> = t
            .skipped
            .iter()
            .map(|(reason, n)| format!("{n} {reason}"))
            .collect();
        let row = format!(
            "| `{}` | [{source}]({source}.md) | {} | {} | {} | {} | {} |",
            release["file"],
            t.rows,
            t.cells,
            t.observations,
            t.rejected,
            if skipped.is_empty() {
                "—".to_owned()
            } else {
                skipped.join(", ")
            }
        );
        assert!(
            table.lines().any(|l| l == row),
            "docs/sources/README.md lacks: {row}"
        );
        assert_eq!(
            t.cells,
            t.observations + t.rejected + t.skipped.values().sum::<u64>()
        );
        assert_eq!(t.rejected, 0, "{}", release["file"]);
        assert!(t.rows > 0);
    }
}

#[test]
fn every_known_file_is_in_a_manifest() {
    for release in releases() {
        let m = manifest::built_in()
            .iter()
            .find(|m| m.id == release["source"])
            .unwrap();
        let known = m.known_file(&release["sha256"]).unwrap();
        assert_eq!(known.published.to_string(), release["published"]);
        assert_eq!(known.precision.as_str(), release["published_precision"]);
        assert_eq!(known.title, release["title"]);
        assert_eq!(m.publisher, release["publisher"]);
        assert_eq!(m.licence, release["licence"]);
    }
}

#[test]
fn border_totals_are_the_published_ones() {
    let (_, aor) = read("cbp/nationwide-encounters-fy20-fy23-aor.csv.gz");
    for (from, to, nationwide) in [
        ("2019-10-01", "2020-10-01", 646_822.0),
        ("2020-10-01", "2021-10-01", 1_956_519.0),
        ("2021-10-01", "2022-10-01", 2_766_582.0),
        ("2022-10-01", "2023-10-01", 3_201_144.0),
    ] {
        same(sum(&aor, &[], from, to), nationwide);
    }
    let fy23 = |labels: &[(&str, &str)]| sum(&aor, labels, "2022-10-01", "2023-10-01");
    let southwest = ("border", "southwest");
    same(fy23(&[southwest]), 2_475_669.0);
    same(fy23(&[southwest, ("component", "usbp")]), 2_045_838.0);
    let four = ("origin", "VEN+NIC+CUB+HTI");
    same(fy23(&[southwest, four]), 584_049.0);
    let title8 = ("authority", "title8");
    same(fy23(&[southwest, four, ("component", "usbp"), title8]), 370_776.0);
    same(fy23(&[("origin", "GTM+HND+SLV")]), 500_723.0);
    let children = [southwest, ("component", "usbp"), ("demographic", "unaccompanied")];
    same(sum(&aor, &children, "2020-10-01", "2021-10-01"), 144_834.0);
    for (file, october, november) in [
        ("oct-state", 240_988.0, 0.0),
        ("nov-state", 240_986.0, 242_418.0),
        ("state", 240_927.0, 242_399.0),
    ] {
        let (_, parsed) = read(&format!("cbp/nationwide-encounters-fy21-fy24-{file}.csv.gz"));
        same(sum(&parsed, &[southwest], "2023-10-01", "2023-11-01"), october);
        same(sum(&parsed, &[southwest], "2023-11-01", "2023-12-01"), november);
        // Earlier years are split into FYTD and Remaining: both count.
        same(
            sum(&parsed, &[southwest], "2022-10-01", "2023-10-01"),
            2_475_669.0,
        );
    }
    let (_, sbo) = read("cbp/sbo-encounters-fy19-fy22.csv.gz");
    same(sum(&sbo, &[], "2018-10-01", "2019-10-01"), 977_509.0);
    same(sum(&sbo, &[], "2021-10-01", "2022-10-01"), 2_378_944.0);
    let (_, sbo) = read("cbp/sbo-encounters-fy22-fy25-nov.csv.gz");
    same(sum(&sbo, &[], "2024-10-01", "2024-11-01"), 106_335.0);
    same(sum(&sbo, &[], "2024-10-01", "2025-10-01"), 200_525.0);
}

#[test]
fn the_workbook_says_what_its_own_sheets_say() {
    let (_, ohss) = read("ohss/khsm-encounters-usbp-fy25m11.xlsx");
    assert_eq!(ohss.len(), 16);
    let fy23 = |labels: &[(&str, &str)]| sum(&ohss, labels, "2022-10-01", "2023-10-01");
    let southwest = ("border", "southwest");
    same(fy23(&[("table", "annual-region"), southwest]), 2_045_840.0);
    same(fy23(&[("table", "monthly-region"), southwest]), 2_045_820.0);
    same(fy23(&[("table", "annual-rgn-and-citp"), southwest]), 2_045_810.0);
    same(fy23(&[("table", "annual-count")]), 2_063_690.0);
    let three = ("origin", "GTM+HND+SLV");
    same(
        fy23(&[("table", "annual-rgn-and-citp"), southwest, three]),
        447_280.0,
    );
    same(
        fy23(&[("table", "annual-rgn-and-citp"), southwest, ("origin", "MEX")]),
        579_150.0,
    );
    same(
        sum(
            &ohss,
            &[("table", "annual-region"), southwest],
            "1999-10-01",
            "2000-10-01",
        ),
        1_566_420.0,
    );
    // The running fiscal year ends with its last month.
    for p in ohss
        .iter()
        .filter(|p| p.batch.labels[0].dictionary[0].starts_with("annual"))
    {
        let last = p.batch.end.iter().max().unwrap();
        let november = jiff::civil::date(2024, 12, 1)
            .since(jiff::civil::date(1970, 1, 1))
            .unwrap()
            .get_days();
        assert_eq!(*last, november);
    }
}

#[test]
fn other_totals_are_the_published_ones() {
    let (_, sectors) = read("cbp/usbp_monthly_encounters_fy2000-fy2020.csv.gz");
    same(sum(&sectors, &[], "2018-10-01", "2019-10-01"), 859_501.0);
    same(
        sum(&sectors, &[("border", "southwest")], "2018-10-01", "2019-10-01"),
        851_508.0,
    );
    same(sum(&sectors, &[], "1999-10-01", "2000-10-01"), 1_676_438.0);
    let (_, ice) = read("ice/ice-removals-by-citizenship-fy2017-fy2018.csv");
    same(
        sum(&ice, &[("origin", "GTM")], "2016-10-01", "2017-10-01"),
        33_570.0,
    );
    same(
        sum(&ice, &[("origin", "MEX")], "2017-10-01", "2018-10-01"),
        141_045.0,
    );
    let (_, fdi) = read("worldbank/API_BX.KLT.DINV.CD.WD_DS2_en_csv_v2_5995288.csv");
    same(
        sum(&fdi, &[("place", "GTM")], "2021-01-01", "2022-01-01"),
        3_597_772_700.0,
    );
    same(
        sum(&fdi, &[("place", "SLV")], "2022-01-01", "2023-01-01").round(),
        -388_707.0,
    );
    let (_, people) = read("worldbank/API_SP.POP.TOTL_DS2_en_csv_v2_4473555.csv");
    same(
        sum(&people, &[("place", "GTM")], "2021-01-01", "2022-01-01"),
        17_109_746.0,
    );
    let (_, wgi) = read("wgi/wgidataset_2023edition.xlsx");
    let estimate = ("statistic", "estimate");
    let of = |place, measure| {
        sum(
            &wgi,
            &[("place", place), ("measure", measure), estimate],
            "2022-01-01",
            "2023-01-01",
        )
    };
    same((of("GTM", "rule-of-law") * 1000.0).round(), -1127.0);
    same((of("VEN", "control-of-corruption") * 1000.0).round(), -1651.0);
    let (_, unhcr) = read("unhcr/population.csv.gz");
    let of = |measure, origin| {
        sum(
            &unhcr,
            &[("measure", measure), ("origin", origin)],
            "2024-01-01",
            "2025-01-01",
        )
    };
    same(of("refugees", "VEN"), 370_169.0);
    same(of("asylum-seekers", "VEN"), 1_360_041.0);
    same(of("other-in-need-of-protection", "VEN"), 5_875_359.0);
    same(of("idps", "HTI"), 1_037_463.0);
    let (_, claims) = read("unhcr/asylum_applications.csv.gz");
    let usa = |level| {
        let labels = [
            ("destination", "USA"),
            ("level", level),
            ("application-type", "n"),
        ];
        sum(&claims, &labels, "2023-01-01", "2024-01-01")
    };
    same(usa("in"), 643_017.0);
    same(usa("eo"), 533_034.0);
    let (_, ucdp) = read("ucdp/organizedviolencecy_v25_1.csv.gz");
    let deaths = |place, year: &str| {
        let next = (year.parse::<i16>().unwrap() + 1).to_string();
        sum(
            &ucdp,
            &[("place", place), ("estimate", "best")],
            &format!("{year}-01-01"),
            &format!("{next}-01-01"),
        )
    };
    same(deaths("MEX", "2021"), 15_119.0);
    same(deaths("HTI", "2024"), 1_294.0);
    same(deaths("SLV", "2023"), 0.0);
    let (_, openings) = read("labor/JTSJOL.csv");
    same(sum(&openings, &[], "2025-10-01", "2025-11-01"), 7_670.0);
}
