//! Units: the tables of measures and currencies, and which of them stands at a token.

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

use serde::Deserialize;

use crate::{token::Tokens, words::BuildQuick};

/// A unit of measure or a currency.
#[derive(Debug, PartialEq)]
pub struct Measure {
    /// Its name in English: "kilometre", "united states dollar".
    pub name: String,
    /// What it measures: "length", "money" …
    pub dimension: String,
    /// ISO 4217 code of a currency, where sign or word leave no doubt which.
    pub code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitEntry {
    name: String,
    dimension: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    symbols: Vec<String>,
    #[serde(default)]
    es: Vec<String>,
    #[serde(default)]
    prefixes: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrencyEntry {
    name: String,
    code: Option<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    symbols: Vec<String>,
    #[serde(default)]
    es: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitFile {
    unit: Vec<UnitEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrencyFile {
    currency: Vec<CurrencyEntry>,
}

/// The forms of all units, by their tokens joined with spaces.
pub(super) struct Table {
    measures: Vec<Measure>,
    /// Folded words.
    words: HashMap<String, usize, BuildQuick>,
    /// Signs, with their capitals.
    symbols: HashMap<String, usize, BuildQuick>,
    /// Signs of money.
    money: HashMap<String, usize, BuildQuick>,
    /// Longest form, in tokens, that begins with a folded token.
    longest: HashMap<String, usize, BuildQuick>,
    /// First tokens, folded, of the signs of money and of the words that stand before an amount.
    openings: HashSet<String, BuildQuick>,
}

/// Prefixes of the SI: sign, name.
const PREFIXES: &[(char, &str)] = &[
    ('p', "pico"),
    ('n', "nano"),
    ('μ', "micro"),
    ('m', "milli"),
    ('c', "centi"),
    ('d', "deci"),
    ('h', "hecto"),
    ('k', "kilo"),
    ('M', "mega"),
    ('G', "giga"),
    ('T', "tera"),
    ('P', "peta"),
];

/// Codes that also stand in small letters.
const SMALL: &[&str] = &[
    "USD", "EUR", "GBP", "JPY", "CNY", "CAD", "AUD", "NZD", "MXN", "GTQ", "HNL", "CHF",
];

impl Table {
    /// The table of the data files.
    pub(super) fn get() -> &'static Table {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(|| {
            let units = toml::from_str(include_str!("../../data/units.toml"));
            let currencies = toml::from_str(include_str!("../../data/currencies.toml"));
            let mut table = Table {
                measures: Vec::new(),
                words: HashMap::default(),
                symbols: HashMap::default(),
                money: HashMap::default(),
                longest: HashMap::default(),
                openings: ["dollar", "dolar", "sen"]
                    .map(str::to_owned)
                    .into_iter()
                    .collect(),
            };
            let units: UnitFile = units.unwrap_or(UnitFile { unit: vec![] });
            for u in &units.unit {
                table.unit(u);
            }
            let currencies: CurrencyFile = currencies.unwrap_or(CurrencyFile { currency: vec![] });
            for c in currencies.currency {
                table.currency(c);
            }
            table
        })
    }

    fn unit(&mut self, u: &UnitEntry) {
        let id = self.add(&u.name, &u.dimension, None);
        let plain = std::iter::once((id, String::new(), String::new()));
        let prefixed: Vec<(usize, String, String)> = PREFIXES
            .iter()
            .filter(|(sign, _)| u.prefixes.contains(*sign))
            .map(|(sign, name)| {
                let id = self.add(&format!("{name}{}", u.name), &u.dimension, None);
                (id, sign.to_string(), (*name).to_owned())
            })
            .collect();
        for (id, sign, name) in plain.chain(prefixed) {
            for word in u.words.iter().chain(&u.es) {
                // "square metre" takes its prefix inside; here names are of one root.
                self.word(&format!("{name}{word}"), id, true);
            }
            for symbol in &u.symbols {
                self.symbol(&format!("{sign}{symbol}"), id, false);
                if sign == "μ" {
                    self.symbol(&format!("µ{symbol}"), id, false);
                }
                if sign == "k" {
                    self.symbol(&format!("K{symbol}"), id, false);
                }
            }
        }
    }

    fn currency(&mut self, c: CurrencyEntry) {
        let id = self.add(&c.name, "money", c.code.clone());
        for word in c.words.iter().chain(&c.es) {
            self.word(word, id, true);
        }
        for symbol in c.symbols.iter().chain(&c.code) {
            self.symbol(symbol, id, true);
            // "us $ 5", "c $ 5"; but the article in "a $5 fee" is no dollar of Australia.
            let letters = symbol.chars().filter(|c| c.is_alphabetic()).count();
            if symbol.contains('$') && (letters > 1 || symbol.starts_with('C')) {
                self.symbol(&symbol.to_lowercase(), id, true);
            }
        }
        // Only codes that are no English word are read in small letters.
        if let Some(code) = c.code.filter(|c| SMALL.contains(&c.as_str())) {
            self.symbol(&code.to_lowercase(), id, true);
        }
    }

    fn add(&mut self, name: &str, dimension: &str, code: Option<String>) -> usize {
        if let Some(id) = self
            .measures
            .iter()
            .position(|m| m.name == name && m.dimension == dimension)
        {
            return id;
        }
        self.measures.push(Measure {
            name: name.to_owned(),
            dimension: dimension.to_owned(),
            code,
        });
        self.measures.len() - 1
    }

    fn word(&mut self, form: &str, id: usize, plural: bool) {
        let mut forms = vec![form.to_owned()];
        if plural {
            forms.push(format!("{form}s"));
            // "dólar estadounidense" → "dólares estadounidenses", "square metre" keeps its first word.
            let each: Vec<String> = form.split(' ').map(plural_spanish).collect();
            forms.push(each.join(" "));
            if let Some((first, rest)) = form.split_once(' ') {
                forms.push(format!("{first}s {rest}"));
            }
        }
        for f in forms {
            let (key, first, n) = keys(&f, true);
            self.words.entry(key).or_insert(id);
            let longest = self.longest.entry(first).or_insert(0);
            *longest = (*longest).max(n);
        }
    }

    fn symbol(&mut self, form: &str, id: usize, money: bool) {
        let (key, first, n) = keys(form, false);
        if money {
            self.openings.insert(first.clone());
            self.money.entry(key).or_insert(id);
        } else {
            self.symbols.entry(key).or_insert(id);
        }
        let longest = self.longest.entry(first).or_insert(0);
        *longest = (*longest).max(n);
    }

    fn measure(&self, id: usize) -> Option<&Measure> {
        self.measures.get(id)
    }

    /// Whether a sign of money can begin at token `j`.
    pub(super) fn opens(&self, t: &Tokens, j: usize) -> bool {
        self.openings.contains(t.folded(j)) || t.folded(j).len() == 4 && t.folded(j).starts_with('m')
    }

    /// The longest unit that begins at token `j`: where it ends and what it is.
    pub(super) fn at(&self, t: &Tokens, j: usize, which: Which) -> Option<(usize, &Measure)> {
        let longest = *self.longest.get(t.folded(j))?;
        let mut key = String::new();
        for n in (1..=longest.min(t.len() - j)).rev() {
            if which == Which::Money {
                join(&mut key, t, j, n, false);
            } else {
                join(&mut key, t, j, n, true);
                if let Some(id) = self.words.get(&key) {
                    return self.measure(*id).map(|m| (j + n, m));
                }
                join(&mut key, t, j, n, false);
                if let Some(id) = self.symbols.get(&key) {
                    return self.measure(*id).map(|m| (j + n, m));
                }
            }
            if let Some(id) = self.money.get(&key) {
                return self.measure(*id).map(|m| (j + n, m));
            }
        }
        None
    }
}

/// Which forms to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Any unit.
    Any,
    /// Signs of money, which may stand before the number.
    Money,
}

fn plural_spanish(word: &str) -> String {
    if word.ends_with(['a', 'e', 'i', 'o', 'u', 'é', 'ó', 'á']) {
        format!("{word}s")
    } else {
        format!("{word}es")
    }
}

/// A form as the key of a table: its tokens joined with spaces, the folded first one, and how many they are.
fn keys(form: &str, folded: bool) -> (String, String, usize) {
    let t = Tokens::new(form);
    let mut key = String::new();
    join(&mut key, &t, 0, t.len(), folded);
    (key, t.folded(0).to_owned(), t.len())
}

fn join(key: &mut String, t: &Tokens, j: usize, n: usize, folded: bool) {
    key.clear();
    for k in j..j + n {
        if k > j {
            key.push(' ');
        }
        key.push_str(if folded { t.folded(k) } else { t.text(k) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Option<String> {
        let t = Tokens::new(text);
        Table::get()
            .at(&t, 0, Which::Any)
            .filter(|(end, _)| *end == t.len())
            .map(|(_, m)| m.name.clone())
    }

    #[test]
    fn the_data_files_read() {
        assert!(toml::from_str::<UnitFile>(include_str!("../../data/units.toml")).is_ok());
        assert!(toml::from_str::<CurrencyFile>(include_str!("../../data/currencies.toml")).is_ok());
    }

    #[test]
    fn words_signs_and_prefixes() {
        for (form, unit) in [
            ("kilometres", "kilometre"),
            ("GB", "gigabyte"),
            ("mW", "milliwatt"),
            ("MW", "megawatt"),
            ("per cent", "percentage"),
            ("puntos porcentuales", "percentage point"),
            ("dólares estadounidenses", "united states dollar"),
            ("US $", "united states dollar"),
            ("lempiras", "honduran lempira"),
        ] {
            assert_eq!(name(form).as_deref(), Some(unit), "{form}");
        }
    }
}
