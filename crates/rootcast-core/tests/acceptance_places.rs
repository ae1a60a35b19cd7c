//! Every country label and code in the published files means a place.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::Read,
    path::PathBuf,
};

use calamine::{Data, Reader, Xlsx, open_workbook};
use rootcast_core::place::Place;

/// What only the source's manifest can tell, and the one label that is a currency rather than a country.
const NOT_PLACES: [&str; 8] = [
    "Euro",
    "KOREA",
    "OTHER",
    "Other",
    "Stateless",
    "Tibetan",
    "UNKNOWN",
    "Unknown",
];

fn published() -> PathBuf {
    let shared = std::env::var_os("ROOTCAST_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
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

/// The rows of a text file, gzipped or not, as text.
fn rows(file: &str) -> Vec<Vec<String>> {
    let mut bytes = Vec::new();
    let mut plain = File::open(published().join(file)).unwrap();
    if std::path::Path::new(file).extension().is_some_and(|e| e == "gz") {
        flate2::read::MultiGzDecoder::new(plain)
            .read_to_end(&mut bytes)
            .unwrap();
    } else {
        plain.read_to_end(&mut bytes).unwrap();
    }
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes.as_slice())
        .into_records()
        .map(|r| r.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

/// The distinct values of one column of a text file.
fn column(file: &str, name: &str) -> BTreeSet<String> {
    let rows = rows(file);
    let at = rows[0]
        .iter()
        .position(|h| h == name)
        .unwrap_or_else(|| panic!("{file}: no column {name}"));
    rows[1..].iter().map(|r| r[at].clone()).collect()
}

#[test]
fn names_in_every_file_resolve() {
    let mut labels = BTreeSet::new();
    for file in [
        "cbp/nationwide-encounters-fy20-fy23-aor.csv.gz",
        "cbp/nationwide-encounters-fy21-fy24-aor.csv.gz",
        "cbp/nationwide-encounters-fy20-fy23-state.csv.gz",
        "cbp/nationwide-encounters-fy21-fy24-oct-state.csv.gz",
        "cbp/nationwide-encounters-fy21-fy24-nov-state.csv.gz",
        "cbp/nationwide-encounters-fy21-fy24-state.csv.gz",
    ] {
        labels.extend(column(file, "Citizenship"));
    }
    for file in [
        "cbp/sbo-encounters-fy19-fy22.csv.gz",
        "cbp/sbo-encounters-fy22-fy25-nov.csv.gz",
    ] {
        labels.extend(column(file, "Citizenship Grouping"));
    }
    labels.extend(column(
        "ice/ice-removals-by-citizenship-fy2017-fy2018.csv",
        "CountryOfCitizenship",
    ));
    labels.extend(column("ucdp/organizedviolencecy_v25_1.csv.gz", "country_cy"));
    labels.extend(column("fx/exchange-rates-monthly.csv.gz", "Country"));
    for file in ["population", "asylum_applications", "asylum_decisions"] {
        for side in ["coo_name", "coa_name"] {
            labels.extend(column(&format!("unhcr/{file}.csv.gz"), side));
        }
    }
    labels.extend(ohss_labels());
    assert!(labels.len() > 400, "{} labels", labels.len());
    let unknown: Vec<&str> = labels
        .iter()
        .map(String::as_str)
        .filter(|l| Place::from_name(l).is_err())
        .collect();
    assert_eq!(unknown, NOT_PLACES);
}

fn ohss_labels() -> BTreeSet<String> {
    let mut book: Xlsx<_> =
        open_workbook(published().join("ohss/khsm-encounters-usbp-fy25m11.xlsx")).unwrap();
    let mut labels = BTreeSet::new();
    for (_, sheet) in book.worksheets() {
        let mut rows = sheet.rows();
        let Some(at) = rows
            .next()
            .and_then(|h| h.iter().position(|c| *c == Data::String("Citizenship".into())))
        else {
            continue;
        };
        labels.extend(rows.filter_map(|r| match r.get(at) {
            Some(Data::String(s)) => Some(s.clone()),
            _ => None,
        }));
    }
    assert!(labels.len() > 150, "{} labels", labels.len());
    labels
}

#[test]
fn world_bank_names_and_codes_agree() {
    let meta = "worldbank/Metadata_Country_API_VC.IHR.PSRC.P5_DS2_en_csv_v2_6299884.csv";
    let mut regions: BTreeMap<String, bool> = rows(meta)
        .into_iter()
        .skip(1)
        .map(|r| (r[0].trim_start_matches('\u{feff}').to_owned(), r[1].is_empty()))
        .collect();
    regions.insert("INX".to_owned(), true);
    let mut seen = 0;
    for entry in std::fs::read_dir(published().join("worldbank")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.starts_with("API_") {
            continue;
        }
        for row in rows(&format!("worldbank/{name}"))
            .iter()
            .filter(|r| r.len() > 4 && r[1] != "Country Code")
        {
            if regions.get(&row[1]) == Some(&true) {
                continue;
            }
            seen += 1;
            let place = Place::from_name(&row[0]).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(place.code(), row[1], "{name}: {}", row[0]);
        }
    }
    assert!(seen > 1500, "{seen} rows");
    for code in column(
        "worldbank/wdi-inflation-growth-unemployment-1995-2024.csv",
        "country",
    ) {
        let aggregate = regions.get(&code) == Some(&true);
        assert_ne!(code.parse::<Place>().is_ok(), aggregate, "{code}");
    }
}

#[test]
fn unhcr_names_and_codes_agree() {
    let mut seen = BTreeSet::new();
    for file in ["population", "asylum_applications", "asylum_decisions"] {
        let rows = rows(&format!("unhcr/{file}.csv.gz"));
        let at = |name: &str| rows[0].iter().position(|h| h == name).unwrap();
        for (name, code) in [("coo_name", "coo_iso"), ("coa_name", "coa_iso")] {
            let (name, code) = (at(name), at(code));
            seen.extend(rows[1..].iter().map(|r| (r[name].clone(), r[code].clone())));
        }
    }
    assert!(seen.len() > 200, "{} pairs", seen.len());
    for (name, code) in seen {
        if NOT_PLACES.contains(&name.as_str()) {
            assert!(
                Place::from_name(&name).is_err() && code.parse::<Place>().is_err(),
                "{name}"
            );
        } else {
            assert_eq!(Place::from_name(&name).unwrap().code(), code, "{name}");
        }
    }
}

#[test]
fn governance_names_and_codes_agree() {
    // The publisher's own codes, and ours.
    let own = BTreeMap::from([
        ("ADO", "AND"),
        ("KSV", "XKX"),
        ("ROM", "ROU"),
        ("TMP", "TLS"),
        ("WBG", "PSE"),
        ("ZAR", "COD"),
    ]);
    let mut book: Xlsx<_> = open_workbook(published().join("wgi/wgidataset_2023edition.xlsx")).unwrap();
    let mut seen = 0;
    for (sheet, range) in book.worksheets() {
        let after_header = range
            .rows()
            .skip_while(|r| r.get(1) != Some(&Data::String("Code".into())))
            .skip(1);
        for row in after_header {
            let (Some(Data::String(name)), Some(Data::String(code))) = (row.first(), row.get(1)) else {
                continue;
            };
            seen += 1;
            let place = Place::from_name(name).unwrap_or_else(|e| panic!("{sheet}: {e}"));
            assert_eq!(
                place.code(),
                *own.get(code.as_str()).unwrap_or(&code.as_str()),
                "{sheet}: {name}"
            );
        }
    }
    assert!(seen > 1200, "{seen} rows");
}

#[test]
fn country_code_table_agrees() {
    let rows = rows("geo/country-codes.csv");
    let at = |name: &str| rows[0].iter().position(|h| h == name).unwrap();
    let (alpha3, alpha2, numeric) = (
        at("ISO3166-1-Alpha-3"),
        at("ISO3166-1-Alpha-2"),
        at("ISO3166-1-numeric"),
    );
    assert_eq!(rows.len(), 250);
    for row in &rows[1..] {
        let place: Place = row[alpha3].parse().unwrap();
        assert_eq!(place.alpha2(), Some(row[alpha2].as_str()));
        assert_eq!(place.numeric(), row[numeric].parse().ok());
        for name in [
            at("official_name_en"),
            at("official_name_es"),
            at("CLDR display name"),
        ] {
            assert_eq!(Place::from_name(&row[name]).unwrap(), place);
        }
    }
}
