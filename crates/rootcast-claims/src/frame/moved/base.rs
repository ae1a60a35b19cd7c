//! What the words of a sentence set its move against: the period before, the year before.

use super::super::scene::Scene;

/// What a move is set against by the words of its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// The period just before: "from a month earlier", "que el mes anterior".
    Before,
    /// The same period of the year before: "from a year ago".
    Year,
}

/// Words that point back from a period. Sorted.
const BACK: [&str; 12] = [
    "ago",
    "anterior",
    "antes",
    "atras",
    "before",
    "earlier",
    "last",
    "pasado",
    "preceding",
    "previo",
    "previous",
    "prior",
];

/// What the sentence sets its move against, where it says so.
pub(super) fn base(scene: &Scene<'_>) -> Option<Base> {
    scene.range.clone().find_map(|i| {
        let unit = match scene.word(i) {
            "month" | "mes" | "quarter" | "trimestre" => Base::Before,
            "year" | "ano" | "año" => Base::Year,
            _ => return None,
        };
        let back = |j: usize| crate::among(&BACK, scene.word(j));
        // "last month" and "last year" are times of their own, and name the period rather than the base, unless
        // something is compared with them.
        let compared = (i.saturating_sub(4).max(scene.range.start)..i).any(|j| {
            matches!(
                scene.word(j),
                "from"
                    | "than"
                    | "to"
                    | "with"
                    | "over"
                    | "on"
                    | "sobre"
                    | "que"
                    | "con"
                    | "al"
                    | "a"
                    | "del"
            )
        });
        (compared && (back(i + 1) || back(i.wrapping_sub(1)))).then_some(unit)
    })
}
