//! Times that something is compared with: "fewer than in May", "an increase over July".

use super::scene::Scene;

/// Whether a sign stands between the digits of a number.
pub(super) fn in_number(scene: &Scene<'_>, j: usize) -> bool {
    scene.tokens.is_digits(j + 1) && scene.tokens.joined(j) && scene.tokens.joined(j + 1)
}

/// How many tokens before a time what it is compared by may stand.
const COMPARATOR: usize = 10;
/// How many "from" may, where a number stands between: "from a record high of 250,000 in December".
const FROM: usize = 13;

/// How many tokens before "sobre" the move may stand whose base it tells.
const SIZED: usize = 9;

/// The word by which a time at a token is compared with: "fewer than in May", "un 5 % más que los 189,402 de 2023",
/// "respecto a abril".
pub(super) fn comparator(scene: &Scene<'_>, at: usize) -> Option<usize> {
    let first = at.saturating_sub(FROM).max(scene.range.start);
    let more = |j: usize| {
        (j.saturating_sub(4).max(scene.range.start)..j).any(|k| {
            matches!(
                scene.word(k),
                "mas"
                    | "menos"
                    | "mayor"
                    | "menor"
                    | "superior"
                    | "inferior"
                    | "doble"
                    | "triple"
                    | "mitad"
                    | "cuadruple"
                    | "veces"
                    | "alta"
                    | "alto"
                    | "baja"
                    | "bajo"
            )
        })
    };
    for j in (first..at).rev() {
        let peak = |j: usize| {
            (j + 1..j + 5).any(|k| matches!(scene.word(k), "record" | "peak" | "high" | "low"))
                && scene.numbers_between(j, at) > 0
        };
        let found = match scene.word(j) {
            "from" if j + COMPARATOR < at => peak(j),
            "double" | "twice" | "triple" | "quadruple" | "doble" => true,
            _ if j + COMPARATOR < at => false,
            "," | ";" | "(" | ")" if !in_number(scene, j) => return None,
            // "from 221,675 in December to 128,410 last month": what is behind "to" is the later end.
            "to" if scene.tokens.is_digits(j + 1) && scene.word(j.wrapping_sub(1)) != "compared" => {
                return None;
            }
            "times" | "veces" => matches!(scene.word(j + 1), "the" | "as" | "los" | "las" | "mas"),
            "versus" | "vs" | "behind" | "against" | "compared" | "comparison" | "comparacion"
            | "comparado" | "comparada" | "respecto" | "contraste" | "frente" | "relacion" | "relative" => {
                true
            }
            // "more than 180,000 in May" compares with no other time.
            "than" => !scene
                .quantities
                .iter()
                .any(|q| scene.token_at(q.span.start) == j + 1),
            // "four times as many as in 2020", "a quarter of the 191,106 made a year before"
            "as" => j + 1 == at || matches!(scene.word(j + 1), "in" | "during" | "the"),
            "of" => matches!(
                scene.word(j.wrapping_sub(1)),
                "quarter" | "third" | "half" | "quarters" | "thirds" | "fifth" | "tenth"
            ),
            "que" => more(j),
            // "an increase over July", "over the previous month of October"
            "over" => {
                (j + 1 == at || matches!(scene.word(j + 1), "the" | "last"))
                    && super::direction::is_move(scene.word(j.wrapping_sub(1)))
                    || (j + 1..j + 3).any(|k| matches!(scene.word(k), "previous" | "prior" | "preceding"))
            }
            // "un 57 % menor al de agosto", "supera en 45 % a las de mayo"
            "al" if matches!(
                scene.word(j.wrapping_sub(1)),
                "menor" | "mayor" | "superior" | "inferior"
            ) =>
            {
                true
            }
            // "topping the previous high of 1.64 million in 2000"
            "topping" | "surpassing" | "eclipsing" | "exceeding" | "superando" => (j + 1..(j + 5).min(at))
                .any(|k| {
                    matches!(
                        scene.word(k),
                        "previous" | "prior" | "record" | "peak" | "high" | "anterior" | "maximo"
                    )
                }),
            "a" | "al" | "la" | "el" | "las" | "los" => exceeded(scene, j),
            // "down 70 per cent since the peak of the crisis in May"
            "since" | "desde" => (j + 1..(j + 5).min(at)).any(|k| {
                matches!(
                    scene.word(k),
                    "peak" | "height" | "high" | "record" | "pico" | "maximo" | "punto"
                )
            }),
            // "un aumento de 37 % sobre las cifras de 2021"
            "sobre" => (1..=SIZED).any(|n| super::direction::is_move(scene.word(j.wrapping_sub(n)))),
            "encima" | "debajo" | "above" | "below" => {
                matches!(scene.word(j + 1), "de" | "del" | "the")
                    || matches!(scene.word(j), "above" | "below")
            }
            // "from November", "up from 191,106 in November", but not "migrants from Guatemala in November".
            "from" => {
                j + 1 == at
                    || matches!(scene.word(j + 1), "a" | "the" | "last") && j + 3 > at
                    || (j + 1..j + 4).any(|k| k < at && scene.tokens.is_digits(k))
                    || peak(j)
            }
            _ => false,
        };
        if found {
            return Some(j);
        }
    }
    None
}

/// Whether what stands at a token is exceeded by so many in a hundred: "supera en 45 % a las de mayo".
fn exceeded(scene: &Scene<'_>, j: usize) -> bool {
    const VERB: usize = 9;
    let from = j.saturating_sub(VERB).max(scene.range.start);
    (from..j)
        .rev()
        .find(|k| scene.word(*k).starts_with("super"))
        .is_some_and(|k| {
            matches!(scene.word(k + 1), "en" | "por")
                && scene.numbers_between(k, j) == 1
                && !(k..j).any(|n| matches!(scene.word(n), "," | ";"))
        })
}
