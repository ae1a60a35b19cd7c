//! A mark below the word of a reading that an error speaks of.

use rootcast_core::reading::{Reading, ReadingError};

/// The reading and a line of `^` below the word at fault; nothing where there is no word to point at.
///
/// A reading is read from left to right, so the word at fault is the last one of the shortest beginning that fails
/// with the same error.
pub(super) fn below(text: &str, error: &ReadingError) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let culprit = (1..=words.len()).find(|n| words[..*n].join(" ").parse::<Reading>().as_ref() == Err(error));
    let Some(n) = culprit else {
        return String::new();
    };
    let before = words[..n - 1]
        .iter()
        .map(|w| w.chars().count() + 1)
        .sum::<usize>();
    let width = words[n - 1].chars().count();
    format!(
        "\n  {}\n  {}{}",
        words.join(" "),
        " ".repeat(before),
        "^".repeat(width)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointed(text: &str) -> String {
        below(text, &text.parse::<Reading>().unwrap_err())
    }

    #[test]
    fn the_word_at_fault_is_marked() {
        assert_eq!(
            pointed("encounters  orign=GTM period=FY2023"),
            "\n  encounters orign=GTM period=FY2023\n             ^^^^^^^^^"
        );
        assert!(pointed("encountrs").ends_with("\n  ^^^^^^^^^"));
        assert!(
            pointed("encounters origin=GTM origin=HND").ends_with("\n                        ^^^^^^^^^^")
        );
        assert_eq!(pointed(""), "");
    }
}
