use super::*;

/// Value, unit, qualifier and change of every quantity.
fn read(text: &str, lang: Lang) -> Vec<(f64, String, Qualifier, Change)> {
    quantities(text, lang)
        .iter()
        .map(|q| (q.amount.first().value, q.unit.name(), q.qualifier, q.change))
        .collect()
}

fn english(text: &str) -> Vec<(f64, String)> {
    read(text, Lang::English)
        .into_iter()
        .map(|(v, u, ..)| (v, u))
        .collect()
}

fn one(text: &str, value: f64, unit: &str) {
    assert_eq!(english(text), [(value, unit.to_owned())], "{text}");
}

#[test]
fn units_of_measure_and_money() {
    one("a fine of $4.2 billion", 4.2e9, "dollar");
    one("It cost US$ 1.5bn.", 1.5e9, "united states dollar");
    one("worth 25 million Honduran lempiras", 25e6, "honduran lempira");
    one("Q500 in cash", 500.0, "guatemalan quetzal");
    one("a 12-mile fence", 12.0, "mile");
    one("some 40 sq km of forest", 40.0, "square kilometre");
    one("2.5 million barrels of oil a day", 2.5e6, "barrel per day");
    one("a rate of 38.2 per 100,000", 38.2, "per 100,000");
    one("wages of $365 a month", 365.0, "dollar per month");
    one("up to 3 percentage points", 3.0, "percentage point");
    one("a 17-year-old girl", 17.0, "year of age");
}

#[test]
fn counted_things_have_their_noun() {
    one(
        "more than 700,000 border arrests in all",
        700_000.0,
        "border arrest",
    );
    one("Two of the mayor's sons", 2.0, "mayor son");
    one("one of the largest groups", 1.0, "large group");
    one("one in four families", 0.25, "% family");
    one("two thirds of the migrants", 2.0 / 3.0, "% migrant");
    one("two million and a half people", 2.5e6, "people");
}

#[test]
fn measures_say_what_they_are_of() {
    for (text, noun) in [
        ("77 percent of the migrants surveyed", "migrant"),
        ("40 tonnes of coffee", "coffee"),
        ("el 30 por ciento de los hogares", "hogar"),
    ] {
        let lang = if text.starts_with("el") {
            Lang::Spanish
        } else {
            Lang::English
        };
        let found = quantities(text, lang);
        assert_eq!(
            found[0].unit.noun.as_ref().map(|n| n.name.as_str()),
            Some(noun),
            "{text}"
        );
    }
}

#[test]
fn what_is_counted_carries_over_a_comparison() {
    let found = english(
        "2.48 million encounters in 2023, compared with 2.38 million in 2022 and 1.73 million in 2021.",
    );
    assert!(
        found.iter().all(|(_, unit)| unit == "encounter") && found.len() == 3,
        "{found:?}"
    );
    one("the top 12 towns", 12.0, "top town");
}

#[test]
fn names_and_times_are_no_quantities() {
    for text in [
        "Under Title 42 and section 7",
        "in fiscal 2021, since January 20, 2021",
        "at 10:30 a.m. on May 24",
        "the G20 and Covid-19",
        "a five-year plan",
        "the one that left",
        "in the 1990s",
        "Call 555-1234-22.",
    ] {
        assert_eq!(english(text), [], "{text}");
    }
}

#[test]
fn changes_and_their_sizes() {
    use Change::{Down, FromTo, None, Up};
    for (text, change) in [
        ("arrests rose by 66 percent", Up),
        ("flows were down about 29 percent", Down),
        ("it fell to 58,009 crossings", Down),
        ("an increase of 12 percent", None),
        ("from 541,618 to 495,286 arrests", FromTo),
        ("arrests doubled", Up),
        ("it ended 3 percent lower", Down),
    ] {
        let found = quantities(text, Lang::English);
        assert_eq!(
            found.iter().map(|q| q.change).collect::<Vec<_>>(),
            [change],
            "{text}"
        );
    }
}

#[test]
fn qualifiers_keep_their_direction() {
    use Qualifier::{About, AtLeast, AtMost, LessThan, MoreThan, Nearly, Plain};
    for (text, qualifier) in [
        ("more than 120,000 people", MoreThan),
        ("no fewer than 12 people", AtLeast),
        ("nearly 4 million people", Nearly),
        ("roughly 300 people", About),
        ("fewer than 500,000 people", LessThan),
        ("up to 400 people", AtMost),
        ("400 people", Plain),
    ] {
        let found = quantities(text, Lang::English);
        assert_eq!(
            found.iter().map(|q| q.qualifier).collect::<Vec<_>>(),
            [qualifier],
            "{text}"
        );
    }
    let es = read(
        "Al menos 53 personas; casi 4.200 millones de dólares; hasta 90 mil empleos",
        Lang::Spanish,
    );
    assert_eq!(
        es.iter().map(|q| q.2).collect::<Vec<_>>(),
        [AtLeast, Nearly, AtMost]
    );
    assert_eq!(
        es.iter().map(|q| q.0).collect::<Vec<_>>(),
        [53.0, 4.2e9, 90_000.0]
    );
}

#[test]
fn ranges_share_their_multiplier_and_unit() {
    for (text, from, to, unit) in [
        ("four to five thousand people", 4000.0, 5000.0, "people"),
        ("between 1.5 and 2 degrees", 1.5, 2.0, "degree"),
        ("33-35 billion euros", 33e9, 35e9, "euro"),
        ("from $200 to $4 million", 200.0, 4e6, "dollar"),
        ("tens of thousands of homes", 1e4, 1e5, "home"),
    ] {
        let found = quantities(text, Lang::English);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        let q = &found[0];
        let ends = (q.amount.first().value, q.amount.last().value);
        assert_eq!(ends, (from, to), "{text}");
        assert_eq!(q.unit.name(), unit, "{text}");
    }
}

#[test]
fn conversions_in_brackets_take_what_was_said() {
    let found = read("It rose by more than 40 miles (64 km).", Lang::English);
    assert_eq!((found[1].2, found[1].3), (Qualifier::MoreThan, Change::Up));
}

#[test]
fn spans_hold_number_and_unit_and_the_words_around() {
    let text = "It drew more than $1.2 billion a year, a record 90,000 jobs.";
    let found = quantities(text, Lang::English);
    assert_eq!(&text[found[0].span.clone()], "$1.2 billion");
    assert_eq!(&text[found[0].whole.clone()], "more than $1.2 billion a year");
    assert!(found[1].record && !found[0].record);
    assert_eq!(
        found[1].unit.noun.as_ref().map(|n| &text[n.span.clone()]),
        Some("jobs")
    );
}
