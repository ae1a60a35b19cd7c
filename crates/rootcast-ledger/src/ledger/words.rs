//! Figures, dates and answers in words: the one place from which every text of the ledger takes them.
//!
//! Nothing here is more exact than what was said: a figure keeps its words, a date shows as much as is known of it, and
//! what nobody stated is `unknown`.

use rootcast_core::{agreement::Interval, release::Precision};

use super::{Document, Figure, Known, Ledger, Stage, Statement, Tally, Unit};

/// What stands where nothing was stated.
pub const UNKNOWN: &str = "unknown: nothing was stated";

/// A figure in its own words, with its unit: `more than $5.2 billion (USD)`, `about 1,000 jobs`, `30 million GTQ`.
///
/// ```
/// use rootcast_ledger::ledger::{Figure, Unit, words};
/// let pledged = Figure::worded("more than 5.2 billion")?;
/// assert_eq!(words::figure(&pledged, &Unit::usd()), "more than $5.2 billion (USD)");
/// # Ok::<(), rootcast_ledger::ledger::FigureError>(())
/// ```
pub fn figure(figure: &Figure, unit: &Unit) -> String {
    let words = figure.words();
    let digits = words.find(|c: char| c.is_ascii_digit() || c == '-').unwrap_or(0);
    let (before, rest) = words.split_at(digits);
    let end = rest.find(' ').unwrap_or(rest.len());
    let (number, scale) = rest.split_at(end);
    with_unit(before, &format!("{}{scale}", grouped(number)), unit)
}

/// The figure of a statement, with its unit.
pub fn amount(s: &Statement) -> String {
    figure(&s.figure, &s.unit)
}

/// A number that was worked out, such as a sum, with its unit: `$975.6 million (USD)`. All its digits are shown.
pub fn number(value: f64, unit: &Unit) -> String {
    with_unit("", &scaled(value), unit)
}

/// What an interval leaves open, with its unit: `at least $4.2 billion (USD)`, `from 7,000 to 8,000 firms`.
pub fn interval(i: &Interval, unit: &Unit) -> String {
    let (low, high) = (scaled(i.low), scaled(i.high));
    match (i.low > 0.0 || i.high <= 0.0, i.high.is_finite()) {
        _ if i.is_exact() => with_unit("exactly ", &low, unit),
        (true, true) => {
            let low = if unit.currency().is_some_and(|c| c.code() == "USD") {
                format!("${low}")
            } else {
                low
            };
            with_unit(&format!("from {low} to "), &high, unit)
        }
        (true, false) => with_unit("at least ", &low, unit),
        (false, true) => with_unit("at most ", &high, unit),
        (false, false) => "any amount".to_owned(),
    }
}

fn with_unit(before: &str, number: &str, unit: &Unit) -> String {
    match unit {
        Unit::Money(c) if c.code() == "USD" => {
            let (minus, number) = match number.strip_prefix('-') {
                Some(rest) => ("-", rest),
                None => ("", number),
            };
            format!("{before}{minus}${number} (USD)")
        }
        other => format!("{before}{number} {other}"),
    }
}

/// Digits in groups of three: `43600.5` → `43,600.5`. Digits that are grouped already stay as they are.
fn grouped(digits: &str) -> String {
    let (sign, plain) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits),
    };
    let (whole, fraction) = match plain.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (plain, String::new()),
    };
    if whole.len() < 5 || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return digits.to_owned();
    }
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    format!("{sign}{out}{fraction}")
}

/// A number in millions or billions where it is that large, with all its digits.
pub(crate) fn scaled(value: f64) -> String {
    let (over, scale) = match value.abs() {
        v if v >= 1e9 => (1e9, " billion"),
        v if v >= 1e6 => (1e6, " million"),
        _ => (1.0, ""),
    };
    // Fifteen digits are exact; the rest is the noise of binary sums.
    let text = format!("{:.14e}", value / over);
    let clean = text.parse::<f64>().unwrap_or(value / over);
    format!("{}{scale}", grouped(&clean.to_string()))
}

/// A date as far as it is known: `2023-02-06`, `2022-10`, `2024`.
pub fn day(day: jiff::civil::Date, precision: Precision) -> String {
    match precision {
        Precision::Day => day.to_string(),
        Precision::Month => day.strftime("%Y-%m").to_string(),
        Precision::Year => day.strftime("%Y").to_string(),
    }
}

/// The day of a statement, as far as it is known.
pub fn said_on(s: &Statement) -> String {
    day(s.said_on, s.precision)
}

/// The stage of a statement, and the speaker's own word where it is another: `pledge ("commitments")`.
pub fn stage(s: &Statement) -> String {
    match &s.word {
        Some(word) => format!("{} (“{word}”)", s.stage.as_str()),
        None => s.stage.as_str().to_owned(),
    }
}

/// A stage as a heading of what was done with money or achieved.
pub fn done(stage: Stage) -> &'static str {
    match stage {
        Stage::Pledge => "pledged",
        Stage::Commitment => "committed",
        Stage::Disbursement => "disbursed",
        Stage::Expenditure => "spent",
        Stage::Output => "produced",
        Stage::Outcome => "achieved",
    }
}

/// How a figure stands to earlier ones, in words.
pub fn tally(tally: Tally) -> &'static str {
    match tally {
        Tally::Cumulative => "to date",
        Tally::New => "new",
        Tally::Whole => "in all",
        Tally::Flow => "in its period",
    }
}

impl Ledger {
    /// Where a statement was read: title, publisher and date of its document.
    pub fn read_in(&self, s: &Statement) -> String {
        match self.documents.get(&s.document) {
            Some(d) => document(d),
            None => format!("document `{}`", s.document),
        }
    }

    /// A statement in one sentence without its end: figure, tally, stage and word, speaker, day, document.
    pub fn sentence(&self, s: &Statement) -> String {
        let mut out = format!("{} {}, {}", amount(s), tally(s.tally), stage(s));
        if let Some(aim) = s.aim {
            out.push_str(&format!(", {}", aim.as_str()));
        }
        let further = [
            s.basis.map(super::Basis::as_str),
            s.reach.map(super::Reach::as_str),
            s.instrument.map(super::Instrument::as_str),
        ];
        for word in further.into_iter().flatten() {
            out.push_str(&format!(", {word}"));
        }
        if let Some(covers) = s.covers {
            out.push_str(&format!(", for {covers}"));
        }
        out.push_str(&format!(
            "; said by {} on {}, in {}",
            s.said_by,
            said_on(s),
            self.read_in(s)
        ));
        out
    }

    /// What is known, in one sentence without its end.
    pub fn known_in_words(&self, known: &Known<'_>) -> String {
        match known {
            Known::Unknown => UNKNOWN.to_owned(),
            Known::Stated(held) => self.sentence(held.statement),
            Known::Conflict(all) => format!("sources conflict: {}", self.told(all)),
            Known::Several(all) => format!("several figures, and none is the whole: {}", self.told(all)),
        }
    }

    /// Statements side by side: figure, speaker, day, document.
    pub(crate) fn told(&self, all: &[&Statement]) -> String {
        const MOST: usize = 6;
        let mut parts: Vec<String> = all
            .iter()
            .take(MOST)
            .map(|s| {
                format!(
                    "{} ({}, {}, in {})",
                    amount(s),
                    s.said_by,
                    said_on(s),
                    self.read_in(s)
                )
            })
            .collect();
        if all.len() > MOST {
            parts.push(format!("and {} more", all.len() - MOST));
        }
        parts.join("; ")
    }
}

/// A document: title, publisher and date.
pub fn document(d: &Document) -> String {
    let date = match (d.published, d.precision) {
        (Some(published), precision) => day(published, precision.unwrap_or(Precision::Day)),
        (None, _) => "undated".to_owned(),
    };
    format!("“{}” ({}, {date})", d.title, d.publisher)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_keep_their_words_and_show_their_unit() {
        let cases = [
            ("more than 5.2 billion", "USD", "more than $5.2 billion (USD)"),
            ("30 million", "GTQ", "30 million GTQ"),
            (
                "up to an estimated 250,000",
                "jobs",
                "up to an estimated 250,000 jobs",
            ),
            ("exactly 1234567.5", "USD", "exactly $1,234,567.5 (USD)"),
            ("exactly -1234567", "EUR", "exactly -1,234,567 EUR"),
            ("exactly -12", "USD", "exactly -$12 (USD)"),
            ("about 1000", "jobs", "about 1000 jobs"),
        ];
        for (words, unit, text) in cases {
            let f = Figure::try_from(words.to_owned()).unwrap();
            assert_eq!(figure(&f, &Unit::from_word(unit).unwrap()), text);
        }
    }

    #[test]
    fn numbers_show_all_their_digits_and_no_noise() {
        let usd = Unit::usd();
        let sum = [3.6e6, 30e6, 150e6, 490e6, 42e6, 260e6].iter().sum();
        assert_eq!(number(sum, &usd), "$975.6 million (USD)");
        assert_eq!(number(0.1 + 0.2, &usd), "$0.3 (USD)");
        assert_eq!(
            number(89_650.0, &Unit::from_word("people").unwrap()),
            "89,650 people"
        );
        assert_eq!(number(1_234_567_890.0, &usd), "$1.23456789 billion (USD)");
    }

    #[test]
    fn intervals_say_what_is_open() {
        let of = |words: &str| interval(&Figure::worded(words).unwrap().interval(), &Unit::usd());
        assert_eq!(of("more than 4.2 billion"), "at least $4.2 billion (USD)");
        assert_eq!(of("up to 30,000"), "at most $30,000 (USD)");
        assert_eq!(of("nearly 8,000"), "from $7000 to $8000 (USD)");
        assert_eq!(of("exactly 43,600"), "exactly $43,600 (USD)");
        let all = Interval::new(0.0, f64::INFINITY);
        assert_eq!(interval(&all, &Unit::usd()), "any amount");
    }
}
