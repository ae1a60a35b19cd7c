//! The page that text is set on: its width, and whether it has colour.

/// Width of a page that is not a terminal.
pub const PLAIN_WIDTH: usize = 110;
/// Width below which no terminal is taken at its word.
const LEAST_WIDTH: usize = 40;

/// The page that text is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Characters in a line.
    pub width: usize,
    /// Cut long labels to the width, as on a terminal; a file gets them whole.
    pub cut: bool,
    /// Colour and weight by escape codes.
    pub colour: bool,
}

impl Page {
    /// A page that is a file or a pipe.
    pub fn plain() -> Self {
        Self {
            width: PLAIN_WIDTH,
            cut: false,
            colour: false,
        }
    }

    /// A terminal so many characters wide.
    pub fn terminal(width: usize, colour: bool) -> Self {
        Self {
            width: width.max(LEAST_WIDTH),
            cut: true,
            colour,
        }
    }

    /// Heads of tables.
    pub fn strong(&self, text: &str) -> String {
        self.styled("1", text)
    }

    /// What stands beside the figures.
    pub fn faint(&self, text: &str) -> String {
        self.styled("2", text)
    }

    /// What agrees.
    pub fn good(&self, text: &str) -> String {
        self.styled("32", text)
    }

    /// What does not.
    pub fn bad(&self, text: &str) -> String {
        self.styled("31", text)
    }

    /// What can be read either way.
    pub fn doubtful(&self, text: &str) -> String {
        self.styled("33", text)
    }

    fn styled(&self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// A paragraph after a label: the label once, the text beside it, broken between words.
    ///
    /// `verbatim` text is never broken, so that it can be copied.
    pub fn entry(&self, label: &str, text: &str, verbatim: bool) -> String {
        const LABEL: usize = 12;
        let room = self.width.saturating_sub(LABEL + 1).max(20);
        let lines = if verbatim {
            vec![text.to_owned()]
        } else {
            wrap(text, room)
        };
        let mut out = String::new();
        for (i, line) in lines.iter().enumerate() {
            let head = if i == 0 { label } else { "" };
            out.push_str(&self.faint(&format!("{head:<LABEL$}")));
            out.push(' ');
            out.push_str(line);
            out.push('\n');
        }
        out
    }
}

/// Breaks text between words into lines of at most `room` characters; a longer word stands alone.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    // Thin spaces hold numbers together, so only plain spaces break a line.
    for word in text.split([' ', '\n']).filter(|w| !w.is_empty()) {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > room {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_only_where_it_is_wanted() {
        assert_eq!(Page::terminal(80, true).strong("x"), "\x1b[1mx\x1b[0m");
        assert_eq!(Page::terminal(80, false).strong("x"), "x");
        assert_eq!(Page::plain().bad("x"), "x");
    }

    #[test]
    fn paragraphs_hang_beside_their_label() {
        let page = Page {
            width: 40,
            ..Page::plain()
        };
        assert_eq!(
            page.entry("note", "the quick brown fox jumps over the lazy dog", false),
            "note         the quick brown fox jumps\n             over the lazy dog\n"
        );
        let whole = page.entry("reading", "encounters origin=GTM+HND+SLV border=southwest", true);
        assert_eq!(whole.lines().count(), 1);
    }

    #[test]
    fn a_terminal_too_narrow_is_not_believed() {
        assert_eq!(Page::terminal(0, false).width, 40);
    }
}
