//! Which record of an import is where: a line for each, sorted by identifier, and before them the frames.

use std::fmt::Write;

/// Where a record is in the text of its file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    /// Identifier of the activity or organisation.
    pub(super) id: String,
    /// Which record of the file it is, from 1.
    pub(super) number: u64,
    /// Its line, from 1.
    pub(super) line: u64,
    /// Where it begins, in bytes.
    pub(super) offset: u64,
    /// How many bytes it is.
    pub(super) bytes: usize,
}

/// The index of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// Compressed bytes of each frame.
    pub(super) frames: Vec<u32>,
    /// The records, sorted.
    pub(super) entries: Vec<Entry>,
}

const HEAD: &str = "number\tline\toffset\tbytes\tid";

impl Index {
    /// The text of the index.
    pub(super) fn print(&self) -> String {
        let mut out = String::with_capacity(self.entries.len() * 64);
        for f in &self.frames {
            let _ = writeln!(out, "frame\t{f}");
        }
        out.push_str(HEAD);
        out.push('\n');
        for e in &self.entries {
            let id = e.id.escape_default();
            let _ = writeln!(out, "{}\t{}\t{}\t{}\t{id}", e.number, e.line, e.offset, e.bytes);
        }
        out
    }

    /// Reads what [`Index::print`] wrote; else the line that is wrong.
    pub(super) fn parse(text: &str) -> Result<Self, usize> {
        let mut index = Index::default();
        let mut lines = text.lines().enumerate();
        for (n, line) in lines.by_ref() {
            if line == HEAD {
                break;
            }
            let size = line.strip_prefix("frame\t").and_then(|s| s.parse().ok());
            index.frames.push(size.ok_or(n + 1)?);
        }
        for (n, line) in lines {
            index.entries.push(entry(line).ok_or(n + 1)?);
        }
        Ok(index)
    }

    /// The first record with an identifier.
    pub(super) fn find(&self, id: &str) -> Option<&Entry> {
        let at = self.entries.partition_point(|e| e.id.as_str() < id);
        self.entries.get(at).filter(|e| e.id == id)
    }
}

fn entry(line: &str) -> Option<Entry> {
    let mut fields = line.splitn(5, '\t');
    let mut next = || fields.next();
    Some(Entry {
        number: next()?.parse().ok()?,
        line: next()?.parse().ok()?,
        offset: next()?.parse().ok()?,
        bytes: next()?.parse().ok()?,
        id: unescape(next()?)?,
    })
}

/// The inverse of `str::escape_default`.
fn unescape(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return Some(text.to_owned());
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        match chars.next()? {
            't' => out.push('\t'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            'u' => {
                let (code, tail) = chars.as_str().strip_prefix('{')?.split_once('}')?;
                out.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
                rest = tail;
                continue;
            }
            c @ ('\\' | '\'' | '"') => out.push(c),
            _ => return None,
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_index_round_trips(ids in proptest::collection::vec("[a-zA-Z0-9é\\\\ \t\n\"'-]{0,12}", 0..9), frames in proptest::collection::vec(any::<u32>(), 0..5)) {
            let mut entries: Vec<Entry> = ids
                .into_iter()
                .enumerate()
                .map(|(n, id)| Entry { id, number: n as u64, line: 7, offset: 1 << 40, bytes: n })
                .collect();
            entries.sort();
            let index = Index { frames, entries };
            let back = Index::parse(&index.print());
            prop_assert_eq!(back.as_ref(), Ok(&index));
            for e in &index.entries {
                prop_assert_eq!(&index.find(&e.id).unwrap().id, &e.id);
            }
            prop_assert!(index.find("not there").is_none());
        }
    }

    #[test]
    fn a_damaged_index_says_which_line() {
        assert_eq!(Index::parse("frame\tx\n"), Err(1));
        assert_eq!(Index::parse(&format!("frame\t1\n{HEAD}\n1\t2\t3\n")), Err(3));
        assert_eq!(Index::parse(&format!("{HEAD}\n1\t2\t3\t4\ta\\q\n")), Err(2));
    }
}
