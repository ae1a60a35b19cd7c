use super::{KINDS, Policy};
use crate::model::tests::small;

fn error(text: &str) -> String {
    Policy::from_toml(text, &small()).unwrap_err().to_string()
}

#[test]
fn mistakes_are_named_with_their_line() {
    let start = "title = \"t\"\n[[lever]]\nfrom = \"2021-03\"\n";
    for (text, wanted) in [
        (
            "kind = \"fence\"\nshar = 1.0",
            "line 5 of the policy: there is no key `shar`; did you mean `share`?",
        ),
        (
            "kind = \"fense\"\nshare = 1.0",
            "line 2 of the policy: there is no lever `fense`; did you mean `fence`?",
        ),
        (
            "kind = \"fence\"\nslots = 1.0",
            "`slots` does nothing for a lever `fence`; it takes share, places",
        ),
        ("kind = \"fence\"", "a lever `fence` needs `share`"),
        (
            "kind = \"fence\"\nshare = 1.5",
            "`share` is 1.5: it must be from 0 to 1",
        ),
        ("kind = \"fence\"\nshare = nan", "`share` is NaN"),
        (
            "kind = \"fence\"\nshare = 1.0\nplaces = [\"wst\"]",
            "there is no place `wst`; did you mean `west`?",
        ),
        (
            "kind = \"fence\"\nshare = 1.0\nuntil = \"2021-03\"",
            "`until` is not after `from`",
        ),
        (
            "kind = \"fence\"\nshare = 1.0\nuntil = \"March\"",
            "`March` is not a month",
        ),
        (
            "kind = \"pathway\"\npathway = \"parol\"\nslots = 1.0",
            "there is no pathway `parol`; did you mean `parole`?",
        ),
        (
            "kind = \"transit\"\ncountry = \"TTX\"\nfactor = 2.0",
            "no place of the world is in `TTX`; did you mean `TTT`?",
        ),
        (
            "kind = \"investment\"\nusd_a_year = 1.0\nsector = \"job\"\norigins = [\"AAA\"]",
            "line 6",
        ),
        ("kind = \"shock\"", "a lever `shock` needs `homicide`"),
    ] {
        let found = error(&format!("{start}{text}\n"));
        assert!(found.contains(wanted), "{found}\nfor {text}");
    }
    assert!(error("titel = \"t\"").contains("did you mean `title`?"));
}

#[test]
fn every_kind_of_lever_is_read() {
    let world = small();
    for (kind, keys, _) in KINDS {
        let mut text = format!("title = \"t\"\n[[lever]]\nkind = \"{kind}\"\nfrom = \"2021-01\"\n");
        for key in *keys {
            let value = match *key {
                "pathway" => "\"work\"",
                "country" => "\"TTT\"",
                "origins" => "[\"AAA\"]",
                "places" => "[\"west\"]",
                "sector" => "\"jobs\"",
                _ => "0.5",
            };
            text.push_str(&format!("{key} = {value}\n"));
        }
        let policy = Policy::from_toml(&text, &world).unwrap();
        assert_eq!(policy.levers.len(), 1, "{kind}");
    }
}
