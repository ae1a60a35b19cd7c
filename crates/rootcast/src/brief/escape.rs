//! Text into HTML. Everything that comes from a file, a manifest or a reader passes through here.

use std::fmt;

/// Text that prints escaped, in element content and in quoted attributes alike.
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c => f.write_fmt(format_args!("{c}"))?,
            }
        }
        Ok(())
    }
}

/// Text in which words between backticks are code.
pub(crate) struct Prose<'a>(pub(crate) &'a str);

impl fmt::Display for Prose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<&str> = self.0.split('`').collect();
        // Backticks that do not pair are text.
        if parts.len().is_multiple_of(2) {
            return Text(self.0).fmt(f);
        }
        for (i, part) in parts.iter().enumerate() {
            if i % 2 == 1 {
                write!(f, "<code>{}</code>", Text(part))?;
            } else {
                Text(part).fmt(f)?;
            }
        }
        Ok(())
    }
}

/// JSON that may stand inside a `<script>`: no `<`, so neither `</script>` nor `<!--` can occur, and no line
/// separators that older scripts choke on.
pub(crate) fn json(plain: &str) -> String {
    plain
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_element() {
        assert_eq!(
            Text("<b a='1'>\"&</b>").to_string(),
            "&lt;b a=&#39;1&#39;&gt;&quot;&amp;&lt;/b&gt;"
        );
    }

    #[test]
    fn code_is_marked_and_still_escaped() {
        assert_eq!(
            Prose("ask `a<b`, & go").to_string(),
            "ask <code>a&lt;b</code>, &amp; go"
        );
        assert_eq!(Prose("a ` b").to_string(), "a ` b");
    }

    #[test]
    fn json_cannot_close_its_script() {
        let hostile = serde_json::to_string("</script><!--<script>").unwrap();
        let safe = json(&hostile);
        assert!(!safe.contains('<'));
        assert_eq!(
            serde_json::from_str::<String>(&safe).unwrap(),
            "</script><!--<script>"
        );
    }
}
