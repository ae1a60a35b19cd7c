//! Numbers that a blank broke: "2. 4 million", "170, 723 migrants".

/// Words before a number that goes with no thousands behind its comma: "March 15, 450 people", "Title 42, 300 people".
const APART: [&str; 49] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "title",
    "titulo",
    "título",
    "article",
    "articulo",
    "artículo",
    "section",
    "seccion",
    "sección",
    "chapter",
    "page",
    "pages",
    "day",
    "dia",
    "día",
    "el",
    "del",
    "no",
    "age",
    "aged",
    "figure",
    "table",
    "tabla",
    "top",
    "and",
];

/// Whether the blank behind `word` stands within a number that goes on in the words `ahead`; `before` stands before it.
pub(super) fn goes_on<'t>(
    before: Option<&str>,
    word: &str,
    mut ahead: impl Iterator<Item = &'t str>,
) -> bool {
    let Some(digits) = word.strip_suffix(['.', ',']) else {
        return false;
    };
    let digits = digits.trim_start_matches(['(', '$', '\u{201c}', '"', '\u{ab}', '\u{bf}', '\u{a1}']);
    let number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if digits.len() > 3 || !number(digits) || digits.starts_with('0') {
        return false;
    }
    let before = before.unwrap_or_default();
    // A list of numbers: "12, 450, 630".
    let listed = before.ends_with([',', ';']) && before.starts_with(|c: char| c.is_ascii_digit());
    let apart = before.trim_end_matches('.').to_lowercase();
    if listed || APART.contains(&apart.as_str()) {
        return false;
    }
    let next = ahead.next().unwrap_or_default().trim_end();
    let after = ahead.next().unwrap_or_default().trim_end();
    let last = ahead.next().unwrap_or_default().trim_end();
    let long = next.bytes().take_while(u8::is_ascii_digit).count();
    let rest = next.get(long..).unwrap_or_default();
    let begins = |s: &str| s.starts_with(|c: char| c.is_ascii_digit());
    match long {
        3 => {
            let whole =
                rest.is_empty() || rest.starts_with(['.', ',', ';', ':', ')', '\u{201d}', '\u{bb}', '"']);
            let of_list = rest.starts_with(',') && begins(after)
                || matches!(after, "y" | "and" | "e" | "o" | "or") && begins(last);
            whole && !of_list
        }
        1 | 2 => {
            let spanish = after.starts_with("millon")
                || after.starts_with("mil")
                || after == "por" && last.starts_with("ciento");
            let point = word.ends_with('.')
                && (rest.starts_with('%')
                    || rest.is_empty()
                        && (after.starts_with('%')
                            || after.starts_with("million")
                            || after.starts_with("billion")
                            || after.starts_with("percent")
                            || after == "per" && last.starts_with("cent")));
            point || rest.is_empty() && spanish && !after.starts_with("million")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> bool {
        let words: Vec<&str> = text.split(' ').collect();
        (1..words.len()).any(|i| goes_on(Some(words[i - 1]), words[i], words[i + 1..].iter().copied()))
    }

    #[test]
    fn numbers_that_a_blank_broke_go_on() {
        for text in [
            "hubo 2. 4 millones de encuentros",
            "a total of 2. 4 million encounters",
            "detuvo a 170, 723 migrantes",
            "unas 137. 480 personas",
            "subieron 1, 8 por ciento",
            "an increase of 3. 5%",
        ] {
            assert!(joined(text), "{text}");
        }
    }

    #[test]
    fn dates_titles_and_lists_do_not() {
        for text in [
            "on March 15, 450 people crossed",
            "under Title 42, 300 people were expelled",
            "de 120, 350 y 410 personas",
            "with 12, 450, 630 and 800 people",
            "in 2021, 345 people",
            "of the 27, 15 percent stayed",
            "there were 45. Then 300 came",
        ] {
            assert!(!joined(text), "{text}");
        }
    }
}
