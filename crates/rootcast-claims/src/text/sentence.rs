//! Sentences: where one ends.

/// A sentence, as bytes of the cleaned text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// Number of its paragraph, from 0.
    pub paragraph: usize,
}

/// Words that end in a point inside a sentence, lower case, English and Spanish.
const ABBREVIATIONS: [&str; 64] = [
    "mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "gen", "lt", "col", "sgt", "st", "jr", "sr", "vs",
    "etc", "e.g", "i.e", "no", "nos", "fig", "figs", "approx", "est", "inc", "corp", "ltd", "co", "dept",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "u.s", "u.n", "d.c",
    "a.m", "p.m", "ee.uu", "ee", "uu", "sra", "srta", "ud", "uds", "lic", "ing", "gral", "pág", "núm",
    "aprox", "art", "av", "tel", "cía",
];

/// Cuts one paragraph, given as bytes of `text`, into sentences.
pub(super) fn split(text: &str, start: usize, end: usize, paragraph: usize, out: &mut Vec<Sentence>) {
    let Some(body) = text.get(start..end) else { return };
    let mut from = start;
    let mut chars = body.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if !matches!(c, '.' | '!' | '?' | '…') {
            continue;
        }
        // Closing quotes and brackets belong to the sentence they end.
        let mut stop = i + c.len_utf8();
        while let Some((j, q)) = chars.peek().copied() {
            if matches!(
                q,
                '.' | '!' | '?' | '…' | '”' | '’' | '"' | '\'' | ')' | '»' | ']'
            ) {
                stop = j + q.len_utf8();
                chars.next();
            } else {
                break;
            }
        }
        let rest = &body[stop..];
        if !rest.starts_with(char::is_whitespace) {
            continue;
        }
        let next = rest.trim_start().chars().next();
        let opens = next.is_some_and(|n| {
            n.is_uppercase()
                || n.is_numeric()
                || matches!(n, '“' | '‘' | '"' | '\'' | '(' | '«' | '¿' | '¡' | '[')
        });
        if !opens || (c == '.' && inside(&body[from - start..i], next)) {
            continue;
        }
        push(text, from, start + stop, paragraph, out);
        from = start + stop;
    }
    push(text, from, end, paragraph, out);
}

/// Whether a point after `before` stands inside a sentence: after an abbreviation or an initial.
fn inside(before: &str, next: Option<char>) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"' | '‘'))
        .next()
        .unwrap_or_default();
    let lower = word.to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    if initial {
        return true;
    }
    if !ABBREVIATIONS.contains(&lower.as_str()) {
        return false;
    }
    // "No." is a number's mark only before a number; "U.S." ends many sentences, and a new one then begins with a
    // capital, which cannot be told from a name: a sentence too long does less harm than one cut in two.
    !matches!(lower.as_str(), "no" | "nos") || next.is_some_and(char::is_numeric)
}

fn push(text: &str, start: usize, end: usize, paragraph: usize, out: &mut Vec<Sentence>) {
    let Some(body) = text.get(start..end) else { return };
    let trimmed = body.trim();
    if trimmed.is_empty() {
        return;
    }
    let start = start + (body.len() - body.trim_start().len());
    out.push(Sentence {
        start,
        end: start + trimmed.len(),
        paragraph,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        split(text, 0, text.len(), 0, &mut out);
        out.into_iter().map(|s| &text[s.start..s.end]).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(
            cut("Sen. J. Doe saw 1.5 million. “It rose.” Then it fell to No. 3 in the U.S. figures! Why?"),
            [
                "Sen. J. Doe saw 1.5 million.",
                "“It rose.”",
                "Then it fell to No. 3 in the U.S. figures!",
                "Why?"
            ]
        );
        assert_eq!(
            cut("¿Cuántos? Unos 1.200 en EE.UU. según la cifra."),
            ["¿Cuántos?", "Unos 1.200 en EE.UU. según la cifra."]
        );
        assert_eq!(cut("It said no. People left."), ["It said no.", "People left."]);
    }
}
