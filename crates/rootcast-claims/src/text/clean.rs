//! Cleaning: lines into paragraphs, paragraphs into sentences.
//!
//! A line goes on in the next when it stops in the middle: it has no closing mark, and the next begins with a small
//! letter, or it ends in a word that cannot end anything ("to", "the", "than"). Machine-translated and scraped texts
//! break lines so, with empty lines between. Lines of a hard-wrapped paragraph go on too.

use super::{
    Cleaned, Markup, Note, NoteKind, OffsetMap, Span, boilerplate, broken, html, markdown, sentence,
};

/// Lines at least this long, directly followed by another, are lines of a wrapped paragraph.
const WRAPPED: usize = 45;
/// Words of a piece that may be a fragment or an editor's query.
const SHORT: usize = 4;

/// A line that holds text.
#[derive(Debug)]
struct Piece<'t> {
    /// Stretches of the original to keep: first byte, byte after the last, code point of the first.
    parts: Vec<(usize, usize, usize)>,
    text: &'t str,
    span: Span,
    /// Whether an empty or dropped line stands before it.
    apart: bool,
    /// A heading or a list item, which no other line goes on.
    marked: bool,
}

/// Makes a text readable.
pub fn clean(original: &str, markup: Markup) -> Cleaned {
    match markup {
        Markup::Html => html::read(original),
        Markup::Plain | Markup::Markdown => lines(original, markup),
    }
}

/// Makes the lines of a text readable; those of HTML were taken out of it before.
pub(super) fn lines(original: &str, markup: Markup) -> Cleaned {
    let mut notes = Vec::new();
    let pieces = pieces(original, markup, &mut notes);
    let mut out = Builder::new(original);
    let mut paragraphs: Vec<(usize, usize)> = Vec::new();
    let mut open: Option<&Piece<'_>> = None;
    for piece in &pieces {
        if is_query(piece) {
            notes.push(Note {
                kind: NoteKind::Query,
                span: piece.span,
                why: format!("`{}` asks about the text and is none of it", piece.text.trim()),
            });
            continue;
        }
        if let Some(before) = open.filter(|before| goes_on(before, piece)) {
            if piece.apart {
                notes.push(Note {
                    kind: NoteKind::Joined,
                    span: Span {
                        start: before.span.end,
                        end: piece.span.start,
                    },
                    why: "the line stops in the middle and goes on here".to_owned(),
                });
            }
            out.space();
        } else {
            out.line();
            paragraphs.push((out.text.len(), out.text.len()));
        }
        for &(start, end, point) in &piece.parts {
            out.copy(start, end, point, &mut notes);
        }
        if let Some(last) = paragraphs.last_mut() {
            last.1 = out.text.len();
        }
        open = Some(piece);
    }
    let mut sentences = Vec::new();
    for (n, (start, end)) in paragraphs.iter().enumerate() {
        sentence::split(&out.text, *start, *end, n, &mut sentences);
    }
    for s in &sentences {
        let body = &out.text[s.start..s.end];
        if is_fragment(body) {
            notes.push(Note {
                kind: NoteKind::Fragment,
                span: out.map.span(&out.text, s.start, s.end),
                why: format!("`{body}` is no sentence"),
            });
        }
    }
    notes.sort_by_key(|n| (n.span, n.kind));
    Cleaned {
        text: out.text,
        map: out.map,
        sentences,
        notes,
        published: None,
    }
}

fn pieces<'t>(original: &'t str, markup: Markup, notes: &mut Vec<Note>) -> Vec<Piece<'t>> {
    let mut out = Vec::new();
    let (mut byte, mut point) = (0, 0);
    let mut apart = true;
    for raw in original.split_inclusive(['\n', '\u{2028}', '\u{2029}']) {
        let line = raw.trim_end();
        let points = line.chars().count();
        let span = |from: usize| Span {
            start: point + line[..from].chars().count(),
            end: point + points,
        };
        let begin = line.len() - line.trim_start().len();
        if line.trim().is_empty() || (markup == Markup::Markdown && markdown::is_rule(line)) {
            apart = true;
        } else if let Some(why) = boilerplate::reason(line) {
            notes.push(Note {
                kind: NoteKind::Boilerplate,
                span: span(begin),
                why: why.to_owned(),
            });
            apart = true;
        } else {
            let lead = match markup {
                Markup::Plain | Markup::Html => begin,
                Markup::Markdown => markdown::lead(line),
            };
            let body = &line[lead..];
            let kept = match markup {
                Markup::Plain | Markup::Html => vec![(0, body.len())],
                Markup::Markdown => markdown::kept(body),
            };
            let mut counted = (0, point);
            out.push(Piece {
                parts: kept
                    .into_iter()
                    .map(|(a, b)| {
                        let from = lead + a;
                        counted = (from, counted.1 + line[counted.0..from].chars().count());
                        (byte + from, byte + lead + b, counted.1)
                    })
                    .collect(),
                text: body,
                span: span(lead),
                apart,
                marked: lead > begin || is_item(body),
            });
            apart = false;
        }
        byte += raw.len();
        point += raw.chars().count();
    }
    out
}

/// Whether a line of plain text is an item of a list: "- 93,676 encounters", "\u{2022} In May", "2) Who came".
fn is_item(line: &str) -> bool {
    let mut chars = line.chars();
    if matches!(
        chars.next(),
        Some('-' | '*' | '\u{2022}' | '\u{2023}' | '\u{25aa}' | '\u{25cf}' | '\u{b7}')
    ) {
        return chars.as_str().starts_with(char::is_whitespace);
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line.get(digits..).unwrap_or_default();
    (1..=2).contains(&digits)
        && rest.strip_prefix([')', '.']).is_some_and(|r| {
            r.starts_with(char::is_whitespace) && r.trim_start().starts_with(char::is_uppercase)
        })
}

/// Whether the first word of the next line would have stood on this one: no paragraph is wrapped so.
fn would_fit(before: &str, next: &str) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default().chars().count();
    next.starts_with(char::is_uppercase) && before.chars().count() + 1 + word <= next.chars().count()
}

/// Whether `next` is the rest of what `before` began.
fn goes_on(before: &Piece<'_>, next: &Piece<'_>) -> bool {
    if next.marked || before.marked && next.apart {
        return false;
    }
    let end = before.text.trim_end();
    let start = next.text.trim_start().trim_start_matches(['“', '"', '‘', '(']);
    let first = start.chars().next();
    let closed = end
        .trim_end_matches(['”', '’', '"', '\'', ')', '»', ']'])
        .ends_with(['.', '!', '?', '…', ':']);
    if !next.apart && end.chars().count() >= WRAPPED && !would_fit(end, next.text.trim()) {
        return true;
    }
    if closed {
        return false;
    }
    if end.ends_with(['(', ',', '“', '—', '–', '-', ';']) || ends_in_a_joint(end) {
        return true;
    }
    match first {
        Some(c) if c.is_lowercase() => true,
        Some(c) if c.is_ascii_punctuation() && !matches!(c, '$' | '#' | '*' | '-' | '@' | '[') => true,
        _ => false,
    }
}

/// Words that end no sentence and no heading.
const JOINTS: [&str; 44] = [
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "than", "and", "or", "but",
    "that", "which", "who", "as", "is", "are", "was", "were", "be", "its", "their", "el", "la", "los", "las",
    "un", "una", "de", "del", "al", "en", "por", "con", "que", "y", "más", "entre", "desde",
];

fn ends_in_a_joint(text: &str) -> bool {
    let word = text
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default()
        .to_lowercase();
    JOINTS.contains(&word.as_str())
}

/// An editor's or translator's question: a few words in small letters with a question mark.
fn is_query(piece: &Piece<'_>) -> bool {
    let text = piece.text.trim().trim_matches(['(', ')', '[', ']']);
    text.ends_with('?')
        && text.starts_with(char::is_lowercase)
        && text.split_whitespace().count() <= SHORT
        && piece.apart
}

/// A few words that begin small and end open.
fn is_fragment(text: &str) -> bool {
    text.split_whitespace().count() <= SHORT
        && text.starts_with(char::is_lowercase)
        && !text.ends_with(['.', '!', '?', '”', '"'])
}

/// Writes the cleaned text and its map.
struct Builder<'t> {
    original: &'t str,
    text: String,
    map: OffsetMap,
    /// The last word written.
    last: Option<&'t str>,
}

/// Bytes of a word that is none.
const LONG: usize = 256;
/// Words that stand twice in good English or Spanish.
const TWICE: [&str; 8] = ["that", "had", "very", "is", "bye", "no", "muy", "nos"];

impl<'t> Builder<'t> {
    fn new(original: &'t str) -> Self {
        Self {
            original,
            text: String::with_capacity(original.len()),
            map: OffsetMap::default(),
            last: None,
        }
    }

    fn line(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.last = None;
    }

    fn space(&mut self) {
        if !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
    }

    /// Copies a stretch of the original, without marks that have no width and without the second of a doubled word.
    fn copy(&mut self, start: usize, end: usize, point: usize, notes: &mut Vec<Note>) {
        let Some(body) = self.original.get(start..end) else {
            return;
        };
        let mut point = point;
        self.map.copy(self.text.len(), point);
        let mut words = body.split_inclusive(char::is_whitespace);
        while let Some(mut word) = words.next() {
            let count = word.chars().count();
            let bare = word.trim_end();
            let parted = bare.len() < word.len() && broken::goes_on(self.last, bare, words.clone());
            if self.doubles(bare) {
                notes.push(Note {
                    kind: NoteKind::Doubled,
                    span: Span {
                        start: point,
                        end: point + bare.chars().count(),
                    },
                    why: format!("`{bare}` stands twice"),
                });
                point += count;
                self.map.copy(self.text.len(), point);
                continue;
            }
            if !bare.is_empty() {
                self.last = Some(bare);
            }
            if parted {
                let at = point + bare.chars().count();
                notes.push(Note {
                    kind: NoteKind::Joined,
                    span: Span {
                        start: at,
                        end: point + count,
                    },
                    why: "a blank stands within a number".to_owned(),
                });
                word = bare;
            }
            if word.len() < LONG && (word.is_ascii() || !word.chars().any(invisible)) {
                self.map.mark(self.text.len(), point);
                self.text.push_str(word);
            } else {
                for (i, c) in word.chars().enumerate() {
                    if invisible(c) {
                        self.map.copy(self.text.len(), point + i + 1);
                    } else {
                        self.map.mark(self.text.len(), point + i);
                        self.text.push(c);
                    }
                }
            }
            point += count;
            if parted {
                self.map.copy(self.text.len(), point);
            }
        }
    }

    fn doubles(&self, word: &str) -> bool {
        let Some(last) = self.last else { return false };
        // Only a word that begins alike, in letters small or large, can be the same.
        let begins = |c: char| c.to_lowercase().eq(word.chars().take(1));
        last.chars().next().is_some_and(begins)
            // A name may stand twice ("Pago Pago", "New York, New York" is not one word); text doubled by a machine
            // is in small letters.
            && word.chars().all(char::is_lowercase)
            && word.chars().all(char::is_alphabetic)
            && !TWICE.contains(&word)
            && (last == word || last.to_lowercase() == word)
    }
}

/// Characters without width that break words for a machine: joiners, direction marks, soft hyphens.
fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        let c = clean(text, Markup::Plain);
        c.sentences
            .iter()
            .map(|s| c.text[s.start..s.end].to_owned())
            .collect()
    }

    #[test]
    fn broken_lines_are_joined_and_said_to_be() {
        let text = "Arrivals fell from more than 90,000 in fiscal 2020 to\n\nfewer fewer\n\nthan 60,000 in 2022.\n\nwhich year?\n\nThe next paragraph.";
        let c = clean(text, Markup::Plain);
        assert_eq!(
            sentences(text),
            [
                "Arrivals fell from more than 90,000 in fiscal 2020 to fewer than 60,000 in 2022.",
                "The next paragraph."
            ]
        );
        let kinds: Vec<NoteKind> = c.notes.iter().map(|n| n.kind).collect();
        assert_eq!(
            kinds,
            [
                NoteKind::Joined,
                NoteKind::Doubled,
                NoteKind::Joined,
                NoteKind::Query
            ]
        );
    }

    #[test]
    fn headings_stay_apart_and_forms_go() {
        let text = "A heading\n\nBy Someone\n\nA sentence here.\n\nPlease enter your comment!\n";
        assert_eq!(sentences(text), ["A heading", "By Someone", "A sentence here."]);
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text =
            "The number of encounters at the border, according to the\nBorder Patrol, fell.\nIt rose later.";
        let c = clean(text, Markup::Plain);
        assert_eq!(c.sentences.len(), 2);
        assert!(c.notes.is_empty());
    }

    #[test]
    fn a_blank_within_a_number_is_left_out_and_said() {
        let text = "Hubo 2. 4 millones de encuentros y 170, 723 detenidos.";
        let c = clean(text, Markup::Plain);
        assert_eq!(c.text, "Hubo 2.4 millones de encuentros y 170,723 detenidos.");
        let kinds: Vec<NoteKind> = c.notes.iter().map(|n| n.kind).collect();
        assert_eq!(kinds, [NoteKind::Joined, NoteKind::Joined]);
        assert_eq!(c.map.span(&c.text, 5, 8), Span { start: 5, end: 9 });
    }

    #[test]
    fn invisible_marks_do_not_move_spans() {
        let text = "\u{200f}Me\u{ad}xico: 717,000";
        let c = clean(text, Markup::Plain);
        assert_eq!(c.text, "Mexico: 717,000");
        assert_eq!(c.map.span(&c.text, 8, 15), Span { start: 10, end: 17 });
    }

    proptest! {
        #[test]
        fn every_character_kept_is_the_one_at_its_place(text in "([a-zé ,.?\n\u{200b}“”0-9]|less less|\n\n){0,60}") {
            let c = clean(&text, Markup::Plain);
            let original: Vec<char> = text.chars().collect();
            for s in &c.sentences {
                for (i, ch) in c.text[s.start..s.end].char_indices() {
                    if ch.is_whitespace() {
                        continue;
                    }
                    let at = c.map.span(&c.text, s.start + i, s.start + i + ch.len_utf8());
                    prop_assert_eq!(original[at.start], ch);
                }
            }
        }

        #[test]
        fn no_markdown_panics(text in "[-a-z#>*_`\\[\\]()! \n]{0,80}") {
            clean(&text, Markup::Markdown);
        }
    }
}
