use proptest::prelude::*;

use super::*;
use crate::ledger::generate;

const GOOD: &str = "id,activity,stage,measure,figure,unit,tally,said-by,said-on,document\n\
                    p1,plan,pledge,pledged,\"more than 4,200\",USD,cumulative,A firm,2023,d\n";

fn errors(text: &str) -> Vec<String> {
    statements(text, "t.csv", &Ledger::default())
        .unwrap_err()
        .problems
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn headers_are_strict() {
    let cases = [
        (
            "said-by,",
            "sayd-by,",
            "t.csv:1: `sayd-by` is not a column; did you mean `said-by`?",
        ),
        ("unit,", "", "t.csv:1: column `unit` is missing"),
        ("unit,", "unit,unit,", "t.csv:1: column `unit` is there twice"),
        (
            "id,",
            "colour,id,",
            "t.csv:1: `colour` is not a column; columns are id, activity",
        ),
    ];
    for (from, to, wants) in cases {
        let all = errors(&GOOD.replacen(from, to, 1));
        assert!(all.iter().any(|e| e.starts_with(wants)), "{to}: {all:?}");
    }
    let all = errors(&GOOD.replace(',', ";"));
    assert!(all[0].contains("export the table with commas"), "{all:?}");
}

#[test]
fn every_bad_row_is_listed_with_its_line() {
    let text = format!(
        "\u{feff}{GOOD}\np2,plan,plege,pledged,many,USD,cumulative,A firm,2023,d\n\
         p3,plan,pledge,pledged,5,USD,cumulative,A firm,2023\n\
         p1,plan,pledge,pledged,5,USD,cumulative,A firm,2023,d\n\
         p4,plan,pledge,pledged,5,USD,cumulative,A firm,,d\n"
    );
    let all = errors(&text);
    let wants = [
        "t.csv:4: row `p2`: figure: `many` is not a figure",
        "t.csv:4: row `p2`: stage: `plege` is none of pledge",
        "t.csv:5: the row has 9 cells, and the header 10",
        "t.csv:6: row `p1`: id: there is one already, in line 2",
        "t.csv:7: row `p4`: said-on: it is missing, and its document is not in this file",
    ];
    assert_eq!(all.len(), wants.len(), "{all:#?}");
    for (e, wants) in all.iter().zip(wants) {
        assert!(e.starts_with(wants), "{e}");
    }
}

#[test]
fn a_list_that_a_cell_cannot_hold_is_refused() {
    let mut s = statements(GOOD, "t.csv", &Ledger::default()).unwrap().remove(0);
    s.counted_in = vec!["a|b".to_owned()];
    assert!(write([&s]).unwrap_err().to_string().contains("`a|b`"));
}

proptest! {
    #[test]
    fn what_is_written_reads_back(l in generate::ledger()) {
        let text = write(l.statements.values()).unwrap();
        let back = statements(&text, "t.csv", &l).unwrap();
        prop_assert_eq!(back.iter().collect::<Vec<_>>(), l.statements.values().collect::<Vec<_>>());
    }

    #[test]
    fn no_text_panics(t in "\\PC{0,200}", cells in "[\\PC,\"\n]{0,80}") {
        let _ = statements(&t, "t.csv", &Ledger::default());
        let _ = statements(&format!("{GOOD}{cells}"), "t.csv", &Ledger::default());
    }
}
