//! Files made to fill the memory or to take for ever: a gigabyte each, made while it is read.

use std::{
    io::Read,
    ops::ControlFlow,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{Limits, Summary, read};
use crate::xml::{Problem, XmlError};

const GIGABYTE: u64 = 1 << 30;

/// A beginning, and a gigabyte of the same again and again.
struct Repeated<'c> {
    head: &'static [u8],
    unit: &'static [u8],
    at: usize,
    read: &'c AtomicU64,
}

impl Read for Repeated<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.read.load(Ordering::Relaxed) > GIGABYTE {
            return Ok(0);
        }
        let read = if self.head.is_empty() {
            let mut filled = 0;
            while filled < into.len() {
                let part = &self.unit[self.at..];
                let length = part.len().min(into.len() - filled);
                into[filled..filled + length].copy_from_slice(&part[..length]);
                filled += length;
                self.at = (self.at + length) % self.unit.len();
            }
            filled
        } else {
            self.head.read(into)?
        };
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// The end of reading `head` and a gigabyte of `unit`, and how many bytes were asked for before it.
fn outcome(head: &'static str, unit: &'static str, limits: &Limits) -> (Result<Summary, XmlError>, u64) {
    let count = AtomicU64::new(0);
    let source = Repeated {
        head: head.as_bytes(),
        unit: unit.as_bytes(),
        at: 0,
        read: &count,
    };
    let result = read(source, limits, |_| (), |()| ControlFlow::Continue(()));
    (result, count.load(Ordering::Relaxed))
}

#[test]
fn endless_things_are_refused_after_a_few_megabytes() {
    const ROOT: &str = "<iati-activities>";
    const RECORD: &str = "<iati-activities><iati-activity>";
    let limits = Limits {
        value_bytes: 1_000_000,
        nodes: 50_000,
        ..Limits::default()
    };
    for (head, unit) in [
        ("", "<a>"),
        (ROOT, "<a>"),
        (ROOT, "<iati-activity>"),
        (RECORD, "<a/>"),
        (RECORD, "<a></a>"),
        (RECORD, " "),
        (RECORD, "\n"),
        (RECORD, "text "),
        (RECORD, "&amp;"),
        ("", " "),
        ("<!--", "x"),
        ("<!--", "</iati-activity>"),
        ("<iati-activities><!--", "</iati-activity>"),
        ("<iati-activities><iati-activity><![CDATA[", "]]"),
        ("<iati-activities><?p ", "?"),
        ("<iati-activities a='", "x"),
        ("<iati-activities><a b='", "x"),
        ("<iati-activities><a b='", "&amp;"),
        ("<iati-activities><a", " b"),
        ("<iati-activities><", "a"),
        ("<", "a"),
        ("<iati-activities><a>&", "a"),
        ("<!DOCTYPE a SYSTEM '", "x"),
        ("<?xml version='1.0' ", " "),
    ] {
        let (result, asked) = outcome(head, unit, &limits);
        let error = result.expect_err(head);
        assert!(asked < 40 << 20, "{head}{unit}…: {asked} bytes");
        let refused = !matches!(error.what, Problem::Ended { .. } | Problem::Read { .. });
        assert!(refused, "{head}{unit}…: {error}");
    }
}

#[test]
fn a_record_beyond_the_limit_is_refused() {
    let limits = Limits {
        record_bytes: 8 << 20,
        ..Limits::default()
    };
    let text = "<iati-activities><iati-activity>";
    let unit = "<!--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-->";
    let (result, asked) = outcome(text, unit, &limits);
    let error = result.expect_err("too large");
    assert!(
        matches!(
            error.what,
            Problem::Limit {
                what: "the size of one record",
                ..
            }
        ),
        "{error}"
    );
    assert!(asked < 64 << 20, "{asked} bytes");
}

#[test]
fn many_attributes_and_declarations_are_refused() {
    for prefix in ["a", "xmlns:a"] {
        let attributes: Vec<String> = (0..5_000).map(|n| format!("{prefix}{n}='u'")).collect();
        let attributes = attributes.join(" ");
        let text = format!("<iati-activities><x {attributes}/></iati-activities>");
        let error = read(
            text.as_bytes(),
            &Limits::default(),
            |_| (),
            |()| ControlFlow::Continue(()),
        )
        .unwrap_err();
        assert!(matches!(error.what, Problem::Limit { .. }), "{error}");
    }
}

#[test]
fn a_namespace_copied_into_every_element_is_refused() {
    // A name with a reference cannot be borrowed from the file; each element below would hold a copy.
    let name = "x".repeat(100_000);
    let elements = "<p:a/>".repeat(1_000);
    let text = format!("<iati-activities xmlns:p='&amp;{name}'><x>{elements}</x></iati-activities>");
    let error = read(
        text.as_bytes(),
        &Limits::default(),
        |_| (),
        |()| ControlFlow::Continue(()),
    )
    .unwrap_err();
    assert!(matches!(error.what, Problem::Limit { .. }), "{error}");
}

#[test]
fn entities_are_neither_expanded_nor_loaded() {
    let laughs = "<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;&b;&b;'>]><a>&c;</a>";
    let external = "<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a>&b;</a>";
    let outside = "<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>";
    let end = |text: &str| {
        read(
            text.as_bytes(),
            &Limits::default(),
            |_| (),
            |()| ControlFlow::Continue(()),
        )
    };
    assert!(matches!(end(laughs).unwrap_err().what, Problem::Doctype { .. }));
    assert!(matches!(end(external).unwrap_err().what, Problem::Entity { .. }));
    assert_eq!(end(outside).unwrap().notes.len(), 1);
}

#[test]
fn white_space_between_records_costs_nothing() {
    let (result, asked) = {
        let count = AtomicU64::new(GIGABYTE - (32 << 20));
        let source = Repeated {
            head: b"<iati-activities>",
            unit: b" ",
            at: 0,
            read: &count,
        };
        let result = read(source, &Limits::default(), |_| (), |()| ControlFlow::Continue(()));
        (result, count.load(Ordering::Relaxed))
    };
    // It is read to its end, where the root is not closed.
    assert!(matches!(result.unwrap_err().what, Problem::Ended { .. }));
    assert!(asked > GIGABYTE);
}
