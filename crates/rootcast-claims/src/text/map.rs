//! From the bytes of the cleaned text to the code points of the original.

use super::Span;

/// A run of characters copied as they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// First byte in the cleaned text.
    at: usize,
    /// First code point in the original.
    from: usize,
}

/// Runs of the cleaned text that were copied from the original as they were. What cleaning put in itself (the space
/// at a joint) belongs to the run before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    runs: Vec<Run>,
}

impl OffsetMap {
    /// Notes that the cleaned text goes on at byte `at` with what stands at code point `from` of the original. Calls
    /// come in order of `at`.
    pub fn copy(&mut self, at: usize, from: usize) {
        match self.runs.last_mut() {
            Some(last) if last.at == at => last.from = from,
            _ => self.runs.push(Run { at, from }),
        }
    }

    /// Where a stretch of bytes of the cleaned text stands in the original: from its first character to its last, with
    /// whatever was left out between them. `text` is the cleaned text.
    pub fn span(&self, text: &str, start: usize, end: usize) -> Span {
        let first = self.point(text, start);
        let last = match text.get(start..end).and_then(|t| t.char_indices().next_back()) {
            Some((i, _)) => self.point(text, start + i) + 1,
            None => first,
        };
        Span {
            start: first,
            end: last.max(first),
        }
    }

    /// The code point of the original that stands at a byte of the cleaned text.
    fn point(&self, text: &str, byte: usize) -> usize {
        let i = self.runs.partition_point(|r| r.at <= byte);
        let Some(run) = i.checked_sub(1).and_then(|i| self.runs.get(i)) else {
            return 0;
        };
        let past = text.get(run.at..byte).map_or(0, |t| t.chars().count());
        let point = run.from + past;
        // A character put in at a joint has no place of its own: it takes that of the run after it.
        match self.runs.get(i) {
            Some(next) if next.from > run.from && point > next.from => next.from,
            _ => point,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_find_their_code_points_across_what_was_left_out() {
        // Original: "añb XX cd", cleaned: "añb cd".
        let cleaned = "añb cd";
        let mut map = OffsetMap::default();
        map.copy(0, 0);
        map.copy(5, 7);
        assert_eq!(map.span(cleaned, 0, 4), Span { start: 0, end: 3 });
        assert_eq!(map.span(cleaned, 5, 7), Span { start: 7, end: 9 });
        assert_eq!(map.span(cleaned, 1, 7), Span { start: 1, end: 9 });
    }
}
