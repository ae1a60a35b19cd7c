use std::fs;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use rootcast_core::release::Precision;
use tempfile::TempDir;

use super::*;
use crate::ledger::{Figure, Known, Question};

/// An activities file that passes all checks.
fn file(generated: Option<&str>, activities: &[(&str, &[(&str, &str)])]) -> String {
    let generated = generated.map_or(String::new(), |g| format!(" generated-datetime=\"{g}\""));
    let mut out = format!("<iati-activities version=\"2.03\"{generated} xmlns:x=\"urn:x\">\n");
    for (id, transactions) in activities {
        out.push_str(&format!(
            "<iati-activity default-currency=\"USD\"><iati-identifier>{id}</iati-identifier>\
             <reporting-org ref=\"XX-1\" type=\"21\"><narrative>Agencia</narrative></reporting-org>\
             <title><narrative>{id}</narrative></title><description><narrative>x</narrative></description>\n\
             <participating-org role=\"4\"/><activity-status code=\"2\"/><activity-date type=\"2\" iso-date=\"2022-01-01\"/>"
        ));
        for (n, (reference, amount)) in transactions.iter().enumerate() {
            out.push_str(&format!(
                "\n<transaction ref=\"{reference}\"><transaction-type code=\"3\"/><transaction-date iso-date=\"2022-01-{:02}\"/>\
                 <value value-date=\"2022-01-01\">{amount}</value></transaction>",
                n + 1
            ));
        }
        out.push_str("<x:more/></iati-activity>\n");
    }
    out.push_str("</iati-activities>");
    out
}

struct Home {
    folder: TempDir,
    shelf: Shelf,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(&folder.path().join("ledger"));
        Self { folder, shelf }
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>, how: &How) -> Result<Imported, ShelfError> {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        self.shelf.import(&path, how)
    }

    fn disbursed(&self, activity: &str, as_of: Date) -> Option<f64> {
        let ledger = self.shelf.ledger(None, as_of).unwrap();
        ledger.check().unwrap();
        match ledger.known(&Question::of(activity, "disbursed", as_of)) {
            Known::Stated(held) => Some(held.statement.figure.value()),
            Known::Unknown => None,
            Known::Conflict(c) | Known::Several(c) => panic!("{c:?}"),
        }
    }

    /// Everything on the shelf but the lock.
    fn listing(&self) -> Vec<String> {
        fn walk(folder: &Path, out: &mut Vec<String>) {
            for e in fs::read_dir(folder).into_iter().flatten() {
                let path = e.unwrap().path();
                if path.is_dir() {
                    walk(&path, out);
                }
                out.push(path.display().to_string());
            }
        }
        let mut out = Vec::new();
        walk(self.shelf.root(), &mut out);
        out.retain(|p| Path::new(p).file_name() != Some(".lock".as_ref()));
        out.sort();
        out
    }
}

fn on(day: Date) -> How {
    How {
        source: Some("agencia".to_owned()),
        published: Some((day, Precision::Day)),
        lenient: false,
    }
}

#[test]
fn an_import_is_whole_and_its_bytes_come_back() {
    let home = Home::new();
    let text = file(
        Some("2023-03-01T10:00:00Z"),
        &[("XX-1-b", &[("t", "5")]), ("XX-1-a", &[])],
    );
    let imported = home.put("Agencia 2023.xml", &text, &How::default()).unwrap();
    let import = &imported.import;
    assert!(imported.new);
    assert_eq!(import.source, "agencia-2023");
    assert_eq!(
        (import.published, import.precision),
        (date(2023, 3, 1), Precision::Day)
    );
    assert_eq!((import.contents, import.records), (Contents::Activities, 2));
    assert_eq!(import.publisher.as_deref(), Some("Agencia"));
    assert_eq!(import.findings.errors, 0);
    assert_eq!(home.shelf.releases().unwrap(), std::slice::from_ref(import));
    let mut back = Vec::new();
    home.shelf.export_original("agencia-2023", &mut back).unwrap();
    assert_eq!(back, text.as_bytes());
    let (record, from) = home.shelf.activity("XX-1-b", date(2024, 1, 1)).unwrap().unwrap();
    assert_eq!(
        (
            record.transactions.len(),
            record.line,
            record.transactions[0].line
        ),
        (1, 2, 4)
    );
    assert_eq!(&from, import);
    assert!(home.shelf.activity("XX-1-c", date(2024, 1, 1)).unwrap().is_none());
    assert!(
        home.shelf
            .activity("XX-1-b", date(2023, 2, 28))
            .unwrap()
            .is_none()
    );
}

#[test]
fn the_same_bytes_are_one_import() {
    let home = Home::new();
    let text = file(None, &[("XX-1-a", &[])]);
    let first = home.put("a.xml", &text, &on(date(2023, 1, 1))).unwrap();
    let before = home.listing();
    let second = home.put("b.xml", &text, &on(date(2023, 1, 1))).unwrap();
    assert!(first.new && !second.new);
    assert_eq!(first.import, second.import);
    assert_eq!(home.listing(), before);
}

#[test]
fn what_is_refused_leaves_nothing_behind() {
    let home = Home::new();
    home.put("a.xml", file(None, &[("XX-1-a", &[])]), &on(date(2023, 1, 1)))
        .unwrap();
    let before = home.listing();
    let good = file(None, &[("XX-1-a", &[("t", "1")])]);
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("cut.xml", good[..good.len() - 30].into(), "not well-formed"),
        ("bytes.xml", vec![0xFF; 3_000_000], "not well-formed"),
        ("page.xml", b"<html/>".to_vec(), "root element is <html>"),
        (
            "wrong.xml",
            good.replace("<title>", "<titel>")
                .replace("</title>", "</titel>")
                .into(),
            "error(s)",
        ),
        (
            "amount.xml",
            good.replace(">1<", ">1,5<").into(),
            "--allow-invalid",
        ),
        ("undated.xml", good.clone().into(), "--published 2024-02-05"),
        ("own.toml", b"[[statement]]\nid = 3".to_vec(), "own.toml:"),
    ];
    for (name, bytes, says) in cases {
        let how = How {
            source: Some("agencia".to_owned()),
            ..How::default()
        };
        let e = home.put(name, bytes, &how).unwrap_err().to_string();
        assert!(e.contains(says), "{name}: {e}");
        assert_eq!(home.listing(), before, "{name}");
    }
    let e = home.put(
        "x.xml",
        good,
        &How {
            source: Some("../x".to_owned()),
            ..How::default()
        },
    );
    assert!(e.unwrap_err().to_string().contains("letters, digits and hyphens"));
}

#[test]
fn errors_are_counted_where_they_are_allowed() {
    let home = Home::new();
    let text = file(
        None,
        &[("XX-1-a", &[("t", "1,5"), ("u", "2")]), ("XX-1-a", &[("v", "9")])],
    );
    let how = How {
        lenient: true,
        ..on(date(2023, 1, 1))
    };
    let import = home.put("a.xml", text, &how).unwrap().import;
    assert_eq!((import.findings.errors, import.findings.warnings), (1, 1));
    assert_eq!(
        import
            .findings
            .codes
            .keys()
            .filter(|c| *c == "identifier-twice")
            .count(),
        1
    );
    assert!(
        import.findings.first[1].contains("line 2"),
        "{:?}",
        import.findings.first
    );
    // The first record of the identifier counts, and what is no number is in no figure.
    assert_eq!(home.disbursed("XX-1-a", date(2023, 1, 1)), Some(2.0));
}

#[test]
fn a_withdrawn_transaction_vanishes_and_an_earlier_day_still_has_it() {
    let home = Home::new();
    let first: &[(&str, &[(&str, &str)])] =
        &[("XX-1-a", &[("t", "1"), ("u", "2")]), ("XX-1-b", &[("v", "40")])];
    home.put("1.xml", file(None, first), &on(date(2023, 1, 1)))
        .unwrap();
    home.put(
        "2.xml",
        file(None, &[("XX-1-a", &[("t", "1")])]),
        &on(date(2023, 6, 1)),
    )
    .unwrap();
    assert_eq!(home.disbursed("XX-1-a", date(2022, 12, 31)), None);
    assert_eq!(home.disbursed("XX-1-a", date(2023, 5, 31)), Some(3.0));
    assert_eq!(home.disbursed("XX-1-a", date(2023, 6, 1)), Some(1.0));
    let ledger = home.shelf.ledger(None, date(2023, 6, 1)).unwrap();
    assert!(!ledger.statements.contains_key("XX-1-a/u"));
    // An activity that the newer file does not hold keeps its newest import.
    assert_eq!(home.disbursed("XX-1-b", date(2023, 6, 1)), Some(40.0));
}

#[test]
fn a_day_known_to_a_month_counts_from_its_end() {
    let home = Home::new();
    let how = How {
        published: Some((date(2023, 3, 1), Precision::Month)),
        ..on(date(2023, 3, 1))
    };
    home.put("a.xml", file(None, &[("XX-1-a", &[("t", "1")])]), &how)
        .unwrap();
    assert_eq!(home.disbursed("XX-1-a", date(2023, 3, 30)), None);
    assert_eq!(home.disbursed("XX-1-a", date(2023, 3, 31)), Some(1.0));
}

#[test]
fn files_in_other_encodings_and_line_ends_answer_too() {
    let home = Home::new();
    let text = file(None, &[("XX-1-a", &[("t", "1")]), ("XX-1-é", &[("t", "7")])]).replace('\n', "\r\n");
    let latin: Vec<u8> = std::iter::once("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>")
        .chain([text.as_str()])
        .flat_map(str::chars)
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    home.put("l.xml", latin, &on(date(2023, 1, 1))).unwrap();
    home.put(
        "m.xml",
        format!("\u{feff}{}", text.replace('é', "m")),
        &on(date(2023, 1, 1)),
    )
    .unwrap();
    for (id, amount) in [("XX-1-é", 7.0), ("XX-1-m", 7.0), ("XX-1-a", 1.0)] {
        assert_eq!(home.disbursed(id, date(2023, 1, 1)), Some(amount));
        let (record, _) = home.shelf.activity(id, date(2023, 1, 1)).unwrap().unwrap();
        assert_eq!(record.id, id);
        let scoped = home.shelf.ledger(Some(id), date(2023, 1, 1)).unwrap();
        assert_eq!(scoped.activities.keys().collect::<Vec<_>>(), [id]);
    }
}

const OWN: &str = "[[document]]\nid = \"d\"\ntitle = \"T\"\npublisher = \"P\"\nkind = \"own\"\npublished = \"2022-06-07\"\n\
    [[activity]]\nid = \"call\"\ntitle = \"Call\"\nkind = \"programme\"\n\
    [[statement]]\nid = \"s\"\nactivity = \"call\"\nstage = \"disbursement\"\nmeasure = \"disbursed\"\nfigure = \"more than 3\"\n\
    unit = \"USD\"\ntally = \"cumulative\"\nsaid-by = \"P\"\ndocument = \"d\"\n";

#[test]
fn a_table_of_statements_stands_beside_the_ledger_that_names_its_activities() {
    let home = Home::new();
    home.put("call.toml", OWN, &How::default()).unwrap();
    let ledger = crate::file::parse(OWN, "call.toml").unwrap();
    let mut later = ledger.statements.values().next().unwrap().clone();
    later.id = "later".to_owned();
    later.said_on = date(2024, 3, 1);
    later.figure = Figure::exact(9.0);
    let table = crate::file::csv::write([&later]).unwrap();
    let imported = home.put("more.csv", table, &How::default()).unwrap();
    assert_eq!(imported.import.published, date(2024, 3, 1));
    assert_eq!(home.disbursed(&later.activity, date(2024, 2, 1)), Some(3.0));
    assert_eq!(home.disbursed(&later.activity, date(2024, 3, 1)), Some(9.0));
}

#[test]
fn our_own_ledger_stands_beside_iati_and_its_newest_version_answers() {
    let home = Home::new();
    let own = |day| How {
        source: Some("own".to_owned()),
        published: day,
        lenient: false,
    };
    let first = home.put("call.toml", OWN, &own(None)).unwrap().import;
    assert_eq!(
        (first.contents, first.published),
        (Contents::Ledger, date(2022, 6, 7))
    );
    assert_eq!(first.publisher.as_deref(), Some("P"));
    home.put(
        "a.xml",
        file(None, &[("XX-1-a", &[("t", "1")])]),
        &on(date(2023, 1, 1)),
    )
    .unwrap();
    assert_eq!(home.disbursed("call", date(2023, 1, 1)), Some(3.0));
    assert_eq!(home.disbursed("XX-1-a", date(2023, 1, 1)), Some(1.0));
    let later = OWN.replace("more than 3", "more than 4");
    home.put(
        "call.toml",
        &later,
        &own(Some((date(2024, 1, 1), Precision::Day))),
    )
    .unwrap();
    // The statement was made in 2022; that it was first transcribed otherwise is no news about the world.
    assert_eq!(home.disbursed("call", date(2022, 6, 7)), Some(4.0));
    assert_eq!(home.disbursed("call", date(2022, 6, 6)), None);
    let mut back = Vec::new();
    home.shelf.export_original("own", &mut back).unwrap();
    assert_eq!(back, later.as_bytes());
}

#[test]
fn parents_that_are_not_held_or_name_each_other_do_no_harm() {
    let home = Home::new();
    let mut text = file(
        None,
        &[("XX-1-a", &[]), ("XX-1-b", &[("t", "2")]), ("XX-1-c", &[])],
    );
    for (id, related) in [("a", "b:1 z:1 a:1"), ("b", "a:1 c:2"), ("c", "b:1")] {
        let related: Vec<String> = related
            .split(' ')
            .map(|r| r.split_once(':').unwrap())
            .map(|(to, kind)| format!("<related-activity ref=\"XX-1-{to}\" type=\"{kind}\"/>"))
            .collect();
        let at = text.find(&format!("<iati-identifier>XX-1-{id}<")).unwrap();
        let end = at + text[at..].find("<x:more/>").unwrap();
        text.insert_str(end, &related.concat());
    }
    home.put("a.xml", text, &on(date(2023, 1, 1))).unwrap();
    let ledger = home.shelf.ledger(None, date(2023, 1, 1)).unwrap();
    ledger.check().unwrap();
    let parents: Vec<_> = ledger.activities.values().map(|a| a.part_of.join("+")).collect();
    assert_eq!(parents, ["XX-1-b", "", "XX-1-b"]);
    let below = home.shelf.ledger(Some("XX-1-b"), date(2023, 1, 1)).unwrap();
    assert_eq!(below.activities.keys().collect::<Vec<_>>(), ["XX-1-b", "XX-1-c"]);
}

#[test]
fn two_writers_at_once_and_what_a_killed_one_left() {
    let home = Home::new();
    fs::create_dir_all(home.shelf.root().join("agencia/.partial-1/x")).unwrap();
    fs::create_dir_all(home.shelf.root().join("other/.partial-2")).unwrap();
    std::thread::scope(|scope| {
        for n in 0..4 {
            let home = &home;
            scope.spawn(move || {
                let text = file(None, &[(["XX-1-a", "XX-1-b"][n % 2], &[])]);
                home.put(&format!("{n}.xml"), text, &on(date(2023, 1, 1)))
                    .unwrap();
            });
        }
    });
    assert_eq!(home.shelf.releases().unwrap().len(), 2);
    assert!(
        home.listing()
            .iter()
            .all(|p| !p.contains("partial") && !p.contains("other"))
    );
}

#[test]
fn changed_files_are_noticed() {
    let home = Home::new();
    let import = home
        .put(
            "a.xml",
            file(None, &[("XX-1-a", &[("t", "1")])]),
            &on(date(2023, 1, 1)),
        )
        .unwrap()
        .import;
    let folder = home.shelf.root().join("agencia").join(&import.id);
    let index = fs::read_to_string(folder.join("index.tsv")).unwrap();
    fs::write(folder.join("index.tsv"), index.replace("XX-1-a", "XX-1-b")).unwrap();
    let e = home
        .shelf
        .activity("XX-1-b", date(2023, 1, 1))
        .unwrap_err()
        .to_string();
    assert!(
        e.contains("not where the index says") && e.contains("import the file again"),
        "{e}"
    );
    fs::write(folder.join("index.tsv"), "frame\n").unwrap();
    assert!(home.shelf.ledger(None, date(2023, 1, 1)).is_err());
    let record = fs::read_to_string(folder.join("release.json")).unwrap();
    fs::write(
        folder.join("release.json"),
        record.replace(&import.sha256, &"0".repeat(64)),
    )
    .unwrap();
    let e = home
        .shelf
        .export_original(&import.name(), &mut Vec::new())
        .unwrap_err()
        .to_string();
    assert!(e.contains("not those that were imported"), "{e}");
    let e = home.shelf.release("agencja").unwrap_err().to_string();
    assert!(e.contains("no import `agencja`"), "{e}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// No order of imports changes an answer, and a later import never changes an earlier as-of answer.
    #[test]
    fn the_order_of_imports_does_not_show(
        releases in proptest::collection::vec((1i8..=6, proptest::collection::vec((0usize..4, 1u32..100), 1..4)), 1..5),
        seed in any::<u64>(),
    ) {
        let ids = ["XX-1-a", "XX-1-b", "XX-1-c", "XX-1-d"];
        let files: Vec<(Date, String)> = releases
            .iter()
            .map(|(month, activities)| {
                let amounts: Vec<String> = activities.iter().map(|(_, n)| n.to_string()).collect();
                let transactions: Vec<[(&str, &str); 1]> = amounts.iter().map(|a| [("t", a.as_str())]).collect();
                let mut seen = Vec::new();
                let all: Vec<(&str, &[(&str, &str)])> = activities
                    .iter()
                    .zip(&transactions)
                    .filter(|((id, _), _)| !seen.contains(id) && { seen.push(*id); true })
                    .map(|((id, _), t)| (ids[*id], t.as_slice()))
                    .collect();
                (date(2023, *month, 1), file(None, &all))
            })
            .collect();
        let (one, other, early) = (Home::new(), Home::new(), Home::new());
        let mut shuffled: Vec<usize> = (0..files.len()).collect();
        shuffled.sort_by_key(|i| seed.rotate_left(u32::try_from(*i).unwrap() * 7) ^ (*i as u64));
        for (n, (day, text)) in files.iter().enumerate() {
            one.put(&format!("{n}.xml"), text, &on(*day)).unwrap();
            if *day <= date(2023, 3, 15) {
                early.put(&format!("{n}.xml"), text, &on(*day)).unwrap();
            }
        }
        for n in shuffled {
            let (day, text) = &files[n];
            other.put(&format!("{n}.xml"), text, &on(*day)).unwrap();
        }
        for month in 1..=7 {
            let day = date(2023, month, 15);
            prop_assert_eq!(one.shelf.ledger(None, day).unwrap(), other.shelf.ledger(None, day).unwrap());
            for id in ids {
                // A whole reading and a single record say the same.
                let whole = one.shelf.ledger(None, day).unwrap();
                let scoped = one.shelf.ledger(Some(id), day).unwrap();
                prop_assert_eq!(whole.activities.get(id), scoped.activities.get(id));
                prop_assert!(scoped.statements.iter().all(|(k, s)| whole.statements.get(k) == Some(s)));
            }
        }
        let day = date(2023, 3, 15);
        prop_assert_eq!(one.shelf.ledger(None, day).unwrap(), early.shelf.ledger(None, day).unwrap());
    }
}
