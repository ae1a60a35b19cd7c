//! Reads every published file through its manifest: no cell is lost, none is rejected, and the totals are those the
//! agencies published.

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
    if !file.ends_with(".gz") {
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
        for i in 0..b.len() {
            let fits = labels.iter().all(|(name, value)| {
                let column = b.labels.iter().find(|l| l.name == *name).unwrap();
                let id = column.ids[i];
                id != NONE && value.split('+').any(|v| column.dictionary[id as usize] == v)
            });
            if fits && plain[i] && b.start[i] >= from && b.start[i] < to {
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
