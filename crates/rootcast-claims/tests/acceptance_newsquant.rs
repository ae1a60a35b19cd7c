//! Quantities of news sentences against `NewsQuant`, scored as its authors score systems.
//!
//! The scorer follows the published one: gold and found quantities are put in the order of their units, every gold
//! quantity takes the first found one of equal value (relative tolerance 1e-5) and unit; values are counted once per
//! gold quantity of the sentence, and changes with every pair of equal values. Because that rule can count one pair
//! twice, the same measures under a one-to-one matching are printed beside it, and both must reach the bars.
//!
//! `ROOTCAST_NEWSQUANT=FILE` scores another file of that form. `ROOTCAST_SHOW=1` prints what differs.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails where its files do"
)]

use std::{collections::BTreeMap, path::PathBuf};

use rootcast_claims::{
    Lang,
    quantity::{Amount, Change, Form, Qualifier, Quantity, quantities},
};
use serde::Deserialize;

/// The best published figures (CQE on all 590 sentences): value, value with unit, value with change.
const BARS: [f64; 3] = [92.0, 85.6, 88.1];

#[derive(Deserialize)]
struct Sentence {
    text: String,
    quantities: Vec<Gold>,
}

#[derive(Deserialize)]
struct Gold {
    change: String,
    value: String,
    normalized_unit: String,
}

/// A quantity as the corpus labels it.
#[derive(Clone, Debug, PartialEq)]
struct Label {
    value: (f64, Option<f64>),
    unit: String,
    change: String,
}

fn shared() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::env::var_os("ROOTCAST_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from)
}

fn corpus() -> Vec<Sentence> {
    let file = std::env::var_os("ROOTCAST_NEWSQUANT")
        .map_or_else(|| shared().join("data/corpora/newsquant/dev.json"), PathBuf::from);
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    serde_json::from_str(&text).unwrap()
}

fn gold(g: &Gold) -> Label {
    let v = &g.value;
    let value = match v.strip_prefix('-') {
        None if v.contains('-') && !v.contains('E') => {
            let (a, b) = v.split_once('-').unwrap();
            (a.parse().unwrap(), Some(b.parse().unwrap()))
        }
        _ => (v.parse().unwrap(), None),
    };
    Label {
        value,
        unit: g.normalized_unit.to_lowercase(),
        change: g.change.clone(),
    }
}

/// Our answer in the words of the corpus.
fn label(q: &Quantity) -> Label {
    let value = match q.amount {
        Amount::Single(n) => (n.value, None),
        Amount::Range { from, to } => (from.value, Some(to.value)),
    };
    // The corpus has one label where we keep two things apart: what the number leaves open, and which way it went.
    let change = match (q.qualifier, q.change) {
        (Qualifier::MoreThan | Qualifier::AtLeast, _) => ">",
        (_, Change::Up) => "up",
        (_, Change::Down) => "down",
        (Qualifier::LessThan | Qualifier::AtMost, _) => "<",
        (Qualifier::About | Qualifier::Nearly, _) => "~",
        (Qualifier::Plain, _) => "=",
    };
    Label {
        value,
        unit: unit(&q.unit.name()),
        change: change.to_owned(),
    }
}

/// Names that the corpus spells otherwise: it does not tell the currencies of one sign apart.
fn unit(name: &str) -> String {
    let (base, per) = name
        .split_once(" per ")
        .map_or((name, None), |(b, p)| (b, Some(p)));
    let base = match base {
        "" => "-",
        "%" => "% -",
        "united states dollar" => "dollar",
        "pound" | "british pound" => "pound sterling",
        "israeli shekel" => "shekel",
        "pence" => "penny",
        "swedish krona" => "swedish krone",
        "watt hour" => "watt hour",
        other => other,
    };
    match per {
        Some(per) => format!("{base} per {per}").to_lowercase(),
        None => base.to_lowercase(),
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-8 + 1e-5 * b.abs()
}

fn equal(gold: &Label, found: &Label) -> bool {
    match (gold.value, found.value) {
        ((a, None), (b, None)) => close(a, b),
        ((a, Some(c)), (b, Some(d))) => close(a, b) && close(c, d),
        _ => false,
    }
}

#[derive(Clone, Copy, Default, Debug)]
struct Tally {
    gold: usize,
    found: usize,
    value: usize,
    unit: usize,
    change: usize,
}

impl Tally {
    fn f1(&self) -> [f64; 3] {
        [self.value, self.unit, self.change].map(|hits| {
            let (p, r) = (hits as f64 / self.found as f64, hits as f64 / self.gold as f64);
            if hits == 0 {
                0.0
            } else {
                100.0 * 2.0 * p * r / (p + r)
            }
        })
    }
}

/// The published rule.
fn published(golds: &[Label], founds: &[Label], tally: &mut Tally) {
    let by_unit = |l: &[Label]| {
        let mut l = l.to_vec();
        l.sort_by(|a, b| a.unit.cmp(&b.unit));
        l
    };
    let (golds, mut founds) = (by_unit(golds), by_unit(founds));
    tally.gold += golds.len();
    tally.found += founds.len();
    let mut left = golds.len();
    for g in &golds {
        let mut taken = None;
        for (i, f) in founds.iter().enumerate().filter(|(_, f)| equal(g, f)) {
            if left > 0 {
                tally.value += 1;
                left -= 1;
            }
            tally.change += usize::from(f.change == g.change);
            if f.unit == g.unit {
                tally.unit += 1;
                taken = Some(i);
                break;
            }
        }
        if let Some(i) = taken {
            founds.remove(i);
        }
    }
}

/// One to one: equal in everything first, then in unit, in change, in value.
fn paired(golds: &[Label], founds: &[Label], tally: &mut Tally) {
    tally.gold += golds.len();
    tally.found += founds.len();
    let mut golds: Vec<&Label> = golds.iter().collect();
    let mut founds: Vec<&Label> = founds.iter().collect();
    let rules: [fn(&Label, &Label) -> bool; 4] = [
        |a, b| a.unit == b.unit && a.change == b.change,
        |a, b| a.unit == b.unit,
        |a, b| a.change == b.change,
        |_, _| true,
    ];
    for rule in rules {
        golds.retain(|g| {
            let Some(i) = founds.iter().position(|f| equal(g, f) && rule(g, f)) else {
                return true;
            };
            let f = founds.remove(i);
            tally.value += 1;
            tally.unit += usize::from(f.unit == g.unit);
            tally.change += usize::from(f.change == g.change);
            false
        });
    }
}

#[test]
fn newsquant() {
    let sentences = corpus();
    let show = std::env::var_os("ROOTCAST_SHOW").is_some();
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for (n, s) in sentences.iter().enumerate() {
        let golds: Vec<Label> = s.quantities.iter().map(gold).collect();
        // "doubled" is a change without a number, which the corpus does not annotate.
        let founds: Vec<Label> = quantities(&s.text, Lang::English)
            .iter()
            .filter(|q| q.form != Form::Multiple)
            .map(label)
            .collect();
        let mut own = Tally::default();
        paired(&golds, &founds, &mut own);
        published(&golds, &founds, tallies.entry("published rule").or_default());
        paired(&golds, &founds, tallies.entry("one to one").or_default());
        let half = if n % 2 == 0 {
            "one to one, even sentences"
        } else {
            "one to one, odd sentences"
        };
        paired(&golds, &founds, tallies.entry(half).or_default());
        if show
            && (own.value < golds.len().max(founds.len())
                || own.unit < golds.len()
                || own.change < golds.len())
        {
            println!("{n} {}", s.text);
            let line = |l: &Label| format!("{} {:?} | {}", l.change, l.value, l.unit);
            for g in golds.iter().filter(|g| !founds.contains(g)) {
                println!("      gold  {}", line(g));
            }
            for f in founds.iter().filter(|f| !golds.contains(f)) {
                println!("      found {}", line(f));
            }
        }
    }
    for (name, t) in &tallies {
        let [value, unit, change] = t.f1();
        println!(
            "{name:28} gold {:4} found {:4}  F1 value {value:.1}  value+unit {unit:.1}  value+change {change:.1}",
            t.gold, t.found
        );
    }
    for name in ["published rule", "one to one"] {
        for (got, bar) in tallies[name].f1().into_iter().zip(BARS) {
            assert!(got >= bar, "{name}: {got:.1} is below {bar}");
        }
    }
}
