use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

#[test]
fn the_data_files_read() {
    let places = table::read(include_str!("../../data/places.toml")).unwrap();
    assert_eq!(places.len(), Place::all().count());
    let groups_read = group::read(include_str!("../../data/groups.toml")).unwrap();
    assert_eq!(groups_read.len(), groups().len());
    assert!(places.len() > 249 && groups().len() >= 5);
}

#[test]
fn codes_are_well_formed_and_sorted() {
    let all: Vec<Place> = Place::all().collect();
    assert!(all.windows(2).all(|w| w[0].code() < w[1].code() && w[0] < w[1]));
    for p in all {
        let code = p.code();
        if p.is_bucket() {
            let (word, publisher) = code.split_once('@').unwrap();
            assert!(
                [word, publisher]
                    .iter()
                    .all(|s| !s.is_empty() && s.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')),
                "{code}"
            );
            assert!(p.note().is_some(), "{code}: say whose it is");
        } else {
            assert!(
                code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()),
                "{code}"
            );
            assert_eq!(p.alpha2().is_some(), p.numeric().is_some(), "{code}");
            assert_ne!(
                p.alpha2().is_some(),
                p.note().is_some(),
                "{code}: a code outside ISO needs a note"
            );
        }
        assert_eq!(code.parse::<Place>().unwrap(), p);
        assert_eq!(
            serde_json::from_str::<Place>(&serde_json::to_string(&p).unwrap()).unwrap(),
            p
        );
    }
}

/// A word must mean one thing: no name may be another place's name, a group, or another place's code.
#[test]
fn no_word_means_two_things() {
    let mut meaning: BTreeMap<String, String> = BTreeMap::new();
    let mut claim = |word: String, what: &str| {
        let before = meaning.entry(word.clone()).or_insert_with(|| what.to_owned());
        assert_eq!(before, what, "`{word}`");
    };
    for p in Place::all() {
        claim(p.code().to_lowercase(), p.code());
        for n in [p.name(Lang::En), p.name(Lang::Es)]
            .into_iter()
            .chain(p.aliases().iter().map(String::as_str))
        {
            assert!(!fold(n).is_empty());
            claim(fold(n), p.code());
        }
    }
    for g in groups() {
        for w in g.words() {
            assert_eq!(fold(w), w, "group words are written folded");
            claim(w.to_owned(), &g.id);
        }
        claim(fold(g.title(Lang::En)), &g.id);
        claim(fold(g.title(Lang::Es)), &g.id);
    }
    for word in [
        "all",
        "korea",
        "corea",
        "virgin-islands",
        "other",
        "unknown",
        "stateless",
    ] {
        assert!(!meaning.contains_key(word), "{word}");
    }
}

#[test]
fn alpha2_and_numeric_codes_are_unique() {
    let mut alpha2: Vec<_> = Place::all().filter_map(Place::alpha2).collect();
    let mut numeric: Vec<_> = Place::all().filter_map(Place::numeric).collect();
    assert_eq!(alpha2.len(), 249);
    alpha2.sort_unstable();
    alpha2.dedup();
    numeric.sort_unstable();
    numeric.dedup();
    assert_eq!((alpha2.len(), numeric.len()), (249, 249));
}

#[test]
fn groups_hold_what_their_sources_say() {
    let members = |id: &str| {
        Group::find(id)
            .unwrap()
            .members
            .iter()
            .map(|p| p.code())
            .collect::<Vec<_>>()
            .join("+")
    };
    assert_eq!(members("northern-central-america"), "GTM+HND+SLV");
    assert_eq!(members("CHNV"), "CUB+HTI+NIC+VEN");
    assert_eq!(members("northern-triangle-and-mexico"), "GTM+HND+MEX+SLV");
    for g in groups() {
        assert!(
            g.members.windows(2).all(|w| w[0] < w[1]),
            "{}: sorted, none twice",
            g.id
        );
        assert!(
            g.members.len() > 1 && g.members.iter().all(|p| !p.is_bucket()),
            "{}",
            g.id
        );
        assert!(g.source.len() > 15, "{}", g.id);
    }
    let lac = &Group::find("latin-america").unwrap().members;
    for part in ["south-america", "caribbean", "central-america-and-mexico"] {
        for m in &Group::find(part).unwrap().members {
            assert!(lac.contains(m), "{m} of {part}");
        }
    }
}

#[test]
fn labels_of_every_publisher_are_known() {
    let cases = [
        ("CHINA, PEOPLES REPUBLIC OF", "CHN"),
        ("China, People's Republic", "CHN"),
        ("MYANMAR (BURMA)", "MMR"),
        ("Burma", "MMR"),
        ("Iran, Islamic Rep.", "IRN"),
        ("Iran (Islamic Rep. of)", "IRN"),
        ("Bolivia (Plurinational State of)", "BOL"),
        ("Yemen (North Yemen)", "YEM"),
        ("Yemen (South Yemen)", "YMD"),
        ("Antigua & Barbuda", "ATG"),
        ("ANTIGUA-BARBUDA", "ATG"),
        ("DEM REP OF THE CONGO", "COD"),
        ("CONGO", "COG"),
        ("Congo, Republic", "COG"),
        ("Gambia, The", "GMB"),
        ("Côte d’Ivoire", "CIV"),
        ("COTE D'IVOIRE", "CIV"),
        ("Turkiye", "TUR"),
        ("Türkiye", "TUR"),
        ("Serbia and Kosovo: S/RES/1244 (1999)", "SRB"),
        ("Serbia and Montenegro (former)", "SCG"),
        ("Curacao ", "CUW"),
        ("Jersey, Channel Islands", "JEY"),
        ("Channel Islands", "CHI"),
        ("Kosovo", "XKX"),
        ("Haití", "HTI"),
        ("República Dominicana", "DOM"),
        ("Estados Unidos", "USA"),
        ("México", "MEX"),
        ("Me\u{301}xico", "MEX"),
    ];
    for (label, code) in cases {
        assert_eq!(Place::from_name(label).unwrap().code(), code, "{label}");
    }
}

#[test]
fn wrong_text_gets_advice() {
    let message = |t: &str| PlaceSet::parse(t).unwrap_err().to_string();
    let cases = [
        ("Guatemla", "did you mean `guatemala` (GTM)?"),
        ("northern-triangel", "did you mean `northern-triangle`?"),
        ("GT", "did you mean `GTM`?"),
        ("Korea", "KOR, PRK"),
        ("othr@cbp", "did you mean `other@cbp`?"),
        ("GTM++HND", "a place is missing"),
        ("", "a place is missing"),
        ("Unknown", "is not a place"),
    ];
    for (text, wants) in cases {
        assert!(message(text).contains(wants), "{text}: {}", message(text));
    }
    let e = "Guatemala".parse::<Place>().unwrap_err().to_string();
    assert!(e.contains("did you mean `GTM`?"), "{e}");
    assert!(Place::from_name("GTM").is_err(), "codes are not names");
}

proptest! {
    #[test]
    fn sets_round_trip(picked in proptest::collection::vec(proptest::sample::select(Place::all().collect::<Vec<_>>()), 1..8)) {
        let text = picked.iter().map(|p| p.code()).collect::<Vec<_>>().join("+");
        let set = PlaceSet::parse(&text).unwrap();
        prop_assert!(picked.iter().all(|p| set.contains(*p)));
        prop_assert_eq!(PlaceSet::parse(&set.to_string()).unwrap(), set);
    }

    #[test]
    fn names_mean_their_place(p in proptest::sample::select(Place::all().collect::<Vec<_>>())) {
        for n in [p.name(Lang::En), p.name(Lang::Es)] {
            prop_assert_eq!(Place::from_name(n).unwrap(), p);
            prop_assert_eq!(Place::from_name(&n.to_uppercase()).unwrap(), p);
            let set = PlaceSet::parse(&fold(n)).unwrap();
            prop_assert!(set.contains(p));
        }
    }

    #[test]
    fn folding_twice_changes_nothing(t in "\\PC{0,40}") {
        let once = fold(&t);
        prop_assert_eq!(fold(&once), once);
        let _ = PlaceSet::parse(&t);
        let _ = t.parse::<Place>();
    }
}
