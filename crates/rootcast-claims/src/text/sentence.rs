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
                || matches!(
                    n,
                    '“' | '‘'
                        | '"'
                        | '\''
                        | '('
                        | '«'
                        | '¿'
                        | '¡'
                        | '['
                        | '•'
                        | '‣'
                        | '·'
                        | '▪'
                        | '–'
                        | '—'
                )
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

/// Longest sentence, in bytes: beyond any that is written to be read, and what is looked at in one go. A longer one is
/// a list or no text at all, and is cut after a semicolon, a comma or a word.
const LONGEST: usize = 2000;

fn push(text: &str, start: usize, end: usize, paragraph: usize, out: &mut Vec<Sentence>) {
    let mut from = start;
    while let Some(body) = text.get(from..end) {
        let body = body.trim_end();
        let lead = body.len() - body.trim_start().len();
        from += lead;
        let Some(body) = body.get(lead..).filter(|b| !b.is_empty()) else {
            return;
        };
        let length = if body.len() <= LONGEST {
            body.len()
        } else {
            cut(body)
        };
        out.push(Sentence {
            start: from,
            end: from + body.get(..length).map_or(0, |b| b.trim_end().len()),
            paragraph,
        });
        from += length;
    }
}

/// Where to cut a sentence longer than [`LONGEST`].
fn cut(body: &str) -> usize {
    let mut limit = LONGEST;
    while !body.is_char_boundary(limit) {
        limit -= 1;
    }
    let window = body.get(..limit).unwrap_or_default();
    ["; ", ", ", " "]
        .iter()
        .find_map(|mark| window.rfind(mark).map(|i| i + mark.len()))
        .filter(|i| *i > 0)
        .unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        split(text, 0, text.len(), 0, &mut out);
        out.into_iter().map(|s| &text[s.start..s.end]).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(
            parts("Sen. J. Doe saw 1.5 million. “It rose.” Then it fell to No. 3 in the U.S. figures! Why?"),
            [
                "Sen. J. Doe saw 1.5 million.",
                "“It rose.”",
                "Then it fell to No. 3 in the U.S. figures!",
                "Why?"
            ]
        );
        assert_eq!(
            parts("¿Cuántos? Unos 1.200 en EE.UU. según la cifra."),
            ["¿Cuántos?", "Unos 1.200 en EE.UU. según la cifra."]
        );
        assert_eq!(parts("It said no. People left."), ["It said no.", "People left."]);
    }

    #[test]
    fn a_sentence_without_end_is_cut_between_words() {
        let text = "so many words, and more ".repeat(500);
        let found = parts(&text);
        assert!(found.len() > 5);
        assert!(
            found
                .iter()
                .all(|p| p.len() <= LONGEST && (p.ends_with(',') || p.ends_with("more")))
        );
        assert_eq!(found.join(" "), text.trim_end());
        let long = "ñ".repeat(5_000);
        assert_eq!(parts(&long).concat(), long);
    }
}
