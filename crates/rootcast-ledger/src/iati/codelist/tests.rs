use insta::assert_snapshot;

use super::{check, codes, currency, name, table::Tables};
use crate::{iati::Finding, xml};

fn findings(text: &str) -> String {
    let tree = xml::parse(text).unwrap();
    let mut out: Vec<Finding> = Vec::new();
    check(&tree, tree.root().unwrap(), &mut out);
    lines(&out)
}

fn lines(findings: &[Finding]) -> String {
    let mut lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    lines.push(String::new());
    lines.join("\n")
}

#[test]
fn the_table_is_read() {
    let tables = Tables::read(include_str!("../../../data/codelists.txt")).unwrap();
    assert!(tables.lists.len() >= 29);
    for list in &tables.lists {
        assert!(!list.codes.is_empty(), "{}", list.name);
        let unique = list.codes.windows(2).all(|two| two[0].text != two[1].text);
        assert!(unique, "{}", list.name);
    }
}

#[test]
fn tables_with_a_fault_are_refused() {
    for (text, says) in [
        ("1 Code", "line 1: a code outside a list"),
        ("list A complete : B\n  1", "line 2: a code has a name"),
        ("list A whole : B", "line 1: a list is complete or grows"),
        ("list A complete", "line 1: a list without a source"),
        (
            "at a/@b",
            "line 1: a path ends in an attribute, and belongs to a list",
        ),
        (
            "list A complete : B\n  at a/b",
            "line 2: a path ends in an attribute, and belongs to a list",
        ),
    ] {
        let error = Tables::read(text).unwrap_err().to_string();
        assert!(error.ends_with(says), "{error}");
    }
}

#[test]
fn codes_have_names() {
    assert_eq!(name("TransactionType", "12"), Some("Outgoing Pledge"));
    assert_eq!(name("ActivityStatus", "6"), Some("Suspended"));
    assert_eq!(name("Country", "XK"), Some("Kosovo"));
    assert_eq!(name("Currency", "ITL"), Some("Italian Lira"));
    assert_eq!(name("Sector", "15160"), None);
    assert_eq!(codes("TransactionType").count(), 13);
    assert_eq!(codes("DocumentCategory").count(), 30);
    assert_eq!(codes("Country").count(), 250);
    assert_eq!(codes("Language").count(), 183);
    assert_eq!(currency("KWD").unwrap().digits, Some(3));
    assert_eq!(currency("XAU").unwrap().digits, None);
    assert_eq!(currency("usd"), None);
}

#[test]
fn codes_that_are_not_listed_are_found_where_they_are() {
    assert_snapshot!(findings(
        "<iati-activity default-currency='EUR' xml:lang='en'>\n\
         <reporting-org type='99'><narrative xml:lang='en-GB'/><narrative xml:lang='xx'/></reporting-org>\n\
         <activity-status code='7'/>\n\
         <location><administrative code='ZZ' vocabulary='A4'/><administrative code='ZZ' vocabulary='G1'/></location>\n\
         <transaction><transaction-type code='3'/><value currency='US$'/></transaction>\n\
         <transaction>\n<transaction-type code=''/><value currency='DEM'/></transaction>\n\
         <x:transaction xmlns:x='urn:x'><transaction-type code='99'/></x:transaction>\n\
         <document-link><category code='A99'/></document-link>\n\
         </iati-activity>"
    ));
}

#[test]
fn a_list_holds_only_on_its_path() {
    assert_eq!(
        findings("<iati-activity><sector code='never'/><value currency='x'/></iati-activity>"),
        ""
    );
    assert_eq!(
        findings("<iati-organisation><total-budget status='2'/></iati-organisation>"),
        ""
    );
    assert!(
        findings("<iati-organisation><total-budget status='3'/></iati-organisation>")
            .contains("BudgetStatus")
    );
}
