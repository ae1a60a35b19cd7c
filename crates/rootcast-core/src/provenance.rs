//! Provenance: which rows of which release stand behind a number. Results hold it; they do not link to it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::release::Release;

/// Row or line numbers of an original file as sorted, disjoint, closed ranges; `3-5,9`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct RowRanges(Vec<(u64, u64)>);

impl RowRanges {
    /// Collects numbers in any order.
    pub fn collect(mut rows: Vec<u64>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        let mut out: Vec<(u64, u64)> = Vec::new();
        for r in rows {
            match out.last_mut() {
                Some((_, end)) if *end + 1 == r => *end = r,
                _ => out.push((r, r)),
            }
        }
        Self(out)
    }

    /// How many rows.
    pub fn count(&self) -> u64 {
        self.0
            .iter()
            .fold(0, |n: u64, (a, b)| n.saturating_add((b - a).saturating_add(1)))
    }

    /// Every row, in order.
    pub fn rows(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().flat_map(|(a, b)| *a..=*b)
    }

    /// Reads `3-5,9`; `None` where the text is not of that form, or its numbers are not in order.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |digits: &str| -> Option<u64> {
            let plain = digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse().ok().filter(|_| plain)
        };
        let mut out: Vec<(u64, u64)> = Vec::new();
        for part in text.split(',').filter(|_| !text.is_empty()) {
            let (start, end) = match part.split_once('-') {
                None => (number(part)?, number(part)?),
                Some((a, b)) => (number(a)?, number(b)?),
            };
            match out.last_mut() {
                _ if start > end => return None,
                Some((_, before)) if *before >= start => return None,
                Some((_, before)) if *before + 1 == start => *before = end,
                _ => out.push((start, end)),
            }
        }
        Some(Self(out))
    }

    /// The text with at most `limit` ranges, and what was left out.
    pub fn short(&self, limit: usize) -> String {
        if self.0.len() <= limit {
            return self.to_string();
        }
        let head = Self(self.0[..limit].to_vec());
        format!("{head} … ({} rows in all)", self.count())
    }
}

impl fmt::Display for RowRanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (a, b)) in self.0.iter().enumerate() {
            let comma = if i == 0 { "" } else { "," };
            if a == b {
                write!(f, "{comma}{a}")?;
            } else {
                write!(f, "{comma}{a}-{b}")?;
            }
        }
        Ok(())
    }
}

impl From<RowRanges> for String {
    fn from(r: RowRanges) -> String {
        r.to_string()
    }
}

impl TryFrom<String> for RowRanges {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not a list of rows like 3-5,9"))
    }
}

/// The part one release played in an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Use {
    /// The release.
    pub release: Release,
    /// The table of it that was read.
    pub table: String,
    /// How many published cells were read.
    pub cells: u64,
    /// Rows of the original file, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rows: Option<RowRanges>,
}

/// Where an answer comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The releases read, in order of source and publication.
    pub uses: Vec<Use>,
}

impl Provenance {
    /// One line for a chart or table: publishers, titles and dates.
    pub fn source_line(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        for u in &self.uses {
            let text = format!(
                "{}, {} ({})",
                u.release.publisher,
                u.release.title,
                u.release.published_text()
            );
            if !parts.contains(&text) {
                parts.push(text);
            }
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_round_trip(rows in proptest::collection::vec(0u64..200, 0..60)) {
            let ranges = RowRanges::collect(rows.clone());
            let mut sorted = rows;
            sorted.sort_unstable();
            sorted.dedup();
            prop_assert_eq!(ranges.rows().collect::<Vec<_>>(), sorted);
            prop_assert_eq!(RowRanges::parse(&ranges.to_string()).unwrap(), ranges);
        }
    }

    #[test]
    fn only_ordered_rows_are_read() {
        for bad in ["9,3", "5-3", "3-5,5", "3,,4", "+3", "3-", "a", ",", " 3"] {
            assert_eq!(RowRanges::parse(bad), None, "{bad}");
        }
        let all = RowRanges::parse("0-18446744073709551615").unwrap();
        assert_eq!(all.count(), u64::MAX);
        assert_eq!(RowRanges::parse("3-4,5,7").unwrap().to_string(), "3-5,7");
    }
}
