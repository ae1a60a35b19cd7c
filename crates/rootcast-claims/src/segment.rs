//! A text in pieces that the grammar reads at once: at most [`LONGEST`] bytes each, so that time and memory do not
//! depend on the length of a line.

use crate::Span;

/// Longest piece, in bytes. Longer than any sentence; a cut that has to fall inside one falls at a space.
const LONGEST: usize = 8192;

/// The pieces of `text`, in order, without a gap.
pub(crate) fn segments(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|r| !r.is_empty())?;
        let length = if rest.len() <= LONGEST {
            rest.len()
        } else {
            cut(rest)
        };
        let span = at..at + length;
        at += length;
        Some(span)
    })
}

/// Where to end the first piece of a text longer than [`LONGEST`]: after a sentence, a line, a word, a character.
fn cut(rest: &str) -> usize {
    let mut limit = LONGEST;
    while !rest.is_char_boundary(limit) {
        limit -= 1;
    }
    let window = rest.as_bytes().get(..limit).unwrap_or_default();
    let sentence = (1..window.len()).rev().find(|&i| {
        let (Some(a), Some(b)) = (window.get(i - 1), window.get(i)) else {
            return false;
        };
        matches!(a, b'.' | b'!' | b'?' | b';') && b.is_ascii_whitespace() || *b == b'\n'
    });
    let space = || memchr::memrchr(b' ', window);
    sentence.or_else(space).map_or(limit, |i| i + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_the_text_and_end_after_sentences() {
        let text = "One more line of a text. ".repeat(1000);
        let pieces: Vec<Span> = segments(&text).collect();
        assert!(pieces.len() > 2);
        assert_eq!(pieces.first().map(|p| p.start), Some(0));
        assert_eq!(pieces.last().map(|p| p.end), Some(text.len()));
        assert!(pieces.windows(2).all(|w| w[0].end == w[1].start));
        assert!(
            pieces
                .iter()
                .all(|p| p.len() <= LONGEST && text[p.clone()].ends_with(". "))
        );
    }

    #[test]
    fn a_text_without_spaces_is_cut_between_characters() {
        let text = "ñ".repeat(10_000);
        let joined: String = segments(&text).map(|p| &text[p]).collect();
        assert_eq!(joined, text);
    }
}
