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
    /// Characters that more than one of the original stands for: byte of the cleaned text, how many.
    wide: Vec<(usize, usize)>,
}

/// How long a run may be: what is looked up in it is counted from its beginning.
const LONGEST: usize = 1024;

impl OffsetMap {
    /// Notes that the cleaned text goes on at byte `at` with what stands at code point `from` of the original. Calls
    /// come in order of `at`.
    pub fn copy(&mut self, at: usize, from: usize) {
        match self.runs.last_mut() {
            Some(last) if last.at == at => last.from = from,
            _ => self.runs.push(Run { at, from }),
        }
    }

    /// Like [`OffsetMap::copy`] where nothing was left out: begins a new run only when the last is long.
    pub(super) fn mark(&mut self, at: usize, from: usize) {
        if self.runs.last().is_none_or(|last| at >= last.at + LONGEST) {
            self.copy(at, from);
        }
    }

    /// The map to a text from which the original of this one was made. `text` is the cleaned text.
    pub(super) fn through(&self, text: &str, places: &Places) -> Self {
        let mut out = Self::default();
        for (i, run) in self.runs.iter().enumerate() {
            let next = self.runs.get(i + 1);
            let Some(body) = text.get(run.at..next.map_or(text.len(), |n| n.at)) else {
                continue;
            };
            let cap = next.filter(|n| n.from > run.from).map_or(usize::MAX, |n| n.from);
            let mut expected = None;
            for (n, (byte, _)) in body.char_indices().enumerate() {
                let middle = (run.from + n).min(cap);
                let (point, width) = places.find(middle);
                if expected == Some(point) {
                    out.mark(run.at + byte, point);
                } else {
                    out.copy(run.at + byte, point);
                }
                if width > 1 {
                    out.wide.push((run.at + byte, width));
                }
                expected = Some(point + 1);
            }
        }
        out
    }

    /// Where a stretch of bytes of the cleaned text stands in the original: from its first character to its last, with
    /// whatever was left out between them. `text` is the cleaned text.
    pub fn span(&self, text: &str, start: usize, end: usize) -> Span {
        let first = self.point(text, start);
        let last = match text.get(start..end).and_then(|t| t.char_indices().next_back()) {
            Some((i, _)) => {
                let at = start + i;
                let wide = self.wide.binary_search_by_key(&at, |w| w.0).ok();
                let width = wide.and_then(|w| self.wide.get(w)).map_or(1, |w| w.1);
                self.point(text, at) + width
            }
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

/// Where the characters of a text made from another stand in that, both by code points.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    runs: Vec<(usize, usize)>,
    wide: Vec<(usize, usize)>,
}

impl Places {
    /// From `at` on the text goes on with what stands at `from`. Calls come in order of `at`.
    pub(super) fn run(&mut self, at: usize, from: usize) {
        self.runs.push((at, from));
    }

    /// The character at `at` stands for `width` characters.
    pub(super) fn wide(&mut self, at: usize, width: usize) {
        self.wide.push((at, width));
    }

    /// Where a character stands, and how many it stands for.
    fn find(&self, at: usize) -> (usize, usize) {
        let i = self.runs.partition_point(|r| r.0 <= at);
        let point = i
            .checked_sub(1)
            .and_then(|i| self.runs.get(i))
            .map_or(0, |(start, from)| from + (at - start));
        let wide = self.wide.binary_search_by_key(&at, |w| w.0).ok();
        (point, wide.and_then(|w| self.wide.get(w)).map_or(1, |w| w.1))
    }

    /// Where a stretch stands.
    pub(super) fn span(&self, span: Span) -> Span {
        let start = self.find(span.start).0;
        let end = match span.end.checked_sub(1).filter(|last| *last >= span.start) {
            Some(last) => {
                let (point, width) = self.find(last);
                point + width
            }
            None => start,
        };
        Span {
            start,
            end: end.max(start),
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
