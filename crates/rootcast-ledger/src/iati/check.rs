//! All checks of a file in one reading, record by record, on all cores, in bounded memory: structure, datatypes and
//! codes ([`file()`]), and the rules of a ruleset as well ([`file_with_rules`]). Findings come in the order of the file.

use std::{io::Read, ops::ControlFlow};

use super::{
    Finding, FindingKind, Kind, Level, codelist,
    rules::{Across, Given, Ruleset, Seen, Unchecked, xpath::Scope},
    schema::{self, Order},
    stream::{self, Limits, Part, Record, Summary},
};
use crate::xml::{NodeKind, XmlError};

/// What the check of one part of a file leaves to the reading of the whole.
struct Looked<T> {
    /// `Some` for a record: the line on which it begins.
    record: Option<u64>,
    /// An element of another vocabulary, after which no record may come.
    other: bool,
    findings: Vec<Finding>,
    /// What else was to be seen in a record.
    seen: Option<T>,
}

/// Checks one record of a file, the root of its tree and all below it.
pub fn record(record: &Record<'_, '_>, kind: Kind, out: &mut Vec<Finding>) {
    if let Some(root) = record.tree.root() {
        schema::check(record.tree, root, kind, out);
        codelist::check(record.tree, root, out);
    }
}

/// Checks structure, datatypes and codes of a file and hands its findings on, in order. A file that is not well-formed
/// ends with the error, after the findings in what was read ([`Finding::from`] makes a finding of it).
///
/// ```
/// use rootcast_ledger::iati::{check, stream::Limits};
///
/// let mut found = Vec::new();
/// check::file(&b"<iati-activities version='2.03'>\n</iati-activities>"[..], &Limits::default(), &mut |f| {
///     found.push(f.to_string());
/// })?;
/// assert_eq!(found, [
///     "line 1: error: iati-activities: <iati-activities> has no <iati-activity>. Add one at least.",
/// ]);
/// # Ok::<(), rootcast_ledger::xml::XmlError>(())
/// ```
pub fn file<R: Read + Send>(
    source: R,
    limits: &Limits,
    sink: &mut dyn FnMut(Finding),
) -> Result<Summary, XmlError> {
    file_seeing(source, limits, |_| (), |(), _| {}, sink)
}

/// Checks a file like [`file()`], and against rulesets. What of their rules could not be checked is returned.
///
/// ```
/// use jiff::civil::date;
/// use rootcast_ledger::iati::{check, rules::{Given, Ruleset}, stream::Limits};
///
/// let file = b"<iati-activities version='2.03'><iati-activity>\n<sector code='11110'/></iati-activity></iati-activities>";
/// let mut codes = Vec::new();
/// let (rules, given) = ([Ruleset::built_in()?], Given::day(date(2024, 9, 30)));
/// check::file_with_rules(&file[..], &Limits::default(), &rules, &given, &mut |f| codes.push(f.code))?;
/// assert!(codes.contains(&"activity-start".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn file_with_rules<R: Read + Send>(
    source: R,
    limits: &Limits,
    rulesets: &[Ruleset],
    given: &Given<'_>,
    sink: &mut dyn FnMut(Finding),
) -> Result<(Summary, Vec<Unchecked>), XmlError> {
    let mut across: Vec<Across<'_>> = rulesets.iter().map(|r| Across::new(r, given)).collect();
    let summary = file_seeing(
        source,
        limits,
        |part| ruled(part, rulesets, given),
        |(seen, broken), out| {
            out.extend(broken);
            for (place, it) in seen {
                if let Some(across) = across.get_mut(place) {
                    across.take(it, out);
                }
            }
        },
        sink,
    )?;
    // The root element goes with the first record; without one, it is left.
    if summary.records == 0 && summary.head.kind.is_some() {
        let (head, mut out) = (summary.head.tree(), Vec::new());
        for (ruleset, across) in rulesets.iter().zip(&mut across) {
            let seen = ruleset.check(&Scope::head(&head), given, &mut out);
            across.take(seen, &mut out);
        }
        out.into_iter().for_each(sink);
    }
    Ok((summary, across.into_iter().flat_map(Across::finish).collect()))
}

/// What of a record is left to the whole file, with the place of the ruleset that leaves it; and what is wrong.
type Ruled = (Vec<(usize, Seen)>, Vec<Finding>);

/// Checks a record against rulesets, on any thread; with the first record, the root element before it.
fn ruled(part: &Record<'_, '_>, rulesets: &[Ruleset], given: &Given<'_>) -> Ruled {
    let (mut seen, mut out) = (Vec::new(), Vec::new());
    if let Part::Record(kind) = part.part {
        let head = part.head.tree();
        for (place, ruleset) in rulesets.iter().enumerate() {
            if part.number == 1 {
                seen.push((place, ruleset.check(&Scope::head(&head), given, &mut out)));
            }
            let scope = Scope::record(part.tree, kind, Some(&head));
            seen.push((place, ruleset.check(&scope, given, &mut out)));
        }
    }
    (seen, out)
}

/// Checks a file like [`file()`], and looks at each record for something else on the same way. `see` is called on any
/// thread; `seen` is given what it finds in the order of the file, and may add to the findings of the same record.
pub fn file_seeing<T: Send, R: Read + Send>(
    source: R,
    limits: &Limits,
    see: impl Fn(&Record<'_, '_>) -> T + Sync,
    mut seen: impl FnMut(T, &mut Vec<Finding>),
    sink: &mut dyn FnMut(Finding),
) -> Result<Summary, XmlError> {
    let mut order: Option<Order> = None;
    let mut held = Vec::new();
    let summary = stream::read(
        source,
        limits,
        |part| look(part, &see),
        |looked| {
            // What is before the root element has no order; the first thing after it tells the kind.
            if let Some((kind, looked)) = looked {
                let order = order.get_or_insert_with(|| Order::new(kind));
                if let Some(line) = looked.record {
                    order.record(line, &mut held);
                }
                if looked.other {
                    order.passed();
                }
                held.extend(looked.findings);
                if let Some(it) = looked.seen {
                    seen(it, &mut held);
                }
                held.sort_by_key(|f| f.line);
                held.drain(..).for_each(&mut *sink);
            }
            ControlFlow::Continue(())
        },
    )?;
    // A root element of neither kind is told as what an activities file lacks.
    let kind = summary.head.kind.unwrap_or(Kind::Activities);
    let tree = summary.head.tree();
    if let Some(root) = tree.root() {
        schema::check_root(&tree, root, kind, &mut held);
    }
    if summary.head.kind.is_some() {
        order
            .unwrap_or_else(|| Order::new(kind))
            .end(summary.head.line, &mut held);
    }
    held.drain(..).for_each(sink);
    Ok(summary)
}

/// Looks at one part of a file, on any thread.
fn look<T>(part: &Record<'_, '_>, see: &impl Fn(&Record<'_, '_>) -> T) -> Option<(Kind, Looked<T>)> {
    let kind = part.head.kind?;
    let root = part.tree.root()?;
    let mut findings = Vec::new();
    let mut looked = Looked {
        record: None,
        other: false,
        findings: Vec::new(),
        seen: None,
    };
    match part.part {
        Part::Record(kind) => {
            looked.record = Some(part.tree.line(root));
            record(part, kind, &mut findings);
            looked.seen = Some(see(part));
        }
        Part::Between => {
            looked.other = matches!(part.tree.kind(root), NodeKind::Element { .. });
            let mut here = Order::new(kind);
            if part.number > 0 {
                here.record(part.tree.line(root), &mut findings);
            }
            here.between(part.tree, root, &mut findings);
        }
        Part::Before | Part::After => return None,
    }
    looked.findings = findings;
    Some((kind, looked))
}

impl From<&XmlError> for Finding {
    /// The finding that ends the reading of a file.
    fn from(e: &XmlError) -> Self {
        Self {
            line: e.line,
            level: Level::Error,
            kind: FindingKind::WellFormed,
            code: "not-well-formed".to_owned(),
            path: String::new(),
            message: format!("{}.", e.what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<(u64, String)> {
        let mut out = Vec::new();
        let read = file(text.as_bytes(), &Limits::default(), &mut |f| {
            out.push((f.line, f.code));
        });
        if let Err(e) = read {
            let f = Finding::from(&e);
            out.push((f.line, f.code));
        }
        out
    }

    /// What the same checks say of the whole document as one tree, without regard to order.
    fn whole(text: &str) -> Vec<(u64, String)> {
        let tree = crate::xml::parse(text).unwrap();
        let mut out = Vec::new();
        schema::check_document(&tree, Kind::Activities, &mut out);
        let mut out: Vec<(u64, String)> = out.into_iter().map(|f| (f.line, f.code)).collect();
        out.sort();
        out
    }

    #[test]
    fn a_file_read_in_records_is_judged_like_the_whole_document() {
        let cases = [
            "<iati-activities version='2.03'/>",
            "<iati-activities>\n<iati-activity/>\n</iati-activities>",
            "<iati-activities version='2.03'>text<iati-activity/></iati-activities>",
            "<iati-activities version='2.03'>\n<x:y xmlns:x='urn:x'/>\n<iati-activity/></iati-activities>",
            "<iati-activities version='2.03'>\n<iati-activity/>\n<x:y xmlns:x='urn:x'/>\n<iati-activity/></iati-activities>",
            "<iati-activities version='2.03'>\n<iati-activity/>\n<other/>\n<!-- c --></iati-activities>",
        ];
        for text in cases {
            let mut streamed = findings(text);
            streamed.sort();
            assert_eq!(streamed, whole(text), "{text}");
        }
    }

    /// Findings of rules alone, by line and code, in the order they come.
    fn broken(text: &str) -> (Vec<(u64, String)>, Vec<String>) {
        let rules = Ruleset::parse(
            r#"{"/iati-activities": {
                "unique": {"cases": [{"paths": ["iati-activity/iati-identifier"], "ruleInfo": {"id": "twice"}}]},
                "regex_matches": {"cases": [{"paths": ["@version"], "regex": "^2", "ruleInfo": {"id": "version"}}]}},
              "//iati-activity": {
                "atleast_one": {"cases": [{"paths": ["sector"], "ruleInfo": {"id": "sector"}}]},
                "if_then": {"cases": [{"if": "../@version = '1'", "then": "title", "ruleInfo": {"id": "above"}}]},
                "startswith": {"cases": [
                    {"paths": ["iati-identifier"], "prefix": "ORG-ID-PREFIX", "ruleInfo": {"id": "agency"}}]}}}"#,
        )
        .unwrap();
        let given = Given::day(jiff::civil::date(2024, 9, 30));
        let mut out = Vec::new();
        let mut sink = |f: Finding| {
            if f.kind == FindingKind::Rule {
                out.push((f.line, f.code));
            }
        };
        let read = file_with_rules(text.as_bytes(), &Limits::default(), &[rules], &given, &mut sink);
        let (_, unchecked) = read.unwrap();
        (out, unchecked.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn rules_are_checked_with_each_record_and_once_for_the_file() {
        let record = |id: &str, sector: &str| {
            format!("<iati-activity>\n<iati-identifier>{id}</iati-identifier>{sector}</iati-activity>\n")
        };
        let text = format!(
            "<iati-activities version='1'>\n<!-- c -->{}{}{}</iati-activities>",
            record("A", "<sector/>"),
            record("B", ""),
            record("A", "<sector/>")
        );
        let (found, unchecked) = broken(&text);
        let expected = [
            (1, "version"),
            (2, "above"),
            (4, "sector"),
            (4, "above"),
            (6, "above"),
            (7, "twice"),
        ];
        assert_eq!(found, expected.map(|(line, code)| (line, code.to_owned())));
        assert_eq!(unchecked, ["agency: needs the registry's list; not checked"]);
    }

    #[test]
    fn a_file_without_records_is_checked_against_the_rules_of_its_root() {
        let (found, _) = broken("<iati-activities version='1'/>");
        assert_eq!(found, [(1, "version".to_owned())]);
        assert_eq!(broken("<iati-activities version='2.03'/>").0, []);
    }

    #[test]
    fn an_end_too_early_is_the_last_finding() {
        let found = findings("<iati-activities version='2.03'>\n<iati-activity/>\n<iati-activity>");
        assert!(found.len() > 1);
        assert_eq!(found.last(), Some(&(3, "not-well-formed".to_owned())));
    }

    #[test]
    fn a_root_element_of_neither_kind_is_an_error() {
        assert_eq!(findings("<html/>").len(), 1);
    }
}
