use proptest::{prelude::*, sample::select};

use super::*;
use crate::{
    calendar::calendars,
    facet::FacetKind,
    measure::measures,
    place::{Place, groups},
};

/// What a person may write for a facet: its values, aliases and words for all; or places, names and groups.
fn words_of(facet: &Facet) -> Vec<String> {
    let mut words = vec!["all".to_owned(), "ALL".to_owned()];
    match facet.kind() {
        FacetKind::Place => {
            words.extend(Place::all().map(|p| p.code().to_owned()));
            words.extend(
                Place::all()
                    .filter(|p| !p.is_bucket())
                    .map(|p| slug(p.name(crate::place::Lang::Es))),
            );
            words.extend(groups().iter().map(|g| g.id.clone()));
        }
        FacetKind::Label => words.extend(facet.words().map(str::to_owned)),
    }
    if facet.kind() == FacetKind::Label && facet.whole().is_empty() {
        words.extend(["tucson-sector", "El_Paso.Sector", "İstanbul", "x"].map(str::to_owned));
    }
    words
}

fn any_filter() -> impl Strategy<Value = (&'static str, String)> {
    select(facets().iter().collect::<Vec<_>>()).prop_flat_map(|f| {
        (
            Just(f.id()),
            proptest::collection::vec(select(words_of(f)), 1..4).prop_map(|w| w.join("+")),
        )
    })
}

fn any_by() -> impl Strategy<Value = Vec<String>> {
    let times = ["day", "month", "quarter", "year", "fy", "fiscal-quarter"].map(str::to_owned);
    let fiscal = calendars().iter().flat_map(|c| {
        [
            format!("fiscal-year@{}", c.id()),
            format!("fiscal-quarter@{}", c.id()),
        ]
    });
    let time = proptest::option::of(select(times.into_iter().chain(fiscal).collect::<Vec<_>>()));
    let facet = proptest::sample::subsequence(
        facets().iter().map(|f| f.id().to_owned()).collect::<Vec<_>>(),
        0..4,
    );
    (time, facet, any::<bool>()).prop_map(|(time, mut by, first)| {
        match time {
            Some(t) if first => by.insert(0, t),
            Some(t) => by.push(t),
            None => {}
        }
        by
    })
}

fn any_range() -> impl Strategy<Value = String> {
    let calendar = select(calendars().to_vec());
    (1990i16..2030, 1i8..=12, 0u32..30, 0usize..6, calendar).prop_map(|(year, month, n, kind, c)| {
        let quarter = (month - 1) / 3 + 1;
        let first = match kind {
            0 => crate::period::Period::Day(Date::constant(year, month, 28)),
            1 => crate::period::Period::Month { year, month },
            2 => crate::period::Period::Quarter { year, quarter },
            3 => crate::period::Period::Year { year },
            4 => crate::period::Period::FiscalYear { calendar: c, year },
            _ => crate::period::Period::FiscalQuarter {
                calendar: c,
                year,
                quarter,
            },
        };
        let last = (0..n).fold(first, |p, _| p.next());
        format!("{first}..{last}")
    })
}

fn any_reading() -> impl Strategy<Value = Reading> {
    (
        select(measures().iter().map(|m| m.id.clone()).collect::<Vec<_>>()),
        proptest::collection::vec(any_filter(), 0..5),
        any_by(),
        proptest::option::of(any_range()),
        proptest::option::of((2015i16..2030, 1i8..=12)),
        proptest::option::of("[a-z]{2,5}(-[a-z0-9]{1,5}){0,2}"),
    )
        .prop_map(|(m, filters, by, period, known, source)| {
            let mut r = Reading::of(&m).unwrap();
            for (f, v) in filters {
                r = r.with(f, &v).unwrap();
            }
            if !by.is_empty() {
                r = r.by(&by.join(",")).unwrap();
            }
            r.period = period.map(|p| p.parse().unwrap());
            r.as_of = known.map(|(y, m)| Date::new(y, m, 5).unwrap());
            match source {
                Some(s) => r.from_source(&s),
                None => r,
            }
        })
}

proptest! {
    #[test]
    fn printing_and_parsing_round_trip(r in any_reading()) {
        let text = r.to_string();
        prop_assert_eq!(&text.parse::<Reading>().unwrap(), &r);
        prop_assert_eq!(r.to_string(), text);
        let json = serde_json::to_string(&r).unwrap();
        prop_assert_eq!(serde_json::from_str::<Reading>(&json).unwrap(), r);
    }

    /// Whatever parses, prints something that parses to the same.
    #[test]
    fn what_parses_prints_what_parses(f in "\\PC{1,12}", v in "\\PC{1,12}", s in "\\PC{1,8}") {
        for text in [
            format!("encounters area={v} source={s}"),
            format!("encounters {f}={v}"),
            format!("refugees origin={v} by={f}"),
            format!("refugees as-of={v}"),
        ] {
            if let Ok(r) = text.parse::<Reading>() {
                let printed = r.to_string();
                prop_assert_eq!(printed.parse::<Reading>(), Ok(r), "{} printed as {}", text, printed);
            }
        }
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
        ("encounters border=all+west", "`west` is not a value"),
        ("encounters origin=all+Guatemla", "GTM"),
        ("encounters area=--", "write a word"),
        ("encounters source=--", "no value"),
        ("encounters by=month@usa", "only fiscal-year and fiscal-quarter"),
        ("encounters by=fiscal-year@fra", "known are usa"),
        ("encounters by=month by=origin", "given twice"),
        ("encounters by=origin,origin", "given twice"),
        ("encounters period=FY2021..2023", "two ends must be of one kind"),
    ];
    for (text, wants) in cases {
        let e = text.parse::<Reading>().unwrap_err().to_string();
        assert!(e.contains(wants), "{text}: {e}");
    }
}

#[test]
fn words_become_the_canonical_reading() {
    let cases = [
        (
            "Encounters border=SW citizenship=northern-triangle+mexico by=fy period=FY2021..FY2023",
            "encounters origin=GTM+HND+MEX+SLV border=southwest by=fiscal-year period=FY2021..FY2023",
        ),
        (
            "encounters component=all border=nationwide authority=title-42 period=2023-10",
            "encounters component=all border=all authority=title42 period=2023-10",
        ),
        (
            "encounters origin=all by=origin",
            "encounters origin=all by=origin",
        ),
        (
            "encounters origin=GTM+HND by=origin,month",
            "encounters origin=GTM+HND by=origin,month",
        ),
        ("arrests by=fiscal_year@GBR", "apprehensions by=fiscal-year@gbr"),
        (
            "refugees coo=el-salvador coa=méxico",
            "refugees origin=SLV destination=MEX",
        ),
        (
            "encounters origin=other@CBP+chnv",
            "encounters origin=CUB+HTI+NIC+VEN+other@cbp",
        ),
        (
            "encounters source=CBP-Southwest as-of=2024-02-05",
            "encounters as-of=2024-02-05 source=cbp-southwest",
        ),
    ];
    for (written, canonical) in cases {
        assert_eq!(written.parse::<Reading>().unwrap().to_string(), canonical);
    }
}

#[test]
fn the_order_of_words_does_not_matter() {
    let a: Reading = "encounters period=2023 origin=HND+GTM border=southwest"
        .parse()
        .unwrap();
    let b: Reading = "encounters border=southwest origin=GTM+HND+GTM period=2023"
        .parse()
        .unwrap();
    assert_eq!(a, b);
}
