//! Valid files with something wrong put into them, by a seed.

use rootcast_ledger::xml::{NodeId, NodeKind, Tree};

/// Random numbers that are the same everywhere (`SplitMix64`).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).expect("small")
    }

    pub(crate) fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

/// An element or a text that can be changed.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Element {
        name: String,
        attributes: Vec<(String, String)>,
        children: Vec<Node>,
    },
    Text(String),
    Comment,
}

impl Node {
    pub(crate) fn read(tree: &Tree, id: NodeId) -> Self {
        match tree.kind(id) {
            NodeKind::Element { name, .. } => Self::Element {
                name: (*name).to_owned(),
                attributes: tree
                    .attributes(id)
                    .iter()
                    .map(|a| (a.name.to_owned(), a.value.clone().into_owned()))
                    .collect(),
                children: tree.children(id).map(|c| Self::read(tree, c)).collect(),
            },
            NodeKind::Text(text) => Self::Text(text.clone().into_owned()),
            NodeKind::Comment(_) | NodeKind::Instruction(_) => Self::Comment,
        }
    }

    fn element(name: &str, attributes: &[(&str, &str)], children: Vec<Node>) -> Self {
        let attributes = attributes
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        Self::Element {
            name: name.to_owned(),
            attributes,
            children,
        }
    }

    pub(crate) fn write(&self, out: &mut String) {
        let escape = |text: &str| {
            let text = text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('"', "&quot;");
            text.replace('\t', "&#9;")
                .replace('\n', "&#10;")
                .replace('\r', "&#13;")
        };
        match self {
            Self::Text(text) => out.push_str(&escape(text)),
            Self::Comment => out.push_str("<!-- c -->"),
            Self::Element {
                name,
                attributes,
                children,
            } => {
                out.push_str(&format!("<{name}"));
                for (name, value) in attributes {
                    out.push_str(&format!(" {name}=\"{}\"", escape(value)));
                }
                out.push('>');
                for child in children {
                    child.write(out);
                }
                out.push_str(&format!("</{name}>"));
            }
        }
    }

    fn count(&self) -> usize {
        match self {
            Self::Element { children, .. } => 1 + children.iter().map(Node::count).sum::<usize>(),
            _ => 0,
        }
    }

    /// The `n`th element in document order; the root is 0.
    fn nth(&mut self, n: &mut usize) -> Option<&mut Node> {
        if !matches!(self, Self::Element { .. }) {
            return None;
        }
        if *n == 0 {
            return Some(self);
        }
        *n -= 1;
        match self {
            Self::Element { children, .. } => children.iter_mut().find_map(|c| c.nth(n)),
            _ => None,
        }
    }

    fn any(&mut self, random: &mut Random) -> &mut Node {
        let mut n = random.below(self.count());
        self.nth(&mut n).expect("counted")
    }
}

/// Names, values and types that mutations are made with.
pub(crate) struct Words {
    pub(crate) elements: Vec<String>,
    pub(crate) attributes: Vec<String>,
}

#[rustfmt::skip]
pub(crate) const VALUES: &[&str] = &[
    "", " ", "x", "0", "1", "-1", "+1", "2", " 1 ", "1.0", "1.", ".5", ".", "-", "+", "1e3", "1,000", "1 000", "INF", "NaN", "-0",
    "2147483647", "2147483648", "-2147483648", "-2147483649", "000000000000000000000000000000000001", "99999999999999999999999999",
    "true", "false", " true", "TRUE", "yes", "2012-01-01", " 2012-01-01", "2012-01-01 ", "2012-02-29", "2011-02-29", "1900-02-29",
    "2000-02-29", "0000-01-01", "-0001-01-01", "-0004-02-29", "12012-01-01", "02012-01-01", "2012-1-1", "2012-13-01", "2012-00-01",
    "2012-04-31", "2012-01-01Z", "2012-01-01z", "2012-01-01+14:00", "2012-01-01-14:01", "2012-01-01+1:00", "2012-01-01T00:00:00",
    "9223372036854775807-01-01", "9223372036854775808-01-01", "01/02/2012", "20120101", "2012", "2012-01-01T24:00:00",
    "2012-01-01T24:00:01", "2012-01-01T23:59:60", "2012-01-01T23:59:59.999", "2012-01-01T23:59:59.", "2012-01-01T10:00",
    "2012-01-01T10:00:00Z", "2012-01-01T10:00:00+01:00", "2012-01-01T10:00:00+14:30", "2012-01-01 10:00:00",
    "2012-01-01T24:00:00.000", "2012-01-01T23:59:59.99999999999999999999", "en", "en-GB", "fr-", "english-language", "e1", "en_GB",
    "x-a-b", "default", "preserve", " preserve ", "http://a.example/b?c=d#e", "a b", "%", "%zz", "http://[::1]/", "http://[", "::", ":a",
    "1a:b", "a:b", "a#b#c", "http://h:80", "http://h:x", "http://h:", "http://h:99999999999", "http://u@h@i", "{x}", "[x]", "a?[b]",
    "a#[b]", "http://é/", "\u{300}", "·", "é", "a/b", "a:b:c", "\u{220}", "a\tb", "\n", "urn:x",
];

const TYPES: &[&str] = &[
    "xs:string",
    "xs:token",
    "xs:decimal",
    "xs:int",
    "xs:integer",
    "xs:date",
    "xs:anyURI",
    "xs:positiveInteger",
    "xs:NMTOKEN",
    "xs:boolean",
    "xs:float",
    "xs:anyType",
    "xs:NMTOKENS",
    "xs:unsignedByte",
    "xs:time",
    "xs:nothing",
    "nothing",
    "y:nothing",
    "currencyType",
    "textRequiredType",
    "textType",
    "documentLinkBase",
    "documentLinkResultBase",
    "resultLocationBase",
    "aidTypeBase",
    "descriptionBase",
    "documentLinkWithReceipientCountry",
    " xs:decimal ",
    "xs:language",
    "xs:NCName",
    "xs:long",
    "xs:dateTime",
];

/// Attributes of the vocabularies `xml` and `xsi`, of another one and of none.
const FOREIGN: &[(&str, &str)] = &[
    ("xml:lang", "fr"),
    ("xml:lang", "not a language"),
    ("xml:space", "preserve"),
    ("xml:space", "none"),
    ("xml:base", "http://a/"),
    ("xml:base", "%"),
    ("xml:id", "a"),
    ("xml:id", "1"),
    ("xsi:schemaLocation", "a b"),
    ("xsi:noNamespaceSchemaLocation", "a"),
    ("xsi:nil", "true"),
    ("xsi:nil", "0"),
    ("xsi:other", "0"),
    ("x:other", "0"),
    ("other", "0"),
    ("xmlns:z", "urn:z"),
];

/// Changes one thing. The root keeps its name.
pub(crate) fn mutate(root: &mut Node, words: &Words, random: &mut Random) -> &'static str {
    let what = random.below(20);
    let copy = root.any(random).clone();
    let node = root.any(random);
    let is_root =
        matches!(node, Node::Element { name, .. } if name.starts_with("iati-") && name.ends_with('s'));
    let Node::Element {
        name,
        attributes,
        children,
    } = node
    else {
        return "nothing";
    };
    let place = random.below(children.len() + 1);
    let at = random.below(children.len());
    match what {
        0 if !is_root => name.clone_from(random.pick(&words.elements)),
        1 if !is_root => name.push('s'),
        2 if !children.is_empty() => drop(children.remove(at)),
        3 if !children.is_empty() => children.insert(place, children[at].clone()),
        4 if children.len() > 1 => {
            let other = random.below(children.len());
            children.swap(at, other);
        }
        5 if !attributes.is_empty() => drop(attributes.remove(random.below(attributes.len()))),
        6 => {
            let name = random.pick(&words.attributes).clone();
            let value = (*random.pick(VALUES)).to_owned();
            set(attributes, name, value);
        }
        7 if !attributes.is_empty() => {
            let index = random.below(attributes.len());
            let (_, value) = attributes.remove(index);
            set(attributes, random.pick(&words.attributes).clone(), value);
        }
        8..=10 if !attributes.is_empty() => {
            let index = random.below(attributes.len());
            if !attributes[index].0.starts_with("xmlns") {
                (*random.pick(VALUES)).clone_into(&mut attributes[index].1);
            }
        }
        11 => *children = vec![Node::Text((*random.pick(VALUES)).to_owned())],
        12 => children.insert(place, Node::Text((*random.pick(VALUES)).to_owned())),
        13 => children.insert(place, other(copy, random)),
        14 => children.insert(place, copy),
        15 if !children.is_empty() => {
            let child = children.remove(at);
            children.insert(at, Node::element("x:wrap", &[], vec![child]));
        }
        16 => {
            let (name, value) = *random.pick(FOREIGN);
            set(attributes, name.to_owned(), value.to_owned());
        }
        17 => set(
            attributes,
            "xsi:type".to_owned(),
            (*random.pick(TYPES)).to_owned(),
        ),
        18 => children.insert(place, Node::Comment),
        19 => children.insert(
            place,
            Node::element(random.pick(&words.elements).as_str(), &[], Vec::new()),
        ),
        _ => return "nothing",
    }
    [
        "rename",
        "typo",
        "drop",
        "repeat",
        "swap",
        "drop @",
        "add @",
        "rename @",
        "value",
        "value",
        "value",
        "text",
        "text between",
        "other element",
        "graft",
        "wrap",
        "xml and xsi",
        "xsi:type",
        "comment",
        "new element",
    ][what]
}

/// A value of a datatype with a few characters changed, or characters that it may consist of.
pub(crate) fn value(good: &[&str], letters: &str, random: &mut Random) -> String {
    let letters: Vec<char> = letters.chars().collect();
    let mut value: Vec<char> = match random.below(3) {
        0 => Vec::new(),
        _ => random.pick(good).chars().collect(),
    };
    for _ in 0..random.below(5) {
        let at = random.below(value.len() + 1);
        let letter = *random.pick(&letters);
        match random.below(3) {
            0 if at < value.len() => value[at] = letter,
            1 if at < value.len() => drop(value.remove(at)),
            _ => value.insert(at, letter),
        }
    }
    value.into_iter().collect()
}

/// An element of another vocabulary, with things inside that the standard knows.
fn other(copy: Node, random: &mut Random) -> Node {
    const ATTRIBUTES: &[&[(&str, &str)]] = &[
        &[],
        &[("value-date", "2012-01-01")],
        &[("value-date", "soon")],
        &[("currency", "")],
        &[("anything", "1")],
        &[("xsi:type", "xs:decimal")],
        &[("xsi:type", "currencyType"), ("value-date", "2012-01-01")],
        &[("xsi:type", "nothing")],
        &[("xsi:nil", "true")],
        &[("xml:lang", "??")],
    ];
    let attributes = *random.pick(ATTRIBUTES);
    let children = match random.below(5) {
        0 => vec![copy],
        1 => vec![Node::Text((*random.pick(VALUES)).to_owned())],
        2 => vec![Node::element("anything", &[], vec![copy])],
        3 => vec![Node::element("title", &[], Vec::new())],
        _ => Vec::new(),
    };
    let name = *random.pick(&["x:other", "x:title", "other"]);
    let mut node = Node::element(name, attributes, children);
    if name == "other"
        && random.below(2) == 0
        && let Node::Element { attributes, .. } = &mut node
    {
        attributes.push(("xmlns".to_owned(), "urn:y".to_owned()));
    }
    node
}

fn set(attributes: &mut Vec<(String, String)>, name: String, value: String) {
    attributes.retain(|(n, _)| *n != name);
    attributes.push((name, value));
}
