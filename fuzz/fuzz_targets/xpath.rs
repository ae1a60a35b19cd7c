//! An expression of any text is refused or evaluated, on a document and on a record of it, without a panic; a ruleset
//! of any text is refused or checked.

#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use rootcast_ledger::iati::Kind;
use rootcast_ledger::iati::rules::xpath::{Item, Scope, Type, Value, XPath};
use rootcast_ledger::iati::rules::{Given, Ruleset};
use rootcast_ledger::xml;

const RECORD: &str = "<iati-activity xml:lang='en'><title><narrative>A 1</narrative></title><sector vocabulary='2' \
    percentage='50'/><sector vocabulary='2' percentage='60'/><!--note--><?go on?></iati-activity>";

fuzz_target!(|text: &str| {
    let tree = xml::parse(RECORD).expect("a record");
    let scopes = [Scope::document(&tree), Scope::record(&tree, Kind::Activities, None)];
    if let Ok(xpath) = XPath::parse(text) {
        for scope in &scopes {
            let value = xpath.evaluate(scope, Item::DOCUMENT);
            assert_eq!(matches!(value, Value::Nodes(_)), xpath.kind() == Type::Nodes);
        }
    }
    if let Ok(ruleset) = Ruleset::parse(text) {
        for scope in &scopes {
            ruleset.check(scope, &Given::day(date(2024, 2, 5)), &mut Vec::new());
        }
    }
});
