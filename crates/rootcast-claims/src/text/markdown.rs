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
                let Some((_, end)) = link(line, i + 1) else {
                    i += 1;
                    continue;
                };
                push(from, i);
                i = end;
                from = i;
            }
            b'[' => {
                let Some((close, end)) = link(line, i) else {
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

/// Of a link that opens at `open`: where its words end, and where it ends.
fn link(line: &str, open: usize) -> Option<(usize, usize)> {
    let close = open + line.get(open..)?.find(']')?;
    let target = line.get(close + 1..)?;
    target.starts_with('(').then_some(())?;
    Some((close, close + 1 + target.find(')')? + 1))
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
        assert_eq!(lead("## Title"), 3);
        assert_eq!(lead("#hashtag"), 0);
        assert_eq!(lead("  > quoted"), 4);
        assert!(is_rule("---") && is_rule("```rust") && !is_rule("- item"));
    }
}
