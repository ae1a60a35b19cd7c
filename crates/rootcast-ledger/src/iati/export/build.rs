//! XML text, element by element.

use super::xml::{attribute, text};

/// A file being written. Values may hold anything: what XML cannot hold becomes U+FFFD.
#[derive(Default)]
pub(super) struct Build {
    pub(super) out: String,
    depth: usize,
}

impl Build {
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str(">\n");
        self.depth += 1;
    }

    pub(super) fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str("/>\n");
    }

    pub(super) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], value: &str) {
        self.tag(name, attributes);
        self.out.push('>');
        text(&legal(value), &mut self.out);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    /// An element with one narrative.
    pub(super) fn told(&mut self, name: &str, attributes: &[(&str, &str)], value: &str) {
        self.open(name, attributes);
        self.leaf("narrative", &[], value);
        self.close(name);
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            attribute(name, &legal(value), &mut self.out);
        }
    }

    fn indent(&mut self) {
        self.out.extend(std::iter::repeat_n(' ', self.depth));
    }
}

/// The text with characters that XML allows.
fn legal(value: &str) -> String {
    value
        .chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'.. => c,
            _ => '\u{FFFD}',
        })
        .collect()
}
