use jiff::civil::{Date, date};
use proptest::prelude::*;
use rootcast_core::release::Precision;

use super::*;
use crate::ledger::{Activity, ActivityKind, Aim, Basis, Currency, Figure, Instrument, Reach, Stage, Tally};

fn activity(id: &str, part_of: &[&str]) -> Activity {
    Activity {
        id: id.to_owned(),
        title: id.to_owned(),
        kind: ActivityKind::Contribution,
        part_of: part_of.iter().map(|p| (*p).to_owned()).collect(),
        counted_in: Vec::new(),
        organisations: Vec::new(),
        places: String::new(),
        about: String::new(),
    }
}

fn statement(id: &str, activity: &str, words: &str, tally: Tally) -> Statement {
    Statement {
        id: id.to_owned(),
        activity: activity.to_owned(),
        stage: Stage::Pledge,
        measure: "pledged".to_owned(),
        figure: Figure::worded(words).unwrap(),
        unit: Unit::usd(),
        tally,
        said_by: "Speaker".to_owned(),
        said_on: date(2024, 3, 25),
        precision: Precision::Day,
        document: "d".to_owned(),
        word: None,
        instrument: None,
        covers: None,
        value_date: None,
        aim: None,
        basis: None,
        reach: None,
        provider: None,
        receiver: None,
        counted_in: Vec::new(),
        note: None,
    }
}

/// A programme, a region in it, and firms in the region.
fn ledger(firms: usize) -> Ledger {
    let mut l = Ledger::default();
    let mut add = |a: Activity| l.activities.insert(a.id.clone(), a);
    add(activity("programme", &[]));
    add(activity("region", &["programme"]));
    for n in 0..firms {
        add(activity(&format!("firm-{n}"), &["region"]));
    }
    l
}

fn rule_of(l: &Ledger, statements: &[&Statement]) -> Rule {
    sum(l, statements).unwrap_err().rule
}

#[test]
fn of_one_activity_a_figure_to_date_holds_what_came_before_it() {
    let l = ledger(1);
    let at = |mut s: Statement, on: Date| {
        s.said_on = on;
        s
    };
    let old = at(
        statement("old", "firm-0", "3.2 billion", Tally::Cumulative),
        date(2022, 6, 7),
    );
    let new = at(
        statement("new", "firm-0", "more than 950 million", Tally::New),
        date(2023, 2, 6),
    );
    let total = at(
        statement("total", "firm-0", "more than 4.2 billion", Tally::Cumulative),
        date(2023, 2, 6),
    );
    assert_eq!(rule_of(&l, &[&new, &total]), Rule::Inside);
    assert_eq!(rule_of(&l, &[&total, &old]), Rule::Cumulative);
    let later = sum(&l, &[&old, &new]).unwrap();
    assert_eq!((later.low, later.stated), (4.1e9, 4.15e9));
    assert!(later.high.is_infinite());
    assert!(
        later
            .caveats
            .iter()
            .any(|c| c.contains("2022-06-07 to 2023-02-06")),
        "{later:?}"
    );
}

#[test]
fn periods_of_one_activity_must_not_overlap_and_days_may() {
    let l = ledger(1);
    let flow = |id: &str, covers: Option<&str>| Statement {
        covers: covers.map(|c| c.parse().unwrap()),
        ..statement(id, "firm-0", "10 million", Tally::Flow)
    };
    let (y1, y2, open) = (
        flow("a", Some("FY2022")),
        flow("b", Some("2022")),
        flow("c", None),
    );
    let (d1, d2) = (flow("d", Some("2022-03-01")), flow("e", Some("2022-03-01")));
    assert_eq!(rule_of(&l, &[&y1, &y2]), Rule::Period);
    assert_eq!(rule_of(&l, &[&y1, &open]), Rule::Period);
    assert_eq!(rule_of(&l, &[&y1, &d1]), Rule::Period);
    assert!(sum(&l, &[&y1, &flow("f", Some("FY2023"))]).is_ok());
    assert!(
        sum(&l, &[&d1, &d2]).is_ok(),
        "two payments of one day are two payments"
    );
}

#[test]
fn an_edge_is_counted_by_one_of_its_ends_and_money_passed_on_once() {
    let l = ledger(3);
    let edge = |id: &str, activity: &str, from: &str, to: &str, by: &str| Statement {
        provider: Some(from.to_owned()),
        receiver: Some(to.to_owned()),
        said_by: by.to_owned(),
        covers: Some("2022-03-01".parse().unwrap()),
        ..statement(id, activity, "10 million", Tally::Flow)
    };
    let given = edge("given", "firm-0", "A", "B", "A");
    let got = edge("got", "firm-1", "A", "B", "B");
    let passed = edge("passed", "firm-1", "B", "C", "B");
    assert_eq!(rule_of(&l, &[&given, &got]), Rule::Edge);
    assert_eq!(rule_of(&l, &[&passed, &given]), Rule::Onward);
    assert!(sum(&l, &[&given, &edge("more", "firm-0", "A", "B", "A")]).is_ok());
    assert!(sum(&l, &[&given, &edge("other", "firm-2", "A", "D", "A")]).is_ok());
}

#[test]
fn instruments_are_named_and_a_loan_portfolio_is_called_one() {
    let l = ledger(2);
    let with = |id: &str, activity: &str, words: &str, i| Statement {
        instrument: Some(i),
        ..statement(id, activity, words, Tally::Whole)
    };
    let book = with("book", "firm-0", "490 million", Instrument::LoanPortfolio);
    let plant = with("plant", "firm-1", "150 million", Instrument::Investment);
    let both = sum(&l, &[&plant, &book]).unwrap();
    assert!(near(both.stated, 6.4e8));
    assert_eq!(
        both.caveats,
        [
            "instruments are mixed: loan-portfolio 490 million USD, investment 150 million USD",
            "490 million USD of it is a loan portfolio: a lender's book, paid back and lent again, neither given nor spent",
        ]
    );
    assert!(sum(&l, &[&plant]).unwrap().caveats.is_empty());
    assert_eq!(sum(&l, &[&book]).unwrap().caveats.len(), 1);
}

#[test]
fn a_refusal_names_the_rule_the_statements_and_what_to_do() {
    let l = ledger(1);
    assert_eq!(rule_of(&l, &[]), Rule::Nothing);
    let (a, b) = (
        statement("ap", "firm-0", "10 million", Tally::Whole),
        Statement {
            said_by: "Magazine".to_owned(),
            ..statement("magazine", "firm-0", "30 million", Tally::Whole)
        },
    );
    let refused = sum(&l, &[&b, &a]).unwrap_err();
    assert_eq!(
        (refused.rule, refused.statements.as_slice()),
        (
            Rule::Conflict,
            ["ap".to_owned(), "magazine".to_owned()].as_slice()
        )
    );
    for part in [
        "`ap` (10 million USD, pledge, whole)",
        "cannot both hold",
        "choose a source",
    ] {
        assert!(refused.to_string().contains(part), "{refused}");
    }
}

/// One way of breaking a rule: what is added to a list of sound statements.
fn violation(kind: usize, on: &Statement) -> (Statement, Rule) {
    let twin = Statement {
        id: "zz".to_owned(),
        ..on.clone()
    };
    let apart = Statement {
        activity: "elsewhere".to_owned(),
        ..twin.clone()
    };
    match kind {
        0 => (
            Statement {
                unit: Unit::Money(Currency::new("GTQ").unwrap()),
                ..apart
            },
            Rule::Currency,
        ),
        1 => (
            Statement {
                stage: Stage::Commitment,
                measure: "committed".to_owned(),
                ..apart
            },
            Rule::Stage,
        ),
        2 => (
            Statement {
                aim: Some(Aim::Target),
                ..apart
            },
            Rule::Aim,
        ),
        3 => (
            Statement {
                counted_in: vec![on.id.clone()],
                ..apart
            },
            Rule::Counted,
        ),
        4 => (
            Statement {
                activity: "region".to_owned(),
                ..twin
            },
            Rule::Part,
        ),
        5 => (
            Statement {
                activity: "programme".to_owned(),
                ..twin
            },
            Rule::Part,
        ),
        6 => (
            twin,
            if on.tally == Tally::Cumulative {
                Rule::Cumulative
            } else {
                Rule::Whole
            },
        ),
        7 => (
            Statement {
                unit: Unit::Things("firms".to_owned()),
                ..apart
            },
            Rule::Unit,
        ),
        8 => (
            Statement {
                basis: Some(Basis::Net),
                ..apart
            },
            Rule::Basis,
        ),
        9 => (
            Statement {
                reach: Some(Reach::Indirect),
                ..apart
            },
            Rule::Reach,
        ),
        10 => (
            Statement {
                id: on.id.clone(),
                ..apart
            },
            Rule::Repeated,
        ),
        _ => (
            Statement {
                activity: "counted".to_owned(),
                ..twin
            },
            Rule::Counted,
        ),
    }
}

const VIOLATIONS: usize = 12;

prop_compose! {
    /// Statements of different firms, that may be added.
    fn sound()(
        amounts in prop::collection::vec((1u32..100_000, 0usize..5, any::<bool>(), 0u32..3), 1..12)
    ) -> Vec<Statement> {
        amounts.iter().enumerate().map(|(n, (amount, word, cumulative, instrument))| {
            let words = ["", "more than ", "up to ", "nearly ", "about "][*word];
            let tally = if *cumulative { Tally::Cumulative } else { Tally::Whole };
            Statement {
                basis: Some(Basis::Gross),
                reach: Some(Reach::Direct),
                instrument: [None, Some(Instrument::Grant), Some(Instrument::LoanPortfolio)][*instrument as usize],
                ..statement(&format!("s{n:02}"), &format!("firm-{n}"), &format!("{words}{amount} thousand"), tally)
            }
        }).collect()
    }
}

fn held(statements: &[Statement]) -> Ledger {
    let mut l = ledger(statements.len());
    l.activities
        .insert("elsewhere".to_owned(), activity("elsewhere", &[]));
    // Counts the first firm's money, without being its programme.
    l.activities
        .insert("counted".to_owned(), activity("counted", &[]));
    if let Some(a) = l.activities.get_mut("firm-0") {
        a.counted_in.push("counted".to_owned());
    }
    for s in statements {
        l.statements.insert(s.id.clone(), s.clone());
    }
    l
}

/// Sums of another grouping differ in the last bits.
fn near(a: f64, b: f64) -> bool {
    a.total_cmp(&b).is_eq() || (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

proptest! {
    #[test]
    fn the_order_changes_nothing(statements in sound(), seed in any::<u64>()) {
        let l = held(&statements);
        let mut shuffled: Vec<&Statement> = statements.iter().collect();
        shuffled.sort_by_key(|s| s.id.bytes().fold(seed, |h, b| h.wrapping_mul(31).wrapping_add(u64::from(b)).rotate_left(7)));
        let refs: Vec<&Statement> = statements.iter().collect();
        prop_assert_eq!(sum(&l, &refs), sum(&l, &shuffled));
    }

    #[test]
    fn sums_of_a_split_are_the_sum_of_the_whole(statements in sound(), cut in 0usize..12) {
        let l = held(&statements);
        let refs: Vec<&Statement> = statements.iter().collect();
        let (a, b) = refs.split_at(cut.min(refs.len()));
        let whole = sum(&l, &refs).unwrap();
        let parts: Vec<Sum> = [a, b].iter().filter(|p| !p.is_empty()).map(|p| sum(&l, p).unwrap()).collect();
        for of in [|s: &Sum| s.low, |s: &Sum| s.high, |s: &Sum| s.stated] {
            prop_assert!(near(of(&whole), parts.iter().map(of).sum()));
        }
    }

    #[test]
    fn any_broken_rule_is_refused_wherever_it_stands(statements in sound(), kind in 0..VIOLATIONS, at in 0usize..12, place in 0usize..13) {
        let l = held(&statements);
        // The last way needs the firm that is counted elsewhere.
        let on = if kind == VIOLATIONS - 1 { &statements[0] } else { &statements[at % statements.len()] };
        let (bad, rule) = violation(kind, on);
        let mut refs: Vec<&Statement> = statements.iter().collect();
        refs.insert(place.min(refs.len()), &bad);
        let refused = sum(&l, &refs).unwrap_err();
        prop_assert_eq!(refused.rule, rule, "{}", refused);
        prop_assert!(refused.statements.contains(&bad.id));
    }

    #[test]
    fn a_sum_contains_every_choice_within_its_parts(statements in sound(), choice in prop::collection::vec(0.0..=1.0f64, 12)) {
        let l = held(&statements);
        let refs: Vec<&Statement> = statements.iter().collect();
        let whole = sum(&l, &refs).unwrap();
        let chosen: f64 = statements.iter().zip(&choice).map(|(s, t)| {
            let i = s.figure.interval();
            let high = if i.high.is_finite() { i.high } else { i.low * 2.0 };
            i.low + t * (high - i.low)
        }).sum();
        prop_assert!(whole.low <= chosen * (1.0 + 1e-9) && chosen <= whole.high * (1.0 + 1e-9));
        prop_assert!(whole.low <= whole.stated && whole.stated <= whole.high);
    }
}
