//! Every source on a dozen invented rows in its agency's layout: what they become is a reviewed snapshot, and odd but
//! valid forms of the same rows become the same.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write as _;

use proptest::prelude::*;
use rootcast_store::{
    adapter::{Beginning, Parsed, Plan, Unrecognised, recognise},
    manifest::{self, Manifest},
    observation::NONE,
};

fn fixture(source: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/{source}.csv", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

fn name(source: &str) -> &str {
    if source == "bls-jolts" {
        "JTSJOL.csv"
    } else {
        "figures.csv"
    }
}

fn try_read(bytes: &[u8], name: &str) -> Result<(String, Parsed), Unrecognised> {
    read_with(manifest::built_in(), bytes, name)
}

fn read_with(manifests: &[Manifest], bytes: &[u8], name: &str) -> Result<(String, Parsed), Unrecognised> {
    let head = &bytes[..bytes.len().min(1 << 20)];
    match recognise(manifests, Beginning::Text(head), name)? {
        Plan::Text(p) => Ok((
            p.manifest().id.clone(),
            p.read(&bytes[p.header_len()..], p.first_line(), true),
        )),
        Plan::Workbook(_) => panic!("text was taken for a workbook"),
    }
}

fn read(bytes: &[u8], name: &str) -> Parsed {
    try_read(bytes, name).unwrap_or_else(|e| panic!("{e}")).1
}

fn day(days: i32) -> jiff::civil::Date {
    use jiff::ToSpan;
    jiff::civil::date(1970, 1, 1).checked_add(days.days()).unwrap()
}

/// Observations, one a line.
fn listed(p: &Parsed) -> String {
    let mut out = String::new();
    let b = &p.batch;
    let mut status = b.status.iter().peekable();
    for i in 0..b.len() {
        write!(out, "{}:", b.row[i]).unwrap();
        for column in b.labels.iter().filter(|c| c.ids[i] != NONE) {
            write!(
                out,
                " {}={}",
                column.name, column.dictionary[column.ids[i] as usize]
            )
            .unwrap();
        }
        if !b.cell.ids.is_empty() {
            write!(out, " cell={}", b.cell.dictionary[b.cell.ids[i] as usize]).unwrap();
        }
        write!(out, " {}..{} {}", day(b.start[i]), day(b.end[i]), b.value[i]).unwrap();
        if let Some((_, s)) = status.next_if(|s| s.0 as usize == i) {
            write!(out, " {s:?}").unwrap();
        }
        out.push('\n');
    }
    out
}

fn whole(p: &Parsed) -> String {
    let mut out = listed(p);
    for r in &p.rejects {
        writeln!(out, "reject {}: {} {:?}: {}", r.row, r.column, r.text, r.reason).unwrap();
    }
    writeln!(out, "{:?}", p.tally).unwrap();
    assert_eq!(
        p.tally.cells,
        p.tally.observations + p.tally.rejected + p.tally.skipped.values().sum::<u64>()
    );
    out
}

const TEXT: [&str; 14] = [
    "bls-jolts",
    "cbp-nationwide-aor",
    "cbp-nationwide-state",
    "cbp-southwest",
    "fed-h10",
    "ice-removals",
    "ucdp-country-year",
    "unhcr-asylum-applications",
    "unhcr-asylum-decisions",
    "unhcr-countries",
    "unhcr-population",
    "usbp-sector-monthly",
    "worldbank-tidy",
    "worldbank-wdi",
];

#[test]
fn each_source_becomes_what_was_reviewed() {
    for source in TEXT {
        let (found, parsed) =
            try_read(&fixture(source), name(source)).unwrap_or_else(|e| panic!("{source}: {e}"));
        assert_eq!(found, source);
        insta::assert_snapshot!(source, whole(&parsed));
    }
}

#[test]
fn odd_but_valid_forms_are_the_same() {
    for source in TEXT {
        let original = fixture(source);
        let expected = whole(&read(&original, name(source)));
        let text = String::from_utf8(original).unwrap();
        let plain = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        for variant in [
            plain.clone(),
            plain.replace('\n', "\r\n"),
            format!("\u{feff}{plain}"),
            plain.trim_end().to_owned(),
            format!("{plain}\n\n"),
        ] {
            assert_eq!(
                whole(&read(variant.as_bytes(), name(source))),
                expected,
                "{source}"
            );
        }
    }
    // Letter case of headers and labels, quotes around everything, order of columns.
    let text = String::from_utf8(fixture("cbp-nationwide-state")).unwrap();
    let expected = listed(&read(text.as_bytes(), ""));
    assert_eq!(listed(&read(text.to_lowercase().as_bytes(), "")), expected);
    assert_eq!(listed(&read(text.to_uppercase().as_bytes(), "")), expected);
    let mut quoted = String::new();
    for line in text.lines() {
        writeln!(quoted, "\"{}\"", line.replace(',', "\",\"")).unwrap();
    }
    assert_eq!(listed(&read(quoted.as_bytes(), "")), expected);
    let turned: String = text
        .lines()
        .map(|l| l.rsplit(',').collect::<Vec<_>>().join(",") + "\n")
        .collect();
    assert_eq!(listed(&read(turned.as_bytes(), "")), expected);
}

const HEADER: &str = "Fiscal Year,Month Grouping,Month (abbv),Land Border Region,State,Demographic,Citizenship,Title of Authority,Encounter Count\n";

/// One good row of the state layout with one field replaced.
fn with(field: usize, text: &str) -> Parsed {
    let mut fields = [
        "2023", "FYTD", "OCT", "Other", "TX", "FMUA", "CUBA", "Title 8", "5",
    ];
    fields[field] = text;
    read(format!("{HEADER}{}\n", fields.join(",")).as_bytes(), "")
}

#[test]
fn wrong_cells_are_rejected_with_line_column_text_and_reason() {
    for (field, text, column, part) in [
        (8, "-3", "Encounter Count", "below zero"),
        (8, "abc", "Encounter Count", "not a number"),
        (8, "1.5", "Encounter Count", "fraction"),
        (8, "NaN", "Encounter Count", "not a number"),
        (8, "inf", "Encounter Count", "not a number"),
        (8, "", "Encounter Count", "empty"),
        (0, "23", "Fiscal Year", "not a year"),
        (1, "FYTS", "Month Grouping", "did you mean `FYTD`"),
        (2, "OKT", "Month (abbv)", "not a month"),
        (
            3,
            "Southwest Land Boarder",
            "Land Border Region",
            "did you mean `Southwest Land Border`",
        ),
        (4, "ZZ", "State", "no such label"),
        (5, "FMUAA", "Demographic", "did you mean `FMUA`"),
        (6, "HONDURUS", "Citizenship", "did you mean `HONDURAS`"),
        (7, "Title 9", "Title of Authority", "did you mean `Title 8`"),
    ] {
        let p = with(field, text);
        assert_eq!((p.batch.len(), p.tally.rejected), (0, 1), "{text}");
        let r = &p.rejects[0];
        assert_eq!((r.row, r.column.as_str(), r.text.as_str()), (2, column, text));
        assert!(r.reason.contains(part), "{text}: {}", r.reason);
    }
    assert_eq!(with(8, "7").batch.value, [7.0]);
}

#[test]
fn broken_lines_are_rejected_and_the_next_line_is_read() {
    let good = "2023,FYTD,OCT,Other,TX,FMUA,CUBA,Title 8,5\n";
    for (bad, part) in [
        ("2023,FYTD,OCT,Other,TX\n", "5 fields"),
        ("2023,FYTD,OCT,Other,TX,FMUA,CUBA,Title 8,5,6,7\n", "11 fields"),
        (
            "2023,FYTD,OCT,\"Other\"x,TX,FMUA,CUBA,Title 8,5\n",
            "closing quote",
        ),
    ] {
        let p = read(format!("{HEADER}{bad}{good}").as_bytes(), "");
        assert_eq!((p.tally.rejected, p.tally.observations), (1, 1), "{bad}");
        assert!(p.rejects[0].reason.contains(part), "{}", p.rejects[0].reason);
        assert_eq!(p.batch.row, [3]);
    }
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend(b"2023,FYTD,OCT,Other,TX,FMUA,CUBA,Title 8\xff,5\n");
    bytes.extend(good.as_bytes());
    let p = read(&bytes, "");
    assert_eq!((p.tally.rejected, p.batch.row.as_slice()), (1, [3].as_slice()));
    assert_eq!(p.rejects[0].column, "Title of Authority");
    // Half a file: cut inside a quoted field.
    let p = read(format!("{HEADER}{good}2023,FYTD,\"OC").as_bytes(), "");
    assert_eq!((p.tally.rejected, p.tally.observations), (1, 1));
    assert!(p.rejects[0].reason.contains("never closed"));
}

#[test]
fn a_file_of_nonsense_is_refused_in_linear_time() {
    use std::fmt::Write;
    let mut text = HEADER.to_owned();
    for n in 0..60_000 {
        writeln!(text, "2023,FYTD,OCT,Other,TX,FMUA,NOWHERE {n},Title 8,5").unwrap();
    }
    let started = std::time::Instant::now();
    let p = read(text.as_bytes(), "");
    assert_eq!(p.tally.rejected, 60_000);
    assert!(p.rejects.len() <= 100);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn headers_that_do_not_fit_say_which_column() {
    let refuse = |header: &str| try_read(header.as_bytes(), "x.csv").unwrap_err().to_string();
    let e = refuse(&HEADER.replace("Demographic,", ""));
    assert!(
        e.contains("`cbp-nationwide-state`") && e.contains("column `Demographic` is missing"),
        "{e}"
    );
    let e = refuse(&HEADER.replace("Demographic,", "State,"));
    assert!(e.contains("column `State` occurs twice"), "{e}");
    let e = refuse("date,value\n2024-01-01,3\n");
    assert!(
        e.contains("bls-jolts, bls-payrolls, bls-unemployment") && e.contains("--source"),
        "{e}"
    );
    let e = refuse("year,coo_iso,coa_iso,procedure_type,app_type,dec_level,app_pc,applied,sex\n");
    assert!(e.contains("column `sex` is unknown"), "{e}");
    assert!(refuse("alpha,beta\n1,2\n").contains("`alpha`, `beta`"));
    assert_eq!(try_read(b" \n", "x").unwrap_err(), Unrecognised::Empty);
    assert!(matches!(
        try_read(b"\xff\xfe,\n", "x"),
        Err(Unrecognised::NotText { line: 1 })
    ));
}

#[test]
fn an_extra_column_is_reported_where_the_manifest_allows_it() {
    let text = format!(
        "{}2023,FYTD,OCT,Other,TX,FMUA,CUBA,Title 8,5,x\n",
        HEADER.replace("Count\n", "Count,Remark\n")
    );
    let plan = recognise(manifest::built_in(), Beginning::Text(text.as_bytes()), "").unwrap();
    assert_eq!(plan.extra_columns(), ["Remark"]);
    assert_eq!(read(text.as_bytes(), "").batch.value, [5.0]);
}

#[test]
fn files_about_persons_are_refused() {
    let e = try_read(b"Name,Date of Birth,Citizenship\nA,B,C\n", "x").unwrap_err();
    assert!(matches!(e, Unrecognised::Persons { .. }), "{e}");
    let e = try_read(HEADER.replace("Count\n", "Count,A-Number\n").as_bytes(), "x").unwrap_err();
    assert!(
        matches!(e, Unrecognised::Persons { ref column } if column == "A-Number"),
        "{e}"
    );
}

#[test]
fn the_file_states_its_date() {
    let bytes = fixture("worldbank-wdi");
    let plan = recognise(manifest::built_in(), Beginning::Text(&bytes), "").unwrap();
    assert_eq!(plan.stated().unwrap().to_string(), "2024-06-28");
}

#[test]
fn a_quoted_line_end_counts_as_a_line() {
    let text = format!(
        "{HEADER}2023,FYTD,OCT,Other,TX,FMUA,\"CU\nBA\",Title 8,5\n2023,FYTD,OCT,Other,TX,FMUA,CUBA,Title 8,5\n"
    );
    let p = read(text.as_bytes(), "");
    assert_eq!((p.rejects[0].row, p.batch.row.as_slice()), (2, [4].as_slice()));
}

fn state_with(correction: &str) -> Vec<Manifest> {
    let source = include_str!("../../../sources/cbp-nationwide-state.toml");
    let text = source.replace("[layout]\n", &format!("{correction}\n[layout]\n"));
    vec![Manifest::parse(&text, "test.toml").unwrap()]
}

#[test]
fn a_correction_applies_only_to_the_figure_it_expects() {
    let rows = "2023,FYTD,OCT,Other,TX,FMUA,CUBA,Title 8,5\n2023,FYTD,NOV,Other,TX,FMUA,CUBA,Title 8,5\n";
    let text = format!("{HEADER}{rows}");
    let value = |correction: &str| {
        let (_, p) = read_with(&state_with(correction), text.as_bytes(), "").unwrap();
        (
            p.batch.value.clone(),
            p.corrected.values().sum::<u64>(),
            p.tally.skipped.get("corrected").copied(),
        )
    };
    let correction = |expect: f64, value: &str| {
        format!(
            "[[correction]]\nexpect = {expect:?}\n{value}reason = \"a slip\"\n[correction.when]\norigin = \"CUB\"\n\"Month (abbv)\" = \"oct\"\n"
        )
    };
    assert_eq!(
        value(&correction(5.0, "value = 50.0\n")),
        (vec![50.0, 5.0], 1, None)
    );
    assert_eq!(value(&correction(5.0, "")), (vec![5.0], 1, Some(1)));
    assert_eq!(
        value(&correction(6.0, "value = 50.0\n")),
        (vec![5.0, 5.0], 0, None)
    );
}

#[test]
fn manifests_are_strict() {
    let source = include_str!("../../../sources/cbp-nationwide-state.toml");
    for (from, to, part) in [
        ("absent = ", "absnt = ", "did you mean `absent`"),
        (
            "extra_columns = ",
            "extra_colums = ",
            "did you mean `extra_columns`",
        ),
        ("role = \"month\"", "role = \"mont\"", "did you mean `month`"),
        ("facet = \"origin\"", "facet = \"orign\"", "did you mean `origin`"),
        (
            "measure = \"encounters\"",
            "measure = \"encountrs\"",
            "did you mean `encounters`",
        ),
        (
            "\"FMUA\" = \"family-unit\"",
            "\"FMUA\" = \"familly-unit\"",
            "did you mean `family-unit`",
        ),
        (
            "\"FMUA\" = \"family-unit\"",
            "\"FMUA\" = \"families\"",
            "write `family-unit`",
        ),
    ] {
        assert!(source.contains(from), "{from}");
        let e = Manifest::parse(&source.replacen(from, to, 1), "x.toml")
            .unwrap_err()
            .to_string();
        assert!(e.starts_with("x.toml: ") && e.contains(part), "{e}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = try_read(&bytes, "JTSJOL");
        for source in TEXT {
            let mut file = fixture(source);
            file.extend(&bytes);
            if let Ok((_, p)) = try_read(&file, name(source)) {
                whole(&p);
            }
        }
    }

    #[test]
    fn any_damage_is_read_or_refused(at in 0usize..2000, byte in any::<u8>()) {
        for source in TEXT {
            let mut file = fixture(source);
            let at = at % file.len();
            file[at] = byte;
            if let Ok((_, p)) = try_read(&file, name(source)) {
                whole(&p);
            }
        }
    }

    #[test]
    fn blocks_may_be_cut_at_any_line(cuts in proptest::collection::vec(0usize..5000, 0..6)) {
        for source in TEXT {
            let file = fixture(source);
            let Ok(Plan::Text(plan)) = recognise(manifest::built_in(), Beginning::Text(&file), name(source)) else {
                panic!("{source}");
            };
            let body = &file[plan.header_len()..];
            let mut ends: Vec<usize> = cuts
                .iter()
                .filter_map(|c| body[c % body.len()..].iter().position(|b| *b == b'\n').map(|p| c % body.len() + p + 1))
                .chain([body.len()])
                .collect();
            ends.sort_unstable();
            ends.dedup();
            let (mut from, mut line, mut out) = (0, plan.first_line(), String::new());
            for to in ends {
                out += &listed(&plan.read(&body[from..to], line, to == body.len()));
                line += memchr::memchr_iter(b'\n', &body[from..to]).count() as u64;
                from = to;
            }
            prop_assert_eq!(out, listed(&plan.read(body, plan.first_line(), true)));
        }
    }
}
