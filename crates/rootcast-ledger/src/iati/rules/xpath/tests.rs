//! Every axis, function, operator and type rule on one small document, and the same answers from a record.

use super::*;
use crate::iati::Kind;
use crate::xml::{Tree, parse};
use proptest::prelude::*;

const DOCUMENT: &str = "<r xml:lang='en-GB' v='2.03'><!--first--><a n='1'>one<b k='x'>two</b> three</a>\
<a n='2'><b k='y'/><b k='z'>4</b><c>5</c></a><?go fast now?><d xml:id='here' n='10'>0.5</d>\
<p:e xmlns:p='urn:p' p:q='7'><a n='3'/></p:e></r>";

fn show(tree: &Tree<'_>, scope: &Scope<'_>, value: &Value<'_>) -> String {
    match value {
        Value::Text(text) => format!("'{text}'"),
        Value::Number(number) => value::text_of(*number).into_owned(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Nodes(nodes) => nodes
            .iter()
            .map(|item| {
                if item.is_attribute() {
                    return format!("@{}={}", scope.name(*item), scope.text(*item));
                }
                match item.id().map(|id| tree.kind(id)) {
                    None if *item == Item::DOCUMENT => "/".to_owned(),
                    None => format!("^{}", scope.name(*item)),
                    Some(crate::xml::NodeKind::Element { name, .. }) => {
                        format!(
                            "{name}{}",
                            item.id().and_then(|id| tree.get(id, "n")).unwrap_or_default()
                        )
                    }
                    Some(crate::xml::NodeKind::Text(text)) => format!("'{text}'"),
                    Some(crate::xml::NodeKind::Comment(text)) => format!("<!{text}>"),
                    Some(crate::xml::NodeKind::Instruction(text)) => format!("<?{text}>"),
                }
            })
            .collect::<Vec<_>>()
            .join(" "),
    }
}

fn on(document: &str, expression: &str) -> String {
    let tree = parse(document).unwrap();
    let scope = Scope::document(&tree);
    let xpath = XPath::parse(expression).unwrap_or_else(|e| panic!("{expression}: {e}"));
    show(&tree, &scope, &xpath.evaluate(&scope, Item::DOCUMENT))
}

fn check(cases: &[(&str, &str)]) {
    for (expression, expected) in cases {
        assert_eq!(on(DOCUMENT, expression), *expected, "{expression}");
    }
}

#[test]
fn axes_give_nodes_in_document_order() {
    check(&[
        ("/", "/"),
        ("/r", "r"),
        ("/r/a", "a1 a2"),
        ("/r/*", "a1 a2 d10 p:e"),
        ("/r/node()", "<!first> a1 a2 <?go fast now> d10 p:e"),
        ("//a", "a1 a2 a3"),
        ("//b/..", "a1 a2"),
        ("//b/parent::a/@n", "@n=1 @n=2"),
        ("//c/ancestor::*", "r a2"),
        ("//c/ancestor-or-self::*", "r a2 c"),
        ("//c/ancestor::node()", "/ r a2"),
        ("//c/preceding-sibling::b", "b b"),
        ("//c/preceding-sibling::b[1]/@k", "@k=z"),
        ("/r/a[1]/following-sibling::*", "a2 d10 p:e"),
        ("//b[@k='y']/following::*", "b c d10 p:e a3"),
        ("//c/preceding::*", "a1 b b b"),
        ("//c/preceding::*[1]/@k", "@k=z"),
        ("/r/descendant::b/@k", "@k=x @k=y @k=z"),
        ("/r/descendant-or-self::r", "r"),
        ("//a/self::a[@n=2]", "a2"),
        ("/r/attribute::*", "@xml:lang=en-GB @v=2.03"),
        ("/r/@xml:lang", "@xml:lang=en-GB"),
        ("/r/@xml:*", "@xml:lang=en-GB"),
        ("//@n", "@n=1 @n=2 @n=10 @n=3"),
        ("//@n/..", "a1 a2 d10 a3"),
        ("//@n/node()", ""),
        ("/..", ""),
        ("//e", ""),
    ]);
}

#[test]
fn node_tests_tell_kinds_apart() {
    check(&[
        ("/r/a[1]/text()", "'one' ' three'"),
        ("/r/comment()", "<!first>"),
        ("/r/processing-instruction()", "<?go fast now>"),
        ("/r/processing-instruction('go')", "<?go fast now>"),
        ("/r/processing-instruction('stop')", ""),
        ("string(/r/processing-instruction())", "'fast now'"),
        ("name(/r/processing-instruction())", "'go'"),
        ("//p", ""),
        ("name(/r/*[last()])", "'p:e'"),
        ("local-name(/r/*[last()])", "'e'"),
        ("namespace-uri(/r/*[last()])", "'urn:p'"),
        (
            "namespace-uri(/r/@xml:lang)",
            "'http://www.w3.org/XML/1998/namespace'",
        ),
        ("local-name(/r/@xml:lang)", "'lang'"),
        ("name(/r/@xml:lang)", "'xml:lang'"),
        ("name(//none)", "''"),
        ("count(//*[namespace-uri()=''])", "9"),
    ]);
}

#[test]
fn predicates_count_among_the_nodes_of_one_step() {
    check(&[
        ("//b[1]/@k", "@k=x @k=y"),
        ("(//b)[1]/@k", "@k=x"),
        ("(//b)[last()]/@k", "@k=z"),
        ("/r/a[position()=2]", "a2"),
        ("/r/a[last()]", "a2"),
        ("/r/a[2][@n=2]", "a2"),
        ("/r/a[@n=2][1]", "a2"),
        ("/r/a[@n=2][2]", ""),
        ("/r/a[1.5]", ""),
        ("/r/a[b]", "a1 a2"),
        ("/r/a[c]", "a2"),
        ("/r/a[not(c)]", "a1"),
        ("/r/a['']", ""),
        ("/r/a['x']", "a1 a2"),
        ("//b[position() mod 2 = 0]/@k", "@k=z"),
        ("//c/ancestor::*[1]", "a2"),
        ("(//c/ancestor::*)[1]", "r"),
        ("/r/a[count(b)=2]/b[@k]/@k", "@k=y @k=z"),
    ]);
}

#[test]
fn unions_and_paths_from_brackets_hold_each_node_once() {
    check(&[
        ("//c | //a | //c", "a1 a2 c a3"),
        ("(//a | //c)/..", "r a2 p:e"),
        ("(//a)[2]/b", "b b"),
        ("(/r)//c", "c"),
        ("id('here')", "d10"),
        ("id('here nowhere')/@n", "@n=10"),
        ("count(id('nowhere'))", "0"),
    ]);
}

#[test]
fn comparisons_look_for_a_node_that_makes_them_true() {
    check(&[
        ("//a/@n = 2", "true"),
        ("//a/@n != 2", "true"),
        ("not(//a/@n = 9)", "true"),
        ("//a/@n = '2'", "true"),
        ("//a/@n = '02'", "false"),
        ("//a/@n = 02", "true"),
        ("2 < //@n", "true"),
        ("//@n > 10", "false"),
        ("//@n >= 10", "true"),
        ("//@n < //c", "true"),
        ("//c < //b", "false"),
        ("//b = //c", "false"),
        ("//b != //c", "true"),
        ("/r/a[1]/@n = /r/a[2]/@n", "false"),
        ("//none = ''", "false"),
        ("//none != ''", "false"),
        ("//none = false()", "true"),
        ("//a = true()", "true"),
        ("true() = 'x'", "true"),
        ("true() > false()", "true"),
        ("'a' < 'b'", "false"),
        ("'1' < '2'", "true"),
        ("1 = '1.0'", "true"),
        ("1 < 2 < 3", "true"),
        ("3 > 2 > 1", "false"),
        ("'x' = 'x' = true()", "true"),
        ("number('x') = number('x')", "false"),
        ("number('x') != number('x')", "true"),
    ]);
}

#[test]
fn arithmetic_is_that_of_ieee_754() {
    check(&[
        ("1 + 2 * 3 - 4 div 2", "5"),
        ("7 mod 3", "1"),
        ("-7 mod 3", "-1"),
        ("1.5 mod .5", "0"),
        ("1 div 0", "Infinity"),
        ("-1 div 0", "-Infinity"),
        ("0 div 0", "NaN"),
        ("--3", "3"),
        ("-(-3)", "3"),
        ("- //c", "-5"),
        ("//c + 1", "6"),
        ("'a' + 1", "NaN"),
        ("true() + true()", "2"),
        ("10 - 2 - 3", "5"),
        ("//c - 1", "4"),
    ]);
}

#[test]
fn functions_on_text() {
    check(&[
        ("string(//none)", "''"),
        ("string(/r/a[1])", "'onetwo three'"),
        ("string(1 div 3)", "'0.3333333333333333'"),
        ("string(true())", "'true'"),
        ("concat('a', 1, true(), //c)", "'a1true5'"),
        ("starts-with('abc', 'ab')", "true"),
        ("starts-with('abc', '')", "true"),
        ("contains('abc', 'd')", "false"),
        ("substring-before('1999/04', '/')", "'1999'"),
        ("substring-before('1999', '/')", "''"),
        ("substring-after('1999/04', '/')", "'04'"),
        ("substring-after('1999', '')", "'1999'"),
        ("substring('12345', 2, 3)", "'234'"),
        ("substring('12345', 2)", "'2345'"),
        ("substring('12345', 1.5, 2.6)", "'234'"),
        ("substring('12345', 0, 3)", "'12'"),
        ("substring('12345', 0 div 0, 3)", "''"),
        ("substring('12345', 1, 0 div 0)", "''"),
        ("substring('12345', -42, 1 div 0)", "'12345'"),
        ("substring('12345', -1 div 0, 1 div 0)", "''"),
        ("substring('über', 2)", "'ber'"),
        ("string-length('über')", "4"),
        ("string-length(//c)", "1"),
        ("normalize-space('  a \n b  ')", "'a b'"),
        ("normalize-space('a b')", "'a b'"),
        ("translate('bar', 'abc', 'ABC')", "'BAr'"),
        ("translate('--aaa--', 'abc-', 'ABC')", "'AAA'"),
        ("translate('aa', 'aa', 'xy')", "'xx'"),
        ("//a[string-length() = 12]", "a1"),
        ("//a[normalize-space()='45']", "a2"),
    ]);
}

#[test]
fn functions_on_numbers_and_truth() {
    check(&[
        ("sum(//@n)", "16"),
        ("sum(//none)", "0"),
        ("sum(//b)", "NaN"),
        ("number('  12 ')", "12"),
        ("number('1e3')", "NaN"),
        ("number('')", "NaN"),
        ("number(true())", "1"),
        ("number(//d)", "0.5"),
        ("//c[number() = 5]", "c"),
        ("floor(-1.5)", "-2"),
        ("ceiling(-1.5)", "-1"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-2"),
        ("round(//none)", "NaN"),
        ("count(//a)", "3"),
        ("boolean(0)", "false"),
        ("boolean('0')", "true"),
        ("boolean(//none)", "false"),
        ("not(//none)", "true"),
        ("true() and not(false())", "true"),
        ("false() or //a", "true"),
        ("//c[lang('en')]", "c"),
        ("//c[lang('EN-gb')]", "c"),
        ("//c[lang('e')]", ""),
        ("//c[lang('en-GB-x')]", ""),
        ("position()", "1"),
        ("last()", "1"),
    ]);
}

#[test]
fn a_record_gives_what_its_document_gives() {
    let inner = "<iati-activity xml:lang='fr'><title><narrative>T</narrative></title>\
        <result><indicator><reference/></indicator><reference/></result></iati-activity>";
    let file = format!("<iati-activities version='2.03'>{inner}</iati-activities>");
    let whole = parse(&file).unwrap();
    let document = Scope::document(&whole);
    let tree = parse(inner).unwrap();
    let head = parse("<iati-activities version='2.03'></iati-activities>").unwrap();
    let record = Scope::record(&tree, Kind::Activities, Some(&head));
    for expression in [
        "/iati-activities/iati-activity/title/narrative",
        "//title",
        "/*/@version",
        "//iati-activities/@version",
        "//indicator/ancestor::*",
        "//indicator/ancestor::*/@version",
        "//indicator/../reference[1]",
        "//narrative/ancestor::iati-activities",
        "count(//node())",
        "name(/*)",
        "string(/)",
        "/iati-activities/iati-activity | /iati-activities",
        "/iati-organisations",
        "//*[@version]/iati-activity/@xml:lang",
        "/descendant-or-self::iati-activities",
        "/iati-activities/iati-activity[1]/result",
    ] {
        let xpath = XPath::parse(expression).unwrap();
        let names = |scope: &Scope<'_>| match xpath.evaluate(scope, Item::DOCUMENT) {
            Value::Nodes(nodes) => nodes
                .iter()
                .map(|i| format!("{}={}", scope.name(*i), scope.text(*i)))
                .collect::<Vec<_>>()
                .join(" "),
            other => format!("{other:?}"),
        };
        assert_eq!(names(&record), names(&document), "{expression}");
    }
    let bare = Scope::record(&tree, Kind::Activities, None);
    let xpath = XPath::parse("count(/iati-activities/@*)").unwrap();
    assert_eq!(xpath.evaluate(&bare, Item::DOCUMENT), Value::Number(0.0));
    assert_eq!(xpath.evaluate(&record, Item::DOCUMENT), Value::Number(1.0));
}

#[test]
fn what_needs_other_records_is_noted() {
    let tree = parse("<iati-activity><a n='1'/><a n='2'/></iati-activity>").unwrap();
    let scope = Scope::record(&tree, Kind::Activities, None);
    for (expression, expected) in [
        ("/iati-activities/@version", false),
        ("a[1]/following-sibling::a", false),
        ("ancestor::*", false),
        ("../@version", false),
        ("//a", true),
        ("/iati-activities/iati-activity", true),
        ("../iati-activity", true),
        ("following-sibling::*", true),
        ("a[1]/following::*", true),
        ("preceding-sibling::iati-activity", true),
        ("string(..)", true),
        ("a[count(/*/*) > 1]", true),
    ] {
        let mut names = Names::default();
        let expr = compile(expression, &mut names, false).unwrap();
        let index = Index::of(&tree, &names);
        let evaluator = Evaluator::new(&scope, &index, &names);
        let at = At::node(Item::node(crate::xml::NodeId::at(0)));
        evaluator.value(&expr, at);
        assert_eq!(evaluator.took_other_records(), expected, "{expression}");
    }
    for (context, expected) in [
        ("/iati-activities/iati-activity", false),
        ("//a[1]", false),
        ("//iati-activity[a]", false),
        ("/iati-activities/iati-activity[2]", true),
        ("/*/*[last()]", true),
        ("//iati-activity[count(//iati-activity) > 1]", true),
    ] {
        let mut names = Names::default();
        let expr = compile(context, &mut names, false).unwrap();
        let index = Index::of(&tree, &names);
        let evaluator = Evaluator::new(&scope, &index, &names);
        evaluator.contexts(&expr);
        assert_eq!(evaluator.took_other_records(), expected, "{context}");
    }
}

#[test]
fn the_placeholder_stands_for_text_inside_quotation_marks_and_alone() {
    let tree = parse("<r><a n='2'/><a n='it&apos;s'/></r>").unwrap();
    let scope = Scope::document(&tree);
    let mut names = Names::default();
    let quoted = compile("count(/r/a[@n = '$1'])", &mut names, true).unwrap();
    let alone = compile("count(/r/a[@n = $1])", &mut names, true).unwrap();
    let index = Index::of(&tree, &names);
    let evaluator = Evaluator::new(&scope, &index, &names);
    for found in ["2", "it's"] {
        let with = evaluator.with(found);
        let at = At::node(Item::DOCUMENT);
        assert!((with.number(&quoted, at) - 1.0).abs() < f64::EPSILON, "{found}");
        assert!((with.number(&alone, at) - 1.0).abs() < f64::EPSILON, "{found}");
    }
    assert!(matches!(
        XPath::parse("a[@n = $1]").unwrap_err().fault,
        Fault::Variable(name) if name == "1"
    ));
}

#[test]
fn faults_name_the_place_and_what_is_expected() {
    for (expression, expected) in [
        (
            "",
            "at character 1: found the end, expected the name of an element or attribute, `*` or a node test",
        ),
        (
            "a b",
            "at character 3: found `b`, expected an operator or the end",
        ),
        ("a[1", "at character 4: found the end, expected `]`"),
        (
            "a/",
            "at character 3: found the end, expected the name of an element or attribute, `*` or a node test",
        ),
        (
            "cuont(a)",
            "at character 1: `cuont` is not a function of XPath 1.0; did you mean `count`?",
        ),
        (
            "chil::a",
            "at character 1: `chil` is not an axis of XPath 1.0 that can be used here; did you mean `child`?",
        ),
        (
            "count(1)",
            "at character 7: count needs nodes, and this gives a number; write a path there",
        ),
        (
            "a | 1",
            "at character 5: `|` needs nodes, and this gives a number; write a path there",
        ),
        (
            "'a'/b",
            "at character 1: `/` needs nodes, and this gives text; write a path there",
        ),
        (
            "concat('a')",
            "at character 1: concat() takes two or more, found 1",
        ),
        (
            "p:a",
            "at character 1: the prefix `p` is bound to no namespace; only `xml` is known here",
        ),
        ("p:f()", "at character 1: `p:f` is not a function of XPath 1.0"),
        (
            "$x",
            "at character 1: `$x` is not known here; only `$1` is, in the keys that a loop lists in `subs`",
        ),
        (
            "nodes()",
            "at character 1: `nodes` is not a function of XPath 1.0",
        ),
    ] {
        let error = XPath::parse(expression).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{expression}: {error}");
    }
}

#[test]
fn depth_and_length_have_limits() {
    let nested = |n: usize| format!("{}1{}", "(".repeat(n), ")".repeat(n));
    assert!(XPath::parse(&nested(20)).is_ok());
    assert!(matches!(
        XPath::parse(&nested(1000)).unwrap_err().fault,
        Fault::TooDeep(_)
    ));
    let predicates = format!("a{}{}", "[a".repeat(1000), "]".repeat(1000));
    assert!(matches!(
        XPath::parse(&predicates).unwrap_err().fault,
        Fault::TooDeep(_)
    ));
    let steps = vec!["."; 1000].join("/");
    assert!(matches!(
        XPath::parse(&steps).unwrap_err().fault,
        Fault::TooManySteps(_)
    ));
    assert!(matches!(
        XPath::parse(&"a".repeat(20_000)).unwrap_err().fault,
        Fault::TooLong(_)
    ));
    let chain = vec!["1"; 4000].join("+");
    assert_eq!(on(DOCUMENT, &chain), "4000");
    let minus = format!("{}1", "-".repeat(9999));
    assert_eq!(on(DOCUMENT, &minus), "-1");
}

proptest! {
    #[test]
    fn no_text_panics_the_parser(text in "\\PC{0,60}") {
        let _ = XPath::parse(&text);
    }

    #[test]
    fn no_expression_panics_the_evaluator(parts in prop::collection::vec(
        prop::sample::select(vec![
            "a", "b", "@n", "*", "/", "//", "..", ".", "[", "]", "(", ")", "1", "2.5", "'x'", "=", "!=", "<", "+",
            "-", " and ", " or ", " mod ", " div ", "|", "count(", "not(", "string(", "position()", "last()", ",",
            "following::", "preceding-sibling::", "ancestor::", "node()", "text()", "xml:lang", "substring(",
        ]), 0..14)) {
        let text: String = parts.concat();
        if let Ok(xpath) = XPath::parse(&text) {
            let tree = parse(DOCUMENT).unwrap();
            let document = Scope::document(&tree);
            let record = Scope::record(&tree, Kind::Activities, None);
            for scope in [&document, &record] {
                let value = xpath.evaluate(scope, Item::DOCUMENT);
                prop_assert_eq!(matches!(value, Value::Nodes(_)), xpath.kind() == Type::Nodes);
                if let Value::Nodes(nodes) = value {
                    prop_assert!(nodes.windows(2).all(|w| w[0] < w[1]));
                }
            }
        }
    }
}
