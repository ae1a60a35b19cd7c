//! The article that ships in the program, so that a check can be tried without a text at hand.

use rootcast_claims::text::Markup;

use super::file::Text;

/// Where it stands in the repository.
const NAME: &str = "reference/sample/article.md";

/// The article.
pub fn text() -> Text {
    Text {
        name: NAME.to_owned(),
        text: include_str!("../../../../reference/sample/article.md").to_owned(),
        markup: Markup::Markdown,
        note: None,
        published: None,
        lang: None,
    }
}
