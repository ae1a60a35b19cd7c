use std::{io::Read, num::NonZero, ops::ControlFlow};

use proptest::{prelude::*, sample::select};

use super::{Division, Limits, Part, Summary, read, read_divided};
use crate::xml::{Problem, XmlError};

/// Everything a reading hands on: part, number, line and tree of each thing, and how it ends.
type Reading = (Vec<String>, Result<Summary, XmlError>);

fn reading(bytes: &[u8], limits: &Limits, block: usize, threads: usize) -> Reading {
    let mut seen = Vec::new();
    let division = Division {
        block,
        threads: NonZero::new(threads).unwrap(),
    };
    let summary = read_divided(
        bytes,
        limits,
        division,
        |r| format!("{:?} {} {}+{} {:?}", r.part, r.number, r.offset, r.bytes, r.tree),
        |text| {
            seen.push(text);
            ControlFlow::Continue(())
        },
    );
    let same = summary.map(|s| Summary {
        largest_buffer: 0,
        ..s
    });
    (seen, same)
}

fn whole(text: &str) -> Reading {
    reading(text.as_bytes(), &Limits::default(), 1 << 20, 1)
}

fn problem(bytes: &[u8]) -> XmlError {
    match reading(bytes, &Limits::default(), 1 << 20, 1).1 {
        Ok(summary) => panic!("it is read: {summary:?}"),
        Err(error) => error,
    }
}

fn parts(text: &str) -> Vec<(Part, u64, u64)> {
    let mut parts = Vec::new();
    let sink = |part| {
        parts.push(part);
        ControlFlow::Continue(())
    };
    let each = |r: &super::Record<'_, '_>| (r.part, r.number, r.tree.line(r.tree.root().unwrap()));
    read(text.as_bytes(), &Limits::default(), each, sink).unwrap();
    parts
}

const FILE: &str = "<?xml version='1.0'?>\n<!--b--><?p q?>\n<iati-activities version='2.03' xmlns:x='urn:x'>\n\
    <!--</iati-activity>--><iati-activity x:a='1'><x:e/>\n</iati-activity> loose &amp; text <![CDATA[<iati-activity>]]>\n\
    <iati-activity/><x:more><iati-activity>é</iati-activity></x:more>\r\n<iati-activity\n></iati-activity >\
    </iati-activities>\n<!--e-->\n";

#[test]
fn all_parts_come_in_order() {
    use crate::iati::Kind::Activities;
    assert_eq!(
        parts(FILE),
        [
            (Part::Before, 0, 2),
            (Part::Before, 0, 2),
            (Part::Between, 0, 4),
            (Part::Record(Activities), 1, 4),
            (Part::Between, 1, 5),
            (Part::Record(Activities), 2, 6),
            (Part::Between, 2, 6),
            (Part::Record(Activities), 3, 7),
            (Part::After, 3, 9),
        ]
    );
}

#[test]
fn blocks_and_threads_make_no_difference() {
    let expected = whole(FILE);
    assert!(expected.1.is_ok());
    for block in 16..300 {
        for threads in [1, 3] {
            assert_eq!(
                reading(FILE.as_bytes(), &Limits::default(), block, threads),
                expected,
                "{block} {threads}"
            );
        }
    }
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let root_ends = FILE.find("</iati-activities>").unwrap() + "</iati-activities>".len();
    for cut in 0..root_ends {
        let error = problem(&FILE.as_bytes()[..cut]);
        let of_an_end = matches!(
            error.what,
            Problem::Ended { .. } | Problem::Empty | Problem::Malformed { .. }
        );
        assert!(of_an_end, "{cut}: {error}");
    }
}

#[test]
fn a_default_namespace_makes_elements_others() {
    let text = "<iati-activities xmlns='urn:other'><iati-activity/></iati-activities>";
    assert_eq!(parts(text), [(Part::Between, 0, 1)]);
    let text = "<iati-activities><iati-activity xmlns='urn:other'/></iati-activities>";
    assert_eq!(parts(text), [(Part::Between, 0, 1)]);
}

#[test]
fn the_head_is_the_root_without_its_content() {
    let (_, summary) = whole(FILE);
    let head = summary.unwrap().head;
    assert_eq!(head.get("version").as_deref(), Some("2.03"));
    assert_eq!((head.name.as_str(), head.line), ("iati-activities", 3));
    assert_eq!(head.tree().len(), 1);
}

#[test]
fn each_part_says_where_its_text_is() {
    let mut text = FILE.replace('\r', "");
    for block in [16, 60, 1 << 20] {
        let division = Division {
            block,
            threads: NonZero::new(2).unwrap(),
        };
        let mut places = Vec::new();
        let summary = read_divided(
            text.as_bytes(),
            &Limits::default(),
            division,
            |r| (r.part, r.offset, r.bytes),
            |place| {
                places.push(place);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(summary.unwrap().verbatim, Some(0));
        let texts: Vec<&str> = places
            .iter()
            .filter(|(part, ..)| matches!(part, Part::Record(_) | Part::After))
            .map(|(_, at, bytes)| &text[usize::try_from(*at).unwrap()..][..*bytes])
            .collect();
        let records = [
            "<iati-activity x:a='1'><x:e/>\n</iati-activity>",
            "<iati-activity/>",
            "<iati-activity\n></iati-activity >",
            "<!--e-->",
        ];
        assert_eq!(texts, records, "{block}");
    }
    // A mark is not text; normalised and decoded text is not the file's.
    text.insert(0, '\u{feff}');
    let verbatim = |bytes: &[u8]| reading(bytes, &Limits::default(), 64, 1).1.unwrap().verbatim;
    assert_eq!(verbatim(text.as_bytes()), Some(3));
    assert_eq!(verbatim(FILE.as_bytes()), None);
    assert_eq!(
        verbatim(b"<?xml version='1.0' encoding='ISO-8859-1'?><iati-activities>\xe9</iati-activities>"),
        None
    );
}

#[test]
fn a_sink_can_stop() {
    let mut seen = 0;
    let sink = |()| {
        seen += 1;
        ControlFlow::Break(())
    };
    let summary = read(FILE.as_bytes(), &Limits::default(), |_| (), sink).unwrap();
    assert_eq!((seen, summary.complete), (1, false));
}

#[test]
fn errors_have_the_place_in_the_file() {
    let mut text = String::from("<iati-activities>\n");
    for _ in 0..50 {
        text.push_str("<iati-activity>\n</iati-activity>");
    }
    text.push_str("é<iati-activity>\n é&nope;</iati-activity></iati-activities>");
    for block in [16, 100, 1 << 20] {
        let error = reading(text.as_bytes(), &Limits::default(), block, 2)
            .1
            .unwrap_err();
        assert_eq!((error.line, error.column), (53, 3), "{block}");
    }
}

#[test]
fn encodings_are_read() {
    let text = |name: &str| format!("<?xml version='1.0' encoding='{name}'?>\r\n<iati-activities é='ü'/>\r");
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let units = text.encode_utf16();
        units
            .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect()
    };
    let latin = |text: &str| -> Vec<u8> {
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect()
    };
    for (bytes, encoding) in [
        (text("utf-8").into_bytes(), "UTF-8"),
        (format!("\u{FEFF}{}", text("UTF-8")).into_bytes(), "UTF-8"),
        (utf16(&format!("\u{FEFF}{}", text("UTF-16")), true), "UTF-16BE"),
        (utf16(&format!("\u{FEFF}{}", text("UTF-16")), false), "UTF-16LE"),
        (utf16(&text("UTF-16BE"), true), "UTF-16BE"),
        (utf16("\u{FEFF}<iati-activities é='ü'/>", false), "UTF-16LE"),
        (latin(&text("ISO-8859-1")), "ISO-8859-1"),
        (latin(&text("windows-1252")), "windows-1252"),
    ] {
        for block in [16, 17, 1 << 20] {
            let (_, summary) = reading(&bytes, &Limits::default(), block, 2);
            let summary = summary.unwrap_or_else(|e| panic!("{encoding}: {e}"));
            assert_eq!(summary.encoding, encoding);
            assert_eq!(summary.head.get("é").as_deref(), Some("ü"));
        }
    }
}

#[test]
fn wrong_encodings_are_refused() {
    let declared = |name: &str, tail: &[u8]| {
        let mut bytes = format!("<?xml version='1.0' encoding='{name}'?>\n<a>").into_bytes();
        bytes.extend_from_slice(tail);
        bytes.extend_from_slice(b"</a>");
        bytes
    };
    for (bytes, line) in [
        (declared("UTF-8", b"\xE9"), 2),
        (declared("US-ASCII", "é".as_bytes()), 2),
        (declared("windows-1252", b"\x81"), 2),
        (declared("UTF-16", b""), 1),
        (declared("nonsense", b""), 1),
        (
            [b"\xEF\xBB\xBF".as_slice(), &declared("ISO-8859-1", b"")].concat(),
            1,
        ),
        (b"\xFF\xFE<\0a\0>\0\0\xD8<\0/\0a\0>\0".to_vec(), 1),
        (b"\0\0\0<".to_vec(), 1),
    ] {
        let error = problem(&bytes);
        assert!(
            matches!(error.what, Problem::Encoding { .. } | Problem::Malformed { .. }),
            "{bytes:?}: {error}"
        );
        assert_eq!(error.line, line, "{error}");
    }
}

#[test]
fn a_failing_source_is_an_error() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("unplugged"))
        }
    }
    let source = FILE.as_bytes()[..200].chain(Failing);
    let error = read(source, &Limits::default(), |_| (), |()| ControlFlow::Continue(())).unwrap_err();
    assert!(
        matches!(&error.what, Problem::Read { why } if why == "unplugged"),
        "{error}"
    );
}

#[test]
fn line_ends_are_normalised_across_blocks() {
    let text =
        "<iati-activities>\r\n<iati-activity>\r\r\n\n&#13;x\ry\r\n</iati-activity>\r</iati-activities>";
    let plain = "<iati-activities>\n<iati-activity>\n\n\n&#13;x\ny\n</iati-activity>\n</iati-activities>";
    let expected = whole(plain).0;
    for block in 16..120 {
        assert_eq!(
            reading(text.as_bytes(), &Limits::default(), block, 2).0,
            expected,
            "{block}"
        );
    }
}

/// Pieces of which files are made, well-formed or not.
const PIECES: [&str; 24] = [
    "<iati-activity>",
    "</iati-activity>",
    "<iati-activity/>",
    "<iati-activity a='1'>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<x:e xmlns:x='u'>",
    "</x:e>",
    "text é",
    " \r\n",
    "&amp;",
    "&",
    "<title>",
    "</title>",
    "<?p ",
    "?>",
    "</iati-activities>",
    "\u{FFFF}",
    "<p:q/>",
    "<a b=\"",
    "\"/>",
    "]]",
];

fn file() -> impl Strategy<Value = String> {
    let balanced = select(vec![
        "<iati-activity><title>é</title></iati-activity>",
        "<!--</iati-activity>-->",
        "<iati-activity/>",
        " \n",
        "text",
        "<iati-activity><!--<iati-activity>--></iati-activity>",
        "<x:e><iati-activity></iati-activity></x:e>",
        "<?p q?>",
        "<![CDATA[</iati-activity>]]>",
        "<iati-activity a='1' b='&lt;'><![CDATA[]]>&#9;</iati-activity >",
    ]);
    let balanced = prop::collection::vec(balanced, 0..30).prop_map(|v| v.concat());
    let broken = prop::collection::vec(select(PIECES.to_vec()), 0..12).prop_map(|v| v.concat());
    let end = select(vec![
        "</iati-activities>",
        "</iati-activities><!--e-->",
        "</iati-activities><a/>",
        "",
    ]);
    (
        balanced.clone(),
        prop_oneof![3 => Just(String::new()), 1 => broken],
        balanced,
        end,
    )
        .prop_map(|(a, b, c, end)| format!("<iati-activities xmlns:x='u'>{a}{b}{c}{end}"))
}

proptest! {
    #[test]
    fn any_division_reads_the_same(file in file(), block in 16_usize..400, threads in 1_usize..4, value in 20_usize..80) {
        for limits in [
            Limits::default(),
            Limits { value_bytes: value.max(45), record_bytes: value * 2, nodes: 12, depth: 3, ..Limits::default() },
        ] {
            let bytes = file.as_bytes();
            prop_assert_eq!(reading(bytes, &limits, block, threads), reading(bytes, &limits, 1 << 20, 1));
        }
    }

    #[test]
    fn a_reading_agrees_with_the_whole_document(file in file()) {
        let (_, summary) = whole(&file);
        let parsed = crate::xml::parse(&file);
        prop_assert_eq!(summary.is_ok(), parsed.is_ok(), "{:?} {:?}", summary, parsed);
    }
}
