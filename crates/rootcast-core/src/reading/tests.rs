use proptest::prelude::*;

use super::*;

fn any_reading() -> impl Strategy<Value = Reading> {
    let measure = proptest::sample::select(
        crate::measure::measures()
            .iter()
            .map(|m| m.id.clone())
            .collect::<Vec<_>>(),
    );
    let facet = proptest::sample::select(vec![
        (
            "origin",
            vec!["GTM", "HND", "other@cbp", "northern-triangle", "all"],
        ),
        ("border", vec!["southwest", "northern", "sw", "nationwide"]),
        ("component", vec!["usbp", "ofo", "all"]),
        ("area", vec!["tucson-sector", "el-paso-sector"]),
        ("place", vec!["SLV", "MEX", "Honduras"]),
    ]);
    let filters = proptest::collection::vec(
        facet.prop_flat_map(|(f, v)| {
            (
                Just(f),
                proptest::collection::vec(proptest::sample::select(v), 1..4),
            )
        }),
        0..4,
    );
    let by = proptest::sample::subsequence(vec!["origin", "month", "border", "component", "place"], 0..4);
    let period = (1990i16..2030, 1i16..5).prop_map(|(y, n)| format!("FY{y}..FY{}", y + n));
    (
        measure,
        filters,
        by,
        proptest::option::of(period),
        proptest::option::of(2015i16..2030),
    )
        .prop_map(|(m, filters, by, period, year)| {
            let mut r = Reading::of(&m).unwrap();
            for (f, v) in filters {
                r = r.with(f, &v.join("+")).unwrap();
            }
            for b in by {
                r = r.by(b).unwrap();
            }
            r.period = period.map(|p| p.parse().unwrap());
            r.as_of = year.map(|y| Date::new(y, 2, 5).unwrap());
            r
        })
}

proptest! {
    #[test]
    fn printing_and_parsing_round_trip(r in any_reading()) {
        prop_assert_eq!(r.to_string().parse::<Reading>().unwrap(), r);
    }

    #[test]
    fn no_text_panics(t in "\\PC{0,60}") {
        let _ = t.parse::<Reading>();
        let _ = format!("encounters {t}").parse::<Reading>();
        let _ = format!("encounters origin={t} period={t}").parse::<Reading>();
    }
}

#[test]
fn errors_name_the_word() {
    let cases = [
        ("", "begin with a measure"),
        ("encountrs", "did you mean `encounters`"),
        ("encounters origin", "`origin` is not `name=value`"),
        ("encounters orign=GTM", "did you mean `origin`"),
        ("encounters origin=GTM origin=HND", "given twice"),
        ("encounters origin=", "no value"),
        ("encounters origin=GTM++HND", "no value"),
        ("encounters origin=Guatemla", "GTM"),
        ("encounters border=west", "values are southwest, northern, other"),
        ("encounters by=moth", "did you mean `month`"),
        ("encounters by=month,year", "one breakdown by time"),
        ("encounters period=FY23", "is not a period"),
        ("encounters as-of=yesterday", "write it as 2024-02-05"),
    ];
    for (text, wants) in cases {
        let e = text.parse::<Reading>().unwrap_err().to_string();
        assert!(e.contains(wants), "{text}: {e}");
    }
}
