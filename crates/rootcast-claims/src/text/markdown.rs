//! Markdown: marks at the beginning of a line, and around words and links.

/// How many bytes at the beginning of a line are marks (headings, quotes, list items).
pub(super) fn lead(line: &str) -> usize {
    let rest = line.trim_start();
    let indent = line.len() - rest.len();
    let hashes = rest.bytes().take_while(|b| *b == b'#').count();
    if (1..=6).contains(&hashes) && rest[hashes..].starts_with(' ') {
        return indent + hashes + 1;
    }
    for mark in ["> ", "- ", "* ", "+ "] {
        if rest.starts_with(mark) {
            return indent + mark.len();
        }
    }
    indent
}

/// Whether a text has marks that plain text hardly has: headings with a space behind, links, fences.
pub(super) fn is_likely(text: &str) -> bool {
    const LINES: usize = 200;
    text.lines().take(LINES).any(|line| {
        let line = line.trim_start();
        line.starts_with("```")
            || line.starts_with('#') && lead(line) > 0
            || line
                .split_once("](")
                .is_some_and(|(before, after)| before.contains('[') && after.contains(')'))
    })
}

/// Whether the line is a rule or a fence, which holds no text.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("```")
        || line.starts_with("~~~")
        || (line.len() >= 3
            && ["-", "*", "_", "="]
                .iter()
                .any(|c| line.trim_matches(|x: char| c.contains(x)).is_empty()))
}

/// The parts of a line that are text: emphasis marks and code marks go, a link keeps its words, an image goes whole.
pub(super) fn kept(line: &str) -> Vec<(usize, usize)> {
    let bytes = line.as_bytes();
    let mut out = Vec::new();
    let mut from = 0;
    let mut i = 0;
    let (mut squares, mut rounds) = (Ahead::new(b']'), Ahead::new(b')'));
    let mut target = |open: usize| {
        let close = squares.after(bytes, open)?;
        (bytes.get(close + 1) == Some(&b'(')).then_some(())?;
        Some((close, rounds.after(bytes, close + 1)? + 1))
    };
    let mut push = |a: usize, b: usize| {
        if a < b {
            out.push((a, b));
        }
    };
    while i < bytes.len() {
        match bytes[i] {
            b'*' | b'`' => {
                push(from, i);
                while i < bytes.len() && (bytes[i] == b'*' || bytes[i] == b'`') {
                    i += 1;
                }
                from = i;
            }
            b'!' if bytes.get(i + 1) == Some(&b'[') => {
                let Some((_, end)) = target(i + 1) else {
                    i += 1;
                    continue;
                };
                push(from, i);
                i = end;
                from = i;
            }
            b'[' => {
                let Some((close, end)) = target(i) else {
                    i += 1;
                    continue;
                };
                push(from, i);
                push(i + 1, close);
                i = end;
                from = i;
            }
            _ => i += 1,
        }
    }
    push(from, bytes.len());
    out
}

/// The next byte of a kind, looked for once however often it is asked for: a line of brackets takes linear time.
struct Ahead {
    byte: u8,
    /// Where the last search began and what it found.
    found: Option<(usize, Option<usize>)>,
}

impl Ahead {
    fn new(byte: u8) -> Self {
        Self { byte, found: None }
    }

    /// The first such byte at or after `from`.
    fn after(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        match self.found {
            Some((began, at)) if began <= from && at.is_none_or(|at| from <= at) => at,
            _ => {
                let at = memchr::memchr(self.byte, bytes.get(from..)?).map(|at| from + at);
                self.found = Some((from, at));
                at
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> String {
        kept(line).into_iter().map(|(a, b)| &line[a..b]).collect()
    }

    #[test]
    fn marks_go_and_words_stay() {
        assert_eq!(
            words("**Mexico** sent [717,000](https://e.org/a_b) people"),
            "Mexico sent 717,000 people"
        );
        assert_eq!(words("![chart](a.png) after"), " after");
        assert_eq!(words("a [note] and 3 * 4"), "a [note] and 3  4");
        assert_eq!(words("[a] [b](c) [d [e](f"), "[a] b [d [e](f");
        assert_eq!(lead("## Title"), 3);
        assert_eq!(lead("#hashtag"), 0);
        assert_eq!(lead("  > quoted"), 4);
        assert!(is_rule("---") && is_rule("```rust") && !is_rule("- item"));
    }

    #[test]
    fn brackets_without_end_take_linear_time() {
        let start = std::time::Instant::now();
        for piece in ["[", "![", "[]", "[]("] {
            let line = piece.repeat(2_000_000 / piece.len());
            assert_eq!(words(&line), line);
        }
        // A square law would look at two million million bytes.
        assert!(start.elapsed().as_secs() < 20);
    }
}
