//! Lines that belong to the site and not to the text.

/// Phrases of forms, menus, notices and buttons, lower case, as a line begins with them (`^`), holds them, or is them
/// whole (`=`).
const PHRASES: [&str; 62] = [
    "^you are using an outdated browser",
    "^please upgrade your browser",
    "=and improve your visit to our site.",
    "^please enter your comment",
    "^please enter your name",
    "^please enter your email",
    "^you have entered an incorrect email",
    "^save my name, email",
    "^your email address will not be published",
    "^leave a reply",
    "^leave a comment",
    "^log in to leave a comment",
    "^post comment",
    "=hot topics",
    "=related articles",
    "=related stories",
    "=related posts",
    "^read more:",
    "^read also:",
    "^also read:",
    "^see also:",
    "=most read",
    "=most popular",
    "=trending now",
    "=trending",
    "=more stories",
    "=more from",
    "=advertisement",
    "=publicidad",
    "^sign up for",
    "^subscribe to",
    "=subscribe",
    "=suscríbete",
    "^suscríbase",
    "^share this",
    "=share",
    "=comments",
    "=comentarios",
    "=compartir",
    "^compartir en",
    "^follow us on",
    "^síguenos en",
    "^click here to",
    "^haga clic",
    "^this site uses cookies",
    "^we use cookies",
    "^usamos cookies",
    "^utilizamos cookies",
    "^by continuing to use this site",
    "^all rights reserved",
    "^todos los derechos reservados",
    "^copyright ©",
    "^©",
    "^accept cookies",
    "=accept all",
    "=menu",
    "=skip to content",
    "=skip to main content",
    "^lea también",
    "^lee también",
    "^te puede interesar",
    "=noticias relacionadas",
];

/// How much of a line is looked at, in bytes: more than any phrase.
const LONGEST: usize = 256;

/// Why a line is boilerplate; `None` when it is text.
pub(super) fn reason(line: &str) -> Option<&'static str> {
    let line = line.trim();
    let head = line.get(..line.floor_char_boundary(LONGEST)).unwrap_or(line);
    let lower = head.to_lowercase();
    let first = lower.bytes().next();
    PHRASES
        .iter()
        .filter(|p| p.as_bytes().get(1).copied() == first)
        .find(|p| match p.split_at(1) {
            ("^", start) => lower.starts_with(start),
            (_, whole) => lower == whole && head.len() == line.len(),
        })
        .map(|_| "a form, menu or notice of the site")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_go_and_sentences_stay() {
        assert!(reason("  Please enter your comment! ").is_some());
        assert!(reason("© 2024 The Paper").is_some());
        assert!(reason("Share of encounters rose.").is_none());
        assert!(reason("They share this view.").is_none());
    }
}
