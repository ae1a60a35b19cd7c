//! What the people of a country are called (`data/demonyms.toml`).

use std::{collections::BTreeMap, str::FromStr, sync::OnceLock};

use rootcast_core::place::{Group, Place};
use serde::Deserialize;

use super::Named;
use crate::{Lang, phrase::Phrases, token::Tokens};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    en: Vec<String>,
    #[serde(default)]
    es: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    demonyms: BTreeMap<String, Entry>,
    groups: BTreeMap<String, Entry>,
}

/// Whose name it is: the people of a country, or of a group of them.
#[derive(Clone, Copy)]
enum People {
    Of(Place),
    OfGroup(&'static Group),
}

/// The people named at a token.
pub(super) fn at(tokens: &Tokens<'_>, i: usize, lang: Lang) -> Option<(usize, Named)> {
    static ALL: OnceLock<[Phrases<People>; 2]> = OnceLock::new();
    let [english, spanish] = ALL.get_or_init(|| {
        let (mut en, mut es) = (Vec::new(), Vec::new());
        if let Ok(file) = toml::from_str::<File>(include_str!("../../data/demonyms.toml")) {
            let one = |code: &String| Place::from_str(code).ok().map(People::Of);
            let group = |id: &String| Group::find(id).map(People::OfGroup);
            let countries = file.demonyms.iter().map(|(code, e)| (one(code), e));
            let groups = file.groups.iter().map(|(id, e)| (group(id), e));
            for (people, entry) in countries.chain(groups) {
                let Some(people) = people else { continue };
                en.extend(
                    entry
                        .en
                        .iter()
                        .flat_map(|w| english_forms(w))
                        .map(|w| (w, people)),
                );
                es.extend(
                    entry
                        .es
                        .iter()
                        .flat_map(|w| spanish_forms(w))
                        .map(|w| (w, people)),
                );
            }
        }
        [
            Phrases::new(en.iter().map(|(w, p)| (w.as_str(), *p))),
            Phrases::new(es.iter().map(|(w, p)| (w.as_str(), *p))),
        ]
    });
    let (end, people) = match lang {
        // English writes them with a capital; Spanish does not.
        Lang::English if !tokens.is_capital(i) => return None,
        Lang::English => english.at(tokens, i)?,
        Lang::Spanish => spanish.at(tokens, i)?,
    };
    let (places, group) = match people {
        People::Of(place) => (vec![place], false),
        People::OfGroup(group) => (group.members.clone(), true),
    };
    Some((
        end,
        Named::Places {
            places,
            people: true,
            group,
        },
    ))
}

fn english_forms(word: &str) -> Vec<String> {
    let invariant = ["ese", "sh", "ch", "z"].iter().any(|e| word.ends_with(e));
    if invariant {
        vec![word.to_owned()]
    } else {
        vec![word.to_owned(), format!("{word}s")]
    }
}

fn spanish_forms(word: &str) -> Vec<String> {
    if let Some(stem) = word.strip_suffix('o') {
        return ["o", "a", "os", "as"]
            .iter()
            .map(|e| format!("{stem}{e}"))
            .collect();
    }
    for (end, bare) in [("és", "es"), ("án", "an"), ("ol", "ol")] {
        if let Some(stem) = word.strip_suffix(end) {
            return vec![
                word.to_owned(),
                format!("{stem}{bare}a"),
                format!("{stem}{bare}es"),
                format!("{stem}{bare}as"),
            ];
        }
    }
    if word.ends_with('í') {
        return vec![word.to_owned(), format!("{word}es"), format!("{word}s")];
    }
    vec![word.to_owned(), format!("{word}s")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_a_place_and_every_entry_has_words() {
        let file: File = toml::from_str(include_str!("../../data/demonyms.toml")).unwrap();
        for (code, e) in &file.demonyms {
            Place::from_str(code).unwrap();
            assert!(!e.es.is_empty(), "{code}");
        }
        for id in file.groups.keys() {
            assert!(Group::find(id).is_some(), "{id}");
        }
    }

    #[test]
    fn forms_follow_the_languages() {
        assert_eq!(
            spanish_forms("guatemalteco"),
            ["guatemalteco", "guatemalteca", "guatemaltecos", "guatemaltecas"]
        );
        assert_eq!(spanish_forms("nicaragüense"), ["nicaragüense", "nicaragüenses"]);
        assert_eq!(spanish_forms("senegalés")[2], "senegaleses");
        assert_eq!(english_forms("Chinese"), ["Chinese"]);
    }
}
