//! XPath against libxml2's, on generated expressions and documents.

use rootcast_ledger::iati::rules::xpath::{Item, Scope, Value, XPath};
use rootcast_ledger::xml::{self, NodeKind, Tree};
use serde_json::{Value as Json, json};
use std::io::Write as _;
use std::process::{Command, Stdio};

use super::equivalence::Draw;

/// A document of few names, so that expressions meet them.
fn document(draw: &mut Draw) -> String {
    fn element(draw: &mut Draw, depth: usize, out: &mut String) {
        let name = pick(draw, &["a", "b", "c", "d"]);
        out.push_str(&format!("<{name}"));
        for (attribute, values) in [
            ("n", ["1", "2", "03", " 4 ", "x"]),
            ("k", ["a", "b", "", "it's", "1.50"]),
            ("xml:lang", ["en", "en-GB", "fr", "EN", "e"]),
        ] {
            if draw.below(3) == 0 {
                let value = pick(draw, &values);
                out.push_str(&format!(" {attribute}=\"{value}\""));
            }
        }
        out.push('>');
        for _ in 0..draw.below(if depth == 0 { 7 } else { 4 }) {
            match draw.below(8) {
                0 | 1 => out.push_str(pick(draw, &["7", "text", " ", "-2.5", "übel"])),
                2 => out.push_str(pick(draw, &["<!--note-->", "<?go fast?>", "<!--7-->"])),
                _ if depth < 4 => element(draw, depth + 1, out),
                _ => {}
            }
        }
        out.push_str(&format!("</{name}>"));
    }
    let mut out = String::new();
    element(draw, 0, &mut out);
    out
}

fn pick<'p>(draw: &mut Draw, all: &[&'p str]) -> &'p str {
    all[draw.below(all.len())]
}

fn nodes(draw: &mut Draw, depth: usize) -> String {
    const AXES: [&str; 14] = [
        "",
        "",
        "",
        "@",
        "child::",
        "descendant::",
        "descendant-or-self::",
        "self::",
        "ancestor::",
        "ancestor-or-self::",
        "following-sibling::",
        "preceding-sibling::",
        "following::",
        "preceding::",
    ];
    let mut out = pick(draw, &["/", "//", "//", "/*/", "/descendant::"]).to_owned();
    if out.ends_with("::") {
        out.push_str("a/");
    }
    for step in 0..=draw.below(3) {
        if step > 0 {
            out.push_str(pick(draw, &["/", "/", "//"]));
        }
        if draw.below(8) == 0 {
            out.push_str(pick(draw, &["..", ".", "parent::*", "parent::node()"]));
            continue;
        }
        let axis = pick(draw, &AXES);
        out.push_str(axis);
        let tests: &[&str] = if axis == "@" {
            &["n", "k", "xml:lang", "*", "xml:*"]
        } else {
            &[
                "a",
                "b",
                "c",
                "d",
                "*",
                "node()",
                "text()",
                "comment()",
                "processing-instruction('go')",
            ]
        };
        out.push_str(pick(draw, tests));
        while depth < 2 && draw.below(3) == 0 {
            out.push_str(&format!("[{}]", predicate(draw, depth + 1)));
        }
    }
    // From an attribute, `following` and `preceding` are read differently by libxml2.
    if out.contains('@') && (out.contains("following::") || out.contains("preceding::")) {
        return "//a".to_owned();
    }
    out
}

fn predicate(draw: &mut Draw, depth: usize) -> String {
    match draw.below(6) {
        0 => pick(
            draw,
            &[
                "1",
                "2",
                "last()",
                "position()=2",
                "last()-1",
                "position() mod 2 = 1",
            ],
        )
        .to_owned(),
        1 => pick(draw, &["@n", "@k", "b", "not(@n)", "..", "a/b", "text()"]).to_owned(),
        2 => pick(
            draw,
            &[
                "@n=1",
                "@n='1'",
                "@k!='a'",
                "@n>1",
                ".=7",
                "c<5",
                "lang('en')",
                "@k=@n",
            ],
        )
        .to_owned(),
        _ => truth(draw, depth),
    }
}

fn truth(draw: &mut Draw, depth: usize) -> String {
    let comparison = pick(draw, &["=", "!=", "<", "<=", ">", ">="]);
    match draw.below(7) {
        0 => format!(
            "{} {comparison} {}",
            nodes(draw, depth + 1),
            nodes(draw, depth + 1)
        ),
        1 => format!(
            "{} {comparison} {}",
            nodes(draw, depth + 1),
            number(draw, depth + 1)
        ),
        2 => format!(
            "{} {comparison} {}",
            text(draw, depth + 1),
            nodes(draw, depth + 1)
        ),
        3 => format!(
            "{} {comparison} {}",
            number(draw, depth + 1),
            text(draw, depth + 1)
        ),
        4 if depth < 2 => {
            let operator = pick(draw, &["and", "or", "="]);
            format!(
                "{} {operator} boolean({})",
                truth(draw, depth + 1),
                nodes(draw, depth + 1)
            )
        }
        5 => format!("contains({}, {})", text(draw, depth + 1), text(draw, depth + 1)),
        _ => format!("not({})", nodes(draw, depth + 1)),
    }
}

fn number(draw: &mut Draw, depth: usize) -> String {
    match draw.below(if depth > 2 { 3 } else { 8 }) {
        0 | 1 => pick(draw, &["0", "1", "2.5", "-3", "100", "(1 div 3)"]).to_owned(),
        2 => format!("count({})", nodes(draw, depth + 1)),
        3 => format!("sum({})", nodes(draw, depth + 1)),
        4 => {
            let operator = pick(draw, &["+", "-", "*", "div", "mod"]);
            format!(
                "({} {operator} {})",
                number(draw, depth + 1),
                number(draw, depth + 1)
            )
        }
        5 => {
            let function = pick(draw, &["floor", "ceiling", "round"]);
            format!("{function}({})", number(draw, depth + 1))
        }
        6 => format!("string-length({})", text(draw, depth + 1)),
        _ => format!("number({})", nodes(draw, depth + 1)),
    }
}

fn text(draw: &mut Draw, depth: usize) -> String {
    match draw.below(if depth > 2 { 3 } else { 10 }) {
        0 | 1 => pick(
            draw,
            &["'a'", "''", "'en'", "\"it's\"", "'2'", "'1.50'", "' x  y '"],
        )
        .to_owned(),
        2 | 3 => format!("string({})", nodes(draw, depth + 1)),
        4 => format!("concat({}, {})", text(draw, depth + 1), text(draw, depth + 1)),
        5 => format!("normalize-space({})", text(draw, depth + 1)),
        6 => format!(
            "substring({}, {})",
            text(draw, depth + 1),
            pick(draw, &["2", "0, 2", "1.5", "2, 1"])
        ),
        7 => format!("translate({}, 'abt1', 'xy')", text(draw, depth + 1)),
        8 => {
            let function = pick(draw, &["substring-before", "substring-after"]);
            format!("{function}({}, {})", text(draw, depth + 1), text(draw, depth + 1))
        }
        _ => format!(
            "{}({})",
            pick(draw, &["name", "local-name"]),
            nodes(draw, depth + 1)
        ),
    }
}

/// Our answer, as the script writes libxml2's.
fn ours(document: &str, expression: &str) -> Json {
    let tree = xml::parse(document).expect("a document");
    let scope = Scope::document(&tree);
    let xpath = match XPath::parse(expression) {
        Ok(xpath) => xpath,
        Err(e) => return json!({"error": e.to_string()}),
    };
    match xpath.evaluate(&scope, Item::DOCUMENT) {
        Value::Boolean(truth) => json!({"boolean": truth}),
        Value::Number(number) => json!({"number": number.to_string()}),
        Value::Text(text) => json!({"text": text}),
        Value::Nodes(nodes) => {
            // lxml leaves the document node out of its lists.
            let nodes = nodes.iter().filter(|n| **n != Item::DOCUMENT);
            let nodes: Vec<String> = nodes.map(|n| place(&tree, &scope, *n)).collect();
            json!({"nodes": nodes})
        }
    }
}

fn place(tree: &Tree<'_>, scope: &Scope<'_>, item: Item) -> String {
    let Some(id) = item.id() else {
        return "/".to_owned();
    };
    if let NodeKind::Text(text) = tree.kind(id) {
        return format!("text={text}");
    }
    let before = tree
        .root()
        .into_iter()
        .chain(tree.root().into_iter().flat_map(|r| tree.descendants(r)))
        .take_while(|n| *n < id)
        .filter(|n| !matches!(tree.kind(*n), NodeKind::Text(_)));
    let place = before.count();
    if item.is_attribute() {
        let name = scope
            .name(item)
            .replace("xml:", "{http://www.w3.org/XML/1998/namespace}");
        return format!("{place} @{name}={}", scope.text(item));
    }
    place.to_string()
}

/// Whether two answers are the same; numbers to 12 digits, since libxml2 writes no more of some.
fn agree(ours: &Json, theirs: &Json) -> bool {
    let number = |j: &Json| j["number"].as_str().and_then(|n| n.parse::<f64>().ok());
    match (number(ours), number(theirs)) {
        (Some(a), Some(b)) => {
            (a.is_nan() && b.is_nan()) || a.to_bits() == b.to_bits() || (a - b).abs() <= 1e-12 * a.abs()
        }
        _ => ours == theirs,
    }
}

#[test]
fn expressions_give_what_libxml2_gives() {
    const QUESTIONS: usize = 6000;
    let python = std::env::var_os("ROOTCAST_PYTHON").expect("ROOTCAST_PYTHON names a Python with lxml");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rules/xpath.py");
    let mut draw = Draw(0x0A71_2024);
    let mut questions: Vec<(String, String)> = Vec::new();
    let mut text_of_document = String::new();
    for i in 0..QUESTIONS {
        if i % 20 == 0 {
            text_of_document = document(&mut draw);
        }
        let expression = match draw.below(6) {
            0 => truth(&mut draw, 0),
            1 => number(&mut draw, 0),
            2 => text(&mut draw, 0),
            3 => format!("{} | {}", nodes(&mut draw, 0), nodes(&mut draw, 0)),
            _ => nodes(&mut draw, 0),
        };
        questions.push((text_of_document.clone(), expression));
    }
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python");
    let mut input = child.stdin.take().expect("its input");
    let mut lines = String::new();
    for (document, expression) in &questions {
        let question = json!({"document": document, "expression": expression});
        lines.push_str(&format!("{question}\n"));
    }
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("its output");
    writer.join().expect("a thread").expect("all questions written");
    assert!(output.status.success());
    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    let (mut wrong, mut compared, mut some) = (Vec::new(), 0, 0);
    for ((document, expression), answer) in questions.iter().zip(answers.lines()) {
        let theirs: Json = serde_json::from_str(answer).expect("JSON");
        let ours = ours(document, expression);
        compared += 1;
        some += usize::from(theirs["nodes"].as_array().is_some_and(|n| !n.is_empty()));
        if !agree(&ours, &theirs) {
            wrong.push(format!(
                "{expression}\n  {document}\n  ours {ours}\n  libxml2 {theirs}"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong[..wrong.len().min(8)].join("\n")
    );
    assert_eq!(compared, QUESTIONS);
    assert!(some > QUESTIONS / 8, "{some} with nodes");
}
