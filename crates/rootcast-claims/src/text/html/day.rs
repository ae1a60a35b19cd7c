//! The day a page was published, as its head or its marks say.

use jiff::civil::Date;

/// Who says so, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// `article:published_time`.
    Published,
    /// `datePublished` of linked data.
    Linked,
    /// Another name of the head.
    Head,
    /// An item with the property `datePublished`.
    Item,
    /// The first `<time>` of the article.
    Article,
    /// The first `<time>` outside menus.
    Time,
}

/// Days offered; the surest and of those the first counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Days {
    best: Option<(Source, Date)>,
}

/// Names of the head that give the day, small letters.
const NAMES: [&str; 12] = [
    "article.published",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dcterms.issued",
    "og:published_time",
    "parsely-pub-date",
    "pubdate",
    "publish-date",
    "sailthru.date",
];

impl Days {
    pub(super) fn best(&self) -> Option<Date> {
        self.best.map(|(_, day)| day)
    }

    pub(super) fn offer(&mut self, source: Source, text: &str) {
        if self.best.is_none_or(|(known, _)| source < known)
            && let Some(day) = day(text)
        {
            self.best = Some((source, day));
        }
    }

    /// A name of the head with its content.
    pub(super) fn meta(&mut self, name: &str, content: &str) {
        let name = name.trim().to_ascii_lowercase();
        match name.as_str() {
            "article:published_time" => self.offer(Source::Published, content),
            "datepublished" => self.offer(Source::Item, content),
            other if NAMES.contains(&other) => self.offer(Source::Head, content),
            _ => {}
        }
    }

    /// Linked data: much of it in the wild is broken JSON, so that the name is looked for as text.
    pub(super) fn linked(&mut self, body: &str) {
        for (i, name) in body.match_indices("\"datePublished\"") {
            let value = body.get(i + name.len()..).unwrap_or_default().trim_start();
            if let Some(text) = value
                .strip_prefix(':')
                .and_then(|v| v.trim_start().strip_prefix('"'))
            {
                self.offer(Source::Linked, text);
            }
        }
    }
}

/// The day at the beginning of a moment, as the publisher's own clock has it: `2024-02-05T23:30:00-06:00`,
/// `2024/02/05`, `20240205`.
pub(crate) fn day(text: &str) -> Option<Date> {
    let text = text.trim_start();
    let dashed = text.get(..10).and_then(|t| {
        let mut parts = t.split(['-', '/']);
        let mut next = |length: usize| parts.next().filter(|p| p.len() == length).and_then(number);
        Some((next(4)?, next(2)?, next(2)?))
    });
    let solid = || {
        let t = text.get(..8)?;
        Some((number(t.get(..4)?)?, number(t.get(4..6)?)?, number(t.get(6..8)?)?))
    };
    let (year, month, day) = dashed.or_else(solid)?;
    let small = |n: i16| i8::try_from(n).ok();
    (year >= 1900).then_some(())?;
    Date::new(year, small(month)?, small(day)?).ok()
}

fn number(digits: &str) -> Option<i16> {
    digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_the_publishers_own() {
        for text in [
            "2024-02-05T23:30:00-06:00",
            " 2024/02/05",
            "20240205T1000Z",
            "2024-02-05",
        ] {
            assert_eq!(day(text), Some(date(2024, 2, 5)), "{text}");
        }
        for text in [
            "",
            "2024-2-5",
            "2024-13-01",
            "05-02-2024",
            "ñ024-02-05",
            "0000-00-00",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn the_surest_source_counts() {
        let mut days = Days::default();
        days.offer(Source::Time, "2024-01-01");
        days.linked(r#"{"datePublished" : "2023-05-06T01:00Z", x"#);
        days.meta("date", "2022-01-01");
        assert_eq!(days.best(), Some(date(2023, 5, 6)));
        days.meta("Article:Published_Time", "2023-05-07");
        assert_eq!(days.best(), Some(date(2023, 5, 7)));
    }
}
