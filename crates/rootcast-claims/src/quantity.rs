//! Quantities: a number or a range with its unit, what is said about it ("more than", "rose by"), and what it counts.
//!
//! Numbers that name something (a year, a date, an hour, a version, "Title 42") are no quantities; [`crate::number`]
//! lists those too. Of the neighbours here, `scan` finds numbers with their units, `range` joins two of them, `reject`
//! knows what is only a name, `qualifier` and `change` read the words before, `noun` those behind.

mod change;
mod money;
mod noun;
mod qualifier;
mod range;
mod rate;
mod reject;
mod scan;
mod settle;
mod unit;
mod vague;

use crate::{
    Lang, Span,
    number::{Grouping, Number, grouping},
    segment::segments,
    token::Tokens,
};

pub use qualifier::Qualifier;
pub use unit::Measure;

/// One number, or two that belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// A number.
    Single(Number),
    /// From one number to another, in the order of the text: "5 to 7", "fell from 541,618 to 495,286".
    Range {
        /// The first.
        from: Number,
        /// The second.
        to: Number,
    },
}

impl Amount {
    /// The number, or the first of two.
    pub fn first(&self) -> Number {
        match *self {
            Amount::Single(n) => n,
            Amount::Range { from, .. } => from,
        }
    }

    /// The number, or the second of two.
    pub fn last(&self) -> Number {
        match *self {
            Amount::Single(n) => n,
            Amount::Range { to, .. } => to,
        }
    }
}

/// Whether a quantity is the size of a change, and which way it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Change {
    /// A level: "495,286 arrests".
    #[default]
    None,
    /// A rise by or to the amount.
    Up,
    /// A fall by or to the amount.
    Down,
    /// A move from the first number of a range to the second.
    FromTo,
}

/// How a number was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In digits.
    Digits,
    /// In words: "two thirds", "dos mil".
    Words,
    /// As an order of magnitude: "thousands of", "decenas de miles".
    Vague,
    /// In a verb or an adjective: "doubled", "threefold".
    Multiple,
}

/// What is counted or measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unit {
    /// The unit of measure or currency.
    pub measure: Option<&'static Measure>,
    /// "square" (2) or "cubic" (3); 1 otherwise.
    pub power: u8,
    /// What the number counts, or what a measure is of: "border arrests", "oil" of barrels, "migrants" of 77 per cent.
    pub noun: Option<Noun>,
    /// Whether the number is a part of what is counted: "a third of the migrants".
    pub share: bool,
    /// Per what: "year", "100,000 people".
    pub per: Option<String>,
}

/// The words that say what is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Noun {
    /// Their bytes.
    pub span: Span,
    /// The words with the last in the singular and without articles.
    pub name: String,
}

impl Unit {
    /// The unit in words: "united states dollar per month", "square metre", "border arrest", "% migrant"; empty where
    /// the text names none.
    pub fn name(&self) -> String {
        let base = match (&self.measure, &self.noun) {
            (Some(m), _) if self.power == 2 => format!("square {}", m.name),
            (Some(m), _) if self.power == 3 => format!("cubic {}", m.name),
            (Some(m), _) => m.name.clone(),
            (None, Some(n)) if self.share => format!("% {}", n.name),
            (None, Some(n)) => n.name.clone(),
            (None, None) if self.share => String::from("%"),
            (None, None) => String::new(),
        };
        match &self.per {
            Some(per) if !base.is_empty() => format!("{base} per {per}"),
            Some(per) => format!("per {per}"),
            _ => base,
        }
    }

    /// Whether it is money.
    pub fn is_money(&self) -> bool {
        self.measure.is_some_and(|m| m.dimension == "money")
    }

    /// Whether it is a number of hundredths: per cent, not percentage points.
    pub fn is_percent(&self) -> bool {
        self.measure.is_some_and(|m| m.name == "percentage")
    }
}

/// A quantity of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The bytes of number and unit, without what it counts and what it is a rate of.
    pub span: Span,
    /// The bytes with the words that qualify it and with what it counts: "more than 700,000 arrests a year".
    pub whole: Span,
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub unit: Unit,
    /// What the words before make of the number.
    pub qualifier: Qualifier,
    /// Whether it is a change.
    pub change: Change,
    /// How the number was written.
    pub form: Form,
    /// Whether the text calls it a record.
    pub record: bool,
}

#[cfg(test)]
mod tests;

/// The quantities of a text, in order.
///
/// ```
/// use rootcast_claims::{Lang, quantity::{Change, Qualifier, quantities}};
/// let found = quantities("Más de 700.000 personas; los arrestos cayeron un 30 por ciento.", Lang::Spanish);
/// assert_eq!(found[0].qualifier, Qualifier::MoreThan);
/// assert_eq!((found[0].amount.first().value, found[0].unit.name().as_str()), (700_000.0, "persona"));
/// assert_eq!((found[1].change, found[1].unit.name().as_str()), (Change::Down, "percentage"));
/// ```
pub fn quantities(text: &str, lang: Lang) -> Vec<Quantity> {
    let mut out = Vec::new();
    let style = style(text, lang);
    for piece in segments(text) {
        let Some(part) = text.get(piece.clone()) else {
            continue;
        };
        out.extend(of_piece(&Tokens::new(part).styled(style), piece.start, lang));
    }
    out
}

/// Which sign groups the digits of a text in a language that leaves it open.
pub(crate) fn style(text: &str, lang: Lang) -> Grouping {
    match lang {
        Lang::Spanish => grouping(text),
        Lang::English => Grouping::Unknown,
    }
}

/// The quantities of a piece that begins at a byte of its text.
pub(crate) fn of_piece(t: &Tokens<'_>, start: usize, lang: Lang) -> Vec<Quantity> {
    let mut found = scan::scan(t, lang);
    settle::settle(t, &mut found);
    found.into_iter().map(|raw| raw.finish(t, start, lang)).collect()
}
