//! Workbooks of invented figures in the agencies' layouts: what they become, and what is refused.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use rootcast_store::{
    adapter::{Beginning, Parsed, Plan, Unrecognised, recognise},
    manifest::{self, Manifest},
};
use rust_xlsxwriter::Workbook;

type Sheet = (String, Vec<Vec<String>>);

fn sheet(name: &str, rows: &[&[&str]]) -> Sheet {
    let rows = rows
        .iter()
        .map(|r| r.iter().map(ToString::to_string).collect())
        .collect();
    (name.to_owned(), rows)
}

fn book(sheets: &[Sheet]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let page = book.add_worksheet();
        page.set_name(name).unwrap();
        for (r, row) in rows.iter().enumerate() {
            for (c, text) in row.iter().enumerate() {
                let (r, c) = (u32::try_from(r).unwrap(), u16::try_from(c).unwrap());
                match text.parse::<f64>() {
                    Ok(n) => page.write_number(r, c, n).unwrap(),
                    Err(_) if text.is_empty() => continue,
                    Err(_) => page.write_string(r, c, text).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn manifest_of(id: &str) -> &'static Manifest {
    manifest::built_in().iter().find(|m| m.id == id).unwrap()
}

/// The sixteen sheets, each with one row of every column it has.
fn ohss() -> Vec<Sheet> {
    manifest_of("ohss-khsm-usbp")
        .layout
        .sheets
        .iter()
        .map(|s| {
            let monthly = s.columns.iter().any(|c| c == "Month");
            let row = |year: &str, month: &str, n: &str| -> Vec<String> {
                s.columns
                    .iter()
                    .map(|c| match c.as_str() {
                        "Fiscal Year" => year,
                        "Month" => month,
                        "Region" => "Coastal Border",
                        "Citizenship" => "Burma",
                        "Family Status" => "Family Unit Individuals",
                        "Sector" => "Big Bend, TX",
                        _ => n,
                    })
                    .map(ToOwned::to_owned)
                    .collect()
            };
            let header = s
                .columns
                .iter()
                .map(|c| c.replace("Fiscal Year", "Fiscal\nYear"))
                .collect();
            let mut rows = vec![header, row("2024", "12 September", "20")];
            rows.push(row("2025", "01 October", if monthly { "10" } else { "30" }));
            (s.name.clone(), rows)
        })
        .collect()
}

fn try_read(sheets: &[Sheet]) -> Result<(String, Vec<Parsed>), Unrecognised> {
    match recognise(manifest::built_in(), Beginning::Workbook(book(sheets)), "x.xlsx")? {
        Plan::Workbook(p) => Ok((p.manifest().id.clone(), p.read().collect())),
        Plan::Text(_) => panic!("a workbook was taken for text"),
    }
}

#[test]
fn every_sheet_is_a_table_and_the_running_year_ends_with_its_months() {
    let (source, parsed) = try_read(&ohss()).unwrap();
    assert_eq!(source, "ohss-khsm-usbp");
    assert_eq!(parsed.len(), 16);
    let day = |text: &str| {
        let date: jiff::civil::Date = text.parse().unwrap();
        date.since(jiff::civil::date(1970, 1, 1)).unwrap().get_days()
    };
    for p in &parsed {
        assert_eq!(
            (p.tally.rows, p.tally.observations, p.tally.rejected),
            (2, 2, 0),
            "{:?}",
            p.rejects
        );
        assert_eq!(p.batch.row, [2, 3]);
        let table = &p.batch.labels[0].dictionary[0];
        assert_eq!(p.batch.end, [day("2024-10-01"), day("2024-11-01")], "{table}");
        let from = if table.starts_with("annual") {
            "2023-10-01"
        } else {
            "2024-09-01"
        };
        assert_eq!(p.batch.start[0], day(from), "{table}");
        assert_eq!(p.batch.start[1], day("2024-10-01"), "{table}");
        let value = |facet: &str| {
            let column = p.batch.labels.iter().find(|l| l.name == facet).unwrap();
            column.dictionary.get(column.ids[0] as usize).cloned()
        };
        assert_eq!(value("component").as_deref(), Some("usbp"));
        let expect = |facet: &str, part: &[&str], label: &str| {
            let has = part.iter().any(|p| table.contains(p));
            assert_eq!(value(facet).as_deref(), has.then_some(label), "{table} {facet}");
        };
        expect("border", &["region", "rgn"], "other");
        expect("origin", &["citizenship", "citp"], "MMR");
        expect("demographic", &["fam"], "family-unit");
        expect("area", &["sector"], "big-bend-sector");
    }
}

#[test]
fn sheets_and_columns_that_differ_are_named() {
    let refuse = |change: &dyn Fn(&mut Vec<Sheet>)| {
        let mut sheets = ohss();
        change(&mut sheets);
        try_read(&sheets).unwrap_err().to_string()
    };
    let e = refuse(&|s| s[4].0 = "Annual Regions".to_owned());
    assert!(
        e.contains("sheet `Annual Region` is missing; sheet `Annual Regions` is unknown"),
        "{e}"
    );
    let e = refuse(&|s| drop(s.pop()));
    assert!(e.contains("sheet `Monthly Rgn and Sector` is missing"), "{e}");
    let e = refuse(&|s| s.push(sheet("Notes", &[&["x"]])));
    assert!(e.contains("sheet `Notes` is unknown"), "{e}");
    let e = refuse(&|s| s[3].1[0][2] = "Nationality".to_owned());
    assert!(
        e.contains("sheet `Monthly Citizenship`")
            && e.contains("`Citizenship` is missing")
            && e.contains("`Nationality` is unknown"),
        "{e}"
    );
    let e = refuse(&|s| s[2].1[0].push("Date of Birth".to_owned()));
    assert!(e.contains("one row per person"), "{e}");
    let e = recognise(
        manifest::built_in(),
        Beginning::Workbook(b"PK\x03\x04 no".to_vec()),
        "x",
    )
    .unwrap_err();
    assert!(matches!(e, Unrecognised::Workbook(_)), "{e}");
    let e = try_read(&[sheet("Tabelle1", &[&["a"]])]).unwrap_err();
    assert!(e.to_string().contains("`Tabelle1`"), "{e}");
}

#[test]
fn wrong_cells_name_their_sheet() {
    let mut sheets = ohss();
    sheets[4].1[1][2] = "1234".to_owned();
    sheets[2].1[2][1] = "Atlantis".to_owned();
    let (_, parsed) = try_read(&sheets).unwrap();
    let rejects: Vec<_> = parsed.iter().flat_map(|p| &p.rejects).collect();
    let r = rejects
        .iter()
        .find(|r| r.sheet.as_deref() == Some("Annual Citizenship"))
        .unwrap();
    assert_eq!(
        (r.row, r.column.as_str(), r.text.as_str()),
        (3, "Citizenship", "Atlantis")
    );
    assert!(r.reason.contains("is not a place"), "{}", r.reason);
    let r = rejects
        .iter()
        .find(|r| r.sheet.as_deref() == Some("Annual Region"))
        .unwrap();
    assert_eq!(
        (r.row, r.column.as_str(), r.text.as_str()),
        (2, "Quantity", "1234")
    );
    assert!(r.reason.contains("multiples of 10"), "{}", r.reason);
}

#[test]
fn governance_has_a_header_of_two_rows() {
    let m = manifest_of("worldbank-wgi");
    let sheets: Vec<Sheet> = m
        .layout
        .sheets
        .iter()
        .map(|s| {
            if s.skip.is_some() {
                return sheet(&s.name, &[&["Worldwide Governance Indicators"]]);
            }
            let basic = if s.name == "ControlofCorruption" {
                "Basic"
            } else {
                ""
            };
            let years = [basic, basic, "1996", "1996", "1996", "1996", "1996", "1996"];
            let names = [
                "Country/Territory",
                "Code",
                "Estimate",
                "StdErr",
                "NumSrc",
                "Rank",
                "Lower",
                "Upper",
            ];
            sheet(
                &s.name,
                &[
                    &["A dimension"],
                    &["Legend"],
                    &years,
                    &names,
                    &["Andorra", "ADO", "1.25", "0.5", "3", "90", "80.5", "95"],
                    &["Kosovo", "KSV", "#N/A", "#N/A", "#N/A", "#N/A", "#N/A", "#N/A"],
                ],
            )
        })
        .collect();
    let (source, parsed) = try_read(&sheets).unwrap();
    assert_eq!(source, "worldbank-wgi");
    let measures: Vec<&str> = parsed
        .iter()
        .map(|p| p.batch.labels[1].dictionary[0].as_str())
        .collect();
    assert_eq!(
        measures,
        [
            "voice-and-accountability",
            "political-stability",
            "government-effectiveness",
            "regulatory-quality",
            "rule-of-law",
            "control-of-corruption"
        ]
    );
    for p in &parsed {
        assert_eq!((p.tally.cells, p.tally.observations), (12, 6), "{:?}", p.rejects);
        assert_eq!(p.tally.skipped.get("blank"), Some(&6));
        assert_eq!(p.batch.value, [1.25, 0.5, 3.0, 90.0, 80.5, 95.0]);
        assert_eq!(p.batch.cell.dictionary[0], "1996 Estimate");
        let statistic = p.batch.labels.iter().find(|l| l.name == "statistic").unwrap();
        assert_eq!(statistic.dictionary[statistic.ids[5] as usize], "rank-high");
        let place = p.batch.labels.iter().find(|l| l.name == "place").unwrap();
        assert_eq!(place.dictionary[place.ids[0] as usize], "AND");
    }
}
